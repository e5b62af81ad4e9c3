/** Marks on one letter, and the two halves of kana that become such; some scripts need seven, jokes need more. */
const MOST_MARKS = 30
const MARK = '[\\p{M}\\uff9e\\uff9f]'
const TOO_MANY = new RegExp(`${MARK}{${MOST_MARKS + 1}}`, 'u')
const RUNS = new RegExp(`(${MARK}{${MOST_MARKS}})${MARK}+`, 'gu')

/**
 * `String.normalize` for texts of strangers. Marks on one letter are put in order, which takes the square of how many they are: forty
 * thousand would hold everybody up for seconds. What goes beyond thirty is left out (Unicode UAX 15 §13, Stream-Safe Text).
 */
export const composed = (text: string, form: 'NFC' | 'NFD' | 'NFKC'): string =>
  (TOO_MANY.test(text) ? text.replace(RUNS, '$1') : text).normalize(form)
