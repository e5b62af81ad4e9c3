import { withParameter } from '../base/address.ts'
import { DAY, iso } from '../base/clock.ts'
import { dayOf, dayStart } from '../base/day.ts'
import { type Lang, say } from '../base/i18n.ts'
import { newId } from '../base/id.ts'
import { readPage } from '../catalog/page.ts'
import type { Product } from '../catalog/product.ts'
import { allProducts } from '../catalog/store.ts'
import type { Core } from '../engine/core.ts'
import { record } from '../engine/event-log.ts'
import { promiseAt } from '../orders/promise.ts'
import { isOwnAddress, type Site } from '../sites/site.ts'
import { loadSite } from '../sites/store.ts'
import { availableOf } from '../stock/flow.ts'
import type { Sql } from '../storage/db.ts'
import { type Campaign, type CampaignInput, readCampaign } from './campaign.ts'
import {
  type CampaignStock,
  type Chosen,
  candidates,
  chooseFor,
  type ShopperProfile,
  type SiteMemory,
  stockOf,
} from './decide.ts'
import type { Loader, OfferMemory } from './memory.ts'
import { NOBODY, type People } from './people.ts'
import { offersFail } from './problems.ts'
import { type Card, card, type Grounds, notUsed, type Reason, reasons } from './render.ts'
import {
  clickedAt,
  type DecisionRow,
  deleteCampaign,
  lastClick,
  listCampaigns,
  loadCampaign,
  loadDecision,
  saveCampaign,
  saveEvent,
  saveOfferOrder,
  saveSpend,
  spentSince,
} from './store.ts'
import { type OfferToken, readToken, signToken } from './token.ts'
import { usedWords } from './used-words.ts'
import { productOn } from './viewed.ts'
import type { DecisionWriter } from './writer.ts'

/** What the offers room is built from; app.ts hands in how a profile is found. */
export interface Offers {
  readonly core: Core
  readonly memory: OfferMemory
  readonly writer: DecisionWriter
  readonly people: People
  readonly profileOf: (siteId: string, personId: string) => Promise<ShopperProfile | null>
  /** Whom the merchant's own website was handed after sign-in, and a fresh handover; null: nobody, or not any more. */
  readonly shopperOf: (siteId: string, handover: string) => Promise<{ personId: string; next: string } | null>
  /** Told of each page of a product that somebody known looks at; whether it is kept is for whoever listens to say. */
  readonly viewed?: (site: Site, personId: string, product: Product) => void
  /** Numbers in [0, 1). */
  readonly random: () => number
}

/** An order is the offer's when its last click is no older than this. */
export const ATTRIBUTION_DAYS = 7
const MOST_SLOTS = 8

/** How the memory of a site is loaded. */
export function loaderOf(core: Core): Loader {
  const balances = async (siteId: string) => {
    const site = await loadSite(core.db, siteId)
    const timeZone = site?.settings.timeZone ?? 'UTC'
    const day = dayOf(core.clock.now(), timeZone)
    const skus = (await core.db.query<{ sku: string }>('select sku from product where site_id = $1', [siteId])).map(
      (r) => r.sku,
    )
    const [available, spent] = await Promise.all([
      availableOf(core.db, siteId, skus),
      spentSince(core.db, siteId, dayStart(day, timeZone)),
    ])
    return { available, day, currency: site?.currency ?? '', spent: new Map(spent.map((s) => [s.campaignId, s.spent])) }
  }
  return {
    balances,
    async everything(siteId) {
      const [campaigns, products, { currency, ...rest }] = await Promise.all([
        listCampaigns(core.db, siteId),
        allProducts(core.db, siteId),
        balances(siteId),
      ])
      return {
        campaigns: campaigns.filter((c) => c.state === 'active'),
        // What the bag could not take is not advertised either.
        products: products.filter((p) => p.price.currency === currency),
        ...rest,
      }
    },
  }
}

/** The answer for one slot. */
export interface SlotDecision {
  readonly slot: string
  readonly decisionId: string
  readonly offer: Card | null
  readonly why: readonly Reason[]
  readonly notUsed: string
  readonly signedIn: boolean
  readonly personal: boolean
  /** How this shopper's switch of personal offers stands; null: signed out, or they never agreed to anything. */
  readonly personalOffers: boolean | null
  readonly dataUrl: string
  readonly token: string
}

