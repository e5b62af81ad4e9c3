import { createHash } from 'node:crypto'
import { constants, createReadStream, createWriteStream } from 'node:fs'
import { access, chmod, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { problems } from '../base/problem.ts'
import type { Db, Sql } from './db.ts'

/**
 * A backup is one gzip file of JSON lines: a head (format, program, migrations, keys), then per table batches of rows as
 * PostgreSQL's own `to_jsonb` writes them, then a foot with the row counts and the SHA-256 of all lines before it.
 * The embedded server comes without pg_dump, and this file needs none.
 */
export interface BackupHead {
  readonly format: 'tuidan-backup'
  readonly formatVersion: 1
  readonly program: string
  readonly at: string
  /** Names of the migrations the database had. */
  readonly migrations: readonly string[]
  /** The sealing keys as in TUIDAN_KEYS: without them nobody's data opens. */
  readonly keys: string
}

/** Expected problems of backup and restore. */
export const dumpFail = problems({
  'backup/not-a-backup': {
    status: 400,
    title: { zh: '{file} 不是推单的备份，或不完整。', en: '{file} is no backup of Tuidan, or is not whole.' },
    next: { zh: '换另一份备份；什么都没有改变。', en: 'Take another backup; nothing was changed.' },
  },
  'backup/not-empty': {
    status: 409,
    title: { zh: '这里已经有数据了。', en: 'There is data here already.' },
    next: {
      zh: '恢复只进空的地方：用 TUIDAN_HOME 指一个空文件夹，或给一个空数据库。',
      en: 'A restore goes into an empty place: name an empty folder in TUIDAN_HOME, or give an empty database.',
    },
  },
  'backup/newer': {
    status: 409,
    title: { zh: '备份来自更新的程序（{migration}）。', en: 'The backup is of a newer program ({migration}).' },
    next: { zh: '装上新版再恢复。', en: 'Install the newer program and restore again.' },
  },
  'backup/cannot-write': {
    status: 500,
    title: { zh: '写不了 {file}。', en: '{file} cannot be written.' },
    next: { zh: '写一个文件名，放在可写的文件夹里。', en: 'Name a file in a folder that is there and can be written.' },
  },
})

const BATCH = 500
/** Written by migrate itself. */
const SKIP = new Set(['migration'])

/** All tables of ours, those that others refer to first. */
export async function tablesInOrder(sql: Sql): Promise<string[]> {
  const tables = (
    await sql.query<{ name: string }>(
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = current_schema() and c.relkind in ('r', 'p') and not c.relispartition order by c.relname`,
    )
  ).map((t) => t.name)
  const references = await sql.query<{ child: string; parent: string }>(
    `select c.relname as child, p.relname as parent from pg_constraint k
     join pg_class c on c.oid = k.conrelid join pg_class p on p.oid = k.confrelid
     where k.contype = 'f' and c.oid <> p.oid`,
  )
  const ordered: string[] = []
  const visit = (table: string, path: readonly string[]): void => {
    if (ordered.includes(table) || path.includes(table)) return
    for (const r of references) if (r.child === table) visit(r.parent, [...path, table])
    ordered.push(table)
  }
  for (const table of tables) visit(table, [])
  return ordered.filter((t) => !SKIP.has(t))
}

/** Counts of rows by table. */
export type Counts = Readonly<Record<string, number>>

/**
 * Writes a backup: one consistent view of the database, to a temporary name that becomes `file` when whole (0600).
 * @throws backup/cannot-write
 */
export async function writeBackup(
  db: Db,
  file: string,
  { keys, ...head }: Pick<BackupHead, 'program' | 'at'> & { readonly keys: string | (() => Promise<string>) },
  onTable: (table: string, done: number, total: number) => void = () => {},
): Promise<Counts> {
  const counts: Record<string, number> = {}
  const temporary = `${file}.part`
  await canWrite(file)
  await db
    .tx(async (tx) => {
      await tx.run('set transaction isolation level repeatable read, read only')
      const migrations = (await tx.query<{ name: string }>('select name from migration order by number')).map(
        (m) => m.name,
      )
      // Behind the first statement, which fixed what is seen: keys that are read now open all of it.
      const ring = typeof keys === 'string' ? keys : await keys()
      const full: BackupHead = { format: 'tuidan-backup', formatVersion: 1, ...head, keys: ring, migrations }
      const lines = Readable.from(backupLines(tx, full, counts, onTable))
      await pipeline(lines, createGzip({ level: 6 }), createWriteStream(temporary, { mode: 0o600 }))
    })
    .catch(async (error: NodeJS.ErrnoException) => {
      await rm(temporary, { force: true })
      if (['EACCES', 'ENOENT', 'EROFS', 'ENOTDIR', 'EISDIR'].includes(String(error.code)))
        throw dumpFail('backup/cannot-write', { params: { file }, cause: error })
      throw error
    })
  await chmod(temporary, 0o600)
  await rename(temporary, file)
  return counts
}

/** Looked at before anything is read: a folder in its place would be found only when all is written. @throws backup/cannot-write */
async function canWrite(file: string): Promise<void> {
  const isFolder = await stat(file).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (isFolder) throw dumpFail('backup/cannot-write', { params: { file } })
  await access(dirname(file), constants.W_OK).catch((cause) => {
    throw dumpFail('backup/cannot-write', { params: { file }, cause })
  })
}

async function* backupLines(
  tx: Sql,
  head: BackupHead,
  counts: Record<string, number>,
  onTable: (table: string, done: number, total: number) => void,
): AsyncGenerator<string> {
  const hash = createHash('sha256')
  const line = (value: unknown): string => {
    const text = `${JSON.stringify(value)}\n`
    hash.update(text)
    return text
  }
  yield line(head)
  const tables = await tablesInOrder(tx)
  for (const [i, table] of tables.entries()) {
    onTable(table, i, tables.length)
    let n = 0
    await tx.run(`declare dump no scroll cursor for select to_jsonb(t) as row from "${table}" t`)
    for (;;) {
      const rows = await tx.query<{ row: unknown }>(`fetch ${BATCH} from dump`)
      if (rows.length === 0) break
      n += rows.length
      yield line({ table, rows: rows.map((r) => r.row) })
    }
    await tx.run('close dump')
    counts[table] = n
  }
  onTable('', tables.length, tables.length)
  yield `${JSON.stringify({ foot: true, counts, sha256: hash.digest('hex') })}\n`
}

/**
 * Reads the head of a backup.
 * @throws backup/not-a-backup
 */
export async function readHead(file: string): Promise<BackupHead> {
  for await (const value of backupValues(file)) {
    const head = value as Partial<BackupHead>
    if (head.format !== 'tuidan-backup' || head.formatVersion !== 1 || typeof head.keys !== 'string') break
    return head as BackupHead
  }
  throw dumpFail('backup/not-a-backup', { params: { file } })
}

/**
 * Puts a backup into an empty, migrated database, all or nothing. The foot's counts and hash are checked before the commit.
 * @throws backup/not-a-backup, backup/not-empty, backup/newer
 */
export async function restoreBackup(db: Db, file: string): Promise<Counts> {
  const head = await readHead(file)
  return await db.tx(async (tx) => {
    const known = (await tx.query<{ name: string }>('select name from migration')).map((m) => m.name)
    const foreign = head.migrations.find((name) => !known.includes(name))
    if (foreign !== undefined) throw dumpFail('backup/newer', { params: { migration: foreign } })
    if ((await tx.maybe('select 1 from site limit 1')) !== null) throw dumpFail('backup/not-empty')
    await tx.run('delete from installation')
    return await restoreLines(tx, file)
  })
}

async function restoreLines(tx: Sql, file: string): Promise<Counts> {
  const tables = new Set(await tablesInOrder(tx))
  const counts: Record<string, number> = Object.fromEntries([...tables].map((t) => [t, 0]))
  const bad = () => dumpFail('backup/not-a-backup', { params: { file } })
  const hash = createHash('sha256')
  for await (const value of backupValues(file)) {
    const part = value as { table?: string; rows?: unknown[]; foot?: true; counts?: Counts; sha256?: string }
    if (part.foot) {
      const whole =
        part.sha256 === hash.digest('hex') && Object.entries(part.counts ?? {}).every(([t, n]) => counts[t] === n)
      if (!whole) throw bad()
      return part.counts!
    }
    hash.update(`${JSON.stringify(value)}\n`)
    if (part.table === undefined) continue // the head
    if (!tables.has(part.table) || !Array.isArray(part.rows)) throw bad()
    await insertRows(tx, part.table, part.rows)
    counts[part.table]! += part.rows.length
  }
  throw bad()
}

/**
 * Only the columns that the rows have: one that a later version added takes its default, where naming it would write null.
 * What the rows have and the table does not is no column's any more, and is left out.
 */
async function insertRows(tx: Sql, table: string, rows: readonly unknown[]): Promise<void> {
  const written = new Set(rows.flatMap((row) => Object.keys(row as object)))
  const columns = (
    await tx.query<{ name: string }>(
      `select attname as name from pg_attribute
       where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
      [`"${table}"`],
    )
  ).flatMap(({ name }) => (written.has(name) ? [`"${name}"`] : []))
  if (columns.length === 0) return
  await tx.run(
    `insert into "${table}" (${columns}) overriding system value
     select ${columns} from jsonb_populate_recordset(null::"${table}", $1::jsonb)`,
    [JSON.stringify(rows)],
  )
}

async function* backupValues(file: string): AsyncGenerator<unknown> {
  const source = createReadStream(file)
  const gunzip = createGunzip()
  const failed = new Promise<never>((_resolve, reject) => {
    source.on('error', reject)
    gunzip.on('error', reject)
  })
  failed.catch(() => {}) // seen below
  source.pipe(gunzip)
  const lines = createInterface({ input: gunzip, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await Promise.race([lines.next(), failed])
      if (next.done) return
      yield JSON.parse(next.value)
    }
  } catch (cause) {
    if (cause instanceof Error && 'spec' in cause) throw cause
    throw dumpFail('backup/not-a-backup', { params: { file }, cause })
  } finally {
    source.destroy()
  }
}
