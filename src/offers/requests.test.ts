import { expect, test } from 'vitest'
import { type PageRequest, Requests } from './requests.ts'

const request = (word: string): PageRequest => ({
  ...{
    pageCategories: [],
    pageWords: Array.from({ length: 1_000 }, () => word),
    place: null,
    device: null,
    language: null,
  },
  ...{ hourOfWeek: 0, visitor: null, slot: 'a', format: ['card'] },
})

test('the last requests are remembered, one in 20 ms, with the first words of their page', () => {
  const requests = new Requests()
  let asked = 0
  const note = (at: number) =>
    requests.note('s', at, () => {
      asked++
      return request(String(at))
    })
  for (const at of [0, 5, 19, 20, 39, 40]) note(at)
  expect(asked).toBe(3)
  expect(requests.of('s')).toMatchObject({ since: 0, list: [{ slot: 'a' }, {}, {}] })
  expect(requests.of('s').list[0]!.pageWords).toHaveLength(300)
  for (let n = 0; n < 600; n++) note(100 + n * 20)
  expect(requests.of('s').list).toHaveLength(500)
  expect(requests.of('other')).toEqual({ list: [], since: null })
})

test('of all sites together so many are remembered; who was not asked for lately goes first', () => {
  const requests = new Requests()
  for (let site = 0; site < 12; site++)
    for (let n = 0; n < 500; n++) requests.note(`s${site}`, n * 20, () => request('x'))
  const counts = Array.from({ length: 12 }, (_, site) => requests.of(`s${site}`).list.length)
  expect(counts.reduce((a, b) => a + b)).toBeLessThanOrEqual(5_000)
  expect(counts.slice(0, 2)).toEqual([0, 0])
  expect(counts.at(-1)).toBe(500)
})
