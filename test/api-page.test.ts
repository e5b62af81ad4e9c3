import { afterAll, beforeAll, expect, test } from 'vitest'
import { journeyWorld, type World } from './journey-world.ts'

let world: World
beforeAll(async () => {
  world = await journeyWorld()
}, 60_000)
afterAll(() => world?.stop())

interface Operation {
  readonly summary?: string
  readonly tags?: readonly string[]
}

test('the API page says of every route in one line what it does, and in which part it belongs', async () => {
  const answer = await fetch(`${world.url}/openapi.json`)
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, Operation>> }
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, ...operation })),
  )
  expect(routes.length).toBeGreaterThan(130)
  const silent = routes.filter(({ summary }) => summary === undefined || !/^\p{Lu}.{4,110}[^.]$/u.test(summary))
  expect(silent.map(({ name }) => name)).toEqual([])
  expect(routes.filter(({ tags }) => tags?.length !== 1).map(({ name }) => name)).toEqual([])
})
