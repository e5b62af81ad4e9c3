import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Lang } from '../../../src/base/i18n.ts'
import { FLOOR_ROLES, ROLE_NAMES, ROLES, type Role } from '../../../src/staff/staff.ts'
import { api } from '../../kit/api.ts'
import { Icon } from '../../kit/icons.tsx'
import { Chip, Choice, Empty, Field, Note, Sheet, type Trouble, troubleOf, useAction } from '../../kit/parts.tsx'
import { clockTime, span, when } from '../../kit/time.ts'
import { inLang, lang, words } from '../../kit/words.ts'
import { canDo, HOME, me } from '../session.ts'
import { Ask, Copy, useLoad, Waiting } from './shop-kit.tsx'

const t = words({
  title: { zh: '作业员', en: 'Workers' },
  people: { zh: '人', en: 'People' },
  phones: { zh: '手机', en: 'Phones' },
  view: { zh: '看人还是手机', en: 'People or phones' },
  add: { zh: '加一个人', en: 'Add somebody' },
  name: { zh: '名字', en: 'Name' },
  roles: { zh: '角色', en: 'Roles' },
  zones: { zh: '库区', en: 'Zones' },
  state: { zh: '状态', en: 'State' },
  everywhere: { zh: '所有库区', en: 'All zones' },
  active: { zh: '启用', en: 'Active' },
  disabled: { zh: '停用', en: 'Disabled' },
  edit: { zh: '改', en: 'Edit' },
  editIt: { zh: '改{name}', en: 'Edit {name}' },
  phoneLink: { zh: '手机', en: 'Phone' },
  consoleLink: { zh: '控制台', en: 'Console' },
  phoneLinkIt: { zh: '给{name}连手机的二维码', en: 'Code for the phone of {name}' },
  consoleLinkIt: { zh: '给{name}进控制台的链接', en: 'Console link for {name}' },
  none: {
    zh: '还没有人。加一个人，给角色，扫二维码就能上岗。',
    en: 'Nobody yet. Add somebody, give roles, scan the code.',
  },
  // the form
  addTitle: { zh: '加一个人', en: 'Add somebody' },
  nameHint: { zh: '仓里怎么叫就怎么写，手机会念出来', en: 'As people say it; the phone speaks it' },
  nameBad: { zh: '写个名字，1 到 80 个字。', en: 'Enter a name, 1 to 80 characters.' },
  roleBad: { zh: '选至少一个角色。', en: 'Choose at least one role.' },
  zonesHint: { zh: '字母，用空格隔开，如 A B。空着就是全部', en: 'Letters with spaces, such as A B. Empty: all' },
  zonesBad: { zh: '库区是 A 到 Z 的单个字母，没有 I、O、Q。', en: 'Zones are single letters A to Z without I, O, Q.' },
  language: { zh: '手机用哪种语言', en: 'Language of the phone' },
  save: { zh: '保存', en: 'Save' },
  addNow: { zh: '加上，给二维码', en: 'Add and show the code' },
  disable: { zh: '停用{name}', en: 'Disable {name}' },
  enable: { zh: '重新启用{name}', en: 'Enable {name} again' },
  disableText: {
    zh: '登录和手机马上断开，手上的活回到队里派给别人。做过的记录都在，随时能再启用。',
    en: 'Sessions and phones end at once and open work goes to somebody else. The records stay; you can enable again.',
  },
  ownerOnly: { zh: '负责人和营销的角色由负责人来给。', en: 'Only an owner gives the roles owner and marketer.' },
  // the link
  joinTitle: { zh: '{name}，用手机扫一下', en: '{name}, scan with your phone' },
  enterTitle: { zh: '{name} 进控制台的链接', en: 'Console link for {name}' },
  once: { zh: '15 分钟内有效，只能用一次，到 {time}。', en: 'Works once, for 15 minutes, until {time}.' },
  qrAlt: { zh: '链接的二维码', en: 'QR code of the link' },
  orText: { zh: '扫不了就把链接发过去', en: 'Or send the link' },
  secretLink: { zh: '谁拿到链接，谁就是{name}。', en: 'Whoever holds the link is {name}.' },
  again: { zh: '再给一个', en: 'A fresh one' },
  localOnly: {
    zh: '这个地址只有这台电脑打得开。要用真手机，启动时加 --lan，或设好 TUIDAN_URL。',
    en: 'Only this computer can open this address. For a real phone start with --lan, or set TUIDAN_URL.',
  },
  // phones
  phone: { zh: '手机', en: 'Phone' },
  whose: { zh: '谁的', en: 'Whose' },
  joined: { zh: '连上', en: 'Joined' },
  seen: { zh: '上次见到', en: 'Last seen' },
  ago: { zh: '{span}前', en: '{span} ago' },
  online: { zh: '在线', en: 'Online' },
  away: { zh: '不在线', en: 'Away' },
  removed: { zh: '移除了', en: 'Removed' },
  remove: { zh: '移除', en: 'Remove' },
  removeIt: { zh: '移除{name}的手机', en: 'Remove the phone of {name}' },
  removeTitle: { zh: '移除 {name} 的手机？', en: 'Remove the phone of {name}?' },
  removeText: {
    zh: '这台手机马上退出，手上没做完的活回到队里派给别人，扫过的都算数。要再用，重新扫一次二维码。',
    en: 'It signs out at once and open work goes to somebody else; what was scanned counts. To use it again, scan a new code.',
  },
  removeNow: { zh: '移除手机', en: 'Remove phone' },
  noPhones: {
    zh: '还没有手机连上。在“人”那一页点“手机”，对方扫二维码就连上。',
    en: 'No phone has joined. Under People choose Phone, and let them scan the code.',
  },
})

