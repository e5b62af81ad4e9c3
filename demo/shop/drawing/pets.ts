/** Pets and toys. */
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

const PAW = (x: number, y: number, k: number, fill: string): string =>
  `<g transform="translate(${x} ${y}) scale(${k})">${oval(0, 10, 17, 14, fill)}${oval(-20, -8, 7, 10, fill)}${oval(-7, -20, 7, 10, fill)}${oval(9, -20, 7, 10, fill)}${oval(21, -8, 7, 10, fill)}</g>`

/** A pet bowl with food. */
export const petbowl: Draw = (s, a, b) =>
  [
    ground(200, 154, 330),
    oval(200, 200, 116, 22, a.shade),
    area('M96 204c16-62 56-88 104-88s90 26 106 88c-30 26-182 26-210 0z', '#86583a'),
    [124, 158, 192, 228, 262, 142, 176, 214, 248, 196]
      .map((x, i) => dot(x, 194 - Math.floor(i / 5) * 32 - (i % 2) * 10, 17, i % 3 ? '#a8754a' : '#c08f60'))
      .join(''),
    s.solid('M84 200c14 26 218 26 232 0l32 104c4 14-2 22-16 22H68c-14 0-20-8-16-22z', a, rightOf(262, 14)),
    PAW(200, 276, 1.1, b.base),
    shine('M96 236l-16 56', 10),
  ].join('')

/** A scratching post with a ball. */
export const catpost: Draw = (s, a, b) =>
  [
    ground(204, 128, 350),
    s.solid(boxPath(152, 96, 66, 226, 8), a, rightOf(192), 0.65),
    line(
      'M152 120l66 12M152 146l66 12M152 172l66 12M152 198l66 12M152 224l66 12M152 250l66 12M152 276l66 12M152 302l66 10',
      a.shade,
      5,
      0.8,
    ),
    s.solid('M84 322h204c12 0 18 6 18 16v6c0 4-4 6-8 6H76c-6 0-8-2-8-6v-6c0-10 4-16 16-16z', b, rightOf(250)),
    s.solid(boxPath(92, 66, 200, 36, 16), b, rightOf(248)),
    line('M270 100v66', INK, 4),
    dot(270, 190, 27, PAINTS.brick.base),
    area('M276 164a27 27 0 0 1 0 52c14-16 14-36 0-52z', PAINTS.brick.shade, 0.8),
    shine('M164 128v160M112 78h60', 7),
  ].join('')

/** A round pet bed with a sleeping cat. */
export const petbed: Draw = (_s, a, b) =>
  [
    ground(200, 162, 332),
    oval(200, 250, 160, 76, a.shade),
    oval(200, 240, 160, 76, a.base),
    oval(200, 226, 116, 48, b.base),
    area('M104 226c-4-66 70-98 126-76 50 18 70 56 62 84-40 34-150 36-188-8z', PAINTS.orange.base),
    area('M216 146c60 10 84 56 76 88-20 16-58 24-96 24 50-26 58-72 20-112z', PAINTS.orange.shade, 0.7),
    area('M98 206l-8-52 34 22h26l32-24-2 54c-10 30-70 30-82 0z', PAINTS.orange.base),
    line('M114 206c6 5 12 5 18 0M146 206c6 5 12 5 18 0', INK, 4),
    area('M134 216h10l-5 7z', '#d98a83'),
    line('M268 250c-40 24-90 26-126 8', PAINTS.orange.shade, 17),
    line('M210 164l6 20M232 168l2 20M252 180l-4 18', PAINTS.orange.shade, 6),
    area('M40 236c0 46 66 80 160 80s160-34 160-80c-20 34-84 58-160 58S60 270 40 236z', a.base),
    area('M262 286c50-10 88-28 98-50 0 36-40 64-102 76z', a.shade, 0.7),
  ].join('')

