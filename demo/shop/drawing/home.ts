/** Plants, light, textiles and what stands about the home. */
import {
  area,
  box,
  boxPath,
  type Draw,
  dot,
  ground,
  INK,
  line,
  oval,
  PAINTS,
  type Paint,
  rightOf,
  type Sheet,
  shine,
  turned,
  wall,
} from './kit.ts'

const LEAF = PAINTS.pine
const SOIL = '#5a4334'

/** A flower pot with its rim; plants stand in it. */
const pot = (s: Sheet, a: Paint, y = 236): string =>
  [
    s.solid(
      `M122 ${y + 28}h156l-20 ${316 - y}c-2 8-10 10-20 10h-76c-10 0-18-2-20-10z`.replace(`${316 - y}`, `${306 - y}`),
      a,
      rightOf(232, 6),
    ),
    oval(200, y + 4, 80, 12, SOIL),
    s.solid(`M112 ${y}c30 12 146 12 176 0v24c0 8-4 12-12 12H124c-8 0-12-4-12-12z`, a, rightOf(236)),
    shine(`M136 ${y + 46}l6 40`, 9),
  ].join('')

/** One leaf from its stem's foot, half in the shade. */
const leaf = (x: number, y: number, length: number, width: number, turn: number, p: Paint): string =>
  turned(
    turn,
    x,
    y,
    area(
      `M${x} ${y}c${-width}-${length * 0.3} ${-width}-${length * 0.75} 0-${length} ${width} ${length * 0.25} ${width} ${length * 0.7} 0 ${length}z`,
      p.base,
    ) +
      area(
        `M${x} ${y}c${width * 0.1}-${length * 0.3} 0-${length * 0.75} 0-${length} ${width} ${length * 0.25} ${width} ${length * 0.7} 0 ${length}z`,
        p.shade,
        0.8,
      ),
  )

/** An empty pot on its saucer. */
export const plantpot: Draw = (s, a, b) =>
  [
    ground(200, 128, 350),
    oval(200, 340, 118, 14, a.shade),
    oval(200, 334, 118, 14, a.base),
    s.solid('M104 144h192l-26 184c-2 8-10 12-20 12H150c-10 0-18-4-20-12z', a, rightOf(240, 8)),
    s.solid(boxPath(88, 94, 224, 58, 12), a, rightOf(250)),
    oval(200, 96, 106, 15, a.shade),
    oval(200, 98, 94, 11, INK, 0.55),
    s.inside('M104 144h192l-26 184H130z', area('M90 212h220v26H90z', b.base, 0.9)),
    shine('M116 112v20M126 168l12 110', 10),
  ].join('')

/** A monstera. */
export const monstera: Draw = (s, a) => {
  const one = (x: number, y: number, k: number, turn: number): string =>
    `<g transform="translate(${x} ${y}) rotate(${turn}) scale(${k})">${area('M0 0c-50 10-84-22-86-64l34 8-30-32c6-28 24-48 44-58l14 38 0-50c16-12 40-12 52 0l-4 50 20-36c20 12 36 32 40 60l-34 26 36-4C80-16 50 8 0 0z', LEAF.base)}${area('M0 0c4-50 4-100-2-168 10-2 20 2 26 10l-4 50 20-36c20 12 36 32 40 60l-34 26 36-4C80-16 50 8 0 0z', LEAF.shade, 0.75)}${line('M0-4c4-50 2-90-2-140', '#8fb99a', 5)}</g>`
  return [
    ground(200, 96, 352),
    line('M200 240c-6-60-30-90-70-110M202 240c4-70 20-110 66-130M200 240c0-60 2-100 0-140', LEAF.shade, 8),
    one(126, 178, 0.72, -42),
    one(276, 168, 0.76, 40),
    one(202, 150, 0.84, -2),
    pot(s, a),
  ].join('')
}

