import { SECOND } from './clock.ts'

/** Retry-After (RFC 9110 §10.2.3): seconds or a date. In ms from now; undefined when absent, nonsense or over. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) return undefined
  if (/^\d{1,7}$/.test(header.trim())) return Number(header) * SECOND
  const ms = Date.parse(header) - now
  return ms >= 0 ? ms : undefined
}
