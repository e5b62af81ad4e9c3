import { createSecretKey, type KeyObject } from 'node:crypto'
import { SECOND } from '../base/clock.ts'
import { dayOf, dayStart } from '../base/day.ts'
import type { Lang } from '../base/i18n.ts'
import { newId } from '../base/id.ts'
import type { Product } from '../catalog/product.ts'
import type { Core } from '../engine/core.ts'
import type { Site } from '../sites/site.ts'
import { askerOf, type Context } from './asker.ts'
import { isFormat } from './creative.ts'
import {
  type Candidate,
  type Chosen,
  chooseFor,
  type DecisionInput,
  type Place,
  type ShopperProfile,
  type SiteMemory,
  traitsOf,
} from './decide.ts'
import type { FilteredCounter } from './filtered.ts'
import type { Settle } from './ledger.ts'
import type { OfferMemory } from './memory.ts'
import type { PageView } from './page-view.ts'
import type { Pages } from './pages.ts'
import { NOBODY, type People } from './people.ts'
import { offersFail } from './problems.ts'
import { type Promised, promisedAt } from './promised.ts'
import { type Card, type CardItem, card, type Grounds, item, notUsed, type Reason, reasons } from './render.ts'
import type { PageRequest, Requests } from './requests.ts'
import type { DecisionRow } from './store.ts'
import { signToken } from './token.ts'
import { usedOn } from './used-words.ts'
import { productOn } from './viewed.ts'
import type { Whom } from './whom.ts'
import type { DecisionWriter } from './writer.ts'

/** Some people of a site whose profile may be used, and how many there are about. */
export interface PeopleSample {
  readonly people: readonly ShopperProfile[]
  readonly of: number
}

/** What the offers room is built from; app.ts hands in how a profile is found. */
export interface Offers {
  readonly core: Core
  readonly memory: OfferMemory
  readonly writer: DecisionWriter
  readonly pages: Pages
  readonly people: People
  /** What pages asked lately. */
  readonly requests: Requests
  /** Some people whose profile may be used: for counting. */
  readonly peopleOf: (siteId: string) => Promise<PeopleSample>
  /** Counts what is left out. */
  readonly filtered: FilteredCounter
  readonly profileOf: (siteId: string, personId: string) => Promise<ShopperProfile | null>
  /** Whom the merchant's own website was handed after sign-in, and a fresh handover; null: nobody, or not any more. */
  readonly shopperOf: (siteId: string, handover: string) => Promise<{ personId: string; next: string } | null>
  /** Told of each page of a product that somebody known looks at; whether it is kept is for whoever listens to say. */
  readonly viewed?: (site: Site, personId: string, product: Product) => void
  /** Numbers in [0, 1). */
  readonly random: () => number
}

const MOST_SLOTS = 8

/** The answer for one slot. */
export interface SlotDecision {
  readonly slot: string
  readonly decisionId: string
  readonly offer: (Card & { readonly items?: readonly CardItem[] }) | null
  readonly why: readonly Reason[]
  readonly notUsed: string
  readonly signedIn: boolean
  readonly personal: boolean
  /** How this shopper's switch of personal offers stands; null: signed out, or they never agreed to anything. */
  readonly personalOffers: boolean | null
  readonly dataUrl: string
  readonly token: string
}

/** What is asked for. */
export interface Asking {
  readonly site: Site
  readonly page: unknown
  /** With what the page can draw there; what the console says of a slot goes before. */
  readonly slots: readonly { readonly id: string; readonly format?: string }[]
  readonly personId: string | null
  /** What the merchant's server calls a visitor who is not signed in; counted for by a keyed hash, and kept in no other way. */
  readonly visitor?: string
  readonly lang?: Lang
  /** SKUs that were hidden on this device. */
  readonly hidden?: readonly string[]
  readonly context?: Context
}

/** One decision under way: what all its slots have in common. */
interface Underway {
  readonly core: Core
  readonly site: Site
  readonly memory: SiteMemory
  readonly view: PageView
  readonly profile: ShopperProfile | null
  readonly personId: string | null
  readonly whom: Whom | null
  readonly promised: Promised
  readonly lang: Lang
  readonly at: number
}

/**
 * Decides what to show in the slots of a page, from the page and, where a person consented, their profile. Reads memory only,
 * that of somebody signed in too once they are here.
 * @throws offers/too-many-slots
 */
