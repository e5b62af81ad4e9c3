import type { Answer, LoadClient } from './load-client.ts'

/** Scans sent in one go: a worker scans faster than the network answers, and the phone's queue sends what waits together. */
const SCANS_AT_ONCE = 100
/** Should an event be lost, a phone looks by itself. */
const LOOK_MS = 1_000
/** After a task that could not be finished (taken away, refused) a worker looks up before going on. */
const AGAIN_MS = 50
/** Steps of one task (packing has two) and answers that ask for another scan, together. */
const TRIES = 5

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

/**
 * A simulated worker: on shift, the stream open, and whatever the phone API gives is accepted, scanned line by line and
 * finished. It knows nothing of the order but what the phone says.
 */
export class SimulatedWorker {
  readonly #client: LoadClient
  readonly #headers: Readonly<Record<string, string>>
  readonly #tally: Tally
  readonly #freeTote: () => string
  #seq = 0
  #wake: (() => void) | undefined
  #rung = false
  #stopped = false

  constructor(
    client: LoadClient,
    headers: Readonly<Record<string, string>>,
    tally: Tally,
    /** The code of an empty tote, for when the put wall is full. */
    freeTote: () => string,
  ) {
    this.#client = client
    this.#headers = headers
    this.#tally = tally
    this.#freeTote = freeTote
  }

  /** Works until `stop`; resolves when off shift again. */
  async work(): Promise<void> {
    await this.#ask('POST', '/v1/phone/shift', { on: true })
    await this.#client.listen('/v1/phone/events', this.#headers, () => this.#ring())
    while (!this.#stopped) {
      await this.#rest()
      if (this.#stopped) break
      this.#rung = false
      const { json } = await this.#ask('GET', '/v1/phone/tasks')
      const task = json?.task ?? null
      if (task === null) continue
      if (await this.#do(task)) this.#tally.tasks++
      else await new Promise((go) => setTimeout(go, AGAIN_MS))
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
    let task: Json = offered.state === 'working' ? offered : (await this.#act(id, 'accept', { epoch })).json?.task
    for (let tries = 0; task?.id === id && tries < TRIES; tries++) {
      if (!(await this.#scanAll(task))) return false
      const { status, json } = await this.#act(id, 'done', { epoch, ...(await this.#ending(task)) })
      if (status < 300 && (json?.task ?? null) === null) return true
      // A further step of the same task; or another zone's picker chose the place meanwhile, which the phone shows.
      task = status < 300 ? json.task : (await this.#ask('GET', '/v1/phone/tasks')).json?.task
    }
    return false
  }

  /** What the hand scans or types at the end of a step. */
  async #ending(task: Json): Promise<object> {
    if (task.kind === 'pick') return { cell: task.cell ?? (await this.#placeOf(task.id)) ?? this.#freeTote() }
    if (task.kind === 'ship') return { code: task.parcel.number, handOver: true }
    if (task.step !== 'label') return { weightGrams: 500 }
    await this.#client.bytes(task.parcel.labelUrl, this.#headers)
    return { code: task.parcel.number }
  }

  /** Another zone's picker may have begun the order's tote meanwhile; the phone shows it. */
  async #placeOf(id: string): Promise<string | null> {
    const { json } = await this.#ask('GET', '/v1/phone/tasks')
    return json?.task?.id === id ? json.task.cell : null
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

  async #act(id: string, verb: string, body: object): Promise<Answer> {
    return await this.#ask('POST', `/v1/phone/tasks/${id}/${verb}`, body)
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
