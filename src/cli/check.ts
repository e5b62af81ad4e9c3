import { existsSync, statSync } from 'node:fs'
import { access, constants } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type Lang, say, type Text } from '../base/i18n.ts'
import { silentLog } from '../base/log.ts'
import { Problem } from '../base/problem.ts'
import { type Config, lookAtConfig } from '../config.ts'
import { loadConnectors, ownFolders } from '../connectors/load.ts'
import { checkAudit } from '../engine/audit.ts'
import { loadKeys } from '../engine/keys.ts'
import { listSites } from '../sites/store.ts'
import { lookApart, mendApart } from '../storage/apart.ts'
import { openDb } from '../storage/db.ts'
import { runningServer, urlOf } from '../storage/embedded/cluster.ts'
import { stateFolder } from '../storage/embedded/owner.ts'
import { startEmbedded } from '../storage/embedded.ts'
import { readOptions } from './options.ts'
import { bold, dim, pad, printTable, terminalLang } from './print.ts'
import { serving } from './serve.ts'
import { USAGE } from './usage.ts'

/** One thing looked at: fine, to be known, or what is wrong and how to mend it. */
interface Finding {
  readonly mark: '✓' | '·' | '✗'
  readonly what: string
  readonly next?: string
}

const WORDS = {
  settings: { zh: '设置', en: 'Settings' },
  findings: { zh: '检查', en: 'Findings' },
  node: { zh: 'Node {version}', en: 'Node {version}' },
  nodeOld: { zh: '需要 22.18 以上；npm start 会自带一个', en: '22.18 or newer is needed; npm start brings one' },
  home: { zh: '状态文件夹可写：{home}', en: 'The state folder can be written: {home}' },
  homeBad: { zh: '状态文件夹不可写：{home}', en: 'The state folder cannot be written: {home}' },
  homeNext: {
    zh: '改它的权限，或用 TUIDAN_HOME 换一个',
    en: 'Change its permissions, or choose another with TUIDAN_HOME',
  },
  port: { zh: '端口 {port} 空着', en: 'Port {port} is free' },
  portBusy: { zh: '端口 {port} 有程序在用（可能就是推单）', en: 'Port {port} is in use (perhaps by Tuidan itself)' },
  portNext: { zh: '要再开一个就换 TUIDAN_PORT', en: 'For a second one choose another TUIDAN_PORT' },
  database: {
    zh: '数据库 PostgreSQL {version}，提交即落盘：{durable}',
    en: 'Database PostgreSQL {version}, synced at commit: {durable}',
  },
  notDurableNext: {
    zh: '在数据库里打开 fsync 和 synchronous_commit，不然断电会丢订单',
    en: 'Switch fsync and synchronous_commit on in that database: without them a power cut loses orders',
  },
  databaseOld: { zh: '数据库版本太旧', en: 'The database is too old' },
  databaseOldNext: { zh: '要 PostgreSQL 15 以上', en: 'PostgreSQL 15 or newer is needed' },
  apart: {
    zh: '数据库把各个网站隔开（行级安全，试读过）',
    en: 'The database keeps sites apart (row level security, tried)',
  },
  apartLater: {
    zh: '数据库把各个网站隔开：下次启动时建立并检查',
    en: 'The database keeps sites apart: seen to, and tried, at the next start',
  },
  audit: {
    zh: '审计记录连得上，一条不少，一字未改：{n} 条',
    en: 'The audit is one unbroken chain, nothing taken out or changed: {n} {n|entry|entries}',
  },
  auditBroken: {
    zh: '网站 {site} 的审计记录从第 {at} 条起对不上：有人绕过程序改过或删过',
    en: 'The audit of the site {site} does not hold from entry {at} on: somebody changed or removed entries past the program',
  },
  auditBrokenNext: {
    zh: '留好这个数据库和最近的备份，查谁能直接连数据库；控制台“合规”里能看到前后几条',
    en: 'Keep this database and the last backups, and find out who can reach the database itself; Duties in the console shows the entries around it',
  },
  embedded: { zh: '数据库：自带的 PostgreSQL', en: 'Database: the embedded PostgreSQL' },
  secure: {
    zh: '公开地址是 https，手机全部功能可用',
    en: 'The public address is https: every feature of the phone works',
  },
  local: { zh: '只有本机：localhost 上全部功能可用', en: 'This machine only: on localhost every feature works' },
  insecure: {
    zh: '公开地址不是 https：手机的相机、通知和安装会关着',
    en: 'The public address is not https: camera, notifications and install stay off on phones',
  },
  insecureNext: {
    zh: '给证书（TUIDAN_TLS_CERT、TUIDAN_TLS_KEY），或前面放代理并设 TUIDAN_URL=https://…',
    en: 'Give a certificate (TUIDAN_TLS_CERT, TUIDAN_TLS_KEY), or put a proxy in front and set TUIDAN_URL=https://…',
  },
  certificate: { zh: '证书 {file} 读得出来', en: 'The certificate {file} can be read' },
  certificateLan: {
    zh: '局域网用自己的证书，启动时做好',
    en: 'The local network gets a certificate of its own, made at the start',
  },
  certificateNone: {
    zh: '没有自己的证书：本机或代理后面不需要',
    en: 'No certificate of its own: none is needed on this machine or behind a proxy',
  },
  visitors: { zh: '限次按每个人自己的地址算', en: 'Limits count each visitor by their own address' },
  visitorsOne: {
    zh: '前面好像有代理，没有列出：限次会把所有人算成一个地址',
    en: 'There seems to be a proxy in front that is not listed: for limits everybody is one address',
  },
  visitorsNext: {
    zh: '设 TUIDAN_TRUST_PROXY=代理的地址，例如 127.0.0.1',
    en: 'Set TUIDAN_TRUST_PROXY to its address, for example 127.0.0.1',
  },
  contact: { zh: '推送服务的联系地址已设', en: 'Push services have a contact' },
  contactNone: {
    zh: '还没设推送服务的联系地址：苹果的推送服务会拒收，iPhone 收不到后台通知',
    en: 'No contact for push services is set yet: Apple’s refuses without one, so iPhones get no background notifications',
  },
  keysOpen: {
    zh: '这台机器上的别人也能读 {file}，里面是打开一切的钥匙',
    en: 'Others on this machine can read {file}, which holds the keys to everything',
  },
  keysOpenNext: { zh: 'chmod 600 {file}', en: 'chmod 600 {file}' },
  keys: { zh: '封存用的钥匙读得出来：{ids} 号', en: 'The keys that seal can be read: {ids}' },
  own: { zh: '自己写的联合账号：{ids}', en: 'Kinds of account of your own: {ids}' },
  ownBad: { zh: '自己写的联合账号装不上：{file}', en: 'A kind of account of your own does not load: {file}' },
  contactNext: { zh: '设 TUIDAN_PUSH_CONTACT=mailto:你的邮箱', en: 'Set TUIDAN_PUSH_CONTACT=mailto:you@your.shop' },
} satisfies Record<string, Text>

