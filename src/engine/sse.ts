import type { ServerResponse } from 'node:http'
import { inScopeOfNow } from '../storage/scope.ts'

/** A phone that reads this slowly is cut off; it comes back and resumes by number. */
const MAX_BUFFERED = 256 * 1024
/** Proxies drop silent connections after about a minute; phones notice a dead one sooner with a short beat. */
const HEARTBEAT_MS = 15_000

const openStreams = new Set<EventStream>()

/** Ends every open stream of this process, so that a stopping server waits for none; browsers come back by themselves. */
export function closeStreams(): void {
  for (const stream of [...openStreams]) stream.close()
}

/** One server-sent event stream (WHATWG HTML §9.2) over a raw response. Ends itself when the reader leaves. */
export class EventStream {
  readonly #response: ServerResponse
  readonly #beat: NodeJS.Timeout
  readonly #onClose = new Set<() => void>()
  #open = true

  /** Takes over the response: call `reply.hijack()` first. */
  constructor(response: ServerResponse, headers: Readonly<Record<string, string>> = {}) {
    this.#response = response
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      ...headers,
    })
    // Browsers wait this long before they come back; a comment opens the stream through buffering proxies.
    response.write('retry: 1000\n: open\n\n')
    this.#beat = setInterval(() => this.#write(': beat\n\n'), HEARTBEAT_MS)
    response.on('close', () => this.close())
    openStreams.add(this)
    // Who left while their session was looked up closed it before anybody listened.
    if (response.destroyed) this.close()
  }

  /** Is the reader still there? */
  get isOpen(): boolean {
    return this.#open
  }

  /** Sends one event; `id` comes back as Last-Event-ID. */
  send(event: string, data: unknown, id?: string | number): void {
    this.#write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  }

  /** Registers what to do when the stream ends, for whatever reason, in the scope of whoever registers it. */
  onClose(listener: () => void): void {
    if (this.#open) this.#onClose.add(inScopeOfNow(listener))
    else listener()
  }

  /** Ends the stream; `comeBackMs` is when the reader may open it again, instead of at once. */
  close(comeBackMs?: number): void {
    if (!this.#open) return
    if (comeBackMs !== undefined) this.#write(`retry: ${comeBackMs}\n\n`)
    this.#open = false
    openStreams.delete(this)
    clearInterval(this.#beat)
    this.#response.end()
    for (const listener of this.#onClose) listener()
  }

  #write(text: string): void {
    if (!this.#open) return
    if (this.#response.writableLength > MAX_BUFFERED) {
      this.#response.destroy()
      return
    }
    this.#response.write(text)
  }
}
