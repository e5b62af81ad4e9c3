import type { Text } from '../base/i18n.ts'
import { isSafeAddress } from '../sign-in/handshake.ts'
import type { Blame, Connector } from './connector.ts'

const KINDS = ['oidc', 'oauth2', 'quirk', 'upload', 'own-site', 'declared']
const SOURCES_WITHOUT_LOGIN = ['upload', 'own-site', 'declared']
const AD_USES = ['allowed', 'own-site-only', 'contract', 'forbidden']
const MOST_DAYS = 3650

/** A file that is no connector: the message names file, field and what was expected; `words` without the file, for people. */
export class NoConnector extends TypeError {
  readonly words: Text
  constructor(file: string, words: Text) {
    super(`${file}: ${words.en}`)
    this.words = words
  }
}

/**
 * Checks the shape of what a file exports.
 * @throws NoConnector that names the file, the field and what was expected
 */
export function checkConnector(value: unknown, file: string, id: string): Connector {
  const fault = faultOf(value, id)
  if (fault !== null) throw new NoConnector(file, fault)
  // faultOf has looked at every member.
  return value as Connector
}

/** A field and what it has to be, in both languages. */
const must = (field: string, zh: string, en: string): Text => ({ zh: `${field} 要${zh}`, en: `${field} must ${en}` })
const isMissing = (field: string, zh = '', en = ''): Text => ({
  zh: `缺 ${field}${zh === '' ? '' : `：${zh}`}`,
  en: `${field} is missing${en === '' ? '' : `: ${en}`}`,
})
const needsBoth = (field: string): Text => must(field, '有 zh 和 en', 'have zh and en')
const needsFunction = (field: string): Text => must(field, '是函数', 'be a function')
const needsAddress = (field: string, zh = '', en = ''): Text =>
  must(field, `是 https 地址${zh}（http 只能在本机）`, `be an https address${en} (http on this machine only)`)
const needsOneOf = (field: string, words: readonly string[]): Text =>
  must(field, `是 ${words.join('、')} 之一`, `be one of ${words.join(', ')}`)

function faultOf(value: unknown, id: string): Text | null {
  if (!isRecord(value)) return { zh: 'export default 要是一个连接器', en: 'the default export must be a connector' }
  if (value.id !== id) return must('id', `和文件名一样：${id}`, `be the file's name, ${id}`)
  if (!KINDS.includes(String(value.kind))) return needsOneOf('kind', KINDS)
  if (!isText(value.names)) return needsBoth('names')
  if (value.mark !== null && !isPath(value.mark))
    return must('mark', '是 24 见方的 SVG 路径，或 null', 'be the path of an SVG in a square of 24, or null')
  if (value.unchecked !== null && !isText(value.unchecked))
    return must('unchecked', '有 zh 和 en，或是 null', 'have zh and en, or be null')
  const ways = ['rfc7009', 'own', 'none']
  if (!ways.includes(String(value.revoke))) return needsOneOf('revoke', ways)
  if (value.country != null && !/^[A-Z]{2}$/.test(String(value.country)))
    return must('country', '是两个大写字母的国家代码，或 null', 'be the two capital letters of a country, or null')
  return (
    termsFault('terms', value.terms) ??
    loginFault(value.login, String(value.kind)) ??
    setupFault(value.setup) ??
    callsFault(value.calls) ??
    (value.revoke === 'own' && !hasOwnRevoke(value.login)
      ? { zh: 'revoke: own 需要 login.server.revoke', en: 'revoke: own needs login.server.revoke' }
      : null) ??
    streamsFault(value)
  )
}

function streamsFault(value: Record<string, unknown>): Text | null {
  if (!isRecord(value.streams))
    return must('streams', '是一个对象，没有可读的就空着', 'be an object, empty when there is nothing to read')
  for (const [name, stream] of Object.entries(value.streams)) {
    const wrong = streamFault(name, stream)
    if (wrong !== null) return wrong
  }
  const isEmpty = Object.keys(value.streams).length === 0
  const { pair } = value
  const isNamed = Array.isArray(pair) && pair.length > 0 && pair.every((one) => SOURCES_WITHOUT_LOGIN.includes(one))
  const words = SOURCES_WITHOUT_LOGIN
  return isEmpty && !isNamed
    ? must(
        'pair',
        `说明没有数据流时登录通向哪里：${words.join('、')}`,
        `name where sign-in leads when there are no streams: ${words.join(', ')}`,
      )
    : null
}

function termsFault(at: string, terms: unknown): Text | null {
  if (!isRecord(terms))
    return isMissing(
      at,
      '写上平台允许什么、写在哪里、何时读的',
      'say what the provider allows, where it stands and when it was read',
    )
  if (!isOnTheWeb(terms.docs)) return must(`${at}.docs`, '是 https 地址', 'be an https address')
  if (typeof terms.reviewed !== 'string' || !isDay(terms.reviewed))
    return must(`${at}.reviewed`, '是日期 YYYY-MM-DD', 'be a date YYYY-MM-DD')
  return isText(terms.note) ? null : needsBoth(`${at}.note`)
}

