import { afterAll, expect, test } from 'vitest'
import { newId } from '../src/base/id.ts'
import { listGivenUp, lockGivenUp } from '../src/engine/given-up.ts'
import { openDb, type Sql } from '../src/storage/db.ts'
import { freshDatabase } from './harness/database.ts'

const database = await freshDatabase()
const db = openDb(database.url)
afterAll(async () => {
  await db.close()
  await database.drop()
})

/** How PostgreSQL goes about what is asked, as it explains it. */
async function planOf(ask: (sql: Sql) => Promise<unknown>): Promise<string> {
  let plan = ''
  const explain = async (text: string, values: readonly unknown[] = []) => {
    plan = JSON.stringify(await db.query(`explain (verbose, format json) ${text}`, values))
    return []
  }
  await ask({ ...db, query: explain, maybe: async (text, values) => (await explain(text, values))[0] ?? null })
  return plan
}

test.each([
  ['listed', (sql: Sql) => listGivenUp(sql, newId(), 50)],
  ['locked', (sql: Sql) => lockGivenUp(sql, newId(), newId())],
])('what given-up work is about is asked for by ids, which no key would find as texts: %s', async (_name, ask) => {
  const plan = await planOf(ask)
  for (const [table, id] of [
    ['push_message', 'push_message.id'],
    ['task', 't.id'],
    ['orders', 'ord.id'],
    ['account', 'a.id'],
    ['staff', 's.id'],
    ['catalog_import', 'i.id'],
  ] as const) {
    expect(plan).toContain(`"Relation Name":"${table}"`)
    expect(plan).not.toContain(`(${id})::text`)
    expect(plan).toContain(`${id} = `)
  }
})
