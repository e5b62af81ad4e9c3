import { basename, resolve } from 'node:path'
import { type Lang, say, type Text } from '../base/i18n.ts'
import { nearest } from '../config.ts'
import { type BanditLog, BanditLogReader, missingColumns } from '../learning/bandit-log.ts'
import { columnKey } from '../learning/csv.ts'
import { type Judged, judge, type LogPair, needs, POLICIES, type PolicyName } from '../learning/evaluate.ts'
import { Names } from '../learning/growing.ts'
import { ESTIMATORS, FLAGS } from '../learning/off-policy.ts'
import { learningProblem } from '../learning/problems.ts'
import { findLog, readCsvFile } from './csv-file.ts'
import { badOption, readOptions } from './options.ts'
import { bold, dim, printTable, terminalLang } from './print.ts'
import { USAGE } from './usage.ts'

const REASONS = {
  data: { zh: '要用 --data 说日志在哪个文件夹', en: '--data names the folder of the logs' },
  policy: {
    zh: '没有策略 {given}，也许是 {nearest}；有 {names}',
    en: 'there is no policy {given}, perhaps {nearest} is meant; there are {names}',
  },
  lang: { zh: '--lang 是 zh 或 en，不是 {given}', en: '--lang is zh or en, not {given}' },
} satisfies Record<string, Text>

const WORDS = {
  rows: { zh: '行', en: 'rows' },
  bad: { zh: '坏行（没有算）', en: 'bad lines (left out)' },
  items: { zh: '商品 / 位置', en: 'items / positions' },
  persons: { zh: '人', en: 'persons' },
  noPersons: { zh: '日志没说是谁，区间按行抽', en: 'not in the log; ranges are drawn over rows' },
  ess: { zh: '有效样本', en: 'effective sample' },
  meanWeight: { zh: '平均权重（应为 1）', en: 'mean weight (should be 1)' },
  largest: { zh: '最重一行的份额', en: 'share of the heaviest row' },
  estimator: { zh: '估计', en: 'estimator' },
  value: { zh: '每次展示的奖励', en: 'reward a row' },
  range: { zh: '95 % 区间', en: '95 % range' },
  error: { zh: '相对误差', en: 'relative error' },
  refused: { zh: '不给数', en: 'refused' },
  rangeOnly: { zh: '只看区间', en: 'range only' },
  truth: { zh: '实际', en: 'truth' },
  readFrom: { zh: '从 {log}.csv 估出', en: 'read from {log}.csv' },
} satisfies Record<string, Text>

/** What `tuidan evaluate --json` prints, and the benchmark reads. */
export interface EvaluateReport {
  readonly policy: PolicyName
  readonly log: 'random' | 'bts'
  readonly rows: number
  readonly badLines: Readonly<Record<string, number>>
  readonly items: number
  readonly positions: number
  readonly persons: number | null
  readonly ess: number
  readonly refused: boolean
  readonly meanWeight: { readonly value: number; readonly standardError: number; readonly ok: boolean }
  readonly largestShare: number
  readonly flags: readonly { readonly code: string; readonly text: string }[]
  /** By estimator; null: refused. `value` is null too where only the range may be read, `point` keeps it for checks. */
  readonly estimators: Readonly<
    Record<
      string,
      {
        readonly value: number | null
        readonly low: number | null
        readonly high: number | null
        readonly ess: number
        readonly refused: boolean
        readonly rangeOnly: boolean
        readonly relativeError: number | null
      }
    >
  >
  readonly truth: { readonly value: number; readonly low: number; readonly high: number } | null
}

