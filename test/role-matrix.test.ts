import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../src/base/id.ts'
import { addStaff, changeStaff, joinPhone, makeLink, signInStaff } from '../src/staff/flow.ts'
import { ROLES, type Role } from '../src/staff/staff.ts'
import { COLUMNS, MATRIX, readMatrix, writeMatrix } from './role-matrix-table.ts'
import { TRIED, type Try } from './sites-apart-routes.ts'
import { RouteList, type Side } from './sites-apart-world.ts'
import { type FloorSite, FloorWorld } from './warehouse-world.ts'

/** Staff's routes; those of links, which are a credential of their own, are in the matrix with what nobody gets. */
const OF_STAFF = /^\w+ \/v1\/(console|phone|decisions\/:id)\//

/** Bodies of the two routes that need no session, with a link that never was. */
const LINKS: Readonly<Record<string, Try>> = Object.fromEntries(
  ['POST /v1/console/sign-in', 'POST /v1/phone/join'].map((route) => [
    route,
    { as: 'none', body: () => ({ token: 'never-was-a-link' }) },
  ]),
)

let world: FloorWorld
let routes: RouteList
let at: FloorSite
/** Ids of nothing: whoever is let in is told so, and changes little. */
let things: Side

beforeAll(async () => {
  routes = new RouteList()
  routes.start()
  world = await FloorWorld.open()
  routes.stop()
  at = await world.site('roles', { division: true })
  things = {
    ...{ at, slug: 'roles', sku: 'MUG', bin: 'A01-05', staffId: newId(), personId: newId(), connector: 'nobody' },
    ...{ orderId: newId(), parcelId: newId(), campaignId: newId(), decisionId: newId(), importId: newId() },
    phone: { id: newId(), deviceId: newId() },
    task: { id: newId(), epoch: 0 },
  } as unknown as Side // what routes of staff are tried with, and nothing else
}, 60_000)

afterAll(async () => {
  await world?.close()
})

let people = 0

/** A fresh session of somebody with this one role: at the console, or with a phone that joined before the role was theirs. */
async function sessionOf(role: Role, kind: 'console' | 'phone'): Promise<string> {
  const { core } = world.app
  const siteId = at.site.id
  people += 1
  const joins = kind === 'phone'
  const { id } = await addStaff(core, { siteId, name: `${role} ${people}`, roles: [joins ? 'picker' : role] })
  const { url } = await makeLink(core, { siteId, staffId: id, opens: kind })
  const token = url.split('#')[1]!
  if (!joins) return `staff=${(await signInStaff(core, token)).session}`
  const { session } = await joinPhone(core, token, 'test')
  await changeStaff(core, { siteId, id, change: { roles: [role] } })
  return `device=${session}`
}

const sessions = new Map<string, string>()

/** One session a role and kind; a fresh one where the route ends it. */
async function cookieOf(role: Role, kind: 'console' | 'phone', how: Try): Promise<string> {
  if (how.late === 2) return await sessionOf(role, kind)
  const key = `${role} ${kind}`
  const known = sessions.get(key) ?? (await sessionOf(role, kind))
  sessions.set(key, known)
  return known
}

function addressOf(route: string, how: Try): { method: string; path: string } {
  const [method, url] = route.split(' ') as [string, string]
  const values = how.ids?.(things) ?? {}
  const path = url.replace(/:(\w+)/g, (_place, name: string) => encodeURIComponent(values[name] ?? newId()))
  const query = how.query?.(things, things)
  return { method, path: query === undefined ? path : `${path}?${query}` }
}

/** Calls a route; a stream is let go as soon as it opens. */
async function ask(route: string, how: Try, cookie: string | null): Promise<{ status: number; code: string }> {
  const { method, path } = addressOf(route, how)
  const body = how.body?.(things, things)
  const isRaw = typeof body === 'string'
  const response = await fetch(world.base + path, {
    method,
    headers: {
      'x-tuidan': '1',
      ...(cookie === null ? {} : { cookie }),
      ...(body === undefined ? {} : { 'content-type': isRaw ? 'text/csv' : 'application/json' }),
    },
    ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
  })
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true
  const { code } = isProblem ? ((await response.json()) as { code: string }) : { code: '' }
  if (!isProblem) await response.body?.cancel()
  return { status: response.status, code }
}

/** Does the route do its work for somebody? Any answer but a refusal says so, also that there is no such thing. */
async function isLetIn(route: string, how: Try, cookie: string | null): Promise<boolean> {
  const { status, code } = await ask(route, how, cookie)
  expect(status, `${route} ${code}`).toBeLessThan(500)
  // What is wrong with a request is judged before who sends it: such an answer would say nothing.
  expect(code, `${route} is asked as it wants to be`).not.toMatch(/^http\/(invalid|bad-json|media-type|cross-site)$/)
  return status !== 401 && status !== 403
}

test('every route of console and phone does its work for the roles of the matrix and for nobody else', async () => {
  const expected = readMatrix(MATRIX)
  const found = new Map<string, string[]>()
  const known = [...routes.names].filter((route) => OF_STAFF.test(route))
  const order = [...new Set([...expected.keys(), ...known])].filter((route) => known.includes(route))
  for (const route of order) {
    const how = TRIED[route] ?? LINKS[route]
    if (how === undefined) throw new Error(`${route} is in no list of sites-apart-routes.ts`)
    const kind = how.as === 'device' ? 'phone' : 'console'
    const may: string[] = []
    for (const role of ROLES) if (await isLetIn(route, how, await cookieOf(role, kind, how))) may.push(role)
    if (await isLetIn(route, how, null)) may.push('nobody')
    found.set(route, may)
  }
  expect(writeMatrix(found)).toBe(writeMatrix(expected))
}, 120_000)

test('the matrix names every role, and nothing of staff is open to nobody', () => {
  expect(COLUMNS).toEqual([...ROLES, 'nobody'])
  expect([...readMatrix(MATRIX)].filter(([, may]) => may.includes('nobody'))).toEqual([])
})

test('a refusal says which roles it takes, in both languages', async () => {
  const cookie = await sessionOf('picker', 'console')
  const said = async (lang: string) =>
    (await world.call('GET', '/v1/console/people', undefined, { cookie, 'accept-language': lang })).json
  expect(await said('en')).toMatchObject({ code: 'http/not-allowed', next: expect.stringContaining('Marketer') })
  expect((await said('zh')).next).toContain('营销')
})
