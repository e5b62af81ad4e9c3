import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loginWith } from '../demo/provider/login.ts'
import { MINUTE } from '../src/base/clock.ts'
import { newId } from '../src/base/id.ts'
import type { ApiAnswer, ApiRequest, Connector, FoundServer } from '../src/connectors/connector.ts'
import { receiptText } from '../src/consent/consent.ts'
import { listReceipts } from '../src/consent/store.ts'
import { ON_MERGE } from '../src/profile/flow-merge.ts'
import { keepOwn } from '../src/profile/flow-own.ts'
import { accessToken } from '../src/sign-in/flow-account.ts'
import { registerConnector } from '../src/sign-in/flow-connectors.ts'
import { saveSession } from '../src/sign-in/store.ts'
import { END_CONNECTOR } from '../src/sign-in/store-leaving.ts'
import { kindOf, startPlain } from './accounts-world.ts'
import { until } from './harness/wait.ts'
import { linkingWorld } from './linking-world.ts'
import { Browser, PUBLIC_URL } from './sign-in-world.ts'

/* Several accounts on one shopper: connected, disconnected, and two people made one. */

let w: Awaited<ReturnType<typeof linkingWorld>>
let plain: Awaited<ReturnType<typeof startPlain>>
beforeAll(async () => {
  w = await linkingWorld()
  plain = await startPlain()
})
afterAll(async () => {
  await plain?.stop()
  await w?.stop()
})
beforeEach(async () => {
  w.shop.clock.byMs = 0
  // Everybody begins as nobody: people of the tests before are gone with all that hung on them.
  for (const table of [
    'orders',
    'fact',
    'person',
    'consent_receipt',
    'event',
    'outbox',
    'offer_decision',
    'offer_event',
  ])
    await w.db.run(`delete from ${table}`)
  w.shop.signIn.sessions.allEnded(w.site.id)
})

const landed = (answer: { headers: Record<string, unknown> }) => new URL(String(answer.headers.location), PUBLIC_URL)
const codeOf = (answer: { headers: Record<string, unknown> }) => landed(answer).searchParams.get('code')
const rowsOf = (personId: string | null) => w.count('account where person_id = $1', [personId])

/** A kind of account of a plain OAuth 2.0 server, which a test leads about by `plain.who`. */
async function addPlain(id: string, change: Partial<Connector['login']> = {}, issuerOf = 'plain'): Promise<void> {
  const login = {
    server: { authorize: `${plain.origin}/authorize`, token: `${plain.origin}/token`, pkce: true },
    scopes: ['read'],
    me: [() => ({ url: `${plain.origin}/me` }), () => ({ url: `${plain.origin}/more`, token: 'none' as const })],
    subject: ({ id, old }: Record<string, unknown>) => ({
      id: String(id),
      ...(typeof old === 'string' ? { aliases: [old] } : {}),
    }),
    profile: () => ({ name: '林', picture: null }),
    ...change,
  } as NonNullable<Connector['login']>
  const kinds = w.shop.signIn.connectors as Map<string, Connector>
  kinds.set(id, kindOf(id, 'oauth2', login))
  await registerConnector(w.shop.core, w.site.id, id, {
    ...{ kind: id, issuer: issuerOf === 'plain' ? '' : issuerOf, clientId: 'shop', clientSecret: 'secret' },
    ...{ tokenAuth: 'client_secret_post', name: { zh: id, en: id }, source: null },
  })
}

