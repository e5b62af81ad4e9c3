/** Photography and music. */
import { area, box, boxPath, type Draw, dot, ground, INK, line, oval, PAINTS, rightOf, shine, turned } from './kit.ts'

/** A small camera with a fixed lens. */
export const camera: Draw = (s, a, b) =>
  [
    ground(200, 150, 328),
    box(86, 92, 66, 30, 10, a.shade),
    box(244, 82, 76, 40, 10, a.shade),
    box(258, 74, 40, 16, 6, PAINTS.steel.base),
    s.solid(boxPath(48, 108, 304, 208, 28), a, rightOf(288)),
    s.inside(
      boxPath(48, 108, 304, 208, 28),
      `${area('M40 168h320v100H40z', b.base)}${area('M288 168h80v100h-80z', b.shade, 0.8)}`,
    ),
    box(76, 122, 54, 32, 7, INK),
    box(82, 128, 20, 8, 3, '#fff', 0.35),
    box(262, 124, 62, 24, 7, PAINTS.cream.base),
    dot(200, 214, 84, PAINTS.steel.shade),
    dot(197, 212, 82, PAINTS.steel.base),
    dot(198, 214, 66, INK),
    dot(198, 214, 46, '#33484f'),
    dot(198, 214, 26, '#1a2529'),
    area('M166 196c6-16 18-24 34-26-16 12-24 24-26 42z', '#fff', 0.5),
    dot(216, 232, 7, '#fff', 0.25),
    line('M144 146a86 86 0 0 1 90-10', '#fff', 6, 0.5),
  ].join('')

/** An instant camera giving out a picture. */
export const instant: Draw = (s, a, b) =>
  [
    ground(200, 136, 350),
    box(128, 268, 144, 78, 4, '#fdfcf8'),
    box(140, 268, 120, 58, 2, PAINTS.sky.base),
    area('M140 326l36-34 24 20 26-30 34 44z', PAINTS.pine.base, 0.85),
    s.solid(
      'M104 66h192c22 0 34 12 38 36l18 150c2 22-8 34-28 34H76c-20 0-30-12-28-34l18-150c4-24 16-36 38-36z',
      a,
      rightOf(276, 12),
    ),
    s.inside(
      'M66 66h270l20 222H44z',
      `${area('M40 226h106v20H40zM254 226h106v20H254z', b.base)}${area('M40 246h106v14H40zM254 246h106v14H254z', PAINTS.ochre.base)}`,
    ),
    box(94, 262, 212, 14, 7, INK),
    dot(200, 176, 70, INK),
    dot(200, 176, 52, PAINTS.steel.shade),
    dot(200, 176, 40, '#1f2d32'),
    area('M174 162c6-14 14-20 26-22-12 10-18 20-20 34z', '#fff', 0.5),
    box(96, 88, 50, 32, 8, '#fff7d9'),
    box(258, 92, 44, 24, 6, INK),
    dot(92, 176, 14, PAINTS.brick.base),
    shine('M82 118l-8 60', 8),
  ].join('')

/** A film canister with its leader out. */
export const filmroll: Draw = (s, a, b) => {
  const film = 'M190 118h152c12 0 16 8 16 18v142c0 10-4 18-16 18H190z'
  const holes = Array.from(
    { length: 6 },
    (_, i) => `M${220 + i * 24} 128h12v13h-12zM${220 + i * 24} 273h12v13h-12z`,
  ).join('')
  return [
    ground(204, 150, 342),
    s.solid(film, PAINTS.walnut, 'M300 100h80v220h-80z', 0.6),
    area(holes, '#e9eae5'),
    box(228, 152, 58, 108, 5, '#d99a55', 0.75),
    box(296, 152, 50, 108, 5, '#d99a55', 0.5),
    box(112, 60, 48, 36, 8, INK),
    s.solid(boxPath(68, 106, 138, 212, 14), a, rightOf(166, 4)),
    s.inside(
      boxPath(68, 106, 138, 212, 14),
      `${area('M50 150h170v64H50z', b.base)}${area('M50 222h170v10H50z', b.base)}${area('M166 100h50v230h-50z', '#000', 0.16)}`,
    ),
    box(58, 88, 158, 28, 9, PAINTS.steel.base),
    box(166, 88, 50, 28, 9, PAINTS.steel.shade),
    box(58, 308, 158, 28, 9, PAINTS.steel.base),
    box(166, 308, 50, 28, 9, PAINTS.steel.shade),
    shine('M88 126v172', 9),
  ].join('')
}

