import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { formatMoney } from '../../../src/base/money.ts'
import type { Standing } from '../../../src/offers/pace.ts'
import { api } from '../../kit/api.ts'
import { Icon } from '../../kit/icons.tsx'
import { Chip, Empty, Note, useAction } from '../../kit/parts.tsx'
import { go } from '../../kit/route.ts'
import { clockTime, day } from '../../kit/time.ts'
import { lang, words } from '../../kit/words.ts'
import { HOME, shopZone } from '../session.ts'
import { budgetsTurnAt, type CampaignView, STANDING } from './campaign-draft.ts'
import { CampaignEditor } from './campaign-editor.tsx'
import { money, Pic, useLoad, Waiting } from './shop-kit.tsx'
import { Slots } from './slots.tsx'

const t = words({
  title: { zh: '投放计划', en: 'Campaigns' },
  add: { zh: '新建计划', en: 'New campaign' },
  fact: { zh: '{n} 个在投，今天花了 {spent}', en: '{n} running, {spent} spent today' },
  none: {
    zh: '还没有投放计划。建一个，选商品、给谁看、每天花多少，存之前就能看到样子。',
    en: 'No campaign yet. Make one: choose goods, who sees them and what a day may cost; you see it before you save.',
  },
  campaign: { zh: '计划', en: 'Campaign' },
  state: { zh: '状态', en: 'State' },
  spent: { zh: '今天花费，占预算', en: 'Spent today of budget' },
  dates: { zh: '日期', en: 'Dates' },
  matters: { zh: '货和接下来', en: 'Stock and next' },
  slots: { zh: '广告位', en: 'Slots' },
  find: { zh: '按名字找', en: 'Find by name' },
  noMatch: { zh: '没有叫这个的计划。', en: 'No campaign by this name.' },
  copy: { zh: '复制', en: 'Copy' },
  copyIt: { zh: '复制“{name}”', en: 'Copy {name}' },
  copyName: { zh: '{name}（副本）', en: '{name} (copy)' },
  didPause: { zh: '“{name}”停了', en: '{name} is paused' },
  didStart: { zh: '“{name}”开始了', en: '{name} is running' },
  undo: { zh: '撤销', en: 'Undo' },
  start: { zh: '开始', en: 'Start' },
  pause: { zh: '暂停', en: 'Pause' },
  startIt: { zh: '开始“{name}”', en: 'Start {name}' },
  pauseIt: { zh: '暂停“{name}”', en: 'Pause {name}' },
  always: { zh: '一直投', en: 'Always' },
  since: { zh: '{from} 起', en: 'From {from}' },
  until: { zh: '到 {until}', en: 'Until {until}' },
  goods: { zh: '{n} 件商品有货', en: '{n} {n|product|products} in stock' },
  oneGood: { zh: '{n} 件商品有货', en: '{n} product in stock' },
  someOut: { zh: '{of} 件商品里 {n} 件有货', en: '{n} of {of} {of|product|products} in stock' },
  restock: { zh: '到货自动接着投', en: 'Goes on by itself when goods arrive' },
  noGoods: { zh: '里面没有在卖的商品', en: 'None of its goods is on sale' },
  spentAll: { zh: '总预算花完，要再投先加钱', en: 'The whole budget is spent; raise it to go on' },
  tomorrow: { zh: '明天 {time} 接着投', en: 'Goes on tomorrow at {time}' },
  begins: { zh: '{day} 开始', en: 'Begins on {day}' },
  finished: { zh: '{day} 到期', en: 'Ended on {day}' },
  neverRan: { zh: '存着，还没开始', en: 'Kept, not started' },
  paused: { zh: '谁也看不到它', en: 'Nobody sees it' },
})

/** Campaigns: the list, and below it the editor of one. */
export function Campaigns({ rest }: { rest: string }) {
  if (rest === 'slots') return <Slots />
  return rest === '' ? <List /> : <CampaignEditor key={rest} id={rest === 'new' ? null : rest} />
}

/** What was just done, and can be undone. */
interface Done {
  readonly campaign: CampaignView
  readonly state: CampaignView['state']
}
const UNDO_MS = 8_000
/** Longer names are refused. */
const MOST_NAME = 120
/** Of fewer nobody needs to search. */
const SEARCHED = 8

/** What runs stands first, then what is held back, then what waits. */
const ORDER: readonly Standing[] = ['running', 'no-stock', 'no-budget', 'waiting', 'paused', 'draft', 'ended']

