import type { Text } from '../base/i18n.ts'
import { leftOf, nextLine, type Task, type TaskLine } from './task.ts'

/** What a scanner read, or a hand typed. */
export interface Scan {
  readonly code: string
  readonly qty: number
}

/** What it means for the task in hand. */
export type Judgement =
  | { readonly verdict: 'right'; readonly line: number; readonly left: number; readonly text: Text }
  | { readonly verdict: 'bin'; readonly line: number; readonly text: Text }
  | { readonly verdict: 'wrong' | 'extra'; readonly line: number | null; readonly text: Text }

/** Strips what scanners put before a code (AIM identifiers, FNC1) and the blanks around it. */
export function cleanCode(code: string): string {
  return code
    .replace(/^\](?:C1|E0|d2|Q3|e0)/, '')
    .replaceAll('\u001d', '')
    .trim()
}

const names = (line: TaskLine, code: string): boolean => code === line.sku || code === line.barcode

/**
 * Judges one scan against a task, the same on the phone without network and on the server: the bin of the next line, goods of
 * any open line (right), more than is wanted (extra), or something else (wrong).
 */
export function judgeScan(task: Task, scan: Scan): Judgement {
  const code = cleanCode(scan.code)
  const next = nextLine(task)
  const bin = task.lines.find((l) => l.bin !== '' && l.bin === code.toUpperCase() && l.picked + l.short < l.qty)
  if (bin !== undefined)
    return {
      verdict: 'bin',
      line: bin.seq,
      text: {
        zh: `${bin.bin}，拿 ${bin.qty - bin.picked - bin.short} 件`,
        en: `${bin.bin}, take ${bin.qty - bin.picked - bin.short}`,
      },
    }
  const mine = task.lines.filter((l) => names(l, code))
  const open = mine.find((l) => l.picked + l.short < l.qty)
  if (
    open !== undefined &&
    Number.isInteger(scan.qty) &&
    scan.qty >= 1 &&
    open.picked + open.short + scan.qty <= open.qty
  ) {
    const left = leftOf(task) - scan.qty
    return {
      verdict: 'right',
      line: open.seq,
      left,
      text:
        left === 0
          ? { zh: '对了，都齐了', en: 'Right, that is all' }
          : { zh: `对了，还要 ${left} 件`, en: `Right, ${left} to go` },
    }
  }
  const line = (open ?? mine[0])?.seq ?? null
  if (mine.length > 0) {
    const { picked, qty } = open ?? mine[0]!
    return {
      verdict: 'extra',
      line,
      text: {
        zh: `多了：这件要 ${qty} 件，已经有 ${picked} 件。放回去。`,
        en: `Too many: ${qty} wanted, ${picked} are there. Put it back.`,
      },
    }
  }
  if (next === null)
    return {
      verdict: 'extra',
      line: null,
      text: { zh: '这份活已经齐了。放回去。', en: 'This task is complete. Put it back.' },
    }
  return {
    verdict: 'wrong',
    line: next.seq,
    text: {
      zh: `不是这件。放回去，到 ${next.bin} 拿${next.title.zh}。`,
      en: `Not this one. Put it back, take ${next.title.en} from ${next.bin}.`,
    },
  }
}
