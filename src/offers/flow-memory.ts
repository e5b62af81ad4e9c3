import { DAY, HOUR } from '../base/clock.ts'
import { dayOf, dayStart } from '../base/day.ts'
import { newId } from '../base/id.ts'
import { allProducts } from '../catalog/store.ts'
import type { Backlog } from '../dispatch/flow-backlog.ts'
import type { Core } from '../engine/core.ts'
import { isBehind } from '../orders/promise.ts'
import type { Site } from '../sites/site.ts'
import { loadSite } from '../sites/store.ts'
import { availableOf } from '../stock/flow.ts'
import type { Sql } from '../storage/db.ts'
import { acrossSites } from '../storage/scope.ts'
import type { Campaign } from './campaign.ts'
import { learningNow } from './flow-learn.ts'
import { type Ledger, NO_SHARE, type Share } from './ledger.ts'
import type { Balances, Loader } from './memory.ts'
import type { Running } from './running.ts'
import { type Books, NOTHING_IN_HAND, shareOf, shareOfDay } from './shares.ts'
import { campaignsRemovedSince, changedCampaigns, listActiveCampaigns, loadCampaign } from './store-campaigns.ts'
import {
  beat,
  decidedByHour,
  drawnOn,
  dropProcess,
  lockShares,
  othersShares,
  saveBeat,
  saveShares,
  spentInAll,
  spentSince,
} from './store-shares.ts'
import { listSlots } from './store-slots.ts'

/** The hours of so many days say when visitors come. */
const HOURS_OF_DAYS = 14

/**
 * How the memory of a site is read; one for each process.
 * @param backlog how the floor stands
 */
export function loaderOf(core: Core, backlog: Pick<Backlog, 'of' | 'slowGoods'>): Loader {
  const processId = newId()
  const hours = new Map<string, { readonly until: number; readonly decided: readonly number[] }>()
  /** By hour of the shop's day; looked up once an hour. */
  async function hoursOf(siteId: string, at: number, from: number): Promise<readonly number[]> {
    const known = hours.get(siteId)
    if (known !== undefined && at < known.until) return known.decided
    const decided = new Array<number>(24).fill(0)
    for (const { hour, decided: n } of await decidedByHour(core.db, siteId, from - HOURS_OF_DAYS * DAY))
      decided[((Math.floor((hour - from) / HOUR) % 24) + 24) % 24]! += n
    hours.set(siteId, { until: at + HOUR, decided })
    return decided
  }
  return {
    async products(siteId) {
      const [site, products] = await Promise.all([loadSite(core.db, siteId), allProducts(core.db, siteId)])
      // What the bag could not take is not advertised either.
      return products.filter((p) => p.price.currency === site?.currency)
    },
    async campaigns(siteId, since, before) {
      const [campaigns, removed, slots, learning] = await Promise.all([
        since === null ? listActiveCampaigns(core.db, siteId) : changedCampaigns(core.db, siteId, since),
        since === null ? [] : campaignsRemovedSince(core.db, siteId, since),
        listSlots(core.db, siteId),
        learningNow(core, siteId, before),
      ])
      return { campaigns, removed, learning, slots: new Map(slots.map(({ id, formats }) => [id, formats])) }
    },
    campaign: (siteId, id) => loadCampaign(core.db, siteId, id),
    async balances(siteId, memory) {
      const site = await loadSite(core.db, siteId)
      const timeZone = site?.settings.timeZone ?? 'UTC'
      const at = core.clock.now()
      const day = dayOf(at, timeZone)
      const from = dayStart(day, timeZone)
      const dayDone = shareOfDay(await hoursOf(siteId, at, from), (at - from) / HOUR)
      const skus = (await core.db.query<{ sku: string }>('select sku from product where site_id = $1', [siteId])).map(
        (r) => r.sku,
      )
      const [available, floor, shares] = await Promise.all([
        availableOf(core.db, siteId, skus),
        site === null ? UNKNOWN : floorNow(backlog, site, at),
        takeShares(core, { siteId, processId, ...memory, day, from, dayDone }),
      ])
      return { available, day, ...floor, ...shares } satisfies Balances
    },
    beat: async () => await acrossSites('this process is here, for all its sites', () => beat(core.db, processId)),
    async leave(siteId) {
      await dropProcess(core.db, siteId, processId)
    },
  }
}

const UNKNOWN = { outlook: null, heldBack: [] }

