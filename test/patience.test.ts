import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import fastify from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cutOffSlow } from '../src/http/patience.ts'

const app = fastify()
beforeAll(async () => {
  cutOffSlow(app, 100)
  app.addContentTypeParser('*', (_request, body, done) => done(null, body))
  const whole = async (request: { body: unknown }) => {
    let bytes = 0
    for await (const part of request.body as AsyncIterable<Buffer>) bytes += part.length
    return { bytes }
  }
  app.post('/small', whole)
  app.post('/large', { config: { isLarge: true } }, whole)
  await app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => app.close())

/** Sends half of a body, waits until the other side gives up or three times as long as it would, and sends the rest. */
async function slowly(path: string): Promise<string> {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  let text = ''
  socket.on('data', (part) => {
    text += part
  })
  socket.on('error', () => {})
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: x/y\r\ncontent-length: 4\r\nconnection: close\r\n\r\nab`,
  )
  const closed = once(socket, 'close')
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 300))])
  socket.write('cd')
  await closed
  return text
}

test('who sends too slowly is cut off, but where something large is received', async () => {
  const [small, large] = await Promise.all([slowly('/small'), slowly('/large')])
  expect(small).not.toContain('200')
  expect(large).toContain('{"bytes":4}')
})
