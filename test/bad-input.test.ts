/*
 * Bad input, one by one. What is tested elsewhere already, against the same real database and provider:
 *
 * | bad input                                   | file › test                                                                 |
 * |---------------------------------------------|-----------------------------------------------------------------------------|
 * | state forged, missing, replayed, swapped    | sign-in.test › a callback that is not right                                 |
 * | wrong iss, wrong nonce                      | sign-in.test › a provider that lies, fails or sleeps                        |
 * | provider down, rubbish, in a read           | profile.test › a source in trouble › … in the middle                        |
 * | provider slow in a read                     | profile.test › a source in trouble › slow: after five seconds it is said    |
 * | consent withdrawn while reading             | profile.test › taking back › withdrawn while reading                        |
 * | a body whose connection breaks              | orders-http.test › a body whose connection breaks in the middle             |
 * | payment callback changed, old, elsewhere    | orders.test › a payment callback › is believed when it is signed            |
 * | 200 shoppers, 50 pieces                     | orders.test › stock is never sold twice                                     |
 * | work taken back, late scans                 | order-to-shipped.test › work left behind goes to the next person            |
 * | floor file: BOM, encodings, wrong lines     | floor-import.test › …                                                       |
 * | the database killed in a checkout           | database-killed.test › …                                                    |
 * | campaigns, offer tokens, pages              | campaigns.test › …, offers.test › …                                         |
 * | push subscriptions, receipts, stream numbers| push.test, push-streams.test, push-sender.test › …                            |
 *
 * Here: the same through the doors people use, and each time status, stable code, both languages, and nothing changed.
 */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loginWith } from '../demo/provider/login.ts'
import { checkBooks } from '../src/orders/flow-view.ts'
import { until } from './harness/wait.ts'
import { everythingOf, type Json, type LoopSite, LoopWorld, orderOf, Visitor } from './loop-world.ts'

let world: LoopWorld
beforeAll(async () => {
  world = await LoopWorld.open()
})
afterAll(async () => {
  await world?.stop()
})

interface Refusal {
  readonly status: number
  readonly code: string
  readonly field?: string
}

/** Does it in both languages: each time a whole problem, and not one row of the site is another one afterwards. */
async function refused(
  at: LoopSite,
  act: (lang: 'zh' | 'en') => ReturnType<Visitor['ask']>,
  { status, code, field }: Refusal,
): Promise<void> {
  const before = await everythingOf(world, at.site.id)
  for (const lang of ['zh', 'en'] as const) {
    const answer = await act(lang)
    expect([answer.status, answer.json?.code]).toEqual([status, code])
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    expect(answer.headers.get('content-language')).toBe(lang)
    expect(answer.json).toMatchObject({ type: expect.stringContaining(code), status })
    if (field !== undefined) expect(answer.json.field).toBe(field)
    for (const text of [answer.json.title, answer.json.next]) {
      if (lang === 'zh') expect(text).toMatch(/[\u4e00-\u9fff]/)
      else expect(text).not.toMatch(/[\u4e00-\u9fff]/)
      expect(text).not.toMatch(/[{}]|undefined|null|NaN/)
    }
  }
  expect(await everythingOf(world, at.site.id)).toBe(before)
}

const MUG = { sku: 'MUG', qty: 1 }
const shop = (qty = 20) => world.site([{ sku: 'MUG', qty, en: 'Mug' }])

