import { StandingThread } from '../engine/thread.ts'
import type { LabelJob } from './label.ts'

/** Prints labels and sheets as PDF, in a thread of its own. Whatever text comes is drawn. */
export type LabelPress = StandingThread<LabelJob, Uint8Array>

/** A press; it holds the fonts once it has printed. */
export const newLabelPress = (): LabelPress =>
  new StandingThread(
    new URL(import.meta.url.endsWith('.ts') ? './label-thread.ts' : './label-thread.js', import.meta.url),
  )
