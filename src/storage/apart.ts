import type { Text } from '../base/i18n.ts'
import { say } from '../base/i18n.ts'
import { newId } from '../base/id.ts'
import { problems } from '../base/problem.ts'
import { type Db, isUniqueViolation, openDb, type Sql } from './db.ts'
import { MIGRATION_LOCK, migrate } from './migrate.ts'
import { acrossSites, within } from './scope.ts'

/**
 * Sites in one installation share nothing: PostgreSQL itself shows a connection the rows of one site only (row level security,
 * `migrations/140-rows-apart.sql`). Two things would undo that: a role that stands above it, and a table without the policy. So the
 * server works as a role of no privilege, and each start looks at both, and tries it.
 */
const apartFail = problems({
  'storage/above-rows': {
    status: 500,
    title: {
      zh: '数据库用户 {user} 不受行级安全限制（SUPERUSER 或 BYPASSRLS），网站之间就隔不开。',
      en: 'The database user {user} stands above row level security (SUPERUSER or BYPASSRLS): sites would not be kept apart.',
    },
    next: {
      zh: '用一个没有这两项权限的用户连接；或让管理员运行：create role {role} nologin; grant {role} to {user};',
      en: 'Connect as a user without the two; or have an administrator run: create role {role} nologin; grant {role} to {user};',
    },
  },
  'storage/not-apart': {
    status: 500,
    title: {
      zh: '数据库里的表 {table} 没有把网站隔开：{reason_zh}。',
      en: 'The table {table} of the database does not keep sites apart: {reason_en}.',
    },
    next: {
      zh: '有人手动改过数据库。用 npm run tuidan -- check --mend 恢复，再启动。',
      en: 'Somebody has changed the database by hand. Put it right with npm run tuidan -- check --mend, then start.',
    },
  },
})

/** Whom the server works as where the user who signs in stands above row level security, as that of the embedded server does. */
const ROLE = 'tuidan_app'
const POLICY = 'rows_apart'
/** Tables that belong to no site. Any other must have a `site_id`. */
const OF_INSTALLATION: readonly string[] = ['installation', 'migration']

/**
 * Opens the database for a server or a command: the schema is brought up to this program's, and statements run as a role that
 * row level security holds.
 * @throws storage/newer-schema, storage/above-rows when there is no such role and none may be made
 */
export async function openApart(url: string, options: Parameters<typeof openDb>[1] = {}): Promise<Db> {
  const owner = openDb(url, { max: 1, applicationName: options.applicationName ?? 'tuidan' })
  try {
    await migrate(owner)
    const role = await roleBelow(owner)
    return openDb(url, { ...options, role })
  } finally {
    await owner.close()
  }
}

/** The role to work as: null where the one who signs in is held already. @throws storage/above-rows */
async function roleBelow(owner: Db): Promise<string | null> {
  const me = await whoAmI(owner)
  if (!me.isAbove) return null
  try {
    if (!(await hasRole(owner))) await makeRole(owner)
    await owner.run(`do $$ begin
      if not pg_has_role(current_user, '${ROLE}', 'member') then grant ${ROLE} to current_user; end if;
    end $$`)
    await grantTables(owner)
  } catch (cause) {
    if (codeOf(cause) !== INSUFFICIENT) throw cause
    throw apartFail('storage/above-rows', { params: { user: me.name, role: ROLE }, cause })
  }
  return ROLE
}

const INSUFFICIENT = '42501'
const DUPLICATE_OBJECT = '42710'
const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code

async function whoAmI(sql: Sql): Promise<{ name: string; isAbove: boolean }> {
  return await sql.one<{ name: string; isAbove: boolean }>(
    `select rolname as name, rolsuper or rolbypassrls as "isAbove" from pg_roles where rolname = current_user`,
  )
}

async function hasRole(sql: Sql): Promise<boolean> {
  return (await sql.maybe('select 1 from pg_roles where rolname = $1', [ROLE])) !== null
}

/** Roles are of the whole server: another program of ours, on another database of it, may make it in this moment. */
async function makeRole(owner: Db): Promise<void> {
  try {
    await owner.run(`create role ${ROLE} nologin nosuperuser nobypassrls nocreatedb nocreaterole`)
  } catch (error) {
    if (codeOf(error) !== DUPLICATE_OBJECT && !isUniqueViolation(error)) throw error
  }
}

/** Whether the role lacks something in this database; roles are of the whole server, what they may do is not. */
async function grantsOf(owner: Sql): Promise<{ schema: string; isMissing: boolean }> {
  return await owner.one<{ schema: string; isMissing: boolean }>(
    `select quote_ident(current_schema()) as schema,
       not has_schema_privilege($1, current_schema(), 'usage') or exists (
         select from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')
           and not (has_table_privilege($1, oid, 'select') and has_table_privilege($1, oid, 'insert')
             and has_table_privilege($1, oid, 'update') and has_table_privilege($1, oid, 'delete'))) as "isMissing"`,
    [ROLE],
  )
}

