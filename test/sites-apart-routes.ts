import { campaignOf, decisionAbout, orderOf, type Side, subscription } from './sites-apart-world.ts'

/** Whose credential is tried: a key, or one of the sessions. */
export type Credential = 'staff' | 'device' | 'secret' | 'shopper' | 'none'

/** How one route is tried with the things of another site. */
export interface Try {
  readonly as: Credential
  /** Whose ids stand in the places of the address: with them the answer must be 404 or 403. */
  readonly ids?: (theirs: Side) => Readonly<Record<string, string>>
  readonly query?: (theirs: Side, mine: Side) => string
  /** A well-made body, so that nothing but the ids can be the reason of a refusal. */
  readonly body?: (theirs: Side, mine: Side) => unknown
  /** Refused although no id stands in the address: with 401, 403 or 404. */
  readonly refuses?: true
  /** Later than the others: 1 where it changes what they find, 2 where it ends the session it is called with. */
  readonly late?: 1 | 2
}

/** What anybody may ask of anybody, and why that gives nothing away. */
export const OPEN: Readonly<Record<string, string>> = {
  'GET /': 'leads to an app',
  'GET /docs': 'the API page',
  'GET /docs/static/index.html': 'the API page',
  'GET /docs/static/swagger-initializer.js': 'the API page',
  'GET /docs/static/*': 'the API page',
  'GET /docs/json': 'the API description, the same for all',
  'GET /docs/yaml': 'the API description, the same for all',
  'GET /v1/my-data-export.schema.json': 'a schema, the same for all',
  'GET /openapi.json': 'the API description, the same for all',
  'GET /health': 'says that the process lives',
  'GET /ready': 'says that the database answers',
  'GET /problems/:room/:what': 'sentences of the program',
  'GET /assets/*': 'files of the apps, the same for all',
  'GET /tag.js': 'the tag, the same for all',
  'GET /why.js': 'a part of the tag, the same for all',
  'GET /sign-in.js': 'a part of the tag, the same for all',
  'GET /s/sw.js': 'the service worker, the same for all',
  'GET /phone': 'an app, the same for all',
  'GET /phone/*': 'an app, the same for all',
  'GET /phone/sw.js': 'the service worker, the same for all',
  'GET /phone/manifest.webmanifest': 'a file of the app',
  'GET /phone/icon.svg': 'a file of the app',
  'GET /phone/icon-maskable.svg': 'a file of the app',
  'GET /phone/icon-180.png': 'a file of the app',
  'GET /phone/icon-512.png': 'a file of the app',
  'GET /console': 'an app, the same for all',
  'GET /console/*': 'an app, the same for all',
  'GET /s/:slug': 'an app, the same for all',
  'GET /s/:slug/*': 'an app, the same for all',
  'GET /s/:slug/privacy': 'what a shop reads and why',
  'GET /s/:slug/privacy.txt': 'what a shop reads and why',
  'GET /v1/pay/demo/style.css': 'a file',
  'POST /v1/console/sign-in': 'a single-use link is the credential, and names its own site',
  'POST /v1/phone/join': 'a single-use link is the credential, and names its own site',
  'GET /s/:slug/sign-in/:connector': 'begins a sign-in of whoever comes',
  'GET /s/:slug/sign-in/:connector/callback':
    'state and code are the credential; carried to another site in a test below',
  'POST /s/:slug/sign-in/:connector/callback': 'leads to the one before, which judges',
  'GET /s/:slug/sign-in/:connector/client.json': 'what a server is told of a site, which is public',
  'GET /s/:slug/.well-known/jwks.json': 'public keys',
  'GET /s/:slug/openid/*': 'client, code and token are the credential; tried at another site in openid.test.ts',
  'POST /s/:slug/openid/*': 'the same',
  'OPTIONS /s/:slug/openid/*': 'preflight',
  'GET /s/:slug/openid/enter/:uid': 'the cookie of a sign-in under way is the credential; tried in openid.test.ts',
  'GET /s/:slug/openid/enter/:uid/asked': 'the same',
  'POST /s/:slug/openid/enter/:uid/asked': 'the same',
  'GET /s/:slug/openid/session/end': 'an ID token of the site is the credential; tried at another in openid.test.ts',
  'GET /s/:slug/visit': 'begins a sign-in of whoever comes, and ends at a page of the site',
  'GET /v1/visitor': 'ways to sign in, by the public key',
  'POST /v1/visitor': 'code and pass are the credential; tried at another site in site-examples.test.ts',
  'POST /v1/visitor/sign-out': 'the same',
  'GET /v1/sites/:slug': 'the name of a shop',
  'GET /v1/sites/:slug/products': 'what a shop sells',
  'GET /v1/sites/:slug/categories': 'what a shop sells',
  'GET /v1/sites/:slug/payments': 'how one pays there',
  'GET /v1/sites/:slug/push': 'a public key',
  'GET /v1/sites/:slug/sign-in': 'ways to sign in; who is signed in is tried in a test below',
  'POST /v1/sites/:slug/orders': 'anybody may order; whose order it becomes is tried in a test below',
  'OPTIONS /v1/decisions': 'preflight',
  'OPTIONS /v1/events': 'preflight',
  'OPTIONS /v1/personal-offers': 'preflight',
  'POST /v1/decisions': 'the public key is for everybody; whose profile is used is tried in a test below',
}

