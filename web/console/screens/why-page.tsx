import { useSignal } from '@preact/signals'
import { sayRule } from '../../../src/matching/rule-said.ts'
import type { Rule } from '../../../src/matching/rule-words.ts'
import { FORMATS, type Format } from '../../../src/offers/creative.ts'
import { api } from '../../kit/api.ts'
import { Chip, Choice, Field, Note, useAction } from '../../kit/parts.tsx'
import { lang, words } from '../../kit/words.ts'
import { CategoryPick } from './picks.tsx'

const t = words({
  how: {
    zh: '写下页面和来的人，看会在哪些里面挑，别的为什么不在。不会真的推，也不计费。',
    en: 'Describe a page and who comes: see what would be chosen among, and what keeps the others out. Nothing is shown or billed.',
  },
  heading: { zh: '页面标题', en: 'Title of the page' },
  text: { zh: '页面文字', en: 'Text of the page' },
  interests: { zh: '喜好（没登录就空着）', en: 'Interests (none: signed out)' },
  device: { zh: '用什么看', en: 'Looks on' },
  any: { zh: '不知道', en: 'Not known' },
  phone: { zh: '手机', en: 'A phone' },
  tablet: { zh: '平板', en: 'A tablet' },
  desktop: { zh: '电脑', en: 'A computer' },
  format: { zh: '那里能放', en: 'The place takes' },
  card: { zh: '卡片', en: 'A card' },
  carousel: { zh: '轮播', en: 'A carousel' },
  banner: { zh: '横幅', en: 'A banner' },
  words: { zh: '文字', en: 'Text' },
  ask: { zh: '看会推什么', en: 'See what would be offered' },
  asking: { zh: '正在看…', en: 'Looking…' },
  about: { zh: '页面讲的是{what}', en: 'The page is about {what}' },
  aboutNothing: { zh: '认不出页面讲什么', en: 'What the page is about is not recognised' },
  among: { zh: '会在这 {n} 件里挑', en: 'One of these {n} would be chosen' },
  nobody: { zh: '什么也不会推：这里留空。', en: 'Nothing would be offered: the place stays empty.' },
  goods: { zh: '商品', en: 'Goods' },
  campaign: { zh: '计划', en: 'Campaign' },
  chance: { zh: '机会', en: 'Chance' },
  out: { zh: '不在里面的', en: 'Left out' },
  because: { zh: '因为', en: 'Because' },
  dates: { zh: '不在投放的日子', en: 'Not on these dates' },
  'no-goods': { zh: '没有货', en: 'Out of stock' },
  'left-out': {
    zh: '页面卖的就是它，或仓库忙时压着',
    en: 'The page sells it, or it is held back while the floor is behind',
  },
  budget: { zh: '预算或次数用完了', en: 'Budget or caps are used up' },
  'person-cap': { zh: '这个人今天看够了', en: 'This person has seen it often enough today' },
  behind: { zh: '合适，但别的更有把握', en: 'It fits, but others promise more' },
  wants: { zh: '要求{rule}', en: 'It asks: {rule}' },
  excludes: { zh: '不给{rule}', en: 'It excludes: {rule}' },
  noFormat: { zh: '没有能放在那里的创意', en: 'It has no creative for such a place' },
  more: { zh: '还有 {n} 个计划也不在', en: '{n} more campaigns are left out' },
})

interface Answer {
  readonly pageCategories: readonly { readonly label: string }[]
  readonly among: readonly {
    readonly campaignId: string
    readonly campaign: string
    readonly sku: string
    readonly title: string
    readonly chance: number
  }[]
  readonly out: readonly {
    readonly campaignId: string
    readonly name: string
    readonly kind: 'dates' | 'no-goods' | 'left-out' | 'budget' | 'person-cap' | 'behind' | 'rule'
    readonly conditions: readonly { readonly rule: Rule | null; readonly isExcluded?: boolean }[]
  }[]
  readonly outCounts: Readonly<Record<string, number>>
}

type Device = 'any' | 'phone' | 'tablet' | 'desktop'

