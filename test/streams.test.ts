import { expect, test } from 'vitest'
import { createServer } from '../src/http/server.ts'
import { type Reader, type StreamCaps, Streams } from '../src/http/streams.ts'
import { until } from './harness/wait.ts'

/** A server that opens a stream for whoever asks, as whom the address says. */
async function serverOf(caps: Partial<StreamCaps>) {
  const streams = new Streams(caps)
  const options = { publicUrl: 'http://localhost', tls: null, logLevel: 'silent', version: 'test' }
  const app = await createServer({ ...options, trustProxy: ['127.0.0.1'] })
  app.get('/:kind/:recipient', async (request, reply) => {
    streams.open(reply, request.params as Reader)
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const leaves: AbortController[] = []
  return {
    streams,
    async open(path: string, address = '203.0.113.1') {
      const leave = new AbortController()
      leaves.push(leave)
      const response = await fetch(url + path, {
        signal: leave.signal,
        headers: { 'x-forwarded-for': address, 'accept-language': 'en' },
      })
      const problem = response.ok ? null : ((await response.json()) as { code: string })
      const retryAfter = Number(response.headers.get('retry-after'))
      return { status: response.status, code: problem?.code, retryAfter, leave: () => leave.abort() }
    },
    async stop() {
      for (const leave of leaves) leave.abort()
      await app.close()
    },
  }
}

test('a full process takes no more, says when, and takes one again as soon as one has left', async () => {
  const server = await serverOf({ all: 3 })
  try {
    const first = await server.open('/staff/a')
    await server.open('/staff/b')
    await server.open('/shop/c')
    expect(await server.open('/staff/d')).toMatchObject({ status: 503, code: 'http/streams-full', retryAfter: 60 })
    first.leave()
    await until(() => server.streams.size === 2 || null, { what: 'one has left' })
    expect((await server.open('/staff/d')).status).toBe(200)
  } finally {
    await server.stop()
  }
})

test('a crowd in the shop leaves room for the floor', async () => {
  const server = await serverOf({ all: 4, shop: 2 })
  try {
    for (const path of ['/shop/a', '/shop/b']) expect((await server.open(path)).status).toBe(200)
    expect((await server.open('/shop/c')).code).toBe('http/streams-full')
    for (const path of ['/staff/a', '/staff/b']) expect((await server.open(path)).status).toBe(200)
  } finally {
    await server.stop()
  }
})

test('one address takes no more than its share of the shop, staff behind it are not counted', async () => {
  const server = await serverOf({ address: 2 })
  try {
    for (const path of ['/shop/a', '/shop/b', '/staff/a', '/staff/b', '/staff/c'])
      expect((await server.open(path)).status).toBe(200)
    expect(await server.open('/shop/c')).toMatchObject({ status: 429, code: 'http/too-many', retryAfter: 60 })
    expect((await server.open('/shop/c', '203.0.113.2')).status).toBe(200)
  } finally {
    await server.stop()
  }
})

test('whoever opens too many keeps the latest, also in a full process; all are forgotten when they leave', async () => {
  const server = await serverOf({ all: 2, recipient: 2 })
  try {
    const mine = [await server.open('/shop/a'), await server.open('/shop/a'), await server.open('/shop/a')]
    expect(mine.map((one) => one.status)).toEqual([200, 200, 200])
    expect(server.streams.size).toBe(2)
    for (const one of mine) one.leave()
    await until(() => server.streams.size === 0 || null, { what: 'all have left' })
    expect((await server.open('/shop/b')).status).toBe(200)
  } finally {
    await server.stop()
  }
})

test('a reader who left before their stream was opened holds none', async () => {
  const streams = new Streams()
  const options = { publicUrl: 'http://localhost', tls: null, logLevel: 'silent', version: 'test', trustProxy: [] }
  const app = await createServer(options)
  const asked = Promise.withResolvers<void>()
  const opened = Promise.withResolvers<void>()
  app.get('/slow', async (request, reply) => {
    asked.resolve()
    // As while a session is looked up; the reader goes meanwhile.
    await new Promise((resolve) => request.raw.once('close', resolve))
    streams.open(reply, { kind: 'staff', recipient: 'a' })
    opened.resolve()
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  try {
    const leave = new AbortController()
    const reading = fetch(`${url}/slow`, { signal: leave.signal }).catch(() => {})
    await asked.promise
    leave.abort()
    await reading
    await opened.promise
    expect(streams.size).toBe(0)
  } finally {
    await app.close()
  }
})
