// A real Solid server with everything in memory: identity provider and pods.
import { AppRunner } from '@solid/community-server'
import { config, endWith, ready } from './end.mjs'

const url = `http://localhost:${config.port}/`
const app = await new AppRunner().create({
  config: '@css:config/default.json',
  loaderProperties: { dumpErrorState: false, logLevel: 'warn' },
  variableBindings: {},
  shorthand: { port: config.port, baseUrl: url, loggingLevel: 'warn' },
})
await app.start()
endWith(() => app.stop())
ready({ url: url.slice(0, -1) })
