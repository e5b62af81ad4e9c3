/** Coffee, tea and kitchen. */
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
  rightOf,
  shine,
  turned,
  wall,
} from './kit.ts'

const COFFEE = '#6b4630'

/** White flecks of enamel. */
const flecks = (x: number, y: number, w: number, h: number): string =>
  [
    [0.2, 0.15],
    [0.5, 0.3],
    [0.3, 0.62],
    [0.7, 0.12],
    [0.82, 0.55],
    [0.12, 0.4],
    [0.6, 0.8],
    [0.42, 0.5],
    [0.25, 0.85],
  ]
    .map(([u, v], i) => dot(Math.round(x + u! * w), Math.round(y + v! * h), 2.6 + (i % 3) * 0.7, '#fff', 0.55))
    .join('')

/** A straight enamel mug with a dark rim. */
export const mug: Draw = (s, a, b) => {
  const body = 'M92 118h196l-11 196c-1 16-13 24-28 24H131c-15 0-27-8-28-24z'
  const ear = 'M278 156c62-12 80 24 72 64-8 42-38 62-78 62'
  return [
    ground(194, 122, 338),
    line(ear, a.shade, 25),
    line(ear, a.base, 15),
    s.solid(body, a, rightOf(236, 12)),
    shine('M118 156l8 142', 12),
    flecks(120, 150, 150, 170),
    oval(190, 118, 99, 20, b.base),
    oval(190, 122, 87, 14, '#f3f1ea'),
    area('M104 122c4-9 38-14 86-14s82 5 86 14c-12-5-46-8-86-8s-74 3-86 8z', '#c9ccc6'),
  ].join('')
}

/** A round cup on a saucer, with coffee in it. */
export const cup: Draw = (s, a, b) => {
  const body = 'M104 168h168c2 84-24 142-84 142S102 252 104 168z'
  return [
    ground(192, 148, 338),
    oval(190, 322, 146, 22, b.shade),
    oval(190, 316, 146, 22, b.base),
    oval(190, 314, 92, 12, b.shade, 0.6),
    line('M264 196c54-14 64 66-14 68', a.shade, 21),
    line('M264 196c54-14 64 66-14 68', a.base, 12),
    s.solid(body, a, 'M216 0c26 150 10 250-20 340h200V0z'),
    shine('M128 196c2 34 10 60 24 80', 11),
    oval(188, 168, 84, 17, a.base),
    oval(188, 170, 74, 12, COFFEE),
    area('M122 166c16-8 112-10 132 0-30-4-100-4-132 0z', '#8b6043'),
    line('M166 130c-10-18 12-26 2-46M206 130c-10-18 12-26 2-46', '#fff', 7, 0.75),
  ].join('')
}

/** A ceramic cone on its foot: the pour-over dripper. */
export const dripper: Draw = (s, a, b) => {
  const cone = 'M66 106h248L234 264h-88z'
  return [
    ground(192, 118, 350),
    line('M304 132c56-12 66 58 4 76', b.base, 18),
    s.solid(cone, a, 'M262 90h80L230 290h-28z'),
    line('M112 134l46 108M152 134l26 108M202 134l-2 108', a.shade, 7, 0.7),
    oval(190, 106, 124, 23, a.base),
    oval(190, 109, 102, 16, COFFEE),
    area('M94 106c10-10 180-12 194 0-40-6-152-6-194 0z', '#8b6043'),
    oval(190, 270, 98, 17, a.shade),
    oval(190, 264, 98, 17, a.base),
    s.solid('M152 278h76l-8 60c-10 10-50 10-60 0z', a, rightOf(196)),
    shine('M90 128l34 72', 9),
  ].join('')
}

/** A kettle with a thin curved spout. */
export const gooseneck: Draw = (s, a, b) => {
  const body = 'M116 184c-10 46-16 92-22 128-2 18 8 28 24 28h160c16 0 26-10 24-28-6-36-12-82-22-128z'
  return [
    ground(196, 126, 340),
    line('M112 290c-64-8-30-108-78-138', a.shade, 17),
    line('M112 284c-58-10-30-104-76-134', a.base, 11),
    line('M282 190c92-36 92 116 22 116', b.shade, 21),
    line('M282 190c86-34 88 110 22 112', b.base, 14),
    s.solid(body, a, rightOf(232, 34)),
    shine('M132 214l-12 92', 11, 0.26),
    area('M116 184c8-30 40-44 82-44s74 14 82 44c-30 12-134 12-164 0z', a.base),
    area('M230 146c28 6 44 18 50 38-18 8-50 9-74 9 16-14 26-28 24-47z', a.shade, 0.75),
    oval(198, 142, 36, 8, a.shade),
    box(186, 114, 24, 28, 9, b.base),
  ].join('')
}

