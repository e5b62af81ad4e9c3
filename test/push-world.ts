import { createDecipheriv, createECDH, createPublicKey, type ECDH, hkdfSync, randomBytes, verify } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { until } from './harness/wait.ts'

/** What the service answers next, for one subscription. */
export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** A push as the browser behind a subscription sees it. */
export interface Pushed {
  readonly headers: IncomingHttpHeaders
  /** Decrypted, parsed. */
  readonly json: ReturnType<typeof JSON.parse>
  /** Bytes of the encrypted body. */
  readonly bytes: number
  /** Claims of the VAPID token, its signature checked with the key it names. */
  readonly vapid: { readonly aud: string; readonly exp: number; readonly sub: string; readonly key: string }
  readonly status: number
  /** The public key this message was sealed with. */
  readonly sender: string
}

/** One browser's subscription at the stand-in, with the private half that only a browser has. */
export class StandInSubscription {
  readonly endpoint: string
  readonly pushes: Pushed[] = []
  /** Answers to come, first first; 201 when there are none. `hang`: no answer at all. */
  readonly answers: (Answer | 'hang')[] = []
  readonly #keys: ECDH = createECDH('prime256v1')
  readonly #auth = randomBytes(16)

  constructor(endpoint: string) {
    this.endpoint = endpoint
    this.#keys.generateKeys()
  }

  /** As `PushSubscription.toJSON()` gives it (W3C Push API §8.2). */
  toJSON() {
    return {
      endpoint: this.endpoint,
      expirationTime: null,
      keys: { p256dh: this.#keys.getPublicKey('base64url'), auth: this.#auth.toString('base64url') },
    }
  }

  /** Waits for the push of this number, 1 is the first. */
  async push(n = 1): Promise<Pushed> {
    return until(() => this.pushes[n - 1], { what: `push ${n}` })
  }

  /** RFC 8188 §2 with the keys of RFC 8291 §3.4: one record. @throws when the body is not what these say */
  decrypt(body: Buffer): string {
    const salt = body.subarray(0, 16)
    const recordSize = body.readUInt32BE(16)
    const keyLength = body[20]!
    const theirs = body.subarray(21, 21 + keyLength)
    if (keyLength !== 65) throw new Error('the key id must be a P-256 point')
    const cipher = body.subarray(21 + keyLength)
    if (cipher.length > recordSize) throw new Error('more than one record')
    const mine = this.#keys.getPublicKey()
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), mine, theirs])
    const shared = this.#keys.computeSecret(theirs)
    const material = Buffer.from(hkdfSync('sha256', shared, this.#auth, info, 32))
    const key = Buffer.from(hkdfSync('sha256', material, salt, 'Content-Encoding: aes128gcm\0', 16))
    const nonce = Buffer.from(hkdfSync('sha256', material, salt, 'Content-Encoding: nonce\0', 12))
    const decipher = createDecipheriv('aes-128-gcm', key, nonce)
    decipher.setAuthTag(cipher.subarray(-16))
    const padded = Buffer.concat([decipher.update(cipher.subarray(0, -16)), decipher.final()])
    const end = padded.findLastIndex((byte) => byte !== 0)
    if (padded[end] !== 2) throw new Error('the last record must end with the delimiter 2')
    return padded.subarray(0, end).toString('utf8')
  }
}

/**
 * A push service on loopback that holds a sender to RFC 8030 (POST, TTL, Urgency, Topic, 4096 bytes), RFC 8291 (aes128gcm)
 * and RFC 8292 (a token for this origin, not expired, at most 24 h ahead, signed with the key it names).
 */
export class StandIn {
  readonly host: string
  readonly #server: Server
  readonly #subscriptions = new Map<string, StandInSubscription>()
  /** What a sender did wrong, in words. Must stay empty. */
  readonly faults: string[] = []

