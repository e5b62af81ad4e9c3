import { expect, test } from 'vitest'
import { type Floor, mattersOf } from './floor-data.ts'

const NOW = '2026-03-02T10:00:00Z'
const floorWith = (more: Partial<Floor>): Floor => ({
  now: NOW,
  workers: [],
  division: true,
  wall: { cells: 0, free: 0, items: [] },
  tasks: [],
  day: { shipped: 0, shippedBefore: 0, open: 0, openByCutOff: 0, cutOff: '16:00', cutOffAt: NOW },
  stuck: [],
  due: [],
  shorts: [],
  candidates: {},
  waitingSince: {},
  ...more,
})
const stuck = (more: Partial<Floor['stuck'][number]>): Floor['stuck'][number] => ({
  id: 'o',
  number: '10001',
  state: 'short',
  stateName: { zh: '少货', en: 'short' },
  heldReason: null,
  heldText: null,
  stateAt: NOW,
  payment: 'paid',
  left: 0,
  ...more,
})
const short = {
  orderId: 'o',
  number: '10001',
  sku: 'MUG',
  title: { zh: '青瓷杯', en: 'Mug' },
  missing: 2,
  at: NOW,
}
const matters = (more: Partial<Floor>) => mattersOf(floorWith(more), Date.parse(NOW))

test('a short order that stopped is one matter: what it lacks, and sending the rest', () => {
  const found = matters({ stuck: [stuck({ left: 1 })], shorts: [short] })
  expect(found).toHaveLength(1)
  expect(found[0]).toMatchObject({
    title: { zh: '少 2 件 青瓷杯；还有 1 件可以发', en: 'Missing: 2 × Mug; 1 can be sent' },
    proposal: { do: 'send', orderId: 'o' },
  })
})

test('of which nothing was found it can only be cancelled', () => {
  expect(matters({ stuck: [stuck({ left: 0 })] })[0]!.proposal.do).toBe('open')
})

test('a short order that goes on is told, with the rest going out', () => {
  expect(matters({ shorts: [short] })[0]!.text.en).toContain('the rest goes out')
})

test('an order the program holds is not offered to be let go', () => {
  const held = stuck({ state: 'held', heldReason: 'not-in-bins:2:MUG' })
  expect(matters({ stuck: [held] })[0]!.proposal.do).toBe('open')
  expect(matters({ stuck: [{ ...held, heldReason: '核对' }] })[0]!.proposal.do).toBe('release')
})
