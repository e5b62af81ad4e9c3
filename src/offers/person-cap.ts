/** Another process knows of a draw after this at the latest: decisions are written in batches of 200 ms, and the bus says so. */
const KNOWN_AFTER_MS = 500

/**
 * How long a draw counts as one that others may not know of. That many intervals of {@link KNOWN_AFTER_MS} that in one of them none of
 * the processes made its last draw: all draws before it are known to all that draw after it, and each of those takes an equal part of
 * what was left then, rounded up. So n processes pass a cap by n − 1 at most, however their draws fall.
 */
export const recentMs = (processes: number): number => (processes === 1 ? 0 : (processes + 1) * KNOWN_AFTER_MS)

/**
 * How often a campaign may be drawn yet for one person, by what this process knows: alone all that is left, beside others an equal part
 * of it until they know of what was drawn here.
 * @param counted what counts towards the cap, as far as it is known here
 * @param recent of those, what this process drew within {@link recentMs}
 * @param processes that make offers, this one too; infinite while it is not known yet
 */
export function capLeft(
  cap: number,
  { counted, recent, processes }: { counted: number; recent: number; processes: number },
): number {
  if (processes === 1) return cap - counted
  return Math.ceil((cap - (counted - recent)) / processes) - recent
}
