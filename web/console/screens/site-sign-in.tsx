import { useSignal } from '@preact/signals'
import { api } from '../../kit/api.ts'
import { Icon } from '../../kit/icons.tsx'
import { Empty, Field, Note, Sheet, showFirstFault, useAction } from '../../kit/parts.tsx'
import { day } from '../../kit/time.ts'
import { words } from '../../kit/words.ts'
import { Ask, Copy, useLoad, Waiting } from './shop-kit.tsx'

const t = words({
  title: { zh: '网站登录', en: 'Site sign-in' },
  fact: {
    zh: '你自己的网站用这里的账号让访客登录：网页放一个标签，后端走 OpenID。',
    en: 'Your own website signs its visitors in with the accounts set up here: a tag for its pages, OpenID for its back end.',
  },
  page: { zh: '放在网页里', en: 'For a page' },
  pageText: {
    zh: '标签那一行在“设置”里；网页的来源也要写在那里的“自己的网站”。登录的地方放这一行：',
    en: 'The line of the tag is in Settings; the page’s origin must stand there under Your own website. Where one signs in goes this line:',
  },
  element: { zh: '登录框', en: 'Sign-in element' },
  keys: {
    zh: '网页拿到访客令牌，五分钟有效；你的后端用这里的公钥验：',
    en: 'The page gets a visitor token for five minutes; your back end checks it with these keys:',
  },
  keysAt: { zh: '公钥地址', en: 'Address of the keys' },
  back: { zh: '接到后端', en: 'For a back end' },
  backText: {
    zh: '后端用任何一个 OpenID 库登录。它要的地址：',
    en: 'A back end signs in with any OpenID library. The address it wants:',
  },
  issuer: { zh: '签发者（issuer）', en: 'Issuer' },
  add: { zh: '登记一个后端', en: 'Add a back end' },
  none: {
    zh: '还没有登记后端。只用网页上的登录框就不用登记。',
    en: 'No back end yet. The element in a page needs none.',
  },
  clientId: { zh: 'client id', en: 'Client id' },
  redirects: { zh: '回跳地址', en: 'Redirect addresses' },
  signOuts: { zh: '退出后的地址', en: 'Addresses after signing out' },
  since: { zh: '{day} 登记', en: 'Added {day}' },
  remove: { zh: '移除', en: 'Remove' },
  removeTitle: { zh: '移除“{name}”', en: 'Remove {name}' },
  removeText: {
    zh: '它马上不能再让人登录，发给它的令牌全部作废。访客在这里的登录和资料不变。',
    en: 'At once nobody signs in to it any more, and all its tokens end. Visitors stay signed in here and keep their data.',
  },
  name: { zh: '名字', en: 'Name' },
  nameHint: { zh: '访客登录时看到它', en: 'Visitors see it when they sign in' },
  redirectsHint: {
    zh: '一行一个，一字不差。https 开头；本机可以用 http://localhost',
    en: 'One a line, letter for letter. https; http://localhost on this very machine',
  },
  save: { zh: '登记', en: 'Add' },
  needed: { zh: '这一项要填。', en: 'This is needed.' },
  made: { zh: '“{name}”登记好了', en: '{name} is added' },
  secret: { zh: '密钥（client secret）', en: 'Client secret' },
  secretOnce: {
    zh: '密钥只显示这一次，现在就存到后端。丢了就移除再登记。',
    en: 'The secret is shown this once: put it into your back end now. If it is lost, remove this and add it anew.',
  },
  kept: { zh: '存好了', en: 'It is kept' },
})

interface Client {
  readonly id: string
  readonly name: string
  readonly redirectUris: readonly string[]
  readonly signOutUris: readonly string[]
  readonly createdAt: string
}
interface View {
  readonly issuer: string
  readonly visitorKeys: string
  readonly clients: readonly Client[]
}
interface Made {
  readonly client: Client
  readonly secret: string
}

/** How the merchant's own website signs its visitors in: the element for a page, and the back ends that are written down. */
export function SiteSignIn() {
  const { data, trouble, again } = useLoad<View>('/v1/console/openid-clients')
  const isAdding = useSignal(false)
  const made = useSignal<Made | null>(null)
  const leaving = useSignal<Client | null>(null)
  const view = data.value
  return (
    <div class="leaf">
      <header class="head">
        <h1>{t('title')}</h1>
        <p class="fact">{t('fact')}</p>
        <button
          type="button"
          class="btn push"
          onClick={() => {
            isAdding.value = true
          }}
        >
          <Icon name="plus" size={18} />
          {t('add')}
        </button>
      </header>
      <Note trouble={trouble.value} />
      {view === null && trouble.value === null && <Waiting rows={3} />}
      {view !== null && (
        <div class="settings">
          <Addresses view={view} />
          {view.clients.length === 0 && (
            <section class="card group">
              <Empty icon="plug" text={t('none')} />
            </section>
          )}
          {view.clients.map((one) => (
            <Card
              key={one.id}
              one={one}
              onRemove={() => {
                leaving.value = one
              }}
            />
          ))}
        </div>
      )}
      {isAdding.value && (
        <Add
          onClose={() => {
            isAdding.value = false
          }}
          onMade={(fresh) => {
            isAdding.value = false
            made.value = fresh
            again()
          }}
        />
      )}
      {made.value !== null && (
        <Secret
          made={made.value}
          onClose={() => {
            made.value = null
          }}
        />
      )}
      {leaving.value !== null && (
        <Remove
          one={leaving.value}
          onRemoved={again}
          onClose={() => {
            leaving.value = null
          }}
        />
      )}
    </div>
  )
}

