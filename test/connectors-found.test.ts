import { describe, expect, test } from 'vitest'
import { atproto } from '../src/connectors/atproto.ts'
import {
  type ApiAnswer,
  type ApiRequest,
  type Connector,
  type Finding,
  type FoundServer,
  Mistyped,
  type ReadStream,
} from '../src/connectors/connector.ts'
import { serverTyped, typedText } from '../src/connectors/find.ts'
import { github } from '../src/connectors/github.ts'
import mastodon from '../src/connectors/mastodon.ts'
import solid from '../src/connectors/solid.ts'
import weibo from '../src/connectors/weibo.ts'

/** What the world answers, by address; an Error is a host that cannot be reached, anything else a body with status 200. */
type World = Readonly<Record<string, unknown>>

/** A whole answer, where its status or headers matter. */
class Answer {
  readonly whole: ApiAnswer
  constructor(whole: ApiAnswer) {
    this.whole = whole
  }
}

const answer = (body: unknown): ApiAnswer =>
  body instanceof Answer
    ? body.whole
    : body === undefined
      ? { status: 404, headers: {}, body: 'not found' }
      : { status: 200, headers: {}, body }

/** Drives a search with recorded answers, as the core does with the network. */
function run<T>(steps: Generator<ApiRequest, T, ApiAnswer>, world: World): { result: T; asked: ApiRequest[] } {
  const asked: ApiRequest[] = []
  let step = steps.next()
  while (step.done !== true) {
    asked.push(step.value)
    const told = world[step.value.url]
    step = told instanceof Error ? steps.throw(told) : steps.next(answer(told))
  }
  return { result: step.value, asked }
}

const finding = (typed: string, known: Finding['known'] = () => null): Finding => ({
  typed,
  redirectUri: 'https://shop.example/back',
  scopes: [],
  siteName: '山野',
  siteUrl: 'https://shop.example/',
  known,
})

function searching({ login }: Connector) {
  const server = login!.server
  if (!('find' in server)) throw new Error('it has no search')
  return {
    find: (typed: string, world: World, known?: Finding['known']) => run(server.find(finding(typed, known)), world),
    confirm: (id: string, found: FoundServer, world: World) => run(server.confirm!({ id }, found), world),
  }
}

const endpoints = (issuer: string, more: object = {}) => ({
  issuer,
  authorization_endpoint: `${issuer.replace(/\/$/, '')}/authorize`,
  token_endpoint: `${issuer.replace(/\/$/, '')}/token`,
  ...more,
})

