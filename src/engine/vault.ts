import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, randomFillSync } from 'node:crypto'
import { problems } from '../base/problem.ts'
import type { Sql } from '../storage/db.ts'

/** Expected problems of sealed data. */
export const vaultFail = problems({
  'vault/wrong-key': {
    status: 500,
    title: {
      zh: '这段密文打不开：钥匙不对，或数据被改过。',
      en: 'This sealed value does not open: wrong key, or the data was changed.',
    },
    next: {
      zh: '检查 TUIDAN_KEYS 或 keys.json 是否与数据库是同一套。',
      en: 'Check that TUIDAN_KEYS or keys.json belongs to this database.',
    },
  },
  'vault/erased': {
    status: 410,
    title: { zh: '这个人的资料已删除，钥匙已销毁。', en: 'This person was erased; the key is destroyed.' },
    next: { zh: '没有可恢复的内容。', en: 'There is nothing to bring back.' },
  },
})

/** The master keys by id (1-255); `current` seals, all open. */
export interface KeyRing {
  readonly current: number
  readonly keys: ReadonlyMap<number, Uint8Array>
  /** What look-up hashes are made with. A ring that was never rotated has none: it is drawn from the oldest key. */
  readonly hash?: Uint8Array
}

/** What look-up hashes are made with: written into the ring by the first rotation, so that it outlives the key it came from. */
export function hashKeyOf({ keys, hash }: KeyRing): Uint8Array {
  if (hash !== undefined) return hash
  const oldest = keys.get(Math.min(...keys.keys()))!
  return new Uint8Array(hkdfSync('sha256', oldest, '', 'tuidan look-up hash', 32))
}

/** What a person's values are sealed with; told to threads of ours, never kept and never sent out of the process. */
export interface PersonKey {
  readonly key: Uint8Array
  readonly siteId: string
  readonly personId: string
}

/** Seals and opens values of one person under that person's own key. */
export interface PersonBox {
  /** For the same box in a thread: {@link boxWith}. */
  readonly with: PersonKey
  /** `column` is bound into the seal, so that a value cannot be moved to another place. */
  seal(value: unknown, column: string): Buffer
  /** @throws vault/wrong-key */
  open<T>(sealed: Uint8Array, column: string): T
}

const NONCE = 12
const TAG = 16

// Random bytes are a call into the system, whether for one nonce or for hundreds. Each is used once.
const NONCES = new Uint8Array(NONCE * 340)
let usedNonces = NONCES.length

function newNonce(): Uint8Array {
  if (usedNonces === NONCES.length) {
    randomFillSync(NONCES)
    usedNonces = 0
  }
  usedNonces += NONCE
  return NONCES.subarray(usedNonces - NONCE, usedNonces)
}

/** AES-256-GCM: key id (1 byte), nonce (12), ciphertext, tag (16). */
function encrypt(keyId: number, key: Uint8Array, plain: Uint8Array, aad: string): Buffer {
  const nonce = newNonce()
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(aad))
  return Buffer.concat([Buffer.of(keyId), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: Uint8Array, sealed: Uint8Array, aad: string): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 1 + NONCE))
    decipher.setAAD(Buffer.from(aad))
    decipher.setAuthTag(bytes.subarray(-TAG))
    const plain = decipher.update(bytes.subarray(1 + NONCE, -TAG))
    // In this mode it adds no bytes; it checks the tag.
    decipher.final()
    return plain
  } catch (cause) {
    throw vaultFail('vault/wrong-key', { cause })
  }
}

/**
 * Seals what must not stand in clear: other people's tokens and secrets under the master key, a person's data under the
 * person's own key, which is itself sealed. Erasing a person destroys that key.
 */
export class Vault {
  readonly #hashKey: Uint8Array
  readonly #look: () => KeyRing | null
  #keys: ReadonlyMap<number, Uint8Array>
  #current: number

  /** `look` says which keys there are now, or null when nothing changed: asked when a key is not known here. */
  constructor(ring: KeyRing, look: () => KeyRing | null = () => null) {
    if (!ring.keys.has(ring.current)) throw new TypeError('the key ring lacks its current key')
    this.#keys = ring.keys
    this.#current = ring.current
    this.#hashKey = hashKeyOf(ring)
    this.#look = look
  }

