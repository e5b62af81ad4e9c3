import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Text } from '../../src/base/i18n.ts'
import { formatMoney, type Money } from '../../src/base/money.ts'
import { type OrderState, STATE_NAMES } from '../../src/orders/state.ts'
import { api, listen } from '../kit/api.ts'
import { Shape, type StateKind } from '../kit/icons.tsx'
import { Chip, Note, Sheet, useAction } from '../kit/parts.tsx'
import { pushFault } from '../kit/push.ts'
import { go, query } from '../kit/route.ts'
import { ORDER_KIND } from '../kit/states.ts'
import { when } from '../kit/time.ts'
import { asHead, inLang, lang } from '../kit/words.ts'
import { Failed } from './lost.tsx'
import { askToTell } from './push.ts'
import { HOME, type Product, SITE_API, setQty, site } from './shop-state.ts'
import { t } from './words.ts'

/** A state in the shopper's words: that the floor may begin is not theirs to know. */
export const stateWord = ({ state, stateName }: Pick<OrderView, 'state' | 'stateName'>): string =>
  asHead(state === 'released' ? STATE_NAMES.reserved : stateName)

/** An order as its shopper sees it. */
export interface OrderView {
  readonly id: string
  readonly number: string
  readonly key: string
  readonly state: OrderState
  readonly stateName: Text
  readonly lines: readonly { sku: string; title: Text; qty: number; price: Money; cancelled: number }[]
  readonly total: Money
  readonly payment: { readonly state: string; readonly payUrl: string | null; readonly payUntil: string | null }
  readonly placedAt: string
  readonly promise: string
  readonly canCancel: boolean
  readonly story: readonly { at: string; text: Text; kind: string }[]
  readonly parcel: { readonly carrierName: Text; readonly tracking: string } | null
  /** Masked; null when the law's time is over. */
  readonly delivery: {
    readonly receiver: { readonly name: string; readonly phone: string }
    readonly address: {
      readonly country: string | null
      readonly province: string | null
      readonly city: string | null
    }
  } | null
}

/** The four stops a parcel makes before it leaves, and the states in which each lies behind it. */
const STOPS = ['placed', 'picking', 'packed', 'shipped'] as const
const PASSED: Readonly<Record<OrderState, number>> = {
  received: 0,
  reserved: 1,
  released: 1,
  picking: 1,
  short: 1,
  held: 1,
  backordered: 1,
  picked: 2,
  packed: 3,
  labelled: 3,
  registered: 3,
  shipped: 4,
  delivered: 4,
  returned: 4,
  cancelled: 0,
}

/** One order, live: where it is, what happened, what one may do. */
export function OrderPage({ id }: { id: string }) {
  const key = query.value.get('key')
  const order = useSignal<OrderView | null>(null)
  const { trouble, run } = useAction()
  const at = `${SITE_API}/orders/${encodeURIComponent(id)}`
  const keyed = key === null ? '' : `?key=${encodeURIComponent(key)}`
  const load = () =>
    void run(async () => {
      order.value = await api<OrderView>('GET', at + keyed)
    })
  useEffect(() => {
    load()
    return listen(`${at}/live${keyed}`, {
      order: (data) => {
        order.value = JSON.parse(data) as OrderView
      },
    })
  }, [at, keyed])
  const o = order.value
  useEffect(() => {
    if (o !== null) document.title = `${t('order', { number: o.number })} · ${inLang(site.value!.name)}`
  }, [o?.number, lang.value])
  if (o === null) return <Failed trouble={trouble.value} again={load} />
  return (
    <div class="narrow order">
      <header>
        <h1>{t('order', { number: o.number })}</h1>
        <Chip kind={ORDER_KIND[o.state]}>{stateWord(o)}</Chip>
      </header>
      {o.state !== 'cancelled' && <Way state={o.state} />}
      {o.state === 'received' && o.payment.payUrl !== null && (
        <div class="card pad stack">
          {o.payment.payUntil !== null && <p>{t('payUntil', { time: when(o.payment.payUntil) })}</p>}
          <a class="btn next wide" href={o.payment.payUrl}>
            {t('payNow')}
          </a>
        </div>
      )}
      <Now order={o} />
      {o.parcel !== null && o.state !== 'cancelled' && <Parcel parcel={o.parcel} />}
      <Note trouble={trouble.value} />
      <Follow order={o} />
      <section>
        <h2>{t('story')}</h2>
        <ol class="story" aria-live="polite">
          {[...o.story].reverse().map((item) => (
            <li key={`${item.at}${item.text.en}`}>
              <time class="num" dateTime={item.at}>
                {when(item.at)}
              </time>
              <span>{inLang(item.text)}</span>
            </li>
          ))}
        </ol>
      </section>
      <Lines order={o} />
      {o.delivery !== null && <Receiver of={o.delivery} />}
      {o.canCancel && (
        <Cancel
          onCancel={() =>
            void run(async () => {
              order.value = await api<OrderView>('POST', `${at}/cancel${keyed}`, { key })
            })
          }
        />
      )}
    </div>
  )
}

/** States in which the way is stopped: the stop wears their shape. */
const STOPPED: Partial<Record<OrderState, StateKind>> = { held: 'held', short: 'wrong', backordered: 'late' }

/** What a state means for whoever waits; states that the way and the story tell well enough have none. */
const MEANS = { held: 'isHeld', short: 'isShort', backordered: 'isBackordered', returned: 'isReturned' } as const

/** How the money stands, in words. */
const MONEY = {
  'on-delivery': 'payOnDelivery',
  awaiting: 'payAwaiting',
  paid: 'payPaid',
  failed: 'payFailed',
  expired: 'payNone',
  cancelled: 'payNone',
  'refund-needed': 'payRefund',
  'paid-twice': 'payTwice',
  refunded: 'payRefunded',
} as const

