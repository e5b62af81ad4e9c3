import { html } from './html.ts'
import type { Lang } from './i18n.ts'

/** A page to be read and printed: no script, nothing from elsewhere. Its parts are HTML already. */
export interface Paper {
  readonly lang: Lang
  readonly title: string
  /** One line under the title. */
  readonly lead: string
  readonly sections: readonly string[]
  /** Ways to go on, not printed: addresses and their words. */
  readonly links: readonly { readonly href: string; readonly words: string; readonly download?: boolean }[]
}

/** The page as HTML. */
export function paper({ lang, title, lead, sections, links }: Paper): string {
  const ways = links.map(
    ({ href, words, download }) => `<a href="${html(href)}"${download ? ' download' : ''}>${html(words)}</a>`,
  )
  return `<!doctype html>
<html lang="${lang === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="robots" content="noindex">
<title>${html(title)}</title>
<link rel="icon" href="/phone/icon.svg" type="image/svg+xml">
<style>${PAPER_STYLE}</style>
</head>
<body>
<main>
<header><h1>${html(title)}</h1><p class="lead">${html(lead)}</p><nav>${ways.join('')}</nav></header>
${sections.join('\n')}
</main>
</body>
</html>
`
}

/** A part with a head; null when it has nothing to say. */
export const section = (head: string, body: string): string => `<section><h2>${html(head)}</h2>${body}</section>`

/** A head within a part. */
export const subhead = (text: string): string => `<h3>${html(text)}</h3>`

/** A sentence. */
export const p = (text: string): string => `<p>${html(text)}</p>`

/** A list of sentences, each with something smaller beneath. */
export const list = (items: readonly (readonly [main: string, small?: string])[]): string =>
  `<ul>${items
    .map(([main, small]) => `<li>${html(main)}${small === undefined ? '' : `<small>${html(small)}</small>`}</li>`)
    .join('')}</ul>`

/** A table with heads; on a narrow screen each row stands by itself, every cell under its head. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[]) =>
    row.map((cell, i) => `<td data-head="${html(heads[i] ?? '')}">${html(cell)}</td>`).join('')
  return `<table><thead><tr>${heads.map((h) => `<th scope="col">${html(h)}</th>`).join('')}</tr></thead><tbody>${rows
    .map((row) => `<tr>${cells(row)}</tr>`)
    .join('')}</tbody></table>`
}

/** The one style of these pages; a strict policy allows it by its hash. */
export const PAPER_STYLE = `:root{color-scheme:light dark;--paper:oklch(.966 .005 110);--surface:oklch(.995 .002 110);--ink:oklch(.255 .032 190);--ink2:oklch(.435 .024 190);--line:oklch(.875 .008 120);--link:oklch(.44 .085 200);--focus:oklch(.5 .16 255)}
@media(prefers-color-scheme:dark){:root{--paper:oklch(.185 .012 195);--surface:oklch(.232 .014 195);--ink:oklch(.962 .006 105);--ink2:oklch(.815 .012 150);--line:oklch(.36 .014 192);--link:oklch(.83 .075 195);--focus:oklch(.78 .12 250)}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:18px/1.65 -apple-system,"Segoe UI",Roboto,"PingFang SC","HarmonyOS Sans SC","Microsoft YaHei UI","Noto Sans CJK SC",sans-serif;overflow-wrap:anywhere}
main{max-width:760px;margin:0 auto;padding:32px 20px 64px;display:grid;gap:16px}h1{margin:0;font-size:32px;line-height:1.35;font-weight:600;text-wrap:balance}h2{margin:0 0 8px;font-size:22px;line-height:1.35;font-weight:600}h3{margin:20px 0 4px;font-size:18px}
.lead{margin:8px 0 0;color:var(--ink2)}section{background:var(--surface);border:1px solid var(--line);border-radius:14px;padding:20px}p{margin:0 0 8px}ul{margin:0;padding-left:1.2em}li{margin:6px 0}small{display:block;font-size:15px;color:var(--ink2)}
nav{display:flex;flex-wrap:wrap;gap:4px 20px;margin-top:12px}nav a{display:inline-flex;align-items:center;min-height:44px}a{color:var(--link);text-underline-offset:.2em}:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
td,th{overflow-wrap:break-word}table{width:100%;border-collapse:collapse;font-size:15px;line-height:1.45;font-variant-numeric:tabular-nums}th,td{text-align:start;vertical-align:top;padding:8px 12px 8px 0;border-bottom:1px solid var(--line)}th{font-weight:600;color:var(--ink2)}tr:last-child td{border-bottom:0}td:first-child{font-weight:600}
@media(max-width:640px){thead{display:none}tr,td{display:block}tr{padding:12px 0;border-bottom:1px solid var(--line)}tr:last-child{border-bottom:0}td{border:0;padding:2px 0}td:not(:first-child)::before{content:attr(data-head) ": ";color:var(--ink2)}}
@media print{:root{--paper:#fff;--surface:#fff;--ink:#000;--ink2:#333;--line:#999;color-scheme:light}body{font-size:11pt}main{max-width:none;padding:0;display:block}nav{display:none}section{border:0;border-top:1px solid var(--line);border-radius:0;padding:12pt 0}table{font-size:9.5pt}tr,li{break-inside:avoid}h2{break-after:avoid}}`
