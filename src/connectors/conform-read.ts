import { isDeepStrictEqual } from 'node:util'
import type { Text } from '../base/i18n.ts'
import { isAtHome, isNextPage } from '../reading/reading.ts'
import { isSafeAddress } from '../sign-in/handshake.ts'
import type { SamplePage } from './conform.ts'
import type { ApiRequest, ReadStream, SourceAt, SourcePage } from './connector.ts'

/** Where a sample is read unless it says otherwise. */
export const START: SourceAt = { base: 'https://source.example', subject: 'someone', next: null, since: null }

/** What a source sends where it refuses, breaks, or is something else. */
const REFUSALS = [null, 'x', '', '<html>', 7, { error: 'invalid_token' }, { errcode: 40001, errmsg: 'invalid' }]

/** Collects what is wrong while a descriptor is tried. */
export class Trial {
  readonly wrong: Text[] = []

  /** One thing that is wrong, and what it must be. */
  say(at: string, zh: string, en: string): void {
    this.wrong.push({ zh: `${at}：${zh}`, en: `${at}: ${en}` })
  }

  same(at: string, found: unknown, expected: unknown): void {
    const [wanted, is] = [JSON.stringify(expected), JSON.stringify(found)]
    if (!isDeepStrictEqual(found, expected))
      this.say(at, `样本说 ${wanted}，得到 ${is}`, `expected ${wanted}, found ${is}`)
  }

  /** Does it; what it throws is something wrong. */
  attempt<T>(at: string, work: (at: string) => T): T | undefined {
    try {
      return work(at)
    } catch (error) {
      this.say(at, (error as Error).message, (error as Error).message)
      return undefined
    }
  }

  /** A token travels over https only. */
  address(at: string, { url, token }: ApiRequest): void {
    if (token !== 'none' && !isSafeAddress(url))
      this.say(at, `会把令牌送到 ${url}；要是 https 地址`, `sends the token to ${url}; it must be an https address`)
  }
}

/** Reads the pages of a sample one after the other, as a reading does. @returns their items */
export function readSample(
  trial: Trial,
  at: string,
  spec: ReadStream,
  sample: SamplePage & { readonly at?: Partial<SourceAt>; readonly rest?: readonly SamplePage[] },
): readonly unknown[] {
  const all: unknown[] = []
  let from: SourceAt = { ...START, ...sample.at }
  const home = spec.request({ ...from, next: null }).url
  const pages = [sample, ...(sample.rest ?? [])]
  for (const [i, one] of pages.entries()) {
    const where = i === 0 ? at : `${at}.rest[${i - 1}]`
    const request = requestOf(trial, `${where}.request`, spec, from, home)
    trial.same(`${where}.request`, request, one.request)
    const answer = { status: 200, headers: {}, body: null, ...one.answer }
    const page = spec.page(answer, from)
    const { items, ...others } = page
    trial.same(`${where}.page`, others, one.page)
    // A reading goes on in another process after a crash: nothing may be remembered between two calls.
    if (!isDeepStrictEqual(spec.page(answer, { ...from }), page))
      trial.say(
        `${where}.page`,
        '同样的回答给了不同的页；要是纯函数',
        'gives another page for the same answer; it must be pure',
      )
    pageFault(trial, `${where}.page`, page)
    all.push(...items)
    lookUpFault(trial, `${where}.lookUp`, spec, items, from, home)
    sinceFault(trial, `${where}.page.since`, spec, from, page, home)
    if (page.next === null) {
      if (i < pages.length - 1)
        trial.say(`${where}.page.next`, '是 null，样本却还有页', 'is null, but the sample has more pages')
      break
    }
    const next = { ...from, next: page.next }
    nextFault(trial, `${where}.page.next`, spec, from, next, home)
    from = next
  }
  return all
}

/** A list that leads to itself would be read for ever; the core ends there, and the rest is never seen. */
function nextFault(trial: Trial, at: string, spec: ReadStream, from: SourceAt, next: SourceAt, home: string): void {
  const asked = requestOf(trial, at, spec, next, home)
  if (isAtHome(asked, home) && !isNextPage(asked, spec.request(from), home))
    trial.say(
      at,
      '又通向同一页：request 要用上 at.next',
      'leads to the same page again: request must make use of at.next',
    )
}

function requestOf(trial: Trial, at: string, spec: ReadStream, from: SourceAt, home: string): ApiRequest {
  const request = spec.request(from)
  trial.address(at, request)
  if (request.token !== 'none' && !isAtHome(request, home))
    trial.say(
      at,
      `会把令牌从 ${home} 带到 ${request.url}；一个数据流只能问一处`,
      `takes the token from ${home} to ${request.url}; a stream asks one place only`,
    )
  if (!isDeepStrictEqual(spec.request({ ...from }), request))
    trial.say(at, '同样的位置给了不同的请求；要是纯函数', 'asks something else from the same place; it must be pure')
  return request
}

function pageFault(trial: Trial, at: string, { items, next, total, deleted, since }: SourcePage): void {
  const isCursor = (value: unknown) => value === null || (typeof value === 'string' && value !== '')
  if (!Array.isArray(items)) trial.say(`${at}.items`, '要是列表', 'must be a list')
  if (!isCursor(next)) trial.say(`${at}.next`, '要是文字，最后一页是 null', 'must be a text, null on the last page')
  if (since !== undefined && !isCursor(since)) trial.say(`${at}.since`, '要是文字或 null', 'must be a text or null')
  if (total !== null && !Number.isFinite(total)) trial.say(`${at}.total`, '要是数字或 null', 'must be a number or null')
  if (!Array.isArray(deleted) || deleted.some((one) => typeof one !== 'string'))
    trial.say(`${at}.deleted`, '要是 sourceId 的列表', 'must be a list of sourceIds')
}

function lookUpFault(
  trial: Trial,
  at: string,
  { lookUp }: ReadStream,
  items: readonly unknown[],
  from: SourceAt,
  home: string,
): void {
  if (lookUp === undefined) return
  const asked = lookUp.request(items, from)
  if (asked === null) return
  trial.address(at, asked)
  if (asked.token !== 'none' && !isAtHome(asked, home))
    trial.say(at, `会把令牌带到 ${asked.url}`, `takes the token to ${asked.url}`)
  const empty = { status: 200, headers: {}, body: {} }
  trial.attempt(`${at}.join`, () => lookUp.join(items, empty))
}

/** Where the next reading goes on, a request must be possible. */
function sinceFault(trial: Trial, at: string, spec: ReadStream, from: SourceAt, page: SourcePage, home: string): void {
  if (typeof page.since === 'string') requestOf(trial, at, spec, { ...from, next: null, since: page.since }, home)
}

/** A refusal taken for an empty page would look as if everything had been deleted. */
export function refusalFaults(trial: Trial, at: string, spec: ReadStream): void {
  for (const body of REFUSALS) {
    let isTaken = true
    try {
      spec.page({ status: 200, headers: {}, body }, START)
    } catch {
      isTaken = false
    }
    const what = `${at}.page(${JSON.stringify(body)})`
    if (isTaken) trial.say(what, '被当成了一页；不是页就要抛出错误', 'taken for a page; throw where it is none')
  }
}
