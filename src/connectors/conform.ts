import { isDeepStrictEqual } from 'node:util'
import type {
  AccountCard,
  ApiAnswer,
  ApiRequest,
  Connector,
  Raw,
  RawFact,
  SourceAt,
  SourcePage,
  StreamSpec,
  Subject,
} from './connector.ts'
import { isRead } from './connector.ts'

/** Samples of what a provider answers, beside its descriptor as `<id>.samples.json`, and what the descriptor makes of them. */
export interface Samples {
  /** People as the provider tells of them. */
  readonly accounts: readonly {
    readonly me: Raw
    readonly token?: Raw
    readonly subject?: Subject
    readonly card: AccountCard
  }[]
  readonly streams: Readonly<Record<string, StreamSample>>
}

/** One page of a stream, one file of an archive, or things this site itself wrote. */
export type StreamSample = { readonly facts: readonly RawFact[] } & (
  | {
      readonly at?: Partial<SourceAt>
      readonly request: ApiRequest
      readonly answer: Partial<ApiAnswer>
      readonly page: Omit<SourcePage, 'items'>
    }
  | { readonly path: string; readonly text: string }
  | { readonly items: readonly unknown[] }
)

const START: SourceAt = { base: 'https://source.example', subject: 'someone', next: null, since: null }
const RUBBISH_ITEMS = [null, 3, 'x', [], {}, { type: 'Like' }, { id: 1, type: 'Create', object: [null] }]
const RUBBISH_BODIES = [null, 'x', '', '<html>', 7]

/**
 * Holds a descriptor to its samples: every stream has one and gives these facts, an account is shown like this, and nothing that a
 * source may send makes it throw but a page that is none. @returns what is wrong, one sentence each; empty when all is well
 */
export function conform(connector: Connector, samples: Samples): string[] {
  const wrong: string[] = []
  const same = (what: string, found: unknown, expected: unknown): void => {
    if (!isDeepStrictEqual(found, expected))
      wrong.push(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`)
  }
  for (const [i, account] of samples.accounts.entries()) {
    const { login } = connector
    if (login === undefined) break
    same(`accounts[${i}].card`, login.profile(account.me), account.card)
    if (account.subject !== undefined)
      same(`accounts[${i}].subject`, login.subject?.(account.me, account.token ?? {}), account.subject)
  }
  if (connector.login !== undefined && samples.accounts.length === 0) wrong.push('accounts: there is none')
  same('streams', Object.keys(samples.streams).sort(), Object.keys(connector.streams).sort())
  for (const [name, spec] of Object.entries(connector.streams)) {
    const sample = samples.streams[name]
    if (sample !== undefined) streamFaults(`streams.${name}`, spec, sample, same, wrong)
  }
  return wrong
}

function streamFaults(
  at: string,
  spec: StreamSpec,
  sample: StreamSample,
  same: (what: string, found: unknown, expected: unknown) => void,
  wrong: string[],
): void {
  const items = attempt(wrong, at, () => itemsOf(at, spec, sample, same)) ?? []
  same(
    `${at}.facts`,
    attempt(wrong, at, () => items.flatMap((item) => spec.facts(item))),
    sample.facts,
  )
  for (const item of RUBBISH_ITEMS)
    attempt(wrong, `${at}.facts(${JSON.stringify(item)})`, () => {
      for (const fact of spec.facts(item)) if (fact.sourceId === '') throw new Error('a fact without sourceId')
    })
  if (!isRead(spec)) return
  for (const body of RUBBISH_BODIES) {
    let isTaken = true
    try {
      spec.page({ status: 200, headers: {}, body }, START)
    } catch {
      isTaken = false
    }
    if (isTaken) wrong.push(`${at}.page(${JSON.stringify(body)}): taken for a page`)
  }
}

function itemsOf(
  at: string,
  spec: StreamSpec,
  sample: StreamSample,
  same: (what: string, found: unknown, expected: unknown) => void,
): readonly unknown[] {
  if (isRead(spec)) {
    if (!('answer' in sample)) throw new Error('the sample has no answer')
    const from: SourceAt = { ...START, ...sample.at }
    same(`${at}.request`, spec.request(from), sample.request)
    const { items, ...page } = spec.page({ status: 200, headers: {}, body: null, ...sample.answer }, from)
    same(`${at}.page`, page, sample.page)
    return items
  }
  if ('holds' in spec) {
    if (!('path' in sample)) throw new Error('the sample has no path')
    same(`${at}.holds(${sample.path})`, spec.holds(sample.path), true)
    return [...spec.items(sample.text, sample.path)]
  }
  if (!('items' in sample)) throw new Error('the sample has no items')
  return sample.items
}

function attempt<T>(wrong: string[], what: string, work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    wrong.push(`${what}: ${(error as Error).message}`)
    return undefined
  }
}
