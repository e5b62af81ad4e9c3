import { newId } from '../../src/base/id.ts'
import type { Core } from '../../src/engine/core.ts'
import type { Campaign } from '../../src/offers/campaign.ts'
import { decide, type Offers } from '../../src/offers/flow.ts'
import { noteEvent } from '../../src/offers/flow-events.ts'
import { saveCampaign } from '../../src/offers/store-campaigns.ts'
import type { Site } from '../../src/sites/site.ts'
import { reserve } from '../../src/stock/flow.ts'
import { type Bench, type Figures, found, round, sleep } from '../measure.ts'
import { madeGoods, seeded } from './content-goods.ts'
import { campaignFor, openOfferBench, sellGoods } from './shop.ts'

/** What {@link budgets} measures. */
export const BUDGET_KEYS = [
  'overdelivery',
  'cap_over_1p',
  'cap_over_np',
  'spend_minus_events',
  'stock_to_silence_ms',
] as const

const BID = 37
/** Not a whole number of bids: what is left over must not be spent. */
const BUDGET = 500 * BID + 11
const CAP = 400
const PROCESSES = 4
const LANES = 16
const ASKS = 1_500
/** Shares are read anew each second; after three of them everybody had what there is. */
const SETTLE_MS = 3_500
const SILENCE_ROUNDS = 7
const PATIENCE_MS = 10_000
const PAGE = { title: 'A page', lang: 'en', text: 'Nothing in particular.' }

/** Budgets, caps and stock under more questions than they bear, in one process and in several at once. */
export async function budgets(bench: Bench): Promise<Figures> {
  const world = await openOfferBench(bench, 'budgets')
  try {
    const { core } = world
    const random = seeded(9)
    const { site, skus } = await sellGoods(core, madeGoods(20, 3), { pieces: 1_000, categories: ['kitchen'], random })
    const shown = new Shown(core, site)
    const first = await world.openOffers()
    const [paid, capped] = [await shown.launch(billed(site, skus)), await shown.launch(limited(site, skus))]
    await shown.crowd([first], ASKS)
    const over1 = Math.max(0, (await shown.drawn(capped)) - CAP)
    const money = await shown.books(paid)
    bench.say(
      `  one process: ${money.spent} of ${BUDGET} spent for ${money.seen} seen; capped at ${CAP}, over by ${over1}`,
    )
    await shown.end([paid, capped])
    const offers = [first]
    while (offers.length < PROCESSES) offers.push(await world.openOffers())
    const [paidByAll, cappedByAll] = [await shown.launch(billed(site, skus)), await shown.launch(limited(site, skus))]
    // They must have heard of one another before they are judged as several.
    await shown.crowd(offers, PROCESSES)
    await sleep(SETTLE_MS)
    const end = performance.now() + SETTLE_MS
    while (performance.now() < end) await shown.crowd(offers, ASKS / 3)
    const overN = Math.max(0, (await shown.drawn(cappedByAll)) - CAP)
    const byAll = await shown.books(paidByAll)
    bench.say(`  ${PROCESSES} processes: ${byAll.spent} of ${BUDGET} spent; capped at ${CAP}, over by ${overN}`)
    await shown.end([paidByAll, cappedByAll])
    return found({
      overdelivery: Math.max(0, money.spent - BUDGET, byAll.spent - BUDGET) / BUDGET,
      cap_over_1p: over1,
      cap_over_np: overN,
      spend_minus_events: Math.abs(money.spent - money.seen * BID) + Math.abs(byAll.spent - byAll.seen * BID),
      stock_to_silence_ms: bench.wants('stock_to_silence_ms') ? await silence(shown, offers, skus) : null,
    })
  } finally {
    await world.stop()
  }
}

const billed = (site: Site, skus: readonly string[]): Campaign =>
  campaignFor(site, { skus: skus.slice(0, 10), dailyBudget: BUDGET, billsPer: 'shown', bid: BID })

const limited = (site: Site, skus: readonly string[]): Campaign =>
  campaignFor(site, { skus: skus.slice(10), bid: 1, caps: { personDay: null, campaignDay: CAP, slotDay: null } })

/** What is asked and seen on one site, and what the books say of it. */
class Shown {
  readonly core: Core
  readonly site: Site

  constructor(core: Core, site: Site) {
    this.core = core
    this.site = site
  }

  async launch(campaign: Campaign): Promise<Campaign> {
    const { db, bus, clock } = this.core
    await saveCampaign(db, this.site.id, campaign, clock.now())
    bus.emit('offers', this.site.id)
    return campaign
  }

  /** They are over, and everybody knows. */
  async end(campaigns: readonly Campaign[]): Promise<void> {
    for (const campaign of campaigns) await this.launch({ ...campaign, state: 'paused' })
    await sleep(SETTLE_MS)
  }

  /** One page with two slots is asked for and seen. @returns what was offered */
  async ask(offers: Offers): Promise<string[]> {
    const slots = [{ id: 'one' }, { id: 'two' }]
    const decisions = await decide(offers, { site: this.site, page: PAGE, slots, personId: null })
    const made = decisions.filter(({ offer }) => offer !== null)
    for (const { token } of made) await noteEvent(offers, { siteId: this.site.id, token, type: 'seen' })
    return made.map(({ offer }) => offer!.sku)
  }

  /** Everybody asks at once, so many times in all. */
  async crowd(offers: readonly Offers[], asks: number): Promise<void> {
    let next = 0
    const lane = async () => {
      for (let n = next++; n < asks; n = next++) await this.ask(offers[n % offers.length]!)
    }
    await Promise.all(Array.from({ length: LANES }, lane))
    for (const { writer } of offers) await writer.flush()
  }

  async drawn({ id }: Campaign): Promise<number> {
    const text = 'select count(*) as n from offer_decision where site_id = $1 and campaign_id = $2'
    return (await this.core.db.one<{ n: number }>(text, [this.site.id, id])).n
  }

  async books({ id }: Campaign): Promise<{ spent: number; seen: number }> {
    return await this.core.db.one<{ spent: number; seen: number }>(
      `select (select coalesce(sum(amount), 0)::bigint from offer_spend where site_id = $1 and campaign_id = $2) as spent,
              (select count(*) from offer_event e join offer_decision d on d.site_id = e.site_id and d.id = e.decision_id
                where e.site_id = $1 and d.campaign_id = $2 and e.type = 'seen') as seen`,
      [this.site.id, id],
    )
  }
}

/** From the moment the last piece is promised to an order until no process offers it any more: the longest of some rounds, in ms. */
async function silence(shown: Shown, offers: readonly Offers[], skus: readonly string[]): Promise<number> {
  const { core, site } = shown
  const times: number[] = []
  for (let round = 0; round < SILENCE_ROUNDS; round++) {
    const sku = skus[round]!
    const campaign = await shown.launch(campaignFor(site, { skus: [sku], bid: 0 }))
    for (const one of offers) await until(async () => (await shown.ask(one)).includes(sku))
    const order = { orderId: newId(), lines: [{ sku, qty: 1_000 }] }
    await core.db.tx((tx) => reserve(tx, site.id, [order], core.clock.now()))
    core.bus.emit('order', site.id)
    const startedAt = performance.now()
    let last = startedAt
    const end = startedAt + 2_000
    while (performance.now() < end) {
      for (const one of offers) if ((await shown.ask(one)).includes(sku)) last = performance.now()
      await sleep(2)
    }
    times.push(last - startedAt)
    await shown.launch({ ...campaign, state: 'paused' })
  }
  return round(Math.max(...times))
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE_MS
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error('a campaign that was launched is not shown')
    await sleep(5)
  }
}
