import type { Core } from '../engine/core.ts'
import { advance, mustLock, orderChanged } from '../orders/flow-state.ts'
import { heldForBins } from '../orders/store.ts'

/**
 * Goods came into a bin: orders that the program holds because these were in no bin go on by themselves, and are held again
 * when it is still not enough. Called after the commit of the movement.
 */
export async function goOn(core: Core, siteId: string, skus: readonly string[]): Promise<void> {
  for (const orderId of await heldForBins(core.db, siteId, skus)) {
    const order = await core.db.tx(async (tx) => {
      const known = await mustLock(tx, siteId, orderId)
      // A person may have let it go on, cancelled it, or held it for a reason of their own meanwhile.
      if (known.state !== 'held' || !(await heldForBins(tx, siteId, skus)).includes(orderId)) return null
      return await advance(core, tx, { siteId, orderId, event: 'unhold', at: core.clock.now() })
    })
    if (order !== null) orderChanged(core, siteId, order)
  }
}