  /** The id of the key that seals. */
  get current(): number {
    return this.#current
  }

  /** Seals with this key from now on; ids only go up. False when it is not known, also after another look. */
  sealWith(id: number): boolean {
    if (this.#keyOf(id) === undefined) return false
    this.#current = Math.max(this.#current, id)
    return true
  }

  /** Seals a text or JSON value. `aad` names its place: `site|table|row|column`. */
  seal(value: unknown, aad: string): Buffer {
    return this.#encrypt(Buffer.from(JSON.stringify(value)), aad)
  }

  /** @throws vault/wrong-key */
  open<T>(sealed: Uint8Array, aad: string): T {
    return JSON.parse(this.#decrypt(sealed, aad).toString('utf8')) as T
  }

  /** The same value under the key that seals now. @throws vault/wrong-key */
  sealAnew(sealed: Uint8Array, aad: string): Buffer {
    return this.#encrypt(this.#decrypt(sealed, aad), aad)
  }

  #encrypt(plain: Uint8Array, aad: string): Buffer {
    return encrypt(this.#current, this.#keys.get(this.#current)!, plain, aad)
  }

  #decrypt(sealed: Uint8Array, aad: string): Buffer {
    const id = sealed[0] ?? 0
    const key = this.#keyOf(id)
    if (key === undefined) throw vaultFail('vault/wrong-key')
    const plain = decrypt(key, sealed, aad)
    // Only now, when it is known to be ours: another process has moved on to a newer key.
    if (id > this.#current) this.#current = id
    return plain
  }

  #keyOf(id: number): Uint8Array | undefined {
    const known = this.#keys.get(id)
    if (known !== undefined || id === 0) return known
    let ring: KeyRing | null
    try {
      ring = this.#look()
    } catch (cause) {
      throw vaultFail('vault/wrong-key', { cause })
    }
    // Keys known here stay: what they opened must not fail should the file have become another's.
    if (ring !== null) this.#keys = new Map([...ring.keys, ...this.#keys])
    return this.#keys.get(id)
  }

  /** HMAC-SHA256 of an identifier that must be found again but not stand in clear. */
  hash(siteId: string, purpose: string, value: string): Buffer {
    return createHmac('sha256', this.#hashKey).update(`${siteId}\n${purpose}\n${value}`).digest()
  }

  /** Makes and stores the key of a new person. */
  async createPersonKey(tx: Sql, siteId: string, personId: string): Promise<PersonBox> {
    const key = randomBytes(32)
    await tx.run('insert into person_key (site_id, person_id, wrapped) values ($1, $2, $3)', [
      siteId,
      personId,
      this.seal(key.toString('base64'), `${siteId}|person_key|${personId}`),
    ])
    return boxWith({ key, siteId, personId })
  }

  /** @throws vault/erased when the person's key is gone */
  async personBox(sql: Sql, siteId: string, personId: string): Promise<PersonBox> {
    const row = await sql.maybe<{ wrapped: Buffer }>(
      'select wrapped from person_key where site_id = $1 and person_id = $2',
      [siteId, personId],
    )
    return this.boxOf(row?.wrapped ?? null, siteId, personId)
  }

  /** The same with the key as its row has it. @throws vault/erased when that is null */
  boxOf(wrapped: Uint8Array | null, siteId: string, personId: string): PersonBox {
    if (wrapped === null) throw vaultFail('vault/erased')
    const key = Buffer.from(this.open<string>(wrapped, `${siteId}|person_key|${personId}`), 'base64')
    return boxWith({ key, siteId, personId })
  }
}

/** A person's box, of its key. */
export function boxWith(sealedWith: PersonKey): PersonBox {
  const { key, siteId, personId } = sealedWith
  const aad = (column: string) => `${siteId}|${personId}|${column}`
  return {
    with: sealedWith,
    seal: (value, column) => encrypt(0, key, Buffer.from(JSON.stringify(value)), aad(column)),
    open: <T>(sealed: Uint8Array, column: string) =>
      JSON.parse(decrypt(key, sealed, aad(column)).toString('utf8')) as T,
  }
}
