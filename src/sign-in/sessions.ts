import { SECOND } from '../base/clock.ts'
import type { Core } from '../engine/core.ts'
import { hashOf } from '../engine/secret-hash.ts'
import { isAlive, SESSION_TOUCH_MS } from './handshake.ts'
import { loadSession, type SessionRow, touchSession } from './store.ts'

/** A signed-in shopper. */
export interface SignedIn {
  readonly personId: string
  /** When they last signed in with an account, in ms. */
  readonly signedInAt: number
}

/** How long a session found is believed without looking: the longest a sign-out elsewhere can go unnoticed when the bus is down. */
const BELIEVED_MS = SECOND
const MOST = 20_000

interface Known {
  readonly at: number
  readonly session: SessionRow | null
}

/** Who is behind a cookie. Held in memory for a second, because every decision asks; ended at once by the bus. */
export class Sessions {
  readonly #core: Core
  readonly #known = new Map<string, Known>()
  readonly #off: () => void

  constructor(core: Core) {
    this.#core = core
    this.#off = core.bus.on('session', (_siteId, ref) => {
      if (ref === '') this.#known.clear()
      else this.#known.delete(ref)
    })
  }

  /** The shopper of a session token, or null. */
  async find(siteId: string, token: string): Promise<SignedIn | null> {
    const now = this.#core.clock.now()
    const hash = hashOf(token)
    const key = keyOf(siteId, hash)
    let known = this.#known.get(key)
    if (known === undefined || now - known.at >= BELIEVED_MS || now < known.at) {
      known = { at: now, session: await loadSession(this.#core.db, siteId, hash) }
      if (this.#known.size >= MOST) this.#known.clear()
      this.#known.set(key, known)
    }
    const { session } = known
    if (session === null || !isAlive(session, now)) return null
    if (now - session.seenAt > SESSION_TOUCH_MS) {
      this.#known.set(key, { at: known.at, session: { ...session, seenAt: now } })
      await touchSession(this.#core.db, siteId, hash, now)
    }
    return { personId: session.personId, signedInAt: session.signedInAt }
  }

  /** A session ended: no process believes it any more. */
  ended(siteId: string, token: string): void {
    this.#core.bus.emit('session', siteId, keyOf(siteId, hashOf(token)))
  }

  /** Calls `over` when this session may have ended, here or elsewhere. Returns how to stop listening. */
  watch(siteId: string, token: string, over: () => void): () => void {
    const key = keyOf(siteId, hashOf(token))
    return this.#core.bus.on('session', (site, ref) => {
      if (site === siteId && (ref === '' || ref === key)) over()
    })
  }

  /** Sessions of a site ended, it is not said whose: no process believes any of them without asking again. */
  allEnded(siteId: string): void {
    this.#core.bus.emit('session', siteId)
  }

  /** Lets go of the bus. */
  stop(): void {
    this.#off()
  }
}

const keyOf = (siteId: string, hash: Buffer) => `${siteId}/${hash.toString('base64url')}`
