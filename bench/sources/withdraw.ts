import { listConsents } from '../../src/consent/store.ts'
import { HotProfiles } from '../../src/profile/hot.ts'
import { type Bench, type Figures, found, round, sleep } from '../measure.ts'
import { startChild } from './child.ts'
import type { PagesOpen, PagesReady } from './pages.ts'
import { openShop } from './shop.ts'

const TIMES = 10
const PATIENCE_MS = 20_000

/**
 * A consent is taken back in the server, and this process, which has the profile in memory as a second server would, is asked until it
 * no longer has it: the same question that every decision asks.
 */
export async function withdrawals(bench: Bench): Promise<Figures> {
  const open: PagesOpen = { things: { follows: 60 } }
  const source = await startChild<PagesReady>(new URL('./pages.ts', import.meta.url), open)
  const shop = await openShop(bench, 'withdraw', { source: source.ready.base })
  const { core } = shop.world
  const hot = new HotProfiles(core, listConsents)
  try {
    await core.bus.start()
    const shopper = await shop.signIn('lin-wan')
    const until = async (personal: boolean) => {
      const end = performance.now() + PATIENCE_MS
      while ((await hot.of(shop.site.id, shopper.personId)).personal !== personal) {
        if (performance.now() > end) throw new Error(`the other process does not see that personal is ${personal}`)
        await sleep(1)
      }
    }
    const times: number[] = []
    for (let i = 0; i < TIMES; i++) {
      await shop.agree(shopper, { follows: true })
      await until(true)
      await shop.untilRead(shopper)
      await until(true)
      const startedAt = performance.now()
      const [seenAt] = await Promise.all([
        until(false).then(() => performance.now()),
        shop.agree(shopper, { follows: false }),
      ])
      times.push(seenAt - startedAt)
    }
    bench.say(`  ${times.map(Math.round).join(', ')} ms`)
    return found({ withdraw_effective_ms: round(Math.max(...times)) })
  } finally {
    hot.stop()
    await shop.stop()
    await source.stop()
  }
}
