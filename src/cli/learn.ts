import { basename, resolve } from 'node:path'
import { isLang, type Lang, say, type Text } from '../base/i18n.ts'
import { learningProblem } from '../learning/problems.ts'
import { PLAYERS, type Replayed, replay } from '../learning/replay.ts'
import { MODES } from '../learning/replay-plan.ts'
import { MOST_ROWS, missingInTable, type RewardTable, RewardTableReader } from '../learning/reward-table.ts'
import type { Estimate } from '../learning/statistics.ts'
import { readCsvFile } from './csv-file.ts'
import { badOption, readOptions } from './options.ts'
import { bold, dim, Progress, printTable, terminalLang } from './print.ts'
import { USAGE } from './usage.ts'

const REASONS = {
  log: { zh: '要用 --log 说日志是哪个文件', en: '--log names the file of the log' },
  seeds: {
    zh: '--seeds 是 12 到 200 的整数，不是 {given}',
    en: '--seeds is a whole number from 12 to 200, not {given}',
  },
  rounds: { zh: '--rounds 是大于 0 的整数，不是 {given}', en: '--rounds is a whole number above 0, not {given}' },
  lang: { zh: '--lang 是 zh 或 en，不是 {given}', en: '--lang is zh or en, not {given}' },
} satisfies Record<string, Text>

const WORDS = {
  reading: { zh: '读取', en: 'reading' },
  playing: { zh: '回放', en: 'playing' },
  rows: { zh: '行', en: 'rows' },
  bad: { zh: '坏行（没有算）', en: 'bad lines (left out)' },
  size: { zh: '用户 / 商品', en: 'users / items' },
  full: { zh: '表满了，后面的没有读', en: 'the table is full, the rest was not read' },
  aside: { zh: '没有用的列', en: 'columns left aside' },
  context: { zh: '情境列', en: 'columns of context' },
  item: { zh: '商品列', en: 'columns of items' },
  pair: { zh: '两者之间的列', en: 'columns of the pair' },
  rounds: { zh: '每个种子的轮数', en: 'rounds a seed' },
  rewards: { zh: '奖励', en: 'rewards' },
  notBinary: { zh: '不是 0/1：学的时候按 {low} 到 {high} 折算', en: 'not 0/1: learnt as shares of {low} to {high}' },
  policy: { zh: '策略', en: 'policy' },
  mean: { zh: '每轮奖励', en: 'reward a round' },
  range: { zh: '95 % 区间（种子之间）', en: '95 % range (over the seeds)' },
  counted: { zh: '算数的轮', en: 'rounds counted' },
  minus: { zh: '学习器 − {name}（成对）', en: 'learner − {name} (paired)' },
  ratio: { zh: '学习器 / 热门', en: 'learner / popularity' },
  led: { zh: '超出热门去选的轮', en: 'rounds led by context' },
  seeds: { zh: '种子', en: 'seeds' },
} satisfies Record<string, Text>

const NAMES: Record<(typeof PLAYERS)[number], Text> = {
  random: { zh: '随机', en: 'random' },
  'beta-thompson': { zh: 'Beta-Thompson', en: 'Beta-Thompson' },
  popularity: { zh: '热门', en: 'popularity' },
  learner: { zh: '我们的学习器', en: 'our learner' },
}

/** `tuidan learn --log FILE [--seeds N] [--rounds N] [--json]`: plays a table of rewards as a bandit. */
export async function learn(args: readonly string[]): Promise<number> {
  const { values } = readOptions(args, USAGE.learn, {
    log: { type: 'string' },
    seeds: { type: 'string' },
    rounds: { type: 'string' },
    json: { type: 'boolean' },
    lang: { type: 'string' },
  })
  const { log, lang = terminalLang(process.env) } = values
  if (log === undefined || log === '') throw badOption(REASONS.log, USAGE.learn)
  if (!isLang(lang)) throw badOption(REASONS.lang, USAGE.learn, { given: lang })
  const seeds = wholeNumber(values.seeds ?? '12', REASONS.seeds, 12, 200)
  const rounds = values.rounds === undefined ? undefined : wholeNumber(values.rounds, REASONS.rounds, 1, 1e9)
  const file = resolve(log)
  const { table, bad, isFull } = await readTableFile(file, lang)
  let progress: Progress | undefined
  const replayed = replay(table, {
    seeds: Array.from({ length: seeds }, (_, i) => i + 1),
    ...(rounds === undefined ? {} : { mostRounds: rounds }),
    onProgress: (done, total) => {
      progress ??= new Progress(WORDS.playing, lang, total)
      progress.show(done)
    },
  })
  if (values.json) console.log(JSON.stringify(jsonOf(replayed, table, bad, isFull)))
  else print(replayed, table, { bad, isFull, file: basename(file) }, lang)
  return 0
}

function wholeNumber(text: string, reason: Text, least: number, most: number): number {
  const n = Number(text)
  if (Number.isInteger(n) && n >= least && n <= most) return n
  throw badOption(reason, USAGE.learn, { given: text })
}

