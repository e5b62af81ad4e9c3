/** What is worn: jackets, hats, shoes, gloves. */
import { area, box, type Draw, dot, ground, INK, line, oval, PAINTS, rightOf, shine } from './kit.ts'

const SHELL =
  'M142 70c20 24 96 24 116 0l56 30c14 8 20 20 24 36l26 130-52 14-24-74-2 116c0 10-6 16-16 16H130c-10 0-16-6-16-16l-2-116-24 74-52-14 26-130c4-16 10-28 24-36z'

/** A hooded shell jacket. */
export const jacket: Draw = (s, a, b) =>
  [
    ground(200, 110, 354),
    area('M134 78c0-60 132-60 132 0l-30 34h-72z', a.shade),
    area('M154 82c4-34 88-34 92 0l-22 26h-48z', INK, 0.75),
    s.solid(SHELL, a, 'M244 60c24 90 6 180 10 300h140V60z'),
    s.inside(SHELL, area('M30 90c60 54 280 54 340 0V60H30z', b.base)),
    line('M200 104v232', INK, 5),
    line('M200 104v232', '#fff', 1.5, 0.6),
    line('M132 226l20 52M268 226l-20 52', INK, 5, 0.55),
    line('M112 206V160M288 206V160', a.shade, 5),
    shine('M98 152l-20 96M134 170v44', 9, 0.22),
  ].join('')

/** A fleece with a stand-up collar and a chest pocket. */
export const fleece: Draw = (s, a, b) =>
  [
    ground(200, 110, 354),
    s.solid(SHELL, a, 'M244 60c24 90 6 180 10 300h140V60z', 0.65),
    area('M146 54h108l8 42c-34 24-90 24-124 0z', b.base),
    area('M220 54h34l8 42c-14 10-28 14-44 16z', b.shade, 0.8),
    line('M200 58v130', INK, 5),
    box(236, 152, 52, 48, 8, b.base),
    line('M240 164h44', INK, 4),
    area('M36 252l12-8 46 12-6 22-52-14zM364 252l-12-8-46 12 6 22 52-14z', b.base),
    area('M114 318h172v18H114z', b.base),
    line('M112 206V160M288 206V160', a.shade, 5),
    line('M140 140l8 6M152 220l8 6M132 270l8 6M176 300l8 6M236 240l8 6M226 290l8 6', '#fff', 4, 0.45),
  ].join('')

/** A short-sleeved jersey with a half zip. */
export const jersey: Draw = (s, a, b) => {
  const body =
    'M144 66c18 22 94 22 112 0l60 26 44 92-54 26-22-36 4 152c0 10-6 16-16 16H128c-10 0-16-6-16-16l4-152-22 36-54-26 44-92z'
  return [
    ground(200, 106, 352),
    s.solid(body, a, 'M246 56c20 90 0 190 8 300h130V56z'),
    s.inside(
      body,
      `${area('M60 196h280v34H60z', b.base)}${area('M60 238h280v10H60z', b.base)}${area('M250 190h100v64H252z', b.shade, 0.6)}`,
    ),
    area('M148 60h104l4 14c-30 24-82 24-112 0z', INK),
    line('M200 88v84', INK, 5),
    dot(200, 176, 5, PAINTS.steel.base),
    shine('M128 130c2 14 2 30 2 44', 9, 0.24),
  ].join('')
}

/** Running shorts. */
export const shorts: Draw = (s, a, b) => {
  const body = 'M102 96h196l48 196c-34 22-82 28-122 22l-24-98-24 98c-40 6-88 0-122-22z'
  return [
    ground(200, 134, 340),
    s.solid(body, a, 'M200 216l24 100h150V90H262c10 50-20 80-62 126z', 0.65),
    box(98, 86, 204, 34, 12, b.base),
    box(250, 86, 52, 34, 12, b.shade),
    line('M188 118c-10 18-16 30-14 46M204 118c10 16 14 28 12 42', '#fff', 5),
    line('M62 268c10 10 20 14 34 16M338 268c-10 10-20 14-34 16', b.base, 9),
    line('M86 176l-16 84', b.base, 9),
  ].join('')
}

