import { signal, useSignal } from '@preact/signals'
import { Fragment } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Text } from '../../../src/base/i18n.ts'
import { formatMoney, type Money } from '../../../src/base/money.ts'
import type { OrderState } from '../../../src/orders/state.ts'
import { api, BASE, listen } from '../../kit/api.ts'
import { Icon, type IconName } from '../../kit/icons.tsx'
import { Chip, Field, Note, Sheet, Toast, type Trouble, troubleOf, useAction } from '../../kit/parts.tsx'
import { ORDER_KIND } from '../../kit/states.ts'
import { clockTime, day, number, span, when } from '../../kit/time.ts'
import { inLang, lang, words } from '../../kit/words.ts'
import { HOME } from '../session.ts'
import { stateWord } from '../state-word.ts'
import { Addressee, type Delivery } from './order-addressee.tsx'
import { PutBack } from './order-put-back.tsx'
import { Refund } from './order-refund.tsx'

const t = words({
  back: { zh: '全部订单', en: 'All orders' },
  left: { zh: '{time} 截单，余', en: 'Cut-off {time},' },
  leftAfter: { zh: '', en: 'left' },
  late: { zh: '{time} 截单，晚了', en: 'Cut-off {time},' },
  lateAfter: { zh: '', en: 'late' },
  hold: { zh: '挂起', en: 'Put on hold' },
  resume: { zh: '发有的', en: 'Send what is there' },
  resumed: { zh: '好，有的先发', en: 'What is there goes out' },
  release: { zh: '恢复处理', en: 'Release' },
  cancel: { zh: '取消订单', en: 'Cancel the order' },
  story: { zh: '经过', en: 'Story' },
  raw: { zh: '原始记录', en: 'Raw event' },
  lines: { zh: '货', en: 'Goods' },
  total: { zh: '合计', en: 'Total' },
  picked: { zh: '拣了 {n} / {all}', en: '{n} / {all} picked' },
  allShipped: { zh: '已发', en: 'shipped' },
  off: { zh: '减掉 {n} 件', en: '{n} taken off' },
  parcel: { zh: '包裹', en: 'Parcel' },
  noParcel: { zh: '打包后，这里有运单号和面单。', en: 'Once packed, tracking number and label stand here.' },
  label: { zh: '打面单', en: 'Print the label' },
  reprint: { zh: '再打一次面单', en: 'Print the label again' },
  printTitle: { zh: '再打一次 #{number} 的面单', en: 'Print the label of #{number} again' },
  printWhat: {
    zh: '面单已经打过。每次重打都记在经过里，免得一个包裹贴两张。',
    en: 'This label was printed before. Each print is kept in the story, so that no parcel carries two.',
  },
  payment: { zh: '付款', en: 'Payment' },
  source: { zh: '来自', en: 'From' },
  placed: { zh: '下单', en: 'Placed' },
  external: { zh: '外部单号', en: 'External number' },
  holdTitle: { zh: '挂起 #{number}', en: 'Put #{number} on hold' },
  holdWhat: {
    zh: '仓里的活会收回，货还替它留着。恢复后仓里重新做。',
    en: 'Its work on the floor is taken back, its stock is kept. It is given out again when released.',
  },
  cancelTitle: { zh: '取消 #{number}', en: 'Cancel #{number}' },
  cancelWhat: {
    zh: '不能撤销。货放回去可卖，拣好的要放回货位，用户会收到通知。',
    en: 'This cannot be undone. Stock is free again, picked goods go back to their bins, and the shopper is told.',
  },
  reason: { zh: '为什么', en: 'Why' },
  reasonHint: { zh: '写在订单的经过里，员工看得到。', en: 'Kept in the order’s story, where staff can read it.' },
  noReason: { zh: '先写原因，或点一个现成的。', en: 'Write the reason first, or press a ready one.' },
  doHold: { zh: '挂起订单', en: 'Put on hold' },
  held: { zh: '挂起了，货替它留着', en: 'On hold; its stock is kept' },
  released: { zh: '恢复了，仓里马上接着做', en: 'Released; it goes to the floor now' },
  cancelled: { zh: '取消了', en: 'Cancelled' },
  putBack: { zh: '取消了。放回货位：{goods}', en: 'Cancelled. Put back: {goods}' },
  working: { zh: '正在办…', en: 'Working…' },
  cannotCancel: {
    zh: '已登记出库，不能再取消；要退等用户退回。',
    en: 'Registered for dispatch: it can no longer be cancelled, only returned.',
  },
})

