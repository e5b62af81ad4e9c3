import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Text } from './base/i18n.ts'
import { Problem, problems } from './base/problem.ts'

/** Everything a merchant can set. Read once at the start; below config.ts everyone gets plain values. */
export interface Config {
  readonly home: string
  readonly cache: string
  readonly databaseUrl: string | null
  readonly poolSize: number
  readonly host: string
  readonly port: number
  readonly url: string | null
  readonly tlsCert: string | null
  readonly tlsKey: string | null
  readonly trustProxy: readonly string[]
  readonly limits: number
  readonly lan: boolean
  readonly demo: 'auto' | 'on' | 'off'
  readonly keys: string | null
  readonly vapidContact: string | null
  readonly pushHosts: readonly string[]
  readonly connectorFolder: string | null
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug'
  readonly connectors: Readonly<Record<string, ConnectorConfig>>
}

/** A kind of account, added by tuidan.json alone. */
export interface ConnectorConfig {
  /** The descriptor's id; `oidc` for any OpenID provider. */
  readonly kind: string
  /** Of an OpenID provider; others know their own server. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** RFC 6749 §2.3 and OpenID Connect Core §9. */
  readonly tokenAuth: 'client_secret_basic' | 'client_secret_post' | 'none'
  readonly name: Text
  /** Address of an ActivityStreams source that belongs to the account, where the provider has one. */
  readonly source: string | null
  /** Fields of this kind beside id and secret: `options` in tuidan.json. */
  readonly setup: Readonly<Record<string, string>>
  /** Sites it belongs to, by slug; empty: the default site. */
  readonly sites: readonly string[]
}

/** Where a value came from. */
export type Origin = 'default' | 'environment' | 'tuidan.json' | 'command line'

/** One setting as `tuidan check` prints it. */
export interface EffectiveSetting {
  readonly name: string
  readonly env: string | null
  readonly value: string
  readonly origin: Origin
  readonly about: Text
}

/** Expected problems of the configuration. */
export const configFail = problems({
  'config/unknown-key': {
    status: 500,
    title: { zh: '不认识设置 {key}（在 {where}）。', en: 'There is no setting called {key} (in {where}).' },
    next: {
      zh: '你是想写 {nearest} 吗？tuidan check 会列出全部设置。',
      en: 'Did you mean {nearest}? tuidan check lists every setting.',
    },
  },
  'config/bad-value': {
    status: 500,
    title: { zh: '{key} 的值不对：应该是{expectedZh}。', en: '{key} has a wrong value: {expected} is expected.' },
    next: {
      zh: '改好后再启动；tuidan check 会列出全部设置。',
      en: 'Mend it and start again; tuidan check lists every setting.',
    },
  },
  'config/unreadable': {
    status: 500,
    title: { zh: '{file} 不是有效的 JSON：{reason}', en: '{file} is not valid JSON: {reason}' },
    next: { zh: '改好这个文件，或先把它移走。', en: 'Mend the file, or move it away.' },
  },
})

interface Field {
  readonly env: string | null
  readonly about: Text
  readonly secret?: true
  readonly initial: unknown
  /** Text from the environment, or a JSON value, to the value; throws a sentence saying what is expected. */
  readonly read: (value: unknown) => unknown
}

/** A value that does not fit, and what would. */
class Unfit extends Error {
  readonly expected: Text
  constructor(zh: string, en: string) {
    super(en)
    this.expected = { zh, en }
  }
}

const badValue = (key: string, { zh, en }: Text) =>
  configFail('config/bad-value', { params: { key, expected: en, expectedZh: zh } })

const isRoot = process.getuid?.() === 0
const HOME = homedir()