/** The round camp kettle with a wire handle. */
export const kettle: Draw = (s, a, b) => {
  const body = 'M104 150c-38 42-48 94-34 138 6 18 16 30 36 30h170c22 0 32-12 36-30 14-44 4-96-34-138z'
  return [
    ground(196, 130, 322),
    line('M104 140C68 36 320 22 304 140', '#5b4a3a', 13),
    line('M152 68c28-17 80-20 110-4', b.base, 20),
    area('M300 240c46-12 44-76 86-92l12 16c-30 20-28 106-92 120z', a.shade),
    line('M384 150l16 16', INK, 7),
    s.solid(body, a, 'M268 130c50 80 20 160-30 200h160V130z'),
    shine('M106 190c-18 28-20 58-14 86', 13),
    flecks(120, 176, 170, 120),
    oval(202, 158, 104, 18, INK),
    area('M102 156c8-32 54-44 100-44s92 12 100 44c-26 13-174 13-200 0z', a.base),
    area('M246 116c30 6 52 18 56 38-14 8-50 11-78 10 18-10 26-28 22-48z', a.shade, 0.7),
    box(189, 90, 26, 24, 8, b.base),
  ].join('')
}

/** A glass jug with coffee at its bottom. */
export const server: Draw = (s, a, b) => {
  const body = 'M150 130h100c-2 34 70 70 70 142 0 46-30 66-70 66H150c-40 0-70-20-70-66 0-72 72-108 70-142z'
  return [
    ground(200, 118, 340),
    line('M296 188c70-30 84 92 14 98', b.base, 16),
    area(body, a.base, 0.75),
    s.inside(
      body,
      `${area('M60 250h280v110H60z', COFFEE)}${oval(200, 250, 122, 12, '#8b6043')}${area(rightOf(262, 20), a.shade, 0.35)}`,
    ),
    shine('M118 224c-14 26-14 52-8 70', 11, 0.5),
    area('M140 124l-14-26c40-8 108-8 148 0l-14 26z', a.base, 0.9),
    oval(200, 98, 74, 12, a.shade, 0.6),
    oval(200, 96, 66, 9, a.base),
    box(142, 118, 116, 20, 8, b.base),
    line('M300 274h-18M300 244h-26', '#fff', 5, 0.8),
  ].join('')
}

/** A hand grinder: steel barrel, wooden knob on a crank. */
export const grinder: Draw = (s, a, b) =>
  [
    ground(188, 74, 352),
    line('M184 78h118', a.shade, 11),
    line('M184 74h118', a.base, 9),
    s.solid('M286 30c22 0 26 16 22 38h-40c-4-22-4-38 18-38z', b, rightOf(292)),
    box(174, 70, 22, 40, 6, a.shade),
    area('M126 122c6-22 26-26 58-26s52 4 58 26z', a.base),
    s.solid(wall(122, 120, 124, 116, 10), a, rightOf(206)),
    s.solid(wall(128, 236, 112, 96, 14), b, rightOf(204)),
    box(116, 222, 136, 26, 9, a.shade),
    box(116, 218, 136, 22, 9, a.base),
    shine('M142 134v76', 10, 0.5),
    shine('M146 262v64', 8, 0.22),
  ].join('')

/** A standing pouch of beans with a valve and a label. */
export const pouch: Draw = (s, a, b) => {
  const body = 'M108 92h184l16 226c2 18-6 26-22 26H114c-16 0-24-8-22-26z'
  return [
    ground(200, 122, 346),
    s.solid(body, a, 'M246 80c24 90 8 190 26 280h100V80z'),
    box(104, 58, 192, 42, 6, a.shade),
    box(104, 56, 192, 28, 6, a.base),
    line('M112 92h176', a.shade, 4),
    dot(200, 128, 9, a.shade),
    dot(200, 128, 4, a.base),
    box(136, 164, 128, 128, 10, b.base),
    turned(28, 200, 228, `${oval(200, 228, 28, 40, COFFEE)}${line('M204 194c-18 22 14 42-6 68', b.base, 6)}`),
    shine('M122 120l-10 180', 9, 0.2),
  ].join('')
}

