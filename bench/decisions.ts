import { createServer, request } from 'node:http'
import { loginWith } from '../demo/provider/login.ts'
import { PERSONAS } from '../demo/provider/personas.ts'
import { startIslet } from '../demo/provider/server.ts'
import { SLUG } from '../demo/world/seed.ts'
import { newSecret } from '../src/base/id.ts'
import { registerConnector } from '../src/sign-in/flow-connectors.ts'
import { loadSiteBySlug } from '../src/sites/store.ts'
import { type Bench, type Figures, found, percentile, rateOf, round, sleep } from './measure.ts'
import { freePort } from './start.ts'
import { type BenchWorld, openBenchWorld } from './world.ts'

const CALLERS = 32
const WARM_UP_MS = 2_000
const DECIDE_MS = 8_000
/** How often a shopper's page asks again while the profile forms. */
const ASK_MS = 5
const PATIENCE_MS = 30_000
/** The demo's provider under the demo's name, started here so that its time can be told apart. */
const CONNECTOR = 'islet'

/** Pages as the tag sends them: two of the shop's own and one of a magazine. */
const PAGES = [
  {
    url: 'https://magazine.example/slow-mornings',
    title: 'Slow mornings: a pour-over at home',
    lang: 'en',
    headings: ['Grind, bloom, pour', 'What you need'],
    text: 'A kettle with a thin spout, a dripper, paper filters and freshly roasted coffee beans. Grind just before you pour. '.repeat(
      12,
    ),
  },
  {
    url: 'https://shop.example/tents',
    title: '轻量帐篷怎么选',
    lang: 'zh',
    headings: ['重量', '防水', '搭建'],
    text: '两个人周末去山里露营，帐篷、睡袋和炉子加起来不要超过八公斤。下雨天看外帐的防水。'.repeat(12),
  },
  { url: 'https://shop.example/', title: 'Home', lang: 'en', headings: ['New today'], text: 'Welcome to the shop.' },
]

/** The decide endpoint under load, then the way from a consent to the first personal offer. */
export async function decisions(bench: Bench): Promise<Figures> {
  const world = await openBenchWorld(bench, 'offers', true)
  try {
    const site = (await loadSiteBySlug(world.core.db, SLUG))!
    const ask = async (n: number, headers: Readonly<Record<string, string>> = {}) => {
      const body = { site: site.publicKey, page: PAGES[n % PAGES.length], slots: [{ id: 'main', format: 'card' }] }
      return await world.client.must('POST', '/v1/decisions', { body, headers })
    }
    bench.say(`  ${CALLERS} pages asking`)
    await rateOf(CALLERS, WARM_UP_MS, async (n) => void (await ask(n)))
    const perSecond = await rateOf(CALLERS, DECIDE_MS, async (n) => void (await ask(n)))
    bench.say(`  ${Math.round(perSecond)} decisions/s; consents`)
    const ms = await consents(world, site.id, (cookie) => ask(0, { cookie }))
    return found({ decisions_per_s: round(perSecond), consent_to_offer_ms: round(percentile(ms, 0.5)) })
  } finally {
    await world.stop()
  }
}

/** For each persona of the demo that has a past: sign-in, consent to everything, and the page asks until an offer is personal. */
async function consents(
  world: BenchWorld,
  siteId: string,
  ask: (cookie: string) => Promise<{ decisions: readonly { personal?: boolean }[] }>,
): Promise<number[]> {
  const provider = await watchedProvider(`${world.origin}/s/${SLUG}/sign-in/${CONNECTOR}/callback`)
  try {
    await registerConnector(world.core, siteId, CONNECTOR, {
      kind: 'oidc',
      issuer: provider.issuer,
      clientId: provider.clientId,
      clientSecret: provider.clientSecret,
      tokenAuth: 'client_secret_basic',
      name: { zh: '小岛', en: 'Islet' },
      source: `${provider.issuer}/api`,
    })
    const found: number[] = []
    for (const persona of PERSONAS.filter((p) => p.material !== null)) {
      const ms = await consentOf(world, provider, persona.id, ask)
      if (ms !== null) found.push(ms)
    }
    if (found.length === 0) throw new Error('nobody got a personal offer')
    return found
  } finally {
    await provider.stop()
  }
}

