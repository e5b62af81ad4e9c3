import { useEffect } from 'preact/hooks'
import { inLang } from '../kit/words.ts'
import { t, unbroken } from './words.ts'
import { flood } from './work.ts'

/** How long the green screen stays; a wrong one stays until it is touched or the next scan comes. */
const RIGHT_MS = 420

/** The whole screen says right or wrong: colour, shape, word. */
export function Flood() {
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
            <circle cx="12" cy="12" r="11" fill="#fff" stroke="none" />
            <path d="M6.500 12.500l3.800 3.800L17.500 8.500" stroke="var(--flood-right)" stroke-width="2.600" />
          </>
        ) : (
          <>
            <path d="M8 1.500h8L22.500 8v8L16 22.500H8L1.500 16V8z" fill="#fff" stroke="none" />
            <path d="M8 8l8 8M16 8l-8 8" stroke="var(--flood-wrong)" stroke-width="2.600" />
          </>
        )}
      </svg>
      <span role="alert">
        {unbroken(inLang(now.text))}
        {now.next !== undefined && <em>{unbroken(inLang(now.next))}</em>}
      </span>
      {now.verdict === 'wrong' && <small>{t('goOn')}</small>}
    </button>
  )
}
