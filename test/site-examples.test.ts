import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { registerConnector } from '../src/sign-in/flow-connectors.ts'
import { desktopPage, phonePage, tryLaunch, watchErrors } from './harness/chromium.ts'
import { ROOT } from './harness/source.ts'
import { freePort, type Json, type LoopSite, LoopWorld, Visitor } from './loop-world.ts'
import { claimsOf, leadsTo, madeClient } from './openid-world.ts'

// Sites that somebody already has: the three examples, started as their READMEs say, each driven by a real browser from the
// button on the site to the provider and back.

let world: LoopWorld
let at: LoopSite
let other: LoopSite
let browser: Browser | null
let reason = ''
let page: Page
let errors: string[]
const running: ChildProcess[] = []

beforeAll(async () => {
  const launched = await tryLaunch()
  browser = launched.browser
  reason = launched.reason ?? ''
  world = await LoopWorld.open()
  at = await world.site([])
  other = await world.site([])
  // One whose server is found from what is typed.
  const names = { zh: 'Mastodon', en: 'Mastodon' }
  const mastodon = { kind: 'mastodon', issuer: '', clientId: '', clientSecret: '', source: null, name: names }
  await registerConnector(world.app.core, at.site.id, 'mastodon', { ...mastodon, tokenAuth: 'none' })
})
afterAll(async () => {
  await browser?.close()
  for (const child of running) {
    const ended = new Promise((resolve) => child.once('close', resolve))
    if (child.exitCode === null) {
      child.kill()
      await ended
    }
  }
  await world?.stop()
})
beforeEach(async (ctx) => {
  if (browser === null) return ctx.skip(reason)
  page = await desktopPage(browser, { lang: 'en' })
  errors = watchErrors(page)
})
afterEach(async () => {
  await page?.context().close()
})

/** Starts an example and waits until it says its address. */
async function started(file: string, env: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, ['--no-warnings', join(ROOT, 'examples', file)], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.push(child)
  for await (const line of createInterface({ input: child.stdout! })) return line
  throw new Error(`${file} ended before it listened`)
}

/** At the demo provider: a face, and its yes. */
async function throughProvider(face: string): Promise<void> {
  await page.getByRole('button', { name: face }).click()
  await page.getByRole('button', { name: 'Allow', exact: true }).click()
}
/** On Tuidan's sign-in page. */
async function throughTuidan(face: string): Promise<void> {
  await page.getByRole('heading', { name: 'Sign in to Hillside' }).waitFor()
  await page.getByRole('link', { name: 'With Islet' }).click()
  await throughProvider(face)
}

async function saysOwnSite(...origins: string[]): Promise<void> {
  const { name, settings } = at.site
  expect((await at.owner.ask('PUT', '/v1/console/settings', { name, settings, origins })).status).toBe(200)
}

