/**
 * How a table of rewards is played as a bandit. A round offers candidates whose reward the table knows; a policy picks one and is
 * told that reward only. Which rounds there are depends on what the table holds:
 *
 * - `slates`: the same user and time stand in several rows. Each such group is a round, its items are the candidates.
 * - `known`: every user has several items, each once. With time, ten rows in a row of one user are a round; without, all items of
 *   a user are, and a user comes back (an item at most once) while there are few users.
 * - `rejection`: a log of single events. A row is a round if the policy picks what the log shows, else it is passed over as if
 *   it had never been (Li, Chu, Langford, Wang 2011: exact when the log's own policy was uniform).
 */
import type { Text } from '../base/i18n.ts'
import { type Random, shuffle } from './random.ts'
import type { RewardTable } from './reward-table.ts'

/** The ways to play. */
export const MODES = {
  slates: {
    zh: '同一用户同一时刻有好几行：每组一轮，从组里选，选中的奖励都知道',
    en: 'several rows share a user and a time: each group is a round, any choice in it can be rewarded',
  },
  known: {
    zh: '每个用户有好几个商品，各一行：从这个用户有记录的商品里选',
    en: 'each user has several items, once each: a round chooses among the items known for its user',
  },
  rejection: {
    zh: '一行一件事的日志：选的和日志一样才算一轮（拒绝法），只在最常见的商品里选',
    en: 'a log of single events: a row counts only if the choice equals the log (rejection), among the most frequent items',
  },
} as const satisfies Record<string, Text>

/** One of them. */
export type Mode = keyof typeof MODES

/** Rows of one user that make a round where every row has a time of its own. */
const CHUNK = 10
/** Below this many users each comes back, so that there is something to learn from. */
const FEW_GROUPS = 2000
/** A round offers at most so many candidates; of more, a random part. */
export const MOST_CANDIDATES = 256
/** Items a log of single events is played over: of more, nearly no choice would ever equal the log. */
export const MOST_ARMS = 64

/** The rounds of a table. */
export interface Plan {
  readonly mode: Mode
  /** Rows, group after group. In `rejection` each group is one row. */
  readonly order: Uint32Array
  /** Where group g begins in `order`; one more than there are groups. */
  readonly starts: Uint32Array
  /** How often each group comes. */
  readonly visits: number
  /** Are the groups in the order of time? Else each seed puts them in an order of its own. */
  readonly inTime: boolean
  /** In `rejection`: the items to choose among. */
  readonly arms: Uint32Array
  /** Rounds (in `rejection`: rows) there are in all. */
  readonly rounds: number
}

/** Looks at a table and says how it is played. */
export function planOf(table: RewardTable): Plan {
  const slates = table.at === null ? null : groupsBy(table, (row) => table.at![row]!)
  if (slates !== null && sharedRows(slates) >= table.rows / 2) return played(table, 'slates', slates)
  const repeated = 1 - distinctPairs(table) / Math.max(1, table.rows)
  if (repeated > 0.2 || table.rows < 3 * table.users) return events(table)
  return played(table, 'known', table.at === null ? groupsBy(table, () => 0) : chunks(table))
}

interface Groups {
  readonly order: Uint32Array
  readonly starts: Uint32Array
}

/** Rows of one user and key together. */
function groupsBy(table: RewardTable, key: (row: number) => number): Groups {
  const order = Uint32Array.from({ length: table.rows }, (_, i) => i)
  const { user } = table
  order.sort((a, b) => user[a]! - user[b]! || key(a) - key(b) || a - b)
  const starts: number[] = []
  for (let i = 0; i < order.length; i++) {
    const [now, before] = [order[i]!, order[i - 1]]
    if (before === undefined || user[now] !== user[before] || key(now) !== key(before)) starts.push(i)
  }
  return { order, starts: Uint32Array.from([...starts.keys(), starts.length], (i) => starts[i] ?? order.length) }
}

