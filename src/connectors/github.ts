import { cardOf, factOf, idOf, isRecord, listOf, recordOf } from './answer.ts'
import type { Connector, Verb } from './connector.ts'
import { linkedStream, WORDS } from './stream.ts'

const TERMS = {
  docs: 'https://docs.github.com/en/site-policy/acceptable-use-policies/github-acceptable-use-policies',
  reviewed: '2026-11-25',
  note: { zh: '只按本人同意的用途使用，不得出售', en: 'Only as its owner agreed to, never sold' },
  adUse: 'own-site-only',
} as const

/** A repository, or a star with the time beside it (`application/vnd.github.star+json`). */
const repoFacts = (verb: Verb) => (item: unknown) => {
  const { repo: starred, starred_at, ...bare } = recordOf(item)
  const repo = isRecord(starred) ? starred : bare
  const about = [repo.name, repo.description, repo.language, ...listOf(repo.topics)]
  const fact = { id: repo.id, at: starred_at ?? repo.created_at, name: repo.full_name, about }
  return repo.private === true ? [] : factOf(verb, 'SoftwareSourceCode', fact)
}

const userOf = (item: unknown) => ({ id: recordOf(item).id, name: recordOf(item).login })

/** GitHub, or an Enterprise Server at addresses of its own. https://docs.github.com/en/rest */
export const github = (web = 'https://github.com', api = 'https://api.github.com'): Connector => ({
  id: 'github',
  kind: 'oauth2',
  names: { zh: 'GitHub', en: 'GitHub' },
  mark: null,
  login: {
    server: {
      authorize: `${web}/login/oauth/authorize`,
      token: `${web}/login/oauth/access_token`,
      revoke: (token, { id, secret }) => ({
        url: `${api}/applications/${encodeURIComponent(id)}/grant`,
        method: 'DELETE',
        headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
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
    stars: linkedStream(() => `${api}/user/starred?per_page=100`, {
      accept: 'application/vnd.github.star+json',
      title: { zh: '星标', en: 'Stars' },
      purpose: { zh: '你标星的项目讲什么', en: 'What the projects you starred are about' },
      example: { zh: '开源相机固件', en: 'open camera firmware' },
      terms: TERMS,
      facts: repoFacts('like'),
    }),
    following: linkedStream(() => `${api}/user/following?per_page=100`, {
      ...WORDS.follows,
      terms: TERMS,
      facts: (item) => factOf('follow', 'Person', userOf(item)),
    }),
    repos: linkedStream(() => `${api}/user/repos?per_page=100&affiliation=owner`, {
      title: { zh: '你的公开项目', en: 'Your public projects' },
      purpose: { zh: '看主题和语言，名字不留', en: 'Topics and languages, no names kept' },
      example: { zh: '用 Rust 写的徒步路线工具', en: 'a trail planner in Rust' },
      terms: TERMS,
      keepsName: false,
      facts: repoFacts('post'),
    }),
  },
  terms: TERMS,
  revoke: 'own',
  unchecked: { zh: '没有对真的 GitHub 跑过', en: 'Never run against the real GitHub' },
})

/** GitHub at its own addresses. */
export default github()
