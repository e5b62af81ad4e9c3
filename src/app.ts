import { randomInt } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import type { DemoParts, DemoWorld } from '../demo/world.ts'
import { type Clock, systemClock } from './base/clock.ts'
import { negotiateLang } from './base/i18n.ts'
import type { Log } from './base/log.ts'
import { doImport, endImport } from './catalog/flow.ts'
import { catalogRoutes } from './catalog/http.ts'
import { tidyCatalog } from './catalog/store-tidy.ts'
import { type Config, publicUrlOf } from './config.ts'
import { ownFolders } from './connectors/load.ts'
import { setPersonalOffers } from './consent/flow.ts'
import { heedBirthdate } from './consent/flow-age.ts'
import { consentRoutes } from './consent/http.ts'
import { listConsents } from './consent/store.ts'
import { Dispatcher } from './dispatch/dispatcher.ts'
import { plan } from './dispatch/flow.ts'
import { Backlog } from './dispatch/flow-backlog.ts'
import { checkLease, expireOffer, LEASE_TIMER, OFFER_TIMER, withdrawTasks } from './dispatch/flow-return.ts'
import { dispatchRoutes } from './dispatch/http.ts'
import { tidyDuties } from './duties/flow-tidy.ts'
import { dutiesRoutes } from './duties/http.ts'
import { Bus } from './engine/bus.ts'
import type { Core } from './engine/core.ts'
import { followKeys, keysAgain, loadKeys, openVault } from './engine/keys.ts'
import { Outbox } from './engine/outbox.ts'
import { closeStreams } from './engine/sse.ts'
import { keepTidy, TIDY, tidy } from './engine/tidy.ts'
import type { Vault } from './engine/vault.ts'
import { Auth } from './http/auth.ts'
import { givenUpRoutes } from './http/given-up.ts'
import { problemPageOf } from './http/problem-page.ts'
import { createServer, langOf, type Server } from './http/server.ts'
import { staticRoutes } from './http/static.ts'
import { statusRoutes } from './http/status.ts'
import { IndexBuilder } from './matching/builder.ts'
import { FilteredCounter } from './offers/filtered.ts'
import type { Offers } from './offers/flow.ts'
import { attribute } from './offers/flow-events.ts'
import { Learner } from './offers/flow-learn.ts'
import { loaderOf } from './offers/flow-memory.ts'
import { offersRoutes } from './offers/http.ts'
import { OfferMemory } from './offers/memory.ts'
import { Pages } from './offers/pages.ts'
import { People } from './offers/people.ts'
import { Requests } from './offers/requests.ts'
import { Spool } from './offers/spool.ts'
import { tidyOffers } from './offers/store-tidy.ts'
import { DecisionWriter } from './offers/writer.ts'
import { openOpenid } from './openid/flow.ts'
import { openidRoutes } from './openid/http.ts'
import { openidFail } from './openid/problems.ts'
import { tidyOpenid } from './openid/store-tidy.ts'
import { type Attribute, HOLD_TIMER, type OutlookOf, openOrders } from './orders/flow.ts'
import { expireHold, loadPayments } from './orders/flow-pay.ts'
import { tidyOrders } from './orders/flow-view.ts'
import { ordersRoutes } from './orders/http.ts'
import { OWN_ORDERS, type Profiles, planOwnOrders } from './profile/flow.ts'
import { endConnector } from './profile/flow-connector.ts'
import { Doings } from './profile/flow-doings.ts'
import { joinTwins, SETTLE_MERGE, settleMerge } from './profile/flow-merge.ts'
import { readOwnOrders } from './profile/flow-own.ts'
import { ProfileSamples } from './profile/flow-sample.ts'
import { HotProfiles } from './profile/hot.ts'
import { profileRoutes } from './profile/http.ts'
import { doneRoutes } from './profile/http-doings.ts'
import { PUSH } from './push/flow.ts'
import { deliver, openPushes, type Pushes } from './push/flow-deliver.ts'
import { pushRoutes } from './push/http.ts'
import { Hub } from './push/hub.ts'
import { tidyPush } from './push/store-tidy.ts'
import { EXPIRE, READ, readOn } from './reading/flow.ts'
import { expire, openReader, tidyProfile } from './reading/flow-read.ts'
import { readingRoutes } from './reading/http.ts'
import { REVOKE, REVOKE_LANE, revoke } from './sign-in/flow-account.ts'
import { takeHandover } from './sign-in/flow-handover.ts'
import { checkKinds, openSignIn, type SignIn } from './sign-in/flow-open.ts'
import { signInRoutes } from './sign-in/http.ts'
import { END_CONNECTOR } from './sign-in/store-leaving.ts'
import { tidySignIn } from './sign-in/store-tidy.ts'
import { sitesRoutes } from './sites/http.ts'
import { listSites } from './sites/store.ts'
import { staffRoutes } from './staff/http.ts'
import { tidyStaff } from './staff/store-tidy.ts'
import { stockRoutes } from './stock/http.ts'
import { checkApart, openApart } from './storage/apart.ts'
import { type Db, openDb, type Sql } from './storage/db.ts'
import { acrossSites, within } from './storage/scope.ts'
import { VERSION } from './version.ts'
import { sayHere } from './warehouse/flow.ts'
import { takeStock } from './warehouse/flow-import.ts'
import { warehouseRoutes } from './warehouse/http.ts'
import { type LabelPress, newLabelPress } from './warehouse/label-press.ts'