/** Ten rows of one user after the other, by time; fewer than two make no round. */
function chunks(table: RewardTable): Groups {
  const { order, starts } = groupsBy({ ...table, at: null }, () => 0)
  const cut: number[] = []
  for (let g = 0; g + 1 < starts.length; g++) {
    const rows = order.subarray(starts[g]!, starts[g + 1]!)
    rows.sort((a, b) => table.at![a]! - table.at![b]! || a - b)
    for (let i = 0; i < rows.length; i += CHUNK) cut.push(starts[g]! + i)
  }
  return { order, starts: Uint32Array.from([...cut.keys(), cut.length], (i) => cut[i] ?? order.length) }
}

/** Rows that are not alone in their group. */
function sharedRows({ starts }: Groups): number {
  let rows = 0
  for (let g = 0; g + 1 < starts.length; g++) {
    const size = starts[g + 1]! - starts[g]!
    if (size > 1) rows += size
  }
  return rows
}

function distinctPairs({ user, item, items, rows }: RewardTable): number {
  const keys = new Float64Array(rows)
  for (let i = 0; i < rows; i++) keys[i] = user[i]! * items.length + item[i]!
  keys.sort()
  let count = 0
  for (let i = 0; i < rows; i++) if (i === 0 || keys[i] !== keys[i - 1]) count++
  return count
}

/** Groups in the order of their time; those of one row leave nothing to choose and are left out. */
function played(table: RewardTable, mode: Mode, { order, starts }: Groups): Plan {
  const groups: number[] = []
  for (let g = 0; g + 1 < starts.length; g++) if (starts[g + 1]! - starts[g]! > 1) groups.push(g)
  const at = table.at
  // The last row of a group is when the choice could have been made.
  const timeOf = (g: number) => (at === null ? 0 : at[order[starts[g + 1]! - 1]!]!)
  groups.sort((a, b) => timeOf(a) - timeOf(b) || a - b)
  const isTimed = at !== null && groups.length > 0 && timeOf(groups[0]!) !== timeOf(groups.at(-1)!)
  const into = new Uint32Array(order.length)
  const begins = new Uint32Array(groups.length + 1)
  let length = 0
  for (const [i, g] of groups.entries()) {
    begins[i] = length
    into.set(order.subarray(starts[g]!, starts[g + 1]!), length)
    length += starts[g + 1]! - starts[g]!
  }
  begins[groups.length] = length
  const size = length / Math.max(1, groups.length)
  const visits = groups.length < FEW_GROUPS && !isTimed ? Math.max(1, Math.min(10, Math.floor(size / 8))) : 1
  return {
    mode,
    order: into.slice(0, length),
    starts: begins,
    visits,
    inTime: isTimed,
    arms: new Uint32Array(0),
    rounds: groups.length * visits,
  }
}

function events(table: RewardTable): Plan {
  const times = new Float64Array(table.items.length)
  for (const item of table.item) times[item] = times[item]! + 1
  const arms = Uint32Array.from(times.keys())
    .sort((a, b) => times[b]! - times[a]! || a - b)
    .slice(0, MOST_ARMS)
  const isArm = new Uint8Array(times.length)
  for (const arm of arms) isArm[arm] = 1
  const rows = Uint32Array.from({ length: table.rows }, (_, i) => i).filter((i) => isArm[table.item[i]!] === 1)
  const { at } = table
  if (at !== null) rows.sort((a, b) => at[a]! - at[b]! || a - b)
  const starts = Uint32Array.from({ length: rows.length + 1 }, (_, i) => i)
  return { mode: 'rejection', order: rows, starts, visits: 1, inTime: true, arms, rounds: rows.length }
}

/** The groups one seed plays, in order: all, or a random part of `most` rounds. */
export function schedule(plan: Plan, most: number, random: Random): Uint32Array {
  const groups = plan.starts.length - 1
  const all = Uint32Array.from({ length: groups }, (_, g) => g)
  const wanted = Math.min(groups, Math.max(1, Math.floor(most / plan.visits)))
  if (wanted < groups || !plan.inTime) shuffle(all, random)
  const part = all.slice(0, wanted)
  if (plan.inTime) part.sort()
  const played = new Uint32Array(part.length * plan.visits)
  for (let v = 0; v < plan.visits; v++) {
    played.set(part, v * part.length)
    if (!plan.inTime) shuffle(part, random)
  }
  return played
}
