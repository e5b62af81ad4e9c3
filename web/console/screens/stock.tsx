import type { ComponentChildren } from 'preact'
import type { Role } from '../../../src/staff/staff.ts'
import { words } from '../../kit/words.ts'
import { canDo, HOME } from '../session.ts'
import { Bins } from './stock-bins.tsx'
import { ImportGoods } from './stock-import.tsx'
import { Products } from './stock-products.tsx'
import { ReceiveGoods } from './stock-receive.tsx'

const t = words({
  title: { zh: '库存和货位', en: 'Stock and bins' },
  products: { zh: '商品', en: 'Products' },
  receive: { zh: '收货', en: 'Receive' },
  bins: { zh: '货位', en: 'Bins' },
  import: { zh: '导入', en: 'Import' },
  parts: { zh: '库存的各部分', en: 'Parts of stock' },
})

const PARTS = [
  { at: '', name: 'products', roles: ['marketer', 'supervisor'] },
  { at: 'receive', name: 'receive', roles: ['supervisor', 'receiver'] },
  { at: 'bins', name: 'bins', roles: ['supervisor'] },
  { at: 'import', name: 'import', roles: ['marketer'] },
] as const satisfies readonly { at: string; name: string; roles: readonly Role[] }[]

/** Goods, what of them is there, where they lie, and how they come in. */
export function Stock({ rest }: { rest: string }) {
  const parts = PARTS.filter((p) => canDo(...p.roles))
  const now = parts.find((p) => p.at === rest.split('/')[0]) ?? parts[0]
  const head = (extra?: ComponentChildren) => (
    <header class="head">
      <h1>{t('title')}</h1>
      <nav class="tabs" aria-label={t('parts')}>
        {parts.map((p) => (
          <a
            key={p.at}
            href={`${HOME}/stock${p.at === '' ? '' : `/${p.at}`}`}
            aria-current={p === now ? 'page' : undefined}
          >
            {t(p.name)}
          </a>
        ))}
      </nav>
      {extra}
    </header>
  )
  if (now?.at === 'receive') return <ReceiveGoods head={head} />
  if (now?.at === 'bins') return <Bins head={head} />
  if (now?.at === 'import') return <ImportGoods head={head} />
  return <Products head={head} />
}

/** The head of the screen with what one of its parts puts beside the tabs. */
export type Head = (extra?: ComponentChildren) => ComponentChildren
