import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Text } from '../../src/base/i18n.ts'
import { EVERYTHING } from '../../src/profile/consent.ts'
import { api } from '../kit/api.ts'
import { Icon, Shape } from '../kit/icons.tsx'
import { Chip, Empty, Note, Sheet, Switch, useAction } from '../kit/parts.tsx'
import { day, when } from '../kit/time.ts'
import { inLang, lang } from '../kit/words.ts'
import { type Consents, Stream, streamIcon } from './consent.tsx'
import { OwnSources } from './own-sources.tsx'
import { Progress, type StreamProgress, Strength } from './reading.tsx'
import { canSignIn, HOME, isSigningIn, SITE_API, signedIn, signOut, site } from './shop-state.ts'
import { FullTerms } from './terms.tsx'
import { t } from './words-data.ts'

interface Fact {
  readonly id: string
  readonly stream: string
  readonly sentence: string
  readonly source: string
  readonly readAt: string
  readonly expiresAt: string
  readonly receiptId: string
  readonly categories: readonly { readonly categoryId: string; readonly label: string }[]
}
interface Interest {
  readonly categoryId: string
  readonly label: string
  readonly weight: number
  readonly evidence: readonly { sentence: string; source: string; at: string }[]
}
interface Data {
  readonly accounts: readonly { id: string; name: string | null; picture: string | null; connectedAt: string }[]
  readonly streams: readonly (StreamProgress & { facts: number })[]
  readonly facts: { readonly items: readonly Fact[]; readonly next: string | null }
  readonly interests: readonly Interest[]
  readonly denied: readonly { categoryId: string; label: string }[]
  readonly personalOffers: { readonly on: boolean }
  readonly receipts: readonly {
    id: string
    connector: string
    stream: string
    purpose: 'read' | 'profile' | 'offers'
    given: boolean
    at: string
  }[]
  readonly offersSeen: { readonly count: number }
}

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
      <Interests data={now} change={change} />
      <Sources consents={consents.value} data={now} change={change} />
      <Section title={t('own')}>
        <OwnSources consents={consents.value} onChanged={load} />
      </Section>
      <Facts first={now.facts} receipts={now.receipts} onCorrected={() => void run(load)} />
      <Receipts data={now} consents={consents.value} />
      <Rights />
    </div>
  )
}

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
          <button type="button" class="textbtn underline" onClick={() => void signOut()}>
            {t('signOut')}
          </button>
        </p>
      </div>
    </header>
  )
}

function Section({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  )
}

interface Parts {
  readonly data: Data
  readonly change: (work: () => Promise<unknown>) => void
}