describe('an order', () => {
  const cases: [name: string, body: unknown, refusal: Refusal][] = [
    [
      'of an unknown product',
      orderOf([{ sku: 'GHOST', qty: 1 }]),
      { status: 422, code: 'orders/unknown-product', field: 'lines/0/sku' },
    ],
    ['without an address', orderOf([MUG], { address: undefined }), { status: 400, code: 'orders/no-address' }],
    [
      'with an empty street',
      orderOf([MUG], { address: { province: '浙江省', city: '杭州市', district: '', street: ' ' } }),
      { status: 400, code: 'orders/no-address' },
    ],
    ['without a receiver', orderOf([MUG], { receiver: undefined }), { status: 400, code: 'orders/no-receiver' }],
    [
      'of zero pieces',
      orderOf([{ sku: 'MUG', qty: 0 }]),
      { status: 400, code: 'orders/bad-quantity', field: 'lines/0/qty' },
    ],
    ['of minus two', orderOf([{ sku: 'MUG', qty: -2 }]), { status: 400, code: 'orders/bad-quantity' }],
    ['of one and a half', orderOf([{ sku: 'MUG', qty: 1.5 }]), { status: 400, code: 'orders/bad-quantity' }],
    ['of 10²¹', orderOf([{ sku: 'MUG', qty: 1e21 }]), { status: 400, code: 'orders/bad-quantity' }],
    ['of "3"', orderOf([{ sku: 'MUG', qty: '3' as unknown as number }]), { status: 400, code: 'orders/bad-quantity' }],
    ['of more than there is', orderOf([{ sku: 'MUG', qty: 21 }]), { status: 409, code: 'orders/out-of-stock' }],
    [
      'of more than there is, over two lines',
      orderOf([
        { sku: 'MUG', qty: 11 },
        { sku: 'MUG', qty: 10 },
      ]),
      { status: 409, code: 'orders/out-of-stock' },
    ],
    ['in dollars', orderOf([MUG], { currency: 'USD' }), { status: 422, code: 'orders/currency-mismatch' }],
    ['of nothing', orderOf([]), { status: 400, code: 'orders/empty' }],
    ['cut in half', JSON.stringify(orderOf([MUG])).slice(0, 80), { status: 400, code: 'http/bad-json' }],
    ['that is null', 'null', { status: 400, code: 'orders/invalid' }],
    [
      'with a NUL in a name',
      orderOf([MUG], { receiver: { name: '林\u0000', phone: '13800138000' } }),
      { status: 400, code: 'orders/invalid' },
    ],
    [
      'with half a character in a name',
      orderOf([MUG], { receiver: { name: '林\ud800', phone: '13800138000' } }),
      { status: 400, code: 'orders/invalid' },
    ],
    ['of a megabyte', orderOf([MUG], { note: 'x'.repeat(1_100_000) }), { status: 413, code: 'http/too-large' }],
  ]
  test.each(cases)('%s is refused at the shop’s door and at the API’s', async (_name, body, refusal) => {
    const at = await shop()
    const key = () => ({ 'idempotency-key': crypto.randomUUID() })
    await refused(
      at,
      (lang) =>
        new Visitor(world.url).ask('POST', `/v1/sites/${at.site.slug}/orders`, body, {
          ...key(),
          'accept-language': lang,
        }),
      refusal,
    )
    const authorization = `Bearer ${at.secretKey}`
    await refused(
      at,
      (lang) =>
        new Visitor(world.url).ask('POST', '/v1/orders', body, { ...key(), authorization, 'accept-language': lang }),
      refusal,
    )
  })

  test('the same key with another body is refused; with the same body it is the same order', async () => {
    const at = await shop()
    const send = (body: unknown, lang: string) =>
      new Visitor(world.url).ask('POST', `/v1/sites/${at.site.slug}/orders`, body, {
        'idempotency-key': 'k-1',
        'accept-language': lang,
      })
    const first = await send(orderOf([MUG]), 'zh')
    expect(first.status).toBe(201)
    // The floor has it: from now on nothing moves by itself.
    await until(async () => (await world.count("orders where site_id = $1 and state = 'released'", [at.site.id])) === 1)
    await refused(at, (lang) => send(orderOf([{ sku: 'MUG', qty: 2 }]), lang), {
      status: 422,
      code: 'orders/key-reused',
    })
    const again = await send(orderOf([MUG]), 'zh')
    expect([again.status, again.json]).toEqual([201, first.json])
    expect(await world.count('orders where site_id = $1', [at.site.id])).toBe(1)
  })

  test('two shoppers want the last piece at the same time: one gets it, the other is told what it was', async () => {
    const at = await shop(1)
    const [one, two] = [await world.shopper(at, 'lin-wan'), await world.shopper(at, 'zhou-ye')]
    const buy = (who: Visitor, lang: string) =>
      who.ask('POST', `/v1/sites/${at.site.slug}/orders`, orderOf([MUG]), {
        'idempotency-key': crypto.randomUUID(),
        'accept-language': lang,
      })
    const answers = await Promise.all([buy(one, 'en'), buy(two, 'en')])
    expect(answers.map((a) => a.status).sort()).toEqual([201, 409])
    const late = answers.find((a) => a.status === 409)!.json
    expect(late).toMatchObject({ code: 'orders/out-of-stock' })
    expect(`${late.title}${late.next}`).toContain('Mug')
    expect(await checkBooks(world.app.core.db, at.site.id)).toEqual([])
  })

  test('a forged payment callback changes nothing', async () => {
    const at = await shop()
    await world.app.core.db.run('update site set is_demo = true where id = $1', [at.site.id])
    world.app.core.bus.emit('site', at.site.id)
    const placed = await new Visitor(world.url).ask(
      'POST',
      `/v1/sites/${at.site.slug}/orders`,
      orderOf([MUG], { payment: { method: 'demo' } }),
      { 'idempotency-key': crypto.randomUUID() },
    )
    const { id, total } = placed.json.order
    const body = { orderId: id, state: 'paid', amount: total.amount, currency: total.currency }
    const signatures = ['v1,Zm9yZ2Vk', `v1,${randomBytes(32).toString('base64')}`, 'v1', '', 'v2,x v1,y']
    // The provider's key is made at its first use.
    await new Visitor(world.url).ask('GET', placed.json.order.payment.payUrl.slice(world.url.length))
    await new Visitor(world.url).ask('POST', `/v1/payments/demo/${at.site.slug}`, body, { 'webhook-id': 'evt_0' })
    for (const signature of signatures)
      await refused(
        at,
        (lang) =>
          new Visitor(world.url).ask('POST', `/v1/payments/demo/${at.site.slug}`, body, {
            'webhook-id': 'evt_1',
            'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
            'webhook-signature': signature,
            'accept-language': lang,
          }),
        { status: 401, code: 'orders/payment-forged' },
      )
    expect((await at.owner.ask('GET', `/v1/console/orders/${id}`)).json.state).toBe('received')
  })
})