/** Only where something is new: granting takes locks. */
async function grantTables(owner: Db): Promise<void> {
  if (!(await grantsOf(owner)).isMissing) return
  await owner.tx(async (tx) => {
    // Two that grant the same at once fail ("tuple concurrently updated"): the second of two programs that start finds it done.
    await tx.run('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
    const { schema, isMissing } = await grantsOf(tx)
    if (!isMissing) return
    await tx.run(`grant usage on schema ${schema} to ${ROLE}`)
    await tx.run(`grant select, insert, update, delete on all tables in schema ${schema} to ${ROLE}`)
    await tx.run(`grant usage, select on all sequences in schema ${schema} to ${ROLE}`)
  })
}

/**
 * Looks at a database without changing it, for `tuidan check`.
 * @returns false where the next start still has to see to it
 * @throws storage/above-rows, storage/not-apart, and what a database that is away throws
 */
export async function lookApart(url: string): Promise<boolean> {
  const owner = openDb(url, { max: 1, applicationName: 'check' })
  let role: string | null = null
  try {
    if ((await owner.maybe("select 1 where to_regproc('keep_rows_apart') is not null")) === null) return false
    if ((await whoAmI(owner)).isAbove) {
      if (!(await hasRole(owner)) || (await grantsOf(owner)).isMissing) return false
      role = ROLE
    }
  } finally {
    await owner.close()
  }
  const db = openDb(url, { max: 1, applicationName: 'check', role })
  await checkApart(db).finally(() => db.close())
  return true
}

/** Puts every policy back as it belongs. The caller is the tables' owner. */
export async function mendApart(url: string): Promise<void> {
  const owner = openDb(url, { max: 1, applicationName: 'tuidan command' })
  try {
    await migrate(owner)
    await owner.run('call keep_rows_apart(true)')
  } finally {
    await owner.close()
  }
}

/**
 * Proves that the rows of sites are kept apart: the role is held, every table has the policy and is forced to it, and whoever
 * works for a site that is not there, or for none, sees nothing.
 * @throws storage/above-rows, storage/not-apart with the first table that is wrong
 */
export async function checkApart(db: Db): Promise<void> {
  await acrossSites('the check that sites are apart reads the catalog', async () => {
    const me = await whoAmI(db)
    if (me.isAbove) throw apartFail('storage/above-rows', { params: { user: me.name, role: ROLE } })
    for (const table of await listTables(db)) {
      const reason = faultOf(table)
      if (reason !== null) throw notApart(table.name, reason)
    }
  })
  const tables = (await acrossSites('the same', () => listTables(db))).filter((table) => table.key !== null)
  for (const scope of [newId(), NOBODY]) {
    const seen = await within(scope, () => firstSeen(db, tables))
    if (seen !== null) throw notApart(seen, SEEN)
  }
}

/** Does the catalog still say what was proven at the start? For whoever tells people and authorities about it. */
export async function isStillApart(db: Sql): Promise<boolean> {
  return !(await whoAmI(db)).isAbove && (await listTables(db)).every((table) => faultOf(table) === null)
}

/** A scope that is no site's and not the installation's: as a connection that was told nothing. */
const NOBODY = ''

interface Table {
  readonly name: string
  /** The column that says whose a row is. */
  readonly key: string | null
  readonly isForced: boolean
  readonly policies: readonly { name: string; using: string; check: string | null; isPlain: boolean }[]
}

async function listTables(sql: Sql): Promise<Table[]> {
  return await sql.query<Table>(
    `select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as "isForced",
       (select attname from pg_attribute where attrelid = c.oid and not attisdropped
          and attname = case c.relname when 'site' then 'id' else 'site_id' end) as key,
       coalesce((select jsonb_agg(jsonb_build_object('name', p.polname, 'using', pg_get_expr(p.polqual, p.polrelid),
          'check', pg_get_expr(p.polwithcheck, p.polrelid),
          'isPlain', p.polcmd = '*' and p.polroles = '{0}' and p.polpermissive))
        from pg_policy p where p.polrelid = c.oid), '[]') as policies
     from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') order by c.relname`,
  )
}

const NO_KEY: Text = { zh: '它没有 site_id', en: 'it has no site_id' }
const NOT_FORCED: Text = {
  zh: '行级安全没有开着（ENABLE、FORCE）',
  en: 'row level security is not on (ENABLE and FORCE)',
}
const NO_POLICY: Text = { zh: `策略 ${POLICY} 不在了`, en: `its policy ${POLICY} is gone` }
const MORE_POLICIES: Text = { zh: '它有别的策略', en: 'it has another policy' }
const OTHER_POLICY: Text = { zh: `策略 ${POLICY} 被改过`, en: `its policy ${POLICY} says something else` }
const SEEN: Text = { zh: '试读看见了不该看见的行', en: 'a trial saw rows that it must not see' }

function faultOf({ name, key, isForced, policies }: Table): Text | null {
  if (key === null) return OF_INSTALLATION.includes(name) ? null : NO_KEY
  if (!isForced) return NOT_FORCED
  const mine = policies.find((policy) => policy.name === POLICY)
  if (mine === undefined) return NO_POLICY
  if (policies.length > 1) return MORE_POLICIES
  const isRight = mine.isPlain && mine.check === null && bare(mine.using) === bare(usingOf(key))
  return isRight ? null : OTHER_POLICY
}

/** As migration 140 writes it. */
const usingOf = (
  key: string,
) => `${key} = (select nullif(nullif(current_setting('tuidan.scope', true), 'installation'), ''))
  or (select current_setting('tuidan.scope', true) = 'installation')`

/** PostgreSQL prints an expression with casts, names and brackets of its own, which differ from version to version. */
const bare = (expression: string): string =>
  expression
    .toLowerCase()
    .replace(/::(text|uuid)| as ("[^"]*"|\w+)/g, '')
    .replace(/[\s()]/g, '')

function notApart(table: string, reason: Text): Error {
  const params = { table, reason_zh: say(reason, 'zh'), reason_en: say(reason, 'en') }
  return apartFail('storage/not-apart', { params })
}

/** The first table that a row is seen of, among those of its first pages: to look through all of them would take its time. */
async function firstSeen(db: Db, tables: readonly Table[]): Promise<string | null> {
  const looks = tables.map(
    ({ name }) => `select '${name}' as name where exists (select from "${name}" where ctid < '(4,0)')`,
  )
  return (await db.maybe<{ name: string }>(`${looks.join(' union all ')} limit 1`))?.name ?? null
}
