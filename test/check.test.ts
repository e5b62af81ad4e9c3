import { execFile } from 'node:child_process'
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../src/base/id.ts'
import { audit } from '../src/engine/audit.ts'
import { openApart } from '../src/storage/apart.ts'
import { openDb } from '../src/storage/db.ts'
import { mustBeReachable, serverOwner } from '../src/storage/embedded/owner.ts'
import { freshDatabase } from './harness/database.ts'

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tuidan-check-'))
})
afterAll(async () => {
  await rm(home, { recursive: true, force: true })
})

/** Runs `tuidan check` as somebody types it. */
function check(env: Record<string, string>, ...args: string[]): Promise<{ code: number; out: string }> {
  const main = join(import.meta.dirname, '../src/cli/main.ts')
  const { PATH = '' } = process.env
  return new Promise((resolve) => {
    const options = { env: { PATH, TUIDAN_HOME: home, TUIDAN_PORT: '0', LANG: 'en_GB.UTF-8', ...env } }
    execFile(process.execPath, [main, 'check', ...args], options, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out: stdout + stderr }),
    )
  })
}

test('prints every setting with where it came from, and what it found; secrets stay hidden', async () => {
  const database = await freshDatabase()
  // The role is of the whole server: another database of it may have made it, and this one has given it nothing yet.
  await (await openApart((await freshDatabase()).url, { max: 1 })).close()
  await writeFile(
    join(home, 'tuidan.json'),
    JSON.stringify({
      poolSize: 7,
      connectors: { islet: { issuer: 'https://id.example', clientId: 'shop', clientSecret: 'hush-hush' } },
    }),
  )
  const key = Buffer.alloc(32, 'secret').toString('base64')
  const { code, out } = await check({ DATABASE_URL: database.url, TUIDAN_KEYS: `7:${key}` })
  expect(out).toMatch(/TUIDAN_POOL +7 +tuidan\.json/)
  expect(out).toMatch(/TUIDAN_PORT +0 +environment/)
  expect(out).toMatch(/TUIDAN_HOST +127\.0\.0\.1 +default/)
  expect(out).toMatch(/DATABASE_URL +•••••• +environment/)
  expect(out).toMatch(/connectors\.islet +https:\/\/id\.example +tuidan\.json/)
  // The database of the tests does not sync its commits, which is said with what to do; a lent one may.
  expect(out).toMatch(/✓ Database PostgreSQL|✗ Database PostgreSQL .*\n +→ +Switch fsync/)
  expect(out).toContain('✓ The keys that seal can be read: 7')
  for (const secret of ['hush-hush', key, database.url]) expect(out).not.toContain(secret)
  expect(code).toBe(out.includes('✗ Database') ? 1 : 0)
}, 60_000)

test('a database that does not keep sites apart is a finding that names the table; --mend puts it right', async () => {
  const database = await freshDatabase()
  const server = await openApart(database.url, { max: 1 })
  await server.close()
  const hand = openDb(database.url, { max: 1 })
  await hand.run('drop policy rows_apart on orders').finally(() => hand.close())
  const env = { DATABASE_URL: database.url }
  expect((await check(env)).out).toMatch(/✗ The table orders .*\(storage\/not-apart\)\n +→ .*check --mend/)
  expect((await check(env, '--mend')).out).toContain('✓ The database keeps sites apart')
}, 60_000)

test('the audit is looked at: a chain that holds, and the entry from which it was changed by hand', async () => {
  const database = await freshDatabase()
  const env = { DATABASE_URL: database.url, LANG: 'en_GB.UTF-8' }
  const hand = openDb(database.url, { max: 1 })
  try {
    const siteId = newId()
    await hand.run(
      `insert into site (id, slug, name, public_key, secret_hash, created_at)
         values ($1, 'hill', '{"zh":"山","en":"Hill"}', 'p', 's', now())`,
      [siteId],
    )
    for (let n = 0; n < 3; n++)
      await audit(hand, { siteId, at: Date.now(), who: { kind: 'command' }, action: 'backup.made', outcome: 'done' })
    expect((await check(env)).out).toContain(
      '✓ The audit is one unbroken chain, nothing taken out or changed: 3 entries',
    )
    await hand.run('alter table audit disable trigger audit_stays')
    await hand.run(`update audit set action = 'keys.rotated' where n = 2`)
    const { code, out } = await check(env)
    expect(out).toMatch(/✗ The audit of the site hill does not hold from entry 2 on.*\n +→ +Keep this database/)
    expect(code).toBe(1)
  } finally {
    await hand.close()
    await database.drop()
  }
}, 60_000)

