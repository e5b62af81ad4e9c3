/** Camping and the trail. */
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

/** A ridge tent with its door rolled open. */
export const tent: Draw = (_s, a, b) =>
  [
    ground(200, 172, 326),
    area('M196 92L24 322h98z', a.base),
    area('M200 88l178 234H92z', a.base),
    area('M200 88l178 234H262z', a.shade, 0.8),
    area('M200 118l70 204H122z', b.shade),
    area('M200 118l4 204h66z', '#000', 0.18),
    area('M200 118c-10 70-40 150-78 204h-14z', b.base),
    area('M200 118c14 80 40 150 72 204h14z', b.base, 0.85),
    line('M200 88L14 326M200 88l188 238', INK, 3, 0.6),
    line('M200 70v22', INK, 7),
    line('M150 172L74 300', '#fff', 7, 0.25),
  ].join('')

/** A tarp on two poles. */
export const tarp: Draw = (s, a, b) =>
  [
    ground(200, 160, 332),
    line('M108 118v214M300 128v204', b.shade, 8),
    line('M108 122L30 332M300 130l74 202', INK, 2.5, 0.7),
    s.solid('M20 190L108 96c50 40 130 50 192 20l84 92c-60-12-90 14-172 8S80 176 20 190z', a, 'M236 96h160v140H196z'),
    line('M108 96c50 40 130 50 192 20', '#fff', 5, 0.4),
    box(164, 290, 88, 12, 5, PAINTS.oak.base),
    line('M176 302l-8 30M240 302l8 30', PAINTS.oak.shade, 7),
    s.solid(wall(186, 262, 28, 26, 4), PAINTS.cream, rightOf(204)),
  ].join('')

/** A mummy bag, hood up, a corner folded back. */
export const sleepingbag: Draw = (s, a, b) => {
  const body = 'M200 40c58 0 92 34 92 84 0 74-22 170-40 212-6 14-98 14-104 0-18-42-40-138-40-212 0-50 34-84 92-84z'
  return turned(
    14,
    200,
    200,
    [
      oval(210, 350, 78, 12, '#000', 0.1),
      s.solid(body, a, 'M238 20c40 100 10 220-10 340h140V20z', 0.7),
      line('M112 176c50 16 124 16 176 0M122 228c44 14 112 14 156 0M134 280c36 12 94 12 132 0', a.shade, 5, 0.8),
      oval(200, 112, 60, 54, b.shade),
      oval(196, 116, 52, 46, b.base),
      area('M200 160c-30 60-10 120 20 150 10-60 20-110 20-166z', b.base),
      line('M222 156c10 60 8 110 0 158', INK, 4, 0.5),
      shine('M130 110c4-18 12-32 26-42', 10),
    ].join(''),
  )
}

/** A rolled mat with two straps. */
export const rollmat: Draw = (_s, a, b) =>
  [
    ground(196, 152, 318),
    area('M104 138h196c50 0 50 160 0 160H104z', a.base),
    area('M104 236h234c-4 36-16 62-38 62H104z', a.shade, 0.75),
    oval(104, 218, 46, 80, a.shade),
    oval(104, 218, 40, 72, b.base),
    line('M104 166c34 0 34 104 0 104s-28-76 0-76 20 50 0 50-10-26 0-26', b.shade, 7),
    line('M196 139c30 30 30 130 0 158M280 139c30 30 30 130 0 158', INK, 13),
    shine('M156 162h24M220 162h40', 10, 0.3),
  ].join('')

/** A folding camp chair. */
export const campchair: Draw = (s, a, b) =>
  [
    ground(202, 122, 348),
    line('M110 344l150-122M292 344L136 222', b.shade, 10),
    line('M104 78l28 150M300 78l-28 150', b.base, 10),
    s.solid('M104 62h196l-22 130c-40 14-110 14-152 0z', a, 'M240 50h80v170h-70z', 0.65),
    s.solid('M116 216c50 18 124 18 172 0l24 34c-70 22-152 22-220 0z', a, 'M240 200h90v70h-70z'),
    line('M92 178l-14 62h30M312 178l14 62h-30', b.base, 9),
    box(66, 166, 58, 17, 8, b.base),
    box(280, 166, 58, 17, 8, b.shade),
    line('M130 344l-20 2M276 344l20 2', INK, 9),
    shine('M126 84l10 62', 10, 0.24),
  ].join('')

