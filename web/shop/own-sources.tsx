import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Category } from '../../src/catalog/categories.ts'
import { api, sendFile } from '../kit/api.ts'
import { Icon, Shape } from '../kit/icons.tsx'
import { Empty, Field, Note, useAction } from '../kit/parts.tsx'
import { query } from '../kit/route.ts'
import { inLang, lang } from '../kit/words.ts'
import { AgeQuestion, AgeSaid, isAsked, isUnder } from './age.tsx'
import type { Consents } from './consent.tsx'
import { HOME, isSigningIn, SITE_API, signedIn, site } from './shop-state.ts'
import { LiveStreams } from './stream.tsx'
import { FullTerms } from './terms.tsx'
import { t } from './words-data.ts'

type OwnSource = Consents['sources'][number]

interface OwnProps {
  readonly consents: Consents
  /** Something was answered, said or sent: whoever shows these asks the server again. */
  readonly onChanged: () => Promise<unknown>
  /** Each closed, with what it is in one line: beside much else. */
  readonly folded?: boolean
}

/** What is read without an account: one's own word, one's orders here, an archive one brings. Each has its switches. */
export function OwnSources({ consents, onChanged, folded = false }: OwnProps) {
  if (isUnder(consents.age)) return <AgeSaid age={consents.age} onSaid={onChanged} />
  return (
    <>
      {isAsked(consents.age) && <AgeQuestion age={consents.age} onSaid={onChanged} />}
      {consents.sources.map((one) => (
        <Own key={one.connector} of={one} folded={folded} open={one.kind === 'declared' && !isAnyOn(consents)}>
          <LiveStreams
            connector={one.connector}
            streams={one.streams}
            textVersion={consents.textVersion}
            onChanged={onChanged}
          />
          {one.streams.some((s) => s.given) && one.kind === 'declared' && <Declared onSaved={onChanged} />}
          {one.streams.some((s) => s.given) && one.kind === 'upload' && <Archive of={one} onRead={onChanged} />}
          <FullTerms version={consents.textVersion} of={one} />
        </Own>
      ))}
    </>
  )
}

const isAnyOn = ({ connectors, sources }: Consents): boolean =>
  [...connectors, ...sources].some((one) => one.streams.some((s) => s.given))

interface OwnParts {
  readonly of: OwnSource
  readonly folded: boolean
  readonly open: boolean
  readonly children: ComponentChildren
}

/** One of these sources under its name; folded, it says how many of its switches are on. */
function Own({ of, folded, open, children }: OwnParts) {
  // As it was found: it does not close under the finger that switches it on.
  const found = useRef(open).current
  if (!folded)
    return (
      <div class="own">
        <h3>{of.name}</h3>
        {children}
      </div>
    )
  const on = of.streams.filter((s) => s.given).map((s) => s.title)
  return (
    <details class="own" open={found}>
      <summary>
        <b>{of.name}</b>
        <small>
          {on.length === 0 ? t('ownOff') : t('ownOn', { what: on.join(lang.value === 'zh' ? '、' : ', ') })}
        </small>
      </summary>
      {children}
    </details>
  )
}

/** After signing in with an account that has nothing to read: what may be said without one, and the way on. */
export function SourcesPage() {
  const asked = query.value.get('back') ?? ''
  const back = asked.startsWith(`${HOME}/`) ? asked : `${HOME}/`
  const consents = useSignal<Consents | null>(null)
  const { trouble, run } = useAction()
  const load = async () => {
    consents.value = await api<Consents>('GET', `${SITE_API}/consents`)
  }
  useEffect(() => {
    document.title = `${t('own')} · ${inLang(site.value!.name)}`
    if (signedIn.value) void run(load)
  }, [signedIn.value, lang.value])
  if (signedIn.value === null)
    return (
      <div class="narrow">
        <h1>{t('own')}</h1>
        <Empty icon="person" text={t('signInFirst')}>
          <button
            type="button"
            class="btn next"
            onClick={() => {
              isSigningIn.value = true
            }}
          >
            {t('signIn')}
          </button>
        </Empty>
      </div>
    )
  return (
    <div class="narrow">
      <h1>{t('own')}</h1>
      <p class="t2">{t('nothingToRead')}</p>
      <Note trouble={trouble.value} />
      {consents.value && <OwnSources consents={consents.value} onChanged={load} />}
      <a class="btn" href={back}>
        {t('toShop')}
      </a>
    </div>
  )
}

/** Branches few would call a liking. */
const NO_LIKING = ['work', 'money', 'news', 'other']
/** A search shows this many at most. */
const MOST_FOUND = 12

interface Picked {
  readonly items: readonly {
    readonly connector: string
    readonly categories: readonly { readonly categoryId: string }[]
  }[]
  readonly next: string | null
}

/** What was declared before; it is among the likes, which come page by page. */
async function declaredBefore(): Promise<string[]> {
  const ids: string[] = []
  let next: string | null = null
  do {
    const cursor: string = next === null ? '' : `&cursor=${encodeURIComponent(next)}`
    const page: Picked = await api<Picked>('GET', `${SITE_API}/facts?stream=likes${cursor}`)
    const mine = page.items.filter((one) => one.connector === 'declared')
    ids.push(...mine.flatMap((one) => one.categories.map((c) => c.categoryId)))
    next = page.next
  } while (next !== null)
  return ids
}

