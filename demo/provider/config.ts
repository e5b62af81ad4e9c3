import { isLang, type Lang } from '../../src/base/i18n.ts'

/** A shop that may send people here. */
export interface IsletClient {
  readonly client_id: string
  readonly client_secret: string
  /** Compared character by character (RFC 9700 §2.1). */
  readonly redirect_uris: readonly string[]
  /** The shop's name as people read it; the client id when absent. */
  readonly name?: string
  /** How the shop shows its secret; `client_secret_basic` unless said otherwise. */
  readonly token_endpoint_auth_method?: 'client_secret_basic' | 'client_secret_post'
}

/** Everything the demo provider is told at its start. */
export interface IsletConfig {
  /** 0 takes a free one. */
  readonly port: number
  /** The address that is listened on: loopback, unless the whole local network may try the demo. */
  readonly host: string
  /** The public address; `http://localhost:PORT` when absent. */
  readonly issuer?: string
  readonly clients: readonly IsletClient[]
  /** For people whose browser names neither language. */
  readonly lang: Lang
  /** Where keys, sessions and tokens outlive a restart. Without it they live as long as the process. */
  readonly stateDir?: string
  /** Opens `/faults`. Only for tests. */
  readonly faults: boolean
  /** Requests to the data API per person and shop; a real source is about as strict. */
  readonly perMinute: number
  /** How long an access token is good for, in seconds. */
  readonly accessTokenSeconds: number
  /** PEM texts; with them the provider speaks https. */
  readonly tls?: { readonly cert: string; readonly key: string }
}

const DEFAULTS = { port: 4410, host: '127.0.0.1', lang: 'zh', faults: false, perMinute: 120, accessTokenSeconds: 3600 }
const KNOWN = [...Object.keys(DEFAULTS), 'issuer', 'clients', 'stateDir', 'tls']

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Reads the settings of the demo provider.
 * @throws Error that names the field and what was expected; values are never repeated, some are secrets
 */
export function readIsletConfig(raw: unknown): IsletConfig {
  if (!isRecord(raw)) throw new Error('config: expected one JSON object')
  for (const key of Object.keys(raw)) {
    if (!KNOWN.includes(key)) throw new Error(`config.${key}: unknown; known are ${KNOWN.join(', ')}`)
  }
  const all: Record<string, unknown> = { ...DEFAULTS, ...raw }
  const { lang, faults, clients, tls } = all
  if (!isLang(lang)) throw new Error('config.lang: expected zh or en')
  if (typeof faults !== 'boolean') throw new Error('config.faults: expected true or false')
  if (!Array.isArray(clients) || clients.length === 0) throw new Error('config.clients: expected at least one client')
  if (tls !== undefined && !(isRecord(tls) && typeof tls.cert === 'string' && typeof tls.key === 'string'))
    throw new Error('config.tls: expected { cert, key } as PEM texts')
  return {
    port: integer(all, 'port', 0, 65_535),
    host: text(all, 'host'),
    lang,
    faults,
    perMinute: integer(all, 'perMinute', 1, 1_000_000),
    accessTokenSeconds: integer(all, 'accessTokenSeconds', 1, 86_400),
    clients: clients.map(readClient),
    ...(all.issuer === undefined ? {} : { issuer: originOf(text(all, 'issuer')) }),
    ...(all.stateDir === undefined ? {} : { stateDir: text(all, 'stateDir') }),
    ...(tls === undefined ? {} : { tls: tls as { cert: string; key: string } }),
  }
}

function readClient(raw: unknown, i: number): IsletClient {
  const at = `clients/${i}`
  if (!isRecord(raw)) throw new Error(`config.${at}: expected an object`)
  const { redirect_uris: uris, name, token_endpoint_auth_method: method } = raw
  if (!Array.isArray(uris) || uris.length === 0 || !uris.every((uri) => typeof uri === 'string' && URL.canParse(uri)))
    throw new Error(`config.${at}/redirect_uris: expected a list of absolute addresses`)
  if (name !== undefined && typeof name !== 'string') throw new Error(`config.${at}/name: expected a text`)
  if (method !== undefined && method !== 'client_secret_basic' && method !== 'client_secret_post')
    throw new Error(`config.${at}/token_endpoint_auth_method: expected client_secret_basic or client_secret_post`)
  return {
    client_id: text(raw, 'client_id', at),
    client_secret: text(raw, 'client_secret', at),
    redirect_uris: uris as string[],
    ...(name === undefined ? {} : { name }),
    ...(method === undefined ? {} : { token_endpoint_auth_method: method }),
  }
}

function text(from: Record<string, unknown>, key: string, at = ''): string {
  const value = from[key]
  if (typeof value !== 'string' || value === '')
    throw new Error(`config.${at === '' ? '' : `${at}/`}${key}: expected a text`)
  return value
}

function integer(from: Record<string, unknown>, key: string, min: number, max: number): number {
  const value = from[key]
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max)
    throw new Error(`config.${key}: expected a whole number from ${min} to ${max}`)
  return value
}

function originOf(address: string): string {
  if (!URL.canParse(address) || new URL(address).origin !== address)
    throw new Error('config.issuer: expected an origin such as http://localhost:4410, without a path or final slash')
  return address
}
