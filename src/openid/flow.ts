import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Interaction, Provider } from 'oidc-provider'
import { SECOND } from '../base/clock.ts'
import { type Lang, say } from '../base/i18n.ts'
import { newSecret } from '../base/id.ts'
import type { Core } from '../engine/core.ts'
import { hashOf } from '../engine/secret-hash.ts'
import { signOut } from '../sign-in/flow.ts'
import { accountsOf } from '../sign-in/flow-account.ts'
import type { SignIn } from '../sign-in/flow-open.ts'
import { isSignedIn } from '../sign-in/store-here.ts'
import type { Site } from '../sites/site.ts'
import { type ClientInput, clientFault, MOST_CLIENTS, type OpenidClient } from './client.ts'
import { openidFail } from './problems.ts'
import { type Card, issuerOf, type OpenidParts, OpenidProviders, SCOPES } from './provider.ts'
import { readHint, renewKeys, subjectOf } from './signing.ts'
import { deleteClient, listClients, loadClient, saveClient } from './store.ts'

/** What the room is built from. */
export interface Openid {
  readonly core: Core
  readonly signIn: SignIn
  readonly providers: OpenidProviders
}

/** Builds the room. Whoever opens it calls `providers.stop`. */
export function openOpenid(signIn: SignIn, refusal: OpenidParts['refusal']): Openid {
  const { core } = signIn
  // Codes and tokens end with the last session: a back end learns nothing of whoever has signed out.
  const card = async (siteId: string, personId: string) =>
    (await isSignedIn(core.db, siteId, personId, core.clock.now())) ? await cardOf(core, siteId, personId) : null
  return { core, signIn, providers: new OpenidProviders({ core, card, refusal }) }
}

/** What a site's own pages and back ends are told of a shopper: of the account last signed in with. Null: erased. */
export async function cardOf(core: Core, siteId: string, personId: string): Promise<Card | null> {
  const accounts = await accountsOf(core, core.db, siteId, personId)
  const [latest] = accounts.sort((a, b) => b.signedInAt - a.signedInAt)
  if (latest === undefined) return null
  return { name: latest.name, picture: latest.picture, email: latest.email ?? null }
}

/** The clients of a site with what their makers have to write down. */
export async function clientsView(core: Core, site: Site) {
  const issuer = issuerOf(core, site.slug)
  return {
    issuer,
    discovery: `${issuer}/.well-known/openid-configuration`,
    visitorKeys: `${core.publicUrl}/s/${site.slug}/.well-known/jwks.json`,
    clients: await listClients(core.db, site.id),
  }
}

/**
 * Makes a client; its secret is returned once, only a hash is kept.
 * @throws openid/bad-client, openid/too-many-clients
 */
export async function addClient(
  core: Core,
  site: Site,
  input: ClientInput,
  lang: Lang,
): Promise<{ client: OpenidClient; secret: string }> {
  const fault = clientFault(input)
  if (fault !== null) {
    const { field, called, expected } = fault
    const params = { called_zh: called.zh, called_en: called.en, expected: say(expected, lang) }
    throw openidFail('openid/bad-client', { params, field })
  }
  const secret = newSecret(32)
  const { redirectUris, signOutUris } = input
  const client = {
    id: `${site.slug}-${newSecret(9)}`,
    name: input.name.trim(),
    redirectUris: [...new Set(redirectUris)],
    signOutUris: [...new Set(signOutUris)],
    createdAt: core.clock.now(),
  }
  await core.db.tx(async (tx) => {
    if ((await listClients(tx, site.id)).length >= MOST_CLIENTS) throw openidFail('openid/too-many-clients')
    await saveClient(tx, site.id, { ...client, secretHash: hashOf(secret) })
  })
  return { client, secret }
}

/** Removes a client: its codes, tokens and grants end at once. @throws openid/unknown-client */
export async function removeClient(core: Core, siteId: string, id: string): Promise<void> {
  const isGone = await core.db.tx((tx) => deleteClient(tx, siteId, id))
  if (!isGone) throw openidFail('openid/unknown-client')
}

/** Makes the next signing keys; they sign from tomorrow on, so that nobody who keeps the list meets one they do not know. */
export async function rotateKeys(core: Core, siteId: string): Promise<void> {
  await renewKeys(core, siteId, true)
  core.bus.emit('openid', siteId)
}

/** Somebody on their way through the provider, at the step where they are asked something. */
export interface Entering {
  readonly site: Site
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Tuidan's own session of this browser. */
  readonly session: string | null
}

/** What a page has to ask before the sign-in goes on. */
export interface Asked {
  /** The name of the client. */
  readonly client: string
  /** `account`: who they are; `email`: whether their address may be told. */
  readonly asks: 'account' | 'email'
  /** The address in question. */
  readonly email: string | null
}

interface Step extends Asked {
  readonly provider: Provider
  readonly interaction: Interaction
  readonly here: { readonly personId: string; readonly signedInAt: number } | null
}

/**
 * One step of a sign-in at the provider: goes on by itself where nothing has to be asked.
 * @returns the address that goes on, or null: a page has to ask first
 * @throws openid/expired
 */
export async function enter(openid: Openid, entering: Entering): Promise<string | null> {
  const step = await stepOf(openid, entering)
  const { interaction, here } = step
  if (here === null) return null
  if (interaction.prompt.name === 'login') {
    const login = { accountId: here.personId, ts: Math.floor(here.signedInAt / SECOND), remember: true }
    // What needs no question is granted in the same step.
    const scopes = (interaction.params.scope ?? '').split(' ').filter((scope) => SCOPES.includes(scope))
    if (scopes.includes('email')) return await finishStep(step, entering, { login })
    return await finishStep(step, entering, { login, consent: { grantId: await grantOf(step, scopes, []) } })
  }
  if (step.asks === 'email') return null
  return await finishStep(step, entering, { consent: { grantId: await grantOf(step, missingOf(interaction), []) } })
}

