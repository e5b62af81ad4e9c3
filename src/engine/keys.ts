import { randomBytes } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { chmod, link, open, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { MINUTE, systemClock } from '../base/clock.ts'
import { problems } from '../base/problem.ts'
import type { Db, Sql } from '../storage/db.ts'
import { cannotWrite, makeFolder } from '../storage/folder.ts'
import { acrossSites } from '../storage/scope.ts'
import type { Core } from './core.ts'
import { hashKeyOf, type KeyRing, Vault } from './vault.ts'

/** Expected problems of the sealing keys. */
export const keysFail = problems({
  'keys/malformed': {
    status: 500,
    title: { zh: '{where} 里的钥匙读不出来。', en: 'The keys in {where} cannot be read.' },
    next: {
      zh: '写成 1:base64,2:base64 的样子，每把 32 字节；轮换过的前面还有 hash:base64。',
      en: 'Write them as 1:base64,2:base64, 32 bytes each; once rotated, hash:base64 stands before them.',
    },
  },
  'keys/unreadable': {
    status: 500,
    title: { zh: '读不了钥匙文件 {file}（{reason}）。', en: 'The key file {file} cannot be read ({reason}).' },
    next: {
      zh: '它要归运行推单的用户所有、只有该用户能读（0600）；或用 TUIDAN_KEYS 给出钥匙。',
      en: 'It must belong to the user who runs Tuidan and be readable by that user alone (0600); or give the keys in TUIDAN_KEYS.',
    },
  },
  'keys/other-database': {
    status: 500,
    title: { zh: '这套钥匙不属于这个数据库。', en: 'These keys do not belong to this database.' },
    next: {
      zh: '把原来的 keys.json 放回状态文件夹，或用 TUIDAN_KEYS 给出原来的钥匙。',
      en: 'Put the original keys.json back into the state folder, or give the original keys in TUIDAN_KEYS.',
    },
  },
  'keys/missing': {
    status: 500,
    title: {
      zh: '这个数据库现在用 {id} 号钥匙封存，这里没有它。',
      en: 'This database is sealed with key {id}, which is not here.',
    },
    next: {
      zh: '轮换过的每台机器都要有新的钥匙：更新 keys.json 或 TUIDAN_KEYS，再启动。',
      en: 'After a rotation every machine needs the new key: bring keys.json or TUIDAN_KEYS up to date and start again.',
    },
  },
})

const fileIn = (home: string): string => join(home, 'keys.json')

/**
 * The key ring: from `TUIDAN_KEYS` ("1:base64,2:base64") or `keys.json` in the state folder, which the first start writes (0600).
 * Which of them seals, the database knows ({@link openVault}).
 * @throws keys/malformed, keys/unreadable, storage/no-folder, storage/no-write
 */
export async function loadKeys(home: string, fromEnv: string | null): Promise<KeyRing> {
  if (fromEnv !== null) return parse(fromEnv, 'TUIDAN_KEYS')
  const file = fileIn(home)
  const read = async (): Promise<string | null> => {
    try {
      return await readFile(file, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw unreadable(file, error)
    }
  }
  let text = await read()
  if (text === null) {
    makeFolder(home, 0o700)
    const mine = `${file}.${process.pid}`
    await writeFile(mine, JSON.stringify({ keys: `1:${randomBytes(32).toString('base64')}` }), { mode: 0o600 }).catch(
      (cause) => {
        throw cannotWrite(home, cause)
      },
    )
    // A hard link fails when the file is there: of two first starts at once exactly one makes the keys.
    await link(mine, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
    await rm(mine)
    await chmod(file, 0o600)
    text = await read()
  }
  return parseFile(text ?? '', file)
}

const unreadable = (file: string, cause: unknown) =>
  keysFail('keys/unreadable', { params: { file, reason: String((cause as NodeJS.ErrnoException).code) }, cause })

function parseFile(text: string, file: string): KeyRing {
  let keys: unknown
  try {
    keys = (JSON.parse(text) as { keys?: unknown }).keys
  } catch (cause) {
    throw keysFail('keys/malformed', { params: { where: file }, cause })
  }
  return parse(String(keys), file)
}

function parse(text: string, where: string): KeyRing {
  const keys = new Map<number, Uint8Array>()
  let hash: Uint8Array | undefined
  for (const part of text.split(',')) {
    const [id, value = ''] = part.trim().split(/:(.*)/s)
    const bytes = Buffer.from(value, 'base64')
    const isHash = id === 'hash' && hash === undefined
    const isKey = /^\d{1,3}$/.test(id!) && Number(id) >= 1 && Number(id) <= 255 && !keys.has(Number(id))
    if (bytes.length !== 32 || !(isHash || isKey)) throw keysFail('keys/malformed', { params: { where } })
    if (isHash) hash = bytes
    else keys.set(Number(id), bytes)
  }
  if (keys.size === 0) throw keysFail('keys/malformed', { params: { where } })
  return { current: Math.max(...keys.keys()), keys, ...(hash === undefined ? {} : { hash }) }
}

/** The ring as TUIDAN_KEYS writes it. A secret: only a backup file and files of mode 0600 hold it. */
export function keyText({ keys, hash }: KeyRing): string {
  const all = [...keys].sort(([a], [b]) => a - b).map(([id, key]) => [String(id), key] as const)
  return [...(hash === undefined ? [] : [['hash', hash] as const]), ...all]
    .map(([id, key]) => `${id}:${Buffer.from(key).toString('base64')}`)
    .join(',')
}

/** Does this ring open all that the other, written as text, opens, and find people by the same hashes? @throws keys/malformed */
export function coversKeys(ring: KeyRing, text: string): boolean {
  const other = parse(text, 'backup')
  const isSame = (a: Uint8Array, b: Uint8Array | undefined) => b !== undefined && Buffer.compare(a, b) === 0
  return (
    isSame(hashKeyOf(other), hashKeyOf(ring)) && [...other.keys].every(([id, key]) => isSame(key, ring.keys.get(id)))
  )
}

/**
 * What a vault looks again with when it meets a key it does not know: the ring in `keys.json`, or null while the file is the same
 * as at the last look. Nothing is looked at again where the environment holds the keys.
 */
export function keysAgain(home: string, fromEnv: string | null): () => KeyRing | null {
  if (fromEnv !== null) return () => null
  const file = fileIn(home)
  let seen = ''
  return () => {
    // Asked while a value is opened, which waits for nothing; the file is a few hundred bytes.
    const { ino, size, mtimeMs } = statSync(file)
    const mark = `${ino} ${size} ${mtimeMs}`
    if (mark === seen) return null
    const ring = parseFile(readFileSync(file, 'utf8'), file)
    seen = mark
    return ring
  }
}

/**
 * Writes the ring into `keys.json` (0600, its owner as before): whole or not at all, also in a power cut. Whoever calls this is
 * alone at it.
 * @returns the file @throws storage/no-write
 */
export async function writeKeys(home: string, ring: KeyRing): Promise<string> {
  return await writeSecret(
    await realpath(fileIn(home)).catch(() => fileIn(home)),
    JSON.stringify({ keys: keyText(ring) }),
  )
}

/** Writes a file that only its owner reads, in the place of the one that is there. @throws storage/no-write */
export async function writeSecret(file: string, text: string): Promise<string> {
  const fresh = `${file}.new`
  try {
    await rm(fresh, { force: true })
    const handle = await open(fresh, 'wx', 0o600)
    try {
      await handle.writeFile(text)
      // A rotation typed by root must not take the file away from the user who runs the server.
      const before = await stat(file).catch(() => null)
      if (before !== null && before.uid !== (await handle.stat()).uid) await handle.chown(before.uid, before.gid)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(fresh, file)
    const folder = await open(dirname(file))
    // The name, too, is on the disk before anything is sealed with what the file holds; Windows cannot and need not.
    await folder.sync().catch(() => {})
    await folder.close()
  } catch (cause) {
    await rm(fresh, { force: true }).catch(() => {}) // what could not be written may not be removable either
    throw cannotWrite(dirname(file), cause)
  }
  return file
}

const CHECK = 'vault_check'
const SEALING = 'sealing'

/** Which key seals, as all processes of a database know it. */
export interface Sealing {
  readonly key: number
  /** Since when, ms. */
  readonly since: number
  /** When each key before it stopped to seal, ms. */
  readonly ended: Readonly<Record<string, number>>
  /** Are values of older keys still being sealed anew? */
  readonly isOnTheWay: boolean
  /** The highest id that was ever given, on whatever machine: no two keys may have the same. */
  readonly given?: number
}

/** Which key seals; null before the first start. */
export async function loadSealing(sql: Sql): Promise<Sealing | null> {
  const row = await sql.maybe<{ value: Sealing }>('select value from installation where key = $1', [SEALING])
  return row?.value ?? null
}

/** Writes which key seals. */
export async function saveSealing(sql: Sql, sealing: Sealing): Promise<void> {
  await sql.run(
    `insert into installation (key, value) values ($1, $2::jsonb)
     on conflict (key) do update set value = excluded.value, updated_at = now()`,
    [SEALING, JSON.stringify(sealing)],
  )
}

/**
 * Opens the vault and proves that its keys are those of this database: the first start seals a word, later ones open it. Which
 * key seals stands in the database, so that a new one can be given to every process before any seals with it; without a word there,
 * the highest does. `look`: see {@link keysAgain}.
 * @throws keys/other-database, keys/missing
 */
export async function openVault(db: Db, ring: KeyRing, look: () => KeyRing | null = () => null): Promise<Vault> {
  let sealing = await loadSealing(db)
  if (sealing === null) {
    const now = systemClock.now()
    const ended = Object.fromEntries([...ring.keys.keys()].filter((id) => id !== ring.current).map((id) => [id, now]))
    await db.run('insert into installation (key, value) values ($1, $2::jsonb) on conflict (key) do nothing', [
      SEALING,
      JSON.stringify({ key: ring.current, since: now, ended, isOnTheWay: false } satisfies Sealing),
    ])
    sealing = (await loadSealing(db))!
  }
  // A rotation may have come between reading the ring and this.
  const known = ring.keys.has(sealing.key) ? ring : (look() ?? ring)
  if (!known.keys.has(sealing.key)) throw keysFail('keys/missing', { params: { id: sealing.key } })
  const vault = new Vault({ ...known, current: sealing.key }, look)
  await db.run('insert into installation (key, value) values ($1, to_jsonb($2::text)) on conflict (key) do nothing', [
    CHECK,
    vault.seal('tuidan', CHECK).toString('base64'),
  ])
  const row = await db.one<{ value: string }>('select value from installation where key = $1', [CHECK])
  try {
    vault.open(Buffer.from(row.value, 'base64'), CHECK)
  } catch (cause) {
    throw keysFail('keys/other-database', { cause })
  }
  return vault
}

/** A wake-up may be lost: a process looks this often which key seals. */
const LOOK_MS = MINUTE

/** Sees to it that this process seals with the key that all do, now and while it runs. @returns what ends that */
export function followKeys({ db, bus, vault, log }: Core): () => void {
  const look = async () => {
    const sealing = await acrossSites('the keys are of all sites', () => loadSealing(db))
    if (sealing !== null && !vault.sealWith(sealing.key))
      log.error({ key: sealing.key }, 'values are sealed with a key that this process does not have: give it that key')
  }
  const begin = () => void look().catch((err) => log.warn({ err }, 'which key seals was not found out'))
  const off = bus.on('keys', begin)
  const timer = setInterval(begin, LOOK_MS)
  return () => {
    off()
    clearInterval(timer)
  }
}
