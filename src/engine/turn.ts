import { setImmediate as othersTurn } from 'node:timers/promises'

/** So long work goes on at a stretch: what is made to take long must not hold up everybody else. */
const STRETCH_MS = 10

/** For a long loop of short steps: `const pause = turn(); if (pause !== null) await pause` lets others have theirs now and then. */
export function takingTurns(): () => Promise<void> | null {
  let began = performance.now()
  return () => {
    if (performance.now() - began <= STRETCH_MS) return null
    return othersTurn().then(() => {
      began = performance.now()
    })
  }
}
