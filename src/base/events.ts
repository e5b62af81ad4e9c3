import type { Text } from './i18n.ts'

/**
 * Every event the rooms write to the log, `noun.past-verb`, with its payload: ids, times in ms and the few facts a
 * listener or an order's story needs. Written in the transaction of the change. A listener may be called twice.
 * Renaming one is a breaking change.
 */
export interface EventMap {
  'account.signed-in': { connector: string; first: boolean }
  /** The shop let a kind of account go; what was read from this one is deleted. */
  'account.ended': { connector: string }
  /** Another account was connected to somebody who was signed in, or disconnected; `kept`: what was read from it stays. */
  'account.linked': { connector: string }
  'account.unlinked': { connector: string; kept: boolean }
  /** Two people of the site were one: `from` is the random key that leads nowhere but here any more. */
  'person.merged': {
    from: string
    why: 'asked' | 'same-subject'
    accounts: number
    facts: number
    orders: number
    receipts: number
  }
  'connector.removed': { connector: string; accounts: number; by: string }
  'consent.given': { connector: string; stream: string; purpose: string; receiptId: string }
  'consent.refused': { connector: string; stream: string; purpose: string; receiptId: string }
  'consent.withdrawn': { connector: string; stream: string; purpose: string; receiptId: string }
  'stream.read': { connector: string; stream: string; facts: number }
  'stream.failed': { connector: string; stream: string; facts: number; code: string }
  'fact.corrected': { factId: string }
  'interest.corrected': Record<string, never>
  'fact.removed': { factId: string }
  'person.exported': Record<string, never>
  'person.erased': { kept: string[] }
  'person.read': { staffId: string }
  'order.placed': { number: string; lines: number; pieces: number; total: number; currency: string; offer: boolean }
  'order.paid': { provider: string }
  /** The money came a second time and is to go back. */
  'order.paid-twice': { provider: string; eventId: string }
  'order.payment-failed': { provider: string }
  'order.hold-expired': Record<string, never>
  'order.held': { reason: string }
  'order.unheld': Record<string, never>
  'order.cancelled': { by: 'shopper' | 'staff' | 'system' | 'shop'; reason: string }
  'order.released': { tasks: number }
  'order.picking': Record<string, never>
  'order.picked': Record<string, never>
  'order.short': { sku: string; missing: number }
  'order.delivered': Record<string, never>
  /** Somebody looked up the receiver of an order that is over. */
  'receiver.read': { staffId: string; by: string }
  /** A person paid the money back; `reference` is the payment provider's. */
  'order.refunded': { reference: string | null; by: string }
  'task.offered': {
    taskId: string
    kind: string
    workerId: string
    worker: string
    epoch: number
    /** As the worker was told. */
    why: readonly Text[]
    /** Everybody who was looked at, the chosen one first. */
    candidates?: readonly { workerId: string; name: string; metres: number; waitedMs: number }[]
  }
  'task.accepted': { taskId: string; kind: string; workerId: string; worker: string; epoch: number }
  'task.refused': { taskId: string; kind: string; workerId: string; worker: string; epoch: number; reason: string }
  'task.taken-back': {
    taskId: string
    kind: string
    workerId: string
    worker: string
    epoch: number
    reason: string
    by: string | null
  }
  'task.assigned': {
    taskId: string
    kind: string
    workerId: string
    worker: string
    by: string
    reason: string
    outOfZone: boolean
  }
  'task.done': { taskId: string; kind: string; workerId: string; worker: string }
  'line.picked': { taskId: string; sku: string; qty: number; bin: string; workerId: string; worker: string }
  'scan.refused': { taskId: string; code: string; verdict: string; workerId: string }
  'parcel.packed': { parcelId: string; workerId: string; worker: string; weightGrams: number | null }
  'goods.placed': { taskId: string; place: string; workerId: string; worker: string }
  'goods.put-back': { sku: string; qty: number; bin: string; staffId: string }
  'parcel.label-printed': { parcelId: string; print: number; reason: string | null; workerId: string; worker: string }
  'parcel.labelled': { parcelId: string; carrier: string; tracking: string; workerId: string; worker: string }
  'parcel.registered': { parcelId: string; workerId: string; worker: string }
  'parcel.shipped': { parcelId: string; carrier: string; tracking: string; workerId: string; worker: string }
  'push.sent': { messageId: string; channel: string; topic: string }
  'push.failed': { messageId: string; channel: string; code: string }
  'push.received': { messageId: string; channel: string }
  'offer.clicked': { decisionId: string; campaignId: string; sku: string }
  'offer.ordered': { decisionId: string; campaignId: string; sku: string }
  /** Work that the outbox had given up: a person had it tried again, or let it go. */
  'work.tried-again': { kind: string; ref: string; error: string; by: string }
  'work.let-go': { kind: string; ref: string; error: string; by: string }
  'staff.invited': { staffId: string; by: string }
  'staff.signed-in': { staffId: string; opens: string }
  'device.removed': { deviceId: string; by: string }
}

/** The name of an event. */
export type EventName = keyof EventMap
