/**
 * A push service that takes everything and says 201, over TLS, with HTTP/2 for whoever asks for it and HTTP/1.1 for others; it tells
 * for which phone a message came, if it is to. In a process of its own, so that its work is not counted as the sender's. What is in a
 * message it cannot read.
 */
import { once } from 'node:events'
import { createSecureServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { beChild } from '../sources/child.ts'

/** What it is told. */
export interface SinkOpen {
  readonly cert: string
  readonly key: string
  /** Is each message told? Its subscription's address ends in the phone's number. */
  readonly tells?: boolean
}

/** What it tells then: the phone's number. */
export type Came = number

/** What it says when it is ready. */
export interface SinkReady {
  readonly origin: string
}

await beChild<SinkOpen>(async ({ cert, key, tells = false }) => {
  const server = createSecureServer({ cert, key, allowHTTP1: true, settings: { maxConcurrentStreams: 256 } })
  server.on('request', (request, response) => {
    request.resume()
    request.on('end', () => {
      response.writeHead(201, { location: '/message/1', ttl: '60' }).end()
      if (tells) process.send?.(Number(/\d+$/.exec(request.url)?.[0]) satisfies Came)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    ready: { origin: `https://localhost:${(server.address() as AddressInfo).port}` } satisfies SinkReady,
    async stop() {
      server.close()
    },
  }
})