const text = (value: unknown): string => {
  if (typeof value !== 'string' || value.trim() === '') throw new Unfit('一段文字', 'a text')
  return value.trim()
}
const path = (value: unknown): string => resolve(text(value).replace(/^~(?=\/|$)/, HOME))
const whole = (min: number, max: number) => (value: unknown) => {
  const n = Number(value)
  if (!Number.isInteger(n) || n < min || n > max)
    throw new Unfit(`${min} 到 ${max} 的整数`, `a whole number from ${min} to ${max}`)
  return n
}
const oneOf =
  (...words: string[]) =>
  (value: unknown) => {
    if (!words.includes(String(value))) throw new Unfit(`${words.join('、')} 之一`, `one of ${words.join(', ')}`)
    return String(value)
  }
const flag = (value: unknown): boolean => {
  if (value === true || value === false) return value
  if (['1', 'true', 'yes', 'on'].includes(String(value))) return true
  if (['0', 'false', 'no', 'off', ''].includes(String(value))) return false
  throw new Unfit('on 或 off', 'on or off')
}
const list = (value: unknown): string[] =>
  (Array.isArray(value) ? value : String(value).split(',')).map((v) => String(v).trim()).filter((v) => v !== '')
const origin = (value: unknown): string => {
  let url: URL
  try {
    url = new URL(text(value))
  } catch {
    throw new Unfit('像 https://shop.example 的地址', 'an address like https://shop.example')
  }
  if (!['http:', 'https:'].includes(url.protocol) || url.pathname !== '/' || url.search || url.hash || url.username)
    throw new Unfit('像 https://shop.example 的地址，不带路径', 'an address like https://shop.example, without a path')
  return url.origin
}
const databaseUrl = (value: unknown): string => {
  if (!/^postgres(ql)?:\/\//.test(text(value)))
    throw new Unfit('像 postgres://user@host/database 的地址', 'an address like postgres://user@host/database')
  return text(value)
}

/** The settings: default, environment name, what it is and why the default. */
const FIELDS: Readonly<Record<Exclude<keyof Config, 'connectors'>, Field>> = {
  home: {
    env: 'TUIDAN_HOME',
    about: { zh: '状态都放在这一个文件夹里', en: 'The one folder that holds all state' },
    initial: isRoot ? '/var/lib/tuidan' : join(process.env.XDG_STATE_HOME ?? join(HOME, '.local/state'), 'tuidan'),
    read: path,
  },
  cache: {
    env: 'TUIDAN_CACHE',
    about: { zh: '数据库程序的副本，随时可删', en: 'Copies of the database programs; may be deleted at any time' },
    initial: isRoot ? '/var/cache/tuidan' : join(process.env.XDG_CACHE_HOME ?? join(HOME, '.cache'), 'tuidan'),
    read: path,
  },
  databaseUrl: {
    env: 'DATABASE_URL',
    secret: true,
    about: {
      zh: 'PostgreSQL 15 以上的地址；不填就用自带的',
      en: 'A PostgreSQL 15 or newer; the embedded one is used without it',
    },
    initial: null,
    read: databaseUrl,
  },
  poolSize: {
    env: 'TUIDAN_POOL',
    about: {
      zh: '每个进程的数据库连接数（服务器一共 100 个）',
      en: 'Database connections a process (a server has 100 in all)',
    },
    initial: 10,
    read: whole(2, 90),
  },
  host: {
    env: 'TUIDAN_HOST',
    about: { zh: '监听的地址；默认只有本机能连', en: 'Address to listen on; only this machine until told otherwise' },
    initial: '127.0.0.1',
    read: text,
  },
  port: {
    env: 'TUIDAN_PORT',
    about: { zh: '端口；0 让系统挑一个', en: 'Port; 0 lets the system choose one' },
    initial: 4400,
    read: whole(0, 65535),
  },
  url: {
    env: 'TUIDAN_URL',
    about: {
      zh: '公开地址，二维码、链接、登录回跳都用它',
      en: 'Public address; QR codes, links and redirects come from it',
    },
    initial: null,
    read: origin,
  },
  tlsCert: {
    env: 'TUIDAN_TLS_CERT',
    about: { zh: '自己的证书（PEM 文件）', en: 'Own certificate (PEM file)' },
    initial: null,
    read: path,
  },
  tlsKey: {
    env: 'TUIDAN_TLS_KEY',
    about: { zh: '证书的私钥（PEM 文件）', en: 'Its private key (PEM file)' },
    initial: null,
    read: path,
  },
  trustProxy: {
    env: 'TUIDAN_TRUST_PROXY',
    about: {
      zh: '前面的代理的地址，逗号分开；只信这些',
      en: 'Addresses of the proxies in front, by comma; only these are believed',
    },
    initial: [],
    read: list,
  },
  limits: {
    env: 'TUIDAN_LIMITS',
    about: {
      zh: '每个人和地址可做多少次，按平常的几倍；0 不限',
      en: 'How often a person or address may do a thing, in times the usual; 0: no limits',
    },
    initial: 1,
    read: whole(0, 1000),
  },
  lan: {
    env: 'TUIDAN_LAN',
    about: { zh: '用自己的证书在局域网里提供服务', en: 'Serve the local network with a certificate of its own' },
    initial: false,
    read: flag,
  },
  demo: {
    env: 'TUIDAN_DEMO',
    about: {
      zh: '演示店：auto 只在自带数据库和本机地址时有',
      en: 'Demo shop: auto means only with the embedded database on loopback',
    },
    initial: 'auto',
    read: oneOf('auto', 'on', 'off'),
  },
  keys: {
    env: 'TUIDAN_KEYS',
    secret: true,
    about: {
      zh: '封存用的钥匙 1:base64,2:base64；不填就用 keys.json',
      en: 'Sealing keys 1:base64,2:base64; keys.json is used without it',
    },
    initial: null,
    read: text,
  },
  vapidContact: {
    env: 'TUIDAN_PUSH_CONTACT',
    about: { zh: '推送服务联系你的地址（mailto: 或 https:）', en: 'Where push services reach you (mailto: or https:)' },
    initial: null,
    read: (value) => {
      if (!/^(mailto:[^@\s]+@[^@\s]+\.[^@\s]+|https:\/\/\S+)$/.test(text(value)))
        throw new Unfit('mailto:you@shop.example 或 https://…', 'mailto:you@shop.example or https://…')
      return text(value)
    },
  },
  pushHosts: {
    env: 'TUIDAN_PUSH_HOSTS',
    about: {
      zh: '另外允许的推送服务主机；写全名的可以在内网、可以不用 TLS',
      en: 'Further push service hosts that are allowed; one written in full may be in your own network, and without TLS',
    },
    initial: [],
    read: list,
  },
  connectorFolder: {
    env: 'TUIDAN_CONNECTORS',
    about: {
      zh: '自己写的联合账号放在哪个文件夹；不填就看状态文件夹里的 connectors',
      en: 'Folder of your own kinds of account; connectors in the state folder without it',
    },
    initial: null,
    read: path,
  },
  logLevel: {
    env: 'TUIDAN_LOG',
    about: { zh: '日志多细', en: 'How much is logged' },
    initial: 'warn',
    read: oneOf('silent', 'error', 'warn', 'info', 'debug'),
  },
}

/** Read by tools beside the server; known here so that they are no mistake. */
const TOOL_KEYS = ['TUIDAN_DATA', 'TUIDAN_SETUP', 'TUIDAN_BENCH']

/** The configuration and where each value came from. */
export interface ReadConfig {
  readonly config: Config
  readonly settings: readonly EffectiveSetting[]
}

/** What `tuidan check` shows: also what is wrong. Where a value was, the default stands in `config` and ✗ in `settings`. */
export interface LookedAt extends ReadConfig {
  readonly faults: readonly Problem[]
}

/**
 * Reads the environment and, where it exists, `tuidan.json` in the state folder (or the file named by `file`).
 * The environment wins over the file, `overrides` (the command line) over both.
 * @throws config/unknown-key, config/bad-value, config/unreadable: the first fault there is
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>> = process.env,
  overrides: Partial<Config> = {},
  file?: string,
): ReadConfig {
  const { config, settings, faults } = lookAtConfig(env, overrides, file)
  if (faults[0] !== undefined) throw faults[0]
  return { config, settings }
}

/** `readConfig` that goes on after a fault, so that all of them can be shown at once. */
export function lookAtConfig(
  env: Readonly<Record<string, string | undefined>> = process.env,
  overrides: Partial<Config> = {},
  file?: string,
): LookedAt {
  const faults: Problem[] = []
  const names = Object.keys(FIELDS) as (keyof typeof FIELDS)[]
  const envNames = names.map((n) => FIELDS[n].env!)
  for (const key of Object.keys(env)) {
    if (key.startsWith('TUIDAN_') && ![...envNames, ...TOOL_KEYS].includes(key))
      faults.push(unknownKey(key, 'environment', envNames))
  }
  const home = path(overrides.home ?? (env.TUIDAN_HOME?.trim() || FIELDS.home.initial))
  const fileName = file ?? join(home, 'tuidan.json')
  const json = orFault(() => readJson(fileName), {}, faults)
  for (const key of Object.keys(json)) {
    if (!(key in FIELDS) && key !== 'connectors') faults.push(unknownKey(key, fileName, [...names, 'connectors']))
  }
  const values: Record<string, unknown> = {}
  const settings: EffectiveSetting[] = []
  for (const name of names) {
    const field = FIELDS[name]
    const fromEnv = field.env === null ? undefined : env[field.env]
    const [raw, from]: [unknown, Origin] =
      overrides[name] !== undefined
        ? [overrides[name], 'command line']
        : fromEnv !== undefined && fromEnv !== ''
          ? [fromEnv, 'environment']
          : json[name] !== undefined
            ? [json[name], 'tuidan.json']
            : [undefined, 'default']
    const before = faults.length
    const key = from === 'environment' ? field.env! : name
    values[name] =
      raw === undefined || raw === null
        ? field.initial
        : orFault(() => readField(field, key, raw), field.initial, faults)
    // A wrong value may be a secret in the wrong place: it is never repeated.
    const value = faults.length > before ? '✗' : show(values[name], field.secret === true)
    settings.push({ name, env: field.env, value, origin: from, about: field.about })
  }
  const connectors = readConnectors(json.connectors, fileName, faults)
  for (const id of Object.keys(connectors)) {
    settings.push({
      name: `connectors.${id}`,
      env: null,
      value: connectors[id]!.issuer || connectors[id]!.kind,
      origin: 'tuidan.json',
      about: { zh: '联合账号', en: 'A kind of federated account' },
    })
  }
  return { config: { ...(values as unknown as Config), connectors }, settings, faults }
}

/** What `read` gives; where it has a problem, that is kept and `instead` stands for it. */
function orFault<T>(read: () => T, instead: T, faults: Problem[]): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    faults.push(error)
    return instead
  }
}

