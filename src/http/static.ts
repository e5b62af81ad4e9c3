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

/** Is this app built, so that a link to it leads somewhere? */
export function hasApp(name: 'shop' | 'phone' | 'console' | 'demo'): boolean {
  return existsSync(join(WEB_DIST, name, 'index.html'))
}

/** Serves the built apps, their hashed files, the tag and the phone's service worker. */
export async function staticRoutes(app: Server, options: { demo: boolean }): Promise<void> {
  await app.register(fastifyStatic, {
    root: join(WEB_DIST, 'assets'),
    prefix: '/assets/',
    immutable: true,
    maxAge: '365d',
    decorateReply: false,
  })
  for (const { app: name, at } of options.demo ? [...APPS, ...DEMO_APPS] : APPS) servePage(app, name, at)
  serveFile(app, '/tag.js', 'tag.js', 'text/javascript; charset=utf-8', 300, true)
  for (const at of ['/phone/sw.js', '/demo/phone/sw.js'])
    serveFile(app, at, 'phone/sw.js', 'text/javascript; charset=utf-8', 0)
  for (const file of ['phone/manifest.webmanifest', 'shop/sw.js']) {
    const type = file.endsWith('.js') ? 'text/javascript; charset=utf-8' : 'application/manifest+json'
    if (existsSync(join(WEB_DIST, file))) serveFile(app, `/${file.replace('shop/', 's/')}`, file, type, 0)
  }
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

function serveFile(app: Server, at: string, file: string, type: string, maxAgeSeconds: number, foreign = false): void {
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
