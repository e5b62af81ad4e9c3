import { Type } from 'typebox'
import { say } from '../base/i18n.ts'
import { knownProblem } from '../base/problem.ts'
import type { Core } from '../engine/core.ts'
import { acrossSites } from '../storage/scope.ts'
import { httpFail } from './problems.ts'
import { langOf, type Server } from './server.ts'

/** What `/health` and `/ready` say of the program. */
export interface Status {
  readonly version: string
  /** How the database was chosen, in one line. */
  readonly database: string
}

/** `/health`: the process lives. `/ready`: it can do its work, the database answers. `/problems`: what its errors mean. */
export function statusRoutes(app: Server, core: Core, status: Status): void {
  problemRoutes(app)
  app.get('/health', { schema: { tags: ['status'], summary: 'The process lives' } }, async () => ({
    status: 'ok',
    version: status.version,
  }))

  app.get('/ready', { schema: { tags: ['status'], summary: 'It can do its work: the database answers' } }, async () => {
    const ask = "select current_setting('synchronous_commit') as sync, current_setting('fsync') as fsync"
    const row = await acrossSites('settings of the database', () => core.db.one<{ sync: string; fsync: string }>(ask))
    return {
      status: 'ready',
      version: status.version,
      database: status.database,
      // Work that was given up (a push, a reading): more than none is worth a look into the log.
      deadWork: await core.outbox.countDead(),
      // An acknowledged order is on disk when both are on.
      durability:
        row.sync === 'on' && row.fsync === 'on'
          ? 'synced at commit'
          : `fsync ${row.fsync}, synchronous_commit ${row.sync}`,
    }
  })
}

/** Values for the places of a sentence: plain words only, so that no address can put a sentence of its own on a page. */
const Word = Type.Optional(Type.String({ maxLength: 40, pattern: '^[\\p{L}\\p{N} _-]*$' }))

/** What a problem's `type` leads to (RFC 9457 §3.1.1): the sentences behind a code. */
function problemRoutes(app: Server): void {
  app.get(
    '/problems/:room/:what',
    {
      schema: {
        tags: ['status'],
        summary: 'The sentences behind a problem’s code',
        params: Type.Object({ room: Type.String({ maxLength: 40 }), what: Type.String({ maxLength: 60 }) }),
        querystring: Type.Object({ what: Word, name: Word, lang: Type.Optional(Type.String()) }),
      },
    },
    async (request) => {
      const code = `${request.params.room}/${request.params.what}`
      const spec = knownProblem(code)
      if (spec === null) throw httpFail('http/not-found')
      const { what = '', name = '' } = request.query
      const lang = langOf(request)
      const params = { what, name }
      return {
        type: `/problems/${code}`,
        code,
        status: spec.status,
        title: say(spec.title, lang, params),
        next: say(spec.next, lang, params),
      }
    },
  )
}
