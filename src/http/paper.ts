import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import type { Lang } from '../base/i18n.ts'
import { PAPER_STYLE } from '../base/paper.ts'

/** Only the page's own style, by its hash, and our icon: no script, nothing from elsewhere. */
const CSP = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(PAPER_STYLE).digest('base64')}'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

/** Answers a page to be read and printed; nobody keeps a copy on the way. */
export function sendPaper(reply: FastifyReply, lang: Lang, page: string): FastifyReply {
  return reply
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-security-policy', CSP)
    .header('cache-control', 'no-store')
    .header('content-language', lang)
    .send(page)
}
