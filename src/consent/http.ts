import { Type } from 'typebox'
import { iso } from '../base/clock.ts'
import type { Auth } from '../http/auth.ts'
import type { Server } from '../http/server.ts'
import { answerSheet, type Consents, setPersonalOffers } from './flow.ts'
import { sayAge } from './flow-age.ts'
import { answerApart } from './flow-apart.ts'
import { consentsView } from './flow-view.ts'

const Slug = Type.Object({ slug: Type.String({ maxLength: 40 }) })
const Lang = Type.Optional(Type.Union([Type.Literal('zh'), Type.Literal('en')]))
const Answer = Type.Object({
  connector: Type.String({ maxLength: 40 }),
  streams: Type.Record(Type.String({ maxLength: 40 }), Type.Boolean(), { maxProperties: 50 }),
  lang: Type.Optional(Type.Union([Type.Literal('zh'), Type.Literal('en')])),
  textVersion: Type.String({ maxLength: 40 }),
  how: Type.Optional(Type.Union([Type.Literal('sheet'), Type.Literal('my-data')])),
  /** They say that they are of age; asked once, with the first yes. */
  ofAge: Type.Optional(Type.Literal(true)),
})

/** Routes of what a shopper agrees to; all of them are about the shopper who is signed in, nobody else. */
export function consentRoutes(app: Server, consents: Consents, auth: Auth): void {
  sheetRoutes(app, consents, auth)
  sayingRoutes(app, consents, auth)
}

/** The consent sheet, and what is asked by itself. */
function sheetRoutes(app: Server, consents: Consents, auth: Auth): void {
  app.get(
    '/v1/sites/:slug/consents',
    {
      preHandler: auth.site,
      schema: { params: Slug, tags: ['my data'], summary: 'What could be read, and what was agreed to' },
    },
    async (request) => consentsView(consents, await auth.viewer(request)),
  )

  app.post(
    '/v1/sites/:slug/consents',
    {
      preHandler: auth.site,
      schema: { params: Slug, body: Answer, tags: ['my data'], summary: 'Answers the consent sheet' },
    },
    async (request) => {
      const { site, personId, lang } = await auth.viewer(request)
      const { connector, streams, textVersion } = request.body
      const answer = {
        connector,
        streams,
        textVersion,
        lang: request.body.lang ?? lang,
        how: request.body.how ?? 'sheet',
        saysOfAge: request.body.ofAge === true,
      }
      const receipts = await answerSheet(consents, { site, personId, ...answer })
      return {
        receipts: receipts.map(({ id, stream, purpose, given, at }) => ({ id, stream, purpose, given, at: iso(at) })),
        reading: Object.values(streams).some((given) => given),
      }
    },
  )

  app.post(
    '/v1/sites/:slug/consents/apart',
    {
      preHandler: auth.site,
      schema: {
        params: Slug,
        body: Type.Object({
          connector: Type.String({ maxLength: 40 }),
          stream: Type.String({ maxLength: 40 }),
          what: Type.Union([Type.Literal('sensitive'), Type.Literal('abroad')]),
          given: Type.Boolean(),
          textVersion: Type.String({ maxLength: 40 }),
          ofAge: Type.Optional(Type.Literal(true)),
          lang: Lang,
          how: Type.Optional(Type.Union([Type.Literal('sheet'), Type.Literal('my-data')])),
        }),
        tags: ['my data'],
        summary: 'Answers what is asked by itself: sensitive data, data that crosses a border',
      },
    },
    async (request) => {
      const { site, personId, lang } = await auth.viewer(request)
      const { ofAge, how = 'sheet', lang: said = lang, ...answer } = request.body
      const receipts = await answerApart(consents, {
        ...{ site, personId, ...answer, how },
        ...{ lang: said, saysOfAge: ofAge === true },
      })
      return {
        receipts: receipts.map(({ id, stream, purpose, given, at }) => ({ id, stream, purpose, given, at: iso(at) })),
      }
    },
  )
}

/** What is said once for everything. */
function sayingRoutes(app: Server, consents: Consents, auth: Auth): void {
  app.post(
    '/v1/sites/:slug/age',
    {
      preHandler: auth.site,
      schema: {
        params: Slug,
        body: Type.Object({ ofAge: Type.Boolean() }),
        tags: ['my data'],
        summary: 'Says whether I am under age: then nothing of mine is read',
      },
    },
    async (request) => {
      const { site, personId, lang } = await auth.viewer(request)
      const { ofAge } = request.body
      await sayAge(consents, { site, personId, ofAge, lang })
      return { ofAge }
    },
  )

  app.post(
    '/v1/sites/:slug/personal-offers',
    {
      preHandler: auth.site,
      schema: {
        params: Slug,
        body: Type.Object({ on: Type.Boolean() }),
        tags: ['my data'],
        summary: 'The personal-offers switch',
      },
    },
    async (request) => {
      const { site, personId, lang } = await auth.viewer(request)
      const { on } = request.body
      await setPersonalOffers(consents, { siteId: site.id, personId, on, lang, how: 'my-data' })
      return { on }
    },
  )
}
