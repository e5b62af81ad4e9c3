import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api } from '../kit/api.ts'
import { Icon, Shape } from '../kit/icons.tsx'
import { Empty, Note, Sheet, Switch, useAction } from '../kit/parts.tsx'
import { go } from '../kit/route.ts'
import { day, when } from '../kit/time.ts'
import { inLang, lang } from '../kit/words.ts'
import { AgeQuestion, AgeSaid, isAsked, isUnder } from './age.tsx'
import type { Consents } from './consent.tsx'
import { Interests } from './interests.tsx'
import { type Category, type Data, type Fact, type Parts, Section } from './my-data-parts.tsx'
import { OwnSources } from './own-sources.tsx'
import { Progress } from './reading.tsx'
import { Receipts } from './receipts.tsx'
import { canSignIn, HOME, isSigningIn, SITE_API, signedIn, signOut, site } from './shop-state.ts'
import { LiveStreams, streamIcon } from './stream.tsx'
import { FullTerms } from './terms.tsx'
import { t as accounts } from './words-accounts.ts'
import { t } from './words-data.ts'

/** Everything held about the shopper, each with a way to correct, withdraw, take along or erase it. */
export function MyData() {
  const data = useSignal<Data | null>(null)
  const consents = useSignal<Consents | null>(null)
  const { trouble, run } = useAction()
  const load = async () => {
    const [d, c] = await Promise.all([
      api<Data>('GET', `${SITE_API}/my-data`),
      api<Consents>('GET', `${SITE_API}/consents`),
    ])
    data.value = d
    consents.value = c
  }
  const change = (work: () => Promise<unknown>) =>
    void run(async () => {
      await work()
      await load()
    })
  useEffect(() => {
    document.title = `${t('myData')} · ${inLang(site.value!.name)}`
    if (signedIn.value) void run(load)
  }, [signedIn.value, lang.value])
  if (signedIn.value === null) return <SignInFirst />
  if (data.value === null || consents.value === null) return <Note trouble={trouble.value} />
  const now = data.value
  return (
    <div class="narrow mydata">
      <Head data={now} />
      <Note trouble={trouble.value} />
      {isUnder(consents.value.age) && <AgeSaid age={consents.value.age} onSaid={load} />}
      {!isUnder(consents.value.age) && (
        <div class="card pad row">
          <span>
            <b>{t('personal')}</b>
            <small>{t('personalOff')}</small>
          </span>
          <Switch
            on={now.personalOffers.on}
            label={t('personal')}
            onChange={(on) => change(() => api('POST', `${SITE_API}/personal-offers`, { on }))}
          />
        </div>
      )}
      <Interests data={now} change={change} />
      <Sources consents={consents.value} data={now} change={change} load={load} />
      {!isUnder(consents.value.age) && (
        <Section title={t('own')}>
          <OwnSources consents={{ ...consents.value, age: notAgain(consents.value) }} onChanged={load} folded />
        </Section>
      )}
      <Facts first={now.facts} receipts={now.receipts} onCorrected={() => void run(load)} />
      <Receipts data={now} consents={consents.value} />
      {!isUnder(consents.value.age) && <AgeSaid age={consents.value.age} onSaid={load} />}
      <Rights />
    </div>
  )
}

/** The page asks once: where there are accounts, above theirs. */
const notAgain = ({ age, connectors }: Consents) =>
  connectors.length > 0 && isAsked(age) ? ({ ...age, said: 'of-age' } as const) : age

function SignInFirst() {
  return (
    <div class="narrow">
      <h1>{t('myData')}</h1>
      <Empty icon="person" text={t(canSignIn.value ? 'signInFirst' : 'noAccounts')}>
        {canSignIn.value && (
          <button
            type="button"
            class="btn next"
            onClick={() => {
              isSigningIn.value = true
            }}
          >
            {t('signIn')}
          </button>
        )}
      </Empty>
    </div>
  )
}

function Head({ data }: { data: Data }) {
  const account = data.accounts[0]
  return (
    <header class="who">
      {account?.picture && <img class="face" src={account.picture} alt="" width="56" height="56" />}
      <div>
        <h1>{account?.name ?? t('myData')}</h1>
        <p>
          <a href={`${HOME}/orders`}>{t('orders')}</a>
          <a href={`${HOME}/accounts`}>{accounts('title')}</a>
          <button type="button" class="textbtn underline" onClick={() => void signOut()}>
            {t('signOut')}
          </button>
        </p>
      </div>
    </header>
  )
}

