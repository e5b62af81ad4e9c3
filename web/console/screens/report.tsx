import { useSignal } from '@preact/signals'
import type { FunctionComponent } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import { dayOf, daysAfter } from '../../../src/base/day.ts'
import { countRange } from '../../../src/offers/interval.ts'
import type { Lift } from '../../../src/offers/report.ts'
import { Chip, Empty, Note } from '../../kit/parts.tsx'
import { day as dayText, number } from '../../kit/time.ts'
import { lang, words } from '../../kit/words.ts'
import { HOME, shopZone } from '../session.ts'
import { type CampaignView, STANDING } from './campaign-draft.ts'
import { ReportBreakdown } from './report-by.tsx'
import {
  byCampaign,
  type CampaignFigures,
  type CampaignRow,
  type Counts,
  type Day,
  everyDay,
  perThousand,
  sum,
} from './report-figures.ts'
import { ReportFiltered } from './report-filtered.tsx'
import { ReportLearning } from './report-learning.tsx'
import { ReportPromises } from './report-promises.tsx'
import { money, Pic, useLoad, Waiting } from './shop-kit.tsx'

const t = words({
  title: { zh: '广告成效', en: 'Offer report' },
  days: { zh: '{n} 天', en: '{n} days' },
  span: { zh: '看多少天', en: 'Days shown' },
  says: {
    zh: '广告带来了 {orders}，其中 {shipped} 单已经发出',
    en: 'Offers brought {orders}; shipped so far: {shipped}',
  },
  orders: { zh: '{n} 单', en: '{n} orders' },
  oneOrder: { zh: '{n} 单', en: '{n} order' },
  noOrders: { zh: '广告还没带来订单，有 {clicked} 次点开', en: 'No order from offers yet; opened: {clicked}' },
  noOpens: { zh: '广告被看到 {seen} 次，还没人点开', en: 'Offers seen: {seen}; nobody opened one yet' },
  how: {
    zh: '点开广告后 7 天内下的单才算，一单只算给最后一次点开。',
    en: 'An order counts within 7 days of opening an offer, once, for the last one opened.',
  },
  range: {
    zh: '同样的 {n} 天再过一遍，多半在 {low} 到 {high} 单。',
    en: 'The same {n} days again would likely bring {low} to {high}.',
  },
  control: {
    zh: '没有不看广告的对照组，所以不能说是“多出来”的。',
    en: 'There is no group without offers to compare, so these are not proven extra.',
  },
  spend: { zh: '广告花费', en: 'Ad spend' },
  perOrder: { zh: '每单花费', en: 'Spend per order' },
  perOpen: { zh: '每次点开', en: 'Spend per open' },
  chart: { zh: '每千次看到，点开几次', en: 'Opens per 1,000 views' },
  chartHow: {
    zh: '阴影是按喜好推的九成五把握，虚线是只看页面',
    en: 'Shade: 95% range by interest. Dashed: by page alone',
  },
  uncharted: {
    zh: '还没有人看到广告。有人看到，线就从那天画起。',
    en: 'Nobody has seen an offer yet; the line begins on the day somebody does.',
  },
  asTable: { zh: '看数字', en: 'Show figures' },
  asChart: { zh: '看图', en: 'Show chart' },
  funnel: { zh: '从选中到发出', en: 'From chosen to shipped' },
  funnelHow: { zh: '横条是上一步里走到这一步的份额', en: 'Bar: share of the step before' },
  decided: { zh: '选中', en: 'Chosen' },
  shown: { zh: '画出', en: 'Drawn' },
  seen: { zh: '看到', en: 'Seen' },
  clicked: { zh: '点开', en: 'Opened' },
  ordered: { zh: '下单', en: 'Ordered' },
  shipped: { zh: '发出', en: 'Shipped' },
  back: { zh: '{n} 个计划该投没投', en: '{n} campaigns held back now' },
  backOne: { zh: '1 个计划该投没投', en: '1 campaign held back now' },
  campaigns: { zh: '投放计划', en: 'Campaigns' },
  all: { zh: '全部计划', en: 'All campaigns' },
  campaign: { zh: '计划', en: 'Campaign' },
  state: { zh: '状态', en: 'State' },
  openRate: { zh: '点开', en: 'Opened' },
  against: { zh: '按喜好比只看页面', en: 'Interest against page' },
  early: { zh: '还看不出', en: 'Too early' },
  onlyOne: { zh: '没有可比的', en: 'Nothing to compare' },
  gone: { zh: '删掉的计划', en: 'Deleted campaign' },
  goneState: { zh: '删掉了', en: 'Deleted' },
  none: {
    zh: '这 {n} 天还没有出过广告。开始一个投放计划，有人打开带广告位的页面，这里就有数。',
    en: 'Nothing was offered in these {n} days. Start a campaign; when somebody opens a page with a slot, figures come.',
  },
  toCampaigns: { zh: '去投放计划', en: 'To campaigns' },
  day: { zh: '日期', en: 'Day' },
  personal: { zh: '按喜好', en: 'By interest' },
  page: { zh: '只看页面', en: 'By page' },
})

