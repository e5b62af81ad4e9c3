import { Type } from 'typebox'
import { isId } from '../base/id.ts'
import type { Auth } from '../http/auth.ts'
import { cursorOf } from '../http/cursor.ts'
import { langOf, type Server } from '../http/server.ts'
import type { Profiles } from './flow.ts'
import { removeConnector } from './flow-connector.ts'
import { connectorsView, peopleView, readPerson } from './flow-console.ts'
import { profileFail } from './problems.ts'

/** Console: people and their consents, kinds of account and their health. */
export function profileConsoleRoutes(app: Server, profiles: Profiles, auth: Auth): void {
  app.get(
    '/v1/console/people',
    {
      preHandler: auth.staff('marketer'),
      schema: {
        querystring: Type.Object({ cursor: Type.Optional(Type.String()), lang: Type.Optional(Type.String()) }),
        tags: ['console'],
        summary: 'Shoppers by random key, with their consents',
      },
    },
    async (request) => peopleView(profiles, request.site, cursorOf(request.query.cursor)),
  )

  app.post(
    '/v1/console/people/:id/read',
    {
      config: { audited: 'own' },
      preHandler: auth.staff('owner'),
      schema: {
        params: Type.Object({ id: Type.String() }),
        body: Type.Object({ reason: Type.String({ minLength: 3, maxLength: 200 }) }),
        tags: ['console'],
        summary: 'What is held about one person; the reason is logged',
      },
    },
    async (request) => {
      const { site, staff } = request
      const { id } = request.params
      if (!isId(id)) throw profileFail('profile/not-found')
      const { reason } = request.body
      return await readPerson(profiles, { site, personId: id, staffId: staff.id, reason, lang: langOf(request) })
    },
  )

  app.get(
    '/v1/console/connectors',
    {
      preHandler: auth.staff('marketer'),
      schema: { tags: ['console'], summary: 'Kinds of account and how reading goes' },
    },
    async (request) => connectorsView(profiles, request.site, langOf(request)),
  )

  app.delete(
    '/v1/console/connectors/:connector',
    {
      preHandler: auth.staff('owner'),
      schema: {
        params: Type.Object({ connector: Type.String({ maxLength: 40 }) }),
        querystring: Type.Object({
          /** How many accounts you were shown that it has. */
          accounts: Type.String({ pattern: '^\\d{1,9}$' }),
          lang: Type.Optional(Type.String()),
        }),
        tags: ['console'],
        summary: 'Lets a kind of account go: sign-in ends at once, then its accounts, what was read and their tokens',
      },
    },
    async (request) => {
      const { site, staff } = request
      const { connector } = request.params
      const accounts = Number(request.query.accounts)
      return await removeConnector(profiles, { site, connector, accounts, by: staff.name, lang: langOf(request) })
    },
  )
}
