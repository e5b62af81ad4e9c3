import type { Text } from '../../../src/base/i18n.ts'
import { inLang } from '../../kit/words.ts'

const CAME: Readonly<Record<string, Text>> = {
  shown: { zh: '画出', en: 'drawn' },
  seen: { zh: '看到', en: 'seen' },
  clicked: { zh: '点开', en: 'opened' },
  hidden: { zh: '不想看', en: 'hidden' },
}

/** What became of an offer, in words. */
export const cameWord = (type: string): string => (CAME[type] === undefined ? type : inLang(CAME[type]))
