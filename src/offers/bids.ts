/** One bid that was taken out of a budget. */
interface Bid {
  readonly campaignId: string
  readonly amount: number
  /** When it was booked, by the clock that the caller counts readings with; null while it is being written. */
  bookedAt: number | null
}

/**
 * What this process spends of a site's budgets and may not have read back from the database yet: it counts from before it is
 * written until a reading that began after it was booked. So a reading that comes in between cannot give a budget twice.
 */
export class Bids {
  readonly #open = new Set<Bid>()
  #spent: Map<string, number>

  constructor(spent: Map<string, number>) {
    this.#spent = spent
  }

  /** Takes a bid out of what is left of `budget`. @returns how to say what became of it; null when too little is left */
  hold(campaignId: string, amount: number, budget: number): { settle(bookedAt: number | null): void } | null {
    if ((this.#spent.get(campaignId) ?? 0) + amount > budget) return null
    const bid: Bid = { campaignId, amount, bookedAt: null }
    this.#open.add(bid)
    add(this.#spent, campaignId, amount)
    return {
      settle: (bookedAt) => {
        if (bookedAt !== null) bid.bookedAt = bookedAt
        else if (this.#open.delete(bid)) add(this.#spent, campaignId, -amount)
      },
    }
  }

  /** What was read anew: adds to it the bids that the reading, begun at `beganAt`, may have missed. */
  carryInto(spent: Map<string, number>, beganAt: number): void {
    for (const bid of this.#open) {
      if (bid.bookedAt !== null && bid.bookedAt < beganAt) this.#open.delete(bid)
      else add(spent, bid.campaignId, bid.amount)
    }
    this.#spent = spent
  }
}

function add(to: Map<string, number>, campaignId: string, amount: number): void {
  to.set(campaignId, (to.get(campaignId) ?? 0) + amount)
}
