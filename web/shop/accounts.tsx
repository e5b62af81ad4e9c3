import { type Signal, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { ApiProblem, api, listen } from '../kit/api.ts'
import { Icon, Shape } from '../kit/icons.tsx'
import { Chip, Empty, Field, Note, Sheet, useAction } from '../kit/parts.tsx'
import { go, query } from '../kit/route.ts'
import { day } from '../kit/time.ts'
import { inLang, lang } from '../kit/words.ts'
import { DisconnectSheet } from './disconnect.tsx'
import { MergePage } from './merge.tsx'
import { Progress, type ReadingView, type StreamProgress } from './reading.tsx'
import { HOME, isSigningIn, type Provider, providers, SITE_API, signedIn, site } from './shop-state.ts'
import { Mark } from './sign-in.tsx'
import { t } from './words-accounts.ts'
import { t as d } from './words-data.ts'

/** One connected account with what hangs on it. */
export interface Account {
  readonly id: string
  readonly connector: string
  readonly kind: string
  readonly name: string | null
  readonly picture: string | null
  /** What its server was found by; null where nothing is typed. */
  readonly typed: string | null
  readonly state: 'connected' | 'needs-reconnect'
  readonly connectedAt: string
  readonly streams: readonly StreamProgress[]
  readonly facts: number
  readonly isOnlyWay: boolean
  readonly hasStreams: boolean
  readonly readable: readonly { readonly stream: string; readonly title: string }[]
}

interface Accounts {
  readonly freshUntil: string | null
  readonly textVersion: string
  readonly accounts: readonly Account[]
  readonly kept: readonly { readonly connector: string; readonly kind: string; readonly facts: number }[]
}

const HERE = `${HOME}/accounts`
const joined = (words: readonly string[]): string => words.join(lang.value === 'zh' ? '、' : ', ')
const isFresh = (until: string | null): boolean => until !== null && Date.parse(until) > Date.now()
const nameOf = (connector: string | null): string =>
  providers.value.find((one) => one.connector === connector)?.name ?? connector ?? ''

/** The accounts that lead to one and the same shopper: connected, read, disconnected. */
export function AccountsPage() {
  const all = useSignal<Accounts | null>(null)
  const { trouble, run } = useAction()
  const load = async () => {
    all.value = await api<Accounts>('GET', `${SITE_API}/accounts`)
  }
  const change = (work: () => Promise<unknown>) =>
    run(async () => {
      await work()
      await load()
    })
  const merging = query.value.get('merge')
  useEffect(() => {
    document.title = `${t('title')} · ${inLang(site.value!.name)}`
    if (signedIn.value && merging === null) void run(load)
  }, [signedIn.value, lang.value, merging])
  // Reading is followed where it stands: of what is new, or when it ends, the whole is asked for again.
  const isShown = all.value !== null
  useEffect(() => {
    if (!isShown) return
    return listen(`${SITE_API}/reading?lang=${lang.value}`, {
      reading: (data) => {
        const { streams } = JSON.parse(data) as ReadingView
        const now = all.value
        if (now === null) return
        if (isOther(now, streams)) void run(load)
        all.value = withProgress(now, streams)
      },
    })
  }, [isShown, lang.value])
  if (signedIn.value === null) return <SignInFirst />
  if (merging !== null) return <MergePage id={merging} name={nameOf(query.value.get('connector'))} />
  const now = all.value
  if (now === null) return <Note trouble={trouble.value} />
  return (
    <div class="narrow accounts">
      <header>
        <h1>{t('title')}</h1>
        <p class="t2">{t('lead')}</p>
      </header>
      <Outcome accounts={now.accounts} />
      <Note trouble={trouble.value} />
      <ul class="cards">
        {now.accounts.map((one) => (
          <One key={one.id} account={one} textVersion={now.textVersion} change={change} />
        ))}
      </ul>
      {now.kept.length > 0 && <Kept kept={now.kept} change={change} />}
      <Connect all={now} />
    </div>
  )
}

const sameStream = (a: StreamProgress, b: StreamProgress) => a.account === b.account && a.stream === b.stream
const isUnderWay = ({ state }: StreamProgress) => state === 'waiting' || state === 'reading'

/** Are these other streams than those shown, or has one come to its end: has more changed than the progress? */
function isOther({ accounts }: Accounts, streams: readonly StreamProgress[]): boolean {
  const shown = accounts.flatMap((one) => one.streams)
  if (shown.length !== streams.length) return true
  return streams.some((s) => {
    const known = shown.find((one) => sameStream(one, s))
    return known === undefined || isUnderWay(known) !== isUnderWay(s)
  })
}

const withProgress = (all: Accounts, streams: readonly StreamProgress[]): Accounts => ({
  ...all,
  accounts: all.accounts.map((account) => ({
    ...account,
    streams: account.streams.map((shown) => streams.find((s) => sameStream(s, shown)) ?? shown),
  })),
})

function SignInFirst() {
  return (
    <div class="narrow">
      <h1>{t('title')}</h1>
      <Empty icon="person" text={t('signInFirst')}>
        <button
          type="button"
          class="btn next"
          onClick={() => {
            isSigningIn.value = true
          }}
        >
          {d('signIn')}
        </button>
      </Empty>
    </div>
  )
}

/** What became of connecting, where the provider led back to. */
function Outcome({ accounts }: { accounts: readonly Account[] }) {
  const word = (['linked', 'known', 'merged', 'notMerged'] as const).find((one) => query.value.has(one))
  if (word === undefined) return null
  const connector = query.value.get(word)
  const account = accounts.findLast((one) => one.connector === connector)
  const mayChoose = word === 'linked' && account?.hasStreams === true && account.streams.length === 0
  return (
    <div class="card pad outcome" role="status">
      <p>
        <Shape kind={word === 'notMerged' ? 'off' : 'right'} size={18} />
        {t(word, { name: nameOf(connector) })}
      </p>
      {mayChoose && account.readable.length === 0 && (
        <a class="btn" href={`${HOME}/consent?${new URLSearchParams({ back: HERE })}`}>
          {t('choose')}
        </a>
      )}
    </div>
  )
}

interface OneProps {
  readonly account: Account
  readonly textVersion: string
  readonly change: (work: () => Promise<unknown>) => Promise<boolean>
}

function One({ account, textVersion, change }: OneProps) {
  const isLeaving = useSignal(false)
  const { id, kind, name, streams, readable } = account
  const isEnded = account.state === 'needs-reconnect'
  return (
    <li class="card pad">
      <div class="whose">
        <Face account={account} />
        <div>
          <h2>{name ?? t('unnamed')}</h2>
          <small>
            {kind} · {t('since', { at: day(account.connectedAt) })}
          </small>
        </div>
        <button
          type="button"
          class="textbtn underline"
          aria-label={t('disconnectOf', { name: `${kind} ${name ?? ''}`.trim() })}
          onClick={() => {
            isLeaving.value = true
          }}
        >
          {t('disconnect')}
        </button>
      </div>
      {isEnded && (
        <div class="acts">
          <Chip kind="late">{t('needsReconnect')}</Chip>
          <a class="btn" href={againHref(account, null)}>
            {t('reconnect', { name: kind })}
          </a>
        </div>
      )}
      {streams.length > 0 && (
        <ul class="progress" aria-live="polite">
          {streams.map((s) => (
            // That it must be connected again is said above, once.
            <Progress
              key={s.stream}
              dated
              of={isEnded && s.problem?.code === 'profile/reconnect' ? { ...s, problem: null } : s}
            />
          ))}
        </ul>
      )}
      {streams.some((s) => isUnderWay(s) || s.state === 'stopped') && (
        <a href={`${HOME}/reading?${new URLSearchParams({ back: HERE })}`}>{t('toReading')}</a>
      )}
      {streams.length === 0 && readable.length === 0 && <p class="t2">{t('nothingRead')}</p>}
      {readable.length > 0 && (
        <div class="acts">
          <p class="t2">{t('readToo', { name: kind, streams: joined(readable.map((s) => s.title)) })}</p>
          <button
            type="button"
            class="btn"
            onClick={() => void change(() => api('POST', `${SITE_API}/accounts/${id}/read`, { textVersion }))}
          >
            {t('readTooDo')}
          </button>
        </div>
      )}
      {isLeaving.value && (
        <DisconnectSheet
          account={account}
          onClose={() => {
            isLeaving.value = false
          }}
          onDone={() => void change(async () => go(HERE, 'replace'))}
        />
      )}
    </li>
  )
}

function Face({ account: { picture, kind, connector } }: { account: Account }) {
  if (picture !== null) return <img class="face" src={picture} alt="" width="44" height="44" />
  return <Mark of={kindOf(connector, kind)} />
}

/** How a kind of account is drawn; one that is not set up any more has its name alone. */
const kindOf = (connector: string, name: string): Pick<Provider, 'mark' | 'name'> =>
  providers.value.find((one) => one.connector === connector) ?? { mark: null, name }

function Kept({ kept, change }: Pick<Accounts, 'kept'> & Pick<OneProps, 'change'>) {
  return (
    <section>
      <h2>{t('kept')}</h2>
      <ul class="rows">
        {kept.map((one) => (
          <li key={one.connector}>
            <span>{t('keptOf', { name: one.kind, n: one.facts })}</span>
            <button
              type="button"
              class="btn small"
              onClick={() => void change(() => api('DELETE', `${SITE_API}/accounts/kept/${one.connector}`))}
            >
              {t('keptDelete')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Signs in again with an account one has; it leads back here, to go on connecting `connector`. */
function againHref(own: Account, connector: string | null): string {
  const way = providers.value.find((one) => one.connector === own.connector)
  const returnTo = connector === null ? HERE : `${HERE}?${new URLSearchParams({ connect: connector })}`
  const how = new URLSearchParams({ returnTo, lang: lang.value, ...(own.typed === null ? {} : { typed: own.typed }) })
  return `${way?.href ?? `${HOME}/sign-in/${own.connector}`}?${how}`
}

/** The kinds of account as equal rows; who signed in a while ago shows first that it is them. */
function Connect({ all }: { all: Accounts }) {
  const proving = useSignal<Provider | null>(null)
  const asked = providers.value.find((one) => one.connector === query.value.get('connect'))
  const mayGoOn = asked !== undefined && isFresh(all.freshUntil)
  if (providers.value.length === 0) return null
  return (
    <section>
      <h2>{t('another')}</h2>
      <p class="t2">{t('anotherWhy')}</p>
      {mayGoOn && (
        <div class="card pad outcome" role="status">
          <p>
            <Shape kind="right" size={18} />
            {t('goOn', { name: asked.name })}
          </p>
        </div>
      )}
      <ul class="providers">
        {providers.value.map((one) => (
          <Way
            key={one.connector}
            provider={one}
            fresh={all.freshUntil}
            isNext={mayGoOn && one === asked}
            proving={proving}
          />
        ))}
      </ul>
      {proving.value !== null && <Prove all={all} provider={proving.value} proving={proving} />}
    </section>
  )
}

interface WayProps {
  readonly provider: Provider
  readonly fresh: string | null
  readonly isNext: boolean
  readonly proving: Signal<Provider | null>
}

/** One kind of account: the way there, or first a field that opens below. */
function Way({ provider, fresh, isNext, proving }: WayProps) {
  const typed = useSignal<string | null>(null)
  const { busy, trouble, run } = useAction()
  const begin = (text?: string) => {
    if (!isFresh(fresh)) {
      proving.value = provider
      return
    }
    void run(async () => {
      const body = { lang: lang.value, ...(text === undefined ? {} : { typed: text }) }
      const { location: there } = await api<{ location: string }>(
        'POST',
        `${SITE_API}/accounts/connect/${provider.connector}`,
        body,
      ).catch((error: unknown) => {
        if (error instanceof ApiProblem && error.code === 'sign-in/not-fresh') proving.value = provider
        throw error
      })
      location.assign(there)
    })
  }
  const said = trouble.value
  if (typed.value !== null && provider.asks !== null)
    return (
      <li>
        <form
          class="typed"
          onSubmit={(event) => {
            event.preventDefault()
            begin(typed.value?.trim() ?? '')
          }}
        >
          <Field
            name={`typed-${provider.connector}`}
            label={provider.asks.label}
            placeholder={provider.asks.placeholder}
            autocomplete="off"
            value={typed.value}
            error={said && `${said.title} ${said.next}`.trim()}
            onInput={(value) => {
              typed.value = value
            }}
          />
          <button type="submit" class="btn" aria-busy={busy.value}>
            {t('connect', { name: provider.name })}
          </button>
        </form>
      </li>
    )
  return (
    <li>
      <button
        type="button"
        class={`btn ${isNext ? 'next' : ''}`}
        aria-busy={busy.value}
        onClick={() => {
          if (provider.asks !== null && isFresh(fresh)) typed.value = ''
          else begin()
        }}
      >
        <Mark of={provider} />
        {t('connect', { name: provider.name })}
        <Icon name="next" size={18} />
      </button>
      <Note trouble={said} />
    </li>
  )
}

/** Asks to sign in again with an account that is connected; then it goes on by itself. */
function Prove({ all, provider, proving }: { all: Accounts; provider: Provider } & Pick<WayProps, 'proving'>) {
  const kinds = [...new Map(all.accounts.map((one) => [one.connector, one])).values()]
  const row = (children: ComponentChildren, account: Account) => (
    <li key={account.connector}>
      <a class="btn" href={againHref(account, provider.connector)}>
        {children}
      </a>
    </li>
  )
  return (
    <Sheet
      title={t('prove')}
      onClose={() => {
        proving.value = null
      }}
    >
      <p>{t('proveWhy', { name: provider.name })}</p>
      <ul class="providers">
        {kinds.map((account) =>
          row(
            <>
              <Mark of={kindOf(account.connector, account.kind)} />
              {d('with', { name: account.kind })}
              <Icon name="next" size={18} />
            </>,
            account,
          ),
        )}
      </ul>
    </Sheet>
  )
}
