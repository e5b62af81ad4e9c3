import { createECDH, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import webpush from 'web-push'
import { type Agreed, envelopeOf, MOST_BYTES, seal } from './encrypt.ts'

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url')

/** RFC 8291 Appendix A. */
const VECTOR = {
  plaintext: 'When I grow up, I want to be a watermelon',
  point: bytes('BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8'),
  secretKey: bytes('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'),
  theirPoint: bytes('BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4'),
  auth: bytes('BTBZMqHH6r4Tts7J_aSIgg'),
  salt: bytes('DGv6ra1nlYgDCS1FRnbzlw'),
  body:
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A' +
    '_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
}

function agree(theirs: Uint8Array, secretKey?: Buffer): Agreed {
  const pair = createECDH('prime256v1')
  if (secretKey === undefined) pair.generateKeys()
  else pair.setPrivateKey(secretKey)
  return { point: pair.getPublicKey(), secret: pair.computeSecret(theirs) }
}

test('the example of RFC 8291, byte for byte', () => {
  const { plaintext, point, secretKey, theirPoint, auth, salt, body } = VECTOR
  const agreed = agree(theirPoint, secretKey)
  expect(Buffer.from(agreed.point)).toEqual(point)
  const envelope = envelopeOf({ point: theirPoint, auth }, agreed, salt)
  expect(seal(envelope, Buffer.from(plaintext)).toString('base64url')).toBe(body)
})

/** What `http_ece`, the library below `web-push`, reads. */
const opened = async (body: Buffer, privateKey: unknown, auth: Buffer): Promise<string> => {
  const ece = (await import('http_ece' as string)) as {
    default: { decrypt(body: Buffer, keys: object): Buffer }
  }
  return ece.default
    .decrypt(body, { version: 'aes128gcm', privateKey, authSecret: auth.toString('base64url') })
    .toString()
}

test('whatever is sealed, another library opens, padded or not', async () => {
  const theirs = createECDH('prime256v1')
  theirs.generateKeys()
  const auth = randomBytes(16)
  const to = { point: theirs.getPublicKey(), auth }
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'binary', maxLength: 900 }),
      fc.integer({ min: 1, max: 512 }),
      async (text, pad) => {
        const body = seal(envelopeOf(to, agree(to.point), randomBytes(16)), Buffer.from(text), pad)
        expect(body.length).toBeLessThanOrEqual(4096)
        expect(await opened(body, theirs, auth)).toBe(text)
      },
    ),
    { numRuns: 60 },
  )
})

test('without padding it is as long as what web-push makes', () => {
  const theirs = createECDH('prime256v1')
  theirs.generateKeys()
  const auth = randomBytes(16)
  const message = 'x'.repeat(777)
  const keys = { p256dh: theirs.getPublicKey('base64url'), auth: auth.toString('base64url') }
  const made = webpush.encrypt(keys.p256dh, keys.auth, message, 'aes128gcm')
  const body = seal(
    envelopeOf({ point: theirs.getPublicKey(), auth }, agree(theirs.getPublicKey()), randomBytes(16)),
    Buffer.from(message),
  )
  expect(body.length).toBe(made.cipherText.length)
})

test('an envelope is good for one message: the second is refused, and the key is gone', () => {
  const theirs = createECDH('prime256v1')
  theirs.generateKeys()
  const envelope = envelopeOf(
    { point: theirs.getPublicKey(), auth: randomBytes(16) },
    agree(theirs.getPublicKey()),
    randomBytes(16),
  )
  seal(envelope, Buffer.from('one'))
  expect(Buffer.from(envelope.key)).toEqual(Buffer.alloc(16))
  expect(() => seal(envelope, Buffer.from('two'))).toThrow('one message')
})

test('padding makes lengths alike and never too long; one byte more than fits is refused', () => {
  const theirs = createECDH('prime256v1')
  theirs.generateKeys()
  const to = { point: theirs.getPublicKey(), auth: randomBytes(16) }
  const lengthOf = (size: number, padTo?: number) =>
    seal(envelopeOf(to, agree(to.point), randomBytes(16)), Buffer.alloc(size), padTo).length
  expect(new Set([1, 2, 127, 128].map((size) => lengthOf(size, 128))).size).toBe(1)
  expect(lengthOf(129, 128) - lengthOf(128, 128)).toBe(128)
  expect([lengthOf(MOST_BYTES), lengthOf(MOST_BYTES, 128), lengthOf(MOST_BYTES - 1, 128)]).toEqual([4096, 4096, 4096])
  expect(() => lengthOf(MOST_BYTES + 1)).toThrow(RangeError)
})
