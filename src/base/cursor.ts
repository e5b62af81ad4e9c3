import { isId } from './id.ts'

/** Where a list by time and id goes on: behind this one. `at` in ms. */
export interface Cursor {
  readonly at: number
  readonly id: string
}

/** A cursor as it stands in an address. */
export const writeCursor = ({ at, id }: Cursor): string => `${at}_${id}`

/** The year 10,000: ISO 8601 and the database write what comes later in another way. */
const END = 253_402_300_800_000

/** Reads one back; null where it is none of ours. */
export function readCursor(text: string): Cursor | null {
  const [, at, id] = /^(\d{1,15})_(.{36})$/.exec(text) ?? []
  return at === undefined || Number(at) >= END || !isId(id) ? null : { at: Number(at), id }
}
