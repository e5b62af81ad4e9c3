import type { Answer, LoadClient } from './load-client.ts'

/** Scans sent in one go: a worker scans faster than the network answers, and the phone's queue sends what waits together. */
const SCANS_AT_ONCE = 100
/** Should an event be lost, a phone looks by itself. */
const LOOK_MS = 1_000
/** After a task that could not be finished (taken away, refused) a worker looks up before going on. */
const AGAIN_MS = 50

/** What a worker did. */
export interface Tally {
  tasks: number
  scans: number
  /** Answers that were no success, and verdicts that were not right, by code. */
  readonly refused: Map<string, number>
}

/** An empty tally. */
export const newTally = (): Tally => ({ tasks: 0, scans: 0, refused: new Map() })

type Json = Answer['json']

const toteOf = (random: number): string => `T-${String(Math.floor(random * 10_000)).padStart(4, '0')}`

/**
 * A simulated worker: on shift, the stream open, and whatever the phone API gives is accepted, scanned line by line and
 * finished. It knows nothing of the order but what the phone says.
 */
export class SimulatedWorker {
  readonly #client: LoadClient
  readonly #headers: Readonly<Record<string, string>>
  readonly #tally: Tally
  readonly #onTask: (() => void) | undefined
  #seq = 0
  #wake: (() => void) | undefined
  #rung = false
  #stopped = false

  constructor(client: LoadClient, headers: Readonly<Record<string, string>>, tally: Tally, onTask?: () => void) {
    this.#client = client
    this.#headers = headers
    this.#tally = tally
    this.#onTask = onTask
  }

  /** Works until `stop`; resolves when off shift again. */
  async work(): Promise<void> {
    await this.#ask('POST', '/v1/phone/shift', { on: true })
    await this.#client.listen('/v1/phone/events', this.#headers, () => this.#ring())
    while (!this.#stopped) {
      this.#rung = false
      const { json } = await this.#ask('GET', '/v1/phone/tasks')
      const task = json?.task ?? null
      if (task === null) await this.#rest()
      else if (await this.#do(task)) {
        this.#tally.tasks++
        this.#onTask?.()
      } else await new Promise((go) => setTimeout(go, AGAIN_MS))
    }
    await this.#ask('POST', '/v1/phone/shift', { on: false, confirm: true })
  }

  /** Ends the work after the task in hand. */
  stop(): void {
    this.#stopped = true
    this.#ring()
  }

  /** @returns whether it was finished; a task that was taken away meanwhile is not */
  async #do(offered: Json): Promise<boolean> {
    const { id, epoch } = offered
    const accepted = offered.state === 'working' ? offered : (await this.#act(id, 'accept', { epoch }))?.task
    if (accepted == null || accepted.id !== id) return false
    if (!(await this.#scanAll(accepted))) return false
    return await this.#finish(accepted)
  }

  /** Goods go into their cell or a tote; the label is scanned back; the carrier takes the parcel at once. */
  async #finish(task: Json): Promise<boolean> {
    const { id, epoch, kind } = task
    const say = (more: object) => this.#act(id, 'done', { epoch, ...more })
    if (kind === 'ship') return (await say({ code: task.parcel?.number ?? '', handOver: true })) !== null
    // When the put wall is full any tote will do; one that is taken is refused, and the next try takes another.
    if (kind === 'pick') return (await say({ cell: task.cell ?? toteOf(Math.random()) })) !== null
    const packed = task.parcel === null ? (await say({}))?.task : task
    return packed?.parcel != null && (await say({ code: packed.parcel.number })) !== null
  }

  /** Every line: its bin where it has one, then the goods with their number. */
  async #scanAll(task: Json): Promise<boolean> {
    const scans: object[] = []
    const add = (code: string, qty: number) =>
      scans.push({ uid: crypto.randomUUID(), seq: this.#seq++, taskId: task.id, epoch: task.epoch, code, qty })
    for (const line of task.lines) {
      const left = line.qty - line.picked - line.short
      if (left <= 0) continue
      if (line.bin) add(line.bin, 1)
      add(line.barcode ?? line.sku, left)
    }
    for (let i = 0; i < scans.length; i += SCANS_AT_ONCE) {
      const { status, json } = await this.#ask('POST', '/v1/phone/scans', { scans: scans.slice(i, i + SCANS_AT_ONCE) })
      if (status !== 200) return false
      for (const { verdict } of json.verdicts) {
        this.#tally.scans++
        if (verdict === 'right' || verdict === 'bin') continue
        this.#refuse(`scan/${verdict}`)
        if (verdict === 'stale') return false
      }
    }
    return true
  }

  async #act(id: string, verb: string, body: object): Promise<Json | null> {
    const { status, json } = await this.#ask('POST', `/v1/phone/tasks/${id}/${verb}`, body)
    return status < 300 ? (json ?? {}) : null
  }

  async #ask(method: string, path: string, body?: object): Promise<Answer> {
    const answer = await this.#client.call(method, path, { headers: this.#headers, ...(body ? { body } : {}) })
    if (answer.status >= 300) this.#refuse(String(answer.json?.code ?? answer.status))
    // Whatever is wrong, a person would not press the button a thousand times a second.
    if (answer.status >= 500) await new Promise((go) => setTimeout(go, LOOK_MS))
    return answer
  }

  #refuse(code: string): void {
    this.#tally.refused.set(code, (this.#tally.refused.get(code) ?? 0) + 1)
  }

  #ring(): void {
    this.#rung = true
    this.#wake?.()
  }

  async #rest(): Promise<void> {
    if (this.#rung || this.#stopped) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, LOOK_MS)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = undefined
  }
}