/** An eight-sided stovetop pot. */
export const moka: Draw = (s, a, b) => {
  const low = 'M124 226h140l26 98c2 12-4 18-16 18H114c-12 0-18-6-16-18z'
  const high = 'M110 88h168l-24 126H134z'
  return [
    ground(196, 112, 344),
    line('M262 108h66c18 0 22 14 18 30l-16 66', b.shade, 24),
    line('M262 106h62c18 0 20 12 16 26l-14 66', b.base, 15),
    s.solid(low, a, rightOf(222)),
    s.solid(high, a, rightOf(222)),
    area('M110 88l-32-12 22 52z', a.base),
    box(124, 206, 140, 26, 8, a.shade),
    line('M168 94l4 110M224 94l-4 110M164 238l-14 96M224 238l12 96', a.shade, 3, 0.8),
    area('M106 88c14-26 46-32 88-32s74 6 88 32z', a.base),
    area('M214 58c38 2 58 10 68 30h-62z', a.shade, 0.7),
    box(182, 32, 24, 28, 9, b.base),
    shine('M138 104l10 84M130 256l-10 62', 9, 0.5),
  ].join('')
}

/** A paper pack of cone filters. */
export const filters: Draw = (s, a, b) =>
  [
    ground(196, 128, 344),
    area('M88 120h224l-72 214c-4 10-72 10-76 0z', b.shade),
    area('M78 108h232l-76 224c-4 10-72 10-76 0z', b.base),
    s.solid('M70 96h236l-78 228c-4 10-72 10-76 0z', a, 'M252 80h80l-96 270h-50z', 0.6),
    line('M92 118h192', a.shade, 4),
    line('M118 142l46 150M188 138v160M258 142l-44 150', a.shade, 3, 0.55),
  ].join('')

/** A milk jug with a lip. */
export const jug: Draw = (s, a) => {
  const body = 'M116 122c8 60-30 106-30 154 0 44 30 62 70 62h76c40 0 70-18 70-62 0-48-38-94-30-154l-156 0z'
  return [
    ground(196, 116, 340),
    line('M284 148c84-8 78 128 8 124', a.shade, 21),
    line('M284 144c78-6 72 122 10 122', a.base, 13),
    s.solid(body, a, rightOf(226, 40)),
    area('M110 124c-14-10-30-20-36-38 60-14 176-10 204 36-40 14-130 14-168 2z', a.base),
    oval(196, 118, 78, 15, a.shade),
    oval(196, 121, 68, 11, '#f6f1e6'),
    shine('M124 214c-12 30-10 56-4 74', 12, 0.55),
  ].join('')
}

/** A canister with a clamped lid. */
export const canister: Draw = (s, a, b) =>
  [
    ground(200, 98, 346),
    s.solid(wall(108, 138, 184, 186, 18), a, rightOf(236, 8)),
    box(102, 104, 196, 42, 12, b.shade),
    box(102, 100, 196, 34, 12, b.base),
    oval(200, 100, 84, 10, b.shade, 0.55),
    line('M280 132v44c0 12-18 12-18 0v-20', PAINTS.steel.shade, 6),
    box(138, 196, 100, 76, 8, PAINTS.cream.base),
    line('M156 222h64M156 244h40', a.shade, 6),
    shine('M126 162v142', 10),
  ].join('')

/** A lidded tea bowl on its saucer. */
export const gaiwan: Draw = (s, a, b) => {
  const body = 'M98 164h196c-2 70-28 118-64 142h-68c-36-24-62-72-64-142z'
  return [
    ground(196, 136, 346),
    oval(196, 332, 134, 18, a.shade),
    oval(196, 326, 134, 18, a.base),
    oval(196, 322, 76, 9, a.shade, 0.6),
    s.solid(body, a, 'M232 150c14 70 0 120-34 170h160V150z'),
    oval(196, 166, 102, 16, a.shade),
    area('M108 160c8-44 46-62 88-62s80 18 88 62c-30 14-146 14-176 0z', a.base),
    area('M222 102c38 8 56 28 62 58-14 8-46 11-72 11 22-18 26-44 10-69z', a.shade, 0.65),
    oval(196, 90, 24, 9, a.shade),
    oval(196, 86, 22, 8, a.base),
    line('M124 214c20 30 50 20 60-6 8 28 40 32 58 4', b.base, 6),
    dot(150, 250, 6, b.base),
    dot(196, 262, 6, b.base),
    dot(240, 246, 6, b.shade),
    shine('M132 140c6-12 16-20 28-24', 8, 0.6),
  ].join('')
}

