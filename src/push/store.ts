import type { Lang } from '../base/i18n.ts'
import type { Sql } from '../storage/db.ts'
import { type InboxEntry, type Message, recipientKey } from './message.ts'

/** Writes messages of one site. */
export async function saveMessages(
  tx: Sql,
  siteId: string,
  messages: readonly { readonly id: string; readonly message: Message }[],
  at: number,
): Promise<void> {
  const m = messages.map((one) => one.message)
  await tx.named(
    'push-message-add',
    `insert into push_message (site_id, id, recipient, topic, title, body, url, urgency, data, created_at, expires_at)
     select $1, n.id, n.recipient, n.topic, n.title, n.body, n.url, n.urgency, n.data, $10, n.expires_at
     from unnest($2::uuid[], $3::text[], $4::text[], $5::jsonb[], $6::jsonb[], $7::text[], $8::text[], $9::jsonb[], $11::timestamptz[])
       n(id, recipient, topic, title, body, url, urgency, data, expires_at)`,
    [
      siteId,
      messages.map((one) => one.id),
      m.map((x) => recipientKey(x.to)),
      m.map((x) => x.topic),
      m.map((x) => JSON.stringify(x.title)),
      m.map((x) => JSON.stringify(x.body)),
      m.map((x) => x.url),
      m.map((x) => x.urgency),
      m.map(({ data, tag, orderId }) =>
        JSON.stringify({ ...data, ...(tag ? { tag } : {}), ...(orderId ? { orderId } : {}) }),
      ),
      new Date(at),
      m.map((x) => new Date(at + x.ttlSeconds * 1000)),
    ],
  )
}

/** Puts an entry into a recipient's stream, numbered under that recipient's lock. @returns its number */
export async function appendInbox(
  tx: Sql,
  entry: { siteId: string; recipient: string; event: string; data: object; at: number },
): Promise<number> {
  const [row] = await tx.named<{ n: number }>(
    'inbox-append',
    `with head as (
       insert into inbox_head (site_id, recipient, last) values ($1, $2, 1)
       on conflict (site_id, recipient) do update set last = inbox_head.last + 1 returning last)
     insert into inbox (site_id, recipient, n, event, data, at) select $1, $2, last, $3, $4, $5 from head returning n`,
    [entry.siteId, entry.recipient, entry.event, JSON.stringify(entry.data), new Date(entry.at)],
  )
  return row!.n
}

/** Puts entries of one site into their recipients' streams, each numbered under its recipient's lock, in the order given. */
export async function appendInboxes(
  tx: Sql,
  siteId: string,
  entries: readonly { recipient: string; event: string; data: object }[],
  at: number,
): Promise<void> {
  await tx.named(
    'inbox-append-all',
    `with m as (select * from unnest($2::text[], $3::text[], $4::jsonb[]) with ordinality m(recipient, event, data, i)),
     head as (
       insert into inbox_head (site_id, recipient, last)
       select $1::uuid, recipient, count(*) from m group by recipient order by recipient
       on conflict (site_id, recipient) do update set last = inbox_head.last + excluded.last returning recipient, last)
     insert into inbox (site_id, recipient, n, event, data, at)
     select $1::uuid, recipient, head.last - count(*) over w + row_number() over (partition by recipient order by m.i),
       m.event, m.data, $5::timestamptz
     from m join head using (recipient) window w as (partition by recipient)`,
    [
      siteId,
      entries.map((e) => e.recipient),
      entries.map((e) => e.event),
      entries.map((e) => JSON.stringify(e.data)),
      new Date(at),
    ],
  )
}

