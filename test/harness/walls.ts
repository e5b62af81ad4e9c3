import { posix } from 'node:path'
import { isNode, lineAt, type Node, type Source, walk } from './source.ts'

/** What a file is, by its path alone: its room, and its floor from 0 (words every room uses) to 5 (builds everything). */
export interface Place {
  readonly room: string
  readonly floor: 0 | 1 | 2 | 3 | 4 | 5 | 'web'
  readonly isStore: boolean
}

/** A wrong import or use that is allowed, and why. `from` and `to` are paths, `node:` modules or names such as `process.env`. */
export interface Exception {
  readonly from: string
  readonly to: string
  readonly reason: string
}

/** Folders whose files all stand on floor 2: one file per provider, carrier…, and what wraps database and threads. */
const FLOOR_2_FOLDERS = ['connectors', 'carriers', 'channels', 'orders/payments', 'storage', 'engine']
/** In those folders, the file that is only the type and its rules. */
const TYPE_FILES = ['connectors/connector.ts', 'carriers/carrier.ts', 'channels/channel.ts']
/** Machinery: every file from floor 2 upwards may stand on it. */
const MACHINERY = ['storage', 'engine']
/** Whose request is it? Every route asks these, so their flows are open to all of floor 4. */
const REQUEST_FLOWS = ['src/sites/flow.ts']
/** The guards in `src/http` also know how each kind of person signs in. */
const GUARD_FLOWS = [...REQUEST_FLOWS, 'src/staff/flow.ts', 'src/sign-in/flow.ts']
/** Packages that neither read nor write anything: floor 1 may use them. */
const PURE_PACKAGES = ['typebox', 'csv-parse/sync']
/** What makes a function give another answer the next time. Pure files get these as arguments. */
const IMPURE = [
  'Date.now',
  'Math.random',
  'process.env',
  'performance.now',
  'crypto.randomUUID',
  'crypto.getRandomValues',
  'fetch()',
  'setTimeout()',
  'setInterval()',
  'setImmediate()',
  'new Date()',
]

/**
 * Where a file stands, or null when it is outside the house (tests, scripts).
 * `adapters` are files of a room that stand on floor 2 because they wrap something, named in the test with the reason.
 */
export function placeOf(path: string, adapters: readonly string[]): Place | null {
  if (path.startsWith('web/')) return { room: path.split('/')[1] ?? '', floor: 'web', isStore: false }
  if (path.startsWith('demo/') || path.startsWith('bench/')) return { room: 'demo', floor: 5, isStore: false }
  if (!path.startsWith('src/')) return null
  const inside = path.slice('src/'.length)
  const [room = ''] = inside.split('/')
  const place = (floor: Place['floor'], isStore = false): Place => ({ room, floor, isStore })
  if (!inside.includes('/') || room === 'cli') return place(5)
  if (room === 'base') return place(0)
  const rest = inside.slice(room.length + 1)
  if (TYPE_FILES.includes(inside)) return place(1)
  // Problem tables are words, on whatever floor their room works.
  if (/(^|\/)problems\.ts$/.test(rest)) return place(1)
  if (FLOOR_2_FOLDERS.some((folder) => inside.startsWith(`${folder}/`)) || adapters.includes(path)) return place(2)
  // What runs in a thread wraps the thread; the work itself is a pure file beside it.
  if (rest.endsWith('-thread.ts')) return place(2)
  if (room === 'http' || /^http([-.]|\/)/.test(rest)) return place(4)
  if (/^flow([-.]|\/)/.test(rest)) return place(3)
  if (/^store([-.]|\/)/.test(rest)) return place(2, true)
  return place(1)
}

/** Every import and use in `sources` that goes against the floors, one sentence each, exceptions left out. */
export function wrongImports(
  sources: readonly Source[],
  { adapters = [], exceptions = [] }: { adapters?: readonly string[]; exceptions?: readonly Exception[] } = {},
): string[] {
  const wrong: string[] = []
  for (const source of sources) {
    const from = placeOf(source.path, adapters)
    if (!from) continue
    const complain = (to: string, offset: number, why: string) => {
      if (exceptions.some((exception) => exception.from === source.path && exception.to === to)) return
      wrong.push(`${source.path}:${lineAt(source.text, offset)} → ${to}: ${why}`)
    }
    for (const { specifier, offset } of importsOf(source)) {
      const target = specifier.startsWith('.') ? posix.join(posix.dirname(source.path), specifier) : specifier
      const why = specifier.startsWith('.')
        ? whyNotFile(source.path, from, target, adapters)
        : whyNotPackage(from, specifier)
      if (why) complain(target, offset, why)
    }
    if (from.floor === 0 || from.floor === 1) {
      for (const { name, offset } of impureUses(source)) complain(name, offset, 'a pure file gets this as an argument')
    }
  }
  return wrong
}

