import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { type Lang, say } from '../base/i18n.ts'
import { unreadable } from '../catalog/problems.ts'
import { readTable } from '../catalog/table.ts'
import type { Core } from '../engine/core.ts'
import { DIRTY_CAUSES, type History, isHistoryHeader, readHistory } from '../replay/history.ts'
import { CANCELLATION_OUTCOMES, firstOrders, type StockMode } from '../replay/plan.ts'
import { type LoopDelay, startMeasuredServer } from './measured-server.ts'
import { openCore } from './open.ts'
import { badOption, fileFail, readOptions } from './options.ts'
import { bold, Progress, printTable, terminalLang } from './print.ts'
import { FINAL_STATES, type Proof, prove } from './replay-proof.ts'
import { playPast, type RunResult, type Standing } from './replay-run.ts'
import { buildWorld, type ReplayWorld } from './replay-world.ts'
import { USAGE } from './usage.ts'

const WORDS = {
  reading: { zh: '读取', en: 'reading' },
  products: { zh: '商品', en: 'products' },
  orders: { zh: '订单', en: 'orders' },
  note: { zh: '现场 {open} 单', en: '{open} on the floor' },
  title: { zh: '回放 {file}，网站 {slug}', en: 'Replay of {file} in site {slug}' },
  rows: { zh: '文件行数', en: 'rows of the file' },
  played: { zh: '回放的订单', en: 'orders sent in' },
  long: { zh: '其中由长单据拆出来的', en: 'of these, further parts of long invoices' },
  shipped: { zh: '已发货', en: 'shipped' },
  cancelled: { zh: '已取消', en: 'cancelled' },
  refused: { zh: '没有接的', en: 'refused' },
  took: { zh: '用时', en: 'took' },
  work: { zh: '现场', en: 'the floor' },
  workDone: {
    zh: '{workers} 个人，{tasks} 份活，{scans} 次扫码',
    en: '{workers} people, {tasks} tasks, {scans} scans',
  },
  answers: { zh: '手机得到的拒绝', en: 'refusals phones were given' },
  dirty: { zh: '不是订单行的', en: 'rows that are in no order' },
  backs: { zh: '取消单据', en: 'cancellations' },
  proof: { zh: '核账', en: 'the books' },
  proved: {
    zh: '{skus} 个货号的流水和库存，{orders} 张订单，{lines} 行',
    en: 'ledger and balance of {skus} SKUs, {orders} orders, {lines} lines',
  },
  violations: { zh: '不对的', en: 'violations' },
  stuck: { zh: '一分钟没有动静，停了。', en: 'Nothing moved for a minute, so it was stopped.' },
}
const MOST_SHOWN = 20

/** What a replay found, as `--json` prints it and the benchmark reads it. */
export interface ReplayReport {
  readonly site: string
  readonly rows: number
  readonly orders: number
  readonly shipped: number
  readonly cancelled: number
  readonly refused: Readonly<Record<string, number>>
  readonly dirty: Readonly<Record<string, number>>
  readonly cancellations: Readonly<Record<string, number>>
  readonly products: number
  readonly skus: number
  readonly lines: number
  readonly movements: number
  readonly workers: number
  readonly tasks: number
  readonly scans: number
  readonly ms: number
  readonly eventLoopP99Ms: number
  readonly violations: number
}