/** A running program. */
export interface App {
  /** For whoever started it, outside of requests and jobs: what they ask is asked of the whole installation. */
  readonly core: Core
  readonly server: Server
  readonly url: string
  /** Takes no more requests, finishes what is in hand, closes everything it opened. */
  stop(): Promise<void>
}

/** What app.ts is told beside the configuration. */
export interface AppInput {
  readonly config: Config
  readonly databaseUrl: string
  /** How the database was chosen, in one printable line. */
  readonly databaseHow: string
  readonly tls: { readonly cert: string; readonly key: string } | null
  readonly demo: boolean
  readonly clock?: Clock
}

/** Builds every part by hand, in order, and listens. */
export async function startApp(input: AppInput): Promise<App> {
  const { config } = input
  const clock = input.clock ?? systemClock
  const publicUrl = publicUrlOf(config)
  await checkKinds(config.connectors, ownFolders(config.home, config.connectorFolder))
  let demo: DemoWorld | null = null
  const server = await createServer({
    publicUrl,
    trustProxy: config.trustProxy,
    tls: input.tls,
    logLevel: config.logLevel,
    version: VERSION,
    ...(input.demo ? { demo: { origins: () => [demo?.issuer() ?? []].flat() } } : {}),
  })
  const log = server.log
  const db = await openDatabase(input, log)
  const vault = await acrossSites('the keys are of all sites', () => openKeys(db, config))
  const bus = new Bus(db, log)
  const outbox = new Outbox(db, clock, log, bus)
  const core: Core = { db, clock, log, bus, outbox, vault, publicUrl }
  const outside: Core = { ...core, db: db.forInstallation() }
  const press = newLabelPress()
  const urgent = openDb(db.url, { ...db.options, max: URGENT_CONNECTIONS })
  const hub = new Hub(urgent, bus, log, clock)
  const pushes = openPushes(core, { contact: config.vapidContact, extraHosts: config.pushHosts })
  const signIn = await openAccounts(core, config)
  const profiles: Profiles = { core, signIn }
  const hotProfiles = new HotProfiles(core, listConsents)
  const doings = new Doings(profiles, hotProfiles)
  const auth = new Auth(core, signIn.sessions, config.limits)

  const backlog = new Backlog(core)
  const outlook: OutlookOf = (site) => backlog.of(site)
  const offers = await openOffers(core, config, { hotProfiles, signIn, doings, backlog })
  const learner = new Learner(core, () => offers.memory.sites())
  const orders = openOrders(core, {
    payments: await loadPayments(),
    attribute: credit(offers),
    takeBack: (tx, order) => withdrawTasks(core, tx, order),
    push: pushes.settings,
    outlook,
  })

  const dispatcher = openDispatcher(core, urgent)
  takeWork(profiles, pushes)

  auth.install(server)
  statusRoutes(server, core, { version: VERSION, database: input.databaseHow })
  siteRoutes(server, core, auth, outlook)
  floorRoutes(server, core, auth, press)
  ordersRoutes(server, { orders, auth })
  shopperRoutes(server, profiles, auth, doings)
  offersRoutes(server, offers, auth, (site, personId, on, request) =>
    setPersonalOffers(profiles, { siteId: site.id, personId, on, lang: langOf(request), how: 'offer' }),
  )
  pushRoutes(server, pushes, auth, hub, (worker) => sayHere(core, worker, 'stream'))
  const settle = () => offers.writer.flush()
  if (input.demo) demo = await openDemo({ config, core: outside, auth, orders, signIn, server, tls: input.tls, settle })
  await staticRoutes(server, { demo: input.demo, isDemoOn: async () => (await demo?.isOn()) === true })

  const endTidy = keepTidy(core)
  const unfollow = followKeys(core)
  const stop = async () => {
    endTidy()
    unfollow()
    hub.stop()
    signIn.sessions.stop()
    hotProfiles.stop()
    offers.people.stop()
    closeStreams()
    await closeServer(server)
    await demo?.stop()
    await press.stop()
    await doings.flush()
    await orders.collector.stop()
    await dispatcher.stop()
    await outbox.stop()
    await pushes.stop()
    await learner.stop()
    await offers.memory.stop()
    await offers.writer.stop()
    await offers.filtered.stop()
    await bus.stop()
    await urgent.close()
    await db.close()
  }
  try {
    await bus.start()
    outbox.start()
    await server.listen({ host: config.host, port: config.port })
  } catch (error) {
    // A port that is taken must not leave connections and a provider behind.
    await stop()
    throw error
  }
  return { core: outside, server, url: publicUrl, stop }
}

