import type { Core } from '../engine/core.ts'
import type { PastCancellation, PastOrder } from '../replay/history.ts'
import { layOut, type StockMode, stockFor } from '../replay/plan.ts'
import { createSite } from '../sites/flow.ts'
import type { Site } from '../sites/site.ts'
import { addStaff, makeLink } from '../staff/flow.ts'
import type { Role } from '../staff/staff.ts'
import { receive } from '../stock/flow.ts'
import { LoadClient } from './load-client.ts'

/** A site of its own with goods, floor, stock and an owner at the console. */
export interface ReplayWorld {
  readonly site: Site
  readonly client: LoadClient
  /** Headers of the shop's own server. */
  readonly shop: Readonly<Record<string, string>>
  /** Headers of the owner's console. */
  readonly console: Readonly<Record<string, string>>
  /** Products that the import made. */
  readonly products: number
  /** Where each SKU lies. */
  readonly bins: ReadonlyMap<string, string>
  /** Pieces received, by SKU. */
  readonly received: ReadonlyMap<string, number>
  readonly zones: readonly string[]
}

/** Goods written in one statement. */
const RECEIVE_AT_ONCE = 1_000
const IMPORT_LOOK_MS = 100

/** Builds the world: the site itself by the command, everything a merchant does by the console's API. */
export async function buildWorld(
  core: Core,
  base: string,
  input: {
    slug: string
    file: { name: string; bytes: Uint8Array }
    events: readonly (PastOrder | PastCancellation)[]
    mode: StockMode
    onStep: (done: number, total: number) => void
  },
): Promise<ReplayWorld> {
  const { slug } = input
  const made = await createSite(core, { slug, name: { zh: `回放 ${slug}`, en: `Replay ${slug}` }, currency: 'GBP' })
  const siteId = made.site.id
  const client = new LoadClient(base)
  const owner = await addStaff(core, { siteId, name: 'owner', roles: ['owner'] })
  const link = await makeLink(core, { siteId, staffId: owner.id, opens: 'console' })
  const signedIn = await client.must('POST', '/v1/console/sign-in', { body: { token: link.url.split('#')[1] } })
  const console = { cookie: signedIn.cookie as string }
  const products = await importGoods(client, console, input.file, input.onStep)
  const stock = stockFor(input.events, input.mode)
  const bins = layOut([...stock.keys()])
  const codes = [...bins.values()]
  for (let i = 0; i < codes.length; i += 5_000)
    await client.must('POST', '/v1/console/bins', { body: { codes: codes.slice(i, i + 5_000) }, headers: console })
  const received = new Map([...stock].filter(([, qty]) => qty > 0))
  const goods = [...received].map(([sku, qty]) => ({ sku, qty, bin: bins.get(sku)! }))
  for (let i = 0; i < goods.length; i += RECEIVE_AT_ONCE)
    await core.db.tx((tx) => receive(tx, siteId, goods.slice(i, i + RECEIVE_AT_ONCE), core.clock.now()))
  // Fresh tables have no statistics; autovacuum would get to it in a minute, and plans made before then are kept.
  await core.db.run('analyze')
  return {
    site: made.site,
    client,
    shop: { authorization: `Bearer ${made.secretKey}` },
    console,
    products,
    bins,
    received,
    zones: [...new Set(codes.map((code) => code[0]!))],
  }
}

/** The merchant's file through the real import, columns as it guesses them. @returns how many products came of it */
async function importGoods(
  client: LoadClient,
  headers: Readonly<Record<string, string>>,
  file: { name: string; bytes: Uint8Array },
  onStep: (done: number, total: number) => void,
): Promise<number> {
  const name = encodeURIComponent(file.name)
  const offer = await client.must('POST', `/v1/console/imports?filename=${name}&currency=GBP`, {
    bytes: file.bytes,
    headers,
  })
  const path = `/v1/console/imports/${offer.importId}`
  await client.must('POST', `${path}/run`, { body: { mapping: offer.guess, currency: 'GBP' }, headers })
  for (;;) {
    const now = await client.must('GET', path, { headers })
    if (now.state === 'failed') throw new Error(`the import failed: ${JSON.stringify(now.report)}`)
    if (now.state === 'done') return now.created
    onStep(now.done, now.total)
    await new Promise((go) => setTimeout(go, IMPORT_LOOK_MS))
  }
}

/** Takes somebody on at the console and joins their phone by a single-use link. @returns the phone's headers */
export async function joinWorker(
  world: Pick<ReplayWorld, 'client' | 'console'>,
  who: { name: string; roles: readonly Role[]; zones: readonly string[] },
): Promise<{ id: string; headers: Readonly<Record<string, string>> }> {
  const { client, console: headers } = world
  const staff = await client.must('POST', '/v1/console/staff', { body: who, headers })
  const link = await client.must('POST', `/v1/console/staff/${staff.id}/link`, { body: { opens: 'phone' }, headers })
  const joined = await client.must('POST', '/v1/phone/join', { body: { token: String(link.url).split('#')[1] } })
  return { id: staff.id, headers: { cookie: joined.cookie } }
}
