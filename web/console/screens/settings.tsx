import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Text } from '../../../src/base/i18n.ts'
import type { SiteSettings } from '../../../src/sites/site.ts'
import { api } from '../../kit/api.ts'
import { Shape } from '../../kit/icons.tsx'
import { Choice, Field, Note, Switch, useAction } from '../../kit/parts.tsx'
import { lang, words } from '../../kit/words.ts'
import { HOME, loadMe } from '../session.ts'
import { Ask, Copy, useLoad, Waiting } from './shop-kit.tsx'

const t = words({
  title: { zh: '设置', en: 'Settings' },
  save: { zh: '保存设置', en: 'Save settings' },
  saving: { zh: '正在保存…', en: 'Saving…' },
  saved: { zh: '存好了，新订单就按它来。', en: 'Saved; new orders follow it.' },
  unsaved: { zh: '改了还没存', en: 'Changed, not saved' },
  shop: { zh: '店', en: 'Shop' },
  zhName: { zh: '中文名', en: 'Chinese name' },
  enName: { zh: '英文名', en: 'English name' },
  nameBad: { zh: '写个名字，1 到 60 个字。', en: 'Enter a name, 1 to 60 characters.' },
  currency: { zh: '货币', en: 'Currency' },
  currencyFixed: { zh: '建店时定下，不能改', en: 'Set when the shop was made; it stays' },
  address: { zh: '网址', en: 'Address' },
  shipping: { zh: '发货', en: 'Shipping' },
  cutOff: { zh: '快递几点来收', en: 'The van leaves at' },
  cutOffHint: { zh: '仓库赶得上的，页面许诺今天发', en: 'Pages promise today for what the floor can have ready' },
  vanDays: { zh: '快递哪几天来', en: 'The van comes on' },
  vanDaysBad: { zh: '至少选一天。', en: 'Choose one day at least.' },
  holdBack: { zh: '仓库忙不过来时，不推难拣的货', en: 'When the floor is behind, no ads for slow goods' },
  holdBackHow: {
    zh: '现在下的单赶不上本来能赶的车，就算忙不过来；拣一次比一般货多花一半时间，就算难拣。做了多少，报表里看得到。',
    en: 'Behind: an order now misses the van it should make. Slow: takes half as long again to pick as other goods. The report shows what it did.',
  },
  cutOffBad: { zh: '写一个时间，如 16:00。', en: 'Enter a time such as 16:00.' },
  timeZone: { zh: '时区', en: 'Time zone' },
  timeZoneBad: { zh: '写一个时区名，如 Asia/Shanghai。', en: 'Enter a zone such as Asia/Shanghai.' },
  gs1: { zh: 'GS1 厂商识别码', en: 'GS1 company prefix' },
  gs1Hint: {
    zh: '有它，面单条码全球通用；没有就用内部编号',
    en: 'With it labels carry a worldwide SSCC; without, an internal number',
  },
  gs1Bad: { zh: '6 到 12 位数字，或者留空。', en: '6 to 12 digits, or empty.' },
  onShort: { zh: '拣到少货时', en: 'When a line is short' },
  shipRest: { zh: '有的先发', en: 'Ship what is there' },
  hold: { zh: '整单挂起，等人定', en: 'Hold the order for a person' },
  phoneOnLabel: { zh: '面单上的电话', en: 'Phone number on labels' },
  phoneMasked: {
    zh: '中间几位打星号，只看面单打不了电话',
    en: 'Middle digits covered: nobody can call from the label',
  },
  phoneFull: { zh: '印全，自己的快递员照着面单打电话', en: 'In full: your own courier calls from the label' },
  floor: { zh: '分工', en: 'Division of work' },
  cells: { zh: '播种墙有几格', en: 'Cells of the put wall' },
  cellsHint: {
    zh: '0 就是没有播种墙，每单放哪儿由拣货员定',
    en: '0: no put wall; pickers choose where an order waits',
  },
  cellsBad: { zh: '0 到 999 的整数。', en: 'A whole number from 0 to 999.' },
  division: { zh: '按环节和库区分工', en: 'Divide by step and zone' },
  divisionOn: { zh: '拣货、打包、发货各有人', en: 'Picking, packing and shipping by different people' },
  divisionOff: { zh: '一个人一台手机做到底', en: 'One person does all on one phone' },
  unpaid: { zh: '没付款的订单留货多久（分钟）', en: 'How long unpaid orders hold stock (minutes)' },
  unpaidHint: { zh: '过了就取消，货放回去', en: 'Then cancelled, and the stock is free again' },
  unpaidBad: { zh: '1 到 1440 的整数。', en: 'A whole number from 1 to 1440.' },
  duties: { zh: '用户的数据', en: 'Data of people' },
  dutiesElsewhere: {
    zh: '谁负责、用户和数据在哪国、满几岁才问授权，都在“合规”里填。',
    en: 'Who is responsible, where people and data are, and from which age people are asked is filled in under Duties.',
  },
  toDuties: { zh: '去合规', en: 'Go to Duties' },
  site: { zh: '接到你的网站', en: 'On your own site' },
  tag: { zh: '放进每一页的 <head>', en: 'Put it in the <head> of every page' },
  slot: { zh: '想出广告的地方放一行', en: 'One line where an offer may stand' },
  origins: { zh: '自己的网站，一行一个', en: 'Your own website, one origin a line' },
  originsHint: {
    zh: '如 https://shop.example。点广告、登录完只会回到这里和本店',
    en: 'Such as https://shop.example. Clicks and sign-in lead only there and to this shop',
  },
  originsBad: {
    zh: '写 https://shop.example 这样的网址，后面不带路径。',
    en: 'Enter https://shop.example, with no path.',
  },
  publicKey: { zh: '公钥，可以公开', en: 'Public key, may be seen' },
  secretKey: { zh: '密钥，只放你的服务器', en: 'Secret key, for your server only' },
  secretText: {
    zh: '只在换新时显示一次，这里只存它的指纹。',
    en: 'Shown once when renewed; only its fingerprint is kept.',
  },
  renew: { zh: '换一把新密钥', en: 'Renew the secret key' },
  renewTitle: { zh: '换一把新密钥？', en: 'Renew the secret key?' },
  renewText: {
    zh: '旧的马上失效。你的服务器换上新的之前，用它下的单会被拒绝，用户在页面上照常买。',
    en: 'The old one ends at once. Until your server has the new one its calls are refused; shoppers can still buy on the pages.',
  },
  fresh: { zh: '新密钥，只显示这一次，现在就收好', en: 'The new key, shown this once; keep it now' },
})