/** What the page asks. @throws openid/expired */
export async function asked(openid: Openid, entering: Entering): Promise<Asked> {
  const { client, asks, email } = await stepOf(openid, entering)
  return { client, asks, email }
}

/**
 * What somebody answered: their address may be told, may not, or they do not want to go on.
 * @returns the address that goes on
 * @throws openid/expired
 */
export async function answer(openid: Openid, entering: Entering, said: 'share' | 'keep' | 'cancel'): Promise<string> {
  const step = await stepOf(openid, entering)
  if (said === 'cancel') {
    const result = { error: 'access_denied', error_description: 'the shopper did not go on' }
    return await finishStep(step, entering, result)
  }
  if (step.here === null || step.interaction.prompt.name !== 'consent') throw openidFail('openid/expired')
  const grantId = await grantOf(step, missingOf(step.interaction), said === 'keep' ? ['email'] : [])
  return await finishStep(step, entering, { consent: { grantId } })
}

async function stepOf(openid: Openid, { site, request, response, session }: Entering): Promise<Step> {
  const { core, signIn, providers } = openid
  const { provider } = await providers.of(site)
  providers.prepare(request)
  const interaction = await detailsOf(provider, request, response)
  const { prompt, params } = interaction
  const clientId = params.client_id ?? ''
  const client = await loadClient(core.db, site.id, clientId)
  if (client === null) throw openidFail('openid/expired')
  const signedIn = session === null ? null : await signIn.sessions.find(site.id, session)
  // Asked to sign in anew: only what happened since counts.
  const anew = prompt.reasons.some((reason) => reason === 'login_prompt' || reason === 'max_age')
  // The provider knows seconds only: whoever is quicker than one is asked once more.
  const isIn = signedIn !== null && (!anew || signedIn.signedInAt >= (interaction.iat + 1) * SECOND)
  const here = isIn ? signedIn : null
  const wantsEmail = prompt.name === 'consent' && missingOf(interaction).includes('email')
  const email = here !== null && wantsEmail ? ((await cardOf(core, site.id, here.personId))?.email ?? null) : null
  return { provider, interaction, here, client: client.name, asks: email === null ? 'account' : 'email', email }
}

async function detailsOf(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<Interaction> {
  try {
    return await provider.interactionDetails(request, response)
  } catch (cause) {
    // No cookie of it, run out, used up, or somebody else by now.
    throw openidFail('openid/expired', { cause })
  }
}

const missingOf = ({ prompt }: Interaction): readonly string[] => prompt.details.missingOIDCScope ?? []

/** Grants these but `refused`; an address that is not there is refused, so that it is asked for later. @returns the grant's id */
async function grantOf(step: Step, scopes: readonly string[], refused: readonly string[]): Promise<string> {
  const { provider, interaction, here, email } = step
  const clientId = interaction.params.client_id!
  const known = interaction.grantId === undefined ? undefined : await provider.Grant.find(interaction.grantId)
  const given = known ?? new provider.Grant({ accountId: here!.personId, clientId })
  for (const scope of scopes) {
    if (refused.includes(scope) || (scope === 'email' && email === null)) given.rejectOIDCScope(scope)
    else given.addOIDCScope(scope)
  }
  return await given.save()
}

async function finishStep(
  { provider }: Step,
  { request, response }: Entering,
  result: Parameters<Provider['interactionResult']>[2],
): Promise<string> {
  return await provider.interactionResult(request, response, result, { mergeWithLastSubmission: true })
}

/**
 * Signs out at the wish of a client (OpenID Connect RP-Initiated Logout 1.0): Tuidan's session ends when the token names whoever
 * is here, and with it what clients were given in this browser.
 * @returns where to go, and whether the session ended
 * @throws openid/bad-sign-out
 */
export async function signOutFor(
  { core, signIn, providers }: Openid,
  entering: Entering,
  input: {
    readonly hint: string | undefined
    readonly clientId: string | undefined
    readonly goTo: string | undefined
    readonly state: string | undefined
  },
): Promise<{ location: string; ended: boolean }> {
  const { site, session, request, response } = entering
  const { keys, provider } = await providers.of(site)
  const said = input.hint === undefined ? null : await readHint(keys, issuerOf(core, site.slug), input.hint)
  const client = said === null ? null : await loadClient(core.db, site.id, said.clientId)
  if (said === null || client === null || (input.clientId ?? client.id) !== client.id)
    throw openidFail('openid/bad-sign-out')
  if (input.goTo !== undefined && !client.signOutUris.includes(input.goTo)) throw openidFail('openid/bad-sign-out')
  const here = session === null ? null : await signIn.sessions.find(site.id, session)
  const ended = here !== null && subjectOf(core, site.id, here.personId) === said.subject
  if (ended) {
    await signOut(signIn, site.id, session)
    providers.prepare(request)
    // Access tokens live no longer than the provider's session.
    await (await provider.Session.get(provider.createContext(request, response))).destroy()
  }
  const location = new URL(input.goTo ?? `${core.publicUrl}/s/${site.slug}/`)
  if (input.state !== undefined && input.goTo !== undefined) location.searchParams.set('state', input.state)
  return { location: location.href, ended }
}
