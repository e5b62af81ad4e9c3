import { signal } from '@preact/signals'
import type { Text } from '../../src/base/i18n.ts'
import type { Money } from '../../src/base/money.ts'
import { judgeScan } from '../../src/warehouse/scan.ts'
import { type Task as FloorTask, nextLine, type TaskLine, type TaskStep } from '../../src/warehouse/task.ts'
import { ApiProblem, api, BASE, listen } from '../kit/api.ts'
import { newKey } from '../kit/key.ts'
import { keepScan, type ScanVerdict, sendWaiting } from './scan-queue.ts'
import { tell } from './signals-out.ts'

/** A task as the server gives it to a phone. */
export interface Task {
  readonly id: string
  readonly kind: 'pick' | 'pack' | 'ship'
  readonly step: TaskStep
  readonly state: 'offered' | 'working'
  readonly epoch: number
  readonly zone: string | null
  readonly number: string | null
  readonly why: readonly Text[]
  /** Where the order's goods are gathered: a cell of the put wall or a tote; null until one is scanned. */
  readonly cell: string | null
  /** What the courier takes at the door; null when nothing is to be paid there. */
  readonly collect: Money | null
  readonly lines: readonly (TaskLine & { readonly way: Text | null })[]
  readonly parcel: {
    readonly id: string
    readonly number: string
    readonly carrierName: Text
    readonly tracking: string
    readonly prints: number
    readonly labelUrl: string
  } | null
}

/** Parcels of one carrier that are registered and wait to be handed over. */
export interface Dock {
  readonly carrier: string
  readonly name: Text
  readonly count: number
}

/** Who is at this phone. */
export interface Me {
  readonly worker: {
    readonly id: string
    readonly name: string
    readonly zones: readonly string[]
    readonly onShift: boolean
  }
  readonly site: { readonly slug: string; readonly name: Text }
}

/** What a worker says when a step is finished. */
export interface Finish {
  readonly cell?: string
  readonly weightGrams?: number
  readonly code?: string
}

/** Null until the server answered, 'nobody' when this phone has not joined. */
export const me = signal<Me | 'nobody' | null>(null)
/** What is in hand. */
export const task = signal<Task | null>(null)
/** What waits at the dock; empty for whoever does not ship. */
export const dock = signal<readonly Dock[]>([])
/** What went wrong last, in words. */
export const problem = signal<{ code: string; title: string; next: string } | null>(null)
/** The verdict of the last scan while it fills the screen. */
export const flood = signal<{ verdict: 'right' | 'wrong'; text: Text; next?: Text } | null>(null)
/** The bin that was scanned for the line in hand: the plate folds, the goods grow. */
export const atBin = signal<string | null>(null)
/** Did the last call find no network? */
export const isOffline = signal(!navigator.onLine)
/** A step that was finished without network: told as soon as there is one. */
const LATER = 'tuidan-finish'

/** A code that just finished a step is no scan of the next one: fingers and cameras send the same code twice. */
const SAME_CODE_MS = 2_000
let finishedBy = { code: '', at: 0 }

const isEcho = (code: string): boolean =>
  code !== '' && code === finishedBy.code && performance.now() - finishedBy.at < SAME_CODE_MS

let stopListening: (() => void) | null = null

function listenOnce(): void {
  // Until this phone belongs to nobody.
  stopListening ??= listen('/v1/phone/events', {
    hello: () => void sync(),
    'task.offered': () => void refresh(),
    'task.taken-back': () => void refresh(),
    reload: () => void refresh(),
  })
}

/** Asks who is here and what they have; called at the start and whenever something may have changed. */
export async function refresh(): Promise<void> {
  await attempt(async () => {
    const who = await api<Me>('GET', '/v1/phone/me')
    me.value = who
    localStorage.removeItem(NOBODY)
    listenOnce()
    if (who.worker.onShift) await nextTask()
    else take(null)
  })
}

