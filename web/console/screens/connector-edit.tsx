import { useSignal } from '@preact/signals'
import { api } from '../../kit/api.ts'
import { Choice, Field, Note, Sheet, showFirstFault, useAction } from '../../kit/parts.tsx'
import { words } from '../../kit/words.ts'
import type { Connector, TokenAuth } from './connector-data.ts'
import { Copy } from './shop-kit.tsx'

const t = words({
  add: { zh: '加一个连接器', en: 'Add a connector' },
  editTitle: { zh: '改“{name}”', en: 'Edit {name}' },
  id: { zh: '代号', en: 'Short name' },
  idHint: {
    zh: '小写字母开头，出现在回跳地址里，以后不能改',
    en: 'Small letters; stands in the redirect address and stays',
  },
  idBad: { zh: '用小写字母、数字和短横，字母开头。', en: 'Small letters, digits and dashes, a letter first.' },
  zhName: { zh: '中文名', en: 'Chinese name' },
  enName: { zh: '英文名', en: 'English name' },
  issuer: { zh: '签发者', en: 'Issuer' },
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
  redirect: { zh: '回跳地址，一字不差登记到对方平台', en: 'Redirect address: register it there, letter for letter' },
  idTaken: { zh: '这个代号已经有了，换一个。', en: 'There is one by this name already; choose another.' },
  redirectHint: {
    zh: '先拿它到对方平台登记，对方给你登记号和密钥，再填下面。',
    en: 'Register it with the platform first; it gives you the client id and secret for below.',
  },
})

const SHORT_NAME = /^[a-z][a-z0-9-]{0,30}$/

/** A short name that is free, so that the redirect address stands there from the first moment. */
function freeName(taken: readonly string[]): string {
  let name = 'account'
  for (let n = 2; taken.includes(name); n++) name = `account-${n}`
  return name
}

const formOf = (one: Connector | null, taken: readonly string[]) => ({
  id: one?.connector ?? freeName(taken),
  zh: one?.names?.zh ?? one?.name ?? '',
  en: one?.names?.en ?? one?.name ?? '',
  issuer: one?.issuer ?? '',
  clientId: one?.clientId ?? '',
  secret: '',
  tokenAuth: one?.tokenAuth ?? ('client_secret_basic' as TokenAuth),
  source: one?.source ?? '',
})

/** Adds a kind of account or changes one. The redirect address comes first: the platform asks for it before it gives a client id. */
export function EditConnector(props: {
  one: Connector | null
  /** Short names that are in use. */
  taken: readonly string[]
  /** With `{connector}` where the short name goes. */
  redirectUri: string
  onClose: () => void
  onSaved: () => void
}) {
  const { one } = props
  const form = useSignal(formOf(one, props.taken))
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
    if (!SHORT_NAME.test(f.id)) gaps.id = t('idBad')
    else if (one === null && props.taken.includes(f.id)) gaps.id = t('idTaken')
    wrong.value = gaps
    if (Object.keys(gaps).length > 0) return showFirstFault()
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
    if (field === 'issuer' || field === 'source' || field === 'id') {
      wrong.value = { [field]: trouble.value!.title }
      trouble.value = null
      showFirstFault()
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
      {...(key === 'source' ? { optional: true } : {})}
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
        <div class="redirect">
          <b>{t('redirect')}</b>
          <Copy text={props.redirectUri.replace('{connector}', form.value.id || '…')} label={t('redirect')} />
          <small class="hint">{t('redirectHint')}</small>
        </div>
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
