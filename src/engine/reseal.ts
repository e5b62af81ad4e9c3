import { Problem } from '../base/problem.ts'
import type { Db, Sql } from '../storage/db.ts'
import type { Core } from './core.ts'
import { SEALED, type SealedPlace } from './sealed.ts'

/** How many values of each place hang on a key, by the key's id. Keys that nothing hangs on are not in it. */
export type Hanging = ReadonlyMap<number, ReadonlyMap<string, number>>

/** Counts every sealed value by its key. */
export async function countHanging(sql: Sql): Promise<Hanging> {
  const counts = new Map<number, Map<string, number>>()
  for (const { name, table, bytes, where = 'true' } of SEALED) {
    const rows = await sql.query<{ id: Buffer; n: number }>(
      `select substr(${bytes}, 1, 1) as id, count(*) as n from ${table} t where ${where} and ${bytes} is not null group by 1`,
    )
    for (const { id, n } of rows) {
      const ofKey = counts.get(id[0] ?? 0) ?? new Map<string, number>()
      counts.set(id[0] ?? 0, ofKey.set(name, n))
    }
  }
  return counts
}

/** All values that hang on keys other than this one. */
export function countOthers(hanging: Hanging, key: number): number {
  return [...hanging].reduce((sum, [id, of]) => sum + (id === key ? 0 : total(of)), 0)
}

/** All values of one key. */
export const total = (of: ReadonlyMap<string, number> | undefined): number =>
  [...(of?.values() ?? [])].reduce((sum, n) => sum + n, 0)

/** Rows sealed anew in one transaction: some ms, for which they are locked. */
const BATCH = 200
/** What was in somebody's hands is tried again after this pause, and so often; whoever holds a row for longer is seldom and ends. */
const PAUSE_MS = 250
const MOST_PAUSES = 24
/** What does not open is looked at once more: see {@link sealedAnew}. */
const LOOKS_AT_BROKEN = 2

/** What was not sealed anew. */
export interface Left {
  /** In somebody's hands all the time. */
  readonly busy: number
  /** Not to be opened with any key there is. */
  readonly broken: number
}

/**
 * Seals everything anew that hangs on another key than the one that seals now. Batch by batch, each a transaction of its own: killed
 * in the middle, the next call goes on with what is left. Rows that somebody has locked are never waited for, so that nobody is held
 * up or deadlocked by this; they come in a later round. `show` is told how many are done.
 */
export async function sealAllAnew(core: Core, show: (done: number) => void = () => {}): Promise<Left> {
  let done = 0
  for (let pauses = 0; ; ) {
    const round = await sealRound(core, (moved) => show(done + moved))
    done += round.moved
    const all = countOthers(await countHanging(core.db), core.vault.current)
    const broken = Math.min(all, round.broken)
    if (round.moved === 0) pauses++
    if (all === 0 || pauses > (all === broken ? LOOKS_AT_BROKEN : MOST_PAUSES)) return { busy: all - broken, broken }
    if (round.moved === 0) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}

/** Every place once, from its first row to its last. */
async function sealRound(core: Core, show: (moved: number) => void): Promise<Omit<Batch, 'last'>> {
  let moved = 0
  let broken = 0
  for (const place of SEALED)
    for (let after: Batch['last'] | null = null; after !== undefined; ) {
      const batch: Batch = await sealBatch(core, place, after)
      after = batch.last
      moved += batch.moved
      broken += batch.broken
      if (batch.moved > 0) show(moved)
    }
  return { moved, broken }
}

interface Batch {
  readonly moved: number
  readonly broken: number
  /** Key of the last row looked at; undefined: that was all. */
  readonly last: readonly unknown[] | undefined
}

type Row = Readonly<Record<string, unknown>> & { readonly sealed: Buffer; readonly place: string }

/** One batch behind a row's key, or from the beginning. The rows stay locked until they are written. */
async function sealBatch(core: Core, place: SealedPlace, after: readonly unknown[] | null): Promise<Batch> {
  const { table, key, bytes, join = '', where = 'true', set, mayGo } = place
  const columns = Object.entries(key)
  const names = columns.map(([name]) => `t.${name}`).join(', ')
  const from = columns.map(([, type], i) => `$${i + 2}::${type}`).join(', ')
  return await core.db.tx(async (tx) => {
    const rows = await tx.query<Row>(
      `select ${names}, ${bytes} as sealed, ${place.place} as place from ${table} t ${join}
       where ${where} and ${bytes} is not null and substr(${bytes}, 1, 1) <> $1 ${after === null ? '' : `and (${names}) > (${from})`}
       order by ${names} limit ${BATCH} for no key update of t skip locked`,
      [Buffer.of(core.vault.current), ...(after ?? [])],
    )
    const anew: { readonly row: Row; readonly sealed: Buffer }[] = []
    const lost: Row[] = []
    for (const row of rows) {
      const sealed = sealedAnew(core, row)
      if (sealed !== null) anew.push({ row, sealed })
      else if (mayGo) lost.push(row)
    }
    const keysOf = (some: readonly Row[]) => columns.map(([name]) => some.map((row) => row[name]))
    const arrays = columns.map(([, type], i) => `$${i + 1}::${type}[]`).join(', ')
    const aliases = columns.map(([name]) => `k_${name}`).join(', ')
    const isSame = columns.map(([name]) => `t.${name} = v.k_${name}`).join(' and ')
    if (anew.length > 0)
      await tx.run(
        `update ${table} t set ${set} from unnest(${arrays}, $${columns.length + 1}::bytea[]) v(${aliases}, sealed) where ${isSame}`,
        [...keysOf(anew.map(({ row }) => row)), anew.map(({ sealed }) => sealed)],
      )
    if (lost.length > 0)
      await tx.run(`delete from ${table} t using unnest(${arrays}) v(${aliases}) where ${isSame}`, keysOf(lost))
    const last = rows.length < BATCH ? undefined : columns.map(([name]) => rows.at(-1)![name])
    const moved = anew.length + lost.length
    return { moved, broken: rows.length - moved, last }
  })
}

/**
 * Null for what does not open. It may be so for a moment only: a token's row was read just when its account changed its kind, so
 * that place and bytes are of two moments. The next round sees both as they are.
 */
function sealedAnew({ vault }: Core, { sealed, place }: Row): Buffer | null {
  try {
    return vault.sealAnew(sealed, place)
  } catch (error) {
    if (error instanceof Problem && error.code === 'vault/wrong-key') return null
    throw error
  }
}

/** Any constant will do; it only has to be the same in all processes of one database. */
const LOCK = 7_120_120

/** Does work on the keys while nobody else does; null when somebody is at it. */
export async function aloneAtKeys<T>(db: Db, work: () => Promise<T>): Promise<T | null> {
  // A connection of its own: whoever dies gives the lock back with it.
  const client = await db.dedicated('tuidan keys')
  try {
    const { rows } = await client.query('select pg_try_advisory_lock($1) as ok', [LOCK])
    return rows[0]?.ok === true ? await work() : null
  } finally {
    await client.end()
  }
}
