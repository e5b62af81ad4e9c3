import type { Text } from '../../base/i18n.ts'

/** What a provider is told of an order that is to be paid. */
export interface ToPay {
  readonly siteSlug: string
  readonly orderId: string
  /** The random key in the order's public address. */
  readonly orderKey: string
  readonly publicUrl: string
}

/** A callback as it came over HTTP: the body byte by byte, since the signature covers bytes. */
export interface Callback {
  readonly rawBody: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly secret: string
  /** ms since the epoch. */
  readonly now: number
}

/** What a provider says of a payment. */
export interface PaymentNotice {
  /** The provider's own number of this notice: the same one counts once. */
  readonly eventId: string
  readonly orderId: string
  readonly state: 'paid' | 'failed'
  /** Minor units; must equal the order's total. */
  readonly amount: number
  readonly currency: string
}

/**
 * A way to pay: one file in this folder, its default export, found by reading the folder at the start. The id is the
 * file's name and the `method` of an order.
 */
export interface PaymentProvider {
  readonly id: string
  readonly name: Text
  /** How the money stands when the order is placed; an `awaiting` order waits for a notice before it goes to the floor. */
  readonly begins: 'on-delivery' | 'paid' | 'awaiting'
  /** Who may use it: `server` only by the site's secret key, `demo` only on a demo site, `anyone` everybody. */
  readonly offeredTo: 'anyone' | 'server' | 'demo'
  /** Where the shopper pays. */
  payUrl?(order: ToPay): string
  /**
   * Judges a callback. No I/O.
   * @throws orders/payment-forged, orders/payment-stale, orders/payment-invalid
   */
  read?(callback: Callback): PaymentNotice
}
