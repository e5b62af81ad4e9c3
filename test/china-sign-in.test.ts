import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { MINUTE } from '../src/base/clock.ts'
import { alipay } from '../src/connectors/alipay.ts'
import { apple } from '../src/connectors/apple.ts'
import type { Connector } from '../src/connectors/connector.ts'
import { douyin } from '../src/connectors/douyin.ts'
import { github } from '../src/connectors/github.ts'
import { qq } from '../src/connectors/qq.ts'
import { wechat } from '../src/connectors/wechat.ts'
import { wechatOfficial } from '../src/connectors/wechat-official.ts'
import weibo from '../src/connectors/weibo.ts'
import { accessToken, eraseSignIn } from '../src/sign-in/flow-account.ts'
import { registerConnector, testConnector } from '../src/sign-in/flow-connectors.ts'
import type { FixedConnector } from '../src/sign-in/flow-open.ts'
import { Providers } from '../src/sign-in/provider.ts'
import { createSite } from '../src/sites/flow.ts'
import type { Site } from '../src/sites/site.ts'
import { ALIPAY_APP } from './harness/china/alipay.ts'
import { APPLE_APP } from './harness/china/apple.ts'
import { DOUYIN_APP } from './harness/china/douyin.ts'
import { QQ_APP } from './harness/china/qq.ts'
import { type China, LIN, startChina } from './harness/china/server.ts'
import { WECHAT_ACCOUNT, WECHAT_SITE } from './harness/china/wechat.ts'
import { freshDatabase } from './harness/database.ts'
import { until } from './harness/wait.ts'
import { Browser, PUBLIC_URL, type Shop, startShop, testKeys } from './sign-in-world.ts'

/*
 * The whole sign-in, through the server, against stand-ins (test/harness/china/stand-in.ts says what that proves): the same
 * descriptors that ship, but for the addresses.
 */

const IDS = ['wechat', 'wechat-official', 'qq', 'alipay', 'douyin', 'apple'] as const
type Id = (typeof IDS)[number]

let china: China
let shop: Shop
let siteId: string
let site: Site
let stop: () => Promise<void>

const BROWSERS: Partial<Record<string, string>> = { 'wechat-official': 'Mozilla/5.0 (iPhone) MicroMessenger/8.0.50' }
const kindOf = (connector: string) => connector.replace(/-wrong$/, '') as Id

beforeAll(async () => {
  const database = await freshDatabase()
  china = await startChina(
    IDS.flatMap((id) => [id, `${id}-wrong`]).map((id) => `${PUBLIC_URL}/s/hill/sign-in/${id}/callback`),
  )
  // The server of a test has no other name.
  china.alipay.manner.refusesLocalhost = false
  china.douyin.manner.wantsTls = false
  shop = await startShop(database, testKeys())
  const [web, api] = [china.at('open.weixin.qq.com'), china.at('api.weixin.qq.com')]
  const standIns: Readonly<Record<Id, Connector>> = {
    wechat: wechat(web, api),
    'wechat-official': wechatOfficial(web, api),
    qq: qq(china.at('graph.qq.com')),
    alipay: alipay(
      `${china.at('openauth.alipay.com')}/oauth2/publicAppAuthorize.htm`,
      `${china.at('openapi.alipay.com')}/gateway.do`,
    ),
    douyin: douyin(china.at('open.douyin.com')),
    apple: apple(china.at('appleid.apple.com')),
  }
  for (const id of IDS) (shop.signIn.connectors as Map<string, Connector>).set(id, standIns[id])
  site = (await createSite(shop.core, { slug: 'hill', name: { zh: '小山', en: 'Hill' } })).site
  siteId = site.id
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const stranger = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const setups: Readonly<Record<Id, { id: string; secret: string; setup?: Record<string, string> }>> = {
    wechat: WECHAT_SITE,
    'wechat-official': WECHAT_ACCOUNT,
    qq: QQ_APP,
    alipay: { id: ALIPAY_APP.id, secret: '', setup: { privateKey: china.alipay.privateKey } },
    douyin: DOUYIN_APP,
    apple: {
      ...{ id: APPLE_APP.id, secret: '' },
      setup: { teamId: APPLE_APP.teamId, keyId: APPLE_APP.keyId, privateKey: china.apple.privateKey },
    },
  }
  for (const id of IDS) {
    const { setup = {}, ...client } = setups[id]
    const setting = (secret: string, more: Record<string, string>): Omit<FixedConnector, 'sites'> => ({
      ...{ kind: id, issuer: '', clientId: client.id, clientSecret: secret, tokenAuth: 'client_secret_post' },
      ...{ name: standIns[id].names, source: null, setup: more },
    })
    await registerConnector(shop.core, siteId, id, setting(client.secret, setup))
    const wrong = id === 'apple' ? { ...setup, keyId: 'OTHERKEY00' } : id === 'alipay' ? { privateKey: stranger } : {}
    await registerConnector(shop.core, siteId, `${id}-wrong`, setting('another secret', wrong))
    const foreign = { ...setting(client.secret, setup), clientId: 'nobody-knows-this' }
    await registerConnector(shop.core, siteId, `${id}-stranger`, foreign)
  }
  stop = async () => {
    await shop.stop()
    await china.stop()
    await database.drop()
  }
})
afterAll(() => stop?.())
beforeEach(() => {
  china.street.refuses = false
  china.faults.token = null
  Object.assign(china.qq.manner, { hasUnionId: true, isOld: false })
  china.alipay.manner.tells = 'open_id'
  china.clock.byMs = shop.clock.byMs = 0
  china.wechat.manner.isSnapshot = false
})