/** `tuidan replay FILE`: the orders of a real shop through the running system. 1 when the books do not hold. */
export async function replay(args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions(
    args,
    USAGE.replay,
    {
      orders: { type: 'string' },
      stock: { type: 'string' },
      workers: { type: 'string' },
      json: { type: 'boolean' },
    },
    { least: 1 },
  )
  const lang = terminalLang(process.env)
  const orders = wholeNumber(values.orders ?? '2000', 'orders')
  const workers = wholeNumber(values.workers ?? '24', 'workers')
  const mode = values.stock ?? 'full'
  if (mode !== 'full' && mode !== 'tight') throw badOption(REASONS.stock, USAGE.replay, { given: mode })
  const file = resolve(positionals[0]!)
  const { bytes, history } = await readPast(file)
  const opened = await openCore()
  try {
    const server = await startMeasuredServer({
      databaseUrl: opened.core.db.url,
      // A whole shop comes from one address here.
      overrides: { home: opened.config.home, cache: opened.config.cache, limits: 0 },
    })
    try {
      const input = { file: basename(file), bytes, history, orders, workers, mode: mode as StockMode, lang }
      const done = await run(opened.core, server.base, input)
      const report = reportOf(history, done, await server.measure())
      if (values.json) console.log(JSON.stringify(report))
      else print(report, done, basename(file), lang)
      return done.proof.violations.length === 0 ? 0 : 1
    } finally {
      await server.stop()
    }
  } finally {
    await opened.close()
  }
}

const REASONS = {
  stock: { zh: '--stock 是 full 或 tight，不是 {given}', en: '--stock is full or tight, not {given}' },
  number: { zh: '--{name} 要大于 0 的整数，不是 {given}', en: '--{name} is a whole number above 0, not {given}' },
  columns: {
    zh: '{file} 里没有订单行：要有 InvoiceNo、StockCode、Quantity、InvoiceDate、UnitPrice 这些列，来的是 {columns}',
    en: '{file} holds no order lines: the columns InvoiceNo, StockCode, Quantity, InvoiceDate, UnitPrice are expected, {columns} came',
  },
}

function wholeNumber(text: string, name: string): number {
  const n = Number(text)
  if (Number.isInteger(n) && n > 0) return n
  throw badOption(REASONS.number, USAGE.replay, { name, given: text })
}

/** The file as it is and what it tells; gzip is taken off. @throws cli/no-file, catalog/unreadable-table, cli/bad-option when it holds no order lines */
async function readPast(file: string): Promise<{ bytes: Uint8Array; history: History }> {
  const bytes = await readFile(file).catch((cause) => {
    throw fileFail(file, cause)
  })
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? unpack(bytes, basename(file)) : bytes
  const table = readTable(plain, basename(file))
  if (!isHistoryHeader(table.columns))
    throw badOption(REASONS.columns, USAGE.replay, {
      file: basename(file),
      columns: table.columns.join(', ').slice(0, 80),
    })
  return { bytes, history: readHistory(table) }
}

/** @throws catalog/unreadable-table */
function unpack(bytes: Uint8Array, name: string): Uint8Array {
  try {
    return gunzipSync(bytes)
  } catch (cause) {
    throw unreadable(name, 'gzip', cause)
  }
}

interface Done {
  readonly world: ReplayWorld
  readonly result: RunResult
  readonly proof: Proof
}

async function run(
  core: Core,
  base: string,
  input: {
    file: string
    bytes: Uint8Array
    history: History
    orders: number
    workers: number
    mode: StockMode
    lang: Lang
  },
): Promise<Done> {
  const { lang } = input
  const events = firstOrders(input.history, input.orders)
  const slug = `replay-${new Date(core.clock.now())
    .toISOString()
    .slice(0, 19)
    .replaceAll(/[^0-9]/g, '')}`
  let importing: Progress | undefined
  const world = await buildWorld(core, base, {
    slug,
    file: { name: input.file, bytes: input.bytes },
    events,
    mode: input.mode,
    onStep: (done, total) => {
      importing ??= new Progress(WORDS.products, lang, total)
      importing.show(done)
    },
  })
  const progress = new Progress(WORDS.orders, lang, events.length)
  try {
    const result = await playPast(world, events, {
      workers: input.workers,
      standing: () => standingOf(core, world.site.id),
      // What has left the floor is done; what came in and waits there is not yet.
      onProgress: (intake, { open }) => progress.show(Math.max(0, intake - open), say(WORDS.note, lang, { open })),
    })
    return { world, result, proof: await prove(core, world.site.id, result.fates, world.received) }
  } finally {
    world.client.close()
  }
}

