import { expect } from 'vitest'
import { announce, send } from '../src/push/flow.ts'
import type { Message } from '../src/push/message.ts'
import { until } from './harness/wait.ts'
import { type Json, type LoopSite, LoopWorld } from './loop-world.ts'
import { StandIn, type StandInSubscription } from './push-world.ts'

/** A worker's phone. */
export type Phone = Awaited<ReturnType<LoopWorld['phone']>>

/** A site whose phones have a browser at a push service of ours. */
export class PushFloor {
  readonly service: StandIn
  readonly world: LoopWorld
  readonly at: LoopSite

  private constructor(service: StandIn, world: LoopWorld, at: LoopSite) {
    this.service = service
    this.world = world
    this.at = at
  }

  static async open(): Promise<PushFloor> {
    const service = await StandIn.open()
    const world = await LoopWorld.open({ pushHosts: [service.host], vapidContact: 'mailto:owner@shop.example' })
    return new PushFloor(service, world, await world.site([{ sku: 'MUG', qty: 1000 }]))
  }

  async stop(): Promise<void> {
    await this.world.stop()
    this.service.stop()
  }

  /** After each test: the clock goes as it did, and the service found nothing wrong with what was sent. */
  inOrder(): void {
    this.world.clock.ahead = 0
    expect(this.service.faults.splice(0)).toEqual([])
  }

  /** A phone off shift, so that nothing but what a test sends comes to it, with a browser at the stand-in. */
  async phoneWithPush(): Promise<{ phone: Phone; browser: StandInSubscription }> {
    const phone = await this.world.phone(this.at, `阿青${crypto.randomUUID().slice(0, 8)}`, ['picker'], false)
    const browser = this.service.subscribe()
    const answer = await phone.visitor.ask('POST', '/v1/phone/push', { subscription: browser.toJSON() })
    expect(answer.status).toBe(204)
    return { phone, browser }
  }

  async say(phone: Phone, change: Partial<Message> = {}): Promise<void> {
    const { core } = this.world.app
    const to = { kind: 'worker', id: phone.staffId } as const
    const message: Message = {
      siteId: this.at.site.id,
      to,
      topic: 'task.offered',
      title: { zh: '拣货', en: 'Pick' },
      body: { zh: 'A01-05，2 件', en: 'A01-05, 2 pieces' },
      url: '/phone/',
      urgency: 'high',
      ttlSeconds: 60,
      ...change,
    }
    await core.db.tx((tx) => send(core, tx, message))
    announce(core, this.at.site.id, to)
  }

  async deliveries(phone: Phone): Promise<Json[]> {
    return await this.world.app.core.db.query(
      `select d.state, d.detail from push_delivery d join push_message m on m.site_id = d.site_id and m.id = d.message_id
       where m.site_id = $1 and m.recipient = $2`,
      [this.at.site.id, `worker:${phone.staffId}`],
    )
  }

  async stateOf(phone: Phone, state: string): Promise<Json> {
    return await until(async () => (await this.deliveries(phone)).find((d) => d.state === state), {
      what: `delivery ${state}`,
    })
  }

  async waiting(phone: Phone): Promise<{ due: number; tries: number }[]> {
    return await this.world.app.core.db.query(
      `select o.due_at as due, (o.payload->>'tries')::int as tries from outbox o
       join push_message m on m.site_id = o.site_id and m.id::text = o.payload->>'messageId'
       where o.kind = 'push.deliver' and o.lease_until is null and m.recipient = $1`,
      [`worker:${phone.staffId}`],
    )
  }
}
