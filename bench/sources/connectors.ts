import { spawnSync } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadConnectors } from '../../src/connectors/load.ts'
import { type Bench, type Figures, found, percentile } from '../measure.ts'

/** The width that descriptors are counted at; the project's own is wider. */
const WIDTH = 100
/** How a test against a peer names the kind of account that goes the whole way there. */
const JOURNEY = /\bjourney\(\{[^}]*?\bconnector: '([\w-]+)'/gs

/** How many kinds of account there are, what they bring, and how long their files are. */
export async function connectors({ root, say }: Bench): Promise<Figures> {
  const { connectors: all, faults } = await loadConnectors()
  if (faults.length > 0) throw new Error(faults.map(({ file, reason }) => `${file}: ${reason}`).join('; '))
  const lines: number[] = []
  for (const id of all.keys()) lines.push(await linesOf(root, `${id}.ts`))
  const { at, journeys } = await recorded(root)
  const real = (await journeyed(root)).filter((id) => id in journeys)
  say(`  the whole way against real servers, on ${at}: ${real.join(', ')}`)
  return found({
    connectors: all.size,
    connectors_with_data: [...all.values()].filter(({ streams }) => Object.keys(streams).length > 0).length,
    connectors_run_against_real: real.length,
    median_descriptor_lines: percentile(lines, 0.5),
  })
}

/**
 * The kinds of account with which a test below `test/peers` goes the whole way from sign-in to gone, against a server that is not
 * ours; sorted. Read from the tests themselves, so that no list can be longer than what is tested.
 */
export async function journeyed(root: string): Promise<string[]> {
  const folder = join(root, 'test', 'peers')
  const ids = new Set<string>()
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.test.ts')) continue
    for (const [, id = ''] of (await readFile(join(folder, name), 'utf8')).matchAll(JOURNEY)) ids.add(id)
  }
  return [...ids].sort()
}

/** What `npm run test:peers -- --record` wrote down when all of it passed: when that was, and who went the whole way, in seconds. */
export async function recorded(
  root: string,
): Promise<{ readonly at: string; readonly journeys: Readonly<Record<string, number>> }> {
  return JSON.parse(await readFile(join(root, 'test', 'peers', 'ran.json'), 'utf8'))
}

/** Lines of a descriptor's file (`id.ts`) as Biome writes it at {@link WIDTH} columns, comments and imports included. */
export async function linesOf(root: string, file: string): Promise<number> {
  const path = join('src', 'connectors', file)
  const biome = join(root, 'node_modules', '.bin', 'biome')
  const { status, stdout, stderr } = spawnSync(
    biome,
    ['format', `--line-width=${WIDTH}`, `--stdin-file-path=${path}`],
    { cwd: root, input: await readFile(join(root, path)), shell: process.platform === 'win32' },
  )
  if (status !== 0) throw new Error(`biome could not format ${path}: ${stderr}`)
  return stdout.toString('utf8').trimEnd().split('\n').length
}
