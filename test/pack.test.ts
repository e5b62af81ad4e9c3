import { type ChildProcess, execFile, spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT } from './harness/source.ts'
import { until } from './harness/wait.ts'

const run = promisify(execFile)
const HAS_MAIN = existsSync(join(ROOT, 'src/cli/main.ts'))

describe('npm pack gives a package that installs and starts', () => {
  /** A project of somebody who installed us, outside ours: nothing of our development packages is to be found from there. */
  const project = mkdtempSync(join(realpathSync(process.platform === 'win32' ? tmpdir() : '/tmp'), 'tuidan-pack-'))
  const installed = join(project, 'node_modules/tuidan')
  let problem: string | null = HAS_MAIN ? null : 'src/cli/main.ts is not there yet'
  let files: string[] = []
  let child: ChildProcess | undefined

  beforeAll(async () => {
    if (problem) return
    // As root the database runs as nobody, who must be able to walk in.
    chmodSync(project, 0o755)
    await pack(project)
    const tarball = readdirSync(project).find((name) => name.endsWith('.tgz'))
    if (!tarball) throw new Error('npm pack made no tarball')
    mkdirSync(dirname(installed), { recursive: true })
    await run('tar', ['-xzf', tarball], { cwd: project })
    renameSync(join(project, 'package'), installed)
    linkProductionPackages(join(project, 'node_modules'))
    files = readdirSync(installed, { recursive: true, encoding: 'utf8' })
  }, 120_000)

  afterAll(async () => {
    if (child && child.exitCode === null) {
      const closed = new Promise((resolve) => child?.once('close', resolve))
      child.kill('SIGTERM')
      await closed
    }
    rmSync(project, { recursive: true, force: true, maxRetries: 10 })
  }, 30_000)

  test('it holds JavaScript with types, migrations and the built apps, and no TypeScript or tests', (ctx) => {
    if (problem) return ctx.skip(problem)
    expect(files).toEqual(
      expect.arrayContaining(['bin/tuidan.mjs', 'LICENSE', 'NOTICE', 'dist/src/app.js', 'dist/src/app.d.ts']),
    )
    expect(files).toContain('dist/src/storage/migrations/001-foundation.sql')
    expect(files.filter((name) => /(?<!\.d)\.tsx?$|\.test\.|\.fixture\./.test(name))).toEqual([])
    if (existsSync(join(ROOT, 'web-dist'))) expect(files).toContain('dist/web-dist/tag.js')
  })

  test('every address it exports is there', (ctx) => {
    if (problem) return ctx.skip(problem)
    const { exports } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
      exports: Record<string, string>
    }
    expect(Object.values(exports).filter((path) => !existsSync(join(installed, path)))).toEqual([])
  })

  test('it starts in an empty home and answers', async (ctx) => {
    if (problem) return ctx.skip(problem)
    const port = await freePort()
    let output = ''
    child = spawn(process.execPath, [join(installed, 'bin/tuidan.mjs'), 'start', '--port', String(port)], {
      cwd: project,
      env: {
        PATH: process.env.PATH,
        HOME: project,
        LANG: 'en_GB.UTF-8',
        TUIDAN_HOME: join(project, 'state'),
        TUIDAN_CACHE: join(project, 'cache'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk))
    const health = await until(
      async () => {
        if (child?.exitCode !== null) problem = `it ended with code ${child?.exitCode}: ${output}`
        return problem ? { status: 0 } : fetch(`http://127.0.0.1:${port}/health`)
      },
      { timeoutMs: 60_000, what: '/health of the installed package' },
    )
    expect(problem).toBeNull()
    expect(health.status).toBe(200)
    await until(() => output.includes(`:${port}`), { what: 'the printed links' })
  }, 90_000)

  test('it stops when asked, database and all', async (ctx) => {
    if (problem || !child) return ctx.skip(problem ?? 'it did not start')
    const closed = new Promise<number | null>((resolve) => child?.once('close', resolve))
    child.kill('SIGTERM')
    expect(await closed).toBe(0)
  }, 30_000)
})

/** `npm pack`, which builds first. The compiler speaks on standard output, so both belong in the error. */
async function pack(into: string): Promise<void> {
  const args = ['pack', '--json', '--pack-destination', into]
  const script = process.env.npm_execpath
  const [program, all] = script ? [process.execPath, [script, ...args]] : ['npm', args]
  await run(program, all, { cwd: ROOT, maxBuffer: 64e6 }).catch((error: { stdout: string; stderr: string }) => {
    throw new Error(`npm pack failed\n${error.stdout}\n${error.stderr}`, { cause: error })
  })
}

/** Puts what `npm install tuidan` would bring beside the package: everything in the lock that is not for development. */
function linkProductionPackages(modules: string): void {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>
  }
  for (const [path, { dev }] of Object.entries(packages)) {
    const [, name, ...deeper] = path.split('node_modules/')
    if (dev || !name || deeper.length > 0 || !existsSync(join(ROOT, path))) continue
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(join(ROOT, path), join(modules, name))
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
