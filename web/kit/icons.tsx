import type { JSX } from 'preact'

/** Line drawings on a 24 grid, stroke 2; one drawing per thing, the same everywhere. */
const LINES = {
  person: ['M4 21c1-5 4-7 8-7s7 2 8 7', 'M8 8a4 4 0 1 0 8 0 4 4 0 1 0-8 0'],
  bag: ['M5 8h14l1 12H4z', 'M9 8a3 3 0 0 1 6 0'],
  box: ['M3 8l9-5 9 5v8l-9 5-9-5z', 'M3 8l9 5 9-5M12 13v8'],
  heart: ['M12 20C5 15 3 11 4.5 7.5 6 4.5 10 4.5 12 8c2-3.500 6-3.500 7.500-.5C21 11 19 15 12 20z'],
  truck: ['M2 6h12v11H2zM14 10h4l4 4v3h-8z', 'M5 18a2 2 0 1 0 4 0 2 2 0 1 0-4 0M16 18a2 2 0 1 0 4 0 2 2 0 1 0-4 0'],
  plus: ['M12 5v14M5 12h14'],
  minus: ['M5 12h14'],
  pen: ['M4 20l1-5L16 4l4 4L9 19z'],
  close: ['M6 6l12 12M18 6L6 18'],
  back: ['M15 5l-7 7 7 7'],
  next: ['M9 5l7 7-7 7'],
  search: ['M10.5 4a6.5 6.5 0 1 0 0 13 6.500 6.500 0 1 0 0-13', 'M15.500 15.500L21 21'],
  rack: ['M4 3v18M20 3v18', 'M4 8h16M4 13h16M4 18h16'],
  megaphone: ['M4 10v4h4l9 4V6L8 10z', 'M20 9.500v5'],
  chart: ['M4 4v16h16', 'M8 16v-5M12 16V8M16 16v-3'],
  plug: ['M9 3v5M15 3v5', 'M6 8h12v3a6 6 0 0 1-12 0zM12 17v4'],
  gear: [
    'M9 12a3 3 0 1 0 6 0 3 3 0 1 0-6 0',
    'M12 2.500v3M12 18.500v3M2.500 12h3M18.500 12h3M5.300 5.300l2.100 2.100M16.600 16.600l2.100 2.100M5.300 18.700l2.100-2.100M16.600 7.400l2.100-2.100',
  ],
  phone: ['M7 2h10a1 1 0 0 1 1 1v18a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1V3a1 1 0 0 1 1-1z', 'M11 18.500h2'],
  camera: ['M3 7h4l2-3h6l2 3h4v13H3z', 'M8.500 13a3.500 3.500 0 1 0 7 0 3.500 3.500 0 1 0-7 0'],
  print: ['M6 9V3h12v6', 'M4 9h16v8h-3M7 17H4V9', 'M7 14h10v7H7z'],
  bell: ['M6 17V11a6 6 0 0 1 12 0v6l2 2H4z', 'M10 21h4'],
  tag: ['M3 12V4h8l10 10-8 8z', 'M7 8h.01'],
  upload: ['M12 16V4M7 9l5-5 5 5', 'M4 20h16'],
  clock: ['M3 12a9 9 0 1 0 18 0 9 9 0 1 0-18 0', 'M12 7v5l4 2'],
  globe: ['M3 12a9 9 0 1 0 18 0 9 9 0 1 0-18 0', 'M3 12h18M12 3c-6 6-6 12 0 18M12 3c6 6 6 12 0 18'],
  shield: ['M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6z', 'M9 12l2 2 4-4'],
  sun: [
    'M8 12a4 4 0 1 0 8 0 4 4 0 1 0-8 0',
    'M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.500 1.500M17.500 17.500L19 19M5 19l1.500-1.500M17.500 6.500L19 5',
  ],
  moon: ['M20 14a8.500 8.500 0 1 1-10-10 7 7 0 0 0 10 10z'],
} as const satisfies Record<string, readonly string[]>