/** A tripod. */
export const tripod: Draw = (_s, a, b) =>
  [
    ground(200, 126, 352),
    line('M200 130v216', a.shade, 15),
    line('M190 130L96 344', a.shade, 17),
    line('M186 130L92 344', a.base, 11),
    line('M210 130l94 214', a.shade, 17),
    line('M206 130l94 214', a.base, 8),
    line('M144 232l-14 32M256 232l14 32M200 236v30', b.base, 19),
    line('M150 232h100', PAINTS.steel.shade, 6),
    box(168, 112, 64, 34, 12, b.base),
    box(208, 112, 24, 34, 12, b.shade),
    line('M228 96l74 26', INK, 8),
    line('M290 118l18 6', INK, 15),
    box(178, 76, 44, 42, 10, a.base),
    box(204, 76, 18, 42, 9, a.shade),
    box(148, 52, 104, 26, 8, INK),
    box(160, 46, 80, 12, 5, PAINTS.steel.base),
  ].join('')

/** A camera strap, coiled. */
export const strap: Draw = (_s, a, b) =>
  [
    ground(200, 128, 336),
    line('M98 276C20 60 380 60 302 276', a.shade, 36),
    line('M98 270C24 62 376 62 302 270', a.base, 30),
    line('M98 270C24 62 376 62 302 270', b.base, 6),
    line('M98 286c-2 30 20 40 50 36M302 286c2 30-20 40-50 36', INK, 11),
    box(78, 258, 42, 44, 8, PAINTS.walnut.base),
    box(280, 258, 42, 44, 8, PAINTS.walnut.shade),
    dot(160, 322, 15, PAINTS.brass.base),
    dot(160, 322, 7, '#e9eae5'),
    dot(240, 322, 15, PAINTS.brass.shade),
    dot(240, 322, 7, '#e9eae5'),
    line('M104 168c12-26 34-42 62-50', '#fff', 7, 0.3),
  ].join('')

/** A shoulder bag with a flap. */
export const satchel: Draw = (s, a, b) =>
  [
    ground(200, 142, 342),
    line('M84 168C60 20 340 20 316 168', b.shade, 16),
    line('M84 164C64 24 336 24 316 164', b.base, 11),
    s.solid(
      'M80 150h240c16 0 24 10 24 24v134c0 20-12 30-32 30H88c-20 0-32-10-32-30V174c0-14 8-24 24-24z',
      a,
      rightOf(266, 8),
    ),
    s.solid(
      'M76 140h248c16 0 24 10 24 24v56c0 24-18 36-40 36H92c-22 0-40-12-40-36v-56c0-14 8-24 24-24z',
      a,
      'M40 226h330v50H40z',
      0.55,
    ),
    area('M272 140h52c16 0 24 10 24 24v56c0 24-18 36-40 36h-40z', a.shade, 0.6),
    line('M128 142v142M272 142v142', b.base, 19),
    box(114, 226, 28, 34, 6, PAINTS.brass.base),
    box(258, 226, 28, 34, 6, PAINTS.brass.shade),
    line('M74 246c6 4 12 4 18 4h216c8 0 14 0 20-4', a.shade, 4),
    shine('M76 164v38', 9),
  ].join('')