describe('Bluesky', () => {
  const DID = 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa'
  const OTHER = 'did:plc:bbbbbbbbbbbbbbbbbbbbbbbb'
  const connector = atproto({ directory: 'https://plc.example', appView: 'https://view.example' })
  const { find, confirm } = searching(connector)
  const document = (id: string, pds = 'https://pds.example', handle = 'lin.example.com') => ({
    id,
    alsoKnownAs: [`at://${handle}`],
    service: [{ id: '#atproto_pds', type: 'AtprotoPersonalDataServer', serviceEndpoint: pds }],
  })
  const WORLD: World = {
    'https://lin.example.com/.well-known/atproto-did': `${DID}\n`,
    [`https://plc.example/${DID}`]: document(DID),
    'https://pds.example/.well-known/oauth-protected-resource': {
      resource: 'https://pds.example',
      authorization_servers: ['https://entry.example'],
    },
    'https://entry.example/.well-known/oauth-authorization-server': endpoints('https://entry.example', {
      scopes_supported: ['atproto'],
    }),
  }

  test('a handle leads to its server', () => {
    const { result, asked } = find(' @Lin.Example.com ', WORLD)
    expect(result).toMatchObject({
      base: 'https://pds.example',
      typed: 'lin.example.com',
      metadata: { issuer: 'https://entry.example' },
    })
    expect(asked.map((one) => one.token)).toEqual(['none', 'none', 'none', 'none'])
    expect(connector.login?.server).toMatchObject({ client: 'document' })
  })

  test('a handle that its own host does not tell of is asked for there, then at the AppView', () => {
    const view = 'https://view.example/xrpc/com.atproto.identity.resolveHandle?handle=lin.example.com'
    const down = new Error('no such host')
    const { result, asked } = find('lin.example.com', {
      ...WORLD,
      'https://lin.example.com/.well-known/atproto-did': '<html>hello',
      'https://lin.example.com/xrpc/com.atproto.identity.resolveHandle?handle=lin.example.com': down,
      [view]: { did: DID },
    })
    expect(result.base).toBe('https://pds.example')
    expect(asked[2]?.url).toBe(view)
  })

  test('a DID, of either method, and the address of a server lead there as well', () => {
    expect(find(DID, WORLD).result.typed).toBe(DID)
    const web = { 'https://lin.example.com/.well-known/did.json': document('did:web:lin.example.com') }
    expect(find('did:web:lin.example.com', { ...WORLD, ...web }).result.base).toBe('https://pds.example')
    expect(find('https://pds.example', WORLD).result.typed).toBe('https://pds.example')
  })

  const resource = 'https://pds.example/.well-known/oauth-protected-resource'
  const server = 'https://entry.example/.well-known/oauth-authorization-server'
  test.each<[string, string, World, string]>([
    ['no handle', 'lin', {}, 'a handle'],
    ['an address of numbers', '10.0.0.1', {}, 'not its number'],
    ['script', '<script>alert(1)</script>', {}, 'name of a server'],
    ['a DID of another method', 'did:key:zQ3sh', {}, 'name of a server'],
    ['a handle nobody knows', 'nobody.example.com', {}, 'nobody knows'],
    ['a document of another account', DID, { [`https://plc.example/${DID}`]: document(OTHER) }, 'of another account'],
    ['a document that is none', DID, { [`https://plc.example/${DID}`]: '<html>' }, 'DID document'],
    ['a document without a server', DID, { [`https://plc.example/${DID}`]: { id: DID } }, 'name of a server'],
    [
      'a handle the account does not claim',
      'lin.example.com',
      { [`https://plc.example/${DID}`]: document(DID, 'https://pds.example', 'wan.example.com') },
      'does not claim',
    ],
    ['a server that names no authority', DID, { [resource]: {} }, 'name of a server'],
    ['an authority that speaks for another', DID, { [server]: endpoints('https://evil.example') }, 'another issuer'],
    ['an authority of another kind', DID, { [server]: endpoints('https://entry.example') }, 'AT Protocol'],
    ['an authority without endpoints', DID, { [server]: { issuer: 'https://entry.example' } }, 'no endpoints'],
  ])('%s is refused', (_what, typed, change, complaint) => {
    expect(() => find(typed, { ...WORLD, ...change })).toThrow(complaint)
  })

  test('a host that cannot be reached is told when nobody else knows the handle', () => {
    const guarded = new Error('a private address')
    const last = 'https://view.example/xrpc/com.atproto.identity.resolveHandle?handle=lin.example.com'
    expect(() => find('lin.example.com', { [last]: guarded })).toThrow(guarded)
  })

  test('whoever the tokens are of, the account itself has to name the server', () => {
    const found = find('lin.example.com', WORLD).result
    expect(() => confirm(DID, found, WORLD)).not.toThrow()
    const elsewhere = { ...found, metadata: endpoints('https://evil.example') }
    expect(() => confirm(DID, elsewhere, WORLD)).toThrow('authorised elsewhere')
    const moved = { ...WORLD, [`https://plc.example/${DID}`]: document(DID, 'https://new.example') }
    expect(() => confirm(DID, found, moved)).toThrow('another server')
    const other = {
      ...WORLD,
      [`https://plc.example/${OTHER}`]: document(OTHER, 'https://pds.example', 'wan.example.com'),
    }
    expect(() => confirm(OTHER, found, other)).toThrow('another account')
    expect(() => confirm('not a did', found, WORLD)).toThrow('no account')
  })

  test('what was liked and followed is looked up, and joined by what it points to', () => {
    const post = 'at://did:plc:bbbbbbbbbbbbbbbbbbbbbbbb/app.bsky.feed.post/3k'
    const like = {
      uri: `at://${DID}/app.bsky.feed.like/3a`,
      value: { subject: { uri: post }, createdAt: '2026-10-01T08:00:00Z' },
    }
    const gone = { uri: `at://${DID}/app.bsky.feed.like/3b`, value: { subject: { uri: `${post}2` } } }
    const at = { base: 'https://pds.example', subject: DID, next: null, since: null }
    const likes = connector.streams.likes as ReadStream
    const request = likes.lookUp?.request([like, gone, null, 3], at)
    expect(request?.url.startsWith('https://view.example/xrpc/app.bsky.feed.getPosts?uris=at%3A%2F%2F')).toBe(true)
    expect(request?.token).toBe('none')
    const view = { uri: post, record: { text: '手冲咖啡的水温', tags: ['coffee'] }, labels: [] }
    const joined = likes.lookUp?.join([like, gone], answer({ posts: [view] })) ?? []
    expect(joined.flatMap((item) => likes.facts(item)).map(({ name, about }) => [name, about])).toEqual([
      [{ zh: '手冲咖啡的水温' }, '手冲咖啡的水温 \n coffee'],
      [{}, ''],
    ])
    const labelled = likes.lookUp?.join([like], answer({ posts: [{ ...view, labels: [{ val: 'porn' }] }] })) ?? []
    expect(labelled.flatMap((item) => likes.facts(item))[0]?.about).toBe('')
    const blind = atproto({ directory: 'https://plc.example', appView: null }).streams.likes as ReadStream
    expect(blind.lookUp).toBeUndefined()

    const follows = connector.streams.follows as ReadStream
    const follow = { uri: `at://${DID}/app.bsky.graph.follow/3c`, value: { subject: OTHER } }
    expect(follows.lookUp?.request([follow], at)?.url).toContain('app.bsky.actor.getProfiles?actors=did%3Aplc%3Abbb')
    const profiles = [
      { did: OTHER, handle: 'trails.example.com', displayName: '徒步地图社', description: '每周一条路线' },
    ]
    const [followed] = follows.lookUp?.join([follow], answer({ profiles })) ?? []
    expect(follows.facts(followed)[0]).toMatchObject({
      name: { zh: '徒步地图社' },
      about: '徒步地图社 \n 每周一条路线',
    })
  })
})

