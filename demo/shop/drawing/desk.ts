/** Reading, writing and games. */
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
} from './kit.ts'

/** A standing book whose cover shows `art`. */
const bookWith = (s: Sheet, a: Paint, art: string): string => {
  const cover = 'M84 60h204c10 0 16 6 16 14v248c0 8-6 14-16 14H84z'
  return [
    ground(206, 122, 346),
    area('M92 70h214c10 0 16 6 16 14v244c0 8-6 14-16 14H92z', a.shade),
    area('M96 76h214v256H96z', '#fbf7ec'),
    line('M306 84v240M300 84v240', '#d9d2c0', 2),
    s.solid(cover, a, rightOf(262, 8), 0.45),
    s.inside(cover, art),
    area('M84 60h22v276H84z', a.shade, 0.7),
    line('M98 72v252', '#fff', 4, 0.22),
  ].join('')
}

/** A book with mountains on it. */
export const bookHills: Draw = (s, a, b) =>
  bookWith(
    s,
    a,
    `${dot(238, 138, 30, b.base)}${area('M84 300l70-110 46 64 34-44 90 120v40H84z', b.shade, 0.9)}${area('M84 320c60-40 120 0 230-30v60H84z', b.base, 0.9)}${line('M134 96h70', '#fff', 7, 0.7)}`,
  )

/** A book with a moon over water. */
export const bookMoon: Draw = (s, a, b) =>
  bookWith(
    s,
    a,
    `${dot(204, 160, 54, b.base)}${dot(226, 146, 48, a.base)}${line('M120 262h160M140 284h130M126 306h150', b.base, 6, 0.8)}${dot(136, 110, 4, '#fff')}${dot(276, 226, 4, '#fff')}${dot(150, 214, 3, '#fff')}`,
  )

/** A book with a leafy branch. */
export const bookLeaf: Draw = (s, a, b) =>
  bookWith(
    s,
    a,
    `${line('M160 300c40-60 60-120 72-200', b.base, 6)}${area('M180 262c-40-6-50-30-48-50 30 2 48 20 48 50zM196 222c-40-10-46-34-42-54 28 6 44 24 42 54zM210 178c-34-14-38-36-32-54 26 8 38 26 32 54zM188 258c36 4 54-14 60-36-30-6-52 8-60 36zM204 214c36 0 50-20 54-40-30-2-48 12-54 40zM218 168c30-2 44-20 46-40-26 0-42 14-46 40z', b.base)}`,
  )

/** A book of plain bands. */
export const bookBands: Draw = (s, a, b) =>
  bookWith(
    s,
    a,
    `${area('M84 110h230v44H84zM84 166h230v12H84z', b.base)}${line('M134 230h120M134 256h84', '#fff', 7, 0.75)}${dot(238, 296, 13, b.base)}`,
  )

/** A book with a lit window: a story. */
export const bookHouse: Draw = (s, a, b) =>
  bookWith(
    s,
    a,
    `${area('M130 322V208l64-56 66 56v114z', b.base)}${area('M118 214l76-68 78 68-12 12-66-56-64 56z', b.shade)}${box(180, 226, 32, 40, 3, '#ffe7a0')}${dot(244, 106, 15, '#fff', 0.85)}${line('M84 322h230', b.shade, 8)}`,
  )

/** A fountain pen, uncapped. */
export const pen: Draw = (s, a, b) =>
  turned(
    -38,
    200,
    200,
    [
      oval(206, 258, 170, 9, '#000', 0.1),
      area('M26 200l64-20v40z', PAINTS.brass.base),
      area('M26 200l64 0v20z', PAINTS.brass.shade),
      line('M34 200h40', INK, 3),
      dot(76, 200, 4, INK),
      s.solid('M88 176h38v48H88c-4-14-4-34 0-48z', b, 'M80 206h60v30H80z'),
      box(122, 170, 12, 60, 4, PAINTS.brass.base),
      s.solid('M134 170h190c34 0 52 12 56 30-4 18-22 30-56 30H134z', a, 'M120 208h280v40H120z'),
      line('M320 172v56', PAINTS.brass.base, 7),
      line('M152 184h150', '#fff', 6, 0.35),
    ].join(''),
  )

