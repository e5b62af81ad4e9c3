import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Bench } from './measure.ts'

/** Loads one peer by its package name. The caller says what it takes it for, since its types are not installed with us. */
export type LoadPeer = (name: string) => Promise<unknown>

/** How long npm may take for these few packages. */
const PATIENCE_MS = 120_000

let installing: Promise<LoadPeer> | undefined

/**
 * What a user would take instead of us, in packages of its own below `bench/peers`: installed once, and again when its lock file
 * changed. Nothing of it has an install script that runs.
 * @throws Error with npm's last words when it could not be installed (no network): then the figures that need it are not measured
 */
export function peers(bench: Bench): Promise<LoadPeer> {
  installing ??= install(bench)
  return installing
}

/** The version of an installed peer, for what is said on the terminal. */
export async function versionOf({ root }: Bench, name: string): Promise<string> {
  const file = join(root, 'bench', 'peers', 'node_modules', name, 'package.json')
  return (JSON.parse(await readFile(file, 'utf8')) as { version: string }).version
}

async function install({ root, say }: Bench): Promise<LoadPeer> {
  const here = join(root, 'bench', 'peers')
  const mark = join(here, 'node_modules', '.tuidan-peers')
  const lock = createHash('sha256')
    .update(await readFile(join(here, 'package-lock.json')))
    .digest('hex')
  if (!existsSync(mark) || (await readFile(mark, 'utf8')) !== lock) {
    say('  installing the peers (a few packages, only the first time or after an update)')
    await npm(here, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])
    await writeFile(mark, lock)
  }
  const { load } = (await import(pathToFileURL(join(here, 'load.mjs')).href)) as { load: LoadPeer }
  return load
}

/** The same npm that runs us, else the one on PATH. @throws Error with its last words */
async function npm(folder: string, args: readonly string[]): Promise<void> {
  const script = process.env.npm_execpath
  const isScript = script !== undefined && /npm-cli\.js$/.test(script)
  const isWindows = process.platform === 'win32'
  const [program, before] = isScript
    ? [process.env.npm_node_execpath ?? process.execPath, [script]]
    : [isWindows ? 'npm.cmd' : 'npm', []]
  const child = spawn(program, [...before, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: !isScript && isWindows,
    timeout: PATIENCE_MS,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += part))
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      output += String(error)
      resolve(127)
    })
    child.once('close', resolve)
  })
  if (code === 0) return
  const why =
    code === null ? `npm took longer than ${PATIENCE_MS / 1000} s` : output.trim().split('\n').slice(-3).join(' ')
  throw new Error(`the peers could not be installed: ${why}`)
}
