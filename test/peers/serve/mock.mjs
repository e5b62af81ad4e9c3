// A provider whose answers can be spoilt one by one: a line of JSON on stdin plans what the next answer is.
import { createInterface } from 'node:readline'
import { OAuth2Server } from 'oauth2-mock-server'
import { config, endWith, ready } from './end.mjs'

const server = new OAuth2Server()
await server.issuer.keys.generate('RS256')
await server.start(config.port, '127.0.0.1')
server.issuer.url = `http://localhost:${config.port}`
endWith(() => server.stop())

/** `{ event, status?, body?, claims? }`: of the next such event, once. */
createInterface({ input: process.stdin }).on('line', (line) => {
  const { event, status, body, claims } = JSON.parse(line)
  server.service.once(event, (answer) => {
    if (claims !== undefined) Object.assign(answer.payload, claims)
    if (status !== undefined) answer.statusCode = status
    if (body !== undefined) answer.body = body
  })
  process.stdout.write(`${JSON.stringify({ planned: event })}\n`)
})
ready({ issuer: server.issuer.url })
