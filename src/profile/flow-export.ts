import { iso } from '../base/clock.ts'
import { say } from '../base/i18n.ts'
import { categoryLabel } from '../catalog/categories.ts'
import { EVERYTHING, isCovered, personalOffersOn } from '../consent/consent.ts'
import { ageView } from '../consent/flow-sheet.ts'
import { listConsents, listReceipts } from '../consent/store.ts'
import { audit, listAudit } from '../engine/audit.ts'
import { record } from '../engine/event-log.ts'
import { eventsOfPerson } from '../engine/person-log.ts'
import { offersSeenBy } from '../offers/store.ts'
import { deliveryOf } from '../orders/flow-view.ts'
import { linesOfOrders, listOrders, type Order, type OrderLine } from '../orders/store.ts'
import { recipientKey } from '../push/message.ts'
import { listHosts } from '../push/store.ts'
import { listStreams } from '../reading/store.ts'
import { accountsOf } from '../sign-in/flow-account.ts'
import type { Site } from '../sites/site.ts'
import type { Viewer } from '../sites/viewer.ts'
import type { Exported } from './export-shape.ts'
import { type Profiles, sourceNames, sourcesOf } from './flow.ts'
import { correctionsView } from './flow-correct.ts'
import { interestJson, openProfile } from './flow-understood.ts'
import { factJson, openFacts } from './flow-view.ts'
import { KEPT_AFTER } from './kept.ts'
import { profileFail } from './problems.ts'
import { countFacts, listFacts } from './store.ts'
import { loadSaid } from './store-said.ts'

const MOST_EXPORTED = 1_000_000

/**
 * Everything held about a person as one JSON document (GDPR articles 15 and 20, PIPL article 45). Its shape is EXPORT_SHAPE;
 * docs/my-data-export.md explains each member. That it was asked for is audited. @throws profile/not-found
 */
export async function exportOf(profiles: Profiles, viewer: Viewer): Promise<Exported> {
  const { core } = profiles
  const { site, personId, lang } = viewer
  const now = core.clock.now()
  const person = await core.db.maybe<{ lang: string; since: number }>(
    'select lang, created_at as since from person where site_id = $1 and id = $2 and erased_at is null',
    [site.id, personId],
  )
  if (person === null) throw profileFail('profile/not-found')
  const asked = { siteId: site.id, at: now, personId } as const
  await core.db.tx(async (tx) => {
    await record(tx, { ...asked, name: 'person.exported', payload: {} })
    const who = { kind: 'shopper', id: personId } as const
    await audit(tx, { ...asked, who, action: 'person.exported', outcome: 'done' })
  })
  const parts = await Promise.all([
    agreedPart(profiles, viewer),
    heldPart(profiles, viewer, now),
    shopPart(profiles, viewer),
    pastPart(profiles, site, personId),
  ])
  return {
    $schema: `${core.publicUrl}/v1/my-data-export.schema.json`,
    format: 'tuidan-person',
    version: 2,
    exportedAt: iso(now),
    site: { slug: site.slug, name: site.name },
    personKey: personId,
    lang,
    since: iso(person.since),
    ...Object.assign({}, ...parts),
    keptAfterErasure: KEPT_AFTER.map((one) => ({ ...one })),
  }
}

type Part<K extends keyof Exported> = Promise<Pick<Exported, K>>

/** Who they are here, and what they said yes and no to. */
async function agreedPart(
  profiles: Profiles,
  { site, personId }: Viewer,
): Part<'accounts' | 'consents' | 'personalOffers' | 'receipts'> {
  const { core } = profiles
  const [accounts, consents, receipts, opened] = await Promise.all([
    accountsOf(core, core.db, site.id, personId),
    listConsents(core.db, site.id, personId),
    listReceipts(core.db, site.id, personId),
    openProfile(profiles, site, personId),
  ])
  return {
    accounts: accounts.map(
      ({ id, connector, issuer, subject, name, picture, email, state, connectedAt, signedInAt }) => ({
        ...{ id, connector, issuer, subject, name, picture, state },
        ...(email === undefined ? {} : { email }),
        ...{ connectedAt: iso(connectedAt), signedInAt: iso(signedInAt) },
      }),
    ),
    consents: consents.map(({ connector, stream, purpose, receiptId, at }) => ({
      ...{ connector, stream, purpose, receiptId, at: iso(at) },
    })),
    personalOffers: {
      on: personalOffersOn(opened.row?.offersSwitch ?? 'unset', consents),
      usable: consents.some((c) => isCovered(consents, c.connector, c.stream, 'offers') && c.connector !== EVERYTHING),
    },
    receipts: receipts.map(({ signature, at, ...r }) => ({
      ...r,
      at: iso(at),
      signature: signature.toString('base64url'),
    })),
  }
}

