import { iso } from '../base/clock.ts'
import type { EventMap, EventName } from '../base/events.ts'
import { newId } from '../base/id.ts'
import type { Sql } from '../storage/db.ts'

/** An event on its way into the log. */
export interface NewEvent<N extends EventName = EventName> {
  readonly siteId: string
  readonly name: N
  /** ms since the epoch. */
  readonly at: number
  readonly orderId?: string | null
  /** The random person key; never a name, address or subject. */
  readonly personId?: string | null
  readonly payload: EventMap[N]
}

/** An event as it stands in the log. */
export interface LoggedEvent {
  readonly id: string
  readonly name: EventName
  readonly at: number
  readonly orderId: string | null
  readonly personId: string | null
  readonly payload: Record<string, unknown>
}

/** Appends an event in the transaction of the change it tells of. */
export async function record<N extends EventName>(tx: Sql, event: NewEvent<N>): Promise<void> {
  await tx.named(
    'event-append-one',
    'insert into event (site_id, id, name, at, order_id, person_id, payload) values ($1, $2, $3, $4, $5, $6, $7)',
    [
      event.siteId,
      newId(),
      event.name,
      iso(event.at),
      event.orderId ?? null,
      event.personId ?? null,
      JSON.stringify(event.payload),
    ],
  )
}

/** Appends several events, of one or many sites, in one statement. */
export async function recordAll(tx: Sql, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return
  await tx.named(
    'event-append',
    `insert into event (site_id, id, name, at, order_id, person_id, payload)
     select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::uuid[], $6::uuid[], $7::jsonb[])`,
    [
      events.map((e) => e.siteId),
      events.map(() => newId()),
      events.map((e) => e.name),
      events.map((e) => iso(e.at)),
      events.map((e) => e.orderId ?? null),
      events.map((e) => e.personId ?? null),
      events.map((e) => JSON.stringify(e.payload)),
    ],
  )
}

/** The story of one order, oldest first. */
export async function eventsOfOrder(sql: Sql, siteId: string, orderId: string): Promise<LoggedEvent[]> {
  return await sql.query<LoggedEvent>(
    `select id, name, at, order_id as "orderId", person_id as "personId", payload
     from event where site_id = $1 and order_id = $2 order by at, id`,
    [siteId, orderId],
  )
}
