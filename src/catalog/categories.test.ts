import { expect, test } from 'vitest'
import { allCategories, ancestors, category, categoryLabel, categoryPath, isWithin, parentId } from './categories.ts'

test('the tree has about 300 nodes on at most three levels, each with both labels and a parent', () => {
  const nodes = allCategories()
  expect(nodes.length).toBeGreaterThanOrEqual(280)
  for (const node of nodes) {
    expect(node.id).toMatch(/^[a-z-]+(?:\/[a-z-]+){0,2}$/)
    expect(node.zh).toMatch(/\p{Script=Han}|^CD$/u)
    expect(node.en).toMatch(/^[A-Z]/)
    expect(node.seeds.length).toBeGreaterThan(0)
    const parent = parentId(node.id)
    if (parent !== null) expect(category(parent)).not.toBeNull()
  }
  expect(new Set(nodes.map((node) => node.id)).size).toBe(nodes.length)
})

test('ancestors come nearest first, and the path reads from the root', () => {
  expect(ancestors('kitchen/coffee/pour-over').map((node) => node.id)).toEqual(['kitchen/coffee', 'kitchen'])
  expect(categoryPath('kitchen/coffee/pour-over').map((label) => label.zh)).toEqual(['厨房', '咖啡', '手冲咖啡'])
  expect(ancestors('kitchen')).toEqual([])
})

test('within means the node or below it, never a node whose name begins alike', () => {
  expect(isWithin('kitchen/coffee/pour-over', 'kitchen/coffee')).toBe(true)
  expect(isWithin('kitchen/coffee', 'kitchen/coffee')).toBe(true)
  expect(isWithin('photography', 'photo')).toBe(false)
  expect(isWithin('kitchen', 'kitchen/coffee')).toBe(false)
})

test('everything under a sensitive branch is sensitive, and goods are not', () => {
  for (const root of ['health', 'religion', 'politics', 'intimacy', 'children', 'restricted']) {
    const nodes = allCategories().filter((node) => isWithin(node.id, root))
    expect(nodes.length).toBeGreaterThan(1)
    expect(nodes.every((node) => node.sensitive === true)).toBe(true)
  }
  expect(category('kitchen/coffee')?.sensitive).toBeUndefined()
})

test('an unknown id has no node, and its label is the id itself', () => {
  expect(category('kitchen/spaceships')).toBeNull()
  expect(categoryLabel('kitchen/spaceships')).toEqual({ zh: 'kitchen/spaceships', en: 'kitchen/spaceships' })
})
