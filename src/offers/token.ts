import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'

/** What an offer's token says: which decision of which site, for which goods. It names no person. */
export interface OfferToken {
  readonly siteId: string
  readonly decisionId: string
  readonly sku: string
}

/** A signed token, `payload.mac` in base64url. Anybody may read it, nobody can make one. */
export function signToken(token: OfferToken, key: KeyObject): string {
  const payload = Buffer.from(JSON.stringify([token.siteId, token.decisionId, token.sku])).toString('base64url')
  return `${payload}.${mac(payload, key)}`
}

/** What a token says; null when it was not made by us. */
export function readToken(text: string, key: KeyObject): OfferToken | null {
  const [payload = '', given = '', ...rest] = text.split('.')
  const wanted = Buffer.from(mac(payload, key))
  const got = Buffer.from(given)
  if (rest.length > 0 || wanted.length !== got.length || !timingSafeEqual(wanted, got)) return null
  const [siteId, decisionId, sku] = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as string[]
  return { siteId: siteId!, decisionId: decisionId!, sku: sku! }
}

/** 144 bits of HMAC-SHA256, 24 signs, suffice: there is nothing to gain by guessing for years. */
function mac(payload: string, key: KeyObject): string {
  return createHmac('sha256', key).update(payload).digest('base64url').slice(0, 24)
}
