import { iso } from '../base/clock.ts'
import { type Lang, say } from '../base/i18n.ts'
import { knownProblem } from '../base/problem.ts'
import { mayReachOffers } from '../connectors/connector.ts'
import { record } from '../engine/event-log.ts'
import { connectorsOf, fixedOf, redirectUri } from '../sign-in/flow.ts'
import { type Failure, lastFailures } from '../sign-in/store-failure.ts'
import { type Hanging, listHanging, listLeft } from '../sign-in/store-leaving.ts'
import type { Site } from '../sites/site.ts'
import type { Profiles } from './flow.ts'
import { myDataView } from './flow-view.ts'
import { profileFail } from './problems.ts'
import { listPeople, readingHealth } from './store.ts'

const PEOPLE_A_PAGE = 50

/** Shoppers by random key: what they agreed to, how much is held. No name, no interest: those take a reason. */
export async function peopleView(profiles: Profiles, site: Site, after: { at: number; id: string } | undefined) {
  const rows = await listPeople(profiles.core.db, site.id, after, PEOPLE_A_PAGE + 1)
  const shown = rows.slice(0, PEOPLE_A_PAGE)
  const last = rows.length > PEOPLE_A_PAGE ? shown.at(-1) : undefined
  return {
    items: shown.map((row) => ({ ...row, since: iso(row.since) })),
    next: last === undefined ? null : `${last.since}_${last.personId}`,
  }
}

/** What is held about one person, for staff: with a reason, which the person's history keeps. @throws profile/not-found */
export async function readPerson(
  profiles: Profiles,
  input: { site: Site; personId: string; staffId: string; reason: string; lang: Lang },
) {
  const { core } = profiles
  const { site, personId, staffId, reason, lang } = input
  await core.db.tx(async (tx) => {
    const row = await tx.maybe('select from person where site_id = $1 and id = $2 and erased_at is null', [
      site.id,
      personId,
    ])
    if (row === null) throw profileFail('profile/not-found')
    const payload = { staffId, reason }
    await record(tx, { siteId: site.id, name: 'person.read', at: core.clock.now(), personId, payload })
  })
  return await myDataView(profiles, { site, personId, lang })
}

/** A sign-in that failed at the provider's side, in the reader's language; null when none did. */
const failureView = (failure: Failure | undefined, lang: Lang) => {
  const spec = failure === undefined ? null : knownProblem(failure.code)
  if (failure === undefined || spec === null) return null
  return { code: failure.code, title: say(spec.title, lang, failure.params), at: iso(failure.at) }
}

/** What would end with a kind of account. */
function heldBy(id: string, hanging: readonly Hanging[]) {
  const found = hanging.find((one) => one.connector === id)
  return { accounts: found?.accounts ?? 0, onlyWay: found?.onlyWay ?? 0, facts: found?.facts ?? 0 }
}

/** Each kind of account: how it is registered, what it gives, how reading goes, what its terms forbid. */
export async function connectorsView(profiles: Profiles, site: Site, lang: Lang) {
  const { core, signIn } = profiles
  const [connectors, health, failures, hanging, fixed] = await Promise.all([
    connectorsOf(signIn, site),
    readingHealth(core.db, site.id),
    lastFailures(core.db, site.id),
    listHanging(core.db, site.id),
    fixedOf(signIn, site),
  ])
  const left = await listLeft(
    core.db,
    site.id,
    connectors.map((one) => one.id),
  )
  return {
    // Taken out of tuidan.json, or its file is gone: nobody signs in with it, but what hangs on it can still be removed.
    left: left.map((one) => ({ connector: one.connector, name: one.connector, holds: heldBy(one.connector, left) })),
    // Where a new kind of account will send people back to; `{connector}` stands for its short name.
    redirectUri: redirectUri(core, site.slug, '{connector}'),
    items: connectors.map((one) => ({
      connector: one.id,
      kind: one.descriptor.id,
      name: say(one.names, lang),
      names: one.names,
      issuer: one.registration.issuer,
      clientId: one.registration.clientId,
      tokenAuth: one.registration.tokenAuth,
      redirectUri: redirectUri(core, site.slug, one.id),
      source: one.source,
      // It stands in tuidan.json: the console cannot remove it.
      isFixed: fixed.has(one.id),
      holds: heldBy(one.id, hanging),
      lastFailure: failureView(
        failures.find((f) => f.connector === one.id),
        lang,
      ),
      terms: { ...one.descriptor.terms, note: say(one.descriptor.terms.note, lang) },
      streams: Object.entries(one.source === null ? {} : one.descriptor.streams).map(([stream, spec]) => {
        const now = health.find((h) => h.connector === one.id && h.stream === stream)
        return {
          stream,
          title: say(spec.title, lang),
          adUse: spec.terms.adUse,
          reachesOffers: mayReachOffers(spec.terms.adUse),
          retentionDays: spec.retentionDays,
          accounts: now?.accounts ?? 0,
          facts: now?.facts ?? 0,
          failing: now?.failing ?? 0,
          problem: now?.problem ?? null,
          lastReadAt: now?.lastReadAt == null ? null : iso(now.lastReadAt),
          nextAt: now?.nextAt == null ? null : iso(now.nextAt),
        }
      }),
    })),
  }
}
