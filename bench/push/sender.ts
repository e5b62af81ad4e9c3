import { execFileSync } from 'node:child_process'
import { createECDH, generateKeyPairSync, randomBytes } from 'node:crypto'
import { Agent } from 'node:https'
import webpush from 'web-push'
import { HOUR } from '../../src/base/clock.ts'
import type { Means, Notice } from '../../src/channels/channel.ts'
import webPush from '../../src/channels/web-push.ts'
import { Connections } from '../../src/engine/connections.ts'
import { localCertificate } from '../../src/http/local-authority.ts'
import { type Receiver, seal } from '../../src/push/encrypt.ts'
import { Envelopes } from '../../src/push/envelopes.ts'
import { newEnvelope } from '../../src/push/pairs.ts'
import { vapidHeader } from '../../src/push/vapid.ts'
import { type Bench, type Figures, percentile, rateOf, round } from '../measure.ts'
import { startChild } from '../sources/child.ts'
import type { SinkOpen, SinkReady } from './sink.ts'

/** What {@link sending} measures. */
export const SENDER_KEYS = [
  'vs_web_push_cpu_all',
  'vs_web_push_cpu_burst',
  'burst_pool',
  'vs_web_push_crypto_burst',
  'msgs_per_s_burst',
  'msgs_per_s_sustained_60s',
  'ecdh_limit_share',
  'web_push_cpu_us',
  'all_cpu_us',
  'burst_cpu_us',
] as const

/** Messages under way at once, for both. */
const IN_FLIGHT = 64
const BROWSERS = 1_000
const READY = 4
/** Short and many: the machine's own noise then falls on both senders. */
const ROUNDS = { quick: 8, whole: 24 } as const
const A_ROUND = 500
const SUSTAINED_MS = { quick: 10_000, whole: 60_000 } as const
const CONTACT = 'mailto:owner@shop.example'

/** A browser's subscription, as both senders take it. */
interface Browser {
  readonly id: string
  readonly endpoint: string
  readonly to: Receiver
  readonly keys: { readonly p256dh: string; readonly auth: string }
}

/** Sends one message; `n` counts up. */
type Send = (n: number) => Promise<void>

/** Our sender beside `web-push`: the same messages to the same service over TLS, by the CPU time of the whole process. */
export async function sending(bench: Bench): Promise<Figures> {
  const tls = await localCertificate(bench.scratch, ['localhost'], Date.now())
  const open: SinkOpen = { cert: tls.cert, key: tls.key }
  const sink = await startChild<SinkReady>(new URL('./sink.ts', import.meta.url), open)
  const connections = new Connections({ ca: tls.authority })
  const agent = new Agent({ ca: tls.authority, keepAlive: true, maxSockets: IN_FLIGHT })
  try {
    return await measure(bench, sink.ready.origin, connections, agent)
  } finally {
    agent.destroy()
    await connections.stop()
    await sink.stop()
  }
}

async function measure(bench: Bench, origin: string, connections: Connections, agent: Agent): Promise<Figures> {
  const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey
  const { x, y, d } = pair.export({ format: 'jwk' })
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x!, 'base64url'), Buffer.from(y!, 'base64url')])
  const vapid = { publicKey: point.toString('base64url'), privateKey: d!, subject: CONTACT }
  const browsers = Array.from({ length: BROWSERS }, (_, n) => browser(`${origin}/push/${n}`))
  const authorization = vapidHeader(
    { publicKey: vapid.publicKey, privateKey: pair },
    origin,
    CONTACT,
    Date.now() + 12 * HOUR,
  )
  const means: Means = { now: Date.now(), post: (address, asked) => connections.post(address, asked, true) }
  const ours =
    (envelopes: Envelopes): Send =>
    async (n) => {
      const { id, endpoint, to } = browsers[n % BROWSERS]!
      const target = { endpoint, envelope: () => envelopes.take(id, to, Date.now()) }
      const { state } = await webPush.send(notice(n), target, { authorization }, means)
      if (state !== 'accepted') throw new Error(`a message was ${state}`)
    }
  const theirs: Send = async (n) => {
    const { endpoint, keys } = browsers[n % BROWSERS]!
    const options = { vapidDetails: vapid, TTL: 60, urgency: 'high', topic: `t${n % BROWSERS}`, agent } as const
    await webpush.sendNotification({ endpoint, keys }, payload(n), options)
  }
  const times = await inTurn(bench, browsers, ours, theirs)
  const crypto = cryptoAlone(bench, browsers, vapid)
  const sustained = await sustain(bench, browsers, ours)
  const limit = ecdhPerSecond()
  const all = percentile(times.all, 0.5)
  const burst = percentile(times.burst, 0.5)
  const peer = percentile(times.peer, 0.5)
  return {
    figures: {
      vs_web_push_cpu_all: round(
        percentile(
          times.peer.map((us, n) => us / times.all[n]!),
          0.5,
        ),
      ),
      vs_web_push_cpu_burst: round(
        percentile(
          times.peer.map((us, n) => us / times.burst[n]!),
          0.5,
        ),
      ),
      burst_pool: BROWSERS * READY,
      vs_web_push_crypto_burst: round(crypto),
      msgs_per_s_burst: Math.round(percentile(times.perSecond, 0.5)),
      msgs_per_s_sustained_60s: Math.round(sustained),
      ecdh_limit_share: limit === null ? null : Math.round((1e6 / all / limit) * 1000) / 1000,
      web_push_cpu_us: round(peer),
      all_cpu_us: round(all),
      burst_cpu_us: round(burst),
    },
    skipped: limit === null ? { ecdh_limit_share: 'no openssl command here to ask' } : {},
  }
}

