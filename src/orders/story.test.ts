import { expect, test } from 'vitest'
import { notInBins } from './held.ts'
import { orderStory } from './story.ts'

const events = [
  { name: 'order.placed', at: 1, payload: { number: '10001', pieces: 3, total: 16800, currency: 'CNY' } },
  { name: 'task.offered', at: 2, payload: { kind: 'pick', worker: '阿明' } },
  { name: 'scan.refused', at: 3, payload: { code: '690' } },
  { name: 'parcel.shipped', at: 4, payload: { carrier: '顺丰', tracking: 'SF1', worker: '小周' } },
  { name: 'order.cancelled', at: 5, payload: { by: 'staff', reason: '内部：疑似刷单' } },
  { name: 'toString', at: 6, payload: {} },
]

test('staff read who did what and why', () => {
  const story = orderStory(events, 'staff')
  expect(story.map((s) => s.at)).toEqual([1, 2, 3, 4, 5])
  expect(story[1]).toEqual({
    at: 2,
    kind: 'floor',
    text: { zh: '拣货派给 阿明', en: 'Picking offered to 阿明' },
    who: '阿明',
  })
  expect(story[4]!.text.zh).toContain('疑似刷单')
})

test('the shopper reads no names of staff, no scans and no inner reasons', () => {
  const story = orderStory(events, 'shopper')
  expect(story.map((s) => s.text.en)).toEqual([
    'Ordered: 3 pieces, ¥168',
    'Shipped: 顺丰, SF1',
    'Cancelled by the shop',
  ])
  expect(JSON.stringify(story)).not.toMatch(/小周|阿明|刷单/)
})

test('a scan that did not count says why', () => {
  const refused = (verdict: string) =>
    orderStory([{ name: 'scan.refused', at: 1, payload: { code: 'MUG', verdict } }], 'staff')[0]!.text.en
  expect(['wrong', 'extra', 'stale'].map(refused)).toEqual([
    'A wrong code was scanned: MUG',
    'One too many was scanned and not counted: MUG',
    'Scanned after the task was taken back and not counted: MUG',
  ])
})

test('staff read why a worker was asked, in both languages', () => {
  const why = [
    { zh: '在你的 A 区', en: 'In your zone A' },
    { zh: '离你 6 米', en: '6 m from you' },
  ]
  const [told] = orderStory([{ name: 'task.offered', at: 1, payload: { kind: 'pick', worker: '阿明', why } }], 'staff')
  expect(told!.text).toEqual({
    zh: '拣货派给 阿明：“在你的 A 区；离你 6 米”',
    en: 'Picking offered to 阿明: “In your zone A; 6 m from you”',
  })
})

test('a hold by the program and a carrier are worded in the language they are read in', () => {
  const held = { name: 'order.held', at: 1, payload: { reason: notInBins('MUG', 2) } }
  const shipped = { name: 'parcel.shipped', at: 2, payload: { carrier: 'manual', tracking: 'T1' } }
  const name = () => ({ zh: '自行交运', en: 'our own courier' })
  expect(orderStory([held, shipped], 'staff', name).map((s) => s.text)).toEqual([
    { zh: '挂起：MUG 有 2 件不在货位上', en: 'On hold: 2 of MUG are in no bin' },
    { zh: '已发货，自行交运 T1', en: 'Shipped: our own courier, T1' },
  ])
})