/** A bottle of ink. */
export const ink: Draw = (s, a, b) => {
  const glass = 'M96 170h208c22 6 34 24 34 46v96c0 22-12 32-32 32H94c-20 0-32-10-32-32v-96c0-22 12-40 34-46z'
  return [
    ground(200, 144, 346),
    area(glass, PAINTS.glass.base, 0.95),
    s.inside(
      glass,
      `${area('M84 210h232v112H84z', a.base)}${area('M262 160c20 60 10 140 0 200h100V160z', a.shade, 0.5)}`,
    ),
    box(116, 228, 132, 78, 6, PAINTS.cream.base),
    area('M182 240c18 22 24 32 24 42 0 12-10 20-24 20s-24-8-24-20c0-10 6-20 24-42z', a.base),
    s.solid(boxPath(128, 84, 144, 78, 14), b, rightOf(226)),
    box(146, 158, 108, 16, 4, PAINTS.glass.shade),
    line('M152 98v50M172 98v50M192 98v50M212 98v50', b.shade, 4, 0.7),
    shine('M82 214v94', 9, 0.65),
  ].join('')
}

/** A notebook with a band and a ribbon. */
export const notebook: Draw = (s, a, b) =>
  [
    ground(204, 118, 350),
    line('M168 330v36l10-10', b.base, 11),
    area('M98 60h210c8 0 12 4 12 12v258c0 8-4 12-12 12H98z', '#fbf7ec'),
    line('M314 72v260M308 72v260', '#d9d2c0', 2),
    s.solid(
      'M88 52h208c12 0 18 8 18 18v258c0 10-6 18-18 18H88c-8 0-12-4-12-12V64c0-8 4-12 12-12z',
      a,
      rightOf(258, 6),
      0.55,
    ),
    area('M76 64c0-8 4-12 12-12h16v294H88c-8 0-12-4-12-12z', a.shade, 0.7),
    box(272, 52, 16, 294, 0, b.base),
    box(138, 104, 100, 60, 6, PAINTS.cream.base),
    line('M154 126h68M154 144h40', a.shade, 5),
    line('M92 66v262', '#fff', 4, 0.25),
  ].join('')

/** Pencils in a wrap. */
export const pencils: Draw = (s, a, b) => {
  const paints = [PAINTS.brick, PAINTS.ochre, PAINTS.pine, PAINTS.sky, PAINTS.plum]
  const one = (p: Paint, i: number): string => {
    const x = 108 + i * 38
    const top = 52 + [18, 0, 24, 6, 16][i]!
    return [
      area(`M${x} ${top + 50}l15-50 15 50z`, '#ecd3ac'),
      area(`M${x + 10} ${top + 16}l5-16 5 16z`, p.base),
      area(`M${x} ${top + 48}h30v200h-30z`, p.base),
      area(`M${x + 20} ${top + 48}h10v200h-10z`, p.shade),
      area(`M${x + 4} ${top + 54}h4v190h-4z`, '#fff', 0.3),
    ].join('')
  }
  return [
    ground(202, 122, 350),
    paints.map(one).join(''),
    s.solid(boxPath(84, 198, 234, 146, 12), a, rightOf(266)),
    box(84, 252, 234, 34, 0, b.base),
    line('M104 216h150', '#fff', 6, 0.3),
  ].join('')
}

/** Brass bookmarks, one of them a leaf. */
export const bookmark: Draw = (s, a, b) =>
  [
    ground(206, 110, 352),
    turned(
      -10,
      160,
      200,
      s.solid('M124 60h72v276l-36-34-36 34z', a, rightOf(172)) +
        dot(160, 88, 9, '#e9eae5') +
        line('M142 130h36M142 152h36M142 174h24', a.shade, 5) +
        shine('M136 110v170', 6, 0.45),
    ),
    turned(
      12,
      256,
      200,
      s.solid('M256 70c46 50 46 130 0 190-46-60-46-140 0-190z', b, rightOf(256)) +
        line('M256 100v226', b.shade, 6) +
        line('M256 150l-20-18M256 150l20-18M256 190l-24-20M256 190l24-20M256 226l-18-16M256 226l18-16', b.shade, 4),
    ),
  ].join('')