/** What would be offered on a page that somebody describes. */
export function WhyPage() {
  const heading = useSignal('')
  const text = useSignal('')
  const interests = useSignal<readonly string[]>([])
  const device = useSignal<Device>('any')
  const format = useSignal<Format>('card')
  const answer = useSignal<Answer | null>(null)
  const { busy, trouble, run } = useAction()
  const ask = () =>
    run(async () => {
      answer.value = await api<Answer>('POST', '/v1/console/offers/explain', {
        page: { title: heading.value, text: text.value, lang: lang.value },
        interests: interests.value,
        format: format.value,
        context: device.value === 'any' ? {} : { device: device.value },
      })
    })
  return (
    <>
      <p class="fact">{t('how')}</p>
      <form
        class="settings"
        onSubmit={(e) => {
          e.preventDefault()
          void ask()
        }}
      >
        <section class="card group">
          <Field
            label={t('heading')}
            value={heading.value}
            onInput={(v) => {
              heading.value = v
            }}
          />
          <Field
            label={t('text')}
            rows={4}
            value={text.value}
            onInput={(v) => {
              text.value = v
            }}
          />
        </section>
        <section class="card group">
          <div class="field">
            <span class="label">{t('interests')}</span>
            <CategoryPick
              label={t('interests')}
              value={interests.value}
              most={16}
              onChange={(ids) => {
                interests.value = ids
              }}
            />
          </div>
          <Choice
            label={t('device')}
            value={device.value}
            options={(['any', 'phone', 'tablet', 'desktop'] as const).map((value) => ({ value, label: t(value) }))}
            onChange={(value) => {
              device.value = value
            }}
          />
          <Choice
            label={t('format')}
            value={format.value}
            options={FORMATS.map((value) => ({ value, label: t(value === 'text' ? 'words' : value) }))}
            onChange={(value) => {
              format.value = value
            }}
          />
          <button type="submit" class="btn ink" aria-busy={busy.value}>
            {t(busy.value ? 'asking' : 'ask')}
          </button>
        </section>
      </form>
      <Note trouble={trouble.value} />
      {answer.value !== null && <Found answer={answer.value} />}
    </>
  )
}

function Found({ answer }: { answer: Answer }) {
  const { among, out, outCounts, pageCategories } = answer
  const about = pageCategories.map(({ label }) => label).join(lang.value === 'zh' ? '、' : ', ')
  const hidden = Object.values(outCounts).reduce((sum, n) => sum + n, 0) - out.length
  return (
    <>
      <section class="card camp" aria-live="polite">
        <h3>{among.length === 0 ? t('nobody') : t('among', { n: among.length })}</h3>
        <p class="hint">{about === '' ? t('aboutNothing') : t('about', { what: about })}</p>
        {among.length > 0 && (
          <table class="table fold">
            <thead>
              <tr>
                <th>{t('goods')}</th>
                <th>{t('campaign')}</th>
                <th class="r">{t('chance')}</th>
              </tr>
            </thead>
            <tbody>
              {among.map((one) => (
                <tr key={`${one.campaignId} ${one.sku}`}>
                  <td class="lead">{one.title}</td>
                  <td data-l={t('campaign')}>{one.campaign}</td>
                  <td data-l={t('chance')} class="r">
                    {(one.chance * 100).toFixed(1)} %
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      {out.length > 0 && (
        <section class="card camp">
          <h3>{t('out')}</h3>
          <table class="table fold">
            <thead>
              <tr>
                <th>{t('campaign')}</th>
                <th>{t('because')}</th>
              </tr>
            </thead>
            <tbody>
              {out.map((one) => (
                <tr key={one.campaignId}>
                  <td class="lead">{one.name}</td>
                  <td data-l={t('because')}>
                    {one.kind === 'rule' ? (
                      one.conditions.map((condition, i) => <div key={i}>{conditionWords(condition)}</div>)
                    ) : (
                      <Chip kind={one.kind === 'behind' ? 'idle' : 'held'}>{t(one.kind)}</Chip>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {hidden > 0 && <p class="hint">{t('more', { n: hidden })}</p>}
        </section>
      )}
    </>
  )
}

function conditionWords({ rule, isExcluded }: Answer['out'][number]['conditions'][number]): string {
  if (rule === null) return t('noFormat')
  return t(isExcluded === true ? 'excludes' : 'wants', { rule: sayRule(rule, lang.value) })
}
