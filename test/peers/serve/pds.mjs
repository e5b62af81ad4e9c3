// A real personal data server of the AT Protocol and its directory of identities, in memory and temporary files.
import { TestNetworkNoAppView } from '@atproto/dev-env'
import { config, endWith, ready } from './end.mjs'

const network = await TestNetworkNoAppView.create({
  pds: { port: config.port, hostname: 'localhost' },
  plc: { port: config.plcPort },
})
endWith(() => network.close())
ready({ url: network.pds.url, plc: network.plc.url })