/** The next task opens by itself: an offer is accepted by looking at it, which nobody does while the page is hidden. */
async function nextTask(): Promise<void> {
  const answer = await api<{ task: Task | null; dock: Dock[] | null }>('GET', '/v1/phone/tasks')
  dock.value = answer.dock ?? []
  if (answer.task?.state !== 'offered') return take(answer.task)
  tell('work')
  // It rings, and waits for a look; unseen, it goes to somebody else.
  if (document.hidden) return take(null)
  const { id, epoch } = answer.task
  take((await api<{ task: Task | null }>('POST', `/v1/phone/tasks/${id}/accept`, { epoch })).task)
}

function take(next: Task | null): void {
  if (next?.id !== task.value?.id) atBin.value = null
  task.value = next
}

/** Joined a moment ago: the phone says the name aloud and is told whether that is right. */
export const justJoined = signal(false)

/** Remembers that nobody has joined this phone: what needs a session is not asked again until somebody does. */
const NOBODY = 'tuidan-nobody'

/** May this phone ask who works with it? In the demo sessions come and go with the page around it. */
export const mayAsk = (): boolean => BASE !== '' || localStorage.getItem(NOBODY) === null

function becomeNobody(): void {
  me.value = 'nobody'
  stopListening?.()
  stopListening = null
  take(null)
  dock.value = []
  if (BASE === '') localStorage.setItem(NOBODY, '1')
}

/** Asks at the start, if this phone was not found to be nobody's. */
export async function begin(): Promise<void> {
  if (mayAsk()) await refresh()
  else me.value = 'nobody'
}

/** Joins this phone with a link's secret. */
export async function join(token: string): Promise<void> {
  await attempt(async () => {
    history.replaceState(null, '', location.pathname.replace(/join$/, ''))
    await api('POST', '/v1/phone/join', { token })
    localStorage.removeItem(NOBODY)
    justJoined.value = true
  })
  await begin()
}

/** Takes this phone off the shop's list: it was somebody else's code. */
export async function leave(): Promise<void> {
  await attempt(async () => {
    await api('POST', '/v1/phone/leave')
    justJoined.value = false
    becomeNobody()
  })
}

/** On or off shift. */
export async function setShift(on: boolean, confirm = false): Promise<void> {
  await attempt(async () => {
    await api('POST', '/v1/phone/shift', { on, confirm })
    await refresh()
  })
}

/** Was the bin of the line in hand scanned? */
function isAtBinOf(now: Task): boolean {
  return atBin.value !== null && atBin.value === nextLine(now)?.bin
}

/** One code: judged here at once, counted, and sent; without network it waits. */
export async function scan(code: string, qty = 1): Promise<void> {
  const now = task.value
  if (now === null || code.trim() === '' || isEcho(code)) return
  problem.value = null
  flood.value = null
  const judged = judgeScan(now as unknown as FloorTask, { code, qty }, now.kind === 'pick' && !isAtBinOf(now))
  if (judged.verdict === 'right') {
    task.value = { ...now, lines: now.lines.map((l) => (l.seq === judged.line ? { ...l, picked: l.picked + qty } : l)) }
    flood.value = { verdict: 'right', text: judged.text }
  } else if (judged.verdict === 'bin') atBin.value = now.lines.find((l) => l.seq === judged.line)?.bin ?? null
  else flood.value = { verdict: 'wrong', text: judged.text }
  tell(judged.verdict === 'extra' ? 'wrong' : judged.verdict)
  keepScan({ taskId: now.id, epoch: now.epoch, code, qty, verdict: judged.verdict })
  await sync()
}

/** Sends what waits. Where the server judges otherwise than this phone did, its word fills the screen, and its count stands. */
export async function sync(): Promise<void> {
  try {
    const { differs, refused, stopped } = await sendWaiting(
      async (scans) => (await api<{ verdicts: ScanVerdict[] }>('POST', '/v1/phone/scans', { scans })).verdicts,
    )
    if (differs !== null) {
      flood.value = { verdict: 'wrong', text: differs.text }
      tell('wrong')
    }
    if (differs !== null || refused !== null) await refresh()
    if (refused !== null) show(refused)
    if (stopped !== null) throw stopped
    isOffline.value = false
    const later = localStorage.getItem(LATER)
    if (later !== null) await finishNow(JSON.parse(later))
  } catch (error) {
    // Without network they stay; any other answer is shown, and they stay too: nothing a hand did is dropped.
    if (error instanceof ApiProblem) show(error)
    else isOffline.value = true
  }
}

