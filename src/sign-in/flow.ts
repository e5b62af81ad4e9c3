import { randomBytes } from 'node:crypto'
import { basename } from 'node:path'
import { SECOND } from '../base/clock.ts'
import { type Lang, say, type Text } from '../base/i18n.ts'
import { newSecret } from '../base/id.ts'
import { Problem } from '../base/problem.ts'
import type { Connector, KeyKind, Login, Raw } from '../connectors/connector.ts'
import { loadConnectors } from '../connectors/load.ts'
import type { Core } from '../engine/core.ts'
import { hashOf } from '../engine/secret-hash.ts'
import type { Site } from '../sites/site.ts'
import { listSites } from '../sites/store.ts'
import type { Sql } from '../storage/db.ts'
import { clientDocument, findServer, scopesOf } from './flow-find.ts'
import { type Entered, type SealedServer, twinsOf, writeAccount } from './flow-write.ts'
import {
  ATTEMPT_MS,
  type AttemptSecrets,
  isAddressForShops,
  isOnlyHere,
  judgeCallback,
  type LinkTo,
  SESSION_MS,
  safeReturnTo,
} from './handshake.ts'
import { isOfKind, readPrivateKey } from './private-key.ts'
import { signInFail } from './problems.ts'
import { birthdateOf, cardOf, Providers } from './provider.ts'
import { callbackParams } from './quirk.ts'
import type { Registration } from './registration.ts'
import { Sessions } from './sessions.ts'
import { deleteSession, listSettings, saveAttempt, saveSession, saveSetting, takeAttempt } from './store.ts'
import { holdSetting, isLeaving } from './store-leaving.ts'

/** A provider written down in tuidan.json. */
export interface FixedConnector {
  readonly kind: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly tokenAuth: Registration['tokenAuth']
  readonly name: Text
  readonly source: string | null
  /** Fields of the registration beside id and secret, by the names in the descriptor's `setup`. */
  readonly setup?: Readonly<Record<string, string>>
  /** Slugs; empty: the first site that is no demo. */
  readonly sites: readonly string[]
}

/** What the sign-in room is built from. */
export interface SignIn {
  readonly core: Core
  readonly providers: Providers
  readonly sessions: Sessions
  /** Descriptors by kind. */
  readonly connectors: ReadonlyMap<string, Connector>
  readonly fixed: Readonly<Record<string, FixedConnector>>
  /**
   * Told in the transaction of a sign-in of somebody who has agreed to something; work that waits for it (reading on) goes into the
   * outbox there.
   */
  readonly onSignedIn?: (tx: Sql, who: { siteId: string; personId: string; accountId: string }) => Promise<void>
  /** Told of somebody whose account tells a birthdate, before they are let in; it is not kept here. */
  readonly onBirthdate?: (
    signIn: SignIn,
    who: { site: Site; personId: string; lang: Lang },
    birthdate: string,
  ) => Promise<void>
  /** Makes one account of those that turned out to be one provider's same subject, before anything of a sign-in is written. */
  readonly joinTwins?: (signIn: SignIn, siteId: string, accountIds: readonly string[]) => Promise<void>
}

/** A kind of account as one site has it: descriptor and registration together. */
export interface SiteConnector {
  readonly id: string
  readonly descriptor: Connector
  readonly names: Text
  readonly source: string | null
  readonly registration: Omit<Registration, 'name'>
}

/**
 * Is every kind of account that tuidan.json names there? Asked before anything is opened. A kind whose file does not load is
 * passed over: that is logged, and the others work.
 * @throws sign-in/unknown-kind
 */
export async function checkKinds(fixed: SignIn['fixed'], ownFolders: readonly string[]): Promise<void> {
  const { connectors, faults } = await loadConnectors(ownFolders)
  const torn = faults.map(({ file }) => basename(file).replace(/\.[^.]+$/, ''))
  const kinds = [...connectors.values()].filter((one) => one.login !== undefined).map((one) => one.id)
  for (const [id, { kind }] of Object.entries(fixed))
    if (!kinds.includes(kind) && !torn.includes(kind))
      throw signInFail('sign-in/unknown-kind', { params: { id, kind, kinds: kinds.join(', ') } })
}

