import { expect, test } from 'vitest'
import { judgeScan } from './scan.ts'
import type { Task, TaskKind } from './task.ts'

const title = { zh: '青瓷杯', en: 'Celadon mug' }
const taskOf = (kind: TaskKind, picked = 0): Task => ({
  id: 't',
  kind,
  orderId: 'o',
  state: 'working',
  staffId: 's',
  epoch: 1,
  zone: null,
  lines: [
    {
      seq: 0,
      bin: kind === 'pick' ? 'A01-05' : '',
      sku: 'MUG',
      barcode: '0012345678905',
      title,
      qty: 2,
      picked,
      short: 0,
    },
  ],
})
const judge = (kind: TaskKind, code: string, picked = 0) => judgeScan(taskOf(kind, picked), { code, qty: 1 })

test('a UPC-A counts as 12 digits and as the EAN with its 0', () => {
  for (const code of ['012345678905', '0012345678905', ']E00012345678905', 'MUG'])
    expect(judge('pick', code)).toMatchObject({ verdict: 'right', line: 0, left: 1 })
  expect(judge('pick', '12345678905').verdict).toBe('wrong')
})

test('a wrong code at the rack names the bin to go to; at the packing table there is none to name', () => {
  expect(judge('pick', 'KETTLE').text).toEqual({
    zh: '不是这件。放回去，到 A01-05 拿青瓷杯。',
    en: 'Not this one. Put it back, take Celadon mug from A01-05.',
  })
  expect(judge('pack', 'KETTLE').text).toEqual({
    zh: '不是这一箱的。放一边，接着扫青瓷杯。',
    en: 'Not for this box. Put it aside, scan Celadon mug next.',
  })
})

test('a wrong bin, or what is no bin’s code where a bin is wanted, is told as such with nothing to put back', () => {
  expect(judge('pick', 'a01-06')).toMatchObject({
    verdict: 'wrong',
    text: { zh: '货位不对：扫到的是 a01-06，要去 A01-05。', en: 'Wrong bin: you scanned a01-06, go to A01-05.' },
  })
  expect(judgeScan(taskOf('pick'), { code: 'KETTLE', qty: 1 }, true).text).toEqual({
    zh: 'KETTLE 不是货位码。去 A01-05 扫货位牌。',
    en: 'KETTLE is not a bin code. Go to A01-05 and scan its plate.',
  })
  expect(judgeScan(taskOf('pick'), { code: 'MUG', qty: 1 }, true).verdict).toBe('right')
})

test('one too many goes back into its bin at the rack, and aside at the packing table', () => {
  expect(judge('pick', 'MUG', 2)).toMatchObject({ verdict: 'extra', text: { en: expect.stringContaining('back') } })
  expect(judge('pack', 'MUG', 2)).toMatchObject({ verdict: 'extra', text: { en: expect.stringContaining('aside') } })
})

test('a code of any length is judged', () => {
  expect(judge('pick', '9'.repeat(7000)).verdict).toBe('wrong')
})
