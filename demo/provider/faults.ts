import { STREAMS, type StreamId } from './source.ts'

/** How the data API may misbehave, for tests of those who read it. */
export const FAULT_KINDS = ['down', 'slow', 'rubbish', '429', '500'] as const

/** One planned misbehaviour. */
export interface Fault {
  readonly kind: (typeof FAULT_KINDS)[number]
  /** All streams when absent. */
  readonly stream?: StreamId
  /** That many good pages come first. */
  readonly afterPages: number
  /** Gone after so often; stays until taken away when absent. */
  readonly times?: number
  /** How slow, in ms. */
  readonly ms: number
}

/** What is planned, and how far it has come. */
export class Faults {
  #planned: { fault: Fault; pagesLeft: number; timesLeft: number }[] = []

  /** Plans one. @throws Error that names the field */
  add(raw: unknown): Fault {
    const fault = readFault(raw)
    this.#planned.push({ fault, pagesLeft: fault.afterPages, timesLeft: fault.times ?? Number.POSITIVE_INFINITY })
    return fault
  }

  /** Behaves again. */
  clear(): void {
    this.#planned = []
  }

  /** What goes wrong with this page, if anything. Counts the page. */
  next(stream: StreamId): Fault | null {
    const planned = this.#planned.find(({ fault }) => fault.stream === undefined || fault.stream === stream)
    if (planned === undefined) return null
    if (planned.pagesLeft > 0) {
      planned.pagesLeft--
      return null
    }
    if (--planned.timesLeft <= 0) this.#planned = this.#planned.filter((one) => one !== planned)
    return planned.fault
  }
}

function readFault(raw: unknown): Fault {
  const { kind, stream, afterPages = 0, times, ms = 5000 } = (raw ?? {}) as Record<string, unknown>
  const count = (name: string, value: unknown, min: number): number => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= min) return value
    throw new Error(`${name}: expected a whole number from ${min}`)
  }
  const known = FAULT_KINDS.find((one) => one === kind)
  if (known === undefined) throw new Error(`kind: expected one of ${FAULT_KINDS.join(', ')}`)
  const of = STREAMS.find((one) => one === stream)
  if (stream !== undefined && of === undefined) throw new Error(`stream: expected one of ${STREAMS.join(', ')}`)
  return {
    kind: known,
    afterPages: count('afterPages', afterPages, 0),
    ms: count('ms', ms, 0),
    ...(of === undefined ? {} : { stream: of }),
    ...(times === undefined ? {} : { times: count('times', times, 1) }),
  }
}