/** The site, its staff, its goods. */
function siteRoutes(server: Server, core: Core, auth: Auth, outlook: OutlookOf): void {
  givenUpRoutes(server, core, auth)
  staffRoutes(server, core, auth)
  sitesRoutes(server, core, auth)
  catalogRoutes(server, core, auth, outlook)
}

/** The floor: who does what, with which goods. */
function floorRoutes(server: Server, core: Core, auth: Auth, press: LabelPress): void {
  dispatchRoutes(server, core, auth)
  warehouseRoutes(server, core, auth, press)
  stockRoutes(server, core, auth)
}

/** Kinds of account of ours, of the merchant's folder and of tuidan.json; a sign-in reads on. */
async function openAccounts(core: Core, config: Config): Promise<SignIn> {
  const { connectors: fixed, home, connectorFolder } = config
  const onSignedIn = (tx: Sql, who: Parameters<typeof readOn>[2]) => readOn(core, tx, who)
  const parts = { fixed, joinTwins, onSignedIn, onBirthdate: heedBirthdate }
  return await openSignIn(core, parts, ownFolders(home, connectorFolder))
}

/** An order joins the offer that led to it, and tells of its shopper what they agreed to. */
const credit = (offers: Offers): Attribute => ({
  settle: () => offers.writer.flush(),
  join: async (tx, order) => {
    const { siteId, personId } = order
    if (personId !== null) await planOwnOrders(offers.core, tx, { siteId, personId })
    return await attribute(offers, tx, order)
  },
})

/** Planning and the streams of phones have connections of their own: a rush of requests must not make an offer wait in line. */
const URGENT_CONNECTIONS = 3

/** Offers: what was decided before this start is written first. */
async function openOffers(
  core: Core,
  config: Config,
  parts: { hotProfiles: HotProfiles; signIn: SignIn; doings: Doings; backlog: Backlog },
): Promise<Offers> {
  const { hotProfiles, signIn, doings, backlog } = parts
  const writer = new DecisionWriter(core.db, core.log, new Spool(join(config.home, 'spool')))
  await writer.recover()
  const samples = new ProfileSamples(core, hotProfiles)
  return {
    core,
    memory: new OfferMemory(loaderOf(core, backlog), new IndexBuilder(), core.bus, core.log),
    writer,
    pages: new Pages(randomInt(2 ** 32)),
    people: new People(core, writer),
    requests: new Requests(),
    peopleOf: (siteId) => samples.of(siteId),
    filtered: new FilteredCounter(core.db, core.log),
    profileOf: (siteId, personId) => hotProfiles.of(siteId, personId),
    shopperOf: (siteId, handover) => takeHandover(signIn, siteId, handover),
    viewed: (site, personId, product) => doings.note(site, personId, 'views', product),
    random: Math.random,
  }
}

/** Plans on connections of its own. */
function openDispatcher(core: Core, urgent: Db): Dispatcher {
  return new Dispatcher({
    plan: (siteId) => within(siteId, () => plan({ ...core, db: urgent }, siteId)),
    sites: () => acrossSites('which sites there are', async () => (await listSites(core.db)).map((site) => site.id)),
    bus: core.bus,
    log: core.log,
  })
}

/** A shopper's ways in, and what is theirs. */
function shopperRoutes(server: Server, profiles: Profiles, auth: Auth, doings: Doings): void {
  signInRoutes(server, profiles.signIn, auth)
  openIssuer(server, profiles.signIn, auth)
  consentRoutes(server, profiles, auth)
  readingRoutes(server, profiles, auth)
  profileRoutes(server, profiles, auth)
  doneRoutes(server, auth, doings)
  dutiesRoutes(server, profiles, auth)
}