const PAYMENTS: Readonly<Record<string, Text>> = {
  'on-delivery': { zh: '货到付款', en: 'Cash on delivery' },
  awaiting: { zh: '等付款', en: 'Awaiting payment' },
  paid: { zh: '已付', en: 'Paid' },
  failed: { zh: '没付成', en: 'Payment failed' },
  expired: { zh: '过期未付', en: 'Not paid in time' },
  cancelled: { zh: '不用付了', en: 'Nothing to pay' },
  'refund-needed': { zh: '要退款', en: 'To be refunded' },
  'paid-twice': { zh: '付了两次，要退一次', en: 'Paid twice, one to be refunded' },
  refunded: { zh: '已退款', en: 'Refunded' },
}
const SOURCES: Readonly<Record<string, Text>> = {
  shop: { zh: '网店', en: 'the shop' },
  api: { zh: '接口', en: 'the API' },
  import: { zh: '导入', en: 'an import' },
}
const HOLD_REASONS: readonly Text[] = [
  { zh: '收货地址缺门牌', en: 'House number missing' },
  { zh: '等用户确认', en: 'Waiting for the shopper' },
  { zh: '像是重复下单', en: 'Looks like a duplicate' },
]
const PRINT_REASONS: readonly Text[] = [
  { zh: '打印机卡纸', en: 'The printer jammed' },
  { zh: '面单破了', en: 'The label is torn' },
  { zh: '印得不清楚', en: 'Print too faint' },
]
const CANCEL_REASONS: readonly Text[] = [
  { zh: '用户要求取消', en: 'The shopper asked for it' },
  { zh: '货坏了，补不上', en: 'Goods damaged, none left' },
  { zh: '重复下单', en: 'Placed twice' },
]

interface StoryRow {
  readonly at: string
  readonly text: Text
  readonly kind: 'order' | 'money' | 'floor' | 'parcel' | 'trouble' | 'push'
  readonly who?: string
  readonly event?: { readonly id: string; readonly name: string; readonly payload: Readonly<Record<string, unknown>> }
}
interface StaffOrder {
  readonly id: string
  readonly number: string
  readonly externalId: string | null
  readonly source: string
  readonly state: OrderState
  readonly stateName: Text
  readonly heldText: Text | null
  readonly lines: readonly { sku: string; title: Text; qty: number; price: Money; cancelled: number; shipped: number }[]
  readonly progress: readonly { sku: string; picked: number; packed: number }[]
  readonly total: Money
  readonly payment: { readonly method: string; readonly state: string }
  readonly placedAt: string
  readonly promise: string
  readonly delivery: Delivery | null
  /** Names and addresses of orders that are over are shown to whoever asks. */
  readonly isMasked: boolean
  readonly story: readonly StoryRow[]
  readonly parcel: { readonly carrierName: Text; readonly tracking: string } | null
  readonly may: Readonly<Record<'hold' | 'release' | 'cancel' | 'resume' | 'refunded', boolean>>
  readonly holdings: readonly { readonly sku: string; readonly bin: string | null; readonly picked: number }[]
  readonly putBack?: readonly { sku: string; qty: number }[]
}

/** What asks for a reason. */
type What = 'hold' | 'cancel' | 'print'