/**
 * Decides what to show in the slots of a page, from the page and, where a person consented, their profile. Reads memory only,
 * that of somebody signed in too once they are here.
 * @throws offers/too-many-slots
 */
export async function decide(
  offers: Offers,
  input: {
    site: Site
    page: unknown
    slots: readonly string[]
    personId: string | null
    lang?: Lang
    hidden?: readonly string[]
  },
): Promise<SlotDecision[]> {
  const { core } = offers
  const { site, personId } = input
  if (input.slots.length > MOST_SLOTS)
    throw offersFail('offers/too-many-slots', { params: { limit: MOST_SLOTS }, field: 'slots' })
  const at = core.clock.now()
  const page = readPage(input.page)
  const [memory, profile] = await Promise.all([
    offers.memory.of(site.id, at),
    personId === null ? null : offers.profileOf(site.id, personId),
  ])
  const { timeZone } = site.settings
  const dayFrom = dayStart(dayOf(at, timeZone), timeZone)
  // Last, and nothing is awaited after it: what is drawn below counts for whoever asks in the same moment.
  const known = personId === null ? NOBODY : (await offers.people.of(site.id, personId, dayFrom))()
  // What this tab hid is known from the page alone, so that it holds for people nobody remembers.
  const hidden = new Set([...known.hidden, ...(input.hidden ?? [])])
  const found = candidates(memory, { page, profile, ...known, hidden, at })
  const chosen = chooseFor(input.slots.length, found, offers.random)
  const lang = input.lang ?? page.lang
  const rows: DecisionRow[] = []
  const answers = input.slots.map((slot, i) => {
    const pick = chosen[i] ?? null
    const id = newId()
    const personalOffers = profile?.personalOffers ?? null
    if (pick === null) return emptySlot({ core, site, slot, id, personId, personalOffers, lang })
    const made = makeConcrete({ site, memory, pick, profile, pageTitle: page.title, pageWords: page.words, at })
    rows.push(decisionRow({ site, slot, id, at, pick, personId, profile, grounds: made.grounds }))
    return answer({ core, site, slot, id, lang, pick, personId, personalOffers, ...made })
  })
  offers.writer.add(rows)
  if (personId !== null) {
    for (const row of rows) offers.people.drew(site.id, personId, row)
    const product = offers.viewed && productOn(memory, page, (input.page as { url?: unknown } | null)?.url)
    if (product) offers.viewed?.(site, personId, product)
  }
  return answers
}

const keyOf = (core: Core, siteId: string): Buffer => core.vault.hash(siteId, 'offer token', 'key')

function emptySlot(input: {
  core: Core
  site: Site
  slot: string
  id: string
  personId: string | null
  personalOffers: boolean | null
  lang: Lang
}): SlotDecision {
  const { core, site, personalOffers } = input
  return {
    slot: input.slot,
    decisionId: input.id,
    offer: null,
    why: [],
    notUsed: notUsed(false, input.lang),
    signedIn: input.personId !== null,
    personal: false,
    personalOffers,
    dataUrl: `${core.publicUrl}/s/${site.slug}/my-data`,
    token: '',
  }
}

interface Concrete {
  readonly grounds: Grounds
  readonly personal: boolean
}

function makeConcrete(input: {
  site: Site
  memory: SiteMemory
  pick: Chosen
  profile: ShopperProfile | null
  pageTitle: string
  pageWords: readonly string[]
  at: number
}): Concrete {
  const { parts, product } = input.pick.candidate
  const personal = input.profile?.personal === true && parts.interestCategory !== null
  const { cutOff, timeZone } = input.site.settings
  const vanAt = promiseAt(input.at, cutOff, timeZone)
  const { title, text, tags } = product
  return {
    personal,
    grounds: {
      pageTitle: input.pageTitle,
      pageCategory: parts.pageCategory,
      pageWords: usedWords({
        matched: parts.matched,
        goods: [title.zh, title.en, text.zh, text.en, ...tags],
        pageWords: input.pageWords,
        pageCategory: parts.pageCategory,
      }),
      interest: personal ? input.profile!.evidence(parts.interestCategory!) : null,
      available: input.memory.available.get(product.sku) ?? 0,
      shipsToday: dayOf(vanAt, timeZone) === dayOf(input.at, timeZone),
    },
  }
}