/** Name of a drawing. */
export type IconName = keyof typeof LINES

/** A line drawing; decoration only, the word stands beside it or in the button's label. */
export function Icon({ name, size = 24 }: { name: IconName; size?: number }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {LINES[name].map((d) => (
        <path key={d} d={d} />
      ))}
    </svg>
  )
}

/** Kinds of state: each has a shape, a word beside it and a colour. */
export type StateKind = 'idle' | 'pushed' | 'doing' | 'right' | 'late' | 'held' | 'wrong' | 'off'

const WHITE = {
  fill: 'none',
  stroke: 'var(--surface)',
  'stroke-width': 1.9,
  'stroke-linecap': 'round',
  'stroke-linejoin': 'round',
} as const
const SHAPES: Readonly<Record<StateKind, JSX.Element>> = {
  idle: <circle cx="7" cy="7" r="5.200" fill="none" stroke="currentColor" stroke-width="2" />,
  pushed: (
    <>
      <path d="M7 .8L13.200 7 7 13.200.8 7z" fill="currentColor" />
      <path d="M4.600 7h4.600M7.400 5l2 2-2 2" {...WHITE} stroke-width="1.500" />
    </>
  ),
  doing: (
    <>
      <circle cx="7" cy="7" r="5.700" fill="none" stroke="currentColor" stroke-width="1.700" />
      <path d="M7 1.300a5.700 5.700 0 0 1 0 11.400z" fill="currentColor" />
    </>
  ),
  right: (
    <>
      <circle cx="7" cy="7" r="6.500" fill="currentColor" />
      <path d="M3.900 7.200l2.200 2.300 4-4.600" {...WHITE} />
    </>
  ),
  late: (
    <>
      <path d="M7 .9l6.600 11.800H.4z" fill="currentColor" />
      <path d="M7 5v3.600M7 10.700v.1" {...WHITE} stroke-width="1.700" />
    </>
  ),
  held: (
    <>
      <rect x=".8" y=".8" width="12.400" height="12.400" rx="2" fill="currentColor" />
      <path d="M5.200 4.500v5M8.800 4.500v5" {...WHITE} />
    </>
  ),
  wrong: (
    <>
      <path d="M4.200.6h5.600l3.600 3.600v5.600l-3.600 3.600H4.200L.6 9.800V4.200z" fill="currentColor" />
      <path d="M4.800 4.800l4.400 4.400M9.200 4.800L4.800 9.200" {...WHITE} stroke-width="1.700" />
    </>
  ),
  off: (
    <>
      <circle cx="7" cy="7" r="5.200" fill="none" stroke="currentColor" stroke-width="2" />
      <path d="M3.500 10.500l7-7" stroke="currentColor" stroke-width="2" />
    </>
  ),
}

/** The shape of a state, 14 px; never without its word. */
export function Shape({ kind, size = 14 }: { kind: StateKind; size?: number }) {
  return (
    <svg viewBox="0 0 14 14" width={size} height={size} aria-hidden="true">
      {SHAPES[kind]}
    </svg>
  )
}

/** Our mark: 推 as a hand that pushes a rack with a parcel on top. */
export function Mark({ size = 34 }: { size?: number }) {
  return (
    <svg class="mark" viewBox="0 0 56 56" width={size} height={size} role="img" aria-label="推单 Tuidan">
      <rect width="56" height="56" rx="13" fill="#0f3230" />
      <g fill="none" stroke="#f8f8f4" stroke-width="4" stroke-linejoin="round">
        <path d="M9 18.500H23M16 9.500V41.500a4.500 4.500 0 0 1-4.500 4.500H9.500M9 36.500L23 29.500" />
        <path d="M31 11L26 22M28.500 19V48M28.500 21H47M28.500 29.500H46M28.500 38H46M26.500 46H48M37.500 21V46" />
      </g>
      <rect x="35" y="8.500" width="8" height="8" rx="1.200" fill="#fbc823" />
    </svg>
  )
}
