import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Text } from '../../../src/base/i18n.ts'
import { formatMoney, type Money } from '../../../src/base/money.ts'
import type { OrderState } from '../../../src/orders/state.ts'
import { api, listen } from '../../kit/api.ts'
import { Icon, Shape } from '../../kit/icons.tsx'
import { Chip, Empty, Note, type Trouble, troubleOf } from '../../kit/parts.tsx'
import { go, query } from '../../kit/route.ts'
import { ORDER_KIND } from '../../kit/states.ts'
import { clockTime, number, span, when } from '../../kit/time.ts'
import { inLang, lang, words } from '../../kit/words.ts'
import { useListKeys } from '../keys.ts'
import { HOME } from '../session.ts'
import { stateWord } from '../state-word.ts'
import { OrderStory } from './order-story.tsx'

const t = words({
  title: { zh: '订单', en: 'Orders' },
  search: { zh: '找订单号或外部单号', en: 'Order or external number' },
  all: { zh: '全部', en: 'All' },
  filter: { zh: '只看一种状态', en: 'One state only' },
  order: { zh: '订单', en: 'Order' },
  state: { zh: '状态', en: 'State' },
  goods: { zh: '件数', en: 'Pieces' },
  total: { zh: '金额', en: 'Total' },
  placed: { zh: '下单', en: 'Placed' },
  matters: { zh: '时限和付款', en: 'Deadline and payment' },
  pieces: { zh: '{n} 件，{lines} 种', en: '{n} {n|piece|pieces}, {lines} {lines|SKU|SKUs}' },
  piece: { zh: '1 件', en: '1 piece' },
  left: { zh: '{time} 截单，余 {span}', en: 'Cut-off {time}, {span} left' },
  late: { zh: '{time} 截单，晚了 {span}', en: 'Cut-off {time}, {span} late' },
  unpaid: { zh: '等付款，{time} 前留着货', en: 'Unpaid, stock kept until {time}' },
  refund: { zh: '要退款', en: 'To be refunded' },
  none: {
    zh: '还没有订单。第一单来了就在这里，仓里马上能看到。',
    en: 'No orders yet. The first will stand here, and on the floor at once.',
  },
  noMatch: {
    zh: '没有这样的订单。按订单号开头找，或换一种状态。',
    en: 'No such order. Search by the beginning of its number, or choose another state.',
  },
  more: { zh: '再看 {n} 单', en: '{n} more' },
  moreSoon: { zh: '正在取…', en: 'Loading…' },
})

const PAGE = 50

interface Row {
  readonly id: string
  readonly number: string
  readonly externalId: string | null
  readonly state: OrderState
  readonly stateName: Text
  readonly heldText: Text | null
  readonly total: Money
  readonly lines: number
  readonly pieces: number
  readonly placedAt: string
  readonly promise: string
  readonly payment: { readonly state: string; readonly payUntil: string | null }
}
interface Page {
  readonly items: readonly Row[]
  readonly next: string | null
  readonly counts: Readonly<Partial<Record<OrderState, number>>>
}

/** Names of states come with the rows; those the filter needs before a row of them was seen are kept from page to page. */
const names = new Map<string, Text>()

/** All orders, or one order's story. */
export function Orders({ rest }: { rest: string }) {
  return rest === '' ? <OrderList /> : <OrderStory key={rest} id={rest} />
}

