import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { isId } from '../base/id.ts'
import type { Auth } from '../http/auth.ts'
import { httpFail } from '../http/problems.ts'
import type { Server } from '../http/server.ts'
import type { Profiles } from './flow.ts'
import {
  accountsView,
  disconnect,
  dontMerge,
  forgetKept,
  mergeAsked,
  mergeView,
  readToo,
  type Session,
} from './flow-accounts.ts'
import { profileFail } from './problems.ts'

const Slug = Type.Object({ slug: Type.String({ maxLength: 40 }) })
const OfAccount = Type.Object({ slug: Type.String({ maxLength: 40 }), id: Type.String({ maxLength: 40 }) })
const OfKind = Type.Object({ slug: Type.String({ maxLength: 40 }), connector: Type.String({ maxLength: 40 }) })

/** Routes of a shopper's connected accounts: seen, disconnected, read too, merged. */
export function accountRoutes(app: Server, profiles: Profiles, auth: Auth): void {
  const tags = ['my data']
  const at = { preHandler: auth.site }
  const who = async (request: FastifyRequest): Promise<Session> => {
    const viewer = await auth.viewer(request)
    const session = auth.read(request, `shopper-${viewer.site.slug}`)
    if (session === null) throw httpFail('http/sign-in')
    return { ...viewer, session }
  }

  app.get(
    '/v1/sites/:slug/accounts',
    { ...at, schema: { params: Slug, tags, summary: 'My connected accounts' } },
    async (request) => accountsView(profiles, await who(request)),
  )

  app.post(
    '/v1/sites/:slug/accounts/:id/disconnect',
    {
      ...at,
      schema: {
        params: OfAccount,
        body: Type.Object({
          /** What was read from it stays in my data. */
          keepFacts: Type.Optional(Type.Boolean()),
        }),
        tags,
        summary: 'Disconnects an account; what was read from it is deleted unless I keep it',
      },
    },
    async (request) => {
      const me = await who(request)
      const { id } = request.params
      if (!isId(id)) throw profileFail('profile/no-such-account')
      const keepFacts = request.body.keepFacts ?? false
      const { facts } = await disconnect(profiles, { ...me, accountId: id, keepFacts })
      return { disconnected: id, kept: facts }
    },
  )

  app.post(
    '/v1/sites/:slug/accounts/:id/read',
    {
      ...at,
      schema: {
        params: OfAccount,
        body: Type.Object({ textVersion: Type.String({ maxLength: 40 }) }),
        tags,
        summary: 'Reads this account as another one of its kind is read',
      },
    },
    async (request) => {
      const { site, personId, lang } = await who(request)
      const { id } = request.params
      if (!isId(id)) throw profileFail('profile/no-such-account')
      return await readToo(profiles, { site, personId, accountId: id, textVersion: request.body.textVersion, lang })
    },
  )

  app.delete(
    '/v1/sites/:slug/accounts/kept/:connector',
    { ...at, schema: { params: OfKind, tags, summary: 'Deletes what stayed of accounts I disconnected' } },
    async (request) => {
      const { site, personId, lang } = await who(request)
      const { connector } = request.params
      await forgetKept(profiles, { site, personId, connector, lang })
      return { deleted: connector }
    },
  )

  mergeRoutes(app, profiles, auth, who)
}

/** An account that was just proven is another shopper's of this site: the two may become one. */
function mergeRoutes(
  app: Server,
  profiles: Profiles,
  auth: Auth,
  who: (request: FastifyRequest) => Promise<Session>,
): void {
  const tags = ['my data']
  const at = { preHandler: auth.site }
  app.get(
    '/v1/sites/:slug/accounts/merges/:id',
    { ...at, schema: { params: OfAccount, tags, summary: 'What comes together if I merge' } },
    async (request) => await mergeView(profiles, await who(request), idOf(request.params)),
  )
  app.post(
    '/v1/sites/:slug/accounts/merges/:id',
    {
      ...at,
      schema: { params: OfAccount, body: Type.Object({ confirm: Type.Boolean() }), tags, summary: 'Merges the two' },
    },
    async (request) => {
      const me = await who(request)
      const id = idOf(request.params)
      if (request.body.confirm) await mergeAsked(profiles, me, id)
      else await dontMerge(profiles, me)
      return { merged: request.body.confirm }
    },
  )
}

function idOf({ id }: { id: string }): string {
  if (!isId(id)) throw profileFail('profile/merge-over')
  return id
}
