import type { Sql } from '../storage/db.ts'
import type { BillsPer } from './campaign.ts'
import type { Features } from './choice.ts'
import type { Format } from './creative.ts'

/** A decision as it is kept. */
export interface DecisionRow {
  readonly siteId: string
  readonly id: string
  readonly at: number
  readonly campaignId: string
  readonly sku: string
  /** The shop's date. */
  readonly day: string
  readonly slot: string
  readonly format: Format
  /** Which of the campaign's creatives, by its place. */
  readonly creative: number
  /** Goods drawn beside the first, in a carousel. */
  readonly moreSkus: readonly string[]
  readonly personId: string | null
  /** Of a visitor whom the merchant's server names; null where there is a person, or nobody is named. */
  readonly visitorHash: string | null
  readonly personal: boolean
  readonly consentVersion: string | null
  readonly propensity: number
  /** Made evenly among the candidates, whatever they promise: what everything else is measured against. */
  readonly isRandomSlice: boolean
  readonly bid: number
  readonly billsPer: BillsPer
  /** Whoever orders until then was promised that it leaves before `promisedUntil`. */
  readonly orderBy: number
  readonly promisedUntil: number
  /** How many goods were not advertised then, because the floor was behind. */
  readonly heldBack: number
  /** What the learner needs of it again. */
  readonly features: Features
  /** What it rests on: `grounds` (render.ts words them for the reader), parts of the score, page words. */
  readonly why: Readonly<Record<string, unknown>>
}

/** A decision as it is read again. */
export type Decision = Omit<DecisionRow, 'day' | 'features' | 'orderBy' | 'promisedUntil' | 'heldBack'> & {
  /** Null: made before promises were kept. */
  readonly orderBy: number | null
  readonly promisedUntil: number | null
  readonly heldBack: number
}

/**
 * Appends decisions, many in one statement, and adds them to the counts of their day and hour; one that is there already stays as
 * it is and counts once. Those of a site that was removed meanwhile are left out, so that they do not hold up the others'.
 * @param lines {@link DecisionRow}s as JSON: they were put into it for the spool, and PostgreSQL reads it faster than we write arrays
 */
export async function appendDecisions(sql: Sql, lines: readonly string[]): Promise<void> {
  await sql.named(
    'offer-decisions',
    `with given as (
       select * from json_to_recordset($1::json) as d("siteId" uuid, id uuid, at bigint, "campaignId" uuid, sku text, day date, slot text,
         format text, creative smallint, "moreSkus" json, "personId" uuid, "visitorHash" text, personal bool, "consentVersion" text,
         propensity real, "isRandomSlice" bool, bid bigint, "billsPer" text, "orderBy" bigint,
         "promisedUntil" bigint, "heldBack" int, features jsonb, why jsonb)
       where exists (select 1 from site where site.id = d."siteId")),
     fresh as (
       insert into offer_decision (site_id, id, at, campaign_id, sku, slot, person_id, visitor_hash, personal, consent_version,
         propensity, bid, bills_per, why, format, creative, more_skus, random_slice, features,
         order_by, promised_until, held_back)
       select "siteId", id, 'epoch'::timestamptz + at * interval '1 ms', "campaignId", sku, slot, "personId", "visitorHash", personal,
         "consentVersion", propensity, bid, "billsPer", why, format, creative,
         coalesce((select array_agg(value) from json_array_elements_text("moreSkus")), '{}'), coalesce("isRandomSlice", false), features,
         'epoch'::timestamptz + "orderBy" * interval '1 ms', 'epoch'::timestamptz + "promisedUntil" * interval '1 ms', coalesce("heldBack", 0)
       from given on conflict do nothing returning site_id, id, at, campaign_id, slot),
     counted as (
       insert into offer_count (site_id, campaign_id, day, slot, decided)
       select f.site_id, f.campaign_id, g.day, f.slot, count(*) from fresh f join given g on g."siteId" = f.site_id and g.id = f.id
       group by 1, 2, 3, 4 order by 1, 3, 2, 4
       on conflict (site_id, day, campaign_id, slot) do update set decided = offer_count.decided + excluded.decided)
     insert into offer_hour (site_id, hour, decided)
     select site_id, date_trunc('hour', at), count(*) from fresh group by 1, 2 order by 1, 2
     on conflict (site_id, hour) do update set decided = offer_hour.decided + excluded.decided`,
    [`[${lines.join()}]`],
  )
}