/** A snake plant. */
export const snakeplant: Draw = (s, a) => {
  const blade = (x: number, h: number, turn: number): string =>
    turned(
      turn,
      x,
      246,
      s.solid(
        `M${x - 16} 246c-8-${h * 0.5} 0-${h * 0.8} 14-${h} 18 ${h * 0.2} 26 ${h * 0.5} 20 ${h}z`,
        LEAF,
        rightOf(x + 3),
      ) +
        line(
          `M${x - 12} ${240 - h * 0.2}l26-8M${x - 12} ${240 - h * 0.4}l26-8M${x - 8} ${240 - h * 0.6}l22-8`,
          '#a9c77e',
          4,
          0.8,
        ),
    )
  return [
    ground(200, 96, 352),
    blade(150, 150, -14),
    blade(252, 160, 14),
    blade(176, 206, -4),
    blade(226, 190, 4),
    blade(200, 130, 0),
    pot(s, a),
  ].join('')
}

/** A small fern. */
export const fern: Draw = (s, a) => {
  const leaves = [0, 1, 2, 3, 4, 5].map((i) => {
    const w = 26 - i * 3
    return `M0-${28 * (i + 1)}q${-w} 2 ${-w - 4}-14q${w - 4}-4 ${w + 4} 8q4-12 ${w + 4}-8q-2 14-${w + 4} 14`
  })
  const frond = line('M0 0v-198', LEAF.shade, 5) + area(leaves.join(''), '#55a177')
  const at = (turn: number, k: number): string => `translate(200 240) rotate(${turn}) scale(${k})`
  return [
    ground(200, 96, 352),
    s.copies(frond, [at(-74, 0.72), at(74, 0.72), at(-48, 0.88), at(48, 0.88), at(-24, 0.98), at(24, 0.98), at(0, 1)]),
    pot(s, a),
  ].join('')
}

/** Succulents in a low bowl. */
export const succulent: Draw = (s, a, b) => {
  const petal = (p: Paint): string => leaf(0, 0, 58, 26, 0, p)
  const ring = (x: number, y: number, k: number, turns: readonly number[]): string[] =>
    turns.map((turn) => `translate(${x} ${y}) rotate(${turn}) scale(${k})`)
  const outer = [0, 45, 90, 135, 180, 225, 270, 315]
  const inner = [22, 82, 142, 202, 262, 322]
  return [
    ground(200, 128, 338),
    line('M270 226v-90', LEAF.base, 46),
    line('M280 226v-88', LEAF.shade, 24),
    line('M262 130v90M272 124v96', '#cfe0b8', 3, 0.8),
    line('M294 184c24 0 24-16 24-30', LEAF.shade, 17),
    dot(270, 110, 12, PAINTS.rose.base),
    s.solid('M72 226h256c2 54-40 110-88 110h-80c-48 0-90-56-88-110z', a, 'M246 210c24 50 0 100-30 130h140V210z'),
    oval(200, 226, 128, 18, a.base),
    oval(200, 228, 114, 13, SOIL),
    s.copies(petal(PAINTS.sage), [...ring(140, 204, 1, outer), ...ring(140, 204, 0.6, inner)]),
    s.copies(petal(b), [...ring(214, 212, 0.6, outer), ...ring(214, 212, 0.36, inner)]),
    shine('M92 256c6 26 18 44 34 54', 9),
  ].join('')
}

/** A watering can. */
export const wateringcan: Draw = (s, a, b) =>
  [
    ground(212, 128, 340),
    line('M276 150c96-30 96 150 8 150', b.shade, 19),
    line('M276 148c88-24 88 136 8 140', b.base, 12),
    line('M160 142c0-70 108-70 108 0', b.base, 12),
    area('M148 286L54 128l22-14 92 116z', a.base),
    area('M148 286l-28-46 30-44 18 34z', a.shade, 0.6),
    area('M34 122l54-36 10 18-52 34z', b.base),
    s.solid(wall(144, 150, 150, 172, 16), a, rightOf(244, 6)),
    oval(219, 150, 75, 14, a.base),
    oval(219, 152, 64, 10, a.shade),
    line('M146 214c30 12 116 12 146 0', a.shade, 5, 0.8),
    shine('M164 182v108', 10),
  ].join('')

