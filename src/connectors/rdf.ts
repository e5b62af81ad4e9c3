import { factOf, isRecord, listOf, recordOf, textOf } from './answer.ts'
import type { Raw, RawFact, Verb } from './connector.ts'

/** One statement; the object is an address or the text of a literal. */
export interface Triple {
  readonly subject: string
  readonly predicate: string
  readonly object: string
}

/** Of one word about one thing: goods of an order, tags of a post. */
const MOST_SAID = 100
const TYPE = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'
/** No document of ours has more; a longer one is somebody's trick. */
const MOST = 20_000
/** Letters of an address: a long one that all others are read from, or begin with, stands in each of them. */
const MOST_ADDRESS = 2_000
/** Contexts that one node stands in; each word of it is looked for in all of them. */
const MOST_CONTEXTS = 20

/**
 * The statements of a small RDF document: JSON-LD as servers write it (expanded, or with a context of prefixes in the document
 * itself) or Turtle. Blank nodes get names of their own. Contexts elsewhere are not fetched, and terms they define are left out.
 * @throws Error when it is neither, or has no end
 */
export function triplesOf(body: unknown, base: string): readonly Triple[] {
  if (typeof body === 'string') return turtle(body, base)
  if (!isRecord(body) && !Array.isArray(body)) throw new Error('an RDF document was expected')
  return jsonLd(body, base)
}

/** The objects of a subject's predicate. */
export const objectsOf = (triples: readonly Triple[], subject: string, predicate: string): readonly string[] =>
  triples.filter((one) => one.subject === subject && one.predicate === predicate).map((one) => one.object)

const absolute = (iri: string, base: string): string =>
  iri.startsWith('_:') || !URL.canParse(iri, base) ? iri : new URL(iri, base).href

/** JSON-LD 1.1, the part of it that needs no other document: https://www.w3.org/TR/json-ld11/ */
function jsonLd(body: unknown, base: string): readonly Triple[] {
  const triples: Triple[] = []
  let blanks = 0
  /** `contexts` are those of the nodes around, the innermost last; they are not merged, or many nodes in a long one would take hours. */
  const expand = (term: string, contexts: readonly Raw[]): string | null => {
    if (term === '@type') return TYPE
    const [prefix = '', ...rest] = term.split(':')
    const meant = contexts.findLast((one) => Object.hasOwn(one, prefix))?.[prefix]
    const known = textOf(isRecord(meant) ? meant['@id'] : meant, 2000)
    if (rest.length > 0) return known === '' || rest[0]?.startsWith('//') ? term : known + rest.join(':')
    return known === '' ? null : known
  }
  const node = (value: Raw, outer: readonly Raw[]): string => {
    if (triples.length > MOST) throw new Error('an RDF document without end')
    const own = listOf(value['@context']).filter(isRecord)
    const context = own.length === 0 ? outer : [...outer, ...own]
    if (context.length > MOST_CONTEXTS) throw new Error('an RDF document with contexts without end')
    const id = textOf(value['@id'], MOST_ADDRESS)
    const subject = id === '' ? `_:b${blanks++}` : absolute(expand(id, context) ?? id, base)
    for (const [term, raw] of Object.entries(value)) {
      if (term === '@graph' || term === '@included') for (const one of listOf(raw).filter(isRecord)) node(one, context)
      const predicate = term.startsWith('@') && term !== '@type' ? null : expand(term, context)
      if (predicate === null) continue
      for (const one of listOf(raw)) {
        const object = isRecord(one)
          ? one['@value'] === undefined
            ? node(one, context)
            : String(one['@value'])
          : predicate === TYPE
            ? (expand(String(one), context) ?? String(one))
            : String(one)
        triples.push({ subject, predicate, object })
      }
    }
    return subject
  }
  for (const one of listOf(body).filter(isRecord)) node(one, [])
  return triples
}

// What begins with """ is that or nothing: one that never ends is looked through once, not again from each quotation mark in it.
const TOKEN =
  /(?<skip>\s+|#[^\n]*|\^\^|@[a-zA-Z]+-[a-zA-Z-]+)|<(?<iri>[^<>"{}|^`\\\s]*)>|"""(?<long>(?:[^"\\]|\\.|"(?!""))*)"""|"(?!"")(?<text>(?:[^"\\\n]|\\.)*)"|'(?<single>(?:[^'\\\n]|\\.)*)'|(?<mark>[.;,[\]()])|(?<word>[^\s<>"'.;,[\]()#^]+(?:\.[^\s<>"'.;,[\]()#^]+)*)/suy

interface Token {
  readonly kind: 'iri' | 'literal' | 'mark' | 'word'
  readonly text: string
}

/** @throws Error at the first character that is no Turtle */
function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  const pattern = new RegExp(TOKEN)
  while (pattern.lastIndex < text.length) {
    const groups = pattern.exec(text)?.groups
    const { iri, mark, word } = groups ?? {}
    const isLong = (iri ?? word ?? '').length > MOST_ADDRESS
    if (groups === undefined || isLong || tokens.length > MOST) throw new Error('no Turtle, or too much of it')
    const literal = groups.long ?? groups.text ?? groups.single
    if (iri !== undefined) tokens.push({ kind: 'iri', text: iri })
    else if (literal !== undefined) tokens.push({ kind: 'literal', text: literal.replace(/\\(.)/gs, '$1') })
    else if (mark !== undefined) tokens.push({ kind: 'mark', text: mark })
    else if (word !== undefined) tokens.push({ kind: 'word', text: word })
  }
  return tokens
}

