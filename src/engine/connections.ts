import { Agent, type IncomingMessage, request as plainRequest } from 'node:http'
import { type ClientHttp2Session, connect as openSession } from 'node:http2'
import { Agent as TlsAgent, request as tlsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { connect as openTls, type TLSSocket } from 'node:tls'
import type { Answer, Asked } from '../channels/channel.ts'
import { type FindAll, findAllOf } from './find-all.ts'
import { ForbiddenAddress, guardedLookup, isFitAddress } from './guarded-fetch.ts'

/** A whole exchange takes no longer, however slowly the other side drips its answer. */
const TIMEOUT_MS = 5_000
/** Connections to one host that speaks HTTP/1.1 only; one carries everything where HTTP/2 is spoken. */
const PLAIN_CONNECTIONS = 8
/** A connection that nobody used for so long is closed. */
const IDLE_MS = 60_000
/** Of an answer's words so much is read: enough for a reason. */
const MOST_WORDS = 4_096

/** The ways to one origin. */
interface Way {
  post(url: URL, asked: Asked): Promise<Answer>
  isOpen(): boolean
  close(): void
}

/**
 * Connections to services that are asked often, kept open: one with HTTP/2 where the service offers it, else a few with HTTP/1.1.
 * Addresses come from outside, so the very address that is connected to is judged, each time; no redirect is followed.
 */
export class Connections {
  readonly #ways = new Map<string, Promise<Way>>()
  readonly #lookup: LookupFunction
  readonly #ca: string | undefined
  readonly #timeoutMs: number
  #stopped = false

  /** `find` stands in for the resolver, `ca` for the authorities that the system trusts. */
  constructor({
    find = findAllOf(),
    ca,
    timeoutMs = TIMEOUT_MS,
  }: {
    find?: FindAll
    ca?: string
    timeoutMs?: number
  } = {}) {
    this.#lookup = guardedLookup(false, find)
    this.#ca = ca
    this.#timeoutMs = timeoutMs
  }

  /**
   * Posts, and reads the answer. What fails on a connection that had been kept is tried once more on a new one: the other side may
   * have closed it meanwhile.
   * @param trusted the operator named this host: it may be in a private network, and without TLS
   * @throws ForbiddenAddress; Error with the `code` of the socket, of TLS or of HTTP/2; DOMException TimeoutError
   */
  async post(address: string, asked: Asked, trusted = false): Promise<Answer> {
    if (!trusted && !isFitAddress(address)) throw new ForbiddenAddress('the address is forbidden')
    const url = new URL(address)
    const key = `${trusted ? 'trusted ' : ''}${url.origin}`
    const { way, isNew } = await this.#wayTo(key, url, trusted)
    try {
      return await way.post(url, asked)
    } catch (error) {
      if (isNew || way.isOpen()) throw error
      return await (await this.#wayTo(key, url, trusted)).way.post(url, asked)
    }
  }

  /** Closes all of them; what is under way fails. */
  async stop(): Promise<void> {
    this.#stopped = true
    const ways = await Promise.allSettled(this.#ways.values())
    for (const way of ways) if (way.status === 'fulfilled') way.value.close()
  }

  async #wayTo(key: string, url: URL, trusted: boolean): Promise<{ way: Way; isNew: boolean }> {
    const known = this.#ways.get(key)
    const way = known === undefined ? null : await known
    if (way?.isOpen() === true) return { way, isNew: false }
    // Another may have opened one while this waited.
    if (this.#ways.get(key) === known) this.#open(key, url, trusted)
    return { way: await this.#ways.get(key)!, isNew: true }
  }

  #open(key: string, url: URL, trusted: boolean): void {
    const opening = this.#opened(url, trusted)
    this.#ways.set(key, opening)
    opening.then(
      (way) => this.#stopped && way.close(),
      () => this.#ways.get(key) === opening && this.#ways.delete(key),
    )
  }

  async #opened(url: URL, trusted: boolean): Promise<Way> {
    const lookup = trusted ? {} : { lookup: this.#lookup }
    const kept = { keepAlive: true, maxSockets: PLAIN_CONNECTIONS, timeout: IDLE_MS, ...lookup }
    if (url.protocol === 'http:') return plainWay(new Agent(kept), this.#timeoutMs)
    const tls = { ...lookup, ...(this.#ca === undefined ? {} : { ca: this.#ca }) }
    const socket = await hello(url, tls, this.#timeoutMs)
    if (socket.alpnProtocol === 'h2') return sessionWay(url, socket, this.#timeoutMs)
    socket.destroy()
    return plainWay(new TlsAgent({ ...kept, ...tls }), this.#timeoutMs)
  }
}

/** Opens TLS and asks which HTTP the other side speaks (RFC 7301). */
function hello(url: URL, tls: object, timeoutMs: number): Promise<TLSSocket> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return new Promise((resolve, reject) => {
    const port = Number(url.port || 443)
    // An address is no name to be asked for (RFC 6066 §3); the certificate is held against it all the same.
    const name = isIP(host) === 0 ? { servername: host } : {}
    const socket = openTls({ host, port, ...name, ALPNProtocols: ['h2', 'http/1.1'], ...tls })
    const timer = setTimeout(() => socket.destroy(timedOut()), timeoutMs)
    socket.once('secureConnect', () => {
      clearTimeout(timer)
      socket.off('error', reject)
      resolve(socket)
    })
    socket.once('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
  })
}

const timedOut = (): DOMException => new DOMException('no answer in time', 'TimeoutError')

/** HTTP/2 (RFC 9113): any number of requests on one connection. */
function sessionWay(url: URL, socket: TLSSocket, timeoutMs: number): Way {
  const session: ClientHttp2Session = openSession(url.origin, { createConnection: () => socket })
  let isOpen = true
  const end = () => {
    isOpen = false
  }
  // What failed is told by each request itself.
  session.on('error', end).on('goaway', end).on('close', end)
  session.setTimeout(IDLE_MS, () => session.close())
  const post = ({ pathname, search }: URL, { headers, body }: Asked): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const stream = session.request({ ...headers, ':method': 'POST', ':path': pathname + search })
      const timer = setTimeout(() => stream.destroy(timedOut()), timeoutMs)
      let answered: Record<string, unknown> = {}
      const words = new Words()
      stream.on('response', (head) => {
        answered = head
      })
      stream.on('data', (part: Buffer) => words.add(part) || stream.close())
      stream.on('error', reject)
      stream.on('close', () => {
        clearTimeout(timer)
        const status = answered[':status']
        if (typeof status === 'number') resolve({ status, header: headerOf(answered), words: words.text })
        else reject(Object.assign(new Error('the connection ended without an answer'), { code: 'ECONNRESET' }))
      })
      stream.end(body)
    })
  return { post, isOpen: () => isOpen && !session.closed && !session.destroyed, close: () => session.destroy() }
}

/** HTTP/1.1, a request at a time on each of a few connections. */
function plainWay(agent: Agent, timeoutMs: number): Way {
  let isOpen = true
  const post = (url: URL, { headers, body }: Asked): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const ask = url.protocol === 'https:' ? tlsRequest : plainRequest
      const length = { 'content-length': String(Buffer.byteLength(body)) }
      const request = ask(
        url,
        { method: 'POST', agent, headers: { ...headers, ...length } },
        (answer: IncomingMessage) => {
          const words = new Words()
          const over = () => {
            clearTimeout(timer)
            resolve({ status: answer.statusCode ?? 0, header: headerOf(answer.headers), words: words.text })
          }
          answer.on('data', (part: Buffer) => words.add(part) || answer.destroy())
          answer.on('error', reject)
          answer.on('close', over)
        },
      )
      const timer = setTimeout(() => request.destroy(timedOut()), timeoutMs)
      request.on('error', (error) => {
        clearTimeout(timer)
        reject(error)
      })
      request.end(body)
    })
  const close = () => {
    isOpen = false
    agent.destroy()
  }
  return { post, isOpen: () => isOpen, close }
}

/** The first words of an answer. */
class Words {
  #parts: Buffer[] = []
  #size = 0

  /** False when there is no need of more. */
  add(part: Buffer): boolean {
    this.#parts.push(part)
    this.#size += part.length
    return this.#size <= MOST_WORDS
  }

  get text(): string {
    return Buffer.concat(this.#parts).subarray(0, MOST_WORDS).toString('utf8')
  }
}

const headerOf =
  (headers: Readonly<Record<string, unknown>>) =>
  (name: string): string | null => {
    const value = headers[name]
    return typeof value === 'string' ? value : null
  }
