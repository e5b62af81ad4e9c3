import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { iso } from '../base/clock.ts'
import { category } from '../catalog/categories.ts'
import type { Auth } from '../http/auth.ts'
import type { Server } from '../http/server.ts'
import type { Profiles } from './flow.ts'
import { sayAge } from './flow-age.ts'
import { answerApart } from './flow-apart.ts'
import { correctInterest } from './flow-correct.ts'
import type { Doings } from './flow-doings.ts'
import type { Viewer } from './flow-view.ts'
import { profileFail } from './problems.ts'

const Slug = Type.Object({ slug: Type.String({ maxLength: 40 }) })
const Skus = Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, maxItems: 50 })
const Lang = Type.Optional(Type.Union([Type.Literal('zh'), Type.Literal('en')]))
type ViewerOf = (request: FastifyRequest) => Promise<Viewer>

/** The category that the rest of an address names; some write its slashes as %2F. @throws profile/unknown-category */
export function categoryIn(rest: string): string {
  const id = rest.replace(/%2f/gi, '/')
  if (category(id) === null) throw profileFail('profile/unknown-category')
  return id
}

/** What a shopper says of themselves beside the sheet: their age, what is asked apart, what their interests really are. */
export function dutyRoutes(app: Server, profiles: Profiles, auth: Auth, viewer: ViewerOf): void {
  const at = { preHandler: auth.site }

  app.post(
    '/v1/sites/:slug/age',
    {
      ...at,
      schema: {
        params: Slug,
        body: Type.Object({ ofAge: Type.Boolean() }),
        tags: ['my data'],
        summary: 'Says whether I am under age: then nothing of mine is read',
      },
    },
    async (request) => {
      const { site, personId, lang } = await viewer(request)
      const { ofAge } = request.body
      await sayAge(profiles, { site, personId, ofAge, lang })
      return { ofAge }
    },
  )

  app.post(
    '/v1/sites/:slug/consents/apart',
    {
      ...at,
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
      const { site, personId, lang } = await viewer(request)
      const { ofAge, how = 'sheet', lang: said = lang, ...answer } = request.body
      const receipts = await answerApart(profiles, {
        ...{ site, personId, ...answer, how },
        ...{ lang: said, saysOfAge: ofAge === true },
      })
      return {
        receipts: receipts.map(({ id, stream, purpose, given, at }) => ({ id, stream, purpose, given, at: iso(at) })),
      }
    },
  )

  // A category's id has slashes: it is the rest of the address.
  app.put(
    '/v1/sites/:slug/interests/*',
    {
      ...at,
      schema: {
        params: Type.Object({ slug: Type.String(), '*': Type.String({ maxLength: 200 }) }),
        body: Type.Object({
          strength: Type.Optional(Type.Union(['strong', 'some', 'faint'].map((word) => Type.Literal(word)))),
          instead: Type.Optional(Type.String({ maxLength: 200 })),
        }),
        tags: ['my data'],
        summary: 'Corrects an interest: how strong it is, or what it really is; an empty body takes that back',
      },
    },
    async (request) => {
      const { site, personId } = await viewer(request)
      const categoryId = categoryIn(request.params['*'])
      const { strength, instead } = request.body as { strength?: 'strong' | 'some' | 'faint'; instead?: string }
      const said = { ...(strength === undefined ? {} : { strength }), ...(instead === undefined ? {} : { instead }) }
      const correction = strength === undefined && instead === undefined ? null : said
      await correctInterest(profiles, { siteId: site.id, personId, categoryId, correction })
      return { corrected: categoryId, ...said }
    },
  )
}

/** What goes into a bag: told by the shop's own pages, or by another shop's server for the shopper it was handed. */
export function doneRoutes(app: Server, auth: Auth, doings: Doings): void {
  app.post(
    '/v1/sites/:slug/basket',
    {
      preHandler: auth.site,
      schema: {
        params: Slug,
        body: Type.Object({ skus: Skus }),
        tags: ['my data'],
        summary: 'What I put in the bag; kept only where I agreed to that',
      },
    },
    async (request, reply) => {
      const { personId } = await auth.mustBeShopper(request, request.site)
      auth.limits.take('decision', { address: request.ip, person: `${request.site.id} ${personId}` })
      if (request.headers['sec-gpc'] !== '1') await doings.noteBasket(request.site, personId, request.body.skus)
      return reply.status(204).send()
    },
  )

  app.post(
    '/v1/baskets',
    {
      preHandler: auth.secret,
      schema: {
        body: Type.Object({ shopper: Type.String({ maxLength: 600 }), skus: Skus }),
        tags: ['offers'],
        summary: 'What a shopper put in the basket of a shop of your own',
        description:
          'What a shopper put in the basket of a shop of your own: `shopper` is what your page got as `tuidan_shopper` after sign-in, and the answer’s is the one to send next (null: signed out). It is kept only where that shopper agreed to it, once a day for each product; unknown SKUs are passed over.',
      },
    },
    async (request) => {
      const { shopper, skus } = request.body
      return { shopper: await doings.noteHandedOver(request.site, shopper, skus) }
    },
  )
}