/** Turtle 1.1 as profiles use it; a number is the text it is written as. https://www.w3.org/TR/turtle/ */
function turtle(text: string, documentBase: string): readonly Triple[] {
  const tokens = tokensOf(text)
  const triples: Triple[] = []
  const prefixes = new Map<string, string>()
  let base = documentBase
  let at = 0
  let blanks = 0
  const isAt = (mark: string) => tokens[at]?.kind === 'mark' && tokens[at]?.text === mark
  const take = (): Token => {
    const token = tokens[at++]
    if (token === undefined) throw new Error('a Turtle document that breaks off')
    return token
  }
  const pass = (mark: string): boolean => {
    if (!isAt(mark)) return false
    at++
    return true
  }
  const must = (mark: string) => {
    if (!pass(mark)) throw new Error(`Turtle: ${mark} was expected`)
  }
  const term = (): string => {
    const { kind, text: said } = take()
    if (kind === 'iri') return absolute(said, base)
    if (kind === 'literal') return said
    if (kind === 'word') {
      if (said === 'a') return TYPE
      const colon = said.indexOf(':')
      const prefix = colon < 0 ? undefined : prefixes.get(said.slice(0, colon))
      return prefix === undefined ? said : prefix + said.slice(colon + 1)
    }
    const blank = `_:b${blanks++}`
    if (said === '(') while (!pass(')')) term()
    else if (said !== '[') throw new Error(`Turtle: ${said} was not expected`)
    else if (!pass(']')) {
      statements(blank)
      must(']')
    }
    return blank
  }
  const statements = (subject: string): void => {
    do {
      // A list may end with a semicolon that nothing follows.
      if (isAt('.') || isAt(']') || isAt(';')) continue
      const predicate = term()
      do {
        const object = term()
        // What follows at once is a literal's language or type.
        if (tokens[at - 1]?.kind === 'literal' && (tokens[at]?.kind === 'iri' || tokens[at]?.kind === 'word')) at++
        triples.push({ subject, predicate, object })
      } while (pass(','))
    } while (pass(';'))
  }
  while (at < tokens.length) {
    const directive = tokens[at]?.kind === 'word' ? tokens[at]?.text.toLowerCase().replace(/^@/, '') : ''
    if (directive === 'prefix' || directive === 'base') {
      at++
      if (directive === 'prefix') prefixes.set(take().text.replace(/:$/, ''), absolute(take().text, base))
      else base = absolute(take().text, base)
      pass('.')
      continue
    }
    const subject = term()
    if (!isAt('.')) statements(subject)
    must('.')
  }
  return triples
}

const WORD =
  /^(?:https:\/\/www\.w3\.org\/ns\/activitystreams#|https?:\/\/schema\.org\/|http:\/\/www\.w3\.org\/1999\/02\/22-rdf-syntax-ns#)(\w+)$/

/**
 * The facts of the resources of one type, by its name in ActivityStreams or schema.org; an item is `{ url, triples }`. `goods` is the
 * word for what somebody did it to, `when` for its time.
 */
export const rdfFacts =
  (type: string, verb: Verb, goods: string, when: string) =>
  (item: unknown): readonly RawFact[] => {
    const { url, triples } = recordOf(item)
    const all = listOf(triples).map(recordOf)
    // Looked up by subject and word at once: a document of one subject and many things would else take minutes.
    const index = Map.groupBy(all, (one) => `${textOf(one.subject, 2000)} ${WORD.exec(textOf(one.predicate))?.[1]}`)
    const said = (subject: unknown, word: string) =>
      (index.get(`${textOf(subject, 2000)} ${word}`) ?? []).slice(0, MOST_SAID).map((one) => one.object)
    const kinds = (subject: unknown) => said(subject, 'type').map((one) => WORD.exec(textOf(one))?.[1])
    const subjects = [...new Set(all.map((one) => textOf(one.subject, 2000)))].filter((one) =>
      kinds(one).includes(type),
    )
    return subjects.flatMap((subject) => {
      const named = textOf(subject, 2000).startsWith('_:') ? url : subject
      const things = said(subject, goods).map((one) => said(one, goods)[0] ?? one)
      return things.flatMap((thing, i) => {
        const words = ['name', 'summary', 'content', 'description', 'category'].flatMap((word) => said(thing, word))
        const tags = said(thing, 'tag').flatMap((tag) => said(tag, 'name'))
        const id = `${textOf(named, 2000)}${i === 0 ? '' : `#${i}`}`
        const fact = {
          id,
          at: said(subject, when)[0],
          name: said(thing, 'name')[0] ?? words[0],
          about: [...words, ...tags],
        }
        return factOf(verb, kinds(thing)[0] ?? 'Thing', fact)
      })
    })
  }
