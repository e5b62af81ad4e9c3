import { isNode, lineAt, type Node, type Source, walk } from './source.ts'

/** Longest file, in lines. */
export const MAX_FILE_LINES = 600
/** Longest function, in lines. */
export const MAX_FUNCTION_LINES = 100

const FUNCTIONS = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']
const DOCUMENTED = [
  'FunctionDeclaration',
  'TSDeclareFunction',
  'ClassDeclaration',
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
  'VariableDeclaration',
]
// In two parts, so that this file does not break its own rule.
const LEFT_FOR_SOMEBODY = new RegExp(`\\b(${['TO', 'FIX'].map((word, i) => word + ['DO', 'ME'][i]).join('|')})\\b`)

/** What in one source goes against the rules of the house, one sentence each with path and line. */
export function breaches(source: Source): string[] {
  return [...tooLong(source), ...withoutDoc(source), ...anys(source), ...leftForSomebody(source)]
}

/** Words of the workshop that mean nothing to whoever clones the project. Takes any text file. */
export function workshopWords(path: string, text: string): string[] {
  const words = [/(?<![\w.)}\]-])\/work(?![\w-])/, /\.\.\/shared(?![\w-])/]
  return text
    .split('\n')
    .flatMap((line, i) =>
      words.some((word) => word.test(line))
        ? [`${path}:${i + 1}: names a place that only exists where this was made`]
        : [],
    )
}

function tooLong({ path, text, program }: Source): string[] {
  const wrong: string[] = []
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
  if (lines > MAX_FILE_LINES) wrong.push(`${path}: ${lines} lines, at most ${MAX_FILE_LINES}`)
  walk(program, (node, parent) => {
    if (!FUNCTIONS.includes(node.type)) return
    const length = lineAt(text, node.end) - lineAt(text, node.start) + 1
    if (length > MAX_FUNCTION_LINES) {
      wrong.push(
        `${path}:${lineAt(text, node.start)}: ${functionName(node, parent)} has ${length} lines, at most ${MAX_FUNCTION_LINES}`,
      )
    }
  })
  return wrong
}

function withoutDoc(source: Source): string[] {
  const { path, text, program } = source
  const wrong: string[] = []
  let overload = ''
  let groupEnd = text.length
  for (const statement of program.body as Node[]) {
    if (statement.type !== 'ExportNamedDeclaration' && statement.type !== 'ExportDefaultDeclaration') continue
    const { declaration } = statement
    if (!isNode(declaration)) continue
    if (statement.type === 'ExportNamedDeclaration' && !DOCUMENTED.includes(declaration.type)) continue
    const name = declaredName(declaration)
    // The first of several overloads carries the comment for all.
    if (overload === name && name !== '') continue
    overload = declaration.type === 'TSDeclareFunction' ? name : ''
    // `export default gitee` names something that has its comment where it is declared.
    if (declaration.type === 'Identifier') continue
    // Short constants of one kind stand close together under one comment.
    const inGroup =
      declaration.type === 'VariableDeclaration' && /^[ \t]*(\/\/.*)?\r?\n$/.test(text.slice(groupEnd, statement.start))
    const documented = inGroup || hasDoc(source, statement)
    if (documented && declaration.type === 'VariableDeclaration') groupEnd = statement.end
    if (!documented) {
      const what = name || 'the default export'
      wrong.push(`${path}:${lineAt(text, statement.start)}: ${what} is exported without a doc comment`)
    }
  }
  return wrong
}

function hasDoc({ text, comments }: Source, statement: Node): boolean {
  const before = comments.filter((comment) => comment.end <= statement.start).at(-1)
  if (before?.type !== 'Block' || !before.value.startsWith('*')) return false
  return text.slice(before.end, statement.start).trim() === ''
}

function anys({ path, text, program }: Source): string[] {
  const wrong: string[] = []
  walk(program, (node) => {
    if (node.type === 'TSAnyKeyword') wrong.push(`${path}:${lineAt(text, node.start)}: any`)
  })
  return wrong
}

function leftForSomebody({ path, text, comments }: Source): string[] {
  return comments
    .filter(({ value }) => LEFT_FOR_SOMEBODY.test(value))
    .map(({ start }) => `${path}:${lineAt(text, start)}: something is left for somebody to do`)
}

function declaredName(declaration: Node): string {
  if (isNode(declaration.id)) return String(declaration.id.name)
  const [first] = (declaration.declarations ?? []) as Node[]
  return first && isNode(first.id) ? String(first.id.name ?? first.id.type) : ''
}

function functionName(node: Node, parent: Node | null): string {
  for (const holder of [node.id, parent?.id, parent?.key]) if (isNode(holder) && holder.name) return String(holder.name)
  return 'a function'
}