function decisionRow(input: {
  site: Site
  slot: string
  id: string
  at: number
  pick: Chosen
  personId: string | null
  profile: ShopperProfile | null
  grounds: Grounds
}): DecisionRow {
  const { candidate, propensity } = input.pick
  const personal = input.profile?.personal === true
  return {
    siteId: input.site.id,
    id: input.id,
    at: input.at,
    campaignId: candidate.campaign.id,
    sku: candidate.product.sku,
    slot: input.slot,
    personId: input.personId,
    personal,
    consentVersion: personal ? input.profile!.consentVersion : null,
    propensity,
    bid: candidate.campaign.bid,
    billsPer: candidate.campaign.billsPer,
    // Sentences about the person are left out: history carries only the random key, and the profile can be asked again.
    why: {
      ...candidate.parts,
      score: candidate.score,
      pageWords: input.grounds.pageWords,
      available: input.grounds.available,
    },
  }
}

function answer(input: {
  core: Core
  site: Site
  slot: string
  id: string
  lang: Lang
  pick: Chosen
  personId: string | null
  grounds: Grounds
  personal: boolean
  personalOffers: boolean | null
}): SlotDecision {
  const { core, site, lang } = input
  const { campaign, product } = input.pick.candidate
  const token = signToken({ siteId: site.id, decisionId: input.id, sku: product.sku }, keyOf(core, site.id))
  const picture =
    product.picture === null
      ? null
      : product.picture.startsWith('/')
        ? `${core.publicUrl}${product.picture}`
        : product.picture
  return {
    slot: input.slot,
    decisionId: input.id,
    offer: card(campaign, product, {
      lang,
      click: `${core.publicUrl}/v1/click/${site.slug}/${token}`,
      picture,
      shipsToday: input.grounds.shipsToday,
    }),
    why: reasons(input.grounds, lang),
    notUsed: notUsed(input.personal, lang),
    signedIn: input.personId !== null,
    personal: input.personal,
    personalOffers: input.personalOffers,
    dataUrl: `${core.publicUrl}/s/${site.slug}/my-data`,
    token,
  }
}

/** What a token of this site says. @throws offers/bad-token */
export function tokenOf(core: Core, siteId: string, text: string): OfferToken {
  const token = readToken(text, keyOf(core, siteId))
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
    /** Asked about whom the offer was made for, where that is somebody; false: it is not written down. */
    mayCount?: (personId: string) => boolean
  },
): Promise<{ isNew: boolean; decision: DecisionRow | null; sku: string }> {
  const { core } = offers
  const token = tokenOf(core, input.siteId, input.token)
  const decision =
    offers.writer.find(input.siteId, token.decisionId) ?? (await loadDecision(core.db, input.siteId, token.decisionId))
  if (decision === null) return { isNew: false, decision, sku: token.sku }
  if (decision.personId !== null && input.mayCount?.(decision.personId) === false)
    return { isNew: false, decision, sku: token.sku }
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
  if (isNew && decision.personId !== null && input.type !== 'shown')
    offers.people.did(input.siteId, decision.personId, input.type, decision)
  return { isNew, decision, sku: token.sku }
}

/**
 * Takes what a decision costs out of the day's budget. Null when that is spent: what happened is counted and costs nothing, or
 * tokens kept and told together would spend without end. Who deleted the campaign pays nothing either.
 */
async function holdBudget(offers: Offers, decision: DecisionRow, at: number) {
  const { siteId, campaignId, bid: amount } = decision
  const { campaigns } = await offers.memory.of(siteId, at)
  // One that was paused after the decision is not in memory any more.
  const campaign =
    campaigns.find((one) => one.id === campaignId) ?? (await loadCampaign(offers.core.db, siteId, campaignId))
  if (campaign === null) return null
  return await offers.memory.hold(siteId, { campaignId, amount, budget: campaign.dailyBudget }, at)
}

/**
 * Where a click leads: to the product on the merchant's own website, else to its page here. Never an open redirect: the token
 * names goods, their address was stored by the merchant, and its origin must be one of the site's now.
 */
