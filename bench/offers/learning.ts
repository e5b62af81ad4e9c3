import { basename, dirname, relative } from 'node:path'
import { csvFilesBelow, headerOf } from '../../src/cli/csv-file.ts'
import { evaluateFolder } from '../../src/cli/evaluate.ts'
import { readTableFile } from '../../src/cli/learn.ts'
import { replay } from '../../src/learning/replay.ts'
import { missingInTable } from '../../src/learning/reward-table.ts'
import { simulate } from '../../src/learning/simulate.ts'
import type { Bench, Figures } from '../measure.ts'

/** What {@link learning} measures; where data holds several logs, each has a key of its own beside these. */
export const LEARNING_KEYS = [
  'learner_vs_popularity',
  'learner_vs_popularity_low',
  'learner_vs_popularity_high',
  'sim_regret_vs_beta_ts',
  'ope_men_dr_rel_error',
] as const

const SEEDS = Array.from({ length: 12 }, (_, i) => i + 1)
const QUICK_ROUNDS = 5_000
const QUICK_SHOPS = 4

interface Found {
  figures: Record<string, number | null>
  skipped: Record<string, string>
}

/** What the learner earns on logs of others and in the simulated shop, and how near an estimate comes to what a policy really earned. */
export async function learning(bench: Bench): Promise<Figures> {
  const found: Found = { figures: {}, skipped: {} }
  const files = bench.data === null ? [] : await csvFilesBelow(bench.data)
  if (LEARNING_KEYS.slice(0, 3).some((key) => bench.wants(key))) await replayed(bench, files, found)
  if (bench.wants('sim_regret_vs_beta_ts')) found.figures.sim_regret_vs_beta_ts = regret(bench)
  if (bench.wants('ope_men_dr_rel_error')) await estimated(bench, files, found)
  return found
}

const NO_DATA = 'neither --data nor TUIDAN_DATA names a folder'

const shortened = (value: number): number => Number(value.toPrecision(4))

/** A key for one log out of several: the path below the data folder, in letters a key may have. */
const keyOf = (key: string, data: string, path: string): string =>
  `${key}:${relative(data, path).replace(/\.csv(\.gz)?$/i, '') || basename(data)}`

/** Every table of rewards below the data folder, played as a bandit; the key without a name is the log with the lowest ratio. */
async function replayed({ data, quick, say }: Bench, files: readonly string[], found: Found): Promise<void> {
  const skip = (reason: string) => {
    for (const key of LEARNING_KEYS.slice(0, 3)) found.skipped[key] = reason
  }
  if (data === null) return skip(NO_DATA)
  let worst: { value: number; low: number; high: number } | undefined
  for (const file of files) {
    const header = await headerOf(file)
    if (header === null || missingInTable(header).length > 0) continue
    const { table } = await readTableFile(file, 'en')
    const { learnerVsPopularity: ratio, mode } = replay(table, {
      seeds: SEEDS,
      ...(quick ? { mostRounds: QUICK_ROUNDS } : {}),
    })
    say(`  ${relative(data, file)} (${mode}): learner / popularity ${ratio.value.toFixed(4)}`)
    const key = keyOf('learner_vs_popularity', data, file)
    if (Number.isNaN(ratio.value)) {
      found.figures[key] = null
      found.skipped[key] = 'popularity earns nothing on it'
      continue
    }
    found.figures[key] = shortened(ratio.value)
    if (worst === undefined || ratio.value < worst.value) worst = ratio
  }
  if (worst === undefined) return skip('the data folder holds no table of rewards (user, item, reward, time)')
  found.figures.learner_vs_popularity = shortened(worst.value)
  found.figures.learner_vs_popularity_low = shortened(worst.low)
  found.figures.learner_vs_popularity_high = shortened(worst.high)
}

/** Regret of the learner over that of Beta-Thompson, both summed over seeds of the ordinary simulated shop. */
function regret({ quick, say }: Bench): number {
  let ours = 0
  let theirs = 0
  for (const seed of quick ? SEEDS.slice(0, QUICK_SHOPS) : SEEDS) {
    const results = simulate(seed)
    ours += results.learner.regret
    theirs += results['beta-thompson'].regret
  }
  say(`  simulated shop: regret ${ours.toFixed(0)}, Beta-Thompson's ${theirs.toFixed(0)}`)
  return shortened(ours / theirs)
}

/** Each folder with both logs of the Open Bandit layout: how far DR is from what the other policy earned. */
async function estimated({ data, say }: Bench, files: readonly string[], found: Found): Promise<void> {
  const skip = (reason: string) => {
    found.skipped.ope_men_dr_rel_error = reason
  }
  if (data === null) return skip(NO_DATA)
  const holds = (folder: string, name: string) =>
    files.some((file) => dirname(file) === folder && [`${name}.csv`, `${name}.csv.gz`].includes(basename(file)))
  const folders = [...new Set(files.map((file) => dirname(file)))].filter(
    (folder) => holds(folder, 'random') && holds(folder, 'bts'),
  )
  let worst: number | null = null
  for (const folder of folders) {
    const { json } = await evaluateFolder(folder, 'bts', 'en')
    const error = json.estimators.dr?.relativeError ?? null
    say(`  ${basename(folder)}: DR off by ${error === null ? 'an amount it refuses to tell' : error.toFixed(4)}`)
    const key = keyOf('ope_dr_rel_error', data, folder)
    found.figures[key] = error === null ? null : shortened(error)
    if (error === null) found.skipped[key] = json.flags.map(({ text }) => text).join(' ') || 'refused'
    else worst = Math.max(worst ?? 0, error)
  }
  if (folders.length === 0) return skip('the data folder holds no random.csv and bts.csv side by side')
  if (worst === null) return skip('every log was refused: see its own key')
  found.figures.ope_men_dr_rel_error = shortened(worst)
}
