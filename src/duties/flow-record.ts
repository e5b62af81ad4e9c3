import { DAY, iso } from '../base/clock.ts'
import { type Lang, say, type Text } from '../base/i18n.ts'
import { carrierName } from '../carriers/name.ts'
import { nextTidyAt } from '../engine/tidy.ts'
import { sourcesOf } from '../profile/flow.ts'
import { connectorsView } from '../profile/flow-console.ts'
import { connectorsOf } from '../sign-in/flow-connectors.ts'
import type { Site } from '../sites/site.ts'
import { isStillApart } from '../storage/apart.ts'
import type { Duties } from './flow-audit.ts'
import { type NoticeLinks, noticePage, noticeText } from './notice-page.ts'
import { gapsOf, keptRows, type RecordInput, streamRows } from './record.ts'
import { recordPage } from './record-page.ts'
import { IDLE_DAYS } from './retention.ts'
import { countConsents, loadFacts, loadStanding } from './store.ts'

/** What the record, the notice and the screen are written from: what is configured, and what the database counts. */
async function inputOf(duties: Duties, site: Site): Promise<RecordInput> {
  const { core, signIn } = duties
  const [registered, sources, facts, isApart] = await Promise.all([
    connectorsOf(signIn, site),
    sourcesOf(signIn, site),
    loadFacts(core.db, site.id),
    isStillApart(core.db),
  ])
  return {
    site,
    sources: sources.map(({ id, names, descriptor, source }) => ({
      ...{ id, names, descriptor, source },
      server: registered.find((one) => one.id === id)?.registration.issuer || null,
    })),
    counted: {
      ...facts,
      carriers: facts.carriers.map(carrierName),
      payments: facts.payments.filter((id) => id !== 'cod' && id !== 'paid').map((id): Text => ({ zh: id, en: id })),
    },
    isSecure: core.publicUrl.startsWith('https:'),
    isApart,
  }
}

const dayOf = ({ core }: Duties): string => iso(core.clock.now()).slice(0, 10)

/** The record of processing (GDPR article 30, PIPL articles 54 to 56), as it is now. */
export async function recordOf(duties: Duties, site: Site, lang: Lang, other: string): Promise<string> {
  return recordPage(await inputOf(duties, site), lang, dayOf(duties), other)
}

/** The notice for people. */
export async function noticeOf(duties: Duties, site: Site, lang: Lang, links: NoticeLinks): Promise<string> {
  return noticePage(await inputOf(duties, site), lang, dayOf(duties), links)
}

/** The notice as text. */
export async function noticeTextOf(duties: Duties, site: Site, lang: Lang): Promise<string> {
  return noticeText(await inputOf(duties, site), lang, dayOf(duties))
}

/** The span that requests are counted in. */
const SPAN_DAYS = 30

/** Everything the merchant owes, on one screen: what people asked for, what they agreed to, what fails, what is deleted next. */
export async function dutiesView(duties: Duties, site: Site, lang: Lang) {
  const { core } = duties
  const now = core.clock.now()
  const [input, counts, nextAt, consents, { items: connectors }] = await Promise.all([
    inputOf(duties, site),
    loadStanding(core.db, site.id, { now, since: now - SPAN_DAYS * DAY, idleBefore: now - IDLE_DAYS * DAY }),
    nextTidyAt(core),
    countConsents(core.db, site.id),
    connectorsView(duties, site, lang),
  ])
  const sources = new Map(input.sources.map((one) => [one.id, one]))
  const { operator, privacyContact, country, keptIn, minorAge } = site.settings
  return {
    spanDays: SPAN_DAYS,
    counts,
    nextTidyAt: nextAt === null ? null : iso(nextAt),
    gaps: gapsOf(input, lang),
    settings: { operator, privacyContact, country, keptIn, minorAge },
    consents: consents.map(({ connector, stream, purpose, n }) => ({
      connector,
      stream,
      source: say(sources.get(connector)?.names ?? { zh: connector, en: connector }, lang),
      title: say(sources.get(connector)?.descriptor.streams[stream]?.title ?? { zh: stream, en: stream }, lang),
      purpose,
      n,
    })),
    streams: connectors.flatMap((one) =>
      one.streams.map((s) => ({ connector: one.connector, source: one.name, ...s })),
    ),
    rows: streamRows(input, lang).length,
    kept: keptRows(lang),
  }
}
