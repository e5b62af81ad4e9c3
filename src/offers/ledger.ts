import type { Campaign } from './campaign.ts'

/** How long what was drawn holds its price: by then the page has told whether it was seen. */
export const RESERVED_MS = 15 * 60_000

/** What one process may still do for a campaign, as it was read: beside what it has in hand and the reading has not seen. */
export interface Share {
  /** Minor units; Infinity where nothing is billed. */
  readonly money: number
  /** Draws today; Infinity without a cap. */
  readonly draws: number
  /** Draws today in one slot; null without a cap. What is not in it has `slotCap`. */
  readonly slots: ReadonlyMap<string, number> | null
  readonly slotCap: number
}

/** A campaign that may do nothing yet. */
export const NO_SHARE: Share = { money: 0, draws: 0, slots: null, slotCap: 0 }

/**
 * Something taken out of a share: a price or a draw. `open` until it is written down; then it counts until a reading that began
 * after that, which has it in its own sums. So a reading that comes in between cannot give anything twice.
 */
interface Taken {
  readonly campaign: number
  readonly money: number
  readonly slot: string | null
  /** Of a reservation: when it ends by itself. */
  readonly until: number
  bookedAt: number | null
}

/** What became of something taken: written down at that moment, or not at all (null). */
export type Settle = (bookedAt: number | null) => void

interface Sums {
  money: number
  draws: number
  readonly slots: Map<string, number>
}

interface Account {
  money: number
  draws: number
  slots: Map<string, number> | null
  slotCap: number
}

/**
 * Budgets and caps of one site in one process, exact: what is drawn or billed is taken out before anything is awaited. Campaigns
 * go by their number; moments of `bookedAt` and `beganAt` are of one clock of the caller's, `until` and `now` are UTC.
 */
export class Ledger {
  #accounts: (Account | undefined)[] = []
  /** By campaign: how often it may be drawn yet, where no slot has a cap of its own; below 0: to be worked out. */
  #left = new Float64Array(0)
  #shareOf: (campaign: number) => Share = () => NO_SHARE
  /** The reading is too old: others may have been given what it gave. */
  #isSuspended = false
  #processes = 1
  /** What the last reading had not seen. */
  #unseen: ReadonlyMap<number, Sums> = new Map()
  readonly #taken = new Set<Taken>()
  /** Prices held by decisions that are billed when seen. */
  readonly #reserved = new Map<string, Taken>()

  /**
   * How often it may be drawn yet, by budget and caps of everybody together.
   * @param bid minor units; always the same for a campaign between two readings
   */
  timesLeft(campaign: number, bid: number, slot: string): number {
    const known = this.#left[campaign]
    return known !== undefined && known >= 0 ? known : this.#timesLeft(campaign, bid, slot)
  }

  #timesLeft(campaign: number, bid: number, slot: string): number {
    const { money, draws, slots, slotCap } = this.#account(campaign)
    const isLimited = bid > 0 || draws !== Number.POSITIVE_INFINITY || slots !== null
    const byMoney = bid === 0 ? Number.POSITIVE_INFINITY : Math.floor(money / bid)
    const left = this.#isSuspended && isLimited ? 0 : Math.max(0, Math.min(byMoney, draws))
    if (slots !== null) return Math.max(0, Math.min(left, slots.get(slot) ?? slotCap))
    if (campaign >= this.#left.length) this.#left = widened(this.#left, campaign)
    this.#left[campaign] = left
    return left
  }

  /** Minor units it may still commit. */
  moneyOf(campaign: number): number {
    return this.#account(campaign).money
  }

