import { DAY, MINUTE } from '../base/clock.ts'

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
  return Math.floor((atMs + offsetMs(atMs, timeZone)) / DAY) * DAY
}

/** The moment at which the zone's clock shows `minutes` after midnight of that date. */
function atLocal(day: number, minutes: number, timeZone: string): number {
  const guess = day + minutes * MINUTE
  const first = guess - offsetMs(guess, timeZone)
  return guess - offsetMs(first, timeZone)
}

/** How far the zone is ahead of UTC. */
function offsetMs(atMs: number, timeZone: string): number {
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
