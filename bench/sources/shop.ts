import { loginWith } from '../../demo/provider/login.ts'
import { newSecret } from '../../src/base/id.ts'
import { registerConnector } from '../../src/sign-in/flow-connectors.ts'
import { createSite } from '../../src/sites/flow.ts'
import type { Site } from '../../src/sites/site.ts'
import { type Bench, sleep } from '../measure.ts'
import { type BenchWorld, openBenchWorld } from '../world.ts'
import { type Child, startChild } from './child.ts'
import type { ProviderOpen, ProviderReady } from './provider.ts'

const SLUG = 'bench'
/** The kind that takes any OpenID provider, under its own name. */
const CONNECTOR = 'oidc'
const PATIENCE_MS = 180_000

/** Somebody who is signed in. */
export interface Shopper {
  readonly headers: { readonly cookie: string }
  readonly personId: string
  readonly accountId: string
}

/** A shop in a process of its own whose visitors sign in at the demo's provider in another one. */
export interface Shop {
  readonly world: BenchWorld
  readonly site: Site
  readonly issuer: string
  /** How it is registered there; also good for a site at `alsoAt`. */
  readonly client: Omit<ProviderOpen, 'redirectUris'>
  /** Where a sign-in begins. */
  readonly begin: string
  signIn(persona: string): Promise<Shopper>
  /** Answers the consent sheet: only these streams. */
  agree(shopper: Shopper, streams: Readonly<Record<string, boolean>>): Promise<void>
  /** Waits until all that was agreed to is read. @throws Error when it is not after three minutes, or a stream failed */
  untilRead(shopper: Shopper, everyMs?: number): Promise<void>
  countFacts(): Promise<number>
  stop(): Promise<void>
}

/** Opens one. `source` is the base address of an open data source; null where nothing is read. */
export async function openShop(
  bench: Bench,
  name: string,
  { source, alsoAt = [] }: { readonly source: string | null; readonly alsoAt?: readonly string[] },
): Promise<Shop> {
  const world = await openBenchWorld(bench, name, false, false)
  const client = { clientId: 'bench', clientSecret: newSecret(24) }
  const back = `${world.origin}/s/${SLUG}/sign-in/${CONNECTOR}/callback`
  let provider: Child<ProviderReady> | undefined
  try {
    const open: ProviderOpen = { ...client, redirectUris: [back, ...alsoAt] }
    provider = await startChild<ProviderReady>(new URL('./provider.ts', import.meta.url), open)
    const { issuer } = provider.ready
    const { site } = await createSite(world.core, { slug: SLUG, name: { zh: '店', en: 'Shop' } })
    const tokenAuth = 'client_secret_basic'
    const names = { zh: '小岛', en: 'Islet' }
    const setting = { kind: CONNECTOR, issuer, ...client, tokenAuth, name: names, source } as const
    await registerConnector(world.core, site.id, CONNECTOR, setting)
    const begin = `${world.origin}/s/${SLUG}/sign-in/${CONNECTOR}`
    const stop = async () => {
      await world.stop()
      await provider?.stop()
    }
    return { world, site, issuer, client, begin, ...shoppersOf(world, site, begin), stop }
  } catch (error) {
    await world.stop()
    await provider?.stop()
    throw error
  }
}

/** What shoppers do. */
function shoppersOf(world: BenchWorld, site: Site, begin: string) {
  const path = `/v1/sites/${site.slug}`
  let textVersion: string | undefined
  const countFacts = async () =>
    (await world.core.db.one<{ n: number }>('select count(*) as n from fact where site_id = $1', [site.id])).n
  return {
    countFacts,
    async signIn(persona: string): Promise<Shopper> {
      const { cookie } = await flow(begin, persona)
      const account = await world.core.db.one<{ personId: string; accountId: string }>(
        `select person_id as "personId", id as "accountId" from account where site_id = $1
         order by signed_in_at desc limit 1`,
        [site.id],
      )
      return { headers: { cookie }, ...account }
    },
    async agree({ headers }: Shopper, streams: Readonly<Record<string, boolean>>): Promise<void> {
      textVersion ??= (await world.client.must('GET', `${path}/consents`, { headers })).textVersion as string
      const body = { connector: CONNECTOR, streams, textVersion, ofAge: true, lang: 'en' }
      await world.client.must('POST', `${path}/consents`, { body, headers })
    },
    async untilRead({ headers }: Shopper, everyMs = 50): Promise<void> {
      const end = performance.now() + PATIENCE_MS
      for (;;) {
        const view = await world.client.must('GET', `${path}/reading?once=1`, { headers })
        const states: string[] = view.streams.map((one: { state: string }) => one.state)
        if (states.some((state) => /failed|stopped/.test(state))) throw new Error(JSON.stringify(view.streams))
        if (view.done === true && states.every((state) => state === 'done')) return
        if (performance.now() > end) throw new Error(`not read after three minutes: ${JSON.stringify(view.streams)}`)
        await sleep(everyMs)
      }
    },
  }
}

/**
 * One sign-in as a browser does it: from the site to the provider's pages and back; the cookies then, and how long it took.
 * @throws Error when it leads to a problem instead
 */
export async function flow(begin: string, persona: string): Promise<{ readonly cookie: string; readonly ms: number }> {
  const startedAt = performance.now()
  const jar = new Map<string, string>()
  const visit = async (address: string): Promise<string> => {
    const cookie = written(jar)
    const response = await fetch(address, {
      redirect: 'manual',
      headers: { 'accept-language': 'en', ...(cookie === '' ? {} : { cookie }) },
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') jar.delete(name)
      else jar.set(name, value)
    }
    await response.arrayBuffer()
    const leads = response.headers.get('location') ?? ''
    if (leads === '' || leads.includes('sign-in-problem')) throw new Error(`${address}: ${response.status} ${leads}`)
    return leads
  }
  await visit(await loginWith(await visit(begin), persona, { lang: 'en' }))
  return { cookie: written(jar), ms: performance.now() - startedAt }
}

const written = (jar: ReadonlyMap<string, string>): string => [...jar].map((pair) => pair.join('=')).join('; ')
