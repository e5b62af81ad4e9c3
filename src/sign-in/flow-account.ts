import { HOUR, SECOND } from '../base/clock.ts'
import type { Lang } from '../base/i18n.ts'
import type { Core } from '../engine/core.ts'
import type { Lane, OutboxItem } from '../engine/outbox.ts'
import type { Site } from '../sites/site.ts'
import { loadSite } from '../sites/store.ts'
import type { Sql } from '../storage/db.ts'
import { registrationAt } from './flow.ts'
import { connectorOf, registrationOf, type SiteConnector } from './flow-connectors.ts'
import type { SignIn } from './flow-open.ts'
import { type SealedAccount, type SealedServer, sealTokens, tokenPlace } from './flow-write.ts'
import { isFresh } from './handshake.ts'
import { signInFail } from './problems.ts'
import { bearingHeaders } from './provider-wire.ts'
import type { Key, Registration } from './registration.ts'
import {
  type AccountRow,
  deleteAccount,
  deleteSignIn,
  destroyPersonKey,
  freeToken,
  leaseToken,
  listAccounts,
  loadAccount,
  loadPersonLang,
  loadToken,
  lockToken,
  markNeedsReconnect,
  type StoredToken,
  saveRefreshed,
  type TokenRow,
} from './store.ts'

/** An account as its owner sees it. */
export interface Account {
  readonly id: string
  readonly personId: string
  readonly connector: string
  readonly name: string | null
  readonly picture: string | null
  /** A verified one, where the provider gave it. */
  readonly email?: string
  readonly issuer: string
  readonly subject: string
  /** What its server was found by. */
  readonly typed?: string
  readonly state: AccountRow['state']
  readonly connectedAt: number
  readonly signedInAt: number
}

/** The accounts of a shopper, opened. @throws vault/erased */
export async function accountsOf(core: Core, sql: Sql, siteId: string, personId: string): Promise<Account[]> {
  const rows = await listAccounts(sql, siteId, personId)
  if (rows.length === 0) return []
  const box = await core.vault.personBox(sql, siteId, personId)
  return rows.map(({ sealed, ...row }) => ({ ...row, ...box.open<SealedAccount>(sealed, `account|${row.id}`) }))
}

/** Longer than any refresh takes; the right to it ends then, should its holder have died. */
const LEASE_MS = 30 * SECOND
/** Who finds another refreshing looks this often, and not longer than a slow provider takes. */
const LOOK_MS = 100
const MOST_LOOKS = 120

/**
 * An access token that is good now. One refreshes at a time, under a lease, so that two processes never burn one refresh token and
 * no connection waits for the provider; the rotated one is saved before anybody uses it.
 * @throws sign-in/needs-reconnect (kept with the account, no retry), sign-in/provider-…
 */
export async function accessToken(signIn: SignIn, siteId: string, accountId: string): Promise<string> {
  return (await goodToken(signIn, siteId, accountId)).token
}

interface Good {
  readonly account: AccountRow
  readonly token: string
  readonly key: Key | null
}

async function goodToken(signIn: SignIn, siteId: string, accountId: string): Promise<Good> {
  const { core } = signIn
  const account = await loadAccount(core.db, siteId, accountId)
  if (account === null) throw signInFail('sign-in/needs-reconnect', { params: { name: '-' } })
  const registration = await registered(signIn, siteId, account)
  const ended = () => signInFail('sign-in/needs-reconnect', { params: { name: registration.name } })
  if (account.state === 'needs-reconnect') throw ended()
  for (let look = 0; look < MOST_LOOKS; look++) {
    if (look > 0) await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    const now = core.clock.now()
    let token = await loadToken(core.db, siteId, accountId)
    if (token === null) throw ended()
    const isStale = !isFresh(token.expiresAt, now)
    const until = now + LEASE_MS
    if (isStale) token = await leaseToken(core.db, siteId, accountId, now, until)
    // Another is at it.
    if (token === null) continue
    if (isStale && !isFresh(token.expiresAt, now))
      return await refreshed(signIn, siteId, account, registration, token, until)
    if (isStale) await freeToken(core.db, siteId, accountId, until)
    const access = core.vault.open<string>(token.access, tokenPlace(siteId, account.connector, accountId, 'access'))
    return { account, token: access, key: keyOf(core, siteId, account, token) }
  }
  throw signInFail('sign-in/provider-slow', { params: { name: registration.name } })
}