describe('a scan', () => {
  /** A worker with a picking of two mugs in hand. */
  async function atWork() {
    const at = await world.site([
      { sku: 'MUG', qty: 20 },
      { sku: 'KETTLE', qty: 20 },
    ])
    const phone = await world.phone(at, '阿青', ['picker'])
    const placed = await new Visitor(world.url).ask(
      'POST',
      `/v1/sites/${at.site.slug}/orders`,
      orderOf([{ sku: 'MUG', qty: 2 }]),
      { 'idempotency-key': crypto.randomUUID() },
    )
    const offered: Json = await until(async () => (await phone.visitor.ask('GET', '/v1/phone/tasks')).json.task)
    const { json } = await phone.visitor.ask('POST', `/v1/phone/tasks/${offered.id}/accept`, { epoch: offered.epoch })
    let seq = 0
    const scans = (...given: Json[]) => ({
      scans: given.map((one) => ({
        uid: crypto.randomUUID(),
        seq: seq++,
        taskId: json.task.id,
        epoch: json.task.epoch,
        code: 'MUG',
        qty: 1,
        ...one,
      })),
    })
    const send = async (...given: Json[]): Promise<Json[]> =>
      (await phone.visitor.ask('POST', '/v1/phone/scans', scans(...given))).json.verdicts
    const picked = async () => (await phone.visitor.ask('GET', '/v1/phone/tasks')).json.task.lines[0].picked
    return { at, phone, task: json.task, scans, send, picked, orderId: placed.json.order.id }
  }

  test('of another item, of too many, of nothing known: a verdict in both languages, no piece counted, the scan kept', async () => {
    const { at, send, picked } = await atWork()
    const asked: [Json, string][] = [
      [{ code: 'KETTLE' }, 'wrong'],
      [{ code: '4006381333931' }, 'wrong'],
      [{ code: ']C10123\u001d456' }, 'wrong'],
      [{ qty: 3 }, 'extra'],
      [{ qty: 9999 }, 'extra'],
    ]
    for (const [scan, verdict] of asked) {
      const [answer] = await send(scan)
      expect(answer).toMatchObject({
        verdict,
        text: { zh: expect.stringMatching(/[\u4e00-\u9fff]/), en: expect.stringMatching(/[a-z]/) },
      })
    }
    expect(await picked()).toBe(0)
    expect(await world.count("scan where site_id = $1 and verdict in ('wrong', 'extra')", [at.site.id])).toBe(5)
    expect(await checkBooks(world.app.core.db, at.site.id)).toEqual([])
  })

  test('sent twice, at once and in the same batch, is one piece', async () => {
    const { at, phone, scans, picked } = await atWork()
    const uid = crypto.randomUUID()
    const body = scans({ uid }, { uid })
    const answers = await Promise.all([1, 2, 3].map(() => phone.visitor.ask('POST', '/v1/phone/scans', body)))
    const verdicts = answers.flatMap((a) => a.json.verdicts.map((v: Json) => v.verdict))
    expect(verdicts.filter((v) => v === 'right')).toHaveLength(1)
    expect(verdicts.filter((v) => v === 'repeat')).toHaveLength(5)
    expect(await picked()).toBe(1)
    expect(await checkBooks(world.app.core.db, at.site.id)).toEqual([])
  })

  test('with a character that no database keeps, or longer than is kept, does not hold up the rest of the queue', async () => {
    const { send, picked } = await atWork()
    const codes = ['MUG\u0000', '\ud800', '9'.repeat(4000), `${'9'.repeat(59)}😀`, 'MUG']
    const verdicts = await send(...codes.map((code) => ({ code })))
    expect(verdicts.map((v) => v.verdict)).toEqual(['right', 'wrong', 'wrong', 'wrong', 'right'])
    expect(await picked()).toBe(2)
  })

  test.each<[string, Json]>([
    ['no pieces', { qty: 0 }],
    ['minus one', { qty: -1 }],
    ['half a piece', { qty: 0.5 }],
    ['ten thousand', { qty: 10_000 }],
    ['an empty code', { code: '' }],
    ['a task that is none', { taskId: 'x' }],
    ['a code that is a number', { code: 5 }],
  ])('of %s is refused', async (_name, scan) => {
    const { at, phone, scans } = await atWork()
    await refused(
      at,
      (lang) => phone.visitor.ask('POST', '/v1/phone/scans', scans(scan), { 'accept-language': lang }),
      { status: 400, code: 'http/invalid' },
    )
  })

  test('after the task was given away is kept and counts nothing, for the first and for a stranger', async () => {
    const { at, phone, task, send, orderId } = await atWork()
    await send({})
    await phone.visitor.ask('POST', '/v1/phone/shift', { on: false, confirm: true })
    const next = await world.phone(at, '老白', ['picker'])
    await until(async () => (await next.visitor.ask('GET', '/v1/phone/tasks')).json.task?.id === task.id, {
      what: 'the next',
    })
    expect(await send({})).toMatchObject([{ verdict: 'stale', text: { zh: expect.stringContaining('不在你手上') } }])
    for (const verb of ['done', 'accept']) {
      const late = await phone.visitor.ask('POST', `/v1/phone/tasks/${task.id}/${verb}`, { epoch: task.epoch })
      expect([late.status, late.json.code]).toEqual([409, 'warehouse/taken-back'])
    }
    const { progress } = (await at.owner.ask('GET', `/v1/console/orders/${orderId}`)).json
    expect(progress).toMatchObject([{ sku: 'MUG', picked: 1 }])
    expect(await checkBooks(world.app.core.db, at.site.id)).toEqual([])
  })

  test('from a phone that was removed at work is refused, and its work goes on in other hands with what was picked', async () => {
    const { at, phone, task, scans, send } = await atWork()
    await send({})
    expect((await at.owner.ask('DELETE', `/v1/console/devices/${phone.deviceId}`)).status).toBe(204)
    await refused(at, (lang) => phone.visitor.ask('POST', '/v1/phone/scans', scans({}), { 'accept-language': lang }), {
      status: 401,
      code: 'http/sign-in',
    })
    const next = await world.phone(at, '老白', ['picker'])
    const again: Json = await until(async () => (await next.visitor.ask('GET', '/v1/phone/tasks')).json.task)
    expect(again).toMatchObject({ id: task.id, lines: [{ qty: 2, picked: 1 }] })
  })
})