/** `tuidan evaluate --data DIR --policy NAME [--json] [--lang zh|en]`: what a policy would have earned, from anybody's log. */
export async function evaluate(args: readonly string[]): Promise<number> {
  const { values } = readOptions(args, USAGE.evaluate, {
    data: { type: 'string' },
    policy: { type: 'string' },
    json: { type: 'boolean' },
    lang: { type: 'string' },
    seed: { type: 'string' },
  })
  const { data, policy = 'bts', lang = terminalLang(process.env) } = values
  if (data === undefined || data === '') throw badOption(REASONS.data, USAGE.evaluate)
  if (lang !== 'zh' && lang !== 'en') throw badOption(REASONS.lang, USAGE.evaluate, { given: lang })
  const names = Object.keys(POLICIES)
  if (!Object.hasOwn(POLICIES, policy))
    throw badOption(REASONS.policy, USAGE.evaluate, {
      given: policy,
      nearest: nearest(policy, names),
      names: names.join(', '),
    })
  const report = await evaluateFolder(resolve(data), policy as PolicyName, lang)
  if (values.json) console.log(JSON.stringify(report.json))
  else print(report.judged, report.json, basename(resolve(data)), lang)
  return 0
}

/** Reads a folder and judges one policy on it. @throws learning/no-log, learning/no-columns, learning/empty-log, learning/broken-log */
export async function evaluateFolder(folder: string, policy: PolicyName, lang: Lang) {
  const { pair, bad } = await readPair(folder, needs(policy))
  const judged = judge(pair, policy)
  return { judged, json: jsonOf(judged, pair, bad, lang) }
}

async function readPair(folder: string, needed: readonly string[]) {
  const names = { items: new Names(), positions: new Names() }
  const bad: Record<string, number> = {}
  const read = async (name: 'random' | 'bts'): Promise<BanditLog | null> => {
    const file = await findLog(folder, `${name}.csv`)
    if (file === null) {
      if (!needed.includes(name)) return null
      throw learningProblem('learning/no-log', { params: { folder, file: `${name}.csv` } })
    }
    const { log, badLines } = await readBanditFile(file, names)
    bad[basename(file)] = badLines
    if (log.rows === 0 && needed.includes(name))
      throw learningProblem('learning/empty-log', { params: { file: basename(file), bad: badLines } })
    return log.rows === 0 ? null : log
  }
  const [random, bts] = [await read('random'), await read('bts')]
  const categoryOf = await readCategories(folder, names.items)
  const pair: LogPair = {
    random,
    bts,
    items: names.items.list.length,
    positions: names.positions.list.length,
    categoryOf,
  }
  return { pair, bad }
}

async function readBanditFile(file: string, names: { items: Names; positions: Names }) {
  let reader: BanditLogReader | undefined
  const { bad } = await readCsvFile(file, {
    onHeader: (columns) => {
      const missing = missingColumns(columns)
      if (missing.length > 0)
        throw learningProblem('learning/no-columns', {
          params: {
            file: basename(file),
            missing: missing.join(', '),
            columns: columns.slice(0, 12).join(', ').slice(0, 200),
          },
        })
      reader = new BanditLogReader(columns, names)
    },
    onRow: (cells) => reader!.add(cells),
  })
  if (reader === undefined) throw learningProblem('learning/empty-log', { params: { file: basename(file), bad } })
  return { log: reader.done(), badLines: bad + reader.bad }
}

/** The category of each item: the column of item_context.csv whose values are shared by several items. Not needed. */
async function readCategories(folder: string, items: Names): Promise<Uint32Array> {
  const categoryOf = new Uint32Array(items.list.length)
  const file = await findLog(folder, 'item_context.csv')
  if (file === null) return categoryOf
  let header: readonly string[] = []
  const rows: (readonly string[])[] = []
  await readCsvFile(file, { onHeader: (columns) => (header = columns), onRow: (cells) => rows.push(cells) })
  const idAt = header.findIndex((name) => ['itemid', 'item'].includes(columnKey(name)))
  if (idAt < 0) return categoryOf
  const known = new Map(items.list.map((name, i) => [name, i]))
  const levels = (at: number) => new Set(rows.map((r) => r[at])).size
  const at = header.findIndex(
    (name, i) => columnKey(name).startsWith('itemfeature') && levels(i) > 1 && levels(i) <= rows.length / 2,
  )
  if (at < 0) return categoryOf
  const categories = new Names()
  for (const row of rows) {
    const item = known.get(String(Number(row[idAt]))) ?? known.get(row[idAt]!.trim())
    if (item !== undefined) categoryOf[item] = categories.of(row[at]!)
  }
  return categoryOf
}

