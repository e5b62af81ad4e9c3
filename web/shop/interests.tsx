import { useSignal } from '@preact/signals'
import { api } from '../kit/api.ts'
import { Note, useAction } from '../kit/parts.tsx'
import { inLang, lang } from '../kit/words.ts'
import { type Category, type Data, type Interest, type Parts, Section } from './my-data-parts.tsx'
import { InterestHead } from './reading.tsx'
import { SITE_API } from './shop-state.ts'
import { t } from './words-data.ts'
import { t as say } from './words-duties.ts'

/** So many stand open; the others are a tap away. */
const SHOWN = 5

/** What is understood of the shopper, each with why, and the ways to say that it is wrong, weaker, or something else. */
export function Interests({ data, change }: Parts) {
  return (
    <Section title={t('interests')}>
      {data.interests.length === 0 && <p class="t2">{t('noInterest')}</p>}
      <Understood of={data.interests.slice(0, SHOWN)} change={change} />
      {data.interests.length > SHOWN && (
        <details>
          <summary>{t('moreInterests', { n: data.interests.length - SHOWN })}</summary>
          <Understood of={data.interests.slice(SHOWN)} change={change} />
        </details>
      )}
      {data.corrections.length > 0 && (
        <>
          <h3>{say('corrected')}</h3>
          <ul class="interests">
            {data.corrections.map((one) => (
              <li key={one.categoryId} class="gone">
                <span>
                  {one.instead === null
                    ? say('nowStrong', { label: one.label, strength: one.strength === null ? '' : t(one.strength) })
                    : say('nowInstead', { label: one.label, other: one.instead.label })}
                </span>
                <button
                  type="button"
                  class="btn small"
                  onClick={() => change(() => api('PUT', `${SITE_API}/interests/${one.categoryId}`, {}))}
                >
                  {say('takeBack')}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      {data.denied.length > 0 && (
        <>
          <h3>{t('denied')}</h3>
          <ul class="interests">
            {data.denied.map((one) => (
              <li key={one.categoryId} class="gone">
                <span>{one.label}</span>
                <button
                  type="button"
                  class="btn small"
                  onClick={() => change(() => api('POST', `${SITE_API}/interests/${one.categoryId}/restore`))}
                >
                  {t('undo')}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  )
}

const STRENGTHS = ['strong', 'some', 'faint'] as const

/** A sentence within another one. */
const within = (sentence: string): string => sentence.slice(0, 1).toLowerCase() + sentence.slice(1)

/** Interests, the strongest first. */
function Understood({ of, change }: { of: Data['interests']; change: Parts['change'] }) {
  return (
    <ul class="interests">
      {of.map((one) => (
        <li key={one.categoryId}>
          <InterestHead
            of={one}
            onWrong={() => change(() => api('DELETE', `${SITE_API}/interests/${one.categoryId}`))}
          />
          {one.evidence[0] && (
            <small>
              {t('because')}
              {one.evidence
                .slice(0, 2)
                .map(({ sentence, source }) =>
                  lang.value === 'zh' ? `${sentence}（${source}）` : `${within(sentence)} (${within(source)})`,
                )
                .join(lang.value === 'zh' ? '；' : '; ')}
              {lang.value === 'zh' ? '。' : '.'}
            </small>
          )}
          <Correct of={one} change={change} />
        </li>
      ))}
    </ul>
  )
}

/** How strong it is, or what it is really; whatever is read later, that stands. */
function Correct({ of, change }: { of: Interest; change: Parts['change'] }) {
  const choices = useSignal<readonly Category[]>([])
  const strength = useSignal('')
  const instead = useSignal('')
  const { busy, trouble, run } = useAction()
  const open = (event: Event) => {
    if (!(event.currentTarget as HTMLDetailsElement).open || choices.value.length > 0) return
    void run(async () => {
      const { items } = await api<{ items: readonly Category[] }>('GET', `${SITE_API}/categories`)
      choices.value = items.filter((one) => one.id !== of.categoryId)
    })
  }
  const body = instead.value !== '' ? { instead: instead.value } : { strength: strength.value }
  return (
    <details class="correct" onToggle={open}>
      <summary aria-label={say('correctOf', { label: of.label })}>{say('correct')}</summary>
      <Note trouble={trouble.value} />
      <div class="row">
        <label>
          {say('howStrong')}{' '}
          <select
            value={strength.value}
            disabled={instead.value !== ''}
            onChange={(event) => {
              strength.value = event.currentTarget.value
            }}
          >
            <option value="">{say('asRead')}</option>
            {STRENGTHS.map((one) => (
              <option key={one} value={one}>
                {t(one)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {say('orElse')}{' '}
          <select
            value={instead.value}
            onChange={(event) => {
              instead.value = event.currentTarget.value
            }}
          >
            <option value="">{say('same', { label: of.label })}</option>
            {choices.value.map((one) => (
              <option key={one.id} value={one.id}>
                {inLang(one.label)}
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          class="btn small"
          aria-busy={busy.value}
          disabled={strength.value === '' && instead.value === ''}
          onClick={() => change(() => api('PUT', `${SITE_API}/interests/${of.categoryId}`, body))}
        >
          {say('save')}
        </button>
      </div>
    </details>
  )
}