function List() {
  const { data, trouble, again } = useLoad<{ items: CampaignView[] }>('/v1/console/campaigns')
  const action = useAction()
  const search = useSignal('')
  const done = useSignal<Done | null>(null)
  const items = data.value?.items.toSorted((a, b) => ORDER.indexOf(a.standing) - ORDER.indexOf(b.standing))
  const found = items?.filter(({ name }) => name.toLowerCase().includes(search.value.toLowerCase()))
  const change = (campaign: CampaignView, state: CampaignView['state'], isUndo = false) =>
    action.run(async () => {
      await api('PUT', `/v1/console/campaigns/${campaign.id}`, { ...campaign, state })
      done.value = isUndo ? null : { campaign, state }
      again()
    })
  const copy = (campaign: CampaignView) =>
    action.run(async () => {
      const name = t('copyName', { name: campaign.name }).slice(0, MOST_NAME)
      const made = await api<CampaignView>('POST', '/v1/console/campaigns', { ...campaign, name, state: 'draft' })
      go(`${HOME}/campaigns/${made.id}`)
    })
  return (
    <div class="leaf">
      <header class="head">
        <h1>{t('title')}</h1>
        {items !== undefined && items.length > 0 && (
          <p class="fact">
            <Fact items={items} />
          </p>
        )}
        {items !== undefined && items.length > SEARCHED && (
          <label class="qfind push">
            <Icon name="search" size={18} />
            <input
              type="search"
              value={search.value}
              placeholder={t('find')}
              aria-label={t('find')}
              onInput={(e) => {
                search.value = e.currentTarget.value.trim()
              }}
            />
          </label>
        )}
        <a class="btn push" href={`${HOME}/campaigns/slots`}>
          {t('slots')}
        </a>
        <a class="btn next" href={`${HOME}/campaigns/new`}>
          <Icon name="plus" size={18} />
          {t('add')}
        </a>
      </header>
      <Note trouble={trouble.value ?? action.trouble.value} />
      {items === undefined && trouble.value === null && <Waiting />}
      {items?.length === 0 && (
        <section class="card">
          <Empty icon="megaphone" text={t('none')} />
        </section>
      )}
      {items !== undefined && items.length > 0 && (
        <section class="card scrolls">
          <table class="table fold">
            <thead>
              <tr>
                <th>{t('campaign')}</th>
                <th>{t('state')}</th>
                <th class="r">{t('spent')}</th>
                <th>{t('dates')}</th>
                <th>{t('matters')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {found?.map((c) => (
                <Row key={c.id} campaign={c} onChange={(state) => void change(c, state)} onCopy={() => void copy(c)} />
              ))}
            </tbody>
          </table>
          {found?.length === 0 && <p class="hint">{t('noMatch')}</p>}
        </section>
      )}
      <Undo done={done} onUndo={(campaign) => void change(campaign, campaign.state, true)} />
    </div>
  )
}

function Fact({ items }: { items: readonly CampaignView[] }) {
  const running = items.filter((c) => c.standing === 'running').length
  const amount = items.reduce((sum, c) => sum + c.spentToday.amount, 0)
  return <>{t('fact', { n: running, spent: formatMoney({ amount, currency: items[0]!.currency }, lang.value) })}</>
}

function Row(props: { campaign: CampaignView; onChange: (state: CampaignView['state']) => void; onCopy: () => void }) {
  const { campaign: c, onChange, onCopy } = props
  const { kind, ...word } = STANDING[c.standing]
  const isOn = c.state === 'active'
  return (
    <tr>
      <td class="lead">
        <a class="prod" href={`${HOME}/campaigns/${c.id}`}>
          <Pic src={c.stock.pictures[0] ?? null} />
          <b>{c.name}</b>
        </a>
      </td>
      <td data-l={t('state')}>
        <Chip kind={kind}>{word[lang.value]}</Chip>
      </td>
      <td class="r" data-l={t('spent')}>
        <Spend campaign={c} />
      </td>
      <td data-l={t('dates')} class="nowrap">
        {datesOf(c)}
      </td>
      <td data-l={t('matters')} class="t2">
        {matters(c)}
      </td>
      <td class="r act">
        <button type="button" class="btn small quiet" aria-label={t('copyIt', { name: c.name })} onClick={onCopy}>
          {t('copy')}
        </button>
        {c.standing !== 'ended' && (
          <button
            type="button"
            class="btn small"
            aria-label={t(isOn ? 'pauseIt' : 'startIt', { name: c.name })}
            onClick={() => onChange(isOn ? 'paused' : 'active')}
          >
            {t(isOn ? 'pause' : 'start')}
          </button>
        )}
      </td>
    </tr>
  )
}

function Spend({ campaign: c }: { campaign: CampaignView }) {
  const share = c.dailyBudget.amount === 0 ? 0 : Math.min(1, c.spentToday.amount / c.dailyBudget.amount)
  return (
    <span class="spend">
      <i aria-hidden="true">
        <b style={{ width: `${share * 100}%` }} />
      </i>
      <span>
        {money(c.spentToday)} <span class="muted">/ {money(c.dailyBudget)}</span>
      </span>
    </span>
  )
}

/** From when to when, as people say it. */
function datesOf(c: CampaignView): string {
  const from = c.startsAt === null ? null : day(c.startsAt)
  const until = c.endsAt === null ? null : day(Date.parse(c.endsAt) - 1)
  if (from !== null && until !== null) return `${from} – ${until}`
  if (from !== null) return t('since', { from })
  return until === null ? t('always') : t('until', { until })
}

/** One sentence: what holds it back, or what it can still sell. */
function matters(c: CampaignView): string {
  const { products, of } = c.stock
  switch (c.standing) {
    case 'draft':
      return t('neverRan')
    case 'paused':
      return t('paused')
    case 'waiting':
      return t('begins', { day: day(c.startsAt!) })
    case 'ended':
      return t('finished', { day: day(Date.parse(c.endsAt!) - 1) })
    case 'no-stock':
      return t(of === 0 ? 'noGoods' : 'restock')
    case 'spent':
      return t('spentAll')
    case 'no-budget':
      return t('tomorrow', { time: clockTime(budgetsTurnAt(Date.now(), shopZone())) })
    case 'running':
      return products < of
        ? t('someOut', { n: products, of })
        : t(products === 1 ? 'oneGood' : 'goods', { n: products })
  }
}

/** What was just done, and the press that takes it back, for some seconds. */
function Undo({ done, onUndo }: { done: Signal<Done | null>; onUndo: (campaign: CampaignView) => void }) {
  const now = done.value
  useEffect(() => {
    if (now === null) return
    const timer = setTimeout(() => {
      done.value = null
    }, UNDO_MS)
    return () => clearTimeout(timer)
  }, [now, done])
  if (now === null) return null
  return (
    <div class="toast" role="status">
      {t(now.state === 'active' ? 'didStart' : 'didPause', { name: now.campaign.name })}
      <button type="button" onClick={() => onUndo(now.campaign)}>
        {t('undo')}
      </button>
    </div>
  )
}