/** `tuidan check`: every effective value with its origin, then what is wrong, all of it, and how to mend it. 1 if something is. */
export async function check(args: readonly string[]): Promise<number> {
  const { values } = readOptions(args, USAGE.check, { mend: { type: 'boolean' } })
  const lang = terminalLang(process.env)
  const { config, settings, faults } = lookAtConfig()
  if (values.mend === true) await mend(config)
  console.log(bold(say(WORDS.settings, lang)))
  printTable(settings.map((s) => [`  ${s.env ?? s.name}`, s.value, dim(s.origin), dim(say(s.about, lang))]))
  console.log(`\n${bold(say(WORDS.findings, lang))}`)
  const findings = [...faults.map((fault) => fromProblem(fault, lang)), ...(await look(config, lang))]
  for (const f of findings) console.log(`  ${f.mark} ${f.what}${f.next ? `\n    ${pad('→', 2)}${f.next}` : ''}`)
  return findings.some((f) => f.mark === '✗') ? 1 : 0
}

async function look(config: Config, lang: Lang): Promise<Finding[]> {
  const w = (key: keyof typeof WORDS, params = {}) => say(WORDS[key], lang, params)
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const nodeOk = major > 22 || (major === 22 && minor >= 18)
  return [
    {
      mark: nodeOk ? '✓' : '✗',
      what: w('node', { version: process.versions.node }),
      ...(nodeOk ? {} : { next: w('nodeOld') }),
    },
    (await writable(config.home))
      ? { mark: '✓', what: w('home', { home: config.home }) }
      : { mark: '✗', what: w('homeBad', { home: config.home }), next: w('homeNext') },
    (await portFree(config))
      ? { mark: '✓', what: w('port', { port: config.port }) }
      : { mark: '·', what: w('portBusy', { port: config.port }), next: w('portNext') },
    await database(config, lang),
    ...(await apart(config, lang)),
    ...(await auditOf(config, lang)),
    ...(await keysOf(config, lang)),
    await certificate(config, lang),
    addressFinding(config, w),
    visitorsFinding(config, w),
    ...(await ownConnectors(config, lang)),
    config.vapidContact !== null || config.url?.startsWith('https:')
      ? { mark: '✓', what: w('contact') }
      : { mark: '·', what: w('contactNone'), next: w('contactNext') },
  ]
}

