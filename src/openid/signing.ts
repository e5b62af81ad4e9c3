import { randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, importJWK, type JWK, jwtVerify, SignJWT } from 'jose'
import { SECOND } from '../base/clock.ts'
import { newSecret } from '../base/id.ts'
import type { Core } from '../engine/core.ts'
import { type Alg, keysAt, TOLD_BEFORE_MS } from './keys.ts'
import { deleteKeys, type KeyRow, listKeys, lockKeys, saveKey } from './store.ts'

/** The name and header type of a visitor token: nobody takes it for an ID token (RFC 8725 §3.11). */
export const VISITOR_TYPE = 'visitor+jwt'
/** A visitor token is good for so long; whoever signed out is gone by then. */
export const VISITOR_MS = 300 * SECOND

/** The keys of a site that are told of, opened. */
export interface SiteKeys {
  /** Private keys; those that sign come first of their kind. */
  readonly jwks: readonly JWK[]
  /** Changes when the list or its order does. */
  readonly mark: string
}

const keyPlace = (siteId: string, id: string) => `${siteId}|openid_key|${id}|sealed`

/** The keys of a site as they are now. What is missing or due is made here, by the process that finds it so. */
export async function keysOf(core: Core, siteId: string): Promise<SiteKeys> {
  let now = keysAt(await listKeys(core.db, siteId), core.clock.now())
  if (now.missing.length + now.due.length + now.over.length > 0) {
    await renewKeys(core, siteId)
    now = keysAt(await listKeys(core.db, siteId), core.clock.now())
  }
  const jwks = now.told.map(({ id, sealed }) => core.vault.open<JWK>(sealed, keyPlace(siteId, id)))
  return { jwks, mark: now.told.map(({ id }) => id).join() }
}

/** Makes what is missing or due, removes what is over. `next`: also a next key of each kind, whose time has not come. */
export async function renewKeys(core: Core, siteId: string, next = false): Promise<void> {
  // Before the lock: an RSA pair takes a second now and then.
  const made = new Map<Alg, JWK>()
  const pairOf = async (alg: Alg): Promise<JWK> => {
    const known = made.get(alg)
    if (known !== undefined) return known
    const { privateKey } = await generateKeyPair(alg, { extractable: true })
    const jwk = { ...(await exportJWK(privateKey)), alg, use: 'sig', kid: newSecret(12) }
    made.set(alg, jwk)
    return jwk
  }
  const before = keysAt(await listKeys(core.db, siteId), core.clock.now())
  for (const alg of [...before.missing, ...before.due, ...(next ? before.signing.keys() : [])]) await pairOf(alg)
  await core.db.tx(async (tx) => {
    await lockKeys(tx, siteId)
    const at = core.clock.now()
    const keys = await listKeys(tx, siteId)
    const { missing, due, over, signing } = keysAt(keys, at)
    const save = async (alg: Alg, signsAt: number) => {
      const jwk = await pairOf(alg)
      const id = jwk.kid!
      const row: KeyRow = { id, alg, signsAt, sealed: core.vault.seal(jwk, keyPlace(siteId, id)) }
      await saveKey(tx, siteId, row)
    }
    for (const alg of missing) await save(alg, at)
    const hasNext = (alg: Alg) => keys.some((key) => key.alg === alg && key.signsAt > at)
    for (const alg of next ? signing.keys() : due) if (!hasNext(alg)) await save(alg, at + TOLD_BEFORE_MS)
    if (over.length > 0)
      await deleteKeys(
        tx,
        siteId,
        over.map(({ id }) => id),
      )
  })
}

/** The list of keys that everybody may read. */
export function publicKeys({ jwks }: SiteKeys): { keys: JWK[] } {
  return {
    keys: jwks.map(({ kty, kid, alg, use, n, e, crv, x, y }) =>
      Object.fromEntries(
        Object.entries({ kty, kid, alg, use, n, e, crv, x, y }).filter(([, value]) => value !== undefined),
      ),
    ) as JWK[],
  }
}

/** Who somebody is to one site's pages and back ends: the same in ID tokens, and nothing that Tuidan's history names. */
export function subjectOf(core: Pick<Core, 'vault'>, siteId: string, personId: string): string {
  return core.vault.hash(siteId, 'openid-subject', personId).toString('base64url')
}

/** Signs a visitor token (RFC 7519) for the pages of one origin. */
export async function signVisitor(
  keys: SiteKeys,
  claims: { readonly issuer: string; readonly origin: string; readonly subject: string; readonly now: number },
): Promise<{ token: string; expiresAt: number }> {
  const jwk = keys.jwks.find(({ alg }) => alg === 'ES256')!
  const iat = Math.floor(claims.now / SECOND)
  const exp = iat + VISITOR_MS / SECOND
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: jwk.kid!, typ: VISITOR_TYPE })
    .setIssuer(claims.issuer)
    .setAudience(claims.origin)
    .setSubject(claims.subject)
    .setIssuedAt(iat)
    .setExpirationTime(exp)
    .setJti(randomUUID())
    .sign(await importJWK(jwk, 'ES256'))
  return { token, expiresAt: exp * SECOND }
}

/**
 * Whom an ID token of this site names, and which client it was made for; null when it was not made here. It may be over: it
 * says who wants to sign out, not who is signed in (OpenID Connect RP-Initiated Logout 1.0 §4).
 */
export async function readHint(
  keys: SiteKeys,
  issuer: string,
  hint: string,
): Promise<{ subject: string; clientId: string } | null> {
  try {
    const { payload } = await jwtVerify(
      hint,
      async ({ kid }) => {
        const jwk = publicKeys(keys).keys.find((key) => key.kid === kid && key.alg === 'RS256')
        if (jwk === undefined) throw new Error('not one of our keys')
        return await importJWK(jwk, 'RS256')
      },
      { algorithms: ['RS256'], issuer, currentDate: new Date(0) },
    )
    const { sub, aud } = payload
    return typeof sub === 'string' && typeof aud === 'string' ? { subject: sub, clientId: aud } : null
  } catch {
    // Forged, cut short, of another site or of a key long gone: it says nothing.
    return null
  }
}
