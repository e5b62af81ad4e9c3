import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { type Lang, type Params, say } from '../base/i18n.ts'
import { doImport, endImport, importOf, runImport, takeFile } from '../catalog/flow.ts'
import { type CauseCount, ROW_CAUSES } from '../catalog/import.ts'
import { type CATALOG_PROBLEMS, catalogProblem } from '../catalog/problems.ts'
import type { Core } from '../engine/core.ts'
import { readBin } from '../warehouse/floor.ts'
import { type StockTaken, takeStock } from '../warehouse/flow-import.ts'
import { chooseSite, openCore } from './open.ts'
import { badOption, fileFail, readOptions } from './options.ts'
import { Progress, printTable, terminalLang } from './print.ts'
import { USAGE } from './usage.ts'

const WORDS = {
  reading: { zh: '{file}：{rows} 行', en: '{file}: {rows} {rows|row|rows}' },
  products: { zh: '商品', en: 'products' },
  done: {
    zh: '新增 {created} 件，更新 {updated} 件，合并 {merged} 行。',
    en: '{created} new, {updated} changed, {merged} {merged|row|rows} merged.',
  },
  stock: {
    zh: '库存：收了 {products} 件商品，共 {pieces} 个；原来就有库存的 {had} 件没动。',
    en: 'Stock: {pieces} {pieces|piece|pieces} of {products} {products|product|products} received; {had} had stock already and {had|was|were} left alone.',
  },
  homeless: {
    zh: '{n} 件商品的库存没有导入：不知道放进哪个货位。用 --bin A01-01 说一个，或在控制台收货。',
    en: 'Stock of {n} {n|product|products} was not imported: no bin is named. Name one with --bin A01-01, or receive it in the console.',
  },
  unknown: {
    zh: '仓里没有、没收的货位：{bins}。在控制台加上它们，再导入一次。',
    en: 'Bins the floor does not have, left out: {bins}. Add them in the console and import again.',
  },
  faults: { zh: '没有成为商品的行：', en: 'Rows that gave no product:' },
  notes: { zh: '留空的值：', en: 'Values left out:' },
  line: { zh: '第 {line} 行', en: 'line {line}' },
  noBin: { zh: '“{given}”不是货位号，货位号像 A01-01', en: '"{given}" is no bin; bins are written like A01-01' },
}
const LOOK_MS = 100

/** The books of an import, or what ended it. */
interface Report {
  readonly merged?: number
  readonly faults?: CauseCount[]
  readonly notes?: CauseCount[]
  readonly stock?: StockTaken
  readonly problem?: { readonly code: keyof typeof CATALOG_PROBLEMS; readonly params: Params }
}

/** `tuidan import FILE`: products of a merchant's file, columns guessed from their names, with the books of every row. */
export async function importFile(args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions(
    args,
    USAGE.import,
    { site: { type: 'string' }, currency: { type: 'string' }, bin: { type: 'string' } },
    { least: 1 },
  )
  const bin = values.bin === undefined ? null : readBin(values.bin)
  if (values.bin !== undefined && bin === null) throw badOption(WORDS.noBin, USAGE.import, { given: values.bin })
  const lang = terminalLang(process.env)
  const file = resolve(positionals[0]!)
  const bytes = await readFile(file).catch((cause) => {
    throw fileFail(file, cause)
  })
  const { core, close } = await openCore()
  try {
    const site = await chooseSite(core, values.site)
    const offer = await takeFile(core, site.id, {
      name: basename(file),
      bytes,
      currency: values.currency ?? site.currency,
    })
    console.log(say(WORDS.reading, lang, { file: basename(file), rows: offer.rows }))
    await runImport(
      core,
      site.id,
      offer.importId,
      { mapping: offer.guess, ...(bin === null ? {} : { bin: bin.code }) },
      lang,
    )
    await follow(core, site.id, offer.importId, lang)
    return 0
  } finally {
    await close()
  }
}

/** Does the outbox's work here, or watches a running server do it, and shows how far it is. @throws what ended the import */
async function follow(core: Core, siteId: string, id: string, lang: Lang): Promise<void> {
  core.outbox.handle('catalog.import', (item) => doImport(core, item, (goods) => takeStock(core, goods)), {
    gaveUp: (item) => endImport(core, item),
  })
  core.outbox.start()
  let bar: Progress | undefined
  for (;;) {
    const now = await importOf(core, siteId, id)
    if (now.state === 'running') {
      bar ??= new Progress(WORDS.products, lang, now.total)
      bar.show(now.done)
      await new Promise((go) => setTimeout(go, LOOK_MS))
      continue
    }
    await core.outbox.stop()
    const report = now.report as Report
    if (report.problem !== undefined) {
      const { code, params } = report.problem
      throw catalogProblem(code, { params })
    }
    console.log(say(WORDS.done, lang, { created: now.created, updated: now.updated, merged: report.merged ?? 0 }))
    const { stock } = report
    if (stock !== undefined) {
      const { products, pieces, had, homeless, unknownBins } = stock
      console.log(say(WORDS.stock, lang, { products, pieces, had }))
      if (homeless > 0) console.log(say(WORDS.homeless, lang, { n: homeless }))
      if (unknownBins.length > 0)
        console.log(say(WORDS.unknown, lang, { bins: unknownBins.join(lang === 'zh' ? '、' : ', ') }))
    }
    printCounts(say(WORDS.faults, lang), report.faults ?? [], lang)
    printCounts(say(WORDS.notes, lang), report.notes ?? [], lang)
    return
  }
}

function printCounts(head: string, counts: readonly CauseCount[], lang: Lang): void {
  if (counts.length === 0) return
  console.log(head)
  printTable(
    counts.map((c) => [
      `  ${c.count}`,
      say(ROW_CAUSES[c.cause], lang),
      `${say(WORDS.line, lang, { line: c.example.line })}: ${c.example.value}`,
    ]),
  )
}
