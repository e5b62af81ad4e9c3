import type { Delivery } from './order.ts'
import type { OrderState } from './state.ts'

/** Nobody at the console has to know any more who received it: it left, came, went back, or never goes. */
export function isOver(state: OrderState): boolean {
  return ['shipped', 'delivered', 'cancelled', 'returned'].includes(state)
}

const STAR = '*'
/** The first character and how long it was, at most to three: 林**. */
const maskName = (name: string): string => {
  const [first = '', ...rest] = [...name.trim()]
  return first + STAR.repeat(Math.min(2, rest.length))
}
/** The last two digits, by which a caller can be told from another. */
const maskPhone = (phone: string): string =>
  `${STAR.repeat(Math.max(0, Math.min(9, phone.length - 2)))}${phone.slice(-2)}`

/** Who received an order that is over, so far as a list needs it: no street, no note. */
export function maskDelivery({ receiver, address }: Delivery): Delivery {
  return {
    receiver: { ...receiver, name: maskName(receiver.name), phone: maskPhone(receiver.phone) },
    address: { ...address, district: null, street: '', postcode: null },
    note: null,
  }
}
