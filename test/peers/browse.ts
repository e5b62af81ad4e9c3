import { type IncomingHttpHeaders, request } from 'node:http'

/** An answer as a browser without pages sees it. */
export interface Seen {
  readonly url: string
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** What is sent beside the address. */
export interface Sent {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly form?: Readonly<Record<string, string>>
  readonly json?: unknown
}

/**
 * A browser without pages: keeps cookies for each host, follows nothing by itself. Through `node:http`, because `fetch` may not set
 * the `sec-fetch-…` headers by which a provider knows a browser.
 */
export class Jar {
  readonly #cookies = new Map<string, Map<string, string>>()

  /** The cookie of that name at the host of the address. */
  cookie(url: string, name: string): string | undefined {
    return this.#cookies.get(new URL(url).host)?.get(name)
  }

  /** Asks once. */
  async ask(address: string, { method, headers = {}, form, json }: Sent = {}): Promise<Seen> {
    const url = new URL(address)
    const held = this.#cookies.get(url.host) ?? new Map<string, string>()
    this.#cookies.set(url.host, held)
    const body = form !== undefined ? new URLSearchParams(form).toString() : json && JSON.stringify(json)
    const type = form !== undefined ? 'application/x-www-form-urlencoded' : 'application/json'
    return await new Promise((resolve, reject) => {
      const sent = request(
        url,
        {
          method: method ?? (body === undefined ? 'GET' : 'POST'),
          agent: false,
          headers: {
            accept: json === undefined ? 'text/html,application/json;q=0.9' : 'application/json',
            ...(body === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(String(body)) }),
            ...(held.size === 0 ? {} : { cookie: [...held].map(([name, value]) => `${name}=${value}`).join('; ') }),
            ...headers,
          },
        },
        (answer) => {
          let text = ''
          answer.setEncoding('utf8')
          answer.on('data', (part: string) => {
            text += part
          })
          answer.on('error', reject)
          answer.on('end', () => {
            for (const line of answer.headers['set-cookie'] ?? []) keep(held, line)
            resolve({ url: url.href, status: answer.statusCode ?? 0, headers: answer.headers, text })
          })
        },
      )
      sent.on('error', reject)
      sent.end(body)
    })
  }

  /** Asks and follows redirects up to the first answer that is none, or that leads to an address beginning with `until`. */
  async follow(address: string, until: string, sent: Sent = {}): Promise<Seen & { readonly back: string | null }> {
    let seen = await this.ask(address, sent)
    for (let hops = 0; hops < 12; hops++) {
      const { location } = seen.headers
      if (location === undefined) return { ...seen, back: null }
      const next = new URL(location, seen.url).href
      if (next.startsWith(until)) return { ...seen, back: next }
      seen = await this.ask(next)
    }
    throw new Error(`too many redirects, the last one at ${new URL(seen.url).origin}`)
  }
}

function keep(held: Map<string, string>, line: string): void {
  const [pair = '', ...rules] = line.split(';')
  const at = pair.indexOf('=')
  const name = pair.slice(0, at).trim()
  const isOver = rules.some((rule) => /^\s*expires=thu, 01 jan 1970/i.test(rule) || /^\s*max-age=0/i.test(rule))
  if (isOver) held.delete(name)
  else held.set(name, pair.slice(at + 1).trim())
}

/** The fields of the first form of a page, with where it leads to. @throws Error when there is none */
export function formOf(seen: Seen, which = 0): { action: string; fields: Record<string, string> } {
  const form = [...seen.text.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)][which]
  if (form === undefined) throw new Error(`no form at ${seen.url}: ${seen.status} ${seen.text.slice(0, 300)}`)
  const attribute = (tag: string, name: string) => new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(tag)?.[1]
  const fields: Record<string, string> = {}
  for (const [tag] of (form[2] ?? '').matchAll(/<(?:input|button)\b[^>]*>/gi)) {
    const name = attribute(tag, 'name')
    if (name !== undefined) fields[name] = plain(attribute(tag, 'value') ?? '')
  }
  return { action: new URL(plain(attribute(form[1] ?? '', 'action') ?? seen.url), seen.url).href, fields }
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" }
const plain = (text: string) => text.replace(/&(amp|lt|gt|quot|#39|#x27);/g, (_, name: string) => NAMED[name] ?? '')
