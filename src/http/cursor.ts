import { type Cursor, readCursor } from '../base/cursor.ts'
import { httpFail } from './problems.ts'

/** Where a list is asked to go on; undefined: from its beginning. @throws http/invalid */
export function cursorOf(text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined
  const cursor = readCursor(text)
  if (cursor === null)
    throw httpFail('http/invalid', { params: { field: 'cursor', reason: 'malformed' }, field: 'cursor' })
  return cursor
}
