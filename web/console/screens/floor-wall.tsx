import { useSignal } from '@preact/signals'
import { STATE_NAMES } from '../../../src/orders/state.ts'
import { api } from '../../kit/api.ts'
import { Chip, Note, Sheet, useAction } from '../../kit/parts.tsx'
import { ORDER_KIND } from '../../kit/states.ts'
import { when } from '../../kit/time.ts'
import { words } from '../../kit/words.ts'
import { HOME } from '../session.ts'
import { stateWord } from '../state-word.ts'
import type { PutWall } from './floor-data.ts'

const t = words({
  title: { zh: '播种墙和周转箱', en: 'Put wall and totes' },
  how: {
    zh: '打包或放回货位后，格子自己空出来。只有货已经拿走、格子还占着，才要清空。',
    en: 'A place is free by itself once its goods are packed or put back. Clear one only when its goods are gone and it is still taken.',
  },
  none: { zh: '都空着。', en: 'All of them are free.' },
  since: { zh: '{when} 起', en: 'since {when}' },
  pieces: { zh: '到了 {n} 件', en: '{n} {n|piece|pieces} in' },
  piece: { zh: '到了 1 件', en: '1 piece in' },
  missing: { zh: '还差 {n} 件', en: '{n} to come' },
  clear: { zh: '清空', en: 'Clear' },
  sure: { zh: '货拿走了，清空', en: 'Goods are gone: clear' },
  cleared: { zh: '{code} 空出来了', en: '{code} is free' },
})

type Place = PutWall['items'][number]

/** What each cell and tote holds, and clearing one that stayed taken. */
export function WallSheet(props: { wall: PutWall; onClose: () => void; onDone: (said: string) => void }) {
  const { items } = props.wall
  return (
    <Sheet title={t('title')} onClose={props.onClose}>
      <p class="t2 lead">{items.length === 0 ? t('none') : t('how')}</p>
      <ul class="wallplaces">
        {items.map((place) => (
          <PlaceRow key={place.code} place={place} onDone={props.onDone} />
        ))}
      </ul>
    </Sheet>
  )
}

function PlaceRow({ place, onDone }: { place: Place; onDone: (said: string) => void }) {
  const isAsked = useSignal(false)
  const { busy, trouble, run } = useAction()
  const press = () => {
    // The first press asks: a place that is cleared by mistake leaves a packer looking for its goods.
    if (!isAsked.value) {
      isAsked.value = true
      return
    }
    void run(async () => {
      await api('POST', `/v1/console/put-wall/${place.code}/clear`)
      onDone(t('cleared', { code: place.code }))
    })
  }
  return (
    <li>
      <b class="mono">{place.code}</b>
      <div>
        <a class="mono" href={`${HOME}/orders/${place.orderId}`}>
          #{place.orderNumber}
        </a>{' '}
        <Chip kind={ORDER_KIND[place.orderState]}>{stateWord(STATE_NAMES[place.orderState])}</Chip>
        <small>
          {[
            place.picked === 1 ? t('piece') : t('pieces', { n: place.picked }),
            ...(place.missing > 0 ? [t('missing', { n: place.missing })] : []),
            t('since', { when: when(place.since) }),
          ].join(' · ')}
        </small>
        <Note trouble={trouble.value} />
      </div>
      <button type="button" class={`btn small ${isAsked.value ? '' : 'quiet'}`} aria-busy={busy.value} onClick={press}>
        {t(isAsked.value ? 'sure' : 'clear')}
      </button>
    </li>
  )
}