/** A brass plant mister. */
export const mister: Draw = (s, a, b) =>
  [
    ground(206, 86, 350),
    line('M206 138V98', b.shade, 17),
    s.solid(boxPath(128, 66, 136, 40, 14), b, 'M120 88h160v30H120z'),
    box(112, 76, 22, 22, 7, INK),
    line('M232 106c34 10 40 40 30 66', b.base, 12),
    dot(84, 74, 5, '#8bb7cf'),
    dot(66, 92, 5, '#8bb7cf'),
    dot(84, 106, 4, '#8bb7cf'),
    dot(54, 66, 4, '#8bb7cf'),
    dot(46, 112, 4, '#8bb7cf'),
    box(178, 126, 56, 28, 8, b.base),
    s.solid(
      'M178 152h56c4 26 54 44 54 112v54c0 20-10 28-30 28H154c-20 0-30-8-30-28v-54c0-68 50-86 54-112z',
      a,
      rightOf(240, 14),
    ),
    s.inside(
      'M178 152h56c4 26 54 44 54 112v82H124v-82c0-68 50-86 54-112z',
      area('M100 268c40 12 60-12 100 0s70 8 100 0v90H100z', '#fff', 0.22),
    ),
    shine('M150 226c-8 18-8 40-8 66', 10, 0.45),
  ].join('')

/** Pruning shears, slightly open. */
export const secateurs: Draw = (_s, a, b) =>
  turned(
    18,
    200,
    200,
    [
      oval(206, 366, 90, 9, '#000', 0.1),
      line('M206 186c50 40 64 100 52 168', a.shade, 34),
      line('M204 186c48 40 60 100 50 166', a.base, 24),
      line('M194 186c-50 40-64 100-52 168', a.shade, 34),
      line('M192 186c-48 40-60 100-50 166', a.base, 24),
      line('M168 232l16 12-16 12 16 12-16 12 60-4', PAINTS.steel.shade, 4),
      area('M184 200c-24-50-20-110 6-160 20 46 28 100 26 152z', PAINTS.steel.base),
      area('M190 40c20 46 28 100 26 152l-16 4c4-54 0-106-10-156z', PAINTS.steel.shade, 0.8),
      area('M218 202c30-34 40-70 30-112-30 24-48 60-50 100z', b.shade),
      dot(202, 196, 20, PAINTS.steel.shade),
      dot(200, 194, 18, PAINTS.steel.base),
      dot(200, 194, 7, INK),
    ].join(''),
  )

/** A trowel. */
export const trowel: Draw = (s, a, b) =>
  turned(
    34,
    200,
    200,
    [
      s.solid('M150 40c30-16 70-16 100 0 16 60 4 116-50 176-54-60-66-116-50-176z', b, rightOf(206, 10)),
      line('M200 70v110', b.shade, 6),
      line('M200 206v52', PAINTS.steel.shade, 13),
      line('M197 206v52', PAINTS.steel.base, 6),
      s.solid('M184 250h32c10 30 12 74 6 104-4 16-40 16-44 0-6-30-4-74 6-104z', a, rightOf(206)),
      line('M184 268h32', PAINTS.brass.base, 8),
      shine('M168 66c-2 24 2 44 10 64', 8, 0.45),
    ].join(''),
  )

/** A sack of soil with a sprout on it. */
export const sack: Draw = (s, a, b) => {
  const body = 'M96 96c60 12 148 12 208 0l14 222c2 18-8 28-26 28H108c-18 0-28-10-26-28z'
  return [
    ground(200, 126, 350),
    s.solid(body, a, rightOf(250, 16)),
    s.solid('M88 64c70 16 154 16 224 0l-6 44c-64 12-148 12-212 0z', a, 'M60 88h290v30H60z'),
    line('M96 104c64 12 144 12 208 0', '#fff', 4, 0.6),
    dot(200, 226, 66, b.base),
    line('M200 272v-58', LEAF.base, 8),
    leaf(200, 220, 56, 20, -52, LEAF),
    leaf(200, 220, 56, 20, 52, LEAF),
    line('M164 274c20-10 52-10 72 0', SOIL, 9),
    shine('M108 140l-8 150', 9, 0.22),
  ].join('')
}

