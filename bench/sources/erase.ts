import { DAY } from '../../src/base/clock.ts'
import { newId } from '../../src/base/id.ts'
import { listConsents } from '../../src/consent/store.ts'
import type { KeptFact } from '../../src/profile/fact.ts'
import { saveFacts } from '../../src/profile/store.ts'
import { type Bench, type Figures, found } from '../measure.ts'
import { startChild } from './child.ts'
import type { PagesOpen, PagesReady } from './pages.ts'
import { openShop, type Shop, type Shopper } from './shop.ts'

const FACTS = 100_000
const AT_ONCE = 2_000

/** Somebody with 100,000 facts, of whom a few were read and the rest written as reading writes them, erases everything. */
export async function erasure(bench: Bench): Promise<Figures> {
  const open: PagesOpen = { things: { likes: 100 } }
  const source = await startChild<PagesReady>(new URL('./pages.ts', import.meta.url), open)
  const shop = await openShop(bench, 'erase', { source: source.ready.base })
  try {
    const shopper = await shop.signIn('lin-wan')
    await shop.agree(shopper, { likes: true })
    await shop.untilRead(shopper)
    bench.say(`  writing ${FACTS} facts`)
    await fill(shop, shopper, FACTS - (await shop.countFacts()))
    await shop.world.core.db.run('analyze fact')
    const before = await shop.countFacts()
    if (before !== FACTS) throw new Error(`${before} facts`)
    const { headers } = shopper
    const startedAt = performance.now()
    await shop.world.client.must('POST', `/v1/sites/${shop.site.slug}/erase`, { body: { confirm: true }, headers })
    const ms = performance.now() - startedAt
    const left = await shop.countFacts()
    if (left !== 0) throw new Error(`${left} facts are left`)
    return found({ erase_ms_100k_facts: Math.round(ms) })
  } finally {
    await shop.stop()
    await source.stop()
  }
}

async function fill({ world, site }: Shop, { personId, accountId }: Shopper, count: number): Promise<void> {
  const { db, vault, clock } = world.core
  const box = await vault.personBox(db, site.id, personId)
  const { receiptId } = (await listConsents(db, site.id, personId)).find((one) => one.purpose === 'read')!
  const readAt = clock.now()
  for (let from = 0; from < count; from += AT_ONCE) {
    const facts = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, i) => {
      const id = newId()
      const name = { zh: `周末去山里徒步露营 · ${from + i}` }
      const fact: KeptFact = {
        verb: 'like',
        thing: 'Article',
        name,
        at: readAt,
        categories: [{ id: 'outdoor', weight: 1 }],
      }
      const sourceHash = vault.hash(site.id, 'fact', `bench ${from + i}`)
      return { id, sealed: box.seal(fact, `fact|${id}`), sourceHash }
    })
    const of = { accountId, connector: 'oidc', stream: 'likes', receiptId, readAt, expiresAt: readAt + 90 * DAY }
    await saveFacts(db, site.id, personId, of, facts)
  }
}
