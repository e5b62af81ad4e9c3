import { setImmediate as pause, setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../base/log.ts'
import { buildTextIndexInSlices } from '../catalog/match.ts'
import type { Product } from '../catalog/product.ts'
import type { Bus } from '../engine/bus.ts'
import type { LiveIndex } from '../matching/live-index.ts'
import { Scratch } from '../matching/walk.ts'
import type { Outlook } from '../orders/promise.ts'
import { within } from '../storage/scope.ts'
import type { Campaign } from './campaign.ts'
import { type Learning, NOTHING_LEARNT } from './choice.ts'
import type { Format } from './creative.ts'
import type { SiteMemory } from './decide.ts'
import { freeOf, layOut, markedOf } from './goods.ts'
import { Ledger, type Share } from './ledger.ts'
import { Running } from './running.ts'
import type { KeptCampaign } from './store-campaigns.ts'

/** What changed among the campaigns of a site since a moment. */
export interface Changes {
  readonly campaigns: readonly KeptCampaign[]
  readonly removed: readonly string[]
  /** What was learnt; null: as before. */
  readonly learning: Learning | null
  /** All slots that the console names. */
  readonly slots: ReadonlyMap<string, readonly Format[]>
}

/** What changes with every order and offer. */
export interface Balances {
  readonly available: ReadonlyMap<string, number>
  /** The share of a campaign, by its number; worked out when it is asked for. */
  readonly shareOf: (campaign: number) => Share
  readonly day: string
  readonly outlook: Outlook | null
  /** Goods that are not advertised while the floor is behind. */
  readonly heldBack: readonly string[]
  /** Another process has everything, and is about to give its part: nothing is here yet. */
  readonly isWaiting: boolean
  /** That make offers of the site, this one too; infinite while another does not know of this one. */
  readonly processes: number
}

/** How a site is read; the flow hands it in. */
export interface Loader {
  /** The goods that may be advertised. */
  products(siteId: string): Promise<readonly Product[]>
  /** All active campaigns, or what changed since a moment. */
  campaigns(siteId: string, since: number | null, learning: Learning): Promise<Changes>
  /** One campaign, whatever its state; null when it is no more. */
  campaign(siteId: string, id: string): Promise<Campaign | null>
  /** Stock, and this process's shares of budgets and caps. */
  balances(siteId: string, memory: Pick<SiteMemory, 'running' | 'ledger'>): Promise<Balances>
  /** This process is still here. @returns the sites of which it holds what it was given */
  beat(): Promise<readonly string[]>
  /** This process makes no more offers of the site: what it held is the others'. */
  leave(siteId: string): Promise<void>
}

/** Builds large indexes in a thread; handed in. */
export interface Builder {
  fold(index: LiveIndex): Promise<void>
  stop(): Promise<void>
}

/** A change is in the memory after this long at most, whatever was lost: withdrawn stock must not be offered. */
const POLL_MS = 700
/** Shares are used so long after this process last said that it is here; others take them for given back a second later. */
const GOOD_MS = 2_000
/** A bill waits so long for the share of a process that was killed just before. */
const MOST_WAITS = 8
/** Sites nobody asked for this long are let go. */
const IDLE_MS = 10 * 60_000
/** What was written down within this time before is read again: it may have been committed late. */
const LATE_MS = 10_000

type Stale = 'goods' | 'campaigns'

interface Held {
  readonly memory: SiteMemory & {
    goods: SiteMemory['goods']
    free: SiteMemory['free']
    slots: SiteMemory['slots']
    learning: Learning
    outlook: Outlook | null
    heldBack: SiteMemory['heldBack']
    day: string
  }
  usedAt: number
  /** When its campaigns were read last, by the wall clock. */
  readAt: number
  readonly stale: Set<Stale>
  isDue: boolean
  /** When the reading of its shares began, by `performance.now()`. */
  sharesAt: number
  isWaiting: boolean
}

/**
 * The memory decisions are made from: no decision waits for the database. It follows it, at once when the bus says that something
 * changed and otherwise every second; a changed campaign is taken in alone, and a large index is built by a thread.
 */
export class OfferMemory {
  readonly #loader: Loader
  readonly #log: Log
  readonly #scratch = new Scratch()
  readonly #builder: Builder
  readonly #held = new Map<string, Held>()
  readonly #loading = new Map<string, Promise<Held>>()
  readonly #offs: (() => void)[]
  readonly #timer: NodeJS.Timeout
  #refreshing: Promise<void> | undefined
  #isOver = false
  /** When the last beat that was heard began, by `performance.now()`. */
  #beatAt = 0
  #beating: Promise<void> | undefined

  constructor(loader: Loader, builder: Builder, bus: Bus, log: Log) {
    this.#loader = loader
    this.#builder = builder
    this.#log = log
    this.#offs = [
      bus.on('offers', (siteId) => this.#mark(siteId, 'campaigns')),
      bus.on('catalog', (siteId, ref) => this.#mark(siteId, ref === 'stock' ? null : 'goods')),
      bus.on('order', (siteId) => this.#mark(siteId, null)),
    ]
    this.#timer = setInterval(() => this.#poll(), POLL_MS)
  }

  /** The sites it holds. */
  sites(): readonly string[] {
    return [...this.#held.keys()]
  }

  /** The memory of a site, loaded at the first asking. */
  async of(siteId: string, now: number): Promise<SiteMemory> {
    return (await this.#of(siteId, now)).memory
  }

  async #of(siteId: string, now: number): Promise<Held> {
    const held = this.#held.get(siteId) ?? (await this.#first(siteId))
    held.usedAt = now
    if (performance.now() - Math.max(held.sharesAt, this.#beatAt) > GOOD_MS) held.memory.ledger.suspend()
    return held
  }

  /**
   * Takes a price out of what is left of a campaign's budgets, before it is written; the next decision of this process sees it at
   * once. The caller says whether it was booked. Null when too little is left, or the campaign is not here any more.
   */
  async hold(
    siteId: string,
    bid: { readonly campaignId: string; readonly amount: number; readonly decisionId: string },
    now: number,
  ): Promise<{ settle(isBooked: boolean): void } | null> {
    const held = await this.#of(siteId, now)
    const { running, ledger } = held.memory
    // One that was paused before this process knew of it is here for its bill alone.
    const late =
      running.numberOf(bid.campaignId) === undefined ? await this.#loader.campaign(siteId, bid.campaignId) : null
    const number = running.numberOf(bid.campaignId) ?? (late === null ? undefined : running.keep(late))
    if (number === undefined) return null
    let settle = ledger.hold(number, bid.amount, bid.decisionId)
    for (let n = 0; settle === null && held.isWaiting && n < MOST_WAITS; n++) {
      await sleep(POLL_MS)
      settle = ledger.hold(number, bid.amount, bid.decisionId)
    }
    return settle && { settle: (isBooked) => settle(isBooked ? performance.now() : null) }
  }

  /** Stops listening and waits for a load in hand; budgets it held are free for others. */
  async stop(): Promise<void> {
    this.#isOver = true
    clearInterval(this.#timer)
    for (const off of this.#offs) off()
    await this.#beating
    await this.#refreshing
    await this.#builder.stop()
    for (const siteId of this.#held.keys()) await this.#leave(siteId)
  }

  async #first(siteId: string): Promise<Held> {
    let loading = this.#loading.get(siteId)
    if (loading === undefined) {
      loading = within(siteId, () => this.#load(siteId)).finally(() => this.#loading.delete(siteId))
      this.#loading.set(siteId, loading)
    }
    return await loading
  }

  #mark(siteId: string, what: Stale | null): void {
    const held = this.#held.get(siteId)
    if (held === undefined) return
    if (what !== null) held.stale.add(what)
    held.isDue = true
    this.#refresh()
  }

  #poll(): void {
    const now = Date.now()
    for (const [siteId, held] of this.#held) {
      held.memory.ledger.expire(now)
      if (now - held.usedAt > IDLE_MS) {
        this.#held.delete(siteId)
        void this.#leave(siteId)
      } else {
        held.stale.add('campaigns')
        held.isDue = true
      }
    }
    if (this.#held.size > 0)
      this.#beating ??= this.#beat().finally(() => {
        this.#beating = undefined
      })
    this.#refresh()
  }

  /** Says that this process is here. Where others no longer thought so, nothing limited is given out until its shares were read anew. */
  async #beat(): Promise<void> {
    const beganAt = performance.now()
    try {
      const here = new Set(await this.#loader.beat())
      this.#beatAt = beganAt
      for (const [siteId, held] of this.#held)
        if (!here.has(siteId) && held.sharesAt < beganAt) held.memory.ledger.suspend()
    } catch (error) {
      this.#log.warn({ err: error }, 'offers with a budget wait for the database')
    }
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
      const next = [...this.#held].find(([, held]) => held.isDue)
      if (next === undefined || this.#isOver) return
      const [siteId, held] = next
      held.isDue = false
      const stale = new Set(held.stale)
      held.stale.clear()
      try {
        await within(siteId, async () => {
          if (stale.has('goods')) await this.#readGoods(siteId, held)
          if (stale.has('campaigns')) await this.#readCampaigns(siteId, held)
          await this.#readBalances(siteId, held)
        })
      } catch (error) {
        for (const what of stale) held.stale.add(what)
        throw error
      }
    }
  }

  async #readGoods(siteId: string, { memory }: Held): Promise<void> {
    const goods = await goodsIn(await this.#loader.products(siteId))
    const pieces = new Map(memory.goods.list.map(({ sku }, i) => [sku, memory.free[i]!]))
    memory.free = freeOf(goods, pieces)
    memory.goods = goods
    memory.heldBack = markedOf(goods, [])
    memory.running.setGoods(goods)
  }

  async #readCampaigns(siteId: string, held: Held): Promise<void> {
    const now = Date.now()
    const { memory } = held
    const { campaigns, removed, slots, learning } = await this.#loader.campaigns(
      siteId,
      held.readAt - LATE_MS,
      memory.learning,
    )
    const { running } = memory
    memory.slots = slots
    memory.learning = learning ?? memory.learning
    for (const id of removed) running.remove(id)
    for (const { campaign, version } of campaigns) running.put(campaign, version)
    held.readAt = now
  }

  async #readBalances(siteId: string, held: Held): Promise<void> {
    const { memory } = held
    const beganAt = performance.now()
    const { available, shareOf, day, outlook, heldBack, isWaiting, processes } = await this.#loader.balances(
      siteId,
      memory,
    )
    memory.ledger.renew(shareOf, beganAt, processes)
    held.sharesAt = beganAt
    held.isWaiting = isWaiting
    memory.free = freeOf(memory.goods, available)
    memory.day = day
    memory.outlook = outlook
    memory.heldBack = markedOf(memory.goods, heldBack)
  }

  async #load(siteId: string): Promise<Held> {
    const now = Date.now()
    const [goods, { campaigns, slots, learning }] = await Promise.all([
      this.#loader.products(siteId).then(goodsIn),
      this.#loader.campaigns(siteId, null, NOTHING_LEARNT),
    ])
    const running = new Running(goods, this.#scratch, () => this.#build(running))
    for (const { campaign, version } of campaigns) running.put(campaign, version)
    const memory = {
      ...{ siteId, goods, free: new Int32Array(0), running, ledger: new Ledger(), slots, day: '' },
      learning: learning ?? NOTHING_LEARNT,
      outlook: null,
      heldBack: markedOf(goods, []),
    }
    const held: Held = {
      memory,
      usedAt: now,
      readAt: now,
      stale: new Set(),
      isDue: false,
      sharesAt: 0,
      isWaiting: false,
    }
    await this.#readBalances(siteId, held)
    if (!this.#isOver) this.#held.set(siteId, held)
    return held
  }

  /** A large index is built while decisions go on. */
  #build({ index }: Running): void {
    if (this.#isOver) return
    this.#builder.fold(index).catch((error: unknown) => {
      if (!this.#isOver) this.#log.warn({ err: error }, 'the index of campaigns could not be built anew')
    })
  }

  async #leave(siteId: string): Promise<void> {
    try {
      await within(siteId, () => this.#loader.leave(siteId))
    } catch (error) {
      this.#log.warn({ err: error }, 'budgets in hand go back by themselves after some seconds')
    }
  }
}

/** Of ten thousand products this takes a third of a second: requests are answered in between. */
async function goodsIn(products: readonly Product[]) {
  const text = await buildTextIndexInSlices(
    products.map((p) => ({
      id: p.sku,
      text: [p.title.zh, p.title.en, p.text.zh, p.text.en, ...p.tags].join(' \n '),
    })),
    pause,
  )
  return layOut(products, text)
}
