import { generateKeyPairSync } from 'node:crypto'
import { importJWK, jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import { HOUR } from '../base/clock.ts'
import { vapidHeader } from './vapid.ts'

test('the token is what jose accepts, for this origin and until then', async () => {
  const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const jwk = pair.publicKey.export({ format: 'jwk' })
  const expiresAt = Date.now() + 12 * HOUR
  const header = vapidHeader(
    { publicKey: 'BPub', privateKey: pair.privateKey },
    'https://push.example:8443',
    'mailto:owner@shop.example',
    expiresAt,
  )
  const [, token = '', key] = /^vapid t=([^,]+), k=(.+)$/.exec(header)!
  expect(key).toBe('BPub')
  const { payload, protectedHeader } = await jwtVerify(token, await importJWK(jwk, 'ES256'), {
    audience: 'https://push.example:8443',
  })
  expect(protectedHeader).toEqual({ typ: 'JWT', alg: 'ES256' })
  expect(payload).toEqual({
    aud: 'https://push.example:8443',
    exp: Math.floor(expiresAt / 1_000),
    sub: 'mailto:owner@shop.example',
  })
})
