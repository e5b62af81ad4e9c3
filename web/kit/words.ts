import { signal } from '@preact/signals'
import { isLang, type Lang, type Params, say, type Text } from '../../src/base/i18n.ts'

const KEY = 'tuidan-lang'

function firstLang(): Lang {
  const asked = new URLSearchParams(location.search).get('lang') ?? localStorage.getItem(KEY)
  return isLang(asked) ? asked : navigator.language.startsWith('zh') ? 'zh' : 'en'
}

/** The reader's language: `?lang=`, what was chosen before, else the browser's. */
export const lang = signal<Lang>(firstLang())

// Another page of ours, or the page around this one, changed it.
addEventListener('storage', (event) => {
  if (event.key === KEY && isLang(event.newValue)) show(event.newValue)
})

function show(next: Lang): void {
  lang.value = next
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en'
}

/** Changes the language and remembers it. */
export function setLang(next: Lang): void {
  localStorage.setItem(KEY, next)
  show(next)
}

/** A dictionary's speaker: `const t = words({ shift: { zh, en } }); t('shift')`. */
export function words<T extends Record<string, Text>>(dictionary: T) {
  return (key: keyof T & string, params?: Params): string => say(dictionary[key] as Text, lang.value, params)
}

/** A text of the server in the reader's language. */
export const inLang = (text: Text): string => text[lang.value]

/** A text with a capital first letter, as it stands in a chip or at the head of a line: states are small inside sentences. */
export const asHead = (text: Text): string => {
  const words = inLang(text)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Tells the document its language; called once when an app begins. */
export function beginLang(): void {
  document.documentElement.lang = lang.value === 'zh' ? 'zh-CN' : 'en'
}