/** A flat packet with a flower; seeds, strings and other small goods. */
export const packet: Draw = (s, a, b) =>
  turned(
    -5,
    200,
    200,
    [
      ground(206, 96, 352),
      s.solid('M108 54h184v292H108z', a, rightOf(252, 10), 0.5),
      area('M108 54h184l-12 32H120z', a.shade),
      box(130, 112, 140, 160, 8, PAINTS.cream.base),
      line('M200 262V200', LEAF.base, 7),
      leaf(200, 252, 46, 14, -58, LEAF),
      leaf(200, 252, 46, 14, 58, LEAF),
      [0, 60, 120, 180, 240, 300].map((t) => leaf(200, 176, 46, 20, t, b)).join(''),
      dot(200, 176, 14, PAINTS.ochre.base),
      line('M140 300h120M160 318h80', a.shade, 6),
    ].join(''),
  )

/** A closed glass garden. */
export const terrarium: Draw = (s, _a, b) => {
  const glass = 'M150 92c-56 24-88 76-88 136 0 52 20 92 48 112h180c28-20 48-60 48-112 0-60-32-112-88-136z'
  return [
    ground(200, 126, 344),
    area(glass, PAINTS.glass.base, 0.75),
    s.inside(
      glass,
      [
        area('M50 292c60-26 120 10 170-4 50-12 80-10 130 2v60H50z', SOIL),
        area('M50 280c50-30 110 4 150-8 50-14 90-18 150 6v22c-60-22-110 0-150 4-50 6-90-14-150 0z', '#6f9a4f'),
        dot(270, 274, 22, PAINTS.slate.base),
        dot(292, 284, 15, PAINTS.steel.shade),
        leaf(160, 274, 110, 30, -16, LEAF),
        leaf(168, 274, 130, 26, 10, PAINTS.sage),
        leaf(200, 276, 84, 24, 30, LEAF),
        leaf(140, 278, 70, 24, -44, PAINTS.sage),
        area('M262 80c60 70 60 180 30 280h80V80z', PAINTS.glass.shade, 0.4),
      ].join(''),
    ),
    s.solid(boxPath(146, 64, 108, 38, 12), b, rightOf(220)),
    shine('M92 232c2-36 18-66 42-86', 12, 0.7),
  ].join('')
}

/** A vase with three stems. */
export const vase: Draw = (s, a, b) =>
  [
    ground(200, 84, 350),
    line('M192 180c-10-50-30-80-56-104M200 180c0-50 4-80 8-128M206 180c10-40 30-66 58-82', PAINTS.olive.base, 6),
    [130, 118, 142, 126, 150].map((x, i) => dot(x, 60 + i * 14, 11, i % 2 ? b.base : b.shade)).join(''),
    [208, 198, 218, 204, 214].map((x, i) => dot(x, 40 + i * 15, 11, i % 2 ? b.shade : b.base)).join(''),
    [276, 264, 280, 258, 248].map((x, i) => dot(x, 78 + i * 13, 11, i % 2 ? b.base : b.shade)).join(''),
    s.solid(
      'M174 172h52c0 30 62 50 62 108 0 40-26 64-54 66h-68c-28-2-54-26-54-66 0-58 62-78 62-108z',
      a,
      'M222 160c40 60 40 130 0 200h110V160z',
    ),
    oval(200, 172, 30, 8, a.shade),
    shine('M140 252c-6 20-4 38 4 52', 10, 0.4),
  ].join('')

/** A jointed desk lamp. */
export const desklamp: Draw = (s, a, b) =>
  [
    ground(164, 104, 350),
    area('M216 174L318 111L398 344H206z', '#fff3c9', 0.6),
    line('M168 330L112 206 226 104', INK, 11),
    line('M164 330L108 206 222 104', b.base, 8),
    dot(110, 206, 15, b.shade),
    dot(110, 206, 7, b.base),
    turned(
      -32,
      246,
      116,
      s.solid('M190 150c0-50 22-82 60-82s60 32 60 82z', a, rightOf(266)) +
        oval(250, 150, 60, 13, '#fff7dc') +
        box(236, 46, 28, 28, 9, a.shade) +
        shine('M206 130c2-20 8-32 18-40', 8),
    ),
    s.solid('M84 340c0-20 34-28 84-28s84 8 84 28c0 8-4 10-12 10H96c-8 0-12-2-12-10z', a, rightOf(196)),
  ].join('')

