import { expect } from 'vitest'
import { until } from './harness/wait.ts'
import { type Json, type LoopSite, type LoopWorld, orderOf, Visitor } from './loop-world.ts'

/** Goods of the tests. */
export const KETTLE = {
  sku: 'KETTLE',
  qty: 50,
  categoryId: 'kitchen/coffee/pour-over',
  zh: '细口手冲壶',
  en: 'Gooseneck kettle',
}
/** The other ones. */
export const TENT = { sku: 'TENT', qty: 50, categoryId: 'outdoor/camping', zh: '双人帐篷', en: 'Two-person tent' }
/** A page about pour-over coffee. */
export const COFFEE_PAGE = {
  title: '手冲咖啡怎么闷蒸',
  lang: 'zh',
  headings: ['手冲咖啡', '滤杯与细口壶'],
  text: '手冲咖啡的第一步是闷蒸，用细口壶慢慢注水，滤杯和滤纸先用热水冲过。',
}
/** A page about nothing. */
export const BLANK_PAGE = { title: 'x', lang: 'zh' }

/** An amount of yuan in fen. */
export const money = (amount: number) => ({ amount, currency: 'CNY' })
/** A good campaign for the kettle, changed as told. */
export const campaign = (change: object = {}) => ({
  name: '手冲季',
  state: 'active',
  skus: ['KETTLE'],
  targeting: {},
  dailyBudget: money(100_000),
  pricing: { per: 'click', amount: money(100) },
  capPerPersonDay: 100,
  creative: { headline: { zh: '慢慢倒', en: 'Pour slowly' }, line: {} },
  ...change,
})

/** How a test asks for offers. */
export interface Asking {
  readonly who?: Visitor
  readonly page?: object
  readonly slots?: readonly string[]
  readonly headers?: Record<string, string>
}

/** What marketers, pages and shoppers do with offers, in short words. */
export function offering(world: LoopWorld) {
  /** Makes a campaign and waits until decisions know of it. */
  async function launch(at: LoopSite, change: object = {}): Promise<string> {
    const made = await at.owner.ask('POST', '/v1/console/campaigns', campaign(change))
    expect(made.status).toBe(201)
    return made.json.id
  }

  async function change(at: LoopSite, id: string, fields: object): Promise<void> {
    expect((await at.owner.ask('PUT', `/v1/console/campaigns/${id}`, campaign(fields))).status).toBe(200)
  }

  async function decide(at: LoopSite, { who, page = COFFEE_PAGE, slots = ['a'], headers = {} }: Asking = {}) {
    const body = { site: at.site.publicKey, page, slots: slots.map((id) => ({ id })), lang: 'zh' }
    const answer = await (who ?? new Visitor(world.url)).ask('POST', '/v1/decisions', body, headers)
    expect(answer.status).toBe(200)
    return answer.json.decisions as Json[]
  }
  const one = async (at: LoopSite, asking: Asking = {}): Promise<Json> => (await decide(at, asking))[0]
  const offered = (at: LoopSite, asking: Asking = {}, what = 'an offer') =>
    until(
      async () => {
        const decision = await one(at, asking)
        return decision.offer === null ? null : decision
      },
      { what, timeoutMs: 3_000 },
    )
  /** A change is known within a second; from then on nothing is offered. */
  async function nothing(at: LoopSite, asking: Asking = {}): Promise<void> {
    await until(async () => (await one(at, asking)).offer === null, { what: 'no offer', timeoutMs: 3_000 })
    for (let i = 0; i < 5; i++) expect((await one(at, asking)).offer).toBeNull()
  }
  const tell = (at: LoopSite, token: string, type: string, headers: Record<string, string> = {}) => {
    // Nobody sees half of it for a second sooner than a second after it was decided.
    if (type === 'seen') world.clock.ahead += 1_000
    const body = { site: at.site.publicKey, events: [{ token, type }] }
    return new Visitor(world.url).ask('POST', '/v1/events', body, headers)
  }
  const click = (decision: Json, who = new Visitor(world.url)) =>
    who.ask('GET', decision.offer.click.slice(world.url.length))
  const order = (at: LoopSite, who: Visitor, sku: string, fields: object = {}) =>
    who.ask('POST', `/v1/sites/${at.site.slug}/orders`, orderOf([{ sku, qty: 1 }], fields), {
      'idempotency-key': crypto.randomUUID(),
    })
  const skuOf = async (decision: Json): Promise<string> =>
    until(
      async () =>
        (await world.app.core.db.maybe<{ sku: string }>('select sku from offer_decision where id = $1', [
          decision.decisionId,
        ])) ?? null,
      { what: 'the decision written' },
    ).then((row) => row.sku)

  return { launch, change, decide, one, offered, nothing, tell, click, order, skuOf }
}
