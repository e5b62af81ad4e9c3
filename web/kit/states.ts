import type { OrderState } from '../../src/orders/state.ts'
import type { TaskState } from '../../src/warehouse/task.ts'
import type { StateKind } from './icons.tsx'

/** The shape an order's state is drawn with (LOOK §3). */
export const ORDER_KIND: Readonly<Record<OrderState, StateKind>> = {
  received: 'idle',
  reserved: 'idle',
  released: 'idle',
  picking: 'doing',
  picked: 'doing',
  packed: 'doing',
  labelled: 'doing',
  registered: 'right',
  shipped: 'right',
  delivered: 'right',
  held: 'held',
  short: 'wrong',
  backordered: 'late',
  cancelled: 'off',
  returned: 'wrong',
}

/** The shape a task's state is drawn with. */
export const TASK_KIND: Readonly<Record<TaskState, StateKind>> = {
  ready: 'idle',
  offered: 'pushed',
  working: 'doing',
  done: 'right',
  cancelled: 'off',
}
