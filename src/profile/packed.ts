import type { Text } from '../base/i18n.ts'
import { allCategories } from '../catalog/categories.ts'
import type { Verb } from '../connectors/connector.ts'
import { evidenceSentence } from './interest.ts'

/**
 * A profile as offers read it, as a string of bytes: an object for each interest and sentence would take ten times the room, and as
 * many people are held as there are here. Head (28 bytes): version 4 | checked at, ms 6 | flags 1 | own streams 1 | receipt 16; then
 * each interest (7 bytes): category and verb 2 | weight 1 | how many 2 | source 2. Places of categories and sources hold for one
 * process only, so this is never stored.
 */
export type Packed = string

/** An interest to pack. */
export interface Offered {
  readonly categoryId: string
  /** 0 to 1. */
  readonly weight: number
  /** The strongest that speaks for it; null when that is not known. */
  readonly best: { readonly verb: Verb; readonly count: number; readonly source: Text } | null
}

/** What is packed beside the interests. */
export interface Head {
  /** Of the row; null when there is none. */
  readonly version: number | null
  /** When the version was looked at, ms since the epoch. */
  readonly checkedAt: number
  readonly personalOffers: boolean | null
  readonly consentVersion: string | null
  /** Streams of this site itself: a bit for each place in the list that the caller keeps. */
  readonly own: number
}

const CATEGORIES = allCategories().map(({ id }) => id)
const PLACE_OF = new Map(CATEGORIES.map((id, place) => [id, place]))
/** Stand four bits high beside a category: there are fewer than 4,096 of those. */
const VERB_CODES: Readonly<Record<Verb, number>> = {
  ...{ view: 0, listen: 1, add: 2, like: 3, share: 4, follow: 5, save: 6, post: 7, buy: 8, declare: 9 },
}
const VERBS = new Map(Object.entries(VERB_CODES).map(([verb, code]) => [code, verb as Verb]))
const NO_VERB = 15
const HEAD = 28
const EACH = 7
const NO_VERSION = 0xffffffff
const MOST = 0xffff
const FULL_WEIGHT = 0xff

const AGREED = 1
const REFUSED = 2
const HAS_RECEIPT = 4

/** The bytes of a UUID as a string of 16, less than half as long as what it is written as. */
export const packedId = (id: string): string => String.fromCharCode(...idBytes(id))

function idBytes(id: string): number[] {
  const bytes: number[] = []
  let high = -1
  for (let at = 0; at < id.length; at++) {
    const code = id.charCodeAt(at)
    if (code === 0x2d) continue
    // Digits end in their value; letters begin at ...0001 and stand for ten and more.
    const nibble = (code & 15) + (code > 0x39 ? 9 : 0)
    if (high < 0) high = nibble
    else {
      bytes.push((high << 4) | nibble)
      high = -1
    }
  }
  return bytes
}

/** Names of sources, each kept once. */
export class Sources {
  readonly #names: Text[] = []
  readonly #places = new Map<string, number>()

  /** Is there no room for another? Whoever holds places then lets go of all of them. */
  get isFull(): boolean {
    return this.#names.length >= MOST
  }

  /** Where a name stands. */
  placeOf(source: Text): number {
    const key = `${source.zh}\n${source.en}`
    const known = this.#places.get(key)
    if (known !== undefined) return known
    this.#places.set(key, this.#names.length)
    return this.#names.push(source) - 1
  }

  /** The name at a place. */
  at(place: number): Text {
    return this.#names[place]!
  }
}

/** Packs a profile; what our tree of categories does not know is left out. */
export function pack(head: Head, interests: readonly Offered[], sources: Sources): Packed {
  const flags =
    (head.personalOffers === null ? 0 : head.personalOffers ? AGREED : REFUSED) |
    (head.consentVersion === null ? 0 : HAS_RECEIPT)
  const bytes = [
    ...timed(head),
    flags,
    head.own,
    ...(head.consentVersion === null ? NO_ID : idBytes(head.consentVersion)),
  ]
  for (const { categoryId, weight, best } of interests) {
    const category = PLACE_OF.get(categoryId)
    if (category === undefined) continue
    const verb = best === null ? NO_VERB : VERB_CODES[best.verb]
    bytes.push(...two((verb << 12) | category), Math.round(weight * FULL_WEIGHT))
    bytes.push(...two(Math.min(best?.count ?? 0, MOST)), ...two(best === null ? 0 : sources.placeOf(best.source)))
  }
  return String.fromCharCode(...bytes)
}

const NO_ID: readonly number[] = Array.from({ length: 16 }, () => 0)

const two = (value: number): [number, number] => [value >>> 8, value & 0xff]

function timed({ version, checkedAt }: Pick<Head, 'version' | 'checkedAt'>): number[] {
  const number = version ?? NO_VERSION
  const [high, low] = [Math.floor(checkedAt / 2 ** 32), checkedAt % 2 ** 32]
  return [number, low].flatMap((word, i) => [...(i === 0 ? [] : two(high)), ...two(word >>> 16), ...two(word & 0xffff)])
}

/** The same profile, its version looked at now. */
export function checked(packed: Packed, now: number): Packed {
  const bytes = Array.from(packed, (char) => char.charCodeAt(0))
  bytes.splice(0, 10, ...timed({ version: versionOf(packed), checkedAt: now }))
  return String.fromCharCode(...bytes)
}

const twoAt = (packed: Packed, at: number): number => (packed.charCodeAt(at) << 8) | packed.charCodeAt(at + 1)
const fourAt = (packed: Packed, at: number): number => twoAt(packed, at) * 2 ** 16 + twoAt(packed, at + 2)

/** The version of the row it was made from. */
export function versionOf(packed: Packed): number | null {
  const version = fourAt(packed, 0)
  return version === NO_VERSION ? null : version
}

/** When that was last looked at. */
export const checkedAtOf = (packed: Packed): number => twoAt(packed, 4) * 2 ** 32 + fourAt(packed, 6)

/** What stands in the head beside version and time. */
export function headOf(packed: Packed): Pick<Head, 'personalOffers' | 'consentVersion' | 'own'> {
  const flags = packed.charCodeAt(10)
  const hex = Array.from(packed.slice(12, HEAD), (char) => char.charCodeAt(0).toString(16).padStart(2, '0')).join('')
  return {
    personalOffers: flags & AGREED ? true : flags & REFUSED ? false : null,
    consentVersion: flags & HAS_RECEIPT ? hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') : null,
    own: packed.charCodeAt(11),
  }
}

/** Category to weight, to a 255th, in the order they were packed in. */
export function interestsOf(packed: Packed): Map<string, number> {
  const interests = new Map<string, number>()
  for (let at = HEAD; at < packed.length; at += EACH)
    interests.set(CATEGORIES[twoAt(packed, at) & 0xfff]!, packed.charCodeAt(at + 2) / FULL_WEIGHT)
  return interests
}

/** The strongest sentence about a category and where it comes from; null when none is known. */
export function evidenceOf(packed: Packed, categoryId: string, sources: Sources): { text: Text; source: Text } | null {
  const category = PLACE_OF.get(categoryId)
  for (let at = HEAD; at < packed.length; at += EACH) {
    const both = twoAt(packed, at)
    if ((both & 0xfff) !== category) continue
    const verb = VERBS.get(both >>> 12)
    if (verb === undefined) return null
    const text = evidenceSentence(categoryId, { verb, count: twoAt(packed, at + 3) })
    return { text, source: sources.at(twoAt(packed, at + 5)) }
  }
  return null
}
