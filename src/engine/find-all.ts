import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import { Resolver } from 'node:dns/promises'

/** Finds all addresses of a name. */
export type FindAll = (host: string, done: (error: Error | null, found: readonly LookupAddress[]) => void) => void

/** Two tries, the second of which waits twice as long: together less than any request may take. */
const WAYS = { timeout: 1_500, tries: 2 } as const
/** What DNS says of a name that is not there, or has no address. */
const NOT_THERE: readonly unknown[] = ['ENOTFOUND', 'ENODATA']

/**
 * Asks DNS for the addresses of a name that somebody typed, by sockets. The system's own look-up takes one of the few threads of the
 * program as long as it lasts, and files, keys and every other look-up wait for those: a few names whose servers never answer would
 * hold up everybody. What only this machine knows (its hosts file) is none of the public internet, but for its own name.
 * `servers`: others than the system's.
 */
export const findAllOf =
  (servers: readonly string[] = []): FindAll =>
  (host, done) => {
    if (/^(.+\.)?localhost\.?$/.test(host)) {
      systemLookup(host, { all: true }, (error, found) => done(error, found ?? []))
      return
    }
    const resolver = new Resolver(WAYS)
    if (servers.length > 0) resolver.setServers(servers)
    void Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]).then(([v4, v6]) => {
      const found = [v4, v6].flatMap((said, i) =>
        said.status === 'fulfilled' ? said.value.map((address) => ({ address, family: i === 0 ? 4 : 6 })) : [],
      )
      done(found.length > 0 ? null : nothing(host, [v4, v6]), found)
    })
  }

/** The error of a name without addresses, by the codes that the system's look-up has. */
function nothing(host: string, said: readonly PromiseSettledResult<unknown>[]): Error {
  const codes = said.map((one) => (one.status === 'rejected' ? (one.reason as { code?: unknown }).code : 'ENODATA'))
  const code = codes.every((one) => NOT_THERE.includes(one)) ? 'ENOTFOUND' : 'EAI_AGAIN'
  return Object.assign(new Error(`${code} ${host}`), { code })
}
