import { dayOf, dayStart, daysAfter } from '../base/day.ts'
import { DECISION_DAYS } from '../duties/retention.ts'
import { httpFail } from '../http/problems.ts'

/** A date that no calendar of ours holds is a slip, and no database takes it. */
const LAST_TIME = Date.UTC(9_999, 0)

/** A moment; a date of the shop's zone is its first one, as `to` its last: both ends of a span are in it. @throws http/invalid */
export function readTime(field: 'from' | 'to', text: string | undefined, timeZone: string): number | null {
  if (text === undefined) return null
  const at = Date.parse(text)
  if (!(Math.abs(at) < LAST_TIME)) throw httpFail('http/invalid', { params: { field, reason: 'ISO 8601' }, field })
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return at
  return dayStart(field === 'to' ? daysAfter(text, 1) : text, timeZone)
}

/** Nothing older is kept. */
const MOST_DAYS = DECISION_DAYS
const USUAL_DAYS = 30

/** The shop's days of a report and when each begins, the first not before `from`; without it the last thirty and today. */
export function daysUntil(to: number, from: number | null, timeZone: string): { day: string; from: number }[] {
  const last = dayOf(to - 1, timeZone)
  const earliest = daysAfter(last, -MOST_DAYS)
  const asked = from === null ? daysAfter(last, -USUAL_DAYS) : dayOf(from, timeZone)
  const days: { day: string; from: number }[] = []
  for (let day = asked > earliest ? asked : earliest; day <= last; day = daysAfter(day, 1))
    days.push({ day, from: Math.max(from ?? 0, dayStart(day, timeZone)) })
  return days
}