function OrderList() {
  const page = useSignal<Page | null>(null)
  const trouble = useSignal<Trouble | null>(null)
  const isLoading = useSignal(false)
  useListKeys()
  const state = query.value.get('state') ?? ''
  const search = query.value.get('query') ?? ''

  const load = async (cursor: string | null) => {
    const params = new URLSearchParams()
    if (state !== '') params.set('state', state)
    if (search !== '') params.set('query', search)
    if (cursor !== null) params.set('cursor', cursor)
    isLoading.value = cursor !== null
    try {
      const found = await api<Page>('GET', `/v1/console/orders?${params}`)
      for (const row of found.items) names.set(row.state, row.stateName)
      page.value =
        cursor === null || page.value === null ? found : { ...found, items: [...page.value.items, ...found.items] }
      trouble.value = null
    } catch (error) {
      trouble.value = troubleOf(error)
    } finally {
      isLoading.value = false
    }
  }
  useEffect(() => {
    void load(null)
    // A list that was read on keeps its place; only its first page follows what happens.
    return listen('/v1/console/live', {
      floor: () => {
        if ((page.value?.items.length ?? 0) <= PAGE) void load(null)
      },
    })
  }, [state, search])

  const set = (name: 'state' | 'query', value: string) => {
    const next = new URLSearchParams(query.value)
    if (value === '') next.delete(name)
    else next.set(name, value)
    go(`${HOME}/orders${next.size === 0 ? '' : `?${next}`}`, 'replace')
  }
  const now = page.value
  return (
    <>
      <header class="head">
        <h1>{t('title')}</h1>
        <label class="qfind push">
          <Icon name="search" size={18} />
          <input
            type="search"
            value={search}
            placeholder={t('search')}
            aria-label={t('search')}
            onInput={(e) => set('query', e.currentTarget.value.trim())}
          />
          <kbd>/</kbd>
        </label>
      </header>
      {now !== null && <StateFilter counts={now.counts} value={state} onChange={(s) => set('state', s)} />}
      <Note trouble={trouble.value} />
      {now !== null && (
        <section class="card listcard">
          {now.items.length === 0 ? (
            <Empty icon="box" text={t(state === '' && search === '' ? 'none' : 'noMatch')} />
          ) : (
            <OrderTable rows={now.items} />
          )}
          {now.next !== null && (
            <button
              type="button"
              class="btn quiet lmore"
              aria-busy={isLoading.value}
              onClick={() => void load(now.next)}
            >
              {isLoading.value ? t('moreSoon') : t('more', { n: PAGE })}
            </button>
          )}
        </section>
      )}
    </>
  )
}

function StateFilter(props: { counts: Page['counts']; value: string; onChange: (state: string) => void }) {
  const states = (Object.keys(ORDER_KIND) as OrderState[]).filter(
    (s) => (props.counts[s] ?? 0) > 0 || s === props.value,
  )
  const all = Object.values(props.counts).reduce((n, c) => n + (c ?? 0), 0)
  return (
    <fieldset class="sfilters" aria-label={t('filter')}>
      <button type="button" class="sfilter" aria-pressed={props.value === ''} onClick={() => props.onChange('')}>
        {t('all')} <b>{number(all)}</b>
      </button>
      {states.map((s) => (
        <button
          key={s}
          type="button"
          class={`sfilter ${ORDER_KIND[s]}`}
          aria-pressed={props.value === s}
          onClick={() => props.onChange(s)}
        >
          <Shape kind={ORDER_KIND[s]} />
          {stateWord(names.get(s) ?? { zh: s, en: s })} <b>{number(props.counts[s] ?? 0)}</b>
        </button>
      ))}
    </fieldset>
  )
}

function OrderTable({ rows }: { rows: readonly Row[] }) {
  return (
    <table class="table rows">
      <thead>
        <tr>
          <th>{t('order')}</th>
          <th>{t('state')}</th>
          <th>{t('matters')}</th>
          <th class="r">{t('goods')}</th>
          <th class="r">{t('total')}</th>
          <th class="r">{t('placed')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr
            key={row.id}
            class="link"
            onClick={(e) => {
              // A press on the number itself is the link's own.
              if ((e.target as Element).closest('a') === null) go(`${HOME}/orders/${row.id}`)
            }}
          >
            <td>
              <a class="mono strong" href={`${HOME}/orders/${row.id}`} data-row>
                #{row.number}
              </a>
              {row.externalId !== null && <small class="mono muted"> {row.externalId}</small>}
            </td>
            <td>
              <Chip kind={ORDER_KIND[row.state]}>{stateWord(row.stateName)}</Chip>
            </td>
            <td class="wide t2">{whatMatters(row)}</td>
            <td class="r">
              {row.pieces === 1 ? t('piece') : t('pieces', { n: number(row.pieces), lines: row.lines })}
            </td>
            <td class="r">{formatMoney(row.total, lang.value)}</td>
            <td class="r">
              <time dateTime={row.placedAt}>{when(row.placedAt)}</time>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const ENDED: readonly OrderState[] = ['shipped', 'delivered', 'cancelled', 'returned']

/** The one thing about an order that a supervisor wants to know from the list. */
function whatMatters(row: Row): string {
  if (row.payment.state === 'refund-needed' || row.payment.state === 'paid-twice') return t('refund')
  if (row.state === 'held') return row.heldText === null ? '' : inLang(row.heldText)
  if (row.state === 'received' && row.payment.payUntil !== null)
    return t('unpaid', { time: clockTime(row.payment.payUntil) })
  if (ENDED.includes(row.state)) return ''
  const left = Date.parse(row.promise) - Date.now()
  return t(left < 0 ? 'late' : 'left', { time: when(row.promise), span: span(Math.abs(left)) })
}
