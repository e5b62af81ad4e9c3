import { type ChildProcess, spawn } from 'node:child_process'
import { getCompileCacheDir } from 'node:module'
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
  readonly #register: (issuer: string) => Promise<void>
  #child: ChildProcess | undefined
  #starting: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined
  #port: number
  #failures = 0
  #stopped = false
  #issuer: string | null = null
  #isReady = false

  /** @param register called before each start with the issuer, which changes when the port was taken */
  constructor(plan: IsletPlan, log: Log, register: (issuer: string) => Promise<void>) {
    this.#plan = plan
    this.#log = log
    this.#register = register
    this.#port = plan.port
  }

  /** Where it will answer; null until a port was found. */
  get issuer(): string | null {
    return this.#issuer
  }

  /** Does it answer now? */
  get isReady(): boolean {
    return this.#isReady
  }

  /** Starts it behind the caller: its second of loading is nobody's to wait for. */
  start(): void {
    if (this.#stopped) return
    this.#starting = this.#spawn().catch((error: unknown) => this.#again(0, String(error)))
  }

  /** Ends it and waits until it has ended. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#starting
    const child = this.#child
    if (child === undefined) return
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    const last = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
    child.stdin?.end()
    await gone
    clearTimeout(last)
  }

  async #spawn(): Promise<void> {
    const startedAt = Date.now()
    const { host, hostname, tls } = this.#plan
    this.#port = await freePort(host, this.#port)
    this.#issuer = `${tls === null ? 'http' : 'https'}://${hostname}:${this.#port}`
    await this.#register(this.#issuer)
    if (this.#stopped) return
    const child = spawn(
      process.execPath,
      [fileURLToPath(new URL('../provider/main.ts', import.meta.url)), '--config', '-'],
      {
        stdio: ['pipe', 'pipe', 'pipe'],
        detached: true,
        windowsHide: true,
        env: { ...plainEnv(process.env), NODE_COMPILE_CACHE: getCompileCacheDir() },
      },
    )
    this.#child = child
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2_000)
    })
    child.stdin.on('error', () => {}) // it ended before it read: 'exit' tells
    child.stdin.write(`${JSON.stringify(this.#settings(this.#issuer))}\n`)
    createInterface({ input: child.stdout }).once('line', () => {
      this.#isReady = true
    })
    const end = () => {
      if (this.#child === child) this.#again(Date.now() - startedAt, said)
    }
    child.once('error', end)
    child.once('exit', end)
  }

  #settings(issuer: string): Partial<IsletConfig> {
    const { host, stateDir, tls, client } = this.#plan
    return { host, port: this.#port, issuer, stateDir, clients: [client], ...(tls === null ? {} : { tls }) }
  }

  #again(livedMs: number, said: string): void {
    this.#isReady = false
    this.#child = undefined
    if (this.#stopped) return
    this.#failures = livedMs > BACKOFF.healthyAfter ? 0 : this.#failures
    const waitMs = Math.min(BACKOFF.most, BACKOFF.first * 2 ** this.#failures++)
    this.#log.warn({ waitMs, said: said.trim().split('\n').at(-1) }, 'the demo provider ended, starting it again')
    this.#timer = setTimeout(() => this.start(), waitMs)
  }
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
