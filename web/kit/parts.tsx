import { type Signal, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { ApiProblem } from './api.ts'
import { Icon, type IconName, Shape, type StateKind } from './icons.tsx'
import { setTheme, theme } from './theme.ts'
import { lang, setLang, words } from './words.ts'

const t = words({
  close: { zh: '关上', en: 'Close' },
  otherLang: { zh: 'English', en: '中文' },
  dark: { zh: '换成深色', en: 'Dark' },
  light: { zh: '换成浅色', en: 'Light' },
  offline: { zh: '没有网。内容还在，有网再试。', en: 'No network. Nothing is lost; try again when it is back.' },
  optional: { zh: '（选填）', en: ' (optional)' },
})

/** Shape, word and colour of a state. */
export function Chip({ kind, children }: { kind: StateKind; children: ComponentChildren }) {
  return (
    <span class={`chip ${kind}`}>
      <Shape kind={kind} />
      {children}
    </span>
  )
}

/** A switch that takes effect at once; `label` names it for those who do not see what stands beside it. */
export function Switch(props: { on: boolean; label: string; disabled?: boolean; onChange: (on: boolean) => void }) {
  return (
    <button
      type="button"
      role="switch"
      class="switch"
      aria-checked={props.on}
      aria-label={props.label}
      disabled={props.disabled}
      onClick={() => props.onChange(!props.on)}
    >
      <span />
    </button>
  )
}

/** A field with its label above; an error replaces the hint, and what was typed stays. */
export function Field(props: {
  label: string
  value: string
  onInput: (value: string) => void
  hint?: string
  error?: string | null
  optional?: boolean
  name?: string
  type?: 'text' | 'tel' | 'number' | 'date' | 'search' | 'datetime-local' | 'url'
  inputMode?: 'numeric' | 'decimal' | 'tel' | 'text'
  autocomplete?: string
  placeholder?: string
  rows?: number
}) {
  const id = props.name ?? props.label
  const common = {
    id,
    name: props.name,
    value: props.value,
    placeholder: props.placeholder,
    'aria-invalid': props.error ? true : undefined,
    'aria-describedby': props.error || props.hint ? `${id}-note` : undefined,
  }
  return (
    <div class="field">
      <label for={id}>
        {props.label}
        {props.optional && <span class="muted">{t('optional')}</span>}
      </label>
      {props.rows ? (
        <textarea {...common} rows={props.rows} onInput={(e) => props.onInput(e.currentTarget.value)} />
      ) : (
        <input
          {...common}
          type={(props.type ?? 'text') as 'text'}
          inputMode={props.inputMode}
          autocomplete={props.autocomplete}
          onInput={(e) => props.onInput(e.currentTarget.value)}
        />
      )}
      {props.error ? (
        <p class="error" id={`${id}-note`} role="alert">
          <Shape kind="wrong" />
          {props.error}
        </p>
      ) : props.hint ? (
        <p class="hint" id={`${id}-note`}>
          {props.hint}
        </p>
      ) : null}
    </div>
  )
}

/** A choice out of a list, with its label above. */
export function Choice<T extends string>(props: {
  label: string
  value: T
  options: readonly { value: T; label: string }[]
  onChange: (value: T) => void
}) {
  return (
    <div class="field">
      <label for={props.label}>{props.label}</label>
      <select id={props.label} value={props.value} onChange={(e) => props.onChange(e.currentTarget.value as T)}>
        {props.options.map((o) => (
          <option key={o.value} value={o.value}>
            {o.label}
          </option>
        ))}
      </select>
    </div>
  )
}

/** A sheet from below, a drawer from the right where there is room: focus stays inside, Escape closes, nothing is lost. */
export function Sheet(props: { title: string; onClose: () => void; children: ComponentChildren }) {
  const ref = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = ref.current!
    if (!dialog.open) dialog.showModal()
    return () => dialog.close()
  }, [])
  return (
    <dialog
      ref={ref}
      class="sheet"
      aria-label={props.title}
      onCancel={(e) => {
        e.preventDefault()
        props.onClose()
      }}
      onClick={(e) => e.target === ref.current && props.onClose()}
      onKeyDown={(e) => e.stopPropagation()}
    >
      <div class="in">
        <header>
          <h2>{props.title}</h2>
          <button type="button" class="x" aria-label={t('close')} onClick={props.onClose}>
            <Icon name="close" />
          </button>
        </header>
        {props.children}
      </div>
    </dialog>
  )
}

/** Brings the first field that is marked wrong, in the open sheet or else on the page, into view and under the keys. */
export function showFirstFault(): void {
  requestAnimationFrame(() => {
    const within = document.querySelector('dialog[open]') ?? document
    const input = within.querySelector<HTMLElement>('[aria-invalid="true"]')
    input?.focus({ preventScroll: true })
    input?.closest('.field')?.scrollIntoView({ block: 'center' })
  })
}

/** What an action that failed has to say. */
export interface Trouble {
  readonly title: string
  readonly next: string
  readonly code: string
  readonly field: string | null
  /** A sentence for each input that is at fault; absent: `field` alone says where. */
  readonly errors?: readonly { readonly field: string; readonly text: string }[]
}

/** Any error as words: the server's problem, or that the network is away. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof ApiProblem)
    return { title: error.message, next: error.next, code: error.code, field: error.field, errors: error.errors }
  return { title: t('offline'), next: '', code: 'network', field: null }
}

/** An error where it happened: what happened, what was kept, what to do. */
export function Note({ trouble }: { trouble: Trouble | null }) {
  if (trouble === null) return null
  return (
    <div class="note" role="alert">
      <Shape kind="wrong" size={18} />
      <div>
        <b>{trouble.title}</b>
        {trouble.next && <p>{trouble.next}</p>}
      </div>
    </div>
  )
}

/** Runs an action of a screen: while it runs `busy` is true, and what went wrong stands in `trouble`. */
export function useAction() {
  const busy = useSignal(false)
  const trouble = useSignal<Trouble | null>(null)
  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    if (busy.value) return false
    busy.value = true
    trouble.value = null
    try {
      await work()
      return true
    } catch (error) {
      trouble.value = troubleOf(error)
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, trouble, run }
}

/** Nothing here yet: one sentence on what will be, and at most one button that makes it so. */
export function Empty(props: { icon: IconName; text: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <Icon name={props.icon} size={40} />
      <p>{props.text}</p>
      {props.children}
    </div>
  )
}

/** Language and theme, two quiet buttons. */
export function Preferences() {
  const isDark = theme.value === 'dark'
  return (
    <span class="prefs">
      <button
        type="button"
        class="iconbtn"
        aria-label={t(isDark ? 'light' : 'dark')}
        onClick={() => setTheme(isDark ? 'light' : 'dark')}
      >
        <Icon name={isDark ? 'sun' : 'moon'} size={20} />
      </button>
      <button
        type="button"
        class="textbtn"
        lang={lang.value === 'zh' ? 'en' : 'zh-CN'}
        onClick={() => setLang(lang.value === 'zh' ? 'en' : 'zh')}
      >
        {t('otherLang')}
      </button>
    </span>
  )
}

/** One sentence below, for what may be missed; it goes after five seconds. */
export function Toast({ text }: { text: Signal<string | null> }) {
  const now = text.value
  useEffect(() => {
    if (now === null) return
    const timer = setTimeout(() => {
      text.value = null
    }, 5_000)
    return () => clearTimeout(timer)
  }, [now, text])
  if (now === null) return null
  return (
    <div class="toast" role="status">
      {now}
    </div>
  )
}
