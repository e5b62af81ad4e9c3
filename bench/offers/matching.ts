import { monitorEventLoopDelay } from 'node:perf_hooks'
import { IndexBuilder } from '../../src/matching/builder.ts'
import { FlatBuilder, type FlatCampaigns } from '../../src/matching/flat.ts'
import { fold, LiveIndex } from '../../src/matching/live-index.ts'
import type { Traits } from '../../src/matching/traits.ts'
import { Scratch } from '../../src/matching/walk.ts'
import { type Bench, type Figures, found, percentile, round } from '../measure.ts'
import { campaign, request, seeded, worth } from './workload.ts'

const SIZES = { '1k': 1_000, '10k': 10_000, '100k': 100_000, '1m': 1_000_000 } as const
type Size = keyof typeof SIZES
const K = 100
/** Asked before anything is measured: compiled code, and what is likely. */
const WARM_UP = 4_000
/** Requests that are different from one another. */
const REQUESTS = 2_000
/** Requests of which the answer is compared with a look through all campaigns. */
const CHECKED = 5
const REBUILDS = { quick: 2, whole: 5 } as const
/** Changed before a base is made anew. */
const CHANGES = 1_000

/** What {@link matching} measures. */
export const MATCHING_KEYS: readonly string[] = [
  'top100_us_1k',
  'top100_us_10k',
  'top100_us_100k',
  'top100_us_1m',
  'top100_nothing_passes_us_1m',
  'enumerate_us_1k',
  'enumerate_us_10k',
  'enumerate_us_100k',
  'index_bytes_per_campaign',
  'rebuild_1m_ms',
]

/** The best 100 of 1,000 to 1,000,000 campaigns, all that hold, what the index takes, and how long a new base takes in a thread. */
export async function matching(bench: Bench): Promise<Figures> {
  const requests = Array.from(
    { length: REQUESTS },
    (
      (random) => () =>
        request(random)
    )(seeded(2)),
  )
  const figures: Record<string, number> = {}
  for (const size of Object.keys(SIZES) as Size[]) {
    const asked = MATCHING_KEYS.filter((key) => key.endsWith(`_${size}`) || (size === '1m' && !key.includes('_us_')))
    if (asked.some((key) => bench.wants(key))) Object.assign(figures, await ofSize(bench, size, requests))
  }
  return found(figures)
}

async function ofSize(bench: Bench, size: Size, requests: readonly Traits[]): Promise<Record<string, number>> {
  const index = new LiveIndex(new Scratch())
  const flat = campaigns(index, SIZES[size])
  index.endFold(fold(index.startPutAll(flat)))
  for (let i = 0; i < WARM_UP; i++) index.top(index.request(requests[i % REQUESTS]!), { k: K })
  // With what is likely known, as it is after the first hour of a site.
  index.foldNow()
  const share = check(index, flat, requests)
  const rounds = bench.quick ? 1 : 3
  const top = p50(rounds, requests, (one) => index.top(index.request(one), { k: K }).visits)
  const numbering = p50(1, requests, (one) => index.request(one).count)
  bench.say(
    `  ${size}: ${(share * 100).toFixed(1)} % hold; the best ${K}: p50 ${top.p50.toFixed(1)} µs, p99 ${top.p99.toFixed(1)} µs, ` +
      `${Math.round(top.mean)} entries met; of it ${numbering.p50.toFixed(1)} µs to put the request in numbers`,
  )
  const figures: Record<string, number> = { [`top100_us_${size}`]: round(top.p50) }
  if (size === '1m') return { ...figures, ...(await ofLargest(bench, index, requests)) }
  for (let i = 0; i < 300; i++) index.enumerate(index.request(requests[i]!))
  const asked = requests.slice(0, size === '100k' ? 500 : REQUESTS)
  const all = p50(rounds, asked, (one) => index.enumerate(index.request(one)).count)
  bench.say(`  ${size}: all ${Math.round(all.mean)} that hold: p50 ${all.p50.toFixed(1)} µs`)
  return { ...figures, [`enumerate_us_${size}`]: round(all.p50) }
}