/** Reads a reward table; progress goes to stderr for long ones. @throws learning/no-columns, learning/empty-log, learning/broken-log */
export async function readTableFile(
  file: string,
  lang: Lang,
): Promise<{ table: RewardTable; bad: number; isFull: boolean }> {
  let reader: RewardTableReader | undefined
  let isFull = false
  let progress: Progress | undefined
  const { bad } = await readCsvFile(file, {
    onHeader: (columns) => {
      const missing = missingInTable(columns)
      if (missing.length > 0)
        throw learningProblem('learning/no-columns', {
          params: {
            file: basename(file),
            missing: missing.join(', '),
            columns: columns.slice(0, 12).join(', ').slice(0, 200),
          },
        })
      reader = new RewardTableReader(columns)
    },
    onRow: (cells) => {
      if (reader!.add(cells)) return true
      isFull = true
      return false
    },
    onProgress: (read, total) => {
      if (total < 20_000_000) return
      progress ??= new Progress(WORDS.reading, lang, total)
      progress.show(read)
    },
  })
  const table = reader?.done()
  const allBad = bad + (reader?.bad ?? 0)
  if (table === undefined || table.rows === 0)
    throw learningProblem('learning/empty-log', { params: { file: basename(file), bad: allBad } })
  return { table, bad: allBad, isFull }
}

/** A ratio that does not exist is null in JSON. */
const finite = ({ value, low, high }: Estimate) => ({
  value: Number.isFinite(value) ? value : null,
  low: Number.isFinite(low) ? low : null,
  high: Number.isFinite(high) ? high : null,
})

function jsonOf(replayed: Replayed, table: RewardTable, bad: number, isFull: boolean) {
  return {
    rows: table.rows,
    badLines: bad,
    isCut: isFull,
    users: table.users,
    items: table.items.length,
    mode: replayed.mode,
    rounds: replayed.rounds,
    roundsCounted: replayed.counted,
    seeds: replayed.seeds,
    rewards: replayed.rewards,
    features: replayed.features,
    leftAside: table.leftAside,
    mean: Object.fromEntries(PLAYERS.map((name) => [name, finite(replayed.mean[name])])),
    perSeed: replayed.perSeed,
    learnerMinus: Object.fromEntries(Object.entries(replayed.learnerMinus).map(([k, v]) => [k, finite(v)])),
    learnerVsPopularity: finite(replayed.learnerVsPopularity),
    led: replayed.led,
  }
}

function print(
  replayed: Replayed,
  table: RewardTable,
  { bad, isFull, file }: { bad: number; isFull: boolean; file: string },
  lang: Lang,
): void {
  const { features, rewards } = replayed
  const range = ({ low, high }: Estimate) => `${low.toPrecision(4)} … ${high.toPrecision(4)}`
  const listed = (word: Text, names: readonly string[]) => (names.length === 0 ? [] : [[word[lang], names.join(', ')]])
  console.log(`${bold(file)}\n${dim(MODES[replayed.mode][lang])}\n`)
  printTable([
    [WORDS.rows[lang], `${table.rows}${isFull ? ` (${WORDS.full[lang]}: ${MOST_ROWS})` : ''}`],
    [WORDS.bad[lang], String(bad)],
    [WORDS.size[lang], `${table.users} / ${table.items.length}`],
    ...listed(WORDS.context, features.context),
    ...listed(WORDS.item, features.item),
    ...listed(WORDS.pair, features.pair),
    ...listed(WORDS.aside, table.leftAside),
    ...(rewards.isBinary
      ? []
      : [[WORDS.rewards[lang], say(WORDS.notBinary, lang, { low: rewards.low, high: rewards.high })]]),
    [WORDS.rounds[lang], String(replayed.rounds)],
    [WORDS.seeds[lang], replayed.seeds.join(' ')],
  ])
  console.log('')
  printTable([
    [WORDS.policy, WORDS.mean, WORDS.range, WORDS.counted].map((w) => w[lang]),
    ...PLAYERS.map((name) => [
      NAMES[name][lang],
      replayed.mean[name].value.toPrecision(4),
      range(replayed.mean[name]),
      replayed.counted[name].toFixed(0),
    ]),
  ])
  console.log('')
  printTable([
    ...(['random', 'beta-thompson', 'popularity'] as const).map((name) => [
      say(WORDS.minus, lang, { name: NAMES[name][lang] }),
      replayed.learnerMinus[name].value.toPrecision(4),
      range(replayed.learnerMinus[name]),
    ]),
    [
      WORDS.ratio[lang],
      Number.isNaN(replayed.learnerVsPopularity.value) ? '-' : replayed.learnerVsPopularity.value.toFixed(4),
      Number.isNaN(replayed.learnerVsPopularity.value) ? '-' : range(replayed.learnerVsPopularity),
    ],
    [WORDS.led[lang], `${(replayed.led * 100).toFixed(0)} %`, ''],
  ])
}
