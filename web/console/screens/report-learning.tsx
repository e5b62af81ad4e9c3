import { useSignal } from '@preact/signals'
import type { Lift } from '../../../src/offers/report.ts'
import { api } from '../../kit/api.ts'
import { Chip, Note } from '../../kit/parts.tsx'
import { number, when } from '../../kit/time.ts'
import { lang, words } from '../../kit/words.ts'
import { Ask, useLoad } from './shop-kit.tsx'

const t = words({
  title: { zh: '学到了多少', en: 'What was learnt' },
  how: {
    zh: '五十次里有一次随机挑，和学来的挑法放在一起比。',
    en: 'One offer in fifty is picked at random; the others are compared with those.',
  },
  clicked: {
    zh: '点开是随机挑的 {ratio} 倍（九成五把握：{low} 到 {high}）',
    en: 'Opened {ratio} times as often as at random (95%: {low} to {high})',
  },
  ordered: {
    zh: '下单是随机挑的 {ratio} 倍（九成五把握：{low} 到 {high}）',
    en: 'Ordered {ratio} times as often as at random (95%: {low} to {high})',
  },
  clickedFew: {
    zh: '点开：还说不出来，随机挑的大约还要被看到 {n} 次',
    en: 'Opened: too early, about {n} more random offers must be seen',
  },
  orderedFew: {
    zh: '下单：还说不出来，随机挑的大约还要被看到 {n} 次',
    en: 'Ordered: too early, about {n} more random offers must be seen',
  },
  clickedNone: { zh: '点开：还没人点开', en: 'Opened: nobody yet' },
  orderedNone: { zh: '下单：还没有', en: 'Ordered: none yet' },
  heeded: { zh: '按学到的挑', en: 'In use' },
  fallen: { zh: '先按销路挑', en: 'Set aside for popularity' },
  none: { zh: '还没学到能存的，先按页面、喜好和出价挑。', en: 'Nothing kept yet: page, interests and bids decide.' },
  model: { zh: '模型', en: 'Model' },
  lessons: { zh: '学过几次', en: 'Lessons' },
  made: { zh: '存于', en: 'Kept at' },
  using: { zh: '正在用', en: 'In use' },
  back: { zh: '退回这个', en: 'Go back to this' },
  backTo: { zh: '退回模型 {n}', en: 'Go back to model {n}' },
  backTitle: { zh: '退回模型 {n}？', en: 'Go back to model {n}?' },
  backText: {
    zh: '从现在起按它挑，再接着学。之前学到的不会再学一遍。',
    en: 'It decides from now on, and learns on from there. What was learnt since is not learnt again.',
  },
})

interface View {
  readonly version: number
  readonly isFallenBack: boolean
  readonly reason: string
  readonly models: readonly {
    readonly version: number
    readonly madeAt: string
    readonly lessons: number
  }[]
}

/** How much better the learnt choice is than chance, whether it is in use, and the way back to what was kept. */
export function ReportLearning({ lift }: { lift: Readonly<Record<'clicked' | 'ordered', Lift>> }) {
  const { data, trouble, again } = useLoad<View>('/v1/console/offers/learning')
  const backTo = useSignal<number | null>(null)
  const view = data.value
  const to = backTo.value
  return (
    <section class="card camp learnt">
      <h3>
        {t('title')}
        {view !== null && view.version > 0 && (
          <span class="push">
            <Chip kind={view.isFallenBack ? 'held' : 'right'}>{t(view.isFallenBack ? 'fallen' : 'heeded')}</Chip>
          </span>
        )}
      </h3>
      <Note trouble={trouble.value} />
      <p class="hint">
        {t('how')}
        <br />
        <b>{liftWords('clicked', lift.clicked)}</b>
        <br />
        <b>{liftWords('ordered', lift.ordered)}</b>
      </p>
      {view !== null && <p class="hint">{view.version === 0 ? t('none') : view.reason}</p>}
      {view !== null && view.models.length > 0 && (
        <div class="scrolls">
          <table class="table fold">
            <thead>
              <tr>
                <th>{t('model')}</th>
                <th class="r">{t('lessons')}</th>
                <th>{t('made')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {view.models.map((model) => (
                <tr key={model.version}>
                  <td class="lead">{model.version}</td>
                  <td class="r" data-l={t('lessons')}>
                    {number(model.lessons)}
                  </td>
                  <td data-l={t('made')}>{when(model.madeAt)}</td>
                  <td class="r act">
                    {model.version === view.version ? (
                      <span class="muted">{t('using')}</span>
                    ) : (
                      <button
                        type="button"
                        class="btn small"
                        aria-label={t('backTo', { n: model.version })}
                        onClick={() => {
                          backTo.value = model.version
                        }}
                      >
                        {t('back')}
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {to !== null && (
        <Ask
          title={t('backTitle', { n: to })}
          yes={t('backTo', { n: to })}
          onYes={async () => {
            await api('POST', '/v1/console/offers/learning/rollback', { version: to })
            again()
          }}
          onClose={() => {
            backTo.value = null
          }}
        >
          <p>{t('backText')}</p>
        </Ask>
      )}
    </section>
  )
}

function liftWords(step: 'clicked' | 'ordered', lift: Lift): string {
  if (lift.kind === 'too-few') return lift.more === null ? t(`${step}None`) : t(`${step}Few`, { n: number(lift.more) })
  const said = (value: number) =>
    value.toLocaleString(lang.value === 'zh' ? 'zh-CN' : 'en', { maximumFractionDigits: 2 })
  return t(step, { ratio: said(lift.ratio), low: said(lift.low), high: said(lift.high) })
}
