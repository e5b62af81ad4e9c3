import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { breaches, MAX_FILE_LINES, MAX_FUNCTION_LINES, workshopWords } from './harness/house-rules.ts'
import { listFiles, parseSource, ROOT, readSources } from './harness/source.ts'

/** What breaks a rule knowingly: the beginning of the complaint, and why it is right. */
const EXCEPTIONS: readonly { readonly complaint: string; readonly reason: string }[] = []

/** These two must spell out what nobody else may. */
const THE_RULE = ['test/house.test.ts', 'test/harness/house-rules.ts']
const FOLDERS = ['src', 'web', 'demo', 'bench', 'examples', 'test/harness']

describe('the house is in order', () => {
  test('files and functions are short, exports are documented, nothing is any or left for somebody', () => {
    const sources = readSources(FOLDERS).filter(({ path }) => !path.endsWith('.test.ts'))
    expect(sources.length).toBeGreaterThan(10)
    const wrong = sources.flatMap(breaches)
    expect(wrong.filter((complaint) => !EXCEPTIONS.some((one) => complaint.startsWith(one.complaint)))).toEqual([])
    expect(EXCEPTIONS.filter((one) => !wrong.some((complaint) => complaint.startsWith(one.complaint)))).toEqual([])
  })

  test('tests are short too, and use no any', () => {
    const tests = readSources(['src', 'web', 'demo', 'bench', 'examples', 'test']).filter(({ path }) =>
      path.endsWith('.test.ts'),
    )
    const wrong = tests.flatMap(breaches)
    // The function around a file's cases is a heading, not a function.
    expect(wrong.filter((complaint) => !/: a function has \d+ lines/.test(complaint))).toEqual([])
  })

  test('nothing names the workshop it was made in', () => {
    const endings = [
      '.ts',
      '.tsx',
      '.mjs',
      '.md',
      '.json',
      '.css',
      '.html',
      '.sql',
      '.svg',
      '.yml',
      '.yaml',
      '.txt',
      '.csv',
    ]
    const paths = ['src', 'web', 'demo', 'bench', 'examples', 'test', 'scripts', 'bin', 'docs', '.ci']
    const files = [
      ...listFiles(paths, endings),
      '.ci/run',
      'package.json',
      ...listFiles(['.'], ['.md']).filter((path) => !path.includes('/')),
    ]
    expect(
      files
        .filter((path) => !THE_RULE.includes(path))
        .flatMap((path) => workshopWords(path, readFileSync(join(ROOT, path), 'utf8'))),
    ).toEqual([])
  })
})

describe('the rules can be seen to hold: a planted breach is found', () => {
  const long = (lines: number) => '\n'.repeat(lines)
  test.each([
    ['a long file', `/** x */\nexport const a = 1${long(MAX_FILE_LINES)}`, `at most ${MAX_FILE_LINES}`],
    ['a long function', `function slow() {${long(MAX_FUNCTION_LINES)}}`, `slow has ${MAX_FUNCTION_LINES + 1} lines`],
    ['a long arrow', `const slow = () => {${long(MAX_FUNCTION_LINES)}}`, 'slow has'],
    ['a long method', `class A { slow() {${long(MAX_FUNCTION_LINES)}} }`, 'slow has'],
    ['a function without doc', 'export function a() {}', 'a is exported without a doc comment'],
    ['an async function without doc', 'export async function a() {}', 'a is exported without'],
    ['a class without doc', 'export class A {}', 'A is exported without'],
    ['an interface without doc', 'export interface A {}', 'A is exported without'],
    ['a type without doc', 'export type A = string', 'A is exported without'],
    ['a constant without doc', '// one line is no doc comment\nexport const a = 1', 'a is exported without'],
    ['a doc comment of something else', '/** x */\nconst b = 1\nexport const a = b', 'a is exported without'],
    [
      'a constant far from the group',
      '/** In ms. */\nexport const a = 1\n\nexport const b = 2',
      'b is exported without',
    ],
    ['an object as default', 'export default {}', 'the default export is exported without'],
    ['any', 'const a: any = 1', 'any'],
    ['any in a cast', 'const a = (1 as unknown as any[])', 'any'],
    ['something left', `// ${'TO'}${'DO'}: later`, 'left for somebody'],
  ])('%s', (_name, text, complaint) => {
    const wrong = breaches(parseSource('src/room/file.ts', text))
    expect(wrong).toHaveLength(1)
    expect(wrong[0]).toContain(complaint)
  })

  test.each([
    ['documented', '/** What. */\nexport function a() {}\n/** Which. */\nexport type A = string'],
    [
      'overloads',
      '/** What. */\nexport function a(x: string): string\nexport function a(x: number): number\nexport function a(x: unknown): unknown { return x }',
    ],
    ['the word in a text', "const a = 'any'\nconst todo = 1"],
    ['a group', '/** In ms. */\nexport const A = 1 // one\nexport const B = 2\nexport const C = 3'],
    ['a named descriptor', '/** What. */\nconst gitee = {}\nexport default gitee'],
    ['handed on', "export { a } from './b.ts'"],
  ])('%s is no breach', (_name, text) => {
    expect(breaches(parseSource('src/room/file.ts', text))).toEqual([])
  })

  // Put together here, so that this file itself names nothing.
  const workshop = ['', 'work'].join('/')
  test.each([[`${workshop}/main`], [`cd '${workshop}'`], [`see ..${'/shared'}/DESIGN.md`]])(
    '%s names the workshop',
    (text) => {
      expect(workshopWords('README.md', text)).toHaveLength(1)
    },
  )

  test.each([['/v1/worker/3'], ['/v1/phone/work'], ['src/work.ts'], ['/workers'], ['../shared-words.ts']])(
    '%s does not',
    (text) => {
      expect(workshopWords('README.md', text)).toEqual([])
    },
  )
})