/** The provider's page, where the person says yes (or no): where they are sent, or the page that leads nowhere. */
async function provider(address: string, connector: string) {
  const answer = await fetch(address, {
    ...{ redirect: 'manual', headers: { 'user-agent': BROWSERS[kindOf(connector)] ?? 'Mozilla/5.0' } },
  })
  return { location: answer.headers.get('location'), html: await answer.text() }
}

/** Back at the shop: by a redirect, or by a form of another site, which brings no cookie. */
async function back(browser: Browser, { location, html }: { location: string | null; html: string }) {
  if (location !== null) return await browser.ask(location)
  const action = /action="([^"]+)"/.exec(html)?.[1]
  if (action === undefined) throw new Error(html)
  const fields = [...html.matchAll(/name="(\w+)" value="([^"]*)"/g)]
  const form = new URLSearchParams(fields.map(([, name, value]) => [name!, value!.replaceAll('&#34;', '"')]))
  const posted = await shop.server.inject({
    method: 'POST',
    url: action.slice(PUBLIC_URL.length),
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://appleid.apple.com' },
    payload: form.toString(),
  })
  expect(posted.statusCode).toBe(303)
  const onward = String(posted.headers.location)
  return onward.includes('sign-in-problem') ? posted : await browser.ask(onward)
}

async function through(connector: string, browser = new Browser(shop.server)) {
  const address = await browser.begin('hill', connector)
  return { browser, answer: await back(browser, await provider(address, connector)) }
}

const who = async (browser: Browser) => (await browser.ask('/v1/sites/hill/sign-in')).json().signedIn
const problemOf = (answer: { headers: Record<string, unknown> }) =>
  Object.fromEntries(new URL(String(answer.headers.location), PUBLIC_URL).searchParams)
const accounts = async () =>
  await shop.core.db.query<{ id: string; connector: string }>('select id, connector from account order by id')

