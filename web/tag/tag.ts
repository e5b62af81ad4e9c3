/**
 * The tag: draws offers into any page. `<script src="…/tag.js" data-site="pk_…" async></script>` and, where an offer may stand,
 * `<div data-tuidan-slot="name"></div>`. No cookies; in this tab's sessionStorage the offer a visitor came by, and the SKUs of
 * what they hid, and nothing else. It asks once for all slots, draws each card in a shadow root of its own, and says once what
 * was shown, seen and hidden. A slot takes room while it waits, if the page gives it some, and none without an offer.
 */
import { type Card, drawCard, make } from './card.ts'

interface Reason {
  text: string
  source: string
}
interface Decision {
  slot: string
  offer: (Card & { sku: string }) | null
  why: Reason[]
  notUsed: string
  signedIn: boolean
  personal: boolean
  personalOffers: boolean | null
  dataUrl: string
  token: string
}

declare global {
  interface Window {
    tuidan?: { refresh?(): Promise<void>; offerToken?(): string | null; visitor?(): Promise<object | null> }
  }
}

const script = document.currentScript as HTMLScriptElement
const host = new URL(script.src).origin
const site = script.dataset.site ?? ''
/** A page of ours: its session says who is here. */
const isOurs = host === location.origin
const isZh = () => (document.documentElement.lang || navigator.language).startsWith('zh')
const KEY = 'tuidan_offer'
const HIDDEN = 'tuidan_hidden'

const texts = (selector: string, most: number, length: number): string[] =>
  [...document.querySelectorAll(selector)].slice(0, most).map((e) => e.textContent!.trim().slice(0, length))

/** What the page says of itself; nothing is fetched, and the address goes without its query. */
function page(): object {
  const meta = [...document.querySelectorAll<HTMLMetaElement>('meta[property^="og:"],meta[property^="product:"]')]
  const jsonLd = texts('script[type="application/ld+json"]', 10, 20000)
  // The server takes 64 KB: all limits here together stay below, in Chinese too.
  while (new Blob(jsonLd).size > 24e3) jsonLd.pop()
  return {
    url: location.origin + location.pathname,
    title: document.title.slice(0, 300),
    lang: document.documentElement.lang,
    headings: texts('h1,h2,h3', 20, 100),
    text: (document.querySelector('main') ?? document.body).innerText.slice(0, 6000),
    jsonLd,
    openGraph: Object.fromEntries(meta.slice(0, 20).map((m) => [m.getAttribute('property'), m.content.slice(0, 200)])),
  }
}

function send(token: string, type: string): void {
  navigator.sendBeacon(`${host}/v1/events`, JSON.stringify({ site, events: [{ token, type }] }))
}

/** Asks, twice when need be; cookies go along on our own pages only. Nothing without network: the page stays as it is. */
async function post(path: string, body: object, again = true): Promise<Response | undefined> {
  try {
    return await fetch(host + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(isOurs && { 'x-tuidan': '1' }) },
      body: JSON.stringify(body),
    })
  } catch {
    if (again) return post(path, body, false)
  }
}

function draw(slot: HTMLElement, d: Decision): void {
  const root = slot.shadowRoot ?? slot.attachShadow({ mode: 'open' })
  root.replaceChildren()
  const { offer } = d
  slot.hidden = !offer
  if (!offer) return
  const { card, close, why } = drawCard(root, offer, isZh())
  close.onclick = () => {
    send(d.token, 'hidden')
    hidden.add(slot)
    slot.hidden = true
    card.remove()
    store[HIDDEN] = [...(hiddenSkus() ?? []), offer.sku].join('\n')
  }
  why.onclick = () => explain(card.parentElement!, d)
  // One tap, without asking why (PIPL article 24).
  if (d.personal) why.parentElement!.after(switchRow(d, refresh))
  send(d.token, 'shown')
  whenSeen(card, () => send(d.token, 'seen'))
}

