import { Type } from 'typebox'
import { say } from '../base/i18n.ts'
import { problemJson } from '../base/problem.ts'
import type { Core } from '../engine/core.ts'
import type { Auth } from '../http/auth.ts'
import { langOf, type Server } from '../http/server.ts'
import { FILE_FAULTS } from './floor-file.ts'
import { addBins, moveGoods, putBack, receiveGoods } from './flow.ts'
import { importFloor, importGoods } from './flow-import.ts'
import { warehouseFail } from './problems.ts'
import { listBins } from './store.ts'

const Id = Type.Object({ id: Type.String({ format: 'uuid' }) })
const Uid = Type.String({ minLength: 8, maxLength: 64 })
type Guard = ReturnType<Auth['staff']>

/** Bins, the goods in them, and files of both. */
export function placeRoutes(app: Server, core: Core, auth: Auth): void {
  binRoutes(app, core, auth)
  moveRoutes(app, core, auth)
  fileRoutes(app, core, auth)
}

/** Bins and the goods in them. */
function binRoutes(app: Server, core: Core, auth: Auth): void {
  const guard = auth.staff('supervisor')

  app.get(
    '/v1/console/bins',
    { preHandler: guard, schema: { tags: ['console'], summary: 'All bins' } },
    async (request) => ({
      items: await listBins(core.db, request.site.id),
      next: null,
    }),
  )

  app.post(
    '/v1/console/bins',
    {
      preHandler: guard,
      schema: {
        tags: ['console'],
        summary: 'Adds bins by code',
        body: Type.Object({ codes: Type.Array(Type.String({ maxLength: 40 }), { minItems: 1, maxItems: 10_000 }) }),
      },
    },
    async (request, reply) => reply.status(201).send(await addBins(core, request.site.id, request.body.codes)),
  )

  app.post(
    '/v1/console/stock/receive',
    {
      preHandler: auth.staff('supervisor', 'receiver'),
      schema: {
        tags: ['console'],
        summary: 'Receives goods into a bin',
        body: Type.Object({
          sku: Type.String({ minLength: 1, maxLength: 64 }),
          bin: Type.String({ maxLength: 20 }),
          qty: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
          uid: Type.Optional(Uid),
        }),
      },
    },
    async (request, reply) => {
      const { sku, bin, qty, uid } = request.body
      await receiveGoods(core, { siteId: request.site.id, sku, bin, qty, staffId: request.staff.id, uid: uid ?? null })
      return reply.status(204).send()
    },
  )
}

/** Goods that change their place. */
function moveRoutes(app: Server, core: Core, auth: Auth): void {
  const guard = auth.staff('supervisor', 'receiver')
  const Sku = Type.String({ minLength: 1, maxLength: 64 })
  const Qty = Type.Integer({ minimum: 1, maximum: 1_000_000 })
  const Bin = Type.String({ maxLength: 20 })

  app.post(
    '/v1/console/stock/move',
    {
      preHandler: guard,
      schema: {
        tags: ['console'],
        summary: 'Moves goods between bins',
        description: 'Into a bin, from another bin or (from: null) from the dock.',
        body: Type.Object({
          sku: Sku,
          from: Type.Union([Bin, Type.Null()]),
          to: Bin,
          qty: Qty,
          uid: Type.Optional(Uid),
        }),
      },
    },
    async (request, reply) => {
      await moveGoods(core, { ...request.body, siteId: request.site.id, staffId: request.staff.id })
      return reply.status(204).send()
    },
  )

  app.post(
    '/v1/console/orders/:id/put-back',
    {
      preHandler: guard,
      schema: {
        tags: ['console'],
        summary: 'Puts picked goods of a cancelled order back',
        description: 'Picked goods of a cancelled order go back into a bin.',
        params: Id,
        body: Type.Object({ sku: Sku, bin: Bin, qty: Qty, uid: Uid }),
      },
    },
    async (request) =>
      await putBack(core, {
        ...request.body,
        siteId: request.site.id,
        staffId: request.staff.id,
        orderId: request.params.id,
      }),
  )
}

/** CSV files come as they are: the body is the file, `?filename=` its name. All of it is taken, or nothing. */
function fileRoutes(app: Server, core: Core, auth: Auth): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MOST_BYTES }, (_request, body, done) =>
      done(null, body),
    )
    const query = Type.Object({
      filename: Type.Optional(Type.String({ maxLength: 200 })),
      again: Type.Optional(Type.Literal('true')),
      lang: Type.Optional(Type.String()),
    })
    const route = (path: string, guard: Guard, summary: string, work: typeof importFloor): void => {
      scope.post(
        path,
        // The guard first: what a stranger sends is not kept in memory.
        {
          onRequest: [guard, auth.limited('import')],
          bodyLimit: MOST_BYTES,
          schema: { tags: ['console'], summary, querystring: query },
        },
        async (request, reply) => {
          const { filename = 'file.csv', again } = request.query as { filename?: string; again?: string }
          const { site, staff } = request
          const bytes = request.body instanceof Uint8Array ? request.body : new Uint8Array()
          const input = { siteId: site.id, staffId: staff.id, filename, bytes, again: again === 'true' }
          const { faults, ...taken } = await work(core, input)
          if (faults.length === 0) return reply.status(201).send(taken)
          const lang = langOf(request)
          const problem = warehouseFail('warehouse/wrong-lines', { params: { count: faults.length } })
          // The list of wrong lines stands beside the members of RFC 9457, which allows more (§3.2).
          const lines = faults.slice(0, MOST_FAULTS).map((f) => ({ ...f, text: say(FILE_FAULTS[f.cause], lang) }))
          return reply
            .status(422)
            .type('application/problem+json')
            .send({ ...problemJson(problem, lang), lines })
        },
      )
    }
    route(
      '/v1/console/bins/import',
      auth.staff('supervisor'),
      'Adds bins and what lies in them, CSV: code[,zone][,sku,qty]',
      importFloor,
    )
    const receivers = auth.staff('supervisor', 'receiver')
    route('/v1/console/stock/receive/import', receivers, 'Receives goods, CSV: sku,bin,qty', importGoods)
  })
}

/** 10 MB is some 400,000 lines, more than any floor has bins. */
const MOST_BYTES = 10_485_760
/** More wrong lines than these are counted and not listed. */
const MOST_FAULTS = 200
