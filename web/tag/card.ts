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

const STYLE = `:host{all:initial;display:block;min-height:104px;font:15px/1.5 -apple-system,"Segoe UI",Roboto,"PingFang SC","Noto Sans CJK SC",sans-serif;color:#1d2b29}
article{display:flex;gap:14px;padding:12px;border:1px solid #dcdfd9;border-radius:14px;background:#fdfdfb;position:relative}
img{width:80px;height:80px;border-radius:8px;background:#eceeea;object-fit:contain;flex:none}a{color:inherit;text-decoration:none}
b{display:block;font-weight:600;font-size:16px}p{margin:2px 0;color:#47554f}small{font-size:12px;border:1px solid #84918b;border-radius:4px;padding:0 5px;margin-inline-start:8px}
button{all:unset;cursor:pointer;font-size:13px;text-decoration:underline;text-underline-offset:3px;padding:6px 0}button:focus-visible,a:focus-visible{outline:3px solid #2a5bd7;outline-offset:2px}
.x{position:absolute;inset-block-start:2px;inset-inline-end:4px;width:32px;height:32px;text-align:center;text-decoration:none;padding:0;line-height:32px}
dialog{border:0;border-radius:16px;padding:20px;max-width:360px;color:inherit;font:inherit}ul{padding:0;list-style:none}li{margin:10px 0}li span{display:block;font-size:13px;color:#47554f}
@media(prefers-color-scheme:dark){:host{color:#f2f2ee}article,dialog{background:#1f2a29;border-color:#3b4846}p,li span{color:#c3cbc5}img{background:#6d7773}}`

/** An element with its text and properties; text is never read as HTML. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  text = '',
  set: Partial<HTMLElementTagNameMap[K]> = {},
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), set)
  if (text) element.textContent = text
  return element
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
  return { card, close, why }
}
