import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import { request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** What is asked for; a part of `fetch`'s, so that both can stand in the same place. */
export interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>> | Headers
  readonly body?: string | URLSearchParams | Uint8Array | null
  readonly signal?: AbortSignal
}

/** Asks an address and gives the whole answer; follows no redirect. */
export type Fetch = (url: string, asked?: Asked) => Promise<Response>

/** An address that leads into a private network, to this machine, or nowhere that may be asked. */
export class ForbiddenAddress extends Error {
  readonly code = 'ADDRESS_FORBIDDEN'
}

/** An answer that is larger than anybody needs. */
export class TooLarge extends Error {}

/** The most that is waited for an answer, and read of one. Answers in a sign-in are some kilobytes. */
export const TIMEOUT_MS = 5_000
const MAX_BYTES = 512 * 1024

// RFC 6890 and its registry: everything that is not the public internet, and what wraps an IPv4 address in an IPv6 one.
const V4 =
  '0/8 10/8 100.64/10 127/8 169.254/16 172.16/12 192.0.0/24 192.0.2/24 192.88.99/24 192.168/16 198.18/15 198.51.100/24'
const V4_HIGH = '203.0.113/24 224/4 240/4'
const V6 =
  '::/96 ::ffff:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 3fff::/20 5f00::/16'
const V6_HIGH = 'fc00::/7 fe80::/10 fec0::/10 ff00::/8'

// One list for each family: a list takes an IPv4 address for its wrapped form too, and all of those are blocked.
const blocked = { ipv4: new BlockList(), ipv6: new BlockList() }
for (const range of `${V4} ${V4_HIGH}`.split(' ')) {
  const [start = '', bits] = range.split('/')
  const address = [...start.split('.'), '0', '0', '0'].slice(0, 4).join('.')
  blocked.ipv4.addSubnet(address, Number(bits), 'ipv4')
}
for (const range of `${V6} ${V6_HIGH}`.split(' ')) {
  const [start = '', bits] = range.split('/')
  blocked.ipv6.addSubnet(start, Number(bits), 'ipv6')
}
const loopback = { ipv4: new BlockList(), ipv6: new BlockList() }
loopback.ipv4.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.ipv6.addAddress('::1', 'ipv6')

const familyOf = (address: string): 'ipv4' | 'ipv6' | null =>
  isIP(address) === 4 ? 'ipv4' : isIP(address) === 6 ? 'ipv6' : null

function isLoop(address: string): boolean {
  const family = familyOf(address)
  return family !== null && loopback[family].check(address, family)
}

/** May this IP address be connected to? Loopback only where that is said. */
export function isPublicIp(address: string, mayLoop = false): boolean {
  const family = familyOf(address)
  if (family === null) return false
  return (mayLoop && isLoop(address)) || !blocked[family].check(address, family)
}

/**
 * Is this address fit to be asked, as it is written? https, no name and password in it, no IP address of a private network.
 * What its name resolves to is looked at when it is connected to.
 */
export function isFitAddress(address: string, mayLoop = false): boolean {
  const url = URL.parse(address)
  if (url === null || url.username !== '' || url.password !== '') return false
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
  const loops = host === 'localhost' || host.endsWith('.localhost') || isLoop(host)
  if (loops) return mayLoop && /^https?:$/.test(url.protocol)
  if (url.protocol !== 'https:') return false
  // A name without a dot is one of the local network.
  return isIP(host) === 0 ? host.includes('.') : isPublicIp(host)
}

/** Finds all addresses of a name. */
type FindAll = (host: string, done: (error: Error | null, found: readonly LookupAddress[]) => void) => void

const findAll: FindAll = (host, done) => {
  systemLookup(host, { all: true }, (error, found) => done(error, found ?? []))
}

/** A look-up for sockets that refuses a name when any of its addresses is forbidden: a rebinding name mixes them. */
function guardedLookup(mayLoop: boolean, find: FindAll): LookupFunction {
  return (host, options, done) => {
    find(host, (error, found) => {
      const first = found[0]
      if (error !== null) return done(error, '', 0)
      if (first === undefined || !found.every(({ address }) => isPublicIp(address, mayLoop)))
        return done(new ForbiddenAddress('the name leads to a forbidden address'), '', 0)
      if (options.all === true) done(null, [...found])
      else done(null, first.address, first.family)
    })
  }
}

