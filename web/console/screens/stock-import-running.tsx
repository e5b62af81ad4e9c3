import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api } from '../../kit/api.ts'
import { Chip, Note, type Trouble, troubleOf } from '../../kit/parts.tsx'
import { number } from '../../kit/time.ts'
import { inLang, words } from '../../kit/words.ts'
import { HOME } from '../session.ts'

const t = words({
  other: { zh: '换一张表', en: 'Another file' },
  running: { zh: '正在导入', en: 'Importing' },
  progress: { zh: '已写 {done} / {total} 件', en: '{done} / {total} written' },
  checking: { zh: '正在读 {n} 行', en: 'Reading {n} {n|row|rows}' },
  leave: { zh: '可以离开这一页，会在后台做完。', en: 'You may leave this page; it goes on by itself.' },
  doneTitle: { zh: '导入完了', en: 'Imported' },
  failedTitle: { zh: '没导成', en: 'Not imported' },
  failed: {
    zh: '表读不下去了，什么也没写。检查后换一张再试。',
    en: 'The file could not be read on; nothing was written. Check it and try again.',
  },
  created: { zh: '新商品', en: 'New' },
  updated: { zh: '更新了', en: 'Updated' },
  merged: { zh: '并进同货号', en: 'Merged' },
  left: { zh: '没成的行', en: 'Left out' },
  faults: { zh: '这些行没有成为商品', en: 'Rows that gave no product' },
  notes: { zh: '这些值没用，商品照样导入了', en: 'Values left out of products that were kept' },
  cause: { zh: '为什么', en: 'Why' },
  count: { zh: '几行', en: 'Rows' },
  first: { zh: '第一个', en: 'The first' },
  line: { zh: '第 {line} 行：{value}', en: 'Line {line}: {value}' },
  taken: {
    zh: '{n} 个条码已被别的商品用了，没写',
    en: '{n} {n|barcode belongs to another product and was|barcodes belong to other products and were} left out',
  },
  see: { zh: '看商品', en: 'See the products' },
  stock: { zh: '库存', en: 'Stock' },
  received: {
    zh: '收了 {n} 个，商品 {products} 件',
    en: '{n} {n|piece|pieces} of {products} {products|product|products} received',
  },
  had: { zh: '原来就有库存、没动的商品：{n} 件', en: 'Products left alone because they had stock: {n}' },
  homeless: {
    zh: '没有货位、没收库存的商品：{n} 件。去“收货”里收。',
    en: 'Products whose stock was not received for want of a bin: {n}. Receive it under Receive.',
  },
  unknownBins: { zh: '仓里没有、没收的货位：{bins}', en: 'Bins the floor does not have, left out: {bins}' },
})

interface Stock {
  readonly products: number
  readonly pieces: number
  readonly had: number
  readonly homeless: number
  readonly unknownBins: readonly string[]
}
interface Cause {
  readonly cause: string
  readonly text: string
  readonly count: number
  readonly example: { readonly line: number; readonly value: string }
}
interface Progress {
  readonly state: 'waiting' | 'running' | 'done' | 'failed'
  readonly done: number
  readonly total: number
  readonly created: number
  readonly updated: number
  readonly report: {
    readonly merged?: number
    readonly rows?: number
    readonly faults: readonly Cause[]
    readonly notes: readonly Cause[]
    readonly barcodesTaken?: readonly string[]
    readonly stock?: Stock
  } | null
}

const POLL_MS = 400

/** An import under way, and its account of every row when it is done. */
export function Running({ id, rows, onAgain }: { id: string; rows: number; onAgain: () => void }) {
  const progress = useSignal<Progress | null>(null)
  const trouble = useSignal<Trouble | null>(null)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = async () => {
      try {
        const now = await api<Progress>('GET', `/v1/console/imports/${id}`)
        progress.value = now
        trouble.value = null
        if (now.state === 'done' || now.state === 'failed') return
      } catch (error) {
        trouble.value = troubleOf(error)
      }
      timer = setTimeout(() => void look(), POLL_MS)
    }
    void look()
    return () => clearTimeout(timer)
  }, [id, progress, trouble])
  const now = progress.value
  const isOver = now?.state === 'done' || now?.state === 'failed'
  return (
    <section class="card padded importbox">
      <Note trouble={trouble.value} />
      {!isOver && (
        <>
          <h2>{t('running')}</h2>
          <progress max={Math.max(1, now?.total ?? 1)} value={now?.done ?? 0} />
          <p class="num">
            {(now?.done ?? 0) === 0
              ? t('checking', { n: number(rows) })
              : t('progress', { done: number(now!.done), total: number(now!.total) })}
          </p>
          <p class="t2">{t('leave')}</p>
        </>
      )}
      {now?.state === 'failed' && (
        <>
          <h2>{t('failedTitle')}</h2>
          <p>{t('failed')}</p>
        </>
      )}
      {now?.state === 'done' && <Report now={now} />}
      {isOver && (
        <div class="acts">
          <a class="btn next" href={`${HOME}/stock`}>
            {t('see')}
          </a>
          <button type="button" class="btn" onClick={onAgain}>
            {t('other')}
          </button>
        </div>
      )}
    </section>
  )
}

function Report({ now }: { now: Progress }) {
  const report = now.report
  const left = (report?.faults ?? []).reduce((n, c) => n + c.count, 0)
  const taken = report?.barcodesTaken?.length ?? 0
  const figures = [
    ['created', now.created],
    ['updated', now.updated],
    ['merged', report?.merged ?? 0],
    ['left', left],
  ] as const
  return (
    <>
      <h2>{t('doneTitle')}</h2>
      <dl class="figures">
        {figures.map(([name, n]) => (
          <div key={name}>
            <dt>{t(name)}</dt>
            <dd>{number(n)}</dd>
          </div>
        ))}
      </dl>
      <Causes title={t('faults')} causes={report?.faults ?? []} />
      <Causes title={t('notes')} causes={report?.notes ?? []} />
      {report?.stock !== undefined && <StockTold stock={report.stock} />}
      {taken > 0 && <Chip kind="late">{t('taken', { n: taken })}</Chip>}
    </>
  )
}

function Causes({ title, causes }: { title: string; causes: readonly Cause[] }) {
  if (causes.length === 0) return null
  return (
    <div>
      <h3>{title}</h3>
      <table class="table rows">
        <thead>
          <tr>
            <th>{t('cause')}</th>
            <th class="r">{t('count')}</th>
            <th>{t('first')}</th>
          </tr>
        </thead>
        <tbody>
          {causes.map((c) => (
            <tr key={c.cause}>
              <td>{c.text}</td>
              <td class="r">{number(c.count)}</td>
              <td class="wide t2 example">{t('line', { line: c.example.line, value: c.example.value })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** What became of the stock column. */
function StockTold({ stock }: { stock: Stock }) {
  const { products, pieces, had, homeless, unknownBins } = stock
  return (
    <div class="stocktold">
      <h3>{t('stock')}</h3>
      {products > 0 && <p>{t('received', { n: number(pieces), products: number(products) })}</p>}
      {had > 0 && <p>{t('had', { n: number(had) })}</p>}
      {homeless > 0 && <p>{t('homeless', { n: number(homeless) })}</p>}
      {unknownBins.length > 0 && <p>{t('unknownBins', { bins: unknownBins.join(inLang({ zh: '、', en: ', ' })) })}</p>}
    </div>
  )
}