/** A clip-on reading light over a page. */
export const booklight: Draw = (s, a, b) =>
  [
    ground(200, 146, 346),
    area('M236 112L130 286h196z', '#fff3c9', 0.7),
    area('M50 330c50-30 110-26 150 4 40-30 100-34 150-4v-58c-50-30-110-26-150 4-40-30-100-34-150-4z', '#fdfaf2'),
    area('M200 276c40-30 100-34 150-4v58c-50-30-110-26-150 4z', '#e6dfce'),
    line(
      'M78 292c34-14 66-12 100 2M78 308c34-14 66-12 100 2M222 294c34-14 66-16 100-2M222 310c34-14 66-16 100-2',
      '#b7b0a0',
      4,
    ),
    line('M110 296C80 180 120 80 220 92', INK, 9),
    s.solid('M200 78c40-22 84-16 92 8 6 22-30 36-76 34-24 0-32-32-16-42z', a, 'M250 50h60v80h-50z'),
    box(88, 270, 46, 56, 10, b.base),
    box(112, 270, 22, 56, 10, b.shade),
  ].join('')

/** Bookends holding three books. */
export const bookends: Draw = (s, a, b) =>
  [
    ground(200, 160, 340),
    s.solid(boxPath(124, 132, 46, 198, 5), b, rightOf(152)),
    s.solid(boxPath(172, 98, 40, 232, 5), PAINTS.cream, rightOf(196)),
    s.solid(boxPath(214, 122, 58, 208, 5), PAINTS.brick, rightOf(248)),
    line('M132 160h30M132 300h30M222 150h42M222 164h42', '#fff', 5, 0.6),
    line('M180 130h24M180 142h24', PAINTS.ochre.base, 5),
    area('M122 150v184H40v-12l44-8c16-40 8-120 38-164z', a.base),
    area('M122 150v184h-26c6-60 0-130 26-184z', a.shade, 0.7),
    area('M274 150v184h86v-12l-44-8c-18-40-10-120-42-164z', a.shade),
    area('M274 334h86v-12l-44-8c-10-22-14-58-20-92 2 50-2 84-22 112z', a.base, 0.5),
  ].join('')

/** A roll-up pencil case with tools showing. */
export const pencilcase: Draw = (s, a, b) =>
  [
    ground(200, 152, 320),
    line('M260 170l70-92', PAINTS.ochre.base, 17),
    area('M322 72l30-22-14 34z', '#ecd3ac'),
    line('M226 168l46-104', PAINTS.navy.base, 15),
    line('M280 184l74-50', PAINTS.steel.base, 14),
    s.solid('M80 162h240c34 0 46 30 46 72s-12 72-46 72H80c-34 0-46-30-46-72s12-72 46-72z', a, 'M20 252h370v70H20z'),
    line('M66 184h262', INK, 8),
    dot(330, 184, 11, b.base),
    line('M334 190l18 30', b.base, 9),
    box(110, 218, 76, 52, 8, b.base),
    shine('M58 214c-2 14 0 26 4 36', 9),
  ].join('')

/** A seal with sticks of wax. */
export const sealing: Draw = (s, a, b) =>
  [
    ground(200, 148, 342),
    s.solid(boxPath(232, 112, 44, 206, 10), a, rightOf(258)),
    s.solid(boxPath(288, 138, 40, 180, 10), PAINTS.pine, rightOf(312)),
    area('M246 112c0-12 4-18 8-26 4 8 8 14 8 26z', INK),
    area('M302 138c0-12 4-18 8-26 4 8 8 14 8 26z', INK),
    s.solid(
      'M110 62c30 0 46 22 44 52-2 26-16 40-16 66l10 46H72l10-46c0-26-14-40-16-66-2-30 14-52 44-52z',
      b,
      rightOf(124, 8),
    ),
    s.solid(boxPath(68, 224, 84, 42, 8), PAINTS.brass, rightOf(124)),
    oval(150, 316, 84, 24, a.shade),
    oval(148, 308, 82, 24, a.base),
    oval(148, 306, 56, 15, a.shade, 0.8),
    line('M148 296c-14 6-14 14 0 22 14-8 14-16 0-22z', a.base, 4),
    shine('M82 98c2-14 8-20 18-22M244 132v150', 7),
  ].join('')