/** A lens, standing. */
export const lens: Draw = (s, a, b) =>
  [
    ground(200, 112, 350),
    s.solid('M104 316c0 18 42 30 96 30s96-12 96-30v-26H104z', PAINTS.steel, rightOf(244)),
    s.solid('M88 132h224v146c0 20-50 32-112 32S88 298 88 278z', a, rightOf(250, 6)),
    s.inside(
      'M88 132h224v146c0 20-50 32-112 32S88 298 88 278z',
      `${line('M80 196c50 24 190 24 240 0M80 214c50 24 190 24 240 0M80 232c50 24 190 24 240 0', '#000', 7, 0.28)}${line('M84 264c50 24 182 24 232 0', b.base, 6)}`,
    ),
    s.solid('M80 106h240v34c0 18-54 32-120 32S80 158 80 140z', a, rightOf(254)),
    oval(200, 106, 120, 44, a.base),
    oval(200, 106, 106, 38, a.shade),
    oval(200, 108, 82, 28, '#2b4a52'),
    oval(200, 110, 54, 18, '#16262b'),
    area('M140 100c10-12 28-18 48-20-20 10-28 20-28 32z', '#bfe1e0', 0.7),
    dot(240, 116, 6, '#a9a0c9', 0.8),
    shine('M108 182v84', 9, 0.25),
  ].join('')

/** An album with a picture on its cover. */
export const album: Draw = (s, a, b) =>
  [
    ground(204, 134, 346),
    s.solid('M80 76h240c10 0 16 6 16 16v230c0 10-6 16-16 16H80z', b, rightOf(280)),
    area('M86 86h240v242H86z', '#fbf9f3'),
    s.solid(
      'M72 66h232c10 0 16 6 16 16v234c0 10-6 16-16 16H72c-6 0-10-4-10-10V76c0-6 4-10 10-10z',
      a,
      rightOf(268, 6),
      0.55,
    ),
    area('M62 76c0-6 4-10 10-10h26v266H72c-6 0-10-4-10-10z', a.shade),
    box(138, 118, 142, 116, 4, '#fdfcf8'),
    box(148, 128, 122, 86, 2, PAINTS.sky.base),
    area('M148 214l40-48 30 30 22-24 30 42z', PAINTS.pine.base),
    dot(244, 148, 11, PAINTS.lemon.base),
    line('M160 268h98M160 290h60', '#fff', 6, 0.6),
    line('M82 84v230', '#fff', 5, 0.2),
  ].join('')

/** A wooden frame with a landscape. */
export const frame: Draw = (s, a) =>
  [
    ground(204, 128, 350),
    area('M262 120l70 226h-30l-60-180z', a.shade),
    s.solid(boxPath(66, 54, 250, 288, 8), a, rightOf(268)),
    box(88, 76, 206, 244, 3, '#fdfcf8'),
    box(114, 106, 154, 184, 2, PAINTS.sky.base),
    s.inside(
      boxPath(114, 106, 154, 184, 2),
      `${dot(226, 150, 19, PAINTS.lemon.base)}${area('M100 254l54-74 40 50 26-30 60 66v40H100z', PAINTS.slate.base)}${area('M100 272c60-30 110 10 180-16v50H100z', PAINTS.pine.base)}`,
    ),
    line('M66 72l22 18M316 72l-22 18M66 326l22-18M316 326l-22-18', a.shade, 3, 0.7),
    area('M88 76h70L88 226z', '#fff', 0.35),
    line('M78 68v250', '#fff', 5, 0.3),
  ].join('')

