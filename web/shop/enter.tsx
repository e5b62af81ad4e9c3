import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api } from '../kit/api.ts'
import { Note, type Trouble, troubleOf } from '../kit/parts.tsx'
import { query } from '../kit/route.ts'
import { inLang, lang } from '../kit/words.ts'
import { canSignIn, HOME, providers, site } from './shop-state.ts'
import { Way } from './sign-in.tsx'
import { wayOn } from './way-on.ts'
import { t as said } from './words-data.ts'
import { t } from './words-enter.ts'

/** What the server asks before a back end of the merchant's is told who came. */
interface Asked {
  readonly client: string
  readonly asks: 'account' | 'email'
  readonly email: string | null
}

/** The sign-in page for whoever comes from another website and goes back there. */
export function Enter() {
  const to = wayOn(query.value.get('to') ?? '', HOME)
  const isOpenid = to?.startsWith(`${HOME}/openid/`) === true
  const asked = useSignal<Asked | null>(null)
  const trouble = useSignal<Trouble | null>(null)
  useEffect(() => {
    document.title = said('signInTo', { name: inLang(site.value!.name) })
    if (!isOpenid) return
    api<Asked>('GET', `${to}/asked`).then(
      (answer) => {
        asked.value = answer
      },
      (error) => {
        trouble.value = troubleOf(error)
      },
    )
  }, [to, isOpenid, lang.value])
  const answer = (say: 'share' | 'keep' | 'cancel') => {
    api<{ href: string }>('POST', `${to}/asked`, { say }).then(
      ({ href }) => location.assign(href),
      (error) => {
        trouble.value = troubleOf(error)
      },
    )
  }
  if (to === null || trouble.value !== null)
    return (
      <div class="narrow">
        <h1>{said('problem')}</h1>
        <Note trouble={trouble.value} />
        <a class="btn" href={`${HOME}/`}>
          {said('goOn')}
        </a>
      </div>
    )
  const who = asked.value
  if (isOpenid && who === null) return null
  if (who?.asks === 'email') return <Email who={who} answer={answer} />
  return (
    <div class="narrow">
      <h1>{said('signInTo', { name: inLang(site.value!.name) })}</h1>
      <p class="lead">{who === null ? t('backToPage') : t('forWho', { name: who.client })}</p>
      {canSignIn.value ? (
        <ul class="providers">
          {providers.value.map((one) => (
            <li key={one.connector}>
              <Way provider={one} returnTo={to} />
            </li>
          ))}
        </ul>
      ) : (
        <p>{said('noProviders')}</p>
      )}
      <p class="hint">
        {who !== null && t('told', { name: who.client })} {t('notConsent')}
      </p>
      {who === null ? (
        <a class="textbtn" href={`${to}&cancel=1`}>
          {t('cancel')}
        </a>
      ) : (
        <button type="button" class="textbtn" onClick={() => answer('cancel')}>
          {t('cancel')}
        </button>
      )}
    </div>
  )
}

function Email({ who, answer }: { who: Asked; answer: (say: 'share' | 'keep' | 'cancel') => void }) {
  return (
    <div class="narrow">
      <h1>{t('emailTitle', { name: who.client })}</h1>
      <p class="lead">
        {t('emailFact', { name: who.client })} <b>{who.email}</b>
      </p>
      <div class="pair">
        <button type="button" class="btn" onClick={() => answer('keep')}>
          {t('keep')}
        </button>
        <button type="button" class="btn" onClick={() => answer('share')}>
          {t('share')}
        </button>
      </div>
      <p class="hint">{t('emailEither')}</p>
    </div>
  )
}
