import { Agent, type IncomingMessage, request } from 'node:http'

/** An answer as it came. Its shape is the API's; whoever reads it knows what was asked. */
export interface Answer {
  readonly status: number
  readonly json: ReturnType<typeof JSON.parse>
}

/** What goes with a request. */
export interface Ask {
  readonly body?: unknown
  /** Sent as it is, with its own content type. */
  readonly bytes?: Uint8Array
  readonly headers?: Readonly<Record<string, string>>
}

/** Speaks to a server as phones and shops do, over kept connections. Plain `node:http`: it costs a third of `fetch`. */
export class LoadClient {
  readonly #base: URL
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 256 })
  readonly #streams = new Set<IncomingMessage>()

  constructor(base: string) {
    this.#base = new URL(base)
  }

  /** One request; also a refusal is an answer. Throws only when there was none. */
  call(method: string, path: string, ask: Ask = {}): Promise<Answer> {
    const { bytes } = ask
    const body = bytes ?? (ask.body === undefined ? null : Buffer.from(JSON.stringify(ask.body)))
    const headers: Record<string, string | number> = { 'x-tuidan': '1', 'accept-language': 'en', ...ask.headers }
    if (body !== null) {
      headers['content-type'] ??= bytes === undefined ? 'application/json' : 'application/octet-stream'
      headers['content-length'] = body.length
    }
    return new Promise((resolve, reject) => {
      const sent = request(this.#base, { method, path, headers, agent: this.#agent }, (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('error', reject)
        response.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8')
          try {
            const json = text === '' ? null : JSON.parse(text)
            resolve({ status: response.statusCode ?? 0, json: withCookie(json, response) })
          } catch (cause) {
            reject(new Error(`${method} ${path} answered ${response.statusCode} without JSON`, { cause }))
          }
        })
      })
      sent.on('error', reject)
      sent.end(body)
    })
  }

  /** As `call`, and throws for any other status. */
  async must(method: string, path: string, ask: Ask = {}): Promise<Answer['json']> {
    const { status, json } = await this.call(method, path, ask)
    if (status < 300) return json
    throw new Error(`${method} ${path}: ${status} ${JSON.stringify(json)}`)
  }

  /** A file; how many bytes it has. Throws when it was refused. */
  bytes(path: string, headers: Readonly<Record<string, string>>): Promise<number> {
    return new Promise((resolve, reject) => {
      const sent = request(this.#base, { path, headers, agent: this.#agent }, (response) => {
        let length = 0
        response.on('data', (part: Buffer) => {
          length += part.length
        })
        response.on('error', reject)
        response.on('end', () => {
          if (response.statusCode === 200) resolve(length)
          else reject(new Error(`GET ${path}: ${response.statusCode}`))
        })
      })
      sent.on('error', reject)
      sent.end()
    })
  }

  /** Opens an event stream; `onEvent` hears each event's name and data. Resolves when the stream is open. */
  listen(
    path: string,
    headers: Readonly<Record<string, string>>,
    onEvent: (event: string, data: string) => void,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      // No agent: a stream would hold one of the shared connections for ever.
      const sent = request(
        this.#base,
        { path, headers: { accept: 'text/event-stream', ...headers }, agent: false },
        (r) => {
          if (r.statusCode !== 200) return reject(new Error(`GET ${path}: ${r.statusCode}`))
          this.#streams.add(r)
          let rest = ''
          r.setEncoding('utf8')
          r.on('data', (part: string) => {
            const blocks = (rest + part).split('\n\n')
            rest = blocks.pop() ?? ''
            for (const block of blocks) {
              const event = /^event: (.*)$/m.exec(block)?.[1]
              if (event !== undefined) onEvent(event, /^data: (.*)$/m.exec(block)?.[1] ?? '')
            }
          })
          r.on('error', () => {}) // the server ended; whoever waits for an event looks by itself
          resolve()
        },
      )
      sent.on('error', reject)
      sent.end()
    })
  }

  /** Ends all connections. */
  close(): void {
    for (const stream of this.#streams) stream.destroy()
    this.#agent.destroy()
  }
}

/** Sessions come as cookies; a caller that joins needs the pair of name and value. */
function withCookie(json: Answer['json'], response: IncomingMessage): Answer['json'] {
  const cookie = response.headers['set-cookie']?.map((c) => c.split(';')[0]).join('; ')
  return cookie === undefined ? json : { ...json, cookie }
}
