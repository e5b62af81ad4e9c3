/** The few methods rooms use of the program's log. Never given tokens, secrets, addresses or whole payloads. */
export interface Log {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** Swallows everything: for tests and tools whose output is their own. */
export const silentLog: Log = { info() {}, warn() {}, error() {} }
