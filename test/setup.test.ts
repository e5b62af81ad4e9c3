import { execFile, spawn } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ROOT } from './harness/source.ts'

const run = promisify(execFile)
const PIN = `node-${process.platform}-${process.arch}`

/**
 * Stands in for npm, for whose work there is no time here: writes each call down and makes the links that an install
 * makes. FAKE_NPM: `fail-ci` fails the first kind of install, `fail` both, `slow` takes a moment.
 */
const FAKE_NPM = `
import { appendFileSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
const [command] = process.argv.slice(2)
appendFileSync('calls.txt', process.argv.slice(2).join(' ') + '\\n')
const mode = process.env.FAKE_NPM ?? ''
if (mode === 'slow') await new Promise((resolve) => setTimeout(resolve, 500))
if (mode === 'fail' || (mode === 'fail-ci' && command === 'ci')) { console.error('npm error network unreachable'); process.exit(1) }
rmSync('node_modules', { recursive: true, force: true })
mkdirSync('node_modules/.bin', { recursive: true })
for (const name of ['node', 'tsc', 'biome', 'vitest', 'vite']) symlinkSync(process.execPath, 'node_modules/.bin/' + name)
`

describe.skipIf(process.platform === 'win32')('setup', () => {
  let folder: string
  const env = (more: Record<string, string> = {}) => {
    const { npm_execpath: _ours, npm_node_execpath: _node, LC_ALL: _all, TUIDAN_SETUP: _quiet, ...rest } = process.env
    return {
      ...rest,
      LANG: 'en_GB.UTF-8',
      npm_execpath: join(folder, 'npm-cli.js'),
      npm_node_execpath: process.execPath,
      ...more,
    }
  }
  const setup = (more?: Record<string, string>) =>
    run(process.execPath, ['scripts/setup.mjs'], { cwd: folder, env: env(more) })
  const calls = () =>
    existsSync(join(folder, 'calls.txt')) ? readFileSync(join(folder, 'calls.txt'), 'utf8').trim().split('\n') : []

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tuidan-setup-'))
    mkdirSync(join(folder, 'scripts'))
    copyFileSync(join(ROOT, 'scripts/setup.mjs'), join(folder, 'scripts/setup.mjs'))
    const version = process.versions.node
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ type: 'module', optionalDependencies: { [PIN]: version } }),
    )
    writeFileSync(join(folder, 'package-lock.json'), '{}')
    writeFileSync(join(folder, 'npm-cli.js'), FAKE_NPM)
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  test('installs once, and not again while the lock file stays', async () => {
    const first = await setup()
    expect(first.stdout).toMatch(/Installing packages[\s\S]*installed in \d+ s/)
    expect((await setup()).stdout).toBe('')
    expect(calls()).toEqual([expect.stringMatching(/^ci .*--ignore-scripts/)])
    writeFileSync(join(folder, 'package-lock.json'), '{"changed":true}')
    await setup()
    expect(calls()).toHaveLength(2)
  })

  test('speaks the language of the terminal, or not at all', async () => {
    expect((await setup({ LANG: 'zh_CN.UTF-8' })).stdout).toContain('正在安装依赖')
    writeFileSync(join(folder, 'package-lock.json'), '{"changed":true}')
    expect((await setup({ TUIDAN_SETUP: 'quiet' })).stdout).toBe('')
  })

  test('falls back to npm install when npm ci fails', async () => {
    await setup({ FAKE_NPM: 'fail-ci' })
    expect(calls().map((call) => call.split(' ')[0])).toEqual(['ci', 'install'])
  })

  test('an install that failed leaves no mark, shows what npm said and what to do', async () => {
    await expect(setup({ FAKE_NPM: 'fail' })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/network unreachable[\s\S]*Check the network or proxy/),
    })
    expect(existsSync(join(folder, 'node_modules/.tuidan-lock'))).toBe(false)
    await setup()
    expect(existsSync(join(folder, 'node_modules/.tuidan-lock'))).toBe(true)
  })

  test('a tree copied without its links is installed anew', async () => {
    await setup()
    rmSync(join(folder, 'node_modules/.bin/vite'))
    writeFileSync(join(folder, 'node_modules/.bin/vite'), 'a plain file')
    await setup()
    expect(calls()).toHaveLength(2)
  })

  test('a node that lost its right to run is installed anew', async () => {
    await setup()
    const copy = join(folder, 'node_modules/node-copy')
    writeFileSync(copy, '')
    chmodSync(copy, 0o644)
    rmSync(join(folder, 'node_modules/.bin/node'))
    await run('ln', ['-s', '../node-copy', join(folder, 'node_modules/.bin/node')])
    await setup()
    expect(calls()).toHaveLength(2)
  })

  test('two at once install once', async () => {
    await Promise.all([setup({ FAKE_NPM: 'slow' }), setup({ FAKE_NPM: 'slow' })])
    expect(calls()).toHaveLength(1)
    expect(existsSync(join(folder, '.tuidan-setup.lock'))).toBe(false)
  })

  test('the lock of a process that is gone does not hold anybody up', async () => {
    const gone = spawn(process.execPath, ['-e', ''])
    await new Promise((resolve) => gone.once('close', resolve))
    writeFileSync(join(folder, '.tuidan-setup.lock'), String(gone.pid))
    await setup()
    expect(calls()).toHaveLength(1)
  })

  test('another Node than the pinned one stops with a sentence', async () => {
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ type: 'module', optionalDependencies: { [PIN]: '99.0.0' } }),
    )
    await expect(setup()).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('should run on Node 99.0.0'),
    })
  })

  test('packages that belong to somebody else are named with their owner', async (ctx) => {
    await setup()
    writeFileSync(join(folder, 'package-lock.json'), '{"changed":true}')
    // Root may write everywhere, so as root the second person is nobody.
    const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
    chmodSync(folder, 0o755)
    chmodSync(join(folder, 'node_modules'), 0o555)
    try {
      const attempt = run(process.execPath, ['scripts/setup.mjs'], { cwd: folder, env: env(), ...nobody })
      const outcome = await attempt.catch((error: { code: unknown; stderr: string }) => error)
      if ('code' in outcome && outcome.code === 'EACCES')
        return ctx.skip('as root in a locked home nobody can run Node')
      expect(outcome).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/belongs to \S+ and you may not write/),
      })
    } finally {
      chmodSync(join(folder, 'node_modules'), 0o755)
    }
  })
})