/** @returns null when nothing that is offered fits this person's interests */
async function consentOf(
  world: BenchWorld,
  provider: WatchedProvider,
  persona: string,
  ask: (cookie: string) => Promise<{ decisions: readonly { personal?: boolean }[] }>,
): Promise<number | null> {
  const { client } = world
  const jar = new Map<string, string>()
  const visit = async (path: string): Promise<string> => {
    const response = await fetch(new URL(path, world.origin), { redirect: 'manual', headers: { cookie: written(jar) } })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      jar.set(name, value)
    }
    await response.arrayBuffer()
    return response.headers.get('location') ?? ''
  }
  await visit(await loginWith(await visit(`/s/${SLUG}/sign-in/${CONNECTOR}`), persona, { lang: 'en' }))
  const headers = { cookie: written(jar) }
  const consents = `/v1/sites/${SLUG}/consents`
  const sheet = await client.must('GET', consents, { headers })
  const streams = sheet.connectors.find((c: { connector: string }) => c.connector === CONNECTOR).streams
  const given = Object.fromEntries(streams.map((s: { stream: string }) => [s.stream, true]))
  provider.begin()
  const startedAt = performance.now()
  const body = { connector: CONNECTOR, streams: given, textVersion: sheet.textVersion, ofAge: true, lang: 'en' }
  await client.must('POST', consents, { body, headers })
  while (performance.now() - startedAt < PATIENCE_MS) {
    const { decisions } = await ask(headers.cookie)
    if (decisions.some((d) => d.personal === true)) {
      const ms = performance.now() - startedAt - provider.busyMs()
      await untilRead(world, headers)
      return ms
    }
    await sleep(ASK_MS)
  }
  return null
}

/** The rest of the reading must not run into the next person's, nor into the end. */
async function untilRead({ client }: BenchWorld, headers: Readonly<Record<string, string>>): Promise<void> {
  const end = performance.now() + PATIENCE_MS
  while (performance.now() < end) {
    const { done } = await client.must('GET', `/v1/sites/${SLUG}/reading?once=1`, { headers })
    if (done === true) return
    await sleep(50)
  }
}

const written = (jar: ReadonlyMap<string, string>): string => [...jar].map((pair) => pair.join('=')).join('; ')

interface WatchedProvider {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  begin(): void
  /** Since `begin`: the time in which it had at least one request in hand. */
  busyMs(): number
  stop(): Promise<void>
}

/** The demo's provider behind a door that notes when it is at work. */
async function watchedProvider(redirectUri: string): Promise<WatchedProvider> {
  const client = { client_id: 'bench', client_secret: newSecret(24), redirect_uris: [redirectUri] }
  const port = await freePort()
  const issuer = `http://localhost:${port}`
  const islet = await startIslet({
    port: 0,
    host: '127.0.0.1',
    issuer,
    lang: 'en',
    faults: false,
    // A limit would make the figure a measure of the limit.
    perMinute: 1_000_000,
    accessTokenSeconds: 3600,
    clients: [client],
  })
  let inHand = 0
  let since = 0
  let busy = 0
  const door = createServer((incoming, outgoing) => {
    if (inHand++ === 0) since = performance.now()
    outgoing.once('close', () => {
      if (--inHand === 0) busy += performance.now() - since
    })
    const { method, url, headers } = incoming
    const inner = request({ host: '127.0.0.1', port: islet.port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    inner.on('error', () => outgoing.destroy())
    incoming.pipe(inner)
  })
  await new Promise<void>((resolve) => door.listen(port, '127.0.0.1', resolve))
  return {
    issuer,
    clientId: client.client_id,
    clientSecret: client.client_secret,
    begin() {
      busy = 0
      since = performance.now()
    },
    busyMs: () => busy + (inHand > 0 ? performance.now() - since : 0),
    async stop() {
      door.closeAllConnections()
      await new Promise((resolve) => door.close(resolve))
      await islet.stop()
    },
  }
}
