import { availableParallelism } from 'node:os'
import { newId } from '../base/id.ts'
import type { RawFact, StreamSpec } from '../connectors/connector.ts'
import { StandingThread } from '../engine/thread.ts'
import { takingTurns } from '../engine/turn.ts'
import type { PersonBox, PersonKey } from '../engine/vault.ts'
import { judgeFact } from './fact.ts'

/** What the thread is given. */
export interface Judging {
  readonly raws: readonly RawFact[]
  readonly keepsName: boolean
  readonly sealedWith: PersonKey
}

/** A fact as it is kept: with an id of its own, sealed under its person's key. */
export interface SealedFact {
  readonly id: string
  readonly sealed: Uint8Array
}

/** One thing, judged and sealed; null: it is set aside. */
export function judgeAndSeal(raw: RawFact, keepsName: boolean, box: PersonBox): SealedFact | null {
  const fact = judgeFact(raw, { keepsName })
  if (fact === null) return null
  const id = newId()
  return { id, sealed: box.seal(fact, `fact|${id}`) }
}

/** Fewer are judged before a thread would have been told of them. */
const LEAST_FOR_THREAD = 40
/** So many go there at once: to hand over more at a stretch would take its time too. */
const SLICE = 500
/** With one core a thread only waits for us, and we for it. */
const HAS_CORES = availableParallelism() > 1

const thread = new StandingThread<Judging, (SealedFact | null)[]>(
  new URL(import.meta.url.endsWith('.ts') ? './judge-thread.ts' : './judge-thread.js', import.meta.url),
)

/** {@link judgeAndSeal} for many things, in their order; holds up nobody. */
export async function judgeFacts(
  raws: readonly RawFact[],
  { keepsName }: Pick<StreamSpec, 'keepsName'>,
  box: PersonBox,
): Promise<readonly (SealedFact | null)[]> {
  const judged: (SealedFact | null)[] = []
  if (HAS_CORES && raws.length >= LEAST_FOR_THREAD) {
    const rest = { keepsName, sealedWith: box.with }
    for (let at = 0; at < raws.length; at += SLICE)
      for (const one of await thread.run({ raws: raws.slice(at, at + SLICE), ...rest })) judged.push(one)
    return judged
  }
  const turn = takingTurns()
  for (const raw of raws) {
    const pause = turn()
    if (pause !== null) await pause
    judged.push(judgeAndSeal(raw, keepsName, box))
  }
  return judged
}
