import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Reach } from '../../../src/offers/reach.ts'
import { api } from '../../kit/api.ts'
import { number, when } from '../../kit/time.ts'
import { lang, words } from '../../kit/words.ts'
import type { bodyOf } from './campaign-draft.ts'

const t = words({
  people: { zh: '够得着的人', en: 'People in reach' },
  about: { zh: '约 {n}', en: 'about {n}' },
  few: { zh: '不到 10', en: 'under 10' },
  sampled: {
    zh: '按 {of} 个同意的人里抽的 {n} 个估，只看喜好',
    en: 'estimated from {n} of {of} who agreed, by interests alone',
  },
  noPeople: { zh: '还没有人同意用喜好', en: 'nobody agreed to interests yet' },
  pages: { zh: '够得着的页面', en: 'Pages in reach' },
  of: { zh: '{since} 以来问过的 {n} 次里', en: 'of {n} questions since {since}' },
  noPages: { zh: '页面还没问过', en: 'no page has asked yet' },
})

/** A moment after the last change. */
const PAUSE_MS = 300

/** How many people and pages the rule in hand could reach, counted anew while somebody edits. */
export function RuleReach({ body }: { body: ReturnType<typeof bodyOf> }) {
  const reach = useSignal<Reach | null>(null)
  const asked = JSON.stringify({
    targeting: body.targeting,
    formats: [...new Set(body.creatives.map(({ format }) => format))],
  })
  useEffect(() => {
    const timer = setTimeout(() => {
      api<Reach>('POST', '/v1/console/campaigns/reach', JSON.parse(asked)).then(
        (found) => {
          reach.value = found
        },
        // A condition that is not filled in yet is said at its paragraph.
        () => {
          reach.value = null
        },
      )
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [asked])
  const now = reach.value
  if (now === null) return null
  const { people, pages } = now
  const share = (value: number) =>
    value.toLocaleString(lang.value === 'zh' ? 'zh-CN' : 'en', {
      style: 'percent',
      maximumFractionDigits: value < 0.1 ? 1 : 0,
    })
  return (
    <dl class="facts" aria-live="polite">
      <div>
        <dt>{t('people')}</dt>
        <dd>
          {people === null ? '–' : people.isFew ? t('few') : t('about', { n: number(people.about) })}
          <small>
            {people === null ? t('noPeople') : t('sampled', { n: number(people.sampled), of: number(people.of) })}
          </small>
        </dd>
      </div>
      <div>
        <dt>{t('pages')}</dt>
        <dd>
          {pages === null ? '–' : share(pages.share)}
          <small>
            {pages === null ? t('noPages') : t('of', { n: number(pages.sampled), since: when(pages.since) })}
          </small>
        </dd>
      </div>
    </dl>
  )
}
