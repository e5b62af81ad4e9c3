import { useSignal } from '@preact/signals'
import { ApiProblem, BASE } from '../../kit/api.ts'
import { Icon } from '../../kit/icons.tsx'
import { Field, Note, useAction } from '../../kit/parts.tsx'
import { lang, words } from '../../kit/words.ts'
import type { Head } from './stock.tsx'
import { currency } from './stock-data.ts'
import { Columns, type Offer } from './stock-import-columns.tsx'
import { Running } from './stock-import-running.tsx'

const t = words({
  how: {
    zh: '把商品表拖进来。CSV 或 JSON，也可以压成 .gz；Shopify、WooCommerce、订单明细都认得。',
    en: 'Drop a file of products here: CSV or JSON, also as .gz. Shopify, WooCommerce and order lines are known.',
  },
  safe: {
    zh: '先看哪列是什么，再开始写。货号一样的会更新，不会重复。',
    en: 'You see which column is what before anything is written. Known SKUs are updated.',
  },
  choose: { zh: '选文件', en: 'Choose a file' },
  reading: { zh: '正在读 {file}…', en: 'Reading {file}…' },
  currency: { zh: '价格的币种', en: 'Currency of prices' },
  currencyHint: {
    zh: '三个字母，例如 CNY。价格自带符号的按符号。',
    en: 'Three letters, such as CNY. Prices with a sign keep it.',
  },
})

/** A merchant's file becomes products: file, columns, progress, and an account of every row. */
export function ImportGoods({ head }: { head: Head }) {
  const file = useSignal<string | null>(null)
  const offer = useSignal<Offer | null>(null)
  const running = useSignal<string | null>(null)
  const money = useSignal(currency())
  const { busy, trouble, run } = useAction()
  const take = (chosen: File | undefined) => {
    if (chosen === undefined) return
    file.value = chosen.name
    void run(async () => {
      offer.value = await sendFile(chosen, money.value)
    })
  }
  const again = () => {
    file.value = null
    offer.value = null
    running.value = null
  }
  return (
    <>
      {head()}
      {running.value !== null ? (
        <Running id={running.value} rows={offer.value?.rows ?? 0} onAgain={again} />
      ) : offer.value !== null ? (
        <Columns
          file={file.value ?? ''}
          offer={offer.value}
          money={money.value}
          onAgain={again}
          onStarted={(id) => (running.value = id)}
        />
      ) : (
        <section class="card padded importbox">
          <Drop isBusy={busy.value} file={file.value} onTake={take} />
          <Field
            label={t('currency')}
            name="currency"
            value={money.value}
            hint={t('currencyHint')}
            onInput={(v) => (money.value = v.toUpperCase().slice(0, 3))}
          />
          <Note trouble={trouble.value} />
        </section>
      )}
    </>
  )
}

/** @throws ApiProblem */
async function sendFile(file: File, inCurrency: string): Promise<Offer> {
  const params = new URLSearchParams({ filename: file.name, currency: inCurrency })
  const answer = await fetch(`${BASE}/v1/console/imports?${params}`, {
    method: 'POST',
    headers: { 'x-tuidan': '1', 'content-type': 'application/octet-stream', 'accept-language': lang.value },
    body: file,
  })
  const json = await answer.json()
  if (!answer.ok) throw new ApiProblem(json, answer.status)
  return json as Offer
}

function Drop(props: { isBusy: boolean; file: string | null; onTake: (file: File | undefined) => void }) {
  const isOver = useSignal(false)
  return (
    <label
      class={`drop ${isOver.value ? 'over' : ''}`}
      onDragOver={(e) => {
        e.preventDefault()
        isOver.value = true
      }}
      onDragLeave={() => (isOver.value = false)}
      onDrop={(e) => {
        e.preventDefault()
        isOver.value = false
        props.onTake(e.dataTransfer?.files[0])
      }}
    >
      <Icon name="upload" size={32} />
      <p>{t('how')}</p>
      <p class="t2">{t('safe')}</p>
      <span class="btn next">{props.isBusy ? t('reading', { file: props.file ?? '' }) : t('choose')}</span>
      <input
        class="sr"
        type="file"
        accept=".csv,.tsv,.txt,.json,.gz"
        onChange={(e) => props.onTake(e.currentTarget.files?.[0])}
      />
    </label>
  )
}