/** A roll-top table. */
export const camptable: Draw = (s, a, b) =>
  [
    ground(200, 150, 344),
    line('M100 194l170 148M300 194L130 342', b.shade, 12),
    line('M96 198l-8 144M304 198l8 144', b.base, 12),
    s.solid(boxPath(40, 162, 320, 36, 10), a, 'M40 184h330v20H40z'),
    line('M88 164v32M136 164v32M184 164v32M232 164v32M280 164v32M324 164v32', a.shade, 3),
    s.solid(wall(116, 116, 46, 44, 6), PAINTS.white, rightOf(144)),
    line('M162 128c18-2 18 24-2 24', PAINTS.white.shade, 6),
    s.solid('M226 118h64l-8 36c-4 8-44 8-48 0z', PAINTS.clay, rightOf(266)),
    line('M258 118c-14-20-24-28-36-32M258 118c0-24 8-36 14-44M262 118c12-16 22-24 34-26', PAINTS.pine.base, 8),
  ].join('')

/** A railway lantern. */
export const lantern: Draw = (s, a, b) =>
  [
    ground(200, 90, 350),
    line('M108 206C70 20 330 20 292 206', a.shade, 8),
    oval(200, 216, 66, 80, '#fff3c9', 0.9),
    oval(200, 216, 66, 80, '#ffffff', 0.25),
    area('M200 160c30 40 34 70 20 96h-40c-14-26-10-56 20-96z', '#ffb938'),
    area('M200 196c12 20 16 40 8 56h-18c-6-18 0-36 10-56z', '#fff0b5'),
    line('M134 190c30 16 102 16 132 0M134 240c30 16 102 16 132 0', a.shade, 4, 0.6),
    line('M118 132c-16 60-16 110 0 168M282 132c16 60 16 110 0 168', a.base, 12),
    s.solid('M136 136c10-34 34-44 64-44s54 10 64 44z', a, rightOf(222)),
    box(172, 66, 56, 30, 8, a.shade),
    s.solid('M124 290h152l14 48c2 8-4 12-14 12H124c-10 0-16-4-14-12z', a, rightOf(232)),
    dot(200, 320, 10, b.base),
    shine('M146 304l-8 32', 8),
  ].join('')

/** A headlamp on its band. */
export const headlamp: Draw = (s, a, b) =>
  [
    ground(200, 128, 318),
    line('M84 220C40 60 360 60 316 220', b.shade, 30),
    line('M84 214C44 62 356 62 316 214', b.base, 24),
    line('M120 134c40-36 120-36 160 0', '#fff', 4, 0.5),
    area('M76 200c60 70 188 70 248 0v34c-60 66-188 66-248 0z', b.base),
    area('M240 244c34-8 62-22 84-44v34c-20 22-46 36-74 44z', b.shade, 0.8),
    s.solid(boxPath(128, 188, 144, 110, 34), a, rightOf(234)),
    dot(200, 242, 42, INK),
    dot(200, 242, 34, '#ffe9a6'),
    dot(200, 242, 18, '#fffaf0'),
    box(176, 178, 48, 18, 8, PAINTS.orange.base),
    shine('M146 218c2-8 8-14 16-16', 8),
  ].join('')

/** A gas stove on its canister. */
export const stove: Draw = (s, a, b) =>
  [
    ground(200, 98, 350),
    s.solid('M108 268c0-30 30-44 92-44s92 14 92 44v58c0 12-30 22-92 22s-92-10-92-22z', a, rightOf(236)),
    area('M108 284c50 18 134 18 184 0v34c-50 18-134 18-184 0z', b.base),
    area('M240 296c20-2 38-6 52-12v34c-16 6-36 10-56 12z', b.shade, 0.7),
    box(186, 168, 28, 58, 6, PAINTS.steel.shade),
    line('M214 200h60', PAINTS.steel.shade, 7),
    line('M276 188v24', INK, 11),
    box(160, 148, 80, 26, 10, PAINTS.steel.base),
    box(210, 148, 30, 26, 10, PAINTS.steel.shade),
    line('M164 154L96 92h-24M236 154l68-62h24M200 150V92', PAINTS.iron.base, 8),
    area(
      'M148 140c-6-30 10-34 8-56 16 14 22 30 20 56zM190 140c-8-38 12-44 10-72 18 18 26 40 20 72zM232 140c-4-26 8-34 10-54 14 16 18 34 12 54z',
      '#5fa8dc',
      0.85,
    ),
    shine('M124 268c2-10 8-16 18-20', 9),
  ].join('')

