import { Type } from 'typebox'
import type { Auth } from '../http/auth.ts'
import { langOf, type Server } from '../http/server.ts'
import { narrowTo } from '../storage/scope.ts'
import { subscribe } from './flow.ts'
import { type Pushes, receipt } from './flow-deliver.ts'
import type { Hub } from './hub.ts'
import { pushFail, recipientKey } from './message.ts'
import { countSubscriptions } from './store.ts'

const SubscriptionBody = Type.Object({ subscription: Type.Unknown() })

/** How often an open stream says that its worker's phone is there, in ms. */
const STREAM_SEEN_MS = 30_000

/** Called with the worker whose stream is open; the floor's, handed in by app.ts. */
export type OnStream = (worker: { siteId: string; id: string }) => Promise<void>

/** A worker's stream and subscription, a signed-in shopper's, and receipts of both. */
export function pushRoutes(app: Server, pushes: Pushes, auth: Auth, hub: Hub, onStream: OnStream): void {
  const { core } = pushes
  app.get(
    '/v1/phone/events',
    { preHandler: auth.device, schema: { tags: ['phone'], summary: 'Event stream of a phone' } },
    async (request, reply) => {
      const { worker } = request
      const stream = auth.streams.open(reply, { kind: 'staff', recipient: `device ${worker.deviceId}` })
      // A removed device or a disabled worker loses the stream at once, not at its next call.
      const off = core.bus.on('session', (siteId, staffId) => {
        if (siteId === worker.siteId && staffId === worker.id) stream.close()
      })
      const seen = (): void => {
        onStream(worker).catch((err) => core.log.warn({ err }, 'an open stream was not written down'))
      }
      const timer = setInterval(seen, STREAM_SEEN_MS)
      seen()
      stream.onClose(() => {
        off()
        clearInterval(timer)
      })
      const last = request.headers['last-event-id']
      await hub.serve(stream, worker.siteId, `worker:${worker.id}`, typeof last === 'string' ? last : undefined)
    },
  )

  phonePushRoutes(app, pushes, auth)
  app.get(
    '/v1/sites/:slug/push',
    { preHandler: auth.site, schema: { tags: ['shop'], summary: 'The public key for push to a shop’s visitors' } },
    async (request) => ({
      vapidPublicKey: await pushes.headers.publicKey(request.site.id),
    }),
  )

  app.post(
    '/v1/sites/:slug/push',
    {
      preHandler: auth.site,
      schema: { tags: ['shop'], summary: 'Lets a shopper’s browser ring while closed', body: SubscriptionBody },
    },
    async (request, reply) => {
      const shopper = await auth.mustBeShopper(request, request.site)
      await subscribe(core, pushes.settings, {
        siteId: request.site.id,
        to: { kind: 'shopper', id: shopper.personId },
        subscription: request.body.subscription,
        lang: langOf(request),
      })
      return reply.status(204).send()
    },
  )

  app.get(
    '/v1/sites/:slug/events',
    { preHandler: auth.site, schema: { tags: ['shop'], summary: 'Event stream of whoever is signed in' } },
    async (request, reply) => {
      const shopper = await auth.mustBeShopper(request, request.site)
      const recipient = recipientKey({ kind: 'shopper', id: shopper.personId })
      const stream = auth.streams.open(reply, { kind: 'shop', recipient: `${request.site.id} ${recipient}` })
      auth.endWithSession(stream, request, request.site)
      const last = request.headers['last-event-id']
      await hub.serve(stream, request.site.id, recipient, typeof last === 'string' ? last : undefined)
    },
  )

  receiptRoute(app, pushes)
}

/** How far messages came, told by service workers. */
function receiptRoute(app: Server, pushes: Pushes): void {
  app.post(
    '/v1/push/receipts',
    {
      config: { crossSite: true },
      schema: {
        tags: ['phone'],
        summary: 'How far a pushed message came',
        description: 'Sent by a service worker: how far a message came. The token from the message is the proof.',
        body: Type.Object({
          token: Type.String({ maxLength: 300 }),
          state: Type.Union([Type.Literal('received'), Type.Literal('shown'), Type.Literal('opened')]),
        }),
      },
    },
    async (request, reply) => {
      const parts = request.body.token.split('.')
      const [siteId, messageId, subscriptionId, token] = parts
      const uuid = /^[0-9a-f-]{36}$/
      if (parts.length !== 4 || ![siteId, messageId, subscriptionId].every((p) => uuid.test(p!)))
        throw pushFail('push/bad-receipt')
      narrowTo(siteId!)
      await receipt(pushes, {
        siteId: siteId!,
        messageId: messageId!,
        subscriptionId: subscriptionId!,
        token: token!,
        state: request.body.state,
      })
      return reply.status(204).send()
    },
  )
}

/** Web Push to a worker's phone. */
function phonePushRoutes(app: Server, pushes: Pushes, auth: Auth): void {
  const { core } = pushes
  app.get(
    '/v1/phone/push',
    { preHandler: auth.device, schema: { tags: ['phone'], summary: 'The public key for push to a phone' } },
    async (request) => ({
      vapidPublicKey: await pushes.headers.publicKey(request.site.id),
      subscribed: (await countSubscriptions(core.db, request.site.id, `worker:${request.worker.id}`)) > 0,
    }),
  )

  app.post(
    '/v1/phone/push',
    {
      preHandler: auth.device,
      schema: { tags: ['phone'], summary: 'Lets a phone ring while closed', body: SubscriptionBody },
    },
    async (request, reply) => {
      const { worker } = request
      await subscribe(core, pushes.settings, {
        siteId: worker.siteId,
        to: { kind: 'worker', id: worker.id },
        subscription: request.body.subscription,
        deviceId: worker.deviceId,
        lang: worker.lang,
      })
      return reply.status(204).send()
    },
  )
}
