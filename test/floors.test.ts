import { describe, expect, test } from 'vitest'
import { parseSource, readSources } from './harness/source.ts'
import { type Exception, placeOf, wrongImports } from './harness/walls.ts'

/** Files of a room that stand on floor 2 because they wrap something: path → what. */
const ADAPTERS: Readonly<Record<string, string>> = {
  'src/offers/filtered.ts': 'counts of what is left out, added up in batches',
  'src/offers/memory.ts': 'what decisions read, loaded anew when the bus says so',
  'src/offers/people.ts': 'what people saw and hid, held in memory',
  'src/offers/spool.ts': 'files of the state folder',
  'src/offers/writer.ts': 'the decision log, written in batches',
  'src/matching/builder.ts': 'the thread that builds indexes',
  'src/dispatch/dispatcher.ts': 'plans when the bus says so, and by itself each second',
  'src/push/hub.ts': 'the streams of open apps',
  'src/push/pairs.ts': 'key pairs and salts, by chance',
  'src/push/envelopes.ts': 'the thread that makes envelopes ahead',
  'src/push/vapid-headers.ts': 'the key of each site, and what was signed with it',
  'src/sign-in/provider.ts': 'openid-client',
  'src/sign-in/provider-config.ts': 'openid-client',
  'src/sign-in/provider-probe.ts': 'openid-client',
  'src/sign-in/provider-problem.ts': 'openid-client',
  'src/sign-in/provider-wire.ts': 'the calls to providers, and jose',
  'src/sign-in/private-key.ts': 'the keys of merchants',
  'src/sign-in/dpop.ts': 'the keys that tokens are bound to',
  'src/sign-in/sessions.ts': 'who is behind a cookie, held for a second',
  'src/openid/adapter.ts': 'what oidc-provider keeps, in PostgreSQL',
  'src/openid/provider.ts': 'oidc-provider',
  'src/openid/signing.ts': 'the signing keys of a site, and jose',
  'src/reading/source.ts': 'fetch from an open data source',
  'src/reading/archive.ts': 'inflate of node:zlib, over a zip',
  'src/reading/archive-file.ts': 'the file an archive is held in while it is read',
  'src/profile/judging.ts': 'the thread that judges',
  'src/profile/hot.ts': 'profiles that decisions read, held in memory',
  'src/warehouse/label-pdf.ts': 'the drawn labels',
  'src/warehouse/label-paper.ts': 'the paper that pdf-lib and bwip-js draw on',
  'src/warehouse/label-font.ts': 'the font files and fontkit',
  'src/warehouse/label-press.ts': 'the thread that prints',
}

/** Walls that are crossed knowingly. */
const EXCEPTIONS: readonly Exception[] = [
  { from: 'src/base/clock.ts', to: 'Date.now', reason: 'the one clock; everyone else is given it' },
  { from: 'src/base/id.ts', to: 'crypto.getRandomValues', reason: 'ids and secrets need the system’s randomness' },
  { from: 'src/base/id.ts', to: 'Date.now', reason: 'UUIDv7 begins with the time' },
  {
    from: 'src/push/encrypt.ts',
    to: 'node:crypto',
    reason: 'hashes and a cipher: pairs, salts and keys are handed in',
  },
  { from: 'src/push/vapid.ts', to: 'node:crypto', reason: 'a signature; its own randomness is RFC 8292’s' },
  { from: 'src/offers/token.ts', to: 'node:crypto', reason: 'a keyed hash: the same input gives the same answer' },
]

describe('the floors of the house', () => {
  const sources = readSources(['src', 'web', 'demo', 'bench']).filter(({ path }) => !path.endsWith('.test.ts'))

  test('every file imports its own floor or lower, and pure files are pure', () => {
    expect(sources.length).toBeGreaterThan(10)
    expect(wrongImports(sources, { adapters: Object.keys(ADAPTERS), exceptions: EXCEPTIONS })).toEqual([])
  })

  test('no exception outlives its cause', () => {
    const all = wrongImports(sources, { adapters: Object.keys(ADAPTERS) })
    const unneeded = EXCEPTIONS.filter(
      ({ from, to }) => !all.some((wrong) => wrong.startsWith(`${from}:`) && wrong.includes(` → ${to}: `)),
    )
    expect(unneeded).toEqual([])
  })

  test.each([
    ['src/base/id.ts', 0],
    ['src/offers/match.ts', 1],
    ['src/orders/problems.ts', 1],
    ['src/connectors/connector.ts', 1],
    ['src/connectors/oidc.ts', 2],
    ['src/orders/payments/cod.ts', 2],
    ['src/offers/store.ts', 2],
    ['src/offers/store-campaigns.ts', 2],
    ['src/catalog/import-thread.ts', 2],
    ['src/offers/flow.ts', 3],
    ['src/offers/flow-decide.ts', 3],
    ['src/offers/http.ts', 4],
    ['src/http/server.ts', 4],
    ['src/app.ts', 5],
    ['src/cli/main.ts', 5],
    ['web/phone/main.tsx', 'web'],
  ])('%s stands on floor %s', (path, floor) => {
    expect(placeOf(path, [])?.floor).toBe(floor)
  })
})

