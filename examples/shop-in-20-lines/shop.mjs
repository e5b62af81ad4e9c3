// An own shop beside Tuidan: Node alone, nothing to install. The secret key stays here; the page gets the public one.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'

const { TUIDAN = 'http://localhost:4400', SITE_KEY, SECRET_KEY, PORT = '4500' } = process.env
const BUSY = '{ "title": "That did not get through.", "next": "Press again: it will be one order all the same." }'
const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8')
const rows = read('goods.csv').trim().split('\n').slice(1)
const goods = new Map(rows.map((row) => row.split(',')).map(([sku, title, price]) => [sku, { sku, title, price }]))

/** Only this server says how an order is paid: with its key it could also say `paid`, which no browser may. */
async function order(sku, request) {
  const { receiver, address, offerToken } = await json(request)
  const answer = await fetch(`${TUIDAN}/v1/orders`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${SECRET_KEY}`,
      'content-type': 'application/json',
      'accept-language': 'en',
      'idempotency-key': request.headers['idempotency-key'] ?? '',
    },
    body: JSON.stringify({ lines: [{ sku, qty: 1 }], receiver, address, payment: { method: 'cod' }, offerToken }),
  })
  return { status: answer.status, body: await answer.text() }
}

const server = createServer(async (request, response) => {
  const product = goods.get(request.url.split('?')[0].slice(1) || 'KETTLE')
  if (!product) return response.writeHead(404).end('No such product')
  if (request.method === 'POST') {
    const { status, body } = await order(product.sku, request).catch(() => ({ status: 502, body: BUSY }))
    return response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  }
  // Nothing is escaped: all of it stands in files of ours.
  const values = { ...product, tuidan: TUIDAN, siteKey: SITE_KEY }
  const page = read('page.html').replaceAll(/{{(\w+)}}/g, (_, name) => values[name])
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page)
})
server.listen(Number(PORT), 'localhost', () => console.log(`The shop is at http://localhost:${server.address().port}/`))
