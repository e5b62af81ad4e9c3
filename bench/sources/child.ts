import { fork } from 'node:child_process'
import { once } from 'node:events'

/** Something that runs in a process of its own, so that its work is not counted as somebody else's. */
export interface Child<Ready> {
  /** What it said when it was ready. */
  readonly ready: Ready
  /** Hears what it says by itself later on. */
  onTold(hear: (told: unknown) => void): void
  /** CPU time of its process since it started, in ms. */
  cpuMs(): Promise<number>
  stop(): Promise<void>
}

/** Starts the program at this address and tells it what to open. @throws Error when it ends instead of being ready */
export async function startChild<Ready>(program: URL, open: object): Promise<Child<Ready>> {
  const child = fork(program, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const ended = once(child, 'exit')
  child.send(open)
  const [ready] = (await Promise.race([
    once(child, 'message'),
    ended.then(([code]) => Promise.reject(new Error(`${program.pathname} ended with ${code}`))),
  ])) as [Ready]
  return {
    ready,
    onTold: (hear) => void child.on('message', hear),
    async cpuMs() {
      child.send('cpu')
      const [ms] = (await once(child, 'message')) as [number]
      return ms
    },
    async stop() {
      if (child.exitCode === null && child.connected) child.send('stop')
      await ended
    },
  }
}

/** The other side: opens what it is told and serves until it is asked to stop, or whoever started it is gone. */
export async function beChild<Open>(
  serve: (open: Open) => Promise<{ readonly ready: object; stop(): Promise<void> }>,
): Promise<void> {
  const [open] = (await once(process, 'message')) as [Open]
  const { ready, stop } = await serve(open)
  const end = () => void stop().finally(() => process.exit(0))
  process.on('message', (message) => {
    if (message === 'stop') return end()
    const { user, system } = process.cpuUsage()
    process.send?.((user + system) / 1000)
  })
  process.on('disconnect', end)
  // Ctrl-C at the terminal reaches all of us; the one who started this asks it to stop.
  process.on('SIGINT', () => {})
  process.send?.(ready)
}
