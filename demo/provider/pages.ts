import type { IncomingMessage, ServerResponse } from 'node:http'
import { isLang, type Lang, negotiateLang, type Params, say, type Text } from '../../src/base/i18n.ts'
import { PERSONAS, type Persona } from './personas.ts'
import { STREAMS } from './source.ts'
import { WORDS } from './words.ts'

/** Where a choice of language is kept while one signs in. */
const LANG_COOKIE = 'islet_lang'
const LANG_COOKIE_S = 600

/** A page and what goes with it. */
export interface Page {
  readonly html: string
  readonly headers: Readonly<Record<string, string>>
}

/** Who asks, and in which language the person is spoken to. */
export interface Asked {
  readonly lang: Lang
  /** The shop's name. */
  readonly shop: string
  /** Where the shop lives: a form may lead there, and its demo page may show us in a frame. */
  readonly origins: readonly string[]
}

/**
 * The language of a page: what was chosen on it (`?lang=`, kept ten minutes), else what the shop asked for (`ui_locales`, OpenID
 * Connect Core §3.1.2.1), else what the browser likes.
 */
export function langOf(req: IncomingMessage, uiLocales: string | undefined, fallback: Lang): Lang {
  const chosen = new URL(req.url ?? '/', 'http://x').searchParams.get('lang')
  if (isLang(chosen)) return chosen
  const kept = new RegExp(`(?:^|;\\s*)${LANG_COOKIE}=(zh|en)`).exec(req.headers.cookie ?? '')?.[1]
  if (isLang(kept)) return kept
  for (const locale of (uiLocales ?? '').split(' ')) {
    const lang = locale.toLowerCase().split('-')[0]
    if (isLang(lang)) return lang
  }
  return negotiateLang(req.headers['accept-language'], fallback)
}

/** Step one: who are you? One button a face. */
export function facesPage(asked: Asked): Page {
  const { lang } = asked
  const t = speaker(asked)
  const faces = PERSONAS.map(
    ({ id, name, line, material }) => `<li${material === null ? ' class="new"' : ''}>
      <button class="face" name="face" value="${id}">
        <img src="/faces/${id}.svg" alt="" width="96" height="96">
        <span class="who"><b>${esc(name[lang])}</b><span class="line">${esc(line[lang])}</span></span>
      </button></li>`,
  )
  const body = `<p class="shop">${t(WORDS.signInTo)}</p>
    <h1>${t(WORDS.whoAreYou)}</h1>
    <p class="note">${t(WORDS.demo)}</p>
    <form method="post"><ul class="faces">${faces.join('')}</ul></form>`
  return layout(asked, { title: WORDS.signInTitle, body })
}

/** Step two: what may the shop have? Both answers look alike. */
export function consentPage(asked: Asked & { persona: Persona; scopes: readonly string[] }): Page {
  const { lang, persona, scopes } = asked
  const t = speaker(asked)
  const data = STREAMS.filter((stream) => scopes.includes(stream))
  const rows = data.map((stream) => row(ICONS[stream], t(WORDS[stream]), t(WORDS[`${stream}More`])))
  const offline = scopes.includes('offline_access') && data.length > 0
  const body = `<form method="post" class="me">
      <img src="/faces/${persona.id}.svg" alt="" width="56" height="56"><p>${t(WORDS.asPerson, { name: persona.name[lang] })}</p>
      <button class="less" name="answer" value="someone-else">${t(WORDS.someoneElse)}</button>
    </form>
    <h1>${t(WORDS.consentTitle)}</h1>
    <ul class="asks">${row(ICONS.identity, t(WORDS.getsIdentity), t(WORDS.getsIdentityMore))}</ul>
    ${data.length === 0 ? '' : `<h2>${t(WORDS.getsData)}</h2><ul class="asks">${rows.join('')}</ul>`}
    <p class="note">${offline ? `${t(WORDS.offline)}${lang === 'en' ? ' ' : ''}` : ''}${t(WORDS.nothingWritten)}</p>
    <form method="post" class="answers">
      <button class="answer" name="answer" value="refuse">${t(WORDS.refuse)}</button>
      <button class="answer" name="answer" value="allow">${t(WORDS.allow)}</button>
      ${data.length === 0 ? '' : `<button class="less" name="answer" value="sign-in-only">${t(WORDS.signInOnly)}</button>`}
    </form>`
  return layout(asked, { title: WORDS.signInTitle, body })
}

/** Something is wrong with the request, and nobody can be sent back with it. `detail` is the protocol's own sentence. */
export function errorPage(lang: Lang, detail: string): Page {
  const asked = { lang, shop: '', origins: [] }
  const t = speaker(asked)
  const body = `<h1>${t(WORDS.errorTitle)}</h1><p class="what">${esc(detail)}</p><p class="note">${t(WORDS.errorNext)}</p>`
  return layout(asked, { title: WORDS.errorTitle, body })
}

/** What a stray visitor sees. */
export function homePage(lang: Lang): Page {
  const asked = { lang, shop: '', origins: [] }
  const t = speaker(asked)
  return layout(asked, {
    title: WORDS.homeTitle,
    body: `<h1>${t(WORDS.homeTitle)}</h1><p class="note">${t(WORDS.homeText)}</p>`,
  })
}

