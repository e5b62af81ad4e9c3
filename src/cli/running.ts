import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cannotWrite } from '../storage/folder.ts'

const fileIn = (home: string): string => join(home, 'running.json')

/** Notes at which address this state folder's server answers, for the commands beside it. @throws storage/no-write */
export async function noteRunning(home: string, url: string): Promise<void> {
  await writeFile(fileIn(home), JSON.stringify({ url, pid: process.pid }), { mode: 0o600 }).catch((cause) => {
    throw cannotWrite(home, cause)
  })
}

/** Takes the note away, if it is this process's own: another server of the same folder may have written since. */
export async function forgetRunning(home: string): Promise<void> {
  if ((await read(home))?.pid === process.pid) await rm(fileIn(home), { force: true })
}

/** The address of the server that runs on this state folder, or null when none does. */
export async function runningUrl(home: string): Promise<string | null> {
  const note = await read(home)
  if (note === null) return null
  try {
    process.kill(note.pid, 0)
    return note.url
  } catch (error) {
    // EPERM: it lives, under another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? note.url : null
  }
}

async function read(home: string): Promise<{ url: string; pid: number } | null> {
  try {
    const note = JSON.parse(await readFile(fileIn(home), 'utf8')) as { url?: unknown; pid?: unknown }
    return typeof note.url === 'string' && typeof note.pid === 'number' ? { url: note.url, pid: note.pid } : null
  } catch {
    return null
  }
}
