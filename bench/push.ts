import type { Part } from './measure.ts'
import { ORDER_KEYS } from './push/orders.ts'
import { SENDER_KEYS } from './push/sender.ts'

/** From an order to the phone that shows it. */
export const PUSH: readonly Part[] = [
  { name: 'sender', keys: SENDER_KEYS, run: async (bench) => (await import('./push/sender.ts')).sending(bench) },
  { name: 'orders', keys: ORDER_KEYS, run: async (bench) => (await import('./push/orders.ts')).ordersToPush(bench) },
]
