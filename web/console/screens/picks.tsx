import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Text } from '../../../src/base/i18n.ts'
import type { Money } from '../../../src/base/money.ts'
import { allCategories, categoryLabel, categoryPath } from '../../../src/catalog/categories.ts'
import { api } from '../../kit/api.ts'
import { Icon } from '../../kit/icons.tsx'
import { inLang, lang, words } from '../../kit/words.ts'
import { money, Pic } from './shop-kit.tsx'

const t = words({
  category: { zh: '加一个类目', en: 'Add a category' },
  product: { zh: '按名字或货号找商品', en: 'Find goods by name or SKU' },
  none: { zh: '没有叫“{q}”的。', en: 'Nothing called "{q}".' },
  remove: { zh: '去掉 {name}', en: 'Remove {name}' },
  out: { zh: '没货', en: 'Out of stock' },
  left: { zh: '{n} 件', en: '{n} left' },
})

/** A product as lists of the console show it. */
export interface Goods {
  readonly sku: string
  readonly title: Text
  readonly text: Text
  readonly price: Money
  readonly picture: string | null
  readonly state: 'active' | 'hidden'
  readonly category: { readonly id: string; readonly label: Text }
  readonly stock: { readonly available: number }
}

const MOST_SHOWN = 7

/** A search field with what was found below it: arrows walk, Enter takes, Escape leaves. */
function Finder<T>(props: {
  label: string
  find: (query: string) => Promise<readonly T[]>
  keyOf: (found: T) => string
  draw: (found: T) => ComponentChildren
  onTake: (found: T) => void
}) {
  const text = useSignal('')
  const found = useSignal<readonly T[] | null>(null)
  const box = useRef<HTMLElement>(null)
  const asked = text.value.trim()
  useEffect(() => {
    if (asked === '') {
      found.value = null
      return
    }
    const timer = setTimeout(() => {
      void props.find(asked).then((list) => {
        if (text.value.trim() === asked) found.value = list.slice(0, MOST_SHOWN)
      })
    }, 120)
    return () => clearTimeout(timer)
  }, [asked, lang.value])
  const leave = () => {
    text.value = ''
    found.value = null
  }
  const take = (one: T) => {
    props.onTake(one)
    leave()
    box.current?.querySelector('input')?.focus()
  }
  const walk = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && text.value !== '') {
      event.stopPropagation()
      leave()
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    event.preventDefault()
    const stops = [...box.current!.querySelectorAll<HTMLElement>('input, li button')]
    const at = stops.indexOf(document.activeElement as HTMLElement)
    stops[Math.min(stops.length - 1, Math.max(0, at + (event.key === 'ArrowDown' ? 1 : -1)))]?.focus()
  }
  return (
    <search
      class="finder"
      ref={box}
      onKeyDown={walk}
      onFocusOut={(e) => !box.current!.contains(e.relatedTarget as Node) && leave()}
    >
      <Icon name="search" size={16} />
      <input
        type="search"
        aria-label={props.label}
        placeholder={props.label}
        value={text.value}
        onInput={(e) => {
          text.value = e.currentTarget.value
        }}
        onKeyDown={(e) => {
          const first = found.value?.[0]
          if (e.key !== 'Enter' || first === undefined) return
          e.preventDefault()
          take(first)
        }}
      />
      {found.value !== null && (
        <ul>
          {found.value.map((one) => (
            <li key={props.keyOf(one)}>
              <button type="button" onClick={() => take(one)}>
                {props.draw(one)}
              </button>
            </li>
          ))}
          {found.value.length === 0 && <li class="none">{t('none', { q: asked })}</li>}
        </ul>
      )}
    </search>
  )
}

/** Something chosen, and the cross that takes it away. */
function Taken({ name, onDrop, children }: { name: string; onDrop: () => void; children: ComponentChildren }) {
  return (
    <li class="taken">
      {children}
      <button type="button" aria-label={t('remove', { name })} onClick={onDrop}>
        <Icon name="close" size={14} />
      </button>
    </li>
  )
}

function findCategories(query: string, sensitive: boolean) {
  const wanted = query.toLowerCase()
  const rank = (name: string) => (name.startsWith(wanted) ? 0 : name.includes(wanted) ? 1 : 2)
  return allCategories()
    .filter((c) => sensitive || c.sensitive !== true)
    .map((c) => ({
      id: c.id,
      rank: Math.min(
        rank(c.zh.toLowerCase()),
        rank(c.en.toLowerCase()),
        c.seeds.some((seed) => seed.toLowerCase().startsWith(wanted)) ? 1.5 : 2,
      ),
    }))
    .filter((c) => c.rank < 2)
    .sort((a, b) => a.rank - b.rank || a.id.length - b.id.length)
}

/** Categories of our tree. Sensitive ones are for pages only and are left out unless asked for: nobody is targeted by them. */
export function CategoryPick(props: {
  label?: string
  value: readonly string[]
  most?: number
  sensitive?: boolean
  onChange: (ids: string[]) => void
}) {
  const { value, most = 50, sensitive = false } = props
  return (
    <div class="picks">
      <ul class="takens">
        {value.map((id) => (
          <Taken key={id} name={inLang(categoryLabel(id))} onDrop={() => props.onChange(value.filter((v) => v !== id))}>
            {inLang(categoryLabel(id))}
          </Taken>
        ))}
      </ul>
      {value.length < most && (
        <Finder
          label={props.label ?? t('category')}
          find={async (query) => findCategories(query, sensitive).filter((c) => !value.includes(c.id))}
          keyOf={(c) => c.id}
          draw={(c) => <span>{categoryPath(c.id).map(inLang).join(' › ')}</span>}
          onTake={(c) => props.onChange(most === 1 ? [c.id] : [...value, c.id])}
        />
      )}
    </div>
  )
}

/** Looks goods up by name or number. @throws ApiProblem */
export async function findGoods(query: string): Promise<readonly Goods[]> {
  const { items } = await api<{ items: Goods[] }>(
    'GET',
    `/v1/console/products?limit=12&query=${encodeURIComponent(query)}`,
  )
  return items.filter((p) => p.state === 'active')
}

function Line({ goods }: { goods: Goods }) {
  const { available } = goods.stock
  return (
    <>
      <Pic src={goods.picture} size={32} />
      <span class="grow">{inLang(goods.title)}</span>
      <small class={available > 0 ? undefined : 'isout'}>
        {available > 0 ? t('left', { n: available }) : t('out')}
        {' · '}
        {money(goods.price)}
      </small>
    </>
  )
}

/** Goods of the shop, each with its picture and what is left of it. */
export function GoodsPick(props: { value: readonly Goods[]; most?: number; onChange: (goods: Goods[]) => void }) {
  const { value, most = 500 } = props
  return (
    <div class="picks">
      <ul class="takens lines">
        {value.map((goods) => (
          <Taken
            key={goods.sku}
            name={inLang(goods.title)}
            onDrop={() => props.onChange(value.filter((v) => v.sku !== goods.sku))}
          >
            <Line goods={goods} />
          </Taken>
        ))}
      </ul>
      {value.length < most && (
        <Finder
          label={t('product')}
          find={async (query) => (await findGoods(query)).filter((g) => !value.some((v) => v.sku === g.sku))}
          keyOf={(g) => g.sku}
          draw={(g) => <Line goods={g} />}
          onTake={(g) => props.onChange([...value, g])}
        />
      )}
    </div>
  )
}