interface SiteView {
  readonly slug: string
  readonly name: Text
  readonly origins: readonly string[]
  readonly currency: string
  readonly publicKey: string
  readonly settings: SiteSettings
  readonly publicUrl: string
}

/** What is wrong with a field, in the words of this screen; the server names the field. */
const FAULTS: Readonly<
  Record<
    string,
    'nameBad' | 'cutOffBad' | 'vanDaysBad' | 'timeZoneBad' | 'gs1Bad' | 'unpaidBad' | 'cellsBad' | 'originsBad'
  >
> = {
  'name/zh': 'nameBad',
  'name/en': 'nameBad',
  'settings/cutOff': 'cutOffBad',
  'settings/vanDays': 'vanDaysBad',
  'settings/timeZone': 'timeZoneBad',
  'settings/gs1Prefix': 'gs1Bad',
  'settings/unpaidHoldMinutes': 'unpaidBad',
  'settings/putWallCells': 'cellsBad',
  origins: 'originsBad',
}

/** Names, promises, division of work, and how the shop's own site is joined. */
export function Settings() {
  const { data, trouble } = useLoad<SiteView>('/v1/console/settings')
  if (data.value === null)
    return (
      <div class="leaf">
        <header class="head">
          <h1>{t('title')}</h1>
        </header>
        <Note trouble={trouble.value} />
        {trouble.value === null && <Waiting />}
      </div>
    )
  return <Form site={data.value} />
}

type Values = Omit<SiteSettings, 'gs1Prefix' | 'unpaidHoldMinutes' | 'putWallCells'> & {
  zh: string
  en: string
  gs1Prefix: string
  unpaid: string
  cells: string
  origins: string
}

/** The number that was typed, or one that the server refuses by name. */
const wholeOr = (typed: string, wrong: number): number => (/^\d{1,5}$/.test(typed.trim()) ? Number(typed) : wrong)