/** An envelope with a letter looking out. */
export const letter: Draw = (_s, a, b) =>
  [
    ground(200, 150, 334),
    box(78, 62, 244, 190, 4, '#fdfaf2'),
    line('M112 98h176M112 124h176M112 150h120', '#c9c2b2', 6),
    area('M48 152h304v166c0 8-4 12-12 12H60c-8 0-12-4-12-12z', a.shade),
    area('M48 152l152 104 152-104v166c0 8-4 12-12 12H60c-8 0-12-4-12-12z', a.base),
    area('M48 322L172 236l28 20 28-20 124 86c-2 6-6 8-12 8H60c-6 0-10-2-12-8z', a.shade, 0.45),
    dot(200, 252, 31, b.shade),
    dot(198, 249, 29, b.base),
    line('M198 236c-14 8-14 18 0 26 14-8 14-18 0-26z', b.shade, 5),
  ].join('')

/** A brush on its rest with an ink stone. */
export const brush: Draw = (s, a, b) =>
  [
    ground(200, 156, 342),
    s.solid(boxPath(60, 246, 280, 86, 18), PAINTS.charcoal, 'M50 300h300v40H50z'),
    oval(216, 270, 94, 20, '#1a1f22'),
    oval(196, 268, 56, 10, '#3b464b'),
    turned(
      -28,
      200,
      180,
      [
        s.solid(boxPath(62, 166, 230, 24, 12), a, 'M50 180h250v20H50z'),
        line('M62 178H44', b.base, 6),
        box(268, 160, 32, 36, 6, b.base),
        area('M300 162c34 0 56 8 78 20-26 6-46 12-78 12z', '#f3ead9'),
        area('M340 168c18 4 28 8 38 14-14 4-24 6-38 8z', INK),
      ].join(''),
    ),
    shine('M80 264v30', 8, 0.25),
  ].join('')

/** Rolls of paper tape. */
export const tapes: Draw = (s, a, b) => {
  const roll = (x: number, y: number, p: Paint, q: Paint): string =>
    [
      s.solid(`M${x - 70} ${y}v48c0 24 32 38 70 38s70-14 70-38v-48z`, p, rightOf(x + 26)),
      oval(x, y, 70, 34, p.base),
      oval(x, y, 44, 21, PAINTS.sand.base),
      oval(x, y + 3, 34, 15, '#6a5b45'),
      line(`M${x - 68} ${y + 26}c20 36 116 36 136 0`, q.base, 9),
    ].join('')
  return [
    ground(200, 140, 338),
    roll(200, 130, a, b),
    roll(128, 226, b, PAINTS.cream),
    roll(272, 232, PAINTS.ochre, a),
  ].join('')
}

/** A standing desk calendar. */
export const calendar: Draw = (s, a, b) => {
  const days = Array.from({ length: 20 }, (_, i) =>
    box(112 + (i % 5) * 36, 170 + Math.floor(i / 5) * 32, 20, 16, 4, i === 12 ? b.base : '#cfc9bb'),
  ).join('')
  return [
    ground(204, 142, 338),
    area('M306 88l44 236H90z', a.shade),
    s.solid('M86 84h222l22 244H66z', PAINTS.cream, rightOf(280, 10), 0.6),
    area('M86 84h222l6 58H80z', a.base),
    area('M276 84h32l6 58h-34z', a.shade, 0.7),
    days,
    line('M118 70v26M158 70v26M198 70v26M238 70v26M278 70v26', INK, 8),
    line('M108 116h74', '#fff', 8, 0.8),
  ].join('')
}

