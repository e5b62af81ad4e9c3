import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Sheet } from '../kit/parts.tsx'
import { inLang, words } from '../kit/words.ts'
import { isTaken } from './keys.ts'

const t = words({ title: { zh: '按键', en: 'Keys' } })

const KEYS = [
  { key: 'j', what: { zh: '下一行', en: 'Next row' } },
  { key: 'k', what: { zh: '上一行', en: 'Previous row' } },
  { key: '/', what: { zh: '到搜索框', en: 'To the search' } },
  { key: 'Esc', what: { zh: '离开搜索框，关上抽屉', en: 'Leave the search, close a drawer' } },
  { key: '?', what: { zh: '这张表', en: 'This list' } },
] as const

/** The list of keys, wherever one is in the console: `?` opens it. */
export function KeyHelp() {
  const isOpen = useSignal(false)
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== '?' || isTaken(event)) return
      event.preventDefault()
      isOpen.value = true
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [isOpen])
  if (!isOpen.value) return null
  return (
    <Sheet title={t('title')} onClose={() => (isOpen.value = false)}>
      <dl class="keylist">
        {KEYS.map(({ key, what }) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{inLang(what)}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  )
}
