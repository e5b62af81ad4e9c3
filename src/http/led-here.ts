import type { FastifyRequest } from 'fastify'

/**
 * Was this browser led here by a page that is neither ours nor the merchant's, by a link in a message, or from nowhere? Then whoever
 * wrote the link chose what stands in it: a server of their own would sign a visitor in as themselves, who then orders in their name
 * (login CSRF, RFC 9700 §4.7). Told by Fetch Metadata (`Sec-Fetch-Site`), which every browser of today sends and no page can change.
 */
export function isLedHere(
  { headers, protocol }: Pick<FastifyRequest, 'headers' | 'protocol'>,
  site: { readonly origins: readonly string[] },
  publicUrl: string,
): boolean {
  const from = headers['sec-fetch-site']
  if (from === 'same-origin') return false
  const by = URL.parse(headers.referer ?? '')?.origin
  // No browser of today, or no browser: what it says of where it comes from is all there is.
  if (by === undefined) return from !== undefined
  const ours = [new URL(publicUrl).origin, `${protocol}://${headers.host}`]
  return !ours.includes(by) && !site.origins.includes(by)
}
