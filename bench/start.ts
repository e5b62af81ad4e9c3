import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join, sep } from 'node:path'
import type { Bench, Figures } from './measure.ts'

/** Beyond this a start counts as failed. */
const PATIENCE_MS = 300_000
/** Folders that a fresh clone does not have. */
const NOT_CLONED = ['node_modules', 'web-dist', 'dist', '.git']

/**
 * Types `npm start` in a fresh copy of the project with an empty state folder, and once more when it was stopped. What npm
 * has downloaded before stays in npm's cache; the database's programs are unpacked anew.
 */
export async function starts(bench: Bench): Promise<Figures> {
  const folder = join(bench.scratch, 'clone')
  await copyProject(bench.root, folder)
  const port = String(await freePort())
  const env = {
    ...process.env,
    TUIDAN_HOME: join(bench.scratch, 'start-home'),
    TUIDAN_CACHE: join(bench.scratch, 'start-cache'),
    TUIDAN_PORT: port,
    LC_ALL: 'en_GB.UTF-8',
    // npm hands its own settings to scripts; a person's terminal has none of them.
    ...Object.fromEntries(
      Object.keys(process.env)
        .filter((name) => /^npm_|^INIT_CWD$/i.test(name))
        .map((name) => [name, undefined]),
    ),
    PATH: cleanPath(process.env.PATH ?? ''),
  }
  bench.say('  npm start in a fresh copy')
  const first = await startOnce(folder, env, port)
  bench.say(`  ${Math.round(first.readyMs)} ms; once more`)
  const later = await startOnce(folder, env, port)
  return {
    figures: {
      ready_ms_first: Math.round(first.readyMs),
      npm_ms: first.npmMs,
      ready_ms_later: Math.round(later.readyMs),
    },
    skipped: first.npmMs === null ? { npm_ms: 'setup said nothing of an install' } : {},
  }
}

/** `npm run` puts the project's own programs first; the fresh copy must find its own. */
function cleanPath(path: string): string {
  return path
    .split(':')
    .filter((part) => !part.includes(`node_modules${sep}.bin`) && !part.includes('node-gyp-bin'))
    .join(':')
}

/** As `git clone` would give it, with what is not committed yet; without git everything but what is built. */
async function copyProject(root: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true })
  const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root })
  if (listed.status !== 0) {
    await cp(root, to, { recursive: true, filter: (path) => !NOT_CLONED.some((n) => path.endsWith(`${sep}${n}`)) })
    return
  }
  const files = listed.stdout.toString('utf8').split('\0')
  for (const file of files) {
    // node_modules may be a link, which git lists as a file.
    if (file === '' || NOT_CLONED.includes(file) || !existsSync(join(root, file))) continue
    await cp(join(root, file), join(to, file))
  }
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** From the command until the last link is printed; then Ctrl-C, and waits for the end. */
async function startOnce(
  cwd: string,
  env: NodeJS.ProcessEnv,
  port: string,
): Promise<{ readyMs: number; npmMs: number | null }> {
  const startedAt = performance.now()
  // A process group of its own: Ctrl-C reaches npm and its children as it would at a terminal.
  const child = spawn('npm', ['start'], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  let said = ''
  let installing: number | null = null
  let npmMs: number | null = null
  try {
    const readyMs = await new Promise<number>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`not ready after ${PATIENCE_MS / 1000} s`)), PATIENCE_MS)
      const hear = (part: Buffer) => {
        said += part.toString('utf8')
        if (said.includes('Installing packages')) installing ??= performance.now()
        if (installing !== null && said.includes('Packages installed'))
          npmMs ??= Math.round(performance.now() - installing)
        // The API's page is the last link of every start.
        if (!said.includes(`:${port}/docs`)) return
        clearTimeout(timer)
        resolve(performance.now() - startedAt)
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
      void ended.then((code) => reject(new Error(`npm start ended with ${code}: ${said.slice(-500)}`)))
    })
    return { readyMs, npmMs }
  } finally {
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGINT')
    await ended
  }
}
