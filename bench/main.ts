/**
 * `npm run bench -- SUITE [--json] [--quick] [--only NAME,NAME] [--data DIR]`: figures of the whole loop (`loop`), of sign-in and
 * open data sources (`sources`), of offers (`offers`) or of push (`push`). `--only` takes parts and keys. Progress goes to stderr;
 * with `--json` one JSON object is the last line of stdout. Every key is explained in KEYS.md.
 */
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { LOOP } from './loop.ts'
import { type Bench, type Figures, type Part, skipAll } from './measure.ts'
import { OFFERS } from './offers.ts'
import { PUSH } from './push.ts'
import { SOURCES } from './sources.ts'

const SUITES: Readonly<Record<string, readonly Part[]>> = { loop: LOOP, sources: SOURCES, offers: OFFERS, push: PUSH }
const USAGE = `npm run bench -- ${Object.keys(SUITES).join(' | ')} [--json] [--quick] [--only PART|KEY,…] [--data DIR]`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean' },
    quick: { type: 'boolean' },
    data: { type: 'string' },
    only: { type: 'string' },
  },
})
const suite = SUITES[positionals[0] ?? 'loop']
if (suite === undefined) {
  console.error(USAGE)
  process.exit(2)
}
const wanted = values.only?.split(',')
const unknown = wanted?.find((name) => !suite.some((part) => part.name === name || part.keys.includes(name)))
if (unknown !== undefined) {
  const known = suite.map((part) => `${part.name}: ${part.keys.join(', ')}`).join('\n')
  console.error(`${unknown}? There are\n${known}\n${USAGE}`)
  process.exit(2)
}
/** Asked for by itself, with its part, or because nothing was chosen. */
const wants = (key: string): boolean =>
  wanted === undefined || wanted.includes(key) || suite.some((p) => wanted.includes(p.name) && p.keys.includes(key))

const data = values.data ?? process.env.TUIDAN_DATA ?? null
const bench: Bench = {
  root: dirname(dirname(fileURLToPath(import.meta.url))),
  scratch: await mkdtemp(join(tmpdir(), 'tuidan-bench-')),
  data: data === null ? null : resolve(data),
  quick: values.quick ?? false,
  wants,
  say: (text) => console.error(text),
}
// As root the database runs as somebody else, who must be able to pass.
await chmod(bench.scratch, 0o711)
if (bench.data !== null && !existsSync(bench.data)) bench.say(`${bench.data} is not there`)

const figures: Record<string, number | null> = {}
const skipped: Record<string, string> = {}
try {
  for (const part of suite) {
    const isWanted = part.keys.some(wants)
    if (isWanted) bench.say(`— ${part.name}`)
    const measured = isWanted ? await measure(part) : skipAll(part.keys, 'not asked for')
    // What a part found beside its keys (a figure for each log it was given) is told too.
    for (const key of new Set([...part.keys, ...Object.keys(measured.figures)])) {
      const isAsked = !part.keys.includes(key) || wants(key)
      figures[key] = isAsked ? (measured.figures[key] ?? null) : null
      const reason = isAsked ? measured.skipped[key] : 'not asked for'
      if (figures[key] === null) skipped[key] = reason ?? 'not measured'
    }
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
