import { expect } from 'vitest'
import { registerConnector } from '../../src/sign-in/flow-connectors.ts'
import { until } from '../harness/wait.ts'
import { type Json, type LoopSite, type LoopWorld, Visitor } from '../loop-world.ts'
import { BLANK_PAGE, KETTLE, offering, TENT } from '../offers-world.ts'
import { note } from './process.ts'

/** A shop on a real database, with goods and a campaign for whoever likes camping or hiking. */
export interface Shop {
  readonly world: LoopWorld
  readonly at: LoopSite
  stop(): Promise<void>
}

/** The address a peer must lead back to, for peers that want to know it before: the first site of a shop at this port. */
export const callbackOf = (world: LoopWorld, connector: string): string =>
  `${world.url}/s/site-1/sign-in/${connector}/callback`

/** How the shop is registered with the peer. */
export interface Registered {
  readonly connector: string
  readonly issuer?: string
  readonly clientId?: string
  readonly clientSecret?: string
  readonly tokenAuth?: 'client_secret_basic' | 'client_secret_post' | 'none'
  readonly source?: string
}

/** Makes a site whose visitors sign in at the peer, or at each of several. */
export async function openShop(world: LoopWorld, ...registered: readonly Registered[]): Promise<Shop> {
  const at = await world.site([KETTLE, TENT])
  for (const { connector, issuer = '', clientId = '', clientSecret = '', ...rest } of registered)
    await registerConnector(world.app.core, at.site.id, connector, {
      kind: connector,
      issuer,
      clientId,
      clientSecret,
      tokenAuth: rest.tokenAuth ?? 'none',
      name: { zh: connector, en: connector },
      source: rest.source ?? null,
    })
  return { world, at, stop: () => world.stop() }
}

/** What a journey needs to know. */
export interface JourneyInput {
  readonly shop: Shop
  readonly connector: string
  /** What the person types, where the server is found from that. */
  readonly typed?: string
  /** Which streams they agree to; of `declared` where they say themselves what they like. */
  readonly streams: readonly string[]
  /** What they say they like, where no offer may rest on what the account tells: categories. */
  readonly declares?: readonly string[]
  /** How many facts are there then. */
  readonly facts: number
  /** Lets the person sign in at the peer; the address that leads back. */
  login(authorizeUrl: string): Promise<string>
}

/**
 * Signs in, agrees, is read, has interests, is offered a tent on a page about nothing, takes the yes back and has nothing left. Each
 * step is looked at where the shopper sees it.
 */
export async function journey(input: JourneyInput): Promise<void> {
  const { shop, connector, streams, declares } = input
  const source = declares === undefined ? connector : 'declared'
  const { world, at } = shop
  const startedAt = performance.now()
  const { launch, offered, nothing } = offering(world)
  await launch(at, { skus: ['TENT'], targeting: { interests: ['outdoor'] } })
  const visitor = await signIn(input)
  const path = `/v1/sites/${at.site.slug}`
  const factCount = () => world.count('fact where site_id = $1', [at.site.id])
  // Signing in is no yes to anything.
  expect(await factCount()).toBe(0)
  await nothing(at, { who: visitor, page: BLANK_PAGE })

  const answer = (yes: boolean) =>
    visitor.ask('POST', `${path}/consents`, {
      connector: source,
      streams: Object.fromEntries(streams.map((name) => [name, yes])),
      textVersion: '2026-11-25',
      ofAge: true,
      lang: 'zh',
    })
  const said = await answer(true)
  expect(said.status, said.text).toBe(200)
  if (declares === undefined) await readWhole(visitor, path, streams)
  else expect((await visitor.ask('PUT', `${path}/declared`, { categoryIds: declares })).status).toBe(200)
  expect(await factCount()).toBe(input.facts)
  const mine = await visitor.ask('GET', `${path}/my-data`)
  expect(JSON.stringify(mine.json.interests ?? mine.json)).toContain('outdoor')
  await offered(at, { who: visitor, page: BLANK_PAGE }, 'an offer for a camper')

  expect((await answer(false)).status).toBe(200)
  await nothing(at, { who: visitor, page: BLANK_PAGE })
  await until(async () => (await factCount()) === 0, { what: 'no fact left', timeoutMs: 10_000 })
  const erased = await visitor.ask('POST', `${path}/erase`, { confirm: true })
  expect(erased.status, erased.text).toBeLessThan(300)
  expect(await world.count('account where site_id = $1', [at.site.id])).toBe(0)
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10
  note({
    journey: `sign-in → consent → facts → interests → offer → withdrawn → gone with ${connector}`,
    connector,
    seconds,
  })
}

/** Waits until these streams are read to their end. */
export async function readWhole(visitor: Visitor, path: string, streams: readonly string[]): Promise<void> {
  const reading = await until(
    async () => {
      const { json } = await visitor.ask('GET', `${path}/reading?once=1`)
      return json.done ? json : null
    },
    { what: 'everything read', timeoutMs: 60_000 },
  )
  expect(reading.streams.map((one: Json) => one.state)).toEqual(streams.map(() => 'done'))
}

/** Somebody who is signed in at the shop with an account of the peer. */
export async function signIn({
  shop,
  connector,
  typed,
  login,
}: Pick<JourneyInput, 'shop' | 'connector' | 'typed' | 'login'>): Promise<Visitor> {
  const { world, at } = shop
  const visitor = new Visitor(world.url)
  const query = typed === undefined ? '' : `?${new URLSearchParams({ typed })}`
  const begun = await visitor.ask('GET', `/s/${at.site.slug}/sign-in/${connector}${query}`)
  const leads = begun.headers.get('location') ?? ''
  if (leads === '' || leads.includes('/sign-in-problem')) throw new Error(`no way to the peer: ${leads} ${begun.text}`)
  // Whoever comes back at 127.0.0.1 is led to localhost, where the cookie is.
  const back = (await login(leads)).replace('http://127.0.0.1:', 'http://localhost:')
  const end = await visitor.ask('GET', back.slice(world.url.length))
  const where = end.headers.get('location') ?? end.text
  if (where.includes('/sign-in-problem')) throw new Error(`the shop refused: ${where}`)
  const who = await visitor.ask('GET', `/v1/sites/${at.site.slug}/sign-in`)
  expect(who.json.signedIn?.connector).toBe(connector)
  return visitor
}
