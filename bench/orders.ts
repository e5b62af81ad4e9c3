import { putProducts } from '../src/catalog/flow.ts'
import { LoadClient } from '../src/cli/load-client.ts'
import { createSite } from '../src/sites/flow.ts'
import { addStaff, joinPhone, makeLink } from '../src/staff/flow.ts'
import { receive } from '../src/stock/flow.ts'
import { addBins } from '../src/warehouse/flow.ts'
import { type Bench, type Figures, found, percentile, rateOf, round, sleep } from './measure.ts'
import { type BenchWorld, openBenchWorld } from './world.ts'

const SKUS = 500
const PIECES = 1_000_000
/** For the rate at the door: as many callers as a busy shop's server keeps connections. */
const CALLERS = 32
const DOOR_MS = 10_000
/** For the way to the phone: orders a second, and how long they are watched once everything is warm. */
const ORDERS_PER_S = 50
const WARM_UP_MS = 3_000
const PHONE_MS = 10_000
/** A picker needs minutes for an order, so in these seconds each gets one: as many as orders come, and some to choose from. */
const SPARE_PICKERS = 20
const PICKERS = (ORDERS_PER_S * (WARM_UP_MS + PHONE_MS)) / 1000 + SPARE_PICKERS
const SETTLE_MS = 10_000

const sku = (n: number): string => `SKU-${n % SKUS}`

/** Orders at the door, then orders on their way to open phones, with the event loop watched. */
export async function orders(bench: Bench): Promise<Figures> {
  const world = await openBenchWorld(bench, 'orders', false)
  try {
    const door = await stockedSite(world, 'door')
    bench.say(`  ${CALLERS} callers at the door`)
    const post = poster(world.client, door.secretKey)
    await rateOf(CALLERS, WARM_UP_MS, async (n) => void (await post(n, 1 + (n % 3))))
    const perSecond = await rateOf(CALLERS, DOOR_MS, async (n) => void (await post(n, 1 + (n % 3))))
    bench.say(`  ${Math.round(perSecond)} orders/s; opening ${PICKERS} phones`)
    const ways = await toPhones(bench, world, await stockedSite(world, 'phones'))
    return found({
      orders_per_s: round(perSecond),
      order_to_phone_ms_p50: round(percentile(ways.ms, 0.5)),
      order_to_phone_ms_p99: round(percentile(ways.ms, 0.99)),
      event_loop_p99_ms: round(ways.loopP99),
    })
  } finally {
    await world.stop()
  }
}

/** A site with {@link SKUS} goods in as many bins. */
export async function stockedSite({ core }: BenchWorld, slug: string): Promise<{ siteId: string; secretKey: string }> {
  const { site, secretKey } = await createSite(core, { slug, name: { zh: slug, en: slug } })
  const numbers = Array.from({ length: SKUS }, (_, i) => i)
  const bin = (n: number) =>
    `A${String(1 + Math.floor(n / 45)).padStart(2, '0')}-${String(1 + (n % 45)).padStart(2, '0')}`
  await putProducts(
    core,
    site.id,
    numbers.map((n) => ({
      sku: sku(n),
      barcode: null,
      title: { zh: `商品 ${n}`, en: `Product ${n}` },
      text: { zh: '', en: '' },
      categoryId: 'other',
      price: { amount: 1990, currency: 'CNY' },
      picture: null,
      tags: [],
      weightGrams: 200,
      state: 'active' as const,
    })),
  )
  await addBins(core, site.id, numbers.map(bin))
  await core.db.tx((tx) =>
    receive(
      tx,
      site.id,
      numbers.map((n) => ({ sku: sku(n), bin: bin(n), qty: PIECES })),
      core.clock.now(),
    ),
  )
  await core.db.run('analyze')
  return { siteId: site.id, secretKey }
}

