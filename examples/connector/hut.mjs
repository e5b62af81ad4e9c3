/* Hut is made up: an OAuth 2.0 provider that tells which walks somebody liked. Addresses, samples and words are to be changed. */
const HOME = 'https://hut.example'
const TERMS = {
  docs: 'https://hut.example/terms',
  reviewed: '2026-11-25',
  note: { zh: '本人同意后可用于本站的广告', en: 'For offers on the own site, once its owner agrees' },
}
const recordOf = (value) => (typeof value === 'object' && value !== null ? value : {})
const textOf = (value) => (typeof value === 'string' ? value : '')

/** @type {import('tuidan/connector').Connector} */
export default {
  id: 'hut',
  kind: 'oauth2',
  names: { zh: 'Hut 账号', en: 'Hut account' },
  mark: null,
  login: {
    server: { authorize: `${HOME}/authorize`, token: `${HOME}/token`, pkce: true },
    scopes: ['profile'],
    me: [() => ({ url: `${HOME}/me` })],
    subject: (me) => (textOf(me.login) === '' ? null : { id: me.login }),
    profile: (me) => ({ name: textOf(me.login) || null, picture: null }),
  },
  streams: {
    walks: {
      title: { zh: '喜欢的路线', en: 'Walks you like' },
      purpose: { zh: '你喜欢的路线讲什么', en: 'What the walks you like are about' },
      example: { zh: '环湖一日徒步', en: 'a day around the lake' },
      retentionDays: 90,
      keepsName: true,
      terms: { ...TERMS, adUse: 'own-site-only' },
      scope: 'walks',
      everyHours: 24,
      deletes: 'compare',
      limit: { requests: 60, perSeconds: 60, of: 'client' },
      request: ({ next }) => ({ url: `${HOME}/walks${next === null ? '' : `?after=${encodeURIComponent(next)}`}` }),
      page: ({ body }) => {
        const { walks, after, total } = recordOf(body)
        // Whatever is no page must throw: an empty one would mean that everything was taken back.
        if (!Array.isArray(walks)) throw new Error('an object with a list of walks was expected')
        return { items: walks, next: textOf(after) || null, total: total ?? null, deleted: [] }
      },
      facts: (item) => {
        const { id, name, text, likedAt } = recordOf(item)
        if (textOf(id) === '') return []
        const at = Number.isNaN(Date.parse(likedAt)) ? null : Date.parse(likedAt)
        const about = [name, text].map(textOf).join(' \n ')
        return [{ sourceId: id, verb: 'like', at, thing: 'Place', name: { en: textOf(name) }, about }]
      },
    },
  },
  terms: TERMS,
  revoke: 'none',
  unchecked: { zh: '没有这家平台', en: 'There is no such provider' },
}