describe('a file of goods', () => {
  const GOOD = 'SKU,名称,价格\nA-1,青瓷杯,59.00\nA-2,"壶,细口",168\n'
  const take = (at: LoopSite, bytes: Buffer, lang: 'zh' | 'en' = 'zh') =>
    fetch(`${world.url}/v1/console/imports?filename=goods.csv`, {
      method: 'POST',
      headers: {
        'content-type': 'text/csv',
        'x-tuidan': '1',
        'accept-language': lang,
        cookie: `staff=${at.owner.cookies.get('staff')}`,
      },
      body: new Uint8Array(bytes),
    }).then(async (r) => ({ status: r.status, json: (await r.json()) as Json, headers: r.headers, text: '' }))
  const run = async (at: LoopSite, bytes: Buffer): Promise<Json> => {
    const { json } = await take(at, bytes)
    const path = `/v1/console/imports/${json.importId}`
    const begun = await at.owner.ask('POST', `${path}/run`, { mapping: json.guess })
    expect([begun.status, begun.text]).toEqual([202, ''])
    return until(
      async () => {
        const seen = await at.owner.ask('GET', path)
        return ['done', 'failed'].includes(seen.json.state) ? seen.json : null
      },
      { what: 'the import' },
    )
  }
  const titles = async (at: LoopSite) =>
    (
      await world.app.core.db.query<{ title: { zh: string } }>(
        'select title from product where site_id = $1 order by sku',
        [at.site.id],
      )
    ).map((p) => p.title.zh)

  /** As Excel writes it on a Chinese Windows: only the characters of GOOD. */
  const gbk = (text: string): Buffer => {
    const codes: Record<string, number[]> = {
      名: [0xc3, 0xfb],
      称: [0xb3, 0xc6],
      价: [0xbc, 0xdb],
      格: [0xb8, 0xf1],
      青: [0xc7, 0xe0],
      瓷: [0xb4, 0xc9],
      杯: [0xb1, 0xad],
      壶: [0xba, 0xf8],
      细: [0xcf, 0xb8],
      口: [0xbf, 0xda],
    }
    return Buffer.from([...text].flatMap((c) => codes[c] ?? [c.charCodeAt(0)]))
  }

  test.each<[string, Buffer]>([
    ['a BOM', Buffer.from(`\ufeff${GOOD}`)],
    ['GBK', gbk(GOOD)],
    ['UTF-16', Buffer.from(`\ufeff${GOOD}`, 'utf16le')],
    ['Windows line ends', Buffer.from(GOOD.replaceAll('\n', '\r\n'))],
  ])('with %s is read as it was meant', async (_name, bytes) => {
    const at = await world.site([])
    expect((await run(at, bytes)).state).toBe('done')
    expect(await titles(at)).toEqual(['青瓷杯', '壶,细口'])
  })

  test('with a quotation mark in the middle loses no other row, and names the line', async () => {
    const at = await world.site([])
    const { state, report } = await run(
      at,
      Buffer.from('SKU,名称,价格\nA-1,青瓷杯,59\nA-2,"大号"杯,60\nA-3,12" 锅,70\nA-4,"没关上,80\nA-5,碗,20\n'),
    )
    expect(state).toBe('done')
    const all = await titles(at)
    expect(all).toEqual(expect.arrayContaining(['青瓷杯', '碗']))
    const rows = report.rows ?? report.total
    expect(rows).toBe(5)
    expect(all.length + report.faults.reduce((n: number, f: Json) => n + f.count, 0)).toBe(5)
  })

  test.each<[string, Buffer, Refusal]>([
    ['nothing', Buffer.alloc(0), { status: 422, code: 'catalog/empty-table' }],
    ['a head and nothing below', Buffer.from('SKU,名称,价格\n'), { status: 422, code: 'catalog/empty-table' }],
    [
      'random bytes',
      Buffer.concat([Buffer.from([0, 1, 2, 0]), randomBytes(500)]),
      { status: 422, code: 'catalog/unreadable-table' },
    ],
    ['a broken gzip', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]), { status: 422, code: 'catalog/unreadable-table' }],
  ])('of %s is refused, and no goods are made', async (_name, bytes, refusal) => {
    const at = await world.site([])
    await refused(at, (lang) => take(at, bytes, lang), refusal)
  })

  test('without a column it needs is taken to be mapped, not run; a column that is not there is refused by name', async () => {
    const at = await world.site([])
    const { json } = await take(at, Buffer.from('x,y\nA-1,59\n'))
    expect(json.missing).toEqual(expect.arrayContaining(['sku', 'title']))
    const path = `/v1/console/imports/${json.importId}/run`
    const runWith = (mapping: object) => (lang: string) =>
      at.owner.ask('POST', path, { mapping }, { 'accept-language': lang })
    await refused(at, runWith({ sku: 'x' }), { status: 422, code: 'catalog/columns-missing' })
    // Whether a column is there is seen when the file is read: the import says so.
    expect((await runWith({ sku: 'x', title: 'nowhere', price: 'y' })('en')).status).toBe(202)
    const failed: Json = await until(async () => {
      const seen = (await at.owner.ask('GET', path.replace('/run', ''))).json
      return seen.state === 'failed' ? seen : null
    })
    expect(failed.report.problem).toMatchObject({ code: 'catalog/no-such-column' })
    expect(JSON.stringify(failed.report.problem.params)).toMatch(/nowhere.*x, y/)
    expect(await titles(at)).toEqual([])
  })

  test('from somebody who may not, and an import that is not there, are refused', async () => {
    const at = await world.site([])
    const picker = await world.staff(at.site, '阿青', ['picker'])
    const path = `/v1/console/imports/${crypto.randomUUID()}/run`
    await refused(at, (lang) => picker.ask('POST', path, { mapping: {} }, { 'accept-language': lang }), {
      status: 403,
      code: 'http/not-allowed',
    })
    await refused(
      at,
      (lang) =>
        at.owner.ask('POST', path, { mapping: { sku: 'a', title: 'b', price: 'c' } }, { 'accept-language': lang }),
      { status: 404, code: 'catalog/no-such-import' },
    )
  })
})