describe('a plain HTML page with the tag', () => {
  let address: string
  beforeAll(async () => {
    const port = await freePort()
    address = await started('plain-html-sign-in/serve.mjs', {
      TUIDAN: world.url,
      SITE: at.site.slug,
      SITE_KEY: at.site.publicKey,
      PORT: String(port),
    })
    await saysOwnSite(address)
  })

  const token = () => page.evaluate('tuidan.visitor().then((who) => who && who.token)') as Promise<string | null>
  const me = async (bearer: string) =>
    (await fetch(`${address}/me`, { headers: { authorization: `Bearer ${bearer}` } })).status
  const signIn = async (face = 'Lin Wan') => {
    await page.goto(address)
    await page.getByRole('button', { name: 'With Islet' }).click()
    await throughProvider(face)
    await page.locator('output', { hasText: 'The back end knows you as' }).waitFor()
  }
  /** Asks Tuidan as a page of this origin. */
  const trade = async (body: object, origin = address) => {
    const answer = await fetch(`${world.url}/v1/visitor`, {
      method: 'POST',
      headers: { origin, 'content-type': 'text/plain' },
      body: JSON.stringify({ site: at.site.publicKey, ...body }),
    })
    const json: Json = await answer.json()
    return { status: answer.status, json }
  }

  test('draws the ways in, is told who came back, remembers it, and forgets it', async () => {
    await signIn()
    const element = page.locator('tuidan-sign-in')
    await element.getByText('林晚').waitFor()
    expect(new URL(page.url()).search).toBe('')
    const first = (await token())!
    expect(await me(first)).toBe(200)
    await page.reload()
    await element.getByText('林晚').waitFor()
    expect(claimsOf((await token())!).sub).toBe(claimsOf(first).sub)
    expect(await element.getByRole('link', { name: 'My data' }).getAttribute('href')).toBe(
      `${world.url}/s/${at.site.slug}/my-data`,
    )
    await element.getByRole('button', { name: 'Sign out' }).click()
    await element.getByRole('button', { name: 'With Islet' }).waitFor()
    await page.locator('output', { hasText: 'Nobody yet' }).waitFor()
    expect(await token()).toBeNull()
    await page.reload()
    await element.getByRole('button', { name: 'With Islet' }).waitFor()
    expect(errors).toEqual([])
  })

  test('a token is good for five minutes, for this page and this site, and unchanged', async () => {
    await signIn('He Mo')
    const good = (await token())!
    const { iss, aud, iat, exp, sub } = claimsOf(good)
    expect([aud, exp - iat, iss]).toEqual([address, 300, `${world.url}/s/${at.site.slug}/openid`])
    expect(await world.count('person where id::text = $1', [sub])).toBe(0)
    const [head, body, seal] = good.split('.') as [string, string, string]
    const changed = Buffer.from(JSON.stringify({ ...claimsOf(good), sub: 'else' })).toString('base64url')
    const none = Buffer.from('{"alg":"none","typ":"visitor+jwt"}').toString('base64url')
    for (const bad of [
      `${head}.${changed}.${seal}`,
      `${none}.${body}.`,
      `${head}.${body}.${seal.slice(0, -4)}AAAA`,
      'x',
    ])
      expect(await me(bad)).toBe(401)
    const keysAt = (slug: string) => createRemoteJWKSet(new URL(`${world.url}/s/${slug}/.well-known/jwks.json`))
    const options = { issuer: iss, audience: address, algorithms: ['ES256'], typ: 'visitor+jwt' }
    const mine = keysAt(at.site.slug)
    expect((await jwtVerify(good, mine, options)).payload.sub).toBe(sub)
    for (const [keys, change] of [
      [keysAt(other.site.slug), {}],
      [mine, { audience: world.url }],
      [mine, { currentDate: new Date((exp + 1) * 1000) }],
      [mine, { algorithms: ['RS256'] }],
    ] as const)
      await expect(jwtVerify(good, keys, { ...options, ...change } as typeof options)).rejects.toThrow()
  })

  test('a code is good once, for the page that kept its secret; a pass for its page, until the session ends', async () => {
    const visitor = await world.shopper(at)
    const verifier = randomBytes(32).toString('base64url')
    const challenge = Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))).toString(
      'base64url',
    )
    const visit = async (query: Record<string, string> = {}) => {
      const asked = new URLSearchParams({ returnTo: `${address}/?a#b`, challenge, ...query })
      return await visitor.ask('GET', `/s/${at.site.slug}/visit?${asked}`)
    }
    const code = async () => {
      const to = new URL(leadsTo((await visit()).headers)!)
      expect([to.origin, to.hash, to.searchParams.has('a')]).toEqual([address, '#b', true])
      return to.searchParams.get('tuidan_code')!
    }
    const wrong = { verifier: randomBytes(32).toString('base64url') }
    expect((await trade({ code: await code(), ...wrong })).json.code).toBe('openid/bad-code')
    expect((await trade({ code: await code(), verifier }, 'https://evil.example')).json.code).toBe('openid/bad-origin')
    expect((await trade({ code: await code(), verifier }, world.url)).json.code).toBe('openid/bad-code')
    const used = await code()
    const first = await trade({ code: used, verifier })
    expect([first.status, first.json.name]).toEqual([200, '林晚'])
    expect((await trade({ code: used, verifier })).json.code).toBe('openid/bad-code')
    const { pass } = first.json
    expect((await trade({ pass })).status).toBe(200)
    expect((await trade({ pass }, world.url)).json.code).toBe('openid/signed-out')
    expect((await trade({ pass, site: other.site.publicKey })).status).toBe(403)
    // Who does not want to after all goes back as they came.
    expect(leadsTo((await visit({ cancel: '1' })).headers)).toBe(`${address}/?a#b`)
    for (const bad of [
      await visit({ returnTo: 'https://evil.example/', cancel: '1' }),
      await visit({ returnTo: 'https://evil.example/' }),
      await visit({ challenge: 'short' }),
      await visit({ returnTo: '/s/x' }),
    ])
      expect([bad.status, bad.json.code]).toEqual([400, 'openid/bad-return'])
    await visitor.ask('POST', `/v1/sites/${at.site.slug}/sign-out`)
    expect((await trade({ pass })).json.code).toBe('openid/signed-out')
  })

  test('a server that another page names is left aside, one that the merchant’s page sends is gone to', async () => {
    const led = async (referer: string) => {
      const query = { returnTo: `${address}/`, challenge: 'x'.repeat(43), connector: 'mastodon', typed: 'evil.example' }
      const path = `/s/${at.site.slug}/visit?${new URLSearchParams(query)}`
      const headers = { 'sec-fetch-site': 'cross-site', referer }
      const answer = await new Visitor(world.url).ask('GET', path, undefined, headers)
      // Whoever is led on is still known to come from the page they left.
      expect(answer.headers.get('referrer-policy')).not.toBe(referer.startsWith(address) ? 'no-referrer' : null)
      return leadsTo(answer.headers)
    }
    expect(await led('https://evil.example/')).toContain(`/s/${at.site.slug}/enter?`)
    expect(await led(`${address}/`)).toContain(`/s/${at.site.slug}/sign-in/mastodon?`)
  })

  test.each(['light', 'dark'] as const)('fits 390 px, by keyboard and to axe, %s', async (theme) => {
    await page.context().close()
    page = await phonePage(browser!, { lang: 'zh', theme })
    await page.goto(address)
    const way = page.getByRole('button', { name: 'With Islet' })
    await way.waitFor()
    await page.keyboard.press('Tab')
    const focused = "document.querySelector('tuidan-sign-in').shadowRoot.activeElement"
    expect(await page.evaluate(`${focused}.textContent`)).toContain('With Mastodon')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(`${focused}.closest('label').textContent`)).toBe('Server or address')
    expect(await page.evaluate(`${focused}.closest('form').getBoundingClientRect().right`)).toBeLessThan(375)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
    await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
    const found = (await page.evaluate(
      `axe.run('tuidan-sign-in', { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })`,
    )) as { violations: { id: string }[] }
    expect(found.violations.map(({ id }) => id)).toEqual([])
  })
})

