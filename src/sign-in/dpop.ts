import { createHash, createPrivateKey, randomUUID, webcrypto } from 'node:crypto'
import { SignJWT } from 'jose'
import * as oidc from 'openid-client'
import type { Key } from './registration.ts'

const ES256 = { name: 'ECDSA', namedCurve: 'P-256' }

/** A fresh key for tokens that are bound to one (RFC 9449 §5). */
export async function newBoundKey(): Promise<Key> {
  const { privateKey } = await webcrypto.subtle.generateKey(ES256, true, ['sign', 'verify'])
  return (await webcrypto.subtle.exportKey('jwk', privateKey)) as Key
}

const publicPart = ({ kty, crv, x, y }: Key): Required<Omit<Key, 'd'>> => ({ kty: kty!, crv: crv!, x: x!, y: y! })

/** The key as openid-client wants it, which makes the proofs of the token calls and answers their nonces. */
export async function handleOf(config: oidc.Configuration, key: Key): Promise<oidc.DPoPHandle> {
  const { subtle } = webcrypto
  const secret = { ...publicPart(key), d: key.d! }
  const [privateKey, publicKey] = await Promise.all([
    subtle.importKey('jwk', secret, ES256, false, ['sign']),
    subtle.importKey('jwk', publicPart(key), ES256, true, ['verify']),
  ])
  return oidc.getDPoPHandle(config, { privateKey, publicKey })
}

/** A proof for one request with a bound token (RFC 9449 §4.2); `nonce` is what the server last asked for, `now` in ms. */
export async function proofOf(
  key: Key,
  request: { readonly url: string; readonly method: string; readonly token: string; readonly nonce?: string },
  now: number,
): Promise<string> {
  const url = new URL(request.url)
  const claims = {
    jti: randomUUID(),
    htm: request.method,
    htu: `${url.origin}${url.pathname}`,
    ath: createHash('sha256').update(request.token).digest('base64url'),
    ...(request.nonce === undefined ? {} : { nonce: request.nonce }),
  }
  return await new SignJWT(claims)
    .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: publicPart(key) })
    .setIssuedAt(Math.floor(now / 1000))
    .sign(createPrivateKey({ key: { ...key }, format: 'jwk' }))
}
