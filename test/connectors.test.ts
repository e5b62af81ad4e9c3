import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linesOf } from '../bench/sources/connectors.ts'
import { cardOf } from '../src/connectors/answer.ts'
import { checkConnector } from '../src/connectors/check.ts'
import { conform } from '../src/connectors/conform.ts'
import type { Connector, ReadStream } from '../src/connectors/connector.ts'
import { loadConnectors } from '../src/connectors/load.ts'
import { ROOT } from './harness/source.ts'

const { connectors, faults } = await loadConnectors()
const MOST_DAYS_SINCE_REVIEW = 180
/** Of an ordinary provider, and of one that goes its own way or is found by what is typed. */
const MOST_LINES = { ordinary: 60, own: 120 }

test('every file of the folder is a connector', () => {
  expect(faults).toEqual([])
  expect([...connectors.keys()]).toContain('oidc')
})

describe.each([...connectors.values()])('connector $id', (connector) => {
  test('it does what its samples say', async () => {
    const file = join(import.meta.dirname, `../src/connectors/${connector.id}.samples.json`)
    expect(conform(connector, JSON.parse(await readFile(file, 'utf8')))).toEqual([])
  })

  test('its page says what is read, what is not any more, what to register, the terms, and what was never checked', async () => {
    const page = await readFile(join(ROOT, `docs/connectors/${connector.id}.md`), 'utf8')
    const lost = [
      'What is read',
      'Not available any more',
      'What the merchant registers',
      'Terms',
      'Never checked',
    ].filter((heading) => !page.includes(`**${heading}**`))
    expect(lost).toEqual([])
    // Somebody who decides by it can find it: whatever is unchecked is said in the descriptor too.
    const hasProvider = connector.login !== undefined && connector.id !== 'oidc'
    expect(connector.unchecked === null).toBe(!hasProvider && connector.kind !== 'upload')
  })

  test('its terms were read within 180 days', () => {
    for (const { reviewed } of [connector.terms, ...Object.values(connector.streams).map((stream) => stream.terms)])
      expect((Date.now() - Date.parse(reviewed)) / 86_400_000).toBeLessThan(MOST_DAYS_SINCE_REVIEW)
  })
})

test('a descriptor is short: 60 lines for an ordinary provider, 120 for one with its own ways; an archive’s shapes 60', {
  timeout: 60_000,
}, async () => {
  const limitOf = ({ kind, login }: Connector) =>
    (kind === 'oidc' || kind === 'oauth2' || kind === 'upload') && !('find' in (login?.server ?? {}))
      ? MOST_LINES.ordinary
      : MOST_LINES.own
  const limits = new Map([...connectors.values()].map((one) => [`${one.id}.ts`, limitOf(one)]))
  for (const name of await readdir(join(ROOT, 'src/connectors/archives')))
    limits.set(`archives/${name}`, MOST_LINES.ordinary)
  const tooLong: string[] = []
  for (const [file, limit] of limits) {
    const lines = await linesOf(ROOT, file)
    if (lines > limit) tooLong.push(`${file} has ${lines} lines, at most ${limit}`)
  }
  expect(tooLong).toEqual([])
})

test('a name on an account is one line of words, whatever a provider sends', () => {
  const names = [3, null, '<b></b>', '\u202e<script>x</script>小\0岛\n\ud83d', 'second']
  expect(cardOf(names, 'javascript:alert(1)')).toEqual({ name: 'x 小岛', picture: null })
  expect(cardOf(['长'.repeat(500)], 'https://x.example/a.png').name).toHaveLength(80)
})

test('what is taken back at a source is followed: every stream that is asked for tells of it or is compared', () => {
  const streams = [...connectors.values()].flatMap(({ id, streams }) =>
    Object.entries(streams).map(([name, stream]) => [`${id}/${name}`, 'deletes' in stream ? stream.deletes : 'told']),
  )
  expect(streams.filter(([, deletes]) => deletes === 'none')).toEqual([])
})

describe('a descriptor with a mistake is named with file and field', () => {
  const good = connectors.get('oidc') as Connector
  const likes = good.streams.likes as ReadStream
  const login = good.login!
  test.each<[string, unknown, string]>([
    ['no export', undefined, 'the default export must be a connector'],
    ['another id', { ...good, id: 'x' }, "id must be the file's name, oidc"],
    ['no terms', { ...good, terms: undefined }, 'terms is missing'],
    ['no date of review', { ...good, terms: { ...good.terms, reviewed: 'soon' } }, 'terms.reviewed'],
    ['one language', { ...good, names: { zh: '账号' } }, 'names must have zh and en'],
    [
      'an issuer without TLS',
      { ...good, login: { ...login, server: { issuer: 'http://id.example' } } },
      'login.server.issuer',
    ],
    ['a scope with a blank', { ...good, login: { ...login, scopes: ['a b'] } }, 'login.scopes'],
    [
      'no word on ads',
      { ...good, streams: { likes: { ...likes, terms: { ...likes.terms, adUse: undefined } } } },
      'streams.likes.terms.adUse',
    ],
    ['nothing to read and nowhere to go', { ...good, streams: {} }, 'pair must name'],
    ['an unknown row', { ...good, kind: 'quirk', login: { ...login, quirk: { jsonp: true } } }, 'login'],
    ['kept for ever', { ...good, streams: { likes: { ...likes, retentionDays: 0 } } }, 'streams.likes.retentionDays'],
    ['no facts', { ...good, streams: { likes: { ...likes, facts: 1 } } }, 'streams.likes.facts must be a function'],
  ])('%s', (_name, value, complaint) => {
    expect(() => checkConnector(value, '/own/oidc.ts', 'oidc')).toThrow(/^\/own\/oidc\.ts: /)
    expect(() => checkConnector(value, '/own/oidc.ts', 'oidc')).toThrow(complaint)
  })

  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'connectors-'))
    await mkdir(folder, { recursive: true })
  })
  afterAll(async () => {
    await rm(folder, { recursive: true })
  })

  test('the others still load', async () => {
    await writeFile(join(folder, 'broken.mjs'), 'export default { id: "broken", kind: "oidc" }')
    await writeFile(join(folder, 'torn.mjs'), 'export default {')
    const found = await loadConnectors([folder])
    expect(found.connectors.has('oidc')).toBe(true)
    expect(found.faults.map((f) => f.file)).toEqual([join(folder, 'broken.mjs'), join(folder, 'torn.mjs')])
    expect(found.faults[0]!.reason).toContain('names must have zh and en')
  })
})
