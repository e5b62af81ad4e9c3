import { computed, signal } from '@preact/signals'
import type { Text } from '../../src/base/i18n.ts'
import { judgeScan } from '../../src/warehouse/scan.ts'
import type { Task as FloorTask, TaskLine } from '../../src/warehouse/task.ts'
import { ApiProblem, api, listen } from '../kit/api.ts'

/** A task as the server gives it to a phone. */
export interface Task {
  readonly id: string
  readonly kind: 'pick' | 'pack' | 'ship'
  readonly state: 'offered' | 'working'
  readonly epoch: number
  readonly zone: string | null
  readonly number: string | null
  readonly why: readonly Text[]
  readonly lines: readonly (TaskLine & { readonly way: Text | null })[]
  readonly parcel: { readonly number: string; readonly tracking: string } | null
}

/** Who is at this phone. */
export interface Me {
  readonly worker: {
    readonly id: string
    readonly name: string
    readonly zones: readonly string[]
    readonly onShift: boolean
  }
  readonly site: { readonly name: Text }
}

interface QueuedScan {
  readonly uid: string
  readonly seq: number
  readonly taskId: string
  readonly epoch: number
  readonly code: string
  readonly qty: number
}

const QUEUE = 'tuidan-scans'
const SEQ = 'tuidan-seq'

/** Null until the server answered, 'nobody' when this phone has not joined. */
export const me = signal<Me | 'nobody' | null>(null)
/** What is in hand. */
export const task = signal<Task | null>(null)
/** What went wrong last, in words. */
export const problem = signal<{ title: string; next: string } | null>(null)
/** The verdict of the last scan while it fills the screen. */
export const flood = signal<{ verdict: 'right' | 'wrong'; text: Text } | null>(null)
const queue = signal<readonly QueuedScan[]>(JSON.parse(localStorage.getItem(QUEUE) ?? '[]'))
/** Scans that the server has not confirmed. */
export const waiting = computed(() => queue.value.length)
/** Did the last call find no network? */
export const isOffline = signal(!navigator.onLine)

let isListening = false

function keep(next: readonly QueuedScan[]): void {
  queue.value = next
  localStorage.setItem(QUEUE, JSON.stringify(next))
}

/** Asks who is here and what they have; called at the start and whenever something may have changed. */
export async function refresh(): Promise<void> {
  await say(async () => {
    const who = await api<Me>('GET', '/v1/phone/me')
    me.value = who
    if (!isListening) {
      isListening = true
      // For as long as the page lives.
      listen('/v1/phone/events', {
        hello: () => void sync(),
        'task.offered': () => void refresh(),
        'task.taken-back': () => void refresh(),
        reload: () => void refresh(),
      })
    }
    if (!who.worker.onShift) {
      task.value = null
      return
    }
    const answer = await api<{ task: Task | null }>('GET', '/v1/phone/tasks')
    // The next task opens by itself: an offer is accepted by looking at it.
    task.value = answer.task?.state === 'offered' ? await accept(answer.task) : answer.task
  })
}

async function accept(offered: Task): Promise<Task | null> {
  navigator.vibrate?.(200)
  return (await api<{ task: Task | null }>('POST', `/v1/phone/tasks/${offered.id}/accept`, { epoch: offered.epoch }))
    .task
}

/** Joins this phone with a link's secret. */
export async function join(token: string): Promise<void> {
  await say(async () => {
    await api('POST', '/v1/phone/join', { token })
    history.replaceState(null, '', location.pathname.replace(/join$/, ''))
    await refresh()
  })
}

/** On or off shift. */
export async function setShift(on: boolean, confirm = false): Promise<void> {
  await say(async () => {
    await api('POST', '/v1/phone/shift', { on, confirm })
    await refresh()
  })
}

/** One code: judged here at once, counted, and sent; without network it waits. */
export async function scan(code: string, qty = 1): Promise<void> {
  const now = task.value
  if (now === null || code.trim() === '') return
  const judged = judgeScan(now as unknown as FloorTask, { code, qty })
  if (judged.verdict === 'right') {
    task.value = { ...now, lines: now.lines.map((l) => (l.seq === judged.line ? { ...l, picked: l.picked + qty } : l)) }
    navigator.vibrate?.(60)
  } else if (judged.verdict !== 'bin') navigator.vibrate?.([180, 90, 180])
  tone(judged.verdict === 'right' || judged.verdict === 'bin')
  flood.value = {
    verdict: judged.verdict === 'right' || judged.verdict === 'bin' ? 'right' : 'wrong',
    text: judged.text,
  }
  const seq = Number(localStorage.getItem(SEQ) ?? '0')
  localStorage.setItem(SEQ, String(seq + 1))
  keep([...queue.value, { uid: crypto.randomUUID(), seq, taskId: now.id, epoch: now.epoch, code, qty }])
  await sync()
}

/** Sends what waits; what the server confirmed is let go. */
export async function sync(): Promise<void> {
  const scans = queue.value
  if (scans.length === 0) return
  try {
    await api('POST', '/v1/phone/scans', { scans: scans.slice(0, 500) })
    keep(queue.value.filter((q) => !scans.slice(0, 500).some((s) => s.uid === q.uid)))
    isOffline.value = false
  } catch (error) {
    // Without network they stay; any other answer is shown, and they stay too: nothing a hand did is dropped.
    if (error instanceof ApiProblem) problem.value = { title: error.message, next: error.next }
    else isOffline.value = true
  }
}

/** What is not in its bin. */
export async function reportShort(line: number): Promise<void> {
  const now = task.value
  if (now === null) return
  await say(async () => {
    await sync()
    await api('POST', `/v1/phone/tasks/${now.id}/short`, { epoch: now.epoch, line, uid: crypto.randomUUID() })
    await refresh()
  })
}

/** Finishes the task in hand. */
export async function finish(extra: { weightGrams?: number; code?: string } = {}): Promise<void> {
  const now = task.value
  if (now === null) return
  await say(async () => {
    await sync()
    await api('POST', `/v1/phone/tasks/${now.id}/done`, { epoch: now.epoch, ...extra })
    task.value = null
    await refresh()
  })
}

/** Gives the task in hand to somebody else. */
export async function giveBack(): Promise<void> {
  const now = task.value
  if (now === null) return
  await say(async () => {
    await sync()
    await api('POST', `/v1/phone/tasks/${now.id}/return`, { epoch: now.epoch, reason: 'by hand' })
    await refresh()
  })
}

async function say(work: () => Promise<void>): Promise<void> {
  try {
    await work()
    problem.value = null
    isOffline.value = false
  } catch (error) {
    if (!(error instanceof ApiProblem)) isOffline.value = true
    else if (error.code === 'http/sign-in') me.value = 'nobody'
    else {
      problem.value = { title: error.message, next: error.next }
      if (error.code === 'warehouse/taken-back') task.value = null
    }
  }
}

/** A rising tone for right, a falling one for wrong. */
function tone(right: boolean): void {
  const audio = new AudioContext()
  const note = audio.createOscillator()
  note.frequency.setValueAtTime(right ? 660 : 330, audio.currentTime)
  note.frequency.linearRampToValueAtTime(right ? 990 : 160, audio.currentTime + 0.16)
  note.connect(audio.destination)
  note.start()
  note.stop(audio.currentTime + 0.18)
  note.onended = () => void audio.close()
}