/**
 * A fetch for addresses that somebody else chose (a typed host, what is found from there): only the public internet over TLS,
 * judged by the very address that is connected to; no redirects, 512 KiB (`mostBytes`), five seconds. `mayLoop` opens loopback,
 * also without TLS, for a demo or a test; `find` stands in for the resolver.
 */
export function guardedFetch({
  mayLoop = false,
  find = findAll,
  mostBytes = MAX_BYTES,
}: {
  mayLoop?: boolean
  find?: FindAll
  mostBytes?: number
} = {}): Fetch {
  const lookup = guardedLookup(mayLoop, find)
  return async (address, asked = {}) => {
    if (!isFitAddress(address, mayLoop)) throw new ForbiddenAddress('the address is forbidden')
    const limit = AbortSignal.timeout(TIMEOUT_MS)
    const signal = asked.signal === undefined ? limit : AbortSignal.any([asked.signal, limit])
    try {
      return await send(new URL(address), { ...asked, signal }, lookup, mostBytes)
    } catch (error) {
      // What ended it says more than that it was ended.
      throw signal.aborted ? signal.reason : error
    }
  }
}

function send(url: URL, asked: Asked, lookup: LookupFunction, mostBytes: number): Promise<Response> {
  const { method = 'GET', body = null, signal } = asked
  const bytes = body === null ? null : Buffer.from(typeof body === 'object' && 'size' in body ? body.toString() : body)
  const headers = Object.fromEntries(new Headers(asked.headers as Record<string, string> | undefined))
  if (body instanceof URLSearchParams) headers['content-type'] ??= 'application/x-www-form-urlencoded;charset=UTF-8'
  if (bytes !== null) headers['content-length'] = String(bytes.length)
  headers['accept-encoding'] = 'identity'
  const ask = url.protocol === 'https:' ? tlsRequest : plainRequest
  return new Promise((resolve, reject) => {
    // No agent: a socket is never one that was opened for somebody else's check.
    const request = ask(url, { method, headers, lookup, signal, agent: false }, (answer) => {
      const parts: Uint8Array[] = []
      let size = 0
      answer.on('data', (part: Uint8Array) => {
        size += part.length
        parts.push(part)
        if (size > mostBytes) request.destroy(new TooLarge(`more than ${mostBytes} bytes`))
      })
      answer.on('error', reject)
      answer.on('end', () => {
        const status = answer.statusCode ?? 0
        const kept = new Headers()
        for (const [name, value] of Object.entries(answer.headers))
          for (const one of [value ?? []].flat()) kept.append(name, one)
        const isEmpty = [204, 205, 304].includes(status)
        try {
          resolve(new Response(isEmpty ? null : Buffer.concat(parts), { status, headers: kept }))
        } catch (error) {
          reject(error)
        }
      })
    })
    request.on('error', reject)
    request.end(bytes ?? undefined)
  })
}

/** The built-in fetch with the same caps, for addresses that the merchant or a descriptor chose. */
export const cappedFetch: Fetch = async (url, asked = {}) => {
  const limit = AbortSignal.timeout(TIMEOUT_MS)
  const signal = asked.signal === undefined ? limit : AbortSignal.any([asked.signal, limit])
  const response = await fetch(url, { ...(asked as RequestInit), redirect: 'manual', signal })
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of response.body ?? []) {
    bytes += part.length
    if (bytes > MAX_BYTES) throw new TooLarge(`more than ${MAX_BYTES} bytes`)
    parts.push(part)
  }
  const { status, headers } = response
  const body = [204, 205, 304].includes(status) ? null : Buffer.concat(parts)
  // The body is decoded by now; these two would describe the encoded one.
  const kept = new Headers(headers)
  kept.delete('content-encoding')
  kept.delete('content-length')
  return new Response(body, { status, headers: kept })
}
