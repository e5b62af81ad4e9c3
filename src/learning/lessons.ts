/**
 * What a span of time teaches, worked out of the log alone: the same span always teaches the same, however often it is read, so
 * that a learner that was killed goes on where its model was last kept. A moment belongs to one span only: after `from`, up to `to`.
 */
import { type Lesson, type OutcomeKind, Outcomes, PATIENCE, type Patience } from './outcomes.ts'

/** A decision with everything that came of it until now. */
export interface Told<Decision> {
  readonly id: string
  readonly at: number
  readonly decision: Decision
  readonly outcomes: readonly { readonly kind: OutcomeKind; readonly at: number }[]
}

/** The lessons of a span, in the order in which they fell. */
export function lessonsBetween<Decision>(
  told: readonly Told<Decision>[],
  from: number,
  to: number,
  patience: Patience = PATIENCE,
): Lesson<Decision>[] {
  return told.flatMap((one) => lessonsOf(one, from, to, patience)).sort((a, b) => a.at - b.at)
}

function lessonsOf<Decision>(
  { id, at, decision, outcomes }: Told<Decision>,
  from: number,
  to: number,
  patience: Patience,
): Lesson<Decision>[] {
  const known = new Outcomes<Decision>(patience)
  known.decided(id, decision, at)
  const heard = [...outcomes].filter((one) => one.at <= to).sort((a, b) => a.at - b.at)
  // Until the span begins everything was learnt before.
  for (const one of heard) if (one.at <= from) known.heard(id, one.kind, one.at, one.at)
  known.due(from)
  const lessons: Lesson<Decision>[] = []
  for (const one of heard) if (one.at > from) lessons.push(...known.heard(id, one.kind, one.at, one.at))
  return [...lessons, ...known.due(to)]
}
