import type { Text } from '../base/i18n.ts'

/** Why the program itself holds an order: pieces are in the building but in no bin. Kept as a code, worded when read. */
export function notInBins(sku: string, missing: number): string {
  return `not-in-bins:${missing}:${sku}`
}

/** Did the program itself hold it? Then it goes on by itself when goods come into a bin. */
export function isHeldForBins(reason: string): boolean {
  return /^not-in-bins:\d+:./.test(reason)
}

/** The reason an order is held, as people read it; what a person wrote stands as they wrote it. */
export function heldText(reason: string): Text {
  const [, missing, sku] = /^not-in-bins:(\d+):(.+)$/.exec(reason) ?? []
  if (missing === undefined || sku === undefined) return { zh: reason, en: reason }
  return {
    zh: `${sku} 有 ${missing} 件不在货位上`,
    en: `${missing} of ${sku} ${missing === '1' ? 'is' : 'are'} in no bin`,
  }
}