/** A stream by its title, and by its account where there are several of that kind. */
function ofWhich(s: Data['streams'][number], accounts: Data['accounts']): string {
  const alike = accounts.filter((one) => one.connector === s.connector)
  const name = alike.find((one) => one.id === s.accountId)?.name
  return alike.length < 2 || name == null ? s.title : `${s.title} · ${name}`
}

function Sources({ consents, data, change, load }: Parts & { consents: Consents; load: () => Promise<unknown> }) {
  if (isUnder(consents.age)) return null
  return (
    <Section title={t('sources')}>
      {isAsked(consents.age) && <AgeQuestion age={consents.age} onSaid={load} />}
      {consents.connectors.map((c) => (
        <div key={c.connector}>
          <h3>{c.name}</h3>
          <LiveStreams
            connector={c.connector}
            streams={c.streams}
            textVersion={consents.textVersion}
            onChanged={load}
          />
          <FullTerms version={consents.textVersion} of={c} />
        </div>
      ))}
      {data.streams.length > 0 && (
        <details open={data.streams.some((s) => s.state !== 'done')}>
          <summary>{t('readSoFar', { n: data.streams.reduce((sum, s) => sum + s.count, 0) })}</summary>
          <ul class="progress">
            {data.streams.map((s) => (
              <Progress key={`${s.accountId}/${s.stream}`} of={{ ...s, title: ofWhich(s, data.accounts) }} />
            ))}
          </ul>
        </details>
      )}
      {data.streams.some((s) => s.state === 'stopped') && (
        <button type="button" class="btn" onClick={() => change(() => api('POST', `${SITE_API}/reading/go-on`))}>
          {t('readOn')}
        </button>
      )}
    </Section>
  )
}

interface FactsProps {
  readonly first: Data['facts']
  readonly receipts: Data['receipts']
  readonly onCorrected: () => void
}

function Facts({ first, receipts, onCorrected }: FactsProps) {
  const items = useSignal(first.items)
  const next = useSignal(first.next)
  const { trouble, run } = useAction()
  useEffect(() => {
    items.value = first.items
    next.value = first.next
  }, [first])
  const remove = (fact: Fact) =>
    void run(async () => {
      await api('DELETE', `${SITE_API}/facts/${fact.id}`)
      items.value = items.value.filter((f) => f !== fact)
    })
  const more = () =>
    void run(async () => {
      const page = await api<Data['facts']>('GET', `${SITE_API}/facts?cursor=${encodeURIComponent(next.value ?? '')}`)
      items.value = [...items.value, ...page.items]
      next.value = page.next
    })
  return (
    <Section title={t('facts')}>
      {items.value.length === 0 && <p class="t2">{t('factsNone')}</p>}
      <Note trouble={trouble.value} />
      <details hidden={items.value.length === 0}>
        <summary>{t(next.value === null ? 'seeFacts' : 'seeFactsMore', { n: items.value.length })}</summary>
        <ul class="facts">
          {items.value.map((f) => (
            <li key={f.id}>
              <Icon name={streamIcon(f.stream)} size={18} />
              <div>
                {f.sentence}
                <small>
                  {f.source} · {t('readAt', { at: when(f.readAt), until: day(f.expiresAt) })}
                  <Agreed id={f.receiptId} receipts={receipts} />
                </small>
                <Correct fact={f} onDone={onCorrected} />
              </div>
              <button
                type="button"
                class="iconbtn"
                aria-label={`${t('remove')}: ${f.sentence}`}
                onClick={() => remove(f)}
              >
                <Icon name="close" size={18} />
              </button>
            </li>
          ))}
        </ul>
        {next.value !== null && (
          <button type="button" class="btn" onClick={more}>
            {t('more')}
          </button>
        )}
      </details>
    </Section>
  )
}

