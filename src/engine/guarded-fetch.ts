import { type IncomingHttpHeaders, request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import { type FindAll, findAllOf } from './find-all.ts'

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

/** A look-up for sockets that refuses a name when any of its addresses is forbidden: a rebinding name mixes them. */
export function guardedLookup(mayLoop: boolean, find: FindAll): LookupFunction {
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
  find = findAllOf(),
  mostBytes = MAX_BYTES,
}: {
  mayLoop?: boolean
  find?: FindAll
  mostBytes?: number
} = {}): Fetch {
  const lookup = guardedLookup(mayLoop, find)
  return async (address, asked = {}) => {
    if (!isFitAddress(address, mayLoop)) throw new ForbiddenAddress('the address is forbidden')
    // No agent: a socket is never one that was opened for somebody else's check.
    return await send(new URL(address), asked, mostBytes, { lookup, agent: false }).catch((error) => {
      throw nameless(error)
    })
  }
}

/**
 * What went wrong, without where: a server that somebody typed may be theirs alone, and errors are logged. Certificates and
 * sockets name it in their words.
 */
function nameless(error: unknown): unknown {
  const { code } = error as { code?: unknown }
  const isOurs = error instanceof ForbiddenAddress || error instanceof TooLarge || error instanceof DOMException
  return isOurs || typeof code !== 'string'
    ? error
    : Object.assign(new Error(`the server was not reached: ${code}`), { code })
}

/**
 * A fetch with the same caps for addresses that the merchant or a descriptor chose. Its connections are kept for the next one who
 * asks, as the built-in fetch keeps them; an answer is whole before anybody sees it, so that none of that one's streams is needed.
 */
export const cappedFetch: Fetch = async (address, asked = {}) => await send(new URL(address), asked, MAX_BYTES, {})

/** The same for answers of up to so many bytes. */
export const cappedFetchOf =
  (mostBytes: number): Fetch =>
  async (address, asked = {}) =>
    await send(new URL(address), asked, mostBytes, {})

/** How a request finds its way. */
interface Way {
  readonly lookup?: LookupFunction
  readonly agent?: false
}

function send(url: URL, asked: Asked, mostBytes: number, way: Way): Promise<Response> {
  const { method = 'GET', body = null, signal } = asked
  const bytes = body === null ? null : Buffer.from(typeof body === 'object' && 'size' in body ? body.toString() : body)
  const headers = headersOf(asked, bytes)
  const ask = url.protocol === 'https:' ? tlsRequest : plainRequest
  return new Promise((resolve, reject) => {
    const request = ask(url, { method, headers, ...way }, (answer) => {
      const parts: Uint8Array[] = []
      let size = 0
      answer.on('data', (part: Uint8Array) => {
        size += part.length
        parts.push(part)
        if (size > mostBytes) end(new TooLarge(`more than ${mostBytes} bytes`))
      })
      answer.on('error', end)
      answer.on('end', () => {
        over()
        try {
          resolve(answered(answer.statusCode ?? 0, answer.headers, Buffer.concat(parts), mostBytes))
        } catch (error) {
          reject(error)
        }
      })
    })
    const end = (why: unknown) => {
      over()
      // The first reason counts: whatever the socket says of being ended comes after it.
      reject(why)
      request.destroy()
    }
    // A timer of our own: signals that are joined cost more than the request does.
    const timer = setTimeout(() => end(new DOMException('no answer in time', 'TimeoutError')), TIMEOUT_MS)
    const onAbort = () => end(signal?.reason)
    const over = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
    request.on('error', end)
    signal?.addEventListener('abort', onAbort)
    if (signal?.aborted === true) onAbort()
    request.end(bytes ?? undefined)
  })
}

function headersOf({ headers: given, body }: Asked, bytes: Uint8Array | null): Record<string, string> {
  const headers: Record<string, string> = {}
  const all = given instanceof Headers ? given : Object.entries(given ?? {})
  for (const [name, value] of all) headers[name.toLowerCase()] = value
  if (body instanceof URLSearchParams) headers['content-type'] ??= 'application/x-www-form-urlencoded;charset=UTF-8'
  if (bytes !== null) headers['content-length'] = String(bytes.length)
  headers.accept ??= '*/*'
  // GitHub answers nobody without a name.
  headers['user-agent'] ??= 'tuidan'
  headers['accept-encoding'] ??= 'identity'
  return headers
}

/** Status codes that have no body. */
const EMPTY = [204, 205, 304]
const OPENED_BY: Readonly<Record<string, (bytes: Uint8Array, options: { maxOutputLength: number }) => Buffer>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
}

/** @throws TooLarge, and what zlib throws */
function answered(status: number, headers: IncomingHttpHeaders, bytes: Uint8Array, mostBytes: number): Response {
  const kept: [string, string][] = []
  for (const [name, value] of Object.entries(headers)) {
    // The body is whole and opened by now; these two would describe what came over the wire.
    if (name === 'content-encoding' || name === 'content-length' || value === undefined) continue
    if (typeof value === 'string') kept.push([name, value])
    else for (const one of value) kept.push([name, one])
  }
  const answer = new Response(null, { status, headers: kept })
  return EMPTY.includes(status) ? answer : withBody(answer, opened(bytes, headers['content-encoding'], mostBytes))
}

const UTF8 = new TextDecoder()

/** The answer with a body that is here already: reading it through the built-in stream costs more than all else of a small one. */
function withBody(answer: Response, body: Uint8Array): Response {
  let isRead = false
  const take = (): Uint8Array => {
    if (isRead) throw new TypeError('the body is read already')
    isRead = true
    return body
  }
  const text = async () => UTF8.decode(take())
  return Object.assign(Object.defineProperty(answer, 'bodyUsed', { get: () => isRead }), {
    text,
    json: async (): Promise<unknown> => JSON.parse(await text()),
    bytes: async () => new Uint8Array(take()),
    arrayBuffer: async () => new Uint8Array(take()).buffer,
    clone: () => {
      if (isRead) throw new TypeError('the body is read already')
      return withBody(new Response(null, answer), body)
    },
  })
}

/** Some send it packed though nobody asked them to. */
function opened(bytes: Uint8Array, encoding: string | undefined, mostBytes: number): Uint8Array {
  const open = encoding === undefined ? undefined : OPENED_BY[encoding.toLowerCase()]
  if (open === undefined || bytes.length === 0) return bytes
  try {
    return open(bytes, { maxOutputLength: mostBytes })
  } catch (cause) {
    if ((cause as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE')
      throw new TooLarge(`more than ${mostBytes} bytes`, { cause })
    throw cause
  }
}
