import { DAY, MINUTE } from '../base/clock.ts'
import { zoneOffset } from '../base/day.ts'

/**
 * When an order placed at `atMs` leaves the building: with the carrier's next van, today's if it has not left yet.
 * @param cutOff "HH:MM" in the local time of `timeZone`
 */
export function promiseAt(atMs: number, cutOff: string, timeZone: string): number {
  const [hours = 0, minutes = 0] = cutOff.split(':').map(Number)
  const today = localDay(atMs, timeZone)
  const van = atLocal(today, hours * 60 + minutes, timeZone)
  // The day after by its own date, so that the hour stays right when clocks change in between.
  return van > atMs ? van : atLocal(today + DAY, hours * 60 + minutes, timeZone)
}

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