/** Each site as an OpenID provider to its own back ends, until the server closes. */
function openIssuer(server: Server, signIn: SignIn, auth: Auth): void {
  const openid = openOpenid(signIn, refusalPage)
  server.addHook('onClose', async () => openid.providers.stop())
  openidRoutes(server, openid, auth)
}

/** What a browser is shown when a site's back end sent it here with a request that is not right. */
const refusalPage = ({ headers, url = '/' }: IncomingMessage, what: string) =>
  problemPageOf(openidFail('openid/refused', { params: { what } }), negotiateLang(headers['accept-language']), url)

/** How long a request in hand may take to end when the program stops. */
const FINISH_MS = 15_000

/**
 * Takes no more requests and waits for those in hand. A connection that falls idle meanwhile is closed at once: browsers keep
 * theirs for a minute, and pages that stand open would hold up the stop by asking again and again.
 */
async function closeServer(server: Server): Promise<void> {
  const idle = setInterval(() => server.server.closeIdleConnections(), 100)
  const late = setTimeout(() => server.server.closeAllConnections(), FINISH_MS)
  try {
    await server.close()
  } finally {
    clearInterval(idle)
    clearTimeout(late)
  }
}

/** The vault with the keys of this database. @throws keys/… */
async function openKeys(db: Db, { home, keys }: Config): Promise<Vault> {
  try {
    return await openVault(db, await loadKeys(home, keys), keysAgain(home, keys))
  } catch (error) {
    await db.close()
    throw error
  }
}

/**
 * Opens the database with the schema of this version, and with it the proof that sites are kept apart in it. A statement that is
 * of no site is refused.
 * @throws storage/… when it is newer than the code, away, or does not keep them apart
 */
async function openDatabase(input: AppInput, log: Log): Promise<Db> {
  const db = await openApart(input.databaseUrl, {
    max: input.config.poolSize,
    onError: (err) => log.warn({ err }, 'a database connection broke'),
    unscoped: 'refused',
  })
  try {
    await checkApart(db)
  } catch (error) {
    await db.close()
    throw error
  }
  return db
}

/** Orders and tasks wait for these: a stock is held, or a worker, until one has come. */
const DEADLINE = { atOnce: 8, forever: true }

/** Most of it is waiting for providers. */
const READ_LANE = { atOnce: 12 }

/** Who does what the outbox brings. */
function takeWork(profiles: Profiles, pushes: Pushes): void {
  const { core, signIn } = profiles
  const { outbox } = core
  outbox.handle(OFFER_TIMER, (item) => expireOffer(core, item), DEADLINE)
  outbox.handle(LEASE_TIMER, (item) => checkLease(core, item), DEADLINE)
  outbox.handle(HOLD_TIMER, (item) => expireHold(core, item), DEADLINE)
  outbox.handle('catalog.import', (item) => doImport(core, item, (goods) => takeStock(core, goods)), {
    atOnce: 1,
    gaveUp: (item) => endImport(core, item),
  })
  outbox.handle(READ, openReader(profiles), READ_LANE)
  outbox.handle(SETTLE_MERGE, (item) => settleMerge(profiles, item))
  outbox.handle(OWN_ORDERS, (item) => readOwnOrders(profiles, item))
  outbox.handle(EXPIRE, (item) => expire(profiles, item))
  outbox.handle(REVOKE, (item) => revoke(signIn, item), REVOKE_LANE)
  outbox.handle(END_CONNECTOR, (item) => endConnector(profiles, item), {
    atOnce: 1,
    // What people were told is deleted is never given up.
    forever: true,
  })
  // Most of it is waiting for push services.
  outbox.handle(PUSH, (item) => deliver(pushes, item), { atOnce: 64 })
  outbox.handle(TIDY, (item) =>
    acrossSites('what is over its time goes, of every site', () =>
      tidy(core, item, {
        orders: tidyOrders,
        profile: (_core, limit) => tidyProfile(profiles, limit),
        signIn: tidySignIn,
        openid: tidyOpenid,
        staff: tidyStaff,
        push: tidyPush,
        offers: tidyOffers,
        catalog: tidyCatalog,
        duties: (_core, limit) => tidyDuties(profiles, limit),
      }),
    ),
  )
}

/** Loaded only when it is wanted: a merchant's own server carries no demo. */
async function openDemo(parts: DemoParts): Promise<DemoWorld> {
  const world = await import('../demo/world.ts')
  return await acrossSites('the demo is a site of its own, made beside the others', () => world.openDemo(parts))
}
