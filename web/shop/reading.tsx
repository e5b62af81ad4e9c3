import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api, listen } from '../kit/api.ts'
import { Icon } from '../kit/icons.tsx'
import { Chip, Note, type Trouble, useAction } from '../kit/parts.tsx'
import { query } from '../kit/route.ts'
import { when } from '../kit/time.ts'
import { inLang, lang } from '../kit/words.ts'
import { HOME, SITE_API, site } from './shop-state.ts'
import { streamIcon } from './stream.tsx'
import { t } from './words-data.ts'

/** How far one stream is. */
export interface StreamProgress {
  readonly account: string
  readonly connector: string
  readonly stream: string
  readonly title: string
  readonly state: 'waiting' | 'reading' | 'done' | 'failed' | 'stopped'
  readonly count: number
  readonly setAside: number
  readonly total: number | null
  /** When it was last read to its end. */
  readonly readAt: string | null
  /** When it is read next; null: at the next sign-in. */
  readonly nextAt: string | null
  readonly problem: { readonly title: string; readonly next: string; readonly code: string } | null
}
/** How far all streams are, and what was understood so far. */
export interface ReadingView {
  readonly streams: readonly StreamProgress[]
  readonly done: boolean
  readonly understood: readonly { categoryId: string; label: string; weight: number }[]
}

/** Reading as it goes: counts per stream, a stop in sight, and in the end what was understood. */
export function Reading() {
  const asked = query.value.get('back') ?? ''
  const back = asked.startsWith(`${HOME}/`) ? asked : `${HOME}/`
  const view = useSignal<ReadingView | null>(null)
  const { busy, trouble, run } = useAction()
  useEffect(() => {
    document.title = `${t('reading')} · ${inLang(site.value!.name)}`
    void run(async () => {
      view.value = await api<ReadingView>('GET', `${SITE_API}/reading?once=1&lang=${lang.value}`)
    })
    return listen(`${SITE_API}/reading?lang=${lang.value}`, {
      reading: (data) => {
        view.value = JSON.parse(data) as ReadingView
      },
    })
  }, [lang.value])
  const now = view.value
  if (now === null) return <Note trouble={trouble.value} />
  return (
    <div class="narrow reading">
      <h1>{t(now.done ? 'readingDone' : 'reading')}</h1>
      {!now.done && <p class="t2">{t('mayLeave')}</p>}
      <ul class="progress" aria-live="polite">
        {now.streams.map((s, i) => (
          // Of two accounts of a kind the same stream stands twice, always in the same order.
          <Progress key={`${s.connector}/${s.stream}/${i}`} of={s} />
        ))}
      </ul>
      <Note trouble={trouble.value} />
      <Understood view={now} onChange={(next) => void run(next)} />
      <div class="pair">
        {!now.done && (
          <button
            type="button"
            class="btn"
            aria-busy={busy.value}
            onClick={() =>
              void run(async () => {
                view.value = await api<ReadingView>('POST', `${SITE_API}/reading/stop`)
              })
            }
          >
            {t('stop')}
          </button>
        )}
        {now.done && now.streams.some((s) => s.state === 'stopped') && (
          <button
            type="button"
            class="btn"
            aria-busy={busy.value}
            onClick={() =>
              void run(async () => {
                view.value = await api<ReadingView>('POST', `${SITE_API}/reading/go-on`)
              })
            }
          >
            {t('readOn')}
          </button>
        )}
        <a class={`btn ${now.done ? 'next' : ''}`} href={back}>
          {t('toShop')}
        </a>
      </div>
      <a href={`${HOME}/my-data`}>{t('myData')}</a>
    </div>
  )
}

const KIND = { waiting: 'idle', reading: 'doing', done: 'right', failed: 'wrong', stopped: 'held' } as const

/** One stream's progress, with a bar when its length is known; `dated` tells when it was read and will be. */
export function Progress({ of, dated = false }: { of: StreamProgress; dated?: boolean }) {
  const words =
    of.state === 'waiting'
      ? t('waiting')
      : of.state === 'stopped' || of.state === 'failed'
        ? t(of.state === 'failed' ? 'failedAt' : 'stopped', { n: of.count })
        : of.total !== null && of.state === 'reading'
          ? t('countOf', { n: of.count, all: of.total })
          : t('count', { n: of.count })
  const problem: Trouble | null = of.problem && { ...of.problem, field: null }
  return (
    <li>
      <Icon name={streamIcon(of.stream)} size={20} />
      <b>{of.title}</b>
      <Chip kind={KIND[of.state]}>
        <span class="num">{words}</span>
      </Chip>
      {of.state === 'reading' && of.total !== null && of.total > 0 && (
        <progress max={of.total} value={of.count} aria-label={of.title} />
      )}
      {dated && <small class="num">{datesOf(of)}</small>}
      {of.setAside > 0 && <small>{t('setAside', { n: of.setAside })}</small>}
      {problem && <Note trouble={problem} />}
    </li>
  )
}

/** 上次读完：12:03 · 下次读：11月26日 12:10. What went wrong says itself when it goes on. */
function datesOf({ state, readAt, nextAt, problem }: StreamProgress): string {
  const last = readAt === null ? t('neverRead') : t('lastRead', { at: when(readAt) })
  if (state === 'reading') return `${t('readingNow')} · ${last}`
  if (state === 'waiting') return problem === null ? `${t('readsSoon')} · ${last}` : last
  if (state === 'stopped') return `${last} · ${t('stoppedByYou')}`
  if (problem !== null) return last
  return `${last} · ${nextAt === null ? t('nextAtSignIn') : t('nextRead', { at: when(nextAt) })}`
}

/** An interest, how strong it is, and the button that says it is none. */
export function InterestHead({ of, onWrong }: { of: { label: string; weight: number }; onWrong: () => unknown }) {
  return (
    <>
      <b>{of.label}</b>
      <Strength weight={of.weight} />
      <button type="button" class="btn small" aria-label={t('wrongOf', { label: of.label })} onClick={() => onWrong()}>
        {t('wrong')}
      </button>
    </>
  )
}

function Understood(props: { view: ReadingView; onChange: (work: () => Promise<void>) => void }) {
  const gone = useSignal<readonly { categoryId: string; label: string }[]>([])
  const shown = props.view.understood.filter((one) => !gone.value.some((g) => g.categoryId === one.categoryId))
  if (!props.view.done && shown.length === 0) return null
  return (
    <section>
      <h2>{t('understood')}</h2>
      {shown.length === 0 && <p class="t2">{t('noInterest')}</p>}
      <ul class="interests">
        {shown.map((one) => (
          <li key={one.categoryId}>
            <InterestHead
              of={one}
              onWrong={() =>
                props.onChange(async () => {
                  await api('DELETE', `${SITE_API}/interests/${one.categoryId}`)
                  gone.value = [...gone.value, one]
                })
              }
            />
          </li>
        ))}
        {gone.value.map((one) => (
          <li key={one.categoryId} class="gone">
            <span role="status">{t('removed', { label: one.label })}</span>
            <button
              type="button"
              class="btn small"
              onClick={() =>
                props.onChange(async () => {
                  await api('POST', `${SITE_API}/interests/${one.categoryId}/restore`)
                  gone.value = gone.value.filter((g) => g !== one)
                })
              }
            >
              {t('undo')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** How strong an interest is, in a word and a bar. */
function Strength({ weight }: { weight: number }) {
  return (
    <span class="strength">
      <progress max={1} value={Math.min(1, weight)} aria-hidden="true" />
      {t(weight >= 0.6 ? 'strong' : weight >= 0.25 ? 'some' : 'faint')}
    </span>
  )
}