/** A trainer. */
export const shoe: Draw = (s, a, b) => {
  const body = 'M44 178c24 16 58 10 74-18 8-14 22-16 32-6 44 44 92 66 152 74 40 6 56 26 56 54H40c-8-36-4-70 4-104z'
  return [
    ground(200, 164, 324),
    s.solid(body, a, 'M120 232c60 30 140 30 250 30v40H30c50-6 80-30 90-70z', 0.6),
    area('M40 282c-6-30-4-54 0-76 30 10 46 40 40 76z', b.base),
    area('M290 228c44 4 68 22 68 54h-90c-2-24 4-44 22-54z', b.base, 0.9),
    line('M112 262c50-6 76-34 92-68', b.base, 13),
    line('M148 164l-24 22M176 186l-26 24M206 204l-26 26M238 216l-22 26', '#fff', 8),
    area('M34 274h328c8 0 10 8 8 18-4 20-18 28-40 28H72c-24 0-36-8-40-26-2-12-4-20 2-20z', '#fdfcf8'),
    area('M32 296h338c-4 16-18 24-40 24H72c-22 0-34-6-40-24z', b.shade),
  ].join('')
}

/** A peaked cap. */
export const cap: Draw = (s, a, b) =>
  [
    ground(196, 140, 304),
    area('M214 244c60-16 130-8 158 26 4 10-6 14-18 12-50-10-96-12-140-6z', b.shade),
    area('M214 240c60-18 128-10 154 22-50-12-104-10-154 0z', b.base),
    s.solid(
      'M64 254c-8-92 52-146 116-146 70 0 112 56 112 138-76 30-160 34-228 8z',
      a,
      'M210 90c34 60 24 120 0 180h120V90z',
    ),
    line('M180 108c-30 40-38 100-36 160M180 108c28 40 40 90 38 152', a.shade, 4, 0.8),
    dot(180, 108, 9, b.base),
    shine('M92 204c6-26 20-44 40-56', 11),
  ].join('')

/** A soft bucket hat. */
export const hat: Draw = (s, a, b) =>
  [
    ground(200, 140, 312),
    area('M112 216c-40 14-72 36-76 56-2 14 14 16 30 10 80-28 188-28 268 0 16 6 32 4 30-10-4-20-36-42-76-56z', a.base),
    area('M262 210l26 6c40 14 72 36 76 56 2 14-14 16-30 10-30-10-62-16-96-18 24-12 30-32 24-54z', a.shade, 0.75),
    s.solid('M112 222l18-92c6-20 132-20 140 0l18 92c-50 18-126 18-176 0z', a, rightOf(240, 14)),
    area('M116 200c50 20 118 20 168 0l4 24c-50 20-126 20-176 0z', b.base),
    area('M242 214c16-4 30-8 42-14l4 24c-14 6-30 10-46 12z', b.shade, 0.8),
    line('M66 272c70-22 196-24 268-2', a.shade, 3, 0.7),
    shine('M136 152l-8 36', 10),
  ].join('')

/** A knitted beanie. */
export const beanie: Draw = (s, a, b) =>
  [
    ground(200, 116, 332),
    dot(200, 78, 38, b.base),
    area('M212 42a38 38 0 0 1 2 72c16-24 14-50-2-72z', b.shade, 0.7),
    line('M176 66l10 10M196 56l2 12M182 92l10-6M216 70l-8 8', '#fff', 4, 0.4),
    s.solid('M92 258c-6-110 46-154 108-154s114 44 108 154z', a, 'M236 90c30 60 24 110 8 180h100V90z'),
    line(
      'M136 132c-18 40-22 80-20 122M178 110c-10 50-12 96-10 146M222 110c10 50 12 96 10 146M264 132c18 40 22 80 20 122',
      a.shade,
      5,
      0.7,
    ),
    s.solid('M84 244h232c10 0 14 6 14 16v44c0 12-6 18-16 18H86c-10 0-16-6-16-18v-44c0-10 4-16 14-16z', a, rightOf(252)),
    line('M96 254v58M124 254v58M152 254v58M180 254v58M208 254v58M236 254v58M264 254v58M292 254v58', a.shade, 5, 0.8),
  ].join('')

/** A pair of gloves. */
export const gloves: Draw = (s, a, b) => {
  const hand =
    'M128 196l-20-86c-4-20 22-26 28-6l16 62 2-86c0-22 30-22 30 0l6 86 14-78c4-22 32-16 28 4l-10 86 18-42c8-18 32-8 26 10l-26 92c-4 20-4 30-4 46H126c0-24-2-36-20-58-12-14-26-28-34-40-10-18 12-32 26-18z'
  const one =
    s.solid(hand, a, 'M206 60c10 90 0 150-6 240h100V60z', 0.7) +
    box(118, 276, 128, 50, 14, b.base) +
    box(204, 276, 42, 50, 14, b.shade) +
    line('M150 196c20 8 40 8 60 0', b.base, 8)
  return [
    ground(200, 140, 346),
    s.copies(one, ['matrix(.78 .09 -.09 .78 178 66)', 'matrix(-.78 .09 .09 .78 222 66)']),
  ].join('')
}

