import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { terminalLine } from '../src/http/terminal-log.ts'
import { VERSION } from '../src/version.ts'

const MAIN = join(import.meta.dirname, '../src/cli/main.ts')
let folder = ''

// Each command is a process of its own, which a busy machine starts slowly.
vi.setConfig({ testTimeout: 120_000 })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuidan-command-'))
  await writeFile(join(folder, 'rubbish.csv'), Buffer.from([0, 255, 1, 254, 0, 7]))
  await writeFile(join(folder, 'broken.csv.gz'), Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]))
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** Types a command; no database is there. */
async function type(args: readonly string[], lang: 'zh_CN.UTF-8' | 'en_GB.UTF-8' = 'en_GB.UTF-8') {
  const env = { PATH: process.env.PATH, HOME: folder, TUIDAN_HOME: folder, LANG: lang }
  return await new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const nowhere = { ...env, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }
    execFile(process.execPath, [MAIN, ...args], { env: nowhere, cwd: folder }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}

test('the version and the use of one command are told', async () => {
  expect(await type(['--version'])).toEqual({ code: 0, out: `${VERSION}\n`, err: '' })
  const help = await type(['help', 'link'])
  expect(help).toMatchObject({ code: 0, err: '' })
  expect(help.out).toContain('tuidan link NAME')
  expect(help.out).not.toContain('tuidan backup')
})

describe('a command typed wrongly', () => {
  test.each([
    [['lnk'], 2, 'Did you mean link?', '你是想用 link 吗'],
    [['help', 'bakup'], 2, 'Did you mean backup?'],
    [['start', '--prot', '1'], 2, 'perhaps --port', '没有选项 --prot'],
    [['start', '--port'], 2, '--port needs a value'],
    [['start', '--port', 'abc'], 1, 'port has a wrong value', '应该是 0 到 65535 的整数'],
    [['backup', '--all'], 2, 'takes no options'],
    [['check', 'x'], 2, '"x" is too much'],
    [['link'], 2, 'a word is missing'],
    [['link', 'Chen', 'Li'], 2, '"Li" is too much'],
    [['staff', 'add', 'Wang', '--roles', 'pickr'], 2, 'no role pickr'],
    [['staff', 'add', 'Wang', '--roles', 'picker', '--zones', 'I'], 2, 'I is no zone'],
    [['staff', 'fire', 'Wang'], 2, 'no "fire"', '不会“fire”'],
    [['site', 'add', 'shop'], 2, 'the name of the shop is missing'],
    [['import', 'nowhere.csv'], 1, 'nowhere.csv cannot be read'],
    [['import', 'rubbish.csv', '--bin', 'I01-01'], 2, '"I01-01" is no bin'],
    [['import', 'rubbish.csv', '--bin', ''], 2, '"" is no bin'],
    [['import', '.'], 1, 'is a folder', '是文件夹'],
    [['restore', 'nowhere'], 1, 'cannot be read'],
    [['restore', '.'], 1, 'is a folder'],
    [['restore', 'rubbish.csv'], 1, 'no backup of Tuidan'],
    [['replay', 'rubbish.csv', '--stock', 'half'], 2, 'not half'],
    [['replay', 'broken.csv.gz'], 1, 'the gzip archive is broken', '压缩包是坏的'],
    [['staff', 'list'], 1, 'The database does not answer.', '数据库没有回应'],
  ] as const)('says what is wrong and ends with a failure: %j', async (...[args, code, words, chinese]) => {
    const typed = await type(args)
    expect(typed.err).toContain(words)
    expect(typed).toMatchObject({ code, out: '' })
    expect(typed.err).not.toMatch(/^\s+at /m)
    // One command of each place that words come from: each is a process of its own.
    if (chinese === undefined) return
    const inChinese = await type(args, 'zh_CN.UTF-8')
    expect(inChinese.code).toBe(code)
    expect(inChinese.err).toContain(chinese)
  })
})

test('a kind of account that there is not stops the start, and those there are are named', async () => {
  const file = join(folder, 'tuidan.json')
  const acme = { kind: 'githbu', name: 'Acme', clientId: 'shop', clientSecret: 'hush' }
  await writeFile(file, JSON.stringify({ connectors: { acme } }))
  try {
    const { code, err } = await type(['start'])
    expect(code).toBe(1)
    expect(err).toContain('connectors.acme.kind in tuidan.json says githbu')
    expect(err).toContain('github')
    expect(err).not.toContain('hush')
  } finally {
    await rm(file)
  }
})

test('a log line at a terminal is words, not JSON', () => {
  const entry = { level: 50, time: 1, reqId: 'r-1', msg: 'failed', err: { code: 'E1', message: 'why', stack: 'at x' } }
  expect(terminalLine(`${JSON.stringify(entry)}\n`)).toBe('error  failed  E1  why  (r-1)\n')
  expect(terminalLine('plain\n')).toBe('plain\n')
  const work = {
    level: 40,
    pid: 1,
    msg: 'outbox work failed',
    kind: 'push.deliver',
    err: { message: 'bad \u001b[2J value' },
  }
  expect(terminalLine(JSON.stringify(work))).toBe('warn  outbox work failed  bad  [2J value  kind=push.deliver\n')
})
