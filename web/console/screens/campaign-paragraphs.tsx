import { lang, words } from '../../kit/words.ts'
import { shopZone } from '../session.ts'
import { ruleOf } from './campaign-draft.ts'
import { Paragraph, type Part, Pick } from './campaign-paragraph.tsx'
import { RulesEditor } from './campaign-rules.tsx'
import { CategoryPick, GoodsPick } from './picks.tsx'
import { Sentence } from './shop-kit.tsx'

const t = words({
  who: { zh: '给谁', en: 'Who' },
  anyone: { zh: '任何人', en: 'anybody' },
  fans: { zh: '喜欢这些的人', en: 'people who like' },
  whoHint: {
    zh: '只用他们自己同意读取的喜好。健康、信仰这些类目不能选。',
    en: 'Only interests people agreed to share. Health, belief and the like cannot be chosen.',
  },
  where: { zh: '在哪', en: 'Where' },
  anywhere: { zh: '任何页面', en: 'any page' },
  pages: { zh: '讲这些的页面', en: 'pages about' },
  what: { zh: '推什么', en: 'What' },
  goods: { zh: '这些商品', en: 'these goods' },
  category: { zh: '一整类', en: 'everything of' },
  howMuch: { zh: '花多少', en: 'How much' },
  budget: { zh: '每天最多花', en: 'Most a day' },
  bid: { zh: '一次付', en: 'Price of one' },
  per: { zh: '怎么算一次', en: 'What is paid for' },
  shown: { zh: '看到', en: 'view' },
  click: { zh: '点开', en: 'open' },
  order: { zh: '下单', en: 'order' },
  cap: { zh: '一人一天最多看', en: 'Most a person a day' },
  capDay: { zh: '所有人一天最多画出', en: 'Most a day for everybody' },
  capSlot: { zh: '一个广告位一天最多画出', en: 'Most a day in one slot' },
  total: { zh: '总共最多花', en: 'Most in all' },
  pacing: { zh: '怎么花', en: 'Pace' },
  even: { zh: '匀着花，跟着访客来', en: 'evenly, as visitors come' },
  fast: { zh: '有机会就花', en: 'as fast as it goes' },
  rules: { zh: '还要符合', en: 'And only if' },
  rulesHint: {
    zh: '设备、时间、地方、页面上的词……可以套成组，也可以排除。不加就不限。',
    en: 'Device, time, place, words of the page and more; grouped, or excluded. None: no limit.',
  },
  from: { zh: '从哪天', en: 'First day' },
  until: { zh: '到哪天', en: 'Last day' },
  openDates: {
    zh: '日子空着就一直投。日子和预算都从店里的零点算起，时区 {zone}。',
    en: 'Empty days: always. Days and the budget begin at the shop’s midnight, time zone {zone}.',
  },
})

const SENTENCES = {
  who: { zh: '给{who}看', en: 'Shown to {who}' },
  where: { zh: '出现在{where}', en: 'On {where}' },
  what: { zh: '推{what}', en: 'Offers {what}' },
  money: { zh: '每天最多花 {budget}，每{per}一次付 {bid}。', en: 'At most {budget} a day, each {per} costs {bid}.' },
  total: {
    zh: '总共最多花 {total}（空着不限），{pacing}。',
    en: 'At most {total} in all (empty: no limit), spent {pacing}.',
  },
  caps: {
    zh: '所有人一天最多画出 {capDay} 次，一个广告位一天最多 {capSlot} 次，空着不限。',
    en: 'Drawn {capDay} times a day at most, {capSlot} times in one slot; empty: no limit.',
  },
  cap: {
    zh: '认得的同一个人一天最多看 {cap} 次。',
    en: 'One known person sees it {cap} times a day at most.',
  },
  dates: { zh: '从 {from} 到 {until}。', en: 'From {from} to {until}.' },
}

/** For whom: anybody, or people with interests. */
export function Who({ draft, set, fault }: Part) {
  const options = [
    ['anyone', t('anyone')],
    ['interests', t('fans')],
  ] as const
  const pick = <Pick label={t('who')} value={draft.who} options={options} onChange={(who) => set({ who })} />
  const isFans = draft.who === 'interests'
  return (
    <Paragraph head={t('who')} place="targeting/interests" fault={fault} {...(isFans ? { hint: t('whoHint') } : {})}>
      <Sentence text={SENTENCES.who} parts={{ who: pick }} />
      {isFans && <CategoryPick value={draft.interests} onChange={(interests) => set({ interests })} />}
    </Paragraph>
  )
}