const toast = signal<string | null>(null)
const OPEN: readonly OrderState[] = ['reserved', 'released', 'picking', 'picked', 'packed', 'labelled', 'registered']

/** One order: what happened, what is in it, who gets it, and what a supervisor may do with it. */
export function OrderStory({ id }: { id: string }) {
  const order = useSignal<StaffOrder | null>(null)
  const trouble = useSignal<Trouble | null>(null)
  const asking = useSignal<What | null>(null)
  const { busy, trouble: failed, run } = useAction()
  useEffect(() => {
    const load = () =>
      api<StaffOrder>('GET', `/v1/console/orders/${id}`).then(
        (found) => {
          order.value = found
          trouble.value = null
        },
        (error) => {
          trouble.value = troubleOf(error)
        },
      )
    void load()
    return listen('/v1/console/live', { floor: () => void load() })
  }, [id, order, trouble])
  const now = order.value
  const release = () =>
    void run(async () => {
      order.value = await api<StaffOrder>('POST', `/v1/console/orders/${id}/release`)
      toast.value = t('released')
    })
  const resume = () =>
    void run(async () => {
      await api('POST', `/v1/console/orders/${id}/resume`)
      order.value = await api<StaffOrder>('GET', `/v1/console/orders/${id}`)
      toast.value = t('resumed')
    })
  return (
    <>
      <a class="backlink" href={`${HOME}/orders`}>
        <Icon name="back" size={18} />
        {t('back')}
      </a>
      <Note trouble={trouble.value} />
      {now !== null && (
        <>
          <header class="head">
            <h1 class="bignum num">#{now.number}</h1>
            <Chip kind={ORDER_KIND[now.state]}>{stateWord(now.stateName)}</Chip>
            {OPEN.includes(now.state) && <TimeLeft promise={now.promise} />}
            <span class="push acts">
              {now.may.release && (
                <button type="button" class="btn next" aria-busy={busy.value} onClick={release}>
                  {t('release')}
                </button>
              )}
              {now.may.resume && (
                <button type="button" class="btn next" aria-busy={busy.value} onClick={resume}>
                  {t('resume')}
                </button>
              )}
              {now.may.hold && (
                <button type="button" class="btn" onClick={() => (asking.value = 'hold')}>
                  {t('hold')}
                </button>
              )}
              {now.may.cancel && (
                <button type="button" class="btn" onClick={() => (asking.value = 'cancel')}>
                  {t('cancel')}
                </button>
              )}
            </span>
          </header>
          {now.state === 'held' && now.heldText !== null && <p class="heldline">{inLang(now.heldText)}</p>}
          {now.state === 'registered' && <p class="t2">{t('cannotCancel')}</p>}
          <Note trouble={failed.value} />
          <div class="storygrid">
            <Timeline story={now.story} />
            <div class="ostack">
              {now.may.refunded && <Refund<StaffOrder> id={id} onDone={(changed) => (order.value = changed)} />}
              <Lines order={now} />
              <Addressee key={`${now.id} ${now.isMasked}`} order={now} />
              <PutBack order={now} />
              {(now.parcel !== null || now.state !== 'cancelled') && (
                <Parcel order={now} onReprint={() => (asking.value = 'print')} />
              )}
            </div>
          </div>
        </>
      )}
      {now !== null && asking.value !== null && (
        <ReasonSheet
          what={asking.value}
          order={now}
          onClose={() => (asking.value = null)}
          onDone={(changed) => {
            order.value = changed
            asking.value = null
          }}
        />
      )}
      <Toast text={toast} />
    </>
  )
}

function TimeLeft({ promise }: { promise: string }) {
  const left = Date.parse(promise) - Date.now()
  const kind = left < 0 ? 'late' : 'left'
  const [amount, ...unit] = span(Math.abs(left)).split(' ')
  return (
    <p class="cut">
      {t(kind, { time: when(promise) })} <b>{amount}</b> {unit.join(' ')} {t(`${kind}After`)}
    </p>
  )
}

