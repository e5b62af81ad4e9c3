import { useSignal } from '@preact/signals'
import type { Lang } from '../../../src/base/i18n.ts'
import { ROLE_NAMES, ROLES, type Role } from '../../../src/staff/staff.ts'
import { api } from '../../kit/api.ts'
import { Choice, Field, Note, Sheet, useAction } from '../../kit/parts.tsx'
import { inLang, lang, words } from '../../kit/words.ts'
import { canDo, me } from '../session.ts'
import { Ask } from './shop-kit.tsx'

const t = words({
  name: { zh: '名字', en: 'Name' },
  roles: { zh: '角色', en: 'Roles' },
  zones: { zh: '库区', en: 'Zones' },
  active: { zh: '启用', en: 'Active' },
  editIt: { zh: '改{name}', en: 'Edit {name}' },
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
})

/** A member of staff as the console sees them. */
export interface Person {
  readonly id: string
  readonly name: string
  readonly roles: readonly Role[]
  readonly zones: readonly string[]
  readonly lang: Lang
  readonly state: 'active' | 'disabled'
}
/** Roles that only an owner gives. */
export const isOffice = (role: Role): boolean => role === 'owner' || role === 'marketer'

/** What the form holds, and what becomes of it. */
function useStaff(person: Person | null, onSaved: (person: Person) => void) {
  const name = useSignal(person?.name ?? '')
  const roles = useSignal<readonly Role[]>(person?.roles ?? ['picker'])
  const zones = useSignal(person?.zones.join(' ') ?? '')
  const language = useSignal<Lang>(person?.lang ?? lang.value)
  const wrong = useSignal<'name' | 'roles' | 'zones' | null>(null)
  const action = useAction()
  const send = (change: object) =>
    api<Person>(person === null ? 'POST' : 'PUT', `/v1/console/staff${person === null ? '' : `/${person.id}`}`, change)
  const save = async () => {
    const letters = zones.value
      .toUpperCase()
      .split(/[\s,，、]+/)
      .filter((z) => z !== '')
    wrong.value = null
    if (name.value.trim() === '') wrong.value = 'name'
    else if (roles.value.length === 0) wrong.value = 'roles'
    else if (!letters.every((z) => /^[A-HJ-NPR-Z]$/.test(z))) wrong.value = 'zones'
    if (wrong.value !== null) return
    let saved: Person | null = null
    await action.run(async () => {
      saved = await send({ name: name.value.trim(), roles: roles.value, zones: letters, lang: language.value })
    })
    if (saved !== null) onSaved(saved)
    else if (action.trouble.value?.field === 'name') wrong.value = 'name'
  }
  return { name, roles, zones, language, wrong, send, save, ...action }
}

/** Takes somebody on, or changes them; disabling asks first. */
export function StaffForm(props: { person: Person | null; onClose: () => void; onSaved: (person: Person) => void }) {
  const { person } = props
  const isAsking = useSignal(false)
  const { name, zones, language, wrong, roles, send, save, busy, trouble, run } = useStaff(person, props.onSaved)
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
        <Roles roles={roles} wrong={wrong} />
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

function Roles({ roles, wrong }: Pick<ReturnType<typeof useStaff>, 'roles' | 'wrong'>) {
  const isOwner = canDo()
  return (
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
  )
}
