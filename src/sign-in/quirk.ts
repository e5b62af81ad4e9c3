import { openBody } from '../base/body.ts'
import type { Quirk, Raw } from '../connectors/connector.ts'

/** What the token call looks like at a provider that does it its own way. */
export interface TokenCall {
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly params: Readonly<Record<string, string>>
}

const isRecord = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Error codes of RFC 6749 §5.2; a complaint that begins with one means it. */
const CODES = ['invalid_request', 'invalid_client', 'invalid_grant', 'unauthorized_client', 'invalid_scope']
/** What providers with a mind of their own call a code or refresh token that is spent (GitHub's documents). */
const SPENT = ['bad_verification_code', 'bad_refresh_token']
/** The error of a complaint in a provider's own words; they stand in its description. */
export const COMPLAINT = 'complaint'

/** The address a browser is sent to, in the provider's names. */
export function authorizeAddress(standard: URL, quirk: Quirk = {}): string {
  const url = new URL(standard)
  url.search = new URLSearchParams(renamed(Object.fromEntries(standard.searchParams), quirk)).toString()
  for (const [name, value] of Object.entries(quirk.add?.authorize ?? {})) url.searchParams.set(name, value)
  // WeChat compares the whole link, and its documents have the parameters in this order.
  if (Object.keys(quirk).length > 0) url.searchParams.sort()
  return `${url.href}${quirk.fragment ?? ''}`
}

/** The callback's parameters under their standard names. */
export function callbackParams(params: URLSearchParams, { codeName }: Quirk = {}): URLSearchParams {
  if (codeName === undefined) return params
  return new URLSearchParams(
    [...params].filter(([name]) => name !== 'code').map(([name, value]) => [name === codeName ? 'code' : name, value]),
  )
}

/** The token call in the provider's names. */
export function tokenCall(form: URLSearchParams, url: string, quirk: Quirk = {}): TokenCall {
  const isRefresh = form.get('grant_type') === 'refresh_token'
  const standard = Object.fromEntries([...form].filter(([name]) => quirk.drop?.includes(name) !== true))
  const more = isRefresh ? quirk.add?.refresh : quirk.add?.token
  return {
    url: isRefresh ? (quirk.refreshUrl ?? url) : url,
    method: quirk.tokenByGet === true ? 'GET' : 'POST',
    params: { ...renamed(standard, quirk), ...more },
  }
}

const renamed = (params: Readonly<Record<string, string>>, { rename }: Quirk): Record<string, string> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [rename?.[name] ?? name, value]))

/** An answer whose envelope was opened, or what it complains of. */
export interface Opened {
  readonly body: Raw
  readonly complaint: string | null
}

/** Takes an answer out of its envelope and asks both whether they complain. Null: it is no object. */
export function openAnswer(body: unknown, quirk: Quirk = {}): Opened | null {
  if (!isRecord(body)) return null
  const name = quirk.envelope?.find((one) => isRecord(body[one]))
  const inner = name === undefined ? body : (body[name] as Raw)
  const complaint = quirk.complaint?.(body) ?? (inner === body ? null : (quirk.complaint?.(inner) ?? null))
  return { body: inner, complaint }
}

/**
 * A token answer as RFC 6749 §5 has it: errors are 400 with `error`, members have their names, `expires_in` is a number, scopes
 * stand between blanks. What is no answer at all is handed on as it came.
 */
export function tokenAnswer(
  answer: { readonly status: number; readonly type: string; readonly text: string },
  quirk: Quirk = {},
  hasIdToken = false,
): { status: number; body: string; type: string } {
  const opened = openAnswer(openBody(answer.text, answer.type), quirk)
  if (opened === null) return { status: answer.status, body: answer.text, type: answer.type }
  const json = (status: number, body: Raw) => ({ status, body: JSON.stringify(body), type: 'application/json' })
  if (opened.complaint !== null) return json(400, errorOf(opened.complaint))
  const body = { ...opened.body }
  for (const [name, theirs] of Object.entries(quirk.answer ?? {})) if (theirs in body) body[name] = body[theirs]
  if (body.access_token === undefined && typeof body.error === 'string') {
    const error = SPENT.includes(body.error) ? 'invalid_grant' : body.error
    return json(answer.status < 400 ? 400 : answer.status, { ...body, error })
  }
  // One that nobody promised is signed by nobody we know.
  if (!hasIdToken) delete body.id_token
  return json(answer.status, tidied(body))
}

/** `invalid_grant: 40029 invalid code`, or what the provider says in words of its own. */
function errorOf(complaint: string): Raw {
  const code = CODES.find((one) => complaint === one || complaint.startsWith(`${one}:`))
  return { error: code ?? COMPLAINT, error_description: complaint }
}

function tidied(body: Record<string, unknown>): Raw {
  body.token_type ??= 'bearer'
  if (typeof body.expires_in === 'string') {
    const seconds = Number(body.expires_in)
    if (body.expires_in.trim() === '' || !Number.isFinite(seconds)) delete body.expires_in
    else body.expires_in = seconds
  }
  if (Array.isArray(body.scope)) body.scope = body.scope.join(' ')
  if (typeof body.scope === 'string') body.scope = body.scope.replaceAll(',', ' ').replace(/ +/g, ' ').trim()
  if (body.refresh_token === '' || body.refresh_token === null) delete body.refresh_token
  return body
}

/** A complaint of somebody else, fit to be shown: one line, not for long. */
export function shortComplaint(complaint: string): string {
  return (
    complaint
      .replace(/\p{C}+/gu, ' ')
      .trim()
      .slice(0, 60) || '?'
  )
}

/** What RSA2 signs: the parameters that are not empty, in order (https://opendocs.alipay.com/common/02mse7). */
export function signedText(params: Readonly<Record<string, string>>): string {
  return Object.keys(params)
    .filter((name) => name !== 'sign' && params[name] !== '')
    .sort()
    .map((name) => `${name}=${params[name]}`)
    .join('&')
}

/** The parameters that every call to Alipay's gateway carries beside its own; `now` in ms. */
export function gatewayParams(
  params: Readonly<Record<string, string>>,
  clientId: string,
  now: number,
): Record<string, string> {
  // Its clock is that of Beijing, without a zone.
  const timestamp = new Date(now + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
  return { app_id: clientId, charset: 'utf-8', sign_type: 'RSA2', version: '1.0', format: 'JSON', timestamp, ...params }
}
