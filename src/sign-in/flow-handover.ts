import { withParameter } from '../base/address.ts'
import { MINUTE } from '../base/clock.ts'
import type { Core } from '../engine/core.ts'
import { SEALED_ELSEWHERE_MS } from '../engine/sealed.ts'
import type { Site } from '../sites/site.ts'
import type { SignIn } from './flow-open.ts'

/** In an address it may be seen by others: long enough to be handed on, too short to be kept. */
const IN_ADDRESS_MS = 10 * MINUTE
/** What the merchant's server gets for it lives as long as it is used, and never longer than the session or the key it is sealed with. */
const ON_SERVER_MS = SEALED_ELSEWHERE_MS

const sealed = (core: Core, siteId: string, session: string, ms: number): string =>
  core.vault.seal([session, core.clock.now() + ms], `${siteId}|handover`).toString('base64url')

/**
 * Where a shopper goes after signing in: to a page of the merchant's own website with `tuidan_shopper`, by which their server
 * (nobody else: it takes the secret key) may ask for this shopper's offers. A page of this server gets none; it has the cookie.
 */
export function withHandover(core: Core, site: Site, returnTo: string, session: string): string {
  const url = URL.parse(returnTo)
  if (url === null || !site.origins.includes(url.origin)) return returnTo
  return withParameter(url, 'tuidan_shopper', sealed(core, site.id, session, IN_ADDRESS_MS))
}

/**
 * Who was handed over, and a fresh handover to keep in its place. Null when it was not made here for this site, is too old, or
 * the session ended: signed out, or erased.
 */
export async function takeHandover(
  { core, sessions }: SignIn,
  siteId: string,
  text: string,
): Promise<{ personId: string; next: string } | null> {
  const [session, until] = opened(core, siteId, text)
  if (until <= core.clock.now()) return null
  const shopper = await sessions.find(siteId, session)
  return shopper && { personId: shopper.personId, next: sealed(core, siteId, session, ON_SERVER_MS) }
}

function opened(core: Core, siteId: string, text: string): [session: string, until: number] {
  try {
    return core.vault.open<[string, number]>(Buffer.from(text, 'base64url'), `${siteId}|handover`)
  } catch {
    // Forged, cut short, of another site, or sealed with a key that is gone: nobody, and not worth a word of why.
    return ['', 0]
  }
}
