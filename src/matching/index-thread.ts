import { serve } from '../engine/thread.ts'
import { type FoldJob, fold } from './live-index.ts'

// A million campaigns take a second or two: here they hold up nobody. Large indexes lie in shared memory and are not copied.
serve((job: FoldJob) => fold(job))
