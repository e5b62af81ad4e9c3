import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../src/base/clock.ts'
import { silentLog } from '../src/base/log.ts'
import { putProducts } from '../src/catalog/flow.ts'
import { Bus } from '../src/engine/bus.ts'
import type { Core } from '../src/engine/core.ts'
import { keyText, loadKeys, openVault } from '../src/engine/keys.ts'
import { Outbox } from '../src/engine/outbox.ts'
import { createSite } from '../src/sites/flow.ts'
import { addStaff } from '../src/staff/flow.ts'
import { type Db, openDb } from '../src/storage/db.ts'
import { readHead, restoreBackup, tablesInOrder, writeBackup } from '../src/storage/dump.ts'
import { freshDatabase } from './harness/database.ts'

let folder: string
let file: string
let from: Awaited<ReturnType<typeof freshDatabase>>
let to: Awaited<ReturnType<typeof freshDatabase>>
let source: Db
let target: Db

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuidan-backup-'))
  file = join(folder, 'all.tuidan')
  from = await freshDatabase()
  to = await freshDatabase()
  source = openDb(from.url, { max: 2 })
  target = openDb(to.url, { max: 2 })
  await fill(source)
})

afterAll(async () => {
  await source.close()
  await target.close()
  await from.drop()
  await to.drop()
  await rm(folder, { recursive: true, force: true })
})

/** Rows of every kind of column: json, arrays, bytea, times, money. */
async function fill(db: Db): Promise<void> {
  const vault = await openVault(db, await loadKeys(folder, null))
  const bus = new Bus(db, silentLog)
  const core: Core = {
    db,
    clock: systemClock,
    log: silentLog,
    bus,
    outbox: new Outbox(db, systemClock, silentLog, bus),
    vault,
    publicUrl: 'http://localhost',
  }
  const { site } = await createSite(core, { slug: 'hill', name: { zh: '山货', en: 'Hillside' } })
  await addStaff(core, { siteId: site.id, name: '陈立', roles: ['owner', 'picker'], zones: ['A'] })
  await putProducts(
    core,
    site.id,
    Array.from({ length: 1_200 }, (_, i) => ({
      sku: `SKU-${i}`,
      barcode: null,
      title: { zh: `商品“${i}”`, en: `Product \\ ${i}` },
      text: { zh: '一句\n两句', en: '' },
      categoryId: 'other',
      price: { amount: i, currency: 'CNY' },
      picture: null,
      tags: ['a,b', '{}"'],
      weightGrams: 0,
      state: 'active' as const,
    })),
  )
  await bus.stop()
}

async function everything(db: Db): Promise<Record<string, unknown[]>> {
  const tables: Record<string, unknown[]> = {}
  for (const table of await tablesInOrder(db))
    tables[table] = await db.query(`select to_jsonb(t) as row from "${table}" t order by to_jsonb(t)::text`)
  return tables
}

test('a backup restored into an empty database is the same, row for row, and its keys open what was sealed', async () => {
  const keys = keyText(await loadKeys(folder, null))
  const counts = await writeBackup(source, file, { program: 'test', at: '2026-11-25T00:00:00Z', keys })
  expect(counts.product).toBe(1_200)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await restoreBackup(target, file)).toEqual(counts)
  expect(await everything(target)).toEqual(await everything(source))
  const head = await readHead(file)
  await openVault(target, await loadKeys(folder, head.keys))
})

test('a second restore is refused, and so is a file cut off or changed, with nothing written', async () => {
  await expect(restoreBackup(target, file)).rejects.toMatchObject({ code: 'backup/not-empty' })
  const empty = await freshDatabase()
  const db = openDb(empty.url, { max: 1 })
  try {
    const bytes = await readFile(file)
    for (const [name, broken] of [
      ['cut', bytes.subarray(0, bytes.length / 2)],
      ['none', Buffer.from('hello')],
    ] as const) {
      const bad = join(folder, name)
      await writeFile(bad, broken)
      await expect(restoreBackup(db, bad)).rejects.toMatchObject({ code: 'backup/not-a-backup' })
    }
    expect(await db.query('select 1 from site')).toEqual([])
  } finally {
    await db.close()
    await empty.drop()
  }
})

test('a backup of an older version restores: a column that came later has its default', async () => {
  const lines = gunzipSync(await readFile(file))
    .toString()
    .trimEnd()
    .split('\n')
  const hash = createHash('sha256')
  // As the first version wrote it: no later migration, and no column that came after it.
  const older = lines.map((line) => {
    const part = JSON.parse(line)
    if (part.foot) return JSON.stringify({ ...part, sha256: hash.digest('hex') })
    if (part.migrations !== undefined) part.migrations = part.migrations.slice(0, 1)
    if (part.table === 'product') for (const row of part.rows) delete row.tags
    if (part.table === 'site') for (const row of part.rows) delete row.settings
    hash.update(`${JSON.stringify(part)}\n`)
    return JSON.stringify(part)
  })
  const path = join(folder, 'older')
  await writeFile(path, gzipSync(`${older.join('\n')}\n`))
  const empty = await freshDatabase()
  const db = openDb(empty.url, { max: 1 })
  try {
    await restoreBackup(db, path)
    expect(await db.query('select count(*) as n, min(tags) as tags from product')).toEqual([{ n: 1_200, tags: [] }])
    expect(await db.query('select settings from site')).toEqual([{ settings: {} }])
  } finally {
    await db.close()
    await empty.drop()
  }
})

test('keys of another installation are refused', async () => {
  const other = await mkdtemp(join(tmpdir(), 'tuidan-keys-'))
  await expect(openVault(source, await loadKeys(other, null))).rejects.toMatchObject({ code: 'keys/other-database' })
  await rm(other, { recursive: true, force: true })
})
