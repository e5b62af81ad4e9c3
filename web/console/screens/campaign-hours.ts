import { DAYS, HOURS } from '../../../src/matching/rule-words.ts'

/** Times of the week as a table: these days at these hours; empty: all of them. */
export interface Times {
  readonly days: readonly string[]
  readonly hours: readonly string[]
}

/** The values of an hour condition as days and hours, or null when they are no such table. */
export function timesOf(values: readonly string[]): Times | null {
  const days = DAYS.filter((day) => values.some((value) => value === day || value.startsWith(`${day}-`)))
  const hours = HOURS.filter((hour) => values.some((value) => value === hour || value.endsWith(`-${hour}`)))
  const table = valuesOf({ days, hours })
  return table.length === values.length && table.every((value) => values.includes(value)) ? { days, hours } : null
}

/** The values that say this table. */
export function valuesOf({ days, hours }: Times): string[] {
  if (hours.length === 0) return [...days]
  return days.length === 0 ? [...hours] : days.flatMap((day) => hours.map((hour) => `${day}-${hour}`))
}
