import { spawnSync } from 'node:child_process'
import { pbkdf2 } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect, promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findAllOf } from '../src/engine/find-all.ts'
import { guardedFetch, isFitAddress, isPublicIp, TooLarge } from '../src/engine/guarded-fetch.ts'

describe('what an address is', () => {
  test.each([
    ...['0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '169.254.169.254', '172.16.0.1', '172.31.255.255'],
    ...[
      '192.0.0.1',
      '192.0.2.1',
      '192.168.1.1',
      '198.18.0.1',
      '198.51.100.1',
      '203.0.113.1',
      '224.0.0.1',
      '255.255.255.255',
    ],
    ...['::', '::1', '::127.0.0.1', '::ffff:10.0.0.1', '::ffff:8.8.8.8', '64:ff9b::1', '64:ff9b:1::1', '100::1'],
    ...['2001:db8::1', '2001::1', '2002:7f00:1::', 'fc00::1', 'fd12::1', 'fe80::1', 'fec0::1', 'ff02::1', 'name', ''],
  ])('%s is not public', (address) => {
    expect(isPublicIp(address)).toBe(false)
  })

  test.each(['1.1.1.1', '8.8.8.8', '100.63.255.255', '172.32.0.1', '2606:4700::1111', '2a00::1'])(
    '%s is',
    (address) => {
      expect(isPublicIp(address)).toBe(true)
    },
  )

  test('loopback only where that is said, and then nothing else', () => {
    expect(['127.0.0.1', '127.9.9.9', '::1'].map((one) => isPublicIp(one, true))).toEqual([true, true, true])
    expect(['10.0.0.1', '::ffff:127.0.0.1', '0.0.0.0'].map((one) => isPublicIp(one, true))).toEqual([
      false,
      false,
      false,
    ])
  })

  test.each([
    ...['http://social.example', 'https://localhost', 'https://a.localhost', 'https://router', 'https://router.'],
    ...['https://127.0.0.1', 'https://2130706433', 'https://0x7f000001', 'https://0177.0.0.1', 'https://127.1'],
    ...[
      'https://①②⑦.0.0.1',
      'https://[::]',
      'https://[::1]',
      'https://[::ffff:7f00:1]',
      'https://10.0.0.1.',
      'ftp://a.example',
    ],
    ...['https://user@social.example', 'https://user:pass@social.example', 'file:///etc/passwd', 'social.example', ''],
  ])('%s is not fit to be asked', (address) => {
    expect(isFitAddress(address)).toBe(false)
  })

  test('a public name over TLS is', () => {
    expect(isFitAddress('https://social.example/path?x=1')).toBe(true)
    expect(isFitAddress('https://social.example:8443')).toBe(true)
    expect(isFitAddress('http://localhost:1', true)).toBe(true)
  })
})

describe('what is asked on loopback, where that is opened', () => {
  let origin = ''
  const server = createServer(async (request, response) => {
    if (request.url === '/away') return response.writeHead(302, { location: 'https://social.example/' }).end()
    if (request.url === '/large') return response.end('x'.repeat(1_000_000))
    if (request.url === '/hang') return
    let body = ''
    for await (const part of request) body += part
    response.writeHead(200, { 'content-type': 'application/json', 'set-cookie': ['a=1', 'b=2'] })
    response.end(JSON.stringify({ method: request.method, type: request.headers['content-type'] ?? null, body }))
  })
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  const ask = guardedFetch({ mayLoop: true })

  test('a form goes there and the answer comes back whole', async () => {
    const answer = await ask(`${origin}/x`, { method: 'POST', body: new URLSearchParams({ a: 'é' }) })
    expect(await answer.json()).toEqual({
      method: 'POST',
      type: 'application/x-www-form-urlencoded;charset=UTF-8',
      body: 'a=%C3%A9',
    })
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })

  test('a body is read once, as of any answer; a copy has its own', async () => {
    const answer = await ask(`${origin}/x`)
    const copy = answer.clone()
    expect([answer.bodyUsed, (await answer.text()).slice(0, 9), answer.bodyUsed]).toEqual([false, '{"method"', true])
    await expect(answer.json()).rejects.toBeInstanceOf(TypeError)
    expect([copy.status, copy.headers.get('content-type'), await copy.json()]).toEqual([
      200,
      answer.headers.get('content-type'),
      { method: 'GET', type: null, body: '' },
    ])
  })

  test('an error says what went wrong and not where: what somebody typed stands in no log', async () => {
    for (const [address, code] of [
      ['http://localhost:1/', 'ECONNREFUSED'],
      [origin.replace('http:', 'https:'), 'EPROTO'],
    ] as const) {
      const error = await ask(address).catch((e: unknown) => e)
      expect(error).toMatchObject({ code })
      expect(inspect(error)).not.toMatch(/localhost|127\.0\.0\.1|::1/)
    }
  })

  test('no redirect is followed, nothing large is read, nobody is waited for', async () => {
    expect((await ask(`${origin}/away`)).status).toBe(302)
    await expect(ask(`${origin}/large`)).rejects.toBeInstanceOf(TooLarge)
    await expect(ask(`${origin}/hang`, { signal: AbortSignal.timeout(200) })).rejects.toMatchObject({
      name: 'TimeoutError',
    })
  })
})

test('names whose servers never answer keep nobody waiting but those who typed them', async () => {
  const silent = createSocket('udp4')
  await new Promise<void>((resolve) => silent.bind(0, '127.0.0.1', resolve))
  const find = findAllOf([`127.0.0.1:${silent.address().port}`])
  const asked = Array.from(
    { length: 40 },
    (_, n) => new Promise<unknown>((resolve) => find(`n${n}.slow.example`, (error) => resolve(error))),
  )
  // What takes a thread of the program, as files and the look-ups of everybody else do.
  const startedAt = performance.now()
  await promisify(pbkdf2)('a', 'b', 1, 8, 'sha256')
  expect(performance.now() - startedAt).toBeLessThan(500)
  for (const error of await Promise.all(asked)) expect(error).toMatchObject({ code: 'EAI_AGAIN' })
  silent.close()
})

test('forbidden addresses are tried in a network of their own; where there can be none that is said', (context) => {
  const can = spawnSync('unshare', ['-n', 'true']).status === 0
  context.skip(!can, 'this machine gives no network of its own (unshare -n)')
  const root = new URL('..', import.meta.url).pathname
  const vitest = `${root}node_modules/vitest/vitest.mjs`
  const args = ['-n', process.execPath, vitest, 'run', '--config', 'test/harness/alone.config.ts']
  const { status, stdout, stderr } = spawnSync('unshare', args, {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, NO_COLOR: '1' },
  })
  expect([status, stdout + stderr]).toEqual([0, expect.stringMatching(/Tests.*13 passed/)])
}, 120_000)
