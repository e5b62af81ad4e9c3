import type { FastifyRequest } from 'fastify'
import { audit, type NewEntry } from '../engine/audit.ts'
import type { Core } from '../engine/core.ts'
import type { Server } from './server.ts'

/** How a route is audited: by its guard, though it only reads (`read`), or by its own flow in the transaction of the change (`own`). */
export type Audited = 'read' | 'own'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Left out: a write is audited by its guard, a read is not. */
    audited?: Audited
  }
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])
/** Entries that stand before their work is done, by request. */
const begun = new WeakMap<FastifyRequest, { readonly core: Core; readonly entry: NewEntry; readonly id: string }>()

/** `{connector: 'github'}` as `connector=github`: addresses hold ids, keys and names of things, never people. */
const aboutOf = (params: unknown): string | null =>
  Object.entries((params ?? {}) as Record<string, string>)
    .map(([name, value]) => `${name}=${value.slice(0, 80)}`)
    .join(' ') || null

/** Names of what was given. What was given itself may be anything and stays out. */
function fieldsOf(body: unknown): string[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || Buffer.isBuffer(body)) return []
  return Object.keys(body).filter((name) => /^\w{1,40}$/.test(name))
}

/**
 * Writes that somebody at the console or with the secret key sets about something, before it is done: should the program die in the
 * middle, the entry is there. What refuses it afterwards adds a second one.
 */
export async function beginAudit(core: Core, request: FastifyRequest, who: NewEntry['who']): Promise<void> {
  const { config, url } = request.routeOptions
  const { audited } = config as { audited?: Audited }
  if (audited === 'own' || (SAFE.has(request.method) && audited !== 'read')) return
  const entry: NewEntry = {
    siteId: request.site.id,
    at: core.clock.now(),
    who,
    action: `${request.method} ${url}`,
    about: aboutOf(request.params),
    fields: fieldsOf(request.body),
    outcome: 'begun',
  }
  begun.set(request, { core, entry, id: await audit(core.db, entry) })
}

/** What came of it: a refusal is added before the answer leaves. */
export function auditRefusals(app: Server): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const open = begun.get(request)
    if (open === undefined || reply.statusCode < 400) return payload
    begun.delete(request)
    const { core, entry, id } = open
    const code = codeOf(payload) ?? `http/${reply.statusCode}`
    try {
      await audit(core.db, { ...entry, at: core.clock.now(), outcome: 'refused', begunId: id, code })
    } catch (err) {
      // The entry says that it was set about; that it was refused is the smaller loss than the answer.
      core.log.warn({ err }, 'a refusal could not be added to the audit')
    }
    return payload
  })
}

/** The code of a problem's answer. */
function codeOf(payload: unknown): string | null {
  if (typeof payload !== 'string' || !payload.startsWith('{')) return null
  const { code } = JSON.parse(payload) as { code?: unknown }
  return typeof code === 'string' ? code : null
}
