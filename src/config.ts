import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Text } from './base/i18n.ts'
import { problems } from './base/problem.ts'

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
  readonly lan: boolean
  readonly demo: 'auto' | 'on' | 'off'
  readonly keys: string | null
  readonly vapidContact: string | null
  readonly pushHosts: readonly string[]
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug'
  readonly connectors: Readonly<Record<string, ConnectorConfig>>
}

/** A generic OpenID provider, added by tuidan.json alone. */
export interface ConnectorConfig {
  readonly kind: 'oidc'
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** RFC 6749 §2.3 and OpenID Connect Core §9. */
  readonly tokenAuth: 'client_secret_basic' | 'client_secret_post' | 'none'
  readonly name: Text
  /** Address of an ActivityStreams source that belongs to the account, where the provider has one. */
  readonly source: string | null
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
    title: { zh: '{key} 的值不对：{expected}。', en: '{key} has a wrong value: {expected} is expected.' },
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

const isRoot = process.getuid?.() === 0
const HOME = homedir()

const text = (value: unknown): string => {
  if (typeof value !== 'string' || value.trim() === '') throw new Error('a text')
  return value.trim()
}
const path = (value: unknown): string => resolve(text(value).replace(/^~(?=\/|$)/, HOME))
const whole = (min: number, max: number) => (value: unknown) => {
  const n = Number(value)
  if (!Number.isInteger(n) || n < min || n > max) throw new Error(`a whole number from ${min} to ${max}`)
  return n
}
const oneOf =
  (...words: string[]) =>
  (value: unknown) => {
    if (!words.includes(String(value))) throw new Error(`one of ${words.join(', ')}`)
    return String(value)
  }
const flag = (value: unknown): boolean => {
  if (value === true || value === false) return value
  if (['1', 'true', 'yes', 'on'].includes(String(value))) return true
  if (['0', 'false', 'no', 'off', ''].includes(String(value))) return false
  throw new Error('on or off')
}
const list = (value: unknown): string[] =>
  (Array.isArray(value) ? value : String(value).split(',')).map((v) => String(v).trim()).filter((v) => v !== '')
const origin = (value: unknown): string => {
  let url: URL
  try {
    url = new URL(text(value))
  } catch {
    throw new Error('an address like https://shop.example')
  }
  if (!['http:', 'https:'].includes(url.protocol) || url.pathname !== '/' || url.search || url.hash || url.username)
    throw new Error('an address like https://shop.example, without a path')
  return url.origin
}
const databaseUrl = (value: unknown): string => {
  if (!/^postgres(ql)?:\/\//.test(text(value))) throw new Error('an address like postgres://user@host/database')
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
      zh: '加密钥匙 1:base64,2:base64；不填就用 keys.json',
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
        throw new Error('mailto:you@shop.example or https://…')
      return text(value)
    },
  },
  pushHosts: {
    env: 'TUIDAN_PUSH_HOSTS',
    about: { zh: '另外允许的推送服务主机', en: 'Further push service hosts that are allowed' },
    initial: [],
    read: list,
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

/**
 * Reads the environment and, where it exists, `tuidan.json` in the state folder (or the file named by `file`).
 * The environment wins over the file, `overrides` (the command line) over both.
 * @throws config/unknown-key, config/bad-value, config/unreadable
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>> = process.env,
  overrides: Partial<Config> = {},
  file?: string,
): ReadConfig {
  const names = Object.keys(FIELDS) as (keyof typeof FIELDS)[]
  const envNames = names.map((n) => FIELDS[n].env!)
  for (const key of Object.keys(env)) {
    if (key.startsWith('TUIDAN_') && ![...envNames, ...TOOL_KEYS].includes(key))
      throw configFail('config/unknown-key', { params: { key, where: 'environment', nearest: nearest(key, envNames) } })
  }
  const home = path(overrides.home ?? env.TUIDAN_HOME ?? FIELDS.home.initial)
  const fileName = file ?? join(home, 'tuidan.json')
  const json = readJson(fileName)
  for (const key of Object.keys(json)) {
    if (!(key in FIELDS) && key !== 'connectors')
      throw configFail('config/unknown-key', {
        params: { key, where: fileName, nearest: nearest(key, [...names, 'connectors']) },
      })
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
    let value = field.initial
    if (raw !== undefined && raw !== null) {
      try {
        value = field.read(raw)
      } catch (error) {
        const key = from === 'environment' ? field.env! : name
        throw configFail('config/bad-value', { params: { key, expected: (error as Error).message } })
      }
    }
    values[name] = value
    settings.push({ name, env: field.env, value: show(value, field.secret === true), origin: from, about: field.about })
  }
  const connectors = readConnectors(json.connectors, fileName)
  for (const id of Object.keys(connectors)) {
    settings.push({
      name: `connectors.${id}`,
      env: null,
      value: connectors[id]!.issuer,
      origin: 'tuidan.json',
      about: { zh: '联合账号', en: 'A kind of federated account' },
    })
  }
  return { config: { ...(values as unknown as Config), connectors }, settings }
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
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('an object is expected')
    return value as Record<string, unknown>
  } catch (cause) {
    throw configFail('config/unreadable', { params: { file: fileName, reason: (cause as Error).message }, cause })
  }
}

const CONNECTOR_KEYS = ['kind', 'issuer', 'clientId', 'clientSecret', 'tokenAuth', 'name', 'source', 'sites']

function readConnectors(value: unknown, fileName: string): Record<string, ConnectorConfig> {
  if (value === undefined) return {}
  const bad = (key: string, expected: string) => configFail('config/bad-value', { params: { key, expected } })
  if (typeof value !== 'object' || value === null) throw bad('connectors', 'an object of connectors by id')
  const out: Record<string, ConnectorConfig> = {}
  for (const [id, raw] of Object.entries(value)) {
    if (!/^[a-z][a-z0-9-]{0,30}$/.test(id)) throw bad(`connectors.${id}`, 'an id of small letters, digits and dashes')
    const row = raw as Record<string, unknown>
    for (const key of Object.keys(row)) {
      if (!CONNECTOR_KEYS.includes(key))
        throw configFail('config/unknown-key', {
          params: { key: `connectors.${id}.${key}`, where: fileName, nearest: nearest(key, CONNECTOR_KEYS) },
        })
    }
    for (const key of ['issuer', 'clientId']) {
      if (typeof row[key] !== 'string' || row[key] === '') throw bad(`connectors.${id}.${key}`, 'a text')
    }
    const tokenAuth = row.tokenAuth ?? 'client_secret_basic'
    if (!['client_secret_basic', 'client_secret_post', 'none'].includes(String(tokenAuth)))
      throw bad(`connectors.${id}.tokenAuth`, 'client_secret_basic, client_secret_post or none')
    if (tokenAuth !== 'none' && typeof row.clientSecret !== 'string')
      throw bad(`connectors.${id}.clientSecret`, 'a text')
    const name = row.name ?? id
    out[id] = {
      kind: 'oidc',
      issuer: String(row.issuer),
      clientId: String(row.clientId),
      clientSecret: String(row.clientSecret ?? ''),
      tokenAuth: tokenAuth as ConnectorConfig['tokenAuth'],
      name: typeof name === 'string' ? { zh: name, en: name } : (name as Text),
      source: typeof row.source === 'string' ? row.source : null,
      sites: Array.isArray(row.sites) ? row.sites.map(String) : [],
    }
  }
  return out
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
