import { Jar } from './browse.ts'
import { freePort, type Peer, startPeer } from './process.ts'

/** Somebody with a repository at the server. */
export interface PdsAccount {
  readonly did: string
  readonly handle: string
  readonly password: string
  /** Adds a record; its address. */
  put(collection: string, record: object): Promise<string>
  /** Takes a record back. */
  remove(uri: string): Promise<void>
}

/** A real personal data server and the directory in which its identities are. */
export interface Pds extends Peer<{ readonly url: string; readonly plc: string }> {
  account(handle: string): Promise<PdsAccount>
}

/** Starts `@atproto/dev-env` without an AppView: posts of others can only be read where they are kept. */
export async function startPds(): Promise<Pds> {
  const peer = await startPeer<{ readonly url: string; readonly plc: string }>('pds', '@atproto/dev-env', {
    port: await freePort(),
    plcPort: await freePort(),
  })
  const xrpc = async <T>(method: string, json: object, token?: string): Promise<T> => {
    const answer = await fetch(`${peer.ready.url}/xrpc/${method}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(json),
    })
    if (!answer.ok) throw new Error(`${method}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }
  return {
    ...peer,
    async account(name) {
      const handle = `${name}.test`
      const password = `password-of-${name}`
      const { did, accessJwt } = await xrpc<{ did: string; accessJwt: string }>('com.atproto.server.createAccount', {
        handle,
        password,
        email: `${name}@mail.example`,
      })
      return {
        did,
        handle,
        password,
        async put(collection, record) {
          const full = { $type: collection, createdAt: new Date().toISOString(), ...record }
          const body = { repo: did, collection, record: full }
          return (await xrpc<{ uri: string }>('com.atproto.repo.createRecord', body, accessJwt)).uri
        },
        async remove(uri) {
          const [collection, rkey] = uri.split('/').slice(-2)
          await xrpc('com.atproto.repo.deleteRecord', { repo: did, collection, rkey }, accessJwt)
        },
      }
    },
  }
}

/** Signs in on the server's page and agrees, as the page's own script does; the address that leads back to the shop. */
export async function loginAtPds(authorizeUrl: string, account: PdsAccount, redirectUri: string): Promise<string> {
  const jar = new Jar()
  const { origin } = new URL(authorizeUrl)
  // What a browser says of going to a page, and of a script of that page that asks its own server.
  const page = await jar.follow(authorizeUrl, redirectUri, {
    headers: { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' },
  })
  if (page.back !== null) return page.back
  if (page.status !== 200) throw new Error(`the page of the server: ${page.status} ${page.text.slice(0, 300)}`)
  const post = async (name: string, json: object, token?: string) => {
    const answer = await jar.ask(`${origin}/@atproto/oauth-provider/~api/${name}`, {
      json,
      headers: {
        'sec-fetch-mode': 'same-origin',
        'sec-fetch-site': 'same-origin',
        'sec-fetch-dest': 'empty',
        origin,
        referer: page.url,
        'x-csrf-token': jar.cookie(origin, 'csrf-token') ?? '',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
    })
    if (answer.status !== 200) throw new Error(`${name}: ${answer.status} ${answer.text.slice(0, 300)}`)
    return JSON.parse(answer.text) as { url?: string; ephemeralToken?: string }
  }
  const { handle: username, password } = account
  const { ephemeralToken } = await post('sign-in', { username, password, remember: false, locale: 'en' })
  const { url = '' } = await post('consent', { did: account.did }, ephemeralToken)
  const end = await jar.follow(url, redirectUri, {
    headers: {
      'sec-fetch-mode': 'navigate',
      'sec-fetch-site': 'same-origin',
      'sec-fetch-dest': 'document',
      referer: page.url,
    },
  })
  if (end.back === null) throw new Error(`it does not lead back: ${end.status} ${end.text.slice(0, 300)}`)
  return end.back
}
