import { useSignal } from '@preact/signals'
import { api } from '../../kit/api.ts'
import { Icon, Shape } from '../../kit/icons.tsx'
import { Chip, Empty, Note, type Trouble, useAction } from '../../kit/parts.tsx'
import { day, number, when } from '../../kit/time.ts'
import { words } from '../../kit/words.ts'
import { type Connector, type Held, type Stream, testAdvice } from './connector-data.ts'
import { EditConnector } from './connector-edit.tsx'
import { Register } from './connector-register.tsx'
import { RemoveConnector } from './connector-remove.tsx'
import { useLoad, Waiting } from './shop-kit.tsx'

const t = words({
  title: { zh: '连接器', en: 'Connectors' },
  fact: {
    zh: '别家的账号在这里登录，用户同意的内容从这里读。',
    en: 'Accounts of other platforms sign in here; what people agree to is read here.',
  },
  add: { zh: '加一个连接器', en: 'Add a connector' },
  none: {
    zh: '还没有连接器。到对方平台登记你的店，把登记号填进来，用户就能用那里的账号登录。',
    en: 'No connector yet. Register your shop with a platform and enter its client id here; shoppers can then sign in.',
  },
  issuer: { zh: '签发者', en: 'Issuer' },
  lastRead: { zh: '上次读取', en: 'Last read' },
  lastFailure: { zh: '上次登录失败', en: 'Last failed sign-in' },
  never: { zh: '还没读过', en: 'Never' },
  streams: { zh: '能读什么', en: 'What can be read' },
  noStreams: { zh: '只登录，什么也不读', en: 'Sign-in only, nothing is read' },
  terms: { zh: '条款怎么说', en: 'What its terms say' },
  reviewed: { zh: '{day} 读过的条款', en: 'Terms as read on {day}' },
  accounts: {
    zh: '{n} 个账号，存 {facts} 条，留 {days} 天',
    en: '{n} {n|account|accounts}, {facts} {facts|fact|facts} held, kept {days} {days|day|days}',
  },
  healthy: { zh: '正常', en: 'Healthy' },
  failing: { zh: '{n} 个读不动', en: '{n} failing' },
  quiet: { zh: '还没人用', en: 'Not used yet' },
  offersYes: { zh: '可用来选广告', en: 'May shape offers' },
  offersNo: { zh: '不许用来选广告', en: 'Never for offers' },
  test: { zh: '试一试', en: 'Test' },
  testing: { zh: '正在问对方…', en: 'Asking it…' },
  tested: {
    zh: '通了：{issuer} 有回应，两边的钟对得上。',
    en: 'It works: {issuer} answers, and the clocks agree.',
  },
  testedClient: { zh: '登记号和密钥都对。', en: 'Client id and secret are right.' },
  testedRedirect: { zh: '回跳地址也登记好了。', en: 'The redirect address is registered too.' },
  untestedRedirect: {
    zh: '回跳地址要有人登录才看得出来：自己登录一次试试。',
    en: 'Whether the redirect address is registered shows only when somebody signs in: try it yourself.',
  },
  testedTyped: {
    zh: '不用试：有人填了服务器才知道是哪一台',
    en: 'Nothing to test: which server it is, is known when somebody types it',
  },
  remove: { zh: '删掉', en: 'Remove' },
  fixed: { zh: '写在 tuidan.json 里', en: 'Stands in tuidan.json' },
  left: { zh: '已经没有设置', en: 'Not set up any more' },
  leftFact: {
    zh: '还剩 {n} 个账号和从那里读来的 {facts} 条。没有人能再用它登录；删掉，或用同一个代号再加一次。',
    en: '{n} {n|account|accounts} and {facts} {facts|fact|facts} are left. Nobody signs in with it; remove it, or add it again by the same short name.',
  },
  edit: { zh: '改', en: 'Edit' },
})

/** Kinds of account: a card each with what it gives, what its terms forbid, how reading goes, and a test. */
export function Connectors() {
  const { data, trouble, again } = useLoad<{ items: Connector[]; left: Held[]; redirectUri: string }>(
    '/v1/console/connectors',
  )
  const edited = useSignal<Connector | 'new' | null>(null)
  const leaving = useSignal<Held | null>(null)
  const items = data.value?.items
  const left = data.value?.left ?? []
  return (
    <div class="leaf">
      <header class="head">
        <h1>{t('title')}</h1>
        <p class="fact">{t('fact')}</p>
        <button
          type="button"
          class="btn push"
          onClick={() => {
            edited.value = 'new'
          }}
        >
          <Icon name="plus" size={18} />
          {t('add')}
        </button>
      </header>
      <Note trouble={trouble.value} />
      {items === undefined && trouble.value === null && <Waiting rows={3} />}
      {items?.length === 0 && left.length === 0 && (
        <section class="card">
          <Empty icon="plug" text={t('none')} />
        </section>
      )}
      <div class="cards">
        {items?.map((one) => (
          <Card
            key={one.connector}
            one={one}
            onEdit={() => {
              edited.value = one
            }}
            onRemove={() => {
              leaving.value = one
            }}
          />
        ))}
        {left.map((one) => (
          <LeftCard
            key={one.connector}
            one={one}
            onRemove={() => {
              leaving.value = one
            }}
          />
        ))}
      </div>
      {edited.value !== null && (
        <EditConnector
          one={edited.value === 'new' ? null : edited.value}
          taken={items?.map((one) => one.connector) ?? []}
          redirectUri={data.value?.redirectUri ?? ''}
          onClose={() => {
            edited.value = null
          }}
          onSaved={() => {
            edited.value = null
            again()
          }}
        />
      )}
      {leaving.value !== null && (
        <RemoveConnector
          one={leaving.value}
          isLeft={left.includes(leaving.value)}
          onRemoved={again}
          onClose={() => {
            leaving.value = null
          }}
        />
      )}
    </div>
  )
}

