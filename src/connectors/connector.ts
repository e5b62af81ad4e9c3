import type { Text } from '../base/i18n.ts'

/**
 * What somebody did, in the words of ActivityStreams 2.0 (Like, Follow, Create, Announce, Add, View, Listen) and schema.org (a Product
 * that was ordered); `save` is an Add to a list of theirs, `add` one to a basket; `declare` is their own word on what they like.
 */
export type Verb = 'like' | 'follow' | 'post' | 'share' | 'save' | 'view' | 'add' | 'listen' | 'buy' | 'declare'

/** JSON of others, before anybody looked at it. */
export type Raw = Readonly<Record<string, unknown>>

/** One thing read, in our vocabulary, before it is judged, sealed and kept. */
export interface RawFact {
  /** The source's own name for it: the same thing read twice is one fact. */
  readonly sourceId: string
  readonly verb: Verb
  /** When it happened, ms since the epoch; null when the source does not say. */
  readonly at: number | null
  /** schema.org or ActivityStreams type of the thing: Article, Note, Group, Product, SoftwareSourceCode. */
  readonly thing: string
  /** What it is called, in the languages the source has. */
  readonly name: { readonly zh?: string; readonly en?: string }
  /** Whatever says what it is about: text, tags. Used to recognise interests and never stored. */
  readonly about: string
  /** Categories of our tree, where the source itself names them (declared interests, goods of this site). */
  readonly categories?: readonly string[]
}

/** A request as a descriptor wishes it. Whoever sends it adds the token, guards the address and caps the answer. */
export interface ApiRequest {
  readonly url: string
  /** GET unless there is a body. */
  readonly method?: 'GET' | 'POST' | 'DELETE'
  readonly headers?: Readonly<Record<string, string>>
  /** A body of `application/x-www-form-urlencoded`… */
  readonly form?: Readonly<Record<string, string>>
  /** …or of JSON. */
  readonly json?: unknown
  /**
   * How the access token travels: in the Authorization header (RFC 6750, or RFC 9449 when it is bound to a key), as the query
   * parameter some providers demand, or not at all. By default in the header.
   */
  readonly token?: 'header' | 'query' | 'none'
}

/** What came back, with a body that was JSON, JSONP or a form already opened. */
export interface ApiAnswer {
  readonly status: number
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>
  /** Parsed; a text that is none of these stays a string. */
  readonly body: unknown
}

/** Where a stream is read and how far. */
export interface SourceAt {
  /** Base address of the source, without a slash at its end: the setting's, or the server the person's account lives on. */
  readonly base: string
  /** The account's own name for its owner. */
  readonly subject: string
  /** What the page before said of the next one; null: the first page. */
  readonly next: string | null
  /** What the last reading to the end left; null: everything is to be read. */
  readonly since: string | null
}

/** One page of an open data source. */
export interface SourcePage {
  readonly items: readonly unknown[]
  /** Opaque but for the stream that made it: an address, a cursor, a number; null at the end. */
  readonly next: string | null
  /** How many there are in all, where the source says. */
  readonly total: number | null
  /** Items that were taken back at the source, by their `sourceId`. */
  readonly deleted: readonly string[]
  /** On the first page of a reading: from where the next reading goes on, where the source can. */
  readonly since?: string | null
}

/** What the provider's terms say of advertising. `contract` and `forbidden` never reach an offer. */
export type AdUse = 'allowed' | 'own-site-only' | 'contract' | 'forbidden'

/** The terms something was written under. Without them a descriptor does not load. */
export interface Terms {
  /** Where they stand. */
  readonly docs: string
  /** When they were last read, YYYY-MM-DD. */
  readonly reviewed: string
  readonly note: Text
}