/** Under which consent a fact was read, with the way to its receipt. */
function Agreed({ id, receipts }: { id: string; receipts: Data['receipts'] }) {
  const receipt = receipts.find((r) => r.id === id)
  if (receipt === undefined) return null
  const show = (event: MouseEvent) => {
    const row = document.getElementById(`receipt-${id}`)
    const folded = row?.closest('details')
    if (row == null || folded == null) return
    event.preventDefault()
    folded.open = true
    row.scrollIntoView({ block: 'center' })
    row.focus()
  }
  return (
    <>
      {' · '}
      <a href={`#receipt-${id}`} onClick={show}>
        {t('youAgreed', { day: day(receipt.at) })}
      </a>
    </>
  )
}

/** Says what a fact is really about, out of the categories of this shop. */
function Correct({ fact, onDone }: { fact: Fact; onDone: () => void }) {
  const choices = useSignal<readonly Category[] | null>(null)
  const chosen = useSignal('')
  const { busy, trouble, run } = useAction()
  const open = (event: Event) => {
    if (!(event.currentTarget as HTMLDetailsElement).open || choices.value !== null) return
    void run(async () => {
      const { items } = await api<{ items: readonly Category[] }>('GET', `${SITE_API}/categories`)
      choices.value = items.filter((one) => !fact.categories.some((c) => c.categoryId === one.id))
      chosen.value = choices.value[0]?.id ?? ''
    })
  }
  const save = () =>
    void run(async () => {
      await api('PUT', `${SITE_API}/facts/${fact.id}`, { categoryId: chosen.value })
      onDone()
    })
  return (
    <details class="correct" onToggle={open}>
      <summary>
        {fact.categories.length === 0
          ? t('unclear')
          : t('takenFor', { about: fact.categories.map((c) => c.label).join(lang.value === 'zh' ? '、' : ', ') })}
      </summary>
      <Note trouble={trouble.value} />
      {choices.value !== null && choices.value.length > 0 && (
        <div class="row">
          <label>
            {t('about')}{' '}
            <select
              value={chosen.value}
              onChange={(event) => {
                chosen.value = event.currentTarget.value
              }}
            >
              {choices.value.map((one) => (
                <option key={one.id} value={one.id}>
                  {inLang(one.label)}
                </option>
              ))}
            </select>
          </label>
          <button type="button" class="btn small" aria-busy={busy.value} onClick={save}>
            {t('save')}
          </button>
        </div>
      )}
    </details>
  )
}

interface Erased {
  readonly kept: readonly { what: string; count: number; why: string }[]
}

function Rights() {
  const asked = useSignal(false)
  const done = useSignal<Erased | null>(null)
  const { busy, trouble, run } = useAction()
  const close = () => {
    asked.value = false
    if (done.value === null) return
    signedIn.value = null
    go(`${HOME}/`)
  }
  return (
    <div class="pair">
      <a class="btn whole" href={`${SITE_API}/export/page?lang=${lang.value}`} target="_blank" rel="noreferrer">
        {t('exportPage')}
      </a>
      <a class="btn" href={`${SITE_API}/export`} download={`my-data-${site.value!.slug}.json`}>
        {t('export')}
      </a>
      <button
        type="button"
        class="btn"
        onClick={() => {
          asked.value = true
        }}
      >
        {t('erase')}
      </button>
      {asked.value && (
        <Sheet title={t('erase')} onClose={close}>
          {done.value === null ? (
            <>
              <p>{t('eraseSure')}</p>
              <Note trouble={trouble.value} />
              <div class="pair">
                <button type="button" class="btn" onClick={close}>
                  {t('keep')}
                </button>
                <button
                  type="button"
                  class="btn"
                  aria-busy={busy.value}
                  onClick={() =>
                    void run(async () => {
                      done.value = await api<Erased>('POST', `${SITE_API}/erase`, { confirm: true })
                    })
                  }
                >
                  {t('eraseYes')}
                </button>
              </div>
            </>
          ) : (
            <>
              <p class="inbag" role="status">
                <Shape kind="right" size={16} />
                {t('erased')}
              </p>
              {done.value.kept.length > 0 && <p>{t('lawKeeps')}</p>}
              <ul class="kept">
                {done.value.kept.map((k) => (
                  <li key={k.what}>
                    <b>
                      {k.what} × {k.count}
                    </b>
                    <small>{k.why}</small>
                  </li>
                ))}
              </ul>
              <button type="button" class="btn wide" onClick={close}>
                {t('toShop')}
              </button>
            </>
          )}
        </Sheet>
      )}
    </div>
  )
}
