/**
 * A fast hash of a text, not a safe one: two 32-bit lanes over its UTF-16 units, two at a time, mixed at the end. As a number below 2^53,
 * so that it can stand in a Float64Array. Whoever knows the seed can make two texts that meet; where strangers send the texts the seed
 * must be secret, or the hash another.
 */
export function textHash(text: string, seed = 0): number {
  let a = seed ^ 0x2545f491
  let b = Math.imul(seed + 0x9e3779b9, 0x85ebca6b)
  const even = text.length & ~1
  for (let at = 0; at < even; at += 2) {
    const units = text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16)
    a = Math.imul(a ^ units, 0x01000193)
    a ^= a >>> 15
    b = Math.imul(b + units, 0x5bd1e995)
    b ^= b >>> 13
  }
  if (even < text.length) {
    a = Math.imul(a ^ text.charCodeAt(even), 0x01000193)
    b = Math.imul(b + text.charCodeAt(even), 0x5bd1e995)
  }
  a = Math.imul(a ^ (b >>> 16) ^ text.length, 0x21f0aaad)
  b = Math.imul(b ^ (a >>> 15), 0x735a2d97)
  return ((a ^ (b >>> 15)) >>> 0) + ((b ^ (a >>> 16)) & 0x1fffff) * 2 ** 32
}

const encoder = new TextEncoder()
/** Where texts stand as UTF-8 while they are hashed: numbers are read out of it in a fraction of the time that characters take. */
let bytes = new Uint8Array(16_384)
let words = new Uint32Array(bytes.buffer)

/**
 * A fast hash of several texts one after the other, as 128 bits in eight characters; where one ends and the next begins counts. Not
 * safe either against whoever knows the seed.
 */
export function partsHash(parts: readonly string[], seed: number): string {
  let a = seed ^ 0x2545f491
  let b = Math.imul(seed + 0x9e3779b9, 0x85ebca6b)
  let c = Math.imul(seed ^ 0x6a09e667, 0xc2b2ae35)
  let d = ~seed ^ 0x3c6ef372
  const count = encode(parts)
  for (let at = 0; at < count; at++) {
    const word = words[at]! | 0
    a = Math.imul(a ^ word, 0x01000193)
    a ^= a >>> 15
    b = Math.imul(b + word, 0x5bd1e995)
    b ^= b >>> 13
    c = Math.imul(c ^ word, 0x9e3779b1)
    c ^= c >>> 16
    d = Math.imul(d + word, 0xcc9e2d51)
    d ^= d >>> 14
  }
  a = mixed(a ^ (d >>> 16))
  b = mixed(b ^ a)
  c = mixed(c ^ b)
  d = mixed(d ^ c)
  const high = (lane: number) => lane >>> 16
  const low = (lane: number) => lane & 0xffff
  return String.fromCharCode(high(a), low(a), high(b), low(b), high(c), low(c), high(d), low(d))
}

/** Writes each text behind its length, on whole words. @returns how many words there are */
function encode(parts: readonly string[]): number {
  let most = 0
  for (const part of parts) most += 8 + 3 * part.length
  if (most > bytes.length) {
    bytes = new Uint8Array(4 * Math.ceil(most / 2))
    words = new Uint32Array(bytes.buffer)
  }
  let at = 0
  for (const part of parts) {
    words[at++] = part.length
    if (part.length === 0) continue
    const { written } = encoder.encodeInto(part, bytes.subarray(4 * at))
    bytes.fill(0, 4 * at + written, 4 * at + written + 3)
    at += (written + 3) >> 2
  }
  return at
}

/** Neighbours have nothing in common (the finaliser of MurmurHash3). */
function mixed(lane: number): number {
  let x = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return x ^ (x >>> 16)
}
