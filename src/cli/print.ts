import { isLang, type Lang, type Text } from '../base/i18n.ts'

/** The language of the person at the terminal: `LC_ALL`, `LC_MESSAGES`, `LANG`; Chinese for zh*, else English. */
export function terminalLang(env: Readonly<Record<string, string | undefined>>): Lang {
  const wanted = (env.LC_ALL || env.LC_MESSAGES || env.LANG || '').slice(0, 2)
  return isLang(wanted) ? wanted : 'en'
}

const isTty = process.stdout.isTTY === true && process.env.NO_COLOR === undefined

/** Bold, where the terminal can. */
export const bold = (text: string): string => (isTty ? `\x1b[1m${text}\x1b[0m` : text)
/** Dim, where the terminal can. */
export const dim = (text: string): string => (isTty ? `\x1b[2m${text}\x1b[0m` : text)
/** Underlined address, where the terminal can. */
export const link = (text: string): string => (isTty ? `\x1b[4m${text}\x1b[0m` : text)

/** How wide a text stands in a terminal: Han and full-width signs take two columns. */
export function columns(text: string): number {
  let n = 0
  for (const char of text)
    n += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(char)
      ? 2
      : 1
  return n
}

/** Pads to a width in columns. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)))
}

/** Prints rows as aligned columns with two blanks between. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths: number[] = []
  for (const row of rows)
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, columns(cell))
    })
  for (const row of rows)
    console.log(
      row
        .map((cell, i) => (i === row.length - 1 ? cell : pad(cell, widths[i]!)))
        .join('  ')
        .trimEnd(),
    )
}

/** A progress bar on stderr: redrawn in a terminal, a line each tenth elsewhere. */
export class Progress {
  readonly #label: string
  readonly #total: number
  readonly #startedAt = Date.now()
  #lastShown = -1

  constructor(label: Text, lang: Lang, total: number) {
    this.#label = label[lang]
    this.#total = total
  }

  /** `done` of the total; `note` stands at the end of the line. */
  show(done: number, note = ''): void {
    const share = this.#total === 0 ? 1 : Math.min(1, done / this.#total)
    const step = process.stderr.isTTY ? Math.floor(share * 200) : Math.floor(share * 10)
    if (step === this.#lastShown && done < this.#total) return
    this.#lastShown = step
    const seconds = Math.round((Date.now() - this.#startedAt) / 1000)
    const bar = '█'.repeat(Math.round(share * 24)).padEnd(24, '░')
    const line = `${this.#label} ${bar} ${done}/${this.#total}  ${seconds} s  ${note}`
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${line}` : `${line}\n`)
    if (done >= this.#total && process.stderr.isTTY) process.stderr.write('\n')
  }
}
