import { useSignal } from '@preact/signals'
import { BASE } from '../../kit/api.ts'
import { Icon, Shape } from '../../kit/icons.tsx'
import { Note, type Trouble, troubleOf } from '../../kit/parts.tsx'
import { number } from '../../kit/time.ts'
import { lang, words } from '../../kit/words.ts'

const t = words({
  choose: { zh: '选 CSV 文件', en: 'Choose a CSV file' },
  reading: { zh: '正在读 {file}…', en: 'Reading {file}…' },
  bins: { zh: '{file}：{bins} 个货位，新的 {added} 个', en: '{file}: {bins} {bins|bin|bins}, {added} new' },
  goods: {
    zh: '{lines} 行收了 {pieces} 件',
    en: '{pieces} {pieces|piece|pieces} received in {lines} {lines|line|lines}',
  },
  repeated: { zh: '{n} 行以前收过，没有再算', en: '{n} {n|line was|lines were} taken before and not counted again' },
  again: { zh: '同样的货又来了一批，再收一次', en: 'The same goods came again: take them once more' },
  wrong: { zh: '第 {line} 行：{text}', en: 'Line {line}: {text}' },
  more: { zh: '还有 {n} 行', en: '{n} more' },
})

interface Taken {
  readonly bins: number
  readonly added: number
  readonly lines: number
  readonly pieces: number
  readonly repeated: number
}
interface WrongLine {
  readonly line: number
  readonly value: string
  readonly text: string
}
type Outcome = { readonly taken: Taken } | { readonly trouble: Trouble; readonly lines: readonly WrongLine[] }

const SHOWN = 8

async function send(path: string, file: File, again: boolean): Promise<Outcome> {
  const params = new URLSearchParams({ filename: file.name, ...(again ? { again: 'true' } : {}) })
  try {
    const answer = await fetch(`${BASE}${path}?${params}`, {
      method: 'POST',
      headers: { 'x-tuidan': '1', 'content-type': 'text/csv', 'accept-language': lang.value },
      body: file,
    })
    const json = await answer.json()
    if (answer.ok) return { taken: json as Taken }
    const trouble = { title: json.title ?? '', next: json.next ?? '', code: json.code ?? '', field: null }
    return { trouble, lines: json.lines ?? [] }
  } catch (error) {
    return { trouble: troubleOf(error), lines: [] }
  }
}

/** A CSV that is taken whole or not at all: what came of it, or every line that is wrong. */
export function FileTake(props: { path: string; title: string; how: string; onTaken?: () => void }) {
  const file = useSignal<File | null>(null)
  const isBusy = useSignal(false)
  const outcome = useSignal<Outcome | null>(null)
  const take = async (chosen: File | undefined, again = false) => {
    if (chosen === undefined) return
    file.value = chosen
    isBusy.value = true
    outcome.value = await send(props.path, chosen, again)
    isBusy.value = false
    if ('taken' in outcome.value) props.onTaken?.()
  }
  const now = outcome.value
  const name = file.value?.name ?? ''
  return (
    <div class="filetake">
      <h3>{props.title}</h3>
      <p class="t2">{props.how}</p>
      <label class="btn">
        <Icon name="upload" size={18} />
        {isBusy.value ? t('reading', { file: name }) : t('choose')}
        <input
          class="sr"
          type="file"
          accept=".csv,.txt,text/csv,text/plain"
          onChange={(e) => void take(e.currentTarget.files?.[0])}
        />
      </label>
      {now !== null && 'taken' in now && (
        <div class="okline" role="status">
          <Shape kind="right" size={18} />
          <div>
            {now.taken.bins > 0 && (
              <p>{t('bins', { file: name, bins: number(now.taken.bins), added: number(now.taken.added) })}</p>
            )}
            {now.taken.lines > 0 && (
              <p>{t('goods', { lines: number(now.taken.lines), pieces: number(now.taken.pieces) })}</p>
            )}
            {now.taken.repeated > 0 && (
              <>
                <p>{t('repeated', { n: number(now.taken.repeated) })}</p>
                <button type="button" class="btn small" onClick={() => void take(file.value ?? undefined, true)}>
                  {t('again')}
                </button>
              </>
            )}
          </div>
        </div>
      )}
      {now !== null && 'trouble' in now && (
        <>
          <Note trouble={now.trouble} />
          <ul class="wronglines">
            {now.lines.slice(0, SHOWN).map((l) => (
              <li key={`${l.line}-${l.text}`}>
                <span>{t('wrong', { line: l.line, text: l.text })}</span>
                <code>{l.value}</code>
              </li>
            ))}
            {now.lines.length > SHOWN && <li>{t('more', { n: now.lines.length - SHOWN })}</li>}
          </ul>
        </>
      )}
    </div>
  )
}
