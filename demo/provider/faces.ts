/**
 * How the people of the demo are drawn: flat pieces in five colours, the light from the upper left, the right side of the face
 * a little darker. Square, 120 x 120; whoever shows a face may crop it to a circle.
 */

/** What sets one face apart. Colours are hex. */
export interface Face {
  readonly ground: string
  readonly skin: string
  readonly hair: string
  readonly cloth: string
  readonly style: 'bun' | 'beanie' | 'headband' | 'long' | 'headphones' | 'bob' | 'plain'
}

/** What lies behind the head, and what lies over it. */
interface Parts {
  readonly back: string
  readonly front: string
  readonly dress: string
}

const SHADE = 'fill="#1d2430" opacity=".13"'
const INK = '#2b2526'

const shape = (d: string, fill: string): string => `<path d="${d}" fill="${fill}"/>`
const shade = (d: string): string => `<path d="${d}" ${SHADE}/>`
const stroke = (d: string, colour: string, width: number): string =>
  `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`
const dot = (x: number, y: number, r: number, fill: string): string =>
  `<circle cx="${x}" cy="${y}" r="${r}" fill="${fill}"/>`

const SHOULDERS = 'M14 122C15 100 33 91 49 88L60 95 71 88C87 91 105 100 106 122Z'

const STYLES: Readonly<Record<Face['style'], (face: Face) => Parts>> = {
  bun: ({ hair, cloth }) => ({
    back: dot(60, 20, 11, hair) + shape('M34 60C31 36 43 25 60 25S89 36 86 60C86 68 34 68 34 60Z', hair),
    front: shape('M38 53C37 36 47 29 60 29S83 36 82 53C76 50 70 44 66 38 59 46 48 50 38 53Z', hair),
    dress:
      shape(SHOULDERS, '#f6efe2') +
      shape('M40 91L46 89V104H74V89L80 91V122H40Z', cloth) +
      shade('M60 104H74V89L80 91V122H60Z'),
  }),
  beanie: ({ hair, cloth }) => ({
    back: shape('M37 50H83V66H37Z', hair),
    front:
      shape(
        'M38.5 60C39 78 47 87 60 87S81 78 81.5 60C79 68 76 70 71 69.5 67 68.5 64 68 60 68S53 68.5 49 69.5C44 70 41 68 38.5 60Z',
        hair,
      ) +
      stroke('M54.5 74.5Q60 78 65.5 74.5', '#f4d9c6', 2.4) +
      shape('M36 46C35 28 46 18 60 18S85 28 84 46Z', '#2f6b57') +
      shade('M60 18C74 18 85 28 84 46H66C68 36 66 26 60 18Z') +
      '<rect x="33.5" y="40" width="53" height="12" rx="5" fill="#3d8069"/>' +
      dot(60, 16, 6, '#e9e2d2'),
    dress:
      shape(SHOULDERS, cloth) +
      shape('M46 86L60 97 74 86 79 93 60 110 41 93Z', '#b85f1d') +
      stroke('M60 110V122', '#fff3', 2.5),
  }),
  headband: ({ hair, cloth }) => ({
    back: '',
    front:
      shape('M38 52C35 30 46 22 62 22 78 22 86 32 82 52L80 45H40Z', hair) +
      shape('M44 27C50 17 62 17 67 22 76 19 82 25 83 33L60 30Z', hair) +
      '<path d="M38.2 49C37.6 45.5 37.7 42 38.3 39H81.7C82.3 42 82.4 45.5 81.8 49 67 45.5 53 45.5 38.2 49Z" fill="#e4533d"/>',
    dress:
      shape(SHOULDERS, cloth) +
      shape('M14 122C15 108 22 101 30 96L37 122Z M106 122C105 108 98 101 90 96L83 122Z', '#17466c') +
      stroke('M60 97V122', '#cfe3f2', 2.5) +
      stroke('M49 89L60 97 71 89', '#cfe3f2', 3),
  }),
  long: ({ hair, cloth }) => ({
    back: shape(
      'M32 60C28 34 42 22 60 22S92 34 88 60C87 76 94 86 91 100 84 107 36 107 29 100 26 86 33 76 32 60Z',
      hair,
    ),
    front:
      shape('M37 60C34 38 45 27 61 27 77 27 86 38 83 60 81 48 74 42 62 36 54 44 42 46 37 60Z', hair) +
      shape('M75 33C78 25 86 24 90 27 90 34 84 39 77 37Z', '#4e9a5f') +
      stroke('M77 36Q82 31 87 29', '#dff0d8', 1.4),
    dress:
      shape(SHOULDERS, '#f3eadb') +
      shape('M39 92L46 89 48 102H72L74 89 81 92V122H39Z', cloth) +
      dot(48, 103, 2, '#e9d9a8') +
      dot(72, 103, 2, '#e9d9a8'),
  }),
  headphones: ({ hair, cloth }) => ({
    back: '',
    front:
      shape(
        'M36 56C30 40 36 24 52 22 60 16 74 18 79 25 88 30 88 44 84 56 82 48 80 44 77 41 70 45 62 41 58 37 52 43 44 42 41 45 39 48 38 52 36 56Z',
        hair,
      ) +
      stroke('M35 58C32 10 88 10 85 58', '#eeeae0', 4.5) +
      '<rect x="28.5" y="50" width="10" height="20" rx="5" fill="#d95f43"/><rect x="81.5" y="50" width="10" height="20" rx="5" fill="#b84a31"/>',
    dress:
      shape(SHOULDERS, cloth) +
      shape('M46 82H74V95C68 99 52 99 46 95Z', '#464553') +
      shade('M60 82H74V95C71 97 66 98 60 98Z'),
  }),
  bob: ({ hair, cloth }) => ({
    back: shape('M31 62C28 34 42 22 60 22S92 34 89 62C89 72 88 78 84 80H36C32 78 31 72 31 62Z', hair),
    front:
      shape(
        'M37.5 56C36 36 46 27 60 27S84 36 82.5 56C82 50 80 47.5 78 46.5 66 49 54 49 42 46.5 40 47.5 38 50 37.5 56Z',
        hair,
      ) +
      '<g fill="#fff4" stroke="#2b2526" stroke-width="2.2"><circle cx="51" cy="59" r="7.5"/><circle cx="69" cy="59" r="7.5"/></g>' +
      stroke('M58.5 58Q60 57 61.5 58', INK, 2.2) +
      stroke('M83 46L95 39', '#e6b23a', 4) +
      stroke('M95 39L97.5 37.5', INK, 3),
    dress: shape(SHOULDERS, cloth) + shape('M45 87L60 97 75 87 80 95 66 103 60 97 54 103 40 95Z', '#fbf5e9'),
  }),
  plain: ({ cloth }) => ({ back: '', front: '', dress: shape(SHOULDERS, cloth) }),
}

