import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Compile } from 'typebox/schema'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../src/base/id.ts'
import { ACTIONS } from '../src/duties/actions.ts'
import { checkAudit } from '../src/engine/audit.ts'
import { EXPORT_SHAPE } from '../src/profile/export-shape.ts'
import { type Db, openDb } from '../src/storage/db.ts'
import { LOOP_SECRET, type LoopSite, LoopWorld, Visitor } from './loop-world.ts'
import { TRIED } from './sites-apart-routes.ts'
import { RouteList, type Side } from './sites-apart-world.ts'

let world: LoopWorld
let routes: RouteList
let at: LoopSite
let shopper: Visitor
let personId: string
/** Of the database. */
let owner: Db

beforeAll(async () => {
  routes = new RouteList()
  routes.start()
  world = await LoopWorld.open()
  owner = openDb(world.databaseUrl)
  routes.stop()
  at = await world.site([{ sku: 'MUG', qty: 100, categoryId: 'kitchen/coffee/pour-over' }])
  shopper = await world.shopper(at)
  await world.agree(at, shopper, { likes: true, follows: true, purchases: true })
  personId = (await world.app.core.db.one<{ id: string }>('select id from person where site_id = $1', [at.site.id])).id
}, 60_000)
afterAll(async () => {
  await owner?.close()
  await world?.stop()
})

const entries = (where = 'true', values: unknown[] = []) =>
  world.app.core.db.query<{ action: string; outcome: string; about: string | null; fields: string[]; code: string }>(
    `select action, outcome, about, fields, code from audit where site_id = $1 and ${where} order by n`,
    [at.site.id, ...values],
  )
const lastN = () => world.count('audit where site_id = $1', [at.site.id])