async function standingOf(core: Core, siteId: string): Promise<Standing> {
  return await core.db.one<Standing>(
    `select count(*) filter (where state <> all($2)) as open, count(*) filter (where state = any($2)) as final
     from orders where site_id = $1`,
    [siteId, [...FINAL_STATES]],
  )
}

function reportOf(history: History, { world, result, proof }: Done, loop: LoopDelay): ReplayReport {
  const refused: Record<string, number> = {}
  for (const fate of result.fates.values())
    if ('refused' in fate) refused[fate.refused] = (refused[fate.refused] ?? 0) + 1
  return {
    site: world.site.slug,
    rows: history.rows,
    orders: result.fates.size,
    shipped: proof.shipped,
    cancelled: proof.cancelled,
    refused,
    dirty: Object.fromEntries(history.dirty),
    cancellations: Object.fromEntries(result.cancellations),
    products: world.products,
    skus: proof.skus,
    lines: proof.lines,
    movements: proof.movements,
    workers: result.workers,
    tasks: result.tally.tasks,
    scans: result.tally.scans,
    ms: result.ms,
    eventLoopP99Ms: loop.p99,
    violations: proof.violations.length,
  }
}

function print(report: ReplayReport, { result, proof }: Done, file: string, lang: Lang): void {
  const head = (text: string) => console.log(`\n${bold(text)}`)
  const counts = (of: Readonly<Record<string, number>>, name: (code: string) => string) =>
    printTable(
      Object.entries(of)
        .sort((a, b) => b[1] - a[1])
        .map(([code, n]) => [`  ${n}`, name(code)]),
    )
  const parts = [...result.fates.keys()].filter((o) => o.id !== o.invoice).length
  const refused = Object.values(report.refused).reduce((a, b) => a + b, 0)
  head(say(WORDS.title, lang, { file, slug: report.site }))
  printTable([
    [say(WORDS.rows, lang), String(report.rows)],
    [say(WORDS.products, lang), String(report.products)],
    [say(WORDS.played, lang), String(report.orders)],
    ...(parts === 0 ? [] : [[say(WORDS.long, lang), String(parts)]]),
    [say(WORDS.shipped, lang), String(report.shipped)],
    [say(WORDS.cancelled, lang), String(report.cancelled)],
    [say(WORDS.refused, lang), String(refused)],
    [say(WORDS.took, lang), `${(report.ms / 1000).toFixed(1)} s, ${((report.orders * 1000) / report.ms).toFixed(1)}/s`],
    [
      say(WORDS.work, lang),
      say(WORDS.workDone, lang, { workers: report.workers, tasks: report.tasks, scans: report.scans }),
    ],
  ])
  if (refused > 0) head(say(WORDS.refused, lang))
  counts(report.refused, (code) => code)
  head(say(WORDS.dirty, lang))
  counts(report.dirty, (cause) => DIRTY_CAUSES[cause as keyof typeof DIRTY_CAUSES][lang])
  head(say(WORDS.backs, lang))
  counts(report.cancellations, (o) => CANCELLATION_OUTCOMES[o as keyof typeof CANCELLATION_OUTCOMES][lang])
  if (result.tally.refused.size > 0) head(say(WORDS.answers, lang))
  counts(Object.fromEntries(result.tally.refused), (code) => code)
  head(
    `${say(WORDS.proof, lang)}: ${say(WORDS.proved, lang, { skus: proof.skus, orders: proof.orders, lines: proof.lines })}`,
  )
  if (result.stuck) console.log(say(WORDS.stuck, lang))
  console.log(`${say(WORDS.violations, lang)}: ${proof.violations.length}`)
  for (const violation of proof.violations.slice(0, MOST_SHOWN)) console.log(`  ${violation}`)
}