describe('a sign-in', () => {
  test('with a forged, a replayed or another shop’s state ends on a page that says so, and nobody is signed in', async () => {
    const [at, other] = [await shop(), await shop()]
    const visitor = new Visitor(world.url)
    const begun = await visitor.ask('GET', `/s/${at.site.slug}/sign-in/islet`)
    const back = (await loginWith(begun.headers.get('location')!, 'lin-wan')).slice(world.url.length)
    const forged = back.replace(/state=[^&]+/, 'state=forged')
    const elsewhere = back.replace(at.site.slug, other.site.slug)
    for (const path of [forged, elsewhere]) {
      const answer = await visitor.ask('GET', path)
      const location = new URL(answer.headers.get('location')!, world.url)
      expect(location.pathname).toMatch(/\/sign-in-problem$/)
      expect(location.searchParams.get('code')).toBe('sign-in/state-mismatch')
    }
    expect((await visitor.ask('GET', back)).headers.get('location')).toBe(`/s/${at.site.slug}/`)
    const again = new URL((await visitor.ask('GET', back)).headers.get('location')!, world.url)
    expect(again.searchParams.get('code')).toBe('sign-in/state-mismatch')
    expect(await world.count('shopper_session where site_id = $1', [at.site.id])).toBe(1)
    expect(await world.count('shopper_session where site_id = $1', [other.site.id])).toBe(0)
  })

  test.each([
    'sign-in/state-mismatch',
    'sign-in/wrong-issuer',
    'sign-in/untrusted-answer',
    'sign-in/provider-down',
    'sign-in/provider-rubbish',
    'sign-in/expired',
  ])('%s is said in both languages, with what to do', async (code) => {
    for (const [lang, script] of [
      ['zh', /[\u4e00-\u9fff]/],
      ['en', /^[^\u4e00-\u9fff{}]+$/],
    ] as const) {
      const { json } = await new Visitor(world.url).ask('GET', `/problems/${code}?name=x`, undefined, {
        'accept-language': lang,
      })
      expect(json).toMatchObject({ code, title: expect.stringMatching(script), next: expect.stringMatching(script) })
    }
  })
})

