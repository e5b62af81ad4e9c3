import { useSignal } from '@preact/signals'
import { render } from 'preact'
import { useEffect } from 'preact/hooks'
import { leftOf, nextLine } from '../../src/warehouse/task.ts'
import { inLang, lang, setLang } from '../kit/words.ts'
import { t } from './words.ts'
import {
  finish,
  flood,
  giveBack,
  isOffline,
  join,
  type Me,
  me,
  problem,
  refresh,
  reportShort,
  scan,
  setShift,
  sync,
  type Task,
  task,
  waiting,
} from './work.ts'

/** How long the green screen stays; a wrong one stays until it is touched or the next scan comes. */
const RIGHT_MS = 420

function App() {
  const who = me.value
  return (
    <main class="phone">
      {(isOffline.value || waiting.value > 0) && (
        <p class="offline" role="status">
          {t('offline', { n: waiting.value })}
        </p>
      )}
      {problem.value && (
        <div class="note" role="alert">
          <b>{problem.value.title}</b>
          <p>{problem.value.next}</p>
        </div>
      )}
      {who === 'nobody' ? (
        <Join />
      ) : who === null ? null : who.worker.onShift ? (
        <Work who={who} />
      ) : (
        <OffShift who={who} />
      )}
      <Flood />
    </main>
  )
}

function Join() {
  return (
    <div class="grow">
      <h1>推单 Tuidan</h1>
      <p class="big">{t('joinHow')}</p>
    </div>
  )
}

function OffShift({ who }: { who: Me }) {
  const { name, zones } = who.worker
  return (
    <>
      <LangRow />
      <div class="grow">
        <p class="t2">{inLang(who.site.name)}</p>
        <h1 class="big">{t('hello', { name })}</h1>
        <p class="t2">{zones.length > 0 ? t('zones', { zones: zones.join(' ') }) : t('allZones')}</p>
      </div>
      <button type="button" class="btn next thumb" onClick={() => void setShift(true)}>
        {t('onShift')}
      </button>
    </>
  )
}

function LangRow() {
  return (
    <div class="top">
      <span />
      <button type="button" class="quietlink" onClick={() => setLang(lang.value === 'zh' ? 'en' : 'zh')}>
        {lang.value === 'zh' ? 'English' : '中文'}
      </button>
    </div>
  )
}

function Work({ who }: { who: Me }) {
  const asked = useSignal(false)
  const now = task.value
  const leave = () => {
    if (now !== null && !asked.value) asked.value = true
    else void setShift(false, true)
  }
  return (
    <>
      <div class="top">
        <b>{now === null ? who.worker.name : `${t(now.kind)} ${now.number ?? ''}`}</b>
        <button type="button" class="quietlink" onClick={leave}>
          {t('offShift')}
        </button>
      </div>
      {asked.value && <p class="note">{t('confirmOff')}</p>}
      {now === null ? (
        <div class="grow">
          <p class="big">{t('noWork')}</p>
        </div>
      ) : now.kind === 'ship' ? (
        <Ship task={now} />
      ) : (
        <Scan task={now} />
      )}
    </>
  )
}

function Scan({ task: now }: { task: Task }) {
  const line = nextLine(now)
  const done = leftOf(now) === 0
  return (
    <>
      {now.lines.length <= 20 && (
        <div class="steps" aria-hidden="true">
          {now.lines.map((l) => (
            <i key={l.seq} class={l.picked + l.short >= l.qty ? 'done' : l.seq === line?.seq ? 'now' : ''} />
          ))}
        </div>
      )}
      {line !== null && now.kind === 'pick' && (
        <>
          <p>
            {now.lines.find((l) => l.seq === line.seq)?.way
              ? inLang(now.lines.find((l) => l.seq === line.seq)!.way!)
              : ''}
          </p>
          <div class="plate">
            <b>{line.bin}</b>
          </div>
        </>
      )}
      {line !== null && now.kind === 'pack' && <p>{t('check')}</p>}
      {line !== null && (
        <div class="card goods">
          <div>
            <h2>{inLang(line.title)}</h2>
            <p class="t2">{line.barcode ? t('barcode', { tail: line.barcode.slice(-4) }) : line.sku}</p>
          </div>
          <div class="qty">
            {t('take')}
            <b>{line.qty - line.picked - line.short}</b>
            {t('pieces')}
          </div>
        </div>
      )}
      {line !== null && <CodeField label={t('code')} action={t('count')} onCode={(code) => void scan(code)} />}
      {done && <Finish task={now} />}
      <div class="pair">
        {line !== null && now.kind === 'pick' && (
          <button type="button" class="btn quiet" onClick={() => void reportShort(line.seq)}>
            {t('short')}
          </button>
        )}
        <button type="button" class="btn quiet" onClick={() => void giveBack()}>
          {t('giveBack')}
        </button>
      </div>
      <p class="why">{t('why', { why: now.why.map(inLang).join(lang.value === 'zh' ? '；' : '; ') })}</p>
    </>
  )
}

