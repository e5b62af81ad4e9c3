import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { desktopPage, launch, phonePage, tryLaunch } from './chromium.ts'
import { freshDatabase } from './database.ts'
import { until } from './wait.ts'

describe('until', () => {
  test('answers with what it waited for', async () => {
    let looks = 0
    expect(await until(() => ++looks > 2 && `look ${looks}`)).toBe('look 3')
  })

  test('names what never came and keeps the last error', async () => {
    const never = until(
      () => {
        throw new Error('not there')
      },
      { timeoutMs: 20, what: 'the parcel' },
    )
    await expect(never).rejects.toThrow('waited 20 ms for the parcel')
    await expect(never).rejects.toHaveProperty('cause.message', 'not there')
  })
})

describe('freshDatabase', () => {
  test('two files get a database each, both migrated', async () => {
    const { openDb } = await import('../../src/storage/db.ts')
    const [one, two] = await Promise.all([freshDatabase(), freshDatabase()])
    expect(one.url).not.toBe(two.url)
    for (const { url } of [one, two]) {
      const db = openDb(url, { max: 1 })
      const { count } = await db.one<{ count: number }>('select count(*) as count from migration')
      expect(count).toBeGreaterThan(0)
      await db.close()
    }
    await Promise.all([one.drop(), two.drop()])
  })
})

describe('a browser', () => {
  let started: Awaited<ReturnType<typeof tryLaunch>>
  beforeAll(async () => {
    started = await tryLaunch()
  })
  afterAll(async () => {
    await started.browser?.close()
  })

  test('a phone page is narrow, touched, and speaks the language asked for', async (ctx) => {
    if (!started.browser) return ctx.skip(started.reason)
    const page = await phonePage(started.browser, { lang: 'zh', theme: 'dark' })
    await page.setContent('<meta name="viewport" content="width=device-width">')
    expect(await page.evaluate('[innerWidth, navigator.maxTouchPoints > 0, navigator.language]')).toEqual([
      390,
      true,
      'zh-CN',
    ])
    expect(await page.evaluate('matchMedia("(prefers-color-scheme: dark)").matches')).toBe(true)
    await page.context().close()
  })

  test('a desktop page is wide', async (ctx) => {
    if (!started.browser) return ctx.skip(started.reason)
    const page = await desktopPage(started.browser, { lang: 'en' })
    expect(await page.evaluate('[innerWidth, innerHeight, navigator.language]')).toEqual([1440, 900, 'en-GB'])
    await page.context().close()
  })

  test('a Chromium that is not there is a reason, not a crash', async () => {
    const before = process.env.CHROMIUM_PATH
    process.env.CHROMIUM_PATH = '/nowhere/chromium'
    try {
      await expect(launch()).rejects.toThrow('/nowhere/chromium')
      expect((await tryLaunch()).reason).toContain('no Chromium can start here')
    } finally {
      if (before === undefined) delete process.env.CHROMIUM_PATH
      else process.env.CHROMIUM_PATH = before
    }
  })
})