  /** Takes a draw, and the price where it is billed when seen. @returns what to say when the decision is written */
  draw(
    campaign: number,
    { bid, billsPer }: Pick<Campaign, 'bid' | 'billsPer'>,
    at: { decision: string; slot: string; now: number },
  ): Settle {
    if (billsPer === 'shown' && bid > 0) {
      const price: Taken = { campaign, money: bid, slot: null, until: at.now + RESERVED_MS, bookedAt: null }
      this.#take(price)
      this.#reserved.set(at.decision, price)
    }
    const { draws, slots } = this.#account(campaign)
    if (draws === Number.POSITIVE_INFINITY && slots === null) return () => {}
    return this.#settler(
      this.#take({ campaign, money: 0, slot: at.slot, until: Number.POSITIVE_INFINITY, bookedAt: null }),
    )
  }

  /**
   * Takes a price to be billed now: that which the decision holds, else out of what is left.
   * @returns null when too little is left: what happened is counted and costs nothing
   */
  hold(campaign: number, amount: number, decision: string): Settle | null {
    const reserved = this.#reserved.get(decision)
    if (reserved !== undefined && reserved.campaign === campaign && reserved.money === amount) {
      this.#reserved.delete(decision)
      return this.#settler(reserved)
    }
    if (this.#isSuspended || this.moneyOf(campaign) < amount) return null
    return this.#settler(
      this.#take({ campaign, money: amount, slot: null, until: Number.POSITIVE_INFINITY, bookedAt: null }),
    )
  }

  /** Lets go of what was drawn and never seen. */
  expire(now: number): void {
    // In the order in which they were made, so in the order in which they end.
    for (const [decision, taken] of this.#reserved) {
      if (taken.until > now) return
      this.#reserved.delete(decision)
      this.#giveBack(taken)
    }
  }

  /** What of each campaign is in hand and not in the books: the least its next share must be. */
  inHand(): ReadonlyMap<number, Sums> {
    const found = new Map<number, Sums>()
    for (const { campaign, money, slot } of this.#taken) {
      let sums = found.get(campaign)
      if (sums === undefined) {
        sums = { money: 0, draws: 0, slots: new Map() }
        found.set(campaign, sums)
      }
      sums.money += money
      if (slot === null) continue
      sums.draws++
      sums.slots.set(slot, (sums.slots.get(slot) ?? 0) + 1)
    }
    return found
  }

  /** Nothing limited is given out any more until the next reading. */
  suspend(): void {
    if (this.#isSuspended) return
    this.#isSuspended = true
    this.#left.fill(-1)
  }

  /** Campaigns that were asked for since the last reading. */
  asked(): number[] {
    return Object.keys(this.#accounts).map(Number)
  }

  /** How many processes make offers of the site, this one too; infinite while nobody knows for certain. */
  get processes(): number {
    return this.#isSuspended ? Number.POSITIVE_INFINITY : this.#processes
  }

  /** Takes over shares whose reading began at `beganAt`. */
  renew(shareOf: (campaign: number) => Share, beganAt: number, processes = 1): void {
    this.#processes = processes
    for (const taken of this.#taken) if (taken.bookedAt !== null && taken.bookedAt < beganAt) this.#taken.delete(taken)
    this.#unseen = this.inHand()
    this.#shareOf = shareOf
    this.#accounts = []
    this.#left.fill(-1)
    this.#isSuspended = false
  }

  #account(campaign: number): Account {
    const known = this.#accounts[campaign]
    if (known !== undefined) return known
    const { money, draws, slots, slotCap } = this.#shareOf(campaign)
    const account = { money, draws, slots: slots === null ? null : new Map(slots), slotCap }
    const unseen = this.#unseen.get(campaign)
    if (unseen !== undefined) {
      account.money -= unseen.money
      account.draws -= unseen.draws
      if (account.slots !== null)
        for (const [slot, n] of unseen.slots) account.slots.set(slot, (account.slots.get(slot) ?? slotCap) - n)
    }
    this.#accounts[campaign] = account
    return account
  }

  #take(taken: Taken): Taken {
    this.#add(taken, -1)
    this.#taken.add(taken)
    return taken
  }

  #giveBack(taken: Taken): void {
    if (this.#taken.delete(taken)) this.#add(taken, 1)
  }

  #settler(taken: Taken): Settle {
    return (bookedAt) => {
      if (bookedAt === null) this.#giveBack(taken)
      else taken.bookedAt = bookedAt
    }
  }

  #add({ campaign, money, slot }: Taken, sign: 1 | -1): void {
    const account = this.#account(campaign)
    this.#left[campaign] = -1
    account.money += sign * money
    if (slot === null) return
    account.draws += sign
    account.slots?.set(slot, (account.slots.get(slot) ?? account.slotCap) + sign)
  }
}

function widened(from: Float64Array, place: number): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(Math.ceil((place + 8) * 1.5)).fill(-1)
  wider.set(from)
  return wider
}
