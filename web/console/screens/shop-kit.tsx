import { type Signal, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Text } from '../../../src/base/i18n.ts'
import { formatMoney, type Money } from '../../../src/base/money.ts'
import { api } from '../../kit/api.ts'
import { copyText } from '../../kit/copy.ts'
import { Icon, Shape } from '../../kit/icons.tsx'
import { Note, Sheet, type Trouble, troubleOf, useAction } from '../../kit/parts.tsx'
import { lang, words } from '../../kit/words.ts'

const t = words({
  copy: { zh: '复制', en: 'Copy' },
  copied: { zh: '复制好了', en: 'Copied' },
  keep: { zh: '先不动', en: 'Leave it' },
})

/** An amount as people write it, in the reader's language. */
export const money = (value: Money): string => formatMoney(value, lang.value)

/** What a screen loads when it opens, and again when its address or the language changes. */
export function useLoad<T>(path: string): {
  data: Signal<T | null>
  trouble: Signal<Trouble | null>
  again: () => void
} {
  const data = useSignal<T | null>(null)
  const trouble = useSignal<Trouble | null>(null)
  const round = useSignal(0)
  const language = lang.value
  const turn = round.value
  useEffect(() => {
    let isOld = false
    api<T>('GET', path).then(
      (loaded) => {
        if (isOld) return
        trouble.value = null
        data.value = loaded
      },
      (error) => {
        if (!isOld) trouble.value = troubleOf(error)
      },
    )
    return () => {
      isOld = true
    }
  }, [path, language, turn])
  return {
    data,
    trouble,
    again: () => {
      round.value++
    },
  }
}

/** Grey rows in the true size while something is read; only after 300 ms, so that a quick answer does not flicker. */
export function Waiting({ rows = 5 }: { rows?: number }) {
  return (
    <div class="waiting" aria-hidden="true">
      {Array.from({ length: rows }, (_, i) => (
        <i key={i} />
      ))}
    </div>
  )
}

/** A text to be taken elsewhere, and the button that copies it. */
export function Copy({ text, label, secret = false }: { text: string; label: string; secret?: boolean }) {
  const done = useSignal(false)
  return (
    <div class="copy">
      <code class={secret ? 'secret' : undefined}>{text}</code>
      <button
        type="button"
        class="btn small"
        aria-label={`${t('copy')}: ${label}`}
        onClick={() => {
          void copyText(text).then((isCopied) => {
            done.value = isCopied
          })
        }}
      >
        {done.value && <Shape kind="right" />}
        {t(done.value ? 'copied' : 'copy')}
      </button>
    </div>
  )
}

/** Asks before something that cannot be taken back: what happens, what is kept, two equal answers. Never yellow. */
export function Ask(props: {
  title: string
  yes: string
  onYes: () => Promise<unknown>
  onClose: () => void
  children: ComponentChildren
}) {
  const { busy, trouble, run } = useAction()
  return (
    <Sheet title={props.title} onClose={props.onClose}>
      <div class="ask">
        {props.children}
        <Note trouble={trouble.value} />
        <div class="two">
          <button type="button" class="btn" onClick={props.onClose}>
            {t('keep')}
          </button>
          <button
            type="button"
            class="btn ink"
            aria-busy={busy.value}
            onClick={async () => {
              if (await run(props.onYes)) props.onClose()
            }}
          >
            {props.yes}
          </button>
        </div>
      </div>
    </Sheet>
  )
}

/** A product's picture on the ground that keeps dark goods visible; a drawn bag when there is none. */
export function Pic({ src, size = 36 }: { src: string | null; size?: number }) {
  return (
    <i class="pic" style={{ width: `${size}px`, height: `${size}px` }}>
      {src !== null ? <img src={src} alt="" loading="lazy" /> : <Icon name="bag" size={Math.round(size / 2)} />}
    </i>
  )
}

/** A sentence with fields in it: `{name}` places of a text become the parts given, in each language's own order. */
export function Sentence({ text, parts }: { text: Text; parts: Readonly<Record<string, ComponentChildren>> }) {
  const pieces = text[lang.value].split(/(\{\w+\})/)
  return (
    <p class="sentence">
      {pieces.map((piece, i) => {
        const name = /^\{(\w+)\}$/.exec(piece)?.[1]
        if (name === undefined) return piece
        // No gap before a comma or a full stop.
        const isTight = /^[，。,.;；]/.test(pieces[i + 1] ?? '')
        return (
          <span key={name} class={isTight ? 'tight' : undefined}>
            {parts[name]}
          </span>
        )
      })}
    </p>
  )
}
