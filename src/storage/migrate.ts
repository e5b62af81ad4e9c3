import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Db, Sql } from './db.ts'
import { storageFail } from './problems.ts'
import { acrossSites } from './scope.ts'

/** One numbered SQL file. Never edited after a release. */
interface Migration {
  readonly number: number
  readonly name: string
  readonly path: string
}

const FOLDER = join(import.meta.dirname, 'migrations')
/** Held by whoever changes the schema or what roles may do in it. Any number will do that all processes of one database share. */
export const MIGRATION_LOCK = 7_120_001
const ROWS_APART = 140

/** The migrations beside this file, in order of their numbers. */
export async function listMigrations(folder = FOLDER): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{3}-[a-z-]+\.sql$/.test(name)).sort()
  return names.map((name) => ({ number: Number(name.slice(0, 3)), name, path: join(folder, name) }))
}

/**
 * Brings the schema up to this program's, one transaction a file, under an advisory lock so that N processes may start at once.
 * @returns the names of the files that were applied now
 * @throws storage/newer-schema when the database has a migration that this program does not know
 */
export async function migrate(db: Db, folder = FOLDER): Promise<string[]> {
  const known = await listMigrations(folder)
  const applied: string[] = []
  const bring = async (tx: Sql) => {
    await tx.run('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
    await tx.run(
      'create table if not exists migration (number int primary key, name text not null, applied_at timestamptz not null default now())',
    )
    const done = new Map(
      (await tx.query<{ number: number; name: string }>('select number, name from migration')).map((m) => [
        m.number,
        m.name,
      ]),
    )
    for (const [number, name] of done) {
      if (!known.some((m) => m.number === number)) {
        throw storageFail('storage/newer-schema', {
          params: { database: name, program: known.at(-1)?.name ?? '-' },
        })
      }
    }
    for (const migration of known) {
      if (done.has(migration.number)) continue
      await tx.run(await readFile(migration.path, 'utf8'))
      await tx.run('insert into migration (number, name) values ($1, $2)', [migration.number, migration.name])
      applied.push(migration.name)
    }
    // By migration 140: no other one has to think of it.
    if (applied.length > 0 && known.some(({ number }) => number === ROWS_APART))
      await tx.run('call keep_rows_apart(false)')
  }
  await acrossSites('the schema is of all sites', () => db.tx(bring))
  return applied
}
