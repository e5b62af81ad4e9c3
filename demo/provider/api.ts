import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Provider } from 'oidc-provider'
import type { Fault, Faults } from './faults.ts'
import { personaBy } from './personas.ts'
import { type Activity, STREAMS, type StreamId, streamOf } from './source.ts'

/** Items on a page unless asked otherwise, and at most. */
const PAGE = { usual: 40, most: 100 }
const MINUTE_MS = 60_000

/** What the data API stands on. */
export interface ApiDeps {
  readonly provider: Pick<Provider, 'AccessToken'>
  readonly issuer: string
  /** Histories end here, ms since the epoch. */
  readonly startedAt: number
  readonly perMinute: number
  readonly faults: Faults | null
  readonly now: () => number
}

interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, unknown>>
}

/** Somebody's use of the API in the current minute. */
interface Use {
  readonly since: number
  count: number
}

/**
 * The open data source: `GET /api/likes|follows|posts|purchases` with a bearer token (RFC 6750), answered page by page as an
 * ActivityStreams 2.0 `OrderedCollectionPage`, newest first.
 */
export function dataApi(deps: ApiDeps): (req: IncomingMessage, res: ServerResponse, url: URL) => Promise<void> {
  const uses = new Map<string, Use>()
  const streams = new Map<string, readonly Activity[]>()
  const itemsOf = (subject: string, stream: StreamId): readonly Activity[] => {
    const key = `${subject}/${stream}`
    const known = streams.get(key)
    if (known) return known
    const persona = personaBy('subject', subject)
    const items = persona === undefined ? [] : streamOf(persona, stream, deps)
    streams.set(key, items)
    return items
  }
  return async (req, res, url) => {
    const stream = STREAMS.find((one) => url.pathname === `/api/${one}`)
    const caller = await callerOf(deps.provider, req, stream)
    if (stream === undefined) return send(res, problem(404, 'islet/no-such-stream', `There are ${STREAMS.join(', ')}.`))
    if ('status' in caller) return send(res, caller)
    const limits = count(uses, `${caller.clientId} ${caller.subject}`, deps)
    if (limits.wait !== null) return send(res, tooMany(limits.wait, limits.headers))
    const fault = deps.faults?.next(stream) ?? null
    if (fault !== null && (await misbehave(fault, res))) return
    const answer = pageOf(itemsOf(caller.subject, stream), stream, url, deps.issuer)
    send(res, { ...answer, headers: { ...limits.headers, ...answer.headers } })
  }
}

/** Who asks, by their token; or the refusal that RFC 6750 §3.1 prescribes. */
async function callerOf(
  provider: ApiDeps['provider'],
  req: IncomingMessage,
  stream: StreamId | undefined,
): Promise<{ clientId: string; subject: string } | Answer> {
  const refuse = (status: number, code: string, detail: string, challenge = ''): Answer => ({
    ...problem(status, code, detail),
    headers: { 'www-authenticate': `Bearer realm="islet"${challenge}` },
  })
  if (req.method !== 'GET') return { ...problem(405, 'islet/read-only', 'Use GET.'), headers: { allow: 'GET' } }
  const value = /^Bearer ([\w\-.~+/]+=*)$/i.exec(req.headers.authorization ?? '')?.[1]
  if (value === undefined) return refuse(401, 'islet/no-token', 'Send an access token as Authorization: Bearer.')
  const token = await provider.AccessToken.find(value)
  if (token === undefined) {
    const detail = 'The access token is unknown, expired or revoked.'
    return refuse(401, 'islet/invalid-token', detail, `, error="invalid_token", error_description="${detail}"`)
  }
  if (stream !== undefined && !token.scopes.has(stream)) {
    const detail = `This needs the scope ${stream}.`
    return refuse(403, 'islet/insufficient-scope', detail, `, error="insufficient_scope", scope="${stream}"`)
  }
  return { clientId: token.clientId, subject: token.accountId }
}

