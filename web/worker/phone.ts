import { handlePushes } from './push-events.ts'

const worker = self as unknown as ServiceWorkerGlobalScope
/** What the phone is made of. Files under /assets/ carry a hash in their name, so that one cache serves every version. */
const SHELL = 'tuidan-shell'
const PICTURES = 'tuidan-pictures'
const MOST_PICTURES = 400
/** The phone's page, whatever is behind `join`. */
const PAGE = new URL('./', worker.registration.scope).pathname

worker.addEventListener('install', (event) => {
  const work = async () => {
    const page = await fetch(PAGE, { cache: 'no-store' })
    const cache = await caches.open(SHELL)
    const parts = [...(await page.clone().text()).matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((m) => m[1]!)
    await cache.put(PAGE, page)
    await cache.addAll(parts)
    await worker.skipWaiting()
  }
  event.waitUntil(work())
})

worker.addEventListener('activate', (event) => {
  const work = async () => {
    // The page now names its parts: what an older one needed goes.
    const cache = await caches.open(SHELL)
    const text = await (await cache.match(PAGE))!.text()
    for (const request of await cache.keys()) {
      const { pathname } = new URL(request.url)
      if (pathname !== PAGE && !text.includes(pathname)) await cache.delete(request)
    }
    await worker.clients.claim()
  }
  event.waitUntil(work())
})

worker.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return
  if (request.mode === 'navigate') event.respondWith(page(request))
  else if (url.pathname.startsWith('/assets/')) event.respondWith(part(request))
  else if (/\/v1\/sites\/[^/]+\/pictures\//.test(url.pathname)) event.respondWith(picture(request))
})

/** The page of now, and without network the one that is kept. */
async function page(request: Request): Promise<Response> {
  try {
    const fresh = await fetch(request)
    if (fresh.ok) await (await caches.open(SHELL)).put(PAGE, fresh.clone())
    return fresh
  } catch (error) {
    const kept = await caches.match(PAGE)
    if (kept === undefined) throw error
    return kept
  }
}

async function part(request: Request): Promise<Response> {
  const kept = await caches.match(request)
  if (kept !== undefined) return kept
  const fresh = await fetch(request)
  if (fresh.ok) await (await caches.open(SHELL)).put(request, fresh.clone())
  return fresh
}

/** Pictures of goods: the kept one at once; the oldest go when there are many. */
async function picture(request: Request): Promise<Response> {
  const cache = await caches.open(PICTURES)
  const kept = await cache.match(request)
  if (kept !== undefined) return kept
  const fresh = await fetch(request)
  if (fresh.ok) {
    await cache.put(request, fresh.clone())
    const keys = await cache.keys()
    for (const old of keys.slice(0, Math.max(0, keys.length - MOST_PICTURES))) await cache.delete(old)
  }
  return fresh
}

handlePushes(worker)
