import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Auth } from '../src/http/auth.ts'
import { createServer, type Server } from '../src/http/server.ts'
import { siteById, siteByPublicKey, siteBySecret, siteBySlug } from '../src/sites/flow.ts'
import { sitesRoutes } from '../src/sites/http.ts'
import { DEFAULT_SETTINGS, type Site } from '../src/sites/site.ts'
import { addStaff, makeLink, signInStaff } from '../src/staff/flow.ts'
import { type OrdersWorld, ordersWorld, shopWith } from './orders-world.ts'

let world: OrdersWorld
let server: Server
let site: Site
let owner: string
let supervisor: string

beforeAll(async () => {
  world = await ordersWorld()
  const { core } = world
  server = await createServer({
    publicUrl: core.publicUrl,
    trustProxy: [],
    tls: null,
    logLevel: 'silent',
    version: 'test',
  })
  const auth = new Auth(core, { find: async () => null, watch: () => () => {} })
  auth.install(server)
  sitesRoutes(server, core, auth)
  site = await shopWith(core, {})
  owner = await session('林岚', 'owner')
  supervisor = await session('周舟', 'supervisor')
})
afterAll(async () => {
  await server?.close()
  await world?.stop()
})

async function session(name: string, role: 'owner' | 'supervisor'): Promise<string> {
  const staff = await addStaff(world.core, { siteId: site.id, name, roles: [role] })
  const link = await makeLink(world.core, { siteId: site.id, staffId: staff.id, opens: 'console' })
  return `staff=${(await signInStaff(world.core, link.url.split('#')[1]!)).session}`
}

const call = (method: 'GET' | 'PUT' | 'POST', url: string, cookie: string, payload?: object) =>
  server.inject({ method, url, headers: { cookie, 'x-tuidan': '1' }, ...(payload ? { payload } : {}) })

const change = {
  name: { zh: '山前小铺', en: 'Hillside' },
  origins: ['https://shop.example'],
  settings: { ...DEFAULT_SETTINGS, cutOff: '18:30', gs1Prefix: '690123', division: false },
}

describe('a site that was looked up', () => {
  test('is found in memory, by each of its keys, and a change is known at once', async () => {
    const { core } = world
    const all = (from: typeof core) =>
      Promise.all([siteById(from, site.id), siteBySlug(from, site.slug), siteByPublicKey(from, site.publicKey)])
    await all(core)
    const away = new Proxy(core.db, {
      get: () => () => {
        throw new Error('the database was asked')
      },
    })
    for (const found of await all({ ...core, db: away })) expect(found.id).toBe(site.id)
    expect((await call('PUT', '/v1/console/settings', owner, change)).statusCode).toBe(200)
    for (const found of await all(core)) expect(found.settings.cutOff).toBe('18:30')
  })
})

describe('settings of a site', () => {
  test('an owner changes them and finds them again', async () => {
    expect((await call('PUT', '/v1/console/settings', owner, change)).statusCode).toBe(200)
    expect((await call('GET', '/v1/console/settings', owner)).json()).toMatchObject({ ...change, slug: site.slug })
  })

  test('nobody else reads or changes them', async () => {
    expect((await call('GET', '/v1/console/settings', supervisor)).statusCode).toBe(403)
    expect((await call('PUT', '/v1/console/settings', supervisor, change)).statusCode).toBe(403)
    expect((await call('POST', '/v1/console/settings/secret-key', supervisor)).statusCode).toBe(403)
  })

  test('a wrong one is refused at its field and nothing is saved', async () => {
    const bad = { ...change, name: { zh: '别的', en: 'Other' }, settings: { ...change.settings, cutOff: '25:00' } }
    const answer = await call('PUT', '/v1/console/settings', owner, bad)
    expect(answer.statusCode).toBe(422)
    expect(answer.json()).toMatchObject({ code: 'sites/bad-setting', field: 'settings/cutOff' })
    expect((await call('GET', '/v1/console/settings', owner)).json().name.zh).toBe('山前小铺')
  })

  test('a fresh secret key works and the old one ends', async () => {
    const first = (await call('POST', '/v1/console/settings/secret-key', owner)).json().secretKey as string
    expect((await siteBySecret(world.core, first))?.id).toBe(site.id)
    await call('POST', '/v1/console/settings/secret-key', owner)
    expect(await siteBySecret(world.core, first)).toBeNull()
  })
})