/** On which pages. */
export function Where({ draft, set, fault }: Part) {
  const options = [
    ['anywhere', t('anywhere')],
    ['pages', t('pages')],
  ] as const
  const pick = <Pick label={t('where')} value={draft.where} options={options} onChange={(where) => set({ where })} />
  return (
    <Paragraph head={t('where')} place="targeting/pageCategories" fault={fault}>
      <Sentence text={SENTENCES.where} parts={{ where: pick }} />
      {draft.where === 'pages' && (
        <CategoryPick value={draft.pageCategories} onChange={(pageCategories) => set({ pageCategories })} />
      )}
    </Paragraph>
  )
}

/** Which goods. */
export function What({ draft, set, fault }: Part) {
  const options = [
    ['goods', t('goods')],
    ['category', t('category')],
  ] as const
  const pick = <Pick label={t('what')} value={draft.what} options={options} onChange={(what) => set({ what })} />
  return (
    <Paragraph head={t('what')} place="skus" fault={fault}>
      <Sentence text={SENTENCES.what} parts={{ what: pick }} />
      {draft.what === 'goods' ? (
        <GoodsPick value={draft.goods} onChange={(goods) => set({ goods })} />
      ) : (
        <CategoryPick
          value={draft.categoryId === null ? [] : [draft.categoryId]}
          most={1}
          sensitive
          onChange={([categoryId]) => set({ categoryId: categoryId ?? null })}
        />
      )}
    </Paragraph>
  )
}

/** What else has to hold, in groups. */
export function Rules({ draft, set, fault }: Part) {
  return (
    <Paragraph head={t('rules')} place="targeting/rules" fault={fault} hint={t('rulesHint')}>
      <RulesEditor rules={draft.rules} whole={ruleOf(draft)} onChange={(rules) => set({ rules })} />
    </Paragraph>
  )
}

/** Budgets, pace, price, caps and dates. */
export function HowMuch({ draft, set, fault, currency }: Part & { currency: string }) {
  const sign = new Intl.NumberFormat(lang.value, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
    .formatToParts(0)
    .find((p) => p.type === 'currency')?.value
  const amount = (key: 'budget' | 'bid' | 'total', place: string) => (
    <span class="amount">
      {sign}
      <input
        class="inline short"
        inputMode="decimal"
        aria-label={`${t(key)} (${currency})`}
        aria-invalid={fault === place || undefined}
        value={draft[key]}
        onInput={(e) => set({ [key]: e.currentTarget.value })}
      />
    </span>
  )
  const date = (key: 'from' | 'until', place: string) => (
    <input
      class="inline"
      type="date"
      aria-label={t(key)}
      aria-invalid={fault === place || undefined}
      value={draft[key]}
      onInput={(e) => set({ [key]: e.currentTarget.value })}
    />
  )
  const options = [
    ['shown', t('shown')],
    ['click', t('click')],
    ['order', t('order')],
  ] as const
  const per = <Pick label={t('per')} value={draft.per} options={options} onChange={(value) => set({ per: value })} />
  const cap = (key: 'cap' | 'capDay' | 'capSlot', place: string) => (
    <input
      class="inline tiny"
      inputMode="numeric"
      aria-label={t(key)}
      aria-invalid={fault === place || undefined}
      value={draft[key]}
      onInput={(e) => set({ [key]: e.currentTarget.value })}
    />
  )
  const paces = [
    ['even', t('even')],
    ['fast', t('fast')],
  ] as const
  const pacing = (
    <Pick label={t('pacing')} value={draft.pacing} options={paces} onChange={(value) => set({ pacing: value })} />
  )
  const also = [
    ...(['pricing/amount', 'totalBudget', 'caps/personDay', 'caps/campaignDay', 'caps/slotDay'] as const),
    ...(['startsAt', 'endsAt'] as const),
  ]
  return (
    <Paragraph
      head={t('howMuch')}
      place="dailyBudget"
      also={also}
      fault={fault}
      hint={t('openDates', { zone: shopZone() })}
    >
      <Sentence
        text={SENTENCES.money}
        parts={{ budget: amount('budget', 'dailyBudget'), per, bid: amount('bid', 'pricing/amount') }}
      />
      <Sentence text={SENTENCES.total} parts={{ total: amount('total', 'totalBudget'), pacing }} />
      <Sentence text={SENTENCES.cap} parts={{ cap: cap('cap', 'caps/personDay') }} />
      <Sentence
        text={SENTENCES.caps}
        parts={{ capDay: cap('capDay', 'caps/campaignDay'), capSlot: cap('capSlot', 'caps/slotDay') }}
      />
      <Sentence text={SENTENCES.dates} parts={{ from: date('from', 'startsAt'), until: date('until', 'endsAt') }} />
    </Paragraph>
  )
}
