import { ancestors, isWithin } from '../catalog/categories.ts'

/** What one product has going for it on one page for one person. */
export interface ScoreParts {
  /** 0 to 1: how near the product's category is to what the page is about. */
  readonly page: number
  /** 0 to 1: how well the product's words match the page's. */
  readonly words: number
  /** The terms of the page that the product has too, strongest first. */
  readonly matched: readonly string[]
  /** 0 to 1: how much the person likes the product's category; 0 without a profile. */
  readonly interest: number
  /** The categories that gave page and interest, for "why this?". */
  readonly pageCategory: string | null
  readonly interestCategory: string | null
}

/** How much each part counts. Interest weighs most; a page alone still decides when nobody signed in. */
export const WEIGHTS = { base: 0.05, page: 0.35, words: 0.2, interest: 0.6 } as const

/** How near two categories are: 1 the same or one within the other, 0.6 sisters, 0.25 cousins under one root, else 0. */
export function nearness(a: string, b: string): number {
  if (isWithin(a, b) || isWithin(b, a)) return 1
  const above = new Map(ancestors(a).map((c, i) => [c.id, i]))
  for (const [i, node] of ancestors(b).entries()) {
    const sisters = i === 0 && above.get(node.id) === 0
    if (above.has(node.id)) return sisters || node.id.includes('/') ? 0.6 : 0.25
  }
  return 0
}

/** One number from the parts; always above 0, so that an unknown page still gets an offer. */
export function score(parts: Pick<ScoreParts, 'page' | 'words' | 'interest'>): number {
  return WEIGHTS.base + WEIGHTS.page * parts.page + WEIGHTS.words * parts.words + WEIGHTS.interest * parts.interest
}

/** Of a hundred that see an offer some click, of a hundred clicks some order: how bids of different kinds compare before anything is learnt. */
const CLICKS_A_VIEW = 0.03
const ORDERS_A_CLICK = 0.04
/** What a house offer is worth, which pays nothing: less than what pays. In minor units a click. */
const HOUSE = 1

/** What a click is worth to a campaign, in minor units. */
export function worthOf({
  bid,
  billsPer,
}: {
  readonly bid: number
  readonly billsPer: 'shown' | 'click' | 'order'
}): number {
  const perClick = billsPer === 'shown' ? bid / CLICKS_A_VIEW : billsPer === 'order' ? bid * ORDERS_A_CLICK : bid
  return Math.max(HOUSE, perClick)
}

/** A whole point of the score makes a click e^{@link SLOPE} times as likely; so much of the score is a worth of e times as much. */
const SLOPE = 3.2

/** What a bid adds to the score: nothing for a house offer. */
export const bidPart = (worth: number): number => Math.log(worth / HOUSE) / SLOPE
