import type { Text } from '../base/i18n.ts'
import { readSample, refusalFaults, START, Trial } from './conform-read.ts'
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
  Verb,
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

/** One page: what is asked for it, what came, and what the descriptor makes of that. */
export interface SamplePage {
  readonly request: ApiRequest
  readonly answer: Partial<ApiAnswer>
  readonly page: Omit<SourcePage, 'items'>
}

/** One page of a stream, one file of an archive, or things this site itself wrote. */
export type StreamSample = { readonly facts: readonly RawFact[] } & (
  | (SamplePage & {
      readonly at?: Partial<SourceAt>
      /** The pages after it, up to the last one. */
      readonly rest?: readonly SamplePage[]
    })
  | { readonly path: string; readonly text: string }
  | { readonly items: readonly unknown[] }
)

const RUBBISH_ITEMS = [null, 3, 'x', [], {}, { type: 'Like' }, { id: 1, type: 'Create', object: [null] }]

/**
 * Holds a descriptor to its samples: every stream has one and gives these facts, an account is shown like this, a list is read to its
 * end, the token goes to one place only, and nothing that a source may send makes it throw but a page that is none.
 * @returns what is wrong, one sentence each; empty when all is well
 */
export function conform(connector: Connector, samples: Samples): Text[] {
  const trial = new Trial()
  loginFaults(trial, connector, samples)
  trial.same('streams', Object.keys(samples.streams ?? {}).sort(), Object.keys(connector.streams).sort())
  for (const [name, spec] of Object.entries(connector.streams)) {
    const sample = samples.streams?.[name]
    if (sample !== undefined) streamFaults(trial, `streams.${name}`, spec, sample)
  }
  return trial.wrong
}

/** What the samples leave untold: nothing that is wrong, but nothing that anybody has seen either. */
export function untold(connector: Connector, samples: Samples): Text[] {
  const open: Text[] = []
  for (const [name, spec] of Object.entries(connector.streams)) {
    const sample = samples.streams[name]
    if (!isRead(spec) || sample === undefined || !('answer' in sample)) continue
    const pages = [sample, ...(sample.rest ?? [])]
    if (pages.at(-1)?.page.next !== null)
      open.push({
        zh: `streams.${name}：样本没有读到最后一页；把后面的页写进 rest`,
        en: `streams.${name}: no sample is the last page; add the pages after it as rest`,
      })
    if (spec.limit === undefined)
      open.push({
        zh: `streams.${name}.limit：没写平台许可的次数；平台说忙（429）时才慢下来`,
        en: `streams.${name}.limit: what the provider allows is not named; reading slows down only once it says so (429)`,
      })
  }
  return open
}

function loginFaults(trial: Trial, { login }: Connector, { accounts }: Samples): void {
  if (login === undefined) return
  if ((accounts ?? []).length === 0)
    trial.say('accounts', '一个样本也没有', 'there is none; add what the provider tells of somebody')
  for (const [i, { me, token = {}, card, subject }] of (accounts ?? []).entries()) {
    trial.attempt(`accounts[${i}].card`, (at) => trial.same(at, login.profile(me), card))
    if (subject !== undefined)
      trial.attempt(`accounts[${i}].subject`, (at) => trial.same(at, login.subject?.(me, token), subject))
    let before: Raw = {}
    for (const [n, ask] of (login.me ?? []).entries()) {
      trial.attempt(`login.me[${n}]`, (at) => trial.address(at, ask(token, before, START.base)))
      before = me
    }
  }
  trial.attempt('login.profile({})', () => login.profile({}))
  // "undefined" as a subject would make one account of everybody who is refused.
  const nobody = trial.attempt('login.subject({})', () => login.subject?.({}, {}))
  if (nobody !== undefined && nobody !== null)
    trial.say(
      'login.subject({})',
      `没有人也给了 ${JSON.stringify(nobody)}；要给 null`,
      `gives ${JSON.stringify(nobody)} where nobody is told of; give null`,
    )
}

function streamFaults(trial: Trial, at: string, spec: StreamSpec, sample: StreamSample): void {
  const items = trial.attempt(at, () => itemsOf(trial, at, spec, sample)) ?? []
  const facts = trial.attempt(`${at}.facts`, () => items.flatMap((item) => spec.facts(item)))
  trial.same(`${at}.facts`, facts, sample.facts)
  for (const fact of Array.isArray(facts) ? facts : []) factFault(trial, `${at}.facts`, fact)
  for (const item of RUBBISH_ITEMS) {
    const what = `${at}.facts(${JSON.stringify(item)})`
    trial.attempt(what, () => {
      for (const fact of spec.facts(item)) factFault(trial, what, fact)
    })
  }
  if (isRead(spec)) refusalFaults(trial, at, spec)
}

const VERBS: readonly Verb[] = ['like', 'follow', 'post', 'share', 'save', 'view', 'add', 'listen', 'buy', 'declare']

function factFault(trial: Trial, at: string, { sourceId, verb, at: when, thing, name, about }: RawFact): void {
  if (typeof sourceId !== 'string' || sourceId === '' || sourceId === 'undefined')
    trial.say(`${at}.sourceId`, '要有来源自己的名字', "must be the source's own name for it")
  if (!VERBS.includes(verb))
    trial.say(`${at}.verb`, `要是 ${VERBS.join('、')} 之一`, `must be one of ${VERBS.join(', ')}`)
  if (when !== null && !Number.isFinite(when))
    trial.say(`${at}.at`, '要是毫秒数，或 null', 'must be milliseconds since 1970, or null')
  if (typeof thing !== 'string' || typeof about !== 'string' || typeof name !== 'object' || name === null)
    trial.say(at, '要有 thing、name、about', 'must have thing, name and about')
}

function itemsOf(trial: Trial, at: string, spec: StreamSpec, sample: StreamSample): readonly unknown[] {
  if (isRead(spec)) {
    if (!('answer' in sample)) throw new Error('the sample has no answer')
    return readSample(trial, at, spec, sample)
  }
  if ('holds' in spec) {
    if (!('path' in sample)) throw new Error('the sample has no path')
    trial.same(`${at}.holds(${sample.path})`, spec.holds(sample.path), true)
    return [...spec.items(sample.text, sample.path)]
  }
  if (!('items' in sample)) throw new Error('the sample has no items')
  return sample.items
}