describe('connecting another account', () => {
  test('a signed-in shopper comes back with a second account, and either leads to the same person', async () => {
    const browser = await w.signedIn('lin-wan')
    const me = await w.personOf(browser)
    const page = await w.connect(browser, 'zhou-ye')
    expect([page.pathname, page.search]).toEqual(['/s/hill/accounts', '?linked=reef'])
    expect((await w.accounts(browser)).map((a) => a.connector)).toEqual(['islet', 'reef'])
    expect(await w.personOf(await w.signedIn('zhou-ye', 'reef'))).toBe(me)
    expect(await w.personOf(browser)).toBe(me)
    // A person has one key: both cards open under it, and tokens stand under the master key.
    const second = (await w.accounts(browser)).find((a) => a.connector === 'reef')!
    expect(await accessToken(w.shop.signIn, w.site.id, second.id)).toMatch(/./)
    expect((await w.connect(browser, 'zhou-ye')).search).toBe('?known=reef')
    expect(await rowsOf(me)).toBe(2)
  })

  test('only a fresh session begins it; signed in again with the first account it goes on', async () => {
    const browser = await w.signedIn('lin-wan')
    expect((await w.get(browser, 'accounts')).freshUntil).not.toBeNull()
    await w.signedInEarlier(11 * MINUTE)
    expect((await w.get(browser, 'accounts')).freshUntil).toBeNull()
    const refused = await w.post(browser, 'accounts/connect/reef')
    expect([refused.statusCode, refused.json().code]).toEqual([403, 'sign-in/not-fresh'])
    await w.signedIn('lin-wan', 'islet', browser)
    expect((await w.connect(browser, 'zhou-ye')).search).toBe('?linked=reef')
  })

  test('nobody signed in, a foreign page, an unmarked form: nothing begins', async () => {
    expect((await w.post(new Browser(w.shop.server), 'accounts/connect/reef')).statusCode).toBe(401)
    const browser = await w.signedIn('lin-wan')
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const url = '/v1/sites/hill/accounts/connect/reef'
    for (const headers of [
      { origin: 'https://evil.example', 'x-tuidan': '1' },
      { 'sec-fetch-site': 'cross-site' },
      {},
    ]) {
      const answer = await w.shop.server.inject({ method: 'POST', url, headers: { cookie, ...headers }, payload: {} })
      expect([answer.statusCode, answer.json().code]).toEqual([403, 'http/cross-site'])
    }
    expect((await browser.ask(url)).statusCode).toBe(404)
  })

  test('login CSRF, both ways: the link of another’s attempt connects nothing to anybody', async () => {
    const [victim, attacker] = [await w.signedIn('lin-wan'), await w.signedIn('xu-xiao')]
    // The attacker's account to the victim: the attacker's callback in the victim's browser.
    const theirs = await loginWith(await w.begun(attacker, 'reef'), 'zhou-ye')
    expect(codeOf(await victim.ask(theirs))).toBe('sign-in/state-mismatch')
    // The victim's account to the attacker: the victim answers at the provider what the attacker began.
    const lured = await loginWith(await w.begun(attacker, 'reef'), 'su-he')
    expect(codeOf(await victim.ask(lured))).toBe('sign-in/state-mismatch')
    for (const browser of [victim, attacker]) expect(await w.accounts(browser)).toHaveLength(1)
  })

  test('another session by then, none, or another person: refused, and nobody’s token is fetched', async () => {
    const browser = await w.signedIn('lin-wan')
    const first = await w.personOf(browser)
    const begun = await loginWith(await w.begun(browser, 'reef'), 'zhou-ye')
    // The same person in a new session: it was not there that it was begun.
    await w.signedIn('lin-wan', 'islet', browser)
    const again = await browser.ask(begun)
    expect([landed(again).pathname, codeOf(again), landed(again).searchParams.get('link')]).toEqual([
      ...['/s/hill/sign-in-problem', 'sign-in/link-other-session', '1'],
    ])
    const second = await loginWith(await w.begun(browser, 'reef'), 'zhou-ye')
    await w.signedIn('xu-xiao', 'islet', browser)
    expect(codeOf(await browser.ask(second))).toBe('sign-in/link-other-session')
    const third = await loginWith(await w.begun(browser, 'reef'), 'zhou-ye')
    await w.post(browser, 'sign-out')
    expect(codeOf(await browser.ask(third))).toBe('sign-in/link-other-session')
    expect(await rowsOf(first)).toBe(1)
    expect(await w.count("account where connector = 'reef'")).toBe(0)
  })

  test('two tabs at once: both come back, one account stands', async () => {
    const browser = await w.signedIn('lin-wan')
    const [one, two] = [await w.begun(browser, 'reef'), await w.begun(browser, 'reef')]
    const backs = [await loginWith(one, 'zhou-ye'), await loginWith(two, 'zhou-ye')]
    const pages = await Promise.all(backs.map((back) => browser.ask(back)))
    expect(pages.map((page) => landed(page).search).sort()).toEqual(['?known=reef', '?linked=reef'])
    expect(await w.accounts(browser)).toHaveLength(2)
    expect(codeOf(await browser.ask(backs[0]!))).toBe('sign-in/state-mismatch')
  })

  test('an erasure while one is with the provider leaves nobody to connect to', async () => {
    const browser = await w.signedIn('lin-wan')
    const me = await w.personOf(browser)
    const back = await loginWith(await w.begun(browser, 'reef'), 'zhou-ye')
    const copy = new Browser(w.shop.server)
    for (const [name, value] of browser.cookies) copy.cookies.set(name, value)
    const [erased, linked] = await Promise.all([w.post(copy, 'erase', { confirm: true }), browser.ask(back)])
    expect(erased.statusCode).toBe(200)
    expect(['?linked=reef', null]).toContain(landed(linked).search === '?linked=reef' ? '?linked=reef' : null)
    expect(await rowsOf(me)).toBe(0)
    expect(await w.count('person_key where person_id = $1', [me])).toBe(0)
  })

  test('a server that somebody types, and an answer that comes as a form (Apple)', async () => {
    function* find({ typed }: { typed: string }): Generator<ApiRequest, FoundServer, ApiAnswer> {
      const { body } = yield { url: `${typed}/well-known`, token: 'none' }
      const metadata = body as FoundServer['metadata']
      return { metadata, client: { id: 'made', secret: 'secret' }, base: typed, typed } as FoundServer
    }
    const asks = { asks: { zh: '服务器', en: 'Server' }, placeholder: 'social.example', client: 'found' as const, find }
    await addPlain('typed', { server: asks } as never)
    await addPlain('form', { quirk: { add: { authorize: { response_mode: 'form_post' } } } } as never)
    const browser = await w.signedIn('lin-wan')
    plain.who = { id: 'typed-1', old: null }
    const typed = await w.begun(browser, 'typed', { typed: plain.origin })
    expect(landed(await browser.ask(plain.answer(typed))).search).toBe('?linked=typed')
    plain.who = { id: 'form-1', old: null }
    const form = new URL(plain.answer(await w.begun(browser, 'form')))
    // Posted by the provider's page: no cookie of ours comes with it, so it goes on as a redirect that brings them.
    const posted = await w.shop.server.inject({
      ...{ method: 'POST', url: form.pathname, payload: form.searchParams.toString() },
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: plain.origin },
    })
    expect(posted.statusCode).toBe(303)
    expect(landed(await browser.ask(String(posted.headers.location))).search).toBe('?linked=form')
    expect((await w.accounts(browser)).map((a) => a.connector)).toEqual(['islet', 'typed', 'form'])
    // Connecting never asks by e-mail, and typing nothing is said where it was typed.
    expect((await w.post(browser, 'accounts/connect/typed')).json().code).toBe('sign-in/typed-missing')
  })
})