/** Sends a page. */
export function sendPage(res: ServerResponse, page: Page, status = 200): void {
  res.writeHead(status, page.headers)
  res.end(page.html)
}

const speaker =
  ({ lang, shop }: Asked) =>
  (text: Text, params: Params = {}): string =>
    esc(closed(say(text, lang, { shop, ...params })))

/** Takes away a space between two Chinese signs: it is written for names in Latin letters. */
const closed = (text: string): string => text.replace(/(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff])/g, '')

function row(icon: string, what: string, more: string): string {
  return `<li>${icon}<span><b>${what}</b><span class="line">${more}</span></span></li>`
}

function layout({ lang, origins }: Asked, { title, body }: { title: Text; body: string }): Page {
  const other = lang === 'zh' ? 'en' : 'zh'
  const html = `<!doctype html>
<html lang="${lang === 'zh' ? 'zh-CN' : 'en'}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${esc(title[lang])}</title>
  <link rel="icon" href="/mark.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/islet.css">
</head>
<body>
  <header>
    <div class="brand">${MARK}<span><b>${WORDS.brand[lang]}</b> <span lang="${other === 'zh' ? 'zh-CN' : 'en'}">${WORDS.brand[other]}</span></span></div>
    <p class="motto">${WORDS.motto[lang]}</p>
    ${SEA}
    <a class="lang" href="?lang=${other}" hreflang="${other}" lang="${other}">${WORDS.otherLang[lang]}</a>
  </header>
  <main>
    ${body}
  </main>
</body>
</html>`
  return { html, headers: headersFor(lang, origins) }
}

/** No script at all, no style but ours; forms lead to us and, through the protocol's redirects, to the shop that asked. */
function headersFor(lang: Lang, origins: readonly string[]): Record<string, string> {
  const shops = [...new Set(origins)].join(' ')
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    `form-action 'self' ${shops}`,
    `frame-ancestors 'self' ${shops}`,
    "base-uri 'none'",
  ]
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-language': lang,
    'content-security-policy': policy.map((part) => part.trim()).join('; '),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'set-cookie': `${LANG_COOKIE}=${lang}; Path=/; Max-Age=${LANG_COOKIE_S}; HttpOnly; SameSite=Lax`,
  }
}

function esc(text: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replace(/[&<>"']/g, (sign) => names[sign]!)
}

/** Islet's mark: the island with its one tree, the water under it. */
export const MARK = `<svg class="mark" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" width="40" height="40" aria-hidden="true"><circle cx="20" cy="20" r="20" fill="#0d5c86"/><path d="M8 25C11 19 15.5 17 20 17S29 19 32 25Z" fill="#f3dfae"/><path d="M20.5 18C20.5 14 20 11.5 18.5 9" fill="none" stroke="#f3dfae" stroke-width="2" stroke-linecap="round"/><path d="M18.5 9.5C15 6.5 12 7.5 10.5 10.5 13.5 9.5 16 9.5 18.5 9.5ZM18.5 9.5C20.5 5.5 24 5.5 26.5 8 23.5 8 21 8.5 18.5 9.5Z" fill="#8ed1b4"/><path d="M5.5 29q3.6-3 7.2 0t7.2 0 7.2 0 7.4 0" fill="none" stroke="#8fd0ee" stroke-width="2.4" stroke-linecap="round"/></svg>`

/** The drawing beside the pages: a sea of long lines with the island far out. */
const SEA = `<svg class="sea" viewBox="0 0 480 320" aria-hidden="true" preserveAspectRatio="xMidYMax slice"><circle cx="352" cy="96" r="34" class="sun"/><path d="M118 196C150 148 196 132 242 132S336 150 366 196Z" class="sand"/><path d="M244 140C246 110 242 88 230 66" class="trunk"/><path d="M230 68C204 44 178 50 164 74 190 64 212 64 230 68ZM230 68C246 36 276 34 298 54 272 54 250 58 230 68ZM230 68C216 80 208 94 206 112 216 98 224 84 230 68Z" class="leaf"/><path d="M0 196H480V320H0Z" class="water"/><path d="M-10 222q30-14 60 0t60 0 60 0 60 0 60 0 60 0 60 0 60 0 60 0M-40 254q30-14 60 0t60 0 60 0 60 0 60 0 60 0 60 0 60 0 60 0M-10 286q30-14 60 0t60 0 60 0 60 0 60 0 60 0 60 0 60 0 60 0" class="waves"/></svg>`

const icon = (d: string): string =>
  `<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path d="${d}"/></svg>`

const ICONS = {
  identity: icon('M12 12.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20c.6-4 3.5-5.5 7.5-5.5s6.9 1.5 7.5 5.5'),
  likes: icon(
    'M12 19.5C7 16 4 13 4 9.5 4 7 5.8 5 8.2 5c1.6 0 3 .9 3.8 2.3C12.8 5.9 14.2 5 15.8 5 18.2 5 20 7 20 9.5c0 3.5-3 6.5-8 10Z',
  ),
  follows: icon(
    'M9.5 12a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM3 19.5c.5-3.5 3-5 6.5-5 1.5 0 2.8.300 3.8.900M18 13v7M14.5 16.5h7',
  ),
  posts: icon('M5 5h14v11h-8l-4 3.5V16H5ZM8.5 9h7M8.5 12h4.5'),
  purchases: icon('M5.5 8.5h13l1 11h-15ZM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11'),
} as const
