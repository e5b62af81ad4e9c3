import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { allCategories, type Category, categoryPath } from '../../src/catalog/categories.ts'

/** A thing that is sold, as far as its words go. A text is empty where nobody wrote one. */
export interface Good {
  readonly id: string
  readonly zh: string
  readonly en: string
  readonly textZh: string
  readonly textEn: string
  readonly tags: readonly string[]
  /** From the root down, in the good's first language; empty: unknown. */
  readonly path: readonly string[]
  readonly brand: string
}

/** All words of a good as one text: what a shop's index is built from. */
export const goodText = (g: Good): string => [g.zh, g.en, g.textZh, g.textEn, ...g.tags].join(' \n ')

/** Numbers in [0, 1) that are the same for the same seed (a 32-bit mix of a counter). */
export function seeded(seed: number): () => number {
  let at = seed | 0
  return () => {
    at = (at + 0x9e3779b9) | 0
    let x = Math.imul(at ^ (at >>> 16), 0x21f0aaad)
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
    return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32
  }
}

/** One of a list. */
export const pick = <T>(random: () => number, list: readonly T[]): T => list[Math.floor(random() * list.length)]!

/** Larger files are no catalogues one would write by hand; they would only cost time. */
const MOST_BYTES = 64_000_000

/** Goods in the files below a folder: JSON with a list of things that have a title, CSV with a column for it. At most `most`. */
export async function goodsIn(data: string, most: number): Promise<Good[]> {
  const found = new Map<string, Good>()
  const entries = await readdir(data, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  for (const path of paths.sort()) {
    if ((await stat(path)).size > MOST_BYTES) continue
    const here = /\.json$/i.test(path) ? await inJson(path) : /\.csv(\.gz)?$/i.test(path) ? await inCsv(path, most) : []
    for (const good of here) if (found.size < most && !found.has(good.id)) found.set(good.id, good)
  }
  return [...found.values()]
}

type Row = Readonly<Record<string, unknown>>

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')

async function inJson(path: string): Promise<Good[]> {
  let parsed: unknown
  try {
    parsed = JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return [] // no JSON after all: not ours to complain about
  }
  const list = Array.isArray(parsed) ? parsed : (parsed as { products?: unknown } | null)?.products
  return Array.isArray(list) ? list.flatMap((row) => goodOf(row as Row)) : []
}

function goodOf(row: Row): Good[] {
  const title = textOf(row?.title) || textOf(row?.name)
  if (title === '') return []
  const isZh = /\p{Script=Han}/u.test(title)
  const text = textOf(row.description) || textOf(row.text)
  const category = textOf(row.category).replaceAll('-', ' ')
  return [
    {
      id: textOf(row.sku) || String(row.id ?? title),
      zh: isZh ? title : '',
      en: isZh ? '' : title,
      textZh: isZh ? text : '',
      textEn: isZh ? '' : text,
      tags: Array.isArray(row.tags) ? row.tags.map(textOf).filter((tag) => tag !== '') : [],
      path: category === '' ? [] : [category],
      brand: textOf(row.brand),
    },
  ]
}

/** A column that names goods, and the one that numbers them. */
const TITLE_COLUMN = /^(title|name|description|product[ _]?(title|name))$/i
const CODE_COLUMN = /^(sku|stock[ _]?code|product[ _]?id|id)$/i

/** Goods of a table, the first title of each number. A title is not shorter than three words or six characters of Chinese. */
async function inCsv(path: string, most: number): Promise<Good[]> {
  const bytes = createReadStream(path)
  const lines = createInterface({ input: path.toLowerCase().endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes })
  const found = new Map<string, Good>()
  let title = -1
  let code = -1
  let isFirst = true
  try {
    for await (const line of lines) {
      const cells = cellsOf(line)
      if (isFirst) {
        title = cells.findIndex((cell) => TITLE_COLUMN.test(cell))
        code = cells.findIndex((cell) => CODE_COLUMN.test(cell))
        if (title < 0 || code < 0) break
        isFirst = false
        continue
      }
      const id = cells[code] ?? ''
      const words = cells[title]?.trim() ?? ''
      if (found.has(id) || (words.split(/\s+/).length < 3 && !/\p{Script=Han}{6}/u.test(words))) continue
      for (const good of goodOf({ sku: id, title: words })) found.set(id, good)
      if (found.size >= most) break
    }
  } catch {
    return [] // damaged, or no gzip
  } finally {
    bytes.destroy()
  }
  return [...found.values()]
}

/** The cells of one line; quotes may hold commas, not line ends. */
function cellsOf(line: string): string[] {
  const cells: string[] = []
  for (const [, quoted, plain] of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    cells.push(quoted === undefined ? (plain ?? '').trim() : quoted.replaceAll('""', '"').trim())
  }
  return cells
}

/** A word in both languages. */
type Pair = readonly [zh: string, en: string]

const pairs = (text: string): Pair[] =>
  text
    .trim()
    .split(/\s*;\s*/)
    .map((one) => {
      const [zh = '', en = ''] = one.split('=')
      return [zh.trim(), en.trim()] as const
    })

const MAKES = pairs(
  '青禾=Qinghe; 远岫=Farridge; 拾木=Shimu; 南枝=Nanzhi; 白鹭里=Egretley; 小满=Grainful; 半山=Midhill; 澜舟=Lanboat; 听松=Pinehark; 野渡=Wildferry; 素石=Plainstone; 北岸=Northbank; 木兮=Muxi; 晴耕=Clearplough; 云集=Cloudmere; 鹿回=Deerback; 墨客=Inkwell; 渔火=Fishlight; 长亭=Longarbor; 知秋=Knowfall; 春和=Springmild; 石见=Ishmi; 银杏里=Ginkgate; 潮生=Tiderise; 麦浪=Wheatwave; 松烟=Pinesmoke; 竹里=Bambury; 星野=Starfield; 泊岸=Mooring; 栖霞=Duskrest',
)
const COLOURS = pairs(
  '墨绿=pine green; 藏青=navy; 米白=cream; 砖红=brick red; 浅灰=light grey; 姜黄=mustard; 雾蓝=mist blue; 炭黑=charcoal; 藕粉=dusty pink; 驼色=camel; 鼠尾草绿=sage; 原木色=natural',
)
const STUFFS = pairs(
  '胡桃木=walnut; 榉木=beech; 黄铜=brass; 不锈钢=stainless steel; 棉麻=linen; 帆布=canvas; 陶瓷=ceramic; 玻璃=glass; 羊毛=wool; 竹=bamboo; 铝合金=aluminium; 硅胶=silicone; 搪瓷=enamel; 软木=cork; 植鞣皮=leather; 钛=titanium',
)
const TRAITS = pairs(
  '轻量=lightweight; 可折叠=folding; 防水=waterproof; 加厚=extra thick; 便携=portable; 静音=silent; 手工=handmade; 可充电=rechargeable; 耐热=heatproof; 防滑=non-slip; 可机洗=machine washable; 双层=double-walled; 复古=vintage; 儿童用=for children; 办公室用=for the office; 旅行装=travel size; 入门款=for beginners; 专业级=professional',
)
const SIZES = pairs(
  '250 克=250 g; 500 毫升=500 ml; 1.2 升=1.2 l; 26 厘米=26 cm; 三只一套=set of three; 两件=pair; 40 × 60 厘米=40 × 60 cm; 10 米=10 m; 100 张=100 sheets; 大号=large; 小号=small; 5 档=5 steps',
)
const PRAISE = pairs(
  '每天用也不坏=made to be used every day; 拿在手里有分量=sits well in the hand; 洗起来不费事=easy to wash; 放在抽屉里不占地方=takes little room in a drawer; 送人也体面=fit to be given; 边角都打磨过=every edge is smoothed; 坏了可以单独换零件=each part can be replaced; 出门带着不累=no burden on the way; 用久了更好看=better looking with age; 颜色经得起晒=keeps its colour in the sun',
)

/** Goods of our own words: those of the category tree, with a make, a stuff, a trait and a size. The same for the same seed. */
export function madeGoods(count: number, seed: number): Good[] {
  const random = seeded(seed)
  const kinds = allCategories().filter((node) => node.sensitive !== true && node.id.includes('/'))
  return Array.from({ length: count }, (_, i) =>
    madeGood(`G-${String(i).padStart(5, '0')}`, pick(random, kinds), random),
  )
}

function madeGood(id: string, kind: Category, random: () => number): Good {
  const isHan = (seed: string) => /\p{Script=Han}/u.test(seed)
  const zhWord = pick(random, [kind.zh, ...kind.seeds.filter(isHan)])
  const enWord = pick(random, [kind.en.toLowerCase(), ...kind.seeds.filter((seed) => !isHan(seed))])
  const make = pick(random, MAKES)
  const colour = pick(random, COLOURS)
  const stuff = pick(random, STUFFS)
  const trait = pick(random, TRAITS)
  const size = pick(random, SIZES)
  const one = pick(random, PRAISE)
  const two = pick(random, PRAISE)
  return {
    id,
    zh: `${make[0]}${stuff[0]}${trait[0]}${zhWord}，${colour[0]}，${size[0]}`,
    en: `${make[1]} ${trait[1]} ${stuff[1]} ${enWord}, ${colour[1]}, ${size[1]}`,
    textZh: `${stuff[0]}做的${zhWord}，${one[0]}。${colour[0]}，${two[0]}。`,
    textEn: `A ${enWord} of ${stuff[1]}, ${one[1]}. In ${colour[1]}; ${two[1]}.`,
    tags: [zhWord, enWord],
    path: categoryPath(kind.id).map((label) => label.zh),
    brand: make[1],
  }
}

/** Ten thousand and the like: what the data folder has, up to half of them, then our own. */
export async function goods(data: string | null, count: number): Promise<{ goods: Good[]; real: number }> {
  const real = data === null ? [] : await goodsIn(data, Math.floor(count / 2))
  return { goods: [...real, ...madeGoods(count - real.length, 20_261_126)], real: real.length }
}
