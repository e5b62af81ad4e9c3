import type { FastifyInstance } from 'fastify'
import { MINUTE, SECOND } from '../base/clock.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What this route receives is large, and may come over a slow line. */
    readonly isLarge?: true
  }
}

/** A request has to be here within this time, so that nobody holds our connections by sending a letter a minute. */
const RECEIVED_WITHIN_MS = 30 * SECOND
/** A large one may take this long: 512 MB at 5 Mbit/s. */
export const LARGE_WITHIN_MS = 15 * MINUTE

/**
 * Cuts off who takes too long to send a request. Node knows one time for all routes, so that the server is given the longer one
 * (`requestTimeout: LARGE_WITHIN_MS`) and the shorter one is kept here, for all routes whose config does not say `isLarge`.
 */
export function cutOffSlow(app: FastifyInstance, withinMs = RECEIVED_WITHIN_MS): void {
  app.server.headersTimeout = RECEIVED_WITHIN_MS
  app.addHook('onRequest', (request, _reply, done) => {
    const { raw } = request
    const hasBody = raw.headers['transfer-encoding'] !== undefined || Number(raw.headers['content-length'] ?? 0) > 0
    if (hasBody && request.routeOptions.config.isLarge !== true) {
      const late = setTimeout(() => raw.destroy(), withinMs)
      raw.once('close', () => clearTimeout(late))
      raw.once('end', () => clearTimeout(late))
    }
    done()
  })
}
