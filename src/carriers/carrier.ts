/** What a carrier is told of a parcel. */
export interface Shipment {
  /** SSCC-18 or an internal number. */
  readonly parcelNumber: string
  readonly orderNumber: string
  readonly weightGrams: number | null
}

/** What it answers: its own number for the parcel. */
export interface Booking {
  readonly tracking: string
}

/** A carrier, one file each in this folder, default-exported. */
export interface Carrier {
  readonly id: string
  readonly name: { readonly zh: string; readonly en: string }
  /** Takes a parcel on; the tracking number goes on the label and to the shopper. */
  book(shipment: Shipment): Promise<Booking>
}