/** Two nesting pots with folding handles. */
export const cookset: Draw = (s, a, b) =>
  [
    ground(196, 136, 342),
    line('M276 224h74c14 0 14 46 0 46h-66', b.base, 9),
    s.solid(wall(76, 196, 208, 122, 16), a, rightOf(226, 8)),
    oval(180, 196, 104, 17, a.base),
    oval(180, 199, 94, 12, a.shade),
    line('M254 128h62c12 0 12 36 0 36h-54', b.base, 8),
    s.solid(wall(104, 108, 158, 84, 12), a, rightOf(214, 8)),
    area('M100 108c6-26 38-36 84-36s76 10 82 36c-20 12-146 12-166 0z', a.base),
    area('M208 73c34 4 54 14 58 35-10 7-40 10-66 10 12-12 16-28 8-45z', a.shade, 0.7),
    line('M168 72c0-22 30-22 30 0', INK, 7),
    shine('M94 220v78M120 126v44', 10, 0.5),
    line('M98 240h12M98 262h12M98 284h12', a.shade, 3),
  ].join('')

/** Knife, fork and spoon. */
export const cutlery: Draw = (_s, a, b) =>
  turned(
    12,
    200,
    200,
    [
      line('M112 196v146', b.base, 20),
      line('M117 196v146', b.shade, 8),
      line('M112 180v30', a.base, 11),
      area('M84 52h10v66h8V52h8v66h8V52h8v66h8V52h8v92c0 22-12 42-29 42s-29-20-29-42z', a.base),
      line('M200 196v146', b.base, 20),
      line('M205 196v146', b.shade, 8),
      line('M200 170v40', a.base, 11),
      oval(200, 114, 34, 62, a.base),
      oval(203, 118, 24, 48, a.shade, 0.7),
      line('M288 196v146', b.base, 20),
      line('M293 196v146', b.shade, 8),
      area('M276 204V92c0-32 10-44 26-52v164z', a.base),
      area('M290 204V56c4-8 8-12 12-16v164z', a.shade, 0.7),
      shine('M180 96c2-14 6-22 12-30', 6, 0.6),
    ].join(''),
  )

/** A hiking pack. */
export const backpack: Draw = (s, a, b) => {
  const body = 'M108 132c0-56 34-84 92-84s92 28 92 84l14 186c0 18-12 28-30 28H124c-18 0-30-10-30-28z'
  return [
    ground(200, 116, 350),
    line('M172 50c0-36 56-36 56 0', INK, 11),
    box(66, 196, 40, 110, 16, a.shade),
    box(294, 196, 40, 110, 16, a.shade),
    s.solid(body, a, rightOf(246, 18)),
    s.solid(
      'M104 140c2-62 40-92 96-92s94 30 96 92c0 20-10 30-28 30H132c-18 0-28-10-28-30z',
      b,
      'M240 30c30 40 24 100 12 150h80V30z',
    ),
    box(126, 214, 148, 108, 22, a.shade),
    box(122, 208, 148, 108, 22, a.base),
    line('M136 240h120', INK, 5, 0.6),
    line('M152 140v74M246 140v74', INK, 12),
    box(143, 182, 18, 20, 4, PAINTS.brass.base),
    box(237, 182, 18, 20, 4, PAINTS.brass.base),
    shine('M124 120c4-24 16-38 34-46M110 200l-6 84', 10),
  ].join('')
}

/** An ankle-high boot. */
export const boot: Draw = (s, a, b) => {
  const body = 'M102 82h112c4 60 14 98 48 120 40 22 86 34 86 86v22H92c-8-70 16-140 10-228z'
  return [
    ground(216, 152, 346),
    s.solid(body, a, 'M160 210c30 50 100 60 200 60v60H90c30-20 60-60 70-120z', 0.6),
    area('M300 232c28 12 48 28 48 56v22h-70c2-36 8-60 22-78z', b.base),
    area('M92 310c-2-32 2-60 6-86 24 8 40 40 36 86z', b.base),
    box(82, 302, 276, 36, 12, INK),
    line('M108 338h10M144 338h10M180 338h10M216 338h10M252 338h10M288 338h10M324 338h8', INK, 14),
    box(94, 70, 126, 30, 14, b.base),
    line('M196 128l36-10M202 158l38-12M214 188l36-18M238 210l30-24', PAINTS.ochre.base, 8),
    shine('M122 118c4 46-4 76-8 104', 10),
  ].join('')
}