describe('an account of somebody else here', () => {
  test('is not taken over: what would come together is shown, and a no leaves both as they are', async () => {
    const other = await w.signedIn('zhou-ye', 'reef')
    const browser = await w.signedIn('lin-wan')
    const page = await w.connect(browser, 'zhou-ye')
    const id = page.searchParams.get('merge')!
    const view = await w.get(browser, `accounts/merges/${id}`)
    expect(view.mine.accounts).toHaveLength(1)
    expect(view.other.accounts[0]).toMatchObject({ kind: '礁石' })
    expect(await w.accounts(browser)).toHaveLength(1)
    // Nobody else may answer: not the other one's own session, and not another one of the same person.
    for (const nobody of [other, await w.signedIn('lin-wan')]) {
      const answer = await w.post(nobody, `accounts/merges/${id}`, { confirm: true })
      expect([answer.statusCode, answer.json().code]).toEqual([404, 'profile/merge-over'])
    }
    await w.post(browser, `accounts/merges/${id}`, { confirm: false })
    expect((await w.post(browser, `accounts/merges/${id}`, { confirm: true })).json().code).toBe('profile/merge-over')
    expect(await w.personOf(other)).not.toBe(await w.personOf(browser))
    // The offer runs out with the proofs it rests on.
    const late = (await w.connect(browser, 'zhou-ye')).searchParams.get('merge')!
    w.later(11 * MINUTE)
    expect((await w.post(browser, `accounts/merges/${late}`, { confirm: true })).json().code).toBe('profile/merge-over')
  })

  test('that was disconnected from them meanwhile proves nothing of them any more', async () => {
    const other = await w.signedIn('he-mo')
    await w.connect(other, 'zhou-ye')
    const attacker = await w.signedIn('lin-wan')
    const offer = (await w.connect(attacker, 'zhou-ye')).searchParams.get('merge')!
    const [, stolen] = await w.accounts(other)
    expect((await w.post(other, `accounts/${stolen!.id}/disconnect`)).statusCode).toBe(200)
    const answer = await w.post(attacker, `accounts/merges/${offer}`, { confirm: true })
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'profile/merge-over'])
    expect(await w.accounts(other)).toHaveLength(1)
    expect(await w.personOf(attacker)).not.toBe(await w.personOf(other))
  })

  test('two become one: accounts, tokens, facts, interests, receipts, orders, hidden offers and messages', async () => {
    const other = await w.signedIn('zhou-ye', 'reef')
    await w.agree(other, 'reef', { likes: true, follows: true })
    await w.readAll(other)
    await w.agree(other, 'declared', { likes: true })
    await other.ask('/v1/sites/hill/declared', { method: 'PUT', body: { categoryIds: ['kitchen/coffee', 'home'] } })
    await other.ask('/v1/sites/hill/interests/home', { method: 'DELETE' })
    const from = (await w.personOf(other))!
    const order = await w.order(from)
    await w.hiddenOffer(from)
    for (const to of [from]) await inbox(`shopper:${to}`, 2)
    const browser = await w.signedIn('lin-wan')
    const into = (await w.personOf(browser))!
    await w.agree(browser, 'islet', { likes: true })
    await w.readAll(browser)
    await inbox(`shopper:${into}`, 3)
    await w.agree(browser, 'declared', { likes: true })
    await browser.ask('/v1/sites/hill/declared', { method: 'PUT', body: { categoryIds: ['kitchen/coffee'] } })
    const before = {
      mine: await w.count('fact where person_id = $1', [into]),
      theirs: await w.count('fact where person_id = $1', [from]),
    }
    const receipts = await w.db.query<{ id: string }>('select id from consent_receipt order by id')

    expect((await w.merge(browser, 'zhou-ye')).json()).toEqual({ merged: true })

    expect((await w.accounts(browser)).map((a) => a.connector).sort()).toEqual(['islet', 'reef'])
    // What both declared is one fact now.
    expect(await w.count('fact where person_id = $1', [into])).toBe(before.mine + before.theirs - 1)
    const data = await w.get(browser, 'my-data')
    expect(data.facts.items.length).toBeGreaterThan(0)
    expect(data.interests.length).toBeGreaterThan(0)
    expect(data.denied.map((d: { categoryId: string }) => d.categoryId)).toEqual(['home'])
    expect(data.orders.items.map((o: { id: string }) => o.id)).toEqual([order])
    expect(data.offersSeen.count).toBe(1)
    expect(data.receipts).toHaveLength(receipts.length)
    // Each receipt still says who, what and when, and its signature holds.
    for (const receipt of await listReceipts(w.db, w.site.id, into)) {
      const { signature, ...rest } = receipt
      expect(signature.equals(w.shop.core.vault.hash(w.site.id, 'receipt', receiptText(w.site.id, rest)))).toBe(true)
    }
    // What was said to either, numbered on.
    const inboxNow = await w.db.query('select n from inbox where recipient = $1 order by n', [`shopper:${into}`])
    expect(inboxNow).toEqual([1, 2, 3, 4, 5].map((n) => ({ n })))
    expect(await w.count('inbox where recipient = $1', [`shopper:${from}`])).toBe(0)
    // The key is gone, sessions of it have ended, and its account leads to the one who stays.
    expect(await w.count('person_key where person_id = $1', [from])).toBe(0)
    expect(await w.personOf(other)).toBeNull()
    expect(await w.personOf(await w.signedIn('zhou-ye', 'reef'))).toBe(into)
    for (const { id } of await w.accounts(browser)) expect(await accessToken(w.shop.signIn, w.site.id, id)).toMatch(/./)
    const [event] = await w.db.query<{ payload: object }>("select payload from event where name = 'person.merged'")
    expect(event!.payload).toMatchObject({ from, why: 'asked', accounts: 1, orders: 1 })
    // Declared again it is found again, and nothing of it is doubled.
    await browser.ask('/v1/sites/hill/declared', { method: 'PUT', body: { categoryIds: ['kitchen/coffee', 'home'] } })
    expect(await w.count("fact where person_id = $1 and connector = 'declared'", [into])).toBe(2)
    // Erased, nothing of either stays but history.
    await w.post(browser, 'erase', { confirm: true })
    for (const table of ['account', 'fact', 'consent', 'profile', 'person_key'])
      expect([table, await w.count(`${table} where person_id = any($1)`, [[from, into]])]).toEqual([table, 0])
  })

  test('what either removed stays away, also what has no account: read again it is known by the old key', async () => {
    const keep = async (browser: Browser, ids: readonly string[]) => {
      const personId = (await w.personOf(browser))!
      const items = ids.map((id) => ({
        id,
        at: '2026-11-01T00:00:00Z',
        name: { zh: id, en: id },
        about: '',
        categories: [],
      }))
      const of = { siteId: w.site.id, personId, connector: 'own-site', stream: 'views', items }
      return await w.db.tx((tx) => keepOwn({ core: w.shop.core, signIn: w.shop.signIn }, tx, of))
    }
    const other = await w.signedIn('zhou-ye', 'reef')
    await w.agree(other, 'own-site', { views: true })
    expect(await keep(other, ['a', 'b'])).toMatchObject({ kept: 2 })
    const [fact] = (await w.get(other, 'facts')).items
    await other.ask(`/v1/sites/hill/facts/${fact.id}`, { method: 'DELETE' })
    const browser = await w.signedIn('lin-wan')
    await w.agree(browser, 'own-site', { views: true })
    await w.merge(browser, 'zhou-ye')
    const again = await keep(browser, ['a', 'b', 'c'])
    expect(again).toMatchObject({ kept: 1, known: 2 })
    expect(again!.hashes).toHaveLength(3)
  })

  test('every table that names a person is taken along; a new one has to say what becomes of it', async () => {
    const rows = await w.db.query<{ name: string }>(
      `select distinct c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
       where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.column_name = 'person_id' order by 1`,
    )
    expect(rows.map((row) => row.name)).toEqual(Object.keys(ON_MERGE).sort())
    // What somebody said of themselves has a rule each: a new column of these needs one (flow-merge.ts, giveProfile).
    const said = await w.db.query<{ name: string }>(
      `select table_name || '.' || column_name as name from information_schema.columns
       where table_schema = 'public' and table_name in ('person', 'profile') order by 1`,
    )
    expect(said.map((row) => row.name)).toEqual([
      ...['person.created_at', 'person.erased_at', 'person.id', 'person.lang', 'person.merged_into', 'person.site_id'],
      ...['profile.age', 'profile.age_at', 'profile.age_by', 'profile.age_of', 'profile.consent_version'],
      ...['profile.corrections', 'profile.denied'],
      ...['profile.derived_at', 'profile.offers_switch', 'profile.offers_switch_at', 'profile.person_id'],
      ...['profile.sealed', 'profile.site_id', 'profile.version'],
    ])
  })

  test.each(['into', 'from'] as const)(
    'where one of the two is under age nothing read of either is left (%s)',
    async (who) => {
      const other = await w.signedIn('zhou-ye', 'reef')
      await w.agree(other, 'reef', { likes: true })
      await w.readAll(other)
      const browser = await w.signedIn('lin-wan')
      const into = (await w.personOf(browser))!
      await w.agree(browser, 'islet', { likes: true })
      await w.readAll(browser)
      expect((await w.post(who === 'into' ? browser : other, 'age', { ofAge: false })).statusCode).toBe(200)
      expect((await w.merge(browser, 'zhou-ye')).json()).toEqual({ merged: true })
      expect(await w.count('fact')).toBe(0)
      expect(await w.count('consent')).toBe(0)
      expect((await w.get(browser, 'consents')).age.said).toBe('under')
      expect((await w.get(browser, 'my-data')).interests).toEqual([])
      expect(await w.count("account_stream where state in ('waiting', 'reading') and person_id = $1", [into])).toBe(0)
    },
  )

  test('a no is never turned into a yes: by account, without one, and by the switch', async () => {
    const other = await w.signedIn('zhou-ye', 'islet')
    await w.agree(other, 'islet', { likes: false })
    await w.agree(other, 'own-site', { views: false })
    await w.post(other, 'personal-offers', { on: false })
    const browser = await w.signedIn('lin-wan')
    const into = await w.personOf(browser)
    await w.agree(browser, 'islet', { likes: true })
    await w.agree(browser, 'own-site', { views: true })
    await w.post(browser, 'personal-offers', { on: true })
    await w.readAll(browser)
    const page = await w.connect(browser, 'zhou-ye', 'islet')
    const id = page.searchParams.get('merge')!
    expect(await w.get(browser, `accounts/merges/${id}`)).toMatchObject({ ends: [{}], offersOff: true })
    await w.post(browser, `accounts/merges/${id}`, { confirm: true })
    const accounts = (await w.get(browser, 'accounts')).accounts
    const [mine, theirs] = [accounts[0], accounts[1]].sort((a, b) => b.facts - a.facts)
    expect([mine.facts > 0, theirs.facts, theirs.streams]).toEqual([true, 0, []])
    expect(await w.count("consent where person_id = $1 and connector = 'islet'", [into])).toBe(3)
    expect(await w.count("consent where person_id = $1 and connector = 'own-site'", [into])).toBe(0)
    expect((await w.get(browser, 'my-data')).personalOffers.on).toBe(false)
    expect(await w.count("consent_receipt where person_id = $1 and how = 'merge' and not given", [into])).toBe(4)
    // Signing in with it reads nothing of it either; a yes of its own does.
    await w.signedIn('zhou-ye', 'islet', browser)
    expect(await w.count('account_stream where account_id = $1', [theirs.id])).toBe(0)
    expect(theirs.readable).toMatchObject([{ stream: 'likes' }])
    await w.post(browser, `accounts/${theirs.id}/read`, { textVersion: '2026-11-25' })
    await w.readAll(browser)
    expect((await w.accounts(browser)).find((a) => a.id === theirs.id)!.facts).toBeGreaterThan(0)
  })

  test('in the middle of a read it goes on under the new key, and every fact is there once', async () => {
    const other = await w.signedIn('zhou-ye', 'reef')
    await fetch(`${w.reef.issuer}/faults`, {
      method: 'POST',
      body: JSON.stringify({ kind: 'slow', ms: 600, times: 3 }),
    })
    await w.agree(other, 'reef', { likes: true })
    const from = await w.personOf(other)
    const browser = await w.signedIn('lin-wan')
    expect((await w.merge(browser, 'zhou-ye')).statusCode).toBe(200)
    const into = await w.personOf(browser)
    const view = await w.readAll(browser)
    expect(view.streams).toHaveLength(1)
    expect(await w.count('fact where person_id = $1', [from])).toBe(0)
    const facts = await w.count('fact where person_id = $1', [into])
    expect(facts).toBeGreaterThan(0)
    expect(facts + view.streams[0].setAside).toBe(view.streams[0].count)
    expect(await w.count('outbox where dead_at is not null')).toBe(0)
  })

  test('two merges at once, a sign-in at the same moment, an erasure at the same moment: one outcome', async () => {
    const other = await w.signedIn('zhou-ye', 'reef')
    const from = await w.personOf(other)
    const browser = await w.signedIn('lin-wan')
    const into = await w.personOf(browser)
    const id = (await w.connect(browser, 'zhou-ye')).searchParams.get('merge')!
    const yes = () => w.post(browser, `accounts/merges/${id}`, { confirm: true })
    const late = new Browser(w.shop.server)
    const back = await loginWith(await late.begin('hill', 'reef'), 'zhou-ye')
    const [one, two] = await Promise.all([yes(), yes(), late.ask(back)])
    expect([one.statusCode, two.statusCode].sort()).toEqual([200, 404])
    expect(await rowsOf(into)).toBe(2)
    // Whoever signed in meanwhile is nobody, or the one who stays; a session that is written late leads there.
    expect([null, into]).toContain(await w.personOf(late))
    const at = w.shop.core.clock.now()
    const tokenHash = Buffer.from('a late one')
    await saveSession(w.db, { siteId: w.site.id, tokenHash, personId: from!, at, expiresAt: at + MINUTE })
    expect(await w.count('shopper_session where token_hash = $1 and person_id = $2', [tokenHash, into])).toBe(1)
    const third = await w.signedIn('su-he', 'reef')
    const gone = (await w.connect(browser, 'su-he')).searchParams.get('merge')!
    const [erased, asked] = await Promise.all([
      w.post(third, 'erase', { confirm: true }),
      w.post(browser, `accounts/merges/${gone}`, { confirm: true }),
    ])
    expect([erased.statusCode, asked.statusCode].filter((status) => status >= 500)).toEqual([])
    expect(await w.count('account where person_id in (select id from person where erased_at is not null)')).toBe(0)
  })
})