/** One sentence on where things stand: what stopped it and what one may do, else what was promised. */
function Now({ order: o }: { order: OrderView }) {
  if (o.state === 'cancelled')
    return (
      <div class="card pad stack">
        <p>{t(o.payment.state === 'expired' ? 'isExpired' : 'isCancelled')}</p>
        <button type="button" class="btn" onClick={() => void buyAgain(o)}>
          {t('buyAgain')}
        </button>
      </div>
    )
  if (o.state in MEANS) return <p>{t(MEANS[o.state as keyof typeof MEANS])}</p>
  if (PASSED[o.state] === 0 || PASSED[o.state] >= 4) return null
  return <p class="t2">{t('promise', { time: when(o.promise) })}</p>
}

/** Puts what is still sold back into the bag. */
async function buyAgain({ lines }: OrderView): Promise<void> {
  const found = await Promise.allSettled(
    lines.map(({ sku }) => api<Product>('GET', `${SITE_API}/products/${encodeURIComponent(sku)}`)),
  )
  found.forEach((one, i) => {
    if (one.status !== 'fulfilled' || one.value.stock.available <= 0) return
    const { sku, title, price, picture } = one.value
    setQty({ sku, title, price, picture }, lines[i]!.qty)
  })
  go(`${HOME}/bag`)
}

/** The parcel with the number it is known by at its carrier. */
function Parcel({ parcel }: { parcel: NonNullable<OrderView['parcel']> }) {
  return (
    <div class="card travels parcel">
      <span>{inLang(parcel.carrierName)}</span>
      <b class="mono">{parcel.tracking}</b>
    </div>
  )
}

/** The way of the parcel: four stops, each with shape and word. */
function Way({ state }: { state: OrderState }) {
  const passed = PASSED[state]
  return (
    <ol class="way">
      {STOPS.map((stop, i) => (
        <li key={stop} class={i < passed ? 'done' : i === passed ? `now ${STOPPED[state] ?? ''}` : ''}>
          <Shape kind={i < passed ? 'right' : i === passed ? (STOPPED[state] ?? 'doing') : 'idle'} size={20} />
          {t(stop)}
        </li>
      ))}
    </ol>
  )
}

function Lines({ order }: { order: OrderView }) {
  return (
    <section>
      <h2>{t('lines')}</h2>
      <ul class="lines card">
        {order.lines.map((line) => (
          <li key={line.sku}>
            <span>
              {inLang(line.title)}
              {line.cancelled > 0 && order.state !== 'cancelled' && (
                <small>{t('cancelled', { n: line.cancelled })}</small>
              )}
            </span>
            <span class="num">× {line.qty}</span>
            <span class="num r">
              {formatMoney({ ...line.price, amount: line.price.amount * line.qty }, lang.value)}
            </span>
          </li>
        ))}
        <li class="all">
          <span>
            <b>{t('total')}</b>
            {order.payment.state in MONEY && <small>{t(MONEY[order.payment.state as keyof typeof MONEY])}</small>}
          </span>
          <b class="num r">{formatMoney(order.total, lang.value)}</b>
        </li>
      </ul>
    </section>
  )
}

/** Where it goes, as far as a page whose address may be passed on should tell. */
function Receiver({ of: { receiver, address } }: { of: NonNullable<OrderView['delivery']> }) {
  const place = [address.country, address.province, address.city].filter((part, i, all) => part && part !== all[i - 1])
  if (lang.value === 'en') place.reverse()
  return (
    <section>
      <h2>{t('goesTo')}</h2>
      <div class="card pad">
        <p>
          {receiver.name} <span class="num nowrap">{receiver.phone}</span>
        </p>
        {place.length > 0 && <p>{place.join(lang.value === 'en' ? ', ' : ' ')}</p>}
        <p class="hint">{t('goesToHint')}</p>
      </div>
    </section>
  )
}

/** Asking for a push when it ships; when that cannot be, why. */
function Follow({ order }: { order: OrderView }) {
  const told = useSignal(false)
  const { busy, trouble, run } = useAction()
  if (PASSED[order.state] === 0 || PASSED[order.state] >= 4) return null
  const why = pushFault()
  if (why !== null) return <p class="hint">{t('noTell', { why: t(why) })}</p>
  return (
    <>
      <Note trouble={trouble.value} />
      {told.value ? (
        <p class="inbag" role="status">
          <Shape kind="right" size={16} />
          {t('willTell')}
        </p>
      ) : (
        <button
          type="button"
          class="btn"
          aria-busy={busy.value}
          onClick={() =>
            void run(async () => {
              told.value = await askToTell(order.id, order.key)
            })
          }
        >
          {t('tellMe')}
        </button>
      )}
    </>
  )
}

function Cancel({ onCancel }: { onCancel: () => void }) {
  const asked = useSignal(false)
  const set = (value: boolean) => () => {
    asked.value = value
  }
  return (
    <>
      <button type="button" class="btn quiet" onClick={set(true)}>
        {t('cancel')}
      </button>
      {asked.value && (
        <Sheet title={t('cancel')} onClose={set(false)}>
          <p>{t('cancelSure')}</p>
          <div class="pair">
            <button type="button" class="btn" onClick={set(false)}>
              {t('keep')}
            </button>
            <button
              type="button"
              class="btn"
              onClick={() => {
                asked.value = false
                onCancel()
              }}
            >
              {t('cancel')}
            </button>
          </div>
        </Sheet>
      )}
    </>
  )
}
