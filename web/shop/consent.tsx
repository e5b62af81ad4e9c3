import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api } from '../kit/api.ts'
import { Icon, Shape } from '../kit/icons.tsx'
import { Chip, Note, useAction } from '../kit/parts.tsx'
import { go, query } from '../kit/route.ts'
import { inLang, lang } from '../kit/words.ts'
import { type Age, AgeQuestion, AgeSaid, isAsked, isUnder } from './age.tsx'
import { HOME, SITE_API, site } from './shop-state.ts'
import { type ApartConsent, answerApart, Stream, type StreamConsent } from './stream.tsx'
import { FullTerms } from './terms.tsx'
import { t } from './words-data.ts'
import { t as sayDuty } from './words-duties.ts'

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
  readonly age: Age
  readonly connectors: readonly SourceConsent[]
  /** What is read without an account. */
  readonly sources: readonly (SourceConsent & { readonly kind: string })[]
  readonly personalOffers: { readonly on: boolean }
}

/** Asks once after signing in: one switch per stream, nothing ticked before, two buttons alike. */
export function Consent() {
  const asked = query.value.get('back') ?? `${HOME}/`
  const back = asked.startsWith(`${HOME}/`) ? asked : `${HOME}/`
  const consents = useSignal<Consents | null>(null)
  const saidHere = useSignal(false)
  const { trouble, run } = useAction()
  const load = async () => {
    consents.value = await api<Consents>('GET', `${SITE_API}/consents`)
  }
  useEffect(() => {
    document.title = inLang(site.value!.name)
    void run(load)
  }, [lang.value])
  const all = consents.value
  // Of somebody under age nothing is read: there is nothing to ask.
  const open =
    all === null || isUnder(all.age) ? undefined : all.connectors.find((c) => !c.answered && c.streams.length > 0)
  // Who has just said so is told what follows, where a slip can be taken back; who said so before goes on.
  const isTold = all !== null && isUnder(all.age) && saidHere.value
  useEffect(() => {
    if (all === null || open !== undefined || isTold) return
    // An account with nothing to read leads once to what is read without one.
    const isBare = all.connectors.length > 0 && all.connectors.every((c) => c.streams.length === 0)
    const isNew = isBare && !isUnder(all.age) && all.sources.every((s) => !s.answered)
    go(isNew ? `${HOME}/sources?${new URLSearchParams({ back })}` : back, 'replace')
  }, [all, open, isTold])
  if (isTold)
    return (
      <div class="narrow">
        <h1>{t('signedIn')}</h1>
        <AgeSaid age={all.age} onSaid={() => void run(load)} />
        <Note trouble={trouble.value} />
        <a class="btn next" href={back}>
          {t('toShop')}
        </a>
      </div>
    )
  if (all === null || open === undefined) return <Note trouble={trouble.value} />
  const again = (ofAge: boolean) => {
    saidHere.value = true
    consents.value = { ...all, age: { ...all.age, said: ofAge ? 'of-age' : 'under' } }
  }
  return <Sheet_ key={open.connector} consents={all} of={open} back={back} onAge={again} />
}

interface SheetProps {
  readonly consents: Consents
  readonly of: Consents['connectors'][number]
  readonly back: string
  readonly onAge: (ofAge: boolean) => void
}

function Sheet_(props: SheetProps) {
  const { of } = props
  const { age } = props.consents
  const isAgeOpen = isAsked(age)
  const on = useSignal<Readonly<Record<string, boolean>>>({})
  const { busy, trouble, run } = useAction()
  const isApartOn = (s: StreamConsent, one: ApartConsent) => on.value[`${s.stream}/${one.what}`] === true
  const isChosen = (s: StreamConsent) => on.value[s.stream] === true && s.apart.every((one) => isApartOn(s, one))
  const chosen = of.streams.filter(isChosen)
  const flip = (key: string, value: boolean) => {
    on.value = { ...on.value, [key]: value }
  }
  const answer = (streams: Readonly<Record<string, boolean>>, to: string) =>
    run(async () => {
      // Each of these is a question of its own, with its own receipt, and answered before what rests on it.
      for (const s of of.streams.filter((one) => streams[one.stream] === true))
        for (const one of s.apart)
          await answerApart({ connector: of.connector, stream: s.stream, how: 'sheet' }, one, true)
      const body = { connector: of.connector, streams, lang: lang.value, textVersion: props.consents.textVersion }
      await api('POST', `${SITE_API}/consents`, body)
      go(to, 'replace')
    })
  const refuseAll = Object.fromEntries(of.streams.map((s) => [s.stream, false]))
  const agree = Object.fromEntries(of.streams.map((s) => [s.stream, isChosen(s)]))
  return (
    <section class="consent" aria-labelledby="consent-head">
      <Between source={of.name} />
      <h1 id="consent-head">{t('ask', { name: of.name })}</h1>
      <p class="lead">
        {t('lead1')}
        <br />
        {t('lead2')}
      </p>
      {isAgeOpen && <AgeQuestion age={age} onSaid={props.onAge} />}
      <ul class="streams">
        {of.streams.map((s) => (
          <Stream
            key={s.stream}
            stream={s}
            on={on.value[s.stream] === true}
            onChange={(value) => flip(s.stream, value)}
            isApartOn={(one) => isApartOn(s, one)}
            onApart={(one, value) => flip(`${s.stream}/${one.what}`, value)}
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
            disabled={chosen.length === 0 || isAgeOpen}
            aria-describedby={chosen.length === 0 || isAgeOpen ? 'choose-first' : undefined}
            onClick={() => void answer(agree, `${HOME}/reading?${new URLSearchParams({ back: props.back })}`)}
          >
            {chosen.length === 0
              ? t('agreeNone')
              : chosen.length === 1
                ? t('agreeOne')
                : t('agree', { n: chosen.length })}
          </button>
        </div>
        {(chosen.length === 0 || isAgeOpen) && (
          <p class="hint" id="choose-first">
            {chosen.length === 0 ? t('chooseFirst') : sayDuty('ageFirst', { n: age.from ?? 18 })}
          </p>
        )}
      </div>
      <FullTerms version={props.consents.textVersion} of={of} />
      <p class="hint">
        <a href={`${HOME}/privacy?lang=${lang.value}`} target="_blank" rel="noreferrer">
          {t('notice')}
        </a>
      </p>
    </section>
  )
}

/** From which source to which shop. */
function Between({ source }: { source: string }) {
  const shopName = inLang(site.value!.name)
  return (
    <div class="between">
      <span class="badge isle" aria-hidden="true">
        {mark(source)}
      </span>
      {source}
      <Icon name="next" size={18} />
      <span class="badge" aria-hidden="true">
        {mark(shopName)}
      </span>
      <span class="grow">{shopName}</span>
      <Chip kind="right">{t('signedIn')}</Chip>
    </div>
  )
}

/** The letter a name is known by: 小岛 is 岛, Hillside is H. */
export function mark(name: string): string {
  const letters = [...name]
  return /^[小大老阿]/u.test(name) && letters.length > 1 ? letters[1]! : letters[0]!
}
