import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api } from '../kit/api.ts'
import { Icon } from '../kit/icons.tsx'
import { Note, Sheet, type Trouble } from '../kit/parts.tsx'
import { path, query } from '../kit/route.ts'
import { inLang, lang } from '../kit/words.ts'
import { HOME, isSigningIn, providers, site } from './shop-state.ts'
import { t } from './words-data.ts'

/** Where signing in begins; it ends on the consent sheet, which leads back to `back`. */
export function signInHref(href: string, back = path.value): string {
  const returnTo = `${HOME}/consent?${new URLSearchParams({ back })}`
  return `${href}?${new URLSearchParams({ returnTo, lang: lang.value })}`
}

/** The kinds of account as equal rows; signing in says nothing about reading. */
export function SignInSheet() {
  const close = () => {
    isSigningIn.value = false
  }
  return (
    <Sheet title={t('signInTo', { name: inLang(site.value!.name) })} onClose={close}>
      {providers.value.length === 0 ? (
        <p>{t('noProviders')}</p>
      ) : (
        <ul class="providers">
          {providers.value.map((p) => (
            <li key={p.connector}>
              <a class="btn" href={signInHref(p.href)}>
                <span class="badge" aria-hidden="true">
                  {[...p.name][lang.value === 'zh' && [...p.name].length > 1 ? 1 : 0]}
                </span>
                {t('with', { name: p.name })}
                <Icon name="next" size={18} />
              </a>
            </li>
          ))}
        </ul>
      )}
      <p class="hint">{t('notConsent')}</p>
    </Sheet>
  )
}

/** Where the server sends a browser whose sign-in failed: what happened, what was kept, what to do. */
export function SignInProblem() {
  const code = query.value.get('code') ?? ''
  const connector = query.value.get('connector')
  const what = query.value.get('what') ?? ''
  const words = useSignal<Trouble | null>(null)
  const provider = providers.value.find((p) => p.connector === connector) ?? providers.value[0]
  useEffect(() => {
    document.title = `${t('problem')} · ${inLang(site.value!.name)}`
    api<{ title: string; next: string }>(
      'GET',
      `/problems/${code}?${new URLSearchParams({ what, name: provider?.name ?? '' })}`,
    ).then(
      ({ title, next }) => {
        words.value = { title, next, code, field: null }
      },
      () => {
        words.value = { title: t('problem'), next: t('problemKept'), code, field: null }
      },
    )
  }, [code, what, provider?.name, lang.value])
  return (
    <div class="narrow">
      <h1>{t('problem')}</h1>
      <Note trouble={words.value} />
      <p>{t('problemKept')}</p>
      <div class="pair">
        <a class="btn" href={`${HOME}/`}>
          {t('goOn')}
        </a>
        {provider && (
          <a class="btn" href={signInHref(provider.href, `${HOME}/`)}>
            {t('tryAgain')}
          </a>
        )}
      </div>
    </div>
  )
}
