import type { PastCancellation, PastOrder } from '../replay/history.ts'
import { type CancellationOutcome, Matcher } from '../replay/plan.ts'
import type { Role } from '../staff/staff.ts'
import { newTally, SimulatedWorker, type Tally } from './replay-worker.ts'
import { joinWorker, type ReplayWorld } from './replay-world.ts'

/** What became of each order that was sent in. */
export type Fate = { readonly placed: string; readonly number: string } | { readonly refused: string }

/** What was done over HTTP. */
export interface RunResult {
  readonly fates: ReadonlyMap<PastOrder, Fate>
  readonly cancellations: ReadonlyMap<CancellationOutcome, number>
  readonly tally: Tally
  readonly workers: number
  /** From the first order until the last is in its final state. */
  readonly ms: number
  /** Orders sent in and answered, a second, while the intake was not waiting for the floor. */
  readonly stuck: boolean
}

/** How the floor stands, asked again and again. */
export interface Standing {
  /** Orders in no final state. */
  readonly open: number
  readonly final: number
}

/** Orders in flight at the door. */
const AT_THE_DOOR = 16
/** The intake runs ahead of the floor by this many orders: about a week of the Online Retail shop. */
const AHEAD = 500
const LOOK_MS = 250
/** Nothing moved for this long: something is stuck, and the proof will say what. */
const STUCK_MS = 60_000
/** The same order is sent again with its key when the server asked for patience. */
const TRIES = 8

/** Plays a past: orders come in, workers work, until every order is in a final state. */
export async function playPast(
  world: ReplayWorld,
  events: readonly (PastOrder | PastCancellation)[],
  input: {
    workers: number
    standing: () => Promise<Standing>
    onProgress: (intake: number, standing: Standing) => void
  },
): Promise<RunResult> {
  const tally = newTally()
  const workers = await hire(world, input.workers, tally)
  const working = workers.map((w) => w.work())
  // A worker that breaks must end the run, not hang it.
  const broken = Promise.race(working.map((w) => w.then(() => new Promise<never>(() => {}))))
  broken.catch(() => {})
  const startedAt = Date.now()
  const intake = new Intake(world, events)
  const coming = intake.run()
  coming.catch(() => {})
  let stuck = false
  let movedAt = Date.now()
  let last = ''
  for (;;) {
    const standing = await input.standing()
    intake.setOpen(standing.open)
    input.onProgress(intake.done, standing)
    const now = `${intake.done} ${standing.open} ${standing.final} ${tally.tasks} ${tally.scans}`
    if (now !== last) movedAt = Date.now()
    last = now
    if (intake.isOver && standing.open === 0) break
    if (Date.now() - movedAt > STUCK_MS) {
      stuck = true
      intake.giveUp()
      break
    }
    await supervise(world, intake.toPutBack)
    await Promise.race([new Promise((go) => setTimeout(go, LOOK_MS)), broken, failing(coming)])
  }
  const ms = Date.now() - startedAt
  await coming
  await supervise(world, intake.toPutBack)
  for (const worker of workers) worker.stop()
  await Promise.all(working)
  return { fates: intake.fates, cancellations: intake.cancellations, tally, workers: workers.length, ms, stuck }
}

/** Never resolves; rejects when the work does. */
const failing = (work: Promise<void>): Promise<never> => work.then(() => new Promise<never>(() => {}))

/** What a supervisor does at the console: goods of cancelled orders go back to their bins, and who waited for them goes on. */
async function supervise({ client, console: headers, bins }: ReplayWorld, toPutBack: string[]): Promise<void> {
  for (const id of toPutBack.splice(0)) {
    const { holdings } = await client.must('GET', `/v1/console/orders/${id}`, { headers })
    for (const { sku, bin, picked } of holdings as { sku: string; bin: string | null; picked: number }[]) {
      if (bin !== null || picked <= 0) continue
      const body = { sku, bin: bins.get(sku), qty: picked, uid: crypto.randomUUID() }
      await client.must('POST', `/v1/console/orders/${id}/put-back`, { body, headers })
    }
  }
  const { items } = await client.must('GET', '/v1/console/orders?state=held', { headers })
  for (const { id } of items) await client.must('POST', `/v1/console/orders/${id}/release`, { body: {}, headers })
}

/** Of six people three pick, two pack and one ships: here a step takes as long as its calls, and packing prints a label. */
const CREW: readonly Role[] = ['picker', 'picker', 'picker', 'packer', 'packer', 'shipper']

