/**
 * Bytes of a merchant's file into text. Excel on a Chinese Windows writes GBK without saying so, on a Western one
 * Windows-1252; both are told apart by what the bytes would mean.
 */

/** The encodings that are recognised, by their WHATWG names. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'windows-1252'

/** Text, and how it was read: shown to the merchant, who knows best whether it is right. */
export interface DecodedText {
  readonly text: string
  readonly encoding: Encoding
}

/** How many bytes are looked at to tell GB18030 from Windows-1252. */
const SAMPLE = 200_000

function bomOf(bytes: Uint8Array): Encoding | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return null
}

/** UTF-16 without a mark shows as a zero beside nearly every ASCII letter. */
function bareUtf16(bytes: Uint8Array): Encoding | null {
  const length = Math.min(bytes.length, 1000) & ~1
  let even = 0
  let odd = 0
  for (let i = 0; i < length; i += 2) {
    if (bytes[i] === 0) even++
    if (bytes[i + 1] === 0) odd++
  }
  if (odd > length * 0.3 && even === 0) return 'utf-16le'
  if (even > length * 0.3 && odd === 0) return 'utf-16be'
  return null
}

function decodes(bytes: Uint8Array, encoding: Encoding): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null // not this encoding: the caller tries the next
  }
}

/**
 * Share of two-byte pairs that are everyday Chinese: GB 2312 level 1 (lead B0-D7) or its signs (lead A1-A3). Accented Latin
 * letters read as GBK fall nearly all elsewhere.
 */
function everydayShare(bytes: Uint8Array): number {
  let pairs = 0
  let everyday = 0
  for (let i = 0; i < Math.min(bytes.length, SAMPLE) - 1; i++) {
    const lead = bytes[i]!
    if (lead < 0x81) continue
    const trail = bytes[++i]!
    pairs++
    const isCommon = (lead >= 0xb0 && lead <= 0xd7) || (lead >= 0xa1 && lead <= 0xa3)
    if (isCommon && trail >= 0xa1) everyday++
  }
  return pairs === 0 ? 0 : everyday / pairs
}

/** Reads bytes: a byte order mark decides, else UTF-8 when it is valid, else GB18030 when it reads as Chinese, else Windows-1252. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const marked = bomOf(bytes) ?? bareUtf16(bytes)
  if (marked !== null) return { text: new TextDecoder(marked).decode(bytes), encoding: marked }
  const utf8 = decodes(bytes, 'utf-8')
  if (utf8 !== null) return { text: utf8, encoding: 'utf-8' }
  const chinese = everydayShare(bytes) >= 0.6 ? decodes(bytes, 'gb18030') : null
  if (chinese !== null) return { text: chinese, encoding: 'gb18030' }
  return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' }
}