/** A leash in loops, and a collar. */
export const leash: Draw = (_s, a, b) =>
  [
    ground(206, 140, 346),
    line('M300 196c30 40 26 90 6 114', a.base, 15),
    oval(306, 322, 12, 17, PAINTS.steel.shade),
    oval(306, 320, 5, 9, '#dcded8'),
    box(295, 292, 22, 20, 6, PAINTS.steel.base),
    line('M214 62c70 0 106 44 106 84s-40 82-106 82-112-40-112-82 42-84 112-84z', a.shade, 24),
    line('M214 58c70 0 106 44 106 84s-40 82-106 82-112-40-112-82 42-84 112-84z', a.base, 17),
    line('M214 86c48 0 78 30 78 58s-32 54-80 54-84-26-84-54 38-58 86-58z', a.shade, 20),
    line('M214 83c48 0 78 30 78 58s-32 54-80 54-84-26-84-54 38-58 86-58z', a.base, 14),
    line('M214 58c70 0 106 44 106 84M214 83c48 0 78 30 78 58', '#fff', 2.5, 0.6),
    box(192, 44, 40, 58, 10, INK),
    oval(150, 286, 94, 50, b.shade),
    oval(148, 280, 94, 50, b.base),
    oval(148, 276, 74, 34, '#d8dad3'),
    area('M74 276c0 20 34 34 74 34s74-14 74-34c-20 14-130 14-148 0z', b.shade, 0.5),
    box(196, 288, 36, 30, 7, PAINTS.brass.base),
    dot(132, 334, 16, PAINTS.brass.base),
    shine('M118 120c8-18 24-32 44-40', 7),
  ].join('')

/** A chew toy in the form of a bone, and a ball. */
export const bone: Draw = (s, a) =>
  [
    ground(200, 150, 326),
    turned(
      -24,
      190,
      200,
      [
        area(
          'M66 178a36 36 0 1 1 58-40 34 34 0 0 1 4 34h124a34 34 0 0 1 4-34 36 36 0 1 1 58 40 36 36 0 1 1-58 52 34 34 0 0 1-6-14H130a34 34 0 0 1-6 14 36 36 0 1 1-58-52z',
          a.base,
        ),
        s.inside(
          'M66 178a36 36 0 1 1 58-40 34 34 0 0 1 4 34h124a34 34 0 0 1 4-34 36 36 0 1 1 58 40 36 36 0 1 1-58 52 34 34 0 0 1-6-14H130a34 34 0 0 1-6 14 36 36 0 1 1-58-52z',
          area('M20 200q170 18 340-4v100H20z', a.shade, 0.75),
        ),
        shine('M62 136c4-10 12-16 22-18', 9),
      ].join(''),
    ),
    dot(304, 286, 38, PAINTS.brick.base),
    area('M316 250a38 38 0 0 1-4 74c20-22 22-52 4-74z', PAINTS.brick.shade),
    line('M280 264c18 12 32 34 34 56M296 250c18 8 34 22 42 38', '#fff', 5, 0.7),
  ].join('')

/** A can with a pull ring. */
export const can: Draw = (s, a, b) =>
  [
    ground(200, 122, 336),
    s.solid(wall(92, 150, 216, 158, 22), a, rightOf(252, 8)),
    s.inside(
      wall(92, 150, 216, 158, 22),
      `${area('M80 190c80 26 160 26 240 0v92c-80 26-160 26-240 0z', b.base)}${area('M252 200c20-2 40-4 60-12v96c-20 8-40 10-60 12z', b.shade, 0.7)}`,
    ),
    oval(200, 150, 108, 26, PAINTS.steel.shade),
    oval(200, 146, 108, 26, PAINTS.steel.base),
    oval(200, 147, 88, 19, PAINTS.steel.shade, 0.5),
    oval(226, 142, 30, 9, PAINTS.steel.shade),
    oval(226, 141, 20, 5, PAINTS.steel.base),
    PAW(188, 250, 1.2, a.base),
    shine('M108 178v108', 9, 0.4),
  ].join('')