/** How the floor stands; where it is behind, which goods are not advertised until it has caught up. */
async function floorNow(
  backlog: Pick<Backlog, 'of' | 'slowGoods'>,
  site: Site,
  at: number,
): Promise<Pick<Balances, 'outlook' | 'heldBack'>> {
  const outlook = await backlog.of(site)
  if (!site.settings.holdBackSlow || !isBehind(at, site.settings, outlook)) return { outlook, heldBack: [] }
  return { outlook, heldBack: (await backlog.slowGoods(site)).slow.map(({ sku }) => sku) }
}

/** A site with no more campaigns has the shares of all of them taken beforehand, where several processes make offers. */
const MOST_BEFOREHAND = 2_000

/**
 * Takes this process's shares of the budgets and caps of a site, under one lock. Alone it has all there is. Beside others it has
 * what it wrote down: of a large site those campaigns it was asked for, so that a campaign comes up there a second after that.
 */
async function takeShares(
  core: Core,
  input: {
    siteId: string
    processId: string
    running: Running
    ledger: Ledger
    day: string
    from: number
    dayDone: number
  },
): Promise<Pick<Balances, 'shareOf' | 'isWaiting' | 'processes'>> {
  const { siteId, processId, running, ledger, dayDone } = input
  return await core.db.tx(async (tx) => {
    const others = await lockShares(tx, siteId, processId)
    const processes = others.length + 1
    const isAlone = processes === 1
    const booksOf = await readBooks(tx, input, isAlone)
    // One that believes to be alone has taken everything, and says so within a second: until then nothing is left.
    const isWaiting = others.some((other) => other.isAlone)
    const known = { isWaiting, processes: isWaiting ? Number.POSITIVE_INFINITY : processes }
    const inHand = ledger.inHand()
    const take = (number: number): Share => {
      const campaign = running.at(number)
      const books = booksOf(campaign.id)
      return shareOf(campaign, isWaiting ? { ...books, others: ALL } : books, {
        processes,
        inHand: inHand.get(number) ?? NOTHING_IN_HAND,
        dayDone,
      })
    }
    const here = saveBeat(tx, siteId, processId, isAlone)
    if (isAlone) {
      await Promise.all([here, saveShares(tx, siteId, processId, [])])
      return { shareOf: take, ...known }
    }
    const wanted = running.size <= MOST_BEFOREHAND ? [...running.all()].map(([number]) => number) : ledger.asked()
    const shares = new Map([...wanted, ...inHand.keys()].filter((n) => running.has(n)).map((n) => [n, take(n)]))
    await Promise.all([here, saveShares(tx, siteId, processId, written(running, shares))])
    const mine = (number: number) => shares.get(number) ?? (isLimited(running.at(number)) ? NO_SHARE : take(number))
    return { shareOf: mine, ...known }
  })
}

/** What the books say of each campaign. */
async function readBooks(
  tx: Sql,
  { siteId, processId, from, day }: { siteId: string; processId: string; from: number; day: string },
  isAlone: boolean,
): Promise<(campaignId: string) => Books> {
  const [today, inAll, drawn, held] = await Promise.all([
    spentSince(tx, siteId, from),
    spentInAll(tx, siteId),
    drawnOn(tx, siteId, day),
    isAlone ? [] : othersShares(tx, siteId, processId),
  ])
  const spentToday = new Map(today.map((row) => [row.campaignId, row.spent]))
  const spent = new Map(inAll.map((row) => [row.campaignId, row.spent]))
  const theirs = new Map(held.map((row) => [row.campaignId, row]))
  const slots = new Map<string, Map<string, number>>()
  for (const { campaignId, slot, decided } of drawn)
    slots.set(campaignId, (slots.get(campaignId) ?? new Map<string, number>()).set(slot, decided))
  return (id) => ({
    spentToday: spentToday.get(id) ?? 0,
    spent: spent.get(id) ?? 0,
    drawn: slots.get(id) ?? NOWHERE,
    others: theirs.get(id) ?? NONE,
  })
}

const NONE = { money: 0, draws: 0 }
const NOWHERE: ReadonlyMap<string, number> = new Map()
const ALL = { money: Number.POSITIVE_INFINITY, draws: Number.POSITIVE_INFINITY }

const isLimited = ({ bid, caps }: Pick<Campaign, 'bid' | 'caps'>): boolean => bid > 0 || caps.campaignDay !== null

/** What others must know of: what is limited. */
function written(running: Running, shares: ReadonlyMap<number, Share>) {
  const finite = (n: number) => (n === Number.POSITIVE_INFINITY ? null : n)
  return [...shares].flatMap(([number, { money, draws }]) => {
    const campaign = running.at(number)
    if (!isLimited(campaign)) return []
    return [{ campaignId: campaign.id, money: finite(money) ?? 0, draws: finite(draws) }]
  })
}