function Interests({ data, change }: Parts) {
  return (
    <Section title={t('interests')}>
      {data.interests.length === 0 && <p class="t2">{t('noInterest')}</p>}
      <ul class="interests">
        {data.interests.map((one) => (
          <li key={one.categoryId}>
            <b>{one.label}</b>
            <Strength weight={one.weight} />
            <button
              type="button"
              class="btn small"
              aria-label={t('wrongOf', { label: one.label })}
              onClick={() => change(() => api('DELETE', `${SITE_API}/interests/${one.categoryId}`))}
            >
              {t('wrong')}
            </button>
            {one.evidence[0] && (
              <small>
                {t('because')}
                {one.evidence
                  .slice(0, 2)
                  .map(({ sentence, source }) =>
                    lang.value === 'zh' ? `${sentence}（${source}）` : `${sentence} (${source})`,
                  )
                  .join(lang.value === 'zh' ? '；' : '; ')}
                {lang.value === 'zh' ? '。' : '.'}
              </small>
            )}
          </li>
        ))}
      </ul>
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

function Sources({ consents, data, change }: Parts & { consents: Consents }) {
  const answer = (connector: string, stream: string, on: boolean) =>
    change(() =>
      api('POST', `${SITE_API}/consents`, {
        connector,
        streams: { [stream]: on },
        lang: lang.value,
        textVersion: consents.textVersion,
        how: 'my-data',
      }),
    )
  return (
    <Section title={t('sources')}>
      {consents.connectors.map((c) => (
        <div key={c.connector}>
          <h3>{c.name}</h3>
          <ul class="streams">
            {c.streams.map((s) => (
              <Stream key={s.stream} stream={s} on={s.given} onChange={(on) => answer(c.connector, s.stream, on)} />
            ))}
          </ul>
          <FullTerms version={consents.textVersion} of={c} />
        </div>
      ))}
      <ul class="progress">
        {data.streams.map((s) => (
          <Progress key={`${s.connector}/${s.stream}`} of={s} />
        ))}
      </ul>
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

interface Category {
  readonly id: string
  readonly label: Text
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

/** Was what this receipt refuses in force until then? Receipts come youngest first. */
function wasGiven(receipts: Data['receipts'], at: number): boolean {
  const { connector, stream, purpose } = receipts[at]!
  const before = receipts
    .slice(at + 1)
    .find((r) => r.connector === connector && r.stream === stream && r.purpose === purpose)
  // The switch of personal offers is on by itself as soon as something was agreed to.
  return before?.given ?? (stream === EVERYTHING && receipts.slice(at + 1).some((r) => r.given))
}

type Receipt = Data['receipts'][number]
/** One answer leaves a receipt for each purpose; they are read as one. */
interface Answered {
  readonly of: Receipt
  readonly title: string
  readonly word: 'given' | 'withdrawn' | 'declined'
  readonly receipts: readonly Receipt[]
}

/** The receipts of one answer are written within this time. */
const SAME_ANSWER_MS = 2_000

/** Receipts that say the same of the same stream in the same breath, youngest first. */
function answersIn(receipts: Data['receipts'], titleOf: (r: Receipt) => string): Answered[] {
  const answers: (Answered & { receipts: Receipt[] })[] = []
  receipts.forEach((r, i) => {
    const word = r.given ? 'given' : wasGiven(receipts, i) ? 'withdrawn' : 'declined'
    const same = answers.find(
      (one) =>
        one.word === word &&
        one.of.connector === r.connector &&
        one.of.stream === r.stream &&
        Date.parse(one.of.at) - Date.parse(r.at) < SAME_ANSWER_MS &&
        one.receipts.every((other) => other.purpose !== r.purpose),
    )
    if (same === undefined) answers.push({ of: r, title: titleOf(r), word, receipts: [r] })
    else same.receipts.push(r)
  })
  return answers
}

function Receipts({ data, consents }: { data: Data; consents: Consents }) {
  const purpose = { read: 'purposeRead', profile: 'purposeProfile', offers: 'purposeOffers' } as const
  const order = Object.keys(purpose)
  const answers = answersIn(
    data.receipts,
    ({ connector, stream }) =>
      [...consents.connectors, ...consents.sources]
        .find((c) => c.connector === connector)
        ?.streams.find((s) => s.stream === stream)?.title ?? t('personal'),
  )
  if (answers.length === 0) return null
  return (
    <Section title={t('receipts')}>
      <details>
        <summary>{t('seeReceipts', { n: answers.length })}</summary>
        <ul class="receipts">
          {answers.map(({ of, title, word, receipts }) => (
            <li key={of.id}>
              <Chip kind={of.given ? 'right' : 'off'}>{t(word)}</Chip>
              <span>
                {title}
                {of.stream !== EVERYTHING && (
                  <small>
                    {[...receipts]
                      .sort((a, b) => order.indexOf(a.purpose) - order.indexOf(b.purpose))
                      .map((r, i) => (
                        <span key={r.id} id={`receipt-${r.id}`} tabIndex={-1}>
                          {i > 0 && (lang.value === 'zh' ? '、' : ', ')}
                          {t(purpose[r.purpose])}
                        </span>
                      ))}
                  </small>
                )}
              </span>
              <time class="num" dateTime={of.at}>
                {when(of.at)}
              </time>
            </li>
          ))}
        </ul>
      </details>
    </Section>
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
    if (done.value !== null) signedIn.value = null
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
