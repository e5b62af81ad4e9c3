import { cardOf, textOf } from './answer.ts'
import type { Connector, Finding, FoundServer, ReadStream, Subject } from './connector.ts'
import { isSameIssuer, metadataFrom, type Search } from './find.ts'
import { objectsOf, rdfFacts, type Triple, triplesOf } from './rdf.ts'
import { DAILY, WORDS, type Words } from './stream.ts'

const TERMS = {
  docs: 'https://solidproject.org/TR/oidc',
  reviewed: '2026-11-25',
  note: { zh: '数据在本人的空间里，由本人授权', en: 'In a pod of its owner, who gives access' },
  adUse: 'allowed',
} as const
const headers = { accept: 'application/ld+json, text/turtle;q=0.9' }
const ISSUER = 'http://www.w3.org/ns/solid/terms#oidcIssuer'
/** As many resources of a container as one reading takes; each is asked for by itself. */
const MOST = 200

/** What a WebID's own document says. @throws Error when it is none */
function* profileOf(webId: string): Search<readonly Triple[]> {
  const url = webId.replace(/#.*/, '')
  const { status, body } = yield { url, headers, token: 'none' }
  if (status !== 200) throw new Error(`a WebID profile was expected, ${status} came`)
  return triplesOf(body, url)
}

/** https://solid.github.io/solid-oidc/#oidc-issuer-discovery: a WebID is typed, its profile names who vouches for it. */
function* find({ typed }: Finding): Search<FoundServer> {
  const address = /^https?:\/\//.test(typed.trim()) ? typed.trim() : `https://${typed.trim()}`
  if (!URL.canParse(address)) throw new Error('the address of a WebID was expected')
  const profile = yield* profileOf(address)
  const people = profile.filter(({ predicate }) => predicate === ISSUER).map(({ subject }) => subject)
  // Many leave out what follows the #.
  const webId = people.find((one) => one === address) ?? people.find((one) => one.replace(/#.*/, '') === address)
  if (webId === undefined) throw new Error('this WebID names nobody who vouches for it')
  const [issuer = ''] = objectsOf(profile, webId, ISSUER)
  const [pod] = objectsOf(profile, webId, 'http://www.w3.org/ns/pim/space#storage')
  const base = (pod ?? new URL('/', webId).href).replace(/\/$/, '')
  return { metadata: yield* metadataFrom(issuer, 'openid-configuration'), base, typed: webId }
}

/** The ID token alone proves nothing: anybody may run an issuer. The WebID has to name this one. */
function* confirm({ id }: Subject, found: FoundServer): Search<void> {
  if (id !== found.typed) throw new Error('another WebID than the one that was typed')
  const issuers = objectsOf(yield* profileOf(id), id, ISSUER)
  if (!issuers.some((one) => isSameIssuer(one, found.metadata.issuer))) throw new Error('not the issuer of this WebID')
}

/** A container below the pod's root: first its listing, then what it lists, one by one. https://solidproject.org/TR/protocol */
const container = (path: string, spec: Words & Pick<ReadStream, 'facts'>): ReadStream => ({
  ...DAILY,
  ...spec,
  terms: TERMS,
  request: ({ base, next }) => ({ url: next?.split(' ')[0] ?? `${base}/${path}/`, headers }),
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

/** A pod of the Solid project: who somebody is, is the address of their WebID. */
const solid: Connector = {
  id: 'solid',
  kind: 'oidc',
  names: { zh: 'Solid 个人空间', en: 'Solid pod' },
  mark: null,
  login: {
    server: {
      asks: { zh: 'WebID 地址', en: 'WebID address' },
      placeholder: 'https://lin.pod.example/profile/card#me',
      client: 'dynamic',
      find,
      confirm,
    },
    scopes: ['webid'],
    subject: ({ webid }) => (/^https?:\/\/\S+$/.test(textOf(webid)) ? { id: textOf(webid) } : null),
    profile: (me) => cardOf([me.name, me.webid]),
  },
  streams: {
    likes: container('likes', { ...WORDS.likes, facts: rdfFacts('Like', 'like', 'object', 'published') }),
    orders: container('orders', { ...WORDS.purchases, facts: rdfFacts('Order', 'buy', 'orderedItem', 'orderDate') }),
  },
  terms: TERMS,
  revoke: 'rfc7009',
  unchecked: { zh: '没有对公开的空间跑过', en: 'Never run against a public pod provider' },
}

export default solid
