import { createPrivateKey, type KeyObject } from 'node:crypto'
import type { KeyKind } from '../connectors/connector.ts'

/** A private key as PEM, or the bare base64 that some consoles hand out (PKCS#8 or PKCS#1); null: it is none. */
export function readPrivateKey(given: string): KeyObject | null {
  const text = given.trim()
  const attempts = text.includes('-----')
    ? [() => createPrivateKey(text)]
    : (['pkcs8', 'pkcs1'] as const).map(
        (type) => () => createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type }),
      )
  for (const attempt of attempts) {
    try {
      return attempt()
    } catch {
      // Not written this way; the next one may fit.
    }
  }
  return null
}

/** Does a key sign as this kind wants it? */
export function isOfKind(
  { asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject,
  kind: KeyKind,
): boolean {
  if (kind === 'ES256') return type === 'ec' && details?.namedCurve === 'prime256v1'
  return type === 'rsa' && (details?.modulusLength ?? 0) >= 2048
}
