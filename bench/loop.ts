import type { Part } from './measure.ts'
import { REPLAY_KEYS } from './replay.ts'

/** The whole loop, from the first start to the shipped parcel. Each part is loaded when it is its turn. */
export const LOOP: readonly Part[] = [
  {
    name: 'size',
    keys: ['phone_js_gzip', 'console_js_gzip', 'tag_js_gzip'],
    run: async (bench) => (await import('./size.ts')).sizes(bench),
  },
  {
    name: 'start',
    keys: ['ready_ms_first', 'npm_ms', 'ready_ms_later'],
    run: async (bench) => (await import('./start.ts')).starts(bench),
  },
  {
    name: 'orders',
    keys: ['orders_per_s', 'order_to_phone_ms_p50', 'order_to_phone_ms_p99', 'event_loop_p99_ms'],
    run: async (bench) => (await import('./orders.ts')).orders(bench),
  },
  {
    name: 'offers',
    keys: ['decisions_per_s', 'consent_to_offer_ms'],
    run: async (bench) => (await import('./decisions.ts')).decisions(bench),
  },
  {
    name: 'replay',
    keys: REPLAY_KEYS,
    run: async (bench) => (await import('./replay.ts')).replays(bench),
  },
]
