import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Text } from '../../../src/base/i18n.ts'
import { readBin } from '../../../src/warehouse/floor.ts'
import { api } from '../../kit/api.ts'
import { Icon, Shape } from '../../kit/icons.tsx'
import { newKey } from '../../kit/key.ts'
import { Field, Note, type Trouble, troubleOf, useAction } from '../../kit/parts.tsx'
import { clockTime, number } from '../../kit/time.ts'
import { inLang, words } from '../../kit/words.ts'
import type { Head } from './stock.tsx'
import { shown } from './stock-data.ts'
import { FileTake } from './stock-file.tsx'

const t = words({
  how: {
    zh: '扫一下商品，扫一下货位，写件数。扫码枪会自己跳到下一格。',
    en: 'Scan the goods, scan the bin, write the quantity. A scanner moves on by itself.',
  },
  code: { zh: '商品条码或货号', en: 'Barcode or SKU' },
  bin: { zh: '货位', en: 'Bin' },
  binHint: { zh: '货架上的牌子，例如 B07-32。', en: 'The sign on the rack, such as B07-32.' },
  badBin: { zh: '这不是货位码。写成 B07-32。', en: 'This is no bin code. Write it as B07-32.' },
  qty: { zh: '件数', en: 'Pieces' },
  badQty: { zh: '写 1 到 1000000 的整数。', en: 'A whole number from 1 to 1,000,000.' },
  noCode: { zh: '先扫商品。', en: 'Scan the goods first.' },
  save: { zh: '收进货位', en: 'Put into the bin' },
  saving: { zh: '正在记…', en: 'Saving…' },
  here: { zh: '已经在', en: 'Already in' },
  there: { zh: '{bin}，{n} 件', en: '{bin}, {n} {n|piece|pieces}' },
  none: { zh: '仓里还没有', en: 'None here yet' },
  file: { zh: '一次收一张表', en: 'Receive a whole file' },
  fileHow: {
    zh: '三列：货号、货位、数量。有一行不对就都不收。',
    en: 'Three columns: sku, bin, qty. One wrong line, and nothing is taken.',
  },
  done: { zh: '刚收的', en: 'Just received' },
  doneNone: { zh: '收了的货列在这里，马上可卖。', en: 'What you receive stands here, and can be sold at once.' },
  row: { zh: '{n} 件进 {bin}', en: '{n} into {bin}' },
})

interface Goods {
  readonly sku: string
  readonly title: Text
  readonly picture: string | null
  readonly onHand: number
  readonly bins: readonly { readonly bin: string; readonly onHand: number }[]
}
interface Received {
  readonly uid: string
  readonly at: number
  readonly goods: Goods
  readonly bin: string
  readonly qty: number
}

const LOOK_MS = 250

/** The goods that were scanned: asked for a moment after the last key, or at once when Enter wants them. */
function useGoods(code: string) {
  const goods = useSignal<Goods | null>(null)
  const lost = useSignal<Trouble | null>(null)
  const latest = useRef(code)
  latest.current = code
  const look = async (): Promise<Goods | null> => {
    if (code === '') return null
    if (goods.value !== null) return goods.value
    try {
      const found = await api<Goods>('GET', `/v1/console/stock/skus/${encodeURIComponent(code)}`)
      if (latest.current === code) goods.value = found
      return found
    } catch (error) {
      if (latest.current === code) lost.value = troubleOf(error)
      return null
    }
  }
  useEffect(() => {
    goods.value = null
    lost.value = null
    const timer = setTimeout(() => void look(), LOOK_MS)
    return () => clearTimeout(timer)
  }, [code])
  return { goods, lost, look }
}

/** Goods come in: what, where, how many, at the pace of a scanner. */
export function ReceiveGoods({ head }: { head: Head }) {
  const done = useSignal<readonly Received[]>([])
  return (
    <>
      {head()}
      <div class="pairgrid">
        <ReceiveForm onDone={(received) => (done.value = [received, ...done.value])} />
        <section class="card padded">
          <h2>{t('done')}</h2>
          {done.value.length === 0 ? (
            <p class="t2">{t('doneNone')}</p>
          ) : (
            <ul class="received" aria-live="polite">
              {done.value.map((r) => (
                <li key={r.uid}>
                  <span class="rightmark">
                    <Shape kind="right" size={18} />
                  </span>
                  <div>
                    <b>{inLang(r.goods.title)}</b>
                    <span>{t('row', { n: number(r.qty), bin: r.bin })}</span>
                  </div>
                  <time>{clockTime(r.at)}</time>
                </li>
              ))}
            </ul>
          )}
          <hr />
          <FileTake path="/v1/console/stock/receive/import" title={t('file')} how={t('fileHow')} />
        </section>
      </div>
    </>
  )
}