/** Writes that leave no entry in the audit, and the append-only history that tells of them instead. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'POST /v1/console/sign-in': 'staff.signed-in, once the link turned out to be one',
  'POST /v1/phone/join': 'staff.joined, once the link turned out to be one',
  'POST /v1/phone/': 'the events and scans of a worker, each with who did it',
  'POST /v1/orders': 'the story of the order: order.placed, order.cancelled by the shop',
  'POST /v1/sites/:slug/orders': 'the story of the order',
  'POST /v1/sites/:slug/consents': 'a signed receipt for each answer',
  'POST /v1/sites/:slug/personal-offers': 'a signed receipt',
  'POST /v1/personal-offers': 'a signed receipt',
  'POST /v1/sites/:slug/erase': 'person.erased',
  'POST /v1/sites/:slug/': 'what shoppers do with what is theirs: events of their own history',
  'PUT /v1/sites/:slug/': 'the same',
  'DELETE /v1/sites/:slug/': 'the same',
  'POST /s/:slug/sign-in/': 'account.signed-in',
  'POST /v1/decisions': 'the decision is the row',
  'POST /v1/events': 'offer events are the rows',
  'POST /v1/pay': 'payment events are the rows',
  'POST /v1/push/receipts': 'a message’s own row',
  'POST /v1/visitor': 'a key of a minute for who is signed in, or the end of their session',
  'POST /v1/baskets': 'facts of the shopper, each with its receipt',
  'POST /s/:slug/openid/': 'the records of the provider, which live as long as what they allow',
  'OPTIONS /': 'a preflight',
}

describe('what somebody takes along', () => {
  const get = (path: string) => shopper.ask('GET', `/v1/sites/${at.site.slug}/export${path}`)

  test('the file is what its schema says, which is the one in docs', async () => {
    const file = (await get('')).json
    const shape = JSON.parse(readFileSync('docs/my-data-export.schema.json', 'utf8'))
    const rules = Compile(shape)
    expect(rules.Errors(file)).toEqual([true, []])
    expect(rules.Check({ ...file, secret: 1 })).toBe(false)
    expect(rules.Check({ ...file, since: 'yesterday' })).toBe(false)
    const told = await fetch(file.$schema)
    expect(await told.json()).toEqual(JSON.parse(JSON.stringify(EXPORT_SHAPE)))
    expect(JSON.parse(readFileSync('docs/my-data-export.schema.json', 'utf8'))).toEqual(
      await (await fetch(file.$schema)).json(),
    )
    // Nothing is in it that the schema or the page of docs does not name.
    expect(Object.keys(file).sort()).toEqual(Object.keys(EXPORT_SHAPE.properties).sort())
    const page = readFileSync('docs/my-data-export.md', 'utf8')
    expect(Object.keys(file).filter((name) => !page.includes(`\`${name}`))).toEqual([])
  })

  test('what was corrected and removed, seen and hidden, and who looked, is in it', async () => {
    const { db } = world.app.core
    const before = (await get('')).json
    const fact = before.facts[0]
    await shopper.ask('DELETE', `/v1/sites/${at.site.slug}/facts/${fact.id}`)
    await shopper.ask('DELETE', `/v1/sites/${at.site.slug}/interests/${before.interests[0].categoryId}`)
    await at.owner.ask('POST', `/v1/console/people/${personId}/read`, { reason: 'asked by mail' })
    const decision = newId()
    await db.run(
      `insert into offer_decision (site_id, id, at, campaign_id, sku, slot, person_id, personal, propensity, bid, bills_per, why)
       values ($1, $2, now(), $2, 'MUG', 's', $3, true, 1, 0, 'click', '[]')`,
      [at.site.id, decision, personId],
    )
    await db.run(
      `insert into offer_event (site_id, decision_id, type, at) values ($1, $2, 'seen', now()), ($1, $2, 'hidden', now())`,
      [at.site.id, decision],
    )
    const file = (await get('')).json
    expect(file.facts.some((one: { id: string }) => one.id === fact.id)).toBe(false)
    expect(file.history.map((one: { name: string }) => one.name)).toContain('fact.removed')
    expect(file.corrections.deniedInterests[0].categoryId).toBe(before.interests[0].categoryId)
    expect(file.offers[0]).toMatchObject({ id: decision, sku: 'MUG', personal: true })
    expect(file.offers[0].events.sort()).toEqual(['hidden', 'seen'])
    expect(file.lookedAt).toHaveLength(1)
    expect(JSON.stringify(file.history)).not.toContain('staffId')
  })

  test('every table that knows people by number is in the file, or it says why not', async () => {
    const tables = await world.app.core.db.query<{ name: string }>(
      `select distinct table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
       where table_schema = 'public' and table_type = 'BASE TABLE' and column_name in ('person_id', 'other_id') order by 1`,
    )
    expect(tables.map((one) => one.name).filter((name) => !(name in TAKEN_ALONG))).toEqual([])
  })

  test('the page says the same in whole sentences, runs no script and takes nothing from elsewhere', async () => {
    for (const [lang, words] of [
      ['zh', ['店里觉得你喜欢什么', '删除以后还留什么', '林晚']],
      ['en', ['What the shop thinks you like', 'What stays after erasing', '林晚']],
    ] as const) {
      const page = await get(`/page?lang=${lang}`)
      expect(page.headers.get('content-type')).toContain('text/html')
      const policy = page.headers.get('content-security-policy')!
      expect(policy).toContain("default-src 'none'")
      expect(policy).not.toContain('unsafe')
      expect(page.text).not.toMatch(/<script|\son\w+=|javascript:|<img|<iframe|\{\w+\}/)
      for (const word of words) expect(page.text).toContain(word)
      const style = /<style>([\s\S]*?)<\/style>/.exec(page.text)![1]!
      expect(policy).toContain(createHash('sha256').update(style).digest('base64'))
    }
    const stranger = new Visitor(world.url)
    expect((await stranger.ask('GET', `/v1/sites/${at.site.slug}/export/page`)).status).toBe(401)
  })
})

describe('the record of processing and the notice', () => {
  const record = (lang: string) => at.owner.ask('GET', `/v1/console/record.html?lang=${lang}`)

  test('the record is written from what is configured: who, sources with terms and days, borders, how long, what is missing', async () => {
    const { json: settings } = await at.owner.ask('GET', '/v1/console/settings')
    const change = async (more: object) => {
      const { name, origins } = settings
      const body = { name, origins, settings: { ...settings.settings, ...more } }
      const answer = await at.owner.ask('PUT', '/v1/console/settings', body)
      expect(answer.status, answer.text).toBe(200)
    }
    const before = await record('en')
    expect(before.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(before.text).toContain('What is missing')
    expect(before.text).toContain('how people reach you about their data')
    await change({
      operator: '山前百货 <有限公司>',
      privacyContact: 'data@hillside.example',
      country: 'CN',
      keptIn: 'CN',
    })
    for (const lang of ['zh', 'en']) {
      const { text } = await record(lang)
      for (const part of ['山前百货 &lt;有限公司&gt;', 'data@hillside.example', 'localhost', 'order_receiver'])
        expect(text, part).toContain(part)
      expect(text).not.toMatch(/<script|\{\w+\}/)
      // Every stream of every source that there is, with its days and its terms.
      const { json } = await at.owner.ask('GET', `/v1/console/connectors?lang=${lang}`)
      for (const stream of json.items[0].streams) expect(text).toContain(stream.title)
    }
    expect((await record('zh')).text).not.toContain('还缺什么')
    // A source that is set up a moment later stands in it.
    const setting = {
      name: { zh: '礁', en: 'Reef' },
      issuer: 'https://reef.example',
      clientId: 'x',
      clientSecret: 'y',
      tokenAuth: 'client_secret_basic',
    }
    await at.owner.ask('PUT', '/v1/console/connectors/reef', { ...setting, source: 'https://reef.example/api' })
    expect((await record('en')).text).toContain('reef.example')
    expect((await at.owner.ask('GET', '/v1/console/audit?group=people')).json.items[0].words).toBe('打开了处理活动记录')
  })

  test('anybody may read what the shop reads and why, as a page and as text; it says no more than is so', async () => {
    const stranger = new Visitor(world.url)
    const page = await stranger.ask('GET', `/s/${at.site.slug}/privacy?lang=en`)
    expect(page.status).toBe(200)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    for (const part of ['data@hillside.example', 'Signing in', 'Reef', 'off at first'])
      expect(page.text).toContain(part)
    const text = await stranger.ask('GET', `/s/${at.site.slug}/privacy.txt?lang=zh`)
    expect(text.headers.get('content-type')).toContain('text/plain')
    expect(text.text).toContain('登录不等于同意读取')
    expect(text.text).not.toMatch(/\{\w+\}|<p>|undefined/)
    expect((await stranger.ask('GET', '/v1/console/record.html')).status).toBe(401)
  })

  test('the screen of duties counts what people asked for, agreed to, and what goes next', async () => {
    const { json } = await at.owner.ask('GET', '/v1/console/duties?lang=en')
    expect(json.counts.exports).toBeGreaterThan(0)
    expect(
      json.consents.find(
        (one: { stream: string; purpose: string }) => one.stream === 'likes' && one.purpose === 'read',
      ),
    ).toMatchObject({ n: 1, title: expect.any(String) })
    expect(json.gaps).toEqual([])
    expect(json.streams.length).toBeGreaterThan(2)
    expect(JSON.stringify(json)).not.toContain('林晚')
  })
})

describe('the test of a connector', () => {
  test('tells a wrong secret from a wrong redirect address, a server that is away and a clock that is off', async () => {
    const real = await owner.one<{ issuer: string }>(`select issuer from connector_setting where connector = 'islet'`)
    const set = async (id: string, change: object) => {
      const body = {
        name: { zh: '试', en: 'Try' },
        issuer: real.issuer,
        clientId: 'shop',
        tokenAuth: 'client_secret_basic',
        source: null,
      }
      const answer = await at.owner.ask('PUT', `/v1/console/connectors/${id}`, { ...body, ...change })
      expect(answer.status, answer.text).toBe(200)
    }
    const said = async (id: string) => (await at.owner.ask('POST', `/v1/console/connectors/${id}/test`)).json
    expect(await said('islet')).toMatchObject({ ok: true, issuer: real.issuer })
    await set('no-secret', { clientSecret: 'quite another one' })
    expect(await said('no-secret')).toMatchObject({ ok: false, problem: { code: 'sign-in/client-refused' } })
    await set('elsewhere', { clientSecret: LOOP_SECRET })
    expect(await said('elsewhere')).toMatchObject({ ok: false, problem: { code: 'sign-in/redirect-refused' } })
    expect((await said('elsewhere')).problem.next).toContain(`/s/${at.site.slug}/sign-in/elsewhere/callback`)
    await set('away', { issuer: 'http://localhost:1', clientSecret: 'x' })
    expect(await said('away')).toMatchObject({ ok: false, problem: { code: 'sign-in/provider-down' } })
    world.clock.ahead = 10 * 60_000
    const late = await said('islet')
    world.clock.ahead = 0
    expect(late).toMatchObject({ ok: false, problem: { code: 'sign-in/clock-off', params: { minutes: 10 } } })
  })
})

/** Tables with a person's number, and the member of the export that tells of them; or why none does. */
const TAKEN_ALONG: Readonly<Record<string, string>> = {
  account: 'accounts',
  account_stream: 'readings',
  audit: 'lookedAt, history',
  consent: 'consents',
  consent_receipt: 'receipts',
  event: 'history',
  fact: 'facts',
  fact_removed: 'history: that one was removed; what it was is gone',
  openid_record: 'keys of the own site’s sign-in, no data',
  merge_offer: 'a question that stands for ten minutes',
  offer_decision: 'offers',
  offer_event: 'offers',
  orders: 'orders',
  person_key: 'a key, no data',
  profile: 'interests, corrections, personalOffers',
  shopper_session: 'a key, no data',
}

