import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Text } from '../../src/base/i18n.ts'
import { formatMoney, type Money } from '../../src/base/money.ts'
import type { OrderState } from '../../src/orders/state.ts'
import { api, listen } from '../kit/api.ts'
import { Shape } from '../kit/icons.tsx'
import { Chip, Empty, Note, Sheet, useAction } from '../kit/parts.tsx'
import { pushFault } from '../kit/push.ts'
import { query } from '../kit/route.ts'
import { ORDER_KIND } from '../kit/states.ts'
import { when } from '../kit/time.ts'
import { inLang, lang } from '../kit/words.ts'
import { askToTell } from './push.ts'
import { HOME, SITE_API, site } from './shop-state.ts'
import { t } from './words.ts'

interface OrderView {
  readonly id: string
  readonly number: string
  readonly key: string
  readonly state: OrderState
  readonly stateName: Text
  readonly lines: readonly { sku: string; title: Text; qty: number; price: Money; cancelled: number }[]
  readonly total: Money
  readonly payment: { readonly state: string; readonly payUrl: string | null; readonly payUntil: string | null }
  readonly promise: string
  readonly canCancel: boolean
  readonly story: readonly { at: string; text: Text; kind: string }[]
  readonly parcel: { readonly carrier: string; readonly tracking: string } | null
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
  useEffect(() => {
    void run(async () => {
      order.value = await api<OrderView>('GET', at + keyed)
    })
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
  if (o === null) return <Note trouble={trouble.value} />
  return (
    <div class="narrow order">
      <header>
        <h1>{t('order', { number: o.number })}</h1>
        <Chip kind={ORDER_KIND[o.state]}>{inLang(o.stateName)}</Chip>
      </header>
      {o.state !== 'cancelled' && <Way state={o.state} />}
      {o.state === 'received' && o.payment.payUrl !== null && (
        <div class="card pad">
          {o.payment.payUntil !== null && <p>{t('payUntil', { time: when(o.payment.payUntil) })}</p>}
          <a class="btn next wide" href={o.payment.payUrl}>
            {t('payNow')}
          </a>
        </div>
      )}
      {PASSED[o.state] > 0 && PASSED[o.state] < 4 && <p class="t2">{t('promise', { time: when(o.promise) })}</p>}
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

/** The way of the parcel: four stops, each with shape and word. */
function Way({ state }: { state: OrderState }) {
  const passed = PASSED[state]
  return (
    <ol class="way">
      {STOPS.map((stop, i) => (
        <li key={stop} class={i < passed ? 'done' : i === passed ? 'now' : ''}>
          <Shape kind={i < passed ? 'right' : i === passed ? 'doing' : 'idle'} size={20} />
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
              {line.cancelled > 0 && <small>{t('cancelled', { n: line.cancelled })}</small>}
            </span>
            <span class="num">× {line.qty}</span>
            <span class="num r">
              {formatMoney({ ...line.price, amount: line.price.amount * line.qty }, lang.value)}
            </span>
          </li>
        ))}
        <li class="all">
          <b>{t('total')}</b>
          <b class="num r">{formatMoney(order.total, lang.value)}</b>
        </li>
      </ul>
    </section>
  )
}

/** Asking for a push when it ships; when that cannot be, why. */
function Follow({ order }: { order: OrderView }) {
  const told = useSignal(false)
  const { busy, trouble, run } = useAction()
  if (PASSED[order.state] === 0 || PASSED[order.state] >= 4) return null
  const why = pushFault()
  if (why !== null) return <p class="t2">{t('noTell', { why: t(why) })}</p>
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

interface OrderRow extends Omit<OrderView, 'lines' | 'story'> {
  readonly pieces: number
  readonly placedAt: string
}

/** A signed-in shopper's orders, newest first. */
export function MyOrders() {
  const rows = useSignal<readonly OrderRow[] | null>(null)
  const next = useSignal<string | null>(null)
  const { trouble, run } = useAction()
  const more = () =>
    run(async () => {
      const page = await api<{ items: OrderRow[]; next: string | null }>(
        'GET',
        `${SITE_API}/orders${next.value === null ? '' : `?cursor=${encodeURIComponent(next.value)}`}`,
      )
      rows.value = [...(rows.value ?? []), ...page.items]
      next.value = page.next
    })
  useEffect(() => {
    document.title = `${t('myOrders')} · ${inLang(site.value!.name)}`
    void more()
  }, [])
  return (
    <div class="narrow">
      <h1>{t('myOrders')}</h1>
      <Note trouble={trouble.value} />
      {rows.value?.length === 0 && (
        <Empty icon="box" text={t('noOrders')}>
          <a class="btn" href={`${HOME}/`}>
            {t('toGoods')}
          </a>
        </Empty>
      )}
      <ul class="orders">
        {rows.value?.map((o) => (
          <li key={o.id}>
            <a class="card travels" href={`${HOME}/orders/${o.id}?key=${encodeURIComponent(o.key)}`}>
              <span>
                <b class="mono">{o.number}</b>
                <small>
                  {when(o.placedAt)} · {t('pieces', { n: o.pieces })} · {formatMoney(o.total, lang.value)}
                </small>
              </span>
              <Chip kind={ORDER_KIND[o.state]}>{inLang(o.stateName)}</Chip>
            </a>
          </li>
        ))}
      </ul>
      {next.value !== null && (
        <button type="button" class="btn" onClick={() => void more()}>
          {t('more')}
        </button>
      )}
    </div>
  )
}
