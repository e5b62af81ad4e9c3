import { buildTextIndex, query, type TextIndex } from '../../src/catalog/match.ts'
import { readPage } from '../../src/catalog/page.ts'
import { countTerms, terms } from '../../src/catalog/terms.ts'
import { type Bench, type Figures, percentile, round, skipAll } from '../measure.ts'
import { peers, versionOf } from '../peers.ts'
import { type Good, goods, goodText } from './content-goods.ts'
import { type GoodPage, pagesOf } from './content-pages.ts'

/** What {@link content} measures. */
export const CONTENT_KEYS = ['content_cpu_ms_page', 'vs_flexsearch', 'vs_minisearch'] as const

const GOODS = 10_000
const TOP = 10
/** Pages that are measured; others, of another seed, warm up what a running server has warm. */
const PAGES = 400
const WARM_PAGES = 400
const SEED = 20_261_126
/** MiniSearch takes a tenth of a second for each; of its pages the first ones. */
const SLOW_PAGES = 30
/** Pages of one batch, whose time is taken as a whole; batches of all take turns, so that a busy moment hits everybody. */
const BATCH = 40

/** One way from a page to the ids of its ten goods. */
type Way = (page: GoodPage) => readonly string[]

interface Rival {
  readonly name: string
  readonly way: Way
  /** Pages it is given. */
  readonly pages: number
}

/**
 * Content match over ten thousand goods: what a page costs that is seen for the first time, and our search against those a user would
 * take, for the same text in full: title, headings and what the reader sees.
 */
export async function content(bench: Bench): Promise<Figures> {
  const { goods: list, real } = await goods(bench.data, GOODS)
  const index = buildTextIndex(list.map((good) => ({ id: good.id, text: goodText(good) })))
  const warm = pagesOf(list, WARM_PAGES, SEED)
  const pages = pagesOf(list, PAGES, SEED + 1)
  bench.say(`  ${list.length} goods, ${real} of them from the data folder; ${PAGES} pages`)
  const ours: Rival = { name: 'ours, page read', way: (page) => ofPage(index, page), pages: PAGES }
  const text: Rival = { name: 'ours, text', way: (page) => ofText(index, page), pages: PAGES }
  const found = measure(bench, [ours, text], warm, pages)
  const figures = { content_cpu_ms_page: round3(found.get(ours)!.ms) }
  const mine = found.get(ours)!.hits
  if (!bench.wants('vs_flexsearch') && !bench.wants('vs_minisearch')) {
    const left = skipAll(['vs_flexsearch', 'vs_minisearch'], 'not asked for')
    return { figures: { ...figures, ...left.figures }, skipped: left.skipped }
  }
  let rivals: { flex: Rival[]; mini: Rival[] }
  try {
    rivals = { flex: await flexsearch(bench, list), mini: await minisearch(bench, list) }
  } catch (error) {
    const left = skipAll(['vs_flexsearch', 'vs_minisearch'], (error as Error).message)
    return { figures: { ...figures, ...left.figures }, skipped: left.skipped }
  }
  const theirs = measure(bench, [text, ...rivals.flex, ...rivals.mini], warm, pages)
  const own = theirs.get(text)!.ms
  // Each library as set up best for it: the way that finds most, not the slowest.
  const best = (ways: readonly Rival[]) =>
    ways.map((way) => theirs.get(way)!).sort((a, b) => b.hits - a.hits || a.ms - b.ms)[0]!
  for (const one of [best(rivals.flex), best(rivals.mini)])
    if (one.hits > mine) bench.say('  a peer finds more than we: the page reading is to be looked at')
  return {
    figures: {
      ...figures,
      vs_flexsearch: round(best(rivals.flex).ms / own),
      vs_minisearch: round(best(rivals.mini).ms / own),
    },
    skipped: {},
  }
}

const round3 = (value: number): number => Math.round(value * 1000) / 1000

const ofPage = (index: TextIndex, { page }: GoodPage): readonly string[] =>
  query(index, readPage(page).terms, TOP).map((hit) => hit.doc)

const ofText = (index: TextIndex, { text }: GoodPage): readonly string[] =>
  query(index, countTerms(terms(text)), TOP).map((hit) => hit.doc)

