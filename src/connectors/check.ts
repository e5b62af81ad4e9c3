import type { Connector } from './connector.ts'

const KINDS = ['oidc', 'oauth2', 'quirk', 'upload', 'own-site', 'declared']
const SOURCES_WITHOUT_LOGIN = ['upload', 'own-site', 'declared']
const AD_USES = ['allowed', 'own-site-only', 'contract', 'forbidden']
const MOST_DAYS = 3650

/**
 * Checks the shape of what a file exports.
 * @throws TypeError that names the file, the field and what was expected
 */
export function checkConnector(value: unknown, file: string, id: string): Connector {
  const fault = faultOf(value, id)
  if (fault !== null) throw new TypeError(`${file}: ${fault}`)
  // faultOf has looked at every member.
  return value as Connector
}

function faultOf(value: unknown, id: string): string | null {
  if (!isRecord(value)) return 'the default export must be a connector'
  if (value.id !== id) return `id must be the file's name, ${id}`
  if (!KINDS.includes(String(value.kind))) return `kind must be one of ${KINDS.join(', ')}`
  if (!isText(value.names)) return 'names must have zh and en'
  if (value.mark !== null && !isPath(value.mark)) return 'mark must be the path of an SVG in a square of 24, or null'
  if (value.unchecked !== null && !isText(value.unchecked)) return 'unchecked must have zh and en, or be null'
  if (!['rfc7009', 'own', 'none'].includes(String(value.revoke))) return 'revoke must be rfc7009, own or none'
  return (
    termsFault('terms', value.terms) ??
    loginFault(value.login, String(value.kind)) ??
    setupFault(value.setup) ??
    (value.revoke === 'own' && !hasOwnRevoke(value.login) ? 'revoke: own needs login.server.revoke' : null) ??
    streamsFault(value)
  )
}

function streamsFault(value: Record<string, unknown>): string | null {
  if (!isRecord(value.streams)) return 'streams must be an object, empty when there is nothing to read'
  for (const [name, stream] of Object.entries(value.streams)) {
    const wrong = streamFault(name, stream)
    if (wrong !== null) return wrong
  }
  const isEmpty = Object.keys(value.streams).length === 0
  const { pair } = value
  if (isEmpty && !(Array.isArray(pair) && pair.length > 0 && pair.every((one) => SOURCES_WITHOUT_LOGIN.includes(one))))
    return `pair must name where sign-in leads when there are no streams: ${SOURCES_WITHOUT_LOGIN.join(', ')}`
  return null
}

function termsFault(at: string, terms: unknown): string | null {
  if (!isRecord(terms)) return `${at} is missing: say what the provider allows, where it stands and when it was read`
  if (!isWebAddress(terms.docs)) return `${at}.docs must be an https address`
  if (typeof terms.reviewed !== 'string' || !isDay(terms.reviewed)) return `${at}.reviewed must be a date YYYY-MM-DD`
  return isText(terms.note) ? null : `${at}.note must have zh and en`
}

function loginFault(login: unknown, kind: string): string | null {
  if (SOURCES_WITHOUT_LOGIN.includes(kind)) return login === undefined ? null : `login: nobody signs in with ${kind}`
  if (!isRecord(login)) return 'login is missing'
  if (!Array.isArray(login.scopes) || !login.scopes.every(isScope)) return 'login.scopes must be a list of scopes'
  if (typeof login.profile !== 'function') return 'login.profile must be a function'
  // Where there is an issuer there is an ID token, whatever else the provider does its own way.
  const isOidc = kind === 'oidc' || (isRecord(login.server) && 'issuer' in login.server)
  if (!isOidc && typeof login.subject !== 'function')
    return 'login.subject must be a function: only an ID token has a sub'
  if (!isOidc && !isFinding(login.server) && !isListOfFunctions(login.me))
    return 'login.me must be a list of functions: there is no ID token to ask'
  if (login.secret !== undefined && login.secret !== 'es256-jwt') return 'login.secret must be es256-jwt or left out'
  return serverFault(login.server) ?? quirkFault(login.quirk, kind)
}

const isFinding = (server: unknown): boolean => isRecord(server) && typeof server.find === 'function'
const hasOwnRevoke = (login: unknown): boolean =>
  isRecord(login) && isRecord(login.server) && typeof login.server.revoke === 'function'

function serverFault(server: unknown): string | null {
  if (!isRecord(server)) return 'login.server is missing'
  if ('issuer' in server)
    return server.issuer === null || isWebAddress(server.issuer)
      ? null
      : 'login.server.issuer must be an https address or null'
  if ('find' in server) {
    if (typeof server.find !== 'function') return 'login.server.find must be a generator function'
    if (!isText(server.asks)) return 'login.server.asks must have zh and en'
    if (!isFilled(server.placeholder)) return 'login.server.placeholder must be a text'
    if (!['found', 'dynamic', 'document'].includes(String(server.client)))
      return 'login.server.client must be found, dynamic or document'
    return null
  }
  for (const key of ['authorize', 'token'])
    if (!isWebAddress(server[key])) return `login.server.${key} must be an https address`
  return typeof server.pkce === 'boolean' ? null : 'login.server.pkce must be true or false'
}