/** What a file asks for: static, type, side-effect, re-exported and dynamic imports, and files named for a thread. */
export function importsOf(source: Source): { specifier: string; offset: number }[] {
  const found: { specifier: string; offset: number }[] = []
  const add = (node: unknown) => {
    if (isNode(node) && node.type === 'Literal' && typeof node.value === 'string')
      found.push({ specifier: node.value, offset: node.start })
  }
  walk(source.program, (node) => {
    if (
      [
        'ImportDeclaration',
        'ExportNamedDeclaration',
        'ExportAllDeclaration',
        'ImportExpression',
        'TSImportType',
      ].includes(node.type)
    ) {
      add(node.source)
    }
    // new URL('./thread.ts', import.meta.url)
    if (node.type === 'NewExpression' && nameOf(node.callee) === 'URL') {
      const [first, second] = node.arguments as Node[]
      if (
        second &&
        source.text.slice(second.start, second.end) === 'import.meta.url' &&
        /\.tsx?'$/.test(source.text.slice(first?.start, first?.end))
      ) {
        add(first)
      }
    }
  })
  return found
}

function whyNotFile(path: string, from: Place, target: string, adapters: readonly string[]): string | null {
  if (!/\.tsx?$/.test(target)) return null
  const to = placeOf(target, adapters)
  if (!to)
    return target.startsWith('examples/') || target.startsWith('test/')
      ? 'the product does not stand on its tests'
      : null
  if (from.floor === 'web') {
    return to.floor === 'web' || to.floor === 0 || to.floor === 1
      ? null
      : `web may use floors 0-1, this is floor ${to.floor}`
  }
  if (to.floor === 'web') return 'the server does not use the web apps'
  if (from.floor === 5) return null
  if (to.floor > from.floor) return `floor ${from.floor} may not use floor ${to.floor}`
  if (to.floor <= 1 || to.room === from.room || from.floor === 3) return null
  // From here on: floor 2 or 4, another room, a floor with I/O.
  if (from.isStore && to.isStore) return "a store never uses another room's store"
  if (MACHINERY.includes(to.room)) return null
  if (from.floor === 2) return `floor 2 may use floor 2 of its own room, not of ${to.room}`
  if (to.isStore) return "a route never uses another room's store"
  if (to.room === 'http') return null
  const flows = path.startsWith('src/http/') ? GUARD_FLOWS : REQUEST_FLOWS
  if (to.floor === 3 && !flows.includes(target)) return "a route uses only its own room's flow"
  return to.floor === 4 ? "a route never uses another room's routes" : null
}

function whyNotPackage(from: Place, specifier: string): string | null {
  const isPure = PURE_PACKAGES.some((name) => specifier === name || specifier.startsWith(`${name}/`))
  if (from.floor === 0) return 'base uses nothing'
  if (from.floor === 1 && !isPure)
    return specifier.startsWith('node:') ? 'pure files use no node: module' : 'pure files use pure packages'
  if (from.floor === 'web' && specifier.startsWith('node:')) return 'a browser has no node: modules'
  return null
}

function impureUses(source: Source): { name: string; offset: number }[] {
  const found: { name: string; offset: number }[] = []
  walk(source.program, (node) => {
    let name: string | null = null
    if (node.type === 'MemberExpression') name = nameOf(node)
    else if (node.type === 'CallExpression')
      name = isNode(node.callee) && node.callee.type === 'Identifier' ? `${node.callee.name}()` : null
    else if (node.type === 'NewExpression' && (node.arguments as Node[]).length === 0)
      name = `new ${nameOf(node.callee)}()`
    const bare = name?.replace(/^globalThis\./, '')
    if (bare && IMPURE.includes(bare)) found.push({ name: bare, offset: node.start })
  })
  return found
}

/** `a`, `a.b` or `globalThis.a.b` as text; null for anything that is computed. */
function nameOf(node: unknown): string | null {
  if (!isNode(node)) return null
  if (node.type === 'Identifier') return String(node.name)
  if (node.type !== 'MemberExpression' || node.computed) return null
  const object = nameOf(node.object)
  return object && `${object}.${nameOf(node.property)}`
}