interface Measured {
  /** CPU milliseconds a page, median of the batches. */
  readonly ms: number
  /** Share of pages whose own product is among the ten. */
  readonly hits: number
}

/** All ways in turn, batch by batch. */
function measure(bench: Bench, rivals: readonly Rival[], warm: readonly GoodPage[], pages: readonly GoodPage[]) {
  const times = new Map(rivals.map((rival) => [rival, [] as number[]]))
  const hits = new Map(rivals.map((rival) => [rival, 0]))
  for (const rival of rivals) for (const page of warm.slice(0, rival.pages)) rival.way(page)
  for (let round = 0; round < (bench.quick ? 1 : 3); round++) {
    for (let from = 0; from < pages.length; from += BATCH) {
      for (const rival of rivals) {
        const batch = pages.slice(from, Math.min(from + BATCH, rival.pages))
        if (batch.length === 0) continue
        let right = 0
        const before = process.cpuUsage()
        for (const page of batch) if (rival.way(page).includes(page.good)) right++
        const { user, system } = process.cpuUsage(before)
        times.get(rival)!.push((user + system) / 1000 / batch.length)
        if (round === 0) hits.set(rival, hits.get(rival)! + right)
      }
    }
  }
  const found = new Map<Rival, Measured>()
  for (const rival of rivals) {
    const one = { ms: percentile(times.get(rival)!, 0.5), hits: hits.get(rival)! / Math.min(rival.pages, pages.length) }
    found.set(rival, one)
    const share = `${Math.round(one.hits * 1000) / 10} %`
    bench.say(`  ${rival.name.padEnd(34)} ${one.ms.toFixed(3).padStart(8)} CPU ms a page, hit@${TOP} ${share}`)
  }
  return found
}

/** What of FlexSearch is used; its own types are not installed with us. */
interface FlexModule {
  readonly default?: FlexModule
  readonly Index: new (
    options: object,
  ) => {
    add(id: number, text: string): void
    search(text: string, options: object): number[]
  }
  readonly Charset: Readonly<Record<string, object>>
}

/** With our cut of the text, plain and with context, and with its own for Chinese. */
async function flexsearch(bench: Bench, list: readonly Good[]): Promise<Rival[]> {
  const loaded = (await (await peers(bench))('flexsearch')) as FlexModule
  const flex = loaded.default ?? loaded
  const name = `flexsearch ${await versionOf(bench, 'flexsearch')}`
  const setups: [string, object][] = [
    [', our terms', { tokenize: 'strict', encode: terms }],
    [', our terms, context', { tokenize: 'strict', encode: terms, context: true }],
    [', its own cut', { tokenize: 'strict', encoder: flex.Charset.CJK }],
  ]
  return setups.map(([how, options]) => {
    const index = new flex.Index(options)
    for (const [i, good] of list.entries()) index.add(i, goodText(good))
    // "suggest": without it a good must hold every word of the page.
    const way: Way = ({ text }) => index.search(text, { limit: TOP, suggest: true }).map((i) => list[i]!.id)
    return { name: name + how, way, pages: how.endsWith('cut') ? SLOW_PAGES * 2 : PAGES }
  })
}

/** What of MiniSearch is used. */
interface MiniModule {
  readonly default: new (
    options: object,
  ) => {
    addAll(documents: readonly object[]): void
    search(text: string): readonly { readonly id: string }[]
  }
}

/** OR of all terms, which is what it does by itself; with our cut of the text, since its own knows no Chinese. */
async function minisearch(bench: Bench, list: readonly Good[]): Promise<Rival[]> {
  const { default: MiniSearch } = (await (await peers(bench))('minisearch')) as MiniModule
  const index = new MiniSearch({ fields: ['text'], tokenize: terms, processTerm: (term: string) => term })
  index.addAll(list.map((good) => ({ id: good.id, text: goodText(good) })))
  const way: Way = ({ text }) =>
    index
      .search(text)
      .slice(0, TOP)
      .map((hit) => hit.id)
  return [{ name: `minisearch ${await versionOf(bench, 'minisearch')}, our terms`, way, pages: SLOW_PAGES }]
}
