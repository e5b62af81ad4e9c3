import { expect, test } from 'vitest'
import { idTime, isId, newId, uuidv7 } from './id.ts'

test.each([0, 1, 1_645_557_742_000, 2 ** 48 - 1])('an id of %d says when it was made', (at) => {
  const id = uuidv7(at, new Uint8Array(10).fill(255))
  expect([isId(id), idTime(id)]).toEqual([true, at])
})

test('the example of RFC 9562, appendix A.6', () => {
  expect(idTime('017f22e2-79b0-7cc3-98c4-dc0c0c07398f')).toBe(Date.UTC(2022, 1, 22, 19, 22, 22))
})

test('a new id is of now', () => {
  const before = Date.now()
  const at = idTime(newId())
  expect(at >= before && at <= Date.now()).toBe(true)
})
