import { serve } from '../engine/thread.ts'
import { printPdf } from './label-pdf.ts'

// A label takes some 20 ms of pure computing, a sheet many times that: here it holds up nobody.
serve(printPdf)
