import { readFileSync } from 'node:fs'
import { chown, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makeFolder } from '../folder.ts'
import { embeddedFail } from './problems.ts'

/** The unprivileged user the server runs as when we are root; null: as ourselves. */
export interface Owner {
  readonly uid: number
  readonly gid: number
}

/** PostgreSQL refuses to run as root. A user of its own is better than nobody, who is shared with other daemons. */
export function serverOwner(): Owner | null {
  if (process.getuid?.() !== 0) return null
  const nobody = process.platform === 'darwin' ? -2 : 65534
  let passwd = ''
  try {
    passwd = readFileSync('/etc/passwd', 'utf8')
  } catch {
    // no such file: nobody it is
  }
  for (const name of ['tuidan', 'postgres']) {
    const line = passwd.split('\n').find((l) => l.startsWith(`${name}:`))
    if (line !== undefined) return { uid: Number(line.split(':')[2]), gid: Number(line.split(':')[3]) }
  }
  return { uid: nobody, gid: nobody }
}

/**
 * Makes the state folder, whoever needs it first. Its files are private one by one; when we are root others may pass it,
 * since the server's user must. @throws storage/no-folder
 */
export function stateFolder(home: string): void {
  makeFolder(home, serverOwner() === null ? 0o700 : 0o711)
}

/** Makes a folder that only the server's user may enter. @throws storage/no-folder */
export async function privateFolder(folder: string, owner: Owner | null): Promise<void> {
  makeFolder(folder, 0o700)
  if (owner !== null) await chown(folder, owner.uid, owner.gid)
}

/**
 * Checks that the server's user can pass every folder above `path`. We never open up a folder that we did not make.
 * @throws storage/locked-folder naming the first that is closed
 */
export async function mustBeReachable(path: string, owner: Owner | null): Promise<void> {
  if (owner === null) return
  const above: string[] = []
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) above.unshift(folder)
  for (const folder of above) {
    const info = await stat(folder)
    const bit = info.uid === owner.uid ? 0o100 : info.gid === owner.gid ? 0o010 : 0o001
    if ((info.mode & bit) === 0)
      throw embeddedFail('storage/locked-folder', {
        params: { folder, mode: (info.mode & 0o777).toString(8).padStart(4, '0') },
      })
  }
}
