import type { Text } from '../../src/base/i18n.ts'
import { inLang } from '../kit/words.ts'

/** A state's name as it stands alone, in a chip: with a capital in English. */
export function stateWord(name: Text): string {
  const text = inLang(name)
  return text.charAt(0).toUpperCase() + text.slice(1)
}