/** What was read, from where and how far, and what was understood. */
async function heldPart(
  profiles: Profiles,
  { site, personId, lang }: Viewer,
  now: number,
): Part<'readings' | 'facts' | 'interests' | 'corrections'> {
  const { core, signIn } = profiles
  const [sources, streams, counts, rows, opened] = await Promise.all([
    sourcesOf(signIn, site),
    listStreams(core.db, site.id, personId),
    countFacts(core.db, site.id, personId, now),
    listFacts(core.db, site.id, personId, { limit: MOST_EXPORTED, now }),
    openProfile(profiles, site, personId),
  ])
  const sourceOf = sourceNames(sources)
  const time = (at: number | null) => (at === null ? null : iso(at))
  return {
    readings: streams.map((s) => ({
      ...{ connector: s.connector, stream: s.stream, title: say(sourceOf(s.connector, s.stream), lang) },
      ...{ state: s.state, readAt: time(s.readAt), nextAt: time(s.nextAt) },
      facts: counts.find((c) => c.accountId === s.accountId && c.stream === s.stream)?.n ?? 0,
    })),
    facts: (await openFacts(profiles, site, personId, rows)).map((fact) => ({
      ...factJson(fact, sourceOf, lang),
      thing: fact.kept.thing,
      name: fact.kept.name,
    })),
    interests: opened.interests.map((one) => ({
      ...interestJson(one, opened.row?.derivedAt ?? now, now, lang),
      evidence: one.evidence.map((e) => ({
        ...{ sentence: e.sentence, source: e.source, factIds: [...e.factIds], at: iso(e.at) },
      })),
    })),
    corrections: {
      deniedInterests: opened.denied.map((id) => ({ categoryId: id, label: say(categoryLabel(id), lang) })),
      interests: await correctionsView(profiles, site.id, personId, lang),
      age: ageView(site, await loadSaid(core.db, site.id, personId)),
    },
  }
}

/** What the shop itself knows: orders, offers, browsers that get notifications. */
async function shopPart({ core }: Profiles, { site, personId }: Viewer): Part<'orders' | 'offers' | 'devices'> {
  const [orders, offers, devices] = await Promise.all([
    listOrders(core.db, site.id, { personId, limit: MOST_EXPORTED }),
    offersSeenBy(core.db, site.id, personId, MOST_EXPORTED),
    listHosts(core.db, site.id, recipientKey({ kind: 'shopper', id: personId })),
  ])
  const ids = orders.map((o) => o.id)
  const lines = await linesOfOrders(core.db, site.id, ids)
  return {
    orders: await Promise.all(
      orders.map(async (o) => ({
        ...orderJson(o, lines.get(o.id) ?? []),
        delivery: await deliveryOf(core, core.db, site.id, o.id),
      })),
    ),
    offers: offers.map(({ id, at, sku, personal, events }) => ({
      id,
      at: iso(at),
      sku,
      personal,
      events: [...events],
    })),
    devices: devices.map(({ host, lang, createdAt }) => ({ host, lang, since: iso(createdAt) })),
  }
}

function orderJson(o: Order, lines: readonly OrderLine[]) {
  return {
    id: o.id,
    number: o.number,
    state: o.state,
    placedAt: iso(o.placedAt),
    total: { amount: o.total, currency: o.currency },
    lines: lines.map(({ sku, title, qty, price, picked, packed, shipped, cancelled }) => ({
      ...{ sku, title, qty, price: { amount: price, currency: o.currency } },
      ...{ picked, packed, shipped, cancelled },
    })),
  }
}

/** What happened, and when somebody of the shop looked. */
async function pastPart({ core }: Profiles, site: Site, personId: string): Part<'history' | 'lookedAt'> {
  const [events, looks] = await Promise.all([
    eventsOfPerson(core.db, site.id, personId, MOST_EXPORTED),
    listAudit(core.db, site.id, { personId, actions: ['person.read'], limit: MOST_EXPORTED }),
  ])
  return {
    history: events.map(({ at, name, payload }) => ({ at: iso(at), name, payload: { ...payload } })),
    lookedAt: looks.map(({ at }) => ({ at: iso(at) })),
  }
}