describe('Solid', () => {
  const { find, confirm } = searching(solid)
  const CARD = 'https://lin.pod.example/profile/card'
  const head = '@prefix solid: <http://www.w3.org/ns/solid/terms#>. @prefix space: <http://www.w3.org/ns/pim/space#>.'
  const WORLD: World = {
    [CARD]: `${head} <#me> solid:oidcIssuer <https://id.example>; space:storage </data/>.`,
    'https://id.example/.well-known/openid-configuration': endpoints('https://id.example/'),
  }

  test('a WebID leads to its issuer and its pod, also without what follows the #', () => {
    const expected = {
      base: 'https://lin.pod.example/data',
      typed: `${CARD}#me`,
      metadata: { issuer: 'https://id.example/' },
    }
    for (const typed of [`${CARD}#me`, CARD, 'lin.pod.example/profile/card'])
      expect(find(typed, WORLD).result).toMatchObject(expected)
    const json = [
      { '@id': `${CARD}#me`, 'http://www.w3.org/ns/solid/terms#oidcIssuer': [{ '@id': 'https://id.example' }] },
    ]
    expect(find(CARD, { ...WORLD, [CARD]: json }).result.base).toBe('https://lin.pod.example')
  })

  test('a profile that does not say where its pod is has it looked for above itself', () => {
    const bare = 'https://pods.example/lin/profile/card'
    const storage = '<http://www.w3.org/ns/pim/space#Storage>; rel="type"'
    const acl = '<.acl>; rel="acl", <http://www.w3.org/ns/ldp#Container>; rel="type"'
    const world = {
      ...WORLD,
      [bare]: `${head} <#me> solid:oidcIssuer <https://id.example>.`,
      'https://pods.example/lin/profile/': new Answer({ status: 401, headers: { link: acl }, body: '' }),
      'https://pods.example/lin/': new Answer({ status: 200, headers: { link: `${acl}, ${storage}` }, body: '' }),
    }
    expect(find(bare, world).result.base).toBe('https://pods.example/lin')
    expect(find(bare, { ...world, 'https://pods.example/lin/': '' }).result.base).toBe('https://pods.example')
    const deep = bare.replace('/lin/', `/${'a/'.repeat(40)}`)
    expect(find(deep, { ...world, [deep]: world[bare] }).asked.length).toBeLessThan(9)
  })

  test.each<[string, World, string]>([
    ['a profile that is not there', { [CARD]: undefined }, '404'],
    ['a page for people', { [CARD]: '<!doctype html><title>Lin</title>' }, 'Turtle'],
    ['a profile that names no issuer', { [CARD]: '<#me> a <x:Person>.' }, 'nobody who vouches'],
    ['an issuer for somebody else', { [CARD]: `${head} <#you> solid:oidcIssuer <https://id.example>.` }, 'nobody who'],
    [
      'an issuer that speaks for another',
      { 'https://id.example/.well-known/openid-configuration': endpoints('https://evil.example/') },
      'another issuer',
    ],
  ])('%s is refused', (_what, change, complaint) => {
    expect(() => find(`${CARD}#me`, { ...WORLD, ...change })).toThrow(complaint)
  })

  test('an ID token proves nothing that the WebID does not say itself', () => {
    const found = find(CARD, WORLD).result
    expect(() => confirm(`${CARD}#me`, found, WORLD)).not.toThrow()
    expect(() => confirm('https://wan.pod.example/#me', found, WORLD)).toThrow('another WebID')
    const left = { ...WORLD, [CARD]: `${head} <#me> solid:oidcIssuer <https://other.example>.` }
    expect(() => confirm(`${CARD}#me`, found, left)).toThrow('not the issuer')
  })

  test('a container is read to its end, one resource after the other', () => {
    const likes = solid.streams.likes as ReadStream
    const at = { base: 'https://lin.pod.example', subject: CARD, next: null as string | null, since: null }
    const root = 'https://lin.pod.example/likes/'
    const pod: World = {
      [root]: `<> a <http://www.w3.org/ns/ldp#Container>; <http://www.w3.org/ns/ldp#contains> <a>, <b>.`,
      [`${root}a`]: {
        '@context': { as: 'https://www.w3.org/ns/activitystreams#' },
        '@type': 'as:Like',
        'as:object': { 'as:name': 'Coffee' },
      },
      [`${root}b`]: '@prefix as: <https://www.w3.org/ns/activitystreams#>. <> a as:Note; as:name "no like".',
    }
    const facts = []
    for (let n = 0; n < 5; n++) {
      const page = likes.page(answer(pod[likes.request(at).url]), at)
      facts.push(...page.items.flatMap((item) => likes.facts(item)))
      at.next = page.next
      if (page.next === null) break
    }
    expect(at.next).toBeNull()
    expect(facts).toMatchObject([{ sourceId: `${root}a`, verb: 'like', name: { en: 'Coffee' } }])
  })
})