const MARKS: Readonly<Record<StoryRow['kind'], IconName>> = {
  order: 'bag',
  money: 'tag',
  floor: 'rack',
  parcel: 'box',
  trouble: 'bell',
  push: 'phone',
}

/** What happened, oldest first; pressing a line shows the event it was told from. */
function Timeline({ story }: { story: readonly StoryRow[] }) {
  return (
    <section class="card timeline">
      <h2>{t('story')}</h2>
      <ol>
        {story.map((row, i) => {
          const isNewDay = i === 0 || day(row.at) !== day(story[i - 1]!.at)
          return (
            <Fragment key={`${row.at} ${row.event?.id ?? i}`}>
              {isNewDay && <li class="day">{day(row.at)}</li>}
              <li class={`${row.kind} ${i === story.length - 1 ? 'last' : ''}`}>
                <time dateTime={row.at}>{clockTime(row.at)}</time>
                <span class="mark">
                  <Icon name={MARKS[row.kind]} size={16} />
                </span>
                <details>
                  <summary data-row title={t('raw')}>
                    <span class="said">{inLang(row.text)}</span>
                    {row.who !== undefined && !inLang(row.text).includes(row.who) && <span class="by">{row.who}</span>}
                    <span class="chev">
                      <Icon name="next" size={14} />
                    </span>
                  </summary>
                  <pre>
                    {row.event?.name} {JSON.stringify(row.event?.payload, null, 1)}
                  </pre>
                </details>
              </li>
            </Fragment>
          )
        })}
      </ol>
    </section>
  )
}

function Lines({ order }: { order: StaffOrder }) {
  return (
    <section class="card ofact">
      <h2>{t('lines')}</h2>
      <ul class="orderlines">
        {order.lines.map((line) => {
          const done = order.progress.find((p) => p.sku === line.sku)
          const wanted = line.qty - line.cancelled
          return (
            <li key={line.sku}>
              <b class="num">{number(line.qty)}</b>
              <div>
                <span>{inLang(line.title)}</span>
                <small>
                  <span class="mono">{line.sku}</span>
                  {wanted > 0 &&
                    `${inLang({ zh: '，', en: ', ' })}${line.shipped >= wanted ? t('allShipped') : t('picked', { n: done?.picked ?? 0, all: wanted })}`}
                </small>
                {line.cancelled > 0 && order.state !== 'cancelled' && (
                  <Chip kind="wrong">{t('off', { n: line.cancelled })}</Chip>
                )}
              </div>
              <span class="num">
                {formatMoney({ ...line.price, amount: line.price.amount * line.qty }, lang.value)}
              </span>
            </li>
          )
        })}
      </ul>
      <dl>
        <dt>{t('total')}</dt>
        <dd class="num strong">{formatMoney(order.total, lang.value)}</dd>
        <dt>{t('payment')}</dt>
        <dd>{inLang(PAYMENTS[order.payment.state] ?? { zh: order.payment.state, en: order.payment.state })}</dd>
        <dt>{t('placed')}</dt>
        <dd>
          {when(order.placedAt)}
          {inLang({ zh: '，', en: ', ' })}
          {inLang(SOURCES[order.source] ?? { zh: order.source, en: order.source })}
        </dd>
        {order.externalId !== null && (
          <>
            <dt>{t('external')}</dt>
            <dd class="mono">{order.externalId}</dd>
          </>
        )}
      </dl>
    </section>
  )
}

/** Where a parcel's label is; another print than the first says why. */
const labelAddress = (parcelId: string, reason: string): string =>
  `${BASE}/v1/console/parcels/${parcelId}/label.pdf${reason === '' ? '' : `?${new URLSearchParams({ reason })}`}`

