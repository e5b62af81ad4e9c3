import { serve } from '../engine/thread.ts'
import type { Receiver } from './encrypt.ts'
import { packedEnvelopes } from './pairs.ts'

/** Envelopes that are wanted: for each receiver so many. */
export interface EnvelopeJob {
  readonly to: readonly Receiver[]
  readonly counts: readonly number[]
}

serve(({ to, counts }: EnvelopeJob) => to.map((receiver, i) => packedEnvelopes(receiver, counts[i]!)))