const SPANS = [7, 28, 90] as const

interface Report {
  readonly from: string
  readonly to: string
  readonly currency: string
  readonly days: readonly string[]
  readonly series: readonly Day[]
  readonly lift: Readonly<Record<'clicked' | 'ordered', Lift>>
  readonly byCampaign: readonly CampaignRow[]
}

/** What offers did: the answer in a sentence, the chart that shows it, share step by step, and each campaign. */
export function Report() {
  const span = useSignal<number>(28)
  const from = daysAfter(dayOf(Date.now(), shopZone()), 1 - span.value)
  const { data, trouble } = useLoad<Report>(`/v1/console/offers/report?from=${from}`)
  const campaigns = useLoad<{ items: CampaignView[] }>('/v1/console/campaigns').data.value?.items ?? []
  const report = data.value
  const days = useMemo(() => (report === null ? [] : everyDay(report.series, report.days)), [report])
  return (
    <div class="leaf report">
      <header class="head">
        <h1>{t('title')}</h1>
        <div class="tabs push" role="tablist" aria-label={t('span')}>
          {SPANS.map((n) => (
            <button
              key={n}
              type="button"
              role="tab"
              aria-selected={span.value === n}
              onClick={() => {
                span.value = n
              }}
            >
              {t('days', { n })}
            </button>
          ))}
        </div>
      </header>
      <Note trouble={trouble.value} />
      {report === null && trouble.value === null && <Waiting rows={6} />}
      {report !== null && report.series.length === 0 && (
        <section class="card">
          <Empty icon="chart" text={t('none', { n: span.value })}>
            <a class="btn" href={`${HOME}/campaigns`}>
              {t('toCampaigns')}
            </a>
          </Empty>
        </section>
      )}
      {report !== null && report.series.length > 0 && (
        <>
          <Answer all={sum(report.series)} currency={report.currency} span={span.value} />
          <div class="reportrow">
            <ChartCard days={days} />
            <Funnel all={sum(report.series)} campaigns={campaigns} />
          </div>
          <Campaigns rows={byCampaign(report.byCampaign)} campaigns={campaigns} currency={report.currency} />
          <ReportBreakdown span={`from=${from}`} />
          <ReportLearning lift={report.lift} />
          <div class="settings">
            <ReportPromises span={`from=${from}`} />
            <ReportFiltered span={`from=${from}`} />
          </div>
        </>
      )}
    </div>
  )
}

