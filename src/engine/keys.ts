import { randomBytes } from 'node:crypto'
import { chmod, link, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { problems } from '../base/problem.ts'
import type { Db } from '../storage/db.ts'
import { cannotWrite, makeFolder } from '../storage/folder.ts'
import { type KeyRing, Vault } from './vault.ts'

/** Expected problems of the sealing keys. */
export const keysFail = problems({
  'keys/malformed': {
    status: 500,
    title: { zh: '{where} 里的钥匙读不出来。', en: 'The keys in {where} cannot be read.' },
    next: { zh: '写成 1:base64 的样子，每把 32 字节。', en: 'Write them as 1:base64, 32 bytes each.' },
  },
  'keys/other-database': {
    status: 500,
    title: { zh: '这套钥匙不属于这个数据库。', en: 'These keys do not belong to this database.' },
    next: {
      zh: '把原来的 keys.json 放回状态文件夹，或用 TUIDAN_KEYS 给出原来的钥匙。',
      en: 'Put the original keys.json back into the state folder, or give the original keys in TUIDAN_KEYS.',
    },
  },
})

/**
 * The key ring: from `TUIDAN_KEYS` ("1:base64,2:base64", the highest seals) or `keys.json` in the state folder, which the
 * first start writes (0600).
 * @throws keys/malformed, storage/no-folder, storage/no-write
 */
export async function loadKeys(home: string, fromEnv: string | null): Promise<KeyRing> {
  if (fromEnv !== null) return parse(fromEnv, 'TUIDAN_KEYS')
  const file = join(home, 'keys.json')
  const read = async (): Promise<string | null> => {
    try {
      return await readFile(file, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw error
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
  let keys: unknown
  try {
    keys = (JSON.parse(text ?? '') as { keys?: unknown }).keys
  } catch (cause) {
    throw keysFail('keys/malformed', { params: { where: file }, cause })
  }
  return parse(String(keys), file)
}

function parse(text: string, where: string): KeyRing {
  const keys = new Map<number, Uint8Array>()
  for (const part of text.split(',')) {
    const [id, value = ''] = part.trim().split(/:(.*)/s)
    const bytes = Buffer.from(value, 'base64')
    if (!/^\d+$/.test(id!) || Number(id) < 1 || Number(id) > 255 || bytes.length !== 32)
      throw keysFail('keys/malformed', { params: { where } })
    keys.set(Number(id), bytes)
  }
  return { current: Math.max(...keys.keys()), keys }
}

/** The ring as TUIDAN_KEYS writes it. A secret: only a backup file holds it. */
export function keyText(ring: KeyRing): string {
  return [...ring.keys].map(([id, key]) => `${id}:${Buffer.from(key).toString('base64')}`).join(',')
}

const CHECK = 'vault_check'

/**
 * Opens the vault and proves that its keys are those of this database: the first start seals a word, later ones open it.
 * @throws keys/other-database
 */
export async function openVault(db: Db, ring: KeyRing): Promise<Vault> {
  const vault = new Vault(ring)
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
