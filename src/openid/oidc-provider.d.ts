/** The part of oidc-provider 9 that is used here and by the demo provider: the package brings no types of its own. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  /** What an adapter keeps: the payload of one token, grant, session or interaction. */
  export interface Stored {
    grantId?: string
    uid?: string
    accountId?: string
    session?: { readonly accountId?: string }
    result?: { readonly login?: { readonly accountId?: string } }
    /** Of a session, by client id. */
    authorizations?: Readonly<Record<string, { readonly grantId?: string }>>
    consumed?: number
    [key: string]: unknown
  }

  export interface Adapter {
    upsert(id: string, payload: Stored, expiresIn?: number): Promise<void>
    find(id: string): Promise<Stored | undefined>
    findByUid(uid: string): Promise<Stored | undefined>
    findByUserCode(code: string): Promise<Stored | undefined>
    destroy(id: string): Promise<void>
    consume(id: string): Promise<void>
    revokeByGrantId(grantId: string): Promise<void>
  }

  export interface Grant {
    addOIDCScope(scope: string): void
    rejectOIDCScope(scope: string): void
    save(): Promise<string>
  }

  export interface AccessToken {
    readonly accountId: string
    readonly clientId: string
    readonly scopes: ReadonlySet<string>
  }

  export interface Session {
    readonly accountId?: string
    readonly authorizations?: Stored['authorizations']
    destroy(): Promise<void>
  }

  export interface Interaction {
    readonly uid: string
    readonly exp: number
    readonly iat: number
    readonly prompt: {
      readonly name: string
      readonly reasons: readonly string[]
      readonly details: { readonly missingOIDCScope?: readonly string[] }
    }
    readonly grantId?: string
    readonly params: Readonly<Record<string, string | undefined>>
    session?: { readonly accountId: string; readonly uid: string }
    save(ttlSeconds: number): Promise<string>
  }

  export interface Context {
    readonly req: IncomingMessage
    readonly oidc: {
      readonly result?: { readonly login?: unknown }
      readonly session?: { readonly accountId?: string }
      readonly entities: { readonly IdTokenHint?: { readonly payload: { readonly sub?: unknown } } }
    }
    type: string
    get(header: string): string
    body: unknown
    set(name: string, value: string): void
  }

  export interface Client {
    readonly clientId: string
    readonly clientName?: string
    readonly clientSecret?: string
    readonly redirectUris: readonly string[]
  }

  export type Result =
    | {
        readonly login: { readonly accountId: string; readonly remember?: boolean; readonly ts?: number }
        readonly consent?: { readonly grantId: string }
      }
    | { readonly consent: { readonly grantId: string } }
    | { readonly error: string; readonly error_description: string }
    | Readonly<Record<string, never>>

  export class Provider {
    constructor(issuer: string, configuration: Readonly<Record<string, unknown>>)
    /** The request in hand, within a call of the provider's. */
    static readonly ctx: Context | undefined
    proxy: boolean
    callback(): (req: IncomingMessage, res: ServerResponse) => Promise<void>
    createContext(req: IncomingMessage, res: ServerResponse): Context
    /** Keeps the answer of an interaction; the address that goes on with the sign-in. */
    interactionResult(
      req: IncomingMessage,
      res: ServerResponse,
      result: Result,
      options?: { readonly mergeWithLastSubmission: boolean },
    ): Promise<string>
    interactionDetails(req: IncomingMessage, res: ServerResponse): Promise<Interaction>
    interactionFinished(
      req: IncomingMessage,
      res: ServerResponse,
      result: Result,
      options?: { readonly mergeWithLastSubmission: boolean },
    ): Promise<void>
    on(event: 'server_error', listener: (ctx: Context, error: Error) => void): this
    readonly Grant: {
      new (owner: { accountId: string; clientId: string }): Grant
      find(id: string): Promise<Grant | undefined>
    }
    readonly Client: {
      find(id: string): Promise<Client | undefined>
      readonly prototype: { compareClientSecret(this: Client, actual: string): boolean | Promise<boolean> }
    }
    readonly Session: {
      findByUid(uid: string): Promise<Session | undefined>
      /** The session of a request by its cookie. */
      get(ctx: Context): Promise<Session>
    }
    readonly AccessToken: { find(value: string): Promise<AccessToken | undefined> }
  }

  export namespace errors {
    class InvalidGrant extends Error {
      constructor(detail: string)
    }
    class SessionNotFound extends Error {}
  }

  export namespace interactionPolicy {
    class Check {
      static readonly REQUEST_PROMPT: boolean
      static readonly NO_NEED_TO_PROMPT: boolean
      constructor(reason: string, description: string, error: string, check: (ctx: Context) => boolean)
    }
    interface Prompt {
      readonly checks: { add(check: Check): void; remove(reason: string): void }
    }
    function base(): { get(name: string): Prompt }
  }
}
