import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isRecord, recordOf, textOf } from '../src/connectors/answer.ts'
import type { Connector, ReadStream } from '../src/connectors/connector.ts'
import oidc from '../src/connectors/oidc.ts'
import { registerConnector } from '../src/sign-in/flow-connectors.ts'
import { until } from './harness/wait.ts'
import { profileWorld } from './profile-world.ts'
import type { Browser } from './sign-in-world.ts'
import { isletSetting } from './sign-in-world.ts'

/** What the source was asked. */
export interface Asked {
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly method: string
  readonly authorization: string | undefined
  readonly body: string
}

/** An answer of the source that is not the page it was asked for. */
export interface Instead {
  readonly status: number
  readonly headers?: Record<string, string>
  readonly body?: string
  /** Goes on sending blanks up to so many MB, or until nobody listens any more. */
  readonly megabytes?: number
}

const PAGE = 10

/** A source whose things are put there by hand; newest first, ten a page. */
export async function startSource() {
  const things = new Map<string, string[]>()
  const asked: Asked[] = []
  let instead: (asked: Asked) => Instead | null = () => null
  let sent = 0
  const server = createServer((request, response) => {
    void answerOf(request).then(({ status, headers = {}, body = '', megabytes = 0 }) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers })
      const part = Buffer.alloc(1_000_000, ' ')
      const more = (left: number): void => {
        if (left === 0 || response.destroyed) return void response.end(body)
        sent++
        response.write(part, (error) => (error ? undefined : more(left - 1)))
      }
      more(megabytes)
    })
  })
  async function answerOf(request: IncomingMessage): Promise<Instead> {
    const url = new URL(request.url ?? '/', 'http://x')
    let body = ''
    for await (const part of request) body += String(part)
    const one: Asked = {
      path: url.pathname.slice(1),
      query: Object.fromEntries(url.searchParams),
      method: request.method ?? '',
      authorization: request.headers.authorization,
      body,
    }
    asked.push(one)
    const other = instead(one)
    if (other !== null) return other
    const form = Object.fromEntries(new URLSearchParams(body))
    const { from = '0', since } = { ...one.query, ...form }
    const all = things.get(one.path) ?? []
    const young = since === undefined ? all : all.slice(0, Math.max(0, all.indexOf(since)))
    const items = young.slice(Number(from), Number(from) + PAGE).map((id) => ({ id }))
    const next = Number(from) + PAGE < young.length ? String(Number(from) + PAGE) : null
    const said = JSON.stringify({ items, next, since: all[0] ?? null, total: young.length })
    return { status: 200, body: one.path === 'wrapped' ? `callback( ${said} );` : said }
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    base: `http://127.0.0.1:${port}`,
    things,
    asked,
    /** MB of blanks that were sent. */
    blanks: () => sent,
    /** Pages of a stream asked for since the last call. */
    askedOf(stream: string): Asked[] {
      const found = asked.filter(({ path }) => path === stream)
      asked.splice(0, asked.length, ...asked.filter(({ path }) => path !== stream))
      return found
    },
    /** Answers otherwise until told otherwise. */
    instead(plan: (asked: Asked) => Instead | null) {
      instead = plan
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  }
}

const stream = (path: string, spec: Partial<ReadStream> = {}): ReadStream => ({
  title: { zh: path, en: path },
  purpose: { zh: path, en: path },
  example: { zh: path, en: path },
  scope: null,
  everyHours: null,
  deletes: 'none',
  retentionDays: 90,
  keepsName: true,
  terms: { docs: 'https://source.example', reviewed: '2026-11-25', note: { zh: '好', en: 'fine' }, adUse: 'allowed' },
  request: ({ base, next, since }) => {
    const query = new URLSearchParams({
      ...(next === null ? {} : { from: next }),
      ...(since === null ? {} : { since }),
    })
    return { url: `${base}/${path}?${query}` }
  },
  page: ({ body }) => {
    if (!isRecord(body) || !Array.isArray(body.items)) throw new Error('a page was expected')
    const { items, next, since, total } = body
    return {
      items,
      next: textOf(next) || null,
      total: Number(total),
      deleted: [],
      since: textOf(since) || null,
    }
  },
  facts: (item) => {
    const { id, words } = recordOf(item)
    const name = textOf(words) || '手冲咖啡'
    return [{ sourceId: textOf(id) || 'none', verb: 'like', at: null, thing: 'Note', name: { zh: name }, about: name }]
  },
  ...spec,
})

/** A kind of account that signs in like any OpenID one, and whose streams try what a descriptor may say. */
const peculiar = (elsewhere: () => string): Connector => ({
  ...oidc,
  streams: {
    hourly: stream('hourly', { everyHours: 1 }),
    compared: stream('compared', { everyHours: 24, deletes: 'compare' }),
    metered: stream('metered', { limit: { requests: 2, perSeconds: 3600, of: 'client' } }),
    wrapped: stream('wrapped', {
      request: ({ base, next }) => ({
        url: `${base}/wrapped`,
        form: { from: next ?? '0' },
        token: 'query',
        headers: { 'x-asked': 'so' },
      }),
    }),
    pointing: stream('pointing', {
      lookUp: {
        request: (items) => ({
          url: `${elsewhere()}/words?ids=${items.map((one) => textOf(recordOf(one).id)).join()}`,
          token: 'none',
        }),
        join: (items, { body }) =>
          items.map((item) => ({ ...recordOf(item), words: recordOf(body)[textOf(recordOf(item).id)] })),
      },
    }),
  },
})

/** A profile world whose one kind of account is read from a source that is moved by hand. */
export async function readingWorld() {
  const [source, words] = [await startSource(), await startSource()]
  const w = await profileWorld()
  const { shop, world } = w
  // The map of a test world is its own.
  ;(shop.signIn.connectors as Map<string, Connector>).set(
    'oidc',
    peculiar(() => words.base),
  )
  for (const slug of ['hill', 'lake'] as const)
    await registerConnector(shop.core, world.site(slug).id, 'islet', isletSetting(world.islet.issuer, source.base))
  const streamOf = async (browser: Browser, name: string, lang = 'zh') => {
    const answer = await browser.ask('/v1/sites/hill/reading?once=1', { lang })
    return answer.json().streams.find((s: { stream: string }) => s.stream === name)
  }
  return {
    ...w,
    source,
    words,
    streamOf,
    /** Until a stream is in this state, and what is said of it then. */
    whenIts: (browser: Browser, name: string, state: string, also: (s: { count: number }) => boolean = () => true) =>
      until(
        async () => {
          const s = await streamOf(browser, name)
          return s?.state === state && also(s) ? s : null
        },
        { what: `${name} to be ${state}` },
      ),
    /** Time goes by, and what is due is done. */
    later(ms: number) {
      shop.clock.byMs += ms
      shop.core.outbox.wake()
    },
    async stopAll() {
      await world.stop()
      await source.stop()
      await words.stop()
    },
  }
}