export async function decide(offers: Offers, input: Asking): Promise<SlotDecision[]> {
  const { core } = offers
  const { site, personId } = input
  checkSlots(input)
  const at = core.clock.now()
  const [memory, profile] = await Promise.all([
    offers.memory.of(site.id, at),
    personId === null ? null : offers.profileOf(site.id, personId),
  ])
  const { timeZone } = site.settings
  const day = dayOf(at, timeZone)
  const dayFrom = dayStart(day, timeZone)
  // Last, and nothing is awaited after it: what is drawn below counts for whoever asks in the same moment.
  const whom = whomIn(core, input)
  const look = whom && (await offers.people.of(site.id, whom, dayFrom, memory.ledger.processes))
  const known = look?.() ?? NOBODY
  // What this tab hid is known from the page alone, so that it holds for people nobody remembers.
  const hidden = new Set([...known.hidden, ...(input.hidden ?? [])])
  const asker = askerOf(input.context ?? {}, memory.goods, at, timeZone)
  const view = offers.pages.viewOf(input.page, memory.goods)
  const page = view.content
  const ask = { page: view, profile, asker, ...known, hidden, at }
  const slots = input.slots.map((slot) => takes(slot, memory))
  offers.requests.note(site.id, at, () => requestOf(ask, slots[0]!))
  const chosen = chooseFor(memory, ask, slots, offers.random)
  const promised = promisedNow(memory, site.settings, at)
  const lang = input.lang ?? page.lang
  const under: Underway = { core, site, memory, view, profile, personId, whom, promised, lang, at }
  const rows: DecisionRow[] = []
  const settles: Settle[] = []
  const answers = slots.map((slot, i) => {
    const pick = chosen[i] ?? null
    const id = slot.decisionId
    if (pick === null) return emptySlot(under, slot.id, id)
    const made = makeConcrete(under, pick)
    rows.push(decisionRow(under, { slot, id, day, pick, grounds: made.grounds }))
    const { number, campaign } = pick.candidate
    settles.push(memory.ledger.draw(number, campaign, { decision: id, slot: slot.id, now: at }))
    return answer(under, { slot, id, pick, ...made })
  })
  offers.writer.add(rows, () => {
    for (const settle of settles) settle(performance.now())
    if (whom !== null && rows.length > 0 && memory.ledger.processes > 1) offers.people.wrote(site.id, whom)
  })
  if (whom !== null) for (const row of rows) offers.people.drew(site.id, whom, row, memory.ledger.processes)
  if (personId !== null) {
    const product = offers.viewed && productOn(memory.goods, page, (input.page as { url?: unknown } | null)?.url)
    if (product) offers.viewed?.(site, personId, product)
  }
  return answers
}

/** The answer for whoever is no person: all slots are empty, and nothing was decided. @throws offers/too-many-slots */
export function decideNothing({ core }: Offers, input: Pick<Asking, 'site' | 'slots' | 'lang'>): SlotDecision[] {
  checkSlots(input)
  const nobody = { core, site: input.site, personId: null, profile: null, lang: input.lang ?? 'zh' }
  return input.slots.map((slot) => emptySlot(nobody, slot.id, newId()))
}

const promises = new WeakMap<SiteMemory, { readonly key: string; readonly promised: Promised }>()

/** The same for all who ask within a second. */
function promisedNow(memory: SiteMemory, settings: Site['settings'], at: number): Promised {
  const { cutOff, timeZone, vanDays } = settings
  const { workMs = -1, isStaffed = false } = memory.outlook ?? {}
  const key = `${Math.floor(at / SECOND)} ${cutOff} ${timeZone} ${vanDays} ${workMs} ${isStaffed}`
  const known = promises.get(memory)
  if (known?.key === key) return known.promised
  const promised = promisedAt(at, settings, memory.outlook)
  promises.set(memory, { key, promised })
  return promised
}

function checkSlots({ slots }: Pick<Asking, 'slots'>): void {
  if (slots.length > MOST_SLOTS)
    throw offersFail('offers/too-many-slots', { params: { limit: MOST_SLOTS }, field: 'slots' })
}

/** Whom caps are counted for: a shopper before a visitor, so that no visitor is joined to a profile. */
function whomIn({ vault }: Core, { site, personId, visitor }: Asking): Whom | null {
  if (personId !== null) return { personId, visitorHash: null }
  if (visitor === undefined) return null
  // 128 bits: nobody finds another visitor by chance, or this one by trying, without the key.
  const hash = vault.hash(site.id, 'offer visitor', visitor).subarray(0, 16)
  return { personId: null, visitorHash: hash.toString('base64url') }
}

/** A request without whoever made it. */
function requestOf(ask: DecisionInput, slot: Place): PageRequest {
  const { interests: _i, segments: _s, basket: _b, ...rest } = traitsOf(ask, slot)
  return rest
}

/** What a slot takes: what the console says of it, else what the page asks for, else cards. */
function takes({ id, format }: Asking['slots'][number], { slots }: SiteMemory): Place {
  return { id, decisionId: newId(), formats: slots.get(id) ?? [isFormat(format) ? format : 'card'] }
}

const tokenKeys = new WeakMap<Core['vault'], Map<string, KeyObject>>()