function quirkFault(quirk: unknown, kind: string): string | null {
  if (quirk === undefined)
    return kind === 'quirk' ? 'login.quirk is missing: what does the provider do its own way?' : null
  if (kind !== 'quirk') return 'kind must be quirk where login.quirk is'
  if (!isRecord(quirk)) return 'login.quirk must be an object'
  const known = [
    'scopeSeparator',
    'rename',
    'drop',
    'add',
    'fragment',
    'tokenByGet',
    'refreshUrl',
    'envelope',
    'answer',
  ]
  const unknown = Object.keys(quirk).find((key) => ![...known, 'complaint', 'codeName', 'sign'].includes(key))
  if (unknown !== undefined) return `login.quirk.${unknown} is none of the known rows`
  if (quirk.refreshUrl !== undefined && !isWebAddress(quirk.refreshUrl))
    return 'login.quirk.refreshUrl must be an https address'
  if (quirk.complaint !== undefined && typeof quirk.complaint !== 'function')
    return 'login.quirk.complaint must be a function'
  return null
}

function setupFault(setup: unknown): string | null {
  if (setup === undefined) return null
  if (!isRecord(setup)) return 'setup must be an object of fields'
  for (const [name, field] of Object.entries(setup)) {
    if (!/^[a-z][A-Za-z0-9]{0,30}$/.test(name)) return `setup.${name}: a name in camel case is expected`
    if (!isRecord(field) || !isText(field.label) || !isText(field.hint) || typeof field.isSecret !== 'boolean')
      return `setup.${name} must have label and hint in zh and en, and isSecret`
  }
  return null
}

function streamFault(name: string, stream: unknown): string | null {
  const at = `streams.${name}`
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(name)) return `${at}: a name of small letters, digits and dashes is expected`
  if (!isRecord(stream)) return `${at} must be an object`
  for (const key of ['title', 'purpose', 'example']) if (!isText(stream[key])) return `${at}.${key} must have zh and en`
  const days = stream.retentionDays
  if (!Number.isInteger(days) || Number(days) < 1 || Number(days) > MOST_DAYS)
    return `${at}.retentionDays must be 1 to ${MOST_DAYS} whole days`
  if (typeof stream.keepsName !== 'boolean') return `${at}.keepsName must be true or false`
  const terms = termsFault(`${at}.terms`, stream.terms)
  if (terms !== null) return terms
  if (!AD_USES.includes(String((stream.terms as Record<string, unknown>).adUse)))
    return `${at}.terms.adUse must be ${AD_USES.join(', ')}`
  if (typeof stream.facts !== 'function') return `${at}.facts must be a function`
  if (stream.own === true) return null
  const functions = 'holds' in stream ? ['holds', 'items'] : ['request', 'page']
  for (const key of functions) if (typeof stream[key] !== 'function') return `${at}.${key} must be a function`
  return 'holds' in stream ? null : readFault(at, stream)
}

function readFault(at: string, stream: Record<string, unknown>): string | null {
  if (stream.scope !== null && !isScope(stream.scope)) return `${at}.scope must be one scope or null`
  if (stream.everyHours !== null && !(Number(stream.everyHours) >= 1))
    return `${at}.everyHours must be 1 or more hours, or null`
  if (!['told', 'compare', 'none'].includes(String(stream.deletes)))
    return `${at}.deletes must be told, compare or none`
  const { limit } = stream
  if (limit === undefined) return null
  if (!isRecord(limit) || !(Number(limit.requests) >= 1) || !(Number(limit.perSeconds) >= 1))
    return `${at}.limit must have requests and perSeconds of 1 or more`
  return limit.of === 'account' || limit.of === 'client' ? null : `${at}.limit.of must be account or client`
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isText = (value: unknown): boolean => isRecord(value) && isFilled(value.zh) && isFilled(value.en)
const isFilled = (value: unknown): boolean => typeof value === 'string' && value.trim() !== ''
const isListOfFunctions = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'function')
const isPath = (value: unknown): boolean => typeof value === 'string' && /^[Mm][\d\sA-Za-z,.-]{2,2000}$/.test(value)
const isScope = (value: unknown): boolean => typeof value === 'string' && /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(value)
const isWebAddress = (value: unknown): boolean =>
  typeof value === 'string' && URL.canParse(value) && new URL(value).protocol === 'https:'
const isDay = (value: string): boolean => /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))