const keyOf = (core: Core, siteId: string, { id, connector }: AccountRow, { dpop }: TokenRow): Key | null =>
  dpop === null ? null : core.vault.open<Key>(dpop, tokenPlace(siteId, connector, id, 'dpop'))

const serverOf = (core: Core, siteId: string, connector: string, id: string, sealed: Buffer | null) =>
  sealed === null ? null : core.vault.open<SealedServer>(sealed, tokenPlace(siteId, connector, id, 'server'))

/** What a request on behalf of an account is made with. */
export interface Bearer {
  /** For providers that want it in the query; `sign` puts it into a header. */
  readonly token: string
  /** Base address of the account's own data, without a slash at its end; null where the setting or the descriptor knows it. */
  readonly base: string | null
  /** Was that base found from what somebody typed? Then only a guarded fetch may ask it. */
  readonly isTyped: boolean
  readonly subject: string
  /**
   * The headers that show the token (RFC 6750 §2.1), with a proof where it is bound to a key (RFC 9449 §7.1). A server that
   * answers 401 with a `DPoP-Nonce` header wants to be asked once more with that nonce.
   */
  sign(request: { readonly url: string; readonly method?: string }, nonce?: string): Promise<Record<string, string>>
}

/**
 * A token that is good now, and how an account's requests are signed with it.
 * @throws sign-in/needs-reconnect, sign-in/provider-…, vault/erased
 */
export async function bearer(signIn: SignIn, siteId: string, accountId: string): Promise<Bearer> {
  const { core } = signIn
  const { account, token, key } = await goodToken(signIn, siteId, accountId)
  const box = await core.vault.personBox(core.db, siteId, account.personId)
  const { base, subject } = box.open<SealedAccount>(account.sealed, `account|${account.id}`)
  return {
    token,
    base: base?.replace(/\/+$/, '') ?? null,
    isTyped: base !== undefined,
    subject,
    sign: async ({ url, method = 'GET' }, nonce) =>
      await bearingHeaders(url, method, { token, key }, core.clock, nonce),
  }
}

/** Gets and keeps a fresh token for a stale one whose lease the caller has, until then. */
async function refreshed(
  signIn: SignIn,
  siteId: string,
  account: AccountRow,
  registration: Registration,
  stale: StoredToken,
  until: number,
): Promise<Good> {
  const { core } = signIn
  const { id, connector } = account
  const ended = signInFail('sign-in/needs-reconnect', { params: { name: registration.name } })
  try {
    // Without a refresh token an expired access token is never handed out.
    if (stale.refresh === null) throw ended
    const used = core.vault.open<string>(stale.refresh, tokenPlace(siteId, connector, id, 'refresh'))
    const key = keyOf(core, siteId, account, stale)
    const fresh = await signIn.providers.refresh(registration, used, key)
    const sealed = sealTokens(core, siteId, connector, id, fresh)
    const scopes = fresh.scopes.length === 0 ? stale.scopes : fresh.scopes
    const keep = () => saveRefreshed(core.db, siteId, id, { ...sealed, scopes }, stale.version, core.clock.now())
    const isKept = await insist(keep)
    if (!isKept && (await loadAccount(core.db, siteId, id)) === null) {
      // Erased meanwhile: what came too late for that is taken back as well.
      await core.db.tx((tx) => takeBackLater(core, tx, siteId, account, { ...sealed, server: stale.server }))
      throw ended
    }
    return { account, token: fresh.access, key }
  } catch (error) {
    await freeToken(core.db, siteId, id, until)
    if ((error as { code?: string }).code !== ended.code) throw error
    const current = await loadToken(core.db, siteId, id)
    // They signed in again meanwhile: what was refused stands no more.
    if (current !== null && current.version !== stale.version) return await goodToken(signIn, siteId, id)
    await markNeedsReconnect(core.db, siteId, id)
    throw ended
  }
}