const unknownKey = (key: string, where: string, known: readonly string[]) =>
  configFail('config/unknown-key', { params: { key, where, nearest: nearest(key, known) } })

/** @throws config/bad-value */
function readField(field: Field, key: string, raw: unknown): unknown {
  try {
    return field.read(raw)
  } catch (error) {
    if (!(error instanceof Unfit)) throw error
    throw badValue(key, error.expected)
  }
}

function readJson(fileName: string): Record<string, unknown> {
  let raw: string
  try {
    raw = readFileSync(fileName, 'utf8')
  } catch {
    return {} // the file is optional
  }
  try {
    const value: unknown = JSON.parse(raw)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('{ … }')
    return value as Record<string, unknown>
  } catch (cause) {
    throw configFail('config/unreadable', { params: { file: fileName, reason: (cause as Error).message }, cause })
  }
}

const CONNECTOR_KEYS = ['kind', 'issuer', 'clientId', 'clientSecret', 'tokenAuth', 'name', 'source', 'options', 'sites']

function readConnectors(value: unknown, fileName: string, faults: Problem[]): Record<string, ConnectorConfig> {
  if (value === undefined) return {}
  if (!isRecord(value)) {
    faults.push(badValue('connectors', { zh: '按 id 列出的连接器', en: 'an object of connectors by id' }))
    return {}
  }
  const read = Object.entries(value).map(
    ([id, raw]) => [id, orFault(() => readConnector(id, raw, fileName), null, faults)] as const,
  )
  return Object.fromEntries(read.filter((one): one is [string, ConnectorConfig] => one[1] !== null))
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''

function readConnector(id: string, raw: unknown, fileName: string): ConnectorConfig {
  const at = `connectors.${id}`
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(id))
    throw badValue(at, { zh: '由小写字母、数字和短横组成的 id', en: 'an id of small letters, digits and dashes' })
  if (!isRecord(raw)) throw badValue(at, { zh: '{ issuer, clientId, … }', en: '{ issuer, clientId, … }' })
  for (const key of Object.keys(raw)) {
    if (CONNECTOR_KEYS.includes(key)) continue
    throw configFail('config/unknown-key', {
      params: { key: `${at}.${key}`, where: fileName, nearest: nearest(key, CONNECTOR_KEYS) },
    })
  }
  const must = (key: string, ok: boolean, zh: string, en: string) => {
    if (!ok) throw badValue(`${at}.${key}`, { zh, en })
  }
  const { kind = 'oidc', issuer = '', clientId = '', clientSecret, tokenAuth = 'client_secret_basic', name = id } = raw
  const { source = null, sites = [], options = {} } = raw
  const isOidc = kind === 'oidc'
  must('kind', isText(kind) && /^[a-z][a-z0-9-]*$/.test(kind), '一种账号的 id', 'the id of a kind of account')
  must('issuer', isText(issuer) || (!isOidc && issuer === ''), '一段文字', 'a text')
  must('clientId', isText(clientId) || (!isOidc && clientId === ''), '一段文字', 'a text')
  const ways = ['client_secret_basic', 'client_secret_post', 'none']
  must('tokenAuth', ways.includes(String(tokenAuth)), `${ways.join('、')} 之一`, `one of ${ways.join(', ')}`)
  // Other kinds may have a key, or nothing at all, in its place.
  must('clientSecret', tokenAuth === 'none' || !isOidc || isText(clientSecret), '一段文字', 'a text')
  const named = isText(name) ? { zh: name, en: name } : name
  const hasBoth = isRecord(named) && isText(named.zh) && isText(named.en)
  must('name', hasBoth, '一个名字，或 { zh, en }', 'a name, or { zh, en }')
  const isFilled = isRecord(options) && Object.values(options).every(isText)
  must('options', isFilled, '字段名和文字', 'texts by the name of the field')
  must('source', source === null || isText(source), '一个地址', 'an address')
  must('sites', Array.isArray(sites) && sites.every(isText), '网站 slug 的列表', 'a list of sites by slug')
  return {
    kind: kind as string,
    issuer: issuer as string,
    clientId: clientId as string,
    clientSecret: isText(clientSecret) ? clientSecret : '',
    // Each was looked at above.
    tokenAuth: tokenAuth as ConnectorConfig['tokenAuth'],
    name: named as Text,
    source: source as string | null,
    setup: options as Record<string, string>,
    sites: sites as string[],
  }
}

function show(value: unknown, secret: boolean): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) return '-'
  return secret ? '••••••' : String(value)
}

/** The known name with the fewest edits between: insertions, deletions, changes, swapped neighbours (optimal string alignment). */
export function nearest(word: string, known: readonly string[]): string {
  const ranked = known.map((name) => ({ name, edits: edits(word.toLowerCase(), name.toLowerCase()) }))
  ranked.sort((a, b) => a.edits - b.edits)
  return ranked[0]?.name ?? '-'
}

function edits(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      let best = Math.min(row[j - 1]! + 1, rows[i - 1]![j]! + 1, rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, rows[i - 2]![j - 2]! + 1)
      row[j] = best
    }
    rows.push(row)
  }
  return rows[a.length]![b.length]!
}

/** The address people use: the public one, else localhost with the port. */
export function publicUrlOf(config: Config): string {
  return config.url ?? `http${config.tlsCert ? 's' : ''}://localhost:${config.port}`
}
