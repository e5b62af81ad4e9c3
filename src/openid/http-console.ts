import { Type } from 'typebox'
import { iso } from '../base/clock.ts'
import type { Auth } from '../http/auth.ts'
import { langOf, type Server } from '../http/server.ts'
import type { OpenidClient } from './client.ts'
import { addClient, clientsView, type Openid, removeClient } from './flow.ts'

const Addresses = Type.Array(Type.String({ maxLength: 2000 }), { maxItems: 20 })

/** Console: the back ends that sign their visitors in through this site. */
export function openidConsoleRoutes(app: Server, { core }: Openid, auth: Auth): void {
  app.get(
    '/v1/console/openid-clients',
    {
      preHandler: auth.staff('owner'),
      schema: { tags: ['console'], summary: 'Back ends that sign in through this site' },
    },
    async (request) => {
      const { clients, ...rest } = await clientsView(core, request.site)
      return { ...rest, clients: clients.map(view) }
    },
  )

  app.post(
    '/v1/console/openid-clients',
    {
      preHandler: auth.staff('owner'),
      schema: {
        body: Type.Object({
          name: Type.String({ maxLength: 60 }),
          redirectUris: Addresses,
          signOutUris: Type.Optional(Addresses),
        }),
        tags: ['console'],
        summary: 'A new one; its secret is told this once',
      },
    },
    async (request, reply) => {
      const { signOutUris = [], ...input } = request.body
      const { client, secret } = await addClient(core, request.site, { ...input, signOutUris }, langOf(request))
      return reply.status(201).send({ client: view(client), secret })
    },
  )

  app.delete(
    '/v1/console/openid-clients/:id',
    {
      preHandler: auth.staff('owner'),
      schema: {
        params: Type.Object({ id: Type.String({ maxLength: 100 }) }),
        tags: ['console'],
        summary: 'Removes one; what it was given ends at once',
      },
    },
    async (request) => {
      await removeClient(core, request.site.id, request.params.id)
      return { removed: true }
    },
  )
}

const view = ({ createdAt, ...client }: OpenidClient) => ({ ...client, createdAt: iso(createdAt) })