const OPEN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120">'

/** Draws a face. */
export function drawFace(face: Face): string {
  const { back, front, dress } = STYLES[face.style](face)
  const head = `<rect x="39" y="30" width="42" height="55" rx="21" fill="${face.skin}"/>`
  // Who is new has no story yet, and so neither ears nor brows nor a shade: a place kept free.
  if (face.style === 'plain') {
    const look =
      dot(51, 59, 2.6, face.hair) + dot(69, 59, 2.6, face.hair) + stroke('M52 70Q60 77 68 70', face.hair, 2.6)
    return `${OPEN}<rect width="120" height="120" fill="${face.ground}"/>${dress}${head}${look}</svg>`
  }
  const ears = dot(38.5, 60, 5, face.skin) + dot(81.5, 60, 5, face.skin)
  return `${OPEN}<rect width="120" height="120" fill="${face.ground}"/>${back}${shape('M52 78H68V92L60 97 52 92Z', face.skin)}${shade('M52 82C56 87 64 87 68 82V88C63 91 57 90 52 86Z')}${dress}${ears}${head}${shade('M60 30C72 30 81 39 81 51V64C81 76 72 85 60 85 70 74 71 44 60 30Z')}${featuresOf(face)}${front}</svg>`
}

function featuresOf({ hair, style }: Face): string {
  const brows =
    style === 'bob' ? '' : stroke('M47.5 54.5Q51 52.5 54.5 54', hair, 2) + stroke('M65.5 54Q69 52.5 72.5 54.5', hair, 2)
  const smile = style === 'beanie' ? '' : stroke('M54 74Q60 79 66 74', '#8f3f34', 2.2)
  return `${brows}${dot(51, 60, 2.2, INK)}${dot(69, 60, 2.2, INK)}${stroke('M60 61L58.5 67.5H61', '#1d243055', 1.6)}${smile}`
}
