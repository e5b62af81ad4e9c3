/**
 * Why an offer, and the switch of personal ones: a module that the tag loads when somebody asks, or when an offer was made for them.
 * (`import()`, because a page may forbid scripts that are added by their address: Trusted Types.)
 */
import { adopt, make, type Offer } from './offer.ts'

/** What the server says of an offer beside how it looks. */
export interface Decision {
  slot: string
  offer: (Offer & { sku: string }) | null
  why: { text: string; source: string }[]
  notUsed: string
  signedIn: boolean
  personal: boolean
  personalOffers: boolean | null
  dataUrl: string
  token: string
}

/** What the tag lends. */
export interface Lent {
  zh: boolean
  /** Sets the switch; false when the server did not take it. */
  set(on: boolean): Promise<boolean>
  /** Asks anew what belongs into the page's slots. */
  refresh(): unknown
}

const STYLE = `dialog{box-sizing:border-box;border:0;border-radius:16px;padding:20px;width:min(420px,100vw);background:var(--b);color:var(--i);font:inherit}dialog>b{font-size:20px}dialog ul{display:block;margin:0;padding:0;list-style:none}dialog li{padding:10px 0;font-size:16px}li+li{border-top:1px solid var(--l)}
.n{margin:10px 0;padding:10px;border-radius:10px;background:light-dark(#dff3ee,#1f3b37)}.f{display:flex;align-items:center;gap:10px;font-size:13px;margin:10px 0}.f span{flex:1}
.w{width:46px;padding:3px;border:2px solid var(--e);border-radius:16px}.w::before{content:"○";display:block;width:24px;border-radius:16px;background:var(--e);color:var(--b);font:700 14px/24px a;text-align:center}.w[aria-checked=true]{border-color:#1d7a6c;background:#1d7a6c}.w[aria-checked=true]::before{content:"✓";margin-inline-start:22px;background:#fff;color:#1d7a6c}
.g{display:grid;grid-template-columns:1fr 1fr;gap:10px}.g>*{text-align:center;border:1.5px solid var(--e);border-radius:10px;padding:10px;font-weight:600}
@media(max-width:560px){dialog{margin-block:auto 0;border-radius:16px 16px 0 0;max-width:none}}`

const styled = new WeakSet<Node>()

function styleOf(box: Element): void {
  const root = box.getRootNode() as ShadowRoot
  // Another drawing of the same slot has taken the style away with what it was for.
  if (styled.has(box)) return
  styled.add(box)
  adopt(root, STYLE)
}

/** The switch of personal offers with its words, to stand in `box`. */
export function switchRow(box: Element, { personalOffers }: Decision, lent: Lent, then: () => unknown): Element {
  styleOf(box)
  const label = lent.zh ? '按我的兴趣挑广告' : 'Pick ads by my interests'
  const row = make('div', '', { className: 'f' })
  let on = personalOffers
  const knob = make('button', '', { className: 'w', role: 'switch', ariaChecked: `${on}`, ariaLabel: label })
  knob.onclick = async () => {
    if (!(await lent.set(!on))) return
    on = !on
    knob.ariaChecked = `${on}`
    then()
  }
  row.append(make('span', label), knob)
  return row
}

/** Why this offer: the reasons with their sources, what was not used, and the switch that ends it. */
export function explain(box: Element, d: Decision, lent: Lent): void {
  const { zh } = lent
  styleOf(box)
  const dialog = make('dialog')
  const list = make('ul')
  for (const { text, source } of d.why) {
    const item = make('li', text)
    item.append(make('p', source))
    list.append(item)
  }
  dialog.append(make('b', d.offer!.disclosure), list, make('p', d.notUsed, { className: 'n' }))
  let changed = false
  if (d.personalOffers !== null)
    dialog.append(
      switchRow(box, d, lent, () => {
        changed = true
      }),
    )
  const close = make('button', zh ? '关上' : 'Close')
  const both = make('div', '', { className: 'g' })
  if (d.signedIn) both.append(make('a', zh ? '看你存了我什么' : 'What you hold on me', { href: d.dataUrl }))
  both.append(close)
  dialog.append(both)
  close.onclick = () => dialog.close()
  dialog.onclose = () => {
    dialog.remove()
    if (changed) lent.refresh()
  }
  box.append(dialog)
  dialog.showModal()
}
