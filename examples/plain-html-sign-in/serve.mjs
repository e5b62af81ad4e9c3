import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRemoteJWKSet, jwtVerify } from 'jose'

const { TUIDAN = 'http://localhost:4400', SITE = 'shop', SITE_KEY = 'pk_…', PORT = '4501' } = process.env
const ORIGIN = `http://localhost:${PORT}`
const PAGE = (await readFile(new URL('page.html', import.meta.url), 'utf8'))
  .replaceAll('{{tuidan}}', TUIDAN)
  .replaceAll('{{key}}', SITE_KEY)
const keys = createRemoteJWKSet(new URL(`${TUIDAN}/s/${SITE}/.well-known/jwks.json`))

/** Whose token it is. Throws when it was not made for this page, was changed, or is older than five minutes. */
async function subjectOf(token) {
  const { payload } = await jwtVerify(token, keys, {
    issuer: `${TUIDAN}/s/${SITE}/openid`,
    audience: ORIGIN,
    algorithms: ['ES256'],
    typ: 'visitor+jwt',
  })
  return payload.sub
}

createServer(async ({ url, headers }, response) => {
  if (url !== '/me') return void response.setHeader('content-type', 'text/html; charset=utf-8').end(PAGE)
  const token = headers.authorization?.replace('Bearer ', '') ?? ''
  const subject = await subjectOf(token).catch(() => null)
  response.writeHead(subject === null ? 401 : 200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ subject }))
}).listen(PORT, '127.0.0.1', () => console.log(ORIGIN))
