import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { Icon, type IconName, Mark } from '../kit/icons.tsx'
import { Chip, Preferences, useAction } from '../kit/parts.tsx'
import { pushFault } from '../kit/push.ts'
import { inLang } from '../kit/words.ts'
import { cameraFault } from './camera.ts'
import { ringWhenClosed } from './notify.ts'
import { tell, wakeSound } from './signals-out.ts'
import { t } from './words.ts'
import { justJoined, leave, type Me, problem, setShift } from './work.ts'

/** A phone that nobody has joined: how to. */
export function Join() {
  return (
    <>
      <div class="top">
        <span />
        <Preferences />
      </div>
      <div class="grow">
        <Mark size={64} />
        <h1>{inLang({ zh: '推单', en: 'Tuidan' })}</h1>
        <p class="big">{t('joinHow')}</p>
        <p class="t2">{t('joinLink')}</p>
      </div>
    </>
  )
}

/** Says the name aloud: the code may have been made for somebody else. */
export function IsItYou({ name }: { name: string }) {
  return (
    <>
      <div class="top">
        <span />
        <Preferences />
      </div>
      <div class="grow">
        <h1 class="big">{t('areYou', { name })}</h1>
        <p class="t2">{t('notMeHow')}</p>
      </div>
      <button
        type="button"
        class="btn thumb"
        onClick={() => {
          wakeSound()
          justJoined.value = false
        }}
      >
        {t('yesMe')}
      </button>
      <button type="button" class="btn thumb" onClick={() => void leave()}>
        {t('notMe')}
      </button>
    </>
  )
}

/** Off shift: who one is, what this phone can do, and the one button. */
export function OffShift({ who }: { who: Me }) {
  const { name, zones } = who.worker
  return (
    <>
      <div class="top">
        <b>{inLang(who.site.name)}</b>
        <Preferences />
      </div>
      <div class="grow">
        <h1 class="big">{t('hello', { name })}</h1>
        <p class="t2">{zones.length > 0 ? t('zones', { zones: zones.join(' ') }) : t('allZones')}</p>
        <Readiness />
      </div>
      <button
        type="button"
        class="btn next thumb"
        onClick={() => {
          wakeSound()
          void setShift(true)
        }}
      >
        {t('onShift')}
      </button>
    </>
  )
}

/** What works on this phone, and for what does not, why. */
function Readiness() {
  const isRinging = useSignal(typeof Notification !== 'undefined' && Notification.permission === 'granted')
  const heard = useSignal(false)
  const { trouble, run } = useAction()
  const push = pushFault()
  const camera = cameraFault()
  return (
    <section class="ready" aria-label={t('ready')}>
      <Row icon="bell" title={t('sound')} why={t('soundWhy')} isOn={heard.value}>
        <button
          type="button"
          class="btn"
          onClick={() => {
            wakeSound()
            tell('work')
            heard.value = true
          }}
        >
          {t('soundTry')}
        </button>
      </Row>
      <Row
        icon="camera"
        title={t('camera')}
        why={camera === null ? t('cameraWhy') : t(camera)}
        isOn={camera === null}
      />
      <Row
        icon="phone"
        title={t('notify')}
        why={push === null ? t('notifyWhy') : t(push)}
        isOn={isRinging.value && push === null}
      >
        {push === null && !isRinging.value && (
          <button
            type="button"
            class="btn"
            onClick={() =>
              void run(async () => {
                isRinging.value = await ringWhenClosed()
              })
            }
          >
            {t('notifyAsk')}
          </button>
        )}
      </Row>
      {trouble.value !== null && (
        <p class="note" role="alert">
          <b>{trouble.value.title}</b> {trouble.value.next}
        </p>
      )}
      {(push !== null || camera !== null) && <p class="t2">{t('workAnyway')}</p>}
    </section>
  )
}

function Row(props: { icon: IconName; title: string; why: string; isOn: boolean; children?: ComponentChildren }) {
  return (
    <div class="readyrow">
      <Icon name={props.icon} />
      <span>
        <b>{props.title}</b>
        <small>{props.why}</small>
      </span>
      {props.isOn ? <Chip kind="right">{t('on')}</Chip> : (props.children ?? <Chip kind="off">{t('off')}</Chip>)}
    </div>
  )
}

/** What went wrong last, where the worker looks. */
export function Problem() {
  const now = problem.value
  if (now === null) return null
  return (
    <div class="note" role="alert">
      <b>{now.title}</b>
      <p>{now.next}</p>
      <button
        type="button"
        class="x"
        aria-label={t('close')}
        onClick={() => {
          problem.value = null
        }}
      >
        <Icon name="close" />
      </button>
    </div>
  )
}
