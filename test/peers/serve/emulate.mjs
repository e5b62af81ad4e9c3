// Emulations of GitHub and Google by somebody else, each at a port of its own.
import { createEmulator } from 'emulate'
import { config, endWith, ready } from './end.mjs'

const running = {}
for (const [service, { port, seed }] of Object.entries(config)) {
  running[service] = await createEmulator({
    service,
    port,
    baseUrl: `http://localhost:${port}`,
    seed: { [service]: seed },
  })
}
endWith(() => Promise.all(Object.values(running).map((one) => one.close())))
ready(Object.fromEntries(Object.entries(running).map(([service, { url }]) => [service, url])))
