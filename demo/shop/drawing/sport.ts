/** Cycling, running, training. */
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

/** A road helmet from the side. */
export const helmet: Draw = (s, a, b) => {
  const shell = 'M48 226c0-92 74-146 160-146 82 0 142 56 150 140 2 18-10 24-26 20-80-22-170-20-252 2-18 4-32 2-32-16z'
  return [
    ground(204, 142, 340),
    line('M120 240l68 84 58-88M188 324l10 14', INK, 8),
    box(180, 312, 22, 30, 7, b.base),
    s.solid(shell, a, 'M250 60c40 70 30 130 20 200h120V60z'),
    area(
      'M90 190c20-40 56-66 96-72-30 24-44 46-52 72zM166 178c14-30 36-52 66-62-14 22-20 40-22 64zM242 176c8-22 20-36 38-46 20 14 32 30 40 52-26-6-50-8-78-6z',
      INK,
      0.85,
    ),
    area('M60 226c90-34 200-34 296-4 2 18-10 22-26 18-80-22-170-20-252 2-10 2-18 0-18-16z', b.base),
    area('M280 208c26 2 52 8 76 14 2 18-10 22-26 18-16-4-34-8-50-10z', b.shade, 0.8),
    shine('M84 164c14-28 36-46 62-56', 10),
  ].join('')
}

/** A front light on its clamp. */
export const bikelight: Draw = (s, a, b) =>
  [
    ground(206, 110, 342),
    area('M112 148L26 96v172l86-52z', '#fff3c9', 0.65),
    line('M222 226v40', INK, 34),
    line('M176 300c0-52 92-52 92 0', INK, 22),
    oval(222, 304, 40, 34, PAINTS.steel.shade),
    oval(222, 304, 24, 20, PAINTS.steel.base),
    s.solid(
      'M112 132c0-12 10-20 22-20h150c34 0 58 22 58 62s-24 62-58 62H134c-12 0-22-8-22-20z',
      a,
      'M100 186h260v70H100z',
    ),
    box(92, 104, 46, 140, 16, b.base),
    box(116, 104, 22, 140, 11, b.shade),
    oval(92, 174, 18, 56, '#fff8df'),
    oval(90, 174, 10, 38, '#ffd75e'),
    box(206, 100, 54, 20, 10, b.base),
    line('M168 150h100', '#fff', 9, 0.3),
    dot(312, 174, 9, b.base),
  ].join('')

/** A rear light with its strap. */
export const taillight: Draw = (s, a, b) =>
  [
    ground(200, 80, 350),
    line('M124 100c-26 60-26 160 0 220', INK, 18),
    line('M276 100c26 60 26 160 0 220', INK, 18),
    s.solid(boxPath(124, 58, 152, 284, 60), b, rightOf(232)),
    s.solid(boxPath(146, 84, 108, 232, 46), a, rightOf(222)),
    dot(200, 140, 26, '#fff', 0.35),
    dot(200, 140, 14, '#fff', 0.9),
    dot(200, 200, 26, '#fff', 0.3),
    dot(200, 200, 14, '#fff', 0.8),
    dot(200, 260, 26, '#fff', 0.25),
    dot(200, 260, 14, '#fff', 0.7),
    shine('M162 122v110', 8, 0.35),
  ].join('')

/** A shackle lock. */
export const lock: Draw = (s, a, b) =>
  [
    ground(200, 122, 342),
    line('M112 260V146c0-112 176-112 176 0v114', b.shade, 36),
    line('M108 260V146c0-108 176-108 176 0v114', b.base, 26),
    line('M104 230V150c0-40 24-66 56-76', '#fff', 6, 0.35),
    s.solid(boxPath(68, 248, 264, 88, 26), a, 'M60 302h290v50H60z'),
    box(100, 248, 20, 88, 0, INK, 0.5),
    box(280, 248, 20, 88, 0, INK, 0.5),
    dot(200, 290, 22, PAINTS.steel.base),
    box(196, 278, 8, 24, 4, INK),
  ].join('')

/** A squeeze bottle. */
export const bidon: Draw = (s, a, b) => {
  const body =
    'M126 134h148c10 20 14 40 6 66-4 14-4 22 0 36 8 26 6 70 0 96-4 18-30 20-80 20s-76-2-80-20c-6-26-8-70 0-96 4-14 4-22 0-36-8-26-4-46 6-66z'
  return [
    ground(200, 86, 354),
    s.solid(body, a, rightOf(234, 8)),
    s.inside(body, `${area('M100 258l200-44v38l-200 44z', b.base)}${area('M100 306l200-44v14l-200 44z', b.base)}`),
    s.solid('M128 136c-4-36 26-46 48-54h48c22 8 52 18 48 54z', b, rightOf(226)),
    s.solid(boxPath(178, 40, 44, 48, 12), PAINTS.charcoal, rightOf(206)),
    line('M130 136h140', b.shade, 6),
    shine('M142 156v28M138 246v70', 10, 0.36),
  ].join('')
}