/** Posts one order of so many lines; its number. */
export function poster(client: LoadClient, secretKey: string) {
  const authorization = `Bearer ${secretKey}`
  return async (n: number, lines: number): Promise<string> => {
    const body = {
      lines: Array.from({ length: lines }, (_, i) => ({ sku: sku(n * 7 + i * 3), qty: 1 + (i % 2) })),
      receiver: { name: '林小满', phone: '13800138000' },
      address: { province: '浙江', city: '杭州', street: '文三路 1 号' },
      payment: { method: 'paid' },
    }
    const headers = { authorization, 'idempotency-key': crypto.randomUUID() }
    return (await client.must('POST', '/v1/orders', { body, headers })).order.number
  }
}

/**
 * From the moment an order is due to be sent until its task stands in the stream of an open app. Each phone accepts what it is
 * offered, as a picker would, and is busy from then on.
 */
async function toPhones(
  bench: Bench,
  world: BenchWorld,
  site: { siteId: string; secretKey: string },
): Promise<{ ms: number[]; loopP99: number }> {
  // Phones are other machines: their calls must not queue behind the shop's.
  const phones = new LoadClient(world.server.base)
  const heardAt = new Map<string, number>()
  const accepting: Promise<unknown>[] = []
  for (let i = 0; i < PICKERS; i++)
    await openPhone(world, phones, site.siteId, i, (number, accept) => {
      if (!heardAt.has(number)) heardAt.set(number, performance.now())
      accepting.push(accept())
    })
  // What autovacuum does within a minute; a floor of so many people was not hired in this second.
  await world.core.db.run('analyze')
  bench.say(`  ${ORDERS_PER_S} orders/s`)
  const { sent, loopP99 } = await steadily(world, poster(world.client, site.secretKey))
  const numbers = await Promise.all(sent.map((s) => s.number))
  const end = performance.now() + SETTLE_MS
  while (performance.now() < end && numbers.some((n) => !heardAt.has(n))) await sleep(100)
  await Promise.all(accepting)
  phones.close()
  // An order that never came counts as having taken until now.
  const ms = numbers.map((number, i) => (heardAt.get(number) ?? performance.now()) - sent[i]!.dueAt)
  return { ms, loopP99 }
}

/** A picker on shift with the app open. */
async function openPhone(
  { core }: BenchWorld,
  phones: LoadClient,
  siteId: string,
  n: number,
  hear: (number: string, accept: () => Promise<unknown>) => void,
): Promise<void> {
  const staff = await addStaff(core, { siteId, name: `picker ${n}`, roles: ['picker'] })
  const link = await makeLink(core, { siteId, staffId: staff.id, opens: 'phone' })
  const { session } = await joinPhone(core, link.url.split('#')[1]!, 'bench')
  const headers = { cookie: `device=${session}` }
  await phones.must('POST', '/v1/phone/shift', { body: { on: true }, headers })
  await phones.listen('/v1/phone/events', headers, (event, data) => {
    if (event !== 'task.offered') return
    const { title, taskId, epoch } = JSON.parse(data)
    hear(String(title.en).split(' ').at(-1) ?? '', () =>
      phones.call('POST', `/v1/phone/tasks/${taskId}/accept`, { body: { epoch }, headers }),
    )
  })
}

/** Sends orders of one line at an even pace; what came after the warm-up, and how late the server's event loop was then. */
async function steadily(
  world: BenchWorld,
  post: (n: number, lines: number) => Promise<string>,
): Promise<{ sent: { number: Promise<string>; dueAt: number }[]; loopP99: number }> {
  const sent: { number: Promise<string>; dueAt: number }[] = []
  const startedAt = performance.now()
  let isWarm = false
  for (let n = 0; n * (1000 / ORDERS_PER_S) < WARM_UP_MS + PHONE_MS; n++) {
    // Counted from when it was due: a client that falls behind must not hide that the server made it wait.
    const dueAt = startedAt + n * (1000 / ORDERS_PER_S)
    if (dueAt > performance.now()) await sleep(dueAt - performance.now())
    if (!isWarm && dueAt - startedAt >= WARM_UP_MS) {
      isWarm = true
      void world.server.measure()
    }
    const number = post(n, 1)
    number.catch(() => {}) // thrown when the numbers are asked for
    if (isWarm) sent.push({ number, dueAt })
  }
  return { sent, loopP99: (await world.server.measure()).p99 }
}
