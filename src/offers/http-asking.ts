import type { FastifyReply, FastifyRequest } from 'fastify'
import { dayOf } from '../base/day.ts'
import { bearerOf, siteOfSecret } from '../http/auth.ts'
import { httpFail } from '../http/problems.ts'
import { siteByPublicKey } from '../sites/flow.ts'
import type { Site } from '../sites/site.ts'
import type { Offers } from './flow.ts'
import type { EventType, FilterReason } from './traffic.ts'

/** The tag runs on the merchant's pages: any origin may ask, none gets credentials. */
export function allowOrigin(request: FastifyRequest, reply: FastifyReply): void {
  if (request.headers.origin === undefined) return
  reply
    .header('access-control-allow-origin', '*')
    .header('access-control-expose-headers', 'retry-after')
    .header('vary', 'origin')
}

/** The key that a server sends; null for a page, whatever its proxy may have put into `Authorization`. */
export function keyOf(request: FastifyRequest): string | null {
  const bearer = bearerOf(request)
  return bearer !== null && /^[sp]k_/.test(bearer) ? bearer : null
}

/** The site of a server's secret key, else of the public key that a page gives. @throws http/bad-key, http/invalid, sites/unknown */
export async function siteOf(offers: Offers, request: FastifyRequest, publicKey: string | undefined): Promise<Site> {
  const key = keyOf(request)
  if (key !== null) return await siteOfSecret(offers.core, key)
  if (publicKey === undefined)
    throw httpFail('http/invalid', { params: { field: 'site', reason: 'pk_…' }, field: 'site' })
  return await siteByPublicKey(offers.core, publicKey)
}

/** What the visitor's browser says it is: a page's own says so itself, a server passes on what it was told. */
export const agentOf = (request: FastifyRequest, passedOn: string | undefined): string | undefined =>
  keyOf(request) === null ? request.headers['user-agent'] : passedOn

/** Why a browser fetches this, where that is said; of a server it says nothing of the visitor. */
export function purposeOf(request: FastifyRequest): string | undefined {
  if (keyOf(request) !== null) return undefined
  const { 'sec-purpose': purpose, purpose: old } = request.headers
  return [purpose, old].flat().find((one) => one !== undefined)
}

/** Counts what is left out, on the shop's date. */
export function leaveOut(offers: Offers, site: Site, type: EventType | 'decision', reason: FilterReason): void {
  offers.filtered.add(site.id, dayOf(offers.core.clock.now(), site.settings.timeZone), type, reason)
}
