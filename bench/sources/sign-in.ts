import { PERSONAS } from '../../demo/provider/personas.ts'
import { type Bench, type Figures, found, percentile, round } from '../measure.ts'
import { freePort } from '../start.ts'
import type { BareOpen } from './bare.ts'
import { type Child, startChild } from './child.ts'
import { flow, openShop } from './shop.ts'

/** Sign-ins on the way at once, each of somebody else. */
const LANES = 6
/** Until both run compiled code: ours has more of it, and its rounds grow cheaper for about so long. */
const WARM_UP = 900
const ROUNDS = 7
const A_ROUND = 60
const ALONE = 40

/** What one round of sign-ins took. */
interface Round {
  readonly ms: number
  /** CPU time of the site's process a flow. */
  readonly cpuMs: number
}

/** Sign-ins through the whole code flow, and beside them the same flow through openid-client alone. */
export async function signIns(bench: Bench): Promise<Figures> {
  const port = await freePort()
  const redirectUri = `http://localhost:${port}/callback`
  const shop = await openShop(bench, 'sign-in', { source: null, alsoAt: [redirectUri] })
  let bare: Child<object> | undefined
  try {
    const scope = 'openid profile offline_access'
    const open: BareOpen = { port, issuer: shop.issuer, ...shop.client, redirectUri, scope }
    const site = await startChild<object>(new URL('./bare.ts', import.meta.url), open)
    bare = site
    const ours = { begin: shop.begin, cpuMs: async () => (await shop.world.server.measure()).cpuMs }
    const theirs = { begin: `http://localhost:${port}/begin`, cpuMs: () => site.cpuMs() }
    bench.say('  warming up')
    for (const one of [ours, theirs]) await signInAll(one.begin, WARM_UP)
    const rounds: { ours: Round[]; theirs: Round[] } = { ours: [], theirs: [] }
    for (let i = 0; i < ROUNDS; i++) {
      // In turn, so that whatever else the machine does falls on both.
      rounds.ours.push(await roundOf(ours))
      rounds.theirs.push(await roundOf(theirs))
      bench.say(`  CPU a sign-in: ${round(rounds.ours[i]!.cpuMs)} ms, bare ${round(rounds.theirs[i]!.cpuMs)} ms`)
    }
    const alone: number[] = []
    for (let i = 0; i < ALONE; i++) alone.push((await flow(shop.begin, personaOf(i))).ms)
    const median = (of: readonly Round[], what: keyof Round) =>
      percentile(
        of.map((one) => one[what]),
        0.5,
      )
    return found({
      signin_per_s: round((A_ROUND * 1000) / median(rounds.ours, 'ms')),
      signin_ms_p50: round(percentile(alone, 0.5)),
      signin_vs_openid_client: Math.round((100 * median(rounds.ours, 'cpuMs')) / median(rounds.theirs, 'cpuMs')) / 100,
    })
  } finally {
    await bare?.stop()
    await shop.stop()
  }
}

async function roundOf(site: { readonly begin: string; cpuMs(): Promise<number> }): Promise<Round> {
  const before = await site.cpuMs()
  const startedAt = performance.now()
  await signInAll(site.begin, A_ROUND)
  return { ms: performance.now() - startedAt, cpuMs: ((await site.cpuMs()) - before) / A_ROUND }
}

/** So many sign-ins, {@link LANES} at once. */
async function signInAll(begin: string, count: number): Promise<void> {
  let next = 0
  const lane = async () => {
    while (next < count) await flow(begin, personaOf(next++))
  }
  await Promise.all(Array.from({ length: LANES }, lane))
}

const personaOf = (n: number): string => PERSONAS[n % PERSONAS.length]!.id
