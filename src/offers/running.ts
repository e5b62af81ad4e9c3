import { LiveIndex } from '../matching/live-index.ts'
import { type Conjunction, normalForm } from '../matching/normal-form.ts'
import type { Scratch } from '../matching/walk.ts'
import { Aims } from './aims.ts'
import type { Campaign } from './campaign.ts'
import type { Goods } from './goods.ts'
import { bidPart, worthOf } from './score.ts'

/** When it begins and ends, how often one person may see it in a day, what its bid adds to a score, and its bid. */
const ROW = 5

/**
 * The campaigns of a site that may be shown, or were, each under a small number that stays its own as long as it is here: the index finds
 * them by it, and budgets and goods are looked up by it.
 */
export class Running {
  readonly index: LiveIndex
  readonly #campaigns: (Campaign | undefined)[] = []
  readonly #versions: string[] = []
  readonly #numbers = new Map<string, number>()
  readonly #free: number[] = []
  /** Which goods they offer. */
  readonly aims: Aims
  /** A row of {@link ROW} for each: what a decision looks at of all campaigns that it meets. */
  #rows = new Float64Array(0)
  #naming = new Set<number>()

  /** @param onDue told when a thread should build the index anew */
  constructor(goods: Goods, scratch: Scratch, onDue: () => void = () => {}) {
    this.aims = new Aims(goods)
    this.index = new LiveIndex(scratch, { onDue })
  }

  /** How many there are. */
  get size(): number {
    return this.#numbers.size
  }

  /** Does any of them ask for one slot by name? */
  get nameSlots(): boolean {
    return this.#naming.size > 0
  }

  /** All of them, in no order; those that may not be shown any more too. */
  *all(): Generator<[number, Campaign]> {
    for (const number of this.#numbers.values()) yield [number, this.#campaigns[number]!]
  }

  /** The number of a campaign; undefined when it is not here. */
  numberOf(id: string): number | undefined {
    return this.#numbers.get(id)
  }

  /** Is this number in use? */
  has(number: number): boolean {
    return this.#campaigns[number] !== undefined
  }

  /** The campaign with a number that is in use. */
  at(number: number): Campaign {
    return this.#campaigns[number]!
  }

  /** May the campaign with a number that is in use be shown at this moment, as far as its dates go? */
  isOn(number: number, at: number): boolean {
    const row = number * ROW
    return this.#rows[row]! <= at && at < this.#rows[row + 1]!
  }

  /** How often one person may see it in a day; Infinity without a cap. */
  personDayOf(number: number): number {
    return this.#rows[number * ROW + 2]!
  }

  /** What its bid adds to the score of its goods. */
  bidPartOf(number: number): number {
    return this.#rows[number * ROW + 3]!
  }

  /** Its bid, in minor units. */
  bidOf(number: number): number {
    return this.#rows[number * ROW + 4]!
  }

  /**
   * Takes a campaign in, or as it is now; one that is not active goes. Holds from the next decision on.
   * @param version another for each change: the same again is nothing new
   */
  put(campaign: Campaign, version: string): void {
    const known = this.#numbers.get(campaign.id)
    if (known !== undefined && this.#versions[known] === version) return
    if (campaign.state !== 'active') {
      if (known !== undefined) this.index.remove(this.keep(campaign))
      return
    }
    const number = this.keep(campaign)
    this.#versions[number] = version
    const conjunctions = conjunctionsOf(campaign)
    if (conjunctions.some((groups) => groups.some(({ values }) => values.some((key) => key.startsWith('slot ')))))
      this.#naming.add(number)
    else this.#naming.delete(number)
    this.index.put(number, worthOf(campaign), conjunctions)
  }

  /** Gives a campaign a number though it may not be shown: what was decided before may still be billed. */
  keep(campaign: Campaign): number {
    const number = this.#numbers.get(campaign.id) ?? this.#free.pop() ?? this.#campaigns.length
    this.#numbers.set(campaign.id, number)
    this.#campaigns[number] = campaign
    this.aims.forget(number)
    this.#versions[number] = ''
    this.#row(number, campaign)
    return number
  }

  /** Takes one out for good. */
  remove(id: string): void {
    const number = this.#numbers.get(id)
    if (number === undefined) return
    this.index.remove(number)
    this.#numbers.delete(id)
    this.#naming.delete(number)
    this.#campaigns[number] = undefined
    this.aims.forget(number)
    this.#free.push(number)
  }

  /** The shop's goods are others now. */
  setGoods(goods: Goods): void {
    this.aims.setGoods(goods)
  }

  #row(number: number, { startsAt, endsAt, caps, bid, billsPer }: Campaign): void {
    if ((number + 1) * ROW > this.#rows.length) {
      const wider = new Float64Array(Math.ceil((number + 8) * 1.5) * ROW)
      wider.set(this.#rows)
      this.#rows = wider
    }
    const none = Number.POSITIVE_INFINITY
    const row = [startsAt ?? -none, endsAt ?? none, caps.personDay ?? none, bidPart(worthOf({ bid, billsPer })), bid]
    this.#rows.set(row, number * ROW)
  }
}

/** Whom and where it is for: its rule, in a slot that takes a format it has. */
export function conjunctionsOf({ targeting, creatives }: Pick<Campaign, 'targeting' | 'creatives'>): Conjunction[] {
  return normalForm({ all: [targeting, { field: 'format', in: [...new Set(creatives.map(({ format }) => format))] }] })
}