/** What every stream says of itself. */
interface StreamBase {
  /** 点赞, Likes. */
  readonly title: Text
  /** What is read, in one line: 你赞过的帖子讲什么. */
  readonly purpose: Text
  /** An example of what would be read. */
  readonly example: Text
  /** Days until a fact of it is deleted. */
  readonly retentionDays: number
  /** False: only what it is about is kept, never its name or words. */
  readonly keepsName: boolean
  /**
   * It tells of the body, of where somebody is, of money or the like (PIPL article 28, GDPR article 9): a switch of its own, which
   * says why in these words, beside that of the stream. Absent: nothing of that kind.
   */
  readonly sensitive?: Text
  /** May an offer rest on it, and who says so? */
  readonly terms: Terms & { readonly adUse: AdUse }
  /** Reads one item; several facts (an order of three goods), or none when it is not ours to understand. Pure. */
  facts(item: unknown): readonly RawFact[]
}

/** A stream that is asked for, page by page. */
export interface ReadStream extends StreamBase {
  /** The scope that opens it at the provider (RFC 6749 §3.3); null: sign-in alone does. */
  readonly scope: string | null
  /** Hours until it is read again; null: only when somebody signs in. */
  readonly everyHours: number | null
  /**
   * How things taken back are noticed: the source says so (`page.deleted`), by comparing a whole reading with what is kept, or
   * not at all.
   */
  readonly deletes: 'told' | 'compare' | 'none'
  /** What the provider allows, counted for each account or for all of a client together. */
  readonly limit?: { readonly requests: number; readonly perSeconds: number; readonly of: 'account' | 'client' }
  /** The request of one page. Pure. */
  request(at: SourceAt): ApiRequest
  /** Reads one page. Pure. @throws Error when the answer is no page */
  page(answer: ApiAnswer, at: SourceAt): SourcePage
  /** Asks what the items of a page are about, where they only point to it. Pure. */
  readonly lookUp?: {
    /** Null: nothing to ask. */
    request(items: readonly unknown[], at: SourceAt): ApiRequest | null
    join(items: readonly unknown[], answer: ApiAnswer): readonly unknown[]
  }
}

/** A stream that lies in files of an archive its owner uploads. */
export interface ArchiveStream extends StreamBase {
  /** Is this file of the archive part of it? Pure. */
  holds(path: string): boolean
  /** The items of one such file. Pure. @throws Error when it is not of this kind */
  items(text: string, path: string): Iterable<unknown>
}

/** A stream that this site itself writes: what was declared, viewed, ordered here. */
export interface OwnStream extends StreamBase {
  readonly own: true
}

/** One readable part of an open data source. Plain data and pure functions. */
export type StreamSpec = ReadStream | ArchiveStream | OwnStream

/** What of a merchant's registration a provider refuses: its id, its secret, one of them, its redirect address, the server's address, or that it is not out yet. */
export type Blame = 'id' | 'secret' | 'client' | 'redirect' | 'host' | 'release'

/** How a provider departs from RFC 6749, row by row; nothing of this for a standard one. */
export interface Quirk {
  /** What stands between scopes; a blank otherwise. */
  readonly scopeSeparator?: ','
  /** Standard parameter names and the provider's own: `{ client_id: 'appid' }`. */
  readonly rename?: Readonly<Record<string, string>>
  /** Parameters that the token endpoint does not want. */
  readonly drop?: readonly string[]
  /** Parameters it wants beside them, by endpoint. */
  readonly add?: {
    readonly authorize?: Readonly<Record<string, string>>
    readonly token?: Readonly<Record<string, string>>
    readonly refresh?: Readonly<Record<string, string>>
  }
  /** What follows the authorization address: `#wechat_redirect`. */
  readonly fragment?: string
  /** The token endpoint is asked by GET. */
  readonly tokenByGet?: boolean
  /** Where tokens are refreshed, when that is not the token endpoint. */
  readonly refreshUrl?: string
  /** Members of an answer that hold the answer proper, the first that is there. */
  readonly envelope?: readonly string[]
  /** Names of the token answer's members that differ: `{ access_token: 'session' }`. */
  readonly answer?: Readonly<Record<string, string>>
  /** Says what an answer of status 200 complains of; null when it does not. Asked of the whole and of what the envelope held. Pure. */
  readonly complaint?: (body: Raw) => string | null
  /** What the provider's own codes blame, by code: told to the merchant who tries the registration. */
  readonly blames?: Readonly<Record<string, Blame>>
  /** The same, by words on the page that people are sent to. */
  readonly pageBlames?: Readonly<Record<string, Blame>>
  /** How the callback calls the code. */
  readonly codeName?: string
  /** Every call to this address is signed with the registration's private key (SHA256withRSA over the sorted parameters). */
  readonly sign?: 'rsa2'
}