/**
 * Builds the room: connectors found in our folder and the merchant's own (a bad file is logged and passed over), providers,
 * sessions.
 */
export async function openSignIn(
  core: Core,
  parts: Pick<SignIn, 'fixed' | 'onSignedIn' | 'onBirthdate' | 'joinTwins'>,
  ownFolders: readonly string[] = [],
): Promise<SignIn> {
  const { connectors, faults } = await loadConnectors(ownFolders)
  for (const { file, reason } of faults) core.log.error({ file, reason }, 'a connector does not load')
  for (const [id, { kind, setup = {} }] of Object.entries(parts.fixed)) {
    const known = connectors.get(kind)
    const stranger = Object.keys(setup).find((name) => !Object.hasOwn(known?.setup ?? {}, name))
    if (stranger !== undefined)
      core.log.error(
        { connector: id, option: stranger },
        'tuidan.json has an option that this kind of account does not',
      )
  }
  return {
    core,
    providers: new Providers(core.clock, { mayLoop: isOnlyHere(core.publicUrl) }),
    sessions: new Sessions(core),
    connectors,
    ...parts,
  }
}

const settingPlace = (siteId: string, connector: string, column: 'client_secret' | 'setup') =>
  `${siteId}|connector_setting|${connector}|${column}`
const attemptPlace = (siteId: string, stateHash: Buffer) => `${siteId}|sign_in_attempt|${stateHash.toString('hex')}`

/** A copy is used this long without a look: the longest that a change in another process goes unnoticed when the bus is down. */
const BELIEVED_MS = SECOND
const MOST_HELD = 1_000

/** Kinds of account by site, opened. `changes` grows with every change, so that a copy loaded before one is not kept after it. */
interface Held {
  readonly bySite: Map<string, { readonly all: readonly SiteConnector[]; readonly checkedAt: number }>
  changes: number
}

/** What sites have, of each running program: every step of a sign-in asks for it, and it hardly ever changes. */
const held = new WeakMap<SignIn, Held>()

function heldOf(signIn: SignIn): Held {
  const mine = held.get(signIn)
  if (mine !== undefined) return mine
  const fresh: Held = { bySite: new Map(), changes: 0 }
  signIn.core.bus.on('site', (siteId) => {
    fresh.changes++
    fresh.bySite.delete(siteId)
  })
  held.set(signIn, fresh)
  return fresh
}

/** The kinds of account a site has, from memory where they were looked at within the last second. */
export async function connectorsOf(
  signIn: SignIn,
  site: Pick<Site, 'id' | 'slug' | 'isDemo'>,
): Promise<readonly SiteConnector[]> {
  const mine = heldOf(signIn)
  const now = signIn.core.clock.now()
  const known = mine.bySite.get(site.id)
  if (known !== undefined && now >= known.checkedAt && now - known.checkedAt < BELIEVED_MS) return known.all
  const { changes } = mine
  const all = await connectorsNow(signIn, site)
  if (changes !== mine.changes) return all
  if (mine.bySite.size >= MOST_HELD) mine.bySite.clear()
  mine.bySite.set(site.id, { all, checkedAt: now })
  return all
}

/** The same, as they stand: from tuidan.json, which wins, and the site's own settings. */
async function connectorsNow(
  signIn: SignIn,
  site: Pick<Site, 'id' | 'slug' | 'isDemo'>,
): Promise<readonly SiteConnector[]> {
  const { core, connectors } = signIn
  const found = await fixedOf(signIn, site)
  for (const row of await listSettings(core.db, site.id)) {
    const descriptor = connectors.get(row.kind)
    if (descriptor === undefined || found.has(row.connector)) continue
    const opened = <T>(sealed: Buffer | null, column: 'client_secret' | 'setup', none: T): T =>
      sealed === null ? none : core.vault.open<T>(sealed, settingPlace(site.id, row.connector, column))
    const { issuer, clientId, tokenAuth } = row
    const clientSecret = opened(row.clientSecret, 'client_secret', '')
    const setup = opened<Record<string, string>>(row.setup, 'setup', {})
    const registration = { issuer, clientId, clientSecret, tokenAuth, setup }
    found.set(row.connector, { id: row.connector, descriptor, names: row.names, source: row.source, registration })
  }
  return [...found.values()]
}

