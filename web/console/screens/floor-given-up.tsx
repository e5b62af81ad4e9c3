import { useSignal } from '@preact/signals'
import type { Text } from '../../../src/base/i18n.ts'
import { api } from '../../kit/api.ts'
import { Shape } from '../../kit/icons.tsx'
import { Note, useAction } from '../../kit/parts.tsx'
import { number, when } from '../../kit/time.ts'
import { inLang, words } from '../../kit/words.ts'
import { canDo, HOME } from '../session.ts'
import { Ask, useLoad } from './shop-kit.tsx'

const t = words({
  title: { zh: '放弃了的活', en: 'Given up' },
  what: {
    zh: '程序试过好几次没做成，停下了。修好原因再试，或者放手。30 天后自己清掉。',
    en: 'Tried several times without success, then stopped. Mend the cause and try again, or let it go. Cleared after 30 days.',
  },
  order: { zh: '订单 #{number}', en: 'Order #{number}' },
  person: { zh: '用户 {key}', en: 'Person {key}' },
  worker: { zh: '{name}的手机', en: '{name}’s phone' },
  again: { zh: '再试一次', en: 'Try again' },
  trying: { zh: '正在安排…', en: 'Planning…' },
  letGo: { zh: '放手', en: 'Let go' },
  letGoTitle: { zh: '放手“{what}”', en: 'Let go: {what}' },
  letGoWhat: {
    zh: '不会再试，也不能撤销。是你放的手，会记下来。',
    en: 'It is not tried again, and this cannot be undone. That it was you is kept.',
  },
  letGoYes: { zh: '放手', en: 'Let it go' },
  more: { zh: '还有 {n} 件更早的', en: '{n} older {n|one|ones}' },
})

const KINDS: Readonly<Record<string, Text>> = {
  'push.deliver': { zh: '发通知', en: 'Sending a notification' },
  'source.read': { zh: '读用户同意的内容', en: 'Reading what a person agreed to' },
  'source.expire': { zh: '删到期的内容', en: 'Deleting what is over its time' },
  'account.revoke': { zh: '把令牌还给对方', en: 'Taking a token back' },
  'connector.end': { zh: '给删掉的连接器收尾', en: 'Ending a removed connector' },
  'catalog.import': { zh: '导入商品', en: 'Importing products' },
  'order.hold-expired': { zh: '放回没付款的货', en: 'Freeing unpaid stock' },
  'task.offer-expired': { zh: '收回没人接的活', en: 'Taking back an unanswered task' },
  'task.lease': { zh: '看接了的活还有没有人做', en: 'Checking on an accepted task' },
  tidy: { zh: '每天的清理', en: 'The daily tidying' },
}

interface Item {
  readonly id: string
  readonly kind: string
  readonly since: string
  readonly order: { readonly id: string; readonly number: string } | null
  readonly personId: string | null
  readonly worker: string | null
  readonly filename: string | null
  readonly error: { readonly code: string; readonly title: string }
}

const nameOf = (one: Item): string => inLang(KINDS[one.kind] ?? { zh: one.kind, en: one.kind })

/** Work that the program gave up, for whoever may have it tried again or let it go; nothing when there is none. */
export function GivenUp() {
  if (!canDo('supervisor')) return null
  return <Panel />
}

function Panel() {
  const { data, trouble, again } = useLoad<{ items: Item[]; count: number }>('/v1/console/given-up')
  const leaving = useSignal<Item | null>(null)
  const found = data.value
  if (trouble.value !== null) return <Note trouble={trouble.value} />
  if (found === null || found.count === 0) return null
  const rest = found.count - found.items.length
  return (
    <details class="card givenup">
      <summary>
        <Shape kind="held" />
        <b>{t('title')}</b>
        <span class="num">{number(found.count)}</span>
      </summary>
      <p class="t2">{t('what')}</p>
      <ul>
        {found.items.map((one) => (
          <Row key={one.id} one={one} onAgain={again} onLetGo={() => (leaving.value = one)} />
        ))}
      </ul>
      {rest > 0 && <p class="t2">{t('more', { n: number(rest) })}</p>}
      {leaving.value !== null && <LetGo one={leaving.value} onDone={again} onClose={() => (leaving.value = null)} />}
    </details>
  )
}

function Row({ one, onAgain, onLetGo }: { one: Item; onAgain: () => void; onLetGo: () => void }) {
  const { busy, trouble, run } = useAction()
  return (
    <li>
      <div>
        <b>{nameOf(one)}</b> <About one={one} />
        <p>
          {one.error.title} <span class="mono muted">{one.error.code}</span>
        </p>
        <Note trouble={trouble.value} />
      </div>
      <time dateTime={one.since}>{when(one.since)}</time>
      <span class="buttons">
        <button
          type="button"
          class="btn small"
          aria-busy={busy.value}
          onClick={async () => {
            if (await run(() => api('POST', `/v1/console/given-up/${one.id}/again`))) onAgain()
          }}
        >
          {t(busy.value ? 'trying' : 'again')}
        </button>
        <button type="button" class="btn small quiet" onClick={onLetGo}>
          {t('letGo')}
        </button>
      </span>
    </li>
  )
}

/** Which order, person, phone or file it was about. */
function About({ one }: { one: Item }) {
  if (one.order !== null)
    return <a href={`${HOME}/orders/${one.order.id}`}>{t('order', { number: one.order.number })}</a>
  if (one.personId !== null) return <span class="mono muted">{t('person', { key: one.personId.slice(-8) })}</span>
  if (one.worker !== null) return <span class="muted">{t('worker', { name: one.worker })}</span>
  return one.filename === null ? null : <span class="muted">{one.filename}</span>
}

function LetGo({ one, onDone, onClose }: { one: Item; onDone: () => void; onClose: () => void }) {
  return (
    <Ask
      title={t('letGoTitle', { what: nameOf(one) })}
      yes={t('letGoYes')}
      onClose={onClose}
      onYes={async () => {
        await api('POST', `/v1/console/given-up/${one.id}/let-go`)
        onDone()
      }}
    >
      <p>{t('letGoWhat')}</p>
    </Ask>
  )
}
