/**
 * Words of strangers as one line that can be shown: without control signs, line ends, and what turns letters around (Unicode Bidi,
 * UAX 9 §2), without halves of letters, `most` letters at most. Markup is left as it stands: whoever shows it shows text.
 */
export function shownLine(text: string, most: number): string {
  if (!/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\ud800-\udfff]/u.test(text) && text.length <= most) return text
  return text
    .slice(0, most)
    .toWellFormed()
    .replace(/\ufffd$/u, '')
    .replace(/[\u202a-\u202e\u2066-\u2069\0]/g, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
}
