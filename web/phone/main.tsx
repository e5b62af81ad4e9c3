import { useSignal } from '@preact/signals'
import { render } from 'preact'
import { Sheet } from '../kit/parts.tsx'
import { beginLang } from '../kit/words.ts'
import '../kit/theme.ts'
import { Flood } from './flood.tsx'
import { IsItYou, Join, OffShift, Problem } from './join.tsx'
import { keepApp } from './notify.ts'
import { Pack } from './pack.tsx'
import { Pick } from './pick.tsx'
import { waiting } from './scan-queue.ts'
import { DockList, Ship } from './ship.tsx'
import { wakeSound } from './signals-out.ts'
import { t } from './words.ts'
import {
  begin,
  isOffline,
  join,
  justJoined,
  type Me,
  mayAsk,
  me,
  refresh,
  sayHere,
  setShift,
  sync,
  task,
} from './work.ts'

/** While work is in hand the server hears from this phone this often; silent for 90 s, the work goes to the next. */
const HERE_MS = 30_000

function App() {
  const who = me.value
  return (
    <main class="phone">
      <Network />
      <Problem />
      {who === 'nobody' ? (
        <Join />
      ) : who === null ? null : justJoined.value ? (
        <IsItYou name={who.worker.name} />
      ) : who.worker.onShift ? (
        <Work who={who} />
      ) : (
        <OffShift who={who} />
      )}
      <Flood />
    </main>
  )
}

/** Offline is never red and never in the way. */
function Network() {
  if (isOffline.value)
    return (
      <p class="offline" role="status">
        {t('offline', { n: waiting.value })}
      </p>
    )
  if (waiting.value > 3)
    return (
      <p class="offline" role="status">
        {t('sending', { n: waiting.value })}
      </p>
    )
  return null
}

function Work({ who }: { who: Me }) {
  const asked = useSignal(false)
  const now = task.value
  const close = () => {
    asked.value = false
  }
  return (
    <>
      <div class="top">
        <b>{now === null ? who.worker.name : `${t(now.kind)} ${now.number ?? ''}`}</b>
        <button
          type="button"
          class="textbtn underline"
          onClick={() => {
            if (now === null) void setShift(false)
            else asked.value = true
          }}
        >
          {t('offShift')}
        </button>
      </div>
      {asked.value && (
        <Sheet title={t('offShift')} onClose={close}>
          <p>{t('offSure')}</p>
          <div class="pair">
            <button type="button" class="btn" onClick={close}>
              {t('stay')}
            </button>
            <button
              type="button"
              class="btn"
              onClick={() => {
                close()
                void setShift(false, true)
              }}
            >
              {t('offShift')}
            </button>
          </div>
        </Sheet>
      )}
      {now === null ? (
        <>
          <div class="grow">
            <p class="big">{t('noWork')}</p>
          </div>
          <DockList isMain />
        </>
      ) : now.kind === 'pick' ? (
        <Pick task={now} />
      ) : now.kind === 'pack' ? (
        <Pack task={now} />
      ) : (
        <Ship task={now} />
      )}
    </>
  )
}

beginLang()
render(<App />, document.getElementById('app')!)
keepApp()
addEventListener('pointerdown', wakeSound, { once: true })
// Any of these may be the first sign of a network that is back; none is relied on alone.
addEventListener('online', () => void sync())
document.addEventListener('visibilitychange', () => void (document.hidden || !mayAsk() || refresh()))
setInterval(() => void sync(), 5_000)
setInterval(() => void (document.hidden || me.value === 'nobody' || refresh()), 15_000)
setInterval(() => void sayHere(), HERE_MS)
const token = location.hash.slice(1)
if (location.pathname.endsWith('/join') && token !== '') void join(token)
else void begin()
