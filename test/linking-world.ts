import { loginWith } from '../demo/provider/login.ts'
import { startIslet } from '../demo/provider/server.ts'
import { newId } from '../src/base/id.ts'
import { consentRoutes } from '../src/consent/http.ts'
import { OWN_ORDERS, type Profiles } from '../src/profile/flow.ts'
import { joinTwins, SETTLE_MERGE, settleMerge } from '../src/profile/flow-merge.ts'
import { readOwnOrders } from '../src/profile/flow-own.ts'
import { profileRoutes } from '../src/profile/http.ts'
import { EXPIRE, READ, readOn } from '../src/reading/flow.ts'
import { expire, openReader } from '../src/reading/flow-read.ts'
import { readingRoutes } from '../src/reading/http.ts'
import { registerConnector } from '../src/sign-in/flow-connectors.ts'
import { until } from './harness/wait.ts'
import { TEXT } from './profile-world.ts'
import { Browser, isletSetting, PUBLIC_URL, type Shop, signInWorld } from './sign-in-world.ts'

const SECRET = 'reef-secret-of-a-test-0123456789'

/** Two identity providers of the same kind, one site, the rooms of sign-in and profile, and words for what shoppers do there. */
export async function linkingWorld() {
  let core: Shop['core'] | undefined
  const world = await signInWorld(
    (parts) => {
      core = parts.core
      const profiles: Profiles = { core: parts.core, signIn: parts.signIn }
      consentRoutes(parts.server, profiles, parts.auth)
      readingRoutes(parts.server, profiles, parts.auth)
      profileRoutes(parts.server, profiles, parts.auth)
      parts.core.outbox.handle(READ, openReader(profiles))
      parts.core.outbox.handle(OWN_ORDERS, (item) => readOwnOrders(profiles, item))
      parts.core.outbox.handle(EXPIRE, (item) => expire(profiles, item))
      parts.core.outbox.handle(SETTLE_MERGE, (item) => settleMerge(profiles, item))
    },
    { joinTwins, onSignedIn: (tx, who) => readOn(core!, tx, who) },
  )
  const { shop } = world
  const site = world.site('hill')
  const reef = await startIslet({
    ...{ port: 0, host: '127.0.0.1', lang: 'zh', faults: true, perMinute: 10_000, accessTokenSeconds: 3600 },
    clients: [
      { client_id: 'shop', client_secret: SECRET, redirect_uris: [`${PUBLIC_URL}/s/hill/sign-in/reef/callback`] },
    ],
  })
  await registerConnector(shop.core, site.id, 'reef', {
    ...isletSetting(reef.issuer),
    clientSecret: SECRET,
    name: { zh: '礁石', en: 'Reef' },
  })
  const db = shop.core.db
  const personOf = async (browser: Browser) =>
    (await shop.signIn.sessions.find(site.id, browser.cookies.get('shopper-hill') ?? 'nobody-is-signed-in'))
      ?.personId ?? null
  const post = (browser: Browser, path: string, body: object = {}) =>
    browser.ask(`/v1/sites/hill/${path}`, { method: 'POST', body })
  const get = async (browser: Browser, path: string) => (await browser.ask(`/v1/sites/hill/${path}`)).json()
  const count = async (sql: string, values: unknown[] = []) =>
    (await db.one<{ n: number }>(`select count(*) as n from ${sql}`, values)).n
  /** Somebody signs in with one of the two providers. */
  async function signedIn(persona: string, connector: 'islet' | 'reef' = 'islet', browser = new Browser(shop.server)) {
    await browser.ask(await loginWith(await browser.begin('hill', connector), persona))
    return browser
  }
  /** Begins connecting; where the browser goes. */
  async function begun(browser: Browser, connector: string, body: object = {}): Promise<string> {
    const answer = await post(browser, `accounts/connect/${connector}`, body)
    if (answer.statusCode !== 200) throw new Error(answer.body)
    return answer.json().location
  }
  /** Connects another account from beginning to end; the page it leads to. */
  async function connect(browser: Browser, persona: string, connector: 'islet' | 'reef' = 'reef'): Promise<URL> {
    const back = await loginWith(await begun(browser, connector), persona)
    return new URL(String((await browser.ask(back)).headers.location), PUBLIC_URL)
  }
  const agree = (browser: Browser, connector: string, streams: Record<string, boolean>) =>
    post(browser, 'consents', { connector, streams, textVersion: TEXT, lang: 'zh', ofAge: true })
  return {
    ...{ world, shop, site, reef, db, personOf, post, get, count, signedIn, begun, connect, agree },
    accounts: async (browser: Browser) =>
      (await get(browser, 'accounts')).accounts as {
        id: string
        connector: string
        facts: number
        isOnlyWay: boolean
      }[],
    readAll: (browser: Browser) =>
      until(
        async () => {
          const view = await get(browser, 'reading?once=1')
          return view.done && view.streams.every((s: { state: string }) => s.state === 'done') ? view : null
        },
        { what: 'everything read', timeoutMs: 60_000 },
      ),
    /** Merges whoever has an account into whoever connects it, as they are asked. */
    async merge(browser: Browser, persona: string, connector: 'islet' | 'reef' = 'reef') {
      const page = await connect(browser, persona, connector)
      const id = page.searchParams.get('merge')
      if (id === null) throw new Error(page.href)
      return await post(browser, `accounts/merges/${id}`, { confirm: true })
    },
    /** An order of somebody, as the table has it. */
    async order(personId: string): Promise<string> {
      const id = newId()
      await db.run(
        `insert into orders (site_id, id, number, source, external_id, state, payment_method, payment_state, currency, total, person_id,
           promise_at, placed_at, state_at)
         values ($1, $2, $3, 'shop', $3, 'received', 'cod', 'on-delivery', 'CNY', 100, $4, now(), now(), now())`,
        [site.id, id, id.slice(-12), personId],
      )
      return id
    },
    /** An offer that was drawn for somebody and hidden by them. */
    async hiddenOffer(personId: string): Promise<string> {
      const id = newId()
      await db.run(
        `insert into offer_decision (site_id, id, at, campaign_id, sku, slot, person_id, personal, propensity, bid, bills_per, why)
         values ($1, $2, now(), $3, 'tea', 'home', $4, true, 0.5, 1, 'click', '{}')`,
        [site.id, id, newId(), personId],
      )
      await db.run(
        `insert into offer_event (site_id, decision_id, type, at, person_id) values ($1, $2, 'hidden', now(), $3)`,
        [site.id, id, personId],
      )
      return id
    },
    later: (ms: number) => {
      shop.clock.byMs += ms
    },
    /** Everybody signed in that much earlier: the provider's clock cannot be moved. */
    signedInEarlier: (ms: number) =>
      db.run("update shopper_session set signed_in_at = signed_in_at - $1 * interval '1 ms'", [ms]),
    async stop() {
      await world.stop()
      await reef.stop()
    },
  }
}