/** What is not in its bin. */
export async function reportShort(line: number): Promise<void> {
  const now = task.value
  if (now === null) return
  await attempt(async () => {
    await sync()
    await api('POST', `/v1/phone/tasks/${now.id}/short`, { epoch: now.epoch, line, uid: newKey() })
    await nextTask()
  })
}

/** Reports pieces that are missing or damaged at the packing table: they come off the order. */
export async function reportMissing(line: number, qty: number): Promise<void> {
  const now = task.value
  if (now === null) return
  await attempt(async () => {
    await sync()
    await api('POST', `/v1/phone/tasks/${now.id}/missing`, { epoch: now.epoch, line, qty, uid: newKey() })
    await nextTask()
  })
}

/** Finishes the step in hand; without network it is told when there is one. */
export async function finish(extra: Finish = {}): Promise<void> {
  const now = task.value
  const code = extra.code ?? extra.cell ?? ''
  if (now === null || isEcho(code)) return
  finishedBy = { code, at: performance.now() }
  problem.value = null
  flood.value = null
  await attempt(async () => {
    await sync()
    const what = { id: now.id, body: { epoch: now.epoch, ...extra } }
    if (isOffline.value) localStorage.setItem(LATER, JSON.stringify(what))
    else await finishNow(what)
  })
}

async function finishNow(what: { id: string; body: Finish & { epoch: number } }): Promise<void> {
  try {
    const answer = await api<{ task: Task | null }>('POST', `/v1/phone/tasks/${what.id}/done`, what.body)
    localStorage.removeItem(LATER)
    if (what.body.cell !== undefined || what.body.code !== undefined) tell('right')
    if (answer.task !== null) take(answer.task)
    else await nextTask()
  } catch (error) {
    if (error instanceof ApiProblem) localStorage.removeItem(LATER)
    throw error
  }
}

/** Is a finished step waiting for the network? */
export const isFinishWaiting = (): boolean => localStorage.getItem(LATER) !== null

/** Hands everything registered over to a carrier. */
export async function handOver(carrier: string): Promise<void> {
  await attempt(async () => {
    await api('POST', '/v1/phone/ship/handover', { carrier })
    tell('right')
    await nextTask()
  })
}

/** Gives the task in hand to somebody else. */
export async function giveBack(reason: string): Promise<void> {
  const now = task.value
  if (now === null) return
  await attempt(async () => {
    await sync()
    await api('POST', `/v1/phone/tasks/${now.id}/return`, { epoch: now.epoch, reason })
    await nextTask()
  })
}

/** Says that somebody is at the phone while work is in hand: a silent task goes to the next. */
export async function sayHere(): Promise<void> {
  if (task.value === null || document.hidden) return
  try {
    await api('POST', '/v1/phone/here')
  } catch {
    // The next scan or call says it too.
  }
}

async function attempt(work: () => Promise<void>): Promise<void> {
  try {
    await work()
    isOffline.value = false
  } catch (error) {
    if (error instanceof ApiProblem) show(error)
    else isOffline.value = true
  }
}

function show(error: ApiProblem): void {
  if (error.code === 'http/sign-in') {
    becomeNobody()
    return
  }
  if (error.field === 'cell' || error.field === 'code') {
    // A wrong cell or label is a wrong scan like any other: the whole screen, the tone, the buzz.
    const both = (words: string): Text => ({ zh: words, en: words })
    flood.value = { verdict: 'wrong', text: both(error.message), next: both(error.next) }
    tell('wrong')
    return
  }
  problem.value = { code: error.code, title: error.message, next: error.next }
  if (error.code === 'warehouse/taken-back') {
    take(null)
    void nextTask().catch(() => {
      isOffline.value = true
    })
  }
}