/** A server that was found from what somebody typed. */
export interface FoundServer {
  /** Members of RFC 8414. */
  readonly metadata: Readonly<Record<string, unknown>> & {
    readonly issuer: string
    readonly authorization_endpoint: string
    readonly token_endpoint: string
  }
  /** A registration made on the way; kept for this server. */
  readonly client?: { readonly id: string; readonly secret: string }
  /** Base address of the data that belongs to the account. */
  readonly base: string
  /** What was typed, in the form it is written in: `lin.bsky.social`. */
  readonly typed: string
}

/** What is wrong with something typed: no name at all, a number, or letters that pass for others. */
export type Mistake = 'wrong' | 'number' | 'lookalike'

/** What was typed cannot be meant: a search throws it before anybody is asked, and whoever typed it is told. */
export class Mistyped extends Error {
  readonly mistake: Mistake
  constructor(mistake: Mistake, message: string) {
    super(message)
    this.mistake = mistake
  }
}

/** What a search for a server is told. */
export interface Finding {
  readonly typed: string
  readonly redirectUri: string
  readonly scopes: readonly string[]
  /** How the site calls itself, and its address. */
  readonly siteName: string
  readonly siteUrl: string
  /** A registration that was made with this server before. */
  readonly known: (issuer: string) => { readonly id: string; readonly secret: string } | null
}

/**
 * Where the authorization server is: found by discovery (OpenID Connect Discovery 1.0, RFC 8414) at a fixed issuer or, with null, at
 * the setting's; written down, for providers without discovery; or found from what the person types.
 */
export type AuthServer =
  | { readonly issuer: string | null }
  | { readonly authorize: string; readonly token: string; readonly revoke?: ApiRequestOf; readonly pkce: boolean }
  | {
      /** What is typed, for the sheet: 账号, 服务器. */
      readonly asks: Text
      readonly placeholder: string
      /** How this site is known to the server: by the registration found on the way, by registering itself (RFC 7591), or by the address of a document about it. */
      readonly client: 'found' | 'dynamic' | 'document'
      /** Yields requests and is given their answers; needs no network of its own. @throws Error when what was typed leads nowhere */
      find(input: Finding): Generator<ApiRequest, FoundServer, ApiAnswer>
      /** After the tokens: does the account's own record name this server? @throws Error when it does not */
      confirm?(who: Subject, found: FoundServer): Generator<ApiRequest, void, ApiAnswer>
    }

/** A request made of a token, such as taking it back. */
export type ApiRequestOf = (token: string, client: { readonly id: string; readonly secret: string }) => ApiRequest

/** Who an account belongs to, in the provider's words. */
export interface Subject {
  readonly id: string
  /** Other names the same account had or has: WeChat's openid of one app beside the unionid. */
  readonly aliases?: readonly string[]
}

/** How an account is shown to its owner. Never trusted for anything else. */
export interface AccountCard {
  readonly name: string | null
  /** An https address, or one on loopback in a demo. */
  readonly picture: string | null
  /** Not the descriptor's to say: an address that the provider gave by itself and says is theirs (`email_verified`). */
  readonly email?: string
}

