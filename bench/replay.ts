import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { ReplayReport } from '../src/cli/replay.ts'
import { historyFiles } from './data.ts'
import { type Bench, type Figures, found, round, skipAll } from './measure.ts'

/** Keys of this part. */
export const REPLAY_KEYS = ['replay_orders', 'replay_violations'] as const
const ORDERS = '2000'

/** `tuidan replay` over every file of order lines below the data folder, on a database of its own. */
export async function replays(bench: Bench): Promise<Figures> {
  if (bench.data === null) return skipAll(REPLAY_KEYS, 'neither --data nor TUIDAN_DATA names a folder')
  const files = await historyFiles(bench.data)
  if (files.length === 0) return skipAll(REPLAY_KEYS, 'the data folder holds no file of order lines')
  let orders = 0
  let violations = 0
  let ms = 0
  for (const [i, file] of files.entries()) {
    const report = await replayOne(bench, file, join(bench.scratch, `replay-${i}`))
    orders += report.orders
    violations += report.violations
    ms += report.ms
  }
  bench.say(`  ${orders} orders, ${round((orders * 1000) / ms)}/s`)
  return found({ replay_orders: orders, replay_violations: violations })
}

async function replayOne(bench: Bench, file: string, home: string): Promise<ReplayReport> {
  const args = [join(bench.root, 'src/cli/main.ts'), 'replay', file, '--orders', ORDERS, '--stock', 'full', '--json']
  const { DATABASE_URL: _, ...env } = process.env
  const child = spawn(process.execPath, args, {
    env: { ...env, TUIDAN_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (part: Buffer) => {
    said += part.toString('utf8')
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  const last = said.trim().split('\n').at(-1) ?? ''
  if (!last.startsWith('{')) throw new Error(`the replay ended with ${code}`)
  return JSON.parse(last)
}
