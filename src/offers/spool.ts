import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const NAME = /^(\d+)-(\d+)\.jsonl$/

/**
 * Decisions on their way to the database, in files of the state folder: written before an answer leaves, so that what was decided
 * outlives this process (`kill -9`; of a machine that loses power the last moments may be gone, for nothing is synced to the disk).
 */
export class Spool {
  readonly #folder: string
  #file: { readonly path: string; readonly fd: number } | null = null
  #count = 0

  /** @param folder made when it is not there, for this user only */
  constructor(folder: string) {
    this.#folder = folder
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    // Of a process that had our number before: those files are no longer anybody's, and ours go on after them.
    for (const { pid, n } of this.#files()) if (pid === process.pid) this.#count = Math.max(this.#count, n)
  }

  /** Writes down rows as JSON, each a line. @throws what the disk says */
  append(lines: readonly string[]): void {
    if (lines.length === 0) return
    this.#file ??= this.#open()
    writeSync(this.#file.fd, `${lines.join('\n')}\n`)
  }

  /** Ends the file of now; what comes later goes into another. @returns how to remove it once all in it stands in the database */
  cut(): () => void {
    const file = this.#file
    this.#file = null
    if (file === null) return () => {}
    closeSync(file.fd)
    return () => rmSync(file.path, { force: true })
  }

  /**
   * What processes that are no more left behind, a file at a time, with how to remove it. A line that was cut off is left out: its
   * answer never left.
   */
  *left(): Generator<{ readonly lines: readonly string[]; readonly remove: () => void }> {
    for (const { name, pid, n } of this.#files()) {
      const isOurs = pid === process.pid
      if (isOurs ? n > this.#count || this.#file?.path === join(this.#folder, name) : isAlive(pid)) continue
      const path = join(this.#folder, name)
      yield {
        lines: readFileSync(path, 'utf8').split('\n').filter(isWhole),
        remove: () => rmSync(path, { force: true }),
      }
    }
  }

  #open(): { path: string; fd: number } {
    this.#count++
    const path = join(this.#folder, `${process.pid}-${this.#count}.jsonl`)
    return { path, fd: openSync(path, 'a', 0o600) }
  }

  #files(): { name: string; pid: number; n: number }[] {
    return readdirSync(this.#folder).flatMap((name) => {
      const [, pid, n] = NAME.exec(name) ?? []
      return pid === undefined ? [] : [{ name, pid: Number(pid), n: Number(n) }]
    })
  }
}

function isWhole(line: string): boolean {
  try {
    return line !== '' && JSON.parse(line) !== null
  } catch {
    return false
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