/** Those that stand in tuidan.json for this site, by id: nobody changes them from the console. */
export async function fixedOf(
  { core, connectors, fixed }: SignIn,
  site: Pick<Site, 'id' | 'slug' | 'isDemo'>,
  sql: Sql = core.db,
): Promise<Map<string, SiteConnector>> {
  const found = new Map<string, SiteConnector>()
  for (const [id, { name: names, kind, source, sites, setup = {}, ...rest }] of Object.entries(fixed)) {
    const descriptor = connectors.get(kind)
    const isOurs = sites.includes(site.slug) || (sites.length === 0 && (await isFirst(sql, site)))
    if (descriptor !== undefined && isOurs)
      found.set(id, { id, descriptor, names, source, registration: { ...rest, setup } })
  }
  return found
}

async function isFirst(sql: Sql, site: Pick<Site, 'id' | 'isDemo'>): Promise<boolean> {
  if (site.isDemo) return false
  return (await listSites(sql)).find((one) => !one.isDemo)?.id === site.id
}

/** One kind of account of a site. @throws sign-in/unknown-connector */
export async function connectorOf(
  signIn: SignIn,
  site: Pick<Site, 'id' | 'slug' | 'isDemo'>,
  id: string,
): Promise<SiteConnector> {
  const found = (await connectorsOf(signIn, site)).find((one) => one.id === id)
  if (found === undefined) throw signInFail('sign-in/unknown-connector')
  return found
}

/** Registers a site with a provider (the demo world, the console); the secret is sealed. */
export async function registerConnector(
  core: Core,
  siteId: string,
  connector: string,
  input: Omit<FixedConnector, 'sites'>,
): Promise<void> {
  const { clientSecret, name, setup = {}, ...rest } = input
  const seal = (value: unknown, column: 'client_secret' | 'setup', isNone: boolean) =>
    isNone ? null : core.vault.seal(value, settingPlace(siteId, connector, column))
  const sealed = seal(clientSecret, 'client_secret', clientSecret === '')
  const sealedSetup = seal(setup, 'setup', Object.keys(setup).length === 0)
  await saveSetting(
    core.db,
    siteId,
    { ...rest, connector, names: name, clientSecret: sealed, setup: sealedSetup },
    core.clock.now(),
  )
  core.bus.emit('site', siteId)
}

/**
 * Changes how a site is registered, from the console. Secrets and fields that the input does not have stay as they are.
 * @throws sign-in/unknown-connector (no such kind), bad-address, bad-setup, bad-key, demo-address, connector-leaving, connector-fixed
 */
export async function changeConnector(
  signIn: SignIn,
  site: Site,
  id: string,
  input: Omit<FixedConnector, 'sites' | 'kind' | 'clientSecret'> & { kind?: string; clientSecret?: string },
): Promise<void> {
  if (await isLeaving(signIn.core.db, site.id, id))
    throw signInFail('sign-in/connector-leaving', { params: { id }, field: 'id' })
  if ((await fixedOf(signIn, site)).has(id))
    throw signInFail('sign-in/connector-fixed', { params: { name: id }, field: 'id' })
  const all = await connectorsNow(signIn, site)
  const known = all.find((one) => one.id === id)
  const ours = all.flatMap(({ registration, source }) =>
    source === null ? [registration.issuer] : [registration.issuer, source],
  )
  const kind = input.kind ?? known?.descriptor.id ?? 'oidc'
  const descriptor = signIn.connectors.get(kind)
  if (descriptor === undefined) throw signInFail('sign-in/unknown-connector')
  for (const [field, address] of [
    ['issuer', input.issuer],
    ['source', input.source],
  ] as const) {
    // Most kinds know their own server.
    if (address === null || (field === 'issuer' && address === '' && !needsIssuer(descriptor))) continue
    if (!isAddressForShops(address, signIn.core.publicUrl))
      throw signInFail('sign-in/bad-address', { params: { address }, field })
    // Whoever reaches the demo owns it: they must not make this machine call what only it can reach.
    if (site.isDemo && !ours.some((one) => new URL(one).origin === new URL(address).origin))
      throw signInFail('sign-in/demo-address', { params: { address }, field })
  }
  const clientSecret = input.clientSecret ?? known?.registration.clientSecret ?? ''
  if (input.clientId === '' && !('find' in (descriptor.login?.server ?? {})))
    throw signInFail('sign-in/setup-incomplete', { params: { name: id, what: 'clientId' }, field: 'clientId' })
  const setup = setupOf(descriptor, known?.registration.setup ?? {}, input.setup ?? {})
  await registerConnector(signIn.core, site.id, id, { ...input, kind, clientSecret, setup })
}