/** A round paper lamp on thin legs. */
export const paperlamp: Draw = (_s, a, b) =>
  [
    ground(200, 100, 350),
    line('M146 274l-22 74M254 274l22 74M200 280v68', b.base, 9),
    dot(200, 170, 124, a.shade, 0.35),
    dot(200, 168, 118, a.base),
    dot(190, 164, 84, '#fff', 0.55),
    area('M240 58a118 118 0 0 1 0 222c50-64 50-158 0-222z', a.shade, 0.6),
    line(
      'M112 96c50 18 126 18 176 0M86 136c64 20 164 20 228 0M82 176c66 20 170 20 236 0M92 216c60 20 156 20 216 0M122 254c44 14 112 14 156 0',
      a.shade,
      3,
    ),
    box(178, 46, 44, 12, 5, b.base),
    box(178, 278, 44, 12, 5, b.base),
  ].join('')

/** A bedside lamp with a shade. */
export const tablelamp: Draw = (s, a, b) =>
  [
    ground(200, 88, 350),
    s.solid(
      'M200 200c40 0 66 30 66 68 0 40-28 74-66 74s-66-34-66-74c0-38 26-68 66-68z',
      b,
      'M220 190c40 50 30 110-6 160h90V190z',
    ),
    box(190, 180, 20, 30, 5, PAINTS.brass.base),
    area('M144 342h112c6 0 8 4 8 8H136c0-4 2-8 8-8z', b.shade),
    s.solid('M142 52h116l54 140c-60 14-164 14-224 0z', a, rightOf(236, 20), 0.6),
    area('M142 52h116l4 10H138z', '#fff', 0.5),
    line('M92 186c60 14 156 14 216 0', a.shade, 5),
    shine('M152 76l-32 92M154 262c0-18 8-30 18-36', 10, 0.4),
  ].join('')

/** A candle in a glass. */
export const candle: Draw = (s, a, b) => {
  const glass = wall(112, 152, 176, 168, 18, 4)
  return [
    ground(200, 92, 346),
    area('M200 62c24 30 28 52 16 74h-32c-12-22-8-44 16-74z', '#ffb938'),
    area('M200 92c12 16 14 28 8 44h-16c-6-16-4-28 8-44z', '#fff0b5'),
    area(glass, PAINTS.glass.base, 0.9),
    s.inside(glass, `${area('M100 196h200v150H100z', a.base)}${area('M240 140h90v210h-96z', a.shade, 0.6)}`),
    oval(200, 196, 86, 14, a.base),
    oval(200, 198, 70, 9, '#fff', 0.35),
    line('M200 192v-54', INK, 5),
    oval(200, 152, 88, 15, '#fff', 0.35),
    box(138, 226, 112, 74, 6, b.base),
    line('M158 252h72M172 274h44', a.shade, 5),
    shine('M128 182v120', 8, 0.6),
  ].join('')
}

/** Incense on a holder. */
export const incense: Draw = (s, a, b) =>
  [
    ground(200, 140, 336),
    line('M120 286L276 92', PAINTS.walnut.base, 7),
    line('M250 124l26-32', PAINTS.slate.base, 8),
    dot(278, 90, 6, PAINTS.orange.base),
    line('M280 78c-24-22 22-36-2-62M292 74c-8-18 16-26 6-44', '#fff', 6, 0.75),
    s.solid('M66 286h268c10 0 14 6 10 14-10 22-32 34-60 34H116c-28 0-50-12-60-34-4-8 0-14 10-14z', a, rightOf(254, 6)),
    oval(200, 288, 140, 14, a.base),
    oval(200, 290, 126, 10, a.shade),
    oval(190, 290, 84, 5, '#fff', 0.35),
    dot(120, 284, 11, b.base),
    shine('M88 306c10 8 22 12 36 14', 7),
  ].join('')