/** What offer tokens of a site are signed with: always the same, so made once. */
export function tokenKey({ vault }: Core, siteId: string): KeyObject {
  let keys = tokenKeys.get(vault)
  if (keys === undefined) {
    keys = new Map()
    tokenKeys.set(vault, keys)
  }
  let key = keys.get(siteId)
  if (key === undefined) {
    key = createSecretKey(vault.hash(siteId, 'offer token', 'key'))
    keys.set(siteId, key)
  }
  return key
}

/** Whom an answer is for, as far as it tells. */
type Reader = Pick<Underway, 'core' | 'site' | 'personId' | 'profile' | 'lang'>

/** What is said of whoever asks, whatever is shown. */
const said = ({ core, site, personId, profile }: Reader) => ({
  signedIn: personId !== null,
  personalOffers: profile?.personalOffers ?? null,
  dataUrl: `${core.publicUrl}/s/${site.slug}/my-data`,
})

function emptySlot(reader: Reader, slot: string, decisionId: string): SlotDecision {
  const words = notUsed(false, reader.lang)
  return { slot, decisionId, offer: null, why: [], notUsed: words, personal: false, token: '', ...said(reader) }
}

interface Concrete {
  readonly grounds: Grounds
  readonly personal: boolean
}

const piecesOf = ({ goods, free }: SiteMemory, sku: string): number => free[goods.bySku.get(sku) ?? -1] ?? 0

function makeConcrete({ memory, view, profile, promised }: Underway, pick: Chosen): Concrete {
  const { parts, product } = pick.candidate
  const personal = profile?.personal === true && parts.interestCategory !== null
  return {
    personal,
    grounds: {
      pageTitle: view.content.title,
      pageCategory: parts.pageCategory,
      pageWords: usedOn(view, pick.candidate),
      interest: personal ? profile.evidence(parts.interestCategory!) : null,
      available: piecesOf(memory, product.sku),
      shipsToday: promised.inDays === 0,
    },
  }
}

function decisionRow(
  { site, memory, profile, personId, whom, promised, at }: Underway,
  made: { slot: Place; id: string; day: string; pick: Chosen; grounds: Grounds },
): DecisionRow {
  const { candidate, propensity, isRandomSlice, features, expected, among, rivals, creative, more } = made.pick
  const { campaign, product, parts, score } = candidate
  const personal = profile?.personal === true
  return {
    siteId: site.id,
    id: made.id,
    at,
    campaignId: campaign.id,
    sku: product.sku,
    day: made.day,
    slot: made.slot.id,
    format: campaign.creatives[creative]!.format,
    creative,
    moreSkus: more.map((one) => one.product.sku),
    personId,
    visitorHash: whom?.visitorHash ?? null,
    personal,
    consentVersion: personal ? profile.consentVersion : null,
    propensity,
    isRandomSlice,
    bid: campaign.bid,
    billsPer: campaign.billsPer,
    // Sentences about the person are left out: history carries only the random key, and the profile can be asked again.
    features,
    orderBy: promised.orderBy,
    promisedUntil: promised.until,
    heldBack: memory.heldBack.count,
    why: {
      ...parts,
      score,
      expected,
      among,
      rivals,
      pageWords: made.grounds.pageWords,
      available: made.grounds.available,
    },
  }
}

function answer(
  under: Underway,
  made: { slot: Place; id: string; pick: Chosen; grounds: Grounds; personal: boolean },
): SlotDecision {
  const { core, site, lang, memory } = under
  const { candidate, creative, more } = made.pick
  const { campaign, product } = candidate
  const key = tokenKey(core, site.id)
  const tokenFor = (sku: string) => signToken({ siteId: site.id, decisionId: made.id, sku }, key)
  const token = tokenFor(product.sku)
  const at = (path: string | null) => (path?.startsWith('/') === true ? `${core.publicUrl}${path}` : path)
  const clickOf = (signed: string) => `${core.publicUrl}/v1/click/${site.slug}/${signed}`
  const chosen = campaign.creatives[creative]!
  const drawn = card(chosen, product, {
    lang,
    click: clickOf(token),
    picture: at(chosen.picture ?? product.picture),
    promised: under.promised,
    available: made.grounds.available,
  })
  const itemOf = ({ product: one }: Pick<Candidate, 'product'>): CardItem =>
    item(one, {
      lang,
      click: clickOf(tokenFor(one.sku)),
      picture: at(one.picture),
      available: piecesOf(memory, one.sku),
    })
  const items = chosen.format === 'carousel' ? { items: [candidate, ...more].map(itemOf) } : {}
  return {
    slot: made.slot.id,
    decisionId: made.id,
    offer: { ...drawn, ...items },
    why: reasons(made.grounds, lang),
    notUsed: notUsed(made.personal, lang, made.pick.isRandomSlice),
    personal: made.personal,
    token,
    ...said(under),
  }
}