function Finish({ task: now }: { task: Task }) {
  const weight = useSignal('')
  const grams = Number(weight.value)
  return (
    <>
      {now.kind === 'pack' && (
        <label class="field">
          {t('weight')}
          <input
            inputMode="numeric"
            value={weight.value}
            onInput={(e) => {
              weight.value = e.currentTarget.value
            }}
          />
        </label>
      )}
      <button type="button" class="btn next thumb" onClick={() => void finish(grams > 0 ? { weightGrams: grams } : {})}>
        {now.kind === 'pack' ? t('donePack') : t('done')}
      </button>
    </>
  )
}

function Ship({ task: now }: { task: Task }) {
  return (
    <>
      <div class="plate">
        <small>{t('parcel')}</small>
        <b style={{ fontSize: 'clamp(1.6rem, 9vw, 2.4rem)' }}>{now.parcel?.number}</b>
      </div>
      <CodeField label={t('parcel')} action={t('doneShip')} onCode={(code) => void finish({ code })} />
      <p class="why">{t('why', { why: now.why.map(inLang).join(lang.value === 'zh' ? '；' : '; ') })}</p>
    </>
  )
}

/** Where codes come in: a scanner that types and sends Enter, or a hand. */
function CodeField({ label, action, onCode }: { label: string; action: string; onCode: (code: string) => void }) {
  const code = useSignal('')
  const take = (event: Event) => {
    event.preventDefault()
    onCode(code.value)
    code.value = ''
  }
  return (
    <form class="field" onSubmit={take}>
      <label class="field">
        {label}
        <input
          name="code"
          autocomplete="off"
          autocapitalize="characters"
          value={code.value}
          onInput={(e) => {
            code.value = e.currentTarget.value
          }}
        />
      </label>
      <button type="submit" class="btn next thumb">
        {action}
      </button>
    </form>
  )
}

function Flood() {
  const now = flood.value
  useEffect(() => {
    if (now?.verdict !== 'right') return
    const timer = setTimeout(() => {
      flood.value = null
    }, RIGHT_MS)
    return () => clearTimeout(timer)
  }, [now])
  if (now === null) return null
  return (
    <button
      type="button"
      class={`flood ${now.verdict}`}
      onClick={() => {
        flood.value = null
      }}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2">
        {now.verdict === 'right' ? (
          <>
            <circle cx="12" cy="12" r="10" />
            <path d="M7 12.5l3.5 3.5L17 9" />
          </>
        ) : (
          <>
            <path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z" />
            <path d="M8.5 8.5l7 7M15.5 8.5l-7 7" />
          </>
        )}
      </svg>
      <span role="alert">{inLang(now.text)}</span>
      {now.verdict === 'wrong' && <small>{t('goOn')}</small>}
    </button>
  )
}

document.documentElement.lang = lang.value === 'zh' ? 'zh-CN' : 'en'
render(<App />, document.getElementById('app')!)
// Any of these may be the first sign of a network that is back; none is relied on alone.
addEventListener('online', () => void sync())
document.addEventListener('visibilitychange', () => void (document.hidden || refresh()))
setInterval(() => void sync(), 5_000)
setInterval(() => void (document.hidden || me.value === 'nobody' || refresh()), 15_000)
const token = location.hash.slice(1)
if (location.pathname.endsWith('/join') && token !== '') void join(token)
else void refresh()
