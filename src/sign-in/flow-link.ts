import { MINUTE } from '../base/clock.ts'
import type { Lang } from '../base/i18n.ts'
import { newId } from '../base/id.ts'
import { audit } from '../engine/audit.ts'
import { record } from '../engine/event-log.ts'
import { hashOf } from '../engine/secret-hash.ts'
import { lockProfile } from '../profile/store.ts'
import type { Site } from '../sites/site.ts'
import { type Attempt, begin, proveAttempt } from './flow.ts'
import { mustBeSetUp } from './flow-connectors.ts'
import type { SignIn } from './flow-open.ts'
import { namesOf, writeAccount } from './flow-write.ts'
import { FRESH_SESSION_MS, isAlive, isFreshSession, type LinkTo } from './handshake.ts'
import { signInFail } from './problems.ts'
import { loadSession, lockAccountBySubject, type SessionRow } from './store.ts'
import { isErased } from './store-leaving.ts'
import { type MergeOffer, saveMergeOffer } from './store-link.ts'

// Several accounts on one shopper. An account joins a person in one way only: they are signed in, have been so for minutes and not
// days, begin it themselves (a POST of our own page), and come back in the same browser and the same session. An e-mail address
// plays no part. Whose account it is already is asked under the lock of the account; when it is somebody else's on this site,
// nothing is changed and the two may be merged, since both have just been proven (profile/flow-merge.ts).

/** How long an offer to merge stands: as long as both proofs are fresh. */
export const MERGE_OFFER_MS = 10 * MINUTE

/** What became of connecting an account. */
export type Linked =
  | { readonly result: 'linked' | 'known'; readonly accountId: string }
  | { readonly result: 'other'; readonly offer: MergeOffer }

/** The session behind a cookie as the database has it now, or null when it is over. */
async function sessionNow({ core }: SignIn, siteId: string, token: string): Promise<SessionRow | null> {
  const row = await loadSession(core.db, siteId, hashOf(token))
  return row !== null && isAlive(row, core.clock.now()) ? row : null
}

/** Until when somebody may connect accounts without signing in again; null: not any more. ms since the epoch. */
export async function freshUntil(signIn: SignIn, siteId: string, token: string): Promise<number | null> {
  const row = await sessionNow(signIn, siteId, token)
  if (row === null || !isFreshSession(row, signIn.core.clock.now())) return null
  return row.signedInAt + FRESH_SESSION_MS
}

/**
 * Begins connecting an account: as a sign-in, but for the person and session that the attempt is bound to.
 * @throws sign-in/not-fresh, link-other-session (the session ended), and whatever `begin` does
 */
export async function beginLink(
  signIn: SignIn,
  input: {
    site: Site
    connector: string
    typed: string | undefined
    browser: string | null
    session: string
    lang: Lang
  },
): Promise<{ location: string; browser: string }> {
  const { site, session, ...rest } = input
  const row = await sessionNow(signIn, site.id, session)
  if (row === null) throw signInFail('sign-in/link-other-session')
  if (!isFreshSession(row, signIn.core.clock.now())) throw signInFail('sign-in/not-fresh')
  const link: LinkTo = { personId: row.personId, session: hashOf(session).toString('base64url') }
  return await begin(signIn, { site, ...rest, returnTo: undefined, link })
}

/**
 * Finishes connecting an account. Whoever is signed in by now must be who began it, in the session in which they did.
 * @throws sign-in/link-other-session, and whatever a sign-in does
 */
export async function finishLink(signIn: SignIn, attempt: Attempt, session: string | null): Promise<Linked> {
  const { core } = signIn
  const { site, found } = attempt
  const siteId = site.id
  const { personId, session: begunIn } = attempt.secrets.link!
  const sessionHash = session === null ? null : hashOf(session)
  const mustBeThem = async () => {
    const row = sessionHash?.toString('base64url') === begunIn ? await sessionNow(signIn, siteId, session!) : null
    if (row?.personId !== personId) throw signInFail('sign-in/link-other-session')
  }
  // Before the code is traded: what is refused gets no token.
  await mustBeThem()
  const entered = await proveAttempt(signIn, attempt)
  // Accounts that turned out to be one may have moved this very person; and the provider may have taken its time.
  await mustBeThem()
  const { subjectHash, others } = namesOf(core, entered)
  const { linked, owner } = await core.db.tx(async (tx): Promise<{ linked: Linked; owner: string }> => {
    // As everybody who changes what hangs on a person: an erasure under way is waited for, and then there is nobody to join.
    await lockProfile(tx, siteId, personId)
    if (await isErased(tx, siteId, personId)) throw signInFail('sign-in/link-other-session')
    await mustBeSetUp(signIn, tx, site, found.id)
    const known = await lockAccountBySubject(tx, siteId, subjectHash, others)
    const { accountId, sent } = await writeAccount(core, tx, entered, personId)
    await sent
    if (known === null) {
      const payload = { connector: found.id }
      const at = core.clock.now()
      await record(tx, { siteId, name: 'account.linked', at, personId, payload })
      const entry = { siteId, at, action: 'account.linked', about: `connector=${found.id}`, personId }
      await audit(tx, { ...entry, who: { kind: 'shopper', id: personId }, outcome: 'done' })
      return { linked: { result: 'linked', accountId }, owner: personId }
    }
    if (known.personId === personId) {
      await signIn.onSignedIn?.(tx, { siteId, personId, accountId })
      return { linked: { result: 'known', accountId }, owner: personId }
    }
    const expiresAt = core.clock.now() + MERGE_OFFER_MS
    const offer = { id: newId(), personId, otherId: known.personId, sessionHash: sessionHash!, expiresAt }
    await saveMergeOffer(tx, siteId, offer)
    return { linked: { result: 'other', offer }, owner: known.personId }
  })
  const { birthdate, lang } = entered
  if (birthdate !== null) await signIn.onBirthdate?.(signIn, { site, personId: owner, lang }, birthdate)
  return linked
}
