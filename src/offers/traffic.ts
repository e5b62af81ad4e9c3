import { DAY, SECOND } from '../base/clock.ts'
import type { Lang, Text } from '../base/i18n.ts'
import { isDeclaredBot } from './crawlers.ts'

/** What a page or a server tells of an offer. */
export type EventType = 'shown' | 'seen' | 'clicked' | 'hidden'

/** Why something is not counted, in the order in which it is looked for. */
export const FILTER_REASONS = [
  'forged',
  'bot',
  'prefetch',
  'future',
  'too-soon',
  'expired',
  'too-fast',
  'unknown',
] as const
/** One of {@link FILTER_REASONS}. */
export type FilterReason = (typeof FILTER_REASONS)[number]

/** Something that is told, as far as it is known. */
export interface Traffic {
  readonly type: EventType
  /** What the browser says it is; a server passes on what its visitor's said. */
  readonly userAgent: string | undefined
  /** `Sec-Purpose`, or `Purpose` as older browsers have it. */
  readonly purpose: string | undefined
  /** When it happened, by the clock of whoever tells it. */
  readonly claimedAt: number | null
  readonly now: number
  /** When its decision was made; null before that is known. */
  readonly decidedAt: number | null
}

/** A sight is half of an offer in view for one second on end (MRC): sooner nobody can have had it. A little less, for two clocks may differ. */
const SIGHT_MS = 0.9 * SECOND
/** Later than this after the decision nothing is counted: a page that is open so long shows what nobody decided now. */
const COUNTS_FOR_MS = { shown: DAY, seen: DAY, clicked: 7 * DAY, hidden: Number.POSITIVE_INFINITY } as const
/** Clocks of visitors are wrong by hours and zones; by more than a day no page has loaded over TLS. */
const AHEAD_MS = DAY
/** A decision that another process made is written within this time, or never. */
const YOUNG_MS = 10 * SECOND

/**
 * Why something is not counted, billed or learnt from; null: it is. Only what cannot be a person's doing is named (MRC, general
 * invalid traffic): whoever disguises as a person is not looked for. Signatures and rates are looked at by whoever holds key and counters.
 */
export function filterOf({ type, userAgent, purpose, claimedAt, now, decidedAt }: Traffic): FilterReason | null {
  if (isDeclaredBot(userAgent)) return 'bot'
  if (isPrefetch(purpose)) return 'prefetch'
  if (claimedAt !== null && claimedAt > now + AHEAD_MS) return 'future'
  if (decidedAt === null) return null
  if (type === 'seen' && now - decidedAt < SIGHT_MS) return 'too-soon'
  return isExpired(type, decidedAt, now) ? 'expired' : null
}

/** Is it too late to tell this of a decision? */
export function isExpired(type: EventType, decidedAt: number, now: number): boolean {
  return now - decidedAt > COUNTS_FOR_MS[type]
}

/** May a decision that is not found yet still come: made by another process, and on its way? */
export function isYoung(decidedAt: number, now: number): boolean {
  return Math.abs(now - decidedAt) < YOUNG_MS
}

/** Is it fetched before anybody asked for it (Fetch, `Sec-Purpose`; nobody has looked or clicked)? */
export function isPrefetch(purpose: string | undefined): boolean {
  return purpose !== undefined && /\b(prefetch|prerender|preview)\b/i.test(purpose)
}

/** A moment as JSON has it, ms since the epoch or ISO 8601, in ms; undefined: it is none. */
export function momentOf(value: unknown): number | undefined {
  const at = typeof value === 'string' && value.length <= 40 ? Date.parse(value) : value
  return typeof at === 'number' && Math.abs(at) <= LAST_MOMENT ? at : undefined
}

/** ECMA-262 §21.4.1.1: no date is further from 1970. */
const LAST_MOMENT = 8.64e15

const SAID: Readonly<Record<FilterReason, Text>> = {
  forged: { zh: '签名不对：不是这个网站发出的记号', en: 'the signature is wrong: no token of this site' },
  bot: { zh: '自称是程序（爬虫、预览、监控）', en: 'says that it is a program (crawler, preview, monitor)' },
  prefetch: { zh: '浏览器预取，没有人看', en: 'fetched ahead by a browser, nobody looked' },
  future: { zh: '自称发生在一天以后', en: 'claims to happen more than a day from now' },
  'too-soon': { zh: '决定后不到一秒就说看见了', en: 'seen less than a second after the decision' },
  expired: {
    zh: '来得太晚（看见过了 24 小时，点击过了 7 天）',
    en: 'too late (a sight after 24 hours, a click after 7 days)',
  },
  'too-fast': { zh: '同一地址或同一人太密', en: 'too many of one address or person' },
  unknown: { zh: '这次决定已经不在', en: 'its decision is not there any more' },
}

/** A reason in words; one that is not known any more as it is written. */
export const filterSaid = (reason: string, lang: Lang): string =>
  Object.hasOwn(SAID, reason) ? SAID[reason as FilterReason][lang] : reason

/** What is said of traffic that disguises as people: never a 0 for what nobody looks for. */
export const NOT_MEASURED: Text = {
  zh: '没有测量：伪装成人的流量这里看不出来',
  en: 'not measured: traffic that disguises as people is not recognised here',
}