/** A round teapot. */
export const teapot: Draw = (s, a, b) => {
  const body = 'M196 128c74 0 112 44 112 104 0 62-46 104-112 104S84 294 84 232c0-60 38-104 112-104z'
  return [
    ground(200, 122, 338),
    line('M298 190c84-30 84 98 0 96', b.shade, 21),
    line('M298 188c76-26 78 88 2 90', b.base, 13),
    area('M96 216c-26-8-34-44-66-62l-18 14c30 30 36 98 92 112z', a.base),
    s.solid(body, a, 'M232 110c50 80 30 180-30 240h160V110z'),
    shine('M112 214c6-28 22-46 44-56', 12, 0.26),
    area('M132 140c8-22 32-30 64-30s56 8 64 30c-26 12-102 12-128 0z', a.base),
    area('M214 111c26 3 40 12 46 29-12 6-30 8-50 9 12-12 12-26 4-38z', a.shade, 0.7),
    dot(196, 100, 15, a.base),
    area('M200 85a15 15 0 0 1 4 29z', a.shade, 0.7),
  ].join('')
}

/** A round tin with a pressed lid. */
export const tin: Draw = (s, a, b) =>
  [
    ground(200, 92, 346),
    s.solid(wall(114, 150, 172, 176, 18), a, rightOf(234, 8)),
    s.solid(wall(108, 92, 184, 62, 10), a, rightOf(234, 8)),
    line('M109 154c20 14 162 14 182 0', a.shade, 4),
    oval(200, 92, 92, 18, a.base),
    oval(200, 92, 74, 12, a.shade, 0.4),
    s.inside(
      wall(114, 150, 172, 176, 18),
      `${area('M100 206c60 22 140 22 200 0v76c-60 22-140 22-200 0z', b.base)}${area('M246 217q26-3 54-11v76q-28 9-60 12z', b.shade, 0.7)}${line('M168 272c30-2 48-22 50-48-32 0-50 18-50 48zM162 280l22-24', a.base, 6)}`,
    ),
    shine('M130 172v144', 10),
  ].join('')

/** A pressed cake of tea, half out of its paper. */
export const teacake: Draw = (_s, a, b) =>
  [
    ground(200, 146, 336),
    oval(204, 226, 148, 116, b.shade),
    oval(200, 216, 148, 116, b.base),
    area('M222 102c86 8 126 58 126 114 0 40-22 78-66 100 50-70 20-160-60-214z', b.shade, 0.6),
    dot(200, 212, 64, a.base),
    area('M214 150a64 64 0 0 1-8 126c34-36 36-82 8-126z', a.shade, 0.75),
    line('M172 196c20-18 44-16 60 2M166 220c18 12 46 14 66 2M186 244c12 4 24 4 34-2', '#fff', 6, 0.4),
    line('M84 178c10-34 34-56 66-66M92 262c8 16 18 26 30 36', b.shade, 4, 0.7),
  ].join('')

/** A black iron pan from above. */
export const skillet: Draw = (_s, a) =>
  [
    ground(176, 132, 346),
    area('M262 142L352 52c16-14 36 6 22 22l-88 92z', a.shade),
    area('M256 136L346 46c14-12 30 4 20 18l-88 92z', a.base),
    dot(352, 60, 7, '#e9e9e4'),
    dot(168, 220, 128, a.shade),
    dot(166, 214, 126, a.base),
    dot(166, 216, 106, a.shade),
    dot(166, 219, 100, a.base, 0.55),
    area('M54 170L32 154l8 48z', a.base),
    line('M92 190c10-30 34-50 62-56', '#fff', 10, 0.22),
  ].join('')

/** A chef's knife. */
export const knife: Draw = (s, a, b) =>
  turned(
    -32,
    200,
    200,
    [
      oval(206, 262, 176, 10, '#000', 0.1),
      s.solid('M24 208c60-46 150-58 228-56v70c-92 18-176 12-228-14z', b, 'M20 208h240v30H20z', 0.8),
      line('M60 196c50-26 110-34 170-34', '#fff', 6, 0.55),
      box(246, 146, 24, 84, 6, PAINTS.steel.shade),
      s.solid('M264 152h96c18 0 24 14 18 30l-12 34c-4 10-10 14-20 14h-82z', a, 'M260 196h140v50H260z'),
      dot(292, 188, 6, PAINTS.brass.base),
      dot(326, 188, 6, PAINTS.brass.base),
    ].join(''),
  )