/** A box of paper with a sheet half out. */
export const paperbox: Draw = (s, a, b) =>
  [
    ground(204, 136, 340),
    turned(
      -8,
      200,
      150,
      box(98, 44, 176, 190, 4, '#fdfcf8') +
        box(112, 58, 148, 120, 2, b.base) +
        area('M112 178l46-60 34 40 24-26 44 46z', b.shade) +
        dot(230, 84, 12, PAINTS.lemon.base),
    ),
    s.solid(boxPath(66, 164, 268, 168, 10), a, rightOf(268)),
    area('M66 176c0-8 4-12 12-12h244c8 0 12 4 12 12v16H66z', a.shade, 0.7),
    box(98, 218, 130, 76, 6, PAINTS.cream.base),
    line('M116 242h90M116 266h54', a.shade, 6),
    dot(286, 258, 20, b.base),
    shine('M84 208v100', 8),
  ].join('')

/** A record player. */
export const turntable: Draw = (s, a, b) =>
  [
    ground(200, 160, 332),
    box(62, 306, 46, 22, 8, INK),
    box(292, 306, 46, 22, 8, INK),
    area('M48 168l40-66h228l36 66z', b.base),
    s.solid(boxPath(40, 166, 320, 146, 16), a, 'M30 262h340v60H30z'),
    area('M40 250V182l44-84h232l44 84v68z', b.base),
    area('M300 98h16l44 84v68h-40z', b.shade, 0.7),
    oval(176, 174, 110, 62, '#20262a'),
    oval(176, 174, 92, 51, '#2f373b'),
    oval(176, 174, 72, 40, '#20262a'),
    oval(176, 174, 38, 21, PAINTS.brick.base),
    oval(176, 174, 5, 3, '#fff'),
    area('M88 150c14-20 36-32 60-36l22 54z', '#fff', 0.14),
    dot(320, 130, 18, PAINTS.steel.shade),
    line('M320 130v66l-62 14', PAINTS.steel.base, 8),
    box(238, 200, 28, 18, 4, INK),
    dot(320, 234, 10, PAINTS.ochre.base),
    line('M64 278h120', '#fff', 5, 0.25),
  ].join('')

/** A record half out of its sleeve. */
export const record: Draw = (s, a, b) =>
  [
    ground(204, 148, 344),
    dot(250, 198, 120, '#20262a'),
    dot(250, 198, 102, '#2f373b'),
    dot(250, 198, 86, '#20262a'),
    dot(250, 198, 70, '#2f373b'),
    area('M250 78a120 120 0 0 1 84 34l-84 86z', '#fff', 0.12),
    dot(250, 198, 40, b.base),
    dot(250, 198, 6, '#e9eae5'),
    s.solid(boxPath(40, 66, 226, 268, 6), a, rightOf(222, 6), 0.5),
    s.inside(
      boxPath(40, 66, 226, 268, 6),
      `${dot(152, 166, 58, b.base)}${area('M30 300c50-90 80-90 120-40s70 20 130-50v130H30z', a.shade)}${area('M30 320c60-60 90-50 130-20s70 10 110-30v70H30z', b.shade, 0.85)}`,
    ),
    line('M52 78v240', '#fff', 5, 0.25),
  ].join('')

/** Over-ear headphones. */
export const headphones: Draw = (s, a, b) =>
  [
    ground(200, 132, 344),
    line('M92 226C72 20 328 20 308 226', a.shade, 28),
    line('M92 220C76 24 324 24 308 220', a.base, 20),
    line('M136 96c30-34 98-34 128 0', b.base, 15),
    line('M88 190v40M312 190v40', PAINTS.steel.base, 12),
    s.solid(boxPath(100, 196, 60, 142, 28), b, rightOf(136)),
    s.solid(boxPath(240, 196, 60, 142, 28), b, rightOf(270)),
    s.solid(boxPath(58, 206, 68, 122, 32), a, rightOf(104)),
    s.solid(boxPath(274, 206, 68, 122, 32), a, rightOf(308)),
    dot(88, 266, 15, a.shade, 0.7),
    dot(310, 266, 15, a.base, 0.5),
    line('M76 236v44', '#fff', 8, 0.3),
    line('M118 118c8-22 20-36 38-46', '#fff', 7, 0.3),
  ].join('')

