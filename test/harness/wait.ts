/** How long and for what `until` waits. */
export interface UntilOptions {
  /** Give up after this long, in ms. */
  readonly timeoutMs?: number
  /** What is waited for; stands in the error. */
  readonly what?: string
  /** Pause between two looks, in ms. */
  readonly everyMs?: number
}

/**
 * Waits for a condition instead of for a time: calls `look` until it answers with something other than
 * false, null or undefined, and returns that. A look that throws counts as "not yet"; its error is the cause of the last one.
 * @throws Error naming `what` when the time is over
 */
export async function until<T>(
  look: () => T | Promise<T>,
  { timeoutMs = 10_000, what = 'the condition', everyMs = 15 }: UntilOptions = {},
): Promise<Exclude<T, false | null | undefined>> {
  const startedAt = Date.now()
  let cause: unknown
  for (;;) {
    try {
      const seen = await look()
      cause = undefined
      // The cast says what the line before checks.
      if (seen !== false && seen !== null && seen !== undefined) return seen as Exclude<T, false | null | undefined>
    } catch (error) {
      cause = error
    }
    if (Date.now() - startedAt > timeoutMs) {
      throw new Error(`waited ${timeoutMs} ms for ${what}, in vain`, cause === undefined ? undefined : { cause })
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}
