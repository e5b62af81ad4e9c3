/**
 * Who may call what at console and phone, to be read as it stands: ✓ the route does its work for this role, · it refuses (403,
 * and 401 for nobody). With division: each step is done by whoever has its role. Phones of an owner, a marketer and a receiver
 * are those whose role changed after they joined. The link that sign-in and join are tried with never was one.
 */
export const MATRIX = `
route                                        owner marketer supervisor picker packer shipper receiver nobody
# Coming and going
POST /v1/console/sign-in                     ·     ·        ·          ·      ·      ·       ·        ·
GET /v1/console/me                           ✓     ✓        ✓          ✓      ✓      ✓       ✓        ·
POST /v1/console/sign-out                    ✓     ✓        ✓          ✓      ✓      ✓       ✓        ·
POST /v1/phone/join                          ·     ·        ·          ·      ·      ·       ·        ·
POST /v1/phone/leave                         ✓     ✓        ✓          ✓      ✓      ✓       ✓        ·
# Staff and their phones
GET /v1/console/staff                        ✓     ·        ✓          ·      ·      ·       ·        ·
POST /v1/console/staff                       ✓     ·        ✓          ·      ·      ·       ·        ·
PUT /v1/console/staff/:id                    ✓     ·        ✓          ·      ·      ·       ·        ·
POST /v1/console/staff/:id/link              ✓     ·        ✓          ·      ·      ·       ·        ·
GET /v1/console/devices                      ✓     ·        ✓          ·      ·      ·       ·        ·
DELETE /v1/console/devices/:id               ✓     ·        ✓          ·      ·      ·       ·        ·
# The site
GET /v1/console/given-up                     ✓     ·        ✓          ·      ·      ·       ·        ·
POST /v1/console/given-up/:id/again          ✓     ·        ✓          ·      ·      ·       ·        ·
POST /v1/console/given-up/:id/let-go         ✓     ·        ✓          ·      ·      ·       ·        ·
GET /v1/console/settings                     ✓     ·        ·          ·      ·      ·       ·        ·
PUT /v1/console/settings                     ✓     ·        ·          ·      ·      ·       ·        ·
POST /v1/console/settings/secret-key         ✓     ·        ·          ·      ·      ·       ·        ·
GET /v1/console/openid-clients               ✓     ·        ·          ·      ·      ·       ·        ·
POST /v1/console/openid-clients              ✓     ·        ·          ·      ·      ·       ·        ·
DELETE /v1/console/openid-clients/:id        ✓     ·        ·          ·      ·      ·       ·        ·
# Goods
GET /v1/console/categories                   ✓     ✓        ✓          ·      ·      ·       ·        ·
GET /v1/console/products                     ✓     ✓        ✓          ·      ·      ·       ·        ·
GET /v1/console/products/:sku                ✓     ✓        ✓          ·      ·      ·       ·        ·
POST /v1/console/products                    ✓     ✓        ·          ·      ·      ·       ·        ·
PUT /v1/console/products/:sku                ✓     ✓        ·          ·      ·      ·       ·        ·
GET /v1/console/products/:sku/cost           ✓     ✓        ·          ·      ·      ·       ·        ·
PUT /v1/console/products/:sku/cost           ✓     ✓        ·          ·      ·      ·       ·        ·
PUT /v1/console/costs                        ✓     ✓        ·          ·      ·      ·       ·        ·
DELETE /v1/console/products/:sku             ✓     ✓        ·          ·      ·      ·       ·        ·
POST /v1/console/imports/:id/run             ✓     ✓        ·          ·      ·      ·       ·        ·
GET /v1/console/imports/:id                  ✓     ✓        ·          ·      ·      ·       ·        ·
GET /v1/console/labels/products.pdf          ✓     ✓        ✓          ·      ·      ·       ✓        ·
POST /v1/console/imports                     ✓     ✓        ·          ·      ·      ·       ·        ·
PUT /v1/console/products/:sku/picture        ✓     ✓        ·          ·      ·      ·       ·        ·
# Stock
POST /v1/console/stock/receive               ✓     ·        ✓          ·      ·      ·       ✓        ·
POST /v1/console/stock/move                  ✓     ·        ✓          ·      ·      ·       ✓        ·
POST /v1/console/orders/:id/put-back         ✓     ·        ✓          ·      ·      ·       ✓        ·
GET /v1/console/stock/aisles                 ✓     ·        ✓          ·      ·      ·       ·        ·
GET /v1/console/stock/skus/:sku              ✓     ✓        ✓          ·      ·      ·       ✓        ·
POST /v1/console/stock/receive/import        ✓     ·        ✓          ·      ·      ·       ✓        ·
# The floor: places, people at work
POST /v1/console/tasks/:id/assign            ✓     ·        ✓          ·      ·      ·       ·        ·
POST /v1/console/tasks/:id/take-back         ✓     ·        ✓          ·      ·      ·       ·        ·
GET /v1/console/floor                        ✓     ·        ✓          ·      ·      ·       ·        ·
GET /v1/console/live                         ✓     ·        ✓          ·      ·      ·       ·        ·
GET /v1/console/bins                         ✓     ·        ✓          ·      ·      ·       ·        ·
POST /v1/console/bins                        ✓     ·        ✓          ·      ·      ·       ·        ·
GET /v1/console/labels/bins.pdf              ✓     ·        ✓          ·      ·      ·       ·        ·
GET /v1/console/labels/totes.pdf             ✓     ·        ✓          ·      ·      ·       ·        ·
GET /v1/console/labels/cells.pdf             ✓     ·        ✓          ·      ·      ·       ·        ·
GET /v1/console/put-wall                     ✓     ·        ✓          ·      ·      ·       ·        ·
POST /v1/console/put-wall/:code/clear        ✓     ·        ✓          ·      ·      ·       ·        ·
POST /v1/console/bins/import                 ✓     ·        ✓          ·      ·      ·       ·        ·
# Orders: who receives what, and where
GET /v1/console/parcels/:id/label.pdf        ✓     ·        ✓          ·      ·      ·       ·        ·
POST /v1/console/orders/:id/resume           ✓     ·        ✓          ·      ·      ·       ·        ·
GET /v1/console/orders                       ✓     ·        ✓          ·      ·      ·       ·        ·
GET /v1/console/orders/:id                   ✓     ·        ✓          ·      ·      ·       ·        ·
POST /v1/console/orders/:id/receiver         ✓     ·        ✓          ·      ·      ·       ·        ·
POST /v1/console/orders/:id/hold             ✓     ·        ✓          ·      ·      ·       ·        ·
POST /v1/console/orders/:id/release          ✓     ·        ✓          ·      ·      ·       ·        ·
POST /v1/console/orders/:id/refunded         ✓     ·        ✓          ·      ·      ·       ·        ·
POST /v1/console/orders/:id/cancel           ✓     ·        ✓          ·      ·      ·       ·        ·
# Offers
GET /v1/console/campaigns                    ✓     ✓        ·          ·      ·      ·       ·        ·
GET /v1/console/campaigns/:id                ✓     ✓        ·          ·      ·      ·       ·        ·
POST /v1/console/campaigns                   ✓     ✓        ·          ·      ·      ·       ·        ·
PUT /v1/console/campaigns/:id                ✓     ✓        ·          ·      ·      ·       ·        ·
DELETE /v1/console/campaigns/:id             ✓     ✓        ·          ·      ·      ·       ·        ·
POST /v1/console/campaigns/preview           ✓     ✓        ·          ·      ·      ·       ·        ·
POST /v1/console/campaigns/reach             ✓     ✓        ·          ·      ·      ·       ·        ·
GET /v1/console/slots                        ✓     ✓        ·          ·      ·      ·       ·        ·
PUT /v1/console/slots/:id                    ✓     ✓        ·          ·      ·      ·       ·        ·
DELETE /v1/console/slots/:id                 ✓     ✓        ·          ·      ·      ·       ·        ·
GET /v1/console/offers/learning              ✓     ✓        ·          ·      ·      ·       ·        ·
POST /v1/console/offers/learning/rollback    ✓     ✓        ·          ·      ·      ·       ·        ·
GET /v1/console/offers/report                ✓     ✓        ·          ·      ·      ·       ·        ·
GET /v1/console/offers/report.csv            ✓     ✓        ·          ·      ·      ·       ·        ·
GET /v1/console/offers/filtered              ✓     ✓        ·          ·      ·      ·       ·        ·
GET /v1/console/offers/promises              ✓     ✓        ✓          ·      ·      ·       ·        ·
GET /v1/console/offers/decisions             ✓     ✓        ·          ·      ·      ·       ·        ·
POST /v1/console/offers/explain              ✓     ✓        ·          ·      ·      ·       ·        ·
GET /v1/decisions/:id/why                    ✓     ✓        ·          ·      ·      ·       ·        ·
# Shoppers by random key, and their kinds of account
GET /v1/console/connector-kinds              ✓     ·        ·          ·      ·      ·       ·        ·
PUT /v1/console/connectors/:connector        ✓     ·        ·          ·      ·      ·       ·        ·
POST /v1/console/connectors/:connector/test  ✓     ·        ·          ·      ·      ·       ·        ·
GET /v1/console/people                       ✓     ✓        ·          ·      ·      ·       ·        ·
POST /v1/console/people/:id/read             ✓     ·        ·          ·      ·      ·       ·        ·
GET /v1/console/connectors                   ✓     ✓        ·          ·      ·      ·       ·        ·
GET /v1/console/audit                        ✓     ·        ·          ·      ·      ·       ·        ·
GET /v1/console/audit/chain                  ✓     ·        ·          ·      ·      ·       ·        ·
GET /v1/console/duties                       ✓     ·        ·          ·      ·      ·       ·        ·
GET /v1/console/record.html                  ✓     ·        ·          ·      ·      ·       ·        ·
DELETE /v1/console/connectors/:connector     ✓     ·        ·          ·      ·      ·       ·        ·
# A phone
GET /v1/phone/me                             ·     ·        ✓          ✓      ✓      ✓       ·        ·
POST /v1/phone/shift                         ·     ·        ✓          ✓      ✓      ✓       ·        ·
POST /v1/phone/here                          ·     ·        ✓          ✓      ✓      ✓       ·        ·
GET /v1/phone/tasks                          ·     ·        ✓          ✓      ✓      ✓       ·        ·
POST /v1/phone/tasks/:id/accept              ·     ·        ✓          ✓      ✓      ✓       ·        ·
POST /v1/phone/tasks/:id/return              ·     ·        ✓          ✓      ✓      ✓       ·        ·
POST /v1/phone/tasks/:id/done                ·     ·        ✓          ✓      ✓      ✓       ·        ·
POST /v1/phone/tasks/:id/short               ·     ·        ✓          ✓      ✓      ✓       ·        ·
POST /v1/phone/tasks/:id/missing             ·     ·        ✓          ✓      ✓      ✓       ·        ·
POST /v1/phone/scans                         ·     ·        ✓          ✓      ✓      ✓       ·        ·
GET /v1/phone/parcels/:id/label.pdf          ·     ·        ✓          ✓      ✓      ✓       ·        ·
GET /v1/phone/ship                           ·     ·        ·          ·      ·      ✓       ·        ·
POST /v1/phone/ship/handover                 ·     ·        ·          ·      ·      ✓       ·        ·
GET /v1/phone/events                         ·     ·        ✓          ✓      ✓      ✓       ·        ·
GET /v1/phone/push                           ·     ·        ✓          ✓      ✓      ✓       ·        ·
POST /v1/phone/push                          ·     ·        ✓          ✓      ✓      ✓       ·        ·
`

