import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Log } from '../../src/base/log.ts'
import type { IsletClient, IsletConfig } from '../provider/config.ts'

/** How the demo's provider is to be run. */
export interface IsletPlan {
  readonly host: string
  /** The name people reach it by; a certificate of `tls` covers it. */
  readonly hostname: string
  /** Wanted first: a port that stays keeps the issuer, and with it the accounts. */
  readonly port: number
  readonly stateDir: string
  readonly tls: { readonly cert: string; readonly key: string } | null
  readonly client: IsletClient
}

/** Waits between restarts, in ms: doubled each time, begun anew after a minute of life. */
const BACKOFF = { first: 500, most: 30_000, healthyAfter: 60_000 }
/** The provider of a start before may need a moment to let its port go. */
const PORT_WAIT = { tries: 8, everyMs: 250 }
/** Longest a provider may take to end when asked. */
const STOP_MS = 5_000

/**
 * The demo's provider as a process of its own, as a real one would be: started again when it ends, ended with us (its input
 * closes). In a process group of its own, so that a Ctrl-C reaches us first and a sign-in in flight still finds it.
 */
export class IsletProcess {
  readonly #plan: IsletPlan
  readonly #log: Log
  readonly #onReady: (issuer: string) => Promise<void>
  #child: ChildProcess | undefined
  #timer: NodeJS.Timeout | undefined
  #port: number
  #failures = 0
  #stopped = false
  #issuer: string | null = null

  /** @param onReady called at each start with the issuer, which changes when the port was taken */
  constructor(plan: IsletPlan, log: Log, onReady: (issuer: string) => Promise<void>) {
    this.#plan = plan
    this.#log = log
    this.#onReady = onReady
    this.#port = plan.port
  }

  /** Where it answers; null until it does, and while it is down. */
  get issuer(): string | null {
    return this.#issuer
  }

  /** Starts it; resolves when it answers, or when the first try failed (it is tried again by itself). */
  async start(): Promise<void> {
    if (this.#stopped) return
    const startedAt = Date.now()
    const port = await freePort(this.#plan.host, this.#port)
    if (this.#stopped) return
    this.#port = port
    const child = spawn(
      process.execPath,
      [fileURLToPath(new URL('../provider/main.ts', import.meta.url)), '--config', '-'],
      { stdio: ['pipe', 'pipe', 'pipe'], detached: true, windowsHide: true, env: plainEnv(process.env) },
    )
    this.#child = child
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2_000)
    })
    child.stdin.on('error', () => {}) // it ended before it read: 'exit' tells
    child.stdin.write(`${JSON.stringify(this.#settings(port))}\n`)
    const ended = new Promise<null>((resolve) => {
      child.once('error', () => resolve(null))
      child.once('exit', () => resolve(null))
    })
    void ended.then(() => this.#again(Date.now() - startedAt, said))
    const issuer = await Promise.race([readyLine(child), ended])
    if (issuer === null || this.#stopped) return
    await this.#onReady(issuer).catch((error: unknown) =>
      this.#log.error({ err: error }, 'the demo provider could not be registered'),
    )
    this.#issuer = issuer
  }

  /** Ends it and waits until it has ended. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    const last = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
    child.stdin?.end()
    await gone
    clearTimeout(last)
  }

  #settings(port: number): Partial<IsletConfig> {
    const { host, hostname, stateDir, tls, client } = this.#plan
    const issuer = `${tls === null ? 'http' : 'https'}://${hostname}:${port}`
    return { host, port, issuer, stateDir, clients: [client], ...(tls === null ? {} : { tls }) }
  }

  #again(livedMs: number, said: string): void {
    this.#issuer = null
    this.#child = undefined
    if (this.#stopped) return
    this.#failures = livedMs > BACKOFF.healthyAfter ? 0 : this.#failures
    const waitMs = Math.min(BACKOFF.most, BACKOFF.first * 2 ** this.#failures++)
    this.#log.warn({ waitMs, said: said.trim().split('\n').at(-1) }, 'the demo provider ended, starting it again')
    this.#timer = setTimeout(() => {
      this.start().catch((error: unknown) => this.#again(0, String(error)))
    }, waitMs)
  }
}

/** The line that says it is listening, or never. */
function readyLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    createInterface({ input: child.stdout! }).once('line', (line) => {
      resolve((JSON.parse(line) as { issuer: string }).issuer)
    })
  })
}

/** Nothing of our own settings: the database's address and the keys are none of its business. */
function plainEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'SystemRoot', 'TEMP']
  return Object.fromEntries(kept.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
}

/** The wanted port, waited for a little; else one that the system chooses. */
async function freePort(host: string, wanted: number): Promise<number> {
  for (let i = 0; wanted !== 0 && i < PORT_WAIT.tries; i++) {
    if ((await tryPort(host, wanted)) !== null) return wanted
    await new Promise((resolve) => setTimeout(resolve, PORT_WAIT.everyMs))
  }
  return (await tryPort(host, 0)) ?? wanted
}

async function tryPort(host: string, port: number): Promise<number | null> {
  return await new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(null))
    server.listen(port, host, () => {
      const found = (server.address() as { port: number }).port
      server.close(() => resolve(found))
    })
  })
}