/** Of each stream the entries after `n`, oldest first, `limit` at most. */
export async function readInboxes(
  sql: Sql,
  readers: readonly { siteId: string; recipient: string; n: number }[],
  limit: number,
): Promise<(InboxEntry & { siteId: string; recipient: string })[]> {
  return await sql.named(
    'inbox-read',
    `select r.site_id as "siteId", r.recipient, i.* from unnest($1::uuid[], $2::text[], $3::bigint[]) r(site_id, recipient, n)
     cross join lateral (
       select n, event, data, at from inbox where site_id = r.site_id and recipient = r.recipient and n > r.n
       order by n limit $4) i
     order by r.site_id, r.recipient, i.n`,
    [readers.map((r) => r.siteId), readers.map((r) => r.recipient), readers.map((r) => r.n), limit],
  )
}

/** Which of these readers have something new: whose stream goes on after the number they have. */
export async function inboxesWithNews(
  sql: Sql,
  readers: readonly { siteId: string; recipient: string; n: number }[],
): Promise<{ siteId: string; recipient: string }[]> {
  return await sql.named(
    'inbox-news',
    `select h.site_id as "siteId", h.recipient from unnest($1::uuid[], $2::text[], $3::bigint[]) r(site_id, recipient, n)
     join inbox_head h on h.site_id = r.site_id and h.recipient = r.recipient and h.last > r.n`,
    [readers.map((r) => r.siteId), readers.map((r) => r.recipient), readers.map((r) => r.n)],
  )
}

/** The number of a recipient's newest entry; 0 when there is none. */
export async function inboxHead(sql: Sql, siteId: string, recipient: string): Promise<number> {
  const row = await sql.maybe<{ last: number }>('select last from inbox_head where site_id = $1 and recipient = $2', [
    siteId,
    recipient,
  ])
  return row?.last ?? 0
}

/** A recipient's app is open until then, or (null) not any more. */
export async function markOpen(sql: Sql, siteId: string, recipient: string, until: number | null): Promise<void> {
  if (until === null) await sql.run('delete from app_open where site_id = $1 and recipient = $2', [siteId, recipient])
  else
    await sql.run(
      `insert into app_open (site_id, recipient, until) values ($1, $2, $3)
       on conflict (site_id, recipient) do update set until = excluded.until`,
      [siteId, recipient, new Date(until)],
    )
}

/**
 * The apps that are open stay so until then, in one statement, locked in one order so that two processes never wait for each
 * other; one whose owner was erased meanwhile does not come back.
 */
export async function keepOpen(
  sql: Sql,
  open: readonly { siteId: string; recipient: string }[],
  until: number,
): Promise<void> {
  await sql.run(
    `update app_open a set until = $3 from (
       select site_id, recipient from app_open
       where (site_id, recipient) in (select * from unnest($1::uuid[], $2::text[])) order by site_id, recipient for update) o
     where a.site_id = o.site_id and a.recipient = o.recipient`,
    [open.map((o) => o.siteId), open.map((o) => o.recipient), new Date(until)],
  )
}

/** A subscription as it is used for sending. */
export interface StoredSubscription {
  readonly siteId: string
  readonly id: string
  readonly recipient: string
  readonly sealed: Buffer
  readonly host: string
  readonly lang: Lang
}

/** Remembers where a recipient can be pushed to; the same endpoint again renews its row. @returns its id */
export async function saveSubscription(
  tx: Sql,
  row: {
    siteId: string
    id: string
    recipient: string
    deviceId: string | null
    endpointHash: Buffer
    sealed: Buffer
    host: string
    lang: Lang
    at: number
  },
): Promise<string> {
  const saved = await tx.one<{ id: string }>(
    `insert into push_subscription (site_id, id, recipient, device_id, endpoint_hash, sealed, host, lang, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (site_id, recipient, endpoint_hash)
     do update set device_id = excluded.device_id, gone_at = null, lang = excluded.lang
     returning id`,
    [
      row.siteId,
      row.id,
      row.recipient,
      row.deviceId,
      row.endpointHash,
      row.sealed,
      row.host,
      row.lang,
      new Date(row.at),
    ],
  )
  return saved.id
}

