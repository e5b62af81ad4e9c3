import { useSignal } from '@preact/signals'
import { api } from '../../kit/api.ts'
import { Field, Note, useAction } from '../../kit/parts.tsx'
import { words } from '../../kit/words.ts'

const t = words({
  title: { zh: '要退款', en: 'To be refunded' },
  how: {
    zh: '付了款，货不发。先在支付平台退回，再记在这里。',
    en: 'Paid for and not sent. Refund it with the payment provider first, then say so here.',
  },
  reference: { zh: '支付平台的退款号', en: 'The provider’s refund number' },
  refunded: { zh: '已退款', en: 'Refunded' },
  working: { zh: '正在记…', en: 'Saving…' },
})

/** The money of an order that is not sent goes back; `onDone` gets the order as it is then. */
export function Refund<T>({ id, onDone }: { id: string; onDone: (order: T) => void }) {
  const reference = useSignal('')
  const { busy, trouble, run } = useAction()
  const save = (event: Event) => {
    event.preventDefault()
    const said = reference.value.trim()
    void run(async () => {
      onDone(await api<T>('POST', `/v1/console/orders/${id}/refunded`, said === '' ? {} : { reference: said }))
    })
  }
  return (
    <section class="card ofact">
      <h2>{t('title')}</h2>
      <p class="t2">{t('how')}</p>
      <form class="sform backform" onSubmit={save}>
        <Field
          label={t('reference')}
          name="refund"
          optional
          value={reference.value}
          onInput={(v) => {
            reference.value = v.slice(0, 100)
          }}
        />
        <Note trouble={trouble.value} />
        <button type="submit" class="btn" aria-busy={busy.value}>
          {busy.value ? t('working') : t('refunded')}
        </button>
      </form>
    </section>
  )
}
