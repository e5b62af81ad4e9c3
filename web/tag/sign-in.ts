/**
 * `<tuidan-sign-in></tuidan-sign-in>`: the ways to sign in, drawn into any page, and who is signed in. The tag loads this file
 * where the element stands; a page without the tag names it itself: `<script src="…/sign-in.js?pk_…" async></script>`.
 *
 * No cookie is read or set within the page. Whoever chooses a kind of account leaves for it with the whole window, and comes
 * back with a code that only this page can use (it kept a secret in this tab's sessionStorage); for it the page gets a visitor
 * token of five minutes, and a pass for the next one, which stays in the page's localStorage until its visitor signs out.
 *
 * For scripts of the page: `await tuidan.visitor()` is `{ token, name, picture }` or null; `tuidan-visitor` is heard on the
 * document whenever that changes.
 */

import { letterOf, spaced } from '../kit/provider-name.ts'
import { make } from './offer.ts'
import { SIGN_IN_STYLE } from './sign-in-style.ts'

interface Visitor {
  readonly token: string
  readonly expiresAt: string
  readonly pass: string
  readonly name: string | null
  readonly picture: string | null
}
interface Ways {
  readonly name: string
  readonly visit: string
  readonly myData: string
  readonly providers: readonly {
    readonly connector: string
    readonly name: string
    readonly mark: string | null
    readonly asks: { readonly label: string; readonly placeholder: string } | null
  }[]
}

const script = document.currentScript as HTMLScriptElement
const address = new URL(script.src)
const host = address.origin
const site = address.search.slice(1) || script.dataset.site || ''
const NAME = 'tuidan-sign-in'
const CODE = 'tuidan_code'
const VERIFIER = 'tuidan_verifier'
const PASS = `tuidan_pass_${site}`
/** A token is renewed when it has less than this to live. */
const SOON_MS = 30_000

const isZh = (): boolean => (document.documentElement.lang || navigator.language).startsWith('zh')
const say = (zh: string, en: string): string => (isZh() ? zh : en)
const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (c) => ({ '+': '-', '/': '_' })[c] ?? '')

/** A page that forbids storage has its visitor as long as it stands. */
const kept = new Map<string, string>()
function keep(where: 'localStorage' | 'sessionStorage', key: string, value?: string | null): string | null {
  try {
    if (value) window[where].setItem(key, value)
    else if (value === null) window[where].removeItem(key)
    return window[where].getItem(key)
  } catch {
    if (value) kept.set(key, value)
    else if (value === null) kept.delete(key)
    return kept.get(key) ?? null
  }
}

/** Sent as text, which asks for no leave beforehand. @throws the problem's sentence; TypeError without network */
async function post(path: string, body: object): Promise<unknown> {
  const answer = await fetch(host + path, {
    method: 'POST',
    credentials: 'omit',
    body: JSON.stringify({ site, ...body }),
  })
  const json = await answer.json()
  if (answer.ok) return json
  if (answer.status === 400 || answer.status === 401) return null
  throw new Error(`tuidan: ${json.title} ${json.next}`)
}

let visitor: Promise<Visitor | null>

/** Asks for a visitor by a code, or by the pass. Without network the pass stays: it is tried the next time. */
async function askFor(proof: object): Promise<Visitor | null> {
  const found = (await post('/v1/visitor', proof)) as Visitor | null
  keep('localStorage', PASS, found?.pass ?? null)
  return found
}

/** What stands in the address is used once, and does not stay there. */
function arrive(): Promise<Visitor | null> {
  const here = new URL(location.href)
  const code = here.searchParams.get(CODE)
  const verifier = keep('sessionStorage', VERIFIER)
  const pass = keep('localStorage', PASS)
  if (code) {
    const pairs = here.search.slice(1).split('&')
    here.search = pairs.filter((pair) => !pair.startsWith(`${CODE}=`)).join('&')
    history.replaceState(history.state, '', here)
    keep('sessionStorage', VERIFIER, null)
    if (verifier) return askFor({ code, verifier })
  }
  return pass ? askFor({ pass }) : Promise.resolve(null)
}

/** Who is here, with a token that is good for a while. */
async function current(): Promise<Visitor | null> {
  const known = await visitor.catch(() => null)
  if (known && Date.parse(known.expiresAt) - Date.now() > SOON_MS) return known
  const pass = keep('localStorage', PASS)
  if (!pass) return null
  visitor = askFor({ pass })
  const fresh = await visitor
  if (known && !fresh) tell()
  return fresh
}

/** Tells the page, and every element in it. */
function tell(): void {
  void visitor.then(
    (who) => document.dispatchEvent(new CustomEvent('tuidan-visitor', { detail: who })),
    (error) => console.error(error),
  )
}

async function leaveFor(visit: string, connector: string, typed?: string): Promise<void> {
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)))
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  keep('sessionStorage', VERIFIER, verifier)
  const query = new URLSearchParams({
    returnTo: location.href,
    challenge: base64url(new Uint8Array(digest)),
    connector,
    lang: isZh() ? 'zh' : 'en',
  })
  if (typed) query.set('typed', typed)
  location.assign(`${visit}?${query}`)
}

