import type { Clock } from '../base/clock.ts'
import { newId } from '../base/id.ts'
import type { Log } from '../base/log.ts'
import { Problem } from '../base/problem.ts'
import type { Db, Sql } from '../storage/db.ts'
import { acrossSites, within } from '../storage/scope.ts'
import type { Bus } from './bus.ts'

/** Work to be done after the commit that wanted it, and not before `dueAt`: pushes, timers, readings. */
export interface OutboxItem {
  readonly siteId: string
  readonly id: string
  readonly kind: string
  /** What it is about: a task, an order, a message. With kind it is the handle for `cancel`. */
  readonly ref: string
  readonly payload: Record<string, unknown>
  /** 1 at the first try. */
  readonly tries: number
}

/** Does the work. At least once: it must be safe to do twice. Throwing means "again later". */
export type Handler = (item: OutboxItem) => Promise<void>

/** Thrown by a handler whose turn has not come (an allowance is used up): done later, and not counted as a try. */
export class PutOff extends Error {
  readonly untilAt: number

  /** `untilAt`: when to take it up again, ms since the epoch. */
  constructor(untilAt: number) {
    super('put off')
    this.untilAt = untilAt
  }
}

/** Why taking, keeping and ending work is not of one site; doing it is. */
const REASON = 'work of any site may be due'
const LEASE_MS = 15_000
const SWEEP_MS = 250
const MAX_TRIES = 12
/** Longest pause before another try, in ms. */
const MOST_PAUSE_MS = 60_000
/** Items of one kind in hand at once in this process, where the kind does not say otherwise. */
const AT_ONCE = 8

/** How a kind of work is done. */
export interface Lane {
  /** Most items of it in hand at once in this process. Those of other kinds never wait for them. */
  readonly atOnce?: number
  /** A deadline that must not be lost: what fails without a final reason is tried for ever. */
  readonly forever?: boolean
  /** How often it is tried before it is given up; by default {@link MAX_TRIES}, the last ones a minute apart. */
  readonly mostTries?: number
  /** Longest pause between two tries, in ms; by default a minute. Pauses begin with half a second and double. */
  readonly mostPauseMs?: number
  /** What was given up is removed, not kept for somebody to look into: it holds what must not be kept. */
  readonly letGo?: boolean
  /** Told when an item was given up for good, so that what waits for it does not wait for ever. Safe to be told twice. */
  readonly gaveUp?: (item: OutboxItem) => Promise<void>
}

interface Worker extends Lane {
  readonly handler: Handler
  readonly atOnce: number
}

const mostTries = ({ forever, mostTries = MAX_TRIES }: Lane): number => (forever === true ? Infinity : mostTries)

/**
 * The outbox: rows written in the transaction of a state change, done afterwards by whichever process takes their lease.
 * A deadline is a row whose `due_at` lies ahead, so it survives restarts and is exact across processes.
 */
export class Outbox {
  readonly #db: Db
  readonly #clock: Clock
  readonly #log: Log
  readonly #bus: Bus
  readonly #workers = new Map<string, Worker>()
  readonly #inHand = new Map<OutboxItem, Promise<void>>()
  #finished: OutboxItem[] = []
  #running: Promise<void> | undefined
  #again = false
  #timer: NodeJS.Timeout | undefined
  #renewal: NodeJS.Timeout | undefined
  #stopped = true
  readonly #renewMs: number
  #off: (() => void) | undefined

  /** `renewMs`: how often leases of what is in hand are prolonged. */
  constructor(db: Db, clock: Clock, log: Log, bus: Bus, renewMs = LEASE_MS / 3) {
    this.#renewMs = renewMs
    this.#db = db
    this.#clock = clock
    this.#log = log
    this.#bus = bus
  }

  /** Writes a row in the caller's transaction; what is due is taken as soon as that is committed. */
  async add(
    tx: Sql,
    item: { siteId: string; kind: string; ref: string; dueAt: number; payload?: Record<string, unknown> },
  ): Promise<string> {
    const [id] = await this.addAll(tx, [item])
    return id!
  }