function browser(endpoint: string): Browser {
  const pair = createECDH('prime256v1')
  pair.generateKeys()
  const auth = randomBytes(16)
  const keys = { p256dh: pair.getPublicKey('base64url'), auth: auth.toString('base64url') }
  return { id: endpoint, endpoint, to: { point: pair.getPublicKey(), auth }, keys }
}

const notice = (n: number): Notice => ({
  id: `0190a4c2-aaaa-7bbb-8ccc-${String(n).padStart(12, '0')}`,
  title: `拣货 ${n}`,
  body: 'A01-05，2 件',
  navigate: 'https://shop.example/phone/',
  lang: 'zh',
  tag: `task-${n % BROWSERS}`,
  urgency: 'high',
  ttlSeconds: 60,
  receipt: { url: 'https://shop.example/v1/push/receipts', token: 'x'.repeat(120) },
  data: { topic: 'task.offered' },
})

/** The same words for the other sender. */
function payload(n: number): string {
  const { title, body, navigate, lang, tag, id, receipt, data } = notice(n)
  return JSON.stringify({
    web_push: 8030,
    notification: { title, body, navigate, lang, tag, data: { id, receipt, ...data } },
  })
}

/** CPU µs a message of each, in rounds one after the other; the first of each is for warming up. */
async function inTurn(bench: Bench, browsers: readonly Browser[], ours: (envelopes: Envelopes) => Send, theirs: Send) {
  const found = { all: [] as number[], burst: [] as number[], peer: [] as number[], perSecond: [] as number[] }
  for (let n = 0; n <= (bench.quick ? ROUNDS.quick : ROUNDS.whole); n++) {
    const peer = await timed(A_ROUND, theirs)
    const envelopes = await full(browsers)
    const burst = await timed(BROWSERS * READY, ours(envelopes))
    await envelopes.stop()
    // The same, and then as many pairs as were used are made again: what is spent on the messages from first to last.
    const again = await full(browsers)
    const all = await timed(BROWSERS * READY, ours(again), () => again.made())
    await again.stop()
    if (n === 0) continue
    found.peer.push(peer.cpuUs)
    found.all.push(all.cpuUs)
    found.burst.push(burst.cpuUs)
    found.perSecond.push(burst.perSecond)
    const said = [peer.cpuUs, all.cpuUs, burst.cpuUs].map(round)
    bench.say(`  CPU µs a message: web-push ${said[0]}, ours ${said[1]}, of these from a full pool ${said[2]}`)
  }
  return found
}

/** A full pool. */
async function full(browsers: readonly Browser[]): Promise<Envelopes> {
  const envelopes = new Envelopes({ ready: READY, onFailure: (error) => console.error(error) })
  envelopes.prepare(browsers, Date.now())
  await envelopes.made()
  return envelopes
}

/** Sends so many; `then` belongs to it. */
async function timed(
  count: number,
  send: Send,
  then?: () => Promise<void>,
): Promise<{ cpuUs: number; perSecond: number }> {
  const before = process.cpuUsage()
  const startedAt = performance.now()
  let next = 0
  const lane = async () => {
    while (next < count) await send(next++)
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane))
  await then?.()
  const { user, system } = process.cpuUsage(before)
  return { cpuUs: (user + system) / count, perSecond: (count * 1000) / (performance.now() - startedAt) }
}

/** How much less CPU it takes us to make a request of a message, envelopes being ready: nothing is sent. */
function cryptoAlone(
  bench: Bench,
  browsers: readonly Browser[],
  vapidDetails: { publicKey: string; privateKey: string; subject: string },
): number {
  const count = bench.quick ? 500 : 2_000
  const ratios: number[] = []
  for (let turn = 0; turn < 6; turn++) {
    const envelopes = browsers.slice(0, count).map(({ to }) => newEnvelope(to))
    const bodies = Array.from({ length: count }, (_, n) => payload(n))
    const ours = cpuUs(envelopes.length, (n) => void seal(envelopes[n]!, Buffer.from(bodies[n]!), 256))
    const theirs = cpuUs(count, (n) => {
      const { endpoint, keys } = browsers[n % BROWSERS]!
      webpush.generateRequestDetails({ endpoint, keys }, bodies[n]!, { vapidDetails, TTL: 60 })
    })
    if (turn > 0) ratios.push(theirs / ours)
  }
  return percentile(ratios, 0.5)
}

function cpuUs(count: number, run: (n: number) => void): number {
  const before = process.cpuUsage()
  for (let n = 0; n < count; n++) run(n)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / count
}

/** Messages a second for a minute, every pair made meanwhile. */
async function sustain(
  bench: Bench,
  browsers: readonly Browser[],
  ours: (envelopes: Envelopes) => Send,
): Promise<number> {
  const envelopes = await full(browsers)
  try {
    return await rateOf(IN_FLIGHT, bench.quick ? SUSTAINED_MS.quick : SUSTAINED_MS.whole, ours(envelopes))
  } finally {
    await envelopes.stop()
  }
}

/** Agreements on P-256 that one core makes in a second, says `openssl speed`; null without that command. */
function ecdhPerSecond(): number | null {
  try {
    const told = execFileSync('openssl', ['speed', '-seconds', '2', 'ecdhp256'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return Number(/([\d.]+)\s*$/.exec(told.toString().trim())?.[1]) || null
  } catch {
    return null
  }
}
