/** pino's numbers for levels, as words. */
const LEVELS: Readonly<Record<number, string>> = { 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' }

/** What tells processes and machines apart. */
const MACHINES: readonly string[] = ['time', 'pid', 'hostname']

interface Entry {
  readonly level: number
  readonly msg?: string
  readonly reqId?: string
  readonly err?: { readonly message?: string; readonly code?: string }
  readonly res?: { readonly statusCode?: number }
}

/** A log line as a person at a terminal reads it; machines get JSON. One that is no JSON stays as it is. */
export function terminalLine(line: string): string {
  try {
    const { level, msg, reqId, err, res, ...more } = JSON.parse(line) as Entry
    const parts = [LEVELS[level] ?? String(level), msg, err?.code, err?.message === msg ? undefined : err?.message]
    const told = [...parts, res?.statusCode, reqId === undefined ? undefined : `(${reqId})`]
    for (const [name, value] of Object.entries(more))
      if (!MACHINES.includes(name) && typeof value !== 'object') told.push(`${name}=${String(value)}`)
    const text = told.filter((part) => part !== undefined && part !== '').join('  ')
    // What a visitor sent may stand in a message: signs that steer a terminal do not.
    return `${text.replaceAll(/\p{Cc}+/gu, ' ')}\n`
  } catch {
    // What is no entry of ours is passed on as it came.
    return line
  }
}
