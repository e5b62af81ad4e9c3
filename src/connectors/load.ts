import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { checkConnector } from './check.ts'
import type { Connector } from './connector.ts'

const FOLDER = import.meta.dirname
/** What lies in the folder beside the connectors. */
const NOT_CONNECTORS =
  /^(activity|answer|atproto-find|check|conform|connector|find|load|rdf|stream)\.[jt]s$|\.test\.[jt]s$|\.d\.ts$/

/** A file that was passed over, with what is wrong in it; the others work. */
export interface ConnectorFault {
  readonly file: string
  readonly reason: string
}

/** The connectors found, by id, and the files that were no good. */
export interface LoadedConnectors {
  readonly connectors: ReadonlyMap<string, Connector>
  readonly faults: readonly ConnectorFault[]
}

/**
 * Finds the connectors: every file of the folder, and of the merchant's own one if there is any. A file with a mistake is
 * named with field and remedy; the others still load.
 */
export async function loadConnectors(more: readonly string[] = []): Promise<LoadedConnectors> {
  const connectors = new Map<string, Connector>()
  const faults: ConnectorFault[] = []
  for (const folder of [FOLDER, ...more]) {
    const names = (await readdir(folder)).filter((name) => /\.m?[jt]s$/.test(name) && !NOT_CONNECTORS.test(name)).sort()
    for (const name of names) {
      const file = join(folder, name)
      try {
        const module = (await import(file)) as { default?: unknown }
        const connector = checkConnector(module.default, file, name.replace(/\.m?[jt]s$/, ''))
        if (connectors.has(connector.id))
          throw new TypeError(`${file}: there are two connectors called ${connector.id}`)
        connectors.set(connector.id, connector)
      } catch (error) {
        faults.push({ file, reason: (error as Error).message })
      }
    }
  }
  return { connectors, faults }
}
