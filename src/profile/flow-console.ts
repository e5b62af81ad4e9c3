import { iso } from '../base/clock.ts'
import { type Lang, say, type Text } from '../base/i18n.ts'
import { knownProblem } from '../base/problem.ts'
import { isRead, mayReachOffers, readableOf, type StreamSpec } from '../connectors/connector.ts'
import { audit } from '../engine/audit.ts'
import { record } from '../engine/event-log.ts'
import { readingHealth, type StreamHealth } from '../reading/store.ts'
import { connectorsOf, fixedOf, redirectUri, setupView } from '../sign-in/flow-connectors.ts'
import { type Failure, lastFailures } from '../sign-in/store-failure.ts'
import { type Hanging, listHanging, listLeft } from '../sign-in/store-leaving.ts'
import type { Site } from '../sites/site.ts'
import type { Profiles } from './flow.ts'
import { myDataView } from './flow-view.ts'
import { profileFail } from './problems.ts'
import { listPeople } from './store.ts'
import { countAges } from './store-said.ts'

const PEOPLE_A_PAGE = 50

/** Shoppers by random key: what they agreed to, how much is held. No name, no interest: those take a reason. */
export async function peopleView(profiles: Profiles, site: Site, after: { at: number; id: string } | undefined) {
  const rows = await listPeople(profiles.core.db, site.id, after, PEOPLE_A_PAGE + 1)
  const shown = rows.slice(0, PEOPLE_A_PAGE)
  const ages = await countAges(profiles.core.db, site.id)
  const saying = (age: 'under' | 'of-age') => ages.find((one) => one.age === age)?.n ?? 0
  const last = rows.length > PEOPLE_A_PAGE ? shown.at(-1) : undefined
  return {
    items: shown.map((row) => ({ ...row, since: iso(row.since) })),
    // Counted, never who: that somebody is a child is not for a list.
    ages: { from: site.settings.minorAge, under: saying('under'), ofAge: saying('of-age') },
    next: last === undefined ? null : `${last.since}_${last.personId}`,
  }
}

/** What is held about one person, for staff: with a reason, which the audit keeps. @throws profile/not-found */
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
    const at = core.clock.now()
    await record(tx, { siteId: site.id, name: 'person.read', at, personId, payload: { staffId } })
    // What was typed may name them: it goes when they are erased.
    const note = (await core.vault.personBox(tx, site.id, personId)).seal(reason, 'audit|note')
    const who = { kind: 'staff', id: staffId } as const
    await audit(tx, { siteId: site.id, at, who, action: 'person.read', personId, note, outcome: 'done' })
  })
  const { age: _, ...view } = await myDataView(profiles, { site, personId, lang })
  return view
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
    readingHealth(core.db, site.id, core.clock.now()),
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
      setup: setupView(one, lang),
      calls: one.descriptor.calls ?? null,
      // Where people type their server nothing is registered by hand.
      isTyped: one.descriptor.login !== undefined && 'find' in one.descriptor.login.server,
      // It stands in tuidan.json: the console cannot remove it.
      isFixed: fixed.has(one.id),
      holds: heldBy(one.id, hanging),
      lastFailure: failureView(
        failures.find((f) => f.connector === one.id),
        lang,
      ),
      terms: { ...one.descriptor.terms, note: say(one.descriptor.terms.note, lang) },
      streams: Object.entries(readableOf(one.descriptor, one.source)).map(([stream, spec]) => {
        const now = health.find((h) => h.connector === one.id && h.stream === stream)
        return streamView(stream, spec, now, say(one.names, lang), lang)
      }),
    })),
  }
}

/** How the reading of one stream goes, and what to do about what does not. */
function streamView(stream: string, spec: StreamSpec, now: StreamHealth | undefined, source: string, lang: Lang) {
  const time = (at: number | null | undefined) => (at == null ? null : iso(at))
  return {
    stream,
    title: say(spec.title, lang),
    adUse: spec.terms.adUse,
    reachesOffers: mayReachOffers(spec.terms.adUse),
    retentionDays: spec.retentionDays,
    // Null: at a sign-in only.
    everyHours: isRead(spec) ? spec.everyHours : null,
    accounts: now?.accounts ?? 0,
    underWay: now?.underWay ?? 0,
    facts: now?.facts ?? 0,
    factsToday: now?.factsToday ?? 0,
    failing: now?.failing ?? 0,
    problem: now?.problem ?? null,
    trouble: now?.problem == null ? null : troubleView(now, source, lang),
    lastReadAt: time(now?.lastReadAt),
    nextAt: time(now?.nextAt),
  }
}

/** What most of the accounts that fail complain of, and what the merchant can do. */
function troubleView(now: StreamHealth, source: string, lang: Lang) {
  const code = now.problem as string
  const next = MERCHANT_NEXT[code] ?? MERCHANT_NEXT['profile/source-down']!
  const title = MERCHANT_TITLE[code]
  return {
    code,
    title: say(title ?? { zh: '{name}没有回应', en: '{name} does not answer' }, lang, { name: source }),
    next: say(next, lang, { name: source }),
    failing: now.failing,
    failures: now.failures,
  }
}

const MERCHANT_TITLE: Readonly<Record<string, Text>> = {
  'sign-in/needs-reconnect': { zh: '{name}的授权过期了', en: 'Connections to {name} have ended' },
  'profile/source-slow': { zh: '{name}太慢', en: '{name} is too slow' },
  'profile/source-busy': { zh: '{name}嫌我们问得太多', en: '{name} says we ask too often' },
  'profile/source-rubbish': { zh: '{name}的回答读不懂', en: 'The answers of {name} make no sense' },
  'profile/source-token': { zh: '{name}不认通行证', en: '{name} refuses the tokens' },
  'profile/source-forbidden': { zh: '{name}不让读这一项', en: '{name} does not allow this' },
  'profile/source-gone': { zh: '{name}没有这一项', en: '{name} does not have this' },
}

const WAIT: Text = {
  zh: '会自动再试。一直这样，就看看{name}的状态页。',
  en: 'It is tried again by itself. If it stays so, look at the status page of {name}.',
}
const MERCHANT_NEXT: Readonly<Record<string, Text>> = {
  'profile/source-down': WAIT,
  'profile/source-slow': WAIT,
  'profile/source-busy': {
    zh: '到时自动接着读。常常这样，就向{name}申请更高的额度。',
    en: 'Reading goes on by itself. If it happens often, ask {name} for a larger allowance.',
  },
  'profile/source-rubbish': {
    zh: '{name}可能改了接口。看看有没有新版本的连接器。',
    en: '{name} may have changed its interface. See whether there is a newer connector.',
  },
  'profile/source-token': {
    zh: '核对登记号和密钥，再测试一次。',
    en: 'Check client id and secret, and test again.',
  },
  'profile/source-forbidden': {
    zh: '在{name}的后台确认这个应用申请了这项权限；或者是用户没有勾选。',
    en: 'See at {name} whether this app was granted the permission; or people did not tick it.',
  },
  'profile/source-gone': {
    zh: '核对数据源地址；{name}也可能不再提供这一项。',
    en: 'Check the address of the source; {name} may also have stopped offering this.',
  },
  'sign-in/needs-reconnect': {
    zh: '这些用户再登录一次，就会接着读。',
    en: 'Reading goes on when these people sign in again.',
  },
}
