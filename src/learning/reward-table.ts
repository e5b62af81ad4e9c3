/** A table of rewards (user, item, reward, time, any features) as columns, found by the names in its first line. */
import { columnKey, readNumber } from './csv.ts'
import { Growing, Names } from './growing.ts'
import { hashText } from './random.ts'

/** Names a column may have, signs and case aside. */
const ALIASES = {
  user: [
    'user',
    'userid',
    'uid',
    'person',
    'personid',
    'visitor',
    'visitorid',
    'customer',
    'customerid',
    'shopper',
    '用户',
  ],
  item: [
    'item',
    'itemid',
    'iid',
    'product',
    'productid',
    'sku',
    'arm',
    'action',
    'article',
    'articleid',
    'movie',
    'movieid',
    'video',
    'videoid',
    'ad',
    'adid',
    'campaign',
    'campaignid',
    '商品',
  ],
  reward: [
    'reward',
    'rewards',
    'click',
    'clicked',
    'label',
    'target',
    'outcome',
    'conversion',
    'converted',
    'rating',
    'y',
    '奖励',
    '点击',
  ],
  time: ['time', 'timestamp', 'ts', 'at', 'datetime', 'date', 'day', 'round', 't', '时间'],
} as const

type Column = keyof typeof ALIASES

/** More columns than these are left aside: a row must stay small. */
export const MOST_FEATURES = 64
/** More rows than these are not read: the columns must fit into memory. */
export const MOST_ROWS = 5_000_000

/** One column of features. */
export interface FeatureColumn {
  readonly name: string
  /** A hash of each cell: equal cells have equal codes. */
  readonly codes: Uint32Array
  /** The numbers, where every filled cell is one (NaN: empty); null: the column is of words. */
  readonly numbers: Float32Array | null
}

/** The table. */
export interface RewardTable {
  readonly rows: number
  readonly user: Uint32Array
  readonly item: Uint32Array
  readonly reward: Float64Array
  /** Null: the table has no time, or not in every row. */
  readonly at: Float64Array | null
  readonly users: number
  readonly items: readonly string[]
  readonly features: readonly FeatureColumn[]
  /** Columns that were not read: chances of the policy that ran, and those beyond the most. */
  readonly leftAside: readonly string[]
}

/** Where each needed column stands; the missing ones by name. */
function find(header: readonly string[]): { at: Map<Column, number>; missing: Column[] } {
  const keys = header.map(columnKey)
  const at = new Map<Column, number>()
  for (const column of Object.keys(ALIASES) as Column[]) {
    const found = ALIASES[column].map((name) => keys.indexOf(name)).find((i) => i >= 0)
    if (found !== undefined) at.set(column, found)
  }
  return { at, missing: (['user', 'item', 'reward'] as const).filter((c) => !at.has(c)) }
}

/** What a header lacks to be a reward table. */
export const missingInTable = (header: readonly string[]): readonly string[] => find(header).missing

/** Takes the rows; those without user, item or a finite reward are counted, not taken. */
export class RewardTableReader {
  readonly #at: Map<Column, number>
  readonly #users = new Names()
  readonly #items = new Names()
  readonly #user = new Growing((n) => new Uint32Array(n))
  readonly #item = new Growing((n) => new Uint32Array(n))
  readonly #reward = new Growing((n) => new Float64Array(n))
  readonly #time = new Growing((n) => new Float64Array(n))
  readonly #features: {
    readonly name: string
    readonly at: number
    readonly codes: Growing<Uint32Array>
    readonly numbers: Growing<Float32Array>
    isNumeric: boolean
  }[] = []
  readonly #leftAside: string[] = []
  #hasTime = true
  /** Rows that were not taken. */
  bad = 0

  constructor(header: readonly string[]) {
    const { at } = find(header)
    this.#at = at
    const used = new Set(at.values())
    header.forEach((name, i) => {
      // A column without a name is the row number of a data frame.
      if (used.has(i) || columnKey(name) === '' || /^unnamed/i.test(name)) return
      if (/^(propensity(score)?|pscore)$/.test(columnKey(name)) || this.#features.length >= MOST_FEATURES) {
        this.#leftAside.push(name)
        return
      }
      const codes = new Growing((n) => new Uint32Array(n))
      this.#features.push({ name, at: i, codes, numbers: new Growing((n) => new Float32Array(n)), isNumeric: true })
    })
    this.#hasTime = at.has('time')
  }

  /** One row of cells. @returns false when the table is full */
  add(cells: readonly string[]): boolean {
    const cell = (column: Column) => (cells[this.#at.get(column) ?? -1] ?? '').trim()
    const user = cell('user')
    const item = cell('item')
    const reward = readReward(cell('reward'))
    if (user === '' || item === '' || reward === null) {
      this.bad++
      return true
    }
    this.#user.push(this.#users.of(user))
    this.#item.push(this.#items.of(item))
    this.#reward.push(reward)
    if (this.#hasTime) {
      const at = readTime(cell('time'))
      if (at === null) this.#hasTime = false
      else this.#time.push(at)
    }
    for (const feature of this.#features) {
      const text = (cells[feature.at] ?? '').trim()
      feature.codes.push(hashText(text))
      if (!feature.isNumeric) continue
      const number = /^(|nan|na|null|none)$/i.test(text) ? Number.NaN : readNumber(text)
      if (number === null) feature.isNumeric = false
      else feature.numbers.push(number)
    }
    return this.#user.length < MOST_ROWS
  }

  /** The table. */
  done(): RewardTable {
    return {
      rows: this.#user.length,
      user: this.#user.done(),
      item: this.#item.done(),
      reward: this.#reward.done(),
      at: this.#hasTime ? this.#time.done() : null,
      users: this.#users.list.length,
      items: this.#items.list,
      features: this.#features.map(({ name, codes, numbers, isNumeric }) => ({
        name,
        codes: codes.done(),
        numbers: isNumeric ? numbers.done() : null,
      })),
      leftAside: this.#leftAside,
    }
  }
}

function readReward(cell: string): number | null {
  const word = cell.toLowerCase()
  if (word === 'true') return 1
  if (word === 'false') return 0
  return readNumber(cell)
}

/** A number as it is, or a date in ms. */
function readTime(cell: string): number | null {
  const number = readNumber(cell)
  if (number !== null) return number
  const at = cell === '' ? Number.NaN : Date.parse(cell)
  return Number.isNaN(at) ? null : at
}
