import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { html } from '../base/html.ts'
import { type Lang, say, type Text } from '../base/i18n.ts'
import type { Problem } from '../base/problem.ts'

const WORDS = {
  home: { zh: '回到首页', en: 'To the first page' },
  shop: { zh: '回到店里', en: 'Back to the shop' },
  other: { zh: 'English', en: '中文' },
  shelf: { zh: '货架上空着一格', en: 'A shelf with one empty place' },
} satisfies Record<string, Text>

/** What wantsPage looks at, for whoever keeps answers. */
export const PAGE_VARIES = 'accept, accept-language, sec-fetch-dest'

/**
 * Does a person look at the answer? A browser that opens an address names text/html and a document (Fetch §3.2, Sec-Fetch-Dest);
 * scripts, pictures and other programs get the JSON, also those whose library names text/html by itself, as Java's does.
 */
export function wantsPage({ method, headers }: FastifyRequest): boolean {
  const isRead = (method === 'GET' || method === 'HEAD') && headers.authorization === undefined
  const { accept = '', 'sec-fetch-dest': dest = 'document' } = headers
  return isRead && /\btext\/html\b/.test(accept) && ['document', 'iframe', 'frame'].includes(String(dest))
}

/** Answers a problem as a page: what happened, what to do, a way home, the other language. It runs no script. */
export function sendProblemPage(
  problem: Problem,
  lang: Lang,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  return reply
    .status(problem.spec.status)
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-security-policy', CSP)
    .header('cache-control', 'no-store')
    .header('content-language', lang)
    .header('vary', PAGE_VARIES)
    .send(page(problem, lang, request.originalUrl))
}

/** The same for what answers without Fastify: the page and its headers. */
export function problemPageOf(
  problem: Problem,
  lang: Lang,
  url: string,
): { html: string; headers: Record<string, string> } {
  return {
    html: page(problem, lang, url),
    headers: {
      'content-security-policy': CSP,
      'cache-control': 'no-store',
      'content-language': lang,
      vary: PAGE_VARIES,
    },
  }
}

function page(problem: Problem, lang: Lang, url: string): string {
  const word = (name: keyof typeof WORDS, to = lang) => html(say(WORDS[name], to))
  const title = html(say(problem.spec.title, lang, problem.params))
  const shop = shopOf(url)
  const other = lang === 'zh' ? 'en' : 'zh'
  const code = (to: Lang) => (to === 'zh' ? 'zh-CN' : 'en')
  return `<!doctype html>
<html lang="${code(lang)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="/phone/icon.svg" type="image/svg+xml">
<style>${STYLE}</style>
</head>
<body>
<main>
${problem.spec.status === 404 ? shelf(word('shelf')) : ''}
<p class="code">${problem.spec.status}</p>
<h1>${title}</h1>
<p>${html(say(problem.spec.next, lang, problem.params))}</p>
<a class="home" href="${shop ?? '/'}">${word(shop === null ? 'home' : 'shop')}</a>
<a class="other" lang="${code(other)}" href="${html(otherLang(url, other))}">${word('other')}</a>
</main>
</body>
</html>
`
}

/** What was asked for may be no address at all. */
const read = (url: string): URL => URL.parse(url, 'http://any') ?? new URL('http://any/')

/** The shop an address is about, by its path or by its query; null for others. */
function shopOf(url: string): string | null {
  const { pathname, searchParams } = read(url)
  const slug = /^\/v1\/sites\/([^/]+)\//.exec(pathname)?.[1] ?? searchParams.get('site')
  return slug != null && /^[\w-]{1,60}$/.test(slug) ? `/s/${slug}/` : null
}

/** The same address in another language: an address of this server, whatever stood in the request. */
function otherLang(url: string, lang: Lang): string {
  const { pathname, searchParams } = read(url)
  searchParams.set('lang', lang)
  return `${pathname.replace(/^\/+/, '/')}?${searchParams}`
}

/** Two boards, boxes, and the one that is not there; the shop draws the same. */
const shelf = (
  label: string,
): string => `<svg viewBox="0 0 160 104" width="160" height="104" role="img" aria-label="${label}">
<path class="rack" d="M10 4v96M150 4v96M10 50h140M10 94h140"/>
<path class="box" d="M22 24h24v24H22zM52 30h22v18H52zM116 20h24v28h-24zM24 66h30v26H24zM112 72h26v20h-26z"/>
<path class="gap" d="M70 64h28v28H70z"/></svg>`

const STYLE = `:root{color-scheme:light dark;--paper:oklch(.966 .005 110);--ink:oklch(.255 .032 190);--ink2:oklch(.435 .024 190);--line:oklch(.615 .014 180);--box:oklch(.885 .008 120);--tape:oklch(.855 .168 89);--edge:oklch(.63 .128 82);--focus:oklch(.5 .16 255)}
@media(prefers-color-scheme:dark){:root{--paper:oklch(.185 .012 195);--ink:oklch(.962 .006 105);--ink2:oklch(.815 .012 150);--line:oklch(.6 .016 185);--box:oklch(.325 .015 192);--tape:oklch(.865 .165 90);--edge:var(--tape);--focus:oklch(.78 .12 250)}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.65 -apple-system,"Segoe UI",Roboto,"PingFang SC","HarmonyOS Sans SC","Microsoft YaHei UI","Noto Sans CJK SC",sans-serif}
main{max-width:420px;min-height:100vh;min-height:100dvh;margin:0 auto;padding:40px 20px;display:flex;flex-direction:column;align-items:center;justify-content:center;gap:12px;text-align:center}
.rack{fill:none;stroke:var(--line);stroke-width:3}.box{fill:var(--box);stroke:var(--line);stroke-width:2}.gap{fill:none;stroke:var(--edge);stroke-width:2.5;stroke-dasharray:5 4}
p,h1{margin:0;overflow-wrap:anywhere;text-wrap:balance}p{color:var(--ink2)}.code{margin-top:8px;font-size:44px;font-weight:700;line-height:1;color:var(--ink);font-variant-numeric:tabular-nums}h1{font-size:24px;line-height:1.35;font-weight:600}
a{color:inherit}.home{display:flex;align-items:center;justify-content:center;width:100%;max-width:280px;min-height:52px;margin-top:16px;border:1.5px solid var(--edge);border-radius:10px;background:var(--tape);color:oklch(.24 .032 190);font-size:18px;font-weight:600;text-decoration:none}
.other{display:inline-flex;align-items:center;min-height:44px;padding:0 12px;font-size:14px;color:var(--ink2);text-underline-offset:.2em}:focus-visible{outline:3px solid var(--focus);outline-offset:2px}`

/** Only this style, by its hash, and the icon. */
const CSP = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`