async function ofLargest(bench: Bench, index: LiveIndex, requests: readonly Traits[]): Promise<Record<string, number>> {
  const nobody = () => false
  const nothing = p50(1, requests, (one) => {
    const { isTruncated, count, visits } = index.top(index.request(one), { k: K, passes: nobody })
    if (!isTruncated || count > 0) throw new Error('an answer that was cut off does not say so')
    return visits
  })
  bench.say(`  1m: nothing passes: p50 ${nothing.p50.toFixed(1)} µs, p99 ${nothing.p99.toFixed(1)} µs`)
  return {
    top100_nothing_passes_us_1m: round(nothing.p50),
    index_bytes_per_campaign: round(index.bytes / index.size),
    ...(bench.wants('rebuild_1m_ms') ? { rebuild_1m_ms: await rebuilt(bench, index, requests) } : {}),
  }
}

/** A new base in the thread, with changes before and questions meanwhile. */
async function rebuilt(bench: Bench, index: LiveIndex, requests: readonly Traits[]): Promise<number> {
  const builder = new IndexBuilder()
  const random = seeded(3)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const times: number[] = []
  let asked = 0
  try {
    for (let n = 0; n < (bench.quick ? REBUILDS.quick : REBUILDS.whole); n++) {
      for (let i = 0; i < CHANGES; i++) index.put(Math.floor(random() * index.size), worth(random), [campaign(random)])
      index.top(index.request(requests[n]!), { k: K })
      delay.enable()
      const startedAt = performance.now()
      let isReady = false
      const ready = builder.fold(index).finally(() => {
        isReady = true
      })
      while (!isReady) {
        index.top(index.request(requests[asked++ % REQUESTS]!), { k: K })
        await new Promise((go) => setTimeout(go, 2))
      }
      await ready
      times.push(performance.now() - startedAt)
      delay.disable()
    }
  } finally {
    await builder.stop()
  }
  const ms = (nanoseconds: number) => (nanoseconds / 1e6).toFixed(1)
  bench.say(
    `  1m: a new base in ${times.map((time) => Math.round(time)).join(', ')} ms, ${asked} questions meanwhile; the loop was late by ` +
      `${ms(delay.percentile(50))} ms (p50), ${ms(delay.percentile(99))} ms (p99), ${ms(delay.max)} ms (most)`,
  )
  return Math.round(percentile(times, 0.5))
}

/** Campaigns as they come out of a database: one after the other into flat arrays. */
export function campaigns(index: LiveIndex, count: number): FlatCampaigns {
  const random = seeded(1)
  const flat = new FlatBuilder(count)
  for (let slot = 0; slot < count; slot++) flat.push(slot, worth(random), index.dictionary.encode([campaign(random)]))
  return flat.build()
}

/** The answers are those of a look through all. @returns the share of campaigns that hold */
function check(index: LiveIndex, flat: FlatCampaigns, requests: readonly Traits[]): number {
  let sum = 0
  for (const one of requests.slice(0, CHECKED)) {
    const values = index.request(one)
    const holding = lookedThrough(flat, new Set(values.values.subarray(0, values.count)))
    sum += holding.length
    const best = holding.sort((a, b) => flat.bounds[b]! - flat.bounds[a]! || a - b).slice(0, K)
    const { slots, count } = index.top(values, { k: K, mostVisits: Number.POSITIVE_INFINITY })
    if (best.join() !== slots.subarray(0, count).join()) throw new Error(`not the best of ${flat.count}`)
    if (index.enumerate(index.request(one)).count !== holding.length) throw new Error(`not all of ${flat.count}`)
  }
  return sum / CHECKED / flat.count
}

function lookedThrough({ count, offsets, codes }: FlatCampaigns, has: ReadonlySet<number>): number[] {
  const holding: number[] = []
  for (let i = 0; i < count; i++) {
    let holds = true
    for (let at = offsets[i]!; codes[at] !== 0 && holds; ) {
      const length = codes[at]! >>> 1
      let hit = false
      for (let v = at + 1; v <= at + length; v++) hit ||= has.has(codes[v]!)
      holds = hit !== ((codes[at]! & 1) === 1)
      at += 1 + length
    }
    if (holds) holding.push(i)
  }
  return holding
}

interface Times {
  /** In µs. */
  readonly p50: number
  readonly p99: number
  /** Of what was answered. */
  readonly mean: number
}

function p50(rounds: number, requests: readonly Traits[], ask: (one: Traits) => number): Times {
  const times: number[] = []
  let sum = 0
  for (let n = 0; n < rounds; n++)
    for (const one of requests) {
      const startedAt = performance.now()
      sum += ask(one)
      times.push((performance.now() - startedAt) * 1000)
    }
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99), mean: sum / times.length }
}
