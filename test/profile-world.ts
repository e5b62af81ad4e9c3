import { heedBirthdate } from '../src/consent/flow-age.ts'
import { consentRoutes } from '../src/consent/http.ts'
import { listConsents } from '../src/consent/store.ts'
import { OWN_ORDERS, type Profiles } from '../src/profile/flow.ts'
import { endConnector } from '../src/profile/flow-connector.ts'
import { Doings } from '../src/profile/flow-doings.ts'
import { readOwnOrders } from '../src/profile/flow-own.ts'
import { HotProfiles } from '../src/profile/hot.ts'
import { profileRoutes } from '../src/profile/http.ts'
import { doneRoutes } from '../src/profile/http-doings.ts'
import { EXPIRE, READ, readOn } from '../src/reading/flow.ts'
import { expire, openReader } from '../src/reading/flow-read.ts'
import { readingRoutes } from '../src/reading/http.ts'
import { END_CONNECTOR } from '../src/sign-in/store-leaving.ts'
import { until } from './harness/wait.ts'
import { Browser, type Shop, signInWorld, startShop } from './sign-in-world.ts'

/** The version of the consent text that the tests have read. */
export const TEXT = '2026-11-25'

const withProfiles = (into: (hot: HotProfiles, doings: Doings) => void) => (parts: Omit<Shop, 'stop'>) => {
  const profiles: Profiles = { core: parts.core, signIn: parts.signIn }
  consentRoutes(parts.server, profiles, parts.auth)
  readingRoutes(parts.server, profiles, parts.auth)
  profileRoutes(parts.server, profiles, parts.auth)
  parts.core.outbox.handle(READ, openReader(profiles))
  parts.core.outbox.handle(OWN_ORDERS, (item) => readOwnOrders(profiles, item))
  parts.core.outbox.handle(EXPIRE, (item) => expire(profiles, item))
  parts.core.outbox.handle(END_CONNECTOR, (item) => endConnector(profiles, item))
  const mine = new HotProfiles(parts.core, listConsents)
  const doings = new Doings(profiles, mine)
  doneRoutes(parts.server, parts.auth, doings)
  into(mine, doings)
  return () => mine.stop()
}

/** A sign-in world with the profile room, and short words for what shoppers do in it. */
export async function profileWorld() {
  let core: Shop['core'] | undefined
  let hot: HotProfiles | undefined
  let doings: Doings | undefined
  const world = await signInWorld(
    (parts) => {
      core = parts.core
      return withProfiles((h, d) => {
        hot = h
        doings = d
      })(parts)
    },
    { onSignedIn: (tx, who) => readOn(core!, tx, who), onBirthdate: heedBirthdate },
  )
  const { shop } = world
  const get = async (browser: Browser, path: string, slug = 'hill') =>
    (await browser.ask(`/v1/sites/${slug}/${path}`)).json()
  const reading = (browser: Browser, slug = 'hill') => get(browser, 'reading?once=1', slug)
  const count = async (sql: string, values: unknown[] = []) =>
    (await shop.core.db.one<{ n: number }>(`select count(*) as n from ${sql}`, values)).n
  return {
    world,
    shop,
    hot: hot!,
    doings: doings!,
    get,
    reading,
    count,
    /** Plans a misbehaviour of the source. */
    async fault(plan: object) {
      await fetch(`${world.islet.issuer}/faults`, { method: 'POST', body: JSON.stringify(plan) })
    },
    /** The source behaves, the clock is right. */
    async calm() {
      await fetch(`${world.islet.issuer}/faults`, { method: 'DELETE' })
      shop.clock.byMs = 0
    },
    agree: (browser: Browser, streams: Record<string, boolean>, slug = 'hill') =>
      browser.ask(`/v1/sites/${slug}/consents`, {
        method: 'POST',
        body: { connector: 'islet', streams, textVersion: TEXT, ofAge: true, lang: 'zh' },
      }),
    readAll: (browser: Browser, slug = 'hill') =>
      until(
        async () => {
          const view = await reading(browser, slug)
          return view.done && view.streams.every((s: { state: string }) => s.state === 'done') ? view : null
        },
        { what: 'everything read' },
      ),
    personOf: async (browser: Browser, slug: 'hill' | 'lake' = 'hill') =>
      (await shop.signIn.sessions.find(world.site(slug).id, browser.cookies.get(`shopper-${slug}`)!))!.personId,
    async signedIn(persona: string, slug: 'hill' | 'lake' = 'hill') {
      const browser = new Browser(shop.server)
      await browser.signIn(persona, slug)
      return browser
    },
    factsOf: (personId: string) => count('fact where person_id = $1', [personId]),
    /** What was read a moment ago is not read again at a sign-in. */
    readLongAgo: () => shop.core.db.run("update account_stream set read_at = read_at - interval '2 hours'"),
    /** Sends an archive as it is, which `ask` cannot. */
    send: (browser: Browser, archive: Buffer) =>
      shop.server.inject({
        method: 'POST',
        url: '/v1/sites/hill/upload',
        headers: {
          'x-tuidan': '1',
          'content-type': 'application/zip',
          cookie: `shopper-hill=${browser.cookies.get('shopper-hill')}`,
        },
        payload: archive,
      }),
    erase: (browser: Browser, slug = 'hill') =>
      browser.ask(`/v1/sites/${slug}/erase`, { method: 'POST', body: { confirm: true } }),
    /** Another process on the same database, with its own copy of profiles. */
    async other() {
      let theirs: HotProfiles | undefined
      const process = await startShop(
        world.database,
        world.keys,
        withProfiles((h) => {
          theirs = h
        }),
      )
      return { hot: theirs!, stop: () => process.stop() }
    },
  }
}
