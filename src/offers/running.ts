import { LiveIndex } from '../matching/live-index.ts'
import { type Conjunction, normalForm } from '../matching/normal-form.ts'
import type { Scratch } from '../matching/walk.ts'
import type { Campaign } from './campaign.ts'
import { type Goods, goodsOf } from './goods.ts'
import { bidPart, worthOf } from './score.ts'

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
  #aims: (Uint32Array | undefined)[] = []
  /** When it begins and ends, and what its bid adds to a score: looked at for each campaign that a decision meets. */
  readonly #from: number[] = []
  readonly #until: number[] = []
  readonly #bidParts: number[] = []
  #goods: Goods
  #naming = new Set<number>()

  /** @param onDue told when a thread should build the index anew */
  constructor(goods: Goods, scratch: Scratch, onDue: () => void = () => {}) {
    this.#goods = goods
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
    return this.#from[number]! <= at && at < this.#until[number]!
  }

  /** What its bid adds to the score of its goods. */
  bidPartOf(number: number): number {
    return this.#bidParts[number]!
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
    this.#aims[number] = undefined
    this.#versions[number] = ''
    this.#from[number] = campaign.startsAt ?? Number.NEGATIVE_INFINITY
    this.#until[number] = campaign.endsAt ?? Number.POSITIVE_INFINITY
    this.#bidParts[number] = bidPart(worthOf(campaign))
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
    this.#aims[number] = undefined
    this.#free.push(number)
  }

  /** The shop's goods are others now. */
  setGoods(goods: Goods): void {
    this.#goods = goods
    this.#aims = []
  }

  /** Numbers of the products a campaign offers. */
  aimOf(number: number): Uint32Array {
    const known = this.#aims[number]
    if (known !== undefined) return known
    const aim = goodsOf(this.#goods, this.#campaigns[number]!)
    this.#aims[number] = aim
    return aim
  }
}

/** Whom and where it is for: its rule, in a slot that takes a format it has. */
export function conjunctionsOf({ targeting, creatives }: Pick<Campaign, 'targeting' | 'creatives'>): Conjunction[] {
  return normalForm({ all: [targeting, { field: 'format', in: [...new Set(creatives.map(({ format }) => format))] }] })
}
