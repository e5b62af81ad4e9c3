import { createECDH, randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LoadClient } from '../../src/cli/load-client.ts'
import { localCertificate } from '../../src/http/local-authority.ts'
import { addStaff, joinPhone, makeLink } from '../../src/staff/flow.ts'
import { type Bench, type Figures, found, percentile, round, sleep } from '../measure.ts'
import { poster, stockedSite } from '../orders.ts'
import { type Child, startChild } from '../sources/child.ts'
import { type BenchWorld, openBenchWorld } from '../world.ts'
import type { Came, SinkOpen, SinkReady } from './sink.ts'

/** What {@link ordersToPush} measures. */
export const ORDER_KEYS = ['order_to_push_accepted_ms_p50', 'order_to_push_accepted_ms_p99'] as const

const WORKERS = 500
const ORDERS_PER_S = 200
const WARM_UP_MS = 5_000
const MEASURED_MS = { quick: 10_000, whole: 30_000 } as const
/** Orders that wait are given within a second: after so long without a ring none does. */
const QUIET_MS = 3_000

/** Totes to put into when the put wall is full. */
let totes = 0

type Json = Awaited<ReturnType<LoadClient['must']>>

/**
 * From the moment an order is due to be sent until the push service has said 201 for the offer of its first task. The workers' apps are
 * closed; each accepts what it is rung for and finishes it at once.
 */
export async function ordersToPush(bench: Bench): Promise<Figures> {
  const tls = await localCertificate(bench.scratch, ['localhost'], Date.now())
  const authority = join(bench.scratch, 'authority.pem')
  await writeFile(authority, tls.authority)
  process.env.NODE_EXTRA_CA_CERTS = authority
  const open: SinkOpen = { cert: tls.cert, key: tls.key, tells: true }
  const service = await startChild<SinkReady>(new URL('./sink.ts', import.meta.url), open)
  const world = await openBenchWorld(bench, 'push-orders', false, true, {
    pushHosts: [new URL(service.ready.origin).host],
    vapidContact: 'mailto:owner@shop.example',
  })
  try {
    const ms = await measure(bench, world, service)
    return found({
      order_to_push_accepted_ms_p50: round(percentile(ms, 0.5)),
      order_to_push_accepted_ms_p99: round(percentile(ms, 0.99)),
    })
  } finally {
    await world.stop()
    await service.stop()
  }
}

async function measure(bench: Bench, world: BenchWorld, service: Child<SinkReady>): Promise<number[]> {
  const site = await stockedSite(world, 'push')
  const phones = new LoadClient(world.server.base)
  const crew = await Promise.all(
    Array.from({ length: WORKERS }, (_, n) => worker(world, phones, site.siteId, `${service.ready.origin}/push/${n}`)),
  )
  await world.core.db.run('analyze')
  bench.say(`  ${WORKERS} phones; ${ORDERS_PER_S} orders/s`)
  const work: Promise<void>[] = []
  let isOver = false
  service.onTold((phone) => {
    if (!isOver) work.push(crew[phone as Came]!.rung())
  })
  const before = await world.server.measure()
  const sent = await steadily(bench, poster(world.client, site.secretKey))
  const orders = new Map((await Promise.all(sent.map(({ number }) => number))).map((number, n) => [number, sent[n]!]))
  await quiet(work)
  const after = await world.server.measure()
  isOver = true
  phones.close()
  const finished = crew.reduce((sum, one) => sum + one.finished, 0)
  const share = (after.cpuMs - before.cpuMs) / work.length
  bench.say(
    `  ${work.length} rings, ${finished} tasks finished; ${round(share)} ms of the server a ring, loop p99 ${after.p99} ms`,
  )
  const accepted = await firstAccepted(world, site.siteId)
  return [...orders].map(
    ([number, { dueAt }]) => (accepted.get(number) ?? performance.timeOrigin + performance.now()) - dueAt,
  )
}

/** Waits until nobody has been rung for a while: what comes after that is of tasks that were not answered. */
async function quiet(work: readonly Promise<void>[]): Promise<void> {
  for (let before = -1; before !== work.length; ) {
    before = work.length
    await Promise.all(work)
    await sleep(QUIET_MS)
  }
}

/** When the push service took the first offer of each order, by its number. */
async function firstAccepted({ core }: BenchWorld, siteId: string): Promise<Map<string, number>> {
  const rows = await core.db.query<{ number: string; at: number }>(
    `select o.number, min(e.at) as at from event e join orders o on o.site_id = e.site_id and o.id = e.order_id
     where e.site_id = $1 and e.name = 'push.sent' group by 1`,
    [siteId],
  )
  return new Map(rows.map(({ number, at }) => [number, at]))
}

/** A picker whose phone is closed. */
async function worker({ core }: BenchWorld, phones: LoadClient, siteId: string, endpoint: string) {
  const staff = await addStaff(core, { siteId, name: endpoint.split('/').at(-1)!, roles: ['picker'] })
  const link = await makeLink(core, { siteId, staffId: staff.id, opens: 'phone' })
  const { session } = await joinPhone(core, link.url.split('#')[1]!, 'bench')
  const headers = { cookie: `device=${session}` }
  const pair = createECDH('prime256v1')
  const keys = { p256dh: pair.generateKeys('base64url'), auth: randomBytes(16).toString('base64url') }
  await phones.must('POST', '/v1/phone/push', { body: { subscription: { endpoint, keys } }, headers })
  await phones.must('POST', '/v1/phone/shift', { body: { on: true }, headers })
  const ask = async (method: string, path: string, body?: object): Promise<Json> =>
    (await phones.call(method, path, { headers, ...(body ? { body } : {}) })).json
  let seq = 0
  const crew = {
    finished: 0,
    async rung(): Promise<void> {
      const { task } = await ask('GET', '/v1/phone/tasks')
      if (task === null || task.state !== 'offered') return
      const { id, epoch } = task
      const { task: taken } = await ask('POST', `/v1/phone/tasks/${id}/accept`, { epoch })
      if (taken?.id !== id) return
      const scan = (code: string, qty: number) => ({
        uid: crypto.randomUUID(),
        seq: seq++,
        taskId: id,
        epoch,
        code,
        qty,
      })
      const scans = taken.lines.flatMap((line: Json) => [scan(line.bin, 1), scan(line.barcode ?? line.sku, line.qty)])
      await ask('POST', '/v1/phone/scans', { scans })
      const done = await ask('POST', `/v1/phone/tasks/${id}/done`, {
        epoch,
        cell: taken.cell ?? `T-${String((totes++ % 9_999) + 1).padStart(4, '0')}`,
      })
      if (done.code === undefined) crew.finished++
    },
  }
  return crew
}

/** Sends orders of one line at an even pace; what came after the warm-up. `dueAt`: ms since the epoch. */
async function steadily(bench: Bench, post: (n: number, lines: number) => Promise<string>) {
  const sent: { number: Promise<string>; dueAt: number }[] = []
  const every = 1000 / ORDERS_PER_S
  const startedAt = performance.now()
  const end = WARM_UP_MS + (bench.quick ? MEASURED_MS.quick : MEASURED_MS.whole)
  for (let n = 0; n * every < end; n++) {
    const dueAt = startedAt + n * every
    if (dueAt > performance.now()) await sleep(dueAt - performance.now())
    const number = post(n, 1)
    number.catch(() => {}) // thrown when the numbers are asked for
    if (dueAt - startedAt >= WARM_UP_MS) sent.push({ number, dueAt: performance.timeOrigin + dueAt })
  }
  return sent
}
