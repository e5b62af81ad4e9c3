import { cardOf, linksOf, textOf } from './answer.ts'
import type { Connector, Finding, FoundServer, ReadStream, Subject } from './connector.ts'
import { isSameIssuer, metadataFrom, type Search, serverTyped, typedText } from './find.ts'
import { containerPages, RDF as headers } from './ldp.ts'
import { objectsOf, rdfFacts, type Triple, triplesOf } from './rdf.ts'
import { DAILY, WORDS, type Words } from './stream.ts'

const TERMS = {
  docs: 'https://solidproject.org/TR/oidc',
  reviewed: '2026-11-25',
  note: { zh: '数据在本人的空间里，由本人授权', en: 'In a pod of its owner, who gives access' },
  adUse: 'allowed',
} as const
const ISSUER = 'http://www.w3.org/ns/solid/terms#oidcIssuer'
const SPACE = 'http://www.w3.org/ns/pim/space#'
/** As many folders as a profile may lie below the beginning of its pod. */
const MOST_LEVELS = 5

/** What a WebID's own document says. @throws Error when it is none */
function* profileOf(webId: string): Search<readonly Triple[]> {
  const url = webId.replace(/#.*/, '')
  const { status, body } = yield { url, headers, token: 'none' }
  if (status !== 200) throw new Error(`a WebID profile was expected, ${status} came`)
  return triplesOf(body, url)
}

/**
 * Where the pod begins: the profile says so, or the first folder above the profile that calls itself a storage
 * (https://solidproject.org/TR/protocol#storage), or else it is the whole host.
 */
function* storageOf(profile: readonly Triple[], webId: string): Search<string> {
  const [told] = objectsOf(profile, webId, `${SPACE}storage`)
  if (told !== undefined) return told
  let folder = new URL('./', webId)
  for (let level = 0; level < MOST_LEVELS && folder.pathname !== '/'; level++, folder = new URL('../', folder)) {
    const answer = yield { url: folder.href, headers, token: 'none' }
    if (linksOf(answer, folder.href, 'type').includes(`${SPACE}Storage`)) return folder.href
  }
  return new URL('/', webId).href
}

/** https://solid.github.io/solid-oidc/#oidc-issuer-discovery: a WebID is typed, its profile names who vouches for it. */
function* find({ typed: raw }: Finding): Search<FoundServer> {
  const typed = typedText(raw)
  const { pathname, search, hash } = new URL(
    /^https?:\/\//i.test(typed) ? typed : `https://${typed}`,
    serverTyped(typed),
  )
  const address = `${serverTyped(typed)}${pathname}${search}${hash}`
  const profile = yield* profileOf(address)
  const people = profile.filter(({ predicate }) => predicate === ISSUER).map(({ subject }) => subject)
  // Many leave out what follows the #.
  const webId = people.find((one) => one === address) ?? people.find((one) => one.replace(/#.*/, '') === address)
  if (webId === undefined) throw new Error('this WebID names nobody who vouches for it')
  const [issuer = ''] = objectsOf(profile, webId, ISSUER)
  const metadata = yield* metadataFrom(issuer, 'openid-configuration')
  return { metadata, base: (yield* storageOf(profile, webId)).replace(/\/$/, ''), typed: webId }
}

/** The ID token alone proves nothing: anybody may run an issuer. The WebID has to name this one. */
function* confirm({ id }: Subject, found: FoundServer): Search<void> {
  if (id !== found.typed) throw new Error('another WebID than the one that was typed')
  const issuers = objectsOf(yield* profileOf(id), id, ISSUER)
  if (!issuers.some((one) => isSameIssuer(one, found.metadata.issuer))) throw new Error('not the issuer of this WebID')
}

/** A container of the pod, read once a day. */
const container = (path: string, spec: Words & Pick<ReadStream, 'facts'>): ReadStream => ({
  ...DAILY,
  ...spec,
  ...containerPages(path),
  terms: TERMS,
})

/** A pod of the Solid project: who somebody is, is the address of their WebID. */
const solid: Connector = {
  id: 'solid',
  kind: 'oidc',
  names: { zh: 'Solid 个人空间', en: 'Solid pod' },
  mark: 'M4 7v10c0 2 3.5 3.5 8 3.5s8-1.5 8-3.5V7M20 7c0 2-3.5 3.5-8 3.5S4 9 4 7s3.5-3.5 8-3.5S20 5 20 7z',
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
  country: null,
  revoke: 'rfc7009',
  unchecked: { zh: '只对真的 Solid 服务器跑过', en: 'Run against a real Solid server only' },
}

export default solid