/** A game box with pawns before it. */
export const gamebox: Draw = (s, a, b) => {
  const pawn = (x: number, p: Paint): string =>
    s.solid(
      `M${x} 236c18 0 26 14 20 30-4 8-8 12-8 18l18 50c2 8-4 12-12 12h-36c-8 0-14-4-12-12l18-50c0-6-4-10-8-18-6-16 2-30 20-30z`,
      p,
      rightOf(x + 6),
    )
  return [
    ground(200, 152, 346),
    area('M304 70l34 22v212l-34 26z', a.shade),
    s.solid(boxPath(58, 66, 250, 264, 8), a, rightOf(272), 0.4),
    s.inside(
      boxPath(58, 66, 250, 264, 8),
      `${dot(226, 142, 34, b.base)}${area('M50 260l76-110 60 80 40-46 90 100v60H50z', b.shade, 0.85)}${area('M50 292c70-40 140 0 260-30v80H50z', b.base)}`,
    ),
    line('M92 100h90', '#fff', 9, 0.85),
    line('M72 80v236', '#fff', 5, 0.22),
    pawn(286, PAINTS.brick),
    pawn(334, PAINTS.ochre),
  ].join('')
}

/** A go board with stones. */
export const go: Draw = (_s, a, b) => {
  const stone = (x: number, y: number, p: Paint): string =>
    oval(x, y + 5, 21, 12, '#000', 0.18) + oval(x, y, 21, 14, p.shade) + oval(x - 2, y - 3, 18, 11, p.base)
  return [
    ground(200, 164, 332),
    area('M92 296h34v34h-34zM274 296h34v34h-34z', a.shade),
    area('M30 262h340v40c0 6-4 10-10 10H40c-6 0-10-4-10-10z', a.shade),
    area('M96 122h208l66 142H30z', a.base),
    line(
      'M84 148h232M74 170h252M62 196h276M50 226h300M132 124L92 262M166 124l-20 138M200 124v138M234 124l20 138M268 124l40 138',
      PAINTS.walnut.base,
      2.5,
    ),
    stone(166, 148, PAINTS.black),
    stone(236, 170, PAINTS.white),
    stone(148, 196, PAINTS.white),
    stone(200, 196, PAINTS.black),
    stone(262, 226, PAINTS.black),
    stone(106, 228, b),
    shine('M110 132h60', 6, 0.4),
  ].join('')
}

/** Two chessmen. */
export const chess: Draw = (s, a, b) =>
  [
    ground(200, 140, 350),
    s.solid(
      'M270 92c26 0 40 18 36 42-2 14-12 24-12 34h14c8 0 8 16 0 16h-8c2 50 14 90 30 118h-120c16-28 28-68 30-118h-8c-8 0-8-16 0-16h14c0-10-10-20-12-34-4-24 10-42 36-42z',
      b,
      rightOf(276, 8),
    ),
    line('M270 92V58M254 72h32', b.base, 11),
    s.solid(boxPath(200, 300, 140, 44, 12), b, rightOf(290)),
    s.solid(
      'M92 302c-4-60 30-84 38-124-18 10-34 18-52 16-14-2-18-18-8-28l40-48c8-24 26-40 56-42l8-22 14 26c34 18 46 60 44 110-2 40-10 72-10 112z',
      a,
      'M166 60c40 60 10 160 10 250h70V60z',
    ),
    dot(128, 122, 6, INK),
    s.solid(boxPath(76, 300, 158, 44, 12), a, rightOf(180)),
    shine('M98 312h40', 7),
  ].join('')

/** A fan of playing cards. */
export const cards: Draw = (_s, a, b) => {
  const card = (turn: number, inner: string): string =>
    turned(turn, 200, 380, box(126, 92, 148, 214, 14, '#000', 0.12) + box(122, 86, 148, 214, 14, '#fdfcf8') + inner)
  return [
    ground(200, 128, 348),
    card(
      -22,
      box(134, 98, 124, 190, 8, a.base) + line('M146 112l100 160M246 112L146 272M196 100v186M136 192h120', a.shade, 4),
    ),
    card(
      -2,
      area('M196 150c30-40 78 4 0 74-78-70-30-114 0-74z', PAINTS.brick.base) +
        dot(142, 110, 8, PAINTS.brick.base) +
        dot(250, 276, 8, PAINTS.brick.base),
    ),
    card(
      18,
      area(
        'M196 132c54 48 54 72 32 80-14 4-24-4-28-12 0 18 4 26 14 32h-36c10-6 14-14 14-32-4 8-14 16-28 12-22-8-22-32 32-80z',
        INK,
      ) +
        dot(142, 110, 8, b.base) +
        dot(250, 276, 8, b.base),
    ),
  ].join('')
}

