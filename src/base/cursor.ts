import { isId } from './id.ts'

/** Where a list by time and id goes on: behind this one. `at` in ms. */
export interface Cursor {
  readonly at: number
  readonly id: string
}

/** A cursor as it stands in an address. */
export const writeCursor = ({ at, id }: Cursor): string => `${at}_${id}`

/** Reads one back; null where it is none of ours. */
export function readCursor(text: string): Cursor | null {
  const [, at, id] = /^(\d{1,15})_(.{36})$/.exec(text) ?? []
  return at === undefined || !isId(id) ? null : { at: Number(at), id }
}
