import { useSignal } from '@preact/signals'
import { api } from '../../kit/api.ts'
import { Choice, Field, Note, Sheet, showFirstFault, useAction } from '../../kit/parts.tsx'
import { words } from '../../kit/words.ts'
import type { Connector, TokenAuth } from './connector-data.ts'
import { type Kind, Kinds, type SetupView } from './connector-kinds.tsx'
import { idLabel, Register, secretLabel } from './connector-register.tsx'
import { useLoad } from './shop-kit.tsx'

const t = words({
  add: { zh: '加一个连接器', en: 'Add a connector' },
  addKind: { zh: '加“{name}”', en: 'Add {name}' },
  editTitle: { zh: '改“{name}”', en: 'Edit {name}' },
  other: { zh: '换一种账号', en: 'Another kind of account' },
  id: { zh: '代号', en: 'Short name' },
  idHint: {
    zh: '小写字母开头，出现在回跳地址里，以后不能改',
    en: 'Small letters; stands in the redirect address and stays',
  },
  idBad: { zh: '用小写字母、数字和短横，字母开头。', en: 'Small letters, digits and dashes, a letter first.' },
  zhName: { zh: '中文名', en: 'Chinese name' },
  enName: { zh: '英文名', en: 'English name' },
  issuer: { zh: '签发者', en: 'Issuer' },
  issuerHint: { zh: '对方的 https 地址，多半到主机名为止', en: 'Its https address, usually just the host' },
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
  idTaken: { zh: '这个代号已经有了，换一个。', en: 'There is one by this name already; choose another.' },
  redirectHint: {
    zh: '先到对方平台登记，再把那里给你的填到下面。',
    en: 'Register first; what the platform then gives you goes in below.',
  },
  typed: {
    zh: '不用登记：有人填了自己的服务器，本站会自己和那台服务器认识。',
    en: 'Nothing to register: when somebody types their server, this site makes itself known to it.',
  },
  unchecked: { zh: '试到哪一步：{what}', en: 'How far it was tried: {what}' },
  terms: { zh: '对方的条款', en: 'Its terms' },
})

const SHORT_NAME = /^[a-z][a-z0-9-]{0,30}$/

/** A short name that is free, so that the redirect address stands there from the first moment. */
function freeName(kind: string, taken: readonly string[]): string {
  const first = kind === 'oidc' ? 'account' : kind
  let name = first
  for (let n = 2; taken.includes(name); n++) name = `${first}-${n}`
  return name
}

/** OpenID providers take the header; those with ways of their own want id and secret in the body. */
function usualAuth(kind: Kind): TokenAuth {
  if (!kind.hasSecret) return 'none'
  return kind.needsIssuer ? 'client_secret_basic' : 'client_secret_post'
}

/** What every kind needs, and what only this one does. */
function formOf(kind: Kind, one: Connector | null, taken: readonly string[]) {
  return {
    id: one?.connector ?? freeName(kind.kind, taken),
    zh: one?.names?.zh ?? one?.name ?? (kind.needsIssuer ? '' : kind.names.zh),
    en: one?.names?.en ?? one?.name ?? (kind.needsIssuer ? '' : kind.names.en),
    issuer: one?.issuer ?? '',
    clientId: one?.clientId ?? '',
    secret: '',
    tokenAuth: one?.tokenAuth ?? usualAuth(kind),
    source: one?.source ?? '',
  }
}

interface Props {
  one: Connector | null
  /** Short names that are in use. */
  taken: readonly string[]
  /** With `{connector}` where the short name goes. */
  redirectUri: string
  onClose: () => void
  onSaved: () => void
}

/** Adds a kind of account or changes one: first which kind, then what that kind is registered with. */
export function EditConnector(props: Props) {
  const { one } = props
  const chosen = useSignal<Kind | null>(null)
  const kinds = useLoad<{ items: readonly Kind[] }>('/v1/console/connector-kinds').data.value?.items
  const kind = one === null ? chosen.value : (kinds?.find((k) => k.kind === one.kind) ?? null)
  const title =
    one !== null ? t('editTitle', { name: one.name }) : kind === null ? t('add') : t('addKind', { name: kind.name })
  return (
    <Sheet title={title} onClose={props.onClose}>
      {kind === null ? (
        one === null && (
          <Kinds
            onChosen={(k) => {
              chosen.value = k
            }}
          />
        )
      ) : (
        <Form
          key={kind.kind}
          kind={kind}
          {...props}
          {...(one === null
            ? {
                onBack: () => {
                  chosen.value = null
                },
              }
            : {})}
        />
      )}
    </Sheet>
  )
}

