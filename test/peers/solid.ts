import { Jar, type Seen } from './browse.ts'
import { freePort, type Peer, startPeer } from './process.ts'

/** Somebody with a pod. */
export interface SolidAccount {
  readonly webId: string
  /** Where the pod begins, with a slash at its end. */
  readonly pod: string
  readonly email: string
  readonly password: string
}

/** A real Solid server. */
export interface Solid extends Peer<{ readonly url: string }> {
  /** Makes an account with a pod of that name. */
  account(name: string): Promise<SolidAccount>
}

type Controls = Record<string, Record<string, string>>

/** Starts `@solid/community-server` with everything in memory; up in about a quarter of a minute. */
export async function startSolid(): Promise<Solid> {
  const peer = await startPeer<{ readonly url: string }>('solid', '@solid/community-server', { port: await freePort() })
  const { url } = peer.ready
  return {
    ...peer,
    async account(name) {
      const jar = new Jar()
      const index = `${url}/.account/`
      const anyone = controlsOf(await jar.ask(index, { headers: JSON_ONLY }))
      const made = jsonOf(await jar.ask(anyone.account?.create ?? '', { json: {} })) as { authorization: string }
      const headers = { ...JSON_ONLY, authorization: `CSS-Account-Token ${made.authorization}` }
      const mine = controlsOf(await jar.ask(index, { headers }))
      const email = `${name}@mail.example`
      const password = `password-of-${name}`
      jsonOf(await jar.ask(mine.password?.create ?? '', { json: { email, password }, headers }))
      const pod = jsonOf(await jar.ask(mine.account?.pod ?? '', { json: { name }, headers })) as Record<string, string>
      return { webId: pod.webId ?? '', pod: pod.pod ?? '', email, password }
    },
  }
}

const JSON_ONLY = { accept: 'application/json' }

function jsonOf(seen: Seen): unknown {
  if (seen.status !== 200) throw new Error(`${seen.url}: ${seen.status} ${seen.text.slice(0, 300)}`)
  return JSON.parse(seen.text)
}

const controlsOf = (seen: Seen): Controls => (jsonOf(seen) as { controls: Controls }).controls

/** Signs in on the server's pages, picks the WebID and agrees; the address that leads back to the shop. */
export async function loginAtSolid(authorizeUrl: string, account: SolidAccount, redirectUri: string): Promise<string> {
  const jar = new Jar()
  const { origin } = new URL(authorizeUrl)
  const first = await jar.follow(authorizeUrl, redirectUri)
  if (first.back !== null) return first.back
  if (first.status !== 200) throw new Error(`the page of the server: ${first.status} ${first.text.slice(0, 300)}`)
  // Each step says where to go on; going there shows the next controls under the cookies of this sign-in.
  const step = async (group: string, name: string, json: object): Promise<string | null> => {
    const controls = controlsOf(await jar.ask(`${origin}/.account/`, { headers: JSON_ONLY }))
    const address = controls[group]?.[name]
    if (address === undefined) throw new Error(`no ${group}.${name} among ${JSON.stringify(controls)}`)
    const { location } = jsonOf(await jar.ask(address, { json })) as { location: string }
    return (await jar.follow(location, redirectUri)).back
  }
  const { email, password, webId } = account
  const back =
    (await step('password', 'login', { email, password })) ??
    (await step('oidc', 'webId', { webId, remember: false })) ??
    (await step('oidc', 'consent', { remember: false }))
  if (back === null) throw new Error('it does not lead back')
  return back
}
