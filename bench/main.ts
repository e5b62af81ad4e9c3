/**
 * `npm run bench -- SUITE [--json] [--only PART,PART] [--data DIR]`: figures of the whole loop (`loop`) or of sign-in and open data
 * sources (`sources`). Progress goes to stderr; with `--json` one JSON object is the last line of stdout. Every key is explained in
 * KEYS.md.
 */
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { LOOP } from './loop.ts'
import { type Bench, type Figures, type Part, skipAll } from './measure.ts'
import { SOURCES } from './sources.ts'

const SUITES: Readonly<Record<string, readonly Part[]>> = { loop: LOOP, sources: SOURCES }
const USAGE = `npm run bench -- ${Object.keys(SUITES).join(' | ')} [--json] [--only PART,PART] [--data DIR]`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, data: { type: 'string' }, only: { type: 'string' } },
})
const suite = SUITES[positionals[0] ?? 'loop']
if (suite === undefined) {
  console.error(USAGE)
  process.exit(2)
}
const wanted = values.only?.split(',')
const unknown = wanted?.find((name) => !suite.some((part) => part.name === name))
if (unknown !== undefined) {
  console.error(`${unknown}? ${suite.map((part) => part.name).join(', ')}\n${USAGE}`)
  process.exit(2)
}

const data = values.data ?? process.env.TUIDAN_DATA ?? null
const bench: Bench = {
  root: dirname(dirname(fileURLToPath(import.meta.url))),
  scratch: await mkdtemp(join(tmpdir(), 'tuidan-bench-')),
  data: data === null ? null : resolve(data),
  say: (text) => console.error(text),
}
// As root the database runs as somebody else, who must be able to pass.
await chmod(bench.scratch, 0o711)
if (bench.data !== null && !existsSync(bench.data)) bench.say(`${bench.data} is not there`)

const figures: Record<string, number | null> = {}
const skipped: Record<string, string> = {}
try {
  for (const part of suite) {
    const isWanted = wanted === undefined || wanted.includes(part.name)
    if (isWanted) bench.say(`— ${part.name}`)
    const measured = isWanted ? await measure(part) : skipAll(part.keys, 'not asked for')
    Object.assign(figures, measured.figures)
    Object.assign(skipped, measured.skipped)
  }
} finally {
  await rm(bench.scratch, { recursive: true, force: true })
}
if (values.json) console.log(JSON.stringify({ ...figures, skipped }))
else
  for (const [key, value] of Object.entries(figures)) console.log(`${key.padEnd(28)} ${value ?? `- (${skipped[key]})`}`)

async function measure(part: Part): Promise<Figures> {
  try {
    return await part.run(bench)
  } catch (error) {
    console.error(error)
    return skipAll(part.keys, `failed: ${(error as Error).message}`.slice(0, 300))
  }
}
