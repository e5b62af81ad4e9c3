import { expect, test } from 'vitest'
import { usedWords } from './used-words.ts'

const goods = ['细口手冲壶', 'Gooseneck kettle for pour-over', '配滤纸']

test('terms become the words they stand in on the product, strongest first', () => {
  const used = { matched: ['kettle', '手冲', '冲壶', '滤纸'], goods, pageWords: ['闷蒸'], pageCategory: null }
  expect(usedWords(used)).toEqual(['kettle', '手冲壶', '滤纸'])
})

test('words that led to a category are named only where that category speaks for the product', () => {
  const used = { matched: ['细口'], goods, pageWords: ['滤杯', '帐篷'], pageCategory: 'kitchen/coffee/pour-over' }
  expect(usedWords(used)).toEqual(['细口', '滤杯'])
  expect(usedWords({ ...used, pageCategory: 'outdoor/camping' })).toContain('帐篷')
  expect(usedWords({ ...used, pageCategory: null })).toEqual(['细口'])
})

test('nothing is named twice, nor what was not used', () => {
  expect(usedWords({ matched: ['手冲'], goods: ['手冲', '手冲壶'], pageWords: [], pageCategory: null })).toEqual([
    '手冲',
  ])
  expect(usedWords({ matched: [], goods, pageWords: ['滤杯'], pageCategory: null })).toEqual([])
})
