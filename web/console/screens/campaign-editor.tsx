import { type Signal, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { api } from '../../kit/api.ts'
import { Icon, Shape } from '../../kit/icons.tsx'
import { Chip, Note, type Trouble, troubleOf, useAction } from '../../kit/parts.tsx'
import { go } from '../../kit/route.ts'
import { lang, words } from '../../kit/words.ts'
import { HOME, type Me, me, shopZone } from '../session.ts'
import {
  bodyOf,
  type CampaignView,
  type Draft,
  draftOf,
  firstGap,
  newDraft,
  placeOf,
  STANDING,
} from './campaign-draft.ts'
import { faultText } from './campaign-faults.ts'
import { Preview } from './campaign-preview.tsx'
import { CategoryPick, type Goods, GoodsPick } from './picks.tsx'
import { Ask, Sentence, Waiting } from './shop-kit.tsx'

const t = words({
  all: { zh: '投放计划', en: 'Campaigns' },
  fresh: { zh: '新计划', en: 'New campaign' },
  name: { zh: '名字', en: 'Name' },
  nameHint: { zh: '只有你们看得到', en: 'Only your team sees it' },
  save: { zh: '保存', en: 'Save' },
  saving: { zh: '正在保存…', en: 'Saving…' },
  saved: { zh: '存好了，下一次广告就按它来。', en: 'Saved; the next offer follows it.' },
  saveDraft: { zh: '先存草稿', en: 'Save as draft' },
  saveStart: { zh: '存好并开始投', en: 'Save and start' },
  start: { zh: '开始投', en: 'Start' },
  pause: { zh: '暂停', en: 'Pause' },
  drop: { zh: '删掉', en: 'Delete' },
  dropTitle: { zh: '删掉“{name}”？', en: 'Delete {name}?' },
  dropText: {
    zh: '它马上停，不能再恢复。已经看到、点开和下单的记录都在，成效里照样算。',
    en: 'It stops at once and cannot come back. What was seen, opened and ordered is kept and stays in the report.',
  },
  dropIt: { zh: '删掉计划', en: 'Delete campaign' },
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
  from: { zh: '从哪天', en: 'First day' },
  until: { zh: '到哪天', en: 'Last day' },
  openDates: {
    zh: '日子空着就一直投。日子和预算都从店里的零点算起，时区 {zone}。',
    en: 'Empty days: always. Days and the budget begin at the shop’s midnight, time zone {zone}.',
  },
  words: { zh: '怎么说', en: 'Words' },
  wordsHint: {
    zh: '{title} 会换成商品名，{price} 换成价钱。空着就用商品名和“16:00 前下单，今天发”。只写一种语言，另一种也用它。',
    en: '{title} becomes the product, {price} its price. Empty: the product and "Ships today if ordered by 16:00". One language is used for both.',
  },
  headline: { zh: '标题', en: 'Headline' },
  line: { zh: '第二行', en: 'Second line' },
  zh: { zh: '中文', en: 'Chinese' },
  en: { zh: '英文', en: 'English' },
})

const SENTENCES = {
  who: { zh: '给{who}看', en: 'Shown to {who}' },
  where: { zh: '出现在{where}', en: 'On {where}' },
  what: { zh: '推{what}', en: 'Offers {what}' },
  money: { zh: '每天最多花 {budget}，每{per}一次付 {bid}。', en: 'At most {budget} a day, each {per} costs {bid}.' },
  cap: {
    zh: '登录的同一个人一天最多看 {cap} 次。',
    en: 'One signed-in person sees it {cap} times a day at most.',
  },
  dates: { zh: '从 {from} 到 {until}。', en: 'From {from} to {until}.' },
}

/** Editor of a campaign: sentences with fields in them on the left, what they make on the right. */
export function CampaignEditor({ id }: { id: string | null }) {
  const draft = useSignal<Draft | null>(null)
  const kept = useSignal<CampaignView | null>(null)
  const failed = useSignal<Trouble | null>(null)
  const who = me.value
  const shop = who === null || who === 'nobody' ? NO_SHOP : shopOf(who)
  useEffect(() => {
    if (id === null) {
      draft.value = newDraft(shop.currency)
      return
    }
    open(id).then(
      ({ campaign, goods }) => {
        kept.value = campaign
        draft.value = draftOf(campaign, goods, shop.timeZone)
      },
      (error) => {
        failed.value = troubleOf(error)
      },
    )
  }, [id])
  if (draft.value === null)
    return (
      <div class="leaf">
        <Back />
        <Note trouble={failed.value} />
        {failed.value === null && <Waiting />}
      </div>
    )
  return <Editor id={id} draft={draft as Signal<Draft>} kept={kept} shop={shop} />
}

/** What the editor must know of the shop. */
interface Shop {
  readonly currency: string
  readonly timeZone: string
}
const NO_SHOP: Shop = { currency: 'CNY', timeZone: 'Asia/Shanghai' }
const shopOf = ({ site }: Me): Shop => ({ currency: site.currency, timeZone: site.settings.timeZone })

async function open(id: string): Promise<{ campaign: CampaignView; goods: Goods[] }> {
  const campaign = await api<CampaignView>('GET', `/v1/console/campaigns/${id}`)
  const goods = await Promise.all(
    campaign.skus.map((sku) => api<Goods>('GET', `/v1/console/products/${encodeURIComponent(sku)}`).catch(() => null)),
  )
  // A SKU the catalogue lost is dropped from the editor; saving drops it from the campaign.
  return { campaign, goods: goods.filter((g) => g !== null) }
}

const Back = () => (
  <a class="backlink" href={`${HOME}/campaigns`}>
    <Icon name="back" size={16} />
    {t('all')}
  </a>
)

function Editor(props: { id: string | null; draft: Signal<Draft>; kept: Signal<CampaignView | null>; shop: Shop }) {
  const { id, kept, shop } = props
  const { currency } = shop
  const draft = props.draft.value
  const fault = useSignal<string | null>(null)
  const isAsking = useSignal(false)
  const isSaved = useSignal(false)
  const { busy, trouble, run } = useAction()
  const body = bodyOf(draft, shop)
  const set = (change: Partial<Draft>) => {
    props.draft.value = { ...props.draft.value, ...change }
    fault.value = null
    isSaved.value = false
  }
  const save = async (state: Draft['state']) => {
    fault.value = firstGap(draft, body)
    if (fault.value !== null) return show(fault.value)
    const done = await run(async () => {
      const path = `/v1/console/campaigns${id === null ? '' : `/${id}`}`
      const saved = await api<CampaignView>(id === null ? 'POST' : 'PUT', path, { ...body, state })
      if (id === null) return go(`${HOME}/campaigns/${saved.id}`, 'replace')
      kept.value = await api<CampaignView>('GET', path)
      props.draft.value = { ...props.draft.value, state }
      isSaved.value = true
    })
    const place = done ? null : placeOf(trouble.value?.field ?? null, body)
    if (place === null || faultText(place) === null) return
    fault.value = place
    trouble.value = null
    show(place)
  }
  return (
    <div class="leaf">
      <Back />
      <header class="head stick">
        <h1>{draft.name || t('fresh')}</h1>
        {kept.value !== null && <StandingChip campaign={kept.value} />}
        <Buttons
          isNew={id === null}
          state={draft.state}
          busy={busy.value}
          onSave={(state) => void save(state)}
          onDrop={() => {
            isAsking.value = true
          }}
        />
      </header>
      <Note trouble={trouble.value} />
      {isSaved.value && (
        <p class="done" role="status">
          <Shape kind="right" size={16} />
          {t('saved')}
        </p>
      )}
      <div class="editor">
        <Paragraphs draft={draft} set={set} fault={fault.value} currency={currency} />
        <Preview id={id} draft={draft} body={body} />
      </div>
      {isAsking.value && (
        <Ask
          title={t('dropTitle', { name: draft.name })}
          yes={t('dropIt')}
          onYes={async () => {
            await api('DELETE', `/v1/console/campaigns/${id}`)
            go(`${HOME}/campaigns`)
          }}
          onClose={() => {
            isAsking.value = false
          }}
        >
          <p>{t('dropText')}</p>
        </Ask>
      )}
    </div>
  )
}

/** Brings the paragraph that is wrong into view and its first field under the keys. */
function show(place: string): void {
  requestAnimationFrame(() => {
    const paragraph = document.getElementById(`at-${place}`)
    paragraph?.scrollIntoView({ block: 'center' })
    paragraph?.querySelector<HTMLElement>('input, select, textarea')?.focus()
  })
}

function StandingChip({ campaign }: { campaign: CampaignView }) {
  const { kind, ...word } = STANDING[campaign.standing]
  return <Chip kind={kind}>{word[lang.value]}</Chip>
}

function Buttons(props: {
  isNew: boolean
  state: Draft['state']
  busy: boolean
  onSave: (state: Draft['state']) => void
  onDrop: () => void
}) {
  const { isNew, state, busy } = props
  const button = (kind: string, label: string, to: Draft['state']) => (
    <button type="button" class={`btn ${kind}`} aria-busy={busy} onClick={() => props.onSave(to)}>
      {label}
    </button>
  )
  return (
    <div class="push buttons">
      {!isNew && (
        <button type="button" class="btn quiet" onClick={props.onDrop}>
          {t('drop')}
        </button>
      )}
      {state === 'active' && button('', t('pause'), 'paused')}
      {button(state === 'active' ? 'ink' : '', isNew ? t('saveDraft') : t('save'), state)}
      {state !== 'active' && button('next', t(isNew ? 'saveStart' : 'start'), 'active')}
    </div>
  )
}

interface Part {
  draft: Draft
  set: (change: Partial<Draft>) => void
  fault: string | null
}

function Paragraphs({ currency, ...part }: Part & { currency: string }) {
  const { draft, set, fault } = part
  return (
    <div class="card paragraphs">
      <Paragraph head={t('name')} place="name" fault={fault}>
        <input
          class="inline wide"
          aria-label={t('name')}
          placeholder={t('nameHint')}
          value={draft.name}
          aria-invalid={fault === 'name' || undefined}
          onInput={(e) => set({ name: e.currentTarget.value })}
        />
      </Paragraph>
      <Who {...part} />
      <Where {...part} />
      <What {...part} />
      <HowMuch {...part} currency={currency} />
      <Words {...part} />
    </div>
  )
}

function Paragraph(props: {
  head: string
  place: string
  fault: string | null
  also?: readonly string[]
  hint?: string
  children: ComponentChildren
}) {
  const places = [props.place, ...(props.also ?? [])]
  const wrong = places.find((place) => place === props.fault)
  return (
    <section id={`at-${wrong ?? props.place}`}>
      <h2>{props.head}</h2>
      <div>
        {props.children}
        {wrong !== undefined ? (
          <p class="error" role="alert">
            <Shape kind="wrong" />
            {faultText(wrong)}
          </p>
        ) : (
          props.hint !== undefined && <p class="hint">{props.hint}</p>
        )}
      </div>
    </section>
  )
}

function Pick<T extends string>(props: {
  label: string
  value: T
  options: readonly (readonly [T, string])[]
  onChange: (value: T) => void
}) {
  return (
    <select
      class="inline"
      aria-label={props.label}
      value={props.value}
      onChange={(e) => props.onChange(e.currentTarget.value as T)}
    >
      {props.options.map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  )
}

function Who({ draft, set, fault }: Part) {
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

function Where({ draft, set, fault }: Part) {
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

function What({ draft, set, fault }: Part) {
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

function HowMuch({ draft, set, fault, currency }: Part & { currency: string }) {
  const sign = new Intl.NumberFormat(lang.value, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
    .formatToParts(0)
    .find((p) => p.type === 'currency')?.value
  const amount = (key: 'budget' | 'bid', place: string) => (
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
  const cap = (
    <input
      class="inline tiny"
      inputMode="numeric"
      aria-label={t('cap')}
      aria-invalid={fault === 'capPerPersonDay' || undefined}
      value={draft.cap}
      onInput={(e) => set({ cap: e.currentTarget.value })}
    />
  )
  const also = ['pricing/amount', 'capPerPersonDay', 'startsAt', 'endsAt'] as const
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
      <Sentence text={SENTENCES.cap} parts={{ cap }} />
      <Sentence text={SENTENCES.dates} parts={{ from: date('from', 'startsAt'), until: date('until', 'endsAt') }} />
    </Paragraph>
  )
}

function Words({ draft, set, fault }: Part) {
  const text = (key: 'headline' | 'line', language: 'zh' | 'en') => (
    <input
      class="inline wide"
      lang={language === 'zh' ? 'zh-CN' : 'en'}
      aria-label={`${t(key)}, ${t(language)}`}
      aria-invalid={fault === `creative/${key}` || undefined}
      placeholder={t(language)}
      value={draft[key][language]}
      onInput={(e) => set({ [key]: { ...draft[key], [language]: e.currentTarget.value } })}
    />
  )
  return (
    <Paragraph head={t('words')} place="creative/headline" also={['creative/line']} fault={fault} hint={t('wordsHint')}>
      {(['headline', 'line'] as const).map((key) => (
        <div key={key} class="texts">
          <span class="label">{t(key)}</span>
          {text(key, 'zh')}
          {text(key, 'en')}
        </div>
      ))}
    </Paragraph>
  )
}
