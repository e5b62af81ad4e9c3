import { expect, test } from 'vitest'
import { HOUR } from './clock.ts'
import { dayOf, dayStart, daysAfter } from './day.ts'

test('a day belongs to its zone, whatever UTC has', () => {
  const evening = Date.parse('2026-03-01T17:00:00Z')
  expect(dayOf(evening, 'Asia/Shanghai')).toBe('2026-03-02')
  expect(dayOf(evening, 'UTC')).toBe('2026-03-01')
  expect(dayOf(evening, 'America/Los_Angeles')).toBe('2026-03-01')
  expect(dayStart('2026-03-02', 'Asia/Shanghai')).toBe(Date.parse('2026-03-01T16:00:00Z'))
})

test.each(['Asia/Shanghai', 'Europe/London', 'America/Santiago', 'Africa/Cairo', 'Asia/Beirut', 'Pacific/Apia', 'UTC'])(
  'every day of two years in %s begins where the one before ends, also where clocks jump over midnight',
  (zone) => {
    for (let day = '2025-01-01'; day < '2027-01-01'; day = daysAfter(day, 1)) {
      const start = dayStart(day, zone)
      expect(dayOf(start, zone)).toBe(day)
      expect(dayOf(start - 1, zone)).toBe(daysAfter(day, -1))
      const hours = (dayStart(daysAfter(day, 1), zone) - start) / HOUR
      expect([23, 24, 25]).toContain(hours)
    }
  },
)

test('days are counted over months and leap years', () => {
  expect(daysAfter('2028-02-28', 1)).toBe('2028-02-29')
  expect(daysAfter('2026-01-01', -1)).toBe('2025-12-31')
})
