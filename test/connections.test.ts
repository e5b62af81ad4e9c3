import { mkdtemp, rm } from 'node:fs/promises'
import { createServer as createPlain, type Server } from 'node:http'
import {
  createSecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import { createServer as createTls } from 'node:https'
import type { AddressInfo, Server as NetServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Connections } from '../src/engine/connections.ts'
import { localCertificate } from '../src/http/local-authority.ts'
import { until } from './harness/wait.ts'

let home: string
let tls: { cert: string; key: string; ca: string }
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tuidan-connections-'))
  const made = await localCertificate(home, ['localhost'], Date.now())
  tls = { cert: made.cert, key: made.key, ca: made.authority }
  return () => rm(home, { recursive: true, force: true })
})

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function listening(server: NetServer): Promise<number> {
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go))
  return (server.address() as AddressInfo).port
}

/** A service that speaks HTTP/2, and what it noticed. */
async function overHttp2(answer: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void) {
  const server = createSecureServer({ cert: tls.cert, key: tls.key })
  const sessions: ServerHttp2Session[] = []
  server.on('session', (session) => sessions.push(session))
  server.on('stream', answer)
  server.on('sessionError', () => {})
  // Of a caller that gave up.
  server.on('stream', (stream) => stream.on('error', () => {}))
  const port = await listening(server)
  closing.push(() => {
    for (const session of sessions) session.destroy()
    server.close()
  })
  return { url: `https://localhost:${port}/p/1?a=b`, sessions }
}

/** A service that speaks HTTP/1.1 alone. */
async function overHttp1(server: Server) {
  let connections = 0
  server.on('secureConnection', () => connections++).on('connection', () => connections++)
  const port = await listening(server)
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { port, connections: () => connections }
}

function connections(timeoutMs = 2_000): Connections {
  const made = new Connections({ ca: tls.ca, timeoutMs })
  closing.push(() => made.stop())
  return made
}

const asked = { headers: { ttl: '60' }, body: Buffer.from('sealed') }

describe('a service with HTTP/2', () => {
  test('is asked many things on one connection, path, headers and body as given', async () => {
    const seen: unknown[] = []
    const { url, sessions } = await overHttp2((s, headers) => {
      let body = ''
      s.on('data', (part) => (body += part))
      s.on('end', () => {
        const { ':method': method, ':path': path, ttl } = headers
        seen.push([method, path, ttl, body])
        s.respond({ ':status': 201, location: '/m/1' })
        s.end('kept')
      })
    })
    const ways = connections()
    const answers = await Promise.all(Array.from({ length: 50 }, () => ways.post(url, asked, true)))
    expect(new Set(seen.map((one) => JSON.stringify(one)))).toEqual(
      new Set([JSON.stringify(['POST', '/p/1?a=b', '60', 'sealed'])]),
    )
    expect([answers.length, answers[0]!.status, answers[0]!.header('location'), answers[0]!.words]).toEqual([
      50,
      201,
      '/m/1',
      'kept',
    ])
    expect(sessions).toHaveLength(1)
  })

  test('that lets the connection go is asked again on a new one', async () => {
    const { url, sessions } = await overHttp2((s) => {
      s.respond({ ':status': 201 }, { endStream: true })
    })
    const ways = connections()
    await ways.post(url, asked, true)
    sessions[0]!.goaway()
    sessions[0]!.destroy()
    expect((await ways.post(url, asked, true)).status).toBe(201)
    expect(sessions).toHaveLength(2)
  })

  test('that says nothing, or a byte at a time, is given up in time', async () => {
    const { url } = await overHttp2((s) => {
      s.respond({ ':status': 201 })
      const drip = setInterval(() => s.destroyed || s.write('.'), 50)
      s.on('close', () => clearInterval(drip))
    })
    const began = performance.now()
    await expect(connections(400).post(url, asked, true)).rejects.toMatchObject({ name: 'TimeoutError' })
    expect(performance.now() - began).toBeLessThan(1_500)
    const silent = await overHttp2(() => {})
    await expect(connections(300).post(silent.url, asked, true)).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  test('that talks without end is heard for some kilobytes', async () => {
    const { url } = await overHttp2((s) => {
      s.on('error', () => {})
      s.respond({ ':status': 400 })
      s.end('x'.repeat(5_000_000))
    })
    const { status, words } = await connections().post(url, asked, true)
    expect([status, words.length]).toEqual([400, 4_096])
  })

  test('whose certificate is for another name is not believed', async () => {
    const { url } = await overHttp2(() => {})
    const other = url.replace('localhost', '127.0.0.1')
    await expect(connections().post(other, asked, true)).rejects.toMatchObject({
      code: expect.stringMatching(/CERT|TLS/),
    })
    await expect(new Connections().post(url, asked, true)).rejects.toMatchObject({ code: expect.any(String) })
  })
})

describe('a service with HTTP/1.1', () => {
  test('is asked on a few connections that are kept', async () => {
    const bodies: string[] = []
    const server = createTls({ cert: tls.cert, key: tls.key }, (request, response) => {
      let body = ''
      request.on('data', (part) => (body += part))
      request.on('end', () => {
        bodies.push(`${request.method} ${request.url} ${request.headers.ttl} ${body}`)
        response.writeHead(201).end()
      })
    })
    const { port, connections: opened } = await overHttp1(server)
    const ways = connections()
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => ways.post(`https://localhost:${port}/p`, asked, true)),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 60 }, () => 201))
    expect(new Set(bodies)).toEqual(new Set(['POST /p 60 sealed']))
    // TLS and what lies below count each; the first only asked which HTTP is spoken.
    expect(opened() / 2).toBeLessThanOrEqual(9)
  })

  test('without TLS is asked only where the operator named it; a redirect is told, not followed', async () => {
    const server = createPlain((_request, response) => {
      response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end()
    })
    const { port } = await overHttp1(server)
    const ways = connections()
    expect((await ways.post(`http://127.0.0.1:${port}/`, asked, true)).status).toBe(307)
    await expect(ways.post(`http://127.0.0.1:${port}/`, asked)).rejects.toMatchObject({ code: 'ADDRESS_FORBIDDEN' })
  })

  test('that drips its answer is given up in time, and one that talks without end is heard for some kilobytes', async () => {
    const server = createPlain((request, response) => {
      response.writeHead(200)
      if (request.url === '/talk') return void response.end('x'.repeat(5_000_000))
      const drip = setInterval(() => response.write('.'), 50)
      response.on('close', () => clearInterval(drip))
    })
    const { port } = await overHttp1(server)
    const ways = connections(400)
    const began = performance.now()
    await expect(ways.post(`http://127.0.0.1:${port}/drip`, asked, true)).rejects.toMatchObject({
      name: 'TimeoutError',
    })
    expect(performance.now() - began).toBeLessThan(1_500)
    expect((await ways.post(`http://127.0.0.1:${port}/talk`, asked, true)).words).toHaveLength(4_096)
  })

  test('that drops the connection without an answer fails at once', async () => {
    const server = createPlain((request) => request.socket.destroy())
    const { port } = await overHttp1(server)
    await expect(connections().post(`http://127.0.0.1:${port}/`, asked, true)).rejects.toMatchObject({
      code: 'ECONNRESET',
    })
  })
})

test('what is under way when it stops fails, and nobody waits', async () => {
  const { url, sessions } = await overHttp2(() => {})
  const ways = connections(60_000)
  const under = ways.post(url, asked, true).catch((error: Error) => error)
  await until(() => sessions[0], { what: 'a connection' })
  await ways.stop()
  expect(await under).toBeInstanceOf(Error)
})