describe('the walls can be seen to hold: a planted fault is found', () => {
  const faults: readonly (readonly [path: string, text: string, complaint: string])[] = [
    ['src/base/money.ts', "import { x } from '../orders/state.ts'", 'floor 0 may not use floor 1'],
    ['src/base/money.ts', "import { Type } from 'typebox'", 'base uses nothing'],
    ['src/offers/match.ts', "import { load } from './store.ts'", 'floor 1 may not use floor 2'],
    ['src/offers/match.ts', "import type { Row } from './store.ts'", 'floor 1 may not use floor 2'],
    ['src/offers/match.ts', "import './flow.ts'", 'floor 1 may not use floor 3'],
    ['src/offers/match.ts', "const x = await import('./http.ts')", 'floor 1 may not use floor 4'],
    ['src/offers/match.ts', "export { load } from './store.ts'", 'floor 1 may not use floor 2'],
    ['src/offers/match.ts', "import { readFileSync } from 'node:fs'", 'pure files use no node: module'],
    ['src/offers/match.ts', "import pg from 'pg'", 'pure files use pure packages'],
    ['src/offers/match.ts', 'export const at = Date.now()', 'Date.now: a pure file'],
    ['src/offers/match.ts', 'export const at = globalThis.Date.now()', 'Date.now: a pure file'],
    ['src/offers/match.ts', 'export const at = new Date()', 'new Date(): a pure file'],
    ['src/offers/match.ts', 'export const at = Math.random()', 'Math.random: a pure file'],
    ['src/offers/match.ts', 'export const home = process.env.HOME', 'process.env: a pure file'],
    ['src/offers/match.ts', "export const answer = fetch('http://a')", 'fetch(): a pure file'],
    ['src/offers/store.ts', "import { load } from '../orders/store.ts'", "a store never uses another room's store"],
    ['src/offers/store.ts', "import { oidc } from '../connectors/oidc.ts'", 'not of connectors'],
    ['src/offers/store.ts', "import { decide } from './flow.ts'", 'floor 2 may not use floor 3'],
    ['src/connectors/oidc.ts', "import { load } from '../sign-in/store.ts'", 'not of sign-in'],
    ['src/offers/flow.ts', "import { routes } from './http.ts'", 'floor 3 may not use floor 4'],
    ['src/offers/http.ts', "import { place } from '../orders/flow.ts'", "only its own room's flow"],
    ['src/offers/http.ts', "import { load } from '../orders/store.ts'", "another room's store"],
    ['src/offers/http.ts', "import { routes } from '../orders/http.ts'", "another room's routes"],
    ['src/offers/http.ts', "import { build } from '../app.ts'", 'floor 4 may not use floor 5'],
    [
      'src/offers/flow.ts',
      "const w = new Worker(new URL('./http.ts', import.meta.url))",
      'floor 3 may not use floor 4',
    ],
    ['src/offers/flow.ts', "import { button } from '../../web/kit/button.tsx'", 'does not use the web apps'],
    ['web/phone/main.tsx', "import { done } from '../../src/warehouse/flow.ts'", 'web may use floors 0-1'],
    ['web/phone/main.tsx', "import { join } from 'node:path'", 'no node: modules'],
    ['src/app.ts', "import { until } from '../test/harness/wait.ts'", 'does not stand on its tests'],
  ]
  test.each(faults)('%s: %s', (path, text, complaint) => {
    const wrong = wrongImports([parseSource(path, text)])
    expect(wrong).toHaveLength(1)
    expect(wrong[0]).toContain(path)
    expect(wrong[0]).toContain(complaint)
  })

  test.each([
    ['src/offers/match.ts', "import { move } from '../orders/state.ts'\nimport { Type } from 'typebox'"],
    [
      'src/offers/match.ts',
      '// Date.now() and fetch() in a comment\nexport const text = "import x from \'node:fs\'"\nexport const at = new Date(0)',
    ],
    [
      'src/offers/store.ts',
      "import type { Sql } from '../storage/db.ts'\nimport { record } from '../engine/event-log.ts'\nimport pg from 'pg'",
    ],
    ['src/offers/flow.ts', "import { reserve } from '../stock/flow.ts'\nimport { load } from '../orders/store.ts'"],
    [
      'src/offers/http.ts',
      "import { decide } from './flow.ts'\nimport type { Auth } from '../http/auth.ts'\nimport { siteById } from '../sites/flow.ts'",
    ],
    ['src/cli/main.ts', "import { build } from '../app.ts'\nimport { world } from '../../demo/world.ts'"],
    ['web/phone/main.tsx', "import { judgeScan } from '../../src/warehouse/scan.ts'\nimport { h } from 'preact'"],
  ])('%s may do what it needs', (path, text) => {
    expect(wrongImports([parseSource(path, text)])).toEqual([])
  })

  test('an exception covers one import of one file only', () => {
    const exceptions = [{ from: 'src/offers/match.ts', to: 'node:crypto', reason: 'hashing' }]
    const text = "import { createHash } from 'node:crypto'\nimport { readFileSync } from 'node:fs'"
    expect(wrongImports([parseSource('src/offers/match.ts', text)], { exceptions })).toHaveLength(1)
    expect(wrongImports([parseSource('src/offers/score.ts', text)], { exceptions })).toHaveLength(2)
  })
})