/** How people sign in with a kind of account. */
export interface Login {
  readonly server: AuthServer
  /** Scopes beside those of the streams; `openid` goes without saying where there is discovery of an OpenID provider. */
  readonly scopes: readonly string[]
  readonly quirk?: Quirk
  /**
   * Asks who it is where no ID token and no UserInfo say so; more than one question, each knowing the answers before. `base` is
   * that of the found server, empty where none was searched for. Pure.
   */
  readonly me?: readonly ((token: Raw, before: Raw, base: string) => ApiRequest)[]
  /** Out of claims or the answers to `me` together, and the token answer; `sub` where it is left out. Pure. */
  subject?(me: Raw, token: Raw): Subject | null
  /** Pure. */
  profile(me: Raw): AccountCard
  /**
   * The birthdate that the account tells, where it tells one without being asked for more (OpenID Connect Core §5.1): whoever it says
   * is under age has said so. It is compared and forgotten. Pure.
   */
  birthdate?(me: Raw): string
  /** A client secret that is a token signed with the registration's private key (Apple). */
  readonly secret?: 'es256-jwt'
}

/** How a private key signs: ECDSA on P-256 with SHA-256 (RFC 7518 §3.4), or RSA of at least 2048 bits with SHA-256. */
export type KeyKind = 'ES256' | 'RSA2'

/** A field of a registration beside client id and secret. */
export interface SetupField {
  readonly label: Text
  readonly hint: Text
  /** Kept sealed and never shown again. */
  readonly isSecret: boolean
  /** It is a private key of this kind. */
  readonly key?: KeyKind
}

/** What a platform's own pages call that which a merchant registers there, so that it is found. */
export interface RegistrationWords {
  /** Its word for the client id, such as AppID. */
  readonly id: string
  /** Its word for the client secret; absent where there is none. */
  readonly secret?: string
  /** Its word for the redirect address. */
  readonly redirect?: string
  /** True: only the host name goes there, without scheme and path. */
  readonly hostOnly?: true
}

/**
 * A kind of federated account: its login and its open data source in one descriptor. Plain data and pure functions; one is added by
 * adding one file that default-exports one of these.
 */
export interface Connector {
  /** The file's name. */
  readonly id: string
  readonly kind: 'oidc' | 'oauth2' | 'quirk' | 'upload' | 'own-site' | 'declared'
  readonly names: Text
  /**
   * Its mark: one path in a square of 24, drawn as a line 2 wide in one colour; null: a letter of its name. Ours are drawn by
   * ourselves and nobody's logo, because those come with rules of their owners.
   */
  readonly mark: string | null
  /** Absent where nobody signs in with it. */
  readonly login?: Login
  readonly streams: Readonly<Record<string, StreamSpec>>
  /** Where the provider gives nothing to read: the sources that sign-in leads to instead, by connector. */
  readonly pair?: readonly ('declared' | 'own-site' | 'upload')[]
  readonly terms: Terms
  /**
   * The country whose law the provider keeps the data under, ISO 3166-1 alpha-2; null: it stands wherever the person's own server
   * does. Absent where there is no provider but the site itself.
   */
  readonly country?: string | null
  /** How access is taken back at the provider: RFC 7009, a request of its own (`login.server.revoke`), or not at all. */
  readonly revoke: 'rfc7009' | 'own' | 'none'
  /** Fields of its registration beside client id and secret, by name. */
  readonly setup?: Readonly<Record<string, SetupField>>
  /** The platform's own words for its registration; absent: those of OAuth. */
  readonly calls?: RegistrationWords
  /** Which parts were never run against the real service, in one line; null when they were. */
  readonly unchecked: Text | null
}

/** May facts of a stream with these terms reach an offer on the site itself? */
export function mayReachOffers(adUse: AdUse): boolean {
  return adUse === 'allowed' || adUse === 'own-site-only'
}

/**
 * What can be read of a kind of account as a site has it: nothing where the descriptor takes any issuer (`issuer: null`) and the
 * setting names no source beside it.
 */
export function readableOf(
  descriptor: Pick<Connector, 'login' | 'streams'>,
  source: string | null,
): Connector['streams'] {
  const server = descriptor.login?.server
  const isAnywhere = server !== undefined && 'issuer' in server && server.issuer === null
  return isAnywhere && source === null ? {} : descriptor.streams
}

/** Is this stream asked for over the network? */
export const isRead = (stream: StreamSpec): stream is ReadStream => 'request' in stream
