import { DAY } from './clock.ts'

/** The date it is in an IANA zone, `YYYY-MM-DD`: budgets, caps, reports and the dates of a campaign all turn by it. */
export function dayOf(atMs: number, timeZone: string): string {
  return dateText(atMs + zoneOffset(atMs, timeZone))
}

/** The first moment of a date in a zone; where clocks jump over midnight, that is later than 00:00. */
export function dayStart(day: string, timeZone: string): number {
  if (day === lastStart.day && timeZone === lastStart.timeZone) return lastStart.at
  const at = startOf(day, timeZone)
  lastStart = { day, timeZone, at }
  return at
}

// Mostly of today, thousands of times a second.
let lastStart = { day: '', timeZone: '', at: 0 }

function startOf(day: string, timeZone: string): number {
  const utc = Date.parse(`${day}T00:00:00Z`)
  // A zone's clock changes at most once in these two days: midnight is meant by the one offset or by the other.
  const [early, late] = [utc - DAY, utc + DAY].map((at) => utc - zoneOffset(at, timeZone)).sort((a, b) => a - b)
  return dayOf(early!, timeZone) >= day ? early! : late!
}

/** The date so many days after (or before) another, in no zone: `2026-03-01` after `2026-02-28`. */
export function daysAfter(day: string, days: number): string {
  return dateText(Date.parse(`${day}T00:00:00Z`) + days * DAY)
}

function dateText(atMs: number): string {
  const day = Math.floor(atMs / DAY)
  if (day !== lastDay) {
    lastText = new Date(atMs).toISOString().slice(0, 10)
    lastDay = day
  }
  return lastText
}

let lastDay = Number.NaN
let lastText = ''

/** How far a zone is ahead of UTC at a moment, in ms. */
export function zoneOffset(atMs: number, timeZone: string): number {
  const minute = Math.floor(atMs / 60_000)
  let known = knownOffsets.get(timeZone)
  if (known === undefined) {
    known = new Map()
    knownOffsets.set(timeZone, known)
  }
  const offset = known.get(minute)
  if (offset !== undefined) return offset
  if (known.size === MOST_MINUTES) known.clear()
  const found = offsetAt(atMs, timeZone)
  known.set(minute, found)
  return found
}

// It is mostly asked of now, of the ends of today and of its cut-off, thousands of times a second. Clocks are set at whole minutes
// (St John's once did at 0:01).
const knownOffsets = new Map<string, Map<number, number>>()
const MOST_MINUTES = 64

function offsetAt(atMs: number, timeZone: string): number {
  const parts = formatOf(timeZone).formatToParts(atMs)
  const n = (type: string) => Number(parts.find((p) => p.type === type)?.value ?? 0)
  const local = Date.UTC(n('year'), n('month') - 1, n('day'), n('hour'), n('minute'), n('second'))
  return local - Math.floor(atMs / 1000) * 1000
}

// Making one costs 50 µs, which an intake of thousands of orders a second would feel.
const formats = new Map<string, Intl.DateTimeFormat>()
function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(timeZone, format)
  }
  return format
}
