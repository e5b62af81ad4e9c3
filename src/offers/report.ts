import type { Range } from './interval.ts'

/** What a report can be by. */
export const REPORT_BY = ['day', 'campaign', 'slot', 'product'] as const
/** One of {@link REPORT_BY}. */
export type ReportBy = (typeof REPORT_BY)[number]

/** What offers did. Each event counts once, on the day of its decision. Money is in minor units. */
export interface Figures {
  readonly decided: number
  readonly shown: number
  readonly seen: number
  readonly clicked: number
  readonly hidden: number
  readonly ordered: number
  readonly shipped: number
  /** Of `seen` and `clicked`, those where a profile was used. */
  readonly seenPersonal: number
  readonly clickedPersonal: number
  /** What the orders came to. */
  readonly revenue: number
  /** Price less cost of the pieces that shipped and whose cost is known. */
  readonly margin: number
  /** Pieces that shipped, and those of them whose cost nobody has told. */
  readonly pieces: number
  readonly piecesWithoutCost: number
  readonly spend: number
}

/** The names of {@link Figures}, in the order of a report. */
export const FIGURES = [
  ...([
    'decided',
    'shown',
    'seen',
    'clicked',
    'hidden',
    'ordered',
    'shipped',
    'seenPersonal',
    'clickedPersonal',
  ] as const),
  ...(['revenue', 'margin', 'pieces', 'piecesWithoutCost', 'spend'] as const),
] as const satisfies readonly (keyof Figures)[]

/** Nothing of anything. */
export const NO_FIGURES: Figures = Object.fromEntries(FIGURES.map((name) => [name, 0])) as unknown as Figures

/** Everything added up. */
export function addUp(rows: readonly Figures[]): Figures {
  const sum = (name: keyof Figures) => rows.reduce((all, row) => all + row[name], 0)
  return Object.fromEntries(FIGURES.map((name) => [name, sum(name)])) as unknown as Figures
}

/** One arm of a comparison: how many were seen, and how many of them did it. */
export interface Arm {
  readonly seen: number
  readonly did: number
}

/** How many times as often; or how many more of the random ones must be seen before that can be said. */
export type Lift =
  | (Range & { readonly kind: 'ratio'; readonly ratio: number })
  | { readonly kind: 'too-few'; readonly more: number | null }

/** So many of either are needed: below, the logarithm's interval is none. */
const LEAST_DID = 10
const Z = 1.959964

/**
 * How many times as often people did it where the choice was made by what was learnt as where it was made evenly, with its 95 % range
 * (the ratio of two shares by its logarithm: Katz and others 1978). Decisions are in either by lot, so that nothing else differs.
 */
export function liftOf(chosen: Arm, random: Arm): Lift {
  if (random.did < LEAST_DID || chosen.did < LEAST_DID) return { kind: 'too-few', more: stillNeeded(chosen, random) }
  const ratio = chosen.did / chosen.seen / (random.did / random.seen)
  const error = Math.sqrt(1 / chosen.did - 1 / chosen.seen + 1 / random.did - 1 / random.seen)
  return { kind: 'ratio', ratio, low: ratio * Math.exp(-Z * error), high: ratio * Math.exp(Z * error) }
}

/** Views of random offers that are missing, as often as people did it so far; null: nobody did. */
function stillNeeded(chosen: Arm, random: Arm): number | null {
  const did = chosen.did + random.did
  if (did === 0) return null
  const share = random.did > 0 ? random.did / random.seen : did / (chosen.seen + random.seen)
  return Math.max(0, Math.ceil(LEAST_DID / share) - random.seen)
}

/** Cells that a spreadsheet would take for a formula (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/

/** Lines as a spreadsheet reads them (RFC 4180), in UTF-8 with its mark, so that Excel does not guess. */
export function csvText(head: readonly string[], lines: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number): string => {
    if (typeof value === 'number') return String(value)
    const text = FORMULA.test(value) ? `'${value}` : value
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return `\ufeff${[head, ...lines].map((line) => `${line.map(cell).join(',')}\r\n`).join('')}`
}
