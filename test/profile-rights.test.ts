import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PERSONAS } from '../demo/provider/personas.ts'
import { STREAMS, streamOf } from '../demo/provider/source.ts'
import { HOUR } from '../src/base/clock.ts'
import { newId } from '../src/base/id.ts'
import { changeConnector } from '../src/sign-in/flow-connectors.ts'
import { addStaff, makeLink, signInStaff } from '../src/staff/flow.ts'
import type { Role } from '../src/staff/staff.ts'
import { until } from './harness/wait.ts'
import { profileWorld } from './profile-world.ts'
import { Browser } from './sign-in-world.ts'

const { world, shop, hot, get, count, agree, readAll, personOf, signedIn, factsOf, erase } = await profileWorld()
afterAll(() => world.stop())

beforeAll(async () => {
  const browser = await signedIn('lin-wan')
  await agree(browser, { likes: true, follows: true, purchases: true })
  await readAll(browser)
})

describe('the console', () => {
  const staff = async (role: Role): Promise<Browser> => {
    const siteId = world.site('hill').id
    const { id } = await addStaff(shop.core, { siteId, name: `${role} ${Math.random()}`, roles: [role] })
    const { url } = await makeLink(shop.core, { siteId, staffId: id, opens: 'console' })
    const { session } = await signInStaff(shop.core, url.split('#')[1]!)
    const browser = new Browser(shop.server)
    browser.cookies.set('staff', session)
    return browser
  }

  test('people are random keys with their consents; to read one takes a reason, which is logged', async () => {
    const personId = await personOf(await signedIn('lin-wan'))
    const marketer = await staff('marketer')
    const people = (await marketer.ask('/v1/console/people')).json()
    const one = people.items.find((p: { personId: string }) => p.personId === personId)
    expect(one.consents.map((c: { stream: string }) => c.stream).sort()).toEqual(['follows', 'likes', 'purchases'])
    expect(one.facts).toBeGreaterThan(100)
    expect(JSON.stringify(people)).not.toContain('林晚')
    const read = (who: Browser, reason: string) =>
      who.ask(`/v1/console/people/${personId}/read`, { method: 'POST', body: { reason } })
    expect((await read(marketer, 'curious')).statusCode).toBe(403)
    const owner = await staff('owner')
    expect((await read(owner, '')).statusCode).toBe(400)
    expect((await read(owner, 'asked by mail')).json().accounts[0].name).toBe('林晚')
    // The reason is in the audit, under this person's key: it may name them.
    const [log] = await shop.core.db.query<{ note: Buffer }>(
      "select note from audit where action = 'person.read' and person_id = $1",
      [personId],
    )
    const box = await shop.core.vault.personBox(shop.core.db, world.site('hill').id, personId)
    expect(box.open(log!.note, 'audit|note')).toBe('asked by mail')
    expect((await staff('picker').then((p) => p.ask('/v1/console/people'))).statusCode).toBe(403)
  })

  test('kinds of account: how reading goes, what to copy, what is wrong', async () => {
    const owner = await staff('owner')
    const view = (await owner.ask('/v1/console/connectors')).json()
    expect(view.items[0]).toMatchObject({
      connector: 'islet',
      redirectUri: 'http://localhost:4460/s/hill/sign-in/islet/callback',
      terms: { reviewed: expect.stringMatching(/^20/) },
    })
    expect(JSON.stringify(view)).not.toContain('islet-secret')
    const likes = view.items[0].streams.find((s: { stream: string }) => s.stream === 'likes')
    expect(likes).toMatchObject({ adUse: 'allowed', reachesOffers: true, lastReadAt: expect.stringMatching(/^20/) })
    const trial = async (connector: string) =>
      (await owner.ask(`/v1/console/connectors/${connector}/test`, { method: 'POST' })).json()
    expect(await trial('islet')).toMatchObject({ ok: true, issuer: world.islet.issuer })
    const body = {
      name: { zh: '错', en: 'Wrong' },
      issuer: 'http://localhost:1',
      clientId: 'x',
      tokenAuth: 'none',
      source: null,
    }
    const put = (change: object) =>
      owner.ask('/v1/console/connectors/wrong', { method: 'PUT', body: { ...body, ...change } })
    expect((await put({ issuer: 'http://id.example' })).json()).toMatchObject({
      code: 'sign-in/bad-address',
      field: 'issuer',
    })
    // On a server that others reach a shop is told nothing of what runs beside it.
    const reached = { ...shop.signIn, core: { ...shop.core, publicUrl: 'https://tuidan.example' } }
    await expect(
      changeConnector(reached, world.site('hill'), 'wrong', { ...body, tokenAuth: 'none' }),
    ).rejects.toMatchObject({ code: 'sign-in/bad-address', field: 'issuer' })
    expect((await put({})).statusCode).toBe(200)
    expect(await trial('wrong')).toMatchObject({ ok: false, problem: { code: 'sign-in/provider-down' } })
  })
})

