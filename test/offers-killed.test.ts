import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { silentLog } from '../src/base/log.ts'
import { putCampaign } from '../src/offers/flow-campaigns.ts'
import type { Site } from '../src/sites/site.ts'
import { type EmbeddedServer, startEmbedded } from '../src/storage/embedded.ts'
import { type Hands, handsOn, type Json, Program, removeFolder, shopOf, stateFolder } from './processes-world.ts'

const BID = 20
const PAGE = { title: '手冲咖啡怎么闷蒸', lang: 'zh', text: '手冲咖啡用细口壶慢慢注水。' }

let home: string
let env: Record<string, string>
let hands: Hands
let database: EmbeddedServer
let program: Program
let site: Site

beforeAll(async () => {
  home = await stateFolder()
  const cache = join(home, 'cache')
  env = { TUIDAN_HOME: join(home, 'state'), TUIDAN_CACHE: cache, TUIDAN_LIMITS: '0' }
  program = await Program.start(env)
  // The database outlives the program that is killed.
  database = await startEmbedded({ home: env.TUIDAN_HOME!, cache, log: silentLog })
  hands = await handsOn(database.url, env.TUIDAN_HOME!)
  site = (await shopOf(hands.core, 'killed', { KETTLE: 500 })).site
  const made = await putCampaign(
    hands.core,
    site,
    {
      name: '手冲季',
      state: 'active',
      skus: ['KETTLE'],
      dailyBudget: { amount: 1_000_000, currency: 'CNY' },
      pricing: { per: 'shown', amount: { amount: BID, currency: 'CNY' } },
      capPerPersonDay: 1000,
    },
    'en',
  )
  expect(made.state).toBe('active')
}, 120_000)

afterAll(async () => {
  await hands?.close()
  await program?.stop()
  await database?.stop()
  await removeFolder(home)
}, 60_000)

async function decide(): Promise<Json | null> {
  const slots = [{ id: 'a' }]
  const said = await program.call('POST', '/v1/decisions', {}, { site: site.publicKey, page: PAGE, slots })
  return said.status === 200 ? said.json.decisions[0] : null
}

const tell = (token: string) =>
  program.call('POST', '/v1/events', {}, { site: site.publicKey, events: [{ token, type: 'seen' }] })

const spool = async () => await readdir(join(env.TUIDAN_HOME!, 'spool'))

/** Asks until `enough` were answered, kills the program there, and gives what was answered. */
async function underLoad<T>(enough: number, ask: (n: number) => Promise<T | null>): Promise<T[]> {
  const answered: T[] = []
  let isOver = false
  const lane = async (first: number) => {
    for (let n = first; !isOver; n += 8) {
      const answer = await ask(n)
      if (answer === null) return
      answered.push(answer)
      if (answered.length === enough) {
        isOver = true
        await program.kill()
      }
    }
  }
  await Promise.all(Array.from({ length: 8 }, (_, first) => lane(first)))
  return answered
}

describe('a program that is killed while it makes offers', () => {
  let made: Json[]

  test('every decision that was answered stands in the log after the next start', async () => {
    // While its table is held nothing can be written: all of it is still on its way when the program is killed.
    await hands.core.db.tx(async (tx) => {
      await tx.query('lock table offer_decision in access exclusive mode')
      made = await underLoad(120, decide)
    })
    expect(made.every((one) => one.offer !== null)).toBe(true)
    program = await Program.start(env)
    const written = await hands.core.db.query<{ id: string }>('select id from offer_decision where site_id = $1', [
      site.id,
    ])
    const ids = new Set(written.map(({ id }) => id))
    expect(made.filter((one) => !ids.has(one.decisionId))).toEqual([])
    expect(await spool(), 'nothing is left behind').toEqual([])
  }, 60_000)

  test('events told again after it are billed once: what was spent equals what was seen', async () => {
    const { db } = hands.core
    const books = async () =>
      await db.one<{ events: number; spends: number; amount: number }>(
        `select (select count(*) from offer_event where site_id = $1 and type = 'seen') as events,
                (select count(*) from offer_spend where site_id = $1) as spends,
                (select coalesce(sum(amount), 0)::bigint from offer_spend where site_id = $1) as amount`,
        [site.id],
      )
    await underLoad(60, async (n) => ((await tell(made[n % made.length].token)).status === 204 ? n : null))
    const half = await books()
    expect(half.amount).toBe(half.events * BID)
    program = await Program.start(env)
    for (let again = 0; again < 2; again++)
      expect((await Promise.all(made.map(({ token }) => tell(token)))).every(({ status }) => status === 204)).toBe(true)
    expect(await books()).toEqual({ events: made.length, spends: made.length, amount: made.length * BID })
  }, 60_000)
})
