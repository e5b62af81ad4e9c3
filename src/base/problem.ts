import type { Lang, Params, Text } from './i18n.ts'
import { say } from './i18n.ts'

/** How one expected problem reads: HTTP status, what happened, what to do next. Sentences may hold `{name}` places. */
export interface ProblemSpec {
  /** HTTP status, 400-599. */
  readonly status: number
  /** What happened, and what was kept. */
  readonly title: Text
  /** What the reader can do now. */
  readonly next: Text
  /** May the same request succeed later? Read by push and jobs. */
  readonly retry?: boolean
}

/** A room's table of expected problems, keyed by stable code `room/what`. */
export type ProblemTable = Readonly<Record<string, ProblemSpec>>

/** One of several faults of the same input: where it is, and in a full sentence what is wanted there. */
export interface FieldError {
  /** Path of the input field, for example `receiver/phone`. */
  readonly field: string
  readonly text: Text
}

/** The details that one occurrence adds to its spec. */
export interface ProblemDetails {
  /** Values for the `{name}` places; also shown as `params` in the JSON. Never secrets, addresses or whole payloads. */
  readonly params?: Params
  /** The input field or file the problem is about, for example `lines/0/qty`. */
  readonly field?: string
  /** Every fault that was found, so that a form can show them all at once; `field` is the first of them. */
  readonly errors?: readonly FieldError[]
  readonly cause?: unknown
  /** When a retry makes sense, in ms from now. */
  readonly retryAfterMs?: number
}

/**
 * An expected problem: something the other side did, or the world did, with a stable code and a next step.
 * A programmer's slip is a TypeError instead; anything else becomes a 500 with an id.
 */
export class Problem extends Error {
  readonly code: string
  readonly spec: ProblemSpec
  readonly params: Params
  readonly field: string | undefined
  readonly errors: readonly FieldError[]
  readonly retryAfterMs: number | undefined

  constructor(code: string, spec: ProblemSpec, details: ProblemDetails = {}) {
    super(
      `${code}: ${say(spec.title, 'en', details.params)}`,
      details.cause === undefined ? undefined : { cause: details.cause },
    )
    this.name = 'Problem'
    this.code = code
    this.spec = spec
    this.params = details.params ?? {}
    this.field = details.field
    this.errors = details.errors ?? []
    this.retryAfterMs = details.retryAfterMs
  }
}

/** RFC 9457 body of a problem. */
export interface ProblemJson {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  readonly next: string
  readonly params?: Params
  readonly field?: string
  /** An extension member (RFC 9457 §3.2), like the three above. */
  readonly errors?: readonly { readonly field: string; readonly text: string }[]
}

const KNOWN = new Map<string, ProblemSpec>()

/** The problem of this code in any room's table, or null; `/problems/<code>` reads it. */
export function knownProblem(code: string): ProblemSpec | null {
  return KNOWN.get(code) ?? null
}

/**
 * Makes the thrower of one room's table, so that a code cannot be misspelt:
 * `const fail = problems({...}); throw fail('orders/bad-move', { params })`.
 */
export function problems<T extends ProblemTable>(table: T) {
  for (const [code, spec] of Object.entries(table)) KNOWN.set(code, spec)
  return (code: keyof T & string, details?: ProblemDetails): Problem => {
    const spec = table[code]
    if (spec === undefined) throw new TypeError(`no problem is called ${code}`)
    return new Problem(code, spec, details)
  }
}

/** The RFC 9457 §3 members of a problem in one language. `type` is an address on this server that explains the code. */
export function problemJson(problem: Problem, lang: Lang): ProblemJson {
  return {
    type: `/problems/${problem.code}`,
    title: say(problem.spec.title, lang, problem.params),
    status: problem.spec.status,
    code: problem.code,
    next: say(problem.spec.next, lang, problem.params),
    ...(Object.keys(problem.params).length > 0 ? { params: problem.params } : {}),
    ...(problem.field === undefined ? {} : { field: problem.field }),
    ...(problem.errors.length === 0
      ? {}
      : { errors: problem.errors.map(({ field, text }) => ({ field, text: text[lang] })) }),
  }
}