/** Is it the setting that names the server of this kind? */
export function needsIssuer({ login }: Connector): boolean {
  return login !== undefined && 'issuer' in login.server && login.server.issuer === null
}

/** As their consoles name them. */
const KEY_WORDS: Readonly<Record<KeyKind, string>> = { ES256: 'ES256 (P-256)', RSA2: 'RSA2 (2048+)' }

/** The fields there are with those given; an empty one is taken away. @throws sign-in/bad-setup, bad-key */
function setupOf(
  { setup = {} }: Connector,
  known: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const stranger = Object.keys(given).find((name) => !Object.hasOwn(setup, name))
  if (stranger !== undefined)
    throw signInFail('sign-in/bad-setup', { params: { what: stranger }, field: `setup/${stranger}` })
  for (const [name, { key: kind, label }] of Object.entries(setup)) {
    const value = given[name] ?? ''
    if (kind === undefined || value === '') continue
    const key = readPrivateKey(value)
    if (key === null || !isOfKind(key, kind))
      throw signInFail('sign-in/bad-key', {
        params: { what: label.zh, field: label.en, kind: KEY_WORDS[kind] },
        field: `setup/${name}`,
      })
  }
  const all = Object.entries({ ...known, ...given })
  return Object.fromEntries(all.filter(([name, value]) => Object.hasOwn(setup, name) && value !== ''))
}

/** The fields of a registration as the console shows them: never the value of a secret. */
export function setupView(
  { descriptor, registration }: Pick<SiteConnector, 'descriptor' | 'registration'>,
  lang: Lang,
) {
  return Object.entries(descriptor.setup ?? {}).map(([name, { label, hint, isSecret }]) => {
    const value = registration.setup?.[name] ?? ''
    return {
      name,
      label: say(label, lang),
      hint: say(hint, lang),
      isSecret,
      isSet: value !== '',
      value: isSecret ? null : value,
    }
  })
}

/**
 * Asks the provider for its description, as a sign-in would, and tries the registration; says what of it was seen to be right.
 * @throws sign-in/provider-…, …-refused, not-released, clock-off
 */
export async function testConnector(signIn: SignIn, site: Site, id: string, lang: Lang) {
  const connector = await connectorOf(signIn, site, id)
  // Which server it will be is known when somebody types it.
  const isTyped = 'find' in loginOf(connector).server
  const at = redirectUri(signIn.core, site.slug, id)
  if (isTyped) return { issuer: null, redirectUri: at, checked: [] }
  const registration = registrationOf(connector, lang)
  const issuer = await signIn.providers.issuer(registration)
  return { issuer, redirectUri: at, checked: await signIn.providers.probe(registration, at) }
}

/** How people sign in with it. @throws sign-in/unknown-connector for a source that is no login */
function loginOf({ descriptor }: SiteConnector): Login {
  if (descriptor.login === undefined) throw signInFail('sign-in/unknown-connector')
  return descriptor.login
}

/** Is there a source to read? A generic provider's stands in the setting; all others know theirs. */
export const hasSource = ({ descriptor, source }: Pick<SiteConnector, 'descriptor' | 'source'>): boolean =>
  source !== null || (!needsIssuer(descriptor) && Object.keys(descriptor.streams).length > 0)

/** The registration with the provider's name in the reader's language, for sentences. */
export const registrationOf = (connector: SiteConnector, lang: Lang): Registration => ({
  ...connector.registration,
  descriptor: connector.descriptor,
  name: say(connector.names, lang),
})

/** The exact redirect address of a kind of account (RFC 9700 §2.1): one of its own each, so that answers cannot be mixed up. */
export function redirectUri(core: Pick<Core, 'publicUrl'>, slug: string, connector: string): string {
  return `${core.publicUrl}/s/${slug}/sign-in/${connector}/callback`
}

