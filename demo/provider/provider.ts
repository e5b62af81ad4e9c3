import { interactionPolicy, Provider } from 'oidc-provider'
import type { IsletConfig } from './config.ts'
import { errorPage, langOf } from './pages.ts'
import { personaBy } from './personas.ts'
import { STREAMS } from './source.ts'
import type { State } from './state.ts'

const DAY_S = 86_400

/** The people's page for one step of a sign-in. */
export const SIGN_IN_PATH = '/sign-in'

/**
 * The OpenID provider itself: code flow only, PKCE with S256 always (RFC 9700 §2.1.1), exact redirect addresses, `iss` in the
 * answer (RFC 9207), refresh tokens that rotate at each use (RFC 9700 §4.14.2). No e-mail is known, so none is given.
 */
export function buildProvider(config: IsletConfig, issuer: string, state: State): Provider {
  const provider = new Provider(issuer, {
    adapter: (kind: string) => state.adapter(kind),
    jwks: state.jwks,
    clients: config.clients.map(({ name, ...client }) => ({
      ...client,
      client_name: name ?? client.client_id,
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    })),
    responseTypes: ['code'],
    scopes: ['openid', 'offline_access', ...STREAMS],
    claims: { openid: ['sub'], profile: ['name', 'name#zh-CN', 'name#en', 'preferred_username', 'picture', 'locale'] },
    findAccount: (_ctx: unknown, subject: string) => accountOf(subject, issuer, config),
    pkce: { required: () => true },
    rotateRefreshToken: true,
    allowOmittingSingleRegisteredRedirectUri: false,
    interactions: {
      policy: askingWhoEachTime(),
      url: (_ctx: unknown, { uid }: { uid: string }) => `${SIGN_IN_PATH}/${uid}`,
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: true },
      revocation: {
        enabled: true,
        // A shop ends its own tokens, nobody else's (RFC 7009 §2.1).
        allowedPolicy: (_ctx: unknown, client: { clientId: string }, token: { clientId: string }) =>
          token.clientId === client.clientId,
      },
      rpInitiatedLogout: { enabled: false },
      // The data API takes plain bearer tokens only.
      dPoP: { enabled: false },
      resourceIndicators: { enabled: false },
    },
    // Cookies know no ports: these share http://localhost with the shop's own, so they carry our name.
    cookies: {
      keys: state.cookieKeys,
      names: { session: 'islet_session', interaction: 'islet_interaction', resume: 'islet_resume' },
    },
    discovery: { ui_locales_supported: ['zh', 'en'], claims_locales_supported: ['zh', 'en'] },
    ttl: {
      AccessToken: config.accessTokenSeconds,
      AuthorizationCode: 60,
      IdToken: 600,
      RefreshToken: 30 * DAY_S,
      Grant: 365 * DAY_S,
      Interaction: 1800,
      Session: DAY_S,
    },
    renderError: (ctx: import('oidc-provider').Context, out: { error: string; error_description?: string }) => {
      const lang = langOf(ctx.req, undefined, config.lang)
      const page = errorPage(lang, out.error_description ?? out.error)
      for (const [name, value] of Object.entries(page.headers)) ctx.set(name, value)
      ctx.body = page.html
    },
  })
  provider.proxy = issuer.startsWith('https:') && config.tls === undefined
  provider.on('server_error', (_ctx, error) => console.error(`islet: ${error.stack ?? error.message}`))
  return provider
}

/** What UserInfo says of a person. Only claims whose scope was granted leave the house; oidc-provider sees to that. */
async function accountOf(subject: string, issuer: string, { lang }: IsletConfig) {
  const persona = personaBy('subject', subject)
  if (persona === undefined) return undefined
  const claims = async () => ({
    sub: subject,
    // Both spellings as OpenID Connect Core §5.2 has them, the plain one for shops that know only that.
    name: persona.name[lang],
    'name#zh-CN': persona.name.zh,
    'name#en': persona.name.en,
    preferred_username: persona.handle,
    picture: `${issuer}/faces/${persona.id}.svg`,
    locale: lang === 'zh' ? 'zh-CN' : 'en',
  })
  return { accountId: subject, claims }
}

/** The usual questions, but who one is gets asked at each sign-in: in a demo one wants to be somebody else the next time. */
function askingWhoEachTime() {
  const policy = interactionPolicy.base()
  const { Check } = interactionPolicy
  policy
    .get('login')
    .checks.add(
      new Check('asked_each_time', 'End-User authentication is required', 'login_required', (ctx) =>
        ctx.oidc.result?.login === undefined ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT,
      ),
    )
  return policy
}
