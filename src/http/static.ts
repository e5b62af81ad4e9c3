import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyReply } from 'fastify'
import { httpFail } from './problems.ts'
import type { Server } from './server.ts'

/** Built by `scripts/web.mjs`; beside `src` in a clone and beside the JavaScript in a package. */
const WEB_DIST = join(import.meta.dirname, '../../web-dist')

/** The apps and the address each begins at; the app routes itself below it. */
const APPS = [
  { app: 'console', at: '/console' },
  { app: 'phone', at: '/phone' },
  { app: 'shop', at: '/s/:slug' },
] as const
/** The demo shows the same apps under /demo, with sessions of their own. */
const DEMO_APPS = [
  { app: 'demo', at: '/demo' },
  { app: 'console', at: '/demo/console' },
  { app: 'phone', at: '/demo/phone' },
] as const

const SCRIPT = 'text/javascript; charset=utf-8'
/** What makes the phone installable; beside its page, so that its scope is the phone alone. */
const PHONE_FILES: Readonly<Record<string, string>> = {
  'sw.js': SCRIPT,
  'manifest.webmanifest': 'application/manifest+json',
  'icon.svg': 'image/svg+xml',
  'icon-maskable.svg': 'image/svg+xml',
  'icon-180.png': 'image/png',
  'icon-512.png': 'image/png',
}

/** Is this app built, so that a link to it leads somewhere? */
export function hasApp(name: 'shop' | 'phone' | 'console' | 'demo'): boolean {
  return existsSync(join(WEB_DIST, name, 'index.html'))
}

/** Serves the built apps, their hashed files, the tag and the phone's service worker. `isDemoOn`: null without a demo. */
export async function staticRoutes(
  app: Server,
  options: { demo: boolean; isDemoOn?: () => Promise<boolean> },
): Promise<void> {
  app.get('/', { schema: { hide: true } }, async (_request, reply) => {
    const demo = options.demo && hasApp('demo') && (await options.isDemoOn?.()) !== false
    return reply.redirect(demo ? '/demo' : hasApp('console') ? '/console/' : '/docs', 302)
  })
  await app.register(fastifyStatic, {
    root: join(WEB_DIST, 'assets'),
    prefix: '/assets/',
    immutable: true,
    maxAge: '365d',
    decorateReply: false,
  })
  for (const { app: name, at } of options.demo ? [...APPS, ...DEMO_APPS] : APPS) servePage(app, name, at)
  for (const file of ['tag.js', 'why.js', 'sign-in.js'])
    serveFile(app, `/${file}`, file, SCRIPT, { maxAgeSeconds: 300, foreign: true })
  serveFile(app, '/s/sw.js', 'shop/sw.js', SCRIPT)
  for (const at of options.demo ? ['/phone', '/demo/phone'] : ['/phone'])
    for (const [file, type] of Object.entries(PHONE_FILES)) serveFile(app, `${at}/${file}`, `phone/${file}`, type)
}

function servePage(app: Server, name: string, at: string): void {
  const file = join(WEB_DIST, name, 'index.html')
  const page = existsSync(file) ? readFileSync(file) : null
  const send = (reply: FastifyReply) => {
    if (page === null) throw httpFail('http/not-found')
    return reply.header('content-type', 'text/html; charset=utf-8').header('cache-control', 'no-cache').send(page)
  }
  app.get(at, { schema: { hide: true } }, async (_request, reply) => send(reply))
  app.get(`${at}/*`, { schema: { hide: true } }, async (_request, reply) => send(reply))
}

function serveFile(
  app: Server,
  at: string,
  file: string,
  type: string,
  { maxAgeSeconds = 0, foreign = false }: { maxAgeSeconds?: number; foreign?: boolean } = {},
): void {
  const path = join(WEB_DIST, file)
  const bytes = existsSync(path) ? readFileSync(path) : null
  app.get(at, { schema: { hide: true } }, async (_request, reply) => {
    if (bytes === null) throw httpFail('http/not-found')
    if (foreign) reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin')
    return reply
      .header('content-type', type)
      .header('cache-control', maxAgeSeconds === 0 ? 'no-cache' : `public, max-age=${maxAgeSeconds}`)
      .send(bytes)
  })
}