/**
 * Begins a sign-in: remembers state, verifier and nonce for ten minutes and says where the browser goes. Asks for the scopes
 * of the streams too, so that a later yes needs no second journey; nothing is read before that yes.
 * @throws sign-in/unknown-connector, typed-…, private-address, provider-…
 */
export async function begin(
  signIn: SignIn,
  input: {
    site: Site
    connector: string
    returnTo: string | undefined
    /** What somebody typed, for kinds whose server is found from that. */
    typed?: string | undefined
    browser: string | null
    lang: Lang
    /** The account is to be connected to whom. */
    link?: LinkTo
  },
): Promise<{ location: string; browser: string }> {
  const { core, providers } = signIn
  const { site, lang } = input
  const connector = await connectorOf(signIn, site, input.connector)
  const login = loginOf(connector)
  const isDocument = 'find' in login.server && login.server.client === 'document'
  const comesBackTo = isDocument
    ? clientDocument(core, site, connector).redirectUri
    : redirectUri(core, site.slug, connector.id)
  const scopes = isDocument || hasSource(connector) ? scopesOf(connector.descriptor) : login.scopes
  const at = await findServer(signIn, {
    site,
    connector,
    typed: input.typed,
    scopes,
    redirectUri: comesBackTo,
    lang,
  })
  const registration = registrationAt(registrationOf(connector, lang), at)
  const issuer = await providers.issuer(registration)
  // Letters and digits: WeChat takes no others.
  const state = randomBytes(32).toString('hex')
  const secrets: AttemptSecrets = {
    verifier: providers.newSecret(),
    nonce: providers.newSecret(),
    returnTo: safeReturnTo(input.returnTo, site, core.publicUrl),
    issuer,
    redirectUri: comesBackTo,
    key: await providers.newKey(registration),
    ...(at === null ? {} : { at }),
    ...(input.link === undefined ? {} : { link: input.link }),
  }
  const location = await providers.authorizeUrl(registration, { ...secrets, state, scopes, lang })
  // Two tabs of one browser share this secret, so that both can come back.
  const browser = input.browser ?? newSecret(24)
  const stateHash = hashOf(state)
  const now = core.clock.now()
  await saveAttempt(core.db, {
    siteId: site.id,
    stateHash,
    browserHash: hashOf(browser),
    connector: connector.id,
    sealed: core.vault.seal(secrets, attemptPlace(site.id, stateHash)),
    expiresAt: now + ATTEMPT_MS,
    now,
  })
  return { location, browser }
}

/** What comes back from a provider. */
export interface Callback {
  readonly site: Site
  readonly connector: string
  readonly query: string
  readonly browser: string | null
  readonly lang: Lang
}

/** An attempt that came back to the browser that began it, and is used up. */
export interface Attempt extends Callback {
  readonly found: SiteConnector
  readonly params: URLSearchParams
  readonly state: string
  readonly secrets: AttemptSecrets
  readonly expiresAt: number
}

/** Takes the attempt that a callback belongs to, whatever comes of it. @throws sign-in/state-mismatch, unknown-connector */
export async function openAttempt(signIn: SignIn, input: Callback): Promise<Attempt> {
  const { core } = signIn
  const { site, browser } = input
  const found = await connectorOf(signIn, site, input.connector)
  const params = callbackParams(new URLSearchParams(input.query), found.descriptor.login?.quirk)
  const state = params.get('state')
  if (state === null || browser === null) throw signInFail('sign-in/state-mismatch')
  const stateHash = hashOf(state)
  const by = { siteId: site.id, stateHash, browserHash: hashOf(browser), connector: found.id }
  const attempt = await takeAttempt(core.db, by)
  if (attempt === null) throw signInFail('sign-in/state-mismatch')
  const secrets = core.vault.open<AttemptSecrets>(attempt.sealed, attemptPlace(site.id, stateHash))
  return { ...input, found, params, state, secrets, expiresAt: attempt.expiresAt }
}

/**
 * Judges the answer, trades the code, and says who it is.
 * @throws sign-in/expired, denied, wrong-issuer, untrusted-answer, provider-…
 */