const CUP = { zh: '杯子', en: 'Cup' }
const A_CUP = { sku: 'CUP', title: CUP, price: { amount: 5900, currency: 'CNY' }, categoryId: 'other' }
const A_NUL = { ...A_CUP, title: { zh: 'x\0', en: 'x' } }

describe('anything else', () => {
  const wrong: [string, string, string, unknown, Record<string, string>, Refusal][] = [
    ['an address that is none', 'GET', '/v1/nowhere', undefined, {}, { status: 404, code: 'http/not-found' }],
    ['a site that is none', 'GET', '/v1/sites/nowhere/products', undefined, {}, { status: 404, code: 'sites/unknown' }],
    ['a broken escape', 'GET', '/v1/sites/%E0%A4%A/products', undefined, {}, { status: 404, code: 'http/not-found' }],
    ['a NUL in a title', 'POST', '/v1/console/products', A_NUL, {}, { status: 400, code: 'http/invalid' }],
    ['an id that is none', 'GET', '/v1/decisions/x/why', undefined, {}, { status: 400, code: 'http/invalid' }],
    [
      'a page of the audit after the year 10,000',
      'GET',
      '/v1/console/audit?cursor=999999999999999_01890000-0000-7000-8000-000000000000',
      undefined,
      {},
      { status: 400, code: 'http/invalid', field: 'cursor' },
    ],
    [
      'XML',
      'POST',
      '/v1/events',
      '<a/>',
      { 'content-type': 'application/xml' },
      { status: 415, code: 'http/media-type' },
    ],
    [
      'a body of broken text',
      'POST',
      '/v1/events',
      '{"site":',
      { 'content-type': 'text/plain' },
      { status: 400, code: 'http/bad-json' },
    ],
    [
      'a page of another origin',
      'POST',
      '/v1/console/campaigns',
      {},
      { origin: 'https://evil.example', cookie: 'staff=x' },
      { status: 403, code: 'http/cross-site' },
    ],
    [
      'goods that the shop does not have',
      'POST',
      '/v1/console/stock/receive',
      { sku: 'GHOST', bin: 'A01-01', qty: 1 },
      {},
      { status: 404, code: 'catalog/no-such-product', field: 'sku' },
    ],
    [
      'another SKU for a product that has stock',
      'PUT',
      '/v1/console/products/MUG',
      A_CUP,
      {},
      { status: 409, code: 'catalog/sku-fixed', field: 'sku' },
    ],
    [
      'a price that the shop’s bag could not take',
      'POST',
      '/v1/console/products',
      { ...A_CUP, price: { amount: 100, currency: 'USD' } },
      {},
      { status: 422, code: 'catalog/bad-product', field: 'price/currency' },
    ],
    [
      'a picture that is a film',
      'PUT',
      '/v1/console/products/MUG/picture',
      'GIF89a',
      { 'content-type': 'image/gif' },
      { status: 415, code: 'catalog/picture-type' },
    ],
  ]
  test('a role that only an owner gives is named in the reader’s language', async () => {
    const at = await shop()
    const boss = await world.staff(at.site, '周舟', ['supervisor'])
    const body = { name: '阿青', roles: ['owner'] }
    const answer = (lang: string) => boss.ask('POST', '/v1/console/staff', body, { 'accept-language': lang })
    expect((await answer('zh')).json).toMatchObject({ status: 403, next: '需要：负责人。请有这个角色的人来做。' })
    expect((await answer('en')).json.next).toMatch(/^It takes: Owner\./)
  })

  test.each(wrong)('%s gets a problem, never a 500', async (_name, method, path, body, headers, refusal) => {
    const at = await shop()
    const who = 'cookie' in headers || /decisions|console/.test(path) ? at.owner : new Visitor(world.url)
    await refused(at, (lang) => who.ask(method, path, body, { 'accept-language': lang, ...headers }), refusal)
  })
})
