import { expect, test } from 'vitest'
import { readBin } from '../warehouse/floor.ts'
import { assign, mayDo, type OnShift, type Waiting } from './assign.ts'

const worker = (id: string, more: Partial<OnShift> = {}): OnShift => ({
  id,
  name: id,
  roles: ['picker'],
  zones: [],
  isBusy: false,
  isHeard: true,
  at: null,
  givenAt: null,
  beganAt: 0,
  ...more,
})
const pick = (id: string, more: Partial<Waiting> = {}): Waiting => ({
  id,
  orderId: id,
  kind: 'pick',
  zone: 'A',
  firstBin: readBin('A01-05'),
  promiseAt: 1_000,
  not: [],
  ...more,
})
const pairs = (given: ReturnType<typeof assign>) => given.map((one) => `${one.taskId}→${one.workerId}`)

test('nobody gets work outside role and zone, nobody two tasks, nobody one they just refused', () => {
  expect(mayDo(worker('a', { roles: ['packer'] }), pick('t'))).toBe(false)
  expect(mayDo(worker('a', { zones: ['B'] }), pick('t'))).toBe(false)
  expect(pairs(assign([pick('t1'), pick('t2')], [worker('a')], 0))).toEqual(['t1→a'])
  expect(assign([pick('t')], [worker('a', { isBusy: true })], 0)).toEqual([])
  expect(assign([pick('t', { not: ['a'] })], [worker('a')], 0)).toEqual([])
})

test('the order that leaves first is served first, by the nearest, and long waiting outweighs metres', () => {
  const near = worker('near', { at: readBin('A01-04') })
  const far = worker('far', { at: readBin('A03-40') })
  expect(pairs(assign([pick('later', { promiseAt: 2_000 }), pick('soon')], [near, far], 0))).toEqual([
    'soon→near',
    'later→far',
  ])
  const waited = { ...far, givenAt: -20 * 60_000 }
  expect(pairs(assign([pick('t')], [{ ...near, givenAt: 0 }, waited], 0))).toEqual(['t→far'])
})

test('who came on shift a moment ago has waited since then, and it is said of whoever waited longest', () => {
  const fresh = worker('fresh', { beganAt: 59_000 })
  const [one] = assign([pick('t')], [fresh, worker('early')], 60_000)
  expect(one!.candidates.map((c) => [c.workerId, c.waitedMs])).toEqual([
    ['early', 60_000],
    ['fresh', 1_000],
  ])
  expect(one!.why[1]!.en).toBe('You have waited longest')
})

test('who was not heard lately is asked last', () => {
  const silent = worker('silent', { isHeard: false, at: readBin('A01-05') })
  expect(pairs(assign([pick('t')], [silent, worker('far', { at: readBin('A03-40') })], 0))).toEqual(['t→far'])
  expect(pairs(assign([pick('t')], [silent], 0))).toEqual(['t→silent'])
})

test('the reason names zone, metres and rivals, with everybody who was looked at', () => {
  const [one] = assign([pick('t')], [worker('a'), worker('b', { at: readBin('A03-40') })], 60_000)
  expect(one!.why.map((w) => w.en)).toEqual(['In your zone A', 'You are nearest to the first bin', 'Best placed of 2'])
  expect(one!.candidates.map((c) => c.workerId)).toEqual(['a', 'b'])
})

test('without division an order stays with whoever began it, whatever their role', () => {
  const a = worker('a')
  const b = worker('b', { roles: ['packer'] })
  const pack: Waiting = { ...pick('pack'), kind: 'pack', zone: null, firstBin: null, keeper: { id: 'a', isNow: false } }
  const urgent = pick('urgent', { promiseAt: 0 })
  const given = assign([urgent, pack], [a, b], 0, false)
  expect(pairs(given)).toEqual(['pack→a', 'urgent→b'])
  expect(given[0]!.why[0]!.en).toBe('You have this order already')
})

test('without division another part of an order in hand waits for its keeper, and goes on when they are gone', () => {
  const second = pick('second', { keeper: { id: 'a', isNow: true } })
  const busy = worker('a', { isBusy: true })
  expect(assign([second], [busy, worker('b')], 0, false)).toEqual([])
  expect(pairs(assign([second], [worker('b')], 0, false))).toEqual(['second→b'])
  const parts = [pick('one', { orderId: 'o' }), pick('two', { orderId: 'o' })]
  expect(assign(parts, [worker('a'), worker('b')], 0, false)).toHaveLength(1)
  expect(assign(parts, [worker('a'), worker('b')], 0)).toHaveLength(2)
  const done = pick('third', { keeper: { id: 'a', isNow: false } })
  expect(pairs(assign([done], [busy, worker('b')], 0, false))).toEqual(['third→b'])
})