/** Two trekking poles crossed. */
export const poles: Draw = (_s, a, b) => {
  const pole = [
    line('M200 136v204', PAINTS.steel.shade, 6),
    line('M200 120v116', b.base, 10),
    line('M203 120v116', b.shade, 4),
    line('M200 336v24', INK, 5),
    oval(200, 322, 22, 7, INK),
    line('M200 60v62', a.base, 22),
    line('M206 64v58', a.shade, 9),
    line('M188 46h24', a.base, 17),
    box(191, 226, 18, 18, 4, INK),
    line('M204 56c44 10 30 62 2 66', INK, 4),
  ].join('')
  return ground(200, 110, 356) + turned(17, 200, 200, pole) + turned(-17, 200, 200, pole)
}

/** A compass with its lid open. */
export const compass: Draw = (_s, a, b) =>
  [
    ground(200, 122, 344),
    dot(200, 70, 26, a.shade),
    dot(200, 70, 15, '#e9eae5'),
    dot(200, 212, 128, a.shade),
    dot(196, 210, 126, a.base),
    dot(198, 212, 102, '#fbf9f3'),
    line('M198 122v14M198 288v14M108 212h14M274 212h14M134 148l9 9M253 267l9 9M134 276l9-9M253 157l9-9', INK, 5),
    turned(
      34,
      198,
      212,
      `${area('M198 128l22 84h-44z', b.base)}${area('M198 128l22 84h-22z', b.shade)}${area('M198 296l22-84h-44z', PAINTS.slate.base)}${area('M198 296l22-84h-22z', PAINTS.slate.shade)}`,
    ),
    dot(198, 212, 10, PAINTS.brass.base),
    line('M92 182c10-34 34-60 66-72', '#fff', 9, 0.45),
  ].join('')

/** A folding knife, open. */
export const pocketknife: Draw = (s, a, b) =>
  turned(
    -28,
    200,
    210,
    [
      oval(210, 268, 160, 10, '#000', 0.1),
      s.solid('M214 176c60-14 120-8 168 26-40 18-100 24-168 20z', PAINTS.steel, 'M210 202h190v40H210z'),
      s.solid(
        'M34 184c40-18 110-22 184-14 14 2 20 12 20 26s-6 26-20 28c-74 10-140 10-184-8-18-8-18-24 0-32z',
        a,
        'M20 202h230v40H20z',
      ),
      dot(214, 198, 9, b.base),
      dot(70, 200, 6, b.base),
      box(96, 184, 84, 6, 3, b.base, 0.9),
      shine('M58 188c30-8 60-10 90-10', 6),
    ].join(''),
  )

/** A hammock between two short trunks. */
export const hammock: Draw = (s, a, b) =>
  [
    ground(200, 168, 344),
    s.solid(boxPath(28, 60, 34, 286, 8), PAINTS.walnut, rightOf(48)),
    s.solid(boxPath(338, 60, 34, 286, 8), PAINTS.walnut, rightOf(358)),
    line('M60 128l44 50M340 128l-44 50', INK, 4),
    area('M92 158c60 60 156 60 216 0l12 20c-30 60-66 88-120 88S110 238 80 178z', a.base),
    s.inside(
      'M92 158c60 60 156 60 216 0l12 20c-30 60-66 88-120 88S110 238 80 178z',
      `${area('M150 150l30 130h28l-16-130zM226 150l4 130h30l22-130z', b.base)}${area('M240 140c20 50 0 100-40 130h160V140z', a.shade, 0.5)}`,
    ),
    line('M92 158c60 60 156 60 216 0', '#fff', 5, 0.45),
  ].join('')

