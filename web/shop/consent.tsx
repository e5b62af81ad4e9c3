import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api } from '../kit/api.ts'
import { Icon, type IconName, Shape } from '../kit/icons.tsx'
import { Chip, Note, Switch, useAction } from '../kit/parts.tsx'
import { go, query } from '../kit/route.ts'
import { day } from '../kit/time.ts'
import { inLang, lang } from '../kit/words.ts'
import { HOME, SITE_API, site } from './shop-state.ts'
import { FullTerms } from './terms.tsx'
import { t } from './words-data.ts'

/** One stream of a source as the sheet shows it. */
export interface StreamConsent {
  readonly stream: string
  readonly title: string
  readonly purpose: string
  readonly example: string
  readonly retentionDays: number
  /** False: only what it is about is kept. */
  readonly keepsName: boolean
  readonly given: boolean
  readonly at: string | null
}

/** One source with its streams. */
export interface SourceConsent {
  readonly connector: string
  readonly name: string
  readonly terms: string
  /** Absent where the terms are nobody's but this shop's. */
  readonly termsDocs?: string
  readonly termsReviewed?: string
  readonly answered: boolean
  readonly streams: readonly StreamConsent[]
}

/** What the server says about consent: the text's version goes back with the answer, so that nobody agrees to another text. */
export interface Consents {
  readonly textVersion: string
  readonly connectors: readonly SourceConsent[]
  /** What is read without an account. */
  readonly sources: readonly (SourceConsent & { readonly kind: string })[]
  readonly personalOffers: { readonly on: boolean }
}

const STREAM_ICONS: Readonly<Record<string, IconName>> = {
  likes: 'heart',
  follows: 'plus',
  posts: 'pen',
  purchases: 'bag',
}
/** The drawing of a stream. */
export const streamIcon = (stream: string): IconName => STREAM_ICONS[stream] ?? 'box'

/** Asks once after signing in: one switch per stream, nothing ticked before, two buttons alike. */
export function Consent() {
  const asked = query.value.get('back') ?? `${HOME}/`
  const back = asked.startsWith(`${HOME}/`) ? asked : `${HOME}/`
  const consents = useSignal<Consents | null>(null)
  const { trouble, run } = useAction()
  useEffect(() => {
    document.title = inLang(site.value!.name)
    void run(async () => {
      consents.value = await api<Consents>('GET', `${SITE_API}/consents`)
    })
  }, [lang.value])
  const all = consents.value
  const open = all?.connectors.find((c) => !c.answered && c.streams.length > 0)
  useEffect(() => {
    if (all === null || open !== undefined) return
    // An account with nothing to read leads once to what is read without one.
    const isBare = all.connectors.length > 0 && all.connectors.every((c) => c.streams.length === 0)
    const isNew = isBare && all.sources.every((s) => !s.answered)
    go(isNew ? `${HOME}/sources?${new URLSearchParams({ back })}` : back, 'replace')
  }, [all, open])
  if (all === null || open === undefined) return <Note trouble={trouble.value} />
  return <Sheet_ key={open.connector} consents={all} of={open} back={back} />
}

function Sheet_(props: { consents: Consents; of: Consents['connectors'][number]; back: string }) {
  const { of } = props
  const on = useSignal<Readonly<Record<string, boolean>>>({})
  const { busy, trouble, run } = useAction()
  const chosen = of.streams.filter((s) => on.value[s.stream])
  const answer = (streams: Readonly<Record<string, boolean>>, to: string) =>
    run(async () => {
      const body = { connector: of.connector, streams, lang: lang.value, textVersion: props.consents.textVersion }
      await api('POST', `${SITE_API}/consents`, body)
      go(to, 'replace')
    })
  const refuseAll = Object.fromEntries(of.streams.map((s) => [s.stream, false]))
  const agree = Object.fromEntries(of.streams.map((s) => [s.stream, on.value[s.stream] === true]))
  const shopName = inLang(site.value!.name)
  return (
    <section class="consent" aria-labelledby="consent-head">
      <div class="between">
        <span class="badge isle" aria-hidden="true">
          {mark(of.name)}
        </span>
        {of.name}
        <Icon name="next" size={18} />
        <span class="badge" aria-hidden="true">
          {mark(shopName)}
        </span>
        <span class="grow">{shopName}</span>
        <Chip kind="right">{t('signedIn')}</Chip>
      </div>
      <h1 id="consent-head">{t('ask', { name: of.name })}</h1>
      <p class="lead">
        {t('lead1')}
        <br />
        {t('lead2')}
      </p>
      <ul class="streams">
        {of.streams.map((s) => (
          <Stream
            key={s.stream}
            stream={s}
            on={on.value[s.stream] === true}
            onChange={(value) => {
              on.value = { ...on.value, [s.stream]: value }
            }}
          />
        ))}
      </ul>
      <ul class="promises">
        <li>
          <Shape kind="right" size={16} />
          {t('onlyAds')}
        </li>
        <li>
          <Shape kind="right" size={16} />
          {t('offAnyTime')}
        </li>
      </ul>
      <Note trouble={trouble.value} />
      <div class="answers">
        <div class="pair">
          <button type="button" class="btn" aria-busy={busy.value} onClick={() => void answer(refuseAll, props.back)}>
            {t('none')}
          </button>
          <button
            type="button"
            class="btn"
            aria-busy={busy.value}
            disabled={chosen.length === 0}
            aria-describedby={chosen.length === 0 ? 'choose-first' : undefined}
            onClick={() => void answer(agree, `${HOME}/reading?${new URLSearchParams({ back: props.back })}`)}
          >
            {chosen.length === 0
              ? t('agreeNone')
              : chosen.length === 1
                ? t('agreeOne')
                : t('agree', { n: chosen.length })}
          </button>
        </div>
        {chosen.length === 0 && (
          <p class="hint" id="choose-first">
            {t('chooseFirst')}
          </p>
        )}
      </div>
      <FullTerms version={props.consents.textVersion} of={of} />
    </section>
  )
}

/** The letter a name is known by: 小岛 is 岛, Hillside is H. */
export function mark(name: string): string {
  const letters = [...name]
  return /^[小大老阿]/u.test(name) && letters.length > 1 ? letters[1]! : letters[0]!
}

/** One stream with its switch: what is read, what for, an example, how long it is kept. */
export function Stream(props: { stream: StreamConsent; on: boolean; onChange: (on: boolean) => void }) {
  const { stream: s, on } = props
  return (
    <li class={`card ${on ? 'on' : ''}`}>
      <i>
        <Icon name={streamIcon(s.stream)} size={20} />
      </i>
      <div>
        <h3>{s.title}</h3>
        <p>{s.purpose}</p>
      </div>
      <Switch on={on} label={s.title} onChange={props.onChange} />
      <footer>
        <span>
          {t('example')}
          <q>{s.example}</q>
        </span>
        <span>
          {s.at !== null && `${t('agreedBefore', { at: day(s.at) })} · `}
          {t('kept', { n: s.retentionDays })}
        </span>
      </footer>
    </li>
  )
}