  /** Writes several rows in one statement. */
  async addAll(
    tx: Sql,
    items: readonly { siteId: string; kind: string; ref: string; dueAt: number; payload?: Record<string, unknown> }[],
  ): Promise<string[]> {
    if (items.length === 0) return []
    const ids = items.map(() => newId())
    await tx.named(
      'outbox-add',
      `insert into outbox (site_id, id, kind, ref, payload, due_at)
       select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::jsonb[], $6::timestamptz[])`,
      [
        items.map((i) => i.siteId),
        ids,
        items.map((i) => i.kind),
        items.map((i) => i.ref),
        items.map((i) => JSON.stringify(i.payload ?? {})),
        items.map((i) => new Date(i.dueAt)),
      ],
    )
    const now = this.#clock.now()
    const due = new Set(items.filter((i) => i.dueAt <= now).map((i) => i.siteId))
    for (const siteId of due) tx.afterCommit(() => this.#bus.emit('outbox', siteId))
    return ids
  }

  /** Takes back what is not needed any more, in the caller's transaction. */
  async cancel(tx: Sql, item: { siteId: string; kind: string; ref: string }): Promise<void> {
    await tx.named('outbox-cancel', 'delete from outbox where site_id = $1 and kind = $2 and ref = $3', [
      item.siteId,
      item.kind,
      item.ref,
    ])
  }

  /** Says who does the work of a kind. Built by hand in app.ts. */
  handle(kind: string, handler: Handler, lane: Lane = {}): void {
    if (this.#workers.has(kind)) throw new TypeError(`two handlers for ${kind}`)
    this.#workers.set(kind, { atOnce: AT_ONCE, ...lane, handler })
  }

  /** How much work was given up and waits for somebody to look into why. */
  async countDead(): Promise<number> {
    return await acrossSites('the state of the program counts the work of every site', async () => {
      const { n } = await this.#db.one<{ n: number }>('select count(*) as n from outbox where dead_at is not null')
      return n
    })
  }

  /** Begins to take rows. */
  start(): void {
    this.#stopped = false
    this.#off = this.#bus.on('outbox', () => this.wake())
    this.#renewal = setInterval(() => void acrossSites(REASON, () => this.#renew()), this.#renewMs)
    this.wake()
  }

  /** Something may be due. */
  wake(): void {
    if (this.#stopped) return
    this.#again = true
    this.#running ??= acrossSites(REASON, () => this.#run()).finally(() => {
      this.#running = undefined
      if (this.#again && !this.#stopped) this.wake()
    })
  }

  /** Takes no more rows and waits for those in hand. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#off?.()
    clearTimeout(this.#timer)
    await this.#running
    clearInterval(this.#renewal)
    await Promise.all(this.#inHand.values())
    await acrossSites(REASON, () => this.#clear())
  }

  async #run(): Promise<void> {
    clearTimeout(this.#timer)
    let waitMs = SWEEP_MS
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false
        // A lane that is full is looked at again when one of its items ends, which wakes this.
        for (const item of await this.#take(this.#room())) this.#begin(item)
        await this.#clear()
      }
      waitMs = await this.#untilNext()
    } catch (error) {
      this.#log.warn({ err: error }, 'the outbox could not be read, trying again')
      waitMs = 500
    }
    if (!this.#stopped) this.#timer = setTimeout(() => this.wake(), waitMs)
  }

  /** How many more of each kind may be begun; kinds whose lane is full are not in it. */
  #room(): Map<string, number> {
    const inHand = new Map<string, number>()
    for (const { kind } of this.#inHand.keys()) inHand.set(kind, (inHand.get(kind) ?? 0) + 1)
    const room = [...this.#workers].map(([kind, { atOnce }]) => [kind, atOnce - (inHand.get(kind) ?? 0)] as const)
    return new Map(room.filter(([, n]) => n > 0))
  }

  /**
   * What is in hand here, or done and not yet deleted. It is never taken a second time: after a sleep of the machine its lease
   * has run out too.
   */
  #idsHere(): string[] {
    return [...this.#inHand.keys(), ...this.#finished].map((item) => item.id)
  }

  async #take(room: ReadonlyMap<string, number>): Promise<OutboxItem[]> {
    if (room.size === 0) return []
    const now = this.#clock.now()
    return await this.#db.named<OutboxItem>(
      'outbox-take',
      `update outbox o set lease_until = $2, tries = tries + 1
       from unnest($3::text[], $4::int[]) lane(kind, room) cross join lateral (
         select site_id, id from outbox
         where dead_at is null and due_at <= $1 and (lease_until is null or lease_until < $1) and kind = lane.kind
           and id <> all($5::uuid[])
         order by due_at limit lane.room for update skip locked) due
       where o.site_id = due.site_id and o.id = due.id
       returning o.site_id as "siteId", o.id, o.kind, o.ref, o.payload, o.tries`,
      [new Date(now), new Date(now + LEASE_MS), [...room.keys()], [...room.values()], this.#idsHere()],
    )
  }

  /** Each item runs on its own; slow ones (a provider, a push service) hold up their own kind at most. */
  #begin(item: OutboxItem): void {
    const work = within(item.siteId, () => this.#do(item)).finally(() => {
      this.#inHand.delete(item)
      this.wake()
    })
    this.#inHand.set(item, work)
  }

