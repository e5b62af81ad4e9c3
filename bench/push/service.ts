/**
 * A push service for phones that are simulated: it says 201 and tells by whom a message came and when. In a process of its own; what
 * is in a message it cannot read.
 */
import { once } from 'node:events'
import { createSecureServer, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { beChild } from '../sources/child.ts'
import type { SinkOpen, SinkReady } from './sink.ts'

/** A message came for the subscription of this number; `at`: ms since the epoch, when it was answered. */
export interface Came {
  readonly phone: number
  readonly at: number
}

await beChild<SinkOpen>(async ({ cert, key }) => {
  const server = createSecureServer({ cert, key, settings: { maxConcurrentStreams: 256 } })
  server.on('stream', (stream: ServerHttp2Stream, headers) => {
    stream.resume()
    stream.on('end', () => {
      stream.respond({ ':status': 201, location: '/message/1' }, { endStream: true })
      const phone = Number(/\d+$/.exec(headers[':path'] ?? '')?.[0])
      process.send?.({ phone, at: performance.timeOrigin + performance.now() } satisfies Came)
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