interface Person {
  readonly id: string
  readonly name: string
  readonly roles: readonly Role[]
  readonly zones: readonly string[]
  readonly lang: Lang
  readonly state: 'active' | 'disabled'
}
interface Device {
  readonly id: string
  readonly staffName: string
  readonly name: string
  readonly createdAt: string
  readonly seenAt: string
  readonly removedAt: string | null
}

const ONLINE_MS = 120_000
const isOffice = (role: Role): boolean => role === 'owner' || role === 'marketer'

/** Staff with roles and zones, the way in for each, and the phones that joined. */
export function StaffScreen({ rest }: { rest: string }) {
  const isPhones = rest === 'phones'
  const isAdding = useSignal(false)
  return (
    <div class="leaf">
      <header class="head">
        <h1>{t('title')}</h1>
        <nav class="tabs" aria-label={t('view')}>
          <a href={`${HOME}/staff`} aria-current={isPhones ? undefined : 'page'}>
            {t('people')}
          </a>
          <a href={`${HOME}/staff/phones`} aria-current={isPhones ? 'page' : undefined}>
            {t('phones')}
          </a>
        </nav>
        {!isPhones && (
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
        )}
      </header>
      {isPhones ? (
        <Phones />
      ) : (
        <People
          isAdding={isAdding.value}
          onAdded={() => {
            isAdding.value = false
          }}
        />
      )}
    </div>
  )
}

interface Way {
  readonly person: Person
  readonly opens: 'phone' | 'console'
}

