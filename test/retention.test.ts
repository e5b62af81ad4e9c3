import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DAY } from '../src/base/clock.ts'
import { newId } from '../src/base/id.ts'
import { IDLE_DAYS, type Kept, NOT_PERSONAL, PROOF_DAYS, RETENTION } from '../src/duties/retention.ts'
import { plantTidy, TIDY } from '../src/engine/tidy.ts'
import { type Db, openDb, type Sql } from '../src/storage/db.ts'
import { until } from './harness/wait.ts'
import { type LoopSite, LoopWorld } from './loop-world.ts'

let world: LoopWorld
let at: LoopSite
/** As the database's owner: rows are planted without what they hang on. */
let owner: Db
beforeAll(async () => {
  world = await LoopWorld.open()
  at = await world.site([{ sku: 'MUG', qty: 10 }])
  owner = openDb(world.databaseUrl)
  await plantTidy(world.app.core)
}, 60_000)
afterAll(async () => {
  await owner?.close()
  await world?.stop()
})

/** The daily turn, now. */
async function tidied(): Promise<void> {
  const { core } = world.app
  const turn = () => owner.maybe<{ id: string }>('select id from outbox where kind = $1', [TIDY])
  const before = await until(turn, { what: 'the turn to be planned' })
  await owner.run("update outbox set due_at = now() - interval '1 second' where kind = $1", [TIDY])
  core.outbox.wake()
  const isNext = async () => {
    const now = await turn()
    return now !== null && now.id !== before.id && (await world.count('outbox where kind = $1', [TIDY])) === 1
  }
  await until(isNext, { what: 'the turn to be done' })
}

interface Column {
  readonly name: string
  readonly type: string
  readonly isNeeded: boolean
}

const columnsOf = (table: string) =>
  owner.query<Column>(
    `select column_name as name, data_type as type, is_nullable = 'NO' and column_default is null as "isNeeded"
     from information_schema.columns where table_schema = 'public' and table_name = $1`,
    [table],
  )

/** No two rows share a key. */
let planted = 0

/** The first of the words that a check allows for a column. */
async function allowed(table: string, column: string): Promise<string> {
  const checks = await owner.query<{ text: string }>(
    `select pg_get_constraintdef(oid) as text from pg_constraint where conrelid = $1::regclass and contype = 'c'`,
    [table],
  )
  const mine = checks.find(({ text }) => text.includes(`(${column} = ANY`) || text.includes(`(${column} = '`))
  return /'([^']+)'::text/.exec(mine?.text ?? '')?.[1] ?? `x${++planted}`
}

