import { SECOND } from '../base/clock.ts'

/** So many failures in a row open the circuit: the service is away, and each further message would only wait for it. */
const FAILURES = 5
const FIRST_MS = 2 * SECOND
const LONGEST_MS = 60 * SECOND

/** Whoever looks again has so long before another may: most services that are back say so at once. */
const LOOK_MS = SECOND

/** How a host has been lately. */
export interface HostState {
  /** In a row. */
  readonly failures: number
  /** Until then nobody asks it, ms; 0: anybody may. */
  readonly closedUntil: number
}

/** What is known of a host that was never asked. */
export const UNTRIED: HostState = { failures: 0, closedUntil: 0 }

/**
 * A host after it was asked. Five failures in a row keep everybody away for two seconds, or as long as it asked for (Retry-After), then
 * one more may look; each further failure doubles the time, up to a minute.
 * @param said `well`: it answered, whatever it said of the message; else how long it wants to be left alone in ms, 0 when it did not say
 */
export function after(state: HostState, said: 'well' | number, now: number): HostState {
  if (said === 'well') return UNTRIED
  const failures = state.failures + 1
  if (failures < FAILURES) return { ...state, failures }
  const own = FIRST_MS * 2 ** Math.min(failures - FAILURES, 10)
  return { failures, closedUntil: now + Math.min(LONGEST_MS, Math.max(own, said)) }
}

/** A host while it is asked: one that was away is asked by one alone, everybody else waits for what comes of it. */
export const asked = (state: HostState, now: number): HostState =>
  state.failures < FAILURES ? state : { ...state, closedUntil: now + LOOK_MS }

/** How long a host is to be left alone, in ms; 0 when it may be asked. */
export const leftAloneMs = (state: HostState, now: number): number => Math.max(0, state.closedUntil - now)
