import { accessSync, chmodSync, constants, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const PREFIX = 'tuidan-test-'

/**
 * A new folder for one run, named by our process id. As root the database runs as nobody, who must be able to walk to
 * its files: then the first of the system's temporary folders that everybody may enter is taken.
 */
export function makeRunFolder(): string {
  const folder = mkdtempSync(join(parent(), `${PREFIX}${process.pid}-`))
  if (process.getuid?.() === 0) chmodSync(folder, 0o711)
  return folder
}

/** Ends the database under `folder`, if one is left, and removes everything. Synchronous: it also runs while exiting. */
export function removeRunFolder(folder: string): void {
  for (const pid of postmasters(folder)) {
    try {
      // SIGQUIT: nothing in there is worth a clean shutdown.
      process.kill(pid, 'SIGQUIT')
    } catch {
      // Already gone, which is what we want.
    }
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
}

/** Removes what runs that were killed outright left behind; runs that live are not touched. */
export function sweepDeadRuns(): void {
  for (const name of readdirSync(parent())) {
    const pid = Number(/^tuidan-test-(\d+)-/.exec(name)?.[1])
    if (!pid || isAlive(pid)) continue
    try {
      removeRunFolder(join(parent(), name))
    } catch {
      // Another user's folder: theirs to remove.
    }
  }
}

function parent(): string {
  if (process.getuid?.() !== 0) return tmpdir()
  return [tmpdir(), '/tmp', '/var/tmp'].find(everybodyMayEnter) ?? tmpdir()
}

function everybodyMayEnter(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    for (let at = folder; ; at = dirname(at)) {
      if ((statSync(at).mode & 0o001) === 0) return false
      if (at === dirname(at)) return true
    }
  } catch {
    return false
  }
}

function* postmasters(folder: string): Generator<number> {
  let names: string[]
  try {
    names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  } catch {
    return
  }
  for (const name of names) {
    if (!name.endsWith('postmaster.pid')) continue
    const [pid, dataFolder] = readFileSync(join(folder, name), 'utf8').split('\n')
    // Line 2 must be where the file lies, else the number may by now belong to somebody else.
    if (pid && dataFolder && dirname(join(folder, name)) === dataFolder) yield Number(pid)
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
