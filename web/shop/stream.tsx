import { useSignal } from '@preact/signals'
import { api } from '../kit/api.ts'
import { Icon, type IconName } from '../kit/icons.tsx'
import { Note, Switch, useAction } from '../kit/parts.tsx'
import { day } from '../kit/time.ts'
import { lang } from '../kit/words.ts'
import { SITE_API } from './shop-state.ts'
import { t } from './words-data.ts'
import { t as say } from './words-duties.ts'

/** What is asked by itself, with a text and an answer of its own. */
export interface ApartConsent {
  readonly what: 'sensitive' | 'abroad'
  readonly text: string
  readonly textVersion: string
  readonly given: boolean
}

/** One stream of a source as the sheet shows it. */
export interface StreamConsent {
  readonly stream: string
  readonly title: string
  readonly purpose: string
  readonly example: string
  readonly retentionDays: number
  /** False: only what it is about is kept. */
  readonly keepsName: boolean
  readonly apart: readonly ApartConsent[]
  readonly given: boolean
  readonly at: string | null
}

const STREAM_ICONS: Readonly<Record<string, IconName>> = {
  likes: 'heart',
  follows: 'plus',
  posts: 'pen',
  purchases: 'bag',
  orders: 'bag',
  baskets: 'bag',
}
/** The drawing of a stream. */
export const streamIcon = (stream: string): IconName => STREAM_ICONS[stream] ?? 'box'

/** Answers what is asked by itself: one request, one receipt. @throws ApiProblem */
export async function answerApart(
  of: { readonly connector: string; readonly stream: string; readonly how: 'sheet' | 'my-data' },
  { what, textVersion }: ApartConsent,
  given: boolean,
): Promise<void> {
  await api('POST', `${SITE_API}/consents/apart`, { ...of, what, textVersion, given, lang: lang.value })
}

interface StreamProps {
  readonly stream: StreamConsent
  readonly on: boolean
  readonly onChange: (on: boolean) => void
  /** How each thing that is asked by itself stands, and what happens when that is switched. */
  readonly isApartOn: (apart: ApartConsent) => boolean
  readonly onApart: (apart: ApartConsent, on: boolean) => void
}

/** One stream with its switch: what is read, what for, an example, how long it is kept; below it what is asked by itself. */
export function Stream({ stream: s, on, onChange, isApartOn, onApart }: StreamProps) {
  const isRead = on && s.apart.every(isApartOn)
  return (
    <li class={`card ${isRead ? 'on' : ''}`}>
      <i>
        <Icon name={streamIcon(s.stream)} size={20} />
      </i>
      <div>
        <h3>{s.title}</h3>
        <p>{s.purpose}</p>
      </div>
      <Switch on={on} label={s.title} onChange={onChange} />
      {on &&
        s.apart.map((one) => (
          <div key={one.what} class="apart">
            <div>
              <b>{say(one.what)}</b>
              <p>
                {one.text}
                {lang.value === 'zh' ? '。' : '. '}
                {!isApartOn(one) && say('apartNeeded')}
              </p>
            </div>
            <Switch
              on={isApartOn(one)}
              label={`${say(one.what)}: ${s.title}`}
              onChange={(value) => onApart(one, value)}
            />
          </div>
        ))}
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

interface LiveProps {
  readonly connector: string
  readonly streams: readonly StreamConsent[]
  readonly textVersion: string
  readonly onChanged: () => Promise<unknown>
}

/** The streams of a source in my data: each switch is answered at once. */
export function LiveStreams({ connector, streams, textVersion, onChanged }: LiveProps) {
  const { trouble, run } = useAction()
  /** Switched on, and waiting for what is asked by itself. */
  const wanted = useSignal<readonly string[]>([])
  const isGiven = (one: ApartConsent) => one.given
  const answer = async (stream: string, on: boolean) => {
    const body = { connector, streams: { [stream]: on }, lang: lang.value, textVersion, how: 'my-data' }
    await api('POST', `${SITE_API}/consents`, body)
    wanted.value = wanted.value.filter((one) => one !== stream)
  }
  const change = (s: StreamConsent, on: boolean) => {
    if (on && !s.apart.every(isGiven)) wanted.value = [...wanted.value, s.stream]
    else if (!on && !s.given) wanted.value = wanted.value.filter((one) => one !== s.stream)
    else
      void run(async () => {
        await answer(s.stream, on)
        await onChanged()
      })
  }
  const changeApart = (s: StreamConsent, one: ApartConsent, on: boolean) =>
    void run(async () => {
      await answerApart({ connector, stream: s.stream, how: 'my-data' }, one, on)
      const isWhole = on && s.apart.every((other) => other === one || other.given)
      if (isWhole && !s.given) await answer(s.stream, true)
      await onChanged()
    })
  return (
    <>
      <Note trouble={trouble.value} />
      <ul class="streams">
        {streams.map((s) => (
          <Stream
            key={s.stream}
            stream={s}
            on={s.given || wanted.value.includes(s.stream)}
            onChange={(on) => change(s, on)}
            isApartOn={isGiven}
            onApart={(one, on) => changeApart(s, one, on)}
          />
        ))}
      </ul>
    </>
  )
}
