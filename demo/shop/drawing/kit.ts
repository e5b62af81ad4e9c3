/**
 * How the demo shop's goods are drawn. One light for all, from the upper left: a body in its colour, its right side in the
 * darker tone, a soft white streak on the left, a faint ellipse on the ground. No outlines, no text, nothing from outside.
 */

/** A colour and its shade side. */
export interface Paint {
  readonly base: string
  readonly shade: string
}

const paint = (base: string, shade: string): Paint => ({ base, shade })

/** The shop's colours. Goods name them. */
export const PAINTS = {
  pine: paint('#2f6b57', '#1d4b3d'),
  sage: paint('#9cb49b', '#7b957c'),
  olive: paint('#7d8550', '#5d6537'),
  mint: paint('#b4d6c4', '#8fb8a3'),
  teal: paint('#2f8088', '#1f5d65'),
  sky: paint('#8bb7cf', '#648fab'),
  navy: paint('#2f4a69', '#1d3149'),
  slate: paint('#6b7d8e', '#4f5f70'),
  lilac: paint('#a9a0c9', '#867ca9'),
  plum: paint('#7f4d6c', '#5d344e'),
  rose: paint('#e0aaa3', '#c58781'),
  brick: paint('#b84c3e', '#8d352b'),
  clay: paint('#c77652', '#a2583b'),
  orange: paint('#e0813c', '#b96124'),
  ochre: paint('#dca943', '#b6852c'),
  lemon: paint('#ecd05a', '#cbaa37'),
  cream: paint('#f1e8d8', '#dccdb5'),
  sand: paint('#dbc6a4', '#bfa780'),
  oak: paint('#c8a071', '#a67e51'),
  walnut: paint('#80573a', '#5e3e27'),
  white: paint('#f8f6f1', '#dbd8cf'),
  steel: paint('#c5ccce', '#9aa4a8'),
  iron: paint('#6f7779', '#555c5e'),
  charcoal: paint('#434b4f', '#2c3235'),
  black: paint('#2c3034', '#181b1d'),
  brass: paint('#cda65a', '#a37e3a'),
  glass: paint('#d7e5e4', '#b4cac9'),
} as const satisfies Record<string, Paint>

/** The name of one of the shop's colours. */
export type PaintName = keyof typeof PAINTS

/** The dark of rims, cords and soles. */
export const INK = '#23313a'

/** One drawing: pieces of SVG in the order they are painted. `a` is the colour of the goods, `b` that of their second part. */
export type Draw = (s: Sheet, a: Paint, b: Paint) => string

/** A filled outline. */
export const area = (d: string, fill: string, opacity = 1): string =>
  `<path d="${d}" fill="${fill}"${opacity === 1 ? '' : ` opacity="${opacity}"`}/>`

/** A line with round ends: handles, cords, stems. */
export const line = (d: string, stroke: string, width: number, opacity = 1): string =>
  `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"${
    opacity === 1 ? '' : ` opacity="${opacity}"`
  }/>`

/** An ellipse. */
export const oval = (x: number, y: number, rx: number, ry: number, fill: string, opacity = 1): string =>
  `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="${fill}"${opacity === 1 ? '' : ` opacity="${opacity}"`}/>`

/** A circle. */
export const dot = (x: number, y: number, r: number, fill: string, opacity = 1): string =>
  oval(x, y, r, r, fill, opacity)

/** The outline of a box with round corners. */
export const boxPath = (x: number, y: number, w: number, h: number, r = 10): string =>
  `M${x + r} ${y}h${w - 2 * r}a${r} ${r} 0 0 1 ${r} ${r}v${h - 2 * r}a${r} ${r} 0 0 1 ${-r} ${r}h${2 * r - w}a${r} ${r} 0 0 1 ${-r} ${-r}v${2 * r - h}a${r} ${r} 0 0 1 ${r} ${-r}z`

/** A flat box with round corners. */
export const box = (x: number, y: number, w: number, h: number, r: number, fill: string, opacity = 1): string =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="${r}" fill="${fill}"${opacity === 1 ? '' : ` opacity="${opacity}"`}/>`

/** The shadow on the ground. */
export const ground = (x: number, rx: number, y = 348): string =>
  oval(x, y, rx, Math.round(rx * 0.09) + 2, '#000', 0.13)

/** The white streak of the light. */
export const shine = (d: string, width = 10, opacity = 0.3): string => line(d, '#fff', width, opacity)

/** The outline of an upright cylinder's wall, its foot rounded by `ry`; `taper` draws the foot in on both sides. */
export const wall = (x: number, y: number, w: number, h: number, ry: number, taper = 0): string =>
  `M${x} ${y}h${w}l${-taper} ${h}c0 ${ry * 1.35} ${2 * taper - w} ${ry * 1.35} ${2 * taper - w} 0z`

/** Everything to the right of `x`, with an edge that bows by `bend`: where the shade side begins. */
export const rightOf = (x: number, bend = 0): string => `M${x} 0Q${x + bend} 200 ${x} 400H400V0z`

/** Turns pieces around a point. */
export const turned = (degrees: number, x: number, y: number, inner: string): string =>
  `<g transform="rotate(${degrees} ${x} ${y})">${inner}</g>`

/** One sheet of paper: hands out ids that are unique across drawings, so that several may stand in one page. */
export class Sheet {
  readonly #name: string
  #clips = 0

  constructor(name: string) {
    this.#name = name
  }

  /** A body in its colour whose part under `cut` lies in the shade. */
  solid(d: string, colour: Paint, cut: string, opacity = 0.75): string {
    return area(d, colour.base) + this.inside(d, area(cut, colour.shade, opacity))
  }

  /** Pieces, cut off at the outline `d`: patterns, labels, shade. */
  inside(d: string, pieces: string): string {
    const id = `${this.#name}-${++this.#clips}`
    return `<clipPath id="${id}"><path d="${d}"/></clipPath><g clip-path="url(#${id})">${pieces}</g>`
  }

  /** One piece many times, each moved by its own transform: what repeats is written once. */
  copies(piece: string, transforms: readonly string[]): string {
    const id = `${this.#name}-${++this.#clips}`
    const uses = transforms.map((transform) => `<use href="#${id}" transform="${transform}"/>`).join('')
    return `<defs><g id="${id}">${piece}</g></defs>${uses}`
  }
}
