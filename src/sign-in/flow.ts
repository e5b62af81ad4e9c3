import { randomBytes } from 'node:crypto'
import type { Lang } from '../base/i18n.ts'
import { newSecret } from '../base/id.ts'
import { Problem } from '../base/problem.ts'
import type { Raw } from '../connectors/connector.ts'
import { hashOf } from '../engine/secret-hash.ts'
import type { Site } from '../sites/site.ts'
import {
  connectorOf,
  hasSource,
  loginOf,
  mustBeSetUp,
  redirectUri,
  registrationOf,
  type SiteConnector,
} from './flow-connectors.ts'
import { clientDocument, findServer, scopesOf } from './flow-find.ts'
import type { SignIn } from './flow-open.ts'
import { type Entered, type SealedServer, twinsOf, writeAccount } from './flow-write.ts'
import { ATTEMPT_MS, type AttemptSecrets, judgeCallback, type LinkTo, SESSION_MS, safeReturnTo } from './handshake.ts'
import { signInFail } from './problems.ts'
import { birthdateOf, cardOf } from './provider.ts'
import { callbackParams } from './quirk.ts'
import type { Registration } from './registration.ts'
import { deleteSession, saveAttempt, saveSession, takeAttempt } from './store.ts'

const attemptPlace = (siteId: string, stateHash: Buffer) => `${siteId}|sign_in_attempt|${stateHash.toString('hex')}`

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