async function inbox(recipient: string, entries: number): Promise<void> {
  await w.db.run('insert into inbox_head (site_id, recipient, last) values ($1, $2, $3)', [
    w.site.id,
    recipient,
    entries,
  ])
  for (let n = 1; n <= entries; n++)
    await w.db.run(`insert into inbox (site_id, recipient, n, event, data, at) values ($1, $2, $3, 'x', '{}', now())`, [
      ...[w.site.id, recipient, n],
    ])
}

describe('disconnecting an account', () => {
  async function withTwo() {
    const browser = await w.signedIn('lin-wan')
    await w.connect(browser, 'zhou-ye')
    await w.agree(browser, 'reef', { likes: true })
    await w.readAll(browser)
    const [first, second] = await w.accounts(browser)
    return { browser, first: first!, second: second!, me: (await w.personOf(browser))! }
  }

  test('its token is taken back, its data goes with it, what was agreed to is withdrawn with receipts that stay', async () => {
    const { browser, second, me } = await withTwo()
    expect(second.facts).toBeGreaterThan(0)
    const token = await accessToken(w.shop.signIn, w.site.id, second.id)
    const answer = await w.post(browser, `accounts/${second.id}/disconnect`)
    expect(answer.json()).toEqual({ disconnected: second.id, kept: 0 })
    expect(await w.count('fact where person_id = $1', [me])).toBe(0)
    expect((await w.get(browser, 'my-data')).interests).toEqual([])
    expect(await w.count('consent where person_id = $1', [me])).toBe(0)
    const given = await w.db.query('select given, how from consent_receipt where person_id = $1 order by at, id', [me])
    expect(given).toEqual([
      ...Array(3).fill({ given: true, how: 'sheet' }),
      ...Array(3).fill({ given: false, how: 'unlink' }),
    ])
    await until(
      async () =>
        (await fetch(`${w.reef.issuer}/api/likes`, { headers: { authorization: `Bearer ${token}` } })).status === 401,
      { what: 'the token to be taken back' },
    )
    // It is somebody new who signs in with it now.
    expect(await w.personOf(await w.signedIn('zhou-ye', 'reef'))).not.toBe(me)
  })

  test('whoever came in by it elsewhere is signed out, whoever disconnects it is not', async () => {
    const { browser, second, me } = await withTwo()
    const elsewhere = await w.signedIn('zhou-ye', 'reef')
    expect(await w.personOf(elsewhere)).toBe(me)
    await w.post(browser, `accounts/${second.id}/disconnect`)
    expect([await w.personOf(browser), await w.personOf(elsewhere)]).toEqual([me, null])
  })

  test('asked to, what was read stays: understood as before, deleted when its owner says so', async () => {
    const { browser, second, me } = await withTwo()
    const before = (await w.get(browser, 'my-data')).interests.length
    const kept = (await w.post(browser, `accounts/${second.id}/disconnect`, { keepFacts: true })).json().kept
    expect(kept).toBe(second.facts)
    expect((await w.get(browser, 'my-data')).interests).toHaveLength(before)
    expect(await w.count("consent where person_id = $1 and purpose = 'read'", [me])).toBe(0)
    expect((await w.get(browser, 'accounts')).kept).toEqual([{ connector: 'reef', kind: '礁石', facts: kept }])
    await browser.ask('/v1/sites/hill/accounts/kept/reef', { method: 'DELETE' })
    expect((await w.get(browser, 'accounts')).kept).toEqual([])
    expect((await w.get(browser, 'my-data')).interests).toEqual([])
    expect(await w.count('consent where person_id = $1', [me])).toBe(0)
  })

  test('the only way in stays: alone, with two tabs at once, or beside one that the shop let go', async () => {
    const { browser, first, second, me } = await withTwo()
    const off = (id: string) => w.post(browser, `accounts/${id}/disconnect`)
    // The shop is letting the other kind go: it leads nobody in any more.
    const leaving = { siteId: w.site.id, kind: END_CONNECTOR, ref: 'reef', dueAt: w.shop.core.clock.now() }
    await w.shop.core.outbox.add(w.db, leaving)
    expect((await off(first.id)).json().code).toBe('profile/last-account')
    await w.shop.core.outbox.cancel(w.db, leaving)
    const both = await Promise.all([off(first.id), off(second.id)])
    expect(both.map((answer) => answer.statusCode).sort()).toEqual([200, 409])
    expect(both.find((answer) => answer.statusCode === 409)!.json().code).toBe('profile/last-account')
    expect(await rowsOf(me)).toBe(1)
    const [last] = await w.accounts(browser)
    expect(last!.isOnlyWay).toBe(true)
    // Another's account is nobody's business.
    const other = await w.signedIn('xu-xiao')
    expect((await w.post(other, `accounts/${last!.id}/disconnect`)).json().code).toBe('profile/no-such-account')
    expect((await w.post(other, `accounts/${newId()}/disconnect`)).statusCode).toBe(404)
  })

  test('in the middle of a read nothing of it is kept, and no work is left', async () => {
    const browser = await w.signedIn('lin-wan')
    await w.connect(browser, 'zhou-ye')
    const [, second] = await w.accounts(browser)
    await fetch(`${w.reef.issuer}/faults`, {
      method: 'POST',
      body: JSON.stringify({ kind: 'slow', ms: 500, times: 1 }),
    })
    await w.agree(browser, 'reef', { likes: true })
    await w.post(browser, `accounts/${second!.id}/disconnect`)
    await until(async () => (await w.count("outbox where kind <> 'account.revoke'")) === 0, { what: 'no work left' })
    expect(await w.count('fact')).toBe(0)
    expect(await w.count('account_stream')).toBe(0)
  })
})

