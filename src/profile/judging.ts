import { availableParallelism } from 'node:os'
import type { RawFact, StreamSpec } from '../connectors/connector.ts'
import { StandingThread } from '../engine/thread.ts'
import { takingTurns } from '../engine/turn.ts'
import { judgeFact, type KeptFact } from './fact.ts'

/** What the thread is given. */
export interface Judging {
  readonly raws: readonly RawFact[]
  readonly keepsName: boolean
}

/** Fewer are judged before a thread would have been told of them. */
const LEAST_FOR_THREAD = 40
/** So many go there at once: to hand over more at a stretch would take its time too. */
const SLICE = 500
/** With one core a thread only waits for us, and we for it. */
const HAS_CORES = availableParallelism() > 1

const thread = new StandingThread<Judging, (KeptFact | null)[]>(
  new URL(import.meta.url.endsWith('.ts') ? './judge-thread.ts' : './judge-thread.js', import.meta.url),
)

/** {@link judgeFact} for many things, in their order; holds up nobody. */
export async function judgeFacts(
  raws: readonly RawFact[],
  { keepsName }: Pick<StreamSpec, 'keepsName'>,
): Promise<readonly (KeptFact | null)[]> {
  const judged: (KeptFact | null)[] = []
  if (HAS_CORES && raws.length >= LEAST_FOR_THREAD) {
    for (let at = 0; at < raws.length; at += SLICE)
      for (const one of await thread.run({ raws: raws.slice(at, at + SLICE), keepsName })) judged.push(one)
    return judged
  }
  const turn = takingTurns()
  for (const raw of raws) {
    const pause = turn()
    if (pause !== null) await pause
    judged.push(judgeFact(raw, { keepsName }))
  }
  return judged
}
