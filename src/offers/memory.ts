import { setImmediate as pause } from 'node:timers/promises'
import type { Log } from '../base/log.ts'
import { buildTextIndexInSlices } from '../catalog/match.ts'
import type { Product } from '../catalog/product.ts'
import type { Bus } from '../engine/bus.ts'
import { within } from '../storage/scope.ts'
import { Bids } from './bids.ts'
import type { Campaign } from './campaign.ts'
import type { SiteMemory } from './decide.ts'

/** What is loaded from the database; the flow hands it in. */
export interface Loaded {
  readonly campaigns: readonly Campaign[]
  readonly products: readonly Product[]
  readonly available: Map<string, number>
  readonly spent: Map<string, number>
  /** The shop's date that `spent` is of. */
  readonly day: string
}

/** How loading is done. */
export interface Loader {
  everything(siteId: string): Promise<Loaded>
  /** Stock and spend only: they change far more often than goods and campaigns. */
  balances(siteId: string): Promise<Pick<Loaded, 'available' | 'spent' | 'day'>>
}

/** A change is in the memory after this long at most, whatever was lost: withdrawn stock must not be offered. */
const POLL_MS = 700
/** Sites nobody asked for this long are let go. */
const IDLE_MS = 10 * 60_000

interface Held {
  memory: SiteMemory
  readonly bids: Bids
  usedAt: number
  stale: 'no' | 'balances' | 'everything'
}

/**
 * The memory decisions are made from: no decision waits for the database. It is rebuilt from there, at once when the bus says
 * that something changed and otherwise every second.
 */
export class OfferMemory {
  readonly #loader: Loader
  readonly #log: Log
  readonly #held = new Map<string, Held>()
  readonly #loading = new Map<string, Promise<SiteMemory>>()
  readonly #offs: (() => void)[]
  readonly #timer: NodeJS.Timeout
  #refreshing: Promise<void> | undefined

  constructor(loader: Loader, bus: Bus, log: Log) {
    this.#loader = loader
    this.#log = log
    this.#offs = [
      bus.on('offers', (siteId) => this.#mark(siteId, 'everything')),
      bus.on('catalog', (siteId, ref) => this.#mark(siteId, ref === 'stock' ? 'balances' : 'everything')),
      bus.on('order', (siteId) => this.#mark(siteId, 'balances')),
    ]
    this.#timer = setInterval(() => this.#poll(), POLL_MS)
  }

  /** The memory of a site, loaded at the first asking. */
  async of(siteId: string, now: number): Promise<SiteMemory> {
    const held = this.#held.get(siteId)
    if (held !== undefined) {
      held.usedAt = now
      return held.memory
    }
    let loading = this.#loading.get(siteId)
    if (loading === undefined) {
      loading = this.#load(siteId).finally(() => this.#loading.delete(siteId))
      this.#loading.set(siteId, loading)
    }
    const memory = await loading
    // Of several that waited the first to come keeps it.
    const first = this.#held.get(siteId)
    if (first !== undefined) return first.memory
    this.#held.set(siteId, { memory, bids: new Bids(memory.spent), usedAt: now, stale: 'no' })
    return memory
  }

  /**
   * Takes a bid out of what is left of a budget today, before it is written; the next decision of this process sees it at once,
   * others within a second. The caller says whether it was booked. Null when too little is left.
   */
  async hold(
    siteId: string,
    bid: { readonly campaignId: string; readonly amount: number; readonly budget: number },
    now: number,
  ): Promise<{ settle(isBooked: boolean): void } | null> {
    await this.of(siteId, now)
    const held = this.#held.get(siteId)?.bids.hold(bid.campaignId, bid.amount, bid.budget) ?? null
    return held && { settle: (isBooked) => held.settle(isBooked ? performance.now() : null) }
  }

  /** Stops listening and waits for a load in hand. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    for (const off of this.#offs) off()
    await this.#refreshing
  }

  #mark(siteId: string, what: 'balances' | 'everything'): void {
    const held = this.#held.get(siteId)
    if (held === undefined) return
    if (held.stale !== 'everything') held.stale = what
    this.#refresh()
  }

  #poll(): void {
    const now = Date.now()
    for (const [siteId, held] of this.#held) {
      if (now - held.usedAt > IDLE_MS) this.#held.delete(siteId)
      else if (held.stale === 'no') held.stale = 'balances'
    }
    this.#refresh()
  }

  /** One refresh at a time; what is marked while it runs is done by the next round. */
  #refresh(): void {
    this.#refreshing ??= this.#refreshAll()
      .catch((error) => this.#log.warn({ err: error }, 'offers could not be reloaded, trying again'))
      .finally(() => {
        this.#refreshing = undefined
      })
  }

  async #refreshAll(): Promise<void> {
    for (;;) {
      const next = [...this.#held].find(([, held]) => held.stale !== 'no')
      if (next === undefined) return
      const [siteId, held] = next
      const { stale } = held
      held.stale = 'no'
      const beganAt = performance.now()
      const before = held.memory
      if (stale === 'everything') held.memory = await this.#load(siteId)
      else held.memory = { ...held.memory, ...(await within(siteId, () => this.#loader.balances(siteId))) }
      if (held.memory.spent !== before.spent) held.bids.carryInto(held.memory.spent, beganAt)
    }
  }

  async #load(siteId: string): Promise<SiteMemory> {
    const loaded = await within(siteId, () => this.#loader.everything(siteId))
    // Of ten thousand products this takes a third of a second: requests are answered in between.
    const text = await buildTextIndexInSlices(
      loaded.products.map((p) => ({
        id: p.sku,
        text: [p.title.zh, p.title.en, p.text.zh, p.text.en, ...p.tags].join(' \n '),
      })),
      pause,
    )
    return { ...loaded, siteId, text, products: new Map(loaded.products.map((p) => [p.sku, p])) }
  }
}
