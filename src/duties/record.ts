import { type Lang, say, type Text } from '../base/i18n.ts'
import { type AdUse, type Connector, isRead, readableOf } from '../connectors/connector.ts'
import { placeIn } from '../consent/apart.ts'
import type { Site } from '../sites/site.ts'
import { IDLE_DAYS, type Kept, RETENTION } from './retention.ts'

/** A source as the site has it: a kind of account, or one that nobody signs in with. */
export interface SourceOf {
  readonly id: string
  readonly names: Text
  readonly descriptor: Connector
  readonly source: string | null
  /** Its server, where the setting says it. */
  readonly server: string | null
}

/** What only the database knows. */
export interface Counted {
  readonly shoppers: number
  readonly staff: number
  readonly carriers: readonly Text[]
  readonly payments: readonly Text[]
  readonly pushHosts: readonly string[]
  /** Back ends of the merchant's own that sign their visitors in here. */
  readonly backEnds: readonly string[]
}

/** Everything the record is written from. */
export interface RecordInput {
  readonly site: Pick<Site, 'slug' | 'name' | 'settings' | 'origins'>
  readonly sources: readonly SourceOf[]
  readonly counted: Counted
  readonly isSecure: boolean
  /** Does the database hold sites apart by policy for the role it is asked with? */
  readonly isApart: boolean
}

/** One readable part of a source, as the record and the notice tell it. */
export interface StreamRow {
  readonly source: string
  readonly title: string
  readonly purpose: string
  readonly scope: string
  readonly keeps: string
  readonly days: number
  readonly adUse: AdUse
  readonly docs: string
  readonly reviewed: string
  readonly readEvery: string
  readonly place: string
  readonly isSensitive: boolean
}

const WORDS = {
  aboutOnly: { zh: '只留讲什么，不留原话', en: 'what it is about; no names, no words' },
  withName: { zh: '标题和讲什么', en: 'its title and what it is about' },
  signInAlone: { zh: '登录即可', en: 'sign-in alone' },
  here: { zh: '本站', en: 'this site' },
  theirServer: { zh: '各人自己的服务器', en: 'each person’s own server' },
  atSignIn: { zh: '登录时', en: 'at a sign-in' },
  every: { zh: '每 {hours} 小时', en: 'every {hours} hours' },
  uploaded: { zh: '本人上传时', en: 'when they upload it' },
  asItHappens: { zh: '发生时', en: 'as it happens' },
} satisfies Record<string, Text>

/** Every stream that can be read here, source by source, as it is configured now. */
export function streamRows({ sources }: Pick<RecordInput, 'sources'>, lang: Lang): StreamRow[] {
  return sources.flatMap(({ names, descriptor, source, server }) =>
    Object.values(readableOf(descriptor, source)).map((spec) => ({
      source: [say(names, lang), URL.parse(server ?? '')?.host].filter(Boolean).join(' '),
      title: say(spec.title, lang),
      purpose: say(spec.purpose, lang),
      scope: isRead(spec) ? (spec.scope ?? say(WORDS.signInAlone, lang)) : '-',
      keeps: say(spec.keepsName ? WORDS.withName : WORDS.aboutOnly, lang),
      days: spec.retentionDays,
      adUse: spec.terms.adUse,
      docs: spec.terms.docs,
      reviewed: spec.terms.reviewed,
      readEvery: isRead(spec)
        ? spec.everyHours === null
          ? say(WORDS.atSignIn, lang)
          : say(WORDS.every, lang, { hours: spec.everyHours })
        : say('holds' in spec ? WORDS.uploaded : WORDS.asItHappens, lang),
      place: placeOf(descriptor, lang),
      isSensitive: spec.sensitive !== undefined,
    })),
  )
}

function placeOf({ country }: Connector, lang: Lang): string {
  if (country === undefined) return say(WORDS.here, lang)
  return country === null ? say(WORDS.theirServer, lang) : placeIn(country, lang)
}

/** A kind of data with how long it stays, told once for tables that hold the same. */
export interface KeptRow {
  readonly whose: Kept['whose']
  readonly holds: string
  readonly howLong: string
  readonly tables: string
}

const ENDS = {
  at: { zh: '到期即删', en: 'deleted when its time is over' },
  days: { zh: '{n} 天', en: '{n} days' },
  years: { zh: '{n} 年', en: '{n} years' },
  stream: { zh: '按各数据流的期限（见来源表）', en: 'as each stream says (see the sources)' },
  person: {
    zh: '到本人删除，或 {n} 天没有登录',
    en: 'until the person erases it, or has not signed in for {n} days',
  },
  account: { zh: '到断开这个账号', en: 'until the account is disconnected' },
  session: { zh: '到登录结束', en: 'until the sign-in ends' },
  staff: { zh: '在职期间', en: 'while they are of the staff' },
  number: {
    zh: '账目需要多久留多久；只有随机编号，本人删除后认不出是谁',
    en: 'as long as the books need it; a random number only, which leads nowhere once its person is erased',
  },
} satisfies Record<string, Text>

function howLong({ ends, days = 0 }: Kept, lang: Lang): string {
  if (ends !== 'time') return say(ENDS[ends], lang, { n: IDLE_DAYS })
  if (days === 0) return say(ENDS.at, lang)
  return days % 365 === 0 && days > 365 ? say(ENDS.years, lang, { n: days / 365 }) : say(ENDS.days, lang, { n: days })
}

/** What is kept of whom and how long: the list that the daily deletion works by. */
export function keptRows(lang: Lang): KeptRow[] {
  const rows = new Map<string, { row: Omit<KeptRow, 'tables'>; tables: Set<string> }>()
  for (const kept of RETENTION) {
    const row = { whose: kept.whose, holds: say(kept.holds, lang), howLong: howLong(kept, lang) }
    const key = JSON.stringify(row)
    const same = rows.get(key) ?? { row, tables: new Set<string>() }
    same.tables.add(kept.table)
    rows.set(key, same)
  }
  return [...rows.values()].map(({ row, tables }) => ({ ...row, tables: [...tables].join(', ') }))
}

/** What is missing for a record that would stand before an authority. */
export function gapsOf({ site: { settings }, sources }: RecordInput, lang: Lang): string[] {
  const gaps: Text[] = []
  if (settings.operator === null)
    gaps.push({ zh: '谁负责（登记的名称）', en: 'who answers for it (the registered name)' })
  if (settings.privacyContact === null)
    gaps.push({ zh: '个人信息的联系方式', en: 'how people reach you about their data' })
  if (settings.country === null) gaps.push({ zh: '用户在哪国', en: 'the country of your people' })
  const isAbroad = sources.some(({ descriptor: { country } }) => country != null && country !== settings.country)
  if (settings.country !== null && isAbroad && settings.keptIn === null)
    gaps.push({ zh: '数据存在哪国', en: 'the country the data is kept in' })
  return gaps.map((gap) => say(gap, lang))
}
