import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { iso } from '../base/clock.ts'
import { isLang } from '../base/i18n.ts'
import type { Core } from '../engine/core.ts'
import { type Auth, notAllowed } from '../http/auth.ts'
import { qrSvg } from '../http/qr.ts'
import type { Server } from '../http/server.ts'
import { siteById } from '../sites/flow.ts'
import { addStaff, changeStaff, forgetDevice, joinPhone, makeLink, signInStaff, signOutStaff } from './flow.ts'
import { ABSOLUTE_DAYS, PHONE_DAYS, ROLES, type Role, type Staff } from './staff.ts'
import { listDevices, listStaff, loadStaff } from './store.ts'

const DAY_SECONDS = 86_400
const Token = Type.Object({ token: Type.String({ minLength: 10, maxLength: 100 }) })
const RoleList = Type.Array(Type.Union(ROLES.map((role) => Type.Literal(role))), {
  minItems: 1,
  maxItems: ROLES.length,
})
const Zones = Type.Array(Type.String({ pattern: '^[A-HJ-NPR-Z]$' }), { maxItems: 23 })
const LangField = Type.Union([Type.Literal('zh'), Type.Literal('en')])
const Id = Type.Object({ id: Type.String({ format: 'uuid' }) })

const view = (staff: Staff) => ({
  id: staff.id,
  name: staff.name,
  roles: staff.roles,
  zones: staff.zones,
  lang: staff.lang,
  state: staff.state,
})

/** Console sign-in by link, joining a phone, staff and devices. */
export function staffRoutes(app: Server, core: Core, auth: Auth): void {
  sessionRoutes(app, core, auth)
  peopleRoutes(app, core, auth)
  deviceRoutes(app, core, auth)
  leaveRoute(app, core, auth)
}

function sessionRoutes(app: Server, core: Core, auth: Auth): void {
  app.post(
    '/v1/console/sign-in',
    { schema: { body: Token, tags: ['console'], summary: 'Trades a single-use link for a console session' } },
    async (request, reply) => {
      const { session, siteId, staff } = await auth.limits.guess('link', { address: request.ip }, () =>
        signInStaff(core, request.body.token),
      )
      auth.give(reply, 'staff', session, ABSOLUTE_DAYS * DAY_SECONDS)
      const site = await siteById(core, siteId)
      return {
        staff: view(staff),
        site: { slug: site.slug, name: site.name, isDemo: site.isDemo, currency: site.currency },
      }
    },
  )

  app.get(
    '/v1/console/me',
    { preHandler: auth.staff(), schema: { tags: ['console'], summary: 'Who is at the console, and for which shop' } },
    async (request) => {
      const { site, staff } = request
      return {
        staff: view(staff),
        site: {
          slug: site.slug,
          name: site.name,
          isDemo: site.isDemo,
          currency: site.currency,
          publicKey: site.publicKey,
          settings: site.settings,
        },
      }
    },
  )

  app.post(
    '/v1/console/sign-out',
    { preHandler: auth.staff(), schema: { tags: ['console'], summary: 'Ends the console session' } },
    async (request, reply) => {
      await signOutStaff(core, request.site.id, auth.read(request, 'staff')!)
      auth.take(reply, 'staff')
      return reply.status(204).send()
    },
  )

  app.post(
    '/v1/phone/join',
    { schema: { body: Token, tags: ['phone'], summary: 'Trades a single-use link for a phone session' } },
    async (request, reply) => {
      const joined = await auth.limits.guess('link', { address: request.ip }, () =>
        joinPhone(core, request.body.token, request.headers['user-agent'] ?? ''),
      )
      auth.give(reply, 'device', joined.session, PHONE_DAYS * DAY_SECONDS)
      const site = await siteById(core, joined.siteId)
      return { worker: view(joined.staff), site: { slug: site.slug, name: site.name }, device: { id: joined.deviceId } }
    },
  )
}

/** A worker who joined with somebody else's code, or hands the phone back, takes it off the list. */
function leaveRoute(app: Server, core: Core, auth: Auth): void {
  app.post(
    '/v1/phone/leave',
    { preHandler: auth.joined, schema: { tags: ['phone'], summary: 'The phone leaves' } },
    async (request, reply) => {
      const { worker, site } = request
      await forgetDevice(core, { siteId: site.id, deviceId: worker.deviceId, by: worker.id })
      auth.take(reply, 'device')
      return reply.status(204).send()
    },
  )
}