/** A pair of socks. */
export const socks: Draw = (s, a, b) => {
  const sock = 'M140 60h92v150c30 26 70 44 90 70 18 26-4 58-42 54-60-6-110-34-140-80-10-16-2-40 0-60z'
  const one = (dx: number, p: typeof a): string =>
    `<g transform="translate(${dx} 0)">${s.solid(sock, p, 'M206 40v180c20 40 70 60 120 70v60H120c60 0 60-60 66-140V40z', 0.55)}${s.inside(sock, `${area('M130 90h120v16H130zM130 116h120v10H130z', b.base)}${area('M262 250l80-20v120h-70c20-30 10-70-10-100zM130 210l60 4c10 40-10 80-30 110l-50-60z', b.base)}`)}${box(134, 52, 104, 26, 10, b.base)}</g>`
  return ground(204, 132, 346) + one(58, a) + one(-66, a) + shine('M94 140v66', 9, 0.25)
}

/** A wristwatch. */
export const watch: Draw = (s, a, b) =>
  [
    ground(200, 72, 366),
    s.solid('M152 130l12-96c2-8 70-8 72 0l12 96zM152 270l12 90c2 8 70 8 72 0l12-90z', b, rightOf(214)),
    line('M172 62h56M170 82h60M172 318h56M170 338h60', b.shade, 4),
    box(288, 184, 20, 34, 7, a.shade),
    dot(200, 200, 92, a.shade),
    dot(197, 198, 90, a.base),
    dot(198, 200, 72, '#20292c'),
    line('M198 142v10M198 248v10M140 200h10M246 200h10', '#fff', 5),
    line('M198 200v-36', '#fff', 7),
    line('M198 200l28 18', '#fff', 6),
    line('M198 200l-24 34', PAINTS.orange.base, 3),
    dot(198, 200, 6, PAINTS.orange.base),
    line('M126 172c8-20 20-34 38-42', '#fff', 7, 0.5),
  ].join('')

/** A zipped belt bag. */
export const beltbag: Draw = (s, a, b) =>
  [
    ground(200, 142, 308),
    line('M70 206C30 90 370 90 330 206', b.shade, 17),
    line('M70 202C34 92 366 92 330 202', b.base, 11),
    box(178, 104, 44, 28, 8, INK),
    s.solid(
      'M66 190c40-16 228-16 268 0 10 60-20 104-60 108-50 6-98 6-148 0-40-4-70-48-60-108z',
      a,
      'M250 160c20 60 0 110-30 150h140V160z',
    ),
    line('M86 216c60-12 168-12 228 0', INK, 7),
    line('M302 214l8 24', b.base, 7),
    oval(200, 262, 30, 16, a.shade, 0.7),
    shine('M86 236c2 16 8 28 16 36', 9),
  ].join('')

/** A running vest with two soft flasks. */
export const vest: Draw = (s, a, b) => {
  const half = 'M184 90c-16 0-22-12-26-30h-34c-10 70-34 110-34 190 0 50 12 74 24 80h70z'
  const one = (flip: string, cut: string): string =>
    `<g${flip}>${s.solid(half, a, cut, 0.7)}${s.solid('M112 176c0-10 8-14 14-14h34c8 0 14 6 14 14v96c0 12-6 18-14 18h-34c-8 0-14-6-14-18z', b, rightOf(152))}${box(132, 128, 24, 40, 10, INK)}${line('M100 306h82', INK, 7)}</g>`
  return [
    ground(200, 110, 348),
    area('M128 62c30 34 114 34 144 0l10 60c-50 40-114 40-164 0z', a.shade),
    one('', 'M90 40v300h20c-10-100 10-200 40-300z'),
    one(' transform="matrix(-1 0 0 1 400 0)"', 'M60 40h90c-20 100-20 200 0 300H60z'),
    line('M176 150h48M178 218h44', INK, 8),
    box(190, 142, 20, 16, 4, PAINTS.orange.base),
    box(190, 210, 20, 16, 4, PAINTS.orange.base),
  ].join('')
}