/** The columns of the matrix. */
export const COLUMNS = ['owner', 'marketer', 'supervisor', 'picker', 'packer', 'shipper', 'receiver', 'nobody'] as const

/** The matrix by route: who may. @throws Error for a line that is not as wide as the first */
export function readMatrix(text: string): Map<string, string[]> {
  const [head = '', ...rest] = text.trim().split('\n')
  const lines = rest.filter((line) => !line.startsWith('#'))
  const columns = head.trim().split(/\s+/).slice(1)
  if (columns.join() !== COLUMNS.join()) throw new Error(`the first line names ${columns}`)
  return new Map(
    lines.map((line) => {
      const [method = '', path = '', ...marks] = line.trim().split(/\s+/)
      if (marks.length !== columns.length || marks.some((mark) => mark !== '✓' && mark !== '·'))
        throw new Error(`not ${columns.length} marks: ${line}`)
      return [`${method} ${path}`, columns.filter((_, i) => marks[i] === '✓')]
    }),
  )
}

/** A matrix as text, to be compared line by line. */
export function writeMatrix(rows: ReadonlyMap<string, readonly string[]>): string {
  const wide = Math.max(...[...rows.keys()].map((route) => route.length))
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(wide)}  ${cells.map((cell, i) => cell.padEnd(COLUMNS[i]!.length)).join(' ')}`.trimEnd()
  return [
    line('route', COLUMNS),
    ...[...rows].map(([route, may]) =>
      line(
        route,
        COLUMNS.map((role) => (may.includes(role) ? '✓' : '·')),
      ),
    ),
  ].join('\n')
}
