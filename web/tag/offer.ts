/** One of the goods of a carousel. */
export interface Item {
  headline: string
  price: string
  picture: string | null
  alt: string
  click: string
}

/** An offer as the server made it concrete, in one language. */
export interface Offer extends Item {
  format: string
  line: string
  label: string
  disclosure: string
  items?: Item[]
}

/**
 * A page's `* { … !important }` reaches the slot itself, so what would hide it is important here too (an important rule of the
 * inner tree wins); all that is inherited ends at `section`, which no rule of the page can reach. Only the face is the page's own.
 */
const STYLE = `:host(:not([hidden])){display:block!important;opacity:1!important}section{all:initial;display:block;container-type:inline-size;color-scheme:inherit;font-size:15px;line-height:1.5;color:var(--i);--i:light-dark(#1d2b29,#f2f2ee);--s:light-dark(#47554f,#c3cbc5);--l:light-dark(#dcdfd9,#3b4846);--b:light-dark(#fdfdfb,#1f2a29);--e:#7d8a84}
article{display:flex;align-items:center;gap:10px;padding:10px;border:1px solid var(--l);border-radius:14px;background:var(--b);position:relative}
img{width:80px;height:80px;border-radius:8px;background:light-dark(#eceeea,#6d7773);object-fit:contain;flex:none}a{color:inherit;text-decoration:none;display:block}
article>div{flex:1;min-width:0}div>a{margin-inline-end:28px}b{display:block;font-weight:600;font-size:16px}p{margin:2px 0;color:var(--s);font-size:14px}
.r{display:flex;align-items:center;gap:10px;font-size:13px}small{font-size:12px;border:1px solid var(--e);border-radius:4px;padding:0 5px;color:var(--s)}
button{all:unset;cursor:pointer;padding:8px 0}.r button{margin-inline-start:auto;text-decoration:underline}:focus-visible{outline:3px solid #4a7fe0;outline-offset:2px}
.x{position:absolute;top:0;inset-inline-end:0;width:44px;text-align:center;padding:0;line-height:44px;font-size:18px;color:var(--s)}
.carousel{display:block}ul{display:flex;gap:10px;overflow-x:auto;scroll-snap-type:x proximity;margin:6px 0 0;padding:3px;list-style:none}ul li{flex:0 0 132px;scroll-snap-align:start}ul img{width:132px;height:132px;display:block}ul b{font:inherit;font-size:14px;margin-top:6px}
@container(min-width:600px){.banner>div{display:flex;align-items:center;gap:24px}.banner a{flex:1}.banner .r{margin-inline-end:34px}}`

/** An element with its text and properties; text is never read as HTML. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  text = '',
  set: Partial<HTMLElementTagNameMap[K]> = {},
): HTMLElementTagNameMap[K] {
  return Object.assign(document.createElement(tag), { textContent: text }, set)
}

/** A style that no rule of the page's against inline ones forbids. */
export function adopt(root: ShadowRoot, style: string): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(style)
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]
}

/** A picture takes its room before it is there. */
const picture = ({ picture: src, alt }: Item, px: number) =>
  src ? [make('img', '', { src, alt, width: px, height: px })] : []

/** Draws an offer into a shadow root, in its format; also the console's preview, so that what is previewed is what is drawn. */
export function drawOffer(
  root: ShadowRoot,
  offer: Offer,
  zh: boolean,
): { card: HTMLElement; close: HTMLElement; why: HTMLElement } {
  const { format, items } = offer
  root.adoptedStyleSheets = []
  adopt(root, STYLE)
  const box = make('section')
  box.style.fontFamily = getComputedStyle(document.body).fontFamily
  const card = make('article', '', { className: format })
  const link = make('a', '', { href: offer.click })
  const words = make('div')
  const row = make('div', '', { className: 'r' })
  link.append(make('b', offer.headline), make('p', offer.line))
  const close = make('button', '×', { className: 'x', ariaLabel: zh ? '不看这条' : 'Hide this' })
  const why = make('button', offer.disclosure)
  if (!items) row.append(make('b', offer.price))
  row.append(make('small', offer.label), why)
  words.append(link, row)
  if (format !== 'text' && !items) card.append(...picture(offer, 80))
  card.append(words, close)
  if (items) {
    const list = make('ul')
    for (const one of items) {
      const item = make('li')
      const to = make('a', '', { href: one.click })
      to.append(...picture(one, 132), make('b', one.headline), one.price)
      item.append(to)
      list.append(item)
    }
    card.append(list)
  }
  box.append(card)
  root.append(box)
  return { card, close, why }
}
