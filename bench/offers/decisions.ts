import { newId } from '../../src/base/id.ts'
import { allCategories } from '../../src/catalog/categories.ts'
import type { Page } from '../../src/catalog/page.ts'
import type { Core } from '../../src/engine/core.ts'
import type { Field, Rule } from '../../src/matching/rule-words.ts'
import type { Campaign } from '../../src/offers/campaign.ts'
import type { ShopperProfile } from '../../src/offers/decide.ts'
import { type Asking, decide, type Offers } from '../../src/offers/flow.ts'
import { saveCampaign } from '../../src/offers/store-campaigns.ts'
import type { Site } from '../../src/sites/site.ts'
import { type Bench, type Figures, found, percentile, round } from '../measure.ts'
import { goods, pick, seeded } from './content-goods.ts'
import { pagesOf } from './content-pages.ts'
import { campaignFor, openOfferBench, sellGoods } from './shop.ts'

/** What {@link decisions} measures. */
export const DECISION_KEYS = ['decision_us_p50_100k', 'decision_us_p99_100k', 'decisions_per_cpu_s_100k'] as const

const CAMPAIGNS = 100_000
const GOODS = 2_000
const PEOPLE = 200
const PAGES = 300
const WARM_UP = 20_000
const REQUESTS = { quick: 20_000, whole: 100_000 } as const
/** Decisions measured as one; the machine's own noise is in some of them only. */
const BATCH = 1_000
/** Written together to the database. */
const TOGETHER = 1_000

type Draw = () => number

/**
 * Whole decisions of one slot in one process with a hundred thousand campaigns: from a page and a person to the signed answer, with the
 * spool, the ledger and the log that goes to PostgreSQL meanwhile. HTTP is not in it.
 */
export async function decisions(bench: Bench): Promise<Figures> {
  const world = await openOfferBench(bench, 'decisions')
  try {
    const random = seeded(4)
    const profiles = new Map(PERSONS.map((id) => [id, madeProfile(random)]))
    const offers = await world.openOffers((id) => profiles.get(id)!)
    const { site, pages } = await shop(bench, world.core, random)
    const asked = Array.from({ length: 5_000 }, () => request(site, pages, random))
    return found(await measure(bench, offers, asked))
  } finally {
    await world.stop()
  }
}

const CATEGORIES = allCategories()
  .filter((category) => !category.sensitive)
  .map(({ id }) => id)
const GROUPS = Array.from({ length: 2_000 }, (_, i) => `s${i}`)
const DEVICES = ['phone', 'tablet', 'desktop'] as const

const several = <T>(random: Draw, most: number, list: readonly T[]): T[] => [
  ...new Set(Array.from({ length: 1 + Math.floor(random() * most) }, () => pick(random, list))),
]

function madeProfile(random: Draw): ShopperProfile {
  const interests = new Map(several(random, 6, CATEGORIES).map((id) => [id, 0.2 + 0.8 * random()]))
  return { personal: true, personalOffers: true, interests, evidence: () => null, consentVersion: '1' }
}

/** A site with goods in stock and its campaigns. */
async function shop(bench: Bench, core: Core, random: Draw): Promise<{ site: Site; pages: Page[] }> {
  const { goods: list } = await goods(bench.data, GOODS)
  const { site, skus } = await sellGoods(core, list, { pieces: 1_000, categories: CATEGORIES, random })
  bench.say(`  ${list.length} goods; writing ${CAMPAIGNS} campaigns`)
  for (let from = 0; from < CAMPAIGNS; from += TOGETHER)
    await core.db.tx(async (tx) => {
      const some = Array.from({ length: TOGETHER }, () => campaign(site, skus, random))
      await Promise.all(some.map((one) => saveCampaign(tx, site.id, one, core.clock.now())))
    })
  return { site, pages: pagesOf(list, PAGES, 6).map(({ page }) => page) }
}

function campaign(site: Site, skus: readonly string[], random: Draw): Campaign {
  const all: Rule[] = []
  const ask = (share: number, field: Field, values: readonly string[]) => {
    if (random() < share) all.push({ field, in: [...values] } as Rule)
  }
  ask(0.7, 'segment', several(random, 4, GROUPS))
  ask(0.5, 'pageCategory', several(random, 3, CATEGORIES))
  ask(0.4, 'interest', several(random, 4, CATEGORIES))
  ask(0.3, 'device', several(random, 2, DEVICES))
  return campaignFor(site, {
    skus: several(random, 5, skus),
    targeting: { all },
    bid: 1 + Math.floor(100 * Math.exp(3 * (random() + random() + random() - 1.5))),
    caps: { personDay: random() < 0.5 ? 1_000 : null, campaignDay: null, slotDay: null },
  })
}

const PERSONS = Array.from({ length: PEOPLE }, () => newId())

/** Half of those who ask are signed in and said yes. */
function request(site: Site, pages: readonly Page[], random: Draw): Asking {
  return {
    site,
    page: pick(random, pages),
    slots: [{ id: 'main' }],
    personId: random() < 0.5 ? pick(random, PERSONS) : null,
    context: { device: pick(random, DEVICES), language: 'zh-CN', segments: several(random, 20, GROUPS) },
  }
}

async function measure(bench: Bench, offers: Offers, asked: readonly Asking[]): Promise<Record<string, number>> {
  const one = async (n: number) => {
    // As between two requests of a server: what waits to be written or read goes on.
    if (n % 8 === 0) await new Promise((go) => setImmediate(go))
    startedAt = performance.now()
    return await decide(offers, asked[n % asked.length]!)
  }
  let startedAt = performance.now()
  await one(0)
  bench.say(`  read into memory in ${Math.round(performance.now() - startedAt)} ms`)
  let empty = 0
  for (let n = 0; n < WARM_UP; n++) if ((await one(n))[0]!.offer === null) empty++
  bench.say(`  ${((100 * empty) / WARM_UP).toFixed(1)} % have nothing to show`)
  const count = bench.quick ? REQUESTS.quick : REQUESTS.whole
  const times: number[] = []
  const perCpu: number[] = []
  for (let n = 0; n < count; n += BATCH) {
    const before = process.cpuUsage()
    for (let i = n; i < n + BATCH; i++) {
      await one(i)
      times.push((performance.now() - startedAt) * 1_000)
    }
    const { user, system } = process.cpuUsage(before)
    perCpu.push((BATCH * 1_000_000) / (user + system))
  }
  return {
    decision_us_p50_100k: round(percentile(times, 0.5)),
    decision_us_p99_100k: round(percentile(times, 0.99)),
    decisions_per_cpu_s_100k: Math.round(percentile(perCpu, 0.5)),
  }
}
