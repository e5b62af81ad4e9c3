import { execFile } from 'node:child_process'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { noteRunning } from '../src/cli/running.ts'
import { loadKeys } from '../src/engine/keys.ts'
import { makeFolder } from '../src/storage/folder.ts'

const MAIN = join(import.meta.dirname, '../src/cli/main.ts')
/** Node's own way of making folders never ends here: whatever ends at all ends long before. */
const HANGS_MS = 100_000
vi.setConfig({ testTimeout: 2 * HANGS_MS })

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuidan-folder-'))
  await writeFile(join(folder, 'file'), '')
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** Types a command with other folders than usual. `stuck`: it had to be killed. */
async function type(args: readonly string[], change: Record<string, string>) {
  const { PATH = '' } = process.env
  const env = { PATH, HOME: folder, TUIDAN_HOME: join(folder, 'home'), TUIDAN_CACHE: join(folder, 'cache'), ...change }
  const options = { env, cwd: folder, timeout: HANGS_MS, killSignal: 'SIGKILL' as const }
  return await new Promise<{ code: unknown; stuck: boolean; out: string; err: string }>((resolve) => {
    execFile(process.execPath, [MAIN, ...args], options, (error, out, err) =>
      resolve({ code: error?.code ?? 0, stuck: error?.killed === true, out, err }),
    )
  })
}

test('a folder is made with all that are missing above it, each with its mode; again is no fault', async () => {
  const deep = join(folder, 'a/b/c')
  makeFolder(deep, 0o700)
  makeFolder(deep, 0o755)
  for (const made of ['a', 'a/b', 'a/b/c']) expect((await stat(join(folder, made))).mode & 0o777).toBe(0o700)
})

test('where something else is in the way, the problem names it', () => {
  const way = join(folder, 'file')
  for (const wanted of [way, join(way, 'deeper/down')])
    expect(() => makeFolder(wanted, 0o700)).toThrow(expect.objectContaining({ code: 'storage/no-folder' }))
  expect(() => makeFolder(join(way, 'deeper'), 0o700)).toThrow(`${way} cannot be made`)
})

// Only Linux has a folder that says "no such file" of what should be made in it.
describe.runIf(process.platform === 'linux')('below /proc, where no folder can be', () => {
  test.each([
    ['zh_CN.UTF-8', '文件夹 /proc/nowhere 建不了：那里不能放文件夹。'],
    ['en_GB.UTF-8', 'The folder /proc/nowhere cannot be made: no folder can be there.'],
  ])('a start ends with what is wrong: %s', async (lang, words) => {
    const typed = await type(['start', '--port', '0'], { TUIDAN_HOME: '/proc/nowhere/deeper', LANG: lang })
    expect(typed).toMatchObject({ stuck: false, code: 1, out: '' })
    expect(typed.err).toContain(words)
    expect(typed.err).toContain('(storage/no-folder)')
  })

  test('a state folder that is there and takes no file is a problem that names it', async () => {
    const problem = { code: 'storage/no-write', spec: { status: 500 }, params: { folder: '/proc' } }
    await expect(loadKeys('/proc', null)).rejects.toMatchObject(problem)
    await expect(noteRunning('/proc', 'http://localhost')).rejects.toMatchObject(problem)
  })

  test('a check says that the state folder cannot be written', async () => {
    const change = {
      TUIDAN_HOME: '/proc/nowhere',
      TUIDAN_PORT: '0',
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    }
    const typed = await type(['check'], change)
    expect(typed.stuck).toBe(false)
    expect(typed.out).toContain('The state folder cannot be written: /proc/nowhere')
  })

  test('a cache holds up no command that needs none', async () => {
    expect(await type(['--version'], { TUIDAN_CACHE: '/proc/nowhere' })).toMatchObject({ stuck: false, code: 0 })
  })
})
