import { Type } from 'typebox'
import { type Lang, say } from '../base/i18n.ts'
import { Problem, problemJson } from '../base/problem.ts'
import type { Connector } from '../connectors/connector.ts'
import type { Auth } from '../http/auth.ts'
import { langOf, type Server } from '../http/server.ts'
import { changeConnector, needsIssuer, redirectUri, setupView, testConnector } from './flow-connectors.ts'
import type { SignIn } from './flow-open.ts'

const Id = Type.Object({ connector: Type.String({ pattern: '^[a-z][a-z0-9-]{0,30}$' }) })
const Address = Type.String({ minLength: 8, maxLength: 500 })
const Setting = Type.Object({
  kind: Type.Optional(Type.String({ maxLength: 40 })),
  name: Type.Object({
    zh: Type.String({ minLength: 1, maxLength: 40 }),
    en: Type.String({ minLength: 1, maxLength: 40 }),
  }),
  /** Absent where the kind knows its own server. */
  issuer: Type.Optional(Type.Union([Address, Type.Literal('')])),
  /** Empty where the site registers itself with each server that is typed. */
  clientId: Type.Optional(Type.String({ maxLength: 300 })),
  /** Absent: the secret that is there stays. */
  clientSecret: Type.Optional(Type.String({ maxLength: 500 })),
  tokenAuth: Type.Union([
    Type.Literal('client_secret_basic'),
    Type.Literal('client_secret_post'),
    Type.Literal('none'),
  ]),
  source: Type.Union([Address, Type.Null()]),
  /** Fields of this kind beside id and secret; an absent one stays, an empty one is taken away. */
  setup: Type.Optional(Type.Record(Type.String({ maxLength: 40 }), Type.String({ maxLength: 8000 }))),
})

/** Console: what there is, registering with a provider, and trying it. */
export function signInConsoleRoutes(app: Server, signIn: SignIn, auth: Auth): void {
  app.get(
    '/v1/console/connector-kinds',
    {
      preHandler: auth.staff('owner'),
      schema: { tags: ['console'], summary: 'Kinds of account that can be added, and what each wants to be told' },
    },
    async (request) => {
      const lang = langOf(request)
      return {
        items: [...signIn.connectors.values()]
          .filter((one) => one.login !== undefined)
          .map((one) => kindView(one, lang)),
      }
    },
  )

  app.put(
    '/v1/console/connectors/:connector',
    {
      preHandler: auth.staff('owner'),
      schema: { params: Id, body: Setting, tags: ['console'], summary: 'Adds a kind of account or changes one' },
    },
    async (request) => {
      const { site } = request
      const { connector } = request.params
      await changeConnector(signIn, site, connector, { issuer: '', clientId: '', ...request.body })
      return { connector, redirectUri: redirectUri(signIn.core, site.slug, connector) }
    },
  )

  app.post(
    '/v1/console/connectors/:connector/test',
    {
      preHandler: auth.staff('owner'),
      schema: { params: Id, tags: ['console'], summary: 'Asks the provider who it is, and says what is wrong' },
    },
    async (request) => {
      const lang = langOf(request)
      try {
        return { ok: true, ...(await testConnector(signIn, request.site, request.params.connector, lang)) }
      } catch (error) {
        if (!(error instanceof Problem) || error.code === 'sign-in/unknown-connector') throw error
        return { ok: false, problem: problemJson(error, lang) }
      }
    },
  )
}

/** A kind of account before it is registered. */
function kindView(descriptor: Connector, lang: Lang) {
  const server = descriptor.login?.server
  const isTyped = server !== undefined && 'find' in server
  return {
    kind: descriptor.id,
    name: say(descriptor.names, lang),
    names: descriptor.names,
    mark: descriptor.mark,
    needsIssuer: needsIssuer(descriptor),
    // A server that is typed is told of this site by the site itself.
    needsClient: !isTyped,
    // A secret of a kind that signs or mints its own is made of the fields below.
    hasSecret: !isTyped && descriptor.login?.secret === undefined && descriptor.login?.quirk?.sign === undefined,
    // Only where the server is the setting's is its source too.
    takesSource: needsIssuer(descriptor),
    streams: Object.keys(descriptor.streams).length,
    docs: descriptor.terms.docs,
    setup: setupView({ descriptor, registration: NOTHING }, lang),
    pair: descriptor.pair ?? [],
    calls: descriptor.calls ?? null,
    unchecked: descriptor.unchecked === null ? null : say(descriptor.unchecked, lang),
  }
}

const NOTHING = { issuer: '', clientId: '', clientSecret: '', tokenAuth: 'none' } as const
