import { signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { formatMoney } from '../../../src/base/money.ts'
import { api } from '../../kit/api.ts'
import { Icon } from '../../kit/icons.tsx'
import { Chip, Empty, Note, Toast, type Trouble, troubleOf } from '../../kit/parts.tsx'
import { go, query } from '../../kit/route.ts'
import { number } from '../../kit/time.ts'
import { inLang, lang, words } from '../../kit/words.ts'
import { useListKeys } from '../keys.ts'
import { canDo, HOME } from '../session.ts'
import type { Head } from './stock.tsx'
import { categories, loadCategories, type ProductRow, shown } from './stock-data.ts'
import { ProductSheet } from './stock-product.tsx'

const t = words({
  search: { zh: '找货号、条码、名字、标签', en: 'SKU, barcode, name or tag' },
  allCategories: { zh: '全部类目', en: 'All categories' },
  category: { zh: '类目', en: 'Category' },
  add: { zh: '加商品', en: 'Add a product' },
  picture: { zh: '图片', en: 'Picture' },
  name: { zh: '商品', en: 'Product' },
  price: { zh: '价格', en: 'Price' },
  stock: { zh: '可卖', en: 'To sell' },
  matters: { zh: '要补的', en: 'To be mended' },
  hidden: { zh: '下架', en: 'Hidden' },
  out: { zh: '没货', en: 'Out of stock' },
  low: { zh: '快没了', en: 'Running low' },
  noWeight: { zh: '没称重', en: 'Not weighed' },
  noBarcode: { zh: '没条码，扫货号', en: 'No barcode: scan the SKU' },
  none: { zh: '还没有商品。导入一张表，或加第一件。', en: 'No products yet. Import a file, or add the first one.' },
  noMatch: {
    zh: '没有这样的商品。少写几个字，或换个类目。',
    en: 'No such product. Write less, or choose another category.',
  },
  import: { zh: '导入商品', en: 'Import products' },
  more: { zh: '再看 {n} 件', en: '{n} more' },
  loading: { zh: '正在取…', en: 'Loading…' },
})

const PAGE = 50
const LOW = 5

interface Page {
  readonly items: readonly ProductRow[]
  readonly next: string | null
}
const toast = signal<string | null>(null)

/** A page of products under what the address asks for, and the next ones on demand. */
function useProducts(search: string, category: string) {
  const page = useSignal<Page | null>(null)
  const trouble = useSignal<Trouble | null>(null)
  const isLoading = useSignal(false)
  const load = async (cursor: string | null) => {
    const params = new URLSearchParams({ limit: String(PAGE) })
    if (search !== '') params.set('query', search)
    if (category !== '') params.set('category', category)
    if (cursor !== null) params.set('cursor', cursor)
    isLoading.value = cursor !== null
    try {
      const found = await api<Page>('GET', `/v1/console/products?${params}`)
      page.value =
        cursor === null || page.value === null ? found : { ...found, items: [...page.value.items, ...found.items] }
      trouble.value = null
    } catch (error) {
      trouble.value = troubleOf(error)
    } finally {
      isLoading.value = false
    }
  }
  useEffect(() => void load(null), [search, category])
  useEffect(() => void loadCategories().catch((error) => (trouble.value = troubleOf(error))), [trouble])
  return { page, trouble, isLoading, load }
}

/** Writes one thing of the screen's state into its address. */
function set(name: 'query' | 'category' | 'sku', value: string | null): void {
  const next = new URLSearchParams(query.value)
  if (value === null || value === '') next.delete(name)
  else next.set(name, value)
  go(`${HOME}/stock${next.size === 0 ? '' : `?${next}`}`, 'replace')
}

/** All products with what can be sold of them now; one opens in a drawer. */
export function Products({ head }: { head: Head }) {
  useListKeys()
  const search = query.value.get('query') ?? ''
  const category = query.value.get('category') ?? ''
  const open = query.value.get('sku')
  const { page, trouble, isLoading, load } = useProducts(search, category)
  const now = page.value
  const isFiltered = search !== '' || category !== ''
  const isBare = now?.items.length === 0 && !isFiltered
  return (
    <>
      {head(
        canDo('marketer') && (
          <button type="button" class={`btn push ${isBare ? '' : 'next'}`} onClick={() => set('sku', NEW)}>
            <Icon name="plus" size={18} />
            {t('add')}
          </button>
        ),
      )}
      <Finder search={search} category={category} />
      <Note trouble={trouble.value} />
      {now !== null && (
        <section class="card listcard">
          {now.items.length === 0 ? (
            <Empty icon="bag" text={t(isFiltered ? 'noMatch' : 'none')}>
              {isBare && canDo('marketer') && (
                <a class="btn next" href={`${HOME}/stock/import`}>
                  {t('import')}
                </a>
              )}
            </Empty>
          ) : (
            <ProductTable rows={now.items} onOpen={(sku) => set('sku', sku)} />
          )}
          {now.next !== null && (
            <button type="button" class="btn quiet lmore" onClick={() => void load(now.next)}>
              {isLoading.value ? t('loading') : t('more', { n: PAGE })}
            </button>
          )}
        </section>
      )}
      {open !== null && (
        <ProductSheet
          key={open}
          sku={open === NEW ? null : open}
          onClose={() => set('sku', null)}
          onDone={(said) => {
            toast.value = said
            set('sku', null)
            void load(null)
          }}
        />
      )}
      <Toast text={toast} />
    </>
  )
}

function Finder({ search, category }: { search: string; category: string }) {
  return (
    <div class="listbar">
      <label class="qfind">
        <Icon name="search" size={18} />
        <input
          type="search"
          value={search}
          placeholder={t('search')}
          aria-label={t('search')}
          onInput={(e) => set('query', e.currentTarget.value)}
        />
        <kbd>/</kbd>
      </label>
      <select
        class="pick"
        aria-label={t('category')}
        value={category}
        onChange={(e) => set('category', e.currentTarget.value)}
      >
        <option value="">{t('allCategories')}</option>
        {categories.value
          .filter((c) => c.id.split('/').length <= 2)
          .map((c) => (
            <option key={c.id} value={c.id}>
              {c.id.includes('/') ? `　${inLang(c.label)}` : inLang(c.label)}
            </option>
          ))}
      </select>
    </div>
  )
}

/** Stands for a product that is not made yet; no SKU begins with a blank. */
const NEW = ' new'

function ProductTable({ rows, onOpen }: { rows: readonly ProductRow[]; onOpen: (sku: string) => void }) {
  return (
    <table class="table rows goodsrows">
      <thead>
        <tr>
          <th>
            <span class="sr">{t('picture')}</span>
          </th>
          <th>{t('name')}</th>
          <th>{t('category')}</th>
          <th>{t('matters')}</th>
          <th class="r">{t('price')}</th>
          <th class="r">{t('stock')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.sku} class="link" onClick={() => onOpen(row.sku)}>
            <td class="thumb">
              {row.picture === null ? (
                <Icon name="bag" size={22} />
              ) : (
                <img src={shown(row.picture)} alt="" loading="lazy" width="44" height="44" />
              )}
            </td>
            <td class="named">
              <button
                type="button"
                class="rowbtn"
                data-row
                onClick={(e) => {
                  e.stopPropagation()
                  onOpen(row.sku)
                }}
              >
                {inLang(row.title)}
              </button>
              <small class="mono muted">{row.sku}</small>
            </td>
            <td class="t2 cat">{inLang(row.category.label)}</td>
            <td>
              <Matters row={row} />
            </td>
            <td class="r">{formatMoney(row.price, lang.value)}</td>
            <td class="r qty">{number(row.stock.available)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Matters({ row }: { row: ProductRow }) {
  if (row.state === 'hidden') return <Chip kind="off">{t('hidden')}</Chip>
  if (row.stock.available === 0) return <Chip kind="wrong">{t('out')}</Chip>
  if (row.stock.available < LOW) return <Chip kind="late">{t('low')}</Chip>
  if (row.barcode === null) return <span class="t2">{t('noBarcode')}</span>
  if (row.weightGrams === 0) return <span class="t2">{t('noWeight')}</span>
  return null
}
