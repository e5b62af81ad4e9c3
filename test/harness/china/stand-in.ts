import { randomBytes } from 'node:crypto'

/**
 * STAND-INS. Nothing in this folder is a provider's own: each file answers as the documents of one provider say it does (the pages
 * are named in docs/connectors/), so that a sign-in can be driven from beginning to end where the real service cannot be had. What
 * they prove is that we do what is written, not that the service does.
 */

/** What somebody asked a stand-in. */
export interface Ask {
  readonly method: string
  /** Below the host's name. */
  readonly path: string
  /** As it was sent, with its order. */
  readonly search: string
  readonly query: URLSearchParams
  /** Members of a body that is a form or JSON. */
  readonly body: URLSearchParams
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** What it is answered; status 200 unless said otherwise. */
export interface Said {
  readonly status?: number
  readonly type: string
  readonly body: string
  readonly location?: string
}

/** A host of a provider, under its real name. Null: no such page. */
export type Host = (ask: Ask) => Said | null | Promise<Said | null>

/** Somebody with an account. */
export interface Person {
  /** One for each application. */
  readonly openId: string
  /** One for all applications of a merchant; null where they are not bound together. */
  readonly unionId: string | null
  readonly name: string
  readonly picture: string
}

/** What all stand-ins share: the clock, who sits in front of the browser, and what they say. */
export interface Street {
  now(): number
  person: Person
  /** Does the person say no? */
  refuses: boolean
  /** Redirect addresses that were registered. */
  readonly redirects: readonly string[]
}

/** A random name that is not guessed. */
export const fresh = (prefix = ''): string => `${prefix}${randomBytes(18).toString('base64url')}`

/** Things that are given out under a random name, for a while: codes (taken once), tokens (held). */
export class Given<T> {
  readonly #things = new Map<string, { readonly thing: T; until: number; isTaken: boolean }>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** Gives it out for so many seconds. */
  give(thing: T, seconds: number, prefix = ''): string {
    const name = fresh(prefix)
    this.#things.set(name, { thing, until: this.#now() + seconds * 1000, isTaken: false })
    return name
  }

  /** What goes under a name, or why nothing does. */
  held(name: string): T | 'unknown' | 'taken' | 'expired' {
    const found = this.#things.get(name)
    if (found === undefined) return 'unknown'
    if (found.isTaken) return 'taken'
    return found.until <= this.#now() ? 'expired' : found.thing
  }

  /** The same, and it goes under that name no longer. */
  take(name: string): T | 'unknown' | 'taken' | 'expired' {
    const thing = this.held(name)
    const found = this.#things.get(name)
    if (found !== undefined) found.isTaken = true
    return thing
  }

  /** Holds it for so many seconds from now on. */
  prolong(name: string, seconds: number): void {
    const found = this.#things.get(name)
    if (found !== undefined) found.until = this.#now() + seconds * 1000
  }
}

/** A page that the person reads and that leads nowhere. */
export const page = (text: string): Said => ({
  type: 'text/html; charset=utf-8',
  body: `<title>STAND-IN</title>${text}`,
})

/** The browser is sent back. */
export function back(redirect: string, params: Readonly<Record<string, string | null>>): Said {
  const url = new URL(redirect)
  for (const [name, value] of Object.entries(params)) if (value !== null) url.searchParams.set(name, value)
  return { status: 302, type: 'text/plain', body: '', location: url.href }
}

/** JSON under whatever type the provider gives it. */
export const json = (body: unknown, type = 'application/json', status = 200): Said => ({
  status,
  type,
  body: JSON.stringify(body),
})
