import { beforeEach, expect, test, vi } from 'vitest'

const kept = new Map<string, string>()
vi.stubGlobal('localStorage', {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => kept.set(key, value),
})
vi.stubGlobal('location', { pathname: '/phone/', search: '' })
vi.stubGlobal('addEventListener', () => {})
const { ApiProblem } = await import('../kit/api.ts')
const { keepScan, sendWaiting, waiting } = await import('./scan-queue.ts')
type Post = import('./scan-queue.ts').Post

const text = { zh: '话', en: 'words' }
const scan = (code: string, verdict: 'right' | 'wrong' | 'extra' = 'right') =>
  keepScan({ taskId: 't', epoch: 1, code, qty: 1, verdict })
/** A server that confirms all but the codes it is told of. */
const server = (verdicts: Readonly<Record<string, 'stale' | 'wrong' | 'extra'>> = {}) => {
  const came: string[] = []
  const post: Post = async (scans) => {
    if (scans.some((s) => s.code === 'bad')) throw new ApiProblem({ code: 'http/invalid' }, 400)
    came.push(...scans.map((s) => s.code))
    return scans.map((s) => ({ uid: s.uid, verdict: verdicts[s.code] ?? 'right', text }))
  }
  return { came, post }
}

beforeEach(async () => {
  await sendWaiting(server().post)
  expect(waiting.value).toBe(0)
})

test('a scan that is refused for good is let go alone, and those around it arrive in their order', async () => {
  const { came, post } = server()
  for (const code of ['a', 'b', 'bad', 'c']) scan(code)
  const { refused } = await sendWaiting(post)
  expect(refused?.code).toBe('http/invalid')
  expect(came).toEqual(['a', 'b', 'c'])
  expect(waiting.value).toBe(0)
})

test.each([
  ['nobody signed in', new ApiProblem({ code: 'http/sign-in' }, 401)],
  ['too much at once', new ApiProblem({ code: 'http/too-many' }, 429)],
  ['a proxy’s own page', new ApiProblem({}, 404)],
  ['a server in trouble', new ApiProblem({ code: 'http/unexpected' }, 500)],
  ['no network', new TypeError('fetch failed')],
])('%s: every scan stays', async (_name, error) => {
  scan('a')
  scan('b')
  expect((await sendWaiting(() => Promise.reject(error))).stopped).toBe(error)
  expect(waiting.value).toBe(2)
})

test('a code that never ends is cut to what the server keeps', async () => {
  const { came, post } = server()
  scan('9'.repeat(5000), 'wrong')
  await sendWaiting(post)
  expect(came[0]).toHaveLength(200)
})

test('the server’s word that a scan did not count comes back where the phone had said otherwise', async () => {
  const { post } = server({ late: 'stale', odd: 'wrong' })
  scan('odd', 'wrong')
  scan('fine')
  scan('late')
  expect((await sendWaiting(post)).differs).toMatchObject({ verdict: 'stale', text })
  scan('odd', 'wrong')
  expect((await sendWaiting(post)).differs).toBeNull()
})

test('two who send at once send each scan once', async () => {
  const { came, post } = server()
  scan('a')
  await Promise.all([sendWaiting(post), sendWaiting(post)])
  expect(came).toEqual(['a'])
})