function addressFinding(config: Config, w: (key: keyof typeof WORDS) => string): Finding {
  if (config.url === null && !config.lan) return { mark: '✓', what: w('local') }
  if (config.lan || config.url?.startsWith('https:')) return { mark: '✓', what: w('secure') }
  return { mark: '✗', what: w('insecure'), next: w('insecureNext') }
}

/** An https address without a certificate of ours is some proxy's. */
function visitorsFinding(config: Config, w: (key: keyof typeof WORDS) => string): Finding {
  const isBehind = !config.lan && config.tlsCert === null && config.url?.startsWith('https:') === true
  return isBehind && config.trustProxy.length === 0 && config.limits > 0
    ? { mark: '·', what: w('visitorsOne'), next: w('visitorsNext') }
    : { mark: '✓', what: w('visitors') }
}

/** Nothing is said where there are none. */
async function ownConnectors(config: Config, lang: Lang): Promise<Finding[]> {
  const folders = ownFolders(config.home, config.connectorFolder)
  if (folders.length === 0) return []
  const { own, faults } = await loadConnectors(folders)
  const bad = faults.map(({ file, words }): Finding => {
    return { mark: '✗', what: say(WORDS.ownBad, lang, { file }), next: words[lang] }
  })
  return own.length === 0 ? bad : [{ mark: '✓', what: say(WORDS.own, lang, { ids: own.join(', ') }) }, ...bad]
}

/** Looked at where they are; making them is for the first start. */
async function keysOf({ home, keys }: Config, lang: Lang): Promise<Finding[]> {
  const file = join(home, 'keys.json')
  if (keys === null && !existsSync(file)) return []
  try {
    // Windows has no such bits.
    if (keys === null && process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
      return [{ mark: '✗', what: say(WORDS.keysOpen, lang, { file }), next: say(WORDS.keysOpenNext, lang, { file }) }]
    const ids = [...(await loadKeys(home, keys)).keys.keys()].sort((a, b) => a - b)
    return [{ mark: '✓', what: say(WORDS.keys, lang, { ids: ids.join(', ') }) }]
  } catch (error) {
    return [fromProblem(error, lang)]
  }
}

async function writable(folder: string): Promise<boolean> {
  try {
    stateFolder(folder)
    await access(folder, constants.W_OK)
    return true
  } catch {
    return false // the finding says it
  }
}

async function portFree(config: Config): Promise<boolean> {
  return await new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(config.port, config.host, () => probe.close(() => resolve(true)))
  })
}

