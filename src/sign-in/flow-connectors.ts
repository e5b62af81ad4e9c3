import { SECOND } from '../base/clock.ts'
import { type Lang, say, type Text } from '../base/i18n.ts'
import type { Connector, KeyKind, Login } from '../connectors/connector.ts'
import type { Core } from '../engine/core.ts'
import type { Site } from '../sites/site.ts'
import { listSites } from '../sites/store.ts'
import type { Sql } from '../storage/db.ts'
import type { FixedConnector, SignIn } from './flow-open.ts'
import { isAddressForShops } from './handshake.ts'
import { isOfKind, readPrivateKey } from './private-key.ts'
import { signInFail } from './problems.ts'
import type { Registration } from './registration.ts'
import { listSettings, saveSetting } from './store.ts'
import { holdSetting, isLeaving } from './store-leaving.ts'

/** A kind of account as one site has it: descriptor and registration together. */
export interface SiteConnector {
  readonly id: string
  readonly descriptor: Connector
  readonly names: Text
  readonly source: string | null
  readonly registration: Omit<Registration, 'name'>
}

const settingPlace = (siteId: string, connector: string, column: 'client_secret' | 'setup') =>
  `${siteId}|connector_setting|${connector}|${column}`

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
export function loginOf({ descriptor }: SiteConnector): Login {
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

/** It may have been let go while the provider was asked: an account of it would be ended by nobody. @throws sign-in/unknown-connector */
export async function mustBeSetUp(signIn: SignIn, tx: Sql, site: Site, connector: string): Promise<void> {
  if (!(await holdSetting(tx, site.id, connector)) && !(await fixedOf(signIn, site, tx)).has(connector))
    throw signInFail('sign-in/unknown-connector')
}
