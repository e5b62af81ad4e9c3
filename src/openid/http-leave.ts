import type { FastifyReply } from 'fastify'
import { html } from '../base/html.ts'
import { type Lang, say, type Text } from '../base/i18n.ts'

const GO_ON: Text = { zh: '接着走', en: 'Go on' }

/**
 * Leads a browser on by a page of its own, where a redirect may not: a provider's form may allow its way back to end at this
 * server and at no other (CSP `form-action` holds for the whole chain of redirects). The header is the HTML Standard's
 * counterpart of `meta http-equiv=refresh`; the link is for whoever switched that off.
 */
export function leadOn(reply: FastifyReply, to: string, lang: Lang): FastifyReply {
  return reply
    .header('refresh', `0;url=${to}`)
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
    .header('content-type', 'text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="${lang === 'zh' ? 'zh-CN' : 'en'}"><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>${say(GO_ON, lang)}</title><p><a href="${html(to)}">${say(GO_ON, lang)}</a></p></html>`,
    )
}