/** MRC: half of it, for one second on end, in a tab that is looked at. */
function whenSeen(card: Element, tell: () => void): void {
  let timer: ReturnType<typeof setTimeout>
  const watch = new IntersectionObserver(
    ([entry]) => {
      clearTimeout(timer!)
      if (entry!.intersectionRatio < 0.5 || document.hidden) return
      timer = setTimeout(() => {
        if (document.hidden) return
        watch.disconnect()
        tell()
      }, 1000)
    },
    { threshold: [0, 0.5] },
  )
  watch.observe(card)
}

/** The switch of personal offers with its words. */
function switchRow({ personalOffers }: Decision, then: () => unknown): Element {
  const label = isZh() ? '按我的兴趣挑广告' : 'Pick ads by my interests'
  const row = make('div', '', { className: 'f' })
  let on = personalOffers
  const knob = make('button', '', { className: 'w', role: 'switch', ariaChecked: `${on}`, ariaLabel: label })
  knob.onclick = async () => {
    if (!(await post('/v1/personal-offers', { site, on: !on }))?.ok) return
    on = !on
    knob.ariaChecked = `${on}`
    then()
  }
  row.append(make('span', label), knob)
  return row
}

/** Why this offer: the reasons with their sources, what was not used, and the switch that ends it. */
function explain(box: Element, d: Decision): void {
  const zh = isZh()
  const dialog = make('dialog')
  const list = make('ul')
  for (const { text, source } of d.why) {
    const item = make('li', text)
    item.append(make('p', source))
    list.append(item)
  }
  dialog.append(make('b', d.offer!.disclosure), list, make('p', d.notUsed, { className: 'n' }))
  let changed = false
  if (d.personalOffers !== null) dialog.append(switchRow(d, () => (changed = true)))
  const close = make('button', zh ? '关上' : 'Close')
  const both = make('div', '', { className: 'g' })
  if (d.signedIn) both.append(make('a', zh ? '看你存了我什么' : 'What you hold on me', { href: d.dataUrl }))
  both.append(close)
  dialog.append(both)
  close.onclick = () => dialog.close()
  dialog.onclose = () => {
    dialog.remove()
    if (changed) void refresh()
  }
  box.append(dialog)
  dialog.showModal()
}

let asked = 0
/** What a visitor hid stays empty on this page. */
const hidden = new WeakSet<Element>()

async function refresh(): Promise<void> {
  // Ways to sign in are drawn by a script of their own, which only a page that has the element loads.
  if (document.querySelector('tuidan-sign-in:not(:defined)'))
    document.head.append(make('script', '', { src: `${host}/sign-in.js?${site}` }))
  const slots = [...document.querySelectorAll<HTMLElement>('[data-tuidan-slot]')].filter((s) => !hidden.has(s))
  if (!slots[0]) return
  const mine = ++asked
  const answer = await post('/v1/decisions', {
    site,
    page: page(),
    slots: slots.map((s, i) => ({ id: s.dataset.tuidanSlot || `slot-${i}` })),
    lang: isZh() ? 'zh' : 'en',
    hidden: hiddenSkus(),
  })
  // Whoever asked later knows more of the page.
  if (mine !== asked) return
  const decisions: Decision[] = answer?.ok ? (await answer.json()).decisions : []
  slots.forEach((slot, i) => {
    if (decisions[i]) draw(slot, decisions[i])
    else slot.hidden ||= !slot.shadowRoot
  })
}

/** The offer a visitor came by; a page that forbids storage remembers it as long as it stands. */
let came = new URLSearchParams(location.search).get(KEY)
let store: Record<string, string | undefined> = {}
try {
  store = sessionStorage
  came ||= store[KEY] ?? null
  if (came) store[KEY] = came
} catch {}
/** What was hidden in this tab, for whoever the server does not remember; it takes the last thirty. */
const hiddenSkus = () => store[HIDDEN]?.split('\n').slice(-30)
window.tuidan = { ...window.tuidan, refresh, offerToken: () => came }
if (document.readyState === 'loading') addEventListener('DOMContentLoaded', refresh)
else void refresh()
