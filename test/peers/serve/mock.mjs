// A provider whose answers can be spoilt one by one: a line of JSON on stdin plans what the next answer is.
import { createInterface } from 'node:readline'
import { OAuth2Server } from 'oauth2-mock-server'
import { config, endWith, ready } from './end.mjs'

const server = new OAuth2Server()
await server.issuer.keys.generate('RS256')
await server.start(config.port, '127.0.0.1')
server.issuer.url = `http://localhost:${config.port}`
endWith(() => server.stop())

/** `{ event, status?, body?, claims? }`: of the next such event, once; claims of all tokens of the next answer. */
createInterface({ input: process.stdin }).on('line', (line) => {
  const { event, status, body, claims } = JSON.parse(line)
  const spoil = (answer) => {
    if (claims !== undefined) Object.assign(answer.payload, claims)
    if (status !== undefined) answer.statusCode = status
    if (body !== undefined) answer.body = body
  }
  if (claims === undefined) server.service.once(event, spoil)
  else {
    // The access token is signed first, and the ID token is meant.
    server.service.on(event, spoil)
    server.service.once('beforeResponse', () => server.service.off(event, spoil))
  }
  process.stdout.write(`${JSON.stringify({ planned: event })}\n`)
})
ready({ issuer: server.issuer.url })