/** Counts a request; headers as in draft-ietf-httpapi-ratelimit-headers. `wait` is in whole seconds, null when there is room. */
function count(uses: Map<string, Use>, who: string, { perMinute, now }: ApiDeps) {
  let use = uses.get(who)
  if (use === undefined || use.since + MINUTE_MS <= now()) {
    use = { since: now(), count: 0 }
    uses.set(who, use)
  }
  use.count++
  const left = Math.max(0, perMinute - use.count)
  const reset = Math.max(1, Math.ceil((use.since + MINUTE_MS - now()) / 1000))
  return {
    wait: use.count > perMinute ? reset : null,
    headers: { 'ratelimit-policy': `"person";q=${perMinute};w=60`, ratelimit: `"person";r=${left};t=${reset}` },
  }
}

/** Plays a planned fault. True when the answer is already out. */
async function misbehave({ kind, ms }: Fault, res: ServerResponse): Promise<boolean> {
  if (kind === 'down') res.destroy()
  if (kind === '429') send(res, tooMany(1, {}))
  if (kind === '500') send(res, problem(500, 'islet/broken', 'Something went wrong here.'))
  if (kind === 'rubbish') {
    res.writeHead(200, { 'content-type': 'application/activity+json' })
    res.end('{"type":"OrderedCollectionPage","orderedItems":[{"id":"x","type":')
  }
  if (kind === 'slow') await new Promise((resolve) => setTimeout(resolve, ms))
  return kind !== 'slow'
}

/** One page: `?limit=`, `?since=` (ISO 8601, only what is newer) and the opaque `?cursor=` that `next` carries. */
function pageOf(all: readonly Activity[], stream: StreamId, url: URL, issuer: string): Answer {
  const limit = Number(url.searchParams.get('limit') ?? PAGE.usual)
  if (!Number.isInteger(limit) || limit < 1 || limit > PAGE.most)
    return problem(400, 'islet/bad-limit', `limit: a whole number from 1 to ${PAGE.most}.`)
  const since = url.searchParams.get('since')
  const sinceMs = since === null ? Number.NEGATIVE_INFINITY : Date.parse(since)
  if (Number.isNaN(sinceMs)) return problem(400, 'islet/bad-since', 'since: a date and time as in ISO 8601.')
  const items = all.filter(({ published }) => Date.parse(published) > sinceMs)
  const cursor = url.searchParams.get('cursor')
  // The cursor names the last item given, not a number of items: what is new in between moves nothing.
  const last = cursor === null ? null : Buffer.from(cursor, 'base64url').toString()
  const start = last === null ? 0 : items.findIndex(({ id }) => id === `${issuer}/activities/${last}`) + 1
  if (last !== null && start === 0)
    return problem(400, 'islet/bad-cursor', 'cursor: take it from next, with the same since.')
  const page = items.slice(start, start + limit)
  const next = start + limit < items.length ? nextOf(page.at(-1)!, url, issuer) : null
  const { pathname, search } = url
  return {
    status: 200,
    headers: { 'content-type': 'application/activity+json' },
    body: {
      '@context': ['https://www.w3.org/ns/activitystreams', { Order: 'https://schema.org/Order' }],
      id: `${issuer}${pathname}${search}`,
      type: 'OrderedCollectionPage',
      partOf: `${issuer}/api/${stream}`,
      totalItems: items.length,
      orderedItems: page,
      ...(next === null ? {} : { next }),
    },
  }
}

function nextOf(last: Activity, url: URL, issuer: string): string {
  const params = new URLSearchParams(url.searchParams)
  params.set('cursor', Buffer.from(last.id.slice(`${issuer}/activities/`.length)).toString('base64url'))
  return `${issuer}${url.pathname}?${params}`
}

/** An RFC 9457 problem. */
function problem(status: number, code: string, detail: string): Answer {
  return { status, body: { type: 'about:blank', status, code, detail } }
}

function tooMany(seconds: number, headers: Readonly<Record<string, string>>): Answer {
  const answer = problem(429, 'islet/too-many', `Come back in ${seconds} s.`)
  return { ...answer, headers: { ...headers, 'retry-after': String(seconds) } }
}

function send(res: ServerResponse, { status, headers, body }: Answer): void {
  const type = status < 400 ? 'application/json' : 'application/problem+json'
  res.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', ...headers })
  res.end(JSON.stringify(body))
}
