import type { Log } from '../base/log.ts'
import type { Bus } from '../engine/bus.ts'

/** A lost wake-up costs at most this much. */
const POLL_MS = 1_000

/** Plans each site when something there changed, at once and one plan at a time a site, and looks by itself every second. */
export class Dispatcher {
  readonly #plan: (siteId: string) => Promise<boolean>
  readonly #sites: () => Promise<readonly string[]>
  readonly #log: Log
  readonly #running = new Map<string, Promise<void>>()
  readonly #again = new Set<string>()
  readonly #off: () => void
  readonly #timer: NodeJS.Timeout
  #stopped = false

  constructor(parts: {
    plan: (siteId: string) => Promise<boolean>
    sites: () => Promise<readonly string[]>
    bus: Bus
    log: Log
  }) {
    this.#plan = parts.plan
    this.#sites = parts.sites
    this.#log = parts.log
    this.#off = parts.bus.on('dispatch', (siteId) => this.wake(siteId))
    this.#timer = setInterval(() => void this.#poll(), POLL_MS)
  }

  /** Something changed at this site. */
  wake(siteId: string): void {
    if (this.#stopped) return
    if (this.#running.has(siteId)) {
      this.#again.add(siteId)
      return
    }
    const run = this.#run(siteId).finally(() => {
      this.#running.delete(siteId)
      if (this.#again.delete(siteId)) this.wake(siteId)
    })
    this.#running.set(siteId, run)
  }

  /** Plans nothing more and waits for plans in hand. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#timer)
    this.#off()
    await Promise.all(this.#running.values())
  }

  async #run(siteId: string): Promise<void> {
    try {
      await this.#plan(siteId)
    } catch (error) {
      this.#log.warn({ err: error, siteId }, 'planning failed, trying again')
    }
  }

  async #poll(): Promise<void> {
    try {
      for (const siteId of await this.#sites()) this.wake(siteId)
    } catch (error) {
      this.#log.warn({ err: error }, 'sites with work could not be read')
    }
  }
}
