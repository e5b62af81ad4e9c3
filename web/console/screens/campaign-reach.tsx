import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Reach } from '../../../src/offers/reach.ts'
import { api } from '../../kit/api.ts'
import { number, when } from '../../kit/time.ts'
import { lang, words } from '../../kit/words.ts'
import type { bodyOf } from './campaign-draft.ts'

const t = words({
  title: { zh: '够得着', en: 'Reach' },
  people: { zh: '大约 {n} 人', en: 'about {n} people' },
  few: { zh: '不到 10 人', en: 'fewer than 10 people' },
  noPeople: { zh: '还没有人同意用喜好', en: 'nobody agreed to interests yet' },
  pages: { zh: '{share} 的页面', en: '{share} of pages' },
  noPages: { zh: '页面还没问过', en: 'no page has asked yet' },
  how: {
    zh: '人按 {of} 个同意的人里抽的 {n} 个估，只看喜好；页面按 {since} 以来问过的 {pages} 次数。别的条件当作符合，实际只少不多。',
    en: 'People: estimated from {n} of {of} who agreed, by interests alone. Pages: of {pages} questions since {since}. Other conditions are taken to hold, so it is at most this.',
  },
  howPeople: {
    zh: '人按 {of} 个同意的人里抽的 {n} 个估，只看喜好。',
    en: 'People: estimated from {n} of {of} who agreed, by interests alone.',
  },
  howPages: { zh: '页面按 {since} 以来问过的 {pages} 次数。', en: 'Pages: of {pages} questions since {since}.' },
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
  const said = [
    people === null ? t('noPeople') : people.isFew ? t('few') : t('people', { n: number(people.about) }),
    pages === null ? t('noPages') : t('pages', { share: share(pages.share) }),
  ]
  return (
    <dl class="facts" aria-live="polite">
      <div>
        <dt>{t('title')}</dt>
        <dd>
          {said.join(lang.value === 'zh' ? '，' : ', ')}
          <small>{howWords(now)}</small>
        </dd>
      </div>
    </dl>
  )
}

function howWords({ people, pages }: Reach): string {
  const ofPeople = people === null ? {} : { n: number(people.sampled), of: number(people.of) }
  const ofPages = pages === null ? {} : { pages: number(pages.sampled), since: when(pages.since) }
  if (people !== null && pages !== null) return t('how', { ...ofPeople, ...ofPages })
  return people !== null ? t('howPeople', ofPeople) : pages !== null ? t('howPages', ofPages) : ''
}
