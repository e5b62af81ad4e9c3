import { wantsDemo } from '../../demo/world/when.ts'
import type { App } from '../app.ts'
import { type Lang, say } from '../base/i18n.ts'
import { readConfig } from '../config.ts'
import type { Core } from '../engine/core.ts'
import { hasApp } from '../http/static.ts'
import { createSite } from '../sites/flow.ts'
import type { Site } from '../sites/site.ts'
import { listSites } from '../sites/store.ts'
import { addStaff, makeLink } from '../staff/flow.ts'
import { listStaff } from '../staff/store.ts'
import { type EmbeddedServer, startEmbedded } from '../storage/embedded.ts'
import { overridesOf, readOptions } from './options.ts'
import { bold, dim, link, pad, terminalLang } from './print.ts'
import { forgetRunning, noteRunning } from './running.ts'
import { type Serving, serving, startFail } from './serve.ts'
import { USAGE } from './usage.ts'

const WORDS = {
  ready: {
    zh: '推单在跑，用了 {seconds} 秒。按 Ctrl-C 停止。',
    en: 'Tuidan runs, ready in {seconds} s. Ctrl-C stops it.',
  },
  demo: { zh: '演示', en: 'Demo' },
  demoAbout: { zh: '一页看全程：商店、手机、控制台', en: 'The whole loop on one page: shop, phone, console' },
  shop: { zh: '商店', en: 'Shop' },
  console: { zh: '控制台', en: 'Console' },
  consoleAbout: { zh: '负责人的链接，15 分钟内用一次', en: "The owner's link, works once within 15 minutes" },
  consoleAgain: {
    zh: '新的链接：npm run tuidan -- link owner',
    en: 'A fresh link: npm run tuidan -- link owner',
  },
  phone: { zh: '手机', en: 'Phone' },
  phoneAbout: {
    zh: '员工加入：npm run tuidan -- staff add，再 npm run tuidan -- link 名字 --phone',
    en: 'Workers join with: npm run tuidan -- staff add, then npm run tuidan -- link NAME --phone',
  },
  api: { zh: '接口', en: 'API' },
  trust: { zh: '信任', en: 'Trust' },
  trustAbout: {
    zh: '先在手机上打开这一页，装上证书；指纹：',
    en: 'Open this page on the phone first, to trust the server; fingerprint:',
  },
  database: { zh: '数据库', en: 'Database' },
  stopping: { zh: '正在停止，等手上的活做完…', en: 'Stopping, finishing what is in hand…' },
  left: { zh: '数据库留着，还有别的推单在用。', en: 'The database stays: another Tuidan uses it.' },
}

/** `tuidan start`: database, program, demo world, links. Ends on Ctrl-C when the work in hand is done. */
export async function start(args: readonly string[]): Promise<number> {
  const startedAt = performance.timeOrigin
  const { values } = readOptions(args, USAGE.start, {
    lan: { type: 'boolean' },
    demo: { type: 'boolean' },
    'no-demo': { type: 'boolean' },
    port: { type: 'string' },
    host: { type: 'string' },
  })
  const lang = terminalLang(process.env)
  const asked = readConfig(process.env, overridesOf(values)).config
  const demo = wantsDemo(asked)
  const served = await serving(asked)
  const { config } = served
  // The program is loaded while the database starts, and after the command was read: a slip is told at once.
  const [{ startApp }, embedded] = await Promise.all([
    import('../app.ts'),
    config.databaseUrl === null ? startEmbedded({ home: config.home, cache: config.cache, log: console_ }) : null,
  ])
  const endSupervision = embedded?.supervise()
  let app: App | undefined
  const stop = async () => {
    await forgetRunning(config.home)
    await served.trustPage?.close()
    await app?.stop()
    endSupervision?.()
    return await embedded?.stop()
  }
  try {
    app = await startApp({
      config,
      databaseUrl: config.databaseUrl ?? embedded!.url,
      databaseHow: embedded?.how ?? 'DATABASE_URL',
      tls: served.tls,
      demo,
    })
    const { shop, link } = await prepare(app.core, lang)
    const hasDemo = (await listSites(app.core.db)).some((site) => site.isDemo)
    await served.trustPage?.open()
    await noteRunning(config.home, app.url)
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
    printLinks({ app, embedded, demo: demo && hasDemo && hasApp('demo'), lang, shop, link, served, seconds })
  } catch (error) {
    // Whatever failed: nothing is left listening, or the process would stay.
    await stop()
    throw startFail(error, config)
  }
  await untilAsked()
  console.error(say(WORDS.stopping, lang))
  if ((await stop()) === 'left-running') console.error(say(WORDS.left, lang))
  return 0
}

