import { serve } from '../engine/thread.ts'
import { judgeFact } from './fact.ts'
import type { Judging } from './judging.ts'

// Some 70 µs a thing; a shopper brings tens of thousands.
serve(({ raws, keepsName }: Judging) => raws.map((raw) => judgeFact(raw, { keepsName })))
