import type { Text } from '../../../src/base/i18n.ts'
import { Chip } from '../../kit/parts.tsx'
import { lang, words } from '../../kit/words.ts'
import { useLoad } from './shop-kit.tsx'

const t = words({
  title: { zh: '发货的许诺', en: 'Shipping promises' },
  how: {
    zh: '按广告里许诺的那天发出才算做到，取消的单不算。',
    en: 'Kept: shipped on the day the ad promised. Cancelled orders are left out.',
  },
  kept: { zh: '{kept} / {of} 单做到了', en: '{kept} of {of} orders kept' },
  none: { zh: '还没有要兑现的单。', en: 'No order to keep a promise for yet.' },
  open: { zh: '{n} 单还在路上', en: '{n} still in time' },
  broken: { zh: '{n} 单晚了', en: '{n} late' },
  now: { zh: '现在说的是', en: 'Promised now' },
  unknown: {
    zh: '这里还没发过货，先照快递几点来许诺。',
    en: 'Nothing was shipped here yet: the van’s time alone is promised.',
  },
  ahead: { zh: '现在下的单要 {n} 分钟的活', en: 'An order now is {n} minutes of work away' },
  behind: { zh: '忙不过来', en: 'Behind' },
  fine: { zh: '跟得上', en: 'Keeps up' },
  away: { zh: '还没人上岗', en: 'Nobody on shift yet' },
  held: { zh: '正压着 {n} 件难拣的货不推：{names}', en: '{n} slow goods are not advertised now: {names}' },
  heldNone: { zh: '没有压着的货', en: 'No goods are held back now' },
  off: { zh: '难拣的货照推（设置里关着）', en: 'Slow goods are advertised all the same (switched off in Settings)' },
  effect: {
    zh: '压着的时候带来 {of} 单，{kept} 单做到了；平时 {ofElse} 单，做到 {keptElse} 单。',
    en: 'While held back: {of} orders, {kept} kept. Otherwise: {ofElse} orders, {keptElse} kept.',
  },
})

interface Counts {
  readonly promised: number
  readonly kept: number
  readonly broken: number
  readonly open: number
}

interface Promises {
  readonly now: {
    readonly text: string
    readonly isKnown: boolean
    readonly isBehind: boolean
    readonly isStaffed: boolean | null
    readonly workMinutes: number | null
    readonly holdsBack: boolean
    readonly heldBack: readonly { readonly sku: string; readonly title: Text }[]
  }
  readonly total: Counts
  readonly whileHeldBack: Counts
}

/** So many names are said; the others are counted. */
const NAMED = 5

/** What offers promise of shipping, whether it was kept, and what is held back. @param span the report's, as a query */
export function ReportPromises({ span }: { span: string }) {
  const { data } = useLoad<Promises>(`/v1/console/offers/promises?${span}`)
  if (data.value === null) return null
  const { now, total, whileHeldBack: held } = data.value
  return (
    <section class="card group">
      <h2>{t('title')}</h2>
      <p class="fact">
        {total.promised === 0 ? t('none') : t('kept', { kept: total.kept, of: total.promised })}
        {total.broken > 0 && ` · ${t('broken', { n: total.broken })}`}
        {total.open > 0 && ` · ${t('open', { n: total.open })}`}
      </p>
      <dl class="pairs">
        <dt>{t('now')}</dt>
        <dd>
          {now.text} <Chip kind={now.isBehind ? 'late' : 'right'}>{t(now.isBehind ? 'behind' : 'fine')}</Chip>
        </dd>
      </dl>
      <p class="hint">
        {now.isKnown ? t('ahead', { n: now.workMinutes ?? 0 }) : t('unknown')}
        {now.isStaffed === false && ` · ${t('away')}`}
      </p>
      <p class="hint">{heldWords(now)}</p>
      {held.promised > 0 && (
        <p class="hint">
          {t('effect', {
            of: held.promised,
            kept: held.kept,
            ofElse: total.promised - held.promised,
            keptElse: total.kept - held.kept,
          })}
        </p>
      )}
      <p class="hint">{t('how')}</p>
    </section>
  )
}

function heldWords({ holdsBack, heldBack }: Promises['now']): string {
  if (!holdsBack) return t('off')
  if (heldBack.length === 0) return t('heldNone')
  const names = heldBack.slice(0, NAMED).map(({ title }) => title[lang.value])
  const more = heldBack.length > NAMED ? ['…'] : []
  return t('held', { n: heldBack.length, names: [...names, ...more].join(lang.value === 'zh' ? '、' : ', ') })
}
