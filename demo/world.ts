import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as tls from 'node:tls'
import { newSecret } from '../src/base/id.ts'
import { type Config, publicUrlOf } from '../src/config.ts'
import type { Core } from '../src/engine/core.ts'
import type { Auth } from '../src/http/auth.ts'
import type { Server } from '../src/http/server.ts'
import type { OrdersDeps } from '../src/orders/flow.ts'
import { connectorsOf, redirectUri, registerConnector, type SignIn } from '../src/sign-in/flow.ts'
import type { Site } from '../src/sites/site.ts'
import { SHOP_NAME } from './shop/goods.ts'
import { IsletProcess } from './world/islet.ts'
import { demoRoutes } from './world/routes.ts'
import { demoSite, ensureDemo, removeDemo } from './world/seed.ts'

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
  const islet = site === null ? null : await openIslet(parts, site, stateDir)
  demoRoutes(parts.server, {
    ...parts,
    site: () => demoSite(core),
    provider: () => ({ ready: islet?.isReady === true, issuer: islet?.issuer ?? null }),
    async remove() {
      await islet?.stop()
      await parts.settle()
      await removeDemo(core)
      await rm(stateDir, { recursive: true, force: true })
    },
  })
  return {
    issuer: () => islet?.issuer ?? null,
    isOn: async () => (await demoSite(core)) !== null,
    stop: async () => await islet?.stop(),
  }
}

/** The provider, which loads behind us: the shop is open before it answers. */
async function openIslet(parts: DemoParts, site: Site, stateDir: string): Promise<IsletProcess> {
  const { config, core, signIn } = parts
  await mkdir(stateDir, { recursive: true, mode: 0o700 })
  const known = (await connectorsOf(signIn, site)).find((one) => one.id === CONNECTOR)?.registration
  const clientSecret = known?.clientSecret || newSecret(32)
  // The port it had keeps its issuer, and with it the accounts of whoever signed in before.
  const hadPort = known === undefined ? 0 : Number(new URL(known.issuer).port)
  const lan = config.lan ? parts.tls : null
  if (lan !== null) trustOwnAuthority(lan.cert)
  const islet = new IsletProcess(
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
        name: SHOP_NAME.zh,
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
  islet.start()
  return islet
}

/**
 * On the local network the provider has a certificate of our own authority, which this process must believe when it talks to
 * it. Only here, only for `--lan`: the authority's key lies in our own state folder.
 */
function trustOwnAuthority(chain: string): void {
  const authority = chain.split(/(?=-----BEGIN CERTIFICATE-----)/).at(-1)!
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), authority])
}
