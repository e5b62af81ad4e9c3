import { createHash } from 'node:crypto'
import { withParameter } from '../base/address.ts'
import { MINUTE } from '../base/clock.ts'
import { type Lang, say } from '../base/i18n.ts'
import { newSecret } from '../base/id.ts'
import type { Core } from '../engine/core.ts'
import { SEALED_ELSEWHERE_MS } from '../engine/sealed.ts'
import { hashOf } from '../engine/secret-hash.ts'
import { signOut } from '../sign-in/flow.ts'
import { connectorsOf } from '../sign-in/flow-connectors.ts'
import { inUsualOrder } from '../sign-in/kinds.ts'
import type { Site } from '../sites/site.ts'
import { recordPlace } from './adapter.ts'
import { cardOf, type Openid } from './flow.ts'
import { openidFail } from './problems.ts'
import { issuerOf } from './provider.ts'
import { signVisitor, subjectOf } from './signing.ts'
import { saveRecord, takeRecord } from './store.ts'
import { isOriginOf, type VisitQuery, visitReturn } from './visit.ts'

/** A code stands in an address: good once, and not for long. */
const CODE_MS = MINUTE
/** A page's pass lives no longer than the key it is sealed with, and than the session it stands for. */
const PASS_MS = SEALED_ELSEWHERE_MS
const KIND = 'VisitorCode'

/** What a code stands for; sealed. */
interface SealedVisit {
  readonly session: string
  readonly challenge: string
  readonly origin: string
}

/** A page's visitor, as its script is told. */
export interface Visitor {
  /** A JWT, ES256, good for five minutes: for the site's own back end. */
  readonly token: string
  readonly expiresAt: number
  /** What the page sends for the next one. A secret of this browser. */
  readonly pass: string
  readonly name: string | null
  readonly picture: string | null
}

/** What a page draws for somebody who is to sign in: the kinds of account of the site, in the order of the place. */
export async function waysOf({ core, signIn }: Openid, site: Site, lang: Lang) {
  const kinds = inUsualOrder(await connectorsOf(signIn, site), lang).filter(({ descriptor }) => descriptor.login)
  return {
    name: say(site.name, lang),
    visit: `${core.publicUrl}/s/${site.slug}/visit`,
    myData: `${core.publicUrl}/s/${site.slug}/my-data`,
    providers: kinds.map(({ id, names, descriptor: { login, mark } }) => ({
      connector: id,
      name: say(names, lang),
      mark,
      asks:
        login !== undefined && 'find' in login.server
          ? { label: say(login.server.asks, lang), placeholder: login.server.placeholder }
          : null,
    })),
  }
}

/**
 * Leads somebody who is signed in here back to the page they came from, with a code that only that page can use.
 * @throws openid/bad-return
 */
export async function leadBack(
  { core }: Openid,
  site: Site,
  visit: VisitQuery,
  who: { readonly session: string; readonly personId: string },
): Promise<string> {
  const url = visitReturn(visit.returnTo, site, core.publicUrl)
  if (url === null) throw openidFail('openid/bad-return')
  const code = newSecret(32)
  const idHash = hashOf(code)
  const sealed: SealedVisit = { session: who.session, challenge: visit.challenge, origin: url.origin }
  const now = core.clock.now()
  const row = {
    kind: KIND,
    idHash,
    personId: who.personId,
    clientId: null,
    grantHash: null,
    uidHash: null,
    sealed: core.vault.seal(sealed, recordPlace(site.id, KIND, idHash)),
    expiresAt: now + CODE_MS,
  }
  await saveRecord(core.db, site.id, row, now)
  return withParameter(url, 'tuidan_code', code)
}

/**
 * Trades a code for the visitor: once, at a page of the origin it was made for, with the secret whose hash came along.
 * @throws openid/bad-origin, openid/bad-code, openid/signed-out
 */
export async function takeCode(
  openid: Openid,
  site: Site,
  origin: string | undefined,
  given: { readonly code: string; readonly verifier: string },
): Promise<Visitor> {
  const { core } = openid
  mustBeOf(core, site, origin)
  const idHash = hashOf(given.code)
  const row = await takeRecord(core.db, site.id, { kind: KIND, idHash, now: core.clock.now() })
  if (row === null) throw openidFail('openid/bad-code')
  const visit = core.vault.open<SealedVisit>(row.sealed, recordPlace(site.id, KIND, idHash))
  const challenge = createHash('sha256').update(given.verifier).digest('base64url')
  if (visit.origin !== origin || visit.challenge !== challenge) throw openidFail('openid/bad-code')
  return await visitorOf(openid, site, origin, visit.session)
}

/** A fresh token for a page that knows its visitor. @throws openid/bad-origin, openid/signed-out */
export async function takePass(openid: Openid, site: Site, origin: string | undefined, pass: string): Promise<Visitor> {
  mustBeOf(openid.core, site, origin)
  return await visitorOf(openid, site, origin, sessionOf(openid.core, site.id, origin, pass))
}

/** Signs the visitor of a page out, here and at all pages. @throws openid/bad-origin */
export async function leave(openid: Openid, site: Site, origin: string | undefined, pass: string): Promise<void> {
  mustBeOf(openid.core, site, origin)
  await signOut(openid.signIn, site.id, sessionOf(openid.core, site.id, origin, pass))
}

async function visitorOf(openid: Openid, site: Site, origin: string, session: string): Promise<Visitor> {
  const { core, signIn, providers } = openid
  const here = await signIn.sessions.find(site.id, session)
  const card = here === null ? null : await cardOf(core, site.id, here.personId)
  if (here === null || card === null) throw openidFail('openid/signed-out')
  const { keys } = await providers.of(site)
  const now = core.clock.now()
  const signed = await signVisitor(keys, {
    issuer: issuerOf(core, site.slug),
    origin,
    subject: subjectOf(core, site.id, here.personId),
    now,
  })
  const pass = core.vault.seal([session, now + PASS_MS], passPlace(site.id, origin)).toString('base64url')
  return { ...signed, pass, name: card.name, picture: card.picture }
}

const passPlace = (siteId: string, origin: string) => `${siteId}|visitor-pass|${origin}`

/** @throws openid/signed-out when it was not made here for this page, or is too old */
function sessionOf(core: Core, siteId: string, origin: string, pass: string): string {
  try {
    const [session, until] = core.vault.open<[string, number]>(
      Buffer.from(pass, 'base64url'),
      passPlace(siteId, origin),
    )
    if (until > core.clock.now()) return session
  } catch {
    // Forged, cut short, of another page, or sealed with a key that is gone: nobody.
  }
  throw openidFail('openid/signed-out')
}

function mustBeOf(core: Core, site: Site, origin: string | undefined): asserts origin is string {
  if (origin === undefined || !isOriginOf(origin, site, core.publicUrl)) throw openidFail('openid/bad-origin')
}