describe('one subject of a provider under two names (openid first, unionid later)', () => {
  beforeAll(() => addPlain('plain'))
  const signIn = async (id: string, old: string | null = null, browser = new Browser(w.shop.server)) => {
    plain.who = { id, old }
    await browser.ask(plain.answer(await browser.begin('hill', 'plain')))
    return browser
  }

  test('two people are one as soon as a sign-in proves both names, with what either had', async () => {
    const [early, elsewhere] = [await signIn('openid-1'), await signIn('union-1')]
    const [a, b] = [await w.personOf(early), await w.personOf(elsewhere)]
    expect(a).not.toBe(b)
    await w.connect(early, 'zhou-ye')
    await w.order(b!)
    const now = await signIn('union-1', 'openid-1')
    const me = await w.personOf(now)
    expect([a, b]).toContain(me)
    expect((await w.accounts(now)).map((one) => one.connector).sort()).toEqual(['plain', 'reef'])
    expect((await w.get(now, 'my-data')).orders.count).toBe(1)
    for (const name of ['openid-1', 'union-1']) expect(await w.personOf(await signIn(name))).toBe(me)
    expect(await w.count("account where connector = 'plain'")).toBe(1)
    const [event] = await w.db.query<{ payload: object }>("select payload from event where name = 'person.merged'")
    expect(event!.payload).toMatchObject({ why: 'same-subject' })
  })

  test('also while connecting, and with two sign-ins at once', async () => {
    await signIn('openid-2')
    const other = await signIn('union-2')
    plain.who = { id: 'union-2', old: 'openid-2' }
    const browsers = [new Browser(w.shop.server), new Browser(w.shop.server)]
    const backs: string[] = []
    for (const browser of browsers) backs.push(plain.answer(await browser.begin('hill', 'plain')))
    const answers = await Promise.all(browsers.map((browser, i) => browser.ask(backs[i]!)))
    expect(answers.map((answer) => landed(answer).pathname)).toEqual(['/s/hill/', '/s/hill/'])
    const [one, two] = [await w.personOf(browsers[0]!), await w.personOf(browsers[1]!)]
    expect(one).toBe(two)
    expect(await w.count("account where connector = 'plain'")).toBe(1)
    void other
    const mine = await w.signedIn('lin-wan')
    plain.who = { id: 'union-2', old: 'openid-2' }
    const page = landed(await mine.ask(plain.answer(await w.begun(mine, 'plain'))))
    expect(page.searchParams.get('merge')).not.toBeNull()
  })
})
