import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api } from '../../kit/api.ts'
import { Icon, Shape } from '../../kit/icons.tsx'
import { Chip, Note, type Trouble, troubleOf, useAction } from '../../kit/parts.tsx'
import { go } from '../../kit/route.ts'
import { lang, words } from '../../kit/words.ts'
import { HOME, type Me, me } from '../session.ts'
import {
  bodyOf,
  type CampaignView,
  creativeOf,
  type Draft,
  draftOf,
  firstGap,
  newDraft,
  placeOf,
  STANDING,
} from './campaign-draft.ts'
import { faultText } from './campaign-faults.ts'
import { Paragraph, type Part } from './campaign-paragraph.tsx'
import { HowMuch, Rules, What, Where, Who } from './campaign-paragraphs.tsx'
import { Preview } from './campaign-preview.tsx'
import { Words } from './campaign-words.tsx'
import type { Goods } from './picks.tsx'
import { Ask, Waiting } from './shop-kit.tsx'

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
})

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
  /** Which of the creatives is edited and previewed. */
  const at = useSignal(0)
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
    const field = trouble.value?.field ?? null
    const place = done ? null : placeOf(field, body)
    if (place?.startsWith('creatives/')) at.value = creativeOf(field)
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
        <Paragraphs draft={draft} set={set} fault={fault.value} currency={currency} at={at} />
        <Preview id={id} draft={draft} body={body} at={at.value} />
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

function Paragraphs({ currency, at, ...part }: Part & { currency: string; at: Signal<number> }) {
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
      <Rules {...part} />
      <What {...part} />
      <HowMuch {...part} currency={currency} />
      <Words {...part} at={at} />
    </div>
  )
}