function Answer({ all, currency, span }: { all: Counts; currency: string; span: number }) {
  const range = countRange(all.ordered)
  const orders = t(all.ordered === 1 ? 'oneOrder' : 'orders', { n: number(all.ordered) })
  const [before = '', after = ''] = t('says', { shipped: number(all.shipped) }).split('{orders}')
  const each = all.ordered > 0 ? all.ordered : all.clicked
  return (
    <section class="say">
      {all.ordered > 0 ? (
        <h2>
          {before}
          <mark>{orders}</mark>
          {after}
        </h2>
      ) : (
        <h2>
          {all.clicked > 0 ? t('noOrders', { clicked: number(all.clicked) }) : t('noOpens', { seen: number(all.seen) })}
        </h2>
      )}
      <dl>
        <div>
          <dt>{t('spend')}</dt>
          <dd>{money({ amount: all.spend, currency })}</dd>
        </div>
        {each > 0 && (
          <div>
            <dt>{t(all.ordered > 0 ? 'perOrder' : 'perOpen')}</dt>
            <dd>{money({ amount: Math.round(all.spend / each), currency })}</dd>
          </div>
        )}
      </dl>
      <p>
        {t('how')}{' '}
        {all.ordered > 0 &&
          `${t('range', { n: span, low: number(Math.floor(range.low)), high: number(Math.ceil(range.high)) })} ${t('control')}`}
      </p>
    </section>
  )
}

function ChartCard({ days }: { days: readonly Day[] }) {
  const isTable = useSignal(false)
  // The chart's library comes when a chart is drawn, not with the console.
  const chart = useSignal<FunctionComponent<{ days: readonly Day[] }> | null>(null)
  useEffect(() => {
    void import('./report-chart.tsx').then((module) => {
      chart.value = module.Chart
    })
    const key = (event: KeyboardEvent) => {
      if (event.key !== 't' || event.ctrlKey || event.metaKey || event.altKey) return
      if ((event.target as Element).closest('input, select, textarea, dialog') === null) isTable.value = !isTable.value
    }
    addEventListener('keydown', key)
    return () => removeEventListener('keydown', key)
  }, [])
  const Drawn = chart.value
  return (
    <section class="card chartcard">
      <header>
        <div>
          <h3>{t('chart')}</h3>
          <p>{t('chartHow')}</p>
        </div>
        <button
          type="button"
          class="btn small"
          aria-keyshortcuts="t"
          aria-pressed={isTable.value}
          onClick={() => {
            isTable.value = !isTable.value
          }}
        >
          {t(isTable.value ? 'asChart' : 'asTable')}
          <kbd>t</kbd>
        </button>
      </header>
      {isTable.value ? (
        <Figures days={days} />
      ) : days.every((d) => d.seen === 0) ? (
        <p class="uncharted">{t('uncharted')}</p>
      ) : (
        Drawn !== null && <Drawn days={days} />
      )}
    </section>
  )
}

