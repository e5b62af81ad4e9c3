import { serve } from '../engine/thread.ts'
import { boxWith } from '../engine/vault.ts'
import { type Judging, judgeAndSeal } from './judging.ts'

// Some 100 µs a thing; a shopper brings tens of thousands.
serve(({ raws, keepsName, sealedWith }: Judging) => {
  const box = boxWith(sealedWith)
  return raws.map((raw) => judgeAndSeal(raw, keepsName, box))
})
