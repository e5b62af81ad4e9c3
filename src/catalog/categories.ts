import type { Text } from '../base/i18n.ts'
import { GOODS_TREE } from './category-tree-goods.ts'
import { LIFE_TREE } from './category-tree-life.ts'

/** One node of our category tree. */
export interface Category {
  /** Stable kebab path such as `kitchen/coffee/pour-over`; at most three parts. Stored, so never renamed. */
  readonly id: string
  readonly zh: string
  readonly en: string
  /** Words in both languages that speak for this node on a page or in a fact. */
  readonly seeds: readonly string[]
  /** IAB Content Taxonomy 3.1 id, a string because 31 of them are not numbers. */
  readonly iabContent?: string
  /** IAB Ad Product Taxonomy 2.0 id. */
  readonly iabProduct?: string
  /** True where no interest may be inferred (health, religion, politics, sex, children...): a page may be classified, a person not. */
  readonly sensitive?: true
}

/** Where goods go that fit nowhere else. */
export const OTHER_CATEGORY = 'other'

function readLine(line: string, sensitiveParent: boolean): Category {
  const parts = line.split('|').map((part) => part.trim())
  const [id = '', zh = '', en = '', zhSeeds = '', enSeeds = '', content = '-', product = '-', mark = ''] = parts
  if (parts.length < 7 || id === '') throw new TypeError(`category line needs seven places: ${line}`)
  return {
    id,
    zh,
    en,
    seeds: [...zhSeeds.split(' '), ...enSeeds.split(',')].map((seed) => seed.trim()).filter((seed) => seed !== ''),
    ...(content === '-' ? {} : { iabContent: content }),
    ...(product === '-' ? {} : { iabProduct: product }),
    ...(mark === '!' || sensitiveParent ? { sensitive: true as const } : {}),
  }
}

function readTree(text: string): Map<string, Category> {
  const tree = new Map<string, Category>()
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const parent = parentId(line.split('|')[0]!.trim())
    if (parent !== null && !tree.has(parent)) throw new TypeError(`category line before its parent: ${line}`)
    const node = readLine(line, parent !== null && tree.get(parent)?.sensitive === true)
    if (tree.has(node.id)) throw new TypeError(`two categories are called ${node.id}`)
    tree.set(node.id, node)
  }
  return tree
}

/** The id one level up; null for a root. */
export function parentId(id: string): string | null {
  const cut = id.lastIndexOf('/')
  return cut < 0 ? null : id.slice(0, cut)
}

const TREE: ReadonlyMap<string, Category> = readTree(GOODS_TREE + LIFE_TREE)
const ALL: readonly Category[] = [...TREE.values()]

/** The node with this id, or null when our tree has none. */
export function category(id: string): Category | null {
  return TREE.get(id) ?? null
}

/** Every node, parents before their children. */
export function allCategories(): readonly Category[] {
  return ALL
}

/** The nodes above, nearest first; empty for a root and for an unknown id. */
export function ancestors(id: string): Category[] {
  const found: Category[] = []
  for (let up = parentId(id); up !== null; up = parentId(up)) {
    const node = TREE.get(up)
    if (node !== undefined) found.push(node)
  }
  return found
}

/** Is `id` the node `ancestorId` or anything under it? */
export function isWithin(id: string, ancestorId: string): boolean {
  return id === ancestorId || id.startsWith(`${ancestorId}/`)
}

/** The node's name in both languages; the id itself for an unknown one, so that old data stays readable. */
export function categoryLabel(id: string): Text {
  const node = TREE.get(id)
  return node === undefined ? { zh: id, en: id } : { zh: node.zh, en: node.en }
}

/** The names from the root down, for a path on a page: 厨房 › 咖啡 › 手冲咖啡. */
export function categoryPath(id: string): Text[] {
  const nodes = [...ancestors(id).reverse(), TREE.get(id)]
  return nodes.flatMap((node) => (node === undefined ? [] : [{ zh: node.zh, en: node.en }]))
}