/** A small aquarium. */
export const aquarium: Draw = (s, a, b) => {
  const tank = boxPath(48, 90, 304, 244, 18)
  return [
    ground(200, 164, 340),
    area(tank, '#dceff0'),
    s.inside(
      tank,
      [
        area('M40 132c60 12 110-8 160 0s110 10 170-2v220H40z', '#9fd0d6'),
        area('M40 296c70-30 110 10 170-6 60-14 100-8 160 4v60H40z', '#d9c08f'),
        line(
          'M96 300c-14-40 14-60 0-110M120 304c10-40-12-60 4-90M300 298c-14-50 16-70 2-120M276 304c10-30-8-50 2-80',
          PAINTS.pine.base,
          10,
        ),
        dot(248, 296, 20, PAINTS.slate.base),
        area('M150 202c24-28 66-26 84 0-18 26-60 28-84 0l-30 20c6-14 6-26 0-40z', a.base),
        area('M198 182c16 2 28 10 36 20-8 10-20 18-36 20 8-14 8-28 0-40z', b.base),
        dot(218, 198, 4, INK),
        dot(250, 168, 6, '#fff', 0.8),
        dot(264, 148, 4, '#fff', 0.8),
        area('M310 80h50v260h-50z', '#6ba8b0', 0.4),
      ].join(''),
    ),
    box(44, 80, 312, 22, 8, INK),
    box(44, 322, 312, 18, 8, INK),
    shine('M70 126v150', 10, 0.55),
  ].join('')
}

/** A diamond kite with a tail. */
export const kite: Draw = (_s, a, b) =>
  [
    area('M216 26l96 110-132 148-70-166z', a.base),
    area('M216 26l96 110L180 284z', b.base),
    area('M216 26l96 110-102 14z', PAINTS.lemon.base),
    area('M210 150l102-14L180 284z', b.shade, 0.6),
    line('M216 26L180 284M110 118l202 18', INK, 4, 0.7),
    line('M180 284c-40 20 30 50-20 66-30 8-60-4-80 10', INK, 4),
    area(
      'M164 306l26-4-4 20zM150 306l-20 14 22 6zM168 340l24 8-16 14zM152 348l-22-6 4 20zM96 352l-14-16-6 18zM98 360l8 18 14-14z',
      PAINTS.brick.base,
    ),
    line('M146 96l60-54', '#fff', 7, 0.35),
  ].join('')

/** A sitting soft bear. */
export const plush: Draw = (s, a, b) =>
  [
    ground(200, 126, 346),
    oval(120, 262, 34, 54, a.shade),
    oval(280, 262, 34, 54, a.shade),
    s.solid(
      'M200 186c56 0 88 40 88 90s-36 68-88 68-88-18-88-68 32-90 88-90z',
      a,
      'M236 170c40 60 30 130-10 190h100V170z',
      0.6,
    ),
    oval(196, 278, 48, 50, b.base),
    dot(128, 74, 34, a.shade),
    dot(272, 74, 34, a.shade),
    dot(128, 76, 18, b.base),
    dot(272, 76, 18, b.base),
    s.solid(
      'M200 50c62 0 98 36 98 84s-40 78-98 78-98-30-98-78 36-84 98-84z',
      a,
      'M246 40c40 60 20 130-20 180h90V40z',
      0.6,
    ),
    oval(200, 160, 44, 34, b.base),
    oval(200, 144, 15, 11, INK),
    line('M200 154v14c-8 12-20 12-26 6M200 168c8 12 20 12 26 6', INK, 5),
    dot(158, 126, 9, INK),
    dot(242, 126, 9, INK),
    oval(136, 332, 44, 28, a.base),
    oval(264, 332, 44, 28, a.shade),
    oval(134, 334, 24, 15, b.base),
    oval(266, 334, 24, 15, b.shade),
    shine('M126 112c6-20 18-34 36-42', 10, 0.25),
  ].join('')

/** A flying disc. */
export const disc: Draw = (_s, a, b) =>
  oval(206, 322, 118, 12, '#000', 0.1) +
  turned(
    -16,
    200,
    190,
    [
      area('M40 186c0 52 70 92 160 92s160-40 160-92v22c0 54-70 96-160 96S40 262 40 208z', a.shade),
      oval(200, 186, 160, 92, a.base),
      oval(200, 182, 122, 66, b.base),
      oval(200, 180, 104, 54, a.base),
      area('M262 130c40 12 62 32 62 52 0 30-50 56-118 56 60-22 80-66 56-108z', a.shade, 0.35),
      shine('M74 158c16-24 46-40 82-48', 10, 0.45),
    ].join(''),
  )
