import type { Text } from '../base/i18n.ts'

/** What somebody did, in the words of ActivityStreams 2.0 (Like, Follow, Create) and schema.org (a Product that was ordered). */
export type Verb = 'like' | 'follow' | 'post' | 'buy'

/** One thing read, in our vocabulary, before it is judged, sealed and kept. */
export interface RawFact {
  /** The source's own name for it: the same thing read twice is one fact. */
  readonly sourceId: string
  readonly verb: Verb
  /** When it happened, ms since the epoch; null when the source does not say. */
  readonly at: number | null
  /** schema.org or ActivityStreams type of the thing: Article, Note, Group, Product. */
  readonly thing: string
  /** What it is called, in the languages the source has. */
  readonly name: { readonly zh?: string; readonly en?: string }
  /** Whatever says what it is about: text, tags. Used to recognise interests and never stored. */
  readonly about: string
}

/** One page of an open data source. */
export interface SourcePage {
  readonly items: readonly unknown[]
  /** Address of the next page; null at the end. */
  readonly next: string | null
  /** How many there are in all, where the source says. */
  readonly total: number | null
  /** Items that were taken back at the source, by their `sourceId`. */
  readonly deleted: readonly string[]
}

/** One readable part of an open data source. Plain data, and two pure functions. */
export interface StreamSpec {
  /** 点赞, Likes. */
  readonly title: Text
  /** What is read, in one line: 你赞过的帖子讲什么. */
  readonly purpose: Text
  /** An example of what would be read. */
  readonly example: Text
  /** The scope that opens it at the provider (RFC 6749 §3.3). */
  readonly scope: string
  /** Days until a fact of it is deleted. */
  readonly retentionDays: number
  /** False: only what it is about is kept, never its name or words. */
  readonly keepsName: boolean
  /** May an offer rest on it? From the provider's terms. */
  readonly adUse: AdUse
  /** Address of the first page. */
  url(source: string): string
  /** Reads one page. @throws Error when the answer is no page */
  page(raw: unknown): SourcePage
  /** Reads one item; several facts (an order of three goods), or none when it is not ours to understand. */
  facts(item: unknown): readonly RawFact[]
}

/** What the provider's terms say of advertising. `contract` and `forbidden` never reach an offer. */
export type AdUse = 'allowed' | 'own-site-only' | 'contract' | 'forbidden'

/** The terms a connector was written under. Without them it does not load. */
export interface Terms {
  /** Where they stand. */
  readonly docs: string
  /** When they were last read, YYYY-MM-DD. */
  readonly reviewed: string
  readonly note: Text
}

/**
 * A kind of federated account: its login and its open data source in one descriptor. Plain data; a connector is added by
 * adding one file that default-exports one of these.
 */
export interface Connector {
  /** The file's name. */
  readonly id: string
  readonly kind: 'oidc'
  readonly names: Text
  /** A fixed issuer, or null when each setting names its own. */
  readonly issuer: string | null
  readonly login: {
    /** Scopes beside those of the streams. `openid` is always asked for. */
    readonly scopes: readonly string[]
    /** Name and picture out of the ID token or UserInfo claims. Pure. */
    profile(claims: Readonly<Record<string, unknown>>): AccountCard
  }
  readonly streams: Readonly<Record<string, StreamSpec>>
  readonly terms: Terms
  /** How access is taken back at the provider: RFC 7009, or not at all. */
  readonly revoke: 'rfc7009' | 'none'
}

/** How an account is shown to its owner. Never trusted for anything else. */
export interface AccountCard {
  readonly name: string | null
  /** An https address, or one on loopback in a demo. */
  readonly picture: string | null
}

/** May facts of a stream with these terms reach an offer on the site itself? */
export function mayReachOffers(adUse: AdUse): boolean {
  return adUse === 'allowed' || adUse === 'own-site-only'
}

/**
 * Checks the shape of what a file exports.
 * @throws TypeError that names the file, the field and what was expected
 */
export function checkConnector(value: unknown, file: string, id: string): Connector {
  const fault = faultOf(value, id)
  if (fault !== null) throw new TypeError(`${file}: ${fault}`)
  // faultOf has looked at every member.
  return value as Connector
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isText = (value: unknown): boolean => isRecord(value) && isFilled(value.zh) && isFilled(value.en)
const isFilled = (value: unknown): boolean => typeof value === 'string' && value.trim() !== ''

function faultOf(value: unknown, id: string): string | null {
  if (!isRecord(value)) return 'the default export must be a connector'
  if (value.id !== id) return `id must be the file's name, ${id}`
  if (value.kind !== 'oidc') return 'kind must be oidc'
  if (!isText(value.names)) return 'names must have zh and en'
  if (value.issuer !== null && !isWebAddress(value.issuer)) return 'issuer must be an https address or null'
  const login = value.login
  if (!isRecord(login)) return 'login is missing'
  if (!Array.isArray(login.scopes) || !login.scopes.every(isScope)) return 'login.scopes must be a list of scopes'
  if (typeof login.profile !== 'function') return 'login.profile must be a function'
  if (value.revoke !== 'rfc7009' && value.revoke !== 'none') return 'revoke must be rfc7009 or none'
  const terms = value.terms
  if (!isRecord(terms)) return 'terms is missing: say what the provider allows, where it stands and when it was read'
  if (!isWebAddress(terms.docs)) return 'terms.docs must be an https address'
  if (typeof terms.reviewed !== 'string' || !isDay(terms.reviewed)) return 'terms.reviewed must be a date YYYY-MM-DD'
  if (!isText(terms.note)) return 'terms.note must have zh and en'
  if (!isRecord(value.streams)) return 'streams must be an object, empty when there is nothing to read'
  for (const [name, stream] of Object.entries(value.streams)) {
    const wrong = streamFault(name, stream)
    if (wrong !== null) return wrong
  }
  return null
}

function streamFault(name: string, stream: unknown): string | null {
  const at = `streams.${name}`
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(name)) return `${at}: a name of small letters, digits and dashes is expected`
  if (!isRecord(stream)) return `${at} must be an object`
  for (const key of ['title', 'purpose', 'example']) if (!isText(stream[key])) return `${at}.${key} must have zh and en`
  if (!isScope(stream.scope)) return `${at}.scope must be one scope`
  const days = stream.retentionDays
  if (!Number.isInteger(days) || Number(days) < 1 || Number(days) > 3650)
    return `${at}.retentionDays must be 1 to 3650 whole days`
  if (typeof stream.keepsName !== 'boolean') return `${at}.keepsName must be true or false`
  if (!['allowed', 'own-site-only', 'contract', 'forbidden'].includes(String(stream.adUse)))
    return `${at}.adUse must be allowed, own-site-only, contract or forbidden`
  for (const key of ['url', 'page', 'facts'])
    if (typeof stream[key] !== 'function') return `${at}.${key} must be a function`
  return null
}

const isScope = (value: unknown): boolean => typeof value === 'string' && /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(value)
const isWebAddress = (value: unknown): boolean =>
  typeof value === 'string' && URL.canParse(value) && new URL(value).protocol === 'https:'
const isDay = (value: string): boolean => /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))