/** Earbuds in an open case. */
export const earbuds: Draw = (s, a, b) =>
  [
    ground(200, 132, 336),
    s.solid('M82 200c0-80 40-120 118-120s118 40 118 120z', a, rightOf(256, 10)),
    area('M104 196c4-60 36-92 96-92s92 32 96 92z', a.shade),
    s.solid('M150 186c-22-6-30-26-22-44 8-20 34-24 48-10 10 10 12 24 8 34l-4 62h-28z', b, rightOf(164)),
    s.solid('M250 186c22-6 30-26 22-44-8-20-34-24-48-10-10 10-12 24-8 34l4 62h28z', b, rightOf(248)),
    dot(148, 152, 12, INK),
    dot(252, 152, 12, INK),
    s.solid('M76 198h248c10 0 14 6 14 14 0 76-46 116-138 116S62 288 62 212c0-8 4-14 14-14z', a, rightOf(264, 6)),
    line('M72 204h256', a.shade, 6),
    dot(200, 258, 8, PAINTS.mint.base),
    shine('M88 238c6 24 18 40 36 50', 10),
  ].join('')

/** A portable speaker. */
export const speaker: Draw = (s, a, b) => {
  const dots = Array.from({ length: 24 }, (_, i) =>
    dot(104 + (i % 8) * 27, 178 + Math.floor(i / 8) * 34, 6, a.shade),
  ).join('')
  return [
    ground(200, 156, 322),
    line('M88 116c0-64 224-64 224 0', b.shade, 15),
    line('M88 112c0-62 224-62 224 0', b.base, 9),
    s.solid(boxPath(44, 112, 312, 198, 46), a, rightOf(286, 8)),
    s.inside(boxPath(44, 112, 312, 198, 46), area('M40 280h320v40H40z', b.base)),
    dots,
    box(150, 124, 100, 22, 11, b.base),
    dot(172, 135, 5, '#fff'),
    dot(200, 135, 5, '#fff'),
    dot(228, 135, 5, PAINTS.ochre.base),
    shine('M68 166v80', 10),
  ].join('')
}

/** A bookshelf loudspeaker. */
export const loudspeaker: Draw = (s, a, b) =>
  [
    ground(200, 118, 354),
    area('M282 56l32 18v262l-32 14z', a.shade),
    s.solid(boxPath(92, 50, 200, 300, 12), a, rightOf(252, 4), 0.55),
    box(108, 66, 168, 268, 8, b.base),
    dot(192, 250, 68, INK),
    dot(192, 250, 58, '#3a4448'),
    dot(192, 250, 44, '#2a3235'),
    dot(192, 250, 20, '#4a565b'),
    area('M144 236c6-24 24-40 46-44-18 12-30 28-34 52z', '#fff', 0.2),
    dot(192, 126, 34, INK),
    dot(192, 126, 24, PAINTS.steel.shade),
    dot(188, 122, 16, PAINTS.steel.base),
    line('M102 66v260', '#fff', 5, 0.28),
  ].join('')

/** A table radio with a dial. */
export const radio: Draw = (s, a, b) =>
  [
    ground(200, 152, 336),
    line('M280 122L346 36', PAINTS.steel.shade, 6),
    dot(346, 36, 8, PAINTS.steel.base),
    line('M112 120c0-44 132-44 132 0', b.base, 11),
    box(80, 318, 36, 16, 5, INK),
    box(284, 318, 36, 16, 5, INK),
    s.solid(boxPath(44, 116, 312, 206, 34), a, rightOf(290, 6), 0.65),
    box(66, 140, 160, 158, 22, b.base),
    line('M86 164h120M86 186h120M86 208h120M86 230h120M86 252h120M86 274h120', b.shade, 7),
    dot(288, 194, 50, '#fbf9f3'),
    dot(288, 194, 38, PAINTS.cream.shade),
    dot(288, 194, 14, a.shade),
    line('M288 194l18-24', PAINTS.brick.base, 6),
    dot(262, 282, 13, INK),
    dot(312, 282, 13, INK),
    line('M52 152c2-12 8-20 18-24', '#fff', 8, 0.35),
  ].join('')

