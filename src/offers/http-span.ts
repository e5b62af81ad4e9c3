import { dayOf, dayStart, daysAfter } from '../base/day.ts'
import { DECISION_DAYS } from '../duties/retention.ts'
import { httpFail } from '../http/problems.ts'

/** A date that no calendar of ours holds is a slip, and no database takes it. */
const LAST_TIME = Date.UTC(10_000, 0)

/** A moment, or a date of the shop's zone as its first one. @throws http/invalid */
export function readTime(field: string, text: string | undefined, timeZone: string): number | null {
  if (text === undefined) return null
  const at = Date.parse(text)
  if (!(Math.abs(at) < LAST_TIME)) throw httpFail('http/invalid', { params: { field, reason: 'ISO 8601' }, field })
  return /^\d{4}-\d\d-\d\d$/.test(text) ? dayStart(text, timeZone) : at
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