function loginFault(login: unknown, kind: string): Text | null {
  if (SOURCES_WITHOUT_LOGIN.includes(kind))
    return login === undefined
      ? null
      : { zh: `login 要去掉：没有人用 ${kind} 登录`, en: `login must go: nobody signs in with ${kind}` }
  if (!isRecord(login)) return isMissing('login')
  if (!Array.isArray(login.scopes) || !login.scopes.every(isScope))
    return must('login.scopes', '是 scope 的列表，一个一项', 'be a list of scopes, each on its own')
  if (typeof login.profile !== 'function') return needsFunction('login.profile')
  if (login.birthdate !== undefined && typeof login.birthdate !== 'function') return needsFunction('login.birthdate')
  // Where there is an issuer there is an ID token, whatever else the provider does its own way.
  const isOidc = kind === 'oidc' || (isRecord(login.server) && 'issuer' in login.server)
  if (!isOidc && typeof login.subject !== 'function')
    return must('login.subject', '是函数：只有 ID token 才有 sub', 'be a function: only an ID token has a sub')
  if (!isOidc && !isFinding(login.server) && !isListOfFunctions(login.me))
    return must('login.me', '是函数的列表：没有 ID token 可问', 'be a list of functions: there is no ID token to ask')
  if (login.secret !== undefined && login.secret !== 'es256-jwt')
    return must('login.secret', '是 es256-jwt，或不写', 'be es256-jwt or left out')
  return serverFault(login.server) ?? quirkFault(login.quirk, kind)
}

const isFinding = (server: unknown): boolean => isRecord(server) && typeof server.find === 'function'
const hasOwnRevoke = (login: unknown): boolean =>
  isRecord(login) && isRecord(login.server) && typeof login.server.revoke === 'function'

function serverFault(server: unknown): Text | null {
  if (!isRecord(server)) return isMissing('login.server')
  if ('issuer' in server)
    return server.issuer === null || isWebAddress(server.issuer)
      ? null
      : needsAddress('login.server.issuer', '或 null', ' or null')
  if ('find' in server) {
    if (typeof server.find !== 'function') return must('login.server.find', '是生成器函数', 'be a generator function')
    if (!isText(server.asks)) return needsBoth('login.server.asks')
    if (!isFilled(server.placeholder)) return must('login.server.placeholder', '是一段文字', 'be a text')
    const ways = ['found', 'dynamic', 'document']
    return ways.includes(String(server.client)) ? null : needsOneOf('login.server.client', ways)
  }
  for (const key of ['authorize', 'token']) if (!isWebAddress(server[key])) return needsAddress(`login.server.${key}`)
  return typeof server.pkce === 'boolean' ? null : needsFlag('login.server.pkce')
}

const needsFlag = (field: string): Text => must(field, '是 true 或 false', 'be true or false')

const QUIRKS = ['scopeSeparator', 'rename', 'drop', 'add', 'fragment', 'tokenByGet', 'refreshUrl', 'envelope']
QUIRKS.push('answer', 'complaint', 'blames', 'pageBlames', 'codeName', 'sign')

const BLAMES: readonly unknown[] = ['id', 'secret', 'client', 'redirect', 'host', 'release'] satisfies Blame[]
const isBlameTable = (table: unknown): boolean =>
  table === undefined || (isRecord(table) && Object.values(table).every((one) => BLAMES.includes(one)))

function quirkFault(quirk: unknown, kind: string): Text | null {
  if (quirk === undefined)
    return kind === 'quirk'
      ? isMissing('login.quirk', '平台有哪些自己的做法？', 'what does the provider do its own way?')
      : null
  if (kind !== 'quirk') return must('kind', '是 quirk：这里有 login.quirk', 'be quirk where login.quirk is')
  if (!isRecord(quirk)) return must('login.quirk', '是一个对象', 'be an object')
  const unknown = Object.keys(quirk).find((key) => !QUIRKS.includes(key))
  if (unknown !== undefined)
    return {
      zh: `login.quirk.${unknown} 不认识，只有：${QUIRKS.join('、')}`,
      en: `login.quirk.${unknown} is none of the known rows: ${QUIRKS.join(', ')}`,
    }
  if (quirk.refreshUrl !== undefined && !isWebAddress(quirk.refreshUrl)) return needsAddress('login.quirk.refreshUrl')
  if (quirk.complaint !== undefined && typeof quirk.complaint !== 'function')
    return needsFunction('login.quirk.complaint')
  const table = ['blames', 'pageBlames'].find((name) => !isBlameTable(quirk[name]))
  if (table === undefined) return null
  const all = BLAMES.join(', ')
  return must(`login.quirk.${table}`, `给每个错误码一个词：${all}`, `give each code one of: ${all}`)
}

