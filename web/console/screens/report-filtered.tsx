import { number } from '../../kit/time.ts'
import { words } from '../../kit/words.ts'
import { useLoad } from './shop-kit.tsx'

const t = words({
  title: { zh: '没有算进来的', en: 'Left out' },
  how: {
    zh: '不可能是人做的：不算数、不计费，也不拿来学。',
    en: 'What cannot be a person’s doing: not counted, not billed, not learnt from.',
  },
  none: { zh: '这段时间没有。', en: 'Nothing in this time.' },
})

interface Filtered {
  readonly items: readonly { readonly reason: string; readonly said: string; readonly n: number }[]
  readonly sophisticated: { readonly said: string }
}

/** What was filtered, by its reason, and what nobody looks for. @param span the report's, as a query */
export function ReportFiltered({ span }: { span: string }) {
  const { data } = useLoad<Filtered>(`/v1/console/offers/filtered?${span}`)
  if (data.value === null) return null
  const { items, sophisticated } = data.value
  const reasons = new Map<string, number>()
  for (const { said, n } of items) reasons.set(said, (reasons.get(said) ?? 0) + n)
  return (
    <section class="card group">
      <h2>{t('title')}</h2>
      <p>{t('how')}</p>
      {reasons.size === 0 ? (
        <p>{t('none')}</p>
      ) : (
        <dl class="pairs counts">
          {[...reasons].map(([said, n]) => [<dt key={said}>{said}</dt>, <dd key={`${said} n`}>{number(n)}</dd>])}
        </dl>
      )}
      <p>{sophisticated.said}</p>
    </section>
  )
}
