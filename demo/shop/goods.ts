/**
 * What the demo shop, 山货 Hillside Goods, sells: goods of our own invention, so that everything in the demo may be shown
 * and given away. Six kinds of person find their own things here: coffee and kitchen, camping, cycling and running, plants
 * and home, photography and music, reading, writing and games; pets come on top.
 */
import { category } from '../../src/catalog/categories.ts'
import type { ProductInput } from '../../src/catalog/product.ts'
import { ean13, readProductInput } from '../../src/catalog/product.ts'
import { KITCHEN_OUTDOOR } from './goods-kitchen-outdoor.ts'
import { MEDIA_PLAY } from './goods-media-play.ts'
import { SPORT_HOME } from './goods-sport-home.ts'

/** The demo shop's name. */
export const SHOP_NAME = { zh: '山货', en: 'Hillside Goods' } as const

/** A product and how it is drawn. */
export interface Good extends ProductInput {
  /** Name of the drawing and of its two colours, as in drawing/kit.ts. */
  readonly drawing: { readonly shape: string; readonly a: string; readonly b: string }
}

/** Where the demo shop's pictures are served; the site's slug is `demo`. */
const pictureAddress = (sku: string): string => `/v1/sites/demo/pictures/${sku}.svg`

/**
 * The demo's barcodes: 690 to 699 is where Chinese goods begin, and 699 999 is a maker's number that stands for nobody here;
 * only the check digit has to be right for a scanner.
 */
const barcodeOf = (number: number): string => ean13(`699999${String(number).padStart(6, '0')}`)

function readGood(line: string, index: number): Good {
  const cells = line.split('|').map((cell) => cell.trim())
  const [drawing = '', categoryId = '', zh = '', en = '', textZh = '', textEn = '', yuan = '', grams = '', tags = ''] =
    cells
  if (cells.length !== 9 || category(categoryId) === null) throw new TypeError(`goods line is wrong: ${line}`)
  const sku = `HG-${String(index + 1).padStart(4, '0')}`
  const reading = readProductInput({
    sku,
    barcode: barcodeOf(index + 1),
    title: { zh, en },
    text: { zh: textZh, en: textEn },
    categoryId,
    price: { amount: Math.round(Number(yuan) * 100), currency: 'CNY' },
    picture: pictureAddress(sku),
    tags: tags.split(' '),
    weightGrams: Number(grams),
    state: 'active',
  })
  if (!reading.ok) throw new TypeError(`goods line is wrong in ${reading.faults[0]?.field}: ${line}`)
  const [shape = '', a = '', b = ''] = drawing.split(' ')
  return { ...reading.product, drawing: { shape, a, b } }
}

/** All goods, in the order of their SKUs (`HG-0001` and on). */
export const GOODS: readonly Good[] = (KITCHEN_OUTDOOR + SPORT_HOME + MEDIA_PLAY)
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map(readGood)
