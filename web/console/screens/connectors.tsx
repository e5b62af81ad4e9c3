import { useSignal } from '@preact/signals'
import { api } from '../../kit/api.ts'
import { Icon, Shape } from '../../kit/icons.tsx'
import { Chip, Choice, Empty, Field, Note, Sheet, type Trouble, useAction } from '../../kit/parts.tsx'
import { day, number, when } from '../../kit/time.ts'
import { words } from '../../kit/words.ts'
import { Copy, useLoad, Waiting } from './shop-kit.tsx'

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
    en: 'Accounts: {n}, facts held: {facts}, kept {days} days',
  },
  healthy: { zh: '正常', en: 'Healthy' },
  failing: { zh: '{n} 个读不动', en: '{n} failing' },
  quiet: { zh: '还没人用', en: 'Not used yet' },
  offersYes: { zh: '可用来选广告', en: 'May shape offers' },
  offersNo: { zh: '不许用来选广告', en: 'Never for offers' },
  redirect: { zh: '回跳地址，一字不差登记到对方平台', en: 'Redirect address: register it there, letter for letter' },
  test: { zh: '试一试', en: 'Test' },
  testing: { zh: '正在问对方…', en: 'Asking it…' },
  tested: { zh: '通了，对方自称 {issuer}', en: 'It answers and calls itself {issuer}' },
  testNext: {
    zh: '看签发者地址、登记号和对方是不是在线，再试一次。用户这会儿登录也会这样。',
    en: 'Check the issuer, the client id and whether it is up, then test again. Shoppers who sign in now see the same.',
  },
  edit: { zh: '改', en: 'Edit' },
  editTitle: { zh: '改“{name}”', en: 'Edit {name}' },
  id: { zh: '代号', en: 'Short name' },
  idHint: {
    zh: '小写字母开头，出现在回跳地址里，以后不能改',
    en: 'Small letters; stands in the redirect address and stays',
  },
  idBad: { zh: '用小写字母、数字和短横，字母开头。', en: 'Small letters, digits and dashes, a letter first.' },
  zhName: { zh: '中文名', en: 'Chinese name' },
  enName: { zh: '英文名', en: 'English name' },
  issuerHint: { zh: '对方的 https 地址，到主机名为止', en: 'Its https address, usually just the host' },
  clientId: { zh: '登记号（client id）', en: 'Client id' },
  secret: { zh: '密钥（client secret）', en: 'Client secret' },
  secretKept: { zh: '存着，谁也看不到。留空就不换。', en: 'Kept and shown to nobody. Empty: it stays.' },
  secretNew: { zh: '存进去就再也不显示', en: 'Never shown again after saving' },
  auth: { zh: '怎么出示密钥', en: 'How the secret is shown' },
  basic: { zh: '放在请求头（basic）', en: 'In a header (basic)' },
  post: { zh: '放在内容里（post）', en: 'In the body (post)' },
  noneAuth: { zh: '没有密钥，只用 PKCE', en: 'No secret, PKCE only' },
  source: { zh: '开放数据地址', en: 'Open data address' },
  sourceHint: { zh: '留空就只登录，什么也不读', en: 'Empty: sign-in only, nothing is read' },
  save: { zh: '保存连接器', en: 'Save connector' },
  needed: { zh: '这一项要填。', en: 'This is needed.' },
})

interface Stream {
  readonly stream: string
  readonly title: string
  readonly reachesOffers: boolean
  readonly retentionDays: number
  readonly accounts: number
  readonly facts: number
  readonly failing: number
  readonly problem: string | null
  readonly lastReadAt: string | null
}
type TokenAuth = 'client_secret_basic' | 'client_secret_post' | 'none'
interface Connector {
  readonly connector: string
  readonly kind: string
  readonly name: string
  readonly names?: { readonly zh: string; readonly en: string }
  readonly issuer: string
  readonly clientId: string
  readonly tokenAuth: TokenAuth
  readonly redirectUri: string
  readonly source: string | null
  readonly lastFailure: { readonly code: string; readonly title: string; readonly at: string } | null
  readonly terms: { readonly docs: string; readonly reviewed: string; readonly note: string }
  readonly streams: readonly Stream[]
}

/** Kinds of account: a card each with what it gives, what its terms forbid, how reading goes, and a test. */
export function Connectors() {
  const { data, trouble, again } = useLoad<{ items: Connector[] }>('/v1/console/connectors')
  const edited = useSignal<Connector | 'new' | null>(null)
  const items = data.value?.items
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
      {items?.length === 0 && (
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
          />
        ))}
      </div>
      {edited.value !== null && (
        <Edit
          one={edited.value === 'new' ? null : edited.value}
          onClose={() => {
            edited.value = null
          }}
          onSaved={() => {
            edited.value = null
            again()
          }}
        />
      )}
    </div>
  )
}

function Health({ streams }: { streams: readonly Stream[] }) {
  const failing = streams.reduce((n, s) => n + s.failing, 0)
  if (failing > 0) return <Chip kind="wrong">{t('failing', { n: failing })}</Chip>
  const isUsed = streams.some((s) => s.accounts > 0)
  return <Chip kind={isUsed ? 'right' : 'idle'}>{t(isUsed ? 'healthy' : 'quiet')}</Chip>
}

