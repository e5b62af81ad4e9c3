import { dayOf, dayStart } from '../../src/base/day.ts'
import { newId } from '../../src/base/id.ts'
import { allCategories } from '../../src/catalog/categories.ts'
import type { Page } from '../../src/catalog/page.ts'
import type { Core } from '../../src/engine/core.ts'
import type { Field, Rule } from '../../src/matching/rule-words.ts'
import { askerOf } from '../../src/offers/asker.ts'
import type { Campaign } from '../../src/offers/campaign.ts'
import { chooseFor, type ShopperProfile } from '../../src/offers/decide.ts'
import { type Asking, decide, type Offers } from '../../src/offers/flow.ts'
import { NOBODY } from '../../src/offers/people.ts'
import { saveCampaign } from '../../src/offers/store-campaigns.ts'
import type { Site } from '../../src/sites/site.ts'
import { type Bench, type Figures, found, percentile, round } from '../measure.ts'
import { goods, pick, seeded } from './content-goods.ts'
import { pagesOf } from './content-pages.ts'
import { campaignFor, openOfferBench, sellGoods } from './shop.ts'

/** What {@link decisions} measures. */
export const DECISION_KEYS = [
  'decision_us_p50_100k',
  'decision_us_p99_100k',
  'decisions_per_cpu_s_100k',
  'answer_us_p50_100k',
  'answer_us_p99_100k',
  'answers_per_cpu_s_100k',
] as const

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
 * Decisions of one slot in one process with a hundred thousand campaigns: from a page and a person to the offer that was chosen, its
 * price set aside. And whole answers: the same with the words, the signature, the spool and the log that goes to PostgreSQL meanwhile.
 * HTTP is in neither.
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
  const beganAt = performance.now()
  await decide(offers, asked[0]!)
  bench.say(`  read into memory in ${Math.round(performance.now() - beganAt)} ms`)
  let empty = 0
  for (let n = 0; n < WARM_UP; n++) {
    if (n % TURN === 0) await turn()
    if ((await decide(offers, asked[n % asked.length]!))[0]!.offer === null) empty++
  }
  bench.say(`  ${((100 * empty) / WARM_UP).toFixed(1)} % have nothing to show`)
  const answers = await timed(bench, asked, (one) => decide(offers, one))
  const decided = await timed(bench, asked, (one) => choice(offers, one))
  return {
    decision_us_p50_100k: round(percentile(decided.times, 0.5)),
    decision_us_p99_100k: round(percentile(decided.times, 0.99)),
    decisions_per_cpu_s_100k: Math.round(percentile(decided.perCpu, 0.5)),
    answer_us_p50_100k: round(percentile(answers.times, 0.5)),
    answer_us_p99_100k: round(percentile(answers.times, 0.99)),
    answers_per_cpu_s_100k: Math.round(percentile(answers.perCpu, 0.5)),
  }
}

/** As between requests of a server: what waits to be written or read goes on. */
const TURN = 8
const turn = () => new Promise((go) => setImmediate(go))

/** Times in µs, and how many a second of CPU. */
async function timed(
  bench: Bench,
  asked: readonly Asking[],
  run: (one: Asking) => Promise<unknown>,
): Promise<{ times: number[]; perCpu: number[] }> {
  const count = bench.quick ? REQUESTS.quick : REQUESTS.whole
  const times: number[] = []
  const perCpu: number[] = []
  for (let n = 0; n < count; n += BATCH) {
    const before = process.cpuUsage()
    for (let i = n; i < n + BATCH; i++) {
      if (i % TURN === 0) await turn()
      const startedAt = performance.now()
      await run(asked[i % asked.length]!)
      times.push((performance.now() - startedAt) * 1_000)
    }
    const { user, system } = process.cpuUsage(before)
    perCpu.push((BATCH * 1_000_000) / (user + system))
  }
  return { times, perCpu }
}

/** What {@link decide} does until it knows the offer. */
async function choice(
  { core, memory, people, pages, profileOf, random }: Offers,
  { site, page, personId, context }: Asking,
) {
  const at = core.clock.now()
  const { timeZone } = site.settings
  const [held, profile] = await Promise.all([
    memory.of(site.id, at),
    personId === null ? null : profileOf(site.id, personId),
  ])
  const dayFrom = dayStart(dayOf(at, timeZone), timeZone)
  const whom = personId === null ? null : ({ personId, visitorHash: null } as const)
  const known = whom === null ? NOBODY : (await people.of(site.id, whom, dayFrom, 1))()
  const asker = askerOf(context ?? {}, held.goods, at, timeZone)
  const decisionId = newId()
  const [pick] = chooseFor(
    held,
    { page: pages.viewOf(page, held.goods), profile, asker, ...known, at },
    [{ id: 'main', decisionId, formats: ['card'] }],
    random,
  )
  if (pick == null) return
  const { number, campaign } = pick.candidate
  held.ledger.draw(number, campaign, { decision: decisionId, slot: 'main', now: at })(performance.now())
}
