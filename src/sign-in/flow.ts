import { createHash } from 'node:crypto'
import { type Lang, say, type Text } from '../base/i18n.ts'
import { newId, newSecret } from '../base/id.ts'
import { Problem } from '../base/problem.ts'
import { type AccountCard, type Connector, isRead, type Login } from '../connectors/connector.ts'
import { loadConnectors } from '../connectors/load.ts'
import type { Core } from '../engine/core.ts'
import { record } from '../engine/event-log.ts'
import type { Site } from '../sites/site.ts'
import { listSites } from '../sites/store.ts'
import type { Sql } from '../storage/db.ts'
import {
  ATTEMPT_MS,
  type AttemptSecrets,
  isAddressForShops,
  judgeCallback,
  SESSION_MS,
  safeReturnTo,
} from './handshake.ts'
import { signInFail } from './problems.ts'
import { type Identity, Providers, type Registration, type Tokens } from './provider.ts'
import { Sessions } from './sessions.ts'
import {
  deleteSession,
  listSettings,
  lockAccountBySubject,
  saveAccount,
  saveAttempt,
  savePerson,
  saveSession,
  saveSetting,
  saveToken,
  takeAttempt,
  touchAccount,
} from './store.ts'
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
  /** Told in the transaction of a sign-in; work that waits for it (reading on) goes into the outbox there. */
  readonly onSignedIn?: (tx: Sql, who: { siteId: string; personId: string; accountId: string }) => Promise<void>
}

/** A kind of account as one site has it: descriptor and registration together. */
export interface SiteConnector {
  readonly id: string
  readonly descriptor: Connector
  readonly names: Text
  readonly source: string | null
  readonly registration: Omit<Registration, 'name'>
}

/** What stands sealed in an account. */
export interface SealedAccount extends AccountCard {
  readonly issuer: string
  readonly subject: string
}

/** Builds the room: connectors found in their folder (a bad file is logged and passed over), providers, sessions. */
export async function openSignIn(core: Core, parts: Pick<SignIn, 'fixed' | 'onSignedIn'>): Promise<SignIn> {
  const { connectors, faults } = await loadConnectors()
  for (const fault of faults) core.log.error(fault, 'a connector does not load')
  return { core, providers: new Providers(core.clock), sessions: new Sessions(core), connectors, ...parts }
}