/** Binoculars, standing. */
export const binoculars: Draw = (s, a, b) => {
  const tube = 'M92 116c0-14 8-22 24-22h40c16 0 24 8 24 22l14 184c0 24-20 38-58 38s-66-14-66-38z'
  const right = 'M220 116c0-14 8-22 24-22h40c16 0 24 8 24 22l22 184c0 24-28 38-66 38s-58-14-58-38z'
  return [
    ground(200, 138, 344),
    box(168, 150, 64, 112, 12, INK),
    dot(200, 150, 26, b.base),
    s.solid(tube, a, rightOf(150, 10)),
    s.solid(right, a, rightOf(284, 12)),
    box(96, 66, 80, 36, 12, INK),
    box(224, 66, 80, 36, 12, INK),
    area('M72 296c30 20 90 20 121 0v22c-30 24-92 24-121 0zM207 296c30 20 92 20 121 0v22c-30 24-92 24-121 0z', INK),
    line('M90 178h96M214 178h100', b.base, 7),
    shine('M106 130l-8 130M236 130l-4 130', 9),
  ].join('')
}

/** A drinking bottle with a loop cap. */
export const bottle: Draw = (s, a, b) => {
  const body = 'M128 172c0-26 18-34 26-54h92c8 20 26 28 26 54v150c0 20-12 28-72 28s-72-8-72-28z'
  return [
    ground(200, 84, 352),
    line('M164 62c0-44 72-44 72 0', b.shade, 15),
    s.solid(body, a, rightOf(228, 10)),
    s.solid(boxPath(150, 62, 100, 62, 14), b, rightOf(218)),
    s.inside(
      body,
      `${area('M120 260l44-44 30 30 40-46 60 66v100H110z', '#fff', 0.22)}${dot(172, 200, 13, '#fff', 0.3)}`,
    ),
    shine('M146 186v112', 11),
  ].join('')
}

/** A soft dry bag with a rolled top. */
export const drybag: Draw = (s, a, b) =>
  [
    ground(200, 92, 350),
    line('M116 112c-40-56 208-56 168 0', INK, 9),
    s.solid('M118 116h164l10 206c0 20-30 28-92 28s-92-8-92-28z', a, rightOf(240, 12)),
    s.solid(boxPath(106, 88, 188, 40, 14), b, 'M106 110h200v40H106z'),
    box(186, 80, 28, 56, 6, INK),
    line('M126 180v120', '#fff', 11, 0.28),
    box(152, 212, 84, 64, 10, b.base, 0.9),
  ].join('')

/** A hank of cord, tied in the middle. */
export const rope: Draw = (s, a, b) => {
  const hank =
    'M120 70c30-26 130-26 160 0 26 40 26 90-30 132 56 40 56 92 30 128-30 24-130 24-160 0-26-36-26-88 30-128-56-42-56-92-30-132z'
  const strand = (x: number): string =>
    line(
      `M${x} 60Q${x + (200 - x) * 0.2} 130 ${200 + (x - 200) * 0.42} 202Q${x + (200 - x) * 0.2} 270 ${x} 346`,
      a.shade,
      4,
      0.8,
    )
  return [
    ground(200, 104, 352),
    line('M236 214c60 20 92 60 88 124', a.shade, 15),
    line('M236 212c60 20 92 60 88 124', a.base, 10),
    s.solid(hank, a, rightOf(232, 10), 0.6),
    s.inside(hank, [128, 152, 176, 200, 224, 248, 272].map(strand).join('')),
    line('M142 84q30 60 40 116M164 316q-4-50 18-110', b.base, 6, 0.9),
    box(136, 176, 128, 52, 16, a.shade),
    box(136, 172, 128, 50, 16, a.base),
    line('M144 186h112M144 198h112M144 210h112', a.shade, 4),
    box(310, 322, 26, 26, 6, INK),
  ].join('')
}

/** A cooler box with a carrying bar. */
export const cooler: Draw = (s, a, b) =>
  [
    ground(200, 150, 344),
    line('M76 150c0-96 248-96 248 0', PAINTS.steel.shade, 12),
    s.solid(boxPath(58, 156, 284, 184, 22), a, rightOf(264, 8)),
    s.solid(boxPath(50, 124, 300, 60, 20), b, rightOf(264)),
    box(178, 168, 44, 44, 8, PAINTS.steel.base),
    box(190, 178, 20, 24, 4, PAINTS.steel.shade),
    line('M58 290h284', b.base, 12),
    line('M264 290h78', b.shade, 12),
    shine('M80 212v58M74 142h30', 11),
  ].join('')
