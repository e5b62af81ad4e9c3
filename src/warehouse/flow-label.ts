import { MINUTE } from '../base/clock.ts'
import { formatExact } from '../base/money.ts'
import { carrierName } from '../carriers/name.ts'
import type { Core } from '../engine/core.ts'
import { record } from '../engine/event-log.ts'
import { deliveryOf } from '../orders/flow-view.ts'
import { isOver } from '../orders/mask.ts'
import { type Delivery, toCollect } from '../orders/order.ts'
import { linesOf, loadOrder } from '../orders/store.ts'
import type { Site } from '../sites/site.ts'
import { readBin } from './floor.ts'
import { type ParcelLabel, type SheetLabel, toteCodes } from './label.ts'
import { addressLang, addressLines, maskedPhone, phoneText } from './label-address.ts'
import type { LabelPress } from './label-press.ts'
import { warehouseFail } from './problems.ts'
import { cellCode } from './put.ts'
import { listBins, listGoods, taskOf } from './store.ts'
import { countPrint, lockParcel, type Parcel } from './store-parcel.ts'

/** Somebody who fetches a label again within this time looks at the same print: browsers fetch a PDF twice. */
const SAME_PRINT_MS = MINUTE
/** Most labels in one file: some forty sheets. */
const MOST_LABELS = 1_000

/** Who prints a parcel's label. */
export interface PrintInput {
  readonly site: Site
  readonly parcelId: string
  readonly by: { readonly id: string; readonly name: string }
  /** Why it is printed again. */
  readonly reason: string | null
  /** A phone prints only for the parcel it has in hand; the console prints any. */
  readonly from: 'phone' | 'console'
}

/**
 * The label of a parcel as PDF, 100 × 150 mm. Each print is in the order's story; another than the first says why.
 * @throws warehouse/no-such-parcel, warehouse/reprint-reason
 */
export async function printLabel(core: Core, press: LabelPress, input: PrintInput): Promise<Uint8Array> {
  const { site, by } = input
  const at = core.clock.now()
  const parcel = await core.db.tx(async (tx) => {
    const found = await lockParcel(tx, site.id, input.parcelId)
    const inHand = input.from === 'phone' ? await taskOf(tx, site.id, by.id) : null
    if (found === null || (input.from === 'phone' && inHand?.orderId !== found.orderId))
      throw warehouseFail('warehouse/no-such-parcel')
    const isSame = found.printedBy === by.id && found.printedAt !== null && at - found.printedAt < SAME_PRINT_MS
    if (isSame && input.reason === null) return found
    const reason = found.prints === 0 ? null : input.reason
    if (found.prints > 0 && reason === null)
      throw warehouseFail('warehouse/reprint-reason', { params: { prints: found.prints }, field: 'reason' })
    await countPrint(tx, site.id, found.id, by.id, at)
    const order = await loadOrder(tx, site.id, found.orderId)
    // The order is over and its receiver covered: a label shows them all the same, so it is told as a look.
    if (input.from === 'console' && order !== null && isOver(order.state))
      await record(tx, {
        siteId: site.id,
        name: 'receiver.read',
        at,
        orderId: found.orderId,
        payload: { staffId: by.id, by: by.name },
      })
    const payload = { parcelId: found.id, print: found.prints + 1, reason, workerId: by.id, worker: by.name }
    await record(tx, { siteId: site.id, name: 'parcel.label-printed', at, orderId: found.orderId, payload })
    return found
  })
  core.bus.emit('order', site.id, parcel.orderId)
  return await press.run(await labelOf(core, site, parcel))
}

async function labelOf(core: Core, site: Site, parcel: Parcel): Promise<ParcelLabel> {
  const [order, lines, delivery] = await Promise.all([
    loadOrder(core.db, site.id, parcel.orderId),
    linesOf(core.db, site.id, parcel.orderId),
    deliveryOf(core, core.db, site.id, parcel.orderId),
  ])
  // A receiver reads the label in the language of the address; one who was forgotten, in the house's.
  const lang = delivery === null ? 'zh' : addressLang(delivery.address)
  const due = order === null ? null : toCollect(order, lines)
  return {
    kind: 'parcel',
    lang,
    from: site.name[lang],
    carrier: headOf(carrierName(parcel.carrier)[lang]),
    tracking: parcel.tracking,
    parcelNumber: parcel.number,
    orderNumber: order?.number ?? '',
    to: delivery === null ? null : receiverOf(delivery, site),
    collect: due === null ? null : formatExact(due, lang),
    pieces: lines
      .filter((l) => l.packed > 0)
      .map((l) => ({ title: l.title[lang] || l.title.zh || l.title.en, qty: l.packed })),
    weightGrams: parcel.weightGrams,
    packed: timeOn(site, parcel.packedAt),
  }
}

/** A name with a capital first letter, as it stands alone. */
const headOf = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

function receiverOf({ receiver, address, note }: Delivery, site: Site): ParcelLabel['to'] {
  const phone = site.settings.phoneOnLabel === 'full' ? phoneText(receiver.phone) : maskedPhone(receiver.phone)
  return { name: receiver.name, phone, address: addressLines(address), note }
}

/** "2026-11-25 16:00" on the site's clock. Swedish writes dates as ISO 8601 does. */
function timeOn(site: Site, at: number): string {
  const { timeZone } = site.settings
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at)
}

/** What sheet of small labels is asked for. */
export type SheetInput =
  | { readonly kind: 'bins'; readonly zone?: string; readonly from?: string; readonly to?: string }
  | { readonly kind: 'products'; readonly skus: readonly string[] }
  | { readonly kind: 'totes'; readonly from: number; readonly count: number }
  | { readonly kind: 'cells'; readonly count: number }

/** A4 sheets of labels for bins, goods or totes. @throws warehouse/no-labels when nothing fits what was asked */
export async function printSheet(
  core: Core,
  press: LabelPress,
  siteId: string,
  input: SheetInput,
): Promise<Uint8Array> {
  const labels = (await sheetOf(core, siteId, input)).slice(0, MOST_LABELS)
  if (labels.length === 0) throw warehouseFail('warehouse/no-labels')
  return await press.run({ kind: 'sheet', labels })
}

async function sheetOf(core: Core, siteId: string, input: SheetInput): Promise<SheetLabel[]> {
  if (input.kind === 'totes')
    return toteCodes(input.from, input.count).map((code) => ({ code, big: code, small: ['周转箱 Tote'] }))
  if (input.kind === 'cells')
    return Array.from({ length: input.count }, (_, i) => cellCode(i + 1)).map((code) => ({
      code,
      big: code,
      small: ['播种墙 Put wall'],
    }))
  if (input.kind === 'products') {
    const goods = await listGoods(core.db, siteId, input.skus)
    return goods.map(({ barcode, sku, title }) => {
      const names = [title.zh, title.en].filter((name) => name !== '')
      return { code: barcode ?? sku, big: sku, small: [...new Set(names)] }
    })
  }
  const { zone, from, to } = input
  const wanted = (code: string) => (from === undefined || code >= from) && (to === undefined || code <= to)
  return (await listBins(core.db, siteId))
    .filter((bin) => (zone === undefined || bin.zone === zone) && wanted(bin.code))
    .map(({ code }) => ({ code, big: code, small: binWords(code) }))
}

function binWords(code: string): string[] {
  const bin = readBin(code)
  if (bin === null) return []
  const { zone, aisle, bay } = bin
  return [`${zone} 区 ${aisle} 巷 ${bay} 位`, `Zone ${zone}, aisle ${aisle}, bay ${bay}`]
}
