/** Logs in the layout of the Open Bandit Dataset: who ran, what was shown where, with which chance, and whether it was clicked. */
import { columnKey, readNumber } from './csv.ts'
import { Growing, Names } from './growing.ts'
import { hashText } from './random.ts'

/** Names that a column may have, first letters and signs aside. */
const COLUMNS = {
  item: ['itemid', 'item', 'action', 'arm'],
  position: ['position', 'slot'],
  reward: ['click', 'reward'],
  propensity: ['propensityscore', 'propensity', 'pscore'],
  at: ['timestamp', 'time'],
  person: ['userid', 'user', 'personid', 'person'],
} as const

type Column = keyof typeof COLUMNS
const NEEDED: readonly Column[] = ['item', 'reward', 'propensity']

/** A log as columns. Items and positions are numbered over all logs of one folder. */
export interface BanditLog {
  readonly rows: number
  readonly item: Uint32Array
  readonly position: Uint32Array
  readonly reward: Float64Array
  readonly propensity: Float64Array
  /** Null: the log does not say who. */
  readonly person: Uint32Array | null
  /** Codes of the columns that describe the person (`user_feature_*`), a row after the other. */
  readonly context: Uint32Array
  readonly contextWidth: number
}

/** Which of the needed columns a header lacks, by their usual names. */
export function missingColumns(header: readonly string[]): string[] {
  const keys = header.map(columnKey)
  return NEEDED.filter((c) => !COLUMNS[c].some((name) => keys.includes(name))).map(
    (c) => ({ item: 'item_id', reward: 'click', propensity: 'propensity_score' })[c as 'item'] ?? c,
  )
}

/** Is this the header of such a log? */
export const isBanditHeader = (header: readonly string[]): boolean => missingColumns(header).length === 0

/** Takes the rows of one log; those without a known item, a reward and a chance in (0, 1] are counted, not taken. */
export class BanditLogReader {
  readonly #at = new Map<Column, number>()
  readonly #features: number[] = []
  readonly #names: { readonly items: Names; readonly positions: Names }
  readonly #persons = new Names()
  readonly #columns = {
    item: new Growing((n) => new Uint32Array(n)),
    position: new Growing((n) => new Uint32Array(n)),
    reward: new Growing((n) => new Float64Array(n)),
    propensity: new Growing((n) => new Float64Array(n)),
    person: new Growing((n) => new Uint32Array(n)),
    context: new Growing((n) => new Uint32Array(n)),
  }
  /** Rows that were not taken. */
  bad = 0

  constructor(header: readonly string[], names: { readonly items: Names; readonly positions: Names }) {
    this.#names = names
    const keys = header.map(columnKey)
    for (const column of Object.keys(COLUMNS) as Column[]) {
      // The first alias that is there wins, so that `item_id` beats a column that is merely called `action`.
      const found = COLUMNS[column].map((name) => keys.indexOf(name)).find((i) => i >= 0)
      if (found !== undefined) this.#at.set(column, found)
    }
    keys.forEach((name, i) => {
      if (/^userfeature\d*$/.test(name)) this.#features.push(i)
    })
  }

  /** One row of cells. */
  add(cells: readonly string[]): void {
    const cell = (column: Column) => (cells[this.#at.get(column) ?? -1] ?? '').trim()
    const item = cell('item')
    const reward = readNumber(cell('reward'))
    const propensity = readNumber(cell('propensity'))
    const isPropensity = propensity !== null && propensity > 0 && propensity <= 1
    const position = this.#at.has('position') ? cell('position') : '1'
    if (item === '' || position === '' || reward === null || !isPropensity) {
      this.bad++
      return
    }
    const { items, positions } = this.#names
    this.#columns.item.push(items.of(plain(item)))
    this.#columns.position.push(positions.of(plain(position)))
    this.#columns.reward.push(reward)
    this.#columns.propensity.push(propensity)
    if (this.#at.has('person')) this.#columns.person.push(this.#persons.of(cell('person')))
    for (const i of this.#features) this.#columns.context.push(hashText(cells[i] ?? '', i))
  }

  /** The log. */
  done(): BanditLog {
    const c = this.#columns
    return {
      rows: c.item.length,
      item: c.item.done(),
      position: c.position.done(),
      reward: c.reward.done(),
      propensity: c.propensity.done(),
      person: this.#at.has('person') ? c.person.done() : null,
      context: c.context.done(),
      contextWidth: this.#features.length,
    }
  }
}

/** `3.0` and `3` are one name. */
function plain(name: string): string {
  const number = readNumber(name)
  return number === null ? name : String(number)
}
