import { type Lang, say } from '../base/i18n.ts'
import { newId } from '../base/id.ts'
import type { Problem } from '../base/problem.ts'
import type { Core } from '../engine/core.ts'
import { Scratch } from '../matching/walk.ts'
import type { Site } from '../sites/site.ts'
import { askerOf, type Context } from './asker.ts'
import { type Campaign, type CampaignInput, readCampaign } from './campaign.ts'
import type { CampaignFault } from './creative.ts'
import {
  CAROUSEL_GOODS,
  type CampaignStock,
  type Candidate,
  candidates,
  type ShopperProfile,
  type SiteMemory,
  stockOf,
} from './decide.ts'
import { hindranceOf, type SaidHindrance, sayHindrance, supposing } from './explain.ts'
import type { Offers } from './flow.ts'
import { Ledger } from './ledger.ts'
import { NOBODY } from './people.ts'
import { offersFail } from './problems.ts'
import { promisedAt } from './promised.ts'
import { type Card, type CardItem, card, item } from './render.ts'
import { Running } from './running.ts'
import { deleteCampaign, loadCampaign, saveCampaign } from './store-campaigns.ts'

/** Everything that is wrong with a campaign; the first by itself, for whoever shows one. */
function badCampaign(faults: readonly CampaignFault[], lang: Lang): Problem {
  const [{ field, expected }] = faults as [CampaignFault]
  return offersFail('offers/bad-campaign', {
    params: { field, expected: say(expected, lang) },
    field,
    errors: faults.map((fault) => ({ field: fault.field, text: fault.expected })),
  })
}

/** Makes or changes a campaign; decisions know of it as soon as their memory is reloaded, within a second. @throws offers/bad-campaign, offers/no-such-campaign */
export async function putCampaign(core: Core, site: Site, input: unknown, lang: Lang, id?: string): Promise<Campaign> {
  const reading = readCampaign(input, site.currency)
  if (!reading.ok) {
    throw badCampaign(reading.faults, lang)
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
  if (!(await deleteCampaign(core.db, siteId, id, core.clock.now()))) throw offersFail('offers/no-such-campaign')
  core.bus.emit('offers', siteId)
}

/** What a marketer sees before saving: the card on a page for somebody with these interests, and its rank among the rivals. */
export async function preview(
  offers: Offers,
  site: Site,
  input: {
    campaign: unknown
    id: string | null
    /** Which of its creatives is drawn, by its place. */
    creative: number
    interests: readonly string[]
    context: Context
    page: unknown
    lang: Lang
  },
): Promise<{
  offer: (Card & { items?: CardItem[] }) | null
  rank: number | null
  rivals: number
  reach: number
  /** What keeps it from this page and person. */
  why: SaidHindrance | null
  stock: CampaignStock
}> {
  const reading = readCampaign(input.campaign, site.currency)
  if (!reading.ok) {
    throw badCampaign(reading.faults, input.lang)
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
  const ask = {
    page: offers.pages.viewOf(input.page, memory.goods),
    profile,
    asker: askerOf(input.context, memory.goods, at, site.settings.timeZone),
    ...NOBODY,
    at,
  }
  const creative = mine.creatives[input.creative] ?? mine.creatives[0]!
  const slot = { id: 'preview', formats: [creative.format] }
  const trial = alone(memory, mine)
  const own = candidates(trial, ask, slot)
  // What is edited is already in the running: it must not stand against itself.
  const rivals = candidates(memory, ask, slot).filter((c) => c.campaign.id !== input.id)
  const stock = stockOf(memory, mine)
  const [best, ...more] = own
  if (best === undefined) {
    const found = hindranceOf(trial, trial.running.numberOf(mine.id)!, supposing(ask, slot))
    const why = sayHindrance(found ?? { kind: 'budget' }, mine.targeting)
    return { offer: null, rank: null, rivals: rivals.length, reach: 0, stock, why }
  }
  const concrete = (one: Candidate) => ({
    lang: input.lang,
    click: '#',
    picture: one.product.picture,
    available: memory.free[memory.goods.bySku.get(one.product.sku)!]!,
  })
  const drawn = card(creative, best.product, {
    ...concrete(best),
    picture: creative.picture ?? best.product.picture,
    promised: promisedAt(at, site.settings, memory.outlook),
  })
  const items = [best, ...more].slice(0, CAROUSEL_GOODS).map((one) => item(one.product, concrete(one)))
  return {
    offer: creative.format === 'carousel' ? { ...drawn, items } : drawn,
    rank: rivals.filter(({ score }) => score > best.score).length + 1,
    rivals: rivals.length,
    reach: own.length,
    stock,
    why: null,
  }
}

/** This campaign as if it were the only one, with money enough. */
function alone(memory: SiteMemory, mine: Campaign): SiteMemory {
  const running = new Running(memory.goods, new Scratch())
  running.put(mine, '')
  const ledger = new Ledger()
  ledger.renew(() => ({ money: Number.POSITIVE_INFINITY, draws: Number.POSITIVE_INFINITY, slots: null, slotCap: 0 }), 0)
  return { ...memory, running, ledger }
}