describe('a Fastify site with openid-client', () => {
  let address: string
  beforeAll(async () => {
    const port = await freePort()
    const here = `http://localhost:${port}`
    const made = await madeClient(at, [`${here}/back`], [`${here}/`])
    address = await started('fastify-openid-client/site.mjs', {
      ISSUER: `${world.url}/s/${at.site.slug}/openid`,
      CLIENT_ID: made.id,
      CLIENT_SECRET: made.secret,
      PORT: String(port),
    })
  })

  test('signs somebody in through Tuidan and its provider, and out of both', async () => {
    await page.goto(address)
    await page.getByRole('link', { name: 'Sign in' }).click()
    await throughTuidan('Lin Wan')
    await page.getByText('Hello 林晚').waitFor()
    expect(page.url()).toBe(`${address}/`)
    await page.getByRole('link', { name: 'Sign out' }).click()
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Sign in to Hillside' }).waitFor()
    await page.getByRole('button', { name: 'Go back without signing in' }).click()
    await page.getByText('You were not signed in: access_denied').waitFor()
  })

  test('takes no answer twice, and none that was begun elsewhere', async () => {
    const visitor = new Visitor(address)
    const begun = new URL((await visitor.ask('GET', '/sign-in')).headers.get('location')!)
    const shopper = await world.shopper(at)
    let next = begun
    while (next.origin === world.url)
      next = new URL(leadsTo((await shopper.ask('GET', next.pathname + next.search)).headers)!, next)
    const back = next.pathname + next.search
    const stranger = new Visitor(address)
    await stranger.ask('GET', '/sign-in')
    expect((await stranger.ask('GET', back)).status).toBe(400)
    expect((await visitor.ask('GET', back)).headers.get('location')).toBe('/')
    expect((await visitor.ask('GET', back)).status).toBe(400)
  })
})

describe('better-auth', () => {
  let address: string
  beforeAll(async () => {
    const port = await freePort()
    const here = `http://localhost:${port}`
    const made = await madeClient(at, [`${here}/api/auth/callback/tuidan`])
    address = await started('better-auth/site.mjs', {
      ISSUER: `${world.url}/s/${at.site.slug}/openid`,
      CLIENT_ID: made.id,
      CLIENT_SECRET: made.secret,
      BETTER_AUTH_SECRET: randomBytes(32).toString('base64'),
      PORT: String(port),
    })
  })

  test('signs somebody in through its generic OAuth plug-in', async () => {
    await page.goto(address)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await throughTuidan('He Mo')
    await page.getByText('Hello 何默').waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
  })
})
