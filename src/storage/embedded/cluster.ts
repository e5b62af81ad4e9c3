import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chown, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Binaries } from './binaries.ts'
import { isAlive } from './lock.ts'
import { type Owner, privateFolder } from './owner.ts'
import { embeddedFail } from './problems.ts'

/** Where one cluster keeps its things, and who runs it. */
export interface Cluster {
  readonly binaries: Binaries
  readonly owner: Owner | null
  /** `<home>/pg`. */
  readonly folder: string
  readonly data: string
  readonly socketFolder: string
  readonly logFile: string
  /** Tests only: no sync to disk. */
  readonly unsafe: boolean
}

/** What `postmaster.pid` says of a running server. */
export interface Running {
  readonly pid: number
  readonly socketFolder: string
}

const PORT = 5432
const READY_MS = 60_000
const LOG_BYTES = 10 * 1_048_576
/** sun_path holds 108 bytes with its end; `/.s.PGSQL.5432` follows the folder. */
const LONGEST_SOCKET_FOLDER = 107 - '/.s.PGSQL.5432'.length

/** A socket folder short enough for the system; a deep state folder gets one under the temporary folder, named by its hash. */
export function socketFolderOf(folder: string): string {
  const own = join(folder, 'sock')
  if (Buffer.byteLength(own) <= LONGEST_SOCKET_FOLDER) return own
  return join(tmpdir(), `tuidan-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`)
}

/** The address of the cluster's unix socket for `pg`. */
export function urlOf(socketFolder: string): string {
  return `postgres://tuidan@/postgres?host=${encodeURIComponent(socketFolder)}&port=${PORT}`
}

/** The server that runs on this data folder and is ready, or null. */
export async function runningServer(data: string): Promise<Running | null> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = text.split('\n')
  const pid = Number(lines[0])
  if (!(pid > 0) || lines[7]?.trim() !== 'ready' || !isAlive(pid)) return null
  return { pid, socketFolder: lines[4] ?? '' }
}

/**
 * Makes the cluster unless it is there: into `data.new`, then renamed, so that a folder called `data` is always whole.
 * @throws storage/other-major, storage/disk-full-start, storage/cannot-start
 */
export async function makeCluster(cluster: Cluster): Promise<void> {
  const { data, binaries } = cluster
  if (existsSync(data)) {
    const found = Number((await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => '0')).trim())
    if (found !== binaries.major)
      throw embeddedFail('storage/other-major', { params: { folder: data, found, ours: binaries.major } })
    return
  }
  const fresh = `${data}.new`
  await rm(fresh, { recursive: true, force: true })
  // C.UTF-8, not C: with C, trigrams and \w know no Chinese. Order stays by code point in both.
  const made = await initdb(cluster, fresh, 'C.UTF-8')
  if (made.code !== 0 && /invalid locale/i.test(made.output)) {
    await rm(fresh, { recursive: true, force: true })
    const plain = await initdb(cluster, fresh, 'C')
    if (plain.code !== 0) throw startProblem(plain.output, cluster.logFile)
  } else if (made.code !== 0) {
    await rm(fresh, { recursive: true, force: true })
    throw startProblem(made.output, cluster.logFile)
  }
  await rename(fresh, data)
}

async function initdb(cluster: Cluster, folder: string, locale: string): Promise<{ code: number; output: string }> {
  const args = ['-D', folder, '-U', 'tuidan', '-A', 'trust', '-E', 'UTF8', `--locale=${locale}`, '-k']
  const child = spawn(cluster.binaries.initdb, [...args, ...(cluster.unsafe ? ['--no-sync'] : [])], {
    ...ids(cluster.owner),
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk
    })
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (c) => resolve(c ?? 1))
  })
  return { code, output }
}

const ids = (owner: Owner | null) => (owner === null ? {} : { uid: owner.uid, gid: owner.gid })

/**
 * Starts the server and waits until it says ready. It is detached, so that a Ctrl-C for us does not stop it before the work in
 * flight is done; it logs to a file, because a pipe to a dead parent would break.
 * @throws storage/disk-full-start, storage/cannot-start
 */
export async function startServer(cluster: Cluster): Promise<Running> {
  await privateFolder(cluster.socketFolder, cluster.owner)
  const log = await openLog(cluster)
  const settings = [
    'listen_addresses=',
    'unix_socket_permissions=0700',
    'shared_buffers=128MB',
    'max_connections=100',
    'log_min_messages=warning',
    'timezone=UTC',
    ...(cluster.unsafe ? ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'] : []),
  ]
  const args = [
    '-D',
    cluster.data,
    '-k',
    cluster.socketFolder,
    '-p',
    String(PORT),
    ...settings.flatMap((s) => ['-c', s]),
  ]
  const child = spawn(cluster.binaries.postgres, args, {
    ...ids(cluster.owner),
    cwd: '/',
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
  })
  let ended = false
  child.once('exit', () => {
    ended = true
  })
  child.once('error', () => {
    ended = true
  })
  child.unref()
  await log.close()
  for (const until = Date.now() + READY_MS; Date.now() < until; ) {
    const running = await runningServer(cluster.data)
    if (running !== null && running.pid === child.pid) return running
    if (ended) break
    await wait(10)
  }
  throw startProblem(await logTail(cluster.logFile), cluster.logFile)
}

/** The log starts anew when it has grown large; one old one is kept. */
async function openLog(cluster: Cluster) {
  const size = await stat(cluster.logFile).then(
    (s) => s.size,
    () => 0,
  )
  if (size > LOG_BYTES) await rename(cluster.logFile, `${cluster.logFile}.1`)
  const log = await open(cluster.logFile, 'a', 0o600)
  if (cluster.owner !== null) await chown(cluster.logFile, cluster.owner.uid, cluster.owner.gid)
  return log
}

async function logTail(file: string): Promise<string> {
  return (await readFile(file, 'utf8').catch(() => '')).split('\n').slice(-30).join('\n')
}

function startProblem(output: string, log: string): Error {
  if (/No space left on device|ENOSPC/i.test(output)) return embeddedFail('storage/disk-full-start')
  const reason =
    output
      .split('\n')
      .filter((l) => /FATAL|PANIC|error|could not/i.test(l))
      .at(-1) ??
    output.trim().split('\n').at(-1) ??
    '?'
  return embeddedFail('storage/cannot-start', { params: { reason: reason.replace(/^.*?(FATAL|PANIC):\s*/, ''), log } })
}
