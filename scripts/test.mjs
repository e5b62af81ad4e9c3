// What `npm test` runs: types, lint, web build, every test. The last line tells honestly how it went; above it stands each
// thing that was skipped, with the reason. `npm test -- PATH...` runs just those test files.
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { removeRunFolder } from '../test/harness/run-folder.ts'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const BIN = join(ROOT, 'node_modules', '.bin')
const args = process.argv.slice(2)
let interrupted = false

const BESIDE = join(ROOT, 'node_modules', '.cache', 'tmp')
const temporary = makeTemporaryFolder()
const resultFile = join(temporary, 'result.json')
const env = {
  ...process.env,
  PATH: [BIN, process.env.PATH].join(delimiter),
  TMPDIR: temporary,
  TEST_RESULT_FILE: resultFile,
}

// As root the database runs as nobody and must be able to walk in.
if (process.getuid?.() === 0) chmodSync(temporary, 0o711)

/**
 * A folder for everything this run writes, so that nothing is left on the machine. It lies beside the packages; only as
 * root in a locked home it is the system's own, because the database then runs as nobody, who cannot enter there.
 */
function makeTemporaryFolder() {
  try {
    mkdirSync(BESIDE, { recursive: true })
    if (process.getuid?.() !== 0 || everybodyMayEnter(BESIDE)) return mkdtempSync(join(BESIDE, `${process.pid}-`))
  } catch {
    // The packages belong to somebody else and are read-only: the system's folder will do.
  }
  return mkdtempSync(join('/tmp', `tuidan-tests-${process.pid}-`))
}

function everybodyMayEnter(folder) {
  for (let at = folder; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false
    if (at === dirname(at)) return true
  }
}

/** Ends the databases and removes the files that earlier runs left when they were killed outright. */
function sweep() {
  for (const folder of [BESIDE, '/tmp']) {
    if (!existsSync(folder)) continue
    for (const name of readdirSync(folder)) {
      const pid = Number((folder === BESIDE ? /^(\d+)-/ : /^tuidan-tests-(\d+)-/).exec(name)?.[1])
      if (!pid || isAlive(pid)) continue
      try {
        removeRunFolder(join(folder, name))
      } catch {
        // Another user's: theirs to remove.
      }
    }
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Runs a program with our screen; resolves with its exit code. */
function run(command, commandArgs) {
  return new Promise((resolve) => {
    const child = spawn(command, commandArgs, { cwd: ROOT, env, stdio: 'inherit', shell: process.platform === 'win32' })
    // Ctrl-C reaches the child by itself, since it shares our terminal; a SIGTERM is handed on.
    const forward = () => child.kill('SIGTERM')
    process.on('SIGTERM', forward)
    child.once('error', () => resolve(127))
    child.once('close', (code, signal) => {
      process.off('SIGTERM', forward)
      if (signal) interrupted = true
      resolve(code ?? 1)
    })
  })
}

/** One check before the tests; says how long it took. */
async function step(name, command, commandArgs) {
  if (interrupted) return
  const startedAt = Date.now()
  process.stdout.write(`${name} …\n`)
  const code = await run(command, commandArgs)
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
  console.log(`${name}: ${code === 0 ? 'ok' : 'FAILED'} (${seconds} s)`)
  if (code === 0) return
  total.failed++
  total.failures.push(name)
}

/** All tests, or those in the files named; adds what the reporter counted. */
async function tests(files) {
  if (interrupted) return
  const code = await run('vitest', ['run', ...files])
  if (!existsSync(resultFile)) {
    total.failed++
    total.failures.push(
      interrupted ? 'the run was interrupted' : `tests: vitest ended with code ${code} and counted nothing`,
    )
    return
  }
  const result = JSON.parse(readFileSync(resultFile, 'utf8'))
  total.passed += result.passed
  total.failed += result.failed
  total.failures.push(...result.failures)
  total.skipped.push(...result.skipped)
  if (code !== 0 && result.failed === 0) {
    total.failed++
    total.failures.push(result.complete ? `tests: vitest ended with code ${code}` : 'tests: the run was cut short')
  }
}

const total = { passed: 0, failed: 0, failures: [], skipped: [] }
const note = () => {
  interrupted = true
}
process.on('SIGINT', note)
process.on('SIGTERM', note)
process.once('exit', () => removeRunFolder(temporary))
sweep()

if (args.length === 0) {
  await step('types of the server', 'tsc', ['-p', 'tsconfig.json'])
  await step('types of the web apps', 'tsc', ['-p', 'tsconfig.web.json'])
  await step('types of the service workers', 'tsc', ['-p', 'tsconfig.worker.json'])
  await step('lint and format', 'biome', ['check', '--diagnostic-level=error', '.'])
}
// Always: journeys open the built apps. It does nothing when they are up to date.
if (existsSync(join(ROOT, 'scripts', 'web.mjs'))) await step('web apps', 'node', ['scripts/web.mjs'])
await tests(args)

if (interrupted && total.failed === 0) {
  total.failed++
  total.failures.push('the run was interrupted')
}
console.log('')
for (const name of total.failures) console.log(`failed: ${name}`)
for (const { name, reason } of total.skipped) console.log(`skipped: ${name}: ${reason}`)
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped.length} skipped`)
process.exitCode = total.failed === 0 ? 0 : 1
