/** The demo shop's pictures: drawn, one for each of its goods, in that product's colours. */
import * as desk from './drawing/desk.ts'
import * as home from './drawing/home.ts'
import { type Draw, PAINTS, type PaintName, Sheet } from './drawing/kit.ts'
import * as kitchen from './drawing/kitchen.ts'
import * as media from './drawing/media.ts'
import * as outdoor from './drawing/outdoor.ts'
import * as pets from './drawing/pets.ts'
import * as sport from './drawing/sport.ts'
import * as wear from './drawing/wear.ts'
import { GOODS } from './goods.ts'

/** Every drawing by its name. */
export const DRAWINGS: Readonly<Record<string, Draw>> = {
  ...kitchen,
  ...outdoor,
  ...sport,
  ...wear,
  ...home,
  ...media,
  ...desk,
  ...pets,
}

function isPaint(name: string): name is PaintName {
  return name in PAINTS
}

/** One drawing in two colours as an SVG that needs nothing else: 400 × 400, transparent, no text, under 4 KB. */
export function draw(shape: string, a: string, b: string, name: string): string {
  const drawing = DRAWINGS[shape]
  if (drawing === undefined || !isPaint(a) || !isPaint(b)) throw new TypeError(`no drawing ${shape} in ${a} and ${b}`)
  const inner = drawing(new Sheet(name), PAINTS[a], PAINTS[b])
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400">${inner}</svg>`
}

const BY_SKU = new Map(GOODS.map((good) => [good.sku, good.drawing]))

/** The picture of one of the demo shop's goods. Throws a TypeError for a SKU that the demo shop does not sell. */
export function pictureOf(sku: string): string {
  const drawing = BY_SKU.get(sku)
  if (drawing === undefined) throw new TypeError(`the demo shop sells no ${sku}`)
  return draw(drawing.shape, drawing.a, drawing.b, sku)
}
