import { parentPort } from 'node:worker_threads'
import type { LabelJob } from './label.ts'
import { printPdf } from './label-pdf.ts'

// A label takes some 20 ms of pure computing, a sheet many times that: here it holds up nobody.
parentPort!.on('message', ({ n, job }: { n: number; job: LabelJob }) => {
  printPdf(job).then(
    (pdf) => parentPort!.postMessage({ n, pdf }),
    (error: Error) => parentPort!.postMessage({ n, reason: error.message }),
  )
})