function setupFault(setup: unknown): Text | null {
  if (setup === undefined) return null
  if (!isRecord(setup)) return must('setup', '是各栏的对象', 'be an object of fields')
  for (const [name, field] of Object.entries(setup)) {
    const at = `setup.${name}`
    if (!/^[a-z][A-Za-z0-9]{0,30}$/.test(name))
      return must(at, '用小写字母开头的驼峰名', 'be called by a name in camel case')
    if (!isRecord(field) || !isText(field.label) || !isText(field.hint) || typeof field.isSecret !== 'boolean')
      return must(at, '有 label 和 hint（zh 和 en）以及 isSecret', 'have label and hint in zh and en, and isSecret')
    if (field.key !== undefined && field.key !== 'ES256' && field.key !== 'RSA2')
      return must(`${at}.key`, '是 ES256 或 RSA2', 'be ES256 or RSA2')
  }
  return null
}

function callsFault(calls: unknown): Text | null {
  if (calls === undefined) return null
  if (!isRecord(calls) || typeof calls.id !== 'string')
    return must('calls', '有 id：平台怎么叫登记号', 'have id: what the platform calls the client id')
  for (const key of ['secret', 'redirect'])
    if (calls[key] !== undefined && typeof calls[key] !== 'string')
      return must(`calls.${key}`, '是平台的叫法', 'be the word of the platform')
  return calls.hostOnly === undefined || calls.hostOnly === true
    ? null
    : must('calls.hostOnly', '是 true，或不写', 'be true, or absent')
}

function streamFault(name: string, stream: unknown): Text | null {
  const at = `streams.${name}`
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(name))
    return must(at, '用小写字母、数字、短横的名字', 'be called by small letters, digits and dashes')
  if (!isRecord(stream)) return must(at, '是一个对象', 'be an object')
  for (const key of ['title', 'purpose', 'example']) if (!isText(stream[key])) return needsBoth(`${at}.${key}`)
  const days = stream.retentionDays
  if (!Number.isInteger(days) || Number(days) < 1 || Number(days) > MOST_DAYS)
    return must(`${at}.retentionDays`, `是 1 到 ${MOST_DAYS} 的整数天`, `be 1 to ${MOST_DAYS} whole days`)
  if (typeof stream.keepsName !== 'boolean') return needsFlag(`${at}.keepsName`)
  if (stream.sensitive !== undefined && !isText(stream.sensitive)) return needsBoth(`${at}.sensitive`)
  const terms = termsFault(`${at}.terms`, stream.terms)
  if (terms !== null) return terms
  if (!AD_USES.includes(String((stream.terms as Record<string, unknown>).adUse)))
    return needsOneOf(`${at}.terms.adUse`, AD_USES)
  if (typeof stream.facts !== 'function') return needsFunction(`${at}.facts`)
  if (stream.own === true) return null
  const functions = 'holds' in stream ? ['holds', 'items'] : ['request', 'page']
  for (const key of functions) if (typeof stream[key] !== 'function') return needsFunction(`${at}.${key}`)
  return 'holds' in stream ? null : readFault(at, stream)
}

function readFault(at: string, stream: Record<string, unknown>): Text | null {
  if (stream.scope !== null && !isScope(stream.scope))
    return must(`${at}.scope`, '是一个 scope，或 null', 'be one scope or null')
  if (stream.everyHours !== null && !(Number(stream.everyHours) >= 1))
    return must(`${at}.everyHours`, '不小于 1 小时，或是 null', 'be 1 or more hours, or null')
  const ways = ['told', 'compare', 'none']
  if (!ways.includes(String(stream.deletes))) return needsOneOf(`${at}.deletes`, ways)
  const { limit } = stream
  if (limit === undefined) return null
  if (!isRecord(limit) || !(Number(limit.requests) >= 1) || !(Number(limit.perSeconds) >= 1))
    return must(`${at}.limit`, '有 requests 和 perSeconds，都不小于 1', 'have requests and perSeconds of 1 or more')
  return limit.of === 'account' || limit.of === 'client' ? null : needsOneOf(`${at}.limit.of`, ['account', 'client'])
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isText = (value: unknown): boolean => isRecord(value) && isFilled(value.zh) && isFilled(value.en)
const isFilled = (value: unknown): boolean => typeof value === 'string' && value.trim() !== ''
const isListOfFunctions = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'function')
const isPath = (value: unknown): boolean => typeof value === 'string' && /^[Mm][\d\sA-Za-z,.-]{2,2000}$/.test(value)
const isScope = (value: unknown): boolean => typeof value === 'string' && /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(value)
const isOnTheWeb = (value: unknown): boolean =>
  typeof value === 'string' && URL.canParse(value) && new URL(value).protocol === 'https:'
const isDay = (value: string): boolean => /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))
/** By http only to this very machine, for trying. */
const isWebAddress = (value: unknown): boolean => typeof value === 'string' && isSafeAddress(value)
