import { SLUG } from '../../demo/world/seed.ts'
import { LoadClient } from '../../src/cli/load-client.ts'
import { loadSiteBySlug } from '../../src/sites/store.ts'
import { type Bench, type Figures, found, percentile } from '../measure.ts'
import { startChild } from '../sources/child.ts'
import { openBenchWorld } from '../world.ts'
import type { BareOpen, BareReady } from './bare-http.ts'
import { madeGoods } from './content-goods.ts'
import { pagesOf } from './content-pages.ts'

/** What {@link overHttp} measures. */
export const HTTP_KEYS = ['http_decisions_per_cpu_s', 'http_bare_node_per_cpu_s', 'http_8slots_per_cpu_s'] as const

const CALLERS = 32
const WARM_UP = 3_000
const A_ROUND = 1_000
const ROUNDS = { quick: 5, whole: 15 } as const
const PAGES = 100

/** One server, asked in one way. */
interface Asked {
  readonly call: (n: number) => Promise<unknown>
  readonly cpuMs: () => Promise<number>
}

/** `POST /v1/decisions` by the CPU time of the server's process, beside a bare server that reads and answers the same. */
export async function overHttp(bench: Bench): Promise<Figures> {
  const world = await openBenchWorld(bench, 'http', true, false)
  try {
    const site = (await loadSiteBySlug(world.core.db, SLUG))!
    const pages = pagesOf(madeGoods(200, 1), PAGES, 2)
    const bodyOf = (slots: number) => (n: number) => ({
      site: site.publicKey,
      page: pages[n % PAGES]!.page,
      slots: Array.from({ length: slots }, (_, i) => ({ id: `slot-${i}`, format: 'card' })),
    })
    const [one, eight] = [bodyOf(1), bodyOf(8)]
    const cpuMs = async () => (await world.server.measure()).cpuMs
    const post = (client: LoadClient, body: unknown) => client.must('POST', '/v1/decisions', { body })
    const open: BareOpen = { answer: await post(world.client, one(0)) }
    const bare = await startChild<BareReady>(new URL('./bare-http.ts', import.meta.url), open)
    const bareClient = new LoadClient(bare.ready.base)
    const ways: Record<(typeof HTTP_KEYS)[number], Asked> = {
      http_decisions_per_cpu_s: { call: (n) => post(world.client, one(n)), cpuMs },
      http_bare_node_per_cpu_s: { call: (n) => post(bareClient, one(n)), cpuMs: () => bare.cpuMs() },
      http_8slots_per_cpu_s: { call: (n) => post(world.client, eight(n)), cpuMs },
    }
    try {
      return found(await inTurn(ways, bench.quick ? ROUNDS.quick : ROUNDS.whole))
    } finally {
      bareClient.close()
      await bare.stop()
    }
  } finally {
    await world.stop()
  }
}

/** Requests a CPU second of each, the median of rounds in turn. */
async function inTurn(ways: Readonly<Record<string, Asked>>, rounds: number): Promise<Record<string, number>> {
  for (const { call } of Object.values(ways)) await calls(call, WARM_UP)
  const rates = new Map<string, number[]>()
  for (let round = 0; round < rounds; round++) {
    for (const [key, { call, cpuMs }] of Object.entries(ways)) {
      const before = await cpuMs()
      await calls(call, A_ROUND)
      const rate = (A_ROUND * 1_000) / ((await cpuMs()) - before)
      rates.set(key, [...(rates.get(key) ?? []), rate])
    }
  }
  return Object.fromEntries([...rates].map(([key, list]) => [key, Math.round(percentile(list, 0.5))]))
}

async function calls(call: (n: number) => Promise<unknown>, count: number): Promise<void> {
  let next = 0
  const lane = async () => {
    while (next < count) await call(next++)
  }
  await Promise.all(Array.from({ length: CALLERS }, lane))
}