/** One decision, or null. */
export async function loadDecision(sql: Sql, siteId: string, id: string): Promise<Decision | null> {
  return await sql.maybe<Decision>(
    `select site_id as "siteId", id, at, campaign_id as "campaignId", sku, slot, person_id as "personId",
            visitor_hash as "visitorHash", personal,
            consent_version as "consentVersion", propensity,
            random_slice as "isRandomSlice", bid, bills_per as "billsPer", why,
            format, creative, more_skus as "moreSkus", order_by as "orderBy", promised_until as "promisedUntil", held_back as "heldBack"
     from offer_decision where site_id = $1 and id = $2`,
    [siteId, id],
  )
}

/** Writes an event unless it is there. @returns whether it was new */
export async function saveEvent(
  tx: Sql,
  event: { siteId: string; decisionId: string; type: string; personId: string | null; at: number },
): Promise<boolean> {
  const n = await tx.run(
    `insert into offer_event (site_id, decision_id, type, at, person_id) values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [event.siteId, event.decisionId, event.type, new Date(event.at), event.personId],
  )
  return n === 1
}

/** Books a spend unless it was booked. @returns whether it was new */
export async function saveSpend(
  tx: Sql,
  spend: { siteId: string; decisionId: string; kind: BillsPer; campaignId: string; amount: number; at: number },
): Promise<boolean> {
  const n = await tx.run(
    `insert into offer_spend (site_id, decision_id, kind, campaign_id, amount, at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
    [spend.siteId, spend.decisionId, spend.kind, spend.campaignId, spend.amount, new Date(spend.at)],
  )
  return n === 1
}

/** The last click of a person since a moment, or null. */
export async function lastClick(
  sql: Sql,
  siteId: string,
  personId: string,
  since: number,
): Promise<{ decisionId: string; at: number } | null> {
  return await sql.maybe(
    `select decision_id as "decisionId", at from offer_event
     where site_id = $1 and person_id = $2 and type = 'clicked' and at >= $3 order by at desc limit 1`,
    [siteId, personId, new Date(since)],
  )
}

/** When a decision was clicked, or null. */
export async function clickedAt(sql: Sql, siteId: string, decisionId: string): Promise<number | null> {
  const row = await sql.maybe<{ at: number }>(
    `select at from offer_event where site_id = $1 and decision_id = $2 and type = 'clicked'`,
    [siteId, decisionId],
  )
  return row?.at ?? null
}

/** Joins an order to its offer; the first join stays. @returns whether it was new */
export async function saveOfferOrder(
  tx: Sql,
  row: {
    siteId: string
    orderId: string
    decisionId: string
    campaignId: string
    sku: string
    clickedAt: number
    at: number
    /** Null: it came too late for what the offer promised, or nothing was. */
    promisedUntil: number | null
  },
): Promise<boolean> {
  const n = await tx.run(
    `insert into offer_order (site_id, order_id, decision_id, campaign_id, sku, clicked_at, ordered_at, promised_until)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    [
      row.siteId,
      row.orderId,
      row.decisionId,
      row.campaignId,
      row.sku,
      new Date(row.clickedAt),
      new Date(row.at),
      row.promisedUntil === null ? null : new Date(row.promisedUntil),
    ],
  )
  return n === 1
}

/** An offer that was drawn for a person, and what they did with it. */
export interface SeenOffer {
  readonly id: string
  readonly at: number
  readonly sku: string
  readonly personal: boolean
  readonly events: readonly string[]
}

/** The offers drawn for one person, youngest first: for their own page of data and their export. */
export async function offersSeenBy(sql: Sql, siteId: string, personId: string, limit: number): Promise<SeenOffer[]> {
  return await sql.query<SeenOffer>(
    `select d.id, d.at, d.sku, d.personal,
       coalesce((select array_agg(e.type order by e.at) from offer_event e
         where e.site_id = d.site_id and e.decision_id = d.id), '{}') as events
     from offer_decision d where d.site_id = $1 and d.person_id = $2 order by d.at desc, d.id desc limit $3`,
    [siteId, personId, limit],
  )
}

/** How many offers were drawn for one person. */
export async function countOffersSeen(sql: Sql, siteId: string, personId: string): Promise<number> {
  const row = await sql.one<{ n: number }>(
    'select count(*) as n from offer_decision where site_id = $1 and person_id = $2',
    [siteId, personId],
  )
  return row.n
}
