import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api } from '../kit/api.ts'
import { Icon } from '../kit/icons.tsx'
import { Field, Note, Sheet, type Trouble } from '../kit/parts.tsx'
import { letterOf, spaced } from '../kit/provider-name.ts'
import { path, query } from '../kit/route.ts'
import { inLang, lang } from '../kit/words.ts'
import { HOME, isSigningIn, type Provider, providers, SLUG, signedIn, site } from './shop-state.ts'
import { wayOn } from './way-on.ts'
import { t as accounts } from './words-accounts.ts'
import { t } from './words-data.ts'

/**
 * Where signing in begins, with what was typed for it; it ends on the consent sheet, which leads back to `back`, or where
 * `goOn` says.
 */
export function signInHref(href: string, back = path.value, typed?: string, goOn?: string): string {
  const returnTo = goOn ?? `${HOME}/consent?${new URLSearchParams({ back })}`
  const query = new URLSearchParams({ returnTo, lang: lang.value })
  if (typed !== undefined) query.set('typed', typed)
  return `${href}?${query}`
}

const typedKey = (connector: string): string => `tuidan-typed-${SLUG}-${connector}`

interface TypedProps {
  readonly provider: Provider
  readonly back?: string
  /** Where it ends, when that is not the consent sheet. */
  readonly returnTo?: string | undefined
  readonly error?: string | null
}

/** Asks for the account or server that a provider is found by; what was typed stays in this tab, for another try. */
function Typed({ provider, back, returnTo, error = null }: TypedProps) {
  const typed = useSignal(sessionStorage.getItem(typedKey(provider.connector)) ?? '')
  const asks = provider.asks!
  return (
    <form
      class="typed"
      onSubmit={(event) => {
        event.preventDefault()
        const text = typed.value.trim()
        sessionStorage.setItem(typedKey(provider.connector), text)
        // Not the form's own way: the page's rules let no form lead to another site, and this one ends at a provider.
        location.assign(signInHref(provider.href, back, text, returnTo))
      }}
    >
      <Field
        name={`typed-${provider.connector}`}
        label={asks.label}
        placeholder={asks.placeholder}
        autocomplete="off"
        value={typed.value}
        error={error}
        onInput={(value) => {
          typed.value = value
        }}
      />
      {/* What was typed covers the example in the field. */}
      {error !== null && (
        <p class="hint">
          {t('example')}
          <bdi>{asks.placeholder}</bdi>
        </p>
      )}
      <button type="submit" class="btn next">
        {t('with', { name: lang.value === 'zh' ? spaced(provider.name) : provider.name })}
      </button>
    </form>
  )
}

/** What a kind of account is known by: its mark, or a letter. */
export function Mark({ of: { mark, name } }: { of: Pick<Provider, 'mark' | 'name'> }) {
  return (
    <span class="badge" aria-hidden="true">
      {mark === null ? (
        letterOf(name)
      ) : (
        <svg
          aria-hidden="true"
          viewBox="0 0 24 24"
          width="20"
          height="20"
          fill="none"
          stroke="currentColor"
          stroke-width="2"
        >
          <path d={mark} stroke-linecap="round" stroke-linejoin="round" />
        </svg>
      )}
    </span>
  )
}

/** One kind of account: the way there, or first a field that opens below. */
export function Way({ provider, returnTo }: { provider: Provider; returnTo?: string }) {
  const isOpen = useSignal(false)
  const inside = (
    <>
      <Mark of={provider} />
      {t('with', { name: lang.value === 'zh' ? spaced(provider.name) : provider.name })}
      <Icon name="next" size={18} />
    </>
  )
  if (provider.asks === null)
    return (
      <a class="btn" href={signInHref(provider.href, undefined, undefined, returnTo)}>
        {inside}
      </a>
    )
  if (isOpen.value) return <Typed provider={provider} returnTo={returnTo} />
  return (
    <button
      type="button"
      class="btn"
      onClick={() => {
        isOpen.value = true
      }}
    >
      {inside}
    </button>
  )
}

/** Problems of what was typed: they are said at its field. */
const OF_TYPED = /^sign-in\/(typed-\w+|private-address)$/

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
              <Way provider={p} />
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
  // The server looks again at where it leads before anybody is led there.
  const to = query.value.get('to') ?? undefined
  const elsewhere = to === undefined ? null : wayOn(to, HOME)
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
  const said = words.value
  if (query.value.has('link'))
    return (
      <div class="narrow">
        <h1>{accounts('notConnected')}</h1>
        <Note trouble={said} />
        {signedIn.value && <p>{accounts('notConnectedKept')}</p>}
        <a class="btn" href={`${HOME}/accounts`}>
          {accounts('toAccounts')}
        </a>
      </div>
    )
  if (provider?.asks) {
    const isOfTyped = OF_TYPED.test(code)
    return (
      <div class="narrow">
        <h1>{t('problem')}</h1>
        {!isOfTyped && <Note trouble={said} />}
        <Typed
          provider={provider}
          back={`${HOME}/`}
          returnTo={to}
          error={
            isOfTyped && said !== null ? [said.title, said.next].join(lang.value === 'zh' ? '' : ' ').trim() : null
          }
        />
        {elsewhere === null && <p class="hint">{t('problemKept')}</p>}
        <GoOn elsewhere={elsewhere} />
      </div>
    )
  }
  return (
    <div class="narrow">
      <h1>{t('problem')}</h1>
      <Note trouble={said} />
      {elsewhere === null && <p>{t('problemKept')}</p>}
      <div class="pair">
        <GoOn elsewhere={elsewhere} />
        {provider && (
          <a class="btn" href={signInHref(provider.href, `${HOME}/`, undefined, to)}>
            {t('tryAgain')}
          </a>
        )}
      </div>
    </div>
  )
}

/** On after a sign-in that failed: through the shop, or for whoever came from another website to all ways in, and back there. */
function GoOn({ elsewhere }: { elsewhere: string | null }) {
  if (elsewhere === null)
    return (
      <a class="btn" href={`${HOME}/`}>
        {t('goOn')}
      </a>
    )
  return (
    <a class="btn" href={`${HOME}/enter?${new URLSearchParams({ to: elsewhere })}`}>
      {t('otherWay')}
    </a>
  )
}
