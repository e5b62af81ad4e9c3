import { useEffect } from 'preact/hooks'
import { Icon } from '../kit/icons.tsx'
import type { Trouble } from '../kit/parts.tsx'
import { HOME } from './shop-state.ts'
import { t } from './words.ts'

/** Two boards, boxes, and the one that is not there; the server's page for a wrong address draws the same. */
function Shelf() {
  return (
    <svg viewBox="0 0 160 104" width="160" height="104" aria-hidden="true">
      <path class="rack" d="M10 4v96M150 4v96M10 50h140M10 94h140" />
      <path class="box" d="M22 24h24v24H22zM52 30h22v18H52zM116 20h24v28h-24zM24 66h30v26H24zM112 72h26v20h-26z" />
      <path class="gap" d="M70 64h28v28H70z" />
    </svg>
  )
}

/** What an address led to is not here: what happened, what to do, and the way on. `home` null: there is no shop to go back to. */
export function Lost(props: { title?: string; next?: string; home?: string | null }) {
  const title = props.title ?? t('lost')
  const home = props.home === undefined ? `${HOME}/` : props.home
  useEffect(() => {
    document.title = title
  }, [title])
  return (
    <div class="lost">
      <Shelf />
      <h1>{title}</h1>
      <p>{props.next ?? t('lostNext')}</p>
      <a class="btn next wide" href={home ?? '/'}>
        {t(home === null ? 'toStart' : 'toGoods')}
      </a>
    </div>
  )
}

/** A page that could not be had: not there at all, or not now; then it may be asked for again. */
export function Failed({ trouble, again }: { trouble: Trouble | null; again: () => void }) {
  if (trouble === null) return null
  if (/\/(not-found|unknown|no-such-product)$/.test(trouble.code))
    // A SKU is the merchant's word; whoever shops is told of the goods.
    return trouble.code === 'catalog/no-such-product' ? (
      <Lost title={t('noProduct')} next={t('noProductNext')} />
    ) : (
      <Lost title={trouble.title} next={trouble.next} />
    )
  return (
    <div class="lost" role="alert">
      <Icon name={trouble.code === 'network' ? 'plug' : 'clock'} size={40} />
      <h1>{trouble.title}</h1>
      {trouble.next && <p>{trouble.next}</p>}
      <button type="button" class="btn next wide" onClick={again}>
        {t('again')}
      </button>
    </div>
  )
}
