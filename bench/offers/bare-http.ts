/** A server that reads a request's JSON and answers with JSON that stands ready: what `node:http` alone costs. In a process of its own. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { beChild } from '../sources/child.ts'

/** What it is told. */
export interface BareOpen {
  /** What it answers: made anew into text each time, as a server must. */
  readonly answer: unknown
}

/** What it says when it is ready. */
export interface BareReady {
  readonly base: string
}

await beChild<BareOpen>(async ({ answer }) => {
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      JSON.parse(Buffer.concat(parts).toString('utf8'))
      const text = Buffer.from(JSON.stringify(answer))
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': text.length })
      response.end(text)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    ready: { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } satisfies BareReady,
    async stop() {
      server.closeAllConnections()
      server.close()
    },
  }
})
