import { DAY } from '../base/clock.ts'
import { dayOf, dayStart, daysAfter, zoneOffset } from '../base/day.ts'
import { type Lang, say, type Text } from '../base/i18n.ts'
import { type Outlook, orderBy, promiseAt, type VanTimes } from '../orders/promise.ts'

/** What an offer promises of its shipping. */
export interface Promised {
  /** How many days from now by the shop's dates: 0 today. */
  readonly inDays: number
  /** Whoever orders until then is promised it. */
  readonly orderBy: number
  /** The same by the shop's clock, `HH:MM`. */
  readonly by: string
  /** The end of the day on which it is to leave: it is kept when it shipped before. */
  readonly until: number
  /** 0 Monday to 6 Sunday: the day it is to leave. */
  readonly weekday: number
}

/** What may be promised now, as the floor stands. */
export function promisedAt(at: number, vans: VanTimes, outlook: Outlook | null): Promised {
  const { timeZone } = vans
  const vanAt = promiseAt(at, vans, outlook)
  const last = orderBy(at, vans, outlook, vanAt)
  const day = dayOf(vanAt, timeZone)
  const midnight = Date.parse(day)
  return {
    inDays: Math.round((midnight - Date.parse(dayOf(at, timeZone))) / DAY),
    orderBy: last,
    by: new Date(last + zoneOffset(last, timeZone)).toISOString().slice(11, 16),
    until: dayStart(daysAfter(day, 1), timeZone),
    weekday: (midnight / DAY + 3) % 7,
  }
}

const WORDS = {
  today: { zh: '{by} 前下单，今天发', en: 'Ships today if ordered by {by}' },
  later: { zh: '有货，{when}能发', en: 'In stock, ships {when}' },
  tomorrow: { zh: '明天', en: 'tomorrow' },
} satisfies Record<string, Text>

const DAYS: readonly Text[] = [
  { zh: '周一', en: 'on Monday' },
  { zh: '周二', en: 'on Tuesday' },
  { zh: '周三', en: 'on Wednesday' },
  { zh: '周四', en: 'on Thursday' },
  { zh: '周五', en: 'on Friday' },
  { zh: '周六', en: 'on Saturday' },
  { zh: '周日', en: 'on Sunday' },
]
/** Beyond a week a day of the week would be another week's. */
const NAMED_DAYS = 6
const FAR: Text = { zh: '{n} 天内', en: 'within {n} days' }

/** A promise as a shopper reads it. */
export function sayPromise({ inDays, by, weekday }: Promised, lang: Lang): string {
  if (inDays === 0) return say(WORDS.today, lang, { by })
  const when = inDays === 1 ? WORDS.tomorrow : inDays <= NAMED_DAYS ? DAYS[weekday]! : FAR
  return say(WORDS.later, lang, { when: say(when, lang, { n: inDays }) })
}
