import { DAY, HOUR, MINUTE } from '../base/clock.ts'
import { zoneOffset } from '../base/day.ts'

/** When the carrier comes. */
export interface VanTimes {
  /** "HH:MM" in the local time of `timeZone`. */
  readonly cutOff: string
  readonly timeZone: string
  /** Days of the week on which it comes, ISO 8601: 1 Monday to 7 Sunday; at least one. */
  readonly vanDays: readonly number[]
}

/** How the floor stands, as far as a promise goes. */
export interface Outlook {
  /** Working time until an order placed now is out, in ms: what is before it, and itself. */
  readonly workMs: number
  /** Is there somebody at work now for each step? */
  readonly isStaffed: boolean
  /** When people usually begin and end, in minutes after the shop's midnight; null: not known yet. */
  readonly hours: { readonly from: number; readonly to: number } | null
}

/**
 * When an order placed at `atMs` leaves the building: with the first van after the floor can have it ready. Without an outlook, as of a
 * shop that has not shipped yet, the floor is taken to be as quick as it must.
 */
export function promiseAt(atMs: number, vans: VanTimes, outlook: Outlook | null): number {
  return vanAfter(readyAt(atMs, vans, outlook), vans)
}

/** Does an order that comes now miss the van that a floor without a backlog would make? */
export function isBehind(atMs: number, vans: VanTimes, outlook: Outlook | null): boolean {
  return promiseAt(atMs, vans, outlook) > vanAfter(atMs, vans)
}

/** The first van that leaves after a moment. */
export function vanAfter(atMs: number, { cutOff, timeZone, vanDays }: VanTimes): number {
  const [hours = 0, minutes = 0] = cutOff.split(':').map(Number)
  const today = localDay(atMs, timeZone)
  for (let n = 0; n <= 7; n++) {
    // Each day by its own date, so that the hour stays right when clocks change in between.
    const day = today + n * DAY
    const van = atLocal(day, hours * 60 + minutes, timeZone)
    if (van > atMs && vanDays.includes(weekday(day))) return van
  }
  throw new RangeError('a van comes on one day of the week at least')
}

/** Who is late by more than this does not come today. */
const LATE = HOUR
/** Whoever is here after the usual end stays so long. */
const STAYS = HOUR
/** Work that takes longer than this is promised for no day that anybody could know. */
const FARTHEST_DAYS = 60

/** When the floor has an order ready that is placed at `atMs`. */
export function readyAt(atMs: number, { timeZone, vanDays }: VanTimes, outlook: Outlook | null): number {
  if (outlook === null) return atMs
  const { workMs, isStaffed, hours } = outlook
  if (hours === null) return atMs + workMs
  const today = localDay(atMs, timeZone)
  let left = workMs
  for (let n = 0; n < FARTHEST_DAYS; n++) {
    const day = today + n * DAY
    const isNow = n === 0 && isStaffed
    if (!isNow && !vanDays.includes(weekday(day))) continue
    const opens = atLocal(day, hours.from, timeZone)
    if (!isNow && atMs > opens + LATE) continue
    const from = isNow ? atMs : Math.max(opens, atMs)
    const until = Math.max(atLocal(day, hours.to, timeZone), from + (isNow ? STAYS : MINUTE))
    if (left <= until - from) return from + left
    left -= until - from
  }
  return atLocal(today + FARTHEST_DAYS * DAY, hours.from, timeZone)
}

/** Times in promises are ones that people say. */
const STEP = 5 * MINUTE

/** Until when an order may come and still leave with the van at `vanAt`, as the floor stands at `atMs`. */
export function orderBy(atMs: number, vans: VanTimes, outlook: Outlook | null, vanAt: number): number {
  // Whoever orders later, at an hour of work, finds people there, who have at most what is before them now.
  const latest = vanAt - (outlook?.workMs ?? 0)
  const isInTime = readyAt(latest, vans, outlook && { ...outlook, isStaffed: isAtWork(latest, vans, outlook) }) <= vanAt
  const last = isInTime ? latest : atMs + vanAt - readyAt(atMs, vans, outlook)
  return Math.max(atMs, Math.floor(last / STEP) * STEP)
}

/** Is it an hour at which people usually work? */
function isAtWork(atMs: number, { timeZone, vanDays }: VanTimes, { hours }: Outlook): boolean {
  if (hours === null) return true
  const day = localDay(atMs, timeZone)
  const isBetween = atLocal(day, hours.from, timeZone) <= atMs && atMs < atLocal(day, hours.to, timeZone)
  return isBetween && vanDays.includes(weekday(day))
}

/** 1 Monday to 7 Sunday, of a date as its midnight UTC. 1970 began on a Thursday. */
const weekday = (day: number): number => ((Math.floor(day / DAY) + 3) % 7) + 1

/** Midnight UTC of the date it is in the zone. */
function localDay(atMs: number, timeZone: string): number {
  return Math.floor((atMs + zoneOffset(atMs, timeZone)) / DAY) * DAY
}

/** The moment at which the zone's clock shows `minutes` after midnight of that date. */
function atLocal(day: number, minutes: number, timeZone: string): number {
  const guess = day + minutes * MINUTE
  const first = guess - zoneOffset(guess, timeZone)
  return guess - zoneOffset(first, timeZone)
}
