import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Text } from '../../../src/base/i18n.ts'
import { IMPORT_FIELDS, type ImportField, type Mapping, missingFields } from '../../../src/catalog/mapping.ts'
import { ApiProblem, api, BASE } from '../../kit/api.ts'
import { Icon } from '../../kit/icons.tsx'
import { Chip, Field, Note, type Trouble, troubleOf, useAction } from '../../kit/parts.tsx'
import { number } from '../../kit/time.ts'
import { inLang, lang, words } from '../../kit/words.ts'
import { HOME } from '../session.ts'
import type { Head } from './stock.tsx'
import { currency } from './stock-data.ts'

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
  columns: { zh: '哪列是什么', en: 'Which column is what' },
  found: { zh: '{file}，{n} 行', en: '{file}, {n} rows' },
  field: { zh: '商品的', en: 'Product' },
  column: { zh: '表里的列', en: 'Column in the file' },
  example: { zh: '例子', en: 'Example' },
  none: { zh: '没有', en: 'None' },
  need: { zh: '还缺：{fields}。在下面选是哪列。', en: 'Still needed: {fields}. Choose the column below.' },
  start: { zh: '导入 {n} 行', en: 'Import {n} rows' },
  starting: { zh: '正在开始…', en: 'Starting…' },
  other: { zh: '换一张表', en: 'Another file' },
  running: { zh: '正在导入', en: 'Importing' },
  progress: { zh: '已写 {done} / {total} 件', en: '{done} / {total} written' },
  checking: { zh: '正在读 {n} 行', en: 'Reading {n} rows' },
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
  taken: { zh: '{n} 个条码已被别的商品用了，没写', en: '{n} barcodes belong to other products and were left out' },
  see: { zh: '看商品', en: 'See the products' },
})

interface Offer {
  readonly importId: string
  readonly columns: readonly string[]
  readonly guess: Mapping
  readonly preview: readonly Readonly<Record<string, string>>[]
  readonly rows: number
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
  } | null
}

const POLL_MS = 400

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

const FIELDS = Object.keys(IMPORT_FIELDS) as ImportField[]
const nameOf = (field: ImportField): string => inLang(IMPORT_FIELDS[field] as Text)

function Columns(props: {
  file: string
  offer: Offer
  money: string
  onAgain: () => void
  onStarted: (id: string) => void
}) {
  const { offer } = props
  const mapping = useSignal<Mapping>(offer.guess)
  const { busy, trouble, run } = useAction()
  const missing = missingFields(mapping.value)
  const choose = (field: ImportField, column: string) => {
    const { [field]: _, ...rest } = mapping.value
    mapping.value = column === '' ? rest : { ...rest, [field]: column }
  }
  const sample = (column: string | undefined) =>
    column === undefined ? '' : (offer.preview.find((row) => row[column])?.[column] ?? '')
  const start = () =>
    void run(async () => {
      await api('POST', `/v1/console/imports/${offer.importId}/run`, { mapping: mapping.value, currency: props.money })
      props.onStarted(offer.importId)
    })
  return (
    <section class="card importcols">
      <header>
        <div>
          <h2>{t('columns')}</h2>
          <p class="t2">{t('found', { file: props.file, n: number(offer.rows) })}</p>
        </div>
        <span class="acts push">
          <button type="button" class="btn" onClick={props.onAgain}>
            {t('other')}
          </button>
          {missing.length === 0 && (
            <button type="button" class="btn next" aria-busy={busy.value} onClick={start}>
              {busy.value ? t('starting') : t('start', { n: number(offer.rows) })}
            </button>
          )}
        </span>
      </header>
      {missing.length > 0 && (
        <p class="bad inset">{t('need', { fields: missing.map(nameOf).join(inLang({ zh: '、', en: ', ' })) })}</p>
      )}
      <Note trouble={trouble.value} />
      <table class="table rows">
        <thead>
          <tr>
            <th>{t('field')}</th>
            <th>{t('column')}</th>
            <th>{t('example')}</th>
          </tr>
        </thead>
        <tbody>
          {FIELDS.map((field) => {
            const column = mapping.value[field]
            return (
              <tr key={field} class={column === undefined ? 'unused' : ''}>
                <td class={column === undefined ? '' : 'strong'}>{nameOf(field)}</td>
                <td>
                  <select
                    class="pick"
                    aria-label={nameOf(field)}
                    value={column ?? ''}
                    onChange={(e) => choose(field, e.currentTarget.value)}
                  >
                    <option value="">{t('none')}</option>
                    {offer.columns.map((c) => (
                      <option key={c}>{c}</option>
                    ))}
                  </select>
                </td>
                <td class="wide example">{sample(column)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

function Running({ id, rows, onAgain }: { id: string; rows: number; onAgain: () => void }) {
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
