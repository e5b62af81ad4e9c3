import { SECOND } from './clock.ts'

/** Retry-After (RFC 9110 §10.2.3): seconds or a date. In ms from now; undefined when absent or nonsense. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) return undefined
  if (/^\d{1,7}$/.test(header.trim())) return Number(header) * SECOND
  const at = Date.parse(header)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}
