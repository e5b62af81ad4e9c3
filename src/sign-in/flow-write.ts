import type { Lang } from '../base/i18n.ts'
import { newId } from '../base/id.ts'
import type { AccountCard, FoundServer } from '../connectors/connector.ts'
import type { Core } from '../engine/core.ts'
import { record } from '../engine/event-log.ts'
import type { PersonBox } from '../engine/vault.ts'
import type { Sql } from '../storage/db.ts'
import type { FoundClient } from './handshake.ts'
import type { Identity, Tokens } from './registration.ts'
import {
  accountIdsByNames,
  lockAccountBySubject,
  renameAccount,
  saveAccount,
  saveAliases,
  savePerson,
  saveToken,
  type TokenRow,
  touchAccount,
} from './store.ts'

/** What stands sealed in an account, under its person's key. */
export interface SealedAccount extends AccountCard {
  readonly issuer: string
  readonly subject: string
  /** Base address of the data that belongs to the account, and what was typed to find it. */
  readonly base?: string
  readonly typed?: string
}

/** The server that tokens are from, where it was typed: what refreshing and taking back need. */
export interface SealedServer {
  readonly found: FoundServer
  readonly client: FoundClient
}

/** A column of account_token. */
export type TokenColumn = 'access' | 'refresh' | 'dpop' | 'server'

/** Where a token is at home: it opens nowhere else. */
export const tokenPlace = (siteId: string, connector: string, accountId: string, column: TokenColumn) =>
  `${siteId}|${connector}|${accountId}|${column}`

/** Seals tokens for their row. */
export function sealTokens(
  core: Core,
  siteId: string,
  connector: string,
  accountId: string,
  tokens: Tokens,
  server: SealedServer | null = null,
): TokenRow {
  const seal = (value: unknown, column: TokenColumn) =>
    value == null ? null : core.vault.seal(value, tokenPlace(siteId, connector, accountId, column))
  return {
    // An access token is always there.
    access: seal(tokens.access, 'access')!,
    refresh: seal(tokens.refresh, 'refresh'),
    expiresAt: tokens.expiresAt,
    scopes: tokens.scopes,
    dpop: seal(tokens.key, 'dpop'),
    server: seal(server, 'server'),
  }
}

/** Somebody who signed in, with all that is kept of it. */
export interface Entered {
  readonly siteId: string
  readonly connector: string
  readonly identity: Identity
  readonly card: AccountCard
  /** As the account tells it, for whoever compares it; never kept. */
  readonly birthdate: string | null
  readonly at: SealedServer | null
  readonly lang: Lang
}

/** Where an identity's names are looked up: the one it is called by, and others the same issuer gives the same account. */
export function namesOf(core: Core, { siteId, identity }: Entered): { subjectHash: Buffer; others: Buffer[] } {
  const { issuer, subject } = identity
  const hashOf = (name: string) => core.vault.hash(siteId, 'subject', `${issuer}\n${name}`)
  const others = identity.aliases.filter((name) => name !== '' && name !== subject).map(hashOf)
  return { subjectHash: hashOf(subject), others }
}

/** The accounts that the names of one identity find: more than one, where it was met under names that had nothing in common yet. */
export async function twinsOf(core: Core, entered: Entered): Promise<string[]> {
  const { subjectHash, others } = namesOf(core, entered)
  return others.length === 0 ? [] : await accountIdsByNames(core.db, entered.siteId, [subjectHash, ...others])
}

/** What became of an identity. */
export interface Written {
  readonly personId: string
  readonly accountId: string
  /** Has that person agreed to anything? Of somebody new nothing is known yet. */
  readonly hasAgreed: boolean
  /** The last statements, on their way: whoever does not wait for them sends the commit with them, which fails if they do. */
  readonly sent: Promise<unknown>
}

/**
 * Finds or makes the account of an identity, keeps its tokens. Never by e-mail, only by (issuer, subject) or another name the same
 * issuer gives the same account; one known by such a name so far is called by its proper one from now on.
 */
export async function writeAccount(
  core: Core,
  tx: Sql,
  input: Entered,
  /** Whose a new account is to be; absent: a new person's. */
  ofPerson?: string,
): Promise<Written> {
  const { siteId, connector, identity } = input
  const now = core.clock.now()
  const { issuer, subject } = identity
  const { subjectHash, others } = namesOf(core, input)
  const known = await lockAccountBySubject(tx, siteId, subjectHash, others)
  const accountId = known?.id ?? newId()
  const personId = known?.personId ?? ofPerson ?? newId()
  const found = input.at?.found
  const card: SealedAccount = {
    issuer,
    subject,
    ...input.card,
    ...(found === undefined ? {} : { base: found.base, typed: found.typed }),
  }
  const token = sealTokens(core, siteId, connector, accountId, identity.tokens, input.at)
  const place = `account|${accountId}`
  // Each is one statement, so that all of them are on their way when this returns; they run in this order.
  const steps: Promise<unknown>[] = []
  if (known === null) {
    const box =
      ofPerson === undefined
        ? await newPerson(core, tx, { siteId, id: personId, lang: input.lang, at: now })
        : await core.vault.personBox(tx, siteId, personId)
    const sealed = box.seal(card, place)
    steps.push(
      saveAccount(tx, { siteId, id: accountId, personId, connector, subjectHash, sealed, at: now }),
      saveToken(tx, siteId, accountId, token, now),
    )
  } else {
    if (known.isOther) await renameAccount(tx, siteId, accountId, subjectHash)
    const sealed = core.vault.boxOf(known.wrapped, siteId, personId).seal(card, place)
    steps.push(touchAccount(tx, siteId, accountId, { connector, sealed, token, at: now }))
  }
  if (others.length > 0) steps.push(saveAliases(tx, siteId, accountId, others))
  const payload = { connector, first: known === null }
  steps.push(record(tx, { siteId, name: 'account.signed-in', at: now, personId, payload }))
  const sent = Promise.all(steps)
  // Told by the commit where nobody waits.
  sent.catch(() => {})
  return { personId, accountId, hasAgreed: known?.hasAgreed === true, sent }
}

async function newPerson(core: Core, tx: Sql, person: Parameters<typeof savePerson>[1]): Promise<PersonBox> {
  const [, box] = await Promise.all([savePerson(tx, person), core.vault.createPersonKey(tx, person.siteId, person.id)])
  return box
}
