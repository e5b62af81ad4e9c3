import { setTimeout as sleep } from 'node:timers/promises'
import { withParameter } from '../base/address.ts'
import { DAY } from '../base/clock.ts'
import { idTime } from '../base/id.ts'
import type { Core } from '../engine/core.ts'
import { record } from '../engine/event-log.ts'
import { isOwnAddress, type Site } from '../sites/site.ts'
import type { Sql } from '../storage/db.ts'
import { type Offers, tokenKey } from './flow.ts'
import { offersFail } from './problems.ts'
import { clickedAt, type Decision, lastClick, loadDecision, saveEvent, saveOfferOrder, saveSpend } from './store.ts'
import { type OfferToken, readToken } from './token.ts'
import { isYoung } from './traffic.ts'
import { whomOf } from './whom.ts'

/** An order is the offer's when its last click is no older than this. */
export const ATTRIBUTION_DAYS = 7

/** What a token of this site says. @throws offers/bad-token */
export function tokenOf(core: Core, siteId: string, text: string): OfferToken {
  const token = readToken(text, tokenKey(core, siteId))
  if (token === null || token.siteId !== siteId) throw offersFail('offers/bad-token', { field: 'token' })
  return token
}

/**
 * Writes down what happened to an offer: once for each decision and type, however often it is told. Bills what the campaign
 * pays for, in the same transaction, as far as the day's budget goes.
 * @throws offers/bad-token
 */
export async function noteEvent(
  offers: Offers,
  input: {
    siteId: string
    token: string
    type: 'shown' | 'seen' | 'clicked' | 'hidden'
    /** Asked of the decision once it is found; false: nothing is written down. */
    mayCount?: (decision: Decision) => boolean
    /** So long it is waited for a decision that another process is about to write, in ms. */
    waitMs?: number
  },
): Promise<{ isNew: boolean; decision: Decision | null; sku: string }> {
  const { core } = offers
  const token = tokenOf(core, input.siteId, input.token)
  const decision = await findDecision(offers, input.siteId, token.decisionId, input.waitMs ?? 0)
  if (decision === null || input.mayCount?.(decision) === false) return { isNew: false, decision, sku: token.sku }
  // What is hidden is found by its decision, so that one must be written.
  if (input.type === 'hidden') await offers.writer.flush()
  const at = core.clock.now()
  // MRC: an impression counts when it was seen; a legitimate click makes it seen.
  const bills =
    (decision.billsPer === 'shown' && input.type !== 'hidden' && input.type !== 'shown') ||
    (decision.billsPer === 'click' && input.type === 'clicked')
  const held = bills ? await holdBudget(offers, decision, at) : null
  let isBooked = false
  const note = async (tx: Sql) => {
    const fresh = await saveEvent(tx, {
      siteId: input.siteId,
      decisionId: decision.id,
      type: input.type,
      personId: decision.personId,
      at,
    })
    if (!fresh) return false
    if (input.type === 'clicked') {
      const payload = { decisionId: decision.id, campaignId: decision.campaignId, sku: decision.sku }
      await record(tx, { siteId: input.siteId, name: 'offer.clicked', at, personId: decision.personId, payload })
    }
    if (held !== null) isBooked = await bill(tx, decision, decision.billsPer, at)
    return true
  }
  const isNew = await core.db.tx(note).catch((error: unknown) => {
    held?.settle(false)
    throw error
  })
  held?.settle(isBooked)
  const whom = whomOf(decision)
  if (isNew && whom !== null && input.type !== 'shown') offers.people.did(input.siteId, whom, input.type, decision)
  return { isNew, decision, sku: token.sku }
}

/** How often a decision that another process is writing is looked for. */
const LOOK_MS = 100

/** A decision of this process, or one that is written; of another's that may be on its way, after `waitMs` at most. */
async function findDecision(offers: Offers, siteId: string, id: string, waitMs: number): Promise<Decision | null> {
  const { core, writer } = offers
  for (let left = waitMs; ; left -= LOOK_MS) {
    const found = writer.find(siteId, id) ?? (await loadDecision(core.db, siteId, id))
    if (found !== null || left <= 0 || !isYoung(idTime(id), Date.now())) return found
    await sleep(LOOK_MS)
  }
}

