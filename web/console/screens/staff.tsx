import { useSignal } from '@preact/signals'
import { FLOOR_ROLES, ROLE_NAMES } from '../../../src/staff/staff.ts'
import { Icon } from '../../kit/icons.tsx'
import { Chip, Empty, Note } from '../../kit/parts.tsx'
import { inLang, lang, words } from '../../kit/words.ts'
import { canDo, HOME } from '../session.ts'
import { useLoad, Waiting } from './shop-kit.tsx'
import { isOffice, type Person, StaffForm } from './staff-form.tsx'
import { Phones } from './staff-phones.tsx'
import { type Way, WayIn } from './staff-way.tsx'

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
})

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
        <StaffForm
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
  const entersConsole = person.roles.some((role) => isOffice(role) || role === 'supervisor' || role === 'receiver')
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
