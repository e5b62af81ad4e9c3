// What every peer's process does alike: says in one line of JSON that it is ready, and ends with whoever started it.

/** @param {object} facts where it listens */
export function ready(facts) {
  process.stdout.write(`\n${JSON.stringify({ ready: facts })}\n`)
}

/** Ends when the other end of stdin is closed, so that a test that is killed outright leaves nothing running. */
export function endWith(close) {
  process.stdin.resume()
  const end = () => {
    setTimeout(() => process.exit(0), 3000).unref()
    void Promise.resolve(close()).finally(() => process.exit(0))
  }
  process.stdin.once('end', end)
  process.once('SIGTERM', end)
}

/** What the process was started with. */
export const config = JSON.parse(process.argv[2] ?? '{}')