describe('a server that somebody types', () => {
  const typed = (text: string) => serverTyped(typedText(text))

  test.each([
    ['social.example', 'https://social.example'],
    ['  Social.Example.  ', 'https://social.example'],
    ['social。example', 'https://social.example'],
    ['ｓｏｃｉａｌ．example', 'https://social.example'],
    ['\u200bsocial.example\u200e', 'https://social.example'],
    ['https://social.example/@lin?x#y', 'https://social.example'],
    ['social.example:8443', 'https://social.example:8443'],
    ['小岛.example', 'https://xn--yetqm.example'],
    ['bücher.example', 'https://xn--bcher-kva.example'],
    ['почта.рф', 'https://xn--80a1acny.xn--p1ai'],
    ['localhost:4830', 'https://localhost:4830'],
    ['http://127.0.0.1:4830', 'http://127.0.0.1:4830'],
  ])('%s is %s', (text, origin) => {
    expect(typed(text)).toBe(origin)
  })

  test.each([
    ['not a server', 'wrong'],
    ['', 'wrong'],
    ['"><img src=x onerror=alert(1)>', 'wrong'],
    ['javascript:alert(1)', 'wrong'],
    ['file:///etc/passwd', 'wrong'],
    ['https://', 'wrong'],
    ['lin:secret@social.example', 'wrong'],
    ['social.example\\@evil.example', 'wrong'],
    ['social.example:99999', 'wrong'],
    ['10.0.0.1', 'number'],
    ['0x7f.1.2.3', 'number'],
    ['169.254.169.254', 'number'],
    ['2130706433.', 'number'],
    ['[fd00::1]', 'number'],
    ['https://[::ffff:10.0.0.1]/', 'number'],
    ['mаstodon.social', 'lookalike'],
    ['аррӏе.com', 'lookalike'],
    ['sοcial.example', 'lookalike'],
  ])('%s is told to be %s', (text, mistake) => {
    const fault = (() => {
      try {
        return typed(text)
      } catch (error) {
        return error
      }
    })()
    expect(fault).toBeInstanceOf(Mistyped)
    expect((fault as Mistyped).mistake).toBe(mistake)
  })
})

