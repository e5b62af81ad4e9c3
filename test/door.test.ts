import { afterEach, beforeEach, expect, test } from 'vitest'
import { createServer, type Server } from '../src/http/server.ts'
import { storageFail } from '../src/storage/problems.ts'

let server: Server
beforeEach(async () => {
  const options = { publicUrl: 'http://localhost', trustProxy: [], tls: null, logLevel: 'warn', version: 'test' }
  server = await createServer(options)
})
afterEach(async () => {
  await server.close()
})

test('a body that is too large is told the limit of its own route', async () => {
  server.post('/small', async () => 'ok')
  server.post('/large', { bodyLimit: 2_097_152 }, async () => 'ok')
  const limitOf = async (url: string) => {
    const answer = await server.inject({ method: 'POST', url, payload: { text: 'x'.repeat(2_100_000) } })
    expect(answer.statusCode).toBe(413)
    return answer.json().params.limit
  }
  expect(await limitOf('/small')).toBe('1 MiB')
  expect(await limitOf('/large')).toBe('2 MiB')
})

test('a browser that opens a wrong address sees a page in its language; a program gets the problem', async () => {
  const open = (url: string, headers = {}) =>
    server.inject({ method: 'GET', url, headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', ...headers } })
  const page = await open('/nowhere/<b>?a=1', { 'accept-language': 'en' })
  expect(page.statusCode).toBe(404)
  expect(page.headers['content-type']).toContain('text/html')
  expect(page.body).toContain('There is nothing here.')
  expect(page.body).toContain('href="/"')
  expect(page.body).toContain('?a=1&amp;lang=zh')
  expect((await open('/nowhere?lang=zh')).body).toContain('这里没有东西。')
  expect((await open('/v1/sites/demo/nowhere')).body).toContain('href="/s/demo/"')
  for (const odd of ['//evil.example/x', '//[', '/%', '/x?site=%22%3E']) {
    const answer = await open(odd)
    expect([odd, answer.statusCode]).toEqual([odd, 404])
    expect(answer.body).not.toMatch(/href="(\/\/|http)/)
  }
  // As Java's own client asks, for one, and a script of a page.
  const java = 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2'
  for (const [method, headers] of [
    ['GET', { accept: '*/*' }],
    ['POST', { accept: java }],
    ['GET', { accept: java, authorization: 'Bearer sk_1' }],
    ['GET', { accept: 'text/html', 'sec-fetch-dest': 'empty' }],
  ] as const) {
    const problem = await server.inject({ method, url: '/nowhere', headers })
    expect(problem.headers['content-type']).toContain('application/problem+json')
    expect(problem.headers.vary).toContain('accept')
  }
})

test('while it stops, whoever comes is told to come again', async () => {
  server.get('/slow', async () => 'ok')
  let answer: Response | undefined
  server.addHook('preClose', async () => {
    answer = await fetch(`${address}/slow`, { headers: { 'accept-language': 'en' } })
  })
  const address = await server.listen({ host: '127.0.0.1', port: 0 })
  await server.close()
  expect(answer?.status).toBe(503)
  expect(answer?.headers.get('retry-after')).toBe('3')
  expect(await answer?.json()).toMatchObject({ code: 'http/stopping', title: 'The server is restarting.' })
})

test('a database that is away is one line in the log for many requests, without a stack', async () => {
  const said: [object, string][] = []
  const warn = (fields: object, message: string) => said.push([fields, message])
  server.addHook('onRequest', async (request) => {
    Object.assign(request.log, { warn, error: warn })
  })
  server.get('/away', async () => {
    throw storageFail('storage/unreachable', { cause: new Error('connect ECONNREFUSED'), retryAfterMs: 1000 })
  })
  for (let i = 0; i < 50; i++) expect((await server.inject('/away')).statusCode).toBe(503)
  // One a second.
  expect(said.length).toBeGreaterThan(0)
  expect(said.length).toBeLessThan(10)
  expect(said[0]).toEqual([
    { code: 'storage/unreachable', reason: 'connect ECONNREFUSED', more: 0 },
    'requests are told to come again',
  ])
})
