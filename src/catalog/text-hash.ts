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
