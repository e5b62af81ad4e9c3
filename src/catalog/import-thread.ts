import { parentPort, workerData } from 'node:worker_threads'
import { Problem } from '../base/problem.ts'
import { importRows } from './import.ts'
import type { Mapping } from './mapping.ts'
import { catalogProblem } from './problems.ts'
import { readTable } from './table.ts'

/** What the thread is given. */
export interface ImportThreadInput {
  readonly bytes: Uint8Array
  readonly filename: string
  readonly mapping: Mapping
  readonly currency: string
}

// Half a million lines take seconds to parse: here they hold up nobody.
const input = workerData as ImportThreadInput
try {
  const table = readTable(input.bytes, input.filename)
  const missing = Object.values(input.mapping).find((column) => column !== '' && !table.columns.includes(column))
  const columns = table.columns.slice(0, 20).join(', ')
  if (missing !== undefined) throw catalogProblem('catalog/no-such-column', { params: { column: missing, columns } })
  parentPort!.postMessage({ result: importRows(table, input.mapping, { currency: input.currency }) })
} catch (error) {
  if (!(error instanceof Problem)) throw error
  parentPort!.postMessage({ code: error.code, params: error.params })
}