function peopleRoutes(app: Server, core: Core, auth: Auth): void {
  app.get(
    '/v1/console/staff',
    { preHandler: auth.staff('supervisor'), schema: { tags: ['console'], summary: 'Members of staff' } },
    async (request) => ({
      items: (await listStaff(core.db, request.site.id)).map(view),
      next: null,
    }),
  )

  app.post(
    '/v1/console/staff',
    {
      preHandler: auth.staff('supervisor'),
      schema: {
        tags: ['console'],
        summary: 'Adds a member of staff',
        body: Type.Object({
          name: Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' }),
          roles: RoleList,
          zones: Type.Optional(Zones),
          lang: Type.Optional(LangField),
        }),
      },
    },
    async (request, reply) => {
      const { name, zones, lang } = request.body
      const roles = onlyGrantable(request, request.body.roles as Role[])
      const staff = await addStaff(core, {
        siteId: request.site.id,
        name,
        roles,
        ...(zones ? { zones } : {}),
        ...(isLang(lang) ? { lang } : {}),
        by: request.staff.id,
      })
      return reply.status(201).send(view(staff))
    },
  )

  app.put(
    '/v1/console/staff/:id',
    {
      preHandler: auth.staff('supervisor'),
      schema: {
        tags: ['console'],
        summary: 'Changes a member of staff',
        params: Id,
        body: Type.Partial(
          Type.Object({
            name: Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' }),
            roles: RoleList,
            zones: Zones,
            lang: LangField,
            state: Type.Union([Type.Literal('active'), Type.Literal('disabled')]),
          }),
        ),
      },
    },
    async (request) => {
      await mustOutrank(core, request, request.params.id)
      const { roles, ...rest } = request.body
      const change = { ...rest, ...(roles ? { roles: onlyGrantable(request, roles as Role[]) } : {}) }
      return view(await changeStaff(core, { siteId: request.site.id, id: request.params.id, change }))
    },
  )

  app.post(
    '/v1/console/staff/:id/link',
    {
      preHandler: auth.staff('supervisor'),
      schema: {
        tags: ['console'],
        summary: 'Makes a single-use link for console or phone',
        params: Id,
        body: Type.Object({ opens: Type.Union([Type.Literal('console'), Type.Literal('phone')]) }),
      },
    },
    async (request) => {
      await mustOutrank(core, request, request.params.id)
      const link = await makeLink(core, {
        siteId: request.site.id,
        staffId: request.params.id,
        opens: request.body.opens,
      })
      return { url: link.url, expiresAt: iso(link.expiresAt), qr: qrSvg(link.url) }
    },
  )
}

function deviceRoutes(app: Server, core: Core, auth: Auth): void {
  app.get(
    '/v1/console/devices',
    { preHandler: auth.staff('supervisor'), schema: { tags: ['console'], summary: 'Phones that have joined' } },
    async (request) => ({
      items: (await listDevices(core.db, request.site.id)).map((d) => ({
        ...d,
        createdAt: iso(d.createdAt),
        seenAt: iso(d.seenAt),
        removedAt: d.removedAt === null ? null : iso(d.removedAt),
      })),
      next: null,
    }),
  )

  app.delete(
    '/v1/console/devices/:id',
    { preHandler: auth.staff('supervisor'), schema: { tags: ['console'], summary: 'Removes a phone', params: Id } },
    async (request, reply) => {
      await forgetDevice(core, { siteId: request.site.id, deviceId: request.params.id, by: request.staff.id })
      return reply.status(204).send()
    },
  )
}

/** A supervisor manages the floor; only an owner makes owners and marketers. @throws http/not-allowed */
function onlyGrantable(request: FastifyRequest, roles: Role[]): Role[] {
  if (!request.staff.roles.includes('owner') && roles.some(isOffice)) throw notAllowed(request, ['owner'])
  return roles
}

const isOffice = (role: Role): boolean => role === 'owner' || role === 'marketer'

/** Nobody but an owner touches, or makes a way in for, somebody with office roles: else a link would be a promotion. */
async function mustOutrank(core: Core, request: FastifyRequest, id: string): Promise<void> {
  const by = request.staff
  if (by.roles.includes('owner') || by.id === id) return
  const target = await loadStaff(core.db, by.siteId, id)
  if (target?.roles.some(isOffice)) throw notAllowed(request, ['owner'])
}