test('a database that cannot be reached is a finding that says so, without its password', async () => {
  const { code, out } = await check({ DATABASE_URL: 'postgres://owner:topsecret@127.0.0.1:1/x' })
  expect(code).toBe(1)
  expect(out).toMatch(/✗ .*database/i)
  expect(out).not.toContain('topsecret')
})

test('in Chinese where the terminal is', async () => {
  const { out } = await check({ LANG: 'zh_CN.UTF-8' })
  expect(out).toContain('设置')
  expect(out).toContain('监听的地址')
})

test('wrong values and unknown keys are all said, each with what is expected, below the whole table', async () => {
  await writeFile(join(home, 'tuidan.json'), JSON.stringify({ poolSize: 7, connectors: { islet: { issuer: '' } } }))
  const { code, out } = await check({ TUIDAN_PROT: '1', TUIDAN_POOL: 'hush', TUIDAN_LOG: 'loud' })
  expect(code).toBe(1)
  expect(out).toMatch(/TUIDAN_POOL +✗ +environment/)
  expect(out).toMatch(/TUIDAN_HOST +127\.0\.0\.1 +default/)
  expect(out).toMatch(/✗ .*TUIDAN_PROT.*config\/unknown-key.*\n +→ +Did you mean TUIDAN_PORT/)
  expect(out).toMatch(/✗ TUIDAN_POOL .*a whole number from 2 to 90/)
  expect(out).toMatch(/✗ TUIDAN_LOG .*silent, error/)
  expect(out).toMatch(/✗ connectors\.islet\.issuer .*a text/)
  expect(out).not.toMatch(/hush|loud|\n +at /)
})

test('kinds of account of one’s own are named, and which of them do not load, why and what to do', async () => {
  await writeFile(join(home, 'tuidan.json'), '{}')
  const own = join(home, 'own')
  await mkdir(own)
  await copyFile(join(import.meta.dirname, '../examples/connector/hut.mjs'), join(own, 'hut.mjs'))
  await writeFile(join(own, 'bad.mjs'), 'export default { id: "bad", kind: "oidc" }')
  const { code, out } = await check({ TUIDAN_CONNECTORS: own })
  expect(code).toBe(1)
  expect(out).toMatch(/✓ Kinds of account of your own: hut/)
  expect(out).toMatch(/✗ A kind of account of your own does not load: .*bad\.mjs\n +→ +names must have zh and en/)
})

test('what is to be known and not wrong has a mark of its own', async () => {
  await writeFile(join(home, 'tuidan.json'), '{}')
  const { code, out } = await check({})
  expect(code).toBe(0)
  expect(out).toMatch(/· No contact for push services/)
  expect(out).toMatch(/· No certificate of its own/)
  expect(out).not.toMatch(/✓.*(refuse|TLS: -)/)
})

test('a state folder that it had to make, with or without --lan, can hold the database, also when we are root', async (ctx) => {
  for (const [i, env] of [{}, { TUIDAN_LAN: 'on' }].entries()) {
    const fresh = join(home, `fresh-${i}`)
    await chmod(home, 0o711)
    await check({ TUIDAN_HOME: fresh, ...env })
    await mustBeReachable(join(fresh, 'pg'), serverOwner())
  }
  if (serverOwner() === null) ctx.skip('only root starts the server as another user')
})

test('a proxy that is not listed is named, because limits would count everybody as one address', async () => {
  const url = { TUIDAN_URL: 'https://shop.example' }
  expect((await check(url)).out).toMatch(/· There seems to be a proxy .*\n +→ +Set TUIDAN_TRUST_PROXY/)
  expect((await check({ ...url, TUIDAN_TRUST_PROXY: '127.0.0.1' })).out).toContain('✓ Limits count each visitor')
})
