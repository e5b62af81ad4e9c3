import { join } from 'node:path'
import { systemClock } from '../../src/base/clock.ts'
import { newId } from '../../src/base/id.ts'
import { silentLog } from '../../src/base/log.ts'
import { allCategories } from '../../src/catalog/categories.ts'
import { putProducts } from '../../src/catalog/flow.ts'
import type { Page } from '../../src/catalog/page.ts'
import { readConfig } from '../../src/config.ts'
import { Bus } from '../../src/engine/bus.ts'
import type { Core } from '../../src/engine/core.ts'
import { loadKeys, openVault } from '../../src/engine/keys.ts'
import { Outbox } from '../../src/engine/outbox.ts'
import { IndexBuilder } from '../../src/matching/builder.ts'
import type { Field, Rule } from '../../src/matching/rule-words.ts'
import type { Campaign } from '../../src/offers/campaign.ts'
import { PLAIN } from '../../src/offers/creative.ts'
import type { ShopperProfile } from '../../src/offers/decide.ts'
import { type Asking, decide, type Offers } from '../../src/offers/flow.ts'
import { loaderOf } from '../../src/offers/flow-memory.ts'
import { OfferMemory } from '../../src/offers/memory.ts'
import { Pages } from '../../src/offers/pages.ts'
import { People } from '../../src/offers/people.ts'
import { Spool } from '../../src/offers/spool.ts'
import { saveCampaign } from '../../src/offers/store-campaigns.ts'
import { DecisionWriter } from '../../src/offers/writer.ts'
import { createSite } from '../../src/sites/flow.ts'
import type { Site } from '../../src/sites/site.ts'
import { receive } from '../../src/stock/flow.ts'
import { openDb } from '../../src/storage/db.ts'
import { startEmbedded } from '../../src/storage/embedded.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { addBins } from '../../src/warehouse/flow.ts'
import { type Bench, type Figures, found, percentile, round } from '../measure.ts'
import { goods, pick, seeded } from './content-goods.ts'
import { pagesOf } from './content-pages.ts'

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
  const home = join(bench.scratch, 'decisions')
  const { config } = readConfig({ ...process.env, DATABASE_URL: undefined }, { home })
  const database = await startEmbedded({ home, cache: config.cache, log: silentLog })
  const db = openDb(database.url, { max: 4, applicationName: 'tuidan bench' })
  await migrate(db)
  const vault = await openVault(db, await loadKeys(home, null))
  const bus = new Bus(db, silentLog)
  const outbox = new Outbox(db, systemClock, silentLog, bus)
  const core: Core = { db, clock: systemClock, log: silentLog, bus, outbox, vault, publicUrl: 'http://localhost:1' }
  const offers = openOffers(core, home)
  try {
    const random = seeded(4)
    const { site, pages } = await shop(bench, core, random)
    const asked = Array.from({ length: 5_000 }, () => request(site, pages, random))
    return found(await measure(bench, offers, asked))
  } finally {
    await offers.writer.stop()
    await offers.memory.stop()
    await bus.stop()
    await db.close()
    await database.stop()
  }
}

function openOffers(core: Core, home: string): Offers {
  const writer = new DecisionWriter(core.db, core.log, new Spool(join(home, 'spool')))
  const profiles = new Map<string, ShopperProfile>()
  const random = seeded(5)
  return {
    core,
    memory: new OfferMemory(loaderOf(core), new IndexBuilder(), core.bus, core.log),
    writer,
    pages: new Pages(7),
    people: new People(core, writer),
    profileOf: async (_siteId, personId) => {
      let profile = profiles.get(personId)
      if (profile === undefined) {
        profile = madeProfile(random)
        profiles.set(personId, profile)
      }
      return profile
    },
    shopperOf: async () => null,
    random: Math.random,
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
  const { site } = await createSite(core, { slug: 'bench', name: { zh: '店', en: 'Shop' } })
  const { goods: list } = await goods(bench.data, GOODS)
  const skus = list.map((_, i) => `P${i}`)
  await putProducts(
    core,
    site.id,
    list.map((good, i) => ({
      sku: skus[i]!,
      barcode: null,
      title: { zh: good.zh || good.en, en: good.en || good.zh },
      text: { zh: good.textZh, en: good.textEn },
      categoryId: pick(random, CATEGORIES),
      price: { amount: 1_000 + Math.floor(random() * 50_000), currency: site.currency },
      picture: null,
      tags: [...good.tags].slice(0, 5),
      weightGrams: 300,
      state: 'active' as const,
    })),
  )
  await addBins(core, site.id, ['A01-01'])
  const all = skus.map((sku) => ({ sku, bin: 'A01-01', qty: 1_000 }))
  await core.db.tx((tx) => receive(tx, site.id, all, core.clock.now()))
  bench.say(`  ${list.length} goods; writing ${CAMPAIGNS} campaigns`)
  for (let from = 0; from < CAMPAIGNS; from += TOGETHER)
    await core.db.tx(async (tx) => {
      const some = Array.from({ length: TOGETHER }, (_, i) => campaign(from + i, skus, site.currency, random))
      await Promise.all(some.map((one) => saveCampaign(tx, site.id, one, core.clock.now())))
    })
  return { site, pages: pagesOf(list, PAGES, 6).map(({ page }) => page) }
}

function campaign(n: number, skus: readonly string[], currency: string, random: Draw): Campaign {
  const all: Rule[] = []
  const ask = (share: number, field: Field, values: readonly string[]) => {
    if (random() < share) all.push({ field, in: [...values] } as Rule)
  }
  ask(0.7, 'segment', several(random, 4, GROUPS))
  ask(0.5, 'pageCategory', several(random, 3, CATEGORIES))
  ask(0.4, 'interest', several(random, 4, CATEGORIES))
  ask(0.3, 'device', several(random, 2, DEVICES))
  return {
    id: newId(),
    name: `Campaign ${n}`,
    state: 'active',
    skus: several(random, 5, skus),
    categoryId: null,
    targeting: { all },
    startsAt: null,
    endsAt: null,
    dailyBudget: 1_000_000_000,
    totalBudget: null,
    pacing: 'fast',
    currency,
    billsPer: 'click',
    bid: 1 + Math.floor(100 * Math.exp(3 * (random() + random() + random() - 1.5))),
    caps: { personDay: random() < 0.5 ? 1_000 : null, campaignDay: null, slotDay: null },
    creatives: [PLAIN],
  }
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