describe.each(IDS)('%s', (id) => {
  beforeEach(() => {
    china.street.person = { ...LIN, openId: `${id}-open`, unionId: `${id}-union` }
  })

  test('somebody signs in, and is the same the next time', async () => {
    const before = (await accounts()).length
    const { browser, answer } = await through(id)
    expect(problemOf(answer)).toEqual({})
    expect(await who(browser)).toMatchObject({ name: '林晚', connector: id })
    const again = await through(id)
    expect(await who(again.browser)).toMatchObject({ connector: id })
    expect(await accounts()).toHaveLength(before + 1)
  })

  test('a token that ends is refreshed', async () => {
    await through(id)
    const account = (await accounts()).findLast((one) => one.connector === id)!
    const first = await accessToken(shop.signIn, siteId, account.id)
    const byMs = 20 * 86_400_000
    // Past the end of a token and before that of a refresh token, for each but QQ, whose tokens live for three months.
    china.clock.byMs = shop.clock.byMs = id === 'qq' ? 5 * byMs : byMs
    expect(await accessToken(shop.signIn, siteId, account.id)).not.toBe(first)
  })

  test('a code that is too old is refused, and nobody is signed in', async () => {
    const browser = new Browser(shop.server)
    const said = await provider(await browser.begin('hill', id), id)
    china.clock.byMs = 120 * MINUTE
    // Apple also looks at the age of the client secret, and its codes live for five minutes.
    if (id === 'apple') china.clock.byMs = shop.clock.byMs = 6 * MINUTE
    expect(problemOf(await back(browser, said))).toMatchObject({ code: 'sign-in/code-refused' })
    expect(await who(browser)).toBeNull()
  })

  test('a callback is good once, and in its own browser', async () => {
    const browser = new Browser(shop.server)
    const said = await provider(await browser.begin('hill', id), id)
    expect(problemOf(await back(new Browser(shop.server), said))).toMatchObject({ code: 'sign-in/state-mismatch' })
    expect(problemOf(await back(browser, said))).toEqual({})
    expect(problemOf(await back(browser, said))).toMatchObject({ code: 'sign-in/state-mismatch' })
  })

  test('a wrong secret or key is told as the shop’s mistake', async () => {
    const { answer, browser } = await through(`${id}-wrong`)
    expect(problemOf(answer)).toMatchObject({ code: 'sign-in/provider-refused', what: 'invalid_client' })
    expect(await who(browser)).toBeNull()
  })

  test('the test of the registration says what is right and what is wrong, and nobody signs in for it', async () => {
    const test = (connector: string) => testConnector(shop.signIn, site, connector, 'en')
    const before = china.asked.length
    // Only where a page refuses other redirect addresses in words that are known is ours seen to be registered.
    const seesRedirect = ['wechat', 'qq'].includes(id)
    const { checked } = await test(id)
    expect(checked).toEqual(['client', ...(seesRedirect ? ['redirect'] : []), 'clock'])
    expect(china.asked.length).toBeGreaterThan(before)
    await expect(test(`${id}-wrong`)).rejects.toMatchObject({
      code: ['douyin', 'apple'].includes(id) ? 'sign-in/client-refused' : 'sign-in/secret-refused',
    })
    await expect(test(`${id}-stranger`)).rejects.toMatchObject({
      code: id === 'apple' ? 'sign-in/client-refused' : 'sign-in/id-refused',
    })
    shop.clock.byMs = 10 * MINUTE
    await expect(test(id)).rejects.toMatchObject({ code: 'sign-in/clock-off', params: { minutes: 10 } })
  })

  test('who says no is not signed in', async () => {
    china.street.refuses = true
    const browser = new Browser(shop.server)
    const said = await provider(await browser.begin('hill', id), id)
    // QQ, Alipay and Douyin let nobody come back; WeChat comes back without a code, Apple with an error.
    if (['qq', 'alipay', 'douyin'].includes(id)) expect(said.location).toBeNull()
    else expect(problemOf(await back(browser, said)).code).toBe('sign-in/denied')
    expect(await who(browser)).toBeNull()
  })

  test.each([
    ['a page', { type: 'text/html', body: '<html>busy' }, 'sign-in/provider-rubbish'],
    ['an object of another shape', { type: 'application/json', body: '{"hello":1}' }, 'sign-in/untrusted-answer'],
    ['a failure', { status: 502, type: 'text/html', body: 'Bad Gateway' }, 'sign-in/provider-down'],
    ['far too much', { type: 'application/json', body: `{"a":"${'a'.repeat(600_000)}"}` }, 'sign-in/provider-rubbish'],
    ['a way elsewhere', { status: 302, type: 'text/plain', body: '', location: 'http://localhost:9/' }, ''],
  ])('a token endpoint that answers %s signs nobody in', async (_what, said, code) => {
    const browser = new Browser(shop.server)
    const agreed = await provider(await browser.begin('hill', id), id)
    china.faults.token = said
    const problem = problemOf(await back(browser, agreed))
    expect(problem.code).toMatch(
      code === '' ? /^sign-in\/(provider-rubbish|provider-refused|provider-down|untrusted-answer)$/ : code,
    )
    expect(await who(browser)).toBeNull()
  })

  test('a callback taken to another kind of account is refused', async () => {
    const other = id === 'qq' ? 'wechat' : 'qq'
    const browser = new Browser(shop.server)
    const said = await provider(await browser.begin('hill', id), id)
    const turned = (text: string | null) => text?.replace(`/sign-in/${id}/`, `/sign-in/${other}/`) ?? null
    const answer = await back(browser, { location: turned(said.location), html: turned(said.html)! })
    // A form is only taken where one was asked for.
    expect(problemOf(answer).code).toBe(id === 'apple' ? 'sign-in/no-code' : 'sign-in/state-mismatch')
    expect(await who(browser)).toBeNull()
  })

  test('no token, code or secret is in an address that somebody else sees', async () => {
    const { answer } = await through(id)
    expect(answer.headers['referrer-policy']).toBe('no-referrer')
    expect(String(answer.headers.location)).not.toMatch(/code=/)
  })
})