  async #do(item: OutboxItem): Promise<void> {
    const worker = this.#workers.get(item.kind)
    if (worker === undefined) return
    try {
      // One that was taken so often without being heard of again takes its process with it each time.
      if (item.tries > mostTries(worker)) throw new Error('given up after too many tries')
      await worker.handler(item)
      this.#finished.push(item)
    } catch (error) {
      await this.#failed(item, worker, error).catch((cause) => {
        // The lease runs out and the row is tried again.
        this.#log.warn({ err: cause, kind: item.kind }, 'a failure could not be written down')
      })
    }
  }

  /** Long work (an import, a slow provider) keeps its lease as long as this process lives. */
  async #renew(): Promise<void> {
    const items = [...this.#inHand.keys()]
    if (items.length === 0) return
    // A row without a lease has failed since that look: a lease would keep its next try from everybody.
    await this.#db
      .run(
        `update outbox o set lease_until = $3 from unnest($1::uuid[], $2::uuid[]) d(site_id, id)
         where o.site_id = d.site_id and o.id = d.id and o.lease_until is not null`,
        [items.map((i) => i.siteId), items.map((i) => i.id), new Date(this.#clock.now() + LEASE_MS)],
      )
      .catch((error) => this.#log.warn({ err: error }, 'leases were not renewed'))
  }

  /** Deletes the rows of finished work, many in one statement. */
  async #clear(): Promise<void> {
    if (this.#finished.length === 0) return
    const done = this.#finished
    this.#finished = []
    await this.#db.named(
      'outbox-done',
      'delete from outbox o using unnest($1::uuid[], $2::uuid[]) d(site_id, id) where o.site_id = d.site_id and o.id = d.id',
      [done.map((i) => i.siteId), done.map((i) => i.id)],
    )
  }

  async #failed(item: OutboxItem, worker: Worker, error: unknown): Promise<void> {
    if (error instanceof PutOff) {
      const values = [item.siteId, item.id, new Date(error.untilAt)]
      const put = 'update outbox set lease_until = null, due_at = $3, tries = tries - 1 where site_id = $1 and id = $2'
      await this.#db.run(put, values)
      return
    }
    const problem = error instanceof Problem ? error : undefined
    const final =
      (problem !== undefined && problem.spec.retry !== true && problem.retryAfterMs === undefined) ||
      item.tries >= mostTries(worker)
    const delay = problem?.retryAfterMs ?? Math.min(worker.mostPauseMs ?? MOST_PAUSE_MS, 250 * 2 ** item.tries)
    const now = this.#clock.now()
    this.#log.warn({ err: error, kind: item.kind, ref: item.ref, tries: item.tries, final }, 'outbox work failed')
    // Before the row is dead: should this process end in between, it is told again.
    if (final) await worker.gaveUp?.(item)
    if (final && worker.letGo === true) {
      this.#finished.push(item)
      return
    }
    await this.#db.run(
      `update outbox set lease_until = null, due_at = $3, last_error = $4, dead_at = $5 where site_id = $1 and id = $2`,
      [item.siteId, item.id, new Date(now + delay), problem?.code ?? 'unexpected', final ? new Date(now) : null],
    )
  }

  /** Until something is due that there is room for; what is in hand wakes this when it ends. */
  async #untilNext(): Promise<number> {
    const room = this.#room()
    const row =
      room.size === 0
        ? null
        : await this.#db.maybe<{ next: number | null }>(
            `select min(greatest(due_at, lease_until)) as next from outbox
             where dead_at is null and kind = any($1) and id <> all($2::uuid[])`,
            [[...room.keys()], this.#idsHere()],
          )
    if (row?.next == null) return SWEEP_MS * 4
    return Math.min(SWEEP_MS * 4, Math.max(5, row.next - this.#clock.now()))
  }
}
