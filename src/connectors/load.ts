import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Text } from '../base/i18n.ts'
import { checkConnector, NoConnector } from './check.ts'
import type { Connector } from './connector.ts'

const FOLDER = import.meta.dirname
/** What lies in our own folder beside the connectors. */
const NOT_CONNECTORS =
  /^(activity|answer|archive|check|conform(-\w+)?|connector|find|ldp|load|rdf|stream|\w+-find)\.[jt]s$/
const MODULE = /\.m?[jt]s$/

/** A file that was passed over, with what is wrong in it; the others work. */
export interface ConnectorFault {
  readonly file: string
  /** File, field and what was expected. */
  readonly reason: string
  /** The same without the file, for people. */
  readonly words: Text
}

/** The connectors found, by id, and the files that were no good. */
export interface LoadedConnectors {
  readonly connectors: ReadonlyMap<string, Connector>
  /** Which of them are not ours. */
  readonly own: readonly string[]
  readonly faults: readonly ConnectorFault[]
}

/** The merchant's folder of connectors: the one that is named, or `connectors` in the state folder where it is there. */
export function ownFolders(home: string, named: string | null): readonly string[] {
  const usual = join(home, 'connectors')
  return named !== null ? [named] : existsSync(usual) ? [usual] : []
}

/**
 * Finds the connectors: every file of our folder, and of the merchant's own one if there is any. A file with a mistake is
 * named with field and remedy; the others still load.
 */
export async function loadConnectors(more: readonly string[] = []): Promise<LoadedConnectors> {
  const connectors = new Map<string, Connector>()
  const own: string[] = []
  const faults: ConnectorFault[] = []
  const note = (file: string, error: unknown) => faults.push({ file, ...wordsOf(file, error) })
  for (const folder of [FOLDER, ...more]) {
    const names = await readdir(folder).catch((error: unknown) => {
      note(folder, error)
      return []
    })
    for (const name of names.filter((one) => isConnector(folder, one)).sort()) {
      const file = join(folder, name)
      try {
        if (folder !== FOLDER) await mustBePrivate([folder, file])
        const connector = await loadConnector(file)
        if (connectors.has(connector.id)) throw new NoConnector(file, twice(connector.id))
        connectors.set(connector.id, connector)
        if (folder !== FOLDER) own.push(connector.id)
      } catch (error) {
        note(file, error)
      }
    }
  }
  return { connectors, own, faults }
}

/** Loads one file and checks its shape. @throws NoConnector, or whatever running the file throws */
export async function loadConnector(file: string): Promise<Connector> {
  const id = basename(file).replace(MODULE, '')
  if (!MODULE.test(file)) throw new NoConnector(file, NO_MODULE)
  const module = (await import(pathToFileURL(file).href)) as { default?: unknown }
  return checkConnector(module.default, file, id)
}

/** What is wrong with a file that did not load, in words. */
export function wordsOf(file: string, error: unknown): Pick<ConnectorFault, 'reason' | 'words'> {
  const { message } = error as Error
  if (error instanceof NoConnector) return { reason: message, words: error.words }
  const words = {
    zh: `装不上：${message}。node --check 会指出是哪一行`,
    en: `it does not load: ${message}. node --check names the line`,
  }
  return { reason: `${file}: ${words.en}`, words }
}

/** It is code that runs with our rights. Windows tells nothing of who may write. @throws NoConnector */
async function mustBePrivate(paths: readonly string[]): Promise<void> {
  if (process.platform === 'win32') return
  for (const path of paths) if (((await stat(path)).mode & 0o002) !== 0) throw new NoConnector(path, openToAll(path))
}

const isConnector = (folder: string, name: string): boolean =>
  MODULE.test(name) && !/\.(test|d)\.m?[jt]s$/.test(name) && !(folder === FOLDER && NOT_CONNECTORS.test(name))

const NO_MODULE: Text = {
  zh: '文件名要以 .ts、.mts、.js 或 .mjs 结尾',
  en: "the file's name must end in .ts, .mts, .js or .mjs",
}

const openToAll = (path: string): Text => ({
  zh: `谁都能写 ${path}，里面的代码不运行；chmod o-w ${path}`,
  en: `everybody may write to ${path}, so its code is not run: chmod o-w ${path}`,
})

const twice = (id: string): Text => ({
  zh: `已经有一个叫 ${id} 的连接器；文件和 id 换个名字`,
  en: `there are two connectors called ${id}: give the file and its id another name`,
})