describe('WeChat on the desk and in the hand', () => {
  test('is one person, by the unionid', async () => {
    china.street.person = { ...LIN, openId: 'desk', unionId: 'one-person' }
    const before = (await accounts()).length
    await through('wechat')
    const inApp = await through('wechat-official')
    expect(await accounts()).toHaveLength(before + 1)
    expect(await who(inApp.browser)).toMatchObject({ name: '林晚' })
    const account = (await accounts()).at(-1)!
    expect(await accessToken(shop.signIn, siteId, account.id)).toBeTruthy()
  })

  test('somebody known by openid is the same once the app is bound and tells a unionid', async () => {
    china.street.person = { ...LIN, openId: 'early', unionId: null }
    await through('wechat')
    const before = (await accounts()).length
    china.street.person = { ...LIN, openId: 'early', unionId: 'later' }
    await through('wechat')
    await through('wechat-official')
    expect(await accounts()).toHaveLength(before)
  })

  test('a snapshot page signs nobody in, and says what to do', async () => {
    china.wechat.manner.isSnapshot = true
    const { answer, browser } = await through('wechat-official')
    expect(problemOf(answer)).toMatchObject({ code: 'sign-in/no-subject' })
    expect(await who(browser)).toBeNull()
  })
})

describe('Apple', () => {
  test('access is taken back at Apple when the account is let go', async () => {
    china.street.person = { ...LIN, openId: 'leaves', unionId: null }
    await through('apple')
    const account = (await accounts()).at(-1)!
    const [row] = await shop.core.db.query<{ person_id: string }>('select person_id from account where id = $1', [
      account.id,
    ])
    await shop.core.db.tx((tx) => eraseSignIn(shop.signIn, tx, siteId, row!.person_id))
    const taken = await until(() => china.asked.find(({ path }) => path === '/auth/revoke'), {
      what: 'the call to Apple',
    })
    expect(taken.body.get('token')).toMatch(/^r/)
  })

  test('somebody who comes back keeps no name that was not told, and no e-mail is asked for', async () => {
    const browser = new Browser(shop.server)
    const address = new URL(await browser.begin('hill', 'apple'))
    expect(address.searchParams.get('scope')).toBe('openid name')
    expect(address.searchParams.get('response_mode')).toBe('form_post')
  })
})

