import { computed, signal } from '@preact/signals'
import { type Judgement, MOST_CODE } from '../../src/warehouse/scan.ts'
import { ApiProblem } from '../kit/api.ts'
import { newKey } from '../kit/key.ts'

/** A scan until the server has confirmed it. */
export interface QueuedScan {
  readonly uid: string
  readonly seq: number
  readonly taskId: string
  readonly epoch: number
  readonly code: string
  readonly qty: number
  /** What this phone said of it. */
  readonly verdict?: Judgement['verdict']
}

/** What the server says of a scan. */
export interface ScanVerdict {
  readonly uid: string
  readonly verdict: Judgement['verdict'] | 'stale' | 'repeat'
  readonly text: Judgement['text']
}

/** Hands scans to the server. @throws ApiProblem when it refuses them, anything else when it was not reached */
export type Post = (scans: readonly Omit<QueuedScan, 'verdict'>[]) => Promise<readonly ScanVerdict[]>

/** What came of sending. */
export interface Sent {
  /** The first scan that did not count although this phone had said otherwise; null when all agree. */
  readonly differs: ScanVerdict | null
  /** Why a scan was let go without being counted; null when none was. */
  readonly refused: ApiProblem | null
  /** What ended it before all had gone: an ApiProblem, or a TypeError without network; what was not sent stays. Else null. */
  readonly stopped: unknown
}

const QUEUE = 'tuidan-scans'
const SEQ = 'tuidan-seq'
/** The server takes this many at once. */
const MOST_AT_ONCE = 500

// localStorage, not IndexedDB: it writes before the tone sounds, so that a phone that dies in the next moment has lost nothing.
function read(): readonly QueuedScan[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(QUEUE) ?? '[]')
    return Array.isArray(kept) ? kept : []
  } catch {
    return []
  }
}

const queue = signal(read())

/** Scans that the server has not confirmed. */
export const waiting = computed(() => queue.value.length)

function keep(next: readonly QueuedScan[]): void {
  queue.value = next
  localStorage.setItem(QUEUE, JSON.stringify(next))
}

/** Keeps a scan on this phone, in its order. */
export function keepScan(scan: Omit<QueuedScan, 'uid' | 'seq'>): void {
  const seq = Number(localStorage.getItem(SEQ) ?? '0')
  localStorage.setItem(SEQ, String(seq + 1))
  keep([...queue.value, { ...scan, code: scan.code.slice(0, MOST_CODE), uid: newKey(), seq }])
}

function letGo(confirmed: readonly QueuedScan[]): void {
  const done = new Set(confirmed.map((scan) => scan.uid))
  keep(queue.value.filter((scan) => !done.has(scan.uid)))
}

/** Answers that say "not now" or "not you": the scans stay. */
const LATER: ReadonlySet<number> = new Set([401, 403, 408, 425, 429])

/** Did our server look at it and say no for good? A proxy's page has no code of ours. */
const isRefusal = (error: unknown): error is ApiProblem =>
  error instanceof ApiProblem &&
  error.code !== 'http/unexpected' &&
  error.status >= 400 &&
  error.status < 500 &&
  !LATER.has(error.status)

let sending: Promise<Sent> | null = null

/**
 * Sends what waits, in its order, and lets go what the server confirmed. Refused together, they go one by one: only what is
 * refused alone is let go, so that one strange scan holds up no other. Whoever calls meanwhile waits for the same sending.
 */
export function sendWaiting(post: Post): Promise<Sent> {
  sending ??= sendAll(post).finally(() => {
    sending = null
  })
  return sending
}

async function sendAll(post: Post): Promise<Sent> {
  let differs: ScanVerdict | null = null
  let refused: ApiProblem | null = null
  let alone = 0
  for (let scans = queue.value; scans.length > 0; scans = queue.value) {
    const some = scans.slice(0, alone > 0 ? 1 : MOST_AT_ONCE)
    try {
      const answers = await post(some.map(({ verdict: _, ...scan }) => scan))
      differs ??= firstThatDiffers(some, answers)
    } catch (error) {
      if (!isRefusal(error)) return { differs, refused, stopped: error }
      if (some.length > 1) {
        alone = some.length
        continue
      }
      refused ??= error
    }
    letGo(some)
    alone = Math.max(0, alone - 1)
  }
  return { differs, refused, stopped: null }
}

function firstThatDiffers(scans: readonly QueuedScan[], answers: readonly ScanVerdict[]): ScanVerdict | null {
  const said = new Map(scans.map((scan) => [scan.uid, scan.verdict]))
  const counts = ({ verdict }: ScanVerdict) => verdict === 'right' || verdict === 'bin' || verdict === 'repeat'
  return answers.find((answer) => !counts(answer) && answer.verdict !== said.get(answer.uid)) ?? null
}