/** Takes a crew on. Each picker has a zone when there are enough of them for every zone. */
async function hire(world: ReplayWorld, count: number, tally: Tally): Promise<SimulatedWorker[]> {
  const hired: SimulatedWorker[] = []
  let totes = 0
  const freeTote = () => `T-${String((totes++ % 9_999) + 1).padStart(4, '0')}`
  for (let i = 0; i < count; i++) {
    const role = CREW[i % CREW.length]!
    const picker = Math.floor(i / CREW.length) * 3 + (i % CREW.length)
    const zones =
      role === 'picker' && count / 2 >= world.zones.length ? [world.zones[picker % world.zones.length]!] : []
    const { headers } = await joinWorker(world, { name: `${role} ${i + 1}`, roles: [role], zones })
    hired.push(new SimulatedWorker(world.client, headers, tally, freeTote))
  }
  return hired
}

/** The door: orders and cancellations in time order, as the shop's own server would send them. */
class Intake {
  readonly fates = new Map<PastOrder, Fate>()
  readonly cancellations = new Map<CancellationOutcome, number>()
  readonly #world: ReplayWorld
  readonly #events: readonly (PastOrder | PastCancellation)[]
  readonly #matcher = new Matcher()
  readonly #inFlight = new Set<Promise<void>>()
  readonly #placing = new Map<PastOrder, Promise<void>>()
  #open = 0
  #sinceLook = 0
  #givenUp = false
  /** Orders that were cancelled, whose picked goods a supervisor has yet to put back. */
  readonly toPutBack: string[] = []
  /** Events dealt with. */
  done = 0
  /** All events are dealt with. */
  isOver = false

  constructor(world: ReplayWorld, events: readonly (PastOrder | PastCancellation)[]) {
    this.#world = world
    this.#events = events
  }

  /** How many orders are on the floor; what came in since is counted here. */
  setOpen(open: number): void {
    this.#open = open
    this.#sinceLook = 0
  }

  /** Sends nothing more. */
  giveUp(): void {
    this.#givenUp = true
  }

  async run(): Promise<void> {
    for (const event of this.#events) {
      while (!this.#givenUp && this.#open + this.#sinceLook >= AHEAD) await new Promise((go) => setTimeout(go, 20))
      while (this.#inFlight.size >= AT_THE_DOOR) await Promise.race(this.#inFlight)
      if (this.#givenUp) break
      const work = event.kind === 'order' ? this.#place(event) : this.#cancel(event)
      const tracked = work.finally(() => {
        this.#inFlight.delete(tracked)
        this.done++
      })
      this.#inFlight.add(tracked)
      if (event.kind === 'order') {
        this.#sinceLook++
        this.#matcher.add(event)
        this.#placing.set(event, tracked)
      }
    }
    await Promise.all(this.#inFlight)
    this.isOver = true
  }

  async #place(order: PastOrder): Promise<void> {
    const headers = { ...this.#world.shop, 'idempotency-key': `replay-${order.id}` }
    const who = order.customer === '' ? 'Guest' : `Customer ${order.customer.replace(/\.0$/, '')}`
    const body = {
      lines: order.lines,
      receiver: { name: who, phone: '+44 20 7946 0000' },
      address: { country: order.country || 'United Kingdom', street: `Invoice ${order.invoice}` },
      payment: { method: order.customer === '' ? 'cod' : 'paid' },
      externalId: order.id,
    }
    for (let tries = 1; ; tries++) {
      const { status, json } = await this.#world.client.call('POST', '/v1/orders', { body, headers })
      if (status === 201) return void this.fates.set(order, { placed: json.order.id, number: json.order.number })
      const isLater = status >= 500 || status === 429
      if (!isLater || tries === TRIES)
        return void this.fates.set(order, { refused: String(json?.code ?? `http/${status}`) })
      await new Promise((go) => setTimeout(go, 250 * tries))
    }
  }

  async #cancel(cancellation: PastCancellation): Promise<void> {
    const found = this.#matcher.find(cancellation)
    if (typeof found === 'string') return this.#count(found)
    const outcomes: CancellationOutcome[] = []
    for (const order of found) outcomes.push(await this.#cancelOrder(order))
    // A long invoice is several orders: one that is gone already makes it a return.
    const worst = (['after-shipping', 'order-refused', 'cancelled'] as const).find((o) => outcomes.includes(o))
    this.#count(worst ?? 'no-order')
  }

  async #cancelOrder(order: PastOrder): Promise<CancellationOutcome> {
    await this.#placing.get(order)
    const fate = this.fates.get(order)
    if (fate === undefined || 'refused' in fate) return 'order-refused'
    const path = `/v1/orders/${fate.placed}/cancel`
    const body = { reason: 'cancelled by the customer' }
    const { status, json } = await this.#world.client.call('POST', path, { body, headers: this.#world.shop })
    if (status < 300) {
      this.toPutBack.push(fate.placed)
      return 'cancelled'
    }
    if (json?.code === 'orders/bad-move') return 'after-shipping'
    throw new Error(`POST ${path}: ${status} ${JSON.stringify(json)}`)
  }

  #count(outcome: CancellationOutcome): void {
    this.cancellations.set(outcome, (this.cancellations.get(outcome) ?? 0) + 1)
  }
}
