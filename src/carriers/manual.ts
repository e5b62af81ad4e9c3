import type { Carrier } from './carrier.ts'

/** The merchant's own van, or a carrier that is told by hand: the parcel's number is its tracking number. */
const manual: Carrier = {
  id: 'manual',
  name: { zh: '自行交运', en: 'our own courier' },
  book: async ({ parcelNumber }) => ({ tracking: parcelNumber }),
}
export default manual