function ReceiveForm({ onDone }: { onDone: (received: Received) => void }) {
  const code = useSignal('')
  const bin = useSignal('')
  const qty = useSignal('')
  const wrong = useSignal<{ field: 'code' | 'bin' | 'qty'; text: string } | null>(null)
  const form = useRef<HTMLFormElement>(null)
  /** What was sent last under which uid: the same goods tried again count once, other goods are new. */
  const sent = useRef({ what: '', uid: '' })
  const { busy, trouble, run } = useAction()
  const { goods, lost, look } = useGoods(code.value.trim())
  const focus = (name: string) => form.current?.querySelector<HTMLInputElement>(`[name="${name}"]`)?.focus()
  const stop = (field: 'code' | 'bin' | 'qty', text: string) => {
    wrong.value = { field, text }
    focus(field)
  }
  /** Enter, also a scanner's: goes on to the first field that lacks something, and saves when none does. */
  const save = async (event: Event) => {
    event.preventDefault()
    const from = document.activeElement?.getAttribute('name')
    const place = readBin(bin.value)
    const pieces = Number(qty.value)
    wrong.value = null
    if (code.value.trim() === '') return stop('code', t('noCode'))
    const known = await look()
    if (known === null) return focus('code')
    if (bin.value.trim() === '') return focus('bin')
    if (place === null) return stop('bin', t('badBin'))
    if (qty.value.trim() === '' && from !== 'qty') return focus('qty')
    if (!Number.isInteger(pieces) || pieces < 1 || pieces > 1_000_000) return stop('qty', t('badQty'))
    const what = `${known.sku} ${place.code} ${pieces}`
    if (sent.current.what !== what) sent.current = { what, uid: newKey() }
    const { uid } = sent.current
    await run(async () => {
      await api('POST', '/v1/console/stock/receive', { sku: known.sku, bin: place.code, qty: pieces, uid })
      onDone({ uid, at: Date.now(), goods: known, bin: place.code, qty: pieces })
      sent.current = { what: '', uid: '' }
      code.value = ''
      qty.value = ''
      focus('code')
    })
  }
  const error = (field: string) => (wrong.value?.field === field ? wrong.value.text : null)
  const notFound = lost.value === null ? null : `${lost.value.title} ${lost.value.next}`
  return (
    <form class="card sform padded" ref={form} onSubmit={(event) => void save(event)}>
      <p class="t2">{t('how')}</p>
      <Field
        label={t('code')}
        name="code"
        value={code.value}
        autocomplete="off"
        error={error('code') ?? notFound}
        onInput={(v) => (code.value = v)}
      />
      {goods.value !== null && <Known goods={goods.value} onBin={(b) => (bin.value = b)} />}
      <div class="two">
        <Field
          label={t('bin')}
          name="bin"
          value={bin.value}
          autocomplete="off"
          hint={t('binHint')}
          error={error('bin')}
          onInput={(v) => (bin.value = v.toUpperCase())}
        />
        <Field
          label={t('qty')}
          name="qty"
          inputMode="numeric"
          value={qty.value}
          error={error('qty')}
          onInput={(v) => (qty.value = v)}
        />
      </div>
      <Note trouble={trouble.value} />
      <button type="submit" class="btn next" aria-busy={busy.value}>
        {busy.value ? t('saving') : t('save')}
      </button>
    </form>
  )
}

/** The goods that were scanned, and the bins they lie in already: pressing one fills it in. */
function Known({ goods, onBin }: { goods: Goods; onBin: (bin: string) => void }) {
  return (
    <div class="known">
      <div class="pic">
        {goods.picture === null ? <Icon name="bag" size={28} /> : <img src={shown(goods.picture)} alt="" />}
      </div>
      <div>
        <b>{inLang(goods.title)}</b>
        <small class="mono muted">{goods.sku}</small>
        <div class="quickwords">
          {goods.bins.length === 0 ? <span class="t2">{t('none')}</span> : <span class="t2">{t('here')}</span>}
          {goods.bins.slice(0, 3).map((b) => (
            <button key={b.bin} type="button" class="btn quiet small" onClick={() => onBin(b.bin)}>
              {t('there', { bin: b.bin, n: number(b.onHand) })}
            </button>
          ))}
        </div>
      </div>
    </div>
  )
}