/** Three dice, one many-sided. */
export const dice: Draw = (s, a, b) =>
  [
    ground(200, 146, 340),
    s.solid('M146 90l74 38v84l-74 40-74-40v-84z', b, 'M146 160h100v120H146z', 0.55),
    line(
      'M146 90l-50 92h100zM72 128l24 54M220 128l-24 54M96 182l50 70M196 182l-50 70M72 212l24-30M220 212l-24-30',
      '#fff',
      3,
      0.6,
    ),
    turned(
      -10,
      140,
      270,
      s.solid(boxPath(82, 214, 118, 118, 22), a, rightOf(164, 4), 0.5) +
        [
          dot(112, 244, 10, '#fff'),
          dot(168, 244, 10, '#fff'),
          dot(140, 272, 10, '#fff'),
          dot(112, 302, 10, '#fff'),
          dot(168, 302, 10, '#fff'),
        ].join(''),
    ),
    turned(
      12,
      278,
      270,
      s.solid(boxPath(222, 216, 112, 112, 22), PAINTS.cream, rightOf(298, 4)) +
        dot(250, 244, 9, INK) +
        dot(278, 272, 9, INK) +
        dot(306, 300, 9, INK),
    ),
  ].join('')

/** Jigsaw pieces, one loose. */
export const puzzle: Draw = (_s, a, b) => {
  const piece = 'M60 60h44c-10-34 50-34 40 0h46v46c34-10 34 50 0 40v44h-46c10-34-50-34-40 0H60v-44c-34 10-34-50 0-40z'
  const at = (x: number, y: number, turn: number, p: Paint): string =>
    `<g transform="translate(${x} ${y}) rotate(${turn} 124 124)">${area(piece, p.shade, 1)}<g transform="translate(-4 -6)">${area(piece, p.base)}${shine('M72 76v20', 7)}</g></g>`
  return [
    ground(200, 150, 346),
    at(20, 20, 0, a),
    at(150, 22, 90, b),
    at(22, 148, 90, PAINTS.cream),
    at(168, 166, 18, PAINTS.ochre),
  ].join('')
}

/** A wooden burr of crossed bars. */
export const burr: Draw = (s, a, b) =>
  [
    ground(200, 128, 344),
    s.solid(boxPath(166, 56, 68, 272, 6), b, rightOf(204)),
    box(166, 56, 68, 22, 6, '#fff', 0.22),
    s.solid('M60 190l230-84 22 26v40L82 258l-22-26z', a, 'M82 216l230-84v40L82 258z'),
    area('M60 190l22 26v42l-22-26z', a.shade, 0.4),
    s.solid('M88 110l22-26 232 84v40l-22 26L88 152z', PAINTS.cream, 'M320 192l22-24v40l-22 26z'),
    area('M110 84l232 84-22 26L88 110z', '#fff', 0.3),
    s.solid(boxPath(166, 222, 68, 106, 6), b, rightOf(204)),
    line('M180 250v60', b.shade, 3, 0.7),
  ].join('')

/** Wooden bricks, stacked. */
export const blocks: Draw = (s, a, b) =>
  [
    ground(200, 144, 344),
    s.solid(boxPath(70, 236, 100, 100, 10), a, rightOf(140)),
    s.solid(boxPath(178, 236, 100, 100, 10), PAINTS.ochre, rightOf(248)),
    s.solid('M286 336v-98c0-6 4-8 8-4l46 90c4 8 0 12-6 12z', PAINTS.pine, 'M310 230h50v120h-30z'),
    s.solid(boxPath(122, 130, 100, 100, 10), b, rightOf(192)),
    dot(120, 286, 24, '#fff', 0.5),
    area('M228 262l24 44h-48z', '#fff', 0.55),
    box(152, 160, 40, 40, 6, '#fff', 0.5),
    s.solid('M132 126c0-30 18-48 42-48s42 18 42 48z', PAINTS.sky, rightOf(188)),
    shine('M84 252v60M136 146v60', 7),
  ].join('')
