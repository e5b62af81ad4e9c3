import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { Sheet } from '../kit/parts.tsx'
import { fullDay } from '../kit/time.ts'
import { inLang } from '../kit/words.ts'
import type { SourceConsent } from './consent.tsx'
import { site } from './shop-state.ts'
import { t } from './words-terms.ts'

interface TermsProps {
  readonly version: string
  readonly of: SourceConsent
  readonly onClose: () => void
}

/** The way to the full terms, wherever one answers. */
export function FullTerms({ version, of }: Omit<TermsProps, 'onClose'>) {
  const isOpen = useSignal(false)
  const set = (value: boolean) => () => {
    isOpen.value = value
  }
  return (
    <>
      <button type="button" class="textbtn underline" onClick={set(true)}>
        {t('open')}
      </button>
      {isOpen.value && <Terms version={version} of={of} onClose={set(false)} />}
    </>
  )
}

/** What one agrees to, in full: what is read and made of it, how long, who sees it, the way back, where to complain. */
function Terms({ version, of, onClose }: TermsProps) {
  const shop = inLang(site.value!.name)
  return (
    <Sheet title={t('title')} onClose={onClose}>
      <div class="terms">
        <p class="hint">{t('version', { shop, version: fullDay(version) })}</p>
        <Part title={t('read')}>
          <p>{t('onlyOn')}</p>
          <dl>
            {of.streams.map((s) => (
              <div key={s.stream}>
                <dt>
                  {s.title}
                  <span>{t('days', { n: s.retentionDays })}</span>
                </dt>
                <dd>
                  {ended(s.purpose)}
                  {t(s.keepsName ? 'keepsName' : 'keepsAbout')}
                </dd>
              </div>
            ))}
          </dl>
          <p>{t('sensitive')}</p>
        </Part>
        <Part title={t('made')}>
          <p>{t('madeText')}</p>
        </Part>
        <Part title={t('long')}>
          <p>{t('longText')}</p>
        </Part>
        <Part title={t('who')}>
          <p>{t('whoText')}</p>
        </Part>
        <Part title={t('back')}>
          <p>{t('backText')}</p>
        </Part>
        <Part title={t('complain')}>
          <p>{t('complainText', { shop })}</p>
        </Part>
        <Part title={t('source', { name: of.name })}>
          <p>
            {of.terms}
            {of.termsReviewed && ` ${t('reviewed', { day: fullDay(of.termsReviewed) })} `}
            {of.termsDocs && (
              <a href={of.termsDocs} target="_blank" rel="noreferrer">
                {t('rules')}
              </a>
            )}
          </p>
        </Part>
        <p class="hint">{t('proof')}</p>
      </div>
    </Sheet>
  )
}

/** A line of a card as a sentence. */
const ended = (line: string): string => (/\p{Script=Han}/u.test(line) ? `${line}。` : `${line}. `)

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section>
      <h3>{title}</h3>
      {children}
    </section>
  )
}
