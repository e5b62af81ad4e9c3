import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Text } from '../../src/base/i18n.ts'
import { formatMoney } from '../../src/base/money.ts'
import { api } from '../kit/api.ts'
import { Icon } from '../kit/icons.tsx'
import { Empty, useAction } from '../kit/parts.tsx'
import { go, query } from '../kit/route.ts'
import { inLang, lang } from '../kit/words.ts'
import { Failed } from './lost.tsx'
import { OfferSlot } from './offer-slot.tsx'
import { HOME, type Product, SITE_API, site } from './shop-state.ts'
import { t } from './words.ts'

interface Category {
  readonly id: string
  readonly label: Text
  readonly count: number
}

/** Goods in this order stand before the offer: one row of the widest grid, two of the phone's. */
const BEFORE_OFFER = 4

/** The shop's front: search, categories, goods, and one place for an offer after the first row. */
export function Home() {
  const words = query.value.get('q') ?? ''
  const category = query.value.get('category') ?? ''
  const goods = useSignal<readonly Product[] | null>(null)
  const next = useSignal<string | null>(null)
  const categories = useSignal<readonly Category[]>([])
  const { trouble, run, busy } = useAction()
  const ask = (cursor: string | null) => {
    const q = new URLSearchParams({ limit: '24' })
    if (words) q.set('query', words)
    if (category) q.set('category', category)
    if (cursor) q.set('cursor', cursor)
    return api<{ items: Product[]; next: string | null }>('GET', `${SITE_API}/products?${q}`)
  }
  const load = () =>
    void run(async () => {
      const page = await ask(null)
      goods.value = page.items
      next.value = page.next
    })
  useEffect(() => {
    document.title = inLang(site.value!.name)
    load()
  }, [words, category])
  useEffect(() => {
    api<{ items: Category[] }>('GET', `${SITE_API}/categories`).then(
      ({ items }) => {
        categories.value = items
      },
      // The goods are there without the row of categories; their own error speaks for both.
      () => {},
    )
  }, [])
  const list = goods.value
  return (
    <>
      <SearchBox words={words} />
      <Categories items={categories.value} now={category} />
      <Failed trouble={trouble.value} again={load} />
      {list !== null && trouble.value === null && list.length === 0 && (
        <Empty icon="box" text={words ? t('nothingFound', { words }) : t('noGoods')}>
          {words !== '' && (
            <a class="btn" href={`${HOME}/`}>
              {t('toAll')}
            </a>
          )}
        </Empty>
      )}
      {list !== null && list.length > 0 && (
        <>
          <Goods items={list.slice(0, BEFORE_OFFER)} />
          <OfferSlot name="home" page={`home ${category} ${words} ${lang.value}`} />
          <Goods items={list.slice(BEFORE_OFFER)} />
        </>
      )}
      {next.value !== null && (
        <p class="more">
          <button
            type="button"
            class="btn"
            aria-busy={busy.value}
            onClick={() =>
              void run(async () => {
                const page = await ask(next.value)
                goods.value = [...(goods.value ?? []), ...page.items]
                next.value = page.next
              })
            }
          >
            {t('more')}
          </button>
        </p>
      )}
    </>
  )
}

function SearchBox({ words }: { words: string }) {
  const text = useSignal(words)
  return (
    <search>
      <form
        class="search"
        onSubmit={(e) => {
          e.preventDefault()
          go(text.value.trim() === '' ? `${HOME}/` : `${HOME}/?${new URLSearchParams({ q: text.value.trim() })}`)
        }}
      >
        <Icon name="search" size={20} />
        <input
          type="search"
          aria-label={t('search')}
          placeholder={t('search')}
          value={text.value}
          onInput={(e) => {
            text.value = e.currentTarget.value
          }}
        />
      </form>
    </search>
  )
}

/** The first level of the tree, and below a chosen one its children. */
function Categories({ items, now }: { items: readonly Category[]; now: string }) {
  const depth = (id: string) => id.split('/').length
  const shown = items.filter(
    (c) => depth(c.id) === 1 || (now !== '' && c.id.startsWith(`${now.split('/')[0]}/`) && depth(c.id) === 2),
  )
  const row = useRef<HTMLElement>(null)
  useEffect(() => {
    row.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [now, shown.length])
  if (shown.length < 2) return null
  const link = (id: string) => (id === '' ? `${HOME}/` : `${HOME}/?${new URLSearchParams({ category: id })}`)
  return (
    <nav ref={row} class="cats">
      <a href={link('')} aria-current={now === '' ? 'true' : undefined}>
        {t('all')}
      </a>
      {shown.map((c) => (
        <a key={c.id} href={link(c.id)} aria-current={now === c.id ? 'true' : undefined}>
          {inLang(c.label)}
        </a>
      ))}
    </nav>
  )
}

/** Goods side by side. */
export function Goods({ items }: { items: readonly Product[] }) {
  return (
    <ul class="goods">
      {items.map((p) => (
        <li key={p.sku}>
          <a href={`${HOME}/p/${encodeURIComponent(p.sku)}`}>
            <span class="pic">
              {p.picture ? (
                <img src={p.picture} alt="" loading="lazy" width="240" height="240" />
              ) : (
                <Icon name="bag" size={44} />
              )}
            </span>
            <b>{inLang(p.title)}</b>
            <span class="l">
              <span class="price num">{formatMoney(p.price, lang.value)}</span>
              {p.stock.available <= 0 && <small>{t('soldOutShort')}</small>}
            </span>
          </a>
        </li>
      ))}
    </ul>
  )
}