function People({ isAdding, onAdded }: { isAdding: boolean; onAdded: () => void }) {
  const { data, trouble, again } = useLoad<{ items: Person[] }>('/v1/console/staff')
  const edited = useSignal<Person | null>(null)
  const way = useSignal<Way | null>(null)
  const people = data.value?.items
  return (
    <>
      <Note trouble={trouble.value} />
      {people === undefined && trouble.value === null && <Waiting />}
      {people?.length === 0 && (
        <section class="card">
          <Empty icon="person" text={t('none')} />
        </section>
      )}
      {people !== undefined && people.length > 0 && (
        <section class="card scrolls">
          <table class="table fold">
            <thead>
              <tr>
                <th>{t('name')}</th>
                <th>{t('roles')}</th>
                <th>{t('zones')}</th>
                <th>{t('state')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {people.map((person) => (
                <Row
                  key={person.id}
                  person={person}
                  onEdit={() => {
                    edited.value = person
                  }}
                  onWay={(opens) => {
                    way.value = { person, opens }
                  }}
                />
              ))}
            </tbody>
          </table>
        </section>
      )}
      {(isAdding || edited.value !== null) && (
        <Form
          key={edited.value?.id ?? 'new'}
          person={edited.value}
          onClose={() => {
            edited.value = null
            onAdded()
          }}
          onSaved={(person) => {
            const isNew = edited.value === null
            edited.value = null
            onAdded()
            again()
            if (isNew)
              way.value = { person, opens: person.roles.some((r) => FLOOR_ROLES.includes(r)) ? 'phone' : 'console' }
          }}
        />
      )}
      {way.value !== null && (
        <WayIn
          {...way.value}
          onClose={() => {
            way.value = null
          }}
        />
      )}
    </>
  )
}

function Row(props: { person: Person; onEdit: () => void; onWay: (opens: 'phone' | 'console') => void }) {
  const { person } = props
  // Only an owner makes a way in for office roles: the server refuses it, so it is not offered.
  const mayTouch = canDo() || !person.roles.some(isOffice)
  const isActive = person.state === 'active'
  const worksOnFloor = person.roles.some((role) => FLOOR_ROLES.includes(role))
  const entersConsole = person.roles.some((role) => isOffice(role) || role === 'supervisor')
  return (
    <tr class={isActive ? undefined : 'isoff'}>
      <td class="lead">
        <b>{person.name}</b>
      </td>
      <td data-l={t('roles')}>
        {person.roles.map((role) => inLang(ROLE_NAMES[role])).join(lang.value === 'zh' ? '、' : ', ')}
      </td>
      <td data-l={t('zones')} class="t2">
        {person.zones.length === 0 ? (worksOnFloor ? t('everywhere') : '–') : person.zones.join(' ')}
      </td>
      <td data-l={t('state')}>
        <Chip kind={isActive ? 'right' : 'off'}>{t(isActive ? 'active' : 'disabled')}</Chip>
      </td>
      <td class="r act">
        {mayTouch && (
          <span class="acts">
            {isActive && entersConsole && (
              <button
                type="button"
                class="btn small"
                aria-label={t('consoleLinkIt', { name: person.name })}
                onClick={() => props.onWay('console')}
              >
                {t('consoleLink')}
              </button>
            )}
            {isActive && worksOnFloor && (
              <button
                type="button"
                class="btn small"
                aria-label={t('phoneLinkIt', { name: person.name })}
                onClick={() => props.onWay('phone')}
              >
                <Icon name="phone" size={16} />
                {t('phoneLink')}
              </button>
            )}
            <button
              type="button"
              class="btn small"
              aria-label={t('editIt', { name: person.name })}
              onClick={props.onEdit}
            >
              {t('edit')}
            </button>
          </span>
        )}
      </td>
    </tr>
  )
}

function Form(props: { person: Person | null; onClose: () => void; onSaved: (person: Person) => void }) {
  const { person } = props
  const name = useSignal(person?.name ?? '')
  const roles = useSignal<readonly Role[]>(person?.roles ?? ['picker'])
  const zones = useSignal(person?.zones.join(' ') ?? '')
  const language = useSignal<Lang>(person?.lang ?? lang.value)
  const wrong = useSignal<'name' | 'roles' | 'zones' | null>(null)
  const isAsking = useSignal(false)
  const { busy, trouble, run } = useAction()
  const isOwner = canDo()
  const send = (change: object) =>
    api<Person>(person === null ? 'POST' : 'PUT', `/v1/console/staff${person === null ? '' : `/${person.id}`}`, change)
  const save = async () => {
    const letters = zones.value
      .toUpperCase()
      .split(/[\s,，、]+/)
      .filter((z) => z !== '')
    wrong.value =
      name.value.trim() === ''
        ? 'name'
        : roles.value.length === 0
          ? 'roles'
          : letters.every((z) => /^[A-HJ-NPR-Z]$/.test(z))
            ? null
            : 'zones'
    if (wrong.value !== null) return
    let saved: Person | null = null
    await run(async () => {
      saved = await send({ name: name.value.trim(), roles: roles.value, zones: letters, lang: language.value })
    })
    if (saved !== null) props.onSaved(saved)
    else if (trouble.value?.field === 'name') wrong.value = 'name'
  }
  const who = me.value
  const isMyself = who !== null && who !== 'nobody' && who.staff.id === person?.id
  if (isAsking.value)
    return (
      <Ask
        title={t('disable', { name: person!.name })}
        yes={t('disable', { name: person!.name })}
        onYes={async () => props.onSaved(await send({ state: 'disabled' }))}
        onClose={() => {
          isAsking.value = false
        }}
      >
        <p>{t('disableText')}</p>
      </Ask>
    )
  return (
    <Sheet title={person === null ? t('addTitle') : t('editIt', { name: person.name })} onClose={props.onClose}>
      <form
        class="formed"
        onSubmit={(e) => {
          e.preventDefault()
          void save()
        }}
      >
        <Field
          label={t('name')}
          name="name"
          value={name.value}
          hint={t('nameHint')}
          error={wrong.value === 'name' ? (trouble.value?.title ?? t('nameBad')) : null}
          autocomplete="off"
          onInput={(value) => {
            name.value = value
            wrong.value = null
          }}
        />
        <fieldset class="ticks">
          <legend>{t('roles')}</legend>
          {ROLES.filter((role) => isOwner || !isOffice(role) || roles.value.includes(role)).map((role) => (
            <label key={role}>
              <input
                type="checkbox"
                checked={roles.value.includes(role)}
                onChange={(e) => {
                  const rest = roles.value.filter((r) => r !== role)
                  roles.value = e.currentTarget.checked ? [...rest, role] : rest
                  wrong.value = null
                }}
              />
              {inLang(ROLE_NAMES[role])}
            </label>
          ))}
          {wrong.value === 'roles' && (
            <p class="error" role="alert">
              {t('roleBad')}
            </p>
          )}
          {!isOwner && <p class="hint">{t('ownerOnly')}</p>}
        </fieldset>
        <Field
          label={t('zones')}
          name="zones"
          optional
          value={zones.value}
          hint={t('zonesHint')}
          error={wrong.value === 'zones' ? t('zonesBad') : null}
          autocomplete="off"
          onInput={(value) => {
            zones.value = value
            wrong.value = null
          }}
        />
        <Choice
          label={t('language')}
          value={language.value}
          options={[
            { value: 'zh', label: '中文' },
            { value: 'en', label: 'English' },
          ]}
          onChange={(value) => {
            language.value = value
          }}
        />
        {wrong.value !== 'name' && <Note trouble={trouble.value} />}
        <button type="submit" class="btn ink" aria-busy={busy.value}>
          {t(person === null ? 'addNow' : 'save')}
        </button>
        {person !== null && !isMyself && (
          <button
            type="button"
            class="btn quiet"
            onClick={() => {
              if (person.state === 'active') isAsking.value = true
              else void run(async () => props.onSaved(await send({ state: 'active' })))
            }}
          >
            {t(person.state === 'active' ? 'disable' : 'enable', { name: person.name })}
          </button>
        )}
      </form>
    </Sheet>
  )
}

/** The single-use link as a code to scan and as a text. */
function WayIn({ person, opens, onClose }: Way & { onClose: () => void }) {
  const link = useSignal<{ url: string; expiresAt: string } | null>(null)
  const picture = useSignal<string | null>(null)
  const failed = useSignal<Trouble | null>(null)
  const make = async () => {
    try {
      failed.value = picture.value = null
      const made = await api<{ url: string; expiresAt: string }>('POST', `/v1/console/staff/${person.id}/link`, {
        opens,
      })
      link.value = made
      picture.value = (await import('./qr.ts')).qrAddress(made.url)
    } catch (error) {
      failed.value = troubleOf(error)
    }
  }
  useEffect(() => void make(), [])
  const params = { name: person.name }
  return (
    <Sheet title={t(opens === 'phone' ? 'joinTitle' : 'enterTitle', params)} onClose={onClose}>
      <div class="formed">
        <Note trouble={failed.value} />
        <div class="qr travels">{picture.value !== null && <img src={picture.value} alt={t('qrAlt')} />}</div>
        {link.value !== null && (
          <>
            <p>
              {t('once', { time: clockTime(link.value.expiresAt) })} {t('secretLink', params)}
            </p>
            {new URL(link.value.url).hostname === 'localhost' && opens === 'phone' && (
              <p class="hint">{t('localOnly')}</p>
            )}
            <div>
              <span class="label">{t('orText')}</span>
              <Copy text={link.value.url} label={t('orText')} />
            </div>
            <button type="button" class="btn" onClick={() => void make()}>
              {t('again')}
            </button>
          </>
        )}
      </div>
    </Sheet>
  )
}

function Phones() {
  const { data, trouble, again } = useLoad<{ items: Device[] }>('/v1/console/devices')
  const asked = useSignal<Device | null>(null)
  const devices = data.value?.items
  return (
    <>
      <Note trouble={trouble.value} />
      {devices === undefined && trouble.value === null && <Waiting />}
      {devices?.length === 0 && (
        <section class="card">
          <Empty icon="phone" text={t('noPhones')} />
        </section>
      )}
      {devices !== undefined && devices.length > 0 && (
        <section class="card scrolls">
          <table class="table fold">
            <thead>
              <tr>
                <th>{t('whose')}</th>
                <th>{t('phone')}</th>
                <th>{t('state')}</th>
                <th>{t('seen')}</th>
                <th>{t('joined')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {devices.map((device) => (
                <PhoneRow
                  key={device.id}
                  device={device}
                  onRemove={() => {
                    asked.value = device
                  }}
                />
              ))}
            </tbody>
          </table>
        </section>
      )}
      {asked.value !== null && (
        <Ask
          title={t('removeTitle', { name: asked.value.staffName })}
          yes={t('removeNow')}
          onYes={async () => {
            await api('DELETE', `/v1/console/devices/${asked.value!.id}`)
            again()
          }}
          onClose={() => {
            asked.value = null
          }}
        >
          <p>{t('removeText')}</p>
        </Ask>
      )}
    </>
  )
}

function PhoneRow({ device, onRemove }: { device: Device; onRemove: () => void }) {
  const isGone = device.removedAt !== null
  const idle = Date.now() - Date.parse(device.seenAt)
  const isOn = !isGone && idle < ONLINE_MS
  return (
    <tr class={isGone ? 'isoff' : undefined}>
      <td class="lead">
        <b>{device.staffName}</b>
      </td>
      <td data-l={t('phone')}>{device.name}</td>
      <td data-l={t('state')}>
        <Chip kind={isGone ? 'off' : isOn ? 'right' : 'idle'}>{t(isGone ? 'removed' : isOn ? 'online' : 'away')}</Chip>
      </td>
      <td data-l={t('seen')} class="t2">
        {t('ago', { span: span(idle) })}
      </td>
      <td data-l={t('joined')} class="t2">
        {when(device.createdAt)}
      </td>
      <td class="r act">
        {!isGone && (
          <button
            type="button"
            class="btn small"
            aria-label={t('removeIt', { name: device.staffName })}
            onClick={onRemove}
          >
            {t('remove')}
          </button>
        )}
      </td>
    </tr>
  )
}
