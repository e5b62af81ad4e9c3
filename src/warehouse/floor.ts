import type { Text } from '../base/i18n.ts'

/** A place for goods, by its sign on the rack. */
export interface Bin {
  /** `B07-32`: zone, aisle, bay. No I, O or Q, which are read as 1, 0 and 0. */
  readonly code: string
  readonly zone: string
  readonly aisle: number
  readonly bay: number
}

const CODE = /^([A-HJ-NPR-Z])(\d{2})-(\d{2})$/

/** The bin a code names, or null when it is no such code. */
export function readBin(code: string): Bin | null {
  const match = CODE.exec(code.trim().toUpperCase())
  if (match === null || Number(match[2]) === 0 || Number(match[3]) === 0) return null
  return { code: match[0], zone: match[1]!, aisle: Number(match[2]), bay: Number(match[3]) }
}

/** Metres between the middles of neighbouring aisles, and of neighbouring bays; an end of an aisle before its first bay. */
export const FLOOR = { aislePitch: 5, bayLength: 1, aisleEnd: 1.5 } as const

/**
 * The walking order through one zone (S-shape): aisle by aisle, up the first that has picks and down the next, so that nobody
 * turns round in an aisle.
 */
export function walkingOrder<T extends { readonly bin: Bin }>(stops: readonly T[]): T[] {
  const aisles = [...new Set(stops.map((s) => s.bin.aisle))].sort((a, b) => a - b)
  return aisles.flatMap((aisle, i) => {
    const here = stops.filter((s) => s.bin.aisle === aisle).sort((a, b) => a.bin.bay - b.bin.bay)
    return i % 2 === 0 ? here : here.reverse()
  })
}

/** Metres from one bin to another along the aisles, by the nearer end; from the foot of aisle 1 when `from` is null. */
export function metresBetween(from: Bin | null, to: Bin, bays = 45): number {
  const position = (bin: Bin) => FLOOR.aisleEnd + (bin.bay - 1) * FLOOR.bayLength
  if (from === null) return Math.abs(to.aisle - 1) * FLOOR.aislePitch + position(to)
  if (from.aisle === to.aisle) return Math.abs(position(from) - position(to))
  const length = 2 * FLOOR.aisleEnd + (bays - 1) * FLOOR.bayLength
  const byFoot = position(from) + position(to)
  const byTop = 2 * length - position(from) - position(to)
  return Math.abs(from.aisle - to.aisle) * FLOOR.aislePitch + Math.min(byFoot, byTop)
}

/** How to get from one stop to the next, as one says it. Odd bays stand on the left when one walks up. */
export function wayTo(from: Bin | null, to: Bin): Text {
  const metres = Math.round(metresBetween(from, to))
  const side = to.bay % 2 === 1 ? { zh: '左手边', en: 'on the left' } : { zh: '右手边', en: 'on the right' }
  if (from?.code === to.code) return { zh: '你就在这里', en: 'You are there' }
  if (from !== null && from.zone === to.zone && from.aisle === to.aisle)
    return { zh: `直走 ${metres} 米，${side.zh}`, en: `Straight on ${metres} m, ${side.en}` }
  const aisle = String(to.aisle).padStart(2, '0')
  return { zh: `去 ${aisle} 巷，${metres} 米，${side.zh}`, en: `To aisle ${aisle}, ${metres} m, ${side.en}` }
}
