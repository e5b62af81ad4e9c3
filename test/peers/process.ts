import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** One provider that runs beside the tests, in a process of its own. */
export interface Peer<Ready> {
  /** Where it listens, in its own words. */
  readonly ready: Ready
  readonly version: string
  /** A line to its stdin; resolves with the next line of JSON it prints. */
  tell(message: object): Promise<Record<string, unknown>>
  stop(): Promise<void>
}

/** A port that nobody listens at now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/**
 * Starts `serve/<name>.mjs` and waits until it says that it is ready. What ran, in which version and how fast it was up goes to
 * the file that `run.mjs` makes its summary of.
 * @throws Error with what it printed last when it ends instead
 */
export async function startPeer<Ready>(name: string, packageName: string, config: object): Promise<Peer<Ready>> {
  const version = versionOf(packageName)
  const startedAt = performance.now()
  const child = spawn(process.execPath, [join(import.meta.dirname, 'serve', `${name}.mjs`), JSON.stringify(config)], {
    cwd: import.meta.dirname,
    // Its log would drown ours; NODE_OPTIONS of a test worker mean nothing to it.
    env: { ...process.env, NODE_OPTIONS: '', LOG_ENABLED: 'false', NODE_ENV: 'development' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (part) => {
    said = `${said}${part}`.slice(-4000)
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const waiting: ((message: Record<string, unknown>) => void)[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('{"ready"') || line.startsWith('{"planned"')) waiting.shift()?.(JSON.parse(line))
    else said = `${said}${line}\n`.slice(-4000)
  })
  const next = () => new Promise<Record<string, unknown>>((resolve) => waiting.push(resolve))
  const first = next()
  const answer = await Promise.race([first, ended.then(() => null)])
  if (answer === null) throw new Error(`${packageName} ${version} ended before it was ready:\n${said}`)
  const upMs = Math.round(performance.now() - startedAt)
  note({ peer: name, package: packageName, version, upMs, memoryMb: memoryOf(child.pid) })
  return {
    ready: answer.ready as Ready,
    version,
    tell(message) {
      const said = next()
      child.stdin.write(`${JSON.stringify(message)}\n`)
      return said
    },
    async stop() {
      child.stdin.end()
      child.kill('SIGTERM')
      const tooLong = setTimeout(() => child.kill('SIGKILL'), 5000)
      await ended
      clearTimeout(tooLong)
    },
  }
}

/** Adds one line to what the summary is made of. */
export function note(line: object): void {
  const file = process.env.PEERS_REPORT
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(line)}\n`)
}

function versionOf(packageName: string): string {
  const places = [import.meta.dirname, join(import.meta.dirname, '../..')]
  // oidc-provider is the product's own: the Solid server brings an older one, which is not what runs.
  if (packageName === 'oidc-provider') places.reverse()
  const file = places.map((place) => join(place, 'node_modules', packageName, 'package.json')).find(existsSync)
  if (file === undefined) throw new Error(`${packageName} is not installed; npm run test:peers does that`)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

/** MB that the process holds; null where /proc does not say. */
function memoryOf(pid: number | undefined): number | null {
  try {
    const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kb === undefined ? null : Math.round(Number(kb) / 1024)
  } catch {
    return null
  }
}
