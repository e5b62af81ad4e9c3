import type { IncomingMessage } from 'node:http'
import fastifyCookie from '@fastify/cookie'
import fastifySwagger from '@fastify/swagger'
import fastifySwaggerUi from '@fastify/swagger-ui'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault,
} from 'fastify'
import { isLang, type Lang, negotiateLang } from '../base/i18n.ts'
import { newId } from '../base/id.ts'
import { Problem, problemJson } from '../base/problem.ts'
import { RequestScope } from '../storage/scope.ts'
import { cutOffSlow, LARGE_WITHIN_MS } from './patience.ts'
import { PAGE_VARIES, sendProblemPage, wantsPage } from './problem-page.ts'
import { httpFail } from './problems.ts'
import { terminalLine } from './terminal-log.ts'

/** The HTTP server that rooms add their routes to; schemas are TypeBox, so that types, checks and OpenAPI are one. */
export type Server = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** What a server needs to be built. */
export interface ServerOptions {
  readonly publicUrl: string
  readonly trustProxy: readonly string[]
  readonly tls: { readonly cert: string; readonly key: string } | null
  readonly logLevel: string
  readonly version: string
  /** With the demo: addresses under `/demo/v1/` are those under `/v1/` with sessions of their own. */
  readonly demo?: {
    /** Its provider's origin, once known: the Demo page shows its sign-in in a frame, and faces from there. */
    origins(): readonly string[]
  }
}

/** Requests of the demo's own sessions, marked before they are routed. */
const demoRequests = new WeakSet<IncomingMessage>()

/** Does this request use the demo's own sessions? Only while the demo is on. */
export function isDemoRequest(request: FastifyRequest): boolean {
  return demoRequests.has(request.raw)
}

/** Marks what comes from the demo's apps or asks for the demo itself, and gives the address that is routed. */
function rewriteDemo(raw: IncomingMessage): string {
  const url = raw.url ?? '/'
  if (/^\/(demo\/v1\/|v1\/demo([/?]|$))/.test(url)) demoRequests.add(raw)
  return url.startsWith('/demo/v1/') ? url.slice('/demo'.length) : url
}

/** Largest JSON body; imports and pictures raise it for their own routes. */
const BODY_LIMIT = 1_048_576

/** A restart takes about so long. */
const STOPPING_MS = 3_000

/**
 * Pages come from here and talk to here only; no inline script or style. Frames: the Demo page shows our own apps.
 * `wasm-unsafe-eval` is for the barcode reader.
 */
