import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Db, openDb, type Sql } from '../src/storage/db.ts'
import { freshDatabase } from './harness/database.ts'
import { until } from './harness/wait.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let db: Db
beforeAll(async () => {
  database = await freshDatabase()
  db = openDb(database.url, { max: 4 })
  await db.run('create table pair (name text primary key, n int not null)')
  await db.run("insert into pair values ('a', 0), ('b', 0)")
})
afterAll(async () => {
  await db?.close()
  await database?.drop()
})

const raise = (tx: Sql, name: string) => tx.run('update pair set n = n + 1 where name = $1', [name])

/** Resolves once it has been called so often. */
function meeting(size: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let come = 0
  return () => {
    come += 1
    if (come >= size) resolve()
    return promise
  }
}

test('two transactions that want each other’s rows both go through, each once', async () => {
  const both = meeting(2)
  let runs = 0
  const take = (first: string, second: string) =>
    db.tx(async (tx) => {
      runs += 1
      await raise(tx, first)
      await both()
      await raise(tx, second)
    })
  await Promise.all([take('a', 'b'), take('b', 'a')])
  expect(runs).toBe(3)
  expect(await db.query('select n from pair order by name')).toEqual([{ n: 2 }, { n: 2 }])
})

test('what stood in the way twice, a lock that does not come and a statement that takes too long say: busy, come again', async () => {
  let runs = 0
  const raised = (code: string) =>
    db.tx(async (tx) => {
      runs += 1
      await tx.query(`do $$ begin raise exception 'x' using errcode = '${code}'; end $$`)
    })
  for (const code of ['40P01', '40001', '55P03', '57014', '53300']) {
    runs = 0
    await expect(raised(code)).rejects.toMatchObject({
      code: 'storage/busy',
      spec: { status: 503, retry: true },
      retryAfterMs: 1000,
    })
    expect(runs).toBe(code.startsWith('40') ? 2 : 1)
  }
  await expect(
    db.tx(async (tx) => {
      await tx.query("set local statement_timeout = '20ms'")
      await tx.query('select pg_sleep(5)')
    }),
  ).rejects.toMatchObject({ code: 'storage/busy' })
})

test('connections that are cut at any moment fail their statement and nothing else', { timeout: 60_000 }, async () => {
  const killer = openDb(database.url, { max: 1, applicationName: 'killer' })
  const cut = openDb(database.url, { max: 4, applicationName: 'cut' })
  const codes = new Set<string>()
  let done = 0
  let isOver = false
  const worker = async () => {
    while (!isOver) {
      await cut
        .tx(async (tx) => {
          await tx.one('select $1::int', [1])
        })
        .then(
          () => done++,
          (error: { code?: string }) => codes.add(error.code ?? String(error)),
        )
    }
  }
  const workers = Array.from({ length: 12 }, worker)
  try {
    for (let cuts = 0; cuts < 100; cuts++) {
      const before = done
      await killer.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cut'")
      await until(() => done > before, { everyMs: 2 })
    }
  } finally {
    isOver = true
    await Promise.all(workers)
    await cut.close()
    await killer.close()
  }
  expect([...codes]).toEqual(['storage/unreachable'])
})

test('a statement that comes when its transaction has failed is refused, not run outside of it', async () => {
  const late = Promise.withResolvers<void>()
  const slow: Promise<unknown>[] = []
  await expect(
    db.tx(async (tx) => {
      const begun = late.promise.then(() => raise(tx, 'a'))
      slow.push(begun.catch((error: Error) => error))
      await Promise.all([begun, tx.query('select 1 / 0')])
    }),
  ).rejects.toThrow('division by zero')
  const before = await db.query('select n from pair order by name')
  late.resolve()
  expect(String(await slow[0])).toContain('the transaction of this statement is over')
  expect(await db.query('select n from pair order by name')).toEqual(before)
})

test('of statements sent together the one that failed is told, however deep it was asked', async () => {
  const deep = async (tx: Sql): Promise<unknown> =>
    await (async () => await (async () => await tx.query('select 1 / 0'))())()
  for (let i = 0; i < 40; i++) {
    const failed = db.tx((tx) => Promise.all([deep(tx), ...Array.from({ length: 6 }, () => tx.query('select 1'))]))
    await expect(failed).rejects.toThrow('division by zero')
  }
  // So a transaction that stood in another's way runs again.
  let runs = 0
  const clash = (tx: Sql) => tx.query(`do $$ begin raise exception 'x' using errcode = '40P01'; end $$`)
  const both = db.tx(async (tx) => {
    runs += 1
    if (runs === 1) await Promise.all([(async () => await (async () => await clash(tx))())(), tx.query('select 1')])
  })
  await both
  expect(runs).toBe(2)
})

test('who wrote the same key a moment later does it again and finds it; what is simply taken says so', async () => {
  const both = meeting(2)
  let runs = 0
  const once = async () =>
    await db.tx(async (tx) => {
      runs += 1
      const known = await tx.maybe<{ n: number }>("select n from pair where name = 'new'")
      await both()
      if (known === null) await tx.run("insert into pair values ('new', 1)")
      return known?.n ?? 0
    })
  expect((await Promise.all([once(), once()])).sort()).toEqual([0, 1])
  expect(runs).toBe(3)
  const taken = db.tx(async (tx) => await tx.run("insert into pair values ('a', 1)"))
  await expect(taken).rejects.toMatchObject({ code: '23505' })
})

test('statements that the work does not wait for go out with the commit: all of them are kept, or none', async () => {
  const before = await db.query<{ n: number }>('select n from pair order by name')
  const leave = (tx: Sql, ...statements: string[]) => {
    for (const statement of statements) tx.query(statement).catch(() => {})
  }
  await db.tx(async (tx) => leave(tx, 'update pair set n = n + 1', 'update pair set n = n - 1'))
  const failing = db.tx(async (tx) => leave(tx, 'update pair set n = n + 1', 'select 1 / 0'))
  await expect(failing).rejects.toThrow('division by zero')
  expect(await db.query('select n from pair order by name')).toEqual(before)
})

test('a failure that the work keeps to itself is told: nothing of the transaction was kept', async () => {
  const before = await db.query('select n from pair order by name')
  const silent = db.tx(async (tx) => {
    await raise(tx, 'a')
    await tx.query('select 1 / 0').catch(() => {})
  })
  await expect(silent).rejects.toThrow('division by zero')
  expect(await db.query('select n from pair order by name')).toEqual(before)
})

test('each foreign key is found by an index: who is erased costs their own rows, not a look through all', async () => {
  const missing = await db.query<{ key: string }>(
    `select c.conrelid::regclass || ': ' || pg_get_constraintdef(c.oid) as key from pg_constraint c
     where c.contype = 'f' and not exists (
       select from pg_index i where i.indrelid = c.conrelid and c.conkey <@ (i.indkey::int2[])[0:cardinality(c.conkey) - 1]
         and coalesce(pg_get_expr(i.indpred, i.indrelid) ~ '^\\(\\w+ IS NOT NULL\\)$', true))`,
  )
  expect(missing).toEqual([])
})
