import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { freshDatabase } from './harness/database.ts'

const MAIN = join(import.meta.dirname, '../src/cli/main.ts')
const database = await freshDatabase()
const folder = await mkdtemp(join(tmpdir(), 'tuidan-import-'))

/** Types a command on the database of this file. */
async function type(args: readonly string[], lang: 'zh_CN.UTF-8' | 'en_GB.UTF-8') {
  const env = { PATH: process.env.PATH, HOME: folder, TUIDAN_HOME: folder, DATABASE_URL: database.url, LANG: lang }
  return await new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { env, cwd: folder }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}

// Each command is a process of its own, which a busy machine starts slowly.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let added: Awaited<ReturnType<typeof type>>

beforeAll(async () => {
  const head = Buffer.from('PK\u0003\u0004\u0014\0\0\0\b\0', 'latin1')
  await writeFile(join(folder, 'goods.xlsx'), Buffer.concat([head, deflateRawSync('sku,title,price\n')]))
  await writeFile(join(folder, 'cup.png'), Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwC', 'base64'))
  await writeFile(join(folder, 'list.json'), '{"name": "cups"}')
  await writeFile(join(folder, 'broken.json'), '[\n{"sku": "CUP",,}]')
  await writeFile(join(folder, 'broken.csv.gz'), Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]))
  await writeFile(join(folder, 'goods.csv'), 'sku,title,price,Stock,Bin\nCUP,Cup,10,5,Z98-01\nJAR,Jar,5,3,Z99-01\n')
  added = await type(['site', 'add', 'cups', 'Cups'], 'en_GB.UTF-8')
})

afterAll(async () => {
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

test('a new site is told with both its keys and the line for its pages', () => {
  expect(added).toMatchObject({ code: 0, err: '' })
  expect(added.out).toMatch(/^sk_[\w-]+$/m)
  const [, key] = /The public key is (pk_[\w-]+);/.exec(added.out) ?? []
  expect(added.out).toMatch(new RegExp(`^<script src="http[^"]*/tag.js" data-site="${key}" async></script>$`, 'm'))
})

describe('a file that is no table of goods', () => {
  test.each([
    ['goods.xlsx', '它不是文字', 'it is no text'],
    ['cup.png', '它不是文字', 'it is no text'],
    ['list.json', 'JSON 里没有商品列表', 'no list of products'],
    ['broken.json', 'JSON 第 2 行写得不对', 'in line 2'],
    ['broken.csv.gz', '压缩包是坏的', 'the gzip archive is broken'],
  ])('is told why in the language of the reader: %s', async (file, zh, en) => {
    const chinese = await type(['import', file], 'zh_CN.UTF-8')
    expect(chinese).toMatchObject({ code: 1, out: '' })
    const [sentence] = chinese.err.split('\n')
    expect(sentence).toContain(`${file} 读不了：${zh}`)
    expect(sentence!.replace(file, '').replaceAll(/JSON|CSV|Excel/g, '')).not.toMatch(/[a-z]/i)
    const english = await type(['import', file], 'en_GB.UTF-8')
    expect(english.err).toContain(en)
    expect(english.err).not.toMatch(/\p{Script=Han}/u)
  })
})

test('bins that the floor does not have are named, in the language of the reader', async () => {
  const english = await type(['import', 'goods.csv'], 'en_GB.UTF-8')
  expect(english).toMatchObject({ code: 0 })
  expect(english.out).toContain('Z98-01, Z99-01')
  expect((await type(['import', 'goods.csv'], 'zh_CN.UTF-8')).out).toContain('Z98-01、Z99-01')
})

test('a bin for the rest may be typed in small letters, as in the console', async () => {
  await writeFile(join(folder, 'rest.csv'), 'sku,title,price,Stock\nPOT,Pot,10,5\n')
  const typed = await type(['import', 'rest.csv', '--bin', ' z97-01 '], 'en_GB.UTF-8')
  expect(typed).toMatchObject({ code: 0 })
  expect(typed.out).toContain('Z97-01')
})
