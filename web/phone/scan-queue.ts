import { computed, signal } from '@preact/signals'

/** A scan until the server has confirmed it. */
export interface QueuedScan {
  readonly uid: string
  readonly seq: number
  readonly taskId: string
  readonly epoch: number
  readonly code: string
  readonly qty: number
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
export function keepScan(scan: Pick<QueuedScan, 'taskId' | 'epoch' | 'code' | 'qty'>): void {
  const seq = Number(localStorage.getItem(SEQ) ?? '0')
  localStorage.setItem(SEQ, String(seq + 1))
  keep([...queue.value, { ...scan, uid: crypto.randomUUID?.() ?? uid(), seq }])
}

/** The oldest scans, as many as the server takes at once. */
export function oldest(): readonly QueuedScan[] {
  return queue.value.slice(0, MOST_AT_ONCE)
}

/** Lets go what the server confirmed. */
export function letGo(confirmed: readonly QueuedScan[]): void {
  const done = new Set(confirmed.map((scan) => scan.uid))
  keep(queue.value.filter((scan) => !done.has(scan.uid)))
}

/** `crypto.randomUUID` is missing on plain http outside localhost; random bytes are there. */
export function uid(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('')
}