/** A kind of account that was taken out of tuidan.json, with what still hangs on it. */
function LeftCard({ one, onRemove }: { one: Held; onRemove: () => void }) {
  return (
    <section class="card connector">
      <header>
        <h2>{one.name}</h2>
        <Chip kind="off">{t('left')}</Chip>
        <span class="push buttons">
          <button type="button" class="btn small" onClick={onRemove}>
            {t('remove')}
          </button>
        </span>
      </header>
      <p>{t('leftFact', { n: number(one.holds.accounts), facts: number(one.holds.facts) })}</p>
    </section>
  )
}

function Health({ streams }: { streams: readonly Stream[] }) {
  const failing = streams.reduce((n, s) => n + s.failing, 0)
  if (failing > 0) return <Chip kind="wrong">{t('failing', { n: failing })}</Chip>
  const isUsed = streams.some((s) => s.accounts > 0)
  return <Chip kind={isUsed ? 'right' : 'idle'}>{t(isUsed ? 'healthy' : 'quiet')}</Chip>
}

/** What a test says: what of the registration was seen to be right, or what is wrong. */
interface TestResult {
  readonly ok: boolean
  readonly issuer?: string | null
  readonly checked?: readonly ('client' | 'redirect' | 'clock')[]
  readonly problem?: Trouble & { readonly code?: string }
}

function Card({ one, onEdit, onRemove }: { one: Connector; onEdit: () => void; onRemove: () => void }) {
  const answer = useSignal<string | null>(null)
  const problem = useSignal<Trouble | null>(null)
  const { busy, trouble, run } = useAction()
  const last = one.streams.map((s) => s.lastReadAt).reduce((a, b) => ((b ?? '') > (a ?? '') ? b : a), null)
  const test = () =>
    run(async () => {
      answer.value = problem.value = null
      const said = await api<TestResult>('POST', `/v1/console/connectors/${one.connector}/test`)
      if (said.ok)
        answer.value =
          said.issuer == null
            ? t('testedTyped')
            : [
                t('tested', { issuer: said.issuer }),
                said.checked?.includes('client') && t('testedClient'),
                t(said.checked?.includes('redirect') ? 'testedRedirect' : 'untestedRedirect'),
              ]
                .filter((line) => typeof line === 'string')
                .join(' ')
      else
        problem.value =
          said.problem === undefined
            ? null
            : { ...said.problem, next: testAdvice(said.problem.code) ?? said.problem.next }
    })
  return (
    <section class="card connector">
      <header>
        <h2>{one.name}</h2>
        <Health streams={one.streams} />
        <span class="push buttons">
          {one.isFixed ? (
            <small class="muted">{t('fixed')}</small>
          ) : (
            <>
              <button type="button" class="btn small" onClick={onRemove}>
                {t('remove')}
              </button>
              <button type="button" class="btn small" onClick={onEdit}>
                {t('edit')}
              </button>
            </>
          )}
          <button type="button" class="btn small" aria-busy={busy.value} onClick={() => void test()}>
            {t(busy.value ? 'testing' : 'test')}
          </button>
        </span>
      </header>
      {answer.value !== null && (
        <p role="status">
          <Chip kind="right">{answer.value}</Chip>
        </p>
      )}
      <Note trouble={problem.value ?? trouble.value} />
      <dl class="pairs">
        {one.issuer !== '' && (
          <>
            <dt>{t('issuer')}</dt>
            <dd class="mono">{one.issuer}</dd>
          </>
        )}
        <dt>{t('lastRead')}</dt>
        <dd>{last === null ? t('never') : when(last)}</dd>
        {one.lastFailure !== null && (
          <>
            <dt>{t('lastFailure')}</dt>
            <dd>
              <Shape kind="wrong" /> {when(one.lastFailure.at)} {one.lastFailure.title}{' '}
              <span class="mono muted">{one.lastFailure.code}</span>
            </dd>
          </>
        )}
        <dt>{t('streams')}</dt>
        <dd>
          {one.streams.length === 0 ? t('noStreams') : one.streams.map((s) => <StreamLine key={s.stream} stream={s} />)}
        </dd>
        <dt>{t('terms')}</dt>
        <dd>
          {one.terms.note}
          <br />
          <a href={one.terms.docs} target="_blank" rel="noreferrer">
            {t('reviewed', { day: day(one.terms.reviewed) })}
          </a>
        </dd>
      </dl>
      {!one.isTyped && <Register redirectUri={one.redirectUri} calls={one.calls} />}
    </section>
  )
}

function StreamLine({ stream: s }: { stream: Stream }) {
  return (
    <span class="stream">
      <b>{s.title}</b>
      <Chip kind={s.reachesOffers ? 'right' : 'off'}>{t(s.reachesOffers ? 'offersYes' : 'offersNo')}</Chip>
      <small>{t('accounts', { n: number(s.accounts), facts: number(s.facts), days: s.retentionDays })}</small>
    </span>
  )
}
