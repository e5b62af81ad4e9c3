/** An offer as the server made it concrete, in one language. */
export interface Card {
  headline: string
  line: string
  price: string
  picture: string | null
  alt: string
  click: string
  label: string
  disclosure: string
}

/**
 * A page's `* { … !important }` reaches the slot itself, so what would hide it is important here too (an important rule of the
 * inner tree wins); all that is inherited ends at `section`, which no rule of the page can reach. Only the face is the page's own.
 */
const STYLE = `:host(:not([hidden])){display:block!important;opacity:1!important}section{all:initial;display:block;color-scheme:inherit;font-size:15px;line-height:1.5;color:var(--i);--i:light-dark(#1d2b29,#f2f2ee);--s:light-dark(#47554f,#c3cbc5);--l:light-dark(#dcdfd9,#3b4846);--b:light-dark(#fdfdfb,#1f2a29);--e:#7d8a84}
article{display:flex;align-items:center;gap:10px;padding:10px;border:1px solid var(--l);border-radius:14px;background:var(--b);position:relative}
img{width:80px;height:80px;border-radius:8px;background:light-dark(#eceeea,#6d7773);object-fit:contain;flex:none}a{color:inherit;text-decoration:none}
article>div{flex:1;min-width:0}article a{display:block;margin-inline-end:28px}b{display:block;font-weight:600;font-size:16px}p{margin:2px 0;color:var(--s);font-size:14px}
.r,.f{display:flex;align-items:center;gap:10px;font-size:13px}small{font-size:12px;border:1px solid var(--e);border-radius:4px;padding:0 5px;color:var(--s)}
button{all:unset;cursor:pointer;padding:8px 0}.r button{margin-inline-start:auto;text-decoration:underline}:focus-visible{outline:3px solid #4a7fe0;outline-offset:2px}
.x{position:absolute;top:0;inset-inline-end:0;width:44px;text-align:center;padding:0;line-height:44px;font-size:18px;color:var(--s)}
dialog{box-sizing:border-box;border:0;border-radius:16px;padding:20px;width:min(420px,100vw);background:var(--b);color:var(--i);font:inherit}dialog>b{font-size:20px}ul{margin:0;padding:0;list-style:none}li{padding:10px 0;font-size:16px}li+li{border-top:1px solid var(--l)}
.n{margin:10px 0;padding:10px;border-radius:10px;background:light-dark(#dff3ee,#1f3b37)}.f{margin:10px 0}.f span{flex:1}
.w{width:46px;padding:3px;border:2px solid var(--e);border-radius:16px}.w::before{content:"○";display:block;width:24px;border-radius:16px;background:var(--e);color:var(--b);font:700 14px/24px a;text-align:center}.w[aria-checked=true]{border-color:#1d7a6c;background:#1d7a6c}.w[aria-checked=true]::before{content:"✓";margin-inline-start:22px;background:#fff;color:#1d7a6c}
.g{display:grid;grid-template-columns:1fr 1fr;gap:10px}.g>*{text-align:center;border:1.5px solid var(--e);border-radius:10px;padding:10px;font-weight:600}
@media(max-width:560px){dialog{margin-block:auto 0;border-radius:16px 16px 0 0;max-width:none}}`

/** An element with its text and properties; text is never read as HTML. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  text = '',
  set: Partial<HTMLElementTagNameMap[K]> = {},
): HTMLElementTagNameMap[K] {
  return Object.assign(document.createElement(tag), { textContent: text }, set)
}

/** Draws the card into a shadow root; also the console's preview, so that what is previewed is what is drawn. */
export function drawCard(
  root: ShadowRoot,
  offer: Card,
  zh: boolean,
): { card: HTMLElement; close: HTMLElement; why: HTMLElement } {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(STYLE)
  root.adoptedStyleSheets = [sheet]
  const box = make('section')
  box.style.fontFamily = getComputedStyle(document.body).fontFamily
  const card = make('article')
  const link = make('a', '', { href: offer.click })
  const words = make('div')
  const row = make('div', '', { className: 'r' })
  link.append(make('b', offer.headline), make('p', offer.line))
  const close = make('button', '×', { className: 'x', ariaLabel: zh ? '不看这条' : 'Hide this' })
  const why = make('button', offer.disclosure)
  row.append(make('b', offer.price), make('small', offer.label), why)
  words.append(link, row)
  if (offer.picture) card.append(make('img', '', { src: offer.picture, alt: offer.alt }))
  card.append(words, close)
  box.append(card)
  root.append(box)
  return { card, close, why }
}
