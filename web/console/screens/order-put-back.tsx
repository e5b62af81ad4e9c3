import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Text } from '../../../src/base/i18n.ts'
import { readBin } from '../../../src/warehouse/floor.ts'
import { api } from '../../kit/api.ts'
import { newKey } from '../../kit/key.ts'
import { Field, Note, useAction } from '../../kit/parts.tsx'
import { inLang, words } from '../../kit/words.ts'

const t = words({
  title: { zh: '要放回货位', en: 'Goes back into a bin' },
  how: {
    zh: '这些拣出来了，订单取消了。放回后就能再卖。',
    en: 'Picked, then cancelled. Back in a bin they can be sold again.',
  },
  line: { zh: '{n} 件 {name}', en: '{n} × {name}' },
  bin: { zh: '放回哪个货位', en: 'Into which bin' },
  badBin: { zh: '这不是货位码。写成 B07-32。', en: 'This is no bin code. Write it as B07-32.' },
  done: { zh: '放回去了', en: 'Put back' },
  working: { zh: '正在记…', en: 'Saving…' },
})

interface Cancelled {
  readonly id: string
  readonly state: string
  readonly lines: readonly { readonly sku: string; readonly title: Text }[]
  readonly holdings: readonly { readonly sku: string; readonly bin: string | null; readonly picked: number }[]
  readonly story: readonly {
    readonly event?: { readonly name: string; readonly payload: Readonly<Record<string, unknown>> }
  }[]
}

/** Picked goods of a cancelled order, each with the bin it came from; nothing when all are back. */
export function PutBack({ order }: { order: Cancelled }) {
  const goods = order.state === 'cancelled' ? order.holdings.filter((h) => h.bin === null && h.picked > 0) : []
  if (goods.length === 0) return null
  return (
    <section class="card ofact">
      <h2>{t('title')}</h2>
      <p class="t2">{t('how')}</p>
      {goods.map((g) => (
        <OneBack
          key={g.sku}
          orderId={order.id}
          sku={g.sku}
          qty={g.picked}
          name={inLang(order.lines.find((l) => l.sku === g.sku)?.title ?? { zh: g.sku, en: g.sku })}
          from={String(
            order.story.findLast((row) => row.event?.name === 'line.picked' && row.event.payload.sku === g.sku)?.event
              ?.payload.bin ?? '',
          )}
        />
      ))}
    </section>
  )
}

function OneBack(props: { orderId: string; sku: string; qty: number; name: string; from: string }) {
  const bin = useSignal(props.from)
  const isWrong = useSignal(false)
  // The same uid when it is tried again: it counts once.
  const uid = useRef(newKey())
  const { busy, trouble, run } = useAction()
  const save = (event: Event) => {
    event.preventDefault()
    const place = readBin(bin.value)
    isWrong.value = place === null
    if (place === null) return
    const { sku, qty } = props
    void run(async () => {
      const body = { sku, qty, bin: place.code, uid: uid.current }
      await api('POST', `/v1/console/orders/${props.orderId}/put-back`, body)
      uid.current = newKey()
    })
  }
  return (
    <form class="sform backform" onSubmit={save}>
      <b>{t('line', { n: props.qty, name: props.name })}</b>
      <Field
        label={t('bin')}
        name={`back-${props.sku}`}
        value={bin.value}
        error={isWrong.value ? t('badBin') : null}
        onInput={(v) => (bin.value = v.toUpperCase())}
      />
      <Note trouble={trouble.value} />
      <button type="submit" class="btn" aria-busy={busy.value}>
        {busy.value ? t('working') : t('done')}
      </button>
    </form>
  )
}