const pageCsp = (others: readonly string[]): string =>
  [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    ["img-src 'self' data: blob: https:", ...others].join(' '),
    "connect-src 'self'",
    "worker-src 'self'",
    ["frame-src 'self'", ...others].join(' '),
    "frame-ancestors 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ')

/** Builds the server with its error handling, headers, request-forgery check and API pages; the caller adds routes and listens. */
export async function createServer(options: ServerOptions): Promise<Server> {
  const app = Fastify({
    ...(options.tls ? { https: { cert: options.tls.cert, key: options.tls.key } } : {}),
    logger: options.logLevel === 'silent' ? false : loggerOptions(options.logLevel),
    trustProxy: options.trustProxy.length > 0 ? [...options.trustProxy] : false,
    bodyLimit: BODY_LIMIT,
    requestTimeout: LARGE_WITHIN_MS,
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    // Our own 503 instead, which says what to do.
    return503OnClosing: false,
    genReqId: () => newId(),
    routerOptions: { maxParamLength: 500 },
    // What fails before a route is found, a broken escape in the address above all.
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply as FastifyReply),
    ...(options.demo === undefined ? {} : { rewriteUrl: rewriteDemo }),
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: false } },
  }).withTypeProvider<TypeBoxTypeProvider>() as unknown as Server
  cutOffSlow(app)
  await app.register(fastifyCookie)
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Tuidan 推单',
        version: options.version,
        description: 'Sign in, know, offer, order, push, ship. Errors are RFC 9457 problems with a stable code.',
      },
      servers: [{ url: options.publicUrl }],
      components: {
        securitySchemes: {
          secretKey: { type: 'http', scheme: 'bearer', description: 'The secret key of the site, sk_…' },
        },
      },
    },
  })
  await app.register(fastifySwaggerUi, { routePrefix: '/docs', staticCSP: true, uiConfig: { tryItOutEnabled: false } })
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  const readJson = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('text/plain', { parseAs: 'string' }, (request, body, done) => {
    // sendBeacon sends its JSON as text, which needs no preflight from another origin: where that is wanted, and nowhere else.
    if (isCrossSite(request)) void readJson(request, String(body), done)
    else done(httpFail('http/media-type') as unknown as FastifyError)
  })
  let isStopping = false
  let isForwardedSaid = options.trustProxy.length > 0
  app.addHook('preClose', async () => {
    isStopping = true
  })
  scopeRequests(app)
  app.addHook('onRequest', async (request, reply) => {
    setHeaders(request, reply, options.publicUrl.startsWith('https:'), options.demo?.origins() ?? [])
    if (isStopping) throw httpFail('http/stopping', { retryAfterMs: STOPPING_MS })
    checkOrigin(request, options.publicUrl)
    const { forwarded, 'x-forwarded-for': forwardedFor } = request.headers
    if (isForwardedSaid || (forwarded === undefined && forwardedFor === undefined)) return
    isForwardedSaid = true
    // Limits would count all shoppers as one: the proxy.
    app.log.warn('a proxy that TUIDAN_TRUST_PROXY does not name stands in front: everybody behind it is one address')
  })
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply))
  app.setNotFoundHandler((request, reply) => sendProblem(httpFail('http/not-found'), request, reply))
  return app
}

/** A request sees no row until it is known which site it is about: see `storage/scope.ts`. */
function scopeRequests(app: Server): void {
  const scopes = new WeakMap<FastifyRequest, RequestScope>()
  app.addHook('onRequest', (request, _reply, done) => {
    const scope = new RequestScope()
    scopes.set(request, scope)
    scope.run(done)
  })
  // Once more: what comes after the reading of a body belongs to the connection.
  app.addHook('preValidation', (request, _reply, done) => {
    const scope = scopes.get(request)
    if (scope === undefined) done()
    else scope.run(done)
  })
}

/** The reader's language: `?lang=`, else `Accept-Language`, else Chinese. */
export function langOf(request: FastifyRequest): Lang {
  const asked = (request.query as { lang?: unknown } | undefined)?.lang
  return isLang(asked) ? asked : negotiateLang(request.headers['accept-language'])
}

function loggerOptions(level: string) {
  return {
    level,
    // JSON is for machines: at a terminal somebody reads.
    ...(process.stdout.isTTY ? { stream: { write: (line: string) => process.stderr.write(terminalLine(line)) } } : {}),
    redact: ['req.headers.authorization', 'req.headers.cookie', 'res.headers["set-cookie"]'],
    serializers: {
      // Query strings can carry codes and keys: only the path is logged.
      req: (request: { method: string; url: string; id: string }) => ({
        id: request.id,
        method: request.method,
        path: request.url.split('?')[0],
      }),
    },
  }
}

