import { signal } from '@preact/signals'
import { SLUG } from './shop-state.ts'

/** An order that was placed on this device without an account: its address is all that leads to it. */
export interface DeviceOrder {
  readonly id: string
  /** The key of its public address. */
  readonly key: string
}

const KEY = `tuidan-orders-${SLUG}`
/** Older ones are reached by the link in their message; a list without end would ask the server without end. */
const MOST = 20

function read(): readonly DeviceOrder[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter((o) => typeof o?.id === 'string' && typeof o?.key === 'string') : []
  } catch {
    return []
  }
}

/** The orders placed here without signing in, newest first; kept on this device only. */
export const deviceOrders = signal<readonly DeviceOrder[]>(read())

function keep(orders: readonly DeviceOrder[]): void {
  deviceOrders.value = orders
  if (orders.length === 0) localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, JSON.stringify(orders))
}

/** Remembers an order that was placed without an account. */
export function rememberOrder(order: DeviceOrder): void {
  keep([order, ...deviceOrders.value.filter((o) => o.id !== order.id)].slice(0, MOST))
}

/** Forgets one, or all of them; the order itself goes on. */
export function forgetOrder(id?: string): void {
  keep(id === undefined ? [] : deviceOrders.value.filter((o) => o.id !== id))
}
