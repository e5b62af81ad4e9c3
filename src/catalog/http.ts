import { Type } from 'typebox'
import { iso } from '../base/clock.ts'
import { dayOf } from '../base/day.ts'
import { say } from '../base/i18n.ts'
import type { Core } from '../engine/core.ts'
import { type Auth, notAllowed } from '../http/auth.ts'
import { langOf, type Server } from '../http/server.ts'
import { type Outlook, promiseAt } from '../orders/promise.ts'
import type { Site } from '../sites/site.ts'
import { may, type Role } from '../staff/staff.ts'
import { allCategories, categoryLabel, categoryPath, isWithin } from './categories.ts'
import {
  addProduct,
  browse,
  changeProduct,
  hideProduct,
  importOf,
  type ProductWithStock,
  productOf,
  runImport,
  takeFile,
} from './flow.ts'
import { costRoutes } from './http-cost.ts'
import { type CauseCount, ROW_CAUSES } from './import.ts'
import type { Mapping } from './mapping.ts'
import { catalogProblem } from './problems.ts'
import { countByCategory, loadPicture, savePicture } from './store.ts'

const Slug = Type.Object({ slug: Type.String() })
const SlugSku = Type.Object({ slug: Type.String(), sku: Type.String({ maxLength: 64 }) })
const Sku = Type.Object({ sku: Type.String({ maxLength: 64 }) })
const Browse = Type.Object({
  query: Type.Optional(Type.String({ maxLength: 100 })),
  category: Type.Optional(Type.String({ maxLength: 80 })),
  cursor: Type.Optional(Type.String({ maxLength: 64 })),
  limit: Type.Optional(Type.String({ pattern: '^\\d{1,3}$' })),
  lang: Type.Optional(Type.String()),
})
type BrowseQuery = { query?: string; category?: string; cursor?: string; limit?: string }

/** An SVG is a document: served from here it may neither run nor fetch anything. */
const PICTURE_CSP = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

/** How the floor of a site stands; handed in. */
type OutlookOf = (site: Site) => Promise<Outlook | null>

/** The shop's catalogue, and the console's products and imports. */
export function catalogRoutes(app: Server, core: Core, auth: Auth, outlook: OutlookOf): void {
  shopRoutes(app, core, auth, outlook)
  consoleRoutes(app, core, auth, outlook)
  costRoutes(app, core, auth)
  importRoutes(app, core, auth)
  importRunRoutes(app, core, auth)
}

function shopRoutes(app: Server, core: Core, auth: Auth, outlook: OutlookOf): void {
  const shownOn = shownBy(core, outlook)

  app.get(
    '/v1/sites/:slug',
    {
      preHandler: auth.site,
      schema: { params: Slug, tags: ['shop'], summary: 'The shop’s name, currency and public key' },
    },
    async (request) => {
      const { site } = request
      return {
        slug: site.slug,
        name: site.name,
        currency: site.currency,
        publicKey: site.publicKey,
        isDemo: site.isDemo,
      }
    },
  )

  app.get(
    '/v1/sites/:slug/products',
    {
      preHandler: auth.site,
      schema: {
        params: Slug,
        querystring: Browse,
        tags: ['shop'],
        summary: 'Goods of a shop, searched and by category',
      },
    },
    async (request) => {
      const page = await browse(core, request.site.id, filterOf(request.query))
      const shown = await shownOn(request.site)
      return { items: page.items.map((p) => view(p, shown)), next: page.next }
    },
  )

  app.get(
    '/v1/sites/:slug/products/:sku',
    {
      preHandler: auth.site,
      schema: { params: SlugSku, tags: ['shop'], summary: 'One product, with stock and promise' },
    },
    async (request) => view(await productOf(core, request.site.id, request.params.sku), await shownOn(request.site)),
  )

  app.get(
    '/v1/sites/:slug/categories',
    {
      preHandler: auth.site,
      schema: { params: Slug, tags: ['shop'], summary: 'Categories that hold goods, with counts' },
    },
    async (request) => {
      const counts = await countByCategory(core.db, request.site.id)
      const items = allCategories()
        .map((c) => ({
          id: c.id,
          label: { zh: c.zh, en: c.en },
          count: sum(counts.filter((n) => isWithin(n.categoryId, c.id))),
        }))
        .filter((c) => c.count > 0)
      return { items, next: null }
    },
  )

  app.get(
    '/v1/sites/:slug/pictures/:sku',
    { preHandler: auth.site, schema: { params: SlugSku, tags: ['shop'], summary: 'A product’s picture' } },
    async (request, reply) => {
      const sku = request.params.sku.replace(/\.(svg|png|jpg|webp)$/, '')
      const picture = await loadPicture(core.db, request.site.id, sku)
      if (picture === null) throw catalogProblem('catalog/no-picture', { params: { sku } })
      return reply
        .header('content-type', picture.mediaType)
        .header('content-security-policy', PICTURE_CSP)
        .header('cross-origin-resource-policy', 'cross-origin')
        .header('cache-control', 'public, max-age=3600')
        .send(picture.bytes)
    },
  )
}

