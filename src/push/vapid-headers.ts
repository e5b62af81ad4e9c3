import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { HOUR } from '../base/clock.ts'
import type { Core } from '../engine/core.ts'
import { loadPushKey, savePushKey } from './store.ts'
import { type VapidKey, vapidHeader } from './vapid.ts'

/** How long a header holds (RFC 8292 §2: at most 24 hours), and how long before its end another is made. */
const HOLDS_MS = 12 * HOUR
const RENEWED_MS = 6 * HOUR
/** Origins of push services are few; sites may be many. */
const MOST = 5_000

const PLACE = (siteId: string): string => `${siteId}|push_key|private`

/** The headers that push services know each site by: one serves every message to an origin for hours. */
export class VapidHeaders {
  readonly #core: Core
  readonly #contact: string
  readonly #keys = new Map<string, Promise<VapidKey>>()
  readonly #headers = new Map<string, { readonly header: string; readonly expiresAt: number }>()

  /** `contact`: `mailto:` or `https:`. */
  constructor(core: Core, contact: string) {
    this.#core = core
    this.#contact = contact
  }

  /** The site's public key, its pair made at the first asking. */
  async publicKey(siteId: string): Promise<string> {
    return (await this.#keyOf(siteId)).publicKey
  }

  /** The header for messages of a site to a push service. */
  async headerFor(siteId: string, origin: string): Promise<string> {
    // Nothing is awaited after this: of many who ask at once the first signs.
    const key = await this.#keyOf(siteId)
    const now = this.#core.clock.now()
    const name = `${siteId} ${origin}`
    const known = this.#headers.get(name)
    if (known !== undefined && known.expiresAt - now > RENEWED_MS && known.expiresAt - now <= HOLDS_MS)
      return known.header
    const expiresAt = now + HOLDS_MS
    const header = vapidHeader(key, origin, this.#contact, expiresAt)
    this.#headers.delete(name)
    if (this.#headers.size >= MOST) this.#headers.delete(this.#headers.keys().next().value!)
    this.#headers.set(name, { header, expiresAt })
    return header
  }

  async #keyOf(siteId: string): Promise<VapidKey> {
    let key = this.#keys.get(siteId)
    if (key === undefined) {
      key = this.#load(siteId)
      this.#keys.set(siteId, key)
      key.catch(() => this.#keys.delete(siteId))
      if (this.#keys.size > MOST) this.#keys.delete(this.#keys.keys().next().value!)
    }
    return await key
  }

  async #load(siteId: string): Promise<VapidKey> {
    const { db, vault } = this.#core
    if ((await loadPushKey(db, siteId)) === null) {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
      const { x, y, d } = privateKey.export({ format: 'jwk' })
      const point = Buffer.concat([Buffer.of(4), Buffer.from(x!, 'base64url'), Buffer.from(y!, 'base64url')])
      // Where another process was first, its pair stays.
      await savePushKey(db, siteId, point.toString('base64url'), vault.seal(d!, PLACE(siteId)))
    }
    const { publicKey, privateKey } = (await loadPushKey(db, siteId))!
    const point = Buffer.from(publicKey, 'base64url')
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'))
    const d = vault.open<string>(privateKey, PLACE(siteId))
    const key = { kty: 'EC', crv: 'P-256', x: x!, y: y!, d }
    return { publicKey, privateKey: createPrivateKey({ format: 'jwk', key }) }
  }
}
