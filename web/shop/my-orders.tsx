import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { formatMoney } from '../../src/base/money.ts'
import { ApiProblem, api } from '../kit/api.ts'
import { Icon } from '../kit/icons.tsx'
import { Chip, Empty, Note, useAction } from '../kit/parts.tsx'
import { ORDER_KIND } from '../kit/states.ts'
import { when } from '../kit/time.ts'
import { inLang, lang } from '../kit/words.ts'
import { type DeviceOrder, deviceOrders, forgetOrder } from './device-orders.ts'
import { type OrderView, stateWord } from './order.tsx'
import { canSignIn, HOME, isSigningIn, SITE_API, signedIn, site } from './shop-state.ts'
import { t } from './words.ts'

/** What of an order stands in a list. */
type OrderRow = Pick<OrderView, 'id' | 'key' | 'number' | 'state' | 'stateName' | 'total' | 'placedAt'> & {
  readonly pieces: number
}

/** The shopper's orders: those of the account, and those placed on this device without one. */
export function MyOrders() {
  useEffect(() => {
    document.title = `${t('myOrders')} · ${inLang(site.value!.name)}`
  }, [lang.value])
  return (
    <div class="narrow">
      <h1>{t('myOrders')}</h1>
      {signedIn.value ? <OfAccount /> : <SignInFor />}
      <OnDevice />
    </div>
  )
}

/** Without an account: nothing yet, or only what this device knows; signing in is the way to the rest. */
function SignInFor() {
  const isEmpty = deviceOrders.value.length === 0
  if (!canSignIn.value)
    return isEmpty ? (
      <Empty icon="box" text={t('noOrders')}>
        <a class="btn" href={`${HOME}/`}>
          {t('toGoods')}
        </a>
      </Empty>
    ) : null
  const signIn = (
    <button
      type="button"
      class={`btn ${isEmpty ? 'next' : ''}`}
      onClick={() => {
        isSigningIn.value = true
      }}
    >
      {t('signIn')}
    </button>
  )
  if (isEmpty)
    return (
      <Empty icon="box" text={t('ordersSignIn')}>
        {signIn}
        <a href={`${HOME}/`}>{t('toGoods')}</a>
      </Empty>
    )
  return (
    <div class="card pad row wraps">
      <span>{t('ordersSignInToo')}</span>
      {signIn}
    </div>
  )
}

function OfAccount() {
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
    void more()
  }, [])
  return (
    <>
      <Note trouble={trouble.value} />
      {rows.value?.length === 0 && deviceOrders.value.length === 0 && (
        <Empty icon="box" text={t('noOrders')}>
          <a class="btn" href={`${HOME}/`}>
            {t('toGoods')}
          </a>
        </Empty>
      )}
      <Rows rows={rows.value ?? []} />
      {next.value !== null && (
        <button type="button" class="btn" onClick={() => void more()}>
          {t('more')}
        </button>
      )}
    </>
  )
}

/** Asks for each by its own key; one that is not there any more is forgotten. */
async function askFor({ id, key }: DeviceOrder): Promise<OrderRow | null> {
  try {
    const { lines, ...order } = await api<OrderView>(
      'GET',
      `${SITE_API}/orders/${encodeURIComponent(id)}?key=${encodeURIComponent(key)}`,
    )
    return { ...order, pieces: lines.reduce((n, line) => n + line.qty, 0) }
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== 'orders/not-found') throw error
    forgetOrder(id)
    return null
  }
}

function OnDevice() {
  const rows = useSignal<readonly OrderRow[]>([])
  const { trouble, run } = useAction()
  useEffect(() => {
    void run(async () => {
      const found = await Promise.all(deviceOrders.peek().map(askFor))
      rows.value = found.filter((row) => row !== null)
    })
  }, [])
  const kept = rows.value.filter((row) => deviceOrders.value.some((o) => o.id === row.id))
  if (deviceOrders.value.length === 0) return null
  return (
    <section class="device">
      <h2>{t('onDevice')}</h2>
      <p class="hint">{t('onDeviceHint')}</p>
      <Note trouble={trouble.value} />
      <Rows rows={kept} onForget={forgetOrder} />
    </section>
  )
}

function Rows({ rows, onForget }: { rows: readonly OrderRow[]; onForget?: (id: string) => void }) {
  return (
    <ul class={`orders ${onForget ? 'forgets' : ''}`}>
      {rows.map((o) => (
        <li key={o.id}>
          <a class="card travels" href={`${HOME}/orders/${o.id}?key=${encodeURIComponent(o.key)}`}>
            <b class="mono">{o.number}</b>
            <Chip kind={ORDER_KIND[o.state]}>{stateWord(o)}</Chip>
            <small class="num">
              {when(o.placedAt)} · {t('pieces', { n: o.pieces })} · {formatMoney(o.total, lang.value)}
            </small>
          </a>
          {onForget && (
            <button
              type="button"
              class="iconbtn"
              aria-label={t('forget', { number: o.number })}
              title={t('forget', { number: o.number })}
              onClick={() => onForget(o.id)}
            >
              <Icon name="close" size={18} />
            </button>
          )}
        </li>
      ))}
    </ul>
  )
}
