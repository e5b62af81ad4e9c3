import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AccountCard, Connector, RawFact } from '../src/connectors/connector.ts'
import { checkConnector } from '../src/connectors/connector.ts'
import { loadConnectors } from '../src/connectors/load.ts'

interface Fixture {
  readonly claims: readonly { raw: Record<string, unknown>; card: AccountCard }[]
  readonly streams: Readonly<
    Record<string, { page: unknown; next: string | null; total: number | null; deleted: string[]; facts: RawFact[] }>
  >
}

const { connectors, faults } = await loadConnectors()
const MOST_DAYS_SINCE_REVIEW = 180

test('every file of the folder is a connector', () => {
  expect(faults).toEqual([])
  expect([...connectors.keys()]).toContain('oidc')
})

describe.each([...connectors.values()])('connector $id', (connector) => {
  const fixture = async (): Promise<Fixture> => {
    const file = join(import.meta.dirname, `../src/connectors/${connector.id}.fixture.json`)
    return JSON.parse(await readFile(file, 'utf8')) as Fixture
  }

  test('its fixture has a page of every stream, and gives these facts', async () => {
    const { streams } = await fixture()
    expect(Object.keys(streams).sort()).toEqual(Object.keys(connector.streams).sort())
    for (const [name, sample] of Object.entries(streams)) {
      const spec = connector.streams[name]!
      const page = spec.page(sample.page)
      expect({ next: page.next, total: page.total, deleted: page.deleted }).toEqual({
        next: sample.next,
        total: sample.total,
        deleted: sample.deleted,
      })
      expect(page.items.flatMap((item) => spec.facts(item))).toEqual(sample.facts)
    }
  })

  test('its fixture says how an account is shown', async () => {
    for (const { raw, card } of (await fixture()).claims) expect(connector.login.profile(raw)).toEqual(card)
  })

  test('nothing that a source may send makes it throw but a page that is none', () => {
    for (const spec of Object.values(connector.streams)) {
      for (const item of [null, 3, 'x', [], {}, { type: 'Like' }, { id: 1, type: 'Create', object: [null] }])
        expect(spec.facts(item)).toEqual([])
      for (const rubbish of [null, 'x', [], {}, { type: 'Person' }, { type: 'Collection', items: 'x' }])
        expect(() => spec.page(rubbish)).toThrow()
    }
  })

  test('its terms were read within 180 days', () => {
    expect((Date.now() - Date.parse(connector.terms.reviewed)) / 86_400_000).toBeLessThan(MOST_DAYS_SINCE_REVIEW)
  })
})

describe('a descriptor with a mistake is named with file and field', () => {
  const good = connectors.get('oidc') as Connector
  const likes = good.streams.likes!
  test.each<[string, unknown, string]>([
    ['no export', undefined, 'the default export must be a connector'],
    ['another id', { ...good, id: 'x' }, "id must be the file's name, oidc"],
    ['no terms', { ...good, terms: undefined }, 'terms is missing'],
    ['no date of review', { ...good, terms: { ...good.terms, reviewed: 'soon' } }, 'terms.reviewed'],
    ['one language', { ...good, names: { zh: '账号' } }, 'names must have zh and en'],
    ['an issuer without TLS', { ...good, issuer: 'http://id.example' }, 'issuer must be an https address'],
    ['a scope with a blank', { ...good, login: { ...good.login, scopes: ['a b'] } }, 'login.scopes'],
    ['no word on ads', { ...good, streams: { likes: { ...likes, adUse: undefined } } }, 'streams.likes.adUse'],
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