/** How often a fresh token is tried to be kept, and the first pause between two tries, which doubles. */
const MOST_KEEPS = 6
const KEEP_MS = 100

/**
 * Tries a write again that must not be lost: the old refresh token is burnt, and the new one stands nowhere else yet.
 * @throws what the last try did, or what trying again does not mend
 */
async function insist<T>(write: () => Promise<T>): Promise<T> {
  for (let n = 0; ; n++) {
    try {
      return await write()
    } catch (error) {
      if (n === MOST_KEEPS || (error as { retryAfterMs?: number }).retryAfterMs === undefined) throw error
      await new Promise((resolve) => setTimeout(resolve, KEEP_MS * 2 ** n))
    }
  }
}

/** The provider said that this access token is no good: the next use begins with a refresh. */
export async function tokenRefused(core: Core, siteId: string, accountId: string): Promise<void> {
  await core.db.run('update account_token set expires_at = $3 where site_id = $1 and account_id = $2', [
    siteId,
    accountId,
    new Date(core.clock.now()),
  ])
}

async function registered(signIn: SignIn, siteId: string, account: AccountRow): Promise<Registration> {
  const site = await loadSite(signIn.core.db, siteId)
  if (site === null) throw signInFail('sign-in/unknown-connector')
  const { core } = signIn
  const lang: Lang = await loadPersonLang(core.db, siteId, account.personId)
  const token = await loadToken(core.db, siteId, account.id)
  const at = serverOf(core, siteId, account.connector, account.id, token?.server ?? null)
  return registrationAt(registrationOf(await connectorOf(signIn, site, account.connector), lang), at)
}

/** A kind of account on its way out: how it was registered, sealed, for taking tokens back when its setting is gone. */
export interface Leaving {
  readonly connector: string
  /** Base64 of what `sealLeaving` made; null: it is not set up any more, so that nothing can be taken back at its provider. */
  readonly sealed: string | null
}

const leavingPlace = (siteId: string, connector: string) => `${siteId}|connector|${connector}|leaving`

/** Seals how a kind of account is registered, for work that outlives its setting. */
export function sealLeaving(
  core: Core,
  siteId: string,
  { id, registration, descriptor }: SiteConnector,
): Leaving & { readonly sealed: string } {
  const sealed = core.vault
    .seal({ ...registration, name: id, kind: descriptor.id }, leavingPlace(siteId, id))
    .toString('base64')
  return { connector: id, sealed }
}

/** Ends one account: its token is taken back at the provider, and with the row goes all that was read from it. */
export async function endAccount(
  signIn: SignIn,
  tx: Sql,
  siteId: string,
  account: Pick<AccountRow, 'id' | 'connector'>,
  leaving?: Leaving,
): Promise<void> {
  await endTokens(signIn, tx, siteId, account, leaving)
  await deleteAccount(tx, siteId, account.id)
}

/** An account's token is taken back at its provider. */
export async function endTokens(
  signIn: SignIn,
  tx: Sql,
  siteId: string,
  account: Pick<AccountRow, 'id' | 'connector'>,
  leaving?: Leaving,
): Promise<void> {
  const token = await lockToken(tx, siteId, account.id)
  if (token !== null) await takeBackLater(signIn.core, tx, siteId, account, token, leaving)
}

/** Outbox work: taking a token back at its provider. */
export const REVOKE = 'account.revoke'
/**
 * While a token cannot be taken back (the provider is away, its registration is wrong) it is tried again for about a week: pauses
 * double up to an hour, which takes 14 tries. Then it is let go of: what is left of somebody erased is not kept for ever, and
 * tokens of a provider that stays away end by themselves.
 */
export const REVOKE_LANE: Lane = { mostTries: 14 + 7 * 24, mostPauseMs: HOUR, letGo: true }

