import { fill, type Text } from '../base/i18n.ts'
import { readBin } from './floor.ts'
import { leftOf, nextLine, type Task, type TaskKind, type TaskLine } from './task.ts'

/** What a scanner read, or a hand typed. */
export interface Scan {
  readonly code: string
  readonly qty: number
}

/** Longest code that is kept. A camera reads whatever hangs on a wall: what is longer is none of ours, and is judged wrong. */
export const MOST_CODE = 200

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

/** A UPC-A of 12 digits is the EAN-13 with a 0 before it (GS1 General Specifications §3): readers say either, goods are kept as EAN. */
const ean = (code: string): string => (/^\d{12}$/.test(code) ? `0${code}` : code)

const names = (line: TaskLine, code: string): boolean =>
  code === line.sku || (line.barcode !== null && ean(code) === ean(line.barcode))

/**
 * Judges one scan against a task, the same on the phone without network and on the server: the bin of the next line, goods of
 * any open line (right), more than is wanted (extra), or something else (wrong). Only a phone knows whether its worker was led
 * to a bin and has not scanned it (`wantsBin`): nothing is in the hand then, and nothing to put back.
 */
export function judgeScan(task: Task, scan: Scan, wantsBin = false): Judgement {
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
  const away = AWAY[task.kind]
  const about = open ?? mine[0]
  if (about !== undefined) {
    const { seq, picked, qty } = about
    return {
      verdict: 'extra',
      line: seq,
      text: {
        zh: `多了：这件要 ${qty} 件，已经有 ${picked} 件。${away.zh}。`,
        en: `Too many: ${qty} wanted, ${picked} are there. ${away.en}.`,
      },
    }
  }
  if (next === null)
    return {
      verdict: 'extra',
      line: null,
      text: { zh: `这份活已经齐了。${away.zh}。`, en: `This task is complete. ${away.en}.` },
    }
  if (task.kind === 'pick' && (wantsBin || readBin(code) !== null))
    return { verdict: 'wrong', line: next.seq, text: wrongBin(next.bin, code) }
  return { verdict: 'wrong', line: next.seq, text: WRONG[task.kind](next) }
}

/** Longest part of a strange code that is read out. */
const MOST_SAID = 40

/** A bin that is not the next one, or a code that is no bin's: what was read, and where to go. */
function wrongBin(wanted: string, code: string): Text {
  const params = { got: [...code.slice(0, MOST_CODE)].slice(0, MOST_SAID).join(''), wanted }
  const isBin = readBin(code) !== null
  return {
    zh: fill(isBin ? '货位不对：扫到的是 {got}，要去 {wanted}。' : '{got} 不是货位码。去 {wanted} 扫货位牌。', params),
    en: fill(
      isBin
        ? 'Wrong bin: you scanned {got}, go to {wanted}.'
        : '{got} is not a bin code. Go to {wanted} and scan its plate.',
      params,
    ),
  }
}

/** What to do with a piece that is not wanted: a picker stands before its bin, a packer does not. */
const AWAY: Readonly<Record<TaskKind, Text>> = {
  pick: { zh: '放回去', en: 'Put it back' },
  pack: { zh: '放一边', en: 'Put it aside' },
  ship: { zh: '放一边', en: 'Put it aside' },
}

/** What is wrong with a code, and what is wanted instead; at the packing table and the dock there are no bins. */
const WRONG: Readonly<Record<TaskKind, (next: TaskLine) => Text>> = {
  pick: (next) => ({
    zh: fill('不是这件。放回去，到 {bin} 拿{title}。', { bin: next.bin, title: next.title.zh }),
    en: `Not this one. Put it back, take ${next.title.en} from ${next.bin}.`,
  }),
  pack: (next) => ({
    zh: fill('不是这一箱的。放一边，接着扫{title}。', { title: next.title.zh }),
    en: `Not for this box. Put it aside, scan ${next.title.en} next.`,
  }),
  ship: () => ({
    zh: '不是这个包裹。放一边，扫这一单的面单。',
    en: 'Not this parcel. Put it aside, scan the label of this order.',
  }),
}
