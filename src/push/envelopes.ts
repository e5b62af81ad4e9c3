import { MINUTE } from '../base/clock.ts'
import { StandingThread } from '../engine/thread.ts'
import type { Envelope, Receiver } from './encrypt.ts'
import type { EnvelopeJob } from './envelope-thread.ts'
import { newEnvelope, PACKED, unpacked } from './pairs.ts'

/** Envelopes kept ready for each browser that is written to again and again. */
const READY = 4
/** Browsers that are kept ready for: some 500 bytes each. */
const MOST = 4_000
/** Nobody was written to for so long: what was ready for them is forgotten. */
const KEPT_MS = 30 * MINUTE
/** They are made when nobody has asked for so long, a rush being over; and after that long in any case. */
const QUIET_MS = 100
const AT_LAST_MS = 1_000

interface Store {
  packed: Uint8Array
  /** Of `packed`, the place of the next that is unused. */
  next: number
  usedAt: number
}

/**
 * Envelopes made ahead in a thread of their own, so that a rush of messages meets no arithmetic on the curve. In memory only; each is
 * handed out once, and erased by whoever seals with it. Where none is ready, one is made on the spot.
 */
export class Envelopes {
  readonly #thread = new StandingThread<EnvelopeJob, Uint8Array[]>(
    new URL(import.meta.url.endsWith('.ts') ? './envelope-thread.ts' : './envelope-thread.js', import.meta.url),
  )
  /** By subscription, the one that was used longest ago first. */
  readonly #stores = new Map<string, Store>()
  #wanted = new Map<string, Receiver>()
  #gathering: NodeJS.Timeout | undefined
  #wantedSince: number | undefined
  #making: Promise<void> | undefined
  readonly #ready: number
  readonly #onFailure: (error: unknown) => void
  #stopped = false

  /** `ready`: kept for each browser; `onFailure` is told when the thread broke: envelopes are made on the spot then. */
  constructor({ ready = READY, onFailure }: { ready?: number; onFailure: (error: unknown) => void }) {
    this.#ready = ready
    this.#onFailure = onFailure
  }

  /**
   * An envelope for one message. `id`: of the subscription, which has others made in its place if it is one to be ready for.
   * @throws Error when its point is none of the curve
   */
  take(id: string, to: Receiver, now: number): Envelope {
    const store = this.#stores.get(id)
    if (store === undefined) return newEnvelope(to)
    this.#stores.delete(id)
    this.#stores.set(id, store)
    store.usedAt = now
    const isEmpty = store.next * PACKED >= store.packed.length
    if ((store.next + 1) * PACKED >= store.packed.length) this.#want(id, to)
    if (isEmpty) return newEnvelope(to)
    return unpacked(store.packed, store.next++)
  }

  /** From now on some are kept ready for these browsers, which will be written to soon and again. */
  prepare(browsers: readonly { readonly id: string; readonly to: Receiver }[], now: number): void {
    for (const { id, to } of browsers) {
      if (this.#stores.has(id)) continue
      this.#forgetOld(now)
      this.#stores.set(id, { packed: new Uint8Array(0), next: 0, usedAt: now })
      this.#want(id, to)
    }
  }

  /** A subscription is gone. */
  drop(id: string): void {
    this.#stores.delete(id)
    this.#wanted.delete(id)
  }

  /** Waits until all that is wanted is made. */
  async made(): Promise<void> {
    while (this.#gathering !== undefined || this.#making !== undefined) {
      if (this.#gathering !== undefined) this.#make()
      await this.#making
    }
  }

  /** How many are ready. */
  get size(): number {
    let n = 0
    for (const { packed, next } of this.#stores.values()) n += packed.length / PACKED - next
    return n
  }

  /** Ends the thread. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#gathering)
    this.#gathering = undefined
    this.#wanted.clear()
    await this.#thread.stop()
  }

  #want(id: string, to: Receiver): void {
    this.#wanted.set(id, to)
    const now = performance.now()
    this.#wantedSince ??= now
    clearTimeout(this.#gathering)
    const ms = Math.min(QUIET_MS, Math.max(0, this.#wantedSince + AT_LAST_MS - now))
    this.#gathering = setTimeout(() => this.#make(), ms).unref()
  }

  #make(): void {
    clearTimeout(this.#gathering)
    this.#gathering = undefined
    this.#wantedSince = undefined
    const wanted = [...this.#wanted]
    this.#wanted = new Map()
    if (wanted.length === 0) return
    const before = this.#making
    const making = this.#fill(wanted, before).finally(() => {
      if (this.#making === making) this.#making = undefined
    })
    this.#making = making
  }

  async #fill(wanted: readonly (readonly [string, Receiver])[], before: Promise<void> | undefined): Promise<void> {
    await before
    try {
      const made = await this.#thread.run({ to: wanted.map(([, to]) => to), counts: wanted.map(() => this.#ready) })
      wanted.forEach(([id], i) => {
        const store = this.#stores.get(id)
        if (store === undefined) return
        const left = store.packed.subarray(store.next * PACKED)
        const packed = new Uint8Array(left.length + made[i]!.length)
        packed.set(left)
        packed.set(made[i]!, left.length)
        store.packed = packed
        store.next = 0
      })
    } catch (error) {
      if (!this.#stopped) this.#onFailure(error)
    }
  }

  #forgetOld(now: number): void {
    for (const [id, { usedAt }] of this.#stores) {
      if (this.#stores.size < MOST && now - usedAt < KEPT_MS) return
      this.drop(id)
    }
  }
}
