import { Type } from 'typebox'
import { Problem, problemJson } from '../base/problem.ts'
import type { Auth } from '../http/auth.ts'
import { langOf, type Server } from '../http/server.ts'
import { changeConnector, redirectUri, type SignIn, testConnector } from './flow.ts'

const Id = Type.Object({ connector: Type.String({ pattern: '^[a-z][a-z0-9-]{0,30}$' }) })
const Address = Type.String({ minLength: 8, maxLength: 500 })
const Setting = Type.Object({
  kind: Type.Optional(Type.String({ maxLength: 40 })),
  name: Type.Object({
    zh: Type.String({ minLength: 1, maxLength: 40 }),
    en: Type.String({ minLength: 1, maxLength: 40 }),
  }),
  issuer: Address,
  clientId: Type.String({ minLength: 1, maxLength: 300 }),
  /** Absent: the secret that is there stays. */
  clientSecret: Type.Optional(Type.String({ maxLength: 500 })),
  tokenAuth: Type.Union([
    Type.Literal('client_secret_basic'),
    Type.Literal('client_secret_post'),
    Type.Literal('none'),
  ]),
  source: Type.Union([Address, Type.Null()]),
})

/** Console: registering with a provider, and trying it. */
export function signInConsoleRoutes(app: Server, signIn: SignIn, auth: Auth): void {
  app.put(
    '/v1/console/connectors/:connector',
    {
      preHandler: auth.staff('owner'),
      schema: { params: Id, body: Setting, tags: ['console'], summary: 'Adds a kind of account or changes one' },
    },
    async (request) => {
      const { site } = request
      const { connector } = request.params
      await changeConnector(signIn, site, connector, request.body)
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
