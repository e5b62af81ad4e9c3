import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { parseSync } from 'vite'

/** The project's folder. */
export const ROOT = join(import.meta.dirname, '../..')

/** A node of the syntax tree (ESTree with TypeScript's nodes): a type, a place in the text, and children. */
export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

/** One source file, read and parsed. */
export interface Source {
  /** From the project's folder, with forward slashes: `src/offers/flow.ts`. */
  readonly path: string
  readonly text: string
  readonly program: Node
  readonly comments: readonly {
    readonly type: 'Block' | 'Line'
    readonly value: string
    readonly start: number
    readonly end: number
  }[]
}

/**
 * Parses one file with the parser that Vite brings.
 * @throws SyntaxError naming the file
 */
export function parseSource(path: string, text: string): Source {
  const { program, comments, errors } = parseSync(path, text)
  if (errors.length > 0) throw new SyntaxError(`${path}: ${errors[0]?.message}`)
  // The parser's own node types are a union of hundreds; these walks need only what all nodes share.
  return { path, text, program: program as unknown as Node, comments }
}

/** All files below `folders` of the project whose name ends with one of `endings`, sorted; build results left out. */
export function listFiles(folders: readonly string[], endings: readonly string[]): string[] {
  const found: string[] = []
  const enter = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name === 'node_modules' || entry.name === 'dist' || entry.name === 'web-dist') continue
      const path = join(folder, entry.name)
      if (entry.isDirectory()) enter(path)
      else if (endings.some((ending) => entry.name.endsWith(ending)))
        found.push(relative(ROOT, path).split(sep).join('/'))
    }
  }
  for (const folder of folders) {
    try {
      enter(join(ROOT, folder))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  return found.sort()
}

/** The files of `listFiles`, parsed. */
export function readSources(folders: readonly string[], endings: readonly string[] = ['.ts', '.tsx']): Source[] {
  return listFiles(folders, endings)
    .filter((path) => !path.endsWith('.d.ts'))
    .map((path) => parseSource(path, readFileSync(join(ROOT, path), 'utf8')))
}

/** Calls `visit` for a node and everything in it, outermost first, with the node it is in. */
export function walk(node: Node, visit: (node: Node, parent: Node | null) => void, parent: Node | null = null): void {
  visit(node, parent)
  for (const [key, value] of Object.entries(node)) {
    if (key === 'parent') continue
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, visit, node)
  }
}

/** Is this a node of the syntax tree? */
export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string' && 'start' in value
}

/** The line, from 1, of a place in the text. */
export function lineAt(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++
  return line
}
