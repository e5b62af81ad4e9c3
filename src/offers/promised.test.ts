import { expect, test } from 'vitest'
import { HOUR, iso } from '../base/clock.ts'
import { promisedAt, sayPromise } from './promised.ts'

const vans = { cutOff: '16:00', timeZone: 'Asia/Shanghai', vanDays: [1, 2, 3, 4, 5] }
const at = (text: string) => Date.parse(`2026-11-${text}:00+08:00`)
const busy = (hours: number) => ({ workMs: hours * HOUR, isStaffed: true, hours: { from: 8 * 60, to: 18 * 60 } })

test('what ships today is promised until the last moment at which the floor can still make the van', () => {
  const promised = promisedAt(at('27T10:00'), vans, busy(1.5))
  expect(promised).toMatchObject({ inDays: 0, by: '14:30', weekday: 4 })
  expect(iso(promised.until)).toBe('2026-11-27T16:00:00.000Z')
  expect(sayPromise(promised, 'zh')).toBe('14:30 前下单，今天发')
  expect(sayPromise(promised, 'en')).toBe('Ships today if ordered by 14:30')
  expect(promisedAt(at('27T10:00'), vans, null).by).toBe('16:00')
})

test('a floor that is behind promises a later day, by the name people say', () => {
  const on = (from: string, hours: number) => sayPromise(promisedAt(at(from), vans, busy(hours)), 'en')
  expect(on('26T10:00', 7)).toBe('In stock, ships tomorrow')
  expect(on('27T10:00', 7)).toBe('In stock, ships on Monday')
  expect(on('27T10:00', 100)).toMatch(/^In stock, ships within 1\d days$/)
})