/** A folded blanket with a fringe. */
export const blanket: Draw = (s, a, b) =>
  [
    ground(200, 150, 342),
    s.solid('M60 270h276c20 0 20 66 0 66H60c-20 0-20-66 0-66z', a, rightOf(258)),
    s.solid('M60 206h276c20 0 20 66 0 66H60c-20 0-20-66 0-66z', a, rightOf(258)),
    s.solid('M66 132h268c22 0 22 76 0 76H66c-22 0-22-76 0-76z', a, rightOf(258)),
    line('M62 208h276M60 272h276', a.shade, 4),
    s.inside(
      'M60 132h280v204H60z',
      `${area('M90 120h26v230H90zM126 120h8v230h-8z', b.base)}${area('M60 160h280v12H60zM60 232h280v12H60zM60 296h280v12H60z', b.base, 0.55)}`,
    ),
    line(
      'M74 336v16M96 336v16M118 336v16M140 336v16M162 336v16M184 336v16M206 336v16M228 336v16M250 336v16M272 336v16M294 336v16M316 336v16',
      a.shade,
      5,
    ),
  ].join('')

/** A square cushion. */
export const cushion: Draw = (s, a, b) => {
  const body = 'M74 92c84-16 168-16 252 0 16 80 16 148 0 228-84 16-168 16-252 0-16-80-16-148 0-228z'
  return [
    ground(200, 136, 338),
    s.solid(body, a, 'M262 60c30 100 10 200-40 300h140V60z', 0.6),
    s.inside(
      body,
      area('M60 146h280v10H60zM60 254h280v10H60z', b.base) +
        area('M74 205l32-38 32 38-32 38zM168 205l32-38 32 38-32 38zM262 205l32-38 32 38-32 38z', b.base) +
        area('M121 205l16-19 16 19-16 19zM215 205l16-19 16 19-16 19z', b.base, 0.6),
    ),
    line('M74 92c-8 2-14-2-16-10M326 92c8 2 14-2 16-10M74 320c-8-2-14 2-16 10M326 320c8-2 14 2 16 10', a.shade, 9),
    shine('M88 116c30-8 60-10 84-12', 9, 0.35),
  ].join('')
}

/** Folded bed linen with a pillow on top. */
export const bedding: Draw = (s, a, b) =>
  [
    ground(200, 150, 346),
    s.solid(boxPath(56, 282, 288, 58, 24), b, rightOf(268)),
    s.solid(boxPath(50, 226, 300, 62, 26), a, rightOf(268)),
    line('M70 262h150M80 316h140', '#fff', 4, 0.4),
    s.solid(
      'M62 130c90-22 186-22 276 0 16 30 16 64 0 92-90 18-186 18-276 0-16-28-16-62 0-92z',
      a,
      'M260 90c30 60 10 110-30 150h140V90z',
      0.5,
    ),
    line('M92 146c-8 22-8 40 0 58', b.base, 8),
    line('M308 146c8 22 8 40 0 58', b.base, 8),
    shine('M112 138c36-8 70-10 104-10', 9, 0.5),
  ].join('')

/** A rolled rug. */
export const rug: Draw = (s, a, b) =>
  [
    ground(206, 158, 318),
    s.solid('M96 156h224c46 0 46 150 0 150H96z', a, 'M80 246h290v80H80z'),
    line('M150 158c30 34 30 114 0 146M206 158c30 34 30 114 0 146M262 158c30 34 30 114 0 146', b.base, 13),
    line('M178 158c30 34 30 114 0 146M234 158c30 34 30 114 0 146', b.base, 4, 0.8),
    oval(96, 231, 44, 75, a.shade),
    oval(95, 231, 38, 68, b.base),
    line('M96 180c32 0 32 98 0 98s-26-70 0-70 18 46 0 46', a.base, 7),
    line('M334 170l14-4M342 194l16-2M346 218l16 0M346 244l16 2M342 268l14 4M334 292l12 6', a.shade, 5),
  ].join('')

/** A wall clock. */
export const clock: Draw = (_s, a, b) =>
  [
    oval(206, 350, 104, 9, '#000', 0.1),
    dot(204, 204, 138, a.shade),
    dot(198, 198, 138, a.base),
    dot(199, 200, 114, b.base),
    area('M254 100a114 114 0 0 1-86 210c76-30 118-120 86-210z', b.shade, 0.5),
    line('M199 104v16M199 280v16M103 200h16M279 200h16', INK, 8),
    line(
      'M247 117l-4 8M282 152l-8 4M282 248l-8-4M247 283l-4-8M151 117l4 8M116 152l8 4M116 248l8-4M151 283l4-8',
      INK,
      5,
      0.6,
    ),
    line('M199 200l-40-46', INK, 10),
    line('M199 200l62-34', INK, 7),
    line('M199 200v70', PAINTS.orange.base, 4),
    dot(199, 200, 10, PAINTS.orange.base),
    shine('M84 170c10-38 34-66 66-82', 9, 0.45),
  ].join('')

