import { expect, test } from 'vitest'
import { isTelling } from './match.ts'

test('a unit of measure is never named as what a page and goods have in common', () => {
  for (const unit of ['毫升', '克', '千克', '厘米', '毫米', '件', '只', '个', 'ml', 'cm', 'kg', 'pcs', 'litre', 'gram'])
    expect(isTelling(unit), unit).toBe(false)
  expect(isTelling('手冲')).toBe(true)
})