function Card({ one, onEdit }: { one: Connector; onEdit: () => void }) {
  const answer = useSignal<string | null>(null)
  const problem = useSignal<Trouble | null>(null)
  const { busy, trouble, run } = useAction()
  const last = one.streams.map((s) => s.lastReadAt).reduce((a, b) => ((b ?? '') > (a ?? '') ? b : a), null)
  const test = () =>
    run(async () => {
      answer.value = problem.value = null
      const said = await api<{ ok: boolean; issuer?: string; problem?: Trouble }>(
        'POST',
        `/v1/console/connectors/${one.connector}/test`,
      )
      if (said.ok) answer.value = t('tested', { issuer: said.issuer ?? one.issuer })
      else problem.value = said.problem === undefined ? null : { ...said.problem, next: t('testNext') }
    })
  return (
    <section class="card connector">
      <header>
        <h2>{one.name}</h2>
        <Health streams={one.streams} />
        <span class="push buttons">
          <button type="button" class="btn small" onClick={onEdit}>
            {t('edit')}
          </button>
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
        <dt>{t('issuer')}</dt>
        <dd class="mono">{one.issuer}</dd>
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
          {one.terms.note}{' '}
          <a href={one.terms.docs} target="_blank" rel="noreferrer">
            {t('reviewed', { day: day(one.terms.reviewed) })}
          </a>
        </dd>
      </dl>
      <div>
        <span class="label">{t('redirect')}</span>
        <Copy text={one.redirectUri} label={t('redirect')} />
      </div>
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

function Edit(props: { one: Connector | null; onClose: () => void; onSaved: () => void }) {
  const { one } = props
  const form = useSignal({
    id: one?.connector ?? '',
    zh: one?.names?.zh ?? one?.name ?? '',
    en: one?.names?.en ?? one?.name ?? '',
    issuer: one?.issuer ?? '',
    clientId: one?.clientId ?? '',
    secret: '',
    tokenAuth: one?.tokenAuth ?? ('client_secret_basic' as TokenAuth),
    source: one?.source ?? '',
  })
  const wrong = useSignal<Readonly<Record<string, string>>>({})
  const { busy, trouble, run } = useAction()
  const set = (key: keyof typeof form.value) => (value: string) => {
    form.value = { ...form.value, [key]: value }
    wrong.value = { ...wrong.value, [key]: '' }
  }
  const save = async () => {
    const f = form.value
    const gaps: Record<string, string> = {}
    for (const key of ['zh', 'en', 'issuer', 'clientId'] as const) if (f[key].trim() === '') gaps[key] = t('needed')
    if (!/^[a-z][a-z0-9-]{0,30}$/.test(f.id)) gaps.id = t('idBad')
    wrong.value = gaps
    if (Object.keys(gaps).length > 0) return
    const done = await run(() =>
      api('PUT', `/v1/console/connectors/${f.id}`, {
        name: { zh: f.zh.trim(), en: f.en.trim() },
        issuer: f.issuer.trim(),
        clientId: f.clientId.trim(),
        ...(f.secret === '' ? {} : { clientSecret: f.secret }),
        tokenAuth: f.tokenAuth,
        source: f.source.trim() === '' ? null : f.source.trim(),
      }),
    )
    if (done) return props.onSaved()
    const field = trouble.value?.field
    if (field === 'issuer' || field === 'source') {
      wrong.value = { [field]: trouble.value!.title }
      trouble.value = null
    }
  }
  const field = (key: Exclude<keyof typeof form.value, 'tokenAuth'>, label: string, hint?: string) => (
    <Field
      label={label}
      name={key}
      value={form.value[key]}
      onInput={set(key)}
      error={wrong.value[key] || null}
      autocomplete="off"
      {...(hint === undefined ? {} : { hint })}
    />
  )
  return (
    <Sheet title={one === null ? t('add') : t('editTitle', { name: one.name })} onClose={props.onClose}>
      <form
        class="formed"
        onSubmit={(e) => {
          e.preventDefault()
          void save()
        }}
      >
        {one === null && field('id', t('id'), t('idHint'))}
        {field('zh', t('zhName'))}
        {field('en', t('enName'))}
        {field('issuer', t('issuer'), t('issuerHint'))}
        {field('clientId', t('clientId'))}
        <Choice
          label={t('auth')}
          value={form.value.tokenAuth}
          options={[
            { value: 'client_secret_basic', label: t('basic') },
            { value: 'client_secret_post', label: t('post') },
            { value: 'none', label: t('noneAuth') },
          ]}
          onChange={set('tokenAuth')}
        />
        {form.value.tokenAuth !== 'none' && field('secret', t('secret'), t(one === null ? 'secretNew' : 'secretKept'))}
        {field('source', t('source'), t('sourceHint'))}
        <Note trouble={trouble.value} />
        <button type="submit" class="btn ink" aria-busy={busy.value}>
          {t('save')}
        </button>
      </form>
    </Sheet>
  )
}
