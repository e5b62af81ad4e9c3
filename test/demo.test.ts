import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureDemo } from '../demo/world/seed.ts'
import { type App, startApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { checkBooks } from '../src/orders/flow-view.ts'
import type { Site } from '../src/sites/site.ts'
import { freshDatabase } from './harness/database.ts'

let app: App
let base: string
let home: string
let database: Awaited<ReturnType<typeof freshDatabase>>
let site: Site

beforeAll(async () => {
  database = await freshDatabase()
  home = await mkdtemp(join(tmpdir(), 'tuidan-demo-'))
  const { config } = readConfig({}, { home, port: 0, logLevel: 'silent' }, join(home, 'none.json'))
  app = await startApp({ config, databaseUrl: database.url, databaseHow: 'test', tls: null, demo: false })
  base = `http://127.0.0.1:${(app.server.server.address() as { port: number }).port}`
  const began = performance.now()
  site = (await ensureDemo(app.core, false))!
  console.log('seeded in', Math.round(performance.now() - began))
})

afterAll(async () => {
  await app?.stop()
  await database?.drop()
  await rm(home, { recursive: true, force: true })
})

const count = async (table: string): Promise<number> =>
  (await app.core.db.one<{ n: number }>(`select count(*)::int as n from ${table} where site_id = $1`, [site.id])).n

describe('the demo world', () => {
  test('has its goods with pictures, floor, stock, people and campaigns, and its books agree', async () => {
    expect(site).toMatchObject({ slug: 'demo', isDemo: true, currency: 'CNY' })
    expect(await count('product')).toBe(192)
    expect(await count('product_picture')).toBe(192)
    expect(await count('bin')).toBe(450)
    expect(await count('stock_sku')).toBe(191)
    expect(await count('staff')).toBe(7)
    expect(await count('campaign')).toBe(6)
    expect(await checkBooks(app.core.db, site.id)).toEqual([])
    const picture = await fetch(`${base}/v1/sites/demo/pictures/HG-0001.svg`)
    expect(picture.headers.get('content-type')).toBe('image/svg+xml')
  })

  test('a second start changes nothing', async () => {
    const began = performance.now()
    expect((await ensureDemo(app.core, false))?.id).toBe(site.id)
    console.log('again in', Math.round(performance.now() - began))
  })
})
