const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/**
 * UUIDv7 (RFC 9562 §5.7) from a time and 10 random bytes: 48 bits of ms, version, 74 random bits.
 * Made in the app, so that a row has its id before it is written and no sequence is shared by sites.
 */
export function uuidv7(atMs: number, random: Uint8Array): string {
  const bytes = new Uint8Array(16)
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(atMs / 2 ** (8 * (5 - i))) & 0xff
  bytes.set(random.subarray(0, 10), 6)
  bytes[6] = 0x70 | (bytes[6]! & 0x0f)
  bytes[8] = 0x80 | (bytes[8]! & 0x3f)
  let text = ''
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) text += '-'
    text += HEX[bytes[i]!]
  }
  return text
}

// Random bytes are a call into the system, whether for one id or for hundreds.
const POOL = new Uint8Array(10 * 400)
let used = POOL.length

/** A new id, now. Stores and flows use it; pure rules take ids as arguments. */
export function newId(): string {
  if (used === POOL.length) {
    crypto.getRandomValues(POOL)
    used = 0
  }
  used += 10
  return uuidv7(Date.now(), POOL.subarray(used - 10, used))
}

/** When a UUIDv7 was made, in ms since the epoch: what is known of a row before it is found. */
export function idTime(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
}

/** A secret for links, keys and tokens: `bytes` random bytes as base64url (RFC 4648 §5). */
export function newSecret(bytes = 24): string {
  const raw = crypto.getRandomValues(new Uint8Array(bytes))
  return btoa(String.fromCharCode(...raw))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Is this text a UUID? Checked at the edge, because PostgreSQL answers a malformed one with an error. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value)
}
