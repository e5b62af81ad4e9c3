/**
 * A server in a process of its own for `replay` and the benchmarks, so that whoever drives it does not share its event loop.
 * Started by `fork`; the first message says what to open. It then tells its port, and on `measure` how late its event loop was.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { type Config, readConfig } from '../config.ts'

/** How late the event loop was since the last asking, in ms. */
export interface LoopDelay {
  readonly p50: number
  readonly p99: number
  readonly max: number
  /** CPU time of the process since its start, in ms. */
  readonly cpuMs: number
}

/** A server elsewhere. */
export interface MeasuredServer {
  readonly base: string
  readonly pid: number
  /** Reads the delays and begins anew. */
  measure(): Promise<LoopDelay>
  stop(): Promise<void>
}

/** How it is opened. */
export interface MeasuredOpen {
  readonly databaseUrl: string
  readonly overrides: Partial<Config>
  /** With the demo world; its provider is a child of the server. */
  readonly demo?: boolean
  /** False: delays are not measured, which takes a fiftieth of a core; for those who measure CPU time. */
  readonly delays?: boolean
}

/** Timer resolution of the histogram: what is shorter is not felt. */
const RESOLUTION_MS = 1

/** Starts one on the loopback, on a free port unless the overrides name one. Throws when it cannot start; what it said is on stderr. */
export async function startMeasuredServer(open: MeasuredOpen): Promise<MeasuredServer> {
  const child = fork(new URL(import.meta.url), ['serve'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const ended = once(child, 'exit')
  child.send(open)
  const [ready] = (await Promise.race([
    once(child, 'message'),
    ended.then(([code]) => Promise.reject(new Error(`the server ended with ${code}`))),
  ])) as [{ port: number }]
  return {
    base: `http://127.0.0.1:${ready.port}`,
    pid: child.pid!,
    async measure() {
      child.send('measure')
      const [delay] = (await once(child, 'message')) as [LoopDelay]
      return delay
    },
    async stop() {
      if (child.exitCode === null && child.connected) child.send('stop')
      await ended
    },
  }
}

async function serve(): Promise<void> {
  const [open] = (await once(process, 'message')) as [MeasuredOpen]
  const { config } = readConfig(process.env, { host: '127.0.0.1', port: 0, logLevel: 'warn', ...open.overrides })
  const { databaseUrl, demo = false, delays = true } = open
  // Only here: whoever drives it from another process does not need the program.
  const { startApp } = await import('../app.ts')
  const app = await startApp({ config, databaseUrl, databaseHow: 'measured', tls: null, demo })
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  if (delays) histogram.enable()
  // The histogram counts the timer's own interval too; what is beyond it is the delay.
  const ms = (ns: number) => Math.max(0, Math.round((ns / 1e6 - RESOLUTION_MS) * 100) / 100)
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    await app.stop()
    process.exit(0)
  }
  process.on('message', (message) => {
    if (message === 'stop') return void stop()
    const { user, system } = process.cpuUsage()
    const delay = { p50: ms(histogram.percentile(50)), p99: ms(histogram.percentile(99)), max: ms(histogram.max) }
    process.send?.({ ...delay, cpuMs: Math.round((user + system) / 1000) })
    histogram.reset()
  })
  // The one who started it is gone, or somebody at the terminal pressed Ctrl-C: that one asks us to stop.
  process.on('disconnect', () => void stop())
  process.on('SIGINT', () => {})
  process.send?.({ port: (app.server.server.address() as AddressInfo).port })
}

if (process.argv[2] === 'serve' && process.send !== undefined && process.argv[1]?.includes('measured-server'))
  await serve()