async function database(config: Config, lang: Lang): Promise<Finding> {
  if (config.databaseUrl === null) return { mark: '✓', what: say(WORDS.embedded, lang) }
  const db = openDb(config.databaseUrl, { max: 1, applicationName: 'check' })
  try {
    const row = await db.one<{ version: string; durable: boolean }>(
      `select current_setting('server_version') as version,
              current_setting('fsync') = 'on' and current_setting('synchronous_commit') = 'on' as durable`,
    )
    if (Number.parseInt(row.version, 10) < 15)
      return { mark: '✗', what: say(WORDS.databaseOld, lang), next: say(WORDS.databaseOldNext, lang) }
    return {
      mark: row.durable ? '✓' : '✗',
      what: say(WORDS.database, lang, { version: row.version, durable: row.durable ? '✓' : '✗' }),
      ...(row.durable ? {} : { next: say(WORDS.notDurableNext, lang) }),
    }
  } catch (error) {
    return fromProblem(error, lang)
  } finally {
    await db.close()
  }
}

/** Where the database is now; null for one that sleeps until the next start. */
async function databaseUrlOf({ databaseUrl, home }: Config): Promise<string | null> {
  const running = databaseUrl === null ? await runningServer(join(home, 'pg', 'data')) : null
  return databaseUrl ?? (running === null ? null : urlOf(running.socketFolder))
}

/** Whether the audit of each site is the chain it was written as; nothing is said where there is none yet, or the database is away. */
async function auditOf(config: Config, lang: Lang): Promise<Finding[]> {
  const url = await databaseUrlOf(config)
  if (url === null) return []
  const db = openDb(url, { max: 1, applicationName: 'check' })
  try {
    const { isThere } = await db.one<{ isThere: boolean }>(`select to_regclass('audit') is not null as "isThere"`)
    if (!isThere) return []
    const findings: Finding[] = []
    let n = 0
    for (const { id, slug } of await listSites(db)) {
      const { entries, brokenAt } = await checkAudit(db, id)
      n += entries
      const what = say(WORDS.auditBroken, lang, { site: slug, at: brokenAt ?? 0 })
      if (brokenAt !== null) findings.push({ mark: '✗', what, next: say(WORDS.auditBrokenNext, lang) })
    }
    return findings.length > 0 ? findings : [{ mark: '✓', what: say(WORDS.audit, lang, { n }) }]
  } catch (error) {
    return error instanceof Problem && error.code === 'storage/unreachable' ? [] : [fromProblem(error, lang)]
  } finally {
    await db.close()
  }
}

/** Whether the rows of sites are kept apart; nothing is said of a database that is away, which another finding names. */
async function apart(config: Config, lang: Lang): Promise<Finding[]> {
  const url = await databaseUrlOf(config)
  if (url === null) return [{ mark: '·', what: say(WORDS.apartLater, lang) }]
  try {
    return [
      (await lookApart(url))
        ? { mark: '✓', what: say(WORDS.apart, lang) }
        : { mark: '·', what: say(WORDS.apartLater, lang) },
    ]
  } catch (error) {
    return error instanceof Problem && error.code === 'storage/unreachable' ? [] : [fromProblem(error, lang)]
  }
}

/** Puts back what somebody has changed by hand of what keeps sites apart. */
async function mend(config: Config): Promise<void> {
  const { home, cache } = config
  const embedded = config.databaseUrl === null ? await startEmbedded({ home, cache, log: silentLog }) : null
  try {
    await mendApart(config.databaseUrl ?? embedded!.url)
  } finally {
    await embedded?.stop()
  }
}

async function certificate(config: Config, lang: Lang): Promise<Finding> {
  try {
    if (config.lan) return { mark: '✓', what: say(WORDS.certificateLan, lang) }
    await serving(config)
    if (config.tlsCert === null) return { mark: '·', what: say(WORDS.certificateNone, lang) }
    return { mark: '✓', what: say(WORDS.certificate, lang, { file: config.tlsCert }) }
  } catch (error) {
    return fromProblem(error, lang)
  }
}

function fromProblem(error: unknown, lang: Lang): Finding {
  if (!(error instanceof Problem)) throw error
  const [what, next] = [error.spec.title, error.spec.next].map((text) => say(text, lang, error.params))
  return { mark: '✗', what: `${what} (${error.code})`, next: next! }
}