async function signOut(): Promise<void> {
  const pass = keep('localStorage', PASS)
  keep('localStorage', PASS, null)
  visitor = Promise.resolve(null)
  if (pass) await post('/v1/visitor/sign-out', { pass }).catch(() => {})
  tell()
}

let asked: Promise<Ways> | undefined
/** The ways in, asked for once a page. */
function ways(): Promise<Ways> {
  asked ??= fetch(`${host}/v1/visitor?${new URLSearchParams({ site, lang: isZh() ? 'zh' : 'en' })}`, {
    credentials: 'omit',
  }).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
  asked.catch(() => {
    asked = undefined
  })
  return asked
}

const SVG = 'http://www.w3.org/2000/svg'

/** Its mark, a line in a square of 24; else a letter of its name. */
function badgeOf({ name, mark }: Pick<Ways['providers'][number], 'name' | 'mark'>): HTMLElement {
  const badge = make('i', mark === null ? letterOf(name) : '', { ariaHidden: 'true' })
  if (mark === null) return badge
  const [drawn, line] = [document.createElementNS(SVG, 'svg'), document.createElementNS(SVG, 'path')]
  drawn.setAttribute('viewBox', '0 0 24 24')
  line.setAttribute('d', mark)
  drawn.append(line)
  badge.append(drawn)
  return badge
}

/** One kind of account: a button, or one that opens the field for what is typed first. */
function wayIn(visit: string, provider: Ways['providers'][number]): HTMLElement {
  const { connector, name, asks } = provider
  const button = make('button', '', { type: 'button' })
  button.append(badgeOf(provider), make('span', say(`用${spaced(name)}登录`, `With ${name}`)))
  const item = make('li')
  item.append(button)
  if (asks === null) {
    button.onclick = () => void leaveFor(visit, connector)
    return item
  }
  button.ariaExpanded = 'false'
  button.onclick = () => {
    const form = make('form')
    const label = make('label', asks.label)
    const input = make('input', '', { placeholder: asks.placeholder, required: true, autocomplete: 'off' })
    input.autocapitalize = 'off'
    const go = make('button', say(`用${spaced(name)}登录`, `With ${name}`), { className: 'go' })
    label.append(input)
    form.append(label, go)
    form.onsubmit = (event) => {
      event.preventDefault()
      void leaveFor(visit, connector, input.value.trim())
    }
    button.replaceWith(form)
    input.focus()
  }
  return item
}

class SignIn extends HTMLElement {
  readonly #root = this.attachShadow({ mode: 'open' })
  readonly #draw = () => void this.#drawNow()
  #turn = 0

  connectedCallback(): void {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(SIGN_IN_STYLE)
    this.#root.adoptedStyleSheets = [sheet]
    document.addEventListener('tuidan-visitor', this.#draw)
    this.#draw()
  }

  disconnectedCallback(): void {
    document.removeEventListener('tuidan-visitor', this.#draw)
  }

  async #drawNow(): Promise<void> {
    const turn = ++this.#turn
    const box = make('section')
    box.style.fontFamily = getComputedStyle(document.body).fontFamily
    try {
      const [who, what] = await Promise.all([visitor, ways()])
      box.ariaLabel = say(`登录${what.name}`, `Sign in to ${what.name}`)
      box.append(...(who ? this.#signedIn(who, what) : this.#signedOut(what)))
    } catch (error) {
      console.error(error)
      const again = make('button', say('再试一次', 'Try again'), { className: 'go' })
      again.onclick = () => {
        if (keep('localStorage', PASS)) visitor = askFor({ pass: keep('localStorage', PASS) })
        this.#draw()
      }
      const what = say('现在登录不了，别的照常。', 'Signing in does not work just now; everything else does.')
      box.append(make('p', what, { role: 'alert' }), again)
    }
    // Whoever drew later knows more.
    if (turn === this.#turn) this.#root.replaceChildren(box)
  }

  #signedOut({ visit, providers }: Ways): HTMLElement[] {
    if (!providers[0])
      return [make('p', say('这里还没有可以登录的账号。', 'There is no kind of account to sign in with yet.'))]
    const list = make('ul')
    list.append(...providers.map((one) => wayIn(visit, one)))
    return [list, make('p', say('登录不等于同意读取。', 'Signing in is not consent.'))]
  }

  #signedIn({ name, picture }: Visitor, { myData }: Ways): HTMLElement[] {
    const who = make('div', '', { className: 'who' })
    const called = name ?? say('已登录', 'Signed in')
    if (picture) who.append(make('img', '', { src: picture, alt: '', referrerPolicy: 'no-referrer' }))
    const out = make('button', say('退出', 'Sign out'), { type: 'button' })
    out.onclick = () => void signOut()
    who.append(make('b', called), make('a', say('我的资料', 'My data'), { href: myData }), out)
    return [who]
  }
}

if (!customElements.get(NAME)) {
  visitor = arrive()
  window.tuidan = Object.assign(window.tuidan ?? {}, { visitor: current })
  customElements.define(NAME, SignIn)
  tell()
}