function consoleRoutes(app: Server, core: Core, auth: Auth, outlook: OutlookOf): void {
  const shownOn = shownBy(core, outlook)
  const guard = auth.staff('marketer', 'supervisor')
  const write = auth.staff('marketer')

  app.get(
    '/v1/console/categories',
    { preHandler: guard, schema: { tags: ['console'], summary: 'All categories' } },
    async () => ({
      items: allCategories().map((c) => ({ id: c.id, label: { zh: c.zh, en: c.en } })),
      next: null,
    }),
  )

  app.get(
    '/v1/console/products',
    { preHandler: guard, schema: { querystring: Browse, tags: ['console'], summary: 'Products, hidden ones too' } },
    async (request) => {
      const page = await browse(core, request.site.id, { ...filterOf(request.query), includeHidden: true })
      const shown = await shownOn(request.site)
      return { items: page.items.map((p) => view(p, shown)), next: page.next }
    },
  )

  app.get(
    '/v1/console/products/:sku',
    { preHandler: guard, schema: { params: Sku, tags: ['console'], summary: 'One product, also a hidden one' } },
    async (request) =>
      view(await productOf(core, request.site.id, request.params.sku, true), await shownOn(request.site)),
  )

  app.post(
    '/v1/console/products',
    { preHandler: write, schema: { body: Type.Unknown(), tags: ['console'], summary: 'Adds a product' } },
    async (request, reply) => {
      const product = await addProduct(core, request.site.id, request.body, langOf(request))
      return reply.status(201).send({ sku: product.sku, id: product.id })
    },
  )

  app.put(
    '/v1/console/products/:sku',
    {
      preHandler: write,
      schema: { params: Sku, body: Type.Unknown(), tags: ['console'], summary: 'Changes a product' },
    },
    async (request, reply) => {
      await changeProduct(core, request.site.id, request.params.sku, request.body, langOf(request))
      return reply.status(204).send()
    },
  )

  app.delete(
    '/v1/console/products/:sku',
    { preHandler: write, schema: { params: Sku, tags: ['console'], summary: 'Takes a product out of the shop' } },
    async (request, reply) => {
      await hideProduct(core, request.site.id, request.params.sku)
      return reply.status(204).send()
    },
  )
}

/** Files come as they are, not as forms: the body is the file, `?filename=` its name. */
function importRoutes(app: Server, core: Core, auth: Auth): void {
  const write = auth.staff('marketer')
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 104_857_600 }, (_request, body, done) =>
      done(null, body),
    )

    scope.post(
      '/v1/console/imports',
      {
        // Before the body is read: what a stranger sends is not kept in memory.
        onRequest: [write, auth.limited('import')],
        bodyLimit: 104_857_600,
        schema: {
          tags: ['console'],
          summary: 'Takes a product file and guesses its columns',
          querystring: Type.Object({
            filename: Type.String({ minLength: 1, maxLength: 200 }),
            currency: Type.Optional(Type.String({ pattern: '^[A-Z]{3}$' })),
            lang: Type.Optional(Type.String()),
          }),
        },
      },
      async (request, reply) => {
        const { filename, currency } = request.query as { filename: string; currency?: string }
        const bytes = request.body as Buffer
        const offer = await takeFile(core, request.site.id, {
          name: filename,
          bytes,
          currency: currency ?? request.site.currency,
        })
        // Not offered to who may not receive them.
        const { stock, bin, ...rest } = offer.guess
        return reply.status(201).send(may(request.staff, RECEIVES) ? offer : { ...offer, guess: rest })
      },
    )

    scope.put(
      '/v1/console/products/:sku/picture',
      {
        onRequest: write,
        bodyLimit: 2_097_152,
        schema: { tags: ['console'], summary: 'Sets a product’s picture', params: Sku },
      },
      async (request, reply) => {
        const { sku } = request.params as { sku: string }
        const [type = ''] = (request.headers['content-type'] ?? '').toLowerCase().split(';')
        await productOf(core, request.site.id, sku, true)
        if (!/^image\/(png|jpeg|webp|svg\+xml)$/.test(type)) throw catalogProblem('catalog/picture-type')
        await savePicture(core.db, request.site.id, sku, type, request.body as Buffer)
        core.bus.emit('catalog', request.site.id, sku)
        return reply.status(204).send()
      },
    )
  })
}

