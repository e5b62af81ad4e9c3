import { DAY, HOUR, SECOND } from '../base/clock.ts'
import type { Lang } from '../base/i18n.ts'
import type { Core } from '../engine/core.ts'
import type { OutboxItem } from '../engine/outbox.ts'
import { loadSite } from '../sites/store.ts'
import type { Sql } from '../storage/db.ts'
import { connectorOf, registrationOf, type SealedAccount, type SignIn, sealTokens, tokenPlace } from './flow.ts'
import { isFresh } from './handshake.ts'
import { signInFail } from './problems.ts'
import type { Registration } from './provider.ts'
import {
  type AccountRow,
  deleteSignIn,
  destroyPersonKey,
  listAccounts,
  loadAccount,
  loadPersonLang,
  loadToken,
  lockToken,
  markNeedsReconnect,
  saveToken,
  type TokenRow,
} from './store.ts'

/** An account as its owner sees it. */
export interface Account {
  readonly id: string
  readonly personId: string
  readonly connector: string
  readonly name: string | null
  readonly picture: string | null
  readonly issuer: string
  readonly subject: string
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

/**
 * An access token that is good now. Refreshed under a row lock, so that two processes never burn one refresh token; the rotated
 * one is saved before anybody uses it.
 * @throws sign-in/needs-reconnect (kept with the account, no retry), sign-in/provider-…
 */
export async function accessToken(signIn: SignIn, siteId: string, accountId: string): Promise<string> {
  const { core } = signIn
  const account = await loadAccount(core.db, siteId, accountId)
  const token = await loadToken(core.db, siteId, accountId)
  if (account === null || token === null) throw signInFail('sign-in/needs-reconnect', { params: { name: '-' } })
  const place = (column: 'access' | 'refresh') => tokenPlace(siteId, account.connector, accountId, column)
  const open = (row: TokenRow) => core.vault.open<string>(row.access, place('access'))
  const registration = await registered(signIn, siteId, account)
  const ended = () => signInFail('sign-in/needs-reconnect', { params: { name: registration.name } })
  if (account.state === 'needs-reconnect') throw ended()
  if (isFresh(token.expiresAt, core.clock.now())) return open(token)
  return await core.db.tx(async (tx) => {
    const locked = await lockToken(tx, siteId, accountId)
    if (locked === null) throw ended()
    if (isFresh(locked.expiresAt, core.clock.now())) return open(locked)
    // Without a refresh token an expired access token is never handed out.
    if (locked.refresh === null) return await refuse()
    const refresh = core.vault.open<string>(locked.refresh, place('refresh'))
    const fresh = await signIn.providers.refresh(registration, refresh).catch((error: { code?: string }) => {
      if (error.code === 'sign-in/needs-reconnect') return null
      throw error
    })
    if (fresh === null) return await refuse()
    const sealed = sealTokens(core, siteId, account.connector, accountId, fresh)
    const scopes = fresh.scopes.length === 0 ? locked.scopes : fresh.scopes
    await saveToken(tx, siteId, accountId, { ...sealed, scopes }, core.clock.now())
    return fresh.access
  })

  async function refuse(): Promise<never> {
    // Outside the transaction, which the error rolls back.
    await markNeedsReconnect(core.db, siteId, accountId)
    throw ended()
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
  const lang: Lang = await loadPersonLang(signIn.core.db, siteId, account.personId)
  return registrationOf(await connectorOf(signIn, site, account.connector), lang)
}

/** Outbox work: taking a token back at its provider. */
export const REVOKE = 'account.revoke'
/** A provider that is away for longer than a long weekend stays away; its tokens end by themselves. */
const REVOKE_MS = 7 * DAY
const LONGEST_PAUSE_MS = HOUR

/**
 * Removes everything by which a shopper could be known or come back, and their key, in the caller's transaction. Tokens are
 * taken back at the provider afterwards; until then they stand sealed in the outbox.
 */
export async function eraseSignIn(signIn: SignIn, tx: Sql, siteId: string, personId: string): Promise<void> {
  const { core } = signIn
  const at = core.clock.now()
  for (const account of await listAccounts(tx, siteId, personId)) {
    const token = await lockToken(tx, siteId, account.id)
    if (token === null) continue
    const column = token.refresh === null ? 'access' : 'refresh'
    const sealed = (token.refresh ?? token.access).toString('base64')
    const payload = { connector: account.connector, column, sealed }
    await core.outbox.add(tx, { siteId, kind: REVOKE, ref: account.id, dueAt: at, payload })
  }
  await deleteSignIn(tx, siteId, personId)
  await destroyPersonKey(tx, siteId, personId, at)
}

/**
 * Takes a token back at its provider. While that cannot be done (the provider is away, its registration is wrong) it is tried
 * again for {@link REVOKE_MS}; then the token is let go of: what is left of somebody erased is not kept for ever.
 */
export async function revoke(signIn: SignIn, item: OutboxItem): Promise<void> {
  const { core } = signIn
  const now = core.clock.now()
  const { since = now, tries = 1 } = item.payload as { since?: number; tries?: number }
  try {
    await takeBack(signIn, item)
  } catch (error) {
    const isOver = now >= since + REVOKE_MS
    core.log.warn({ err: error, ref: item.ref, tries, isOver }, 'a token was not taken back at its provider')
    if (isOver) return
    const { siteId, kind, ref, payload } = item
    const dueAt = now + Math.min(LONGEST_PAUSE_MS, SECOND * 2 ** tries)
    await core.db.tx(async (tx) => {
      await core.outbox.cancel(tx, { siteId, kind, ref })
      await core.outbox.add(tx, { siteId, kind, ref, dueAt, payload: { ...payload, since, tries: tries + 1 } })
    })
  }
}

async function takeBack(signIn: SignIn, item: OutboxItem): Promise<void> {
  const { core } = signIn
  const { connector, column, sealed } = item.payload as {
    connector: string
    column: 'access' | 'refresh'
    sealed: string
  }
  const site = await loadSite(core.db, item.siteId)
  if (site === null) return
  const found = await connectorOf(signIn, site, connector)
  if (found.descriptor.revoke === 'none') return
  const token = core.vault.open<string>(
    Buffer.from(sealed, 'base64'),
    tokenPlace(item.siteId, connector, item.ref, column),
  )
  await signIn.providers.revoke(registrationOf(found, 'en'), token)
}
