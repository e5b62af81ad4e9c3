/** What a page of the merchant's sends along when it sends somebody here to sign in. */
export interface VisitQuery {
  /** The page to come back to. */
  readonly returnTo: string
  /** SHA-256 of a secret that the page keeps, as base64url (RFC 7636 §4.2): only that page can use the code. */
  readonly challenge: string
}

/** Is it a SHA-256 as base64url? */
export const isChallenge = (text: string): boolean => /^[\w-]{43}$/.test(text)

/** The page of the merchant's own website that a visit leads back to, or null: not one of theirs. */
export function visitReturn(
  returnTo: string,
  site: { readonly origins: readonly string[] },
  publicUrl: string,
): URL | null {
  const url = URL.parse(returnTo)
  if (url === null || returnTo.length > 2000 || /[\\\p{Cc}]/u.test(returnTo)) return null
  if (!/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return null
  return isOriginOf(url.origin, site, publicUrl) ? url : null
}

/** Is this origin the site's: one that it registered, or that of its shop here? */
export function isOriginOf(origin: string, site: { readonly origins: readonly string[] }, publicUrl: string): boolean {
  return site.origins.includes(origin) || origin === new URL(publicUrl).origin
}
