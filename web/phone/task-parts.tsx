import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { formatExact } from '../../src/base/money.ts'
import { BASE } from '../kit/api.ts'
import { Icon } from '../kit/icons.tsx'
import { Sheet } from '../kit/parts.tsx'
import { inLang, lang } from '../kit/words.ts'
import { t } from './words.ts'
import { giveBack, type Task } from './work.ts'

/** More lines than this are one bar. */
const MOST_SEGMENTS = 20

/** How far a task is: a segment for each line. */
export function Steps({ lines, now }: { lines: Task['lines']; now: number | null }) {
  const isDone = (l: Task['lines'][number]) => l.picked + l.short >= l.qty
  const done = lines.filter(isDone).length
  if (lines.length > MOST_SEGMENTS)
    return (
      <div class="bar">
        <progress max={lines.length} value={done} />
        <span class="num">{t('ofLines', { done, all: lines.length })}</span>
      </div>
    )
  return (
    <div class="steps" role="img" aria-label={t('ofLines', { done, all: lines.length })}>
      {lines.map((l) => (
        <i key={l.seq} class={isDone(l) ? 'done' : l.seq === now ? 'now' : ''} />
      ))}
    </div>
  )
}

/** What the courier takes for this parcel: it must not leave without the label that says so. */
export function Collect({ task }: { task: Task }) {
  if (task.collect === null) return null
  return (
    <p class="collect">
      <Icon name="tag" />
      <b>{t('collect', { sum: formatExact(task.collect, lang.value) })}</b>
    </p>
  )
}

/** Why this task came to this phone. */
export function Why({ task }: { task: Task }) {
  if (task.why.length === 0) return null
  return <p class="why">{t('why', { why: task.why.map(inLang).join(lang.value === 'zh' ? '；' : '; ') })}</p>
}

/** Giving the task to somebody else, with the reason that the supervisor reads. */
export function GiveBack() {
  const asked = useSignal(false)
  const close = () => {
    asked.value = false
  }
  return (
    <>
      <button
        type="button"
        class="btn quiet"
        onClick={() => {
          asked.value = true
        }}
      >
        {t('giveBack')}
      </button>
      {asked.value && (
        <Sheet title={t('giveBack')} onClose={close}>
          <p>{t('giveWhy')}</p>
          <div class="reasons">
            {(['giveTired', 'giveBlocked', 'giveHeavy'] as const).map((reason) => (
              <button
                key={reason}
                type="button"
                class="btn"
                onClick={() => {
                  close()
                  void giveBack(t(reason))
                }}
              >
                {t(reason)}
              </button>
            ))}
          </div>
        </Sheet>
      )}
    </>
  )
}

/** In the demo nobody stands before a rack: touching the drawn thing is scanning it. Elsewhere this draws what is in it. */
export function DemoTap(props: {
  code: string
  what: string
  onTap: (code: string) => void | Promise<void>
  isOn?: boolean
  children: ComponentChildren
}) {
  if (BASE === '' || props.isOn === false) return <>{props.children}</>
  return (
    <button type="button" class="demotap" onClick={() => void props.onTap(props.code)}>
      {props.children}
      <small>{t('demoTap', { what: props.what })}</small>
    </button>
  )
}
