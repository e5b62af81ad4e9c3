import { execFile, spawn } from 'node:child_process'
import { createECDH, randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Core } from '../src/engine/core.ts'
import { SEALED } from '../src/engine/sealed.ts'
import { type KeyRing, Vault } from '../src/engine/vault.ts'
import { leadBack } from '../src/openid/flow-visitor.ts'
import { keysOf } from '../src/openid/signing.ts'
import { paymentSecret } from '../src/orders/flow-pay.ts'
import { subscribe } from '../src/push/flow.ts'
import { VapidHeaders } from '../src/push/vapid-headers.ts'
import { REVOKE, sealLeaving } from '../src/sign-in/flow-account.ts'
import { registerConnector, type SiteConnector } from '../src/sign-in/flow-connectors.ts'
import { findServer } from '../src/sign-in/flow-find.ts'
import type { SignIn } from '../src/sign-in/flow-open.ts'
import { sealTokens } from '../src/sign-in/flow-write.ts'
import { saveToken } from '../src/sign-in/store.ts'
import { END_CONNECTOR } from '../src/sign-in/store-leaving.ts'
import type { Site } from '../src/sites/site.ts'
import { ROOT } from './harness/source.ts'

/** What a typed command said. */
export interface Typed {
  readonly code: number
  readonly out: string
  readonly err: string
}

const MAIN = join(ROOT, 'src/cli/main.ts')
const envOf = (env: Record<string, string>) => {
  const { PATH = '', HOME = '' } = process.env
  return { PATH, HOME, LANG: 'en_GB.UTF-8', ...env }
}

/** Types a command and waits for its end. `uid`: as another user of the system. */
export async function type(args: readonly string[], env: Record<string, string>, uid?: number): Promise<Typed> {
  const options = { env: envOf(env), cwd: ROOT, ...(uid === undefined ? {} : { uid }) }
  return await new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], options, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}

/** Types a command that will not end by itself. @returns what ends it as a power cut does */
export function typeAndKill(args: readonly string[], env: Record<string, string>): () => Promise<void> {
  const child = spawn(process.execPath, [MAIN, ...args], { env: envOf(env), cwd: ROOT, stdio: 'ignore' })
  const over = new Promise((resolve) => child.once('close', resolve))
  return async () => {
    child.kill('SIGKILL')
    await over
  }
}

/** Such an account's kind asks for a server; what the search knew of it is kept in `knew`. */
function typedKind(knew: unknown[]): SiteConnector {
  const find = function* (ask: { known(issuer: string): unknown }) {
    knew.push(ask.known('https://small.example'))
    yield { url: 'https://small.example' }
  }
  return {
    id: 'typed',
    descriptor: { kind: 'oauth2', streams: {}, login: { scopes: [], server: { find, client: 'dynamic' } } },
    names: { zh: '小站', en: 'Small' },
    source: null,
    registration: { issuer: '', clientId: '', clientSecret: '', tokenAuth: 'none', setup: {} },
    // Only what a search looks at.
  } as unknown as SiteConnector
}

const FOUND = {
  base: 'https://small.example',
  typed: '@a@small.example',
  metadata: { issuer: 'https://small.example' },
}

/** Signs in with a typed server, whose registration is made at the first time only. @returns what was known of it before */
export async function typeServer(core: Core, site: Site): Promise<unknown> {
  const knew: unknown[] = []
  const providers = {
    search: async (_name: string, finding: Generator) => {
      finding.next()
      return FOUND
    },
    register: async () => ({ id: 'client-1', secret: 'hush', tokenAuth: 'client_secret_post' }),
  }
  const redirectUri = 'https://shop.example/callback'
  const search = {
    site,
    connector: typedKind(knew),
    typed: '@a@small.example',
    scopes: [],
    redirectUri,
    lang: 'en' as const,
  }
  await findServer({ core, providers } as unknown as SignIn, search)
  return knew[0]
}

/**
 * Puts a value into every place that can hold one, each by the room that does it in the product. What is in the outbox is due in
 * a year.
 */
