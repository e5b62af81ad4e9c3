import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { type Config, publicUrlOf, readConfig } from '../config.ts'
import { audit } from '../engine/audit.ts'
import { Bus } from '../engine/bus.ts'
import type { Core } from '../engine/core.ts'
import { keysAgain, loadKeys, openVault } from '../engine/keys.ts'
import { Outbox } from '../engine/outbox.ts'
import type { Vault } from '../engine/vault.ts'
import type { Site } from '../sites/site.ts'
import { listSites } from '../sites/store.ts'
import { openApart } from '../storage/apart.ts'
import type { Db } from '../storage/db.ts'
import { startEmbedded } from '../storage/embedded.ts'
import { cliFail } from './options.ts'
import { runningUrl } from './running.ts'

/** A core for a command that works beside, or without, a running server. */
export interface Opened {
  readonly core: Core
  readonly config: Config
  /** Closes what was opened; the embedded server is left running when somebody else uses it. */
  close(): Promise<void>
}

/** Opens the database of the configuration: the server's when one runs, else started for this command. */
export async function openCore(): Promise<Opened> {
  const { config } = readConfig()
  const embedded =
    config.databaseUrl === null ? await startEmbedded({ home: config.home, cache: config.cache, log: silentLog }) : null
  const url = config.databaseUrl ?? embedded!.url
  const db = await openApart(url, { max: 4, applicationName: 'tuidan command' }).catch(async (error) => {
    await embedded?.stop()
    throw error
  })
  const vault = await openKeys(db, config).catch(async (error) => {
    // An idle connection would keep the command from ending for half a minute.
    await db.close()
    await embedded?.stop()
    throw error
  })
  const bus = new Bus(db, silentLog)
  const outbox = new Outbox(db, systemClock, silentLog, bus)
  // Links lead to the server that runs, whatever port it was started at.
  const publicUrl = config.url ?? (await runningUrl(config.home)) ?? publicUrlOf(config)
  return {
    config,
    core: { db, clock: systemClock, log: silentLog, bus, outbox, vault, publicUrl },
    async close() {
      await bus.stop()
      await db.close()
      await embedded?.stop()
    },
  }
}

/** The vault with the keys that belong to the database. @throws keys/… */
async function openKeys(db: Db, { home, keys }: Config): Promise<Vault> {
  return await openVault(db, await loadKeys(home, keys), keysAgain(home, keys))
}

/** The site a command is about: the one named, else the first that is no demo, else the first. @throws cli/no-site, cli/no-sites */
export async function chooseSite(core: Core, slug: string | undefined): Promise<Site> {
  const sites = await listSites(core.db)
  if (sites.length === 0) throw cliFail('cli/no-sites')
  const site = slug === undefined ? (sites.find((s) => !s.isDemo) ?? sites[0]) : sites.find((s) => s.slug === slug)
  if (site === undefined)
    throw cliFail('cli/no-site', { params: { site: slug ?? '-', sites: sites.map((s) => s.slug).join(', ') || '-' } })
  return site
}

/** Adds what a command does to the audit: of one site, or of all when it concerns the whole installation. */
export async function auditCommand(core: Core, action: string, site?: Pick<Site, 'id'>, about?: string): Promise<void> {
  const at = core.clock.now()
  for (const { id } of site === undefined ? await listSites(core.db) : [site])
    await audit(core.db, { siteId: id, at, who: { kind: 'command' }, action, about: about ?? null, outcome: 'done' })
}