/** The parcel an order is in, by its story; null before it is packed. */
function parcelIdOf(order: StaffOrder): string | null {
  const packed = order.story.findLast((row) => row.event?.name === 'parcel.packed')?.event?.payload
  return typeof packed?.parcelId === 'string' ? packed.parcelId : null
}

function Parcel({ order, onReprint }: { order: StaffOrder; onReprint: () => void }) {
  const parcelId = parcelIdOf(order)
  const prints = order.story.filter((row) => row.event?.name === 'parcel.label-printed').length
  return (
    <section class="card travels ofact">
      <h2>{t('parcel')}</h2>
      {order.parcel === null ? (
        <p class="t2">{t('noParcel')}</p>
      ) : (
        <>
          <p class="tracking">
            <span class="mono">{order.parcel.tracking}</span>
            <small>{inLang(order.parcel.carrierName)}</small>
          </p>
          {parcelId !== null && prints === 0 && (
            <a class="btn small" href={labelAddress(parcelId, '')} target="_blank" rel="noopener">
              <Icon name="print" size={18} />
              {t('label')}
            </a>
          )}
          {parcelId !== null && prints > 0 && (
            <button type="button" class="btn small" onClick={onReprint}>
              <Icon name="print" size={18} />
              {t('reprint')}
            </button>
          )}
        </>
      )}
    </section>
  )
}

const ASKS: Readonly<Record<What, { title: string; what: string; act: string; reasons: readonly Text[] }>> = {
  hold: { title: 'holdTitle', what: 'holdWhat', act: 'doHold', reasons: HOLD_REASONS },
  cancel: { title: 'cancelTitle', what: 'cancelWhat', act: 'cancel', reasons: CANCEL_REASONS },
  print: { title: 'printTitle', what: 'printWhat', act: 'reprint', reasons: PRINT_REASONS },
}

/** Holding, cancelling and printing again ask for the reason, and say first what they do. */
function ReasonSheet(props: {
  what: What
  order: StaffOrder
  onClose: () => void
  onDone: (order: StaffOrder) => void
}) {
  const { what, order } = props
  const ask = ASKS[what]
  const reason = useSignal('')
  const missing = useSignal(false)
  const { busy, trouble, run } = useAction()
  const act = (event: Event) => {
    event.preventDefault()
    const why = reason.value.trim()
    if (why === '') {
      missing.value = true
      return
    }
    if (what === 'print') {
      window.open(labelAddress(parcelIdOf(order) ?? '', why), '_blank', 'noopener')
      return props.onClose()
    }
    void run(async () => {
      const changed = await api<StaffOrder>('POST', `/v1/console/orders/${order.id}/${what}`, { reason: why })
      const goods = (changed.putBack ?? []).map((p) => `${p.sku} × ${p.qty}`).join(inLang({ zh: '，', en: ', ' }))
      toast.value = what === 'hold' ? t('held') : goods === '' ? t('cancelled') : t('putBack', { goods })
      props.onDone(changed)
    })
  }
  return (
    <Sheet title={t(ask.title as 'holdTitle', { number: order.number })} onClose={props.onClose}>
      <form class="sform" onSubmit={act}>
        <p class="t2">{t(ask.what as 'holdWhat')}</p>
        <div class="quickwords">
          {ask.reasons.map((r) => (
            <button
              key={r.en}
              type="button"
              class="btn quiet small"
              onClick={() => {
                reason.value = inLang(r)
                missing.value = false
              }}
            >
              {inLang(r)}
            </button>
          ))}
        </div>
        <Field
          label={t('reason')}
          name="reason"
          rows={2}
          value={reason.value}
          hint={t('reasonHint')}
          error={missing.value ? t('noReason') : null}
          onInput={(v) => {
            reason.value = v
            missing.value = false
          }}
        />
        <Note trouble={trouble.value} />
        <button type="submit" class="btn ink" aria-busy={busy.value}>
          {busy.value ? t('working') : t(ask.act as 'doHold')}
        </button>
      </form>
    </Sheet>
  )
}