/**
 * Removes everything by which a shopper could be known or come back, and their key, in the caller's transaction. Tokens are
 * taken back at the provider afterwards; until then they stand sealed in the outbox.
 */
export async function eraseSignIn(
  signIn: SignIn,
  tx: Sql,
  siteId: string,
  personId: string,
  leaving?: Leaving,
): Promise<void> {
  const { core } = signIn
  const at = core.clock.now()
  for (const account of await listAccounts(tx, siteId, personId)) {
    const token = await lockToken(tx, siteId, account.id)
    if (token === null) continue
    await takeBackLater(core, tx, siteId, account, token, leaving)
  }
  await deleteSignIn(tx, siteId, personId)
  await destroyPersonKey(tx, siteId, personId, at)
}

async function takeBackLater(
  core: Core,
  tx: Sql,
  siteId: string,
  { id, connector }: Pick<AccountRow, 'id' | 'connector'>,
  token: Pick<TokenRow, 'access' | 'refresh' | 'server'>,
  leaving?: Leaving,
): Promise<void> {
  if (leaving?.connector === connector && leaving.sealed === null) {
    core.log.warn(
      { siteId, connector, account: id },
      'a token is not taken back: its kind of account is not set up any more',
    )
    return
  }
  const column = token.refresh === null ? 'access' : 'refresh'
  const payload = {
    connector,
    column,
    sealed: (token.refresh ?? token.access).toString('base64'),
    // A request of the provider's own names the access token, and a typed server goes with its token.
    access: token.access.toString('base64'),
    ...(token.server === null ? {} : { server: token.server.toString('base64') }),
    ...(leaving?.connector === connector ? { registration: leaving.sealed } : {}),
  }
  await core.outbox.add(tx, { siteId, kind: REVOKE, ref: id, dueAt: core.clock.now(), payload })
}

/** Takes a token back at its provider. @throws sign-in/provider-…, sign-in/unknown-connector; {@link REVOKE_LANE} says what then */
export async function revoke(signIn: SignIn, item: OutboxItem): Promise<void> {
  try {
    await takeBack(signIn, item)
  } catch (cause) {
    // Whatever the reason, also one that is final elsewhere: it may be mended within the week.
    throw new Error('a token was not taken back at its provider', { cause })
  }
}

async function takeBack(signIn: SignIn, item: OutboxItem): Promise<void> {
  const { core } = signIn
  const { connector, column, sealed, access, server, registration } = item.payload as {
    connector: string
    column: 'access' | 'refresh'
    sealed: string
    access?: string
    server?: string
    registration?: string
  }
  const site = await loadSite(core.db, item.siteId)
  if (site === null) return
  const at = registration === undefined ? await registeredNow(signIn, site, connector) : null
  if (registration === undefined && at === null) return
  const { siteId, ref } = item
  const known = at ?? keptFor(signIn, siteId, connector, registration!)
  const isOwn = known.descriptor?.revoke === 'own' && access !== undefined
  const token = core.vault.open<string>(
    Buffer.from(isOwn ? access : sealed, 'base64'),
    tokenPlace(siteId, connector, ref, isOwn ? 'access' : column),
  )
  const home = serverOf(core, siteId, connector, ref, server === undefined ? null : Buffer.from(server, 'base64'))
  await signIn.providers.revoke(registrationAt(known, home), token)
}

/** How a site was registered before its setting went. */
function keptFor({ core, connectors }: SignIn, siteId: string, connector: string, sealed: string): Registration {
  const { kind = 'oidc', ...kept } = core.vault.open<Registration & { kind?: string }>(
    Buffer.from(sealed, 'base64'),
    leavingPlace(siteId, connector),
  )
  const descriptor = connectors.get(kind)
  return descriptor === undefined ? kept : { ...kept, descriptor }
}

/** How a site is registered now; null where its provider takes nothing back. @throws sign-in/unknown-connector */
async function registeredNow(signIn: SignIn, site: Site, connector: string): Promise<Registration | null> {
  const found = await connectorOf(signIn, site, connector)
  return found.descriptor.revoke === 'none' ? null : registrationOf(found, 'en')
}
