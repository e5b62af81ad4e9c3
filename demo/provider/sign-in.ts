import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Client, Interaction, Provider, Result } from 'oidc-provider'
import type { IsletConfig } from './config.ts'
import { consentPage, errorPage, facesPage, langOf, type Page, sendPage } from './pages.ts'
import { personaBy } from './personas.ts'
import { STREAMS } from './source.ts'
import { WORDS } from './words.ts'

/** A form of ours has two fields at most; whatever is longer is none of ours. */
const MAX_FORM_BYTES = 2048

/**
 * The two pages of a sign-in: who one is, then what the shop may get. The step is known by oidc-provider's cookie, which is bound
 * to the page's path.
 */
export async function handleSignIn(
  { provider, config }: { provider: Provider; config: IsletConfig },
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  let step: Interaction
  try {
    step = await provider.interactionDetails(req, res)
  } catch {
    // No cookie, or the step is over: the page was kept open too long, or its address was passed on.
    const lang = langOf(req, undefined, config.lang)
    return sendPage(res, errorPage(lang, WORDS.stepIsOver[lang]), 400)
  }
  const client = await provider.Client.find(step.params.client_id ?? '')
  if (client === undefined) return sendPage(res, errorPage(config.lang, WORDS.stepIsOver[config.lang]), 400)
  if (req.method === 'POST') return answer(provider, step, client, req, res)
  sendPage(res, pageOf(step, client, req, config))
}

function pageOf(step: Interaction, client: Client, req: IncomingMessage, config: IsletConfig): Page {
  const lang = langOf(req, step.params.ui_locales, config.lang)
  const asked = { lang, shop: client.clientName ?? client.clientId, origins: client.redirectUris.map(originOf) }
  if (step.prompt.name === 'login') return facesPage(asked)
  const persona = personaBy('subject', step.session?.accountId ?? '')
  if (persona === undefined) return errorPage(lang, WORDS.stepIsOver[lang])
  return consentPage({ ...asked, persona, scopes: scopesOf(step) })
}

async function answer(
  provider: Provider,
  step: Interaction,
  client: Client,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const form = await readForm(req)
  const site = req.headers['sec-fetch-site']
  // A form of another site cannot answer for the person, whatever cookies it rides on.
  if (form === null || (site !== undefined && site !== 'same-origin')) {
    res.writeHead(403).end()
    return
  }
  if (step.prompt.name === 'consent' && form.get('answer') === 'someone-else') {
    // Forgets who was picked, so that the first question is asked again.
    return provider.interactionFinished(req, res, {}, { mergeWithLastSubmission: false })
  }
  const result =
    step.prompt.name === 'login'
      ? await signedIn(provider, step, form.get('face') ?? '')
      : await consented(provider, step, client, form.get('answer') ?? '')
  if (result === null) {
    // Nothing of ours was answered: the page again.
    res.writeHead(303, { location: req.url ?? '/' }).end()
    return
  }
  await provider.interactionFinished(req, res, result)
}

async function signedIn(provider: Provider, step: Interaction, face: string): Promise<Result | null> {
  const persona = personaBy('id', face)
  if (persona === undefined) return null
  const before = step.session
  if (before !== undefined && before.accountId !== persona.subject) {
    // Somebody else was signed in. oidc-provider would lead through a log-out page with a script in it; ending that session
    // here comes to the same. The step forgets the session first, else it would miss it.
    delete step.session
    await step.save(step.exp - Math.floor(Date.now() / 1000))
    await (await provider.Session.findByUid(before.uid))?.destroy()
  }
  return { login: { accountId: persona.subject } }
}

/** The grant is new each time: it says what was answered this time, and nothing of an earlier answer lingers. */
async function consented(provider: Provider, step: Interaction, client: Client, said: string): Promise<Result | null> {
  if (said === 'refuse') return { error: 'access_denied', error_description: 'the person said no' }
  const accountId = step.session?.accountId
  if (accountId === undefined || (said !== 'allow' && said !== 'sign-in-only')) return null
  const grant = new provider.Grant({ accountId, clientId: client.clientId })
  for (const scope of scopesOf(step)) {
    if (said === 'sign-in-only' && isData(scope)) grant.rejectOIDCScope(scope)
    else grant.addOIDCScope(scope)
  }
  return { consent: { grantId: await grant.save() } }
}

const scopesOf = (step: Interaction): string[] => (step.params.scope ?? '').split(' ').filter(Boolean)
const isData = (scope: string): boolean => STREAMS.some((stream) => stream === scope)
const originOf = (address: string): string => new URL(address).origin

/** The form's fields, or null when it is none. */
async function readForm(req: IncomingMessage): Promise<URLSearchParams | null> {
  if (!req.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return null
  let text = ''
  for await (const chunk of req) {
    text += chunk
    if (text.length > MAX_FORM_BYTES) return null
  }
  return new URLSearchParams(text)
}