/** A woven basket. */
export const basket: Draw = (s, a, b) => {
  const body = 'M76 156h248l-24 170c-2 12-10 18-22 18H122c-12 0-20-6-22-18z'
  const weave = Array.from({ length: 6 }, (_, row) => `M70 ${184 + row * 28}${'q13-12 26 0t26 0'.repeat(5)}`).join('')
  return [
    ground(200, 126, 350),
    line('M112 156c-20-70 60-70 56-6M232 150c-4-64 76-64 56 6', b.shade, 13),
    line('M112 152c-20-70 60-70 56-6M232 146c-4-64 76-64 56 6', b.base, 8),
    s.solid(body, a, rightOf(256, 10), 0.65),
    s.inside(body, line(weave, a.shade, 5, 0.8)),
    oval(200, 156, 128, 20, a.base),
    oval(200, 158, 114, 14, a.shade),
    line('M74 158c20 18 232 18 252 0', b.base, 10),
  ].join('')
}

/** A three-legged stool. */
export const stool: Draw = (s, a, b) =>
  [
    ground(200, 122, 350),
    line('M200 170v158', b.shade, 17),
    line('M126 166L92 344', b.base, 17),
    line('M274 166l34 178', b.shade, 17),
    line('M110 260c50 16 130 16 180 0', b.base, 9),
    s.solid('M72 142c0 20 50 36 128 36s128-16 128-36v16c0 22-50 40-128 40S72 180 72 158z', a, rightOf(252)),
    oval(200, 142, 128, 36, a.base),
    oval(196, 140, 92, 22, a.shade, 0.35),
    line('M98 136c12-10 34-16 58-19', '#fff', 8, 0.4),
  ].join('')

/** Folded towels. */
export const towels: Draw = (s, a, b) => {
  const one = (y: number, p: Paint): string => {
    const body = `M78 ${y}h220c40 0 40 70 0 70H78c-18 0-18-70 0-70z`
    const stripes = area(`M104 ${y - 4}h18v80h-18zM130 ${y - 4}h7v80h-7z`, p === a ? b.base : a.base, 0.8)
    return (
      s.solid(body, p, rightOf(262)) + s.inside(body, stripes) + line(`M80 ${y + 35}h200c10 0 14-2 18-6`, p.shade, 4)
    )
  }
  return [ground(200, 140, 344), one(270, a), one(202, b), one(134, a), shine('M160 148h96', 6, 0.4)].join('')
}

/** A bar of soap on a dish. */
export const soap: Draw = (s, a, b) =>
  [
    ground(200, 146, 324),
    s.solid('M60 264h280c0 36-40 54-84 54H144c-44 0-84-18-84-54z', b, rightOf(256, 8)),
    oval(200, 264, 140, 20, b.base),
    oval(200, 266, 120, 13, b.shade),
    s.solid(boxPath(96, 172, 208, 92, 34), a, 'M80 226h250v50H80z', 0.65),
    oval(200, 196, 78, 16, '#fff', 0.28),
    line('M172 198c18-10 38-10 56 0', a.shade, 6),
    dot(310, 160, 17, '#fff', 0.65),
    dot(336, 132, 10, '#fff', 0.55),
    dot(304, 122, 7, '#fff', 0.55),
    dot(92, 150, 12, '#fff', 0.5),
  ].join('')

/** A round mirror in a frame. */
export const mirror: Draw = (s, a) =>
  [
    ground(200, 96, 352),
    line('M150 330l-20 20M250 330l20 20', a.shade, 15),
    oval(204, 196, 132, 150, a.shade),
    oval(199, 192, 131, 148, a.base),
    oval(200, 194, 110, 128, '#dfe9ea'),
    s.inside(
      'M200 66a110 128 0 1 1 0 256a110 128 0 1 1 0-256z',
      area('M60 260L240 40h50L90 300zM130 320L330 80v60L180 330z', '#fff', 0.6),
    ),
  ].join('')