/** Pick what you like: the branches of the tree as chips, anything deeper by search; saved as they stand. */
function Declared({ onSaved }: { onSaved: () => Promise<unknown> }) {
  const tree = useSignal<readonly Category[]>([])
  const picked = useSignal<readonly string[]>([])
  const words = useSignal('')
  const isSaved = useSignal(false)
  const { busy, trouble, run } = useAction()
  useEffect(() => {
    void run(async () => {
      // The tree is large beside the shop: it comes when somebody picks.
      const [{ allCategories }, before] = await Promise.all([
        import('../../src/catalog/categories.ts'),
        declaredBefore(),
      ])
      picked.value = before
      tree.value = allCategories().filter((one) => one.sensitive !== true && one.id !== 'other')
    })
  }, [])
  const asked = words.value.trim().toLowerCase()
  const chips = tree.value.filter(({ id }) => picked.value.includes(id) || isBranch(id))
  const shown = asked === '' ? chips : tree.value.filter((one) => speaksFor(one, asked)).slice(0, MOST_FOUND)
  const toggle = (id: string) => {
    isSaved.value = false
    picked.value = picked.value.includes(id) ? picked.value.filter((one) => one !== id) : [...picked.value, id]
  }
  const save = () =>
    void run(async () => {
      await api('PUT', `${SITE_API}/declared`, { categoryIds: picked.value })
      words.value = ''
      isSaved.value = true
      await onSaved()
    })
  return (
    <div class="picking">
      <Field
        name="pick-search"
        type="search"
        label={t('pick')}
        placeholder={t('pickSearch')}
        value={words.value}
        onInput={(value) => {
          words.value = value
        }}
      />
      <div class="picks">
        {shown.map((one) => (
          <button
            key={one.id}
            type="button"
            class="pick"
            aria-pressed={picked.value.includes(one.id)}
            onClick={() => toggle(one.id)}
          >
            {picked.value.includes(one.id) && <Shape kind="right" size={14} />}
            {inLang(one)}
          </button>
        ))}
      </div>
      {asked !== '' && shown.length === 0 && <p class="t2">{t('pickNone')}</p>}
      <Note trouble={trouble.value} />
      <button type="button" class="btn" aria-busy={busy.value} disabled={tree.value.length === 0} onClick={save}>
        {t('pickSave', { n: picked.value.length })}
      </button>
      {isSaved.value && (
        <p class="inbag" role="status">
          <Shape kind="right" size={16} />
          {t('pickSaved')}
        </p>
      )}
    </div>
  )
}

const isBranch = (id: string): boolean => !id.includes('/') && !NO_LIKING.includes(id)
const speaksFor = ({ zh, en, seeds }: Category, words: string): boolean =>
  [zh, en, ...seeds].some((one) => one.toLowerCase().includes(words))

/** The server takes archives up to this size; a larger one is not sent in vain. */
const MOST_BYTES = 512 * 1024 * 1024

interface Taken {
  readonly streams: readonly {
    readonly stream: string
    readonly kept: number
    readonly known: number
    readonly setAside: number
  }[]
}

/** Choose a zip, see it go, and what became of it stream by stream. */
function Archive({ of, onRead }: { of: OwnSource; onRead: () => Promise<unknown> }) {
  const sent = useSignal(0)
  const taken = useSignal<Taken | null>(null)
  const { busy, trouble, run } = useAction()
  const send = (file: File) =>
    void run(async () => {
      taken.value = null
      sent.value = 0
      if (file.size > MOST_BYTES) {
        const code = 'profile/archive-too-large'
        trouble.value = {
          ...(await api<{ title: string; next: string }>('GET', `/problems/${code}`)),
          code,
          field: null,
        }
        return
      }
      taken.value = await sendFile<Taken>(`${SITE_API}/upload`, file, (part) => {
        sent.value = part
      })
      await onRead()
    })
  return (
    <div class="picking">
      <label class="btn filebtn" aria-busy={busy.value}>
        <Icon name="upload" size={20} />
        {t('archive')}
        <input
          type="file"
          accept=".zip,application/zip"
          disabled={busy.value}
          onChange={(event) => {
            const input = event.currentTarget
            const file = input.files?.[0]
            if (file !== undefined) send(file)
            input.value = ''
          }}
        />
      </label>
      <p class="hint">{t('archiveHint')}</p>
      {busy.value && (
        <p role="status">
          <progress max={1} value={sent.value} aria-label={t('archive')} />
          {t(sent.value < 1 ? 'archiveGoing' : 'archiveReading')}
        </p>
      )}
      <Note trouble={trouble.value} />
      {taken.value && (
        <ul class="taken" role="status">
          {taken.value.streams.map((one) => (
            <li key={one.stream}>
              <b>{of.streams.find((s) => s.stream === one.stream)?.title ?? one.stream}</b>
              <span class="num">
                {t('archiveKept', { n: one.kept })}
                {one.known > 0 && ` · ${t('archiveKnown', { n: one.known })}`}
              </span>
              {one.setAside > 0 && <small>{t('setAside', { n: one.setAside })}</small>}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