  private constructor(server: Server) {
    this.#server = server
    this.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  static async open(): Promise<StandIn> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const service = new StandIn(server)
    server.on('request', (request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', () => {
        const subscription = service.#subscriptions.get(request.url ?? '')
        if (subscription === undefined) return void response.writeHead(404).end()
        const answer = subscription.answers.shift() ?? { status: 201 }
        if (answer === 'hang') return
        try {
          subscription.pushes.push(service.#check(subscription, request.headers, Buffer.concat(parts), answer.status))
        } catch (error) {
          service.faults.push((error as Error).message)
        }
        response.writeHead(answer.status, { ...answer.headers }).end(answer.body)
      })
    })
    return service
  }

  /** A new browser. */
  subscribe(): StandInSubscription {
    const path = `/push/${randomBytes(12).toString('base64url')}`
    const subscription = new StandInSubscription(`http://${this.host}${path}`)
    this.#subscriptions.set(path, subscription)
    return subscription
  }

  stop(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  #check(to: StandInSubscription, headers: IncomingHttpHeaders, body: Buffer, status: number): Pushed {
    const must = (ok: boolean, what: string) => {
      if (!ok) throw new Error(what)
    }
    must(/^\d+$/.test(String(headers.ttl)), 'TTL is needed (RFC 8030 §5.2)')
    must(['very-low', 'low', 'normal', 'high'].includes(String(headers.urgency)), 'Urgency (RFC 8030 §5.3)')
    must(/^[\w-]{1,32}$/.test(String(headers.topic)), 'Topic: 1 to 32 of the base64url alphabet (RFC 8030 §5.4)')
    must(headers['content-encoding'] === 'aes128gcm', 'Content-Encoding (RFC 8291 §4)')
    must(body.length <= 4096, `${body.length} bytes (RFC 8030 §7.2: 4096 must be taken, not more)`)
    const [, token = '', key = ''] =
      /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(headers.authorization ?? '') ??
      must(false, 'Authorization (RFC 8292 §3)') ??
      []
    const point = Buffer.from(key, 'base64url')
    must(point.length === 65 && point[0] === 4, 'k is an uncompressed point (RFC 8292 §3.2)')
    const [head = '', claims = '', signature = ''] = token.split('.')
    const publicKey = createPublicKey({
      format: 'jwk',
      key: {
        kty: 'EC',
        crv: 'P-256',
        x: point.subarray(1, 33).toString('base64url'),
        y: point.subarray(33).toString('base64url'),
      },
    })
    must(JSON.parse(Buffer.from(head, 'base64url').toString()).alg === 'ES256', 'alg is ES256 (RFC 8292 §2)')
    const signed = Buffer.from(`${head}.${claims}`)
    const raw = { key: publicKey, dsaEncoding: 'ieee-p1363' as const }
    must(verify('sha256', signed, raw, Buffer.from(signature, 'base64url')), 'the signature does not hold')
    const said = JSON.parse(Buffer.from(claims, 'base64url').toString())
    must(said.aud === `http://${this.host}`, 'aud is this origin (RFC 8292 §2)')
    const ahead = said.exp - Date.now() / 1000
    must(ahead > 0 && ahead <= 86_400, 'exp is ahead, by 24 hours at most (RFC 8292 §2)')
    must(/^(mailto:|https:)/.test(said.sub), 'sub is a mailto: or https: address (RFC 8292 §2.1)')
    const json = JSON.parse(to.decrypt(body))
    return { headers, json, bytes: body.length, vapid: { ...said, key }, status, sender: body.toString('hex', 21, 86) }
  }
}

/** A stream of events (WHATWG HTML §9.2) as a phone reads it. */
export class EventReader {
  readonly events: { id: string; event: string; data: ReturnType<typeof JSON.parse> }[] = []
  ended = false
  readonly #stop = new AbortController()

  static async open(url: string, headers: Record<string, string>): Promise<EventReader> {
    const reader = new EventReader()
    const response = await fetch(url, { headers, signal: reader.#stop.signal })
    if (!response.ok || response.body === null) throw new Error(`${response.status}`)
    void reader.#read(response.body).finally(() => {
      reader.ended = true
    })
    return reader
  }

  /** Waits for an event of this name, the nth of them. */
  async next(event: string, n = 1) {
    return until(() => this.events.filter((e) => e.event === event)[n - 1], { what: `event ${event}` })
  }

  close(): void {
    this.#stop.abort()
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    let text = ''
    const decoder = new TextDecoder()
    try {
      for await (const part of body) {
        text += decoder.decode(part, { stream: true })
        const blocks = text.split('\n\n')
        text = blocks.pop()!
        for (const block of blocks) this.#take(block)
      }
    } catch {
      // The reader left, or the server did: `ended` says so.
    }
  }

  #take(block: string): void {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]
    const data = field('data')
    if (data !== undefined)
      this.events.push({ id: field('id') ?? '', event: field('event') ?? 'message', data: JSON.parse(data) })
  }
}
