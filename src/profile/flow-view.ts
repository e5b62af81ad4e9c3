import { iso } from '../base/clock.ts'
import { type Cursor, writeCursor } from '../base/cursor.ts'
import { type Lang, say, type Text } from '../base/i18n.ts'
import { type ProblemJson, problemJson } from '../base/problem.ts'
import { categoryLabel } from '../catalog/categories.ts'
import { readableOf } from '../connectors/connector.ts'
import { countOffersSeen, offersSeenBy } from '../offers/store.ts'
import { listOrders, orderIdsOf } from '../orders/store.ts'
import { connectorsOf } from '../sign-in/flow.ts'
import { accountsOf } from '../sign-in/flow-account.ts'
import type { Site } from '../sites/site.ts'
import { type Consent, personalOffersOn, retentionText, TEXT_VERSION } from './consent.ts'
import { factSentence, type KeptFact } from './fact.ts'
import {
  type KeptInterest,
  ownSources,
  type Profiles,
  type SealedProfile,
  type Source,
  sourceNames,
  sourcesOf,
} from './flow.ts'
import { correctionsView } from './flow-correct.ts'
import { ageView, apartSheet, isAnswered } from './flow-view-duties.ts'
import { weightAt } from './interest.ts'
import { profileFail } from './problems.ts'
import { whenText } from './reading.ts'
import { countFacts, type FactRow, listConsents, listFacts, listReceipts, loadProfile } from './store.ts'
import { loadSaid } from './store-duties.ts'
import { listStreams, type StreamState } from './store-reading.ts'

/** Whose view it is, and in which language. */
export interface Viewer {
  readonly site: Site
  readonly personId: string
  readonly lang: Lang
}

/** The consent sheet as it stands for a shopper: what could be read of each account, and what they said. */
export async function consentsView(profiles: Profiles, { site, personId, lang }: Viewer) {
  const { core, signIn } = profiles
  const [connectors, accounts, inForce, profile, receipts, said] = await Promise.all([
    connectorsOf(signIn, site),
    accountsOf(core, core.db, site.id, personId),
    listConsents(core.db, site.id, personId),
    loadProfile(core.db, site.id, personId),
    listReceipts(core.db, site.id, personId),
    loadSaid(core.db, site.id, personId),
  ])
  const mine = connectors.filter((one) => accounts.some((account) => account.connector === one.id))
  return {
    textVersion: TEXT_VERSION,
    age: ageView(site, said),
    connectors: mine.map((connector) => {
      const account = accounts.find((one) => one.connector === connector.id)!
      return {
        connector: connector.id,
        name: say(connector.names, lang),
        account: { name: account.name, picture: account.picture, state: account.state },
        terms: say(connector.descriptor.terms.note, lang),
        termsDocs: connector.descriptor.terms.docs,
        termsReviewed: connector.descriptor.terms.reviewed,
        // A refusal leaves receipts too: who was asked and said no is not asked again.
        answered: isAnswered(connector, receipts),
        streams: streamSheet(site, connector, inForce, lang),
      }
    }),
    // Nobody signs in with these: they stand beside the accounts, and are never asked for by themselves.
    sources: ownSources(signIn).map((source) => ({
      connector: source.id,
      kind: source.descriptor.kind,
      name: say(source.names, lang),
      terms: say(source.descriptor.terms.note, lang),
      answered: isAnswered(source, receipts),
      streams: streamSheet(site, source, inForce, lang),
    })),
    personalOffers: {
      on: personalOffersOn(profile?.offersSwitch ?? 'unset', inForce),
      at: profile?.offersSwitchAt == null ? null : iso(profile.offersSwitchAt),
    },
  }
}

/** The switches of one source: what each stream would tell, and how it stands. */
function streamSheet(site: Site, { id, descriptor, source }: Source, inForce: readonly Consent[], lang: Lang) {
  return Object.entries(readableOf(descriptor, source)).map(([stream, spec]) => {
    const consent = inForce.find((c) => c.connector === id && c.stream === stream && c.purpose === 'read')
    return {
      stream,
      title: say(spec.title, lang),
      purpose: say(spec.purpose, lang),
      example: say(spec.example, lang),
      retention: say(retentionText(spec.retentionDays), lang),
      retentionDays: spec.retentionDays,
      keepsName: spec.keepsName,
      apart: apartSheet(site, { id, descriptor }, stream, inForce, lang),
      given: consent !== undefined,
      at: consent === undefined ? null : iso(consent.at),
    }
  })
}

