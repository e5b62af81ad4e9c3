import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { dataApi } from './api.ts'
import type { IsletConfig } from './config.ts'
import { Faults } from './faults.ts'
import { homePage, langOf, MARK, sendPage } from './pages.ts'
import { avatarOf, PERSONAS } from './personas.ts'
import { buildProvider, SIGN_IN_PATH } from './provider.ts'
import { handleSignIn } from './sign-in.ts'
import { State } from './state.ts'

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']
const STYLE = readFileSync(new URL('./islet.css', import.meta.url), 'utf8')
/** A fault is a few words. */
const MAX_FAULT_BYTES = 2048

/** A demo provider that is listening. */
export interface Islet {
  readonly issuer: string
  readonly port: number
  /** Answers what is under way, keeps what must be kept, lets the port go. */
  stop(): Promise<void>
}

type Handler = (req: IncomingMessage, res: ServerResponse, url: URL) => Promise<void>

/** Starts the demo provider; it is listening when this resolves. @throws Error when the port is taken */
export async function startIslet(config: IsletConfig): Promise<Islet> {
  // The issuer needs the port, and the provider the issuer: so listen first, answer after.
  let handle: Handler = async (_req, res) => void res.writeHead(503, { 'retry-after': '1' }).end()
  const listener = (req: IncomingMessage, res: ServerResponse) => {
    const url = new URL(req.url ?? '/', 'http://islet')
    handle(req, res, url).catch((error: unknown) => {
      console.error(`islet: ${req.method} ${url.pathname}: ${(error as Error).stack}`)
      if (!res.headersSent) res.writeHead(500)
      res.end()
    })
  }
  const server = config.tls === undefined ? createServer(listener) : createTlsServer(config.tls, listener)
  await listen(server, config)
  const { port } = server.address() as AddressInfo
  const issuer = config.issuer ?? `${config.tls === undefined ? 'http' : 'https'}://localhost:${port}`
  const state = await State.open(config.stateDir, Date.now())
  handle = routes(config, issuer, state)
  return {
    issuer,
    port,
    stop: async () => {
      server.closeIdleConnections()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      // Nobody reads a demo for longer than this; a slow fault may.
      const last = setTimeout(() => server.closeAllConnections(), 2000)
      await closed
      clearTimeout(last)
      state.stop()
    },
  }
}

function routes(config: IsletConfig, issuer: string, state: State): Handler {
  const provider = buildProvider(config, issuer, state)
  const protocol = provider.callback()
  const faults = config.faults ? new Faults() : null
  const { perMinute } = config
  const api = dataApi({ provider, issuer, startedAt: state.startedAt, perMinute, faults, now: Date.now })
  const hosts = [...LOOPBACK, new URL(issuer).hostname]
  return async (req, res, url) => {
    // Without passwords, a foreign name that was pointed at this machine (DNS rebinding) must not get a page.
    if (!hosts.includes(hostOf(req))) return void res.writeHead(421).end()
    const { pathname } = url
    if (pathname.startsWith(`${SIGN_IN_PATH}/`)) return handleSignIn({ provider, config }, req, res)
    if (pathname.startsWith('/api/')) return api(req, res, url)
    if (pathname === '/faults' && faults !== null) return planFault(faults, req, res)
    if (pathname === '/') return sendPage(res, homePage(langOf(req, undefined, config.lang)))
    const file = fileOf(pathname)
    if (file !== null) return sendFile(res, file)
    protocol(req, res)
  }
}

const hostOf = (req: IncomingMessage): string => (req.headers.host ?? '').replace(/:\d+$/, '').toLowerCase()

/** What lies there for everybody: the style, the mark, the faces. */
function fileOf(pathname: string): { type: string; text: string } | null {
  if (pathname === '/islet.css') return { type: 'text/css; charset=utf-8', text: STYLE }
  if (pathname === '/mark.svg') return { type: 'image/svg+xml', text: MARK }
  const face = /^\/faces\/([\w-]+)\.svg$/.exec(pathname)?.[1]
  const persona = PERSONAS.find(({ id }) => id === face)
  return persona === undefined ? null : { type: 'image/svg+xml', text: avatarOf(persona.id) }
}

function sendFile(res: ServerResponse, { type, text }: { type: string; text: string }): void {
  res.writeHead(200, {
    'content-type': type,
    'cache-control': 'max-age=300',
    'content-security-policy': "default-src 'none'",
    // A shop may show somebody's face.
    'cross-origin-resource-policy': 'cross-origin',
    'x-content-type-options': 'nosniff',
  })
  res.end(text)
}

/** `POST /faults` plans one, `DELETE /faults` takes all away. */
async function planFault(faults: Faults, req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (req.method === 'DELETE') {
    faults.clear()
    return void res.writeHead(204).end()
  }
  let text = ''
  for await (const chunk of req) {
    text += chunk
    if (text.length > MAX_FAULT_BYTES) break
  }
  try {
    const fault = faults.add(JSON.parse(text))
    res.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(fault))
  } catch (error) {
    res.writeHead(400, { 'content-type': 'application/problem+json' })
    res.end(JSON.stringify({ type: 'about:blank', status: 400, detail: (error as Error).message }))
  }
}

async function listen(server: Server, { port, host }: IsletConfig): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
