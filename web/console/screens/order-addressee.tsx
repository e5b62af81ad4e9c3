import { useSignal } from '@preact/signals'
import { api } from '../../kit/api.ts'
import { Note, useAction } from '../../kit/parts.tsx'
import { words } from '../../kit/words.ts'

const t = words({
  addressee: { zh: '收件人', en: 'Addressee' },
  erased: { zh: '保存期已过，收件人已删除。', en: 'The time it is kept has passed; the addressee was erased.' },
  note: { zh: '用户留言', en: 'Shopper’s note' },
  masked: {
    zh: '订单已经完了，收件人遮起来了。看了会记在经过里。',
    en: 'The order is over, so the addressee is covered. Looking is kept in the story.',
  },
  show: { zh: '看收件人', en: 'Show the addressee' },
  showing: { zh: '正在取…', en: 'Fetching…' },
})

/** Who gets an order, and where. */
export interface Delivery {
  readonly receiver: { readonly name: string; readonly phone: string }
  readonly address: Readonly<Record<'province' | 'city' | 'district' | 'street' | 'postcode', string | null>>
  readonly note: string | null
}

/** The addressee of an order; covered when it is over, until somebody asks. */
export function Addressee({ order }: { order: { id: string; delivery: Delivery | null; isMasked: boolean } }) {
  const shown = useSignal<Delivery | null>(null)
  const { busy, trouble, run } = useAction()
  const isCovered = order.isMasked && shown.value === null
  const delivery = shown.value ?? order.delivery
  const show = () =>
    void run(async () => {
      shown.value = (await api<{ delivery: Delivery }>('POST', `/v1/console/orders/${order.id}/receiver`)).delivery
    })
  return (
    <section class="card ofact">
      <h2>{t('addressee')}</h2>
      {delivery === null ? <p class="t2">{t('erased')}</p> : <Lines delivery={delivery} isCovered={isCovered} />}
      <Note trouble={trouble.value} />
      {isCovered && (
        <>
          <p class="t2">{t('masked')}</p>
          <button type="button" class="btn small" aria-busy={busy.value} onClick={show}>
            {t(busy.value ? 'showing' : 'show')}
          </button>
        </>
      )}
    </section>
  )
}

function Lines({ delivery, isCovered }: { delivery: Delivery; isCovered: boolean }) {
  const { receiver, address, note } = delivery
  return (
    <address lang="zh-CN">
      <b>{receiver.name}</b>{' '}
      {isCovered ? <span class="num">{receiver.phone}</span> : <a href={`tel:${receiver.phone}`}>{receiver.phone}</a>}
      <br />
      {[address.province, address.city, address.district, address.street].filter((part) => part).join(' ')}{' '}
      {address.postcode}
      {note !== null && (
        <p class="t2">
          {t('note')}: {note}
        </p>
      )}
    </address>
  )
}
