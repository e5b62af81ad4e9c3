import { expect, test } from 'vitest'
import { after, asked, type HostState, leftAloneMs, UNTRIED } from './breaker.ts'

const AT = 1_000_000
const failed = (times: number, from: HostState = UNTRIED, said = 0): HostState =>
  Array.from({ length: times }).reduce<HostState>((state) => after(state, said, AT), from)

test('four failures keep nobody away, the fifth does for two seconds, and each further one doubles that up to a minute', () => {
  expect(leftAloneMs(failed(4), AT)).toBe(0)
  expect([5, 6, 7, 9, 10, 50].map((times) => leftAloneMs(failed(times), AT))).toEqual([
    2_000, 4_000, 8_000, 32_000, 60_000, 60_000,
  ])
  expect(leftAloneMs(failed(5), AT + 2_000)).toBe(0)
})

test('after that one may look, and everybody else waits for what comes of it', () => {
  const away = failed(5)
  const later = AT + 2_000
  const looking = asked(away, later)
  expect([leftAloneMs(away, later), leftAloneMs(looking, later), leftAloneMs(looking, later + 1_000)]).toEqual([
    0, 1_000, 0,
  ])
  expect(leftAloneMs(after(looking, 'well', later), later)).toBe(0)
  expect(leftAloneMs(after(looking, 0, later), later)).toBe(4_000)
  expect(asked(failed(4), AT)).toEqual(failed(4))
})

test('one answer, whatever it says, and all is forgotten', () => {
  expect(after(failed(20), 'well', AT)).toEqual(UNTRIED)
})

test('a service that asks for longer is left alone for longer, a minute at most', () => {
  expect(leftAloneMs(failed(1, failed(4), 30_000), AT)).toBe(30_000)
  expect(leftAloneMs(failed(1, failed(4), 3_600_000), AT)).toBe(60_000)
  expect(leftAloneMs(failed(1, UNTRIED, 30_000), AT)).toBe(0)
})
