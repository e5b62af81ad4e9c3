import { api } from '../../kit/api.ts'
import { number } from '../../kit/time.ts'
import { words } from '../../kit/words.ts'
import type { Held } from './connector-data.ts'
import { Ask } from './shop-kit.tsx'

const t = words({
  title: { zh: '删掉“{name}”', en: 'Remove {name}' },
  at: { zh: '马上：没有人能再用{name}登录。', en: 'At once: nobody signs in with {name} any more.' },
  atLeft: {
    zh: '“{name}”已经没有设置，没有人能再用它登录。',
    en: '{name} is not set up any more; nobody signs in with it.',
  },
  unused: { zh: '还没有人用过，没有别的会变。', en: 'Nobody has used it; nothing else changes.' },
  facts: {
    zh: '账号 {accounts} 个，从那里读来的 {facts} 条，都会删掉；授权收回，令牌还给对方。',
    en: '{accounts} {accounts|account|accounts} and what was read from there ({facts} {facts|fact|facts}) are deleted; consents end and tokens are taken back.',
  },
  factsLeft: {
    zh: '账号 {accounts} 个，从那里读来的 {facts} 条，都会删掉；授权收回。令牌在这里删掉，但还不到对方那里。',
    en: '{accounts} {accounts|account|accounts} and what was read from there ({facts} {facts|fact|facts}) are deleted; consents end. Tokens are deleted here but cannot be taken back at the platform.',
  },
  onlyWay: {
    zh: '其中 {n} 人没有别的登录办法：他们会退出，资料全部删除，和他们自己要求删除一样。',
    en: '{n} {n|person has|people have} no other way in: signed out, and all their data erased, as if they had asked for it.',
  },
  kept: {
    zh: '留下的：订单（法律要求）和同意、拒绝的回执，只带随机编号。不能撤销。',
    en: 'What stays: orders, as the law wants, and consent receipts, under a random number. This cannot be undone.',
  },
  yes: { zh: '删掉它', en: 'Remove it' },
})

/** Says what ends with a kind of account, and removes it when that is wanted. `isLeft`: it is not set up any more. */
export function RemoveConnector(props: { one: Held; isLeft: boolean; onRemoved: () => void; onClose: () => void }) {
  const { one, isLeft } = props
  const { accounts, facts, onlyWay } = one.holds
  return (
    <Ask
      title={t('title', { name: one.name })}
      yes={t('yes')}
      onClose={props.onClose}
      onYes={async () => {
        await api('DELETE', `/v1/console/connectors/${one.connector}?accounts=${accounts}`)
        props.onRemoved()
      }}
    >
      <p>{t(isLeft ? 'atLeft' : 'at', { name: one.name })}</p>
      {accounts === 0 ? (
        <p>{t('unused')}</p>
      ) : (
        <>
          <p>{t(isLeft ? 'factsLeft' : 'facts', { accounts: number(accounts), facts: number(facts) })}</p>
          {onlyWay > 0 && <p>{t('onlyWay', { n: number(onlyWay) })}</p>}
          <p class="muted">{t('kept')}</p>
        </>
      )}
    </Ask>
  )
}