describe('Mastodon', () => {
  const { find } = searching(mastodon)
  const METADATA = 'https://social.example/.well-known/oauth-authorization-server'
  const APPS = 'https://social.example/api/v1/apps'
  const WORLD: World = {
    [METADATA]: endpoints('https://social.example/'),
    [APPS]: { client_id: 'id-1', client_secret: 'secret-1' },
  }

  test('a server or an address on it is found, and the site registered there once', () => {
    for (const typed of ['social.example', '@lin@social.example', 'https://social.example/@lin', 'Social.Example']) {
      const { result, asked } = find(typed, WORLD)
      expect(result).toMatchObject({
        base: 'https://social.example',
        client: { id: 'id-1', secret: 'secret-1' },
        typed: 'social.example',
      })
      expect(asked.at(-1)?.form).toMatchObject({ client_name: '山野', redirect_uris: 'https://shop.example/back' })
    }
    const client = { id: 'old', secret: 'known' }
    const again = find('social.example', WORLD, (issuer) => (issuer === 'https://social.example/' ? client : null))
    expect(again.result.client).toEqual(client)
    expect(again.asked.map((one) => one.url)).toEqual([METADATA])
  })

  test('an address on a server of another name leads there by WebFinger, also over a redirect', () => {
    const told = (host: string) => `https://${host}/.well-known/webfinger?resource=acct%3Alin%40example.com`
    const self = { rel: 'self', type: 'application/activity+json', href: 'https://social.example/users/lin' }
    const { result, asked } = find('＠lin@example.com', { ...WORLD, [told('example.com')]: { links: [3, self] } })
    expect(result).toMatchObject({ base: 'https://social.example', typed: 'social.example' })
    expect(asked[0]).toEqual({ url: told('example.com'), token: 'none' })
    const moved = { status: 301, headers: { location: told('web.example.com') }, body: '' }
    const over = { ...WORLD, [told('example.com')]: new Answer(moved), [told('web.example.com')]: { links: [self] } }
    expect(find('lin@example.com', over).result.base).toBe('https://social.example')
    const odd = { ...self, href: 'javascript:alert(1)' }
    expect(() => find('lin@example.com', { ...WORLD, [told('example.com')]: { links: [odd] } })).toThrow('name of a')
  })

  test('the app is registered for every scope that a stream may ask for', () => {
    const scopes = find('social.example', WORLD).asked[1]?.form?.scopes?.split(' ')
    for (const stream of Object.values(mastodon.streams) as ReadStream[])
      if (stream.scope !== null) expect(scopes).toContain(stream.scope)
    expect(scopes).toEqual(expect.arrayContaining([...mastodon.login!.scopes]))
  })

  test('an old server has the addresses that all of them have', () => {
    const { result } = find('social.example', { ...WORLD, [METADATA]: undefined })
    expect(result.metadata.token_endpoint).toBe('https://social.example/oauth/token')
  })

  test.each<[string, string, World, string]>([
    ['no host', 'not a host', {}, 'name of a server'],
    ['script', '"><script>', {}, 'name of a server'],
    [
      'metadata of another issuer',
      'social.example',
      { [METADATA]: endpoints('https://evil.example') },
      'another issuer',
    ],
    ['a page for people', 'social.example', { [METADATA]: '<html>' }, 'an object was expected'],
    ['a server that registers nobody', 'social.example', { [APPS]: { error: 'Validation failed' } }, 'a registration'],
  ])('%s is refused', (_what, typed, change, complaint) => {
    expect(() => find(typed, { ...WORLD, ...change })).toThrow(complaint)
  })
})