/** Orders of a person, of two cups each. */
async function ordered(personId: string, howMany: number): Promise<string[]> {
  const ids = Array.from({ length: howMany }, () => newId())
  const siteId = world.site('hill').id
  await shop.core.db.run(
    `insert into orders (site_id, id, number, source, state, payment_method, payment_state, currency, total, person_id, promise_at,
       placed_at, state_at)
     select $1, id, id::text, 'shop', 'received', 'cod', 'on-delivery', 'CNY', 100, $3, now(), now(), now() from unnest($2::uuid[]) id`,
    [siteId, ids, personId],
  )
  await shop.core.db.run(
    `insert into order_line (site_id, order_id, seq, sku, qty, price, title)
     select $1, id, 1, 'CUP', 2, 50, '{"zh": "杯", "en": "Cup"}' from unnest($2::uuid[]) id`,
    [siteId, ids],
  )
  return ids
}

describe('export and erasure', () => {
  test('orders and offers are counted to the last, however many are shown', async () => {
    const browser = await signedIn('xu-xiao')
    const personId = await personOf(browser)
    await ordered(personId, 103)
    await shop.core.db.run(
      `insert into offer_decision (site_id, id, at, campaign_id, sku, slot, person_id, personal, propensity, bid, bills_per, why)
       select $1, gen_random_uuid(), now(), $2, 'CUP', 's', $2, true, 1, 0, 'click', '[]' from generate_series(1, 52)`,
      [world.site('hill').id, personId],
    )
    const mine = await get(browser, 'my-data')
    expect([mine.orders.count, mine.orders.items.length]).toEqual([103, 100])
    expect([mine.offersSeen.count, mine.offersSeen.items.length]).toEqual([52, 50])
  })

  test('the export holds every table that names the person', async () => {
    const browser = await signedIn('lin-wan')
    await ordered(await personOf(browser), 1)
    const answer = await browser.ask('/v1/sites/hill/export')
    expect(answer.headers['content-disposition']).toContain('my-data-hill.json')
    const file = answer.json()
    expect(file).toMatchObject({
      format: 'tuidan-person',
      version: 2,
      accounts: [{ subject: 'is_8f3c21d7', name: '林晚' }],
    })
    expect(file.facts.length).toBe(await factsOf(await personOf(browser)))
    expect(file.orders[0].lines).toEqual([
      {
        ...{ sku: 'CUP', title: { zh: '杯', en: 'Cup' }, qty: 2, price: { amount: 50, currency: 'CNY' } },
        ...{ picked: 0, packed: 0, shipped: 0, cancelled: 0 },
      },
    ])
    for (const key of ['consents', 'receipts', 'interests', 'orders', 'offers'])
      expect(Array.isArray(file[key])).toBe(true)
  })

  test('erased: no table holds any identifier this person ever had, the session ends, the token is taken back', async () => {
    const persona = PERSONAS.find((p) => p.id === 'lin-wan')!
    const [browser, lake] = [await signedIn('lin-wan'), await signedIn('lin-wan', 'lake')]
    await agree(browser, { likes: true, follows: true, posts: true, purchases: true })
    await readAll(browser)
    const personId = await personOf(browser)
    const exported = (await browser.ask('/v1/sites/hill/export')).json()
    const names = exported.facts.flatMap((f: { name: { zh?: string; en?: string } | null }) => [f.name?.zh, f.name?.en])
    const answer = (await erase(browser)).json()
    expect(answer.erased).toBe(true)
    expect(answer.kept.map((k: { what: string }) => k.what)).toEqual(['订单', '你答应和拒绝过什么'])
    expect(answer.kept[0].why).toContain('收件人、电话和地址加密存放，满三年删除')
    expect((await browser.ask('/v1/sites/hill/my-data')).statusCode).toBe(401)
    expect((await hot.of(world.site('hill').id, personId)).personal).toBe(false)
    await until(async () => (await count("outbox where kind = 'account.revoke'")) === 0, {
      what: 'the token to be taken back',
    })
    // The same account at the other site is another shopper: it is still there.
    expect((await get(lake, 'sign-in', 'lake')).signedIn.name).toBe('林晚')
    await erase(lake, 'lake')
    const texts = STREAMS.flatMap((stream) =>
      streamOf(persona, stream, { issuer: world.islet.issuer, startedAt: Date.now() }).flatMap((a) => [
        a.id,
        String(a.object.name ?? a.object.content ?? ''),
      ]),
    )
    const identifiers = [persona.subject, persona.handle, persona.name.zh, persona.name.en, ...names, ...texts].filter(
      (one): one is string => typeof one === 'string' && one.length > 1,
    )
    expect(identifiers.length).toBeGreaterThan(500)
    expect(await residue(identifiers, ['product'])).toEqual([])
    const rows = await shop.core.db.query('select from person_key where person_id = $1', [personId])
    expect(rows).toEqual([])
  })

  test('browsers that wanted to hear of an order of theirs are forgotten with them', async () => {
    const browser = await signedIn('he-mo')
    const siteId = world.site('hill').id
    const [orderId] = await ordered(await personOf(browser), 1)
    const other = newId()
    for (const id of [orderId, other]) {
      await shop.core.db.run(
        `insert into push_subscription (site_id, id, recipient, endpoint_hash, sealed, host, created_at)
         values ($1, $2, $3, '', '', 'push.example', now())`,
        [siteId, newId(), `order:${id}`],
      )
      await shop.core.db.run(
        `insert into push_message (site_id, id, recipient, topic, title, body, url, urgency, created_at, expires_at)
         values ($1, $2, $3, 't', '{}', '{}', '/', 'low', now(), now())`,
        [siteId, newId(), `order:${id}`],
      )
    }
    const kept = (await erase(browser)).json().kept
    expect(kept.find((k: { what: string }) => k.what === '订单').count).toBe(1)
    for (const table of ['push_subscription', 'push_message'])
      expect([table, await count(`${table} where recipient like 'order:%'`)]).toEqual([table, 1])
    expect(await count('push_subscription where recipient = $1', [`order:${orderId}`])).toBe(0)
  })

  test('a token whose provider is away is tried for a week and then let go of', { timeout: 60_000 }, async () => {
    const browser = await signedIn('su-he')
    await setIssuer('http://localhost:1')
    await erase(browser)
    const row = () =>
      shop.core.db.maybe<{ tries: number; rests: boolean }>(
        "select tries, lease_until is null as rests from outbox where kind = 'account.revoke'",
      )
    let hours = 0
    for (let tried = 0; ; hours += 1.1) {
      // A try has ended when nobody holds its row and it counts one more than before.
      const now = await until(
        async () => {
          const found = await row()
          return found === null || (found.rests && found.tries > tried) ? { found } : null
        },
        { what: 'a try', everyMs: 5 },
      )
      if (now.found === null) break
      expect(now.found.tries).toBe(tried + 1)
      tried = now.found.tries
      shop.clock.byMs = (hours + 1.1) * HOUR
      shop.core.outbox.wake()
    }
    expect(hours).toBeGreaterThan(7 * 24)
    expect(hours).toBeLessThan(10 * 24)
    shop.clock.byMs = 0
    await setIssuer(world.islet.issuer)
  })

  test('the search for residue can find some', async () => {
    await signedIn('he-mo')
    await shop.core.db.run("insert into event (site_id, id, name, at, payload) values ($1, $2, 'x', now(), $3)", [
      world.site('hill').id,
      '00000000-0000-7000-8000-000000000001',
      JSON.stringify({ oops: 'is_8f3c21d7' }),
    ])
    expect(await residue(['is_8f3c21d7'])).toEqual(['event: is_8f3c21d7'])
  })
})

