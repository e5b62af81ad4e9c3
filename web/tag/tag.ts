/**
 * The tag: draws offers into any page. `<script src="…/tag.js" data-site="pk_…" async></script>` and, where an offer may stand,
 * `<div data-tuidan-slot="name"></div>`. No cookies, nothing stored but the offer a visitor came by (sessionStorage, this tab).
 * It asks once for all slots, draws each card in a shadow root of its own, and says once what was shown, seen and hidden.
 */
interface Reason {
  text: string
  source: string
}
interface Card {
  headline: string
  line: string
  price: string
  picture: string | null
  alt: string
  click: string
  label: string
  disclosure: string
}
interface Decision {
  slot: string
  offer: Card | null
  why: Reason[]
  notUsed: string
  signedIn: boolean
  dataUrl: string
  token: string
}

declare global {
  interface Window {
    tuidan?: { refresh(): Promise<void>; offerToken(): string | null }
  }
}

const script = document.currentScript as HTMLScriptElement
const host = new URL(script.src).origin
const site = script.dataset.site ?? ''
const zh = (document.documentElement.lang || navigator.language).startsWith('zh')
const KEY = 'tuidan_offer'

const STYLE = `:host{all:initial;display:block;min-height:104px;font:15px/1.5 -apple-system,"Segoe UI",Roboto,"PingFang SC","Noto Sans CJK SC",sans-serif;color:#1d2b29}
article{display:flex;gap:14px;padding:12px;border:1px solid #dcdfd9;border-radius:14px;background:#fdfdfb;position:relative}
img{width:80px;height:80px;border-radius:8px;background:#eceeea;object-fit:contain;flex:none}a{color:inherit;text-decoration:none}
b{display:block;font-weight:600;font-size:16px}p{margin:2px 0;color:#47554f}small{font-size:12px;border:1px solid #84918b;border-radius:4px;padding:0 5px;margin-inline-start:8px}
button{all:unset;cursor:pointer;font-size:13px;text-decoration:underline;text-underline-offset:3px;padding:6px 0}button:focus-visible,a:focus-visible{outline:3px solid #2a5bd7;outline-offset:2px}
.x{position:absolute;inset-block-start:2px;inset-inline-end:4px;width:32px;height:32px;text-align:center;text-decoration:none;padding:0;line-height:32px}
dialog{border:0;border-radius:16px;padding:20px;max-width:360px;color:inherit;font:inherit}ul{padding:0;list-style:none}li{margin:10px 0}li span{display:block;font-size:13px;color:#47554f}
@media(prefers-color-scheme:dark){:host{color:#f2f2ee}article,dialog{background:#1f2a29;border-color:#3b4846}p,li span{color:#c3cbc5}img{background:#6d7773}}`

const texts = (selector: string, most: number, length: number): string[] =>
  [...document.querySelectorAll(selector)].slice(0, most).map((e) => (e.textContent ?? '').trim().slice(0, length))

/** What the page says of itself; nothing is fetched, and the address goes without its query. */
function page(): object {
  const meta: Record<string, string> = {}
  for (const m of document.querySelectorAll<HTMLMetaElement>('meta[property^="og:"],meta[property^="product:"]'))
    meta[m.getAttribute('property')!] = m.content.slice(0, 1000)
  return {
    url: location.origin + location.pathname,
    title: document.title.slice(0, 300),
    lang: document.documentElement.lang,
    headings: texts('h1,h2,h3', 20, 200),
    text: (document.querySelector('main') ?? document.body).innerText.slice(0, 8000),
    jsonLd: texts('script[type="application/ld+json"]', 10, 20000),
    openGraph: meta,
  }
}

function send(token: string, type: string): void {
  navigator.sendBeacon(`${host}/v1/events`, JSON.stringify({ site, events: [{ token, type }] }))
}

async function post(path: string, body: object, tries = 2): Promise<Response> {
  try {
    return await fetch(host + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(host === location.origin ? { 'x-tuidan': '1' } : {}) },
      credentials: host === location.origin ? 'include' : 'omit',
      body: JSON.stringify(body),
    })
  } catch (error) {
    if (tries <= 1) throw error
    return await post(path, body, tries - 1)
  }
}

function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  text = '',
  set: Partial<HTMLElementTagNameMap[K]> = {},
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), set)
  if (text) element.textContent = text
  return element
}

function draw(slot: HTMLElement, d: Decision): void {
  const root = slot.shadowRoot ?? slot.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(STYLE)
  root.adoptedStyleSheets = [sheet]
  root.replaceChildren()
  const { offer } = d
  if (offer === null) return
  const card = make('article')
  const link = make('a', '', { href: offer.click })
  const words = make('div')
  const price = make('span', offer.price)
  link.append(make('b', offer.headline), make('p', offer.line), price)
  price.append(make('small', offer.label))
  const close = make('button', '×', { className: 'x', ariaLabel: zh ? '不看这条' : 'Hide this' })
  const why = make('button', offer.disclosure)
  words.append(link, why)
  if (offer.picture) card.append(make('img', '', { src: offer.picture, alt: offer.alt }))
  card.append(words, close)
  root.append(card)
  close.onclick = () => {
    send(d.token, 'hidden')
    card.remove()
  }
  why.onclick = () => explain(root, d)
  send(d.token, 'shown')
  whenSeen(card, () => send(d.token, 'seen'))
}

/** MRC: half of it, for one second on end, in a tab that is looked at. */
function whenSeen(card: Element, tell: () => void): void {
  let timer = 0
  const watch = new IntersectionObserver(
    ([entry]) => {
      clearTimeout(timer)
      if (entry!.intersectionRatio < 0.5 || document.hidden) return
      timer = window.setTimeout(() => {
        if (document.hidden) return
        watch.disconnect()
        tell()
      }, 1000)
    },
    { threshold: [0, 0.5] },
  )
  watch.observe(card)
}

function explain(root: ShadowRoot, d: Decision): void {
  const dialog = make('dialog')
  const list = make('ul')
  for (const { text, source } of d.why) {
    const item = make('li', text)
    item.append(make('span', source))
    list.append(item)
  }
  dialog.append(make('b', d.offer!.disclosure), list, make('p', d.notUsed))
  if (d.signedIn) {
    const off = make('button', zh ? '不按我的喜好推荐' : 'Do not use my interests')
    off.onclick = async () => {
      await post('/v1/personal-offers', { site, on: false })
      await refresh()
    }
    dialog.append(off, make('a', zh ? ' 你们存了我什么' : ' What you hold on me', { href: d.dataUrl }))
  }
  const close = make('button', zh ? '关上' : 'Close')
  close.onclick = () => dialog.remove()
  dialog.append(make('p'), close)
  root.append(dialog)
  dialog.showModal()
}

async function refresh(): Promise<void> {
  const slots = [...document.querySelectorAll<HTMLElement>('[data-tuidan-slot]')]
  if (slots.length === 0) return
  const answer = await post('/v1/decisions', {
    site,
    page: page(),
    slots: slots.map((s, i) => ({ id: s.dataset.tuidanSlot || `slot-${i}` })),
    lang: zh ? 'zh' : 'en',
  })
  if (!answer.ok) return
  const { decisions } = (await answer.json()) as { decisions: Decision[] }
  for (const [i, slot] of slots.entries()) if (decisions[i]) draw(slot, decisions[i])
}

const came = new URLSearchParams(location.search).get(KEY)
if (came) sessionStorage.setItem(KEY, came)
window.tuidan = { refresh, offerToken: () => sessionStorage.getItem(KEY) }
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', () => void refresh())
else void refresh()

export {}