/**
 * Takes what a decision costs out of the day's budget. Null when that is spent: what happened is counted and costs nothing, or
 * tokens kept and told together would spend without end. Who deleted the campaign pays nothing either.
 */
async function holdBudget(offers: Offers, decision: Decision, at: number) {
  const { siteId, campaignId, id: decisionId, bid: amount } = decision
  return await offers.memory.hold(siteId, { campaignId, amount, decisionId }, at)
}

/**
 * Where a click leads: to the product on the merchant's own website, else to its page here. Never an open redirect: the token
 * names goods, their address was stored by the merchant, and its origin must be one of the site's now.
 */
export async function clickTarget(offers: Offers, site: Site, click: { sku: string; token: string }): Promise<string> {
  const { core, memory } = offers
  const { goods } = await memory.of(site.id, core.clock.now())
  const url = goods.list[goods.bySku.get(click.sku) ?? -1]?.url
  if (!url || !isOwnAddress(site, url, core.publicUrl))
    return `/s/${site.slug}/p/${encodeURIComponent(click.sku)}?tuidan_offer=${click.token}`
  return withParameter(new URL(url), 'tuidan_offer', click.token)
}

/** @returns whether it was new */
async function bill(tx: Sql, decision: Decision, kind: Decision['billsPer'], at: number): Promise<boolean> {
  return await saveSpend(tx, {
    siteId: decision.siteId,
    decisionId: decision.id,
    kind,
    campaignId: decision.campaignId,
    amount: decision.bid,
    at,
  })
}

/**
 * Joins an order to the offer that led to it, in the order's transaction: the token the shop sends, else the person's last
 * click within 7 days. An order has one offer at most; a bad or old token joins nothing and hinders nobody. Decisions that wait
 * in memory are to be written before the transaction: it holds a connection, and would wait for another here.
 * @returns the product that was offered, or null
 */
export async function attribute(
  offers: Offers,
  tx: Sql,
  input: { siteId: string; orderId: string; offerToken: string | null; personId: string | null; at: number },
): Promise<{ sku: string } | null> {
  const since = input.at - ATTRIBUTION_DAYS * DAY
  const click = await clickFor(offers.core, tx, input, since)
  if (click === null) return null
  const decision = await loadDecision(tx, input.siteId, click.decisionId)
  if (decision === null) return null
  const row = {
    siteId: input.siteId,
    orderId: input.orderId,
    decisionId: decision.id,
    campaignId: decision.campaignId,
    sku: decision.sku,
    promisedUntil: input.at <= (decision.orderBy ?? 0) ? decision.promisedUntil : null,
  }
  if (!(await saveOfferOrder(tx, { ...row, clickedAt: click.at, at: input.at }))) return null
  const payload = { decisionId: decision.id, campaignId: decision.campaignId, sku: decision.sku }
  await record(tx, {
    siteId: input.siteId,
    name: 'offer.ordered',
    at: input.at,
    orderId: input.orderId,
    personId: decision.personId,
    payload,
  })
  if (decision.billsPer === 'order') {
    const held = await holdBudget(offers, decision, input.at)
    let isBooked = false
    try {
      if (held !== null) isBooked = await bill(tx, decision, 'order', input.at)
    } finally {
      // Should the order fail yet, the next reading of what was spent says so.
      held?.settle(isBooked)
    }
  }
  return { sku: decision.sku }
}

async function clickFor(
  core: Core,
  tx: Sql,
  input: { siteId: string; offerToken: string | null; personId: string | null },
  since: number,
): Promise<{ decisionId: string; at: number } | null> {
  if (input.offerToken !== null) {
    const token = readToken(input.offerToken, tokenKey(core, input.siteId))
    const at =
      token === null || token.siteId !== input.siteId ? null : await clickedAt(tx, input.siteId, token.decisionId)
    if (at !== null && at >= since) return { decisionId: token!.decisionId, at }
  }
  return input.personId === null ? null : await lastClick(tx, input.siteId, input.personId, since)
}
