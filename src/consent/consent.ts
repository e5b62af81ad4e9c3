import type { Lang, Text } from '../base/i18n.ts'
import type { StreamSpec } from '../connectors/connector.ts'

/** What a consent allows: reading the stream, forming a profile from it, resting offers on it. */
export const PURPOSES = ['read', 'profile', 'offers'] as const
/** One of the three, or what is asked by itself: sensitive data, data that crosses a border. */
export type Purpose = (typeof PURPOSES)[number] | 'sensitive' | 'abroad'

/** The wording of the sheet. A change of its meaning changes this, and an answer to an older one is not taken. */
export const TEXT_VERSION = '2026-11-25'

/**
 * The version of what was shown for one stream: that of the sheet, and a mark of what its descriptor says; a connector whose words
 * change asks again like a sheet whose words change.
 */
export function shownVersion(shown: unknown): string {
  // FNV-1a, 32 bit: told apart, not kept secret.
  let hash = 0x811c9dc5
  for (const character of JSON.stringify(shown)) {
    hash ^= character.codePointAt(0)!
    hash = Math.imul(hash, 0x01000193) >>> 0
  }
  return `${TEXT_VERSION}/${hash.toString(16).padStart(8, '0')}`
}

/** What a switch of a stream shows, as far as a change of it asks again. */
export function shownOf(spec: Pick<StreamSpec, 'title' | 'purpose' | 'retentionDays' | 'keepsName'>): string {
  return shownVersion([spec.title, spec.purpose, spec.retentionDays, spec.keepsName])
}

/** The personal-offers switch: of no connector and no stream. */
export const EVERYTHING = '*'

/** Where an answer was given. */
export type How = 'sheet' | 'my-data' | 'offer' | 'erase' | 'merge' | 'unlink' | 'age'

/** A consent in force. */
export interface Consent {
  readonly connector: string
  readonly stream: string
  readonly purpose: Purpose
  readonly receiptId: string
  readonly at: number
}

/** Proof of one answer: who (a random key), what, which wording, when, how. */
export interface Receipt {
  readonly id: string
  readonly personId: string
  readonly connector: string
  readonly stream: string
  readonly purpose: Purpose
  readonly given: boolean
  readonly textVersion: string
  readonly lang: Lang
  readonly how: How
  /** ms since the epoch. */
  readonly at: number
}

/** What is signed of a receipt: every field, in a fixed order. */
export function receiptText(siteId: string, r: Receipt): string {
  return [siteId, r.id, r.personId, r.connector, r.stream, r.purpose, r.given, r.textVersion, r.lang, r.how, r.at].join(
    '|',
  )
}

/** One answer of a sheet that changes something or must be proved. */
export interface Answer {
  readonly stream: string
  readonly given: boolean
  /** Was it in force before? A no to it is a withdrawal then, else a refusal. */
  readonly had: boolean
  /** False: it stands already as answered; nothing changes and no second receipt is needed. */
  readonly changes: boolean
}

/**
 * What a sheet's answers mean: each switch stands for all three purposes of its stream. A no to what was never given leaves
 * a receipt too; the same answer twice does not, unless the wording it was given to is another now (`versionOf` a stream).
 * `receipts` are all of the person, youngest first.
 */
export function readAnswers(
  wanted: Readonly<Record<string, boolean>>,
  inForce: readonly Consent[],
  receipts: readonly Receipt[],
  connector: string,
  versionOf: (stream: string) => string = () => TEXT_VERSION,
): Answer[] {
  return Object.entries(wanted).map(([stream, given]) => {
    const had = isCovered(inForce, connector, stream, 'read')
    const last = receipts.find((r) => r.connector === connector && r.stream === stream && r.purpose === 'read')
    const isSaid = last !== undefined && last.given === given && last.textVersion === versionOf(stream)
    const isOther = last !== undefined && last.textVersion !== versionOf(stream)
    return { stream, given, had, changes: given ? !had || isOther : had || !isSaid }
  })
}

/** Is there a consent that covers this? */
export function isCovered(inForce: readonly Consent[], connector: string, stream: string, purpose: Purpose): boolean {
  return inForce.some((c) => c.connector === connector && c.stream === stream && c.purpose === purpose)
}

/** How the personal-offers switch stands: as it was set, else on as soon as a stream was agreed to for offers. */
export function personalOffersOn(offersSwitch: 'unset' | 'on' | 'off', inForce: readonly Consent[]): boolean {
  return offersSwitch === 'unset' ? inForce.some((c) => c.purpose === 'offers') : offersSwitch === 'on'
}

/** 留 90 天. */
export function retentionText(days: number): Text {
  return { zh: `留 ${days} 天`, en: `Kept ${days} days` }
}
