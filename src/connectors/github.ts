import { basic, cardOf, factOf, followed, idOf, isRecord, listOf, recordOf } from './answer.ts'
import type { Connector, ReadStream, Verb } from './connector.ts'
import { linkedStream, WORDS, type Words } from './stream.ts'

const TERMS = {
  docs: 'https://docs.github.com/en/site-policy/acceptable-use-policies/github-acceptable-use-policies',
  reviewed: '2026-11-25',
  note: { zh: '只按本人同意的用途使用，不得出售', en: 'Only as its owner agreed to, never sold' },
  adUse: 'own-site-only',
} as const
const STAR = 'application/vnd.github.star+json'

/** A repository, or a star of one with the time beside it, which STAR asks for; a private one is none of ours. */
const repo = (verb: Verb) => (item: unknown) => {
  const { repo: starred, starred_at, ...bare } = recordOf(item)
  const one = isRecord(starred) ? starred : bare
  const about = [one.name, one.description, one.language, ...listOf(one.topics)]
  const fact = { id: one.id, at: starred_at ?? one.created_at, name: one.full_name, about }
  return one.private === true ? [] : factOf(verb, 'SoftwareSourceCode', fact)
}
const list = (url: string, facts: ReadStream['facts'], words: Words & { accept?: string }) =>
  linkedStream(() => url, { ...words, facts, terms: TERMS })

/** GitHub, or an Enterprise Server at addresses of its own. https://docs.github.com/en/rest */
export const github = (web = 'https://github.com', api = 'https://api.github.com'): Connector => ({
  id: 'github',
  kind: 'oauth2',
  names: { zh: 'GitHub', en: 'GitHub' },
  mark: 'M6.5 8v8M9 6a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM9 18.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM20 7a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM17.5 9.5c0 4-4 4-11 6',
  login: {
    server: {
      authorize: `${web}/login/oauth/authorize`,
      token: `${web}/login/oauth/access_token`,
      revoke: (token, { id, secret }) => ({
        url: `${api}/applications/${encodeURIComponent(id)}/grant`,
        method: 'DELETE',
        headers: basic(id, secret),
        json: { access_token: token },
        token: 'none',
      }),
      pkce: true,
    },
    scopes: ['read:user'],
    me: [() => ({ url: `${api}/user` })],
    subject: (me) => (idOf(me.id) === '' ? null : { id: idOf(me.id) }),
    profile: (me) => cardOf([me.name, me.login], me.avatar_url),
  },
  streams: {
    stars: list(`${api}/user/starred?per_page=100`, repo('like'), { ...WORDS.stars, accept: STAR }),
    following: list(`${api}/user/following?per_page=100`, followed(['login']), WORDS.follows),
    repos: list(`${api}/user/repos?per_page=100&affiliation=owner`, repo('post'), WORDS.projects),
  },
  terms: TERMS,
  country: 'US',
  revoke: 'own',
  unchecked: { zh: '只对 GitHub 的仿真跑过', en: 'Run against an emulation of GitHub only' },
})

/** GitHub at its own addresses. */
export default github()
