import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * Whose rows the statements of a piece of work may see and write. It follows the work by itself, through every await, and the
 * connection pool tells PostgreSQL of it, whose row level security holds it (`rows_apart` in the migrations).
 *
 * - A request begins with no scope; the guard that finds out whose site it is about narrows it to that one (`narrowTo`).
 * - Later work, planning and what listens to the bus run within their site (`within`).
 * - What really concerns several sites says so, with the reason (`acrossSites`).
 * - A statement in none of these is refused by the server's pool.
 */
interface Scope {
  /** A site's id, `installation`, or null: nothing may be read yet. */
  of: string | null
}

/** The scope of what concerns every site. */
export const INSTALLATION = 'installation'

const scopes = new AsyncLocalStorage<Scope>()

/** Does `work` for one site: no statement in it sees or writes another's rows. */
export function within<T>(siteId: string, work: () => T): T {
  // Callers that are there already are the usual case.
  return scopes.getStore()?.of === siteId ? work() : scopes.run({ of: siteId }, work)
}

/** Does `work` for all sites. The reason is for whoever reads the caller; `test/rows-apart.test.ts` lists them. */
export function acrossSites<T>(_reason: string, work: () => T): T {
  return scopes.run({ of: INSTALLATION }, work)
}

/** The scope of one request, not yet known. Held by the request, because the reading of a body forgets what it belongs to. */
export class RequestScope {
  readonly #scope: Scope = { of: null }

  /** Does `work` in this scope, as it is and as it will be narrowed. */
  run<T>(work: () => T): T {
    return scopes.run(this.#scope, work)
  }
}

/**
 * From here on the request at hand is about this site and no other. Outside of requests nothing happens.
 * @throws TypeError when it was about another one: an answer must never be made of two sites
 */
export function narrowTo(siteId: string): void {
  const scope = scopes.getStore()
  if (scope === undefined || scope.of === siteId || scope.of === INSTALLATION) return
  if (scope.of !== null) throw new TypeError('a request of one site turned to another')
  scope.of = siteId
}

/** Whose rows may be seen now: a site's id, `installation`, or null where nobody has said. */
export function scopeNow(): string | null {
  return scopes.getStore()?.of ?? null
}

/** Remembers the scope of now for what is called by a socket or a timer of somebody else. */
export function inScopeOfNow<A extends unknown[]>(work: (...args: A) => void): (...args: A) => void {
  return AsyncLocalStorage.bind(work)
}
