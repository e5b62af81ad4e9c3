import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as tls from 'node:tls'
import { newSecret } from '../src/base/id.ts'
import { type Config, publicUrlOf } from '../src/config.ts'
import type { Core } from '../src/engine/core.ts'
import type { Auth } from '../src/http/auth.ts'
import type { Server } from '../src/http/server.ts'
import type { OrdersDeps } from '../src/orders/flow.ts'
import { connectorsOf, redirectUri, registerConnector } from '../src/sign-in/flow-connectors.ts'
import type { SignIn } from '../src/sign-in/flow-open.ts'
import type { Site } from '../src/sites/site.ts'
import { SHOP_NAME } from './shop/goods.ts'
import { IsletProcess } from './world/islet.ts'
import { demoRoutes } from './world/routes.ts'
import { demoSite, ensureDemo, removeDemo } from './world/seed.ts'
import { Turn } from './world/turn.ts'

/** The demo world of a running program. */
export interface DemoWorld {
  /** The origin of its provider; null until that has a port. */
  issuer(): string | null
  isOn(): Promise<boolean>
  /** Ends the provider; the data stays. */
  stop(): Promise<void>
}

/** What the demo world stands on; all of it is the program's own. */
export interface DemoParts {
  readonly config: Config
  readonly core: Core
  readonly auth: Auth
  readonly orders: OrdersDeps
  readonly signIn: SignIn
  readonly server: Server
  readonly tls: { readonly cert: string; readonly key: string } | null
  /** Writes what other rooms still hold of the site, before it is removed. */
  readonly settle: () => Promise<void>
}

const CONNECTOR = 'islet'
const CLIENT_ID = 'hillside'
/** The provider's port is this far from ours: 4400 and 4410. */
const PORT_STEP = 10

/**
 * Opens the demo world: a site of its own with goods, floor and people, and a real OpenID provider beside it.
 * @throws demo/name-taken
 */
export async function openDemo(parts: DemoParts): Promise<DemoWorld> {
  const { config, core } = parts
  const site = await ensureDemo(core, config.demo === 'on')
  const stateDir = join(config.home, 'demo')
  const provider = site === null ? null : await openProvider(parts, site, stateDir)
  demoRoutes(parts.server, {
    ...parts,
    site: () => demoSite(core),
    provider: () => provider?.state() ?? { ready: false, issuer: null },
    async remove() {
      await provider?.stop()
      await parts.settle()
      await removeDemo(core)
      await rm(stateDir, { recursive: true, force: true })
    },
  })
  return {
    issuer: () => provider?.state().issuer ?? null,
    isOn: async () => (await demoSite(core)) !== null,
    stop: async () => await provider?.stop(),
  }
}

/** The provider as this process sees it: its own child, or that of another process on the same database. */
interface Provider {
  state(): { readonly ready: boolean; readonly issuer: string | null }
  stop(): Promise<void>
}

async function openProvider(parts: DemoParts, site: Site, stateDir: string): Promise<Provider> {
  const { core } = parts
  const known = (await connectorsOf(parts.signIn, site)).find((one) => one.id === CONNECTOR)?.registration
  const islet = await planIslet(parts, site, stateDir, known)
  const turn = new Turn(core, `demo provider ${site.id}`, () => islet.start())
  let isStopped = false
  const stop = async () => {
    isStopped = true
    off()
    await islet.stop()
    await turn.stop()
  }
  // Another process may remove the demo.
  const off = core.bus.on('catalog', (siteId) => {
    if (siteId !== site.id) return
    demoSite(core)
      .then((found) => (found === null ? stop() : undefined))
      .catch((error: unknown) => core.log.warn({ err: error }, 'whether the demo is still there could not be read'))
  })
  return {
    state() {
      if (isStopped) return { ready: false, issuer: null }
      if (turn.isMine) return { ready: islet.isReady, issuer: islet.issuer }
      return { ready: known !== undefined, issuer: known?.issuer ?? null }
    },
    stop,
  }
}

/** The provider's settings. It loads behind us: the shop is open before it answers. */
async function planIslet(
  parts: DemoParts,
  site: Site,
  stateDir: string,
  known: { readonly issuer: string; readonly clientSecret: string } | undefined,
): Promise<IsletProcess> {
  const { config, core } = parts
  await mkdir(stateDir, { recursive: true, mode: 0o700 })
  const clientSecret = known?.clientSecret || newSecret(32)
  // The port it had keeps its issuer, and with it the accounts of whoever signed in before.
  const hadPort = known === undefined ? 0 : Number(new URL(known.issuer).port)
  const lan = config.lan ? parts.tls : null
  if (lan !== null) trustOwnAuthority(lan.cert)
  return new IsletProcess(
    {
      host: lan === null ? '127.0.0.1' : config.host,
      hostname: lan === null ? 'localhost' : new URL(publicUrlOf(config)).hostname,
      port: hadPort || (config.port === 0 ? 0 : config.port + PORT_STEP),
      stateDir,
      tls: lan,
      client: {
        client_id: CLIENT_ID,
        client_secret: clientSecret,
        redirect_uris: [redirectUri(core, site.slug, CONNECTOR)],
        name: `${SHOP_NAME.zh} ${SHOP_NAME.en}`,
      },
    },
    core.log,
    (issuer) =>
      registerConnector(core, site.id, CONNECTOR, {
        kind: 'oidc',
        issuer,
        clientId: CLIENT_ID,
        clientSecret,
        tokenAuth: 'client_secret_basic',
        name: { zh: '小岛', en: 'Islet' },
        source: `${issuer}/api`,
      }),
  )
}

/**
 * On the local network the provider has a certificate of our own authority, which this process must believe when it talks to
 * it. Only here, only for `--lan`: the authority's key lies in our own state folder.
 */
function trustOwnAuthority(chain: string): void {
  const authority = chain.split(/(?=-----BEGIN CERTIFICATE-----)/).at(-1)!
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), authority])
}