/** A row of a table as of then, with nothing that it hangs on. */
async function plant(tx: Sql, { table, age }: Kept, then: Date, given: Readonly<Record<string, unknown>> = {}) {
  const values: Record<string, unknown> = {}
  for (const { name, type, isNeeded } of await columnsOf(table)) {
    if (name in given) values[name] = given[name]
    else if (name === 'site_id') values[name] = at.site.id
    else if (type === 'timestamp with time zone' && (isNeeded || name === age)) values[name] = then
    else if (!isNeeded) continue
    else if (type === 'uuid') values[name] = newId()
    else if (type === 'bytea') values[name] = Buffer.from(newId())
    else if (type === 'jsonb') values[name] = '{}'
    else if (type === 'ARRAY') values[name] = []
    else if (type === 'boolean') values[name] = true
    else if (name === 'uid') values[name] = newId()
    else if (type === 'text') values[name] = await allowed(table, name)
    else values[name] = name === 'propensity' ? 1 : ++planted
  }
  const names = Object.keys(values)
  await tx.run(
    `insert into ${table} (${names.join(', ')}) values (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
    Object.values(values),
  )
}

/** Without foreign keys and triggers. */
const loosely = (work: (tx: Sql) => Promise<void>) =>
  owner.tx(async (tx) => {
    await tx.run('set local session_replication_role = replica')
    await work(tx)
  })

/** What tells planted rows apart, and what some tables want beside. */
const GIVEN: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  push_message: { recipient: 'shopper:x' },
}
const timed = RETENTION.filter(({ ends }) => ends === 'time')
const nameOf = ({ table, where }: Kept) => (where === undefined ? table : `${table} where ${where}`)

describe('how long things live', () => {
  test('every table stands in the list of what lives how long, or in that of what is not about people', async () => {
    const tables = await owner.query<{ name: string }>(
      "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1",
    )
    const listed = new Set([...RETENTION.map(({ table }) => table), ...Object.keys(NOT_PERSONAL)])
    expect(tables.map(({ name }) => name).filter((name) => !listed.has(name))).toEqual([])
    expect([...listed].filter((name) => !tables.some((one) => one.name === name)).sort()).toEqual([])
    // What knows people by number, or is sealed for one, is about people.
    const personal = await owner.query<{ name: string }>(
      `select distinct table_name as name from information_schema.columns where table_schema = 'public'
       and column_name in ('person_id', 'staff_id', 'recipient', 'subject_hash')`,
    )
    expect(personal.map(({ name }) => name).filter((name) => name in NOT_PERSONAL)).toEqual([])
  })

  test('a row of every table whose time is over goes in the daily turn, and one whose time is not stays', async () => {
    const counted: [string, Kept][] = []
    for (const kept of timed) {
      const { table, age, days = 0 } = kept
      // Of receipts and numbers see the next test.
      if (age === 'erased' || table === 'person') continue
      const given = { ...GIVEN[table], ...(kept.where === undefined ? {} : { recipient: 'order:y' }) }
      await loosely(async (tx) => {
        await plant(tx, kept, new Date(Date.now() - (days + 1) * DAY - DAY / 2), given)
        await plant(tx, kept, new Date(Date.now() + DAY - days * DAY), given)
      })
      counted.push([nameOf(kept), kept])
    }
    expect(counted.length).toBeGreaterThan(18)
    const old = async () => {
      const left: string[] = []
      for (const [name, { table, age, days = 0, where = 'true' }] of counted) {
        const n = await owner.one<{ n: number }>(`select count(*) as n from ${table} where ${where} and ${age} < $1`, [
          new Date(Date.now() - (days + 1) * DAY),
        ])
        if (n.n > 0) left.push(name)
      }
      return left
    }
    expect((await old()).length).toBe(counted.length)
    await tidied()
    expect(await old()).toEqual([])
    const young: string[] = []
    for (const [name, { table, age, where = 'true', days = 0 }] of counted) {
      const n = await owner.one<{ n: number }>(`select count(*) as n from ${table} where ${where} and ${age} > $1`, [
        new Date(Date.now() - days * DAY),
      ])
      if (n.n === 0) young.push(name)
    }
    expect(young).toEqual([])
  }, 60_000)

  test('the console says when the next turn is, also that of a site whose row it is not', async () => {
    const other = await world.site([])
    const due = await owner.one<{ at: number }>('select due_at as at from outbox where kind = $1', [TIDY])
    for (const { owner: staff } of [at, other])
      expect((await staff.ask('GET', '/v1/console/duties')).json.nextTidyAt).toBe(new Date(due.at).toISOString())
  })

  test('facts go when their stream says so; who has been away for two years is erased; three years later so is the proof', async () => {
    const shopper = await world.shopper(at)
    await world.agree(at, shopper, { likes: true })
    const { id } = await owner.one<{ id: string }>('select person_id as id from account where site_id = $1', [
      at.site.id,
    ])
    expect(await world.count('fact where person_id = $1', [id])).toBeGreaterThan(5)
    await owner.run("update fact set expires_at = now() - interval '1 minute' where person_id = $1", [id])
    await owner.run("delete from outbox where kind = 'source.expire'")
    await owner.run("update account_stream set state = 'stopped'")
    await tidied()
    expect(await world.count('fact where person_id = $1', [id])).toBe(0)

    const ago = `interval '${IDLE_DAYS + 1} days'`
    await owner.run(`update person set created_at = now() - ${ago} where id = $1`, [id])
    await tidied()
    expect(await world.count('person where id = $1 and erased_at is null', [id])).toBe(1)
    await owner.run(`update account set signed_in_at = now() - ${ago} where person_id = $1`, [id])
    await owner.run("update shopper_session set expires_at = now() - interval '1 minute' where person_id = $1", [id])
    await tidied()
    expect(await world.count('person where id = $1 and erased_at is not null', [id])).toBe(1)
    for (const { table } of RETENTION.filter(({ ends }) => ends === 'person'))
      if ((await columnsOf(table)).some(({ name }) => name === 'person_id'))
        expect([table, await world.count(`${table} where person_id = $1`, [id])]).toEqual([table, 0])
    expect(await world.count('consent_receipt where person_id = $1', [id])).toBeGreaterThan(0)

    await owner.run(`update person set erased_at = now() - interval '${PROOF_DAYS + 1} days' where id = $1`, [id])
    await tidied()
    expect(await world.count('consent_receipt where person_id = $1', [id])).toBe(0)
    expect(await world.count('person where id = $1', [id])).toBe(0)
  }, 60_000)
})
