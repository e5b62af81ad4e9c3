import { iso } from '../base/clock.ts'
import { carrierName } from '../carriers/name.ts'
import { type Bin, readBin, wayTo } from './floor.ts'
import type { InHand } from './flow.ts'
import type { StoredTask } from './store.ts'
import type { Parcel } from './store-parcel.ts'
import { nextLine, stepOf } from './task.ts'

/** A task as JSON. A worker sees what their step needs: never the receiver, and of the parcel only its number. */
export function taskView(task: StoredTask, hand: Partial<Omit<InHand, 'task'>> = {}) {
  const { number = null, parcel = null, collect = null } = hand
  // The next stop is measured from where the worker stands, as its giving was; those after it from one to the next.
  const next = nextLine(task)
  let from: Bin | null = null
  const lines = task.lines.map((line) => {
    const bin = readBin(line.bin)
    if (line === next) from = hand.standsAt ?? from
    const way = bin === null ? null : wayTo(from, bin)
    from = bin
    return { ...line, way }
  })
  const { id, kind, state, epoch, zone, why, orderId, cell } = task
  return {
    id,
    kind,
    state,
    step: stepOf(task, parcel !== null),
    epoch,
    zone,
    why,
    orderId,
    number,
    lines,
    cell,
    collect,
    expiresAt: task.expiresAt === null ? null : iso(task.expiresAt),
    parcel: parcel === null ? null : parcelView(parcel),
  }
}

/** A parcel as JSON. */
export function parcelView({ id, number, carrier, tracking, weightGrams, prints }: Parcel) {
  return {
    id,
    number,
    carrier,
    carrierName: carrierName(carrier),
    tracking,
    weightGrams,
    prints,
    labelUrl: `/v1/phone/parcels/${id}/label.pdf`,
  }
}

/** What waits on the dock, by carrier. */
export function dockView(parcels: readonly (Parcel & { orderNumber: string; registeredAt: number })[]) {
  return [...Map.groupBy(parcels, (p) => p.carrier)].map(([carrier, mine]) => ({
    carrier,
    name: carrierName(carrier),
    count: mine.length,
    since: iso(mine[0]!.registeredAt),
    parcels: mine.map((p) => ({ number: p.number, orderNumber: p.orderNumber, registeredAt: iso(p.registeredAt) })),
  }))
}