/** The chart's twin: the same days as figures, the youngest first. */
function Figures({ days }: { days: readonly Day[] }) {
  const rate = (clicked: number, seen: number) => {
    const value = perThousand(clicked, seen)
    return value === null ? '–' : number(Math.round(value))
  }
  return (
    <div class="figures">
      <table class="table">
        <thead>
          <tr>
            <th>{t('day')}</th>
            <th class="r">{t('personal')}</th>
            <th class="r">{t('page')}</th>
            <th class="r">{t('seen')}</th>
            <th class="r">{t('clicked')}</th>
            <th class="r">{t('ordered')}</th>
          </tr>
        </thead>
        <tbody>
          {days.toReversed().map((d) => (
            <tr key={d.day}>
              <td class="nowrap">{dayText(d.day)}</td>
              <td class="r">{rate(d.clickedPersonal, d.seenPersonal)}</td>
              <td class="r">{rate(d.clicked - d.clickedPersonal, d.seen - d.seenPersonal)}</td>
              <td class="r">{number(d.seen)}</td>
              <td class="r">{number(d.clicked)}</td>
              <td class="r">{number(d.ordered)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const STEPS = ['decided', 'shown', 'seen', 'clicked', 'ordered', 'shipped'] as const

function percent(share: number): string {
  const digits = share > 0 && share < 0.1 ? 1 : 0
  return new Intl.NumberFormat(lang.value, { style: 'percent', maximumFractionDigits: digits }).format(share)
}

function Funnel({ all, campaigns }: { all: Counts; campaigns: readonly CampaignView[] }) {
  const back = campaigns.filter((c) => c.standing === 'no-stock' || c.standing === 'no-budget')
  return (
    <section class="card funnel">
      <h3>{t('funnel')}</h3>
      <p>{t('funnelHow')}</p>
      <ul class="fun">
        {STEPS.map((step, i) => {
          const before = i === 0 ? null : all[STEPS[i - 1]!]
          const share = before === null || before === 0 ? null : all[step] / before
          return (
            <li key={step}>
              <span>{t(step)}</span>
              <em>{number(all[step])}</em>
              {share === null ? <i class="none" /> : <Bar share={share} />}
              <small>{share === null ? '' : percent(share)}</small>
            </li>
          )
        })}
      </ul>
      {back.length > 0 && (
        <div class="back">
          <b>{t(back.length === 1 ? 'backOne' : 'back', { n: back.length })}</b>
          <ul>
            {back.map((c) => (
              <li key={c.id}>
                <a href={`${HOME}/campaigns/${c.id}`}>{c.name}</a>
                <Standing campaign={c} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  )
}

const Bar = ({ share }: { share: number }) => (
  <i aria-hidden="true">
    <b style={{ width: `${Math.min(1, share) * 100}%` }} />
  </i>
)

function Standing({ campaign }: { campaign: CampaignView }) {
  const { kind, ...word } = STANDING[campaign.standing]
  return <Chip kind={kind}>{word[lang.value]}</Chip>
}

function Campaigns(props: { rows: readonly CampaignFigures[]; campaigns: readonly CampaignView[]; currency: string }) {
  return (
    <section class="card camp">
      <h3>
        {t('campaigns')}
        <a href={`${HOME}/campaigns`}>{t('all')}</a>
      </h3>
      <div class="scrolls">
        <table class="table fold">
          <thead>
            <tr>
              <th>{t('campaign')}</th>
              <th>{t('state')}</th>
              <th class="r">{t('seen')}</th>
              <th class="r">{t('openRate')}</th>
              <th class="r">{t('ordered')}</th>
              <th class="r">{t('shipped')}</th>
              <th class="r">{t('spend')}</th>
              <th>{t('against')}</th>
            </tr>
          </thead>
          <tbody>
            {props.rows.map((row) => (
              <CampaignLine
                key={row.campaignId}
                row={row}
                campaign={props.campaigns.find((c) => c.id === row.campaignId) ?? null}
                currency={props.currency}
              />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function CampaignLine(props: { row: CampaignFigures; campaign: CampaignView | null; currency: string }) {
  const { row, campaign } = props
  return (
    <tr>
      <td class="lead">
        {campaign === null ? (
          <span class="prod">
            <Pic src={null} />
            {t('gone')}
          </span>
        ) : (
          <a class="prod" href={`${HOME}/campaigns/${campaign.id}`}>
            <Pic src={campaign.stock.pictures[0] ?? null} />
            <b>{campaign.name}</b>
          </a>
        )}
      </td>
      <td data-l={t('state')}>
        {campaign === null ? <Chip kind="off">{t('goneState')}</Chip> : <Standing campaign={campaign} />}
      </td>
      <td class="r" data-l={t('seen')}>
        {number(row.seen)}
      </td>
      <td class="r" data-l={t('openRate')}>
        {row.seen === 0 ? '–' : percent(row.clicked / row.seen)}
      </td>
      <td class="r" data-l={t('ordered')}>
        <b>{number(row.ordered)}</b>
      </td>
      <td class="r" data-l={t('shipped')}>
        {number(row.shipped)}
      </td>
      <td class="r" data-l={t('spend')}>
        {money({ amount: row.spend, currency: props.currency })}
      </td>
      <td data-l={t('against')} class="t2">
        <Against row={row} />
      </td>
    </tr>
  )
}

/** By interest against by page: an arrow and both shares when it is certain, else that it is not. */
function Against({ row }: { row: CampaignFigures }) {
  const { comparison, personalRate, pageRate } = row
  if (comparison === 'one-kind') return <span class="muted">{t('onlyOne')}</span>
  if (comparison === 'too-early') return <span class="muted">{t('early')}</span>
  return (
    <span class={`lift ${comparison === 'better' ? 'up' : 'down'}`}>
      {percent(personalRate ?? 0)} <span class="muted">/ {percent(pageRate ?? 0)}</span>
    </span>
  )
}