test('a next page on another host ends the reading with an error: the token is not carried there', () => {
  const stars = github().streams.stars as ReadStream
  const at = { base: '', subject: '1', next: null, since: null }
  const page = { status: 200, headers: { link: '<https://evil.example/?page=2>; rel="next"' }, body: [] }
  expect(() => stars.page(page, at)).toThrow('another host')
})

describe('a list is read to its end', () => {
  /** Reads page after page, each answered by the address it is asked for. */
  function readAll(stream: ReadStream, world: World, since: string | null = null) {
    const items: unknown[] = []
    let next: string | null = null
    let goesOn: string | null | undefined
    for (let n = 0; n < 10; n++) {
      const at = { base: 'https://social.example', subject: '1', next, since }
      const page = stream.page(answer(world[stream.request(at).url]), at)
      if (n === 0) goesOn = page.since
      items.push(...page.items)
      next = page.next
      if (next === null) return { items, since: goesOn }
    }
    throw new Error('a list without end')
  }

  test('by page numbers, until a page is empty', () => {
    const url = (page: number) => `https://api.weibo.com/2/favorites.json?uid=1&count=50&page=${page}`
    const pages = { [url(1)]: { favorites: [1, 2] }, [url(2)]: { favorites: [3] }, [url(3)]: { favorites: [] } }
    expect(readAll(weibo.streams.favorites as ReadStream, pages).items).toEqual([1, 2, 3])
  })

  test('by a cursor, until there is none, or it is 0', () => {
    const url = 'https://api.weibo.com/2/friendships/friends.json?uid=1&count=200'
    const pages = { [url]: { users: [1], next_cursor: 200 }, [`${url}&cursor=200`]: { users: [2], next_cursor: 0 } }
    expect(readAll(weibo.streams.follows as ReadStream, pages).items).toEqual([1, 2])
  })

  test('of what grows without end, only as far as it was known', () => {
    const url = 'https://social.example/api/v1/accounts/1/statuses?limit=40&exclude_replies=true'
    const pages = { [url]: [{ id: '3' }, { id: '2' }, { id: '1' }] }
    const statuses = mastodon.streams.statuses as ReadStream
    expect(readAll(statuses, pages)).toMatchObject({ since: '3', items: [{ id: '3' }, { id: '2' }, { id: '1' }] })
    expect(readAll(statuses, pages, '2')).toEqual({ since: '3', items: [{ id: '3' }] })
    expect(readAll(statuses, pages, '3')).toEqual({ since: '3', items: [] })
    expect(readAll(statuses, { [url]: [] }, '3')).toEqual({ since: '3', items: [] })
    expect(readAll(statuses, pages, 'deleted since').items).toHaveLength(3)
    // So that what was taken back goes when all of it is read again, which a compared stream is once a week.
    expect(statuses.deletes).toBe('compare')
  })
})