/** Who may receive goods. */
const RECEIVES = ['supervisor', 'receiver'] as const satisfies readonly Role[]

/** Runs what was taken, and tells how far it is. */
function importRunRoutes(app: Server, core: Core, auth: Auth): void {
  const write = auth.staff('marketer')

  app.post(
    '/v1/console/imports/:id/run',
    {
      preHandler: write,
      schema: {
        tags: ['console'],
        summary: 'Runs an import with this mapping',
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        body: Type.Object({
          mapping: Type.Record(Type.String({ maxLength: 20 }), Type.String({ maxLength: 200 })),
          currency: Type.Optional(Type.String({ pattern: '^[A-Z]{3}$' })),
          /** Where stock goes whose row names no bin. */
          bin: Type.Optional(Type.String({ pattern: '^[A-HJ-NPR-Z]\\d{2}-\\d{2}$' })),
        }),
      },
    },
    async (request, reply) => {
      const { mapping, currency, bin } = request.body
      // Goods that are said to be there are received: that is the floor's to do.
      if (mapping.stock && !may(request.staff, RECEIVES)) throw notAllowed(request, RECEIVES)
      await runImport(
        core,
        request.site.id,
        request.params.id,
        {
          mapping: mapping as Mapping,
          staffId: request.staff.id,
          ...(currency ? { currency } : {}),
          ...(bin ? { bin } : {}),
        },
        langOf(request),
      )
      return reply.status(202).send()
    },
  )

  app.get(
    '/v1/console/imports/:id',
    {
      preHandler: write,
      schema: {
        tags: ['console'],
        summary: 'How far an import is, and its account of every row',
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
      },
    },
    async (request) => {
      const found = await importOf(core, request.site.id, request.params.id)
      const lang = langOf(request)
      const {
        faults = [],
        notes = [],
        ...rest
      } = (found.report ?? {}) as { faults?: CauseCount[]; notes?: CauseCount[] }
      const inWords = (counts: CauseCount[]) => counts.map((c) => ({ ...c, text: say(ROW_CAUSES[c.cause], lang) }))
      return { ...found, report: { ...rest, faults: inWords(faults), notes: inWords(notes) } }
    },
  )
}

function filterOf(query: BrowseQuery) {
  return {
    limit: Math.min(100, Math.max(1, Number(query.limit ?? 24))),
    words: (query.query ?? '')
      .split(/\s+/)
      .filter((w) => w !== '')
      .slice(0, 5),
    ...(query.category ? { categoryPrefix: query.category } : {}),
    ...(query.cursor ? { after: query.cursor } : {}),
  }
}

const sum = (counts: readonly { count: number }[]): number => counts.reduce((n, c) => n + c.count, 0)

/** What promises of goods go by. */
interface Shown {
  readonly site: Site
  readonly now: number
  readonly outlook: Outlook | null
}

const shownBy =
  (core: Core, outlook: OutlookOf) =>
  async (site: Site): Promise<Shown> => ({ site, now: core.clock.now(), outlook: await outlook(site) })

function view(product: ProductWithStock, { site, now, outlook }: Shown) {
  const { available, categoryId, ...rest } = product
  const { timeZone } = site.settings
  const vanAt = available > 0 ? promiseAt(now, site.settings, outlook) : null
  return {
    ...rest,
    category: { id: categoryId, label: categoryLabel(categoryId), path: categoryPath(categoryId) },
    stock: {
      available,
      promise: vanAt === null ? null : iso(vanAt),
      /** Does it leave today, by the shop's own date? Whoever looks may be where it is tomorrow already. */
      today: vanAt !== null && dayOf(vanAt, timeZone) === dayOf(now, timeZone),
    },
  }
}
