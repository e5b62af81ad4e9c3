import { answer } from '../engine/thread.ts'
import { readFloorFile, readGoodsFile } from './floor-file.ts'

/** What the thread is given: a list of bins, or one of goods received. */
export interface FloorThreadInput {
  readonly bytes: Uint8Array
  readonly filename: string
  readonly kind: 'floor' | 'goods'
}

// 10 MB take seconds to parse: here they hold up no scan.
answer(({ bytes, filename, kind }: FloorThreadInput) =>
  kind === 'floor' ? readFloorFile(bytes, filename) : readGoodsFile(bytes, filename),
)