/** A wooden board with a handle hole. */
export const board: Draw = (s, a) => {
  const body =
    'M120 100h44V62c0-18 12-26 36-26s36 8 36 26v38h44c18 0 28 10 28 28v184c0 18-10 28-28 28H120c-18 0-28-10-28-28V128c0-18 10-28 28-28z'
  return [
    ground(206, 120, 346),
    s.solid(body, a, rightOf(252, 10), 0.6),
    line('M126 130v180M160 124c8 60-8 130 2 194M204 124c-10 70 8 130 0 194', a.shade, 4, 0.5),
    dot(200, 66, 11, '#fff', 0.85),
    shine('M108 134v170', 7, 0.35),
  ].join('')
}

/** A heavy pot with a lid and two ears. */
export const casserole: Draw = (s, a, b) => {
  const body = wall(76, 182, 248, 122, 26, 10)
  return [
    ground(200, 142, 344),
    line('M72 210c-40-4-40 44-2 44M328 210c40-4 40 44 2 44', a.shade, 20),
    line('M74 208c-36-4-36 40-2 40M326 208c36-4 36 40 2 40', a.base, 12),
    s.solid(body, a, rightOf(250, 16)),
    oval(200, 184, 128, 16, a.shade),
    area('M68 178c14-52 66-70 132-70s118 18 132 70c-40 16-224 16-264 0z', a.base),
    area('M232 110c58 8 90 28 100 68-20 10-66 13-104 13 28-24 32-54 4-81z', a.shade, 0.7),
    box(178, 84, 44, 26, 12, b.base),
    shine('M98 210l8 72M110 150c12-14 28-22 46-26', 12),
  ].join('')
}

/** A wok with a wooden handle. */
export const wok: Draw = (s, a, b) =>
  [
    ground(170, 116, 330),
    area('M278 176l96-38c18-6 26 16 8 24l-96 42z', b.base),
    area('M286 196l92-40c4 2 2 6-4 8l-88 40z', b.shade),
    s.solid('M36 178h262c0 86-52 142-130 142S36 264 36 178z', a, 'M196 160c20 60 10 110-26 170h160V160z'),
    line('M38 186c-30 4-26 40 10 40', a.base, 11),
    oval(167, 178, 131, 30, a.base),
    oval(167, 181, 118, 23, a.shade),
    area('M52 184c20-18 70-24 116-24s96 6 114 24c-36-12-190-14-230 0z', '#fff', 0.14),
    shine('M62 222c10 30 26 52 48 66', 11, 0.22),
  ].join('')

/** A flat scale with a round dial of light. */
export const scale: Draw = (s, a, b) =>
  [
    ground(200, 146, 326),
    s.solid(boxPath(60, 226, 280, 88, 24), a, 'M60 286h280v60H60z'),
    box(128, 246, 144, 42, 10, '#22302c'),
    line('M192 256h18v22h-18zM226 278h1M238 256h16v22h-16z', '#9fe0c4', 5),
    dot(92, 268, 10, a.shade),
    dot(308, 268, 10, a.shade),
    oval(200, 206, 118, 26, b.shade),
    oval(200, 198, 118, 26, b.base),
    area('M226 173c60 6 92 14 92 26 0 10-30 18-78 22 22-16 18-34-14-48z', b.shade, 0.6),
    line('M106 196c10-8 36-12 62-13', '#fff', 7, 0.6),
  ].join('')

/** A turned pepper mill. */
export const mill: Draw = (s, a, b) =>
  [
    ground(198, 66, 352),
    s.solid('M150 200c8 30-20 60-24 108-2 24 14 36 72 36s74-12 72-36c-4-48-32-78-24-108z', a, rightOf(216, 14)),
    s.solid('M148 196c-10-16-20-30-16-58 6-34 30-48 66-48s60 14 66 48c4 28-6 42-16 58z', a, rightOf(220, 14)),
    box(140, 188, 116, 18, 8, b.base),
    box(216, 188, 40, 18, 8, b.shade),
    dot(198, 74, 20, b.base),
    area('M204 55a20 20 0 0 1 0 38z', b.shade, 0.8),
    shine('M154 132c2-14 8-22 18-26M146 262c-4 20-4 36 0 50', 10, 0.26),
  ].join('')