/** Of a recipient's subscriptions only this one and the `others` made last go on. */
export async function keepNewest(
  sql: Sql,
  by: { siteId: string; recipient: string; id: string; others: number; at: number },
): Promise<void> {
  await sql.run(
    `update push_subscription set gone_at = $5 where site_id = $1 and id in (
       select id from push_subscription where site_id = $1 and recipient = $2 and id <> $3 and gone_at is null
       order by created_at desc, id desc offset $4)`,
    [by.siteId, by.recipient, by.id, by.others, new Date(by.at)],
  )
}

/** The living subscriptions of recipients, and whether an app of theirs is open at `at`. */
export async function subscriptionsOf(
  sql: Sql,
  siteId: string,
  recipients: readonly string[],
  at: number,
): Promise<{ id: string; recipient: string; isOpen: boolean }[]> {
  return await sql.named(
    'push-subscriptions',
    `select s.id, s.recipient, coalesce(a.until > $3, false) as "isOpen"
     from push_subscription s left join app_open a using (site_id, recipient)
     where s.site_id = $1 and s.recipient = any($2) and s.gone_at is null`,
    [siteId, recipients, new Date(at)],
  )
}

/** The push service says it is gone (404, 410): never again. */
export async function markGone(sql: Sql, siteId: string, id: string, at: number): Promise<void> {
  await sql.run('update push_subscription set gone_at = $3 where site_id = $1 and id = $2', [siteId, id, new Date(at)])
}

/** How many working subscriptions a recipient has. */
export async function countSubscriptions(sql: Sql, siteId: string, recipient: string): Promise<number> {
  const row = await sql.one<{ n: number }>(
    'select count(*)::int as n from push_subscription where site_id = $1 and recipient = $2 and gone_at is null',
    [siteId, recipient],
  )
  return row.n
}

/** A recipient's browsers that get notifications: the push service each is reached at, oldest first. */
export async function listHosts(
  sql: Sql,
  siteId: string,
  recipient: string,
): Promise<{ host: string; lang: string; createdAt: number }[]> {
  return await sql.query(
    `select host, lang, created_at as "createdAt" from push_subscription
     where site_id = $1 and recipient = $2 and gone_at is null order by created_at`,
    [siteId, recipient],
  )
}

/** A message as it is pushed, with what was already told. */
export interface StoredMessage {
  readonly id: string
  readonly recipient: string
  readonly topic: string
  readonly title: { zh: string; en: string }
  readonly body: { zh: string; en: string }
  readonly url: string
  readonly urgency: 'low' | 'normal' | 'high'
  readonly data: Record<string, unknown>
  readonly expiresAt: number
}

/** A message and one subscription that it goes to. */
export interface ToDeliver {
  readonly message: StoredMessage
  readonly subscription: StoredSubscription
}

/** Messages with the subscriptions they go to; those of which either is gone are left out. */
export async function loadToDeliver(
  sql: Sql,
  siteId: string,
  wanted: readonly { readonly messageId: string; readonly subscriptionId: string }[],
): Promise<ToDeliver[]> {
  const rows = await sql.named<StoredMessage & StoredSubscription & { subscriptionId: string; whose: string }>(
    'push-to-deliver',
    `select m.id, m.recipient, m.topic, m.title, m.body, m.url, m.urgency, m.data, m.expires_at as "expiresAt",
            s.site_id as "siteId", s.id as "subscriptionId", s.recipient as whose, s.sealed, s.host, s.lang
     from unnest($2::uuid[], $3::uuid[]) w(message_id, subscription_id)
     join push_message m on m.site_id = $1 and m.id = w.message_id
     join push_subscription s on s.site_id = $1 and s.id = w.subscription_id and s.gone_at is null`,
    [siteId, wanted.map((w) => w.messageId), wanted.map((w) => w.subscriptionId)],
  )
  return rows.map(({ subscriptionId, whose, sealed, host, lang, ...message }) => ({
    message,
    subscription: { siteId, id: subscriptionId, recipient: whose, sealed, host, lang },
  }))
}

