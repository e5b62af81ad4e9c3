import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BanditLogReader, missingColumns } from './bandit-log.ts'
import { CsvReader } from './csv.ts'
import { Names } from './growing.ts'
import { missingInTable, RewardTableReader } from './reward-table.ts'

function rowsOf(text: string, cut = text.length): { header: string[]; rows: string[][]; bad: number } {
  const found = { header: [] as string[], rows: [] as string[][] }
  const reader = new CsvReader(
    (header) => {
      found.header = [...header]
    },
    (row) => found.rows.push([...row]),
  )
  for (let at = 0; at < text.length; at += cut) reader.feed(text.slice(at, at + cut))
  reader.end()
  return { ...found, bad: reader.bad }
}

describe('a table of text', () => {
  test('is read the same however it comes in pieces', () => {
    const text = '\ufeffa;b\r\n1;"x; ""y"" \n z"\r\n\r\n2;\r\n3;4;5\r\n'
    const whole = rowsOf(text)
    expect(whole).toEqual({
      header: ['a', 'b'],
      rows: [
        ['1', 'x; "y" \n z'],
        ['2', ''],
      ],
      bad: 1,
    })
    for (let cut = 1; cut < text.length; cut++) expect(rowsOf(text, cut)).toEqual(whole)
  })

  test('loses one line by a mark that was never closed, not the rest', () => {
    expect(rowsOf('a,b\n"1,2\n3,4\n5,6\n')).toMatchObject({
      rows: [
        ['3', '4'],
        ['5', '6'],
      ],
      bad: 1,
    })
  })

  test('of any bytes is read to its end', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.integer({ min: 1, max: 20 }),
        (text, cut) => void rowsOf(text, cut),
      ),
    )
  })
})

describe('a table of rewards', () => {
  test('is known by the usual names of its columns, in any order', () => {
    expect(missingInTable(['Timestamp', 'ITEM ID', 'user_id', 'Clicked'])).toEqual([])
    expect(missingInTable(['user', 'reward'])).toEqual(['item'])
    const reader = new RewardTableReader(['time', 'clicked', 'age', 'item_id', 'city', 'user_id'])
    reader.add(['2026-01-01', 'true', '30', 'a', '杭州', 'u1'])
    reader.add(['2026-01-02', '0.5', '', 'b', '上海', 'u2'])
    for (const bad of [
      ['t', 'x', '1', 'a', '', 'u'],
      ['t', '1', '1', '', '', 'u'],
      ['t', 'NaN', '1', 'a', '', 'u'],
    ])
      reader.add(bad)
    const table = reader.done()
    expect(reader.bad).toBe(3)
    expect(table).toMatchObject({ rows: 2, users: 2, items: ['a', 'b'] })
    expect([...table.reward]).toEqual([1, 0.5])
    expect([...table.at!]).toEqual([Date.parse('2026-01-01'), Date.parse('2026-01-02')])
    expect(table.features.map(({ name, numbers }) => [name, numbers && [...numbers]])).toEqual([
      ['age', [30, Number.NaN]],
      ['city', null],
    ])
  })
})

describe('a bandit’s log', () => {
  const header = ['', 'timestamp', 'item_id', 'position', 'click', 'propensity_score', 'user_feature_0']
  test('lacks what it lacks', () => {
    expect(missingColumns(header)).toEqual([])
    expect(missingColumns(['item_id', 'click'])).toEqual(['propensity_score'])
  })

  test('takes rows with a chance above 0 and not above 1, and counts the others', () => {
    const names = { items: new Names(), positions: new Names() }
    const reader = new BanditLogReader(header, names)
    const row = (item: string, click: string, chance: string) => reader.add(['0', 't', item, '1', click, chance, 'x'])
    row('3.0', '1', '0.5')
    row('3', '0', '1')
    for (const chance of ['0', '-0.1', '1.1', 'NaN', '', 'x']) row('3', '1', chance)
    row('', '1', '0.5')
    const log = reader.done()
    expect([log.rows, reader.bad, names.items.list.length]).toEqual([2, 7, 1])
    expect([...log.propensity]).toEqual([0.5, 1])
  })
})