function jsonOf(
  { policy, log, reading, truth, relativeErrors }: Judged,
  pair: LogPair,
  bad: Record<string, number>,
  lang: Lang,
): EvaluateReport {
  const isRefused = reading.estimates === null
  const rangeOnly = reading.flags.includes('range-only')
  return {
    policy,
    log,
    rows: reading.rows,
    badLines: bad,
    items: pair.items,
    positions: pair.positions,
    persons: reading.persons,
    ess: reading.ess,
    refused: isRefused,
    meanWeight: {
      value: reading.meanWeight,
      standardError: reading.meanWeightError,
      ok: !reading.flags.includes('propensities'),
    },
    largestShare: reading.largestShare,
    flags: reading.flags.map((code) => ({ code, text: FLAGS[code][lang] })),
    estimators: Object.fromEntries(
      ESTIMATORS.map((name) => {
        const estimate = reading.estimates?.[name]
        return [
          name,
          {
            value: rangeOnly ? null : (estimate?.value ?? null),
            low: estimate?.low ?? null,
            high: estimate?.high ?? null,
            ess: reading.ess,
            refused: isRefused,
            rangeOnly,
            relativeError: rangeOnly ? null : (relativeErrors?.[name] ?? null),
          },
        ]
      }),
    ),
    truth,
  }
}

/** Small shares are read in percent. */
const number = (value: number): string => (Math.abs(value) < 1 ? `${(value * 100).toFixed(3)} %` : value.toPrecision(5))

function print(judged: Judged, report: EvaluateReport, folder: string, lang: Lang): void {
  const { reading, truth } = judged
  console.log(`${bold(`${report.policy}, ${folder}`)}  ${POLICIES[report.policy][lang]}`)
  console.log(dim(`${say(WORDS.readFrom, lang, { log: report.log })}\n`))
  printTable([
    [WORDS.rows[lang], String(report.rows)],
    ...Object.entries(report.badLines).map(([file, n]) => [`${WORDS.bad[lang]} ${file}`, String(n)]),
    [WORDS.items[lang], `${report.items} / ${report.positions}`],
    [WORDS.persons[lang], report.persons === null ? WORDS.noPersons[lang] : String(report.persons)],
    [WORDS.ess[lang], report.ess.toFixed(0)],
    [WORDS.meanWeight[lang], `${reading.meanWeight.toFixed(3)} ± ${reading.meanWeightError.toFixed(3)}`],
    [WORDS.largest[lang], `${(report.largestShare * 100).toFixed(2)} %`],
  ])
  console.log('')
  printTable([
    [WORDS.estimator, WORDS.value, WORDS.range, WORDS.error].map((w) => w[lang]),
    ...ESTIMATORS.map((name) => {
      const { value, low, high, relativeError, rangeOnly } = report.estimators[name]!
      if (low === null || high === null) return [name.toUpperCase(), WORDS.refused[lang], '-', '-']
      return [
        name.toUpperCase(),
        rangeOnly || value === null ? WORDS.rangeOnly[lang] : number(value),
        `${number(low)} … ${number(high)}`,
        relativeError === null ? '-' : relativeError.toFixed(3),
      ]
    }),
    ...(truth === null
      ? []
      : [[WORDS.truth[lang], number(truth.value), `${number(truth.low)} … ${number(truth.high)}`]]),
  ])
  for (const { text } of report.flags) console.log(`\n${text}`)
}