describe('the audit', () => {
  test('every write of the console leaves an entry with words, and every other write has a history named here', async () => {
    const things = {
      ...{
        at,
        slug: at.site.slug,
        sku: 'MUG',
        bin: 'A01-01',
        staffId: newId(),
        personId: newId(),
        connector: 'nobody',
      },
      ...{ orderId: newId(), parcelId: newId(), campaignId: newId(), decisionId: newId(), importId: newId() },
      ...{ givenUpId: newId(), phone: { id: newId(), deviceId: newId() }, task: { id: newId(), epoch: 0 } },
    } as unknown as Side // what routes of the console are tried with, and nothing else
    const writes = [...routes.names].filter((route) => !/^(GET|HEAD) /.test(route))
    const silent: string[] = []
    for (const route of writes) {
      const [method, url] = route.split(' ') as [string, string]
      const how = TRIED[route]
      if (!url.startsWith('/v1/console/') || how === undefined || how.late === 2) {
        const isTold = Object.keys(ELSEWHERE).some((start) => route.startsWith(start)) || route in ACTIONS
        if (!isTold) silent.push(`${route} is in no history`)
        continue
      }
      const ids = how.ids?.(things) ?? {}
      const path = url.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(ids[name] ?? newId()))
      const query = how.query?.(things, things)
      const before = await lastN()
      const body = how.body?.(things, things)
      const answer = await at.owner.ask(method, query === undefined ? path : `${path}?${query}`, body)
      // Reading a person is audited in its own transaction: nobody is there to be read.
      if (route === 'POST /v1/console/people/:id/read') continue
      if (answer.status >= 500) silent.push(`${route} answered ${answer.status}`)
      if ((await lastN()) === before) silent.push(`${route} left no entry (${answer.status})`)
      if (!(route in ACTIONS)) silent.push(`${route} has no words in ACTIONS`)
    }
    expect(silent).toEqual([])
  }, 60_000)

  test('an entry says who, what and which fields, never what they hold; a refusal is told', async () => {
    const body = {
      name: { zh: '新', en: 'Secretive name' },
      issuer: 'https://id.example',
      clientId: 'client-of-mine',
      clientSecret: 'secret-of-mine',
      tokenAuth: 'client_secret_basic',
      source: null,
    }
    expect((await at.owner.ask('PUT', '/v1/console/connectors/other', body)).status).toBe(200)
    const [last] = (await entries()).slice(-1)
    expect(last).toMatchObject({
      action: 'PUT /v1/console/connectors/:connector',
      about: 'connector=other',
      outcome: 'begun',
    })
    expect(last!.fields).toContain('clientSecret')
    const refused = await at.owner.ask('PUT', '/v1/console/connectors/odd', { ...body, issuer: 'http://id.example' })
    expect(refused.status).toBe(400)
    const { json } = await at.owner.ask('GET', '/v1/console/audit?group=connectors&lang=en')
    const about = (what: string) => json.items.find((one: { about: string }) => one.about === `connector=${what}`)
    expect(about('odd')).toMatchObject({
      who: '掌柜',
      words: 'changed a connector',
      refused: { code: 'sign-in/bad-address', words: expect.stringMatching(/^… /) },
    })
    expect(about('other')).toMatchObject({ who: '掌柜', refused: null })
    const all = JSON.stringify(await world.app.core.db.query('select * from audit'))
    for (const text of ['Secretive name', 'client-of-mine', 'secret-of-mine', 'id.example'])
      expect(all).not.toContain(text)
  })

  test('reading a person keeps the reason under the person’s own key; export and erasure are entries of the person', async () => {
    const other = await world.shopper(at, 'he-mo')
    const { id } = await world.app.core.db.one<{ id: string }>(
      'select id from person where site_id = $1 and id <> $2',
      [at.site.id, personId],
    )
    await at.owner.ask('POST', `/v1/console/people/${id}/read`, { reason: '何默来信问广告' })
    await other.ask('GET', `/v1/sites/${at.site.slug}/export`)
    const told = async () =>
      (await at.owner.ask('GET', `/v1/console/audit?person=${id}`)).json.items.map((one: Record<string, unknown>) => [
        one.action,
        one.whoKind,
        one.reason,
      ])
    expect(await told()).toEqual([
      ['person.exported', 'shopper', undefined],
      ['person.read', 'staff', '何默来信问广告'],
    ])
    await other.ask('POST', `/v1/sites/${at.site.slug}/erase`, { confirm: true })
    expect(await told()).toEqual([
      ['person.erased', 'shopper', undefined],
      ['person.exported', 'shopper', undefined],
      ['person.read', 'staff', null],
    ])
  })

  test('the database takes back nothing of it: no change, no removal, not even all at once, from the program or its owner', async () => {
    for (const sql of ["update audit set action = 'x'", 'delete from audit', 'truncate audit']) {
      await expect(owner.run(sql), sql).rejects.toThrow('append-only')
      // The program's own role is refused as well, whether by the rule or for want of the right.
      await expect(world.app.core.db.run(sql), sql).rejects.toThrow(/append-only|permission denied/)
    }
    await owner.run(
      `insert into audit (site_id, id, at, who_kind, action, outcome) values ($1, $2, now() - interval '3 years 1 day', 'system', 'x', 'done')`,
      [newId(), newId()],
    )
    expect(await owner.run("delete from audit where at < now() - interval '3 years'")).toBe(1)
  })

  test('a row that was changed or taken out behind the program’s back is found', async () => {
    const whole = await checkAudit(owner, at.site.id)
    expect(whole).toEqual({ entries: await lastN(), brokenAt: null })
    expect((await at.owner.ask('GET', '/v1/console/audit/chain')).json).toMatchObject({ brokenAt: null })
    for (const sql of [
      "update audit set about = 'x' where site_id = $1 and n = 5",
      'delete from audit where site_id = $1 and n = 4',
    ]) {
      const tampered = owner.tx(async (tx) => {
        await tx.run('alter table audit disable trigger audit_stays')
        await tx.run(sql, [at.site.id])
        const { brokenAt } = await checkAudit(tx, at.site.id)
        throw new Error(`broken at ${brokenAt}`)
      })
      await expect(tampered).rejects.toThrow('broken at 5')
    }
    expect((await checkAudit(owner, at.site.id)).brokenAt).toBeNull()
  })
})
