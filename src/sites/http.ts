import { Type } from 'typebox'
import type { Core } from '../engine/core.ts'
import type { Auth } from '../http/auth.ts'
import { langOf, type Server } from '../http/server.ts'
import { changeSite, renewSecretKey } from './flow.ts'
import type { Site } from './site.ts'

const Name = Type.String({ minLength: 1, maxLength: 60 })
const Change = Type.Object({
  name: Type.Object({ zh: Name, en: Name }),
  origins: Type.Array(Type.String({ maxLength: 200 }), { maxItems: 50 }),
  settings: Type.Object({
    gs1Prefix: Type.Union([Type.String({ maxLength: 20 }), Type.Null()]),
    unpaidHoldMinutes: Type.Integer(),
    division: Type.Boolean(),
    onShort: Type.Union([Type.Literal('ship-rest'), Type.Literal('hold')]),
    putWallCells: Type.Optional(Type.Integer()),
    phoneOnLabel: Type.Optional(Type.Union([Type.Literal('masked'), Type.Literal('full')])),
    cutOff: Type.String({ maxLength: 5 }),
    timeZone: Type.String({ maxLength: 60 }),
    vanDays: Type.Optional(Type.Array(Type.Integer(), { maxItems: 7 })),
    holdBackSlow: Type.Optional(Type.Boolean()),
    minorAge: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
    country: Type.Optional(Type.Union([Type.String({ maxLength: 20 }), Type.Null()])),
    keptIn: Type.Optional(Type.Union([Type.String({ maxLength: 20 }), Type.Null()])),
    operator: Type.Optional(Type.Union([Type.String({ maxLength: 200 }), Type.Null()])),
    privacyContact: Type.Optional(Type.Union([Type.String({ maxLength: 200 }), Type.Null()])),
  }),
})

/** Console: what an owner decides for the site. */
export function sitesRoutes(app: Server, core: Core, auth: Auth): void {
  app.get(
    '/v1/console/settings',
    { preHandler: auth.staff('owner'), schema: { tags: ['console'], summary: 'Names, keys and settings of the site' } },
    async (request) => view(core, request.site),
  )

  app.put(
    '/v1/console/settings',
    {
      preHandler: auth.staff('owner'),
      schema: { body: Change, tags: ['console'], summary: 'Changes the shop’s settings' },
    },
    async (request) => {
      const settings = { ...request.site.settings, ...request.body.settings }
      return view(core, await changeSite(core, request.site, { ...request.body, settings }, langOf(request)))
    },
  )

  app.post(
    '/v1/console/settings/secret-key',
    {
      preHandler: auth.staff('owner'),
      schema: { tags: ['console'], summary: 'A fresh secret key, told this once; the old one ends at once' },
    },
    async (request) => ({ secretKey: await renewSecretKey(core, request.site.id) }),
  )
}

function view(core: Core, site: Site) {
  const { slug, name, origins, currency, publicKey, isDemo, settings } = site
  return { slug, name, origins, currency, publicKey, isDemo, settings, publicUrl: core.publicUrl }
}