export async function clickTarget(offers: Offers, site: Site, click: { sku: string; token: string }): Promise<string> {
  const { core, memory } = offers
  const url = (await memory.of(site.id, core.clock.now())).products.get(click.sku)?.url
  if (!url || !isOwnAddress(site, url, core.publicUrl))
    return `/s/${site.slug}/p/${encodeURIComponent(click.sku)}?tuidan_offer=${click.token}`
  return withParameter(new URL(url), 'tuidan_offer', click.token)
}

/** @returns whether it was new */
async function bill(tx: Sql, decision: DecisionRow, kind: DecisionRow['billsPer'], at: number): Promise<boolean> {
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
    const token = readToken(input.offerToken, keyOf(core, input.siteId))
    const at =
      token === null || token.siteId !== input.siteId ? null : await clickedAt(tx, input.siteId, token.decisionId)
    if (at !== null && at >= since) return { decisionId: token!.decisionId, at }
  }
  return input.personId === null ? null : await lastClick(tx, input.siteId, input.personId, since)
}

/** Makes or changes a campaign; decisions know of it as soon as their memory is reloaded, within a second. @throws offers/bad-campaign, offers/no-such-campaign */
export async function putCampaign(core: Core, site: Site, input: unknown, lang: Lang, id?: string): Promise<Campaign> {
  const reading = readCampaign(input, site.currency)
  if (!reading.ok) {
    const { field, expected } = reading.fault
    throw offersFail('offers/bad-campaign', { params: { field, expected: say(expected, lang) }, field })
  }
  if (id !== undefined && (await loadCampaign(core.db, site.id, id)) === null)
    throw offersFail('offers/no-such-campaign')
  const campaign: Campaign = { ...(reading.campaign satisfies CampaignInput), id: id ?? newId() }
  await saveCampaign(core.db, site.id, campaign, core.clock.now())
  core.bus.emit('offers', site.id)
  return campaign
}

/** Removes a campaign. @throws offers/no-such-campaign */
export async function dropCampaign(core: Core, siteId: string, id: string): Promise<void> {
  if (!(await deleteCampaign(core.db, siteId, id))) throw offersFail('offers/no-such-campaign')
  core.bus.emit('offers', siteId)
}

/** What a marketer sees before saving: the card on a page for somebody with these interests, and its rank among the rivals. */
export async function preview(
  offers: Offers,
  site: Site,
  input: { campaign: unknown; id: string | null; interests: readonly string[]; page: unknown; lang: Lang },
): Promise<{ offer: Card | null; rank: number | null; rivals: number; reach: number; stock: CampaignStock }> {
  const reading = readCampaign(input.campaign, site.currency)
  if (!reading.ok) {
    const { field, expected } = reading.fault
    throw offersFail('offers/bad-campaign', { params: { field, expected: say(expected, input.lang) }, field })
  }
  const at = offers.core.clock.now()
  const memory = await offers.memory.of(site.id, at)
  const mine: Campaign = { ...reading.campaign, id: 'preview', state: 'active', startsAt: null, endsAt: null }
  const profile: ShopperProfile | null =
    input.interests.length === 0
      ? null
      : {
          personal: true,
          personalOffers: true,
          interests: new Map(input.interests.map((i) => [i, 1])),
          evidence: () => null,
          consentVersion: null,
        }
  const page = readPage(input.page)
  // What is edited is already in the running: it must not stand against itself.
  const others = memory.campaigns.filter((c) => c.id !== input.id)
  const all = candidates({ ...memory, campaigns: [...others, mine] }, { page, profile, ...NOBODY, at })
  const rank = all.findIndex((c) => c.campaign.id === 'preview')
  const reach = all.filter((c) => c.campaign.id === 'preview').length
  const stock = stockOf(memory, mine)
  if (rank < 0) return { offer: null, rank: null, rivals: all.length, reach, stock }
  const { product } = all[rank]!
  const picture = product.picture
  return {
    offer: card(mine, product, { lang: input.lang, click: '#', picture, shipsToday: true }),
    rank: rank + 1,
    rivals: all.length - reach,
    reach,
    stock,
  }
}

/** Why a decision was made, in full, for the marketer. @throws offers/no-such-decision */
export async function whyOf(offers: Offers, siteId: string, id: string): Promise<Record<string, unknown>> {
  const row = offers.writer.find(siteId, id) ?? (await loadDecision(offers.core.db, siteId, id))
  if (row === null) throw offersFail('offers/no-such-decision')
  return { ...row, at: iso(row.at) }
}
