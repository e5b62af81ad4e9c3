import { expect, test } from 'vitest'
import { Problem } from '../base/problem.ts'
import { can, holdsStock, MOVES, move, ORDER_EVENTS, ORDER_STATES, type OrderState } from './state.ts'

test('the good way leads from received to delivered', () => {
  const way = ['pay', 'release', 'start', 'pick', 'pack', 'label', 'register', 'ship', 'deliver'] as const
  expect(way.reduce<OrderState>((state, event) => move(state, event), 'received')).toBe('delivered')
})

test('an order can be cancelled until it is registered, and not after', () => {
  const may = ORDER_STATES.filter((state) => can(state, 'cancel'))
  expect(may).toEqual([
    'received',
    'reserved',
    'released',
    'picking',
    'picked',
    'packed',
    'labelled',
    'held',
    'short',
    'backordered',
  ])
})

test('an unpaid order never reaches the floor', () => {
  expect(ORDER_EVENTS.filter((event) => can('received', event))).toEqual(['pay', 'expire', 'cancel'])
})

test('what is not in the table is refused with both names', () => {
  try {
    move('shipped', 'cancel')
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(Problem)
    expect((error as Problem).message).toBe('orders/bad-move: The order is shipped; it cannot be cancelled now.')
  }
})

test('every state but the first can be reached, and only final ones have no way on', () => {
  const reached = new Set(ORDER_STATES.flatMap((s) => Object.values(MOVES[s])))
  expect(ORDER_STATES.filter((s) => !reached.has(s))).toEqual(['received'])
  expect(ORDER_STATES.filter((s) => Object.keys(MOVES[s]).length === 0)).toEqual(['returned'])
})

test('every step that ends a promise leads to a state that holds no stock', () => {
  for (const event of ['cancel', 'expire', 'ship', 'backorder'] as const)
    for (const state of ORDER_STATES) if (can(state, event)) expect(holdsStock(move(state, event))).toBe(false)
})
