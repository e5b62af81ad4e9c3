import { handlePushes } from './push-events.ts'

const worker = self as unknown as ServiceWorkerGlobalScope

// A new version takes over at once: it keeps nothing that an older one wrote.
worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()))
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()))
handlePushes(worker)