function setHeaders(request: FastifyRequest, reply: FastifyReply, secure: boolean, others: readonly string[]): void {
  reply.header('x-content-type-options', 'nosniff')
  reply.header('referrer-policy', 'strict-origin-when-cross-origin')
  if (!request.url.startsWith('/docs')) reply.header('content-security-policy', pageCsp(others))
  reply.header('permissions-policy', 'camera=(self), microphone=(), geolocation=()')
  if (secure) reply.header('strict-transport-security', 'max-age=31536000')
  if (request.url.startsWith('/v1/')) reply.header('cache-control', 'no-store')
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/** May pages of other origins write here? The tag's routes, and callbacks that are signed. */
const isCrossSite = (request: FastifyRequest): boolean =>
  (request.routeOptions.config as { crossSite?: boolean }).crossSite === true

/**
 * Request forgery: a write must come from no page, or from one of ours (Fetch Metadata and Origin), also without a cookie: a
 * foreign form could else sign somebody in as somebody else. One with a cookie of ours carries a header too, which a foreign
 * form cannot set. A key in `Authorization` no form can send.
 */
function checkOrigin(request: FastifyRequest, publicUrl: string): void {
  if (SAFE.has(request.method) || request.headers.authorization !== undefined || isCrossSite(request)) return
  const site = request.headers['sec-fetch-site']
  const origin = request.headers.origin
  const sameOrigin =
    origin === undefined || origin === publicUrl || origin === `${request.protocol}://${request.headers.host}`
  const sameSite = site === undefined || site === 'same-origin' || site === 'none'
  const isMarked = request.headers.cookie === undefined || request.headers['x-tuidan'] !== undefined
  if (!sameOrigin || !sameSite || !isMarked) throw httpFail('http/cross-site')
}

/**
 * Any error as RFC 9457 problem+json in the reader's language, or as a page where a browser opened the address; what nobody
 * expected becomes a 500 with an id that the log has too.
 */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = asProblem(error, request)
  if (problem.retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(problem.retryAfterMs / 1000))
  if (wantsPage(request)) return sendProblemPage(problem, langOf(request), request, reply)
  return reply
    .status(problem.spec.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('content-language', langOf(request))
    .header('vary', PAGE_VARIES)
    .send(JSON.stringify(problemJson(problem, langOf(request))))
}

/** Bytes as somebody reads them: `1 MiB`, `16 KiB`. */
const sizeOf = (bytes: number): string =>
  bytes >= 1_048_576 ? `${Math.floor(bytes / 1_048_576)} MiB` : `${Math.floor(bytes / 1024)} KiB`

/** One line a code and second: a database that is away refuses thousands of requests, and its stack says nothing new. */
const SAY_AGAIN_MS = 1_000
const lastSaid = new Map<string, { at: number; unsaid: number }>()

function logProblem(problem: Problem, request: FastifyRequest): void {
  if (problem.spec.retry !== true) {
    request.log.error({ err: problem }, 'problem')
    return
  }
  const last = lastSaid.get(problem.code)
  const now = performance.now()
  if (last !== undefined && now - last.at < SAY_AGAIN_MS) {
    last.unsaid += 1
    return
  }
  lastSaid.set(problem.code, { at: now, unsaid: 0 })
  const reason = problem.cause instanceof Error ? problem.cause.message : undefined
  request.log.warn({ code: problem.code, reason, more: last?.unsaid ?? 0 }, 'requests are told to come again')
}

function asProblem(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof Problem) {
    if (error.spec.status >= 500) logProblem(error, request)
    return error
  }
  const e = error as Partial<FastifyError>
  const first = e.validation?.[0]
  if (first !== undefined) {
    const at =
      first.instancePath.slice(1) ||
      String(first.params?.missingProperty ?? first.params?.additionalProperty ?? e.validationContext ?? 'body')
    return httpFail('http/invalid', { params: { field: at, reason: first.message ?? '' }, field: at })
  }
  if (e.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return httpFail('http/too-large', { params: { limit: sizeOf(request.routeOptions.bodyLimit ?? BODY_LIMIT) } })
  if (e.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return httpFail('http/media-type')
  if (error instanceof SyntaxError || e.code?.startsWith('FST_ERR_CTP')) return httpFail('http/bad-json')
  if (e.code === 'FST_ERR_BAD_URL' || e.code === 'FST_ERR_ASYNC_CONSTRAINT') return httpFail('http/not-found')
  // 22P02: a malformed uuid or number reached the database; 22021: a NUL byte did; 22P05: one within JSON.
  if (e.code === '22P02' || e.code === '22021' || e.code === '22P05')
    return httpFail('http/invalid', { params: { field: 'id', reason: 'malformed' } })
  if (typeof e.statusCode === 'number' && e.statusCode >= 400 && e.statusCode < 500)
    return httpFail('http/invalid', { params: { field: 'request', reason: e.message ?? '' } })
  request.log.error({ err: error }, 'unexpected error')
  return httpFail('http/unexpected', { params: { id: request.id }, cause: error })
}