export async function fillPlaces(core: Core, site: Site, accountId: string, personId: string): Promise<void> {
  const { db, outbox } = core
  const setting = { kind: 'wechat', issuer: '', clientId: 'wx', tokenAuth: 'none' as const, source: null }
  const name = { zh: '微信', en: 'WeChat' }
  await registerConnector(core, site.id, 'wechat', { ...setting, name, clientSecret: 'hush', setup: { any: 'thing' } })
  await typeServer(core, site)
  const key = { privateJwk: { kty: 'EC' } } as never
  const tokens = { access: 'a-1', refresh: 'r-1', expiresAt: null, scopes: [], key }
  const at = { found: FOUND, client: { id: 'client-1', secret: 'hush', tokenAuth: 'none' } } as never
  const sealed = sealTokens(core, site.id, 'islet', accountId, tokens, at)
  await saveToken(db, site.id, accountId, sealed, core.clock.now())
  await paymentSecret(core, site.id, 'demo-pay')
  await new VapidHeaders(core, 'mailto:owner@shop.example').publicKey(site.id)
  await keysOf(core, site.id)
  const visit = { returnTo: 'https://own.example/x', challenge: 'c' }
  const own = { ...site, origins: ['https://own.example'] }
  await leadBack({ core } as never, own, visit as never, { session: 'session-1', personId })
  const ecdh = createECDH('prime256v1')
  ecdh.generateKeys()
  const keys = { p256dh: ecdh.getPublicKey('base64url'), auth: randomBytes(16).toString('base64url') }
  const subscription = { endpoint: 'https://push.example/1', expirationTime: null, keys }
  const push = { contact: null, extraHosts: ['push.example'] }
  await subscribe(core, push, { siteId: site.id, to: { kind: 'shopper', id: randomUUID() }, subscription, lang: 'en' })
  const leaving = sealLeaving(core, site.id, typedKind([]))
  const base64 = (bytes: Buffer | null) => bytes!.toString('base64')
  const payload = { connector: 'typed', column: 'refresh', registration: leaving.sealed }
  const ours = sealTokens(core, site.id, 'typed', accountId, tokens, at)
  const dueAt = core.clock.now() + 365 * 24 * 3_600_000
  await outbox.addAll(db, [
    {
      siteId: site.id,
      kind: REVOKE,
      ref: accountId,
      dueAt,
      payload: { ...payload, sealed: base64(ours.refresh), access: base64(ours.access), server: base64(ours.server) },
    },
    { siteId: site.id, kind: END_CONNECTOR, ref: 'typed', dueAt, payload: { ...leaving, round: 0 } },
  ])
}

/** So many further values, of subscriptions that nobody has. */
export async function fillMany(core: Core, siteId: string, n: number): Promise<void> {
  const recipient = 'shopper:nobody'
  const sealed = Array.from({ length: n }, (_, i) => core.vault.seal({ i }, `${siteId}|push_subscription|${recipient}`))
  await core.db.run(
    `insert into push_subscription (site_id, id, recipient, endpoint_hash, sealed, host, created_at, gone_at)
     select $1, gen_random_uuid(), $2, sha256(s), s, 'push.example', now(), now() from unnest($3::bytea[]) s`,
    [siteId, recipient, sealed],
  )
}

/** Names of places with a value that does not open with these keys alone; with them, how many do. */
export async function openEverything(core: Core, ring: KeyRing): Promise<{ opened: number; closed: string[] }> {
  const vault = new Vault(ring)
  const closed: string[] = []
  let opened = 0
  for (const { name, table, bytes, place, join: more = '', where = 'true' } of SEALED) {
    const rows = await core.db.query<{ sealed: Buffer; place: string }>(
      `select ${bytes} as sealed, ${place} as place from ${table} t ${more} where ${where} and ${bytes} is not null`,
    )
    for (const { sealed, place: at } of rows) {
      try {
        vault.open(sealed, at)
        opened++
      } catch {
        closed.push(name)
      }
    }
  }
  return { opened, closed }
}
