import type { Sql } from '../storage/db.ts'

/** Work that the outbox gave up, and what it was about. */
export interface GivenUp {
  readonly id: string
  readonly kind: string
  readonly ref: string
  readonly since: number
  readonly tries: number
  /** A problem's code, or `unexpected`. */
  readonly error: string
  readonly orderId: string | null
  readonly orderNumber: string | null
  /** The random key of a shopper. */
  readonly personId: string | null
  /** Whose phone or browser a push was for. */
  readonly worker: string | null
  /** The file of an import. */
  readonly filename: string | null
}

/** A text that is an id as one, so that the tables are asked by their keys; null when it is none. */
const asId = (text: string) =>
  `case when ${text} ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then (${text})::uuid end`

// What a row is about stands in its ref: a task, an order, an import, an account, or a message whose recipient is "kind:id".
// `which` chooses rows of the outbox before anything is joined to them.
const givenUp = (which: string) => `
  with dead as (select * from outbox where site_id = $1 and dead_at is not null ${which})
  select o.id, o.kind, o.ref, o.dead_at as since, o.tries, coalesce(o.last_error, 'unexpected') as error,
    ord.id as "orderId", ord.number as "orderNumber", coalesce(a.person_id::text, case when m.who = 'shopper' then m.whose end) as "personId",
    s.name as worker, i.filename
  from dead o
  left join lateral (select split_part(recipient, ':', 1) as who, split_part(recipient, ':', 2) as whose
    from push_message where site_id = o.site_id and id = ${asId("o.payload->>'messageId'")}) m on true
  left join task t on t.site_id = o.site_id and o.kind like 'task.%' and t.id = ${asId('o.ref')}
  left join orders ord on ord.site_id = o.site_id and ord.id =
    coalesce(t.order_id, case when o.kind like 'order.%' then ${asId('o.ref')} when m.who = 'order' then ${asId('m.whose')} end)
  left join account a on a.site_id = o.site_id and o.kind like 'source.%' and a.id = ${asId("split_part(o.ref, '/', 1)")}
  left join staff s on s.site_id = o.site_id and m.who = 'worker' and s.id = ${asId('m.whose')}
  left join catalog_import i on i.site_id = o.site_id and o.kind = 'catalog.import' and i.id = ${asId('o.ref')}`

const YOUNGEST = `${givenUp('order by dead_at desc, id limit $2')} order by o.dead_at desc, o.id`
const LOCKED = givenUp('and id = $2 for update')

/** The work of a site that was given up, youngest first. */
export async function listGivenUp(sql: Sql, siteId: string, limit: number): Promise<GivenUp[]> {
  return await sql.query<GivenUp>(YOUNGEST, [siteId, limit])
}

/** How much work of a site was given up. */
export async function countGivenUp(sql: Sql, siteId: string): Promise<number> {
  const { n } = await sql.one<{ n: number }>(
    'select count(*) as n from outbox where site_id = $1 and dead_at is not null',
    [siteId],
  )
  return n
}

/** One of them, locked until the transaction ends; null when it is not there or no longer given up. */
export async function lockGivenUp(tx: Sql, siteId: string, id: string): Promise<GivenUp | null> {
  return await tx.maybe<GivenUp>(LOCKED, [siteId, id])
}

/** It is due again, as if it had never been tried. */
export async function reviveWork(tx: Sql, siteId: string, id: string, at: number): Promise<void> {
  await tx.run(
    `update outbox set dead_at = null, last_error = null, lease_until = null, tries = 0, due_at = $3
     where site_id = $1 and id = $2`,
    [siteId, id, new Date(at)],
  )
}

/** It is let go for good. */
export async function dropWork(tx: Sql, siteId: string, id: string): Promise<void> {
  await tx.run('delete from outbox where site_id = $1 and id = $2', [siteId, id])
}
