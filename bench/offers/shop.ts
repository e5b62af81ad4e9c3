import { join } from 'node:path'
import { systemClock } from '../../src/base/clock.ts'
import { newId } from '../../src/base/id.ts'
import { silentLog } from '../../src/base/log.ts'
import { putProducts } from '../../src/catalog/flow.ts'
import { readConfig } from '../../src/config.ts'
import { Backlog } from '../../src/dispatch/flow-backlog.ts'
import { Bus } from '../../src/engine/bus.ts'
import type { Core } from '../../src/engine/core.ts'
import { loadKeys, openVault } from '../../src/engine/keys.ts'
import { Outbox } from '../../src/engine/outbox.ts'
import { IndexBuilder } from '../../src/matching/builder.ts'
import type { Campaign } from '../../src/offers/campaign.ts'
import { PLAIN } from '../../src/offers/creative.ts'
import type { ShopperProfile } from '../../src/offers/decide.ts'
import { FilteredCounter } from '../../src/offers/filtered.ts'
import type { Offers } from '../../src/offers/flow.ts'
import { loaderOf } from '../../src/offers/flow-memory.ts'
import { OfferMemory } from '../../src/offers/memory.ts'
import { Pages } from '../../src/offers/pages.ts'
import { People } from '../../src/offers/people.ts'
import { Requests } from '../../src/offers/requests.ts'
import { Spool } from '../../src/offers/spool.ts'
import { DecisionWriter } from '../../src/offers/writer.ts'
import { createSite } from '../../src/sites/flow.ts'
import type { Site } from '../../src/sites/site.ts'
import { receive } from '../../src/stock/flow.ts'
import { openDb } from '../../src/storage/db.ts'
import { startEmbedded } from '../../src/storage/embedded.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { addBins } from '../../src/warehouse/flow.ts'
import type { Bench } from '../measure.ts'
import { type Good, pick } from './content-goods.ts'

/** A database of its own, with what a process has on it, in this process. */
export interface OfferBench {
  readonly core: Core
  /** The offers room as a process has it: each one counts as a process of its own. */
  openOffers(profileOf?: (personId: string) => ShopperProfile | null): Promise<Offers>
  stop(): Promise<void>
}

/** Opens one under the run's scratch folder. */
export async function openOfferBench(bench: Bench, name: string): Promise<OfferBench> {
  const home = join(bench.scratch, name)
  const { config } = readConfig({ ...process.env, DATABASE_URL: undefined }, { home })
  const database = await startEmbedded({ home, cache: config.cache, log: silentLog })
  const db = openDb(database.url, { max: 8, applicationName: 'tuidan bench' })
  await migrate(db)
  const vault = await openVault(db, await loadKeys(home, null))
  const bus = new Bus(db, silentLog)
  await bus.start()
  const outbox = new Outbox(db, systemClock, silentLog, bus)
  const core: Core = { db, clock: systemClock, log: silentLog, bus, outbox, vault, publicUrl: 'http://localhost:1' }
  const opened: Offers[] = []
  return {
    core,
    async openOffers(profileOf = () => null) {
      const writer = new DecisionWriter(db, silentLog, new Spool(join(home, `spool-${opened.length}`)))
      const offers: Offers = {
        core,
        memory: new OfferMemory(loaderOf(core, new Backlog(core)), new IndexBuilder(), bus, silentLog),
        writer,
        pages: new Pages(7),
        people: new People(core, writer),
        requests: new Requests(),
        peopleOf: async () => ({ people: [], of: 0 }),
        filtered: new FilteredCounter(core.db, core.log),
        profileOf: async (_siteId, personId) => profileOf(personId),
        shopperOf: async () => null,
        random: Math.random,
      }
      opened.push(offers)
      return offers
    },
    async stop() {
      for (const { writer, memory } of opened) {
        await writer.stop()
        await memory.stop()
      }
      await bus.stop()
      await db.close()
      await database.stop()
    },
  }
}

/** A site that sells these goods, `pieces` of each, under the SKUs P0, P1…; each in one of the categories. */
export async function sellGoods(
  core: Core,
  list: readonly Pick<Good, 'zh' | 'en' | 'textZh' | 'textEn' | 'tags'>[],
  { pieces, categories, random }: { pieces: number; categories: readonly string[]; random: () => number },
): Promise<{ site: Site; skus: string[] }> {
  const { site } = await createSite(core, { slug: 'bench', name: { zh: '店', en: 'Shop' } })
  const skus = list.map((_, i) => `P${i}`)
  await putProducts(
    core,
    site.id,
    list.map((good, i) => ({
      sku: skus[i]!,
      barcode: null,
      title: { zh: good.zh || good.en, en: good.en || good.zh },
      text: { zh: good.textZh, en: good.textEn },
      categoryId: pick(random, categories),
      price: { amount: 1_000 + Math.floor(random() * 50_000), currency: site.currency },
      picture: null,
      tags: [...good.tags].slice(0, 5),
      weightGrams: 300,
      state: 'active' as const,
    })),
  )
  await addBins(core, site.id, ['A01-01'])
  const all = skus.map((sku) => ({ sku, bin: 'A01-01', qty: pieces }))
  await core.db.tx((tx) => receive(tx, site.id, all, core.clock.now()))
  return { site, skus }
}

/** A campaign for everybody, changed as told. */
export const campaignFor = (site: Site, change: Partial<Campaign>): Campaign => ({
  id: newId(),
  name: 'Campaign',
  state: 'active',
  skus: [],
  categoryId: null,
  targeting: { all: [] },
  startsAt: null,
  endsAt: null,
  dailyBudget: 1_000_000_000,
  totalBudget: null,
  pacing: 'fast',
  currency: site.currency,
  billsPer: 'click',
  bid: 100,
  caps: { personDay: null, campaignDay: null, slotDay: null },
  creatives: [PLAIN],
  ...change,
})
