import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { systemClock } from '../src/base/clock.ts'
import { silentLog } from '../src/base/log.ts'
import { putProducts } from '../src/catalog/flow.ts'
import { Bus } from '../src/engine/bus.ts'
import type { Core } from '../src/engine/core.ts'
import { keysAgain, loadKeys, openVault } from '../src/engine/keys.ts'
import { Outbox } from '../src/engine/outbox.ts'
import { createSite } from '../src/sites/flow.ts'
import type { Site } from '../src/sites/site.ts'
import { addStaff, makeLink } from '../src/staff/flow.ts'
import type { Role } from '../src/staff/staff.ts'
import { openDb } from '../src/storage/db.ts'
import { addBins, receiveGoods } from '../src/warehouse/flow.ts'
import { ROOT } from './harness/source.ts'
import { until } from './harness/wait.ts'

/** An answer as it came. */
export type Json = ReturnType<typeof JSON.parse>

/** What one call answered. */
export interface Said {
  readonly status: number
  readonly json: Json
  readonly headers: Headers
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A folder for the state of programs, removed by whoever asked for it. */
export async function stateFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tuidan-processes-'))
  // As root the database runs as nobody, who must be able to walk in.
  await chmod(folder, 0o755)
  return folder
}

/** `tuidan start` as a process of its own. */
export class Program {
  readonly base: string
  readonly #child: ChildProcess
  readonly #over: Promise<number | null>
  #said = ''

  private constructor(child: ChildProcess, base: string) {
    this.#child = child
    this.base = base
    this.#over = new Promise((resolve) => child.once('close', (code) => resolve(code)))
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (part) => {
        this.#said += String(part)
      })
  }

  /** Starts one; it answers when this resolves. @throws Error with what it printed */
  static async start(env: Record<string, string>, more: readonly string[] = []): Promise<Program> {
    const port = await freePort()
    const args = [join(ROOT, 'src/cli/main.ts'), 'start', '--no-demo', '--port', String(port), ...more]
    const { PATH = '', HOME = '' } = process.env
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { PATH, HOME, TUIDAN_LOG: 'error', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const program = new Program(child, `http://127.0.0.1:${port}`)
    try {
      await until(
        async () => {
          if (child.exitCode !== null) return 'over'
          return (await fetch(`${program.base}/ready`)).status === 200 ? 'ready' : null
        },
        { timeoutMs: 60_000, everyMs: 100, what: 'the program to start' },
      )
      expect(child.exitCode).toBeNull()
    } catch (cause) {
      await program.kill()
      throw new Error(program.#said, { cause })
    }
    return program
  }

  /** What it printed so far. */
  get said(): string {
    return this.#said
  }

  /** Ends it as Ctrl-C does; its exit code. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM')
    return await this.#over
  }

  /** Ends it as a power cut does. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#over
  }

  /** One call; a connection that breaks is status 0. */
  async call(method: string, path: string, headers: Record<string, string> = {}, body?: unknown): Promise<Said> {
    try {
      const response = await fetch(this.base + path, {
        method,
        redirect: 'manual',
        signal: AbortSignal.timeout(40_000),
        headers: {
          'x-tuidan': '1',
          'accept-language': 'en',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      const isJson = (response.headers.get('content-type') ?? '').includes('json')
      return {
        status: response.status,
        json: isJson && text !== '' ? JSON.parse(text) : null,
        headers: response.headers,
      }
    } catch (error) {
      if ((error as Error).name === 'TimeoutError') throw error
      return { status: 0, json: null, headers: new Headers() }
    }
  }

  /** Opens a stream of events and keeps what comes. */
  async listen(path: string, headers: Record<string, string>): Promise<Heard> {
    const leave = new AbortController()
    const response = await fetch(this.base + path, { headers, signal: leave.signal })
    expect(response.status, path).toBe(200)
    const heard: Heard = { text: '', isOver: false, stop: () => leave.abort() }
    const read = async () => {
      for await (const part of response.body!) heard.text += Buffer.from(part).toString()
    }
    read()
      .catch(() => {}) // let go, or the process is gone: over either way
      .finally(() => {
        heard.isOver = true
      })
    await until(() => heard.text.includes(': open') || null, { what: `the stream ${path}` })
    return heard
  }
}

/** A stream that is being read. */
export interface Heard {
  text: string
  isOver: boolean
  stop(): void
}

/** The merchant's hands: what is set up beside the running programs, on their database and with their keys. */
export interface Hands {
  readonly core: Core
  close(): Promise<void>
}

/** Opens the database of running programs. */
export async function handsOn(databaseUrl: string, home: string): Promise<Hands> {
  const db = openDb(databaseUrl, { max: 3, applicationName: 'test hands' })
  const vault = await openVault(db, await loadKeys(home, null), keysAgain(home, null))
  const bus = new Bus(db, silentLog)
  const outbox = new Outbox(db, systemClock, silentLog, bus)
  const core = { db, clock: systemClock, log: silentLog, bus, outbox, vault, publicUrl: 'http://localhost:1' }
  return {
    core,
    async close() {
      await bus.stop()
      await db.close()
    },
  }
}

/** A site that sells the goods named, so many pieces of each in the bin A01-01. */
export async function shopOf(core: Core, slug: string, stock: Readonly<Record<string, number>>) {
  const { site, secretKey } = await createSite(core, { slug, name: { zh: '山货', en: 'Hillside' } })
  await putProducts(
    core,
    site.id,
    Object.keys(stock).map((sku) => ({
      sku,
      barcode: null,
      title: { zh: `商品${sku} 手冲咖啡壶`, en: `Product ${sku}, a coffee kettle` },
      text: { zh: '手冲咖啡', en: 'Pour-over coffee' },
      categoryId: 'kitchen/coffee/pour-over',
      price: { amount: 5900, currency: 'CNY' },
      picture: null,
      tags: ['coffee', '咖啡'],
      weightGrams: 300,
      state: 'active' as const,
    })),
  )
  await addBins(core, site.id, ['A01-01'])
  for (const [sku, qty] of Object.entries(stock))
    if (qty > 0) await receiveGoods(core, { siteId: site.id, sku, bin: 'A01-01', qty, staffId: null })
  return { site, secretKey }
}

/** The secret in a fresh link for somebody new on the staff. */
export async function linkFor(core: Core, site: Site, name: string, roles: Role[], opens: 'console' | 'phone') {
  const staff = await addStaff(core, { siteId: site.id, name, roles })
  const { url } = await makeLink(core, { siteId: site.id, staffId: staff.id, opens })
  return { id: staff.id, token: url.split('#')[1]! }
}

/** A session's cookie as an answer gives it. */
export const cookieOf = (said: Said): string => said.headers.getSetCookie()[0]!.split(';')[0]!

/** A paid order, as a developer places it. */
export const orderBody = (sku: string, qty = 1) => ({
  lines: [{ sku, qty }],
  receiver: { name: '林小满', phone: '13800138000' },
  address: { province: '浙江省', city: '杭州市', district: '西湖区', street: '文三路 1 号' },
  payment: { method: 'paid' },
})

/** Removes a state folder. */
export const removeFolder = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true, maxRetries: 5 })