/** The form's values, what is wrong with them, and the save. */
function useForm(site: SiteView) {
  const form = useSignal<Values>({
    ...site.settings,
    zh: site.name.zh,
    en: site.name.en,
    gs1Prefix: site.settings.gs1Prefix ?? '',
    unpaid: String(site.settings.unpaidHoldMinutes),
    cells: String(site.settings.putWallCells),
    origins: site.origins.join('\n'),
  })
  const state = useSignal<'same' | 'changed' | 'saved'>('same')
  const wrong = useSignal<string | null>(null)
  const action = useAction()
  const { trouble, run } = action
  const set = (change: Partial<Values>) => {
    form.value = { ...form.value, ...change }
    state.value = 'changed'
    wrong.value = null
  }
  const save = async () => {
    const { zh, en, unpaid, cells, gs1Prefix, origins, ...rest } = form.value
    const unpaidHoldMinutes = wholeOr(unpaid, 0)
    const putWallCells = wholeOr(cells, -1)
    const done = await run(async () => {
      await api('PUT', '/v1/console/settings', {
        name: { zh, en },
        origins: origins.split(/\s+/).filter((line) => line !== ''),
        settings: {
          ...rest,
          gs1Prefix: gs1Prefix.trim() || null,
          unpaidHoldMinutes,
          putWallCells,
        },
      })
      await loadMe()
    })
    if (done) {
      state.value = 'saved'
      return
    }
    const field = (trouble.value?.field ?? '').replace(/^origins\/\d+$/, 'origins')
    if (!(field in FAULTS)) return
    wrong.value = field
    trouble.value = null
    requestAnimationFrame(() => document.getElementById(field)?.focus())
  }
  return { form: form.value, state: state.value, wrong: wrong.value, set, save, ...action }
}

function Form({ site }: { site: SiteView }) {
  const { form, state, wrong, set, save, busy, trouble } = useForm(site)
  // A save of everything by the keys of the desk.
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      void save()
    }
    addEventListener('keydown', key)
    return () => removeEventListener('keydown', key)
  })
  return (
    <form
      class="leaf"
      onSubmit={(e) => {
        e.preventDefault()
        void save()
      }}
    >
      <header class="head stick">
        <h1>{t('title')}</h1>
        <span class="push buttons">
          {state === 'changed' && <span class="fact centred">{t('unsaved')}</span>}
          {state === 'saved' && (
            <span class="done" role="status">
              <Shape kind="right" size={16} />
              {t('saved')}
            </span>
          )}
          <button type="submit" class="btn ink" aria-busy={busy.value}>
            {t(busy.value ? 'saving' : 'save')}
          </button>
        </span>
      </header>
      <Note trouble={trouble.value} />
      <div class="settings">
        <Fields site={site} form={form} wrong={wrong} set={set} />
        <OwnSite site={site} />
      </div>
    </form>
  )
}

type TextKey = 'zh' | 'en' | 'cutOff' | 'timeZone' | 'gs1Prefix' | 'unpaid' | 'cells' | 'origins'
/** What may be left empty, and what is typed on the figures of a phone. */
const OPTIONAL: readonly TextKey[] = ['gs1Prefix', 'origins']
const FIGURES: readonly TextKey[] = ['gs1Prefix', 'unpaid', 'cells']

function Fields(props: { site: SiteView; form: Values; wrong: string | null; set: (change: Partial<Values>) => void }) {
  const { site, form, set } = props
  const field = (key: TextKey, at: string, label: string, hint?: string) => (
    <Field
      label={label}
      name={at}
      value={form[key]}
      error={props.wrong === at ? t(FAULTS[at]!) : null}
      autocomplete="off"
      {...(key === 'origins' ? { rows: 2 } : {})}
      {...(OPTIONAL.includes(key) ? { optional: true } : {})}
      {...(FIGURES.includes(key) ? { inputMode: 'numeric' as const } : {})}
      {...(hint === undefined ? {} : { hint })}
      onInput={(value) => set({ [key]: value })}
    />
  )
  return (
    <>
      <Group head={t('shop')}>
        {field('zh', 'name/zh', t('zhName'))}
        {field('en', 'name/en', t('enName'))}
        {field('origins', 'origins', t('origins'), t('originsHint'))}
        <dl class="pairs">
          <dt>{t('address')}</dt>
          <dd class="mono">{`${site.publicUrl}/s/${site.slug}/`}</dd>
          <dt>{t('currency')}</dt>
          <dd>
            {site.currency} <small class="muted">{t('currencyFixed')}</small>
          </dd>
        </dl>
      </Group>
      <Group head={t('shipping')}>
        {field('cutOff', 'settings/cutOff', t('cutOff'), t('cutOffHint'))}
        <VanDays
          days={form.vanDays}
          isWrong={props.wrong === 'settings/vanDays'}
          onChange={(vanDays) => set({ vanDays })}
        />
        {field('timeZone', 'settings/timeZone', t('timeZone'))}
        {field('gs1Prefix', 'settings/gs1Prefix', t('gs1'), t('gs1Hint'))}
        <Choice
          label={t('phoneOnLabel')}
          value={form.phoneOnLabel}
          options={[
            { value: 'masked', label: t('phoneMasked') },
            { value: 'full', label: t('phoneFull') },
          ]}
          onChange={(phoneOnLabel) => set({ phoneOnLabel })}
        />
      </Group>
      <Group head={t('floor')}>
        <div class="switchrow">
          <span>
            <b>{t('division')}</b>
            <small>{t(form.division ? 'divisionOn' : 'divisionOff')}</small>
          </span>
          <Switch on={form.division} label={t('division')} onChange={(division) => set({ division })} />
        </div>
        <div class="switchrow">
          <span>
            <b>{t('holdBack')}</b>
            <small>{t('holdBackHow')}</small>
          </span>
          <Switch on={form.holdBackSlow} label={t('holdBack')} onChange={(holdBackSlow) => set({ holdBackSlow })} />
        </div>
        <Choice
          label={t('onShort')}
          value={form.onShort}
          options={[
            { value: 'ship-rest', label: t('shipRest') },
            { value: 'hold', label: t('hold') },
          ]}
          onChange={(onShort) => set({ onShort })}
        />
        {field('cells', 'settings/putWallCells', t('cells'), t('cellsHint'))}
        {field('unpaid', 'settings/unpaidHoldMinutes', t('unpaid'), t('unpaidHint'))}
      </Group>
      <Group head={t('duties')}>
        <p class="hint">{t('dutiesElsewhere')}</p>
        <a class="btn" href={`${HOME}/duties`}>
          {t('toDuties')}
        </a>
      </Group>
    </>
  )
}