/** Where the provider is, written past the console; the copies in memory are dropped as the console would. */
async function setIssuer(issuer: string): Promise<void> {
  const changed = await shop.core.db.query<{ siteId: string }>(
    'update connector_setting set issuer = $1 returning site_id as "siteId"',
    [issuer],
  )
  for (const { siteId } of changed) shop.core.bus.emit('site', siteId)
}

/** Every table, all its columns as text and the bytes of binary ones, searched for each identifier. */
async function residue(identifiers: readonly string[], except: readonly string[] = []): Promise<string[]> {
  const tables = await shop.core.db.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1",
  )
  const found: string[] = []
  for (const { name } of tables) {
    if (except.includes(name)) continue
    const rows = await shop.core.db.query<Record<string, unknown>>(`select * from "${name}"`)
    const text = rows
      .flatMap((row) => Object.values(row))
      .map((value) =>
        Buffer.isBuffer(value)
          ? `${value.toString('utf8')} ${value.toString('latin1')}`
          : typeof value === 'string'
            ? value
            : JSON.stringify(value),
      )
      .join('\n')
    for (const one of new Set(identifiers)) if (text.includes(one)) found.push(`${name}: ${one}`)
  }
  return found
}

describe('a kind of account that the shop lets go', () => {
  const ownerOf = async (): Promise<Browser> => {
    const siteId = world.site('hill').id
    const { id } = await addStaff(shop.core, { siteId, name: `owner ${Math.random()}`, roles: ['owner'] })
    const { url } = await makeLink(shop.core, { siteId, staffId: id, opens: 'console' })
    const { session } = await signInStaff(shop.core, url.split('#')[1]!)
    const browser = new Browser(shop.server)
    browser.cookies.set('staff', session)
    return browser
  }
  const remove = (owner: Browser, accounts: number) =>
    owner.ask(`/v1/console/connectors/islet?accounts=${accounts}`, { method: 'DELETE' })
  const holds = async (owner: Browser) => {
    const view = (await owner.ask('/v1/console/connectors')).json()
    return view.items.find((one: { connector: string }) => one.connector === 'islet').holds
  }

  test('is refused when it has more accounts than whoever asked was told of', async () => {
    const owner = await ownerOf()
    await signedIn('lin-wan')
    const { accounts } = await holds(owner)
    expect(accounts).toBeGreaterThan(0)
    const refused = await remove(owner, accounts - 1)
    expect([refused.statusCode, refused.json().code]).toEqual([409, 'sign-in/connector-in-use'])
    expect((await holds(owner)).accounts).toBe(accounts)
  })

  test('ends sign-in at once, then accounts, facts and consents; tokens are taken back, orders stay', async () => {
    const owner = await ownerOf()
    const browser = await signedIn('lin-wan')
    await agree(browser, { likes: true })
    await readAll(browser)
    const personId = await personOf(browser)
    const [orderId] = await ordered(personId, 1)
    const siteId = world.site('hill').id
    const { accounts } = await holds(owner)
    expect((await remove(owner, accounts)).json()).toEqual({ accounts })
    expect((await new Browser(shop.server).ask('/s/hill/sign-in/islet')).headers.location).toContain(
      'unknown-connector',
    )
    const again = await owner.ask('/v1/console/connectors/islet', {
      method: 'PUT',
      body: {
        name: { zh: '小岛', en: 'Islet' },
        issuer: world.islet.issuer,
        clientId: 'x',
        tokenAuth: 'none',
        source: null,
      },
    })
    expect([again.statusCode, again.json().code]).toEqual([409, 'sign-in/connector-leaving'])
    await until(async () => (await count('account where site_id = $1 and connector = $2', [siteId, 'islet'])) === 0, {
      what: 'its accounts to end',
    })
    for (const table of ['fact', 'consent', 'account_stream', 'profile'])
      expect([table, await count(`${table} where person_id = $1`, [personId])]).toEqual([table, 0])
    expect(await count('orders where id = $1', [orderId])).toBe(1)
    // Its setting is gone: the work itself carries how it was registered.
    await until(async () => (await count("outbox where kind = 'account.revoke'")) === 0, { what: 'tokens taken back' })
    expect(await count("event where name = 'connector.removed'")).toBe(1)
  })
})
