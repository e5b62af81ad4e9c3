// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is changed is the text of a descriptor
import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { checkFile } from '../src/cli/connector.ts'
import { conform, type Samples } from '../src/connectors/conform.ts'
import type { Connector, ReadStream } from '../src/connectors/connector.ts'
import { loadConnector, loadConnectors, ownFolders } from '../src/connectors/load.ts'
import { ROOT } from './harness/source.ts'

const EXAMPLE = join(ROOT, 'examples/connector')
const [SOURCE, SAMPLES] = await Promise.all(
  ['hut.mjs', 'hut.samples.json'].map((name) => readFile(join(EXAMPLE, name), 'utf8')),
)
let folder = ''
let count = 0

// Each command is a process of its own, which a busy machine starts slowly.
vi.setConfig({ testTimeout: 120_000 })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuidan-connector-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** The example in a folder of its own, with one thing changed. @returns the file */
async function hut(change: ((source: string) => string) | null = null, samples: string | null = SAMPLES!) {
  const own = join(folder, String(count++))
  await mkdir(own)
  const changed = change?.(SOURCE!) ?? SOURCE!
  if (change !== null && changed === SOURCE) throw new Error('nothing was changed')
  await writeFile(join(own, 'hut.mjs'), changed)
  if (samples !== null) await writeFile(join(own, 'hut.samples.json'), samples)
  return join(own, 'hut.mjs')
}

