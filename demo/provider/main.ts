/**
 * Starts the demo provider as a process of its own:
 *
 *     node demo/provider/main.ts --port 4410 --client-id X --client-secret Y --redirect http://localhost:4400/... [--redirect ...]
 *     node demo/provider/main.ts --config -        settings as one line of JSON on stdin, so that no secret is in the process list
 *
 * Writes one line of JSON on stdout when it is listening, `{"ready":true,"issuer":"…","port":…}`; everything else goes to stderr.
 * Ends on SIGTERM or SIGINT, and when stdin closes: a parent that dies takes it along.
 */
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { readIsletConfig } from './config.ts'
import { startIslet } from './server.ts'

const OPTIONS = {
  config: { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string' },
  issuer: { type: 'string' },
  lang: { type: 'string' },
  'client-id': { type: 'string' },
  'client-secret': { type: 'string' },
  'client-name': { type: 'string' },
  redirect: { type: 'string', multiple: true },
  'state-dir': { type: 'string' },
} as const

// oidc-provider gives its notices with console.info; stdout belongs to the one line.
console.info = console.error
console.log = console.error

const input = createInterface({ input: process.stdin })
const firstLine = new Promise<string>((resolve) => input.once('line', resolve))

try {
  const { values } = parseArgs({ options: OPTIONS })
  if (values.config !== undefined && values.config !== '-') throw new Error('--config: expected - (settings on stdin)')
  let hasEnded = false
  input.once('close', () => {
    hasEnded = true
  })
  const raw: unknown = values.config === '-' ? JSON.parse(await firstLine) : configOf(values)
  const islet = await startIslet(readIsletConfig(raw))
  let isStopping = false
  const stop = async () => {
    if (isStopping) return
    isStopping = true
    await islet.stop()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop())
  input.once('close', () => void stop())
  process.stdout.write(`${JSON.stringify({ ready: true, issuer: islet.issuer, port: islet.port })}\n`)
  if (hasEnded) await stop()
} catch (error) {
  console.error(`demo provider: ${(error as Error).message}`)
  process.exit(1)
}

function configOf(values: ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']): unknown {
  const { port, host, issuer, lang, 'state-dir': stateDir, redirect } = values
  const given = { host, issuer, lang, stateDir, port: port === undefined ? undefined : Number(port) }
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    clients: [
      {
        client_id: values['client-id'],
        client_secret: values['client-secret'],
        redirect_uris: redirect ?? [],
        ...(values['client-name'] === undefined ? {} : { name: values['client-name'] }),
      },
    ],
  }
}
