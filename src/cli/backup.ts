import { access, open, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { iso } from '../base/clock.ts'
import { say } from '../base/i18n.ts'
import { silentLog } from '../base/log.ts'
import { readConfig } from '../config.ts'
import { audit } from '../engine/audit.ts'
import { coversKeys, keysFail, keyText, loadKeys } from '../engine/keys.ts'
import { listSites } from '../sites/store.ts'
import { openDb } from '../storage/db.ts'
import { dumpFail, readHead, restoreBackup, writeBackup } from '../storage/dump.ts'
import { startEmbedded } from '../storage/embedded.ts'
import { migrate } from '../storage/migrate.ts'
import { VERSION } from '../version.ts'
import { auditCommand, openCore } from './open.ts'
import { cliFail, fileFail, readOptions } from './options.ts'
import { Progress, terminalLang } from './print.ts'
import { USAGE } from './usage.ts'

const WORDS = {
  saved: {
    zh: '已存到 {file}，{rows} 行。里面有钥匙：收在只有你能看的地方。',
    en: 'Saved to {file}, {rows} {rows|row|rows}. It holds the keys: keep it where only you can read it.',
  },
  restored: {
    zh: '已恢复 {rows} 行，备份于 {at}。现在可以 npm start。',
    en: 'Restored {rows} {rows|row|rows} of the backup made {at}. npm start can run now.',
  },
  tables: { zh: '表', en: 'tables' },
}

const total = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0)

/** `tuidan backup FILE`: everything, keys included, also while the server runs. */
export async function backup(args: readonly string[]): Promise<number> {
  const { positionals } = readOptions(args, USAGE.backup, {}, { least: 1 })
  const lang = terminalLang(process.env)
  const file = resolve(positionals[0]!)
  const { core, config, close } = await openCore()
  try {
    await auditCommand(core, 'backup.made')
    // Read when the backup's view of the database is taken: whatever that holds, these open.
    const keys = async () => keyText(await loadKeys(config.home, config.keys))
    let bar: Progress | undefined
    const counts = await writeBackup(
      core.db,
      file,
      { program: VERSION, at: iso(core.clock.now()), keys },
      (_table, done, all) => {
        bar ??= new Progress(WORDS.tables, lang, all)
        bar.show(done)
      },
    )
    console.log(say(WORDS.saved, lang, { file, rows: total(counts) }))
    return 0
  } finally {
    await close()
  }
}

/** `tuidan restore FILE`: into an empty state folder (or database). @throws backup/not-empty, backup/not-a-backup */
export async function restore(args: readonly string[]): Promise<number> {
  const { positionals } = readOptions(args, USAGE.restore, {}, { least: 1 })
  const lang = terminalLang(process.env)
  const file = resolve(positionals[0]!)
  const handle = await open(file).catch((cause) => {
    throw fileFail(file, cause)
  })
  const isFolder = (await handle.stat()).isDirectory()
  await handle.close()
  if (isFolder) throw cliFail('cli/is-folder', { params: { file } })
  const head = await readHead(file)
  const { config } = readConfig()
  const embedded =
    config.databaseUrl === null ? await startEmbedded({ home: config.home, cache: config.cache, log: silentLog }) : null
  const db = openDb(config.databaseUrl ?? embedded!.url, { max: 2, applicationName: 'tuidan command' })
  try {
    await migrate(db)
    const keysFile = join(config.home, 'keys.json')
    const hasKeys = await access(keysFile).then(
      () => true,
      () => false,
    )
    // Keys that came since the backup are no hindrance.
    const keys = config.keys !== null || hasKeys ? await loadKeys(config.home, config.keys) : null
    if (keys !== null && !coversKeys(keys, head.keys))
      throw config.keys === null ? dumpFail('backup/not-empty') : keysFail('keys/other-database')
    const counts = await restoreBackup(db, file)
    const entry = { at: Date.now(), who: { kind: 'command' }, action: 'backup.restored', outcome: 'done' } as const
    for (const { id } of await listSites(db)) await audit(db, { ...entry, siteId: id, about: `made=${head.at}` })
    if (config.keys === null && !hasKeys)
      await writeFile(keysFile, JSON.stringify({ keys: head.keys }), { mode: 0o600 })
    console.log(say(WORDS.restored, lang, { rows: total(counts), at: head.at }))
    return 0
  } finally {
    await db.close()
    await embedded?.stop()
  }
}