/** What an interest looks like outside, its weight as of now. */
export function interestJson(interest: KeptInterest, derivedAt: number, now: number, lang: Lang) {
  return {
    categoryId: interest.categoryId,
    label: say(categoryLabel(interest.categoryId), lang),
    weight: Math.round(weightAt(interest, derivedAt, now) * 1000) / 1000,
  }
}

/** A person's profile and what they denied, opened. */
export async function openProfile(profiles: Profiles, site: Site, personId: string) {
  const { core } = profiles
  const row = await loadProfile(core.db, site.id, personId)
  if (row === null) return { row, interests: [], denied: [] }
  const box = await core.vault.personBox(core.db, site.id, personId)
  return {
    row,
    interests: row.sealed === null ? [] : box.open<SealedProfile>(row.sealed, 'profile|sealed').interests,
    denied: row.denied === null ? [] : box.open<string[]>(row.denied, 'profile|denied'),
  }
}

/** How far the reading of one stream is, for its owner. */
export function streamJson(s: StreamState, connectors: readonly Source[], now: number, lang: Lang) {
  const connector = connectors.find((one) => one.id === s.connector)
  const title: Text = connector?.descriptor.streams[s.stream]?.title ?? { zh: s.stream, en: s.stream }
  return {
    account: s.accountId,
    connector: s.connector,
    stream: s.stream,
    title: say(title, lang),
    state: s.state,
    count: s.count,
    kept: s.kept,
    setAside: s.setAside,
    total: s.total,
    readAt: s.readAt === null ? null : iso(s.readAt),
    nextAt: s.nextAt === null ? null : iso(s.nextAt),
    problem: s.problem === null ? null : streamProblem(s, connector, now, lang),
  }
}

/** 小岛没有回应，读到第 120 条。读到的已存。10 分钟后自动接着读。 */
function streamProblem(s: StreamState, connector: Source | undefined, now: number, lang: Lang): ProblemJson {
  const name = connector === undefined ? s.connector : say(connector.names, lang)
  const when = say(whenText((s.nextAt ?? now) - now), lang)
  const params = { name, count: s.count, when }
  // Problems of sign-in (the provider of tokens) read like those of the source.
  const code =
    s.problem === 'sign-in/needs-reconnect'
      ? 'profile/reconnect'
      : s.problem === 'sign-in/provider-slow'
        ? 'profile/source-slow'
        : s.problem?.startsWith('sign-in/')
          ? 'profile/source-down'
          : s.problem!
  return problemJson(profileFail(code as Parameters<typeof profileFail>[0], { params }), lang)
}

/** That an account must be connected again is one thing to do: it is told at the first of its streams and not at each. */
function toldOnce<T extends ReturnType<typeof streamJson>>(streams: readonly T[]): T[] {
  const told = new Set<string>()
  return streams.map((one) => {
    if (one.problem?.code !== 'profile/reconnect') return one
    const isTold = told.has(one.connector)
    told.add(one.connector)
    return isTold ? { ...one, problem: null } : one
  })
}

/** How far reading is, and what is understood so far. */
export async function readingView(profiles: Profiles, { site, personId, lang }: Viewer) {
  const { core, signIn } = profiles
  const now = core.clock.now()
  const [connectors, streams, opened] = await Promise.all([
    connectorsOf(signIn, site),
    listStreams(core.db, site.id, personId),
    openProfile(profiles, site, personId),
  ])
  return {
    streams: toldOnce(streams.map((s) => streamJson(s, connectors, now, lang))),
    done: streams.every((s) => s.state !== 'waiting' && s.state !== 'reading'),
    understood: opened.interests.map((one) => interestJson(one, opened.row?.derivedAt ?? now, now, lang)),
  }
}

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