/** Monday is the first. */
const weekdayNames = (): string[] =>
  Array.from({ length: 7 }, (_, i) =>
    new Date(Date.UTC(2024, 0, 1 + i)).toLocaleDateString(lang.value === 'zh' ? 'zh-CN' : 'en', {
      weekday: 'short',
      timeZone: 'UTC',
    }),
  )

function VanDays(props: { days: readonly number[]; isWrong: boolean; onChange: (days: number[]) => void }) {
  const { days } = props
  return (
    <fieldset class="weekdays">
      <legend>{t('vanDays')}</legend>
      {weekdayNames().map((name, i) => {
        const day = i + 1
        const isOn = days.includes(day)
        return (
          <button
            key={day}
            type="button"
            class="sfilter"
            id={i === 0 ? 'settings/vanDays' : undefined}
            aria-pressed={isOn}
            onClick={() => props.onChange(isOn ? days.filter((one) => one !== day) : [...days, day].sort())}
          >
            {name}
          </button>
        )
      })}
      {props.isWrong && (
        <p class="error" role="alert">
          <Shape kind="wrong" />
          {t('vanDaysBad')}
        </p>
      )}
    </fieldset>
  )
}

function Group({ head, children }: { head: string; children: ComponentChildren }) {
  return (
    <section class="card group">
      <h2>{head}</h2>
      {children}
    </section>
  )
}

function OwnSite({ site }: { site: SiteView }) {
  const isAsking = useSignal(false)
  const fresh = useSignal<string | null>(null)
  const tag = `<script src="${site.publicUrl}/tag.js" data-site="${site.publicKey}" async></script>`
  return (
    <Group head={t('site')}>
      <div>
        <span class="label">{t('tag')}</span>
        <Copy text={tag} label={t('tag')} />
      </div>
      <div>
        <span class="label">{t('slot')}</span>
        <Copy text={'<div data-tuidan-slot="home"></div>'} label={t('slot')} />
      </div>
      <div>
        <span class="label">{t('publicKey')}</span>
        <Copy text={site.publicKey} label={t('publicKey')} />
      </div>
      <div class="secretkey">
        <span class="label">{t(fresh.value === null ? 'secretKey' : 'fresh')}</span>
        {fresh.value === null ? (
          <p class="t2">{t('secretText')}</p>
        ) : (
          <Copy text={fresh.value} label={t('secretKey')} />
        )}
        <button
          type="button"
          class="btn small"
          onClick={() => {
            isAsking.value = true
          }}
        >
          {t('renew')}
        </button>
      </div>
      {isAsking.value && (
        <Ask
          title={t('renewTitle')}
          yes={t('renew')}
          onYes={async () => {
            const made = await api<{ secretKey: string }>('POST', '/v1/console/settings/secret-key')
            fresh.value = made.secretKey
          }}
          onClose={() => {
            isAsking.value = false
          }}
        >
          <p>{t('renewText')}</p>
        </Ask>
      )}
    </Group>
  )
}
