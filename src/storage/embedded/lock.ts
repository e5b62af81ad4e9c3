import { open, readFile, rm } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { embeddedFail } from './problems.ts'

const WAIT_SECONDS = 60

/**
 * Runs `work` while holding a lock file with our pid: of several processes starting at once one makes the cluster and the
 * server, the others wait and find it. A lock whose process is gone is taken over.
 * @throws storage/starting-elsewhere
 */
export async function underLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + WAIT_SECONDS * 1000; ; ) {
    if (await take(file)) break
    if (Date.now() > until) throw embeddedFail('storage/starting-elsewhere', { params: { seconds: WAIT_SECONDS } })
    await wait(50)
  }
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}

async function take(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', 0o600)
    await handle.writeFile(String(process.pid))
    await handle.close()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const pid = Number(await readFile(file, 'utf8').catch(() => ''))
  // An empty file is a lock being written just now.
  if (pid > 0 && !isAlive(pid)) await rm(file, { force: true })
  return false
}

/** Is there a process with this number? */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
