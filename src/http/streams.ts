import type { FastifyReply } from 'fastify'
import { MINUTE } from '../base/clock.ts'
import { EventStream } from '../engine/sse.ts'
import { callerOf } from './bucket.ts'
import { tooMany } from './limits.ts'
import { httpFail } from './problems.ts'

/** Whose stream it is: of staff at work, or of somebody in the shop. */
export interface Reader {
  readonly kind: 'staff' | 'shop'
  /** Who reads, or what is read where anybody may who has its key: a device, a member of staff, a person, an order. */
  readonly recipient: string
}

/** How many streams may be open. */
export interface StreamCaps {
  /** In this process. Each costs a socket and asks the database every second or two. */
  readonly all: number
  /** Of those, in the shop: the rest is kept for phones and consoles, so that a crowd of shoppers never shuts out the floor. */
  readonly shop: number
  /** Of the shop's, from one address: a campus has hundreds of readers, a script wants all. */
  readonly address: number
  /** Of one recipient: tabs, and what a phone left behind when it changed its network. */
  readonly recipient: number
}

const CAPS: StreamCaps = { all: 2_000, shop: 1_500, address: 300, recipient: 8 }
/** Whoever is closed to make room comes back after this long: eight tabs and a ninth must not push each other out each second. */
const COME_BACK_MS = MINUTE

/** The open event streams of this process, counted. */
export class Streams {
  readonly #caps: StreamCaps
  /** Oldest first. */
  readonly #ofRecipient = new Map<string, Set<EventStream>>()
  readonly #ofAddress = new Map<string, number>()
  #all = 0
  #shop = 0

  constructor(caps: Partial<StreamCaps> = {}) {
    this.#caps = { ...CAPS, ...caps }
  }

  /** How many are open. */
  get size(): number {
    return this.#all
  }

  /**
   * Takes over the answer and opens a stream; the oldest of the same recipient is closed when there are too many.
   * @throws http/streams-full when the process has no more, http/too-many when the address has none
   */
  open(reply: FastifyReply, reader: Reader): EventStream {
    const address = callerOf(reply.request.ip ?? '')
    const mine = this.#ofRecipient.get(reader.recipient) ?? new Set<EventStream>()
    if (mine.size >= this.#caps.recipient) for (const oldest of [...mine].slice(0, 1)) oldest.close(COME_BACK_MS)
    const isShop = reader.kind === 'shop'
    if (this.#all >= this.#caps.all || (isShop && this.#shop >= this.#caps.shop))
      throw httpFail('http/streams-full', { retryAfterMs: COME_BACK_MS })
    if (isShop && (this.#ofAddress.get(address) ?? 0) >= this.#caps.address) throw tooMany(COME_BACK_MS)
    reply.hijack()
    const stream = new EventStream(reply.raw)
    this.#count(isShop ? address : null, 1)
    // Set anew: closing the only other one took it away.
    this.#ofRecipient.set(reader.recipient, mine.add(stream))
    stream.onClose(() => {
      this.#count(isShop ? address : null, -1)
      mine.delete(stream)
      if (mine.size === 0 && this.#ofRecipient.get(reader.recipient) === mine)
        this.#ofRecipient.delete(reader.recipient)
    })
    return stream
  }

  /** `address`: null for staff, whom no address counts. */
  #count(address: string | null, step: 1 | -1): void {
    this.#all += step
    if (address === null) return
    this.#shop += step
    const there = (this.#ofAddress.get(address) ?? 0) + step
    if (there === 0) this.#ofAddress.delete(address)
    else this.#ofAddress.set(address, there)
  }
}
