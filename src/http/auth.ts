import type { FastifyReply, FastifyRequest } from 'fastify'
import { say } from '../base/i18n.ts'
import type { Problem } from '../base/problem.ts'
import type { Core } from '../engine/core.ts'
import type { EventStream } from '../engine/sse.ts'
import { siteById, siteBySecret, siteBySlug } from '../sites/flow.ts'
import type { Site } from '../sites/site.ts'
import type { Viewer } from '../sites/viewer.ts'
import { staffOfSession } from '../staff/flow.ts'
import { FLOOR_ROLES, may, ROLE_NAMES, type Role, type Staff } from '../staff/staff.ts'
import { auditRefusals, beginAudit } from './audited.ts'
import { type LimitName, Limits } from './limits.ts'
import { httpFail } from './problems.ts'
import { isDemoRequest, langOf, type Server } from './server.ts'
import { Streams } from './streams.ts'

/** A signed-in shopper: the random person key and nothing else. */
export interface Shopper {
  readonly personId: string
}

/** A member of staff at a phone. */
export interface Worker extends Staff {
  readonly deviceId: string
}

/** Kinds of session; each has its own cookie, so that one browser can be shopper, worker and supervisor at once. */
export type SessionKind = 'staff' | 'device' | 'sign-in' | `shopper-${string}`

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guards below. */
    site: Site
    staff: Staff
    worker: Worker
  }
}

/** Who is behind a shopper's cookie; the sign-in room's, handed in by app.ts. */
export interface ShopperSessions {
  find(siteId: string, token: string): Promise<Shopper | null>
  /** Calls `over` when this session may have ended. Returns how to stop listening. */
  watch(siteId: string, token: string, over: () => void): () => void
}

/** The refusal for whoever has none of these roles, which it names in the reader's words. */
export function notAllowed(request: FastifyRequest, roles: readonly Role[]): Problem {
  const lang = langOf(request)
  const names = roles.map((r) => say(ROLE_NAMES[r], lang)).join(lang === 'zh' ? '、' : ', ')
  return httpFail('http/not-allowed', { params: { roles: names } })
}

/** What a request sends as bearer, or null. */
export function bearerOf({ headers }: FastifyRequest): string | null {
  return /^Bearer (.*)$/.exec(headers.authorization ?? '')?.[1] ?? null
}

/** The site of a secret key. @throws http/bad-key; http/public-key when it is the other of the two */
export async function siteOfSecret(core: Core, key: string): Promise<Site> {
  if (key.startsWith('pk_')) throw httpFail('http/public-key')
  const site = /^sk_[\w-]{10,100}$/.test(key) ? await siteBySecret(core, key) : null
  if (site === null) throw httpFail('http/bad-key')
  return site
}

/** The guards of the HTTP door, built once in app.ts and given to every room's routes. */
export class Auth {
  readonly #core: Core
  readonly #shoppers: ShopperSessions
  readonly #secure: boolean
  /** How often callers may do what is limited. */
  readonly limits: Limits
  /** The open event streams. */
  readonly streams = new Streams()

  /** `limitFactor`: how many times the usual limits are allowed, 0 for none. */
  constructor(core: Core, shoppers: ShopperSessions, limitFactor = 1) {
    this.#core = core
    this.limits = new Limits(core, limitFactor)
    this.#shoppers = shoppers
    this.#secure = core.publicUrl.startsWith('https:')
  }

  /** Declares what the guards set. */
  install(app: Server): void {
    app.decorateRequest('site', null as unknown as Site)
    app.decorateRequest('staff', null as unknown as Staff)
    app.decorateRequest('worker', null as unknown as Worker)
    auditRefusals(app)
  }

