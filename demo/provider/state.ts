import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import type { Adapter, Stored } from 'oidc-provider'

/** Long enough to gather the writes of one sign-in, short enough that a crash costs next to nothing. */
const SAVE_AFTER_MS = 150
/** What ends with its grant (RFC 6749 §10.5: a replayed code takes its tokens with it). */
const OF_A_GRANT = ['AccessToken', 'AuthorizationCode', 'RefreshToken']

interface Entry {
  readonly payload: Stored
  /** ms since the epoch; null stays. */
  readonly expiresAt: number | null
}

interface Saved {
  readonly startedAt: number
  readonly keys: readonly JWK[]
  readonly cookieKeys: readonly string[]
  readonly entries: readonly (readonly [string, Entry])[]
}

/**
 * All that the provider keeps: signing keys, and what oidc-provider stores through its adapters. With a folder it outlives a
 * restart (one file, written whole, readable by its owner only), so that shops need not be connected anew each morning.
 */
export class State {
  /** The people's histories are dated back from here; kept, so that an item keeps its date. */
  readonly startedAt: number
  readonly jwks: { readonly keys: readonly JWK[] }
  readonly cookieKeys: readonly string[]
  readonly #file: string | null
  readonly #entries: Map<string, Entry>
  #timer: NodeJS.Timeout | null = null

  private constructor(file: string | null, saved: Saved) {
    this.#file = file
    this.startedAt = saved.startedAt
    this.jwks = { keys: saved.keys }
    this.cookieKeys = saved.cookieKeys
    this.#entries = new Map(saved.entries)
  }

  /** Takes up what is in the folder, or begins anew; the key pair of a first start takes about 0.2 s. */
  static async open(dir: string | undefined, now: number): Promise<State> {
    const file = dir === undefined ? null : join(dir, 'islet.json')
    const saved = file === null ? null : readSaved(file)
    if (saved !== null) return new State(file, saved)
    const { privateKey } = await generateKeyPair('RS256', { extractable: true })
    const key = {
      ...(await exportJWK(privateKey)),
      use: 'sig',
      alg: 'RS256',
      kid: randomBytes(6).toString('base64url'),
    }
    const cookieKeys = [randomBytes(24).toString('base64url')]
    const state = new State(file, { startedAt: now, keys: [key], cookieKeys, entries: [] })
    state.#save()
    return state
  }

  /** Where oidc-provider keeps one kind of thing. */
  adapter(kind: string): Adapter {
    const key = (id: string) => `${kind}:${id}`
    const find = async (id: string) => this.#live(key(id))
    return {
      find,
      findByUid: async (uid) => this.#where((name, { payload }) => name.startsWith(`${kind}:`) && payload.uid === uid),
      // Belongs to the device flow, which is off.
      findByUserCode: async () => undefined,
      upsert: async (id, payload, expiresIn) => {
        const expiresAt = expiresIn === undefined ? null : Date.now() + expiresIn * 1000
        this.#entries.set(key(id), { payload, expiresAt })
        this.#saveSoon()
      },
      destroy: async (id) => {
        this.#entries.delete(key(id))
        this.#saveSoon()
      },
      consume: async (id) => {
        const payload = this.#live(key(id))
        if (payload) payload.consumed = Math.floor(Date.now() / 1000)
        this.#saveSoon()
      },
      revokeByGrantId: async (grantId) => {
        for (const [name, { payload }] of this.#entries) {
          if (payload.grantId === grantId && OF_A_GRANT.includes(name.split(':')[0]!)) this.#entries.delete(name)
        }
        this.#saveSoon()
      },
    }
  }

  /** Writes what is not yet written. */
  stop(): void {
    if (this.#timer === null) return
    clearTimeout(this.#timer)
    this.#save()
  }

  #live(name: string): Stored | undefined {
    const entry = this.#entries.get(name)
    if (entry === undefined) return undefined
    if (entry.expiresAt === null || entry.expiresAt > Date.now()) return entry.payload
    this.#entries.delete(name)
    return undefined
  }

  #where(isIt: (name: string, entry: Entry) => boolean): Stored | undefined {
    for (const [name, entry] of this.#entries) if (isIt(name, entry)) return this.#live(name)
    return undefined
  }

  #saveSoon(): void {
    if (this.#file === null || this.#timer !== null) return
    this.#timer = setTimeout(() => this.#save(), SAVE_AFTER_MS)
    this.#timer.unref()
  }

  #save(): void {
    this.#timer = null
    if (this.#file === null) return
    const now = Date.now()
    const entries = [...this.#entries].filter(([, { expiresAt }]) => expiresAt === null || expiresAt > now)
    const saved: Saved = { startedAt: this.startedAt, keys: this.jwks.keys, cookieKeys: this.cookieKeys, entries }
    mkdirSync(join(this.#file, '..'), { recursive: true, mode: 0o700 })
    writeFileSync(`${this.#file}.new`, JSON.stringify(saved), { mode: 0o600 })
    renameSync(`${this.#file}.new`, this.#file)
  }
}

function readSaved(file: string): Saved | null {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  try {
    // Written by #save of this same class and by nobody else.
    const saved = JSON.parse(text) as Saved
    if (saved.keys.length > 0 && saved.entries.length >= 0) return saved
  } catch {
    // Half a file can only come from outside, since it is put in place whole; the sentence below says the way out.
  }
  throw new Error(`${file} cannot be read; move it away and the demo provider begins anew`)
}