const secretPlace = (siteId: string, connector: string) => `${siteId}|connector_setting|${connector}|client_secret`
const attemptPlace = (siteId: string, stateHash: Buffer) => `${siteId}|sign_in_attempt|${stateHash.toString('hex')}`
/** Where a token is at home: it opens nowhere else. */
export const tokenPlace = (siteId: string, connector: string, accountId: string, column: 'access' | 'refresh') =>
  `${siteId}|${connector}|${accountId}|${column}`

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** The kinds of account a site has: from tuidan.json, and its own settings, which win. */
export async function connectorsOf(
  signIn: SignIn,
  site: Pick<Site, 'id' | 'slug' | 'isDemo'>,
): Promise<SiteConnector[]> {
  const { core, connectors } = signIn
  const found = await fixedOf(signIn, site)
  for (const row of await listSettings(core.db, site.id)) {
    const descriptor = connectors.get(row.kind)
    if (descriptor === undefined) continue
    const clientSecret =
      row.clientSecret === null ? '' : core.vault.open<string>(row.clientSecret, secretPlace(site.id, row.connector))
    const { issuer, clientId, tokenAuth } = row
    const registration = { issuer, clientId, clientSecret, tokenAuth }
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
  for (const [id, { name: names, kind, source, sites, ...registration }] of Object.entries(fixed)) {
    const descriptor = connectors.get(kind)
    const isOurs = sites.includes(site.slug) || (sites.length === 0 && (await isFirst(sql, site)))
    if (descriptor !== undefined && isOurs) found.set(id, { id, descriptor, names, source, registration })
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
  const { clientSecret, name, ...rest } = input
  const sealed = clientSecret === '' ? null : core.vault.seal(clientSecret, secretPlace(siteId, connector))
  await saveSetting(core.db, siteId, { ...rest, connector, names: name, clientSecret: sealed }, core.clock.now())
}

/**
 * Changes how a site is registered, from the console. Without a secret in the input the one that is there stays.
 * @throws sign-in/unknown-connector (no such kind), sign-in/bad-address, sign-in/demo-address, sign-in/connector-leaving
 */
export async function changeConnector(
  signIn: SignIn,
  site: Site,
  id: string,
  input: Omit<FixedConnector, 'sites' | 'kind' | 'clientSecret'> & { kind?: string; clientSecret?: string },
): Promise<void> {
  if (await isLeaving(signIn.core.db, site.id, id))
    throw signInFail('sign-in/connector-leaving', { params: { id }, field: 'id' })
  const all = await connectorsOf(signIn, site)
  const known = all.find((one) => one.id === id)
  const ours = all.flatMap(({ registration, source }) =>
    source === null ? [registration.issuer] : [registration.issuer, source],
  )
  const kind = input.kind ?? known?.descriptor.id ?? 'oidc'
  if (!signIn.connectors.has(kind)) throw signInFail('sign-in/unknown-connector')
  for (const [field, address] of [
    ['issuer', input.issuer],
    ['source', input.source],
  ] as const) {
    if (address === null) continue
    if (!isAddressForShops(address, signIn.core.publicUrl))
      throw signInFail('sign-in/bad-address', { params: { address }, field })
    // Whoever reaches the demo owns it: they must not make this machine call what only it can reach.
    if (site.isDemo && !ours.some((one) => new URL(one).origin === new URL(address).origin))
      throw signInFail('sign-in/demo-address', { params: { address }, field })
  }
  const clientSecret = input.clientSecret ?? known?.registration.clientSecret ?? ''
  await registerConnector(signIn.core, site.id, id, { ...input, kind, clientSecret })
}

/** Asks the provider for its description, as a sign-in would. @throws sign-in/provider-… */
export async function testConnector(signIn: SignIn, site: Site, id: string, lang: Lang) {
  const connector = await connectorOf(signIn, site, id)
  const issuer = await signIn.providers.issuer(registrationOf(connector, lang))
  return { issuer, redirectUri: redirectUri(signIn.core, site.slug, id) }
}

/** How people sign in with it. @throws sign-in/unknown-connector for a source that is no login */
function loginOf({ descriptor }: SiteConnector): Login {
  if (descriptor.login === undefined) throw signInFail('sign-in/unknown-connector')
  return descriptor.login
}

/** The scopes of its streams, so that a later yes needs no second journey. */
const scopesOf = ({ streams }: Connector): string[] =>
  Object.values(streams).flatMap((stream) => (isRead(stream) && stream.scope !== null ? [stream.scope] : []))

/** The registration with the provider's name in the reader's language, for sentences. */
export const registrationOf = (connector: SiteConnector, lang: Lang): Registration => ({
  ...connector.registration,
  name: say(connector.names, lang),
})

/** The exact redirect address of a kind of account (RFC 9700 §2.1): one of its own each, so that answers cannot be mixed up. */
export function redirectUri(core: Pick<Core, 'publicUrl'>, slug: string, connector: string): string {
  return `${core.publicUrl}/s/${slug}/sign-in/${connector}/callback`
}

/**
 * Begins a sign-in: remembers state, verifier and nonce for ten minutes and says where the browser goes. Asks for the scopes
 * of the streams too, so that a later yes needs no second journey; nothing is read before that yes.
 * @throws sign-in/unknown-connector, provider-…
 */
export async function begin(
  signIn: SignIn,
  input: { site: Site; connector: string; returnTo: string | undefined; browser: string | null; lang: Lang },
): Promise<{ location: string; browser: string }> {
  const { core, providers } = signIn
  const { site, lang } = input
  const connector = await connectorOf(signIn, site, input.connector)
  const login = loginOf(connector)
  const registration = registrationOf(connector, lang)
  const issuer = await providers.issuer(registration)
  const state = providers.newSecret()
  const secrets: AttemptSecrets = {
    verifier: providers.newSecret(),
    nonce: providers.newSecret(),
    returnTo: safeReturnTo(input.returnTo, site, core.publicUrl),
    issuer,
    redirectUri: redirectUri(core, site.slug, connector.id),
  }
  const scopes = [...login.scopes, ...(connector.source === null ? [] : scopesOf(connector.descriptor))]
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

/**
 * Finishes a sign-in: the attempt is used up whatever happens; the answer is judged, the code traded, the account found or made,
 * and a session with a fresh id given. The session that the browser had before ends.
 * @throws sign-in/state-mismatch, expired, denied, wrong-issuer, untrusted-answer, provider-…
 */
export async function finish(
  signIn: SignIn,
  input: {
    site: Site
    connector: string
    query: string
    browser: string | null
    oldSession: string | null
    lang: Lang
  },
): Promise<{ returnTo: string; session: string; personId: string }> {
  const { core, providers } = signIn
  const { site, lang } = input
  const connector = await connectorOf(signIn, site, input.connector)
  const params = new URLSearchParams(input.query)
  const state = params.get('state')
  if (state === null || input.browser === null) throw signInFail('sign-in/state-mismatch')
  const stateHash = hashOf(state)
  const attempt = await takeAttempt(core.db, {
    siteId: site.id,
    stateHash,
    browserHash: hashOf(input.browser),
    connector: connector.id,
  })
  if (attempt === null) throw signInFail('sign-in/state-mismatch')
  const secrets = core.vault.open<AttemptSecrets>(attempt.sealed, attemptPlace(site.id, stateHash))
  const registration = registrationOf(connector, lang)
  const judged = judgeCallback(
    params,
    { issuer: secrets.issuer, expiresAt: attempt.expiresAt, name: registration.name },
    core.clock.now(),
  )
  if (judged instanceof Problem) throw judged
  const callbackUrl = new URL(`${secrets.redirectUri}?${params}`)
  const identity = await providers.exchange(registration, { ...secrets, callbackUrl, state })
  // Of two tabs at once the second finds the account that the first made: its transaction is done again.
  const personId = await core.db.tx((tx) => writeAccount(signIn, tx, { site, connector, identity, lang }))
  const session = await openSession(signIn, site.id, personId, input.oldSession)
  return { returnTo: secrets.returnTo, session, personId }
}

/** Finds or makes the account of an identity, keeps its tokens. Never by e-mail, only by (issuer, subject). */
async function writeAccount(
  signIn: SignIn,
  tx: Sql,
  input: { site: Site; connector: SiteConnector; identity: Identity; lang: Lang },
): Promise<string> {
  const { core } = signIn
  const { site, connector, identity } = input
  // It may have been let go while the provider was asked: an account of it would be ended by nobody.
  if (!(await holdSetting(tx, site.id, connector.id)) && !(await fixedOf(signIn, site, tx)).has(connector.id))
    throw signInFail('sign-in/unknown-connector')
  const at = core.clock.now()
  const { issuer, subject } = identity
  const card: SealedAccount = { issuer, subject, ...loginOf(connector).profile(identity.claims) }
  const subjectHash = core.vault.hash(site.id, 'subject', `${issuer}\n${subject}`)
  const known = await lockAccountBySubject(tx, site.id, subjectHash)
  const accountId = known?.id ?? newId()
  const personId = known?.personId ?? newId()
  if (known === null) {
    await savePerson(tx, { siteId: site.id, id: personId, lang: input.lang, at })
    const box = await core.vault.createPersonKey(tx, site.id, personId)
    const sealed = box.seal(card, `account|${accountId}`)
    await saveAccount(tx, {
      siteId: site.id,
      id: accountId,
      personId,
      connector: connector.id,
      subjectHash,
      sealed,
      at,
    })
  } else {
    const box = await core.vault.personBox(tx, site.id, personId)
    await touchAccount(tx, site.id, accountId, box.seal(card, `account|${accountId}`), at)
  }
  await saveToken(tx, site.id, accountId, sealTokens(core, site.id, connector.id, accountId, identity.tokens), at)
  await record(tx, {
    siteId: site.id,
    name: 'account.signed-in',
    at,
    personId,
    payload: { connector: connector.id, first: known === null },
  })
  await signIn.onSignedIn?.(tx, { siteId: site.id, personId, accountId })
  return personId
}

/** Seals tokens for their row. */
export function sealTokens(core: Core, siteId: string, connector: string, accountId: string, tokens: Tokens) {
  const seal = (value: string, column: 'access' | 'refresh') =>
    core.vault.seal(value, tokenPlace(siteId, connector, accountId, column))
  return {
    access: seal(tokens.access, 'access'),
    refresh: tokens.refresh === null ? null : seal(tokens.refresh, 'refresh'),
    expiresAt: tokens.expiresAt,
    scopes: tokens.scopes,
  }
}

async function openSession(signIn: SignIn, siteId: string, personId: string, old: string | null): Promise<string> {
  const { core } = signIn
  const token = newSecret(32)
  const at = core.clock.now()
  await core.db.tx(async (tx) => {
    if (old !== null) await deleteSession(tx, siteId, hashOf(old))
    await saveSession(tx, { siteId, tokenHash: hashOf(token), personId, at, expiresAt: at + SESSION_MS })
  })
  if (old !== null) signIn.sessions.ended(siteId, old)
  return token
}

/** Signs out: the session ends on the server, wherever its token may be kept. */
export async function signOut(signIn: SignIn, siteId: string, token: string | null): Promise<void> {
  if (token === null) return
  await deleteSession(signIn.core.db, siteId, hashOf(token))
  signIn.sessions.ended(siteId, token)
}