const console_ = {
  info() {},
  warn: (_fields: object, message: string) => console.error(message),
  error: (_fields: object, message: string) => console.error(message),
}

/** The first start makes a shop and its owner; every start of a shop that nobody ever entered prints a link. */
async function prepare(core: Core, lang: Lang): Promise<{ shop: Site; link: string | null }> {
  const shop = await core.db.tx(async (tx) => {
    // Two processes may start at once on an empty database: the second one finds what the first has made.
    await tx.query("select pg_advisory_xact_lock(hashtext('tuidan first shop'))")
    return await firstShop(core, lang)
  })
  const owner = (await listStaff(core.db, shop.id)).find((s) => s.roles.includes('owner'))
  // Not by their sessions: those that have ended are let go of.
  const entered = await core.db.maybe("select 1 from event where site_id = $1 and name = 'staff.signed-in' limit 1", [
    shop.id,
  ])
  if (owner === undefined || entered !== null || !hasApp('console')) return { shop, link: null }
  return { shop, link: (await makeLink(core, { siteId: shop.id, staffId: owner.id, opens: 'console' })).url }
}

async function firstShop(core: Core, lang: Lang): Promise<Site> {
  const shop =
    (await listSites(core.db)).find((site) => !site.isDemo) ??
    (await createSite(core, { slug: 'shop', name: { zh: '我的店', en: 'My shop' } })).site
  // Also where a process died between the two.
  if ((await listStaff(core.db, shop.id)).length === 0)
    await addStaff(core, { siteId: shop.id, name: 'owner', roles: ['owner'], lang })
  return shop
}

function printLinks(input: {
  app: App
  embedded: EmbeddedServer | null
  demo: boolean
  lang: Lang
  shop: Site
  link: string | null
  seconds: string
  served: Serving
}): void {
  const { app, lang } = input
  const line = (name: string, address: string, about = '') =>
    console.log(`  ${pad(name, 10)}${address}${about ? `  ${dim(about)}` : ''}`)
  console.log(`\n${bold(say(WORDS.ready, lang, { seconds: input.seconds }))}\n`)
  if (input.demo) line(say(WORDS.demo, lang), link(`${app.url}/demo`), say(WORDS.demoAbout, lang))
  if (hasApp('shop')) line(say(WORDS.shop, lang), link(`${app.url}/s/${input.shop.slug}/`))
  if (hasApp('phone')) line(say(WORDS.phone, lang), link(`${app.url}/phone/`), say(WORDS.phoneAbout, lang))
  if (hasApp('console') && input.link !== null)
    line(say(WORDS.console, lang), link(input.link), say(WORDS.consoleAbout, lang))
  else if (hasApp('console')) line(say(WORDS.console, lang), link(`${app.url}/console/`), say(WORDS.consoleAgain, lang))
  line(say(WORDS.api, lang), link(`${app.url}/docs`))
  if (input.served.trustPage !== null) {
    line(say(WORDS.trust, lang), link(input.served.trustPage.url), say(WORDS.trustAbout, lang))
    line('', dim(input.served.trustPage.fingerprint))
  }
  if (input.embedded !== null) line(say(WORDS.database, lang), dim(input.embedded.how))
  console.log('')
}

/** Resolves at the first Ctrl-C or SIGTERM; a second one ends the process at once. */
async function untilAsked(): Promise<void> {
  await new Promise<void>((resolve) => {
    let asked = false
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(130)
        asked = true
        resolve()
      })
    }
  })
}
