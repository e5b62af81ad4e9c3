/**
 * The tag: draws offers into any page. `<script src="…/tag.js" data-site="pk_…" async></script>` and, where an offer may stand,
 * `<div data-tuidan-slot="name"></div>`. No cookies; in this tab's sessionStorage the offer a visitor came by, and the SKUs of
 * what they hid, and nothing else. It asks once for all slots, draws each card in a shadow root of its own, and says once what
 * was shown, seen and hidden. A slot takes room while it waits, if the page gives it some, and none without an offer.
 */
import { drawOffer, make } from './offer.ts'
import type { Decision, Lent } from './why.ts'

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

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
/** A server that has too much to do says when to come again; longer than this nobody waits on a page. */
const MOST_WAIT = 30

/**
 * Asks, three times when need be: after a moment when there is no network, and when the server says so. Cookies go along on our own
 * pages only. A text is sent as beacons are, so that no browser asks beforehand whether it may. Nothing without network: the page
 * stays as it is.
 */
async function post(path: string, body: object, tries = 3): Promise<Response | undefined> {
  let seconds = tries < 3 ? 3 : 0.5
  try {
    const answer = await fetch(host + path, {
      method: 'POST',
      keepalive: path === EVENTS,
      headers: isOurs ? { 'content-type': 'application/json', 'x-tuidan': '1' } : {},
      body: JSON.stringify(body),
    })
    if (answer.status !== 503) return answer
    seconds = Math.min(MOST_WAIT, Number(answer.headers.get('retry-after')) || 1)
  } catch {}
  if (tries < 2) return
  await wait(seconds * 1e3)
  return post(path, body, tries - 1)
}

const EVENTS = '/v1/events'
const send = (token: string, type: string) => post(EVENTS, { site, events: [{ token, type }] })

function draw(slot: HTMLElement, d: Decision): void {
  const root = slot.shadowRoot ?? slot.attachShadow({ mode: 'open' })
  root.replaceChildren()
  const { offer } = d
  slot.hidden = !offer
  if (!offer) return
  const { card, close, why } = drawOffer(root, offer, isZh())
  const box = card.parentElement!
  close.onclick = () => {
    void send(d.token, 'hidden')
    hidden.add(slot)
    slot.hidden = true
    card.remove()
    store[HIDDEN] = [...hiddenSkus(), offer.sku].join('\n')
  }
  const lent: Lent = {
    zh: isZh(),
    set: async (on) => !!(await post('/v1/personal-offers', { site, on }))?.ok,
    refresh,
  }
  const more = () => import(/* @vite-ignore */ `${host}/why.js`) as Promise<typeof import('./why.ts')>
  why.onclick = () =>
    more().then(
      ({ explain }) => explain(box, d, lent),
      // Without network the reasons themselves are here.
      () => why.replaceChildren(d.why.map(({ text }) => text).join(' · ')),
    )
  // One tap, without asking why (PIPL article 24).
  if (d.personal) void more().then(({ switchRow }) => why.parentElement!.after(switchRow(box, d, lent, refresh)))
  void send(d.token, 'shown')
  whenSeen(card, () => send(d.token, 'seen'))
}

/** MRC: half of it, of a large one (242,500 px²) 30 %, for one second on end, in a tab that is looked at. */
function whenSeen(card: Element, tell: () => void): void {
  let timer: ReturnType<typeof setTimeout>
  const watch = new IntersectionObserver(
    (entries) => {
      const { intersectionRatio, boundingClientRect: box } = entries.at(-1)!
      clearTimeout(timer)
      if (document.hidden || intersectionRatio < (box.width * box.height < 242500 ? 0.5 : 0.3)) return
      timer = setTimeout(() => {
        document.removeEventListener('visibilitychange', again)
        watch.disconnect()
        tell()
      }, 1e3)
    },
    { threshold: [0, 0.3, 0.5] },
  )
  const again = () => {
    clearTimeout(timer)
    watch.unobserve(card)
    watch.observe(card)
  }
  document.addEventListener('visibilitychange', again)
  watch.observe(card)
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
  const seen = hiddenSkus()
  // A page with more slots than one question takes asks again, and says what stands there already.
  for (let from = 0; slots[from]; from += 8) {
    const some = slots.slice(from, from + 8)
    const answer = await post('/v1/decisions', {
      site,
      page: page(),
      slots: some.map(({ dataset: { tuidanSlot: id, tuidanFormat: format } }, i) => ({
        id: id || `slot-${from + i}`,
        format,
      })),
      lang: isZh() ? 'zh' : 'en',
      hidden: seen.slice(-30),
    })
    const decisions: Decision[] = answer?.ok ? (await answer.json()).decisions : []
    // Whoever asked later knows more of the page.
    if (mine !== asked) return
    some.forEach((slot, i) => {
      const made = decisions[i]
      if (made?.offer) seen.push(made.offer.sku)
      try {
        if (made) draw(slot, made)
        else slot.hidden ||= !slot.shadowRoot
      } catch {
        // Something that cannot hold an offer, such as a picture, keeps none of the others from theirs.
      }
    })
  }
}

/** The offer a visitor came by; a page that forbids storage remembers it as long as it stands. */
let came = new URLSearchParams(location.search).get(KEY)
let store: Record<string, string | undefined> = {}
try {
  store = sessionStorage
  came ||= store[KEY] ?? null
  if (came) store[KEY] = came
} catch {}
/** What was hidden in this tab, for whoever the server does not remember. */
const hiddenSkus = () => store[HIDDEN]?.split('\n') ?? []
window.tuidan = { ...window.tuidan, refresh, offerToken: () => came }
if (document.readyState === 'loading') addEventListener('DOMContentLoaded', refresh)
else void refresh()
