import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { formatMoney, minorDigits } from '../../src/base/money.ts'
import { api } from '../kit/api.ts'
import { Icon, Shape } from '../kit/icons.tsx'
import { useAction } from '../kit/parts.tsx'
import { day } from '../kit/time.ts'
import { inLang, lang } from '../kit/words.ts'
import { Failed } from './lost.tsx'
import { OfferSlot } from './offer-slot.tsx'
import { bag, HOME, type Product, putInBag, SITE_API, site } from './shop-state.ts'
import { t } from './words.ts'

/** One product: picture, name, price, what is promised, and the bag. */
export function ProductPage({ sku }: { sku: string }) {
  const product = useSignal<Product | null>(null)
  const { trouble, run } = useAction()
  const load = () =>
    void run(async () => {
      product.value = await api<Product>('GET', `${SITE_API}/products/${encodeURIComponent(sku)}`)
    })
  useEffect(load, [sku])
  const p = product.value
  useEffect(() => {
    if (p !== null) document.title = `${inLang(p.title)} · ${inLang(site.value!.name)}`
  }, [p, lang.value])
  if (p === null) return <Failed trouble={trouble.value} again={load} />
  const inBag = bag.value.find((line) => line.sku === p.sku)?.qty ?? 0
  return (
    <article class="product">
      <JsonLd product={p} />
      <div class="hero">
        {p.picture ? <img src={p.picture} alt={inLang(p.title)} /> : <Icon name="bag" size={72} />}
      </div>
      <div class="about">
        <nav class="crumbs" aria-label={t('all')}>
          <a href={`${HOME}/?${new URLSearchParams({ category: p.category.id.split('/')[0]! })}`}>
            {p.category.path[0] ? inLang(p.category.path[0]) : inLang(p.category.label)}
          </a>
        </nav>
        <div class="what">
          <h1>{inLang(p.title)}</h1>
          <span class="price num">{formatMoney(p.price, lang.value)}</span>
          <p>{inLang(p.text)}</p>
        </div>
        <Promise_ product={p} />
        {inBag > 0 && (
          <p class="inbag" role="status">
            <Shape kind="right" size={16} />
            {t('inBag', { n: inBag })}
            <a href={`${HOME}/bag`}>{t('toBag')}</a>
          </p>
        )}
        {p.stock.available > 0 && (
          <button type="button" class="btn next wide" onClick={() => putInBag(p)}>
            {t('putIn')}
          </button>
        )}
        <OfferSlot name="product" page={`${p.sku} ${lang.value}`} />
      </div>
    </article>
  )
}

function Promise_({ product }: { product: Product }) {
  const { available, promise, today } = product.stock
  if (available <= 0)
    return (
      <p class="promise">
        <Shape kind="off" size={16} />
        {t('soldOut')}
      </p>
    )
  return (
    <p class="promise">
      <Shape kind="right" size={16} />
      {available < 10 ? t('left', { n: available }) : t('inStock')}
      {promise !== null && (lang.value === 'zh' ? '，' : ', ')}
      {promise !== null && (today ? t('shipsToday') : t('shipsOn', { day: day(promise) }))}
    </p>
  )
}

/** What the page is about, as schema.org has it; the tag reads this like on any other shop. */
function JsonLd({ product: p }: { product: Product }) {
  const data = {
    '@context': 'https://schema.org',
    '@type': 'Product',
    name: inLang(p.title),
    description: inLang(p.text),
    sku: p.sku,
    category: p.category.path.map(inLang).join(' > '),
    offers: {
      '@type': 'Offer',
      price: (p.price.amount / 10 ** minorDigits(p.price.currency)).toFixed(minorDigits(p.price.currency)),
      priceCurrency: p.price.currency,
      availability: p.stock.available > 0 ? 'https://schema.org/InStock' : 'https://schema.org/OutOfStock',
    },
  }
  // `<` is written so that no product text can end the element.
  const text = JSON.stringify(data).replaceAll('<', '\\u003c')
  return <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: text }} />
}