  /** Guard: `:slug` names a site. @throws sites/unknown */
  readonly site = async (request: FastifyRequest): Promise<void> => {
    request.site = await siteBySlug(this.#core, (request.params as { slug: string }).slug)
  }

  /** Guard: the developer's secret key. @throws http/bad-key, http/public-key */
  readonly secret = async (request: FastifyRequest): Promise<void> => {
    request.site = await siteOfSecret(this.#core, bearerOf(request) ?? '')
  }

  /** Guard: a console session with one of these roles (an owner may always). @throws http/sign-in, http/not-allowed */
  staff(...roles: Role[]) {
    return async (request: FastifyRequest): Promise<void> => {
      const token = this.read(request, 'staff')
      const staff = token === null ? null : await staffOfSession(this.#core, token)
      if (staff === null || staff.deviceId !== null) throw httpFail('http/sign-in')
      if (roles.length > 0 && !may(staff, roles)) throw notAllowed(request, roles)
      request.staff = staff
      request.site = await this.#siteOf(request, staff)
      await beginAudit(this.#core, request, { kind: 'staff', id: staff.id })
    }
  }

  /** Guard behind `staff`: how often one member of staff may do this. @throws http/too-many */
  limited(name: LimitName) {
    return async ({ site, staff }: FastifyRequest): Promise<void> => {
      this.limits.take(name, { staff: `${site.id} ${staff.id}` })
    }
  }

  /** Guard: a joined phone, whatever its worker may do by now. @throws http/sign-in */
  readonly joined = async (request: FastifyRequest): Promise<void> => {
    const token = this.read(request, 'device')
    const staff = token === null ? null : await staffOfSession(this.#core, token)
    if (staff === null || staff.deviceId === null) throw httpFail('http/sign-in')
    request.worker = { ...staff, deviceId: staff.deviceId }
    request.site = await this.#siteOf(request, staff)
  }

  /** Guard: a joined phone of somebody who works with one. @throws http/sign-in, http/not-allowed */
  readonly device = async (request: FastifyRequest): Promise<void> => {
    await this.joined(request)
    // Roles change and the phone stays: whoever has no work of the floor any more sees none of it.
    if (!request.worker.roles.some((role) => FLOOR_ROLES.includes(role))) throw notAllowed(request, FLOOR_ROLES)
  }

  /** The signed-in shopper of a site, or null. */
  async shopper(request: FastifyRequest, site: Site): Promise<Shopper | null> {
    const token = this.read(request, `shopper-${site.slug}`)
    return token === null ? null : await this.#shoppers.find(site.id, token)
  }

  /** The signed-in shopper of a site. @throws http/sign-in */
  async mustBeShopper(request: FastifyRequest, site: Site): Promise<Shopper> {
    const shopper = await this.shopper(request, site)
    if (shopper === null) throw httpFail('http/sign-in')
    return shopper
  }

  /** Who looks at or changes what is theirs: the shopper who is signed in, nobody else. @throws http/sign-in, http/too-many */
  async viewer(request: FastifyRequest): Promise<Viewer> {
    const { site } = request
    const { personId } = await this.mustBeShopper(request, site)
    if (request.method !== 'GET') this.limits.take('said', { person: `${site.id} ${personId}` })
    return { site, personId, lang: langOf(request) }
  }

  /** A stream opened by a shopper's session ends with it. */
  endWithSession(stream: EventStream, request: FastifyRequest, site: Site): void {
    const token = this.read(request, `shopper-${site.slug}`)
    if (token === null) return
    const look = async () => {
      if ((await this.#shoppers.find(site.id, token)) === null) stream.close()
    }
    const off = this.#shoppers.watch(site.id, token, () => {
      look().catch((err) => this.#core.log.warn({ err }, 'whose stream this is could not be looked up'))
    })
    stream.onClose(off)
  }

  /** The session token a request carries, or null. */
  read(request: FastifyRequest, kind: SessionKind): string | null {
    const value = request.cookies[this.#name(request, kind)]
    return value !== undefined && /^[\w-]{20,100}$/.test(value) ? value : null
  }

  /**
   * Gives a session to the browser. Over https the name has the `__Host-` prefix (RFC 6265bis §4.1.3.2); http://localhost
   * gets the same attributes without prefix and Secure.
   */
  give(reply: FastifyReply, kind: SessionKind, token: string, maxAgeSeconds: number): void {
    reply.setCookie(this.#name(reply.request, kind), token, { ...this.#attributes(), maxAge: maxAgeSeconds })
  }

  /** Takes a session from the browser. */
  take(reply: FastifyReply, kind: SessionKind): void {
    reply.clearCookie(this.#name(reply.request, kind), this.#attributes())
  }

  /** The demo's staff and phones have cookies of their own, so that one browser holds them beside the real ones. */
  #name(request: FastifyRequest, kind: SessionKind): string {
    const name = isDemoRequest(request) && (kind === 'staff' || kind === 'device') ? `demo-${kind}` : kind
    return this.#secure ? `__Host-${name}` : name
  }

  /** The site of a session; the demo's cookies open the demo and nothing else. @throws http/sign-in */
  async #siteOf(request: FastifyRequest, staff: Staff): Promise<Site> {
    const site = await siteById(this.#core, staff.siteId)
    if (isDemoRequest(request) && !site.isDemo) throw httpFail('http/sign-in')
    return site
  }

  #attributes() {
    return { path: '/', httpOnly: true, sameSite: 'lax' as const, secure: this.#secure }
  }
}
