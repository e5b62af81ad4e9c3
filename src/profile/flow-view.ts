import { iso } from '../base/clock.ts'
import { type Cursor, writeCursor } from '../base/cursor.ts'
import { type Lang, say, type Text } from '../base/i18n.ts'
import { categoryLabel } from '../catalog/categories.ts'
import { consentsView } from '../consent/flow-view.ts'
import { listReceipts } from '../consent/store.ts'
import { countOffersSeen, offersSeenBy } from '../offers/store.ts'
import { listOrders, orderIdsOf } from '../orders/store.ts'
import { streamJson, toldOnce } from '../reading/flow-view.ts'
import { listStreams } from '../reading/store.ts'
import { accountsOf } from '../sign-in/flow-account.ts'
import { connectorsOf } from '../sign-in/flow-connectors.ts'
import type { Site } from '../sites/site.ts'
import type { Viewer } from '../sites/viewer.ts'
import { factSentence, type KeptFact } from './fact.ts'
import { type Profiles, sourceNames, sourcesOf } from './flow.ts'
import { correctionsView } from './flow-correct.ts'
import { interestJson, openProfile } from './flow-understood.ts'
import { countFacts, type FactRow, listFacts } from './store.ts'

/** A fact as it is told outside. */
export function factJson(
  fact: FactRow & { kept: KeptFact },
  sourceOf: (connector: string, stream: string) => Text,
  lang: Lang,
) {
  const { kept } = fact
  return {
    id: fact.id,
    connector: fact.connector,
    stream: fact.stream,
    verb: kept.verb,
    sentence: say(factSentence(kept, categoryLabel), lang),
    source: say(sourceOf(fact.connector, fact.stream), lang),
    categories: kept.categories.map(({ id }) => ({ categoryId: id, label: say(categoryLabel(id), lang) })),
    at: kept.at === null ? null : iso(kept.at),
    readAt: iso(fact.readAt),
    expiresAt: iso(fact.expiresAt),
    receiptId: fact.receiptId,
  }
}

/** Facts with what they hold. */
export async function openFacts(profiles: Profiles, site: Site, personId: string, rows: readonly FactRow[]) {
  if (rows.length === 0) return []
  const box = await profiles.core.vault.personBox(profiles.core.db, site.id, personId)
  return rows.map((row) => ({ ...row, kept: box.open<KeptFact>(row.sealed, `fact|${row.id}`) }))
}

/** A page of what was read. */
export async function factsView(
  profiles: Profiles,
  { site, personId, lang }: Viewer,
  filter: { stream?: string | undefined; after?: Cursor | undefined; limit: number },
) {
  const { core, signIn } = profiles
  const now = core.clock.now()
  const rows = await listFacts(core.db, site.id, personId, { ...filter, now, limit: filter.limit + 1 })
  const sourceOf = sourceNames(await sourcesOf(signIn, site))
  const shown = rows.slice(0, filter.limit)
  const last = rows.length > filter.limit ? shown.at(-1) : undefined
  return {
    items: (await openFacts(profiles, site, personId, shown)).map((fact) => factJson(fact, sourceOf, lang)),
    next: last === undefined ? null : writeCursor({ at: last.readAt, id: last.id }),
  }
}

/** Everything a shopper is shown about themselves: what was read, from where, under which consent, and what was made of it. */
export async function myDataView(profiles: Profiles, viewer: Viewer) {
  const { core, signIn } = profiles
  const { site, personId, lang } = viewer
  const now = core.clock.now()
  const [connectors, accounts, streams, counts, receipts, opened, consents, facts] = await Promise.all([
    connectorsOf(signIn, site),
    accountsOf(core, core.db, site.id, personId),
    listStreams(core.db, site.id, personId),
    countFacts(core.db, site.id, personId, now),
    listReceipts(core.db, site.id, personId),
    openProfile(profiles, site, personId),
    consentsView(profiles, viewer),
    factsView(profiles, viewer, { limit: 50 }),
  ])
  // The newest of them; how many there are is counted.
  const [seen, seenCount, orders, orderIds] = await Promise.all([
    offersSeenBy(core.db, site.id, personId, 50),
    countOffersSeen(core.db, site.id, personId),
    listOrders(core.db, site.id, { personId, limit: 100 }),
    orderIdsOf(core.db, site.id, personId),
  ])
  return {
    accounts: accounts.map((a) => ({
      id: a.id,
      connector: a.connector,
      name: a.name,
      picture: a.picture,
      state: a.state,
      connectedAt: iso(a.connectedAt),
    })),
    streams: toldOnce(
      streams.map((s) => ({
        ...streamJson(s, connectors, now, lang),
        accountId: s.accountId,
        facts: counts.find((c) => c.accountId === s.accountId && c.stream === s.stream)?.n ?? 0,
      })),
    ),
    facts,
    interests: opened.interests.map((one) => ({
      ...interestJson(one, opened.row?.derivedAt ?? now, now, lang),
      evidence: one.evidence.map((e) => ({
        factId: e.factIds[0],
        factIds: e.factIds,
        sentence: say(e.sentence, lang),
        source: say(e.source, lang),
        at: iso(e.at),
      })),
    })),
    denied: opened.denied.map((id) => ({ categoryId: id, label: say(categoryLabel(id), lang) })),
    corrections: await correctionsView(profiles, site.id, personId, lang),
    age: consents.age,
    personalOffers: consents.personalOffers,
    receipts: receipts.map(({ signature: _, personId: __, at, ...r }) => ({ ...r, at: iso(at) })),
    offersSeen: { count: seenCount, items: seen.map((o) => ({ ...o, at: iso(o.at) })) },
    orders: {
      count: orderIds.length,
      items: orders.map((o) => ({ id: o.id, number: o.number, state: o.state, placedAt: iso(o.placedAt) })),
    },
  }
}