/** The form's values, what is wrong with them, and the save. */
function useForm({ kind, one, taken, onSaved }: Props & { kind: Kind }) {
  const form = useSignal(formOf(kind, one, taken))
  const shown: readonly SetupView[] = one?.setup ?? kind.setup
  const setup = useSignal<Readonly<Record<string, string>>>(
    Object.fromEntries(shown.map((field) => [field.name, field.value ?? ''])),
  )
  const wrong = useSignal<Readonly<Record<string, string>>>({})
  const { busy, trouble, run } = useAction()
  const gapsIn = (): Record<string, string> => {
    const f = form.value
    const needed = [
      'zh',
      'en',
      ...(kind.needsIssuer ? ['issuer'] : []),
      ...(kind.needsClient ? ['clientId'] : []),
    ] as const
    const gaps: Record<string, string> = {}
    for (const key of needed) if (f[key as keyof typeof f].trim() === '') gaps[key] = t('needed')
    for (const field of shown)
      if (!field.isSet && (setup.value[field.name] ?? '').trim() === '') gaps[`setup/${field.name}`] = t('needed')
    if (!SHORT_NAME.test(f.id)) gaps.id = t('idBad')
    else if (one === null && taken.includes(f.id)) gaps.id = t('idTaken')
    return gaps
  }
  const save = async () => {
    const f = form.value
    wrong.value = gapsIn()
    if (Object.keys(wrong.value).length > 0) return showFirstFault()
    const typed = Object.entries(setup.value).filter(([, value]) => value.trim() !== '')
    const done = await run(() =>
      api('PUT', `/v1/console/connectors/${f.id}`, {
        kind: kind.kind,
        name: { zh: f.zh.trim(), en: f.en.trim() },
        issuer: f.issuer.trim(),
        clientId: f.clientId.trim(),
        ...(f.secret === '' ? {} : { clientSecret: f.secret }),
        tokenAuth: f.tokenAuth,
        source: f.source.trim() === '' ? null : f.source.trim(),
        ...(typed.length === 0 ? {} : { setup: Object.fromEntries(typed) }),
      }),
    )
    if (done) return onSaved()
    const field = trouble.value?.field
    if (field == null || !(field in form.value || field.startsWith('setup/'))) return
    wrong.value = { [field]: trouble.value!.title }
    trouble.value = null
    showFirstFault()
  }
  const set = (key: string, value: string) => {
    if (key.startsWith('setup/')) setup.value = { ...setup.value, [key.slice('setup/'.length)]: value }
    else form.value = { ...form.value, [key]: value }
    wrong.value = { ...wrong.value, [key]: '' }
  }
  return { form: form.value, setup: setup.value, shown, wrong: wrong.value, set, save, busy, trouble }
}

function Form(props: Props & { kind: Kind; onBack?: () => void }) {
  const { kind, one } = props
  const { form, setup, shown, wrong, set, save, busy, trouble } = useForm(props)
  const field = (key: Exclude<keyof typeof form, 'tokenAuth'>, label: string, hint?: string) => (
    <Field
      label={label}
      name={key}
      value={form[key]}
      onInput={(value) => set(key, value)}
      error={wrong[key] || null}
      autocomplete="off"
      {...(key === 'source' ? { optional: true } : {})}
      {...(hint === undefined ? {} : { hint })}
    />
  )
  return (
    <form
      class="formed"
      onSubmit={(e) => {
        e.preventDefault()
        void save()
      }}
    >
      {props.onBack !== undefined && (
        <button type="button" class="textbtn underline" onClick={props.onBack}>
          {t('other')}
        </button>
      )}
      {!kind.needsClient && <p>{t('typed')}</p>}
      {one === null && field('id', t('id'), t('idHint'))}
      {kind.needsClient && (
        <Register
          redirectUri={props.redirectUri.replace('{connector}', form.id || '…')}
          calls={kind.calls}
          hint={t('redirectHint')}
        />
      )}
      {field('zh', t('zhName'))}
      {field('en', t('enName'))}
      {kind.needsIssuer && field('issuer', t('issuer'), t('issuerHint'))}
      {kind.needsClient && field('clientId', idLabel(kind.calls))}
      {kind.needsIssuer && (
        <Choice
          label={t('auth')}
          value={form.tokenAuth}
          options={[
            { value: 'client_secret_basic', label: t('basic') },
            { value: 'client_secret_post', label: t('post') },
            { value: 'none', label: t('noneAuth') },
          ]}
          onChange={(value) => set('tokenAuth', value)}
        />
      )}
      {kind.hasSecret &&
        form.tokenAuth !== 'none' &&
        field('secret', secretLabel(kind.calls), t(one === null ? 'secretNew' : 'secretKept'))}
      {shown.map(({ name, label, hint, isSecret, isSet }) => (
        <Field
          key={name}
          label={label}
          name={`setup/${name}`}
          value={setup[name] ?? ''}
          hint={isSecret && isSet ? t('secretKept') : hint}
          error={wrong[`setup/${name}`] || null}
          autocomplete="off"
          {...(isSecret ? { rows: 4 } : {})}
          onInput={(value) => set(`setup/${name}`, value)}
        />
      ))}
      {kind.takesSource && field('source', t('source'), t('sourceHint'))}
      {kind.unchecked !== null && <p class="t2">{t('unchecked', { what: kind.unchecked })}</p>}
      <p>
        <a href={kind.docs} target="_blank" rel="noreferrer">
          {t('terms')}
        </a>
      </p>
      <Note trouble={trouble.value} />
      <button type="submit" class="btn ink" aria-busy={busy.value}>
        {t('save')}
      </button>
    </form>
  )
}