async function type(args: readonly string[], lang = 'en_GB.UTF-8') {
  const env = { PATH: process.env.PATH, HOME: folder, TUIDAN_HOME: folder, LANG: lang }
  return await new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const main = join(ROOT, 'src/cli/main.ts')
    execFile(process.execPath, [main, ...args], { env, cwd: folder }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}

describe('tuidan connector check', () => {
  test('a good file ends with 0, a bad one with 1 and what is wrong in both languages, a slip with 2', async () => {
    const good = await type(['connector', 'check', await hut()])
    expect(good).toMatchObject({ code: 0, err: '' })
    expect(good.out).toMatch(/✓ hut\.mjs .*walks\n✓ hut\.mjs .*hut\.samples\.json\n$/)
    const bad = await hut((source) => source.replace('pkce: true', 'pkce: "yes"'))
    const english = await type(['connector', 'check', bad])
    expect(english).toMatchObject({ code: 1, err: '' })
    expect(english.out).toContain('✗ hut.mjs  login.server.pkce must be true or false')
    const chinese = await type(['connector', 'check', bad], 'zh_CN.UTF-8')
    expect(chinese.out).toContain('login.server.pkce 要是 true 或 false')
    expect(await type(['connector', 'chek', bad])).toMatchObject({ code: 2, out: '' })
    expect(await type(['connector', 'check'])).toMatchObject({ code: 2, out: '' })
    const missing = await type(['connector', 'check', 'nowhere.mjs'])
    expect(missing).toMatchObject({ code: 1, out: '' })
    expect(missing.err).toContain('nowhere.mjs cannot be read')
  })

  test.each<[string, string | RegExp, string, string]>([
    ['a page that leads to itself', '`?after=${encodeURIComponent(next)}`', "''", 'leads to the same page again'],
    [
      'a token that goes to another host',
      '`${HOME}/walks${next',
      "`${next === null ? HOME : 'https://evil.example'}/walks${next",
      'a stream asks one place only',
    ],
    [
      'a token over http',
      'me: [() => ({ url: `${HOME}/me`',
      'me: [() => ({ url: `http://hut.example/me`',
      'https address',
    ],
    [
      'a refusal taken for a page',
      'if (!Array.isArray(walks)) throw',
      'if (walks === 1) throw',
      'throw where it is none',
    ],
    [
      'a refusal taken for somebody',
      "textOf(me.login) === '' ? null : { id: me.login }",
      '{ id: String(me.login) }',
      'where nobody is told of',
    ],
    [
      'a memory between two calls',
      'total: total ?? null',
      'total: globalThis.hutPages = (globalThis.hutPages ?? 0) + 1',
      'pure',
    ],
    [
      'a cursor that is no text',
      'next: textOf(after) || null',
      'next: after === undefined ? null : [after]',
      'must be a text',
    ],
    ['a fact without a name of its own', "if (textOf(id) === '') return []", '', 'sourceId'],
    ['a verb that there is not', "verb: 'like'", "verb: 'adore'", '.verb: must be one of like'],
    ['a throw on what a source may send', '? value : {}', '? value : value', 'streams.walks.facts(null)'],
    ['no word on ads', "adUse: 'own-site-only'", "adUse: 'maybe'", 'streams.walks.terms.adUse must be one of'],
    ['a limit without its kind', "of: 'client'", "of: 'everybody'", 'streams.walks.limit.of must be one of'],
    [
      'an endpoint over http',
      'token: `${HOME}/token`',
      'token: "http://hut.example/token"',
      'login.server.token must be',
    ],
    ['an id that is not the file', "id: 'hut'", "id: 'cabin'", "id must be the file's name, hut"],
    ['a file torn in two', /streams: \{[\s\S]*$/, '', 'it does not load'],
  ])('%s is named', async (_what, old, change, complaint) => {
    const file = await hut((source) => source.replace(old, () => change))
    const wrong = (await checkFile(file)).filter(({ mark }) => mark === '✗')
    expect(wrong.map(({ words }) => words.en).join('\n')).toContain(complaint)
    for (const { words } of wrong) expect(words.zh.trim()).not.toBe('')
  })

  test.each<[string, string | null, string]>([
    ['are missing', null, 'no file of samples'],
    ['are no JSON', '{', 'holds no samples'],
    ['are something else', '{}', 'accounts: there is none'],
    ['say another thing', SAMPLES!.replace('"Ridge"', '"Valley"'), 'streams.walks.facts: expected'],
    ['end too early', SAMPLES!.replace(/"next": "w1"/, '"next": null'), 'streams.walks.page'],
  ])('samples that %s are named', async (_what, samples, complaint) => {
    const lines = await checkFile(await hut(null, samples))
    expect(
      lines
        .filter(({ mark }) => mark === '✗')
        .map(({ words }) => words.en)
        .join('\n'),
    ).toContain(complaint)
  })

  test('what the samples leave untold is said, and is nothing wrong', async () => {
    const samples = JSON.parse(SAMPLES!) as { streams: { walks: { rest?: unknown; facts: unknown[] } } }
    delete samples.streams.walks.rest
    samples.streams.walks.facts.pop()
    const file = await hut((source) => source.replace(/limit: .*\n/, ''), JSON.stringify(samples))
    const lines = await checkFile(file)
    expect(lines.map(({ mark }) => mark)).toEqual(['✓', '✓', '·', '·'])
    expect(lines[2]!.words.en).toContain('no sample is the last page')
  })
})

test('a look-up carries the token nowhere else', async () => {
  const found = await loadConnector(join(EXAMPLE, 'hut.mjs'))
  const walks = found.streams.walks as ReadStream
  const lookUp = { request: () => ({ url: 'https://evil.example/more' }), join: (items: readonly unknown[]) => items }
  const changed: Connector = { ...found, streams: { walks: { ...walks, lookUp } } }
  const wrong = conform(changed, JSON.parse(SAMPLES!) as Samples)
  expect(wrong[0]?.en).toBe('streams.walks.lookUp: takes the token to https://evil.example/more')
})

describe("the merchant's own folder", () => {
  test('is read beside ours; a bad file, and a name that is taken, are named, and the others load', async () => {
    const file = await hut()
    const own = join(file, '..')
    await writeFile(join(own, 'github.mjs'), SOURCE!.replace("id: 'hut'", "id: 'github'"))
    await writeFile(join(own, 'find.mjs'), SOURCE!.replace("id: 'hut'", "id: 'find'"))
    await writeFile(join(own, 'torn.mjs'), 'export default {')
    await writeFile(join(own, 'notes.txt'), 'nothing')
    const { connectors, faults } = await loadConnectors([own])
    expect(connectors.has('hut') && connectors.has('find') && connectors.has('oidc')).toBe(true)
    expect(connectors.get('github')?.names.en).toBe('GitHub')
    expect(faults.map(({ file: at }) => at)).toEqual([join(own, 'github.mjs'), join(own, 'torn.mjs')])
    expect(faults[0]!.reason).toContain('two connectors called github: give the file and its id another name')
    expect(faults[0]!.words.zh).toContain('换个名字')
  })

  test.skipIf(process.platform === 'win32')('runs no code that everybody may write', async () => {
    const file = await hut()
    await chmod(file, 0o666)
    const open = await loadConnectors([join(file, '..')])
    expect(open.connectors.has('hut')).toBe(false)
    expect(open.faults).toMatchObject([{ file, reason: expect.stringContaining(`chmod o-w ${file}`) }])
    await chmod(file, 0o644)
    await chmod(join(file, '..'), 0o777)
    expect((await loadConnectors([join(file, '..')])).connectors.has('hut')).toBe(false)
    await chmod(join(file, '..'), 0o755)
    expect((await loadConnectors([join(file, '..')])).connectors.has('hut')).toBe(true)
  })

  test('is connectors in the state folder where it is there, or the one that is named', async () => {
    const home = join(folder, 'home')
    expect(ownFolders(home, null)).toEqual([])
    await mkdir(join(home, 'connectors'), { recursive: true })
    expect(ownFolders(home, null)).toEqual([join(home, 'connectors')])
    expect(ownFolders(home, '/elsewhere')).toEqual(['/elsewhere'])
    const { faults } = await loadConnectors(['/elsewhere'])
    expect(faults).toMatchObject([{ file: '/elsewhere' }])
  })
})
