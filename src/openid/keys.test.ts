import { expect, test } from 'vitest'
import { DAY } from '../base/clock.ts'
import { KEY_LIFE_MS, keysAt, TOLD_AFTER_MS, TOLD_BEFORE_MS } from './keys.ts'

const NOW = 1_000 * DAY
const key = (id: string, signsAt: number, alg: 'RS256' | 'ES256' = 'RS256') => ({ id, alg, signsAt })
const es = key('es', NOW, 'ES256')
const ids = (keys: readonly { id: string }[]) => keys.map(({ id }) => id)

test('a site without keys wants one of each kind', () => {
  expect(keysAt([], NOW)).toMatchObject({ missing: ['RS256', 'ES256'], due: [], told: [] })
})

test('the youngest key whose time has come signs; one that is to come is told of', () => {
  const now = keysAt([key('next', NOW + 1), key('old', NOW - 9), key('now', NOW), es], NOW)
  expect(now.signing.get('RS256')?.id).toBe('now')
  expect(ids(now.told)).toEqual(['now', 'es', 'old', 'next'])
  expect([now.missing, now.due]).toEqual([[], []])
})

test('a key is told of for a day after the next one signs, and is over then', () => {
  const keys = [key('old', 0), key('now', NOW), es]
  expect(ids(keysAt(keys, NOW + TOLD_AFTER_MS - 1).told)).toContain('old')
  const later = keysAt(keys, NOW + TOLD_AFTER_MS)
  expect([ids(later.over), ids(later.told)]).toEqual([['old'], ['now', 'es']])
})

test('the next key is made a day before the life of one ends, and only once', () => {
  const end = NOW + KEY_LIFE_MS - TOLD_BEFORE_MS
  const keys = [key('now', NOW), key('es', NOW + DAY, 'ES256')]
  expect(keysAt(keys, end - 1).due).toEqual([])
  expect(keysAt(keys, end).due).toEqual(['RS256'])
  expect(keysAt([...keys, key('next', end + TOLD_BEFORE_MS)], end).due).toEqual([])
})