export async function proveAttempt(signIn: SignIn, attempt: Attempt): Promise<Entered> {
  const { core, providers } = signIn
  const { site, found, params, state, secrets, expiresAt, lang } = attempt
  const registration = registrationAt(registrationOf(found, lang), secrets.at ?? null)
  const judged = judgeCallback(
    params,
    {
      issuer: secrets.issuer,
      expiresAt,
      name: registration.name,
      mayBeSilent: found.descriptor.kind === 'quirk',
    },
    core.clock.now(),
  )
  if (judged instanceof Problem) throw judged
  const callbackUrl = new URL(`${secrets.redirectUri}?${params}`)
  const identity = await providers.exchange(registration, {
    ...secrets,
    callbackUrl,
    state,
    said: saidInCallback(params),
  })
  const card = cardOf(registration, identity.claims)
  const birthdate = birthdateOf(registration, identity.claims)
  const entered = { siteId: site.id, connector: found.id, identity, card, birthdate, at: secrets.at ?? null, lang }
  const twins = await twinsOf(core, entered)
  if (twins.length > 1) await signIn.joinTwins?.(signIn, site.id, twins)
  return entered
}

/** It may have been let go while the provider was asked: an account of it would be ended by nobody. @throws sign-in/unknown-connector */
export async function mustBeSetUp(signIn: SignIn, tx: Sql, site: Site, connector: string): Promise<void> {
  if (!(await holdSetting(tx, site.id, connector)) && !(await fixedOf(signIn, site, tx)).has(connector))
    throw signInFail('sign-in/unknown-connector')
}

/**
 * Finishes a sign-in: the attempt is used up whatever happens; the answer is judged, the code traded, the account found or made,
 * and a session with a fresh id given. The session that the browser had before ends.
 * @throws sign-in/state-mismatch, expired, denied, wrong-issuer, untrusted-answer, provider-…
 */
export async function finish(
  signIn: SignIn,
  attempt: Attempt,
  oldSession: string | null,
): Promise<{ returnTo: string; session: string; personId: string }> {
  const { core } = signIn
  const { site, found, secrets } = attempt
  const entered = await proveAttempt(signIn, attempt)
  const siteId = site.id
  const token = newSecret(32)
  const old = oldSession === null ? null : hashOf(oldSession)
  // Of two tabs at once the second finds the account that the first made: its transaction is done again.
  const personId = await core.db.tx(async (tx) => {
    // Begun together they travel together, in this order.
    const [, { personId, accountId, hasAgreed, sent }] = await Promise.all([
      mustBeSetUp(signIn, tx, site, found.id),
      writeAccount(core, tx, entered),
    ])
    const at = core.clock.now()
    const kept = { siteId, tokenHash: hashOf(token), personId, at, expiresAt: at + SESSION_MS, old }
    const session = saveSession(tx, kept)
    const all = Promise.all([
      sent,
      session,
      hasAgreed ? signIn.onSignedIn?.(tx, { siteId, personId, accountId }) : null,
    ])
    // Nothing is left to be decided: the commit goes with them, and fails if one of them does.
    if (hasAgreed) await all
    else all.catch(() => {})
    return personId
  })
  const { birthdate, lang } = entered
  if (birthdate !== null) await signIn.onBirthdate?.(signIn, { site, personId, lang }, birthdate)
  if (oldSession !== null) signIn.sessions.ended(siteId, oldSession)
  return { returnTo: secrets.returnTo, session: token, personId }
}

/** A registration at the server that was found. */
export function registrationAt(registration: Registration, at: SealedServer | null): Registration {
  if (at === null) return registration
  const { id: clientId, secret: clientSecret, tokenAuth } = at.client
  return { ...registration, clientId, clientSecret, tokenAuth, found: at.found }
}

/** Apple tells a name beside the code, once, through the browser: fit to be shown, and nothing else. */
function saidInCallback(params: URLSearchParams): Raw {
  try {
    const user: unknown = JSON.parse(params.get('user') ?? 'null')
    return typeof user === 'object' && user !== null ? { user } : {}
  } catch {
    // Not JSON: nobody's name.
    return {}
  }
}

/** Signs out: the session ends on the server, wherever its token may be kept. */
export async function signOut(signIn: SignIn, siteId: string, token: string | null): Promise<void> {
  if (token === null) return
  await deleteSession(signIn.core.db, siteId, hashOf(token))
  signIn.sessions.ended(siteId, token)
}