const staff = (more: Omit<Try, 'as'> = {}): Try => ({ as: 'staff', ...more })
const device = (more: Omit<Try, 'as'> = {}): Try => ({ as: 'device', ...more })
const secret = (more: Omit<Try, 'as'> = {}): Try => ({ as: 'secret', ...more })
const shopper = (more: Omit<Try, 'as'> = {}): Try => ({ as: 'shopper', ...more })
const none = (more: Omit<Try, 'as'> = {}): Try => ({ as: 'none', ...more })

const order = { ids: (a: Side) => ({ id: a.orderId }) }
const task = { ids: (a: Side) => ({ id: a.task.id as string }) }
const parcel = { ids: (a: Side) => ({ id: a.parcelId }) }
const product = { ids: (a: Side) => ({ sku: a.sku }) }
const campaign = { ids: (a: Side) => ({ id: a.campaignId }) }
const reason = { body: () => ({ reason: 'because' }) }
const nothing = { body: () => ({}) }
const epoch = (more: object = {}) => ({ body: (a: Side) => ({ epoch: a.task.epoch, ...more }) })
const uid = () => crypto.randomUUID()

/** The routes behind a credential, each as the other site would call it. */
export const TRIED: Readonly<Record<string, Try>> = {
  // The console.
  'GET /v1/console/me': staff(),
  'POST /v1/console/sign-out': staff({ late: 2 }),
  'GET /v1/console/staff': staff(),
  'POST /v1/console/staff': staff({ body: () => ({ name: 'Nosy', roles: ['picker'] }) }),
  'PUT /v1/console/staff/:id': staff({ ids: (a) => ({ id: a.staffId }), body: () => ({ name: 'Mallory' }) }),
  'POST /v1/console/staff/:id/link': staff({ ids: (a) => ({ id: a.staffId }), body: () => ({ opens: 'console' }) }),
  'GET /v1/console/devices': staff(),
  'DELETE /v1/console/devices/:id': staff({ ids: (a) => ({ id: a.phone.deviceId }) }),
  'GET /v1/console/settings': staff(),
  'PUT /v1/console/settings': staff({
    body: (_, { at: { site } }) => ({ name: site.name, origins: [], settings: site.settings }),
  }),
  'POST /v1/console/settings/secret-key': staff({ late: 1 }),
  'GET /v1/console/openid-clients': staff(),
  'POST /v1/console/openid-clients': staff({ body: () => ({ name: 'Nosy', redirectUris: ['https://nosy.example/'] }) }),
  'DELETE /v1/console/openid-clients/:id': staff({ ids: (a) => ({ id: a.openidClientId }) }),
  'GET /v1/console/categories': staff(),
  'GET /v1/console/products': staff(),
  'POST /v1/console/products': staff({
    body: (a) => ({
      sku: 'NEW-1',
      title: { zh: '新', en: 'New' },
      categoryId: 'other',
      price: { amount: 100, currency: 'CNY' },
      picture: `/v1/sites/${a.slug}/pictures/${a.sku}.svg`,
      state: 'active',
    }),
  }),
  'GET /v1/console/products/:sku': staff(product),
  'GET /v1/console/products/:sku/cost': staff(product),
  'PUT /v1/console/products/:sku/cost': staff({ ...product, body: () => ({ amount: 100 }) }),
  'PUT /v1/console/costs': staff({ body: (a) => ({ costs: [{ sku: a.sku, amount: 100 }] }) }),
  'PUT /v1/console/products/:sku': staff({
    ...product,
    body: (a) => ({
      sku: a.sku,
      title: { zh: '改', en: 'Changed' },
      categoryId: 'other',
      price: { amount: 1, currency: 'CNY' },
      state: 'hidden',
    }),
  }),
  'DELETE /v1/console/products/:sku': staff(product),
  'PUT /v1/console/products/:sku/picture': staff({
    ...product,
    body: () => '<svg xmlns="http://www.w3.org/2000/svg"/>',
  }),
  'POST /v1/console/imports': staff({ query: () => 'filename=b.csv', body: () => 'sku,title,price\nNEW-2,New,1\n' }),
  'GET /v1/console/imports/:id': staff({ ids: (a) => ({ id: a.importId }) }),
  'POST /v1/console/imports/:id/run': staff({
    ids: (a) => ({ id: a.importId }),
    body: () => ({ mapping: { sku: 'sku', title: 'title', price: 'price' } }),
  }),
  'GET /v1/console/campaigns': staff(),
  'POST /v1/console/campaigns': staff({ body: (a) => campaignOf('mine', a.sku) }),
  'GET /v1/console/campaigns/:id': staff(campaign),
  'PUT /v1/console/campaigns/:id': staff({ ...campaign, body: (a) => campaignOf('stolen', a.sku) }),
  'DELETE /v1/console/campaigns/:id': staff(campaign),
  'POST /v1/console/campaigns/preview': staff({
    body: (a) => ({ campaign: campaignOf('mine', a.sku), interests: [], page: decisionAbout('').page }),
  }),
  'POST /v1/console/campaigns/reach': staff({ body: () => ({ targeting: {} }) }),
  'GET /v1/console/slots': staff(),
  'PUT /v1/console/slots/:id': staff({
    ids: () => ({ id: 'side' }),
    body: () => ({ name: '侧边', formats: ['card'] }),
  }),
  'DELETE /v1/console/slots/:id': staff({ ids: () => ({ id: 'not-here' }) }),
  'GET /v1/console/offers/learning': staff(),
  'POST /v1/console/offers/learning/rollback': staff({ body: () => ({ version: 0 }) }),
  'GET /v1/console/offers/report': staff(),
  'GET /v1/console/offers/report.csv': staff(),
  'GET /v1/console/offers/filtered': staff(),
  'GET /v1/console/offers/promises': staff(),
  'GET /v1/console/offers/decisions': staff(),
  'POST /v1/console/offers/explain': staff({ body: () => ({ page: decisionAbout('').page }) }),
  'GET /v1/decisions/:id/why': staff({ ids: (a) => ({ id: a.decisionId }) }),
  'GET /v1/console/connector-kinds': staff(),
  'GET /v1/console/connectors': staff(),
  'PUT /v1/console/connectors/:connector': staff({
    late: 1, // from then on there is one by this name here
    ids: (a) => ({ connector: a.connector }),
    body: () => ({
      name: { zh: '别', en: 'Other' },
      issuer: 'http://localhost:1',
      clientId: 'x',
      clientSecret: 'y',
      tokenAuth: 'client_secret_basic',
      source: null,
    }),
  }),
  'DELETE /v1/console/connectors/:connector': staff({
    query: () => 'accounts=0',
    ids: (a) => ({ connector: a.connector }),
  }),
  'POST /v1/console/connectors/:connector/test': staff({ ids: (a) => ({ connector: a.connector }), ...nothing }),
  'GET /v1/console/given-up': staff(),
  'POST /v1/console/given-up/:id/again': staff({ ids: (a) => ({ id: a.givenUpId }), ...nothing }),
  'POST /v1/console/given-up/:id/let-go': staff({ ids: (a) => ({ id: a.givenUpId }), ...nothing }),
  'GET /v1/console/people': staff(),
  'POST /v1/console/people/:id/read': staff({ ids: (a) => ({ id: a.personId }), ...reason }),
  'GET /v1/console/audit': staff({ query: (a) => `person=${a.personId}` }),
  'GET /v1/console/audit/chain': staff(),
  'GET /v1/console/duties': staff(),
  'GET /v1/console/record.html': staff(),
  'GET /v1/console/orders': staff({ query: (a) => `query=${a.slug.toUpperCase()}` }),
  'GET /v1/console/orders/:id': staff(order),
  'POST /v1/console/orders/:id/receiver': staff({ ...order, ...nothing }),
  'POST /v1/console/orders/:id/hold': staff({ ...order, ...reason }),
  'POST /v1/console/orders/:id/release': staff({ ...order, ...nothing }),
  'POST /v1/console/orders/:id/cancel': staff({ ...order, ...reason }),
  'POST /v1/console/orders/:id/resume': staff({ ...order, ...nothing }),
  'POST /v1/console/orders/:id/refunded': staff({ ...order, ...nothing }),
  'POST /v1/console/orders/:id/put-back': staff({
    ...order,
    body: (a) => ({ sku: a.sku, bin: 'A01-09', qty: 1, uid: uid() }),
  }),
  'GET /v1/console/floor': staff(),
  'GET /v1/console/live': staff(),
  'POST /v1/console/tasks/:id/assign': staff({
    ...task,
    body: (_, b) => ({ staffId: b.phone.id, reason: 'mine now', outOfZone: true }),
  }),
  'POST /v1/console/tasks/:id/take-back': staff({ ...task, ...reason }),
  'GET /v1/console/parcels/:id/label.pdf': staff({ ...parcel, query: () => 'reason=lost' }),
  'GET /v1/console/put-wall': staff(),
  'POST /v1/console/put-wall/:code/clear': staff({ ids: () => ({ code: 'W-30' }), ...nothing }),
  'GET /v1/console/labels/bins.pdf': staff({ query: (a) => `from=${a.bin}&to=${a.bin}` }),
  'GET /v1/console/labels/products.pdf': staff({ query: (a) => `skus=${a.sku}` }),
  'GET /v1/console/labels/totes.pdf': staff(),
  'GET /v1/console/labels/cells.pdf': staff(),
  'GET /v1/console/bins': staff(),
  'POST /v1/console/bins': staff({ body: () => ({ codes: ['E05-01'] }) }),
  'POST /v1/console/bins/import': staff({ body: () => 'code\nE05-02\n' }),
  'GET /v1/console/stock/aisles': staff(),
  'GET /v1/console/stock/skus/:sku': staff(product),
  'POST /v1/console/stock/receive': staff({ body: (a) => ({ sku: a.sku, bin: a.bin, qty: 3, uid: uid() }) }),
  'POST /v1/console/stock/receive/import': staff({ body: (a) => `sku,bin,qty\n${a.sku},${a.bin},2\n` }),
  'POST /v1/console/stock/move': staff({
    body: (a) => ({ sku: a.sku, from: a.bin, to: 'A01-09', qty: 1, uid: uid() }),
  }),
  // The phone.
  'GET /v1/phone/me': device(),
  'POST /v1/phone/leave': device({ late: 2 }),
  'POST /v1/phone/shift': device({ body: () => ({ on: true }) }),
  'POST /v1/phone/here': device(),
  'GET /v1/phone/tasks': device(),
  'POST /v1/phone/tasks/:id/accept': device({ ...task, ...epoch() }),
  'POST /v1/phone/tasks/:id/return': device({ ...task, ...epoch({ reason: 'no' }) }),
  'POST /v1/phone/tasks/:id/short': device({ ...task, ...epoch({ line: 0, uid: uid() }) }),
  'POST /v1/phone/tasks/:id/missing': device({ ...task, ...epoch({ line: 0, qty: 1, uid: uid() }) }),
  'POST /v1/phone/tasks/:id/done': device({ ...task, ...epoch({ cell: 'W-01' }) }),
  'POST /v1/phone/scans': device({
    body: (a) => ({ scans: [{ uid: uid(), seq: 900, taskId: a.task.id, epoch: a.task.epoch, code: a.sku, qty: 1 }] }),
  }),
  'GET /v1/phone/parcels/:id/label.pdf': device({ ...parcel, query: () => 'reason=lost' }),
  'GET /v1/phone/ship': device(),
  'POST /v1/phone/ship/handover': device({ body: () => ({ carrier: 'manual' }), late: 1 }),
  'GET /v1/phone/push': device(),
  'POST /v1/phone/push': device({ body: () => ({ subscription: subscription() }) }),
  'GET /v1/phone/events': device(),
  // A developer's key.
  'POST /v1/orders': secret({ body: (a) => ({ ...orderOf(a.sku, '林'), payment: { method: 'paid' } }) }),
  'GET /v1/orders': secret({ query: (a) => `externalId=${a.slug}-1` }),
  'GET /v1/orders/:id': secret(order),
  'POST /v1/orders/:id/cancel': secret({ ...order, ...nothing }),
  // The shop.
  'GET /v1/sites/:slug/products/:sku': none(product),
  'GET /v1/sites/:slug/pictures/:sku': none({ ids: (a) => ({ sku: `${a.sku}.svg` }) }),
  'POST /v1/sites/:slug/sign-out': none({ ...nothing }),
  'GET /v1/sites/:slug/orders': shopper(),
  'GET /v1/sites/:slug/orders/:id': none({ ...order, query: (a) => `key=${a.orderKey}` }),
  'POST /v1/sites/:slug/orders/:id/cancel': none({ ...order, query: (a) => `key=${a.orderKey}`, ...nothing }),
  'POST /v1/sites/:slug/orders/:id/push': none({
    ...order,
    body: (a) => ({ key: a.orderKey, subscription: subscription() }),
  }),
  'GET /v1/sites/:slug/orders/:id/live': none({ ...order, query: (a) => `key=${a.orderKey}` }),
  'GET /v1/pay/demo/:orderId': none({
    ids: (a) => ({ orderId: a.orderId }),
    query: (a, b) => `site=${b.slug}&key=${a.orderKey}`,
  }),
  'POST /v1/pay/demo/:orderId': none({
    ids: (a) => ({ orderId: a.orderId }),
    body: (a, b) => ({ site: b.slug, key: a.orderKey, choice: 'pay' }),
  }),
  'GET /v1/click/:slug/:token': none({ ids: (a) => ({ token: a.token }) }),
  'POST /v1/events': none({
    refuses: true,
    body: (a, b) => ({ site: b.at.site.publicKey, events: [{ token: a.token, type: 'hidden' }] }),
  }),
  'POST /v1/push/receipts': none({
    refuses: true,
    body: (a, b) => ({ token: `${b.at.site.id}.${a.messageId}.${a.subscriptionId}.${a.receipt}`, state: 'opened' }),
  }),
  // Its signature is tried in a test below.
  'POST /v1/payments/:provider/:slug': none({ ids: () => ({ provider: 'demo' }) }),
  // My data.
  'POST /v1/personal-offers': shopper({
    refuses: true,
    body: (a) => ({ site: a.at.site.publicKey, on: false }),
  }),
  'POST /v1/sites/:slug/personal-offers': shopper({ body: () => ({ on: false }) }),
  'GET /v1/sites/:slug/consents': shopper(),
  'POST /v1/sites/:slug/consents': shopper({
    body: () => ({ connector: 'islet', streams: { likes: false }, textVersion: '2026-11-25', lang: 'zh' }),
  }),
  'POST /v1/sites/:slug/consents/apart': shopper({
    body: () => ({ connector: 'islet', stream: 'likes', what: 'abroad', given: false, textVersion: 'x' }),
  }),
  'POST /v1/sites/:slug/age': shopper({ body: () => ({ ofAge: true }) }),
  'POST /v1/sites/:slug/basket': shopper({ body: (a) => ({ skus: [a.sku] }) }),
  'POST /v1/baskets': secret({ body: (a) => ({ shopper: 'x', skus: [a.sku] }) }),
  'PUT /v1/sites/:slug/interests/*': shopper({ ids: () => ({ '*': 'home' }), ...nothing }),
  'GET /v1/sites/:slug/accounts': shopper(),
  'POST /v1/sites/:slug/accounts/connect/:connector': shopper({ ids: (a) => ({ connector: a.connector }), ...nothing }),
  'POST /v1/sites/:slug/accounts/:id/disconnect': shopper({ ids: (a) => ({ id: a.accountId }), ...nothing }),
  'POST /v1/sites/:slug/accounts/:id/read': shopper({
    ids: (a) => ({ id: a.accountId }),
    body: () => ({ textVersion: '2026-11-25' }),
  }),
  'DELETE /v1/sites/:slug/accounts/kept/:connector': shopper({ ids: (a) => ({ connector: a.connector }) }),
  'GET /v1/sites/:slug/accounts/merges/:id': shopper({ ids: (a) => ({ id: a.accountId }) }),
  'POST /v1/sites/:slug/accounts/merges/:id': shopper({
    ids: (a) => ({ id: a.accountId }),
    body: () => ({ confirm: true }),
  }),
  'GET /v1/sites/:slug/my-data': shopper(),
  'GET /v1/sites/:slug/facts': shopper(),
  'PUT /v1/sites/:slug/facts/:id': shopper({ ids: (a) => ({ id: a.factId }), body: () => ({ categoryId: 'home' }) }),
  'DELETE /v1/sites/:slug/facts/:id': shopper({ ids: (a) => ({ id: a.factId }) }),
  'PUT /v1/sites/:slug/declared': shopper({ body: () => ({ categoryIds: [] }) }),
  'POST /v1/sites/:slug/upload': shopper({ body: () => ({}) }),
  'GET /v1/sites/:slug/export': shopper(),
  'GET /v1/sites/:slug/export/page': shopper(),
  'DELETE /v1/sites/:slug/interests/*': shopper({ ids: () => ({ '*': 'home' }) }),
  'POST /v1/sites/:slug/interests/*': shopper({ ids: () => ({ '*': 'home/restore' }), ...nothing }),
  'GET /v1/sites/:slug/reading': shopper({ query: () => 'once=1' }),
  'POST /v1/sites/:slug/reading/stop': shopper({ ...nothing }),
  'POST /v1/sites/:slug/reading/go-on': shopper({ ...nothing }),
  'POST /v1/sites/:slug/push': shopper({ body: () => ({ subscription: subscription() }) }),
  'GET /v1/sites/:slug/events': shopper(),
  'POST /v1/sites/:slug/erase': shopper({ body: () => ({ confirm: true }), late: 2 }),
}

/** Routes with ids in the address that lead to things of the caller's own site, by the same name or by none. */
export const OF_THE_CALLER = new Set([
  // Cells are numbered alike at every site, categories are the program's, connectors and slots are named by each site.
  'POST /v1/console/put-wall/:code/clear',
  'PUT /v1/console/connectors/:connector',
  'PUT /v1/console/slots/:id',
  'POST /v1/payments/:provider/:slug',
  'DELETE /v1/sites/:slug/interests/*',
  'POST /v1/sites/:slug/interests/*',
  'PUT /v1/sites/:slug/interests/*',
])