/** States of a delivery, in the order they can be reached; a later one is never overwritten by an earlier. */
const RANK = `array['expired', 'failed', 'gone', 'accepted', 'received', 'shown', 'opened']`

/**
 * Writes down how far messages came, each on one subscription and none twice. What has come further already stays, and is left out.
 * @returns by message and subscription, how far those had come before
 */
export async function saveDeliveries(
  tx: Sql,
  siteId: string,
  rows: readonly {
    readonly messageId: string
    readonly subscriptionId: string
    readonly state: string
    readonly detail: string | null
    readonly at: number
  }[],
): Promise<Map<string, { before: string | null }>> {
  const written = await tx.named<{ messageId: string; subscriptionId: string; before: string | null }>(
    'push-deliveries',
    `with said as (
       select * from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[])
         n(message_id, subscription_id, state, detail, at) order by message_id, subscription_id),
     known as (
       select d.message_id, d.subscription_id, d.state from push_delivery d join said using (message_id, subscription_id)
       where d.site_id = $1 order by d.message_id, d.subscription_id for update of d),
     written as (
       insert into push_delivery as d (site_id, message_id, subscription_id, state, detail, at)
       select $1, message_id, subscription_id, said.state, detail, at
       from said left join known using (message_id, subscription_id) -- so that what is known is read before it changes
       where exists (select from push_message m where m.site_id = $1 and m.id = said.message_id)
         and exists (select from push_subscription s where s.site_id = $1 and s.id = said.subscription_id)
       on conflict (site_id, message_id, subscription_id)
       do update set state = excluded.state, detail = excluded.detail, at = excluded.at
       where array_position(${RANK}, excluded.state) > array_position(${RANK}, d.state)
       returning message_id, subscription_id)
     select message_id as "messageId", subscription_id as "subscriptionId", k.state as before
     from written left join known k using (message_id, subscription_id)`,
    [
      siteId,
      rows.map((row) => row.messageId),
      rows.map((row) => row.subscriptionId),
      rows.map((row) => row.state),
      rows.map((row) => row.detail),
      rows.map((row) => new Date(row.at)),
    ],
  )
  return new Map(written.map(({ messageId, subscriptionId, before }) => [`${messageId} ${subscriptionId}`, { before }]))
}

/** A phone showed something: it is reachable. */
export async function markShown(sql: Sql, siteId: string, subscriptionId: string, at: number): Promise<void> {
  await sql.run('update push_subscription set shown_at = $3 where site_id = $1 and id = $2', [
    siteId,
    subscriptionId,
    new Date(at),
  ])
}

/** The site's VAPID key pair, or null before the first. */
export async function loadPushKey(sql: Sql, siteId: string): Promise<{ publicKey: string; privateKey: Buffer } | null> {
  return await sql.maybe(
    'select public_key as "publicKey", private_key as "privateKey" from push_key where site_id = $1',
    [siteId],
  )
}

/** Writes the site's VAPID key pair unless another process was first. */
export async function savePushKey(sql: Sql, siteId: string, publicKey: string, privateKey: Buffer): Promise<void> {
  await sql.run(
    'insert into push_key (site_id, public_key, private_key) values ($1, $2, $3) on conflict (site_id) do nothing',
    [siteId, publicKey, privateKey],
  )
}

/** A phone was removed: nothing is pushed to it any more. */
export async function forgetDeviceSubscriptions(tx: Sql, siteId: string, deviceId: string): Promise<void> {
  await tx.run('delete from push_subscription where site_id = $1 and device_id = $2', [siteId, deviceId])
}

/** Somebody was erased: their subscriptions, messages and stream go. */
export async function forgetRecipient(tx: Sql, siteId: string, recipient: string): Promise<void> {
  for (const table of ['push_subscription', 'push_message', 'inbox_head', 'app_open'])
    await tx.run(`delete from ${table} where site_id = $1 and recipient = $2`, [siteId, recipient])
}