/** A floor pump. */
export const pump: Draw = (s, a, b) =>
  [
    ground(200, 104, 352),
    line('M244 300c90 10 108-80 74-150-18-38-6-78 26-80', INK, 9),
    box(334, 56, 34, 26, 8, PAINTS.orange.base),
    s.solid(boxPath(116, 40, 168, 30, 15), b, rightOf(230)),
    line('M200 70v50', PAINTS.steel.shade, 14),
    line('M196 70v50', PAINTS.steel.base, 7),
    s.solid(boxPath(172, 112, 56, 206, 12), a, rightOf(208)),
    dot(200, 284, 40, INK),
    dot(200, 284, 31, '#fbf9f3'),
    line('M200 284l16-18', PAINTS.brick.base, 5),
    line('M178 284h4M200 260v4M222 284h-4', INK, 4),
    area('M120 348c0-22 30-30 80-30s80 8 80 30z', b.base),
    area('M222 320c34 4 58 12 58 28h-52z', b.shade),
    shine('M184 130v110', 8),
  ].join('')

/** A wedge bag that hangs under a saddle. */
export const saddlebag: Draw = (s, a, b) =>
  [
    ground(206, 136, 326),
    line('M44 112c60-20 200-26 300 6', b.shade, 26),
    line('M44 106c60-20 200-26 300 6', b.base, 20),
    s.solid(
      'M82 140h248c16 0 24 12 20 28l-30 122c-4 16-16 24-32 22L112 290c-14-2-24-10-28-24L62 166c-4-16 4-26 20-26z',
      a,
      'M60 250l300-40v120H60z',
    ),
    line('M96 190l220-14', INK, 6),
    line('M316 176l16 26', b.base, 8),
    box(124, 122, 26, 88, 6, INK),
    box(262, 122, 26, 80, 6, INK),
    box(176, 226, 76, 44, 8, '#fff', 0.8),
    line('M186 248h56', PAINTS.brick.base, 9),
    shine('M82 176l12 62', 9, 0.25),
  ].join('')

/** A roll-top pannier. */
export const pannier: Draw = (s, a, b) => {
  const body = 'M104 122h192l22 190c2 20-8 32-28 32H110c-20 0-30-12-28-32z'
  return [
    ground(200, 126, 350),
    line('M160 80c0-44 80-44 80 0', INK, 10),
    s.solid(body, a, rightOf(250, 14)),
    s.solid(boxPath(90, 74, 220, 58, 20), a, 'M80 104h240v40H80z'),
    line('M136 76v130M264 76v130', INK, 14),
    box(124, 178, 24, 28, 5, PAINTS.steel.base),
    box(252, 178, 24, 28, 5, PAINTS.steel.base),
    s.inside(body, area('M60 262h290v34H60z', b.base)),
    dot(200, 222, 22, '#fff', 0.85),
    shine('M110 154l-12 90', 10, 0.28),
  ].join('')
}

/** A brass bell on its clamp. */
export const bell: Draw = (s, a, b) =>
  [
    ground(200, 116, 330),
    line('M150 262c0 56 100 56 100 0', INK, 24),
    box(150, 240, 100, 26, 10, b.base),
    s.solid(
      'M76 232c0-84 50-140 124-140s124 56 124 140c0 12-8 18-20 18H96c-12 0-20-6-20-18z',
      a,
      'M234 80c50 60 50 120 20 180h110V80z',
    ),
    line('M78 226c40 10 204 10 244 0', a.shade, 5),
    dot(200, 92, 17, b.base),
    line('M320 224l40-24', INK, 10),
    dot(362, 198, 14, b.base),
    shine('M108 196c6-32 24-56 52-68', 13, 0.5),
  ].join('')

/** A folding tool with hex keys spread. */
export const multitool: Draw = (s, a, b) => {
  const key = (turn: number, length: number): string =>
    turned(
      turn,
      128,
      262,
      line(`M128 262V${262 - length}h22`, b.shade, 15) + line(`M126 262V${262 - length}h22`, b.base, 8),
    )
  return [
    ground(206, 138, 336),
    key(-34, 168),
    key(-6, 196),
    key(24, 170),
    key(50, 120),
    s.solid(boxPath(92, 222, 240, 86, 40), a, 'M80 270h270v50H80z'),
    dot(130, 264, 18, b.base),
    dot(130, 264, 8, b.shade),
    dot(294, 264, 18, b.base),
    dot(294, 264, 8, b.shade),
    line('M170 248h88', '#fff', 8, 0.3),
  ].join('')
}

