import type { Callback } from '../payments/payment.ts'

/** An event of a foreign shop that was checked and read, in our words. */
export interface ShopEvent {
  /** What the shop calls this event; the same one is taken once. */
  readonly dedupeKey: string
  /** A new order in the shape that `POST /v1/orders` takes, or the external id of one that was cancelled. */
  readonly what: { readonly placed: unknown } | { readonly cancelled: string }
}

/**
 * A shop system whose orders come by its own webhook: one file in this folder, its default export. The id is the file's
 * name and the `source` of its orders.
 */
export interface ShopIntake {
  readonly id: string
  /**
   * Judges and reads a webhook. No I/O.
   * @returns null for an event that does not concern orders
   * @throws a Problem for a wrong signature or rubbish
   */
  read(callback: Callback): ShopEvent | null
}