describe('QQ', () => {
  beforeEach(() => {
    china.street.person = { ...LIN, openId: 'qq-other', unionId: 'qq-other-union' }
  })

  test('a server that only knows forms and JSONP signs in too', async () => {
    china.qq.manner.isOld = true
    const { browser } = await through('qq')
    expect(await who(browser)).toMatchObject({ name: '林晚', connector: 'qq' })
  })

  test('an application without unionids is told what is missing', async () => {
    china.qq.manner.hasUnionId = false
    const { answer, browser } = await through('qq')
    expect(problemOf(answer)).toMatchObject({ code: 'sign-in/provider-refused', what: 'unionid_not_granted: 100048' })
    expect(await who(browser)).toBeNull()
  })
})

describe('Alipay', () => {
  test('somebody known by user_id is the same when the app is moved to open_id', async () => {
    china.street.person = { ...LIN, openId: 'ali-moved', unionId: null }
    china.alipay.manner.tells = 'user_id'
    await through('alipay')
    const before = (await accounts()).length
    china.alipay.manner.tells = 'both'
    await through('alipay')
    china.alipay.manner.tells = 'open_id'
    await through('alipay')
    expect(await accounts()).toHaveLength(before)
  })
})

describe('the test of a registration', () => {
  test.each([
    ['wechat', 40164, 'sign-in/host-refused'],
    ['wechat', 40013, 'sign-in/id-refused'],
    ['wechat', 40002, 'sign-in/provider-refused'],
    ['wechat', -1, 'sign-in/provider-refused'],
  ])('%s answers %i: %s', async (id, errcode, code) => {
    china.faults.token = { type: 'text/plain', body: JSON.stringify({ errcode, errmsg: '' }) }
    await expect(testConnector(shop.signIn, site, id, 'zh')).rejects.toMatchObject({ code })
  })

  test.each([
    [100010, 'sign-in/redirect-refused'],
    [100011, 'sign-in/not-released'],
  ])('QQ answers %i: %s', async (error, code) => {
    china.faults.token = { type: 'text/html', body: `callback( ${JSON.stringify({ error, error_description: '' })} );` }
    await expect(testConnector(shop.signIn, site, 'qq', 'zh')).rejects.toMatchObject({ code })
  })

  test.each(['wechat', 'qq'])('%s does not know the redirect address', async (id) => {
    const lost = await testConnector(shop.signIn, { ...site, slug: 'elsewhere' }, id, 'en').catch((e: unknown) => e)
    // WeChat registers a host, so that another path of it is registered as well.
    if (id === 'wechat') expect(lost).toMatchObject({ checked: expect.arrayContaining(['client']) })
    else expect(lost).toMatchObject({ code: 'sign-in/redirect-refused' })
  })

  test.each([
    [weibo, { error: 'invalid_grant', error_code: 21325 }, null],
    [weibo, { error: 'invalid_client', error_code: 21324 }, 'sign-in/client-refused'],
    [weibo, { error: 'redirect_uri_mismatch', error_code: 21322 }, 'sign-in/redirect-refused'],
    [github(), { error: 'bad_verification_code' }, null],
    [github(), { error: 'incorrect_client_credentials' }, 'sign-in/client-refused'],
    [github(), { error: 'redirect_uri_mismatch' }, 'sign-in/redirect-refused'],
  ] as const)('%o is asked and says %o: %s', async (descriptor, body, code) => {
    const status = descriptor === weibo ? 400 : 200
    const isPage = (url: string) => url.includes('/authorize')
    const net = async (url: string) =>
      isPage(url) ? new Response('<html>') : Response.json(body, { status: status as number })
    const registration = { ...{ issuer: '', clientId: 'a', clientSecret: 'b', name: 'X', descriptor } }
    const asked = new Providers(shop.clock, { fetch: net }).probe(
      { ...registration, tokenAuth: 'client_secret_post' },
      'https://shop.example/s/hill/sign-in/x/callback',
    )
    if (code === null) expect(await asked).toEqual(['client'])
    else await expect(asked).rejects.toMatchObject({ code })
  })
})