function Addresses({ view }: { view: View }) {
  return (
    <>
      <section class="card group">
        <h2>{t('page')}</h2>
        <div>
          <p class="t2">{t('pageText')}</p>
          <Copy text="<tuidan-sign-in></tuidan-sign-in>" label={t('element')} />
        </div>
        <div>
          <p class="t2">{t('keys')}</p>
          <Copy text={view.visitorKeys} label={t('keysAt')} />
        </div>
      </section>
      <section class="card group">
        <h2>{t('back')}</h2>
        <div>
          <p class="t2">{t('backText')}</p>
          <Copy text={view.issuer} label={t('issuer')} />
        </div>
      </section>
    </>
  )
}

function Card({ one, onRemove }: { one: Client; onRemove: () => void }) {
  const list = (label: string, addresses: readonly string[]) =>
    addresses.length > 0 && (
      <div>
        <span class="label">{label}</span>
        {addresses.map((address) => (
          <Copy key={address} text={address} label={label} />
        ))}
      </div>
    )
  return (
    <section class="card group">
      <h2>{one.name}</h2>
      <div>
        <span class="label">{t('clientId')}</span>
        <Copy text={one.id} label={t('clientId')} />
      </div>
      {list(t('redirects'), one.redirectUris)}
      {list(t('signOuts'), one.signOutUris)}
      <div class="switchrow">
        <small>{t('since', { day: day(one.createdAt) })}</small>
        <button type="button" class="btn small" onClick={onRemove}>
          {t('remove')}
        </button>
      </div>
    </section>
  )
}

const linesOf = (text: string): string[] => text.split(/\s+/).filter((line) => line !== '')

function Add(props: { onClose: () => void; onMade: (made: Made) => void }) {
  const form = useSignal({ name: '', redirectUris: '', signOutUris: '' })
  const wrong = useSignal<Readonly<Record<string, string>>>({})
  const { busy, trouble, run } = useAction()
  const save = async () => {
    const { name, redirectUris, signOutUris } = form.value
    const gaps: Record<string, string> = {}
    if (name.trim() === '') gaps.name = t('needed')
    if (linesOf(redirectUris).length === 0) gaps.redirectUris = t('needed')
    wrong.value = gaps
    if (Object.keys(gaps).length > 0) return showFirstFault()
    const body = { name: name.trim(), redirectUris: linesOf(redirectUris), signOutUris: linesOf(signOutUris) }
    const done = await run(async () => props.onMade(await api<Made>('POST', '/v1/console/openid-clients', body)))
    const field = trouble.value?.field?.split('/')[0]
    if (done || field === undefined || !(field in form.value)) return
    wrong.value = { [field]: trouble.value!.next }
    trouble.value = null
    showFirstFault()
  }
  const field = (key: keyof typeof form.value, label: string, hint?: string) => (
    <Field
      label={label}
      name={key}
      value={form.value[key]}
      error={wrong.value[key] || null}
      autocomplete="off"
      {...(key === 'name' ? {} : { rows: 2 })}
      {...(key === 'signOutUris' ? { optional: true } : {})}
      {...(hint === undefined ? {} : { hint })}
      onInput={(value) => {
        form.value = { ...form.value, [key]: value }
        wrong.value = { ...wrong.value, [key]: '' }
      }}
    />
  )
  return (
    <Sheet title={t('add')} onClose={props.onClose}>
      <form
        class="formed"
        onSubmit={(e) => {
          e.preventDefault()
          void save()
        }}
      >
        {field('name', t('name'), t('nameHint'))}
        {field('redirectUris', t('redirects'), t('redirectsHint'))}
        {field('signOutUris', t('signOuts'))}
        <Note trouble={trouble.value} />
        <button type="submit" class="btn ink" aria-busy={busy.value}>
          {t('save')}
        </button>
      </form>
    </Sheet>
  )
}

function Secret({ made, onClose }: { made: Made; onClose: () => void }) {
  return (
    <Sheet title={t('made', { name: made.client.name })} onClose={onClose}>
      <div class="formed">
        <p>{t('secretOnce')}</p>
        <div>
          <span class="label">{t('clientId')}</span>
          <Copy text={made.client.id} label={t('clientId')} />
        </div>
        <div>
          <span class="label">{t('secret')}</span>
          <Copy text={made.secret} label={t('secret')} />
        </div>
        <button type="button" class="btn ink" onClick={onClose}>
          {t('kept')}
        </button>
      </div>
    </Sheet>
  )
}

function Remove({ one, onRemoved, onClose }: { one: Client; onRemoved: () => void; onClose: () => void }) {
  return (
    <Ask
      title={t('removeTitle', { name: one.name })}
      yes={t('remove')}
      onClose={onClose}
      onYes={async () => {
        await api('DELETE', `/v1/console/openid-clients/${encodeURIComponent(one.id)}`)
        onRemoved()
      }}
    >
      <p>{t('removeText')}</p>
    </Ask>
  )
}
