import { expect, test } from 'vitest'
import { newLabelPress } from './label-press.ts'

test('labels are printed in a thread of its own as PDF with an embedded font, many at once', async () => {
  const press = newLabelPress()
  const label = { code: 'B07-32', big: 'B07-32', small: ['青瓷杯'] }
  const sheet = { kind: 'sheet', labels: Array.from({ length: 25 }, () => label) } as const
  const [one, two] = await Promise.all([press.run(sheet), press.run({ ...sheet, labels: [label] })])
  const text = new TextDecoder('latin1').decode(one)
  expect(text.slice(0, 5)).toBe('%PDF-')
  expect(one.length).toBeGreaterThan(two.length)
  await press.stop()
})