/** A two-tier lunch box with a strap. */
export const bento: Draw = (s, a, b) =>
  [
    ground(200, 136, 336),
    s.solid(boxPath(70, 226, 260, 100, 22), a, rightOf(262, 10)),
    s.solid(boxPath(70, 138, 260, 98, 22), a, rightOf(262, 10)),
    line('M74 232h252', a.shade, 5),
    s.solid(boxPath(62, 108, 276, 50, 20), b, rightOf(262)),
    box(182, 104, 36, 226, 6, INK),
    shine('M92 176v36M92 258v44', 11, 0.26),
  ].join('')

/** A vacuum flask. */
export const flask: Draw = (s, a, b) =>
  [
    ground(200, 68, 356),
    s.solid('M138 168c0-20 18-24 26-40h72c8 16 26 20 26 40v158c0 18-12 26-62 26s-62-8-62-26z', a, rightOf(222, 8)),
    s.solid(boxPath(158, 44, 84, 88, 16), b, rightOf(218)),
    line('M160 104h80', b.shade, 4),
    box(138, 300, 124, 16, 0, a.shade, 0.6),
    shine('M158 184v120', 11),
  ].join('')

/** Bowls nested in each other. */
export const bowls: Draw = (s, a, b) => {
  const bowl = (y: number, p: typeof a): string =>
    s.solid(
      `M72 ${y}h256c-6 54-44 88-94 96h-68c-50-8-88-42-94-96z`,
      p,
      `M246 ${y - 10}c10 40 0 80-40 120h180V${y - 10}z`,
    ) +
    oval(200, y, 128, 20, p.base) +
    oval(200, y + 2, 116, 15, p.shade, 0.7)
  return [
    ground(200, 116, 344),
    area('M156 316h88l6 24h-100z', a.shade),
    bowl(216, a),
    bowl(180, b),
    bowl(144, PAINTS.cream),
    shine('M92 268c8 16 16 26 28 34', 9, 0.28),
  ].join('')
}

/** A jar with a screw lid; `a` is what is in it. */
export const jar: Draw = (s, a, b) => {
  const body = 'M116 138h168c20 14 28 34 28 58v118c0 20-10 30-30 30H118c-20 0-30-10-30-30V196c0-24 8-44 28-58z'
  return [
    ground(200, 116, 346),
    area(body, PAINTS.glass.base, 0.9),
    s.inside(
      body,
      `${area('M80 176h240v180H80z', a.base)}${area('M252 120c16 80 6 160 20 240h60V120z', a.shade, 0.65)}`,
    ),
    box(124, 216, 152, 88, 10, PAINTS.cream.base),
    area('M150 280c26-44 48-52 54-52s22 14 46 52z', a.base, 0.85),
    dot(236, 240, 8, b.base),
    s.solid(boxPath(110, 86, 180, 56, 14), b, rightOf(240)),
    line('M136 96v34M160 96v34M184 96v34M208 96v34', b.shade, 4, 0.6),
    shine('M106 196v118', 9, 0.5),
  ].join('')
}

/** An apron on its neck loop. */
export const apron: Draw = (s, a, b) => {
  const body = 'M146 116h108c4 46 30 70 66 80l-8 140c-1 10-6 12-14 12H102c-8 0-13-2-14-12l-8-140c36-10 62-34 66-80z'
  return [
    ground(200, 116, 354),
    line('M150 118c-30-96 130-96 100 0', b.base, 10),
    line('M82 204c-26 10-40 30-46 60M318 204c26 10 40 30 46 60', b.base, 9),
    s.solid(body, a, 'M240 90c30 90 4 170 22 270h120V90z', 0.6),
    box(138, 228, 124, 78, 10, a.shade),
    line('M138 246h124M200 246v60', a.base, 4),
    line('M152 128h96', b.base, 5),
  ].join('')
}

/** Plates in a stack, the uppermost tilted up. */
export const plates: Draw = (_s, a, b) =>
  [
    ground(200, 150, 336),
    oval(200, 314, 146, 20, a.shade),
    oval(200, 306, 146, 20, a.base),
    oval(200, 296, 140, 18, a.shade),
    dot(200, 178, 138, a.shade),
    dot(196, 174, 136, a.base),
    dot(196, 174, 112, b.base, 0.28),
    dot(196, 174, 92, a.base),
    area('M246 98a92 92 0 0 1-70 166c66-30 96-96 70-166z', a.shade, 0.45),
    line('M84 140c10-34 36-62 70-74', '#fff', 8, 0.7),
  ].join('')