/** A guitar or ukulele body with its neck, leaning a little. */
export const guitar: Draw = (s, a, b) => {
  const body =
    'M200 152c42 0 58 22 56 46-2 18-6 28 6 40 20 18 34 34 34 60 0 40-40 60-96 60s-96-20-96-60c0-26 14-42 34-60 12-12 8-22 6-40-2-24 14-46 56-46z'
  return (
    ground(206, 106, 358) +
    turned(
      12,
      200,
      220,
      [
        s.solid(body, a, 'M232 120c30 40 20 90 40 130s20 90-30 130h120V120z', 0.65),
        dot(200, 214, 30, PAINTS.walnut.shade),
        line('M200 184a30 30 0 0 1 0 60a30 30 0 0 1 0-60z', b.base, 6),
        box(166, 296, 68, 15, 5, PAINTS.walnut.shade),
        s.solid('M185 62h30v124h-30z', b, rightOf(202)),
        line('M185 84h30M185 106h30M185 128h30M185 150h30M185 172h30', PAINTS.steel.base, 3),
        s.solid('M178 6h44l-5 58h-34z', b, rightOf(202)),
        line('M172 20h8M172 38h8M220 20h8M220 38h8', PAINTS.steel.base, 8),
        line('M192 60v240M198 60v240M203 60v240M209 60v240', '#f6efe0', 1.6, 0.9),
        shine('M126 274c-2 24 6 42 22 54', 10),
      ].join(''),
    )
  )
}

/** A thumb piano. */
export const kalimba: Draw = (s, a, b) => {
  const tines = [70, 96, 122, 150, 176, 150, 122, 96, 70]
  return [
    ground(200, 122, 350),
    s.solid(
      'M96 70c60-22 148-22 208 0 12 6 16 14 14 28l-22 214c-4 24-20 32-42 32H146c-22 0-38-8-42-32L82 98c-2-14 2-22 14-28z',
      a,
      rightOf(254, 14),
      0.6,
    ),
    dot(200, 286, 32, PAINTS.walnut.shade),
    line('M200 254a32 32 0 0 1 0 64a32 32 0 0 1 0-64z', b.base, 5),
    tines
      .map(
        (length, i) =>
          line(`M${128 + i * 18} 84v${length}`, PAINTS.steel.shade, 11) +
          line(`M${127 + i * 18} 84v${length}`, '#eef1f1', 7),
      )
      .join(''),
    box(104, 104, 192, 16, 6, b.base),
    box(104, 130, 192, 9, 4, PAINTS.steel.shade),
    shine('M104 182l10 108', 9),
  ].join('')
}

/** A harmonica. */
export const harmonica: Draw = (s, a, b) =>
  ground(204, 156, 318) +
  turned(
    -10,
    200,
    210,
    [
      s.solid(boxPath(44, 200, 312, 46, 10), b, rightOf(288)),
      Array.from({ length: 10 }, (_, i) => box(62 + i * 28, 210, 18, 26, 3, INK)).join(''),
      s.solid(
        'M52 152c60-16 236-16 296 0 12 4 14 12 14 24v26H38v-26c0-12 2-20 14-24z',
        a,
        'M290 100h100v120H290z',
        0.65,
      ),
      s.solid('M38 244h324v22c0 12-2 18-14 22-60 12-236 12-296 0-12-4-14-10-14-22z', a, 'M20 262h370v60H20z', 0.65),
      line('M120 176h160', b.base, 8, 0.8),
      dot(66, 178, 7, a.shade),
      dot(334, 178, 7, a.shade),
      shine('M66 160c30-7 70-10 120-11', 7, 0.6),
    ].join(''),
  )
