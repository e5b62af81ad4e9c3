import { useSignal } from '@preact/signals'
import type { Text } from '../../../src/base/i18n.ts'
import type { Figures, ReportBy } from '../../../src/offers/report.ts'
import { Note } from '../../kit/parts.tsx'
import { day as dayText, number } from '../../kit/time.ts'
import { inLang, lang, words } from '../../kit/words.ts'
import { money, useLoad, Waiting } from './shop-kit.tsx'

const t = words({
  title: { zh: '一项一项看', en: 'One by one' },
  by: { zh: '按什么看', en: 'By what' },
  product: { zh: '商品', en: 'Product' },
  slot: { zh: '广告位', en: 'Slot' },
  campaign: { zh: '计划', en: 'Campaign' },
  day: { zh: '日期', en: 'Day' },
  csv: { zh: '下载 CSV', en: 'Download CSV' },
  shown: { zh: '画出', en: 'Drawn' },
  seen: { zh: '看到', en: 'Seen' },
  clicked: { zh: '点开', en: 'Opened' },
  ordered: { zh: '下单', en: 'Ordered' },
  shipped: { zh: '发出', en: 'Shipped' },
  revenue: { zh: '订单额', en: 'Order value' },
  margin: { zh: '毛利', en: 'Margin' },
  spend: { zh: '广告花费', en: 'Ad spend' },
  more: { zh: '再看 {n} 行', en: '{n} more' },
  total: { zh: '合计', en: 'Total' },
  gone: { zh: '删掉的', en: 'Deleted' },
  part: { zh: '{n} 件没写成本', en: '{n} pieces without a cost' },
  costs: {
    zh: '毛利是发出的商品售价减成本，成本在商品里写；没写的不算在内。',
    en: 'Margin: price less cost of what shipped. Costs are told in each product; pieces without one are left out.',
  },
})

interface Answer {
  readonly currency: string
  readonly rows: readonly (Figures & { readonly key: string; readonly name: Text | null })[]
  readonly total: Figures
}

const WAYS = ['product', 'slot', 'campaign', 'day'] as const satisfies readonly ReportBy[]
/** So many are shown until somebody asks for more; beyond the second it is a file's work. */
const FIRST_ROWS = 10
const MOST_ROWS = 200

/** The same figures by product, slot, campaign or day, and as a file. @param span the report's, as a query */
export function ReportBreakdown({ span }: { span: string }) {
  const by = useSignal<ReportBy>('product')
  const query = `${span}&by=${by.value}`
  const { data, trouble } = useLoad<Answer>(`/v1/console/offers/report?${query}`)
  const answer = data.value
  return (
    <section class="card camp">
      <h3>
        {t('title')}
        <span class="push buttons">
          <span class="tabs" role="tablist" aria-label={t('by')}>
            {WAYS.map((way) => (
              <button
                key={way}
                type="button"
                role="tab"
                aria-selected={by.value === way}
                onClick={() => {
                  by.value = way
                }}
              >
                {t(way)}
              </button>
            ))}
          </span>
          <a class="btn small" href={`/v1/console/offers/report.csv?${query}&lang=${lang.value}`} download>
            {t('csv')}
          </a>
        </span>
      </h3>
      <Note trouble={trouble.value} />
      {answer === null && trouble.value === null && <Waiting />}
      {answer !== null && <Table key={by.value} answer={answer} by={by.value} />}
      <p class="hint">{t('costs')}</p>
    </section>
  )
}

function Table({ answer, by }: { answer: Answer; by: ReportBy }) {
  const isWhole = useSignal(false)
  const rows = by === 'day' ? answer.rows.toReversed() : answer.rows
  const nameOf = ({ key, name }: Answer['rows'][number]) =>
    by === 'day' ? dayText(key) : by === 'slot' ? key : name === null ? t('gone') : inLang(name)
  return (
    <div class="scrolls">
      <table class="table fold">
        <thead>
          <tr>
            <th>{t(by)}</th>
            {(['shown', 'seen', 'clicked', 'ordered', 'shipped', 'revenue', 'margin', 'spend'] as const).map((name) => (
              <th key={name} class="r">
                {t(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, isWhole.value ? MOST_ROWS : FIRST_ROWS).map((row) => (
            <Line key={row.key} name={nameOf(row)} figures={row} currency={answer.currency} />
          ))}
          <Line name={t('total')} figures={answer.total} currency={answer.currency} isTotal />
        </tbody>
      </table>
      {!isWhole.value && rows.length > FIRST_ROWS && (
        <button
          type="button"
          class="btn quiet lmore"
          onClick={() => {
            isWhole.value = true
          }}
        >
          {t('more', { n: Math.min(MOST_ROWS, rows.length) - FIRST_ROWS })}
        </button>
      )}
    </div>
  )
}

function Line(props: { name: string; figures: Figures; currency: string; isTotal?: true }) {
  const { name, figures, currency, isTotal } = props
  const { pieces, piecesWithoutCost: without } = figures
  const inMoney = (amount: number) => money({ amount, currency })
  return (
    <tr>
      <td class="lead">{isTotal === true ? <b>{name}</b> : name}</td>
      {(['shown', 'seen', 'clicked', 'ordered', 'shipped'] as const).map((step) => (
        <td key={step} class="r" data-l={t(step)}>
          {number(figures[step])}
        </td>
      ))}
      <td class="r" data-l={t('revenue')}>
        {inMoney(figures.revenue)}
      </td>
      <td class="r" data-l={t('margin')}>
        {pieces === without ? '–' : inMoney(figures.margin)}
        {without > 0 && <small class="muted"> {t('part', { n: without })}</small>}
      </td>
      <td class="r" data-l={t('spend')}>
        {inMoney(figures.spend)}
      </td>
    </tr>
  )
}
