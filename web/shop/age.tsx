import { api } from '../kit/api.ts'
import { Note, useAction } from '../kit/parts.tsx'
import { fullDay } from '../kit/time.ts'
import { SITE_API } from './shop-state.ts'
import { t } from './words-duties.ts'

/** Whether somebody is under age here; `from` null: nobody is asked. */
export interface Age {
  readonly from: number | null
  readonly said: 'unsaid' | 'under' | 'of-age'
  /** False: an account said it, which they cannot take back here. */
  readonly mayTakeBack: boolean
  readonly at: string | null
}

/** Is there nothing to read of this person, by their own word? */
export const isUnder = ({ said }: Age): boolean => said === 'under'
/** Must they be asked before they may say yes? */
export const isAsked = ({ from, said }: Age): boolean => from !== null && said === 'unsaid'

/** Asks once, in one sentence, with two answers alike. */
export function AgeQuestion({ age, onSaid }: { age: Age; onSaid: (ofAge: boolean) => unknown }) {
  const { busy, trouble, run } = useAction()
  const say = (ofAge: boolean) =>
    void run(async () => {
      await api('POST', `${SITE_API}/age`, { ofAge })
      await onSaid(ofAge)
    })
  return (
    <fieldset class="age">
      <legend>{t('age', { n: age.from ?? 18 })}</legend>
      <div class="pair">
        <button type="button" class="btn" aria-busy={busy.value} onClick={() => say(false)}>
          {t('under')}
        </button>
        <button type="button" class="btn" aria-busy={busy.value} onClick={() => say(true)}>
          {t('ofAge')}
        </button>
      </div>
      <p class="hint">{t('ageWhy')}</p>
      <Note trouble={trouble.value} />
    </fieldset>
  )
}

/** What somebody said of their age, with the way to say otherwise. */
export function AgeSaid({ age, onSaid }: { age: Age; onSaid: () => unknown }) {
  const { busy, trouble, run } = useAction()
  const n = age.from ?? 18
  if (age.said === 'unsaid') return null
  if (!age.mayTakeBack) return <p class="age">{t('underByAccount', { n })}</p>
  const other = isUnder(age)
  return (
    <div class="age">
      <p>{other ? t('underSaid', { n }) : t('ageSaid', { n, day: fullDay(age.at!) })}</p>
      <button
        type="button"
        class="textbtn underline"
        aria-busy={busy.value}
        onClick={() =>
          void run(async () => {
            await api('POST', `${SITE_API}/age`, { ofAge: other })
            await onSaid()
          })
        }
      >
        {t(other ? 'ageSlip' : 'ageTurned', { n })}
      </button>
      {other && <small>{t('ageSlipNext')}</small>}
      <Note trouble={trouble.value} />
    </div>
  )
}
