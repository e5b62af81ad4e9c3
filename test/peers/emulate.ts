import { formOf, Jar } from './browse.ts'
import { freePort, type Peer, startPeer } from './process.ts'

/** The client that both emulations know. */
export const EMULATE_CLIENT = { id: 'client-of-a-shop', secret: 'secret-of-a-shop' }

/** Starts the emulations of GitHub and Google with one person each. */
export async function startEmulate(
  redirectUris: readonly string[],
): Promise<Peer<{ readonly github: string; readonly google: string }>> {
  const person = { name: 'Lin Xia', email: 'lin@mail.example' }
  const app = {
    client_id: EMULATE_CLIENT.id,
    client_secret: EMULATE_CLIENT.secret,
    name: 'A shop',
    redirect_uris: redirectUris,
  }
  const repos = Array.from({ length: 7 }, (_, i) => ({
    owner: 'linxia',
    name: `trail-map-${i}`,
    description: 'hiking trails and camping places, drawn on a map',
    language: 'TypeScript',
    topics: ['hiking', 'camping'],
    private: i === 6,
  }))
  return await startPeer('emulate', 'emulate', {
    github: {
      port: await freePort(),
      seed: { users: [{ login: 'linxia', ...person }], oauth_apps: [app], repos },
    },
    google: { port: await freePort(), seed: { users: [person], oauth_clients: [app] } },
  })
}

/** Picks the one person on the page; the address that leads back to the shop. */
export async function loginAtEmulation(authorizeUrl: string, redirectUri: string): Promise<string> {
  const jar = new Jar()
  const page = await jar.follow(authorizeUrl, redirectUri)
  if (page.back !== null) return page.back
  // An organisation-wide account may come first; the person that was seeded is the last one.
  const count = page.text.split(/<form\b/i).length - 1
  const which = Array.from({ length: count }, (_, i) => i).findLast((i) => /lin/.test(JSON.stringify(formOf(page, i))))
  const { action, fields } = formOf(page, which ?? 0)
  const end = await jar.follow(action, redirectUri, { form: fields })
  if (end.back === null) throw new Error(`it does not lead back: ${end.status} ${end.text.slice(0, 300)}`)
  return end.back
}
