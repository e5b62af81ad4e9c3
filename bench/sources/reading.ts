import { type Bench, type Figures, found, percentile, round } from '../measure.ts'
import { startChild } from './child.ts'
import type { PagesOpen, PagesReady } from './pages.ts'
import { openShop, type Shop, type Shopper } from './shop.ts'

/** As many as one process reads at one provider at once. */
const READERS = ['lin-wan', 'zhou-ye', 'xu-xiao', 'he-mo']
const THINGS = 10_000
const DERIVATIONS = 15
/** Each look is work of the server's that nobody asks for in earnest; it makes the figure no better than it is. */
const LOOK_MS = 200

/** Four shoppers agree at once and are read to the end; then the profile of one of them is formed anew, again and again. */
export async function reading(bench: Bench): Promise<Figures> {
  const open: PagesOpen = { things: { likes: THINGS } }
  const source = await startChild<PagesReady>(new URL('./pages.ts', import.meta.url), open)
  const shop = await openShop(bench, 'reading', { source: source.ready.base })
  try {
    const shoppers: Shopper[] = []
    for (const persona of READERS) shoppers.push(await shop.signIn(persona))
    bench.say(`  ${READERS.length} shoppers with ${THINGS} things each`)
    const cpuMs = async () => (await shop.world.server.measure()).cpuMs
    const before = await cpuMs()
    const startedAt = performance.now()
    await Promise.all(shoppers.map((one) => shop.agree(one, { likes: true })))
    await Promise.all(shoppers.map((one) => shop.untilRead(one, LOOK_MS)))
    const ms = performance.now() - startedAt
    const facts = await shop.countFacts()
    if (facts !== READERS.length * THINGS) throw new Error(`${facts} facts of ${READERS.length * THINGS} things`)
    bench.say(
      `  ${facts} facts in ${Math.round(ms)} ms, ${(await cpuMs()) - before} ms of them the server's CPU; profiles`,
    )
    const derived = await derivations(shop, shoppers[0]!)
    return found({
      facts_per_s: Math.round((facts * 1000) / ms),
      profile_from_10k_facts_ms: round(percentile(derived, 0.5)),
    })
  } finally {
    await shop.stop()
    await source.stop()
  }
}

/** Says that an interest is wrong, and takes that back: each forms the profile out of all facts before it is answered. */
async function derivations({ world, site }: Shop, { headers }: Shopper): Promise<number[]> {
  const path = `/v1/sites/${site.slug}`
  const mine = await world.client.must('GET', `${path}/my-data`, { headers })
  const id: string | undefined = mine.interests[0]?.categoryId ?? mine.interests[0]?.id
  if (id === undefined) throw new Error('no interest came of it')
  const times: number[] = []
  for (let i = 0; i < DERIVATIONS; i++) {
    const startedAt = performance.now()
    if (i % 2 === 0) await world.client.must('DELETE', `${path}/interests/${id}`, { headers })
    else await world.client.must('POST', `${path}/interests/${id}/restore`, { headers })
    times.push(performance.now() - startedAt)
  }
  return times
}
