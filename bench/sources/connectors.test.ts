import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { loadConnectors } from '../../src/connectors/load.ts'
import { journeyed, recorded } from './connectors.ts'

test('what goes the whole way against a real server is found in the tests themselves, and is a connector', async () => {
  const ids = await journeyed(dirname(dirname(import.meta.dirname)))
  expect(ids).toEqual(expect.arrayContaining(['atproto', 'github', 'google', 'oidc', 'solid']))
  const { connectors } = await loadConnectors()
  expect(ids.filter((id) => !connectors.has(id))).toEqual([])
})

test('what was written down as having passed is what the tests have', async () => {
  const root = dirname(dirname(import.meta.dirname))
  const { at, journeys } = await recorded(root)
  expect(Object.keys(journeys).sort()).toEqual(await journeyed(root))
  expect(Date.parse(at)).toBeGreaterThan(0)
})
