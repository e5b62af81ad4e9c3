import type { ReadStream } from './connector.ts'
import { objectsOf, triplesOf } from './rdf.ts'

/** Headers that ask for a document in RDF. */
export const RDF = { accept: 'application/ld+json, text/turtle;q=0.9' }
/** As many resources of a container as one reading takes; each is asked for by itself. */
const MOST = 200

/**
 * The pages of a container (Linked Data Platform 1.0, https://solidproject.org/TR/protocol#resource-containment) at `path` below the
 * base: first its listing, then what it lists, one by one, each as an item `{ url, triples }`.
 */
export const containerPages = (path: string): Pick<ReadStream, 'request' | 'page'> => ({
  request: ({ base, next }) => ({ url: next?.split(' ')[0] ?? `${base}/${path}/`, headers: RDF }),
  page: ({ body }, { base, next }) => {
    const [url = `${base}/${path}/`, ...rest] = next?.split(' ') ?? []
    const triples = triplesOf(body, url)
    if (triples.length === 0) throw new Error('an RDF document was expected')
    if (next !== null) return { items: [{ url, triples }], next: rest.join(' ') || null, total: null, deleted: [] }
    // Whatever lies elsewhere is not part of the container, and no business of this token.
    const inside = objectsOf(triples, url, 'http://www.w3.org/ns/ldp#contains').filter(
      (one) => one.startsWith(url) && !/[\s#]|\/$/.test(one.slice(url.length)),
    )
    return { items: [], next: inside.slice(0, MOST).join(' ') || null, total: inside.length, deleted: [] }
  },
})