/** A skipping rope with two handles. */
export const jumprope: Draw = (s, a, b) =>
  [
    ground(200, 142, 346),
    line('M118 190C84 20 316 20 282 190', b.shade, 11),
    line('M118 186C84 16 316 16 282 186', b.base, 7),
    line('M112 206c-60 90 20 130 90 128 80 0 150-36 86-128', b.base, 7),
    turned(
      12,
      118,
      250,
      s.solid(boxPath(98, 178, 42, 132, 18), a, rightOf(122)) + line('M100 210h38M100 226h38M100 242h38', a.shade, 4),
    ),
    turned(
      -12,
      282,
      250,
      s.solid(boxPath(260, 178, 42, 132, 18), a, rightOf(284)) + line('M262 210h38M262 226h38M262 242h38', a.shade, 4),
    ),
  ].join('')

/** A foam roller, lying. */
export const roller: Draw = (_s, a, b) =>
  [
    ground(204, 152, 306),
    area('M112 128h178c66 0 66 168 0 168H112z', a.base),
    area('M112 232h222c-6 40-20 64-44 64H112z', a.shade, 0.75),
    line('M164 132c26 40 26 124 0 160M214 132c26 40 26 124 0 160M264 132c26 40 26 124 0 160', a.shade, 9, 0.7),
    line('M140 180h170M140 232h178', a.shade, 5, 0.5),
    oval(112, 212, 54, 84, b.shade),
    oval(110, 212, 50, 79, b.base),
    oval(112, 212, 32, 54, INK),
    oval(118, 214, 26, 48, '#3b4a52'),
    shine('M176 148h26M228 148h30', 9, 0.35),
  ].join('')

/** A kettlebell. */
export const kettlebell: Draw = (s, a, b) =>
  [
    ground(200, 112, 346),
    line('M132 188c-34-130 170-130 136 0', a.shade, 38),
    line('M130 186c-32-126 166-126 136 0', a.base, 28),
    s.solid(
      'M200 150c74 0 112 46 112 104 0 38-16 70-44 92H132c-28-22-44-54-44-92 0-58 38-104 112-104z',
      a,
      'M236 130c56 70 40 160 0 230h130V130z',
    ),
    dot(196, 252, 44, b.base),
    area('M214 212a44 44 0 0 1-6 82c26-22 28-56 6-82z', b.shade, 0.7),
    line('M184 236l-8 34M212 236l-8 34', a.base, 7),
    shine('M108 250c2-32 16-54 38-66M134 122c4-16 14-26 28-32', 11, 0.25),
  ].join('')

/** A light dumbbell pair, one leaning on the other. */
export const dumbbell: Draw = (s, a, b) => {
  const one = [
    line('M130 250h140', b.base, 24),
    line('M130 258h140', b.shade, 9),
    s.solid(boxPath(62, 184, 84, 132, 28), a, 'M50 256h110v70H50z'),
    s.solid(boxPath(254, 184, 84, 132, 28), a, 'M240 256h110v70H240z'),
    line('M82 206h34M274 206h34', '#fff', 9, 0.35),
  ].join('')
  return ground(200, 150, 330) + s.copies(one, ['rotate(-24 200 250) translate(6 -72)', 'translate(0)'])
}

/** A cage that holds a bottle on a frame. */
export const cage: Draw = (s, a, b) =>
  [
    ground(200, 84, 352),
    line('M262 60v282', b.base, 30),
    line('M270 60v282', b.shade, 12),
    dot(262, 150, 6, PAINTS.steel.base),
    dot(262, 250, 6, PAINTS.steel.base),
    s.solid(wall(150, 108, 84, 210, 10), PAINTS.sage, rightOf(206)),
    s.solid(boxPath(166, 56, 52, 54, 14), PAINTS.charcoal, rightOf(202)),
    shine('M166 130v40', 8),
    line('M246 140c-60-12-120 0-120 40 0 50 104 20 104 74 0 40-80 50-104 50', a.shade, 18),
    line('M246 136c-60-12-120 0-120 40 0 50 104 20 104 74 0 40-80 50-104 50', a.base, 11),
    line('M126 300c-10 40 60 44 120 34', a.base, 13),
  ].join('')
