import { computed, signal } from '@preact/signals'
import type { Text } from '../../src/base/i18n.ts'
import type { Money } from '../../src/base/money.ts'
import { api } from '../kit/api.ts'
import { lang } from '../kit/words.ts'

/** The shop's slug, out of the address `/s/<slug>/…`. */
export const SLUG = decodeURIComponent(location.pathname.split('/')[2] ?? '')
/** Where the shop's pages are. */
export const HOME = `/s/${encodeURIComponent(SLUG)}`
/** Where the server answers for this shop. */
export const SITE_API = `/v1/sites/${encodeURIComponent(SLUG)}`

/** The shop. */
export interface Site {
  readonly slug: string
  readonly name: Text
  readonly currency: string
  readonly publicKey: string
  readonly isDemo: boolean
}

/** A product as the shop shows it. */
export interface Product {
  readonly sku: string
  readonly title: Text
  readonly text: Text
  readonly price: Money
  readonly picture: string | null
  readonly barcode: string | null
  readonly category: { readonly id: string; readonly label: Text; readonly path: readonly Text[] }
  readonly stock: { readonly available: number; readonly promise: string | null; readonly today: boolean }
}

/** A kind of account one may sign in with. */
export interface Provider {
  readonly connector: string
  readonly name: string
  /** One path in a square of 24, a line of one colour; null: a letter of its name. */
  readonly mark: string | null
  readonly href: string
  /** What one types first, so that the server is found; null where nothing is. */
  readonly asks: { readonly label: string; readonly placeholder: string } | null
  readonly hasSource: boolean
}

/** Who is signed in. */
export interface SignedIn {
  readonly name: string | null
  readonly picture: string | null
  readonly connector: string | null
}

/** The shop, once it answered. */
export const site = signal<Site | null>(null)
/** The kinds of account this shop takes. */
export const providers = signal<readonly Provider[]>([])
/** Is there any account to sign in with? Without one nothing of it is shown. */
export const canSignIn = computed(() => providers.value.length > 0)
/** `undefined` while asked, null when nobody is signed in. */
export const signedIn = signal<SignedIn | null | undefined>(undefined)
/** Is the sign-in sheet open? */
export const isSigningIn = signal(false)

/** Asks for the shop, and for who is here. @throws ApiProblem sites/unknown */
export async function loadShop(): Promise<void> {
  const [found] = await Promise.all([api<Site>('GET', SITE_API), loadSignIn()])
  site.value = found
}

/** Asks who is signed in and which accounts there are. */
export async function loadSignIn(): Promise<void> {
  const answer = await api<{ providers: Provider[]; signedIn: SignedIn | null }>(
    'GET',
    `${SITE_API}/sign-in?lang=${lang.value}`,
  )
  providers.value = answer.providers
  signedIn.value = answer.signedIn
}

/** Ends the session on the server. */
export async function signOut(): Promise<void> {
  await api('POST', `${SITE_API}/sign-out`)
  signedIn.value = null
}

/** One kind of goods in the bag, as it was when it was put in; the server's price counts. */
export interface BagLine {
  readonly sku: string
  readonly title: Text
  readonly price: Money
  readonly picture: string | null
  readonly qty: number
}

const BAG = `tuidan-bag-${SLUG}`

function readBag(): readonly BagLine[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(BAG) ?? '[]')
    return Array.isArray(kept) ? kept : []
  } catch {
    return []
  }
}

/** What is in the bag; kept on this device only. */
export const bag = signal<readonly BagLine[]>(readBag())
/** Pieces in the bag. */
export const pieces = computed(() => bag.value.reduce((n, line) => n + line.qty, 0))
/** Their sum in minor units, by the prices they were put in with. */
export const bagTotal = computed(() => bag.value.reduce((n, line) => n + line.qty * line.price.amount, 0))

/** Changes how many of a product are in the bag; 0 takes it out. At most 99 of one kind. */
export function setQty(product: Omit<BagLine, 'qty'>, qty: number): void {
  const wanted = Math.max(0, Math.min(99, qty))
  const known = bag.value.some((line) => line.sku === product.sku)
  const next = known
    ? bag.value.map((line) => (line.sku === product.sku ? { ...line, qty: wanted } : line))
    : [...bag.value, { ...product, qty: wanted }]
  bag.value = next.filter((line) => line.qty > 0)
  localStorage.setItem(BAG, JSON.stringify(bag.value))
}

/** One more of a product. Of somebody signed in the server is told; it keeps that only where they agreed to it. */
export function putInBag({ sku, title, price, picture }: Product): void {
  // Whether it was noted is nothing to wait for, or to be told of.
  if (signedIn.value != null) void api('POST', `${SITE_API}/basket`, { skus: [sku] }).catch(() => {})
  const qty = bag.value.find((line) => line.sku === sku)?.qty ?? 0
  setQty({ sku, title, price, picture }, qty + 1)
}

/** Empties the bag: its order is placed. */
export function emptyBag(): void {
  bag.value = []
  localStorage.removeItem(BAG)
}
