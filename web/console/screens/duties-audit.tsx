import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api } from '../../kit/api.ts'
import { Chip, Empty, Note, useAction } from '../../kit/parts.tsx'
import { number, when } from '../../kit/time.ts'
import { lang, words } from '../../kit/words.ts'
import { useLoad } from './shop-kit.tsx'

const t = words({
  title: { zh: '审计：谁做了什么', en: 'Audit: who did what' },
  whole: { zh: '{n} 条，一条接一条，没有断', en: '{n} entries, each linked to the one before, unbroken' },
  broken: {
    zh: '第 {n} 条被改过或前面少了一条。找懂数据库的人查。',
    en: 'Entry {n} was changed, or one before it is missing. Have the database looked into.',
  },
  group: { zh: '关于', en: 'About' },
  all: { zh: '全部', en: 'Everything' },
  who: { zh: '谁', en: 'Who' },
  anybody: { zh: '所有人', en: 'Anybody' },
  staff: { zh: '员工', en: 'Staff' },
  key: { zh: '密钥', en: 'Secret key' },
  shopper: { zh: '本人', en: 'The person' },
  system: { zh: '程序', en: 'The program' },
  command: { zh: '服务器命令行', en: 'Server command line' },
  at: { zh: '时间', en: 'When' },
  what: { zh: '做了什么', en: 'What' },
  detail: { zh: '对什么', en: 'To what' },
  refused: { zh: '被拒绝', en: 'Refused' },
  reason: { zh: '理由：{reason}', en: 'Reason: {reason}' },
  reasonGone: { zh: '理由已随本人一起删除', en: 'The reason was erased with the person' },
  fields: { zh: '改了：{fields}', en: 'Fields: {fields}' },
  person: { zh: '用户 {key}', en: 'Person {key}' },
  none: { zh: '没有这样的记录。', en: 'There is no such entry.' },
  more: { zh: '再看 50 条', en: '50 more' },
})

interface Entry {
  readonly id: string
  readonly n: number
  readonly at: string
  readonly whoKind: 'staff' | 'key' | 'shopper' | 'system' | 'command'
  readonly who: string | null
  readonly words: string
  readonly about: string | null
  readonly personId: string | null
  readonly fields: readonly string[]
  readonly refused: { readonly code: string; readonly words: string } | null
  readonly reason?: string | null
}
interface Head {
  readonly entries: number
  readonly brokenAt: number | null
  readonly groups: readonly { readonly id: string; readonly name: string }[]
  readonly staff: readonly { readonly id: string; readonly name: string }[]
}
interface Page {
  readonly items: readonly Entry[]
  readonly next: string | null
}

/** Who did what and when, by what it was about and by whom; youngest first. */
export function AuditLog({ rest }: { rest: string }) {
  const head = useLoad<Head>('/v1/console/audit/chain').data.value
  const group = useSignal('')
  const who = useSignal('')
  const [kind, id] = who.value.split(':')
  const query = new URLSearchParams({
    ...(group.value === '' ? {} : { group: group.value }),
    ...(id !== undefined && id !== '' ? { staff: id } : kind === '' || kind === undefined ? {} : { kind }),
    ...(rest === '' ? {} : { person: rest }),
  })
  const path = `/v1/console/audit?${query}`
  const { data, trouble } = useLoad<Page>(path)
  const more = useSignal<readonly Entry[]>([])
  const next = useSignal<string | null>(null)
  const action = useAction()
  useEffect(() => {
    more.value = []
    next.value = data.value?.next ?? null
  }, [data.value])
  const items = [...(data.value?.items ?? []), ...more.value]
  return (
    <section class="card scrolls audit">
      <header class="pad">
        <h2>{t('title')}</h2>
        {head !== null &&
          (head.brokenAt === null ? (
            <Chip kind="right">{t('whole', { n: number(head.entries) })}</Chip>
          ) : (
            <Chip kind="wrong">{t('broken', { n: head.brokenAt })}</Chip>
          ))}
        <Filters head={head} group={group} who={who} />
      </header>
      <Note trouble={trouble.value ?? action.trouble.value} />
      {data.value !== null && items.length === 0 && <Empty icon="box" text={t('none')} />}
      {items.length > 0 && (
        <table class="table fold">
          <thead>
            <tr>
              <th>{t('what')}</th>
              <th>{t('who')}</th>
              <th>{t('detail')}</th>
              <th>{t('at')}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((one) => (
              <Row key={one.id} one={one} />
            ))}
          </tbody>
        </table>
      )}
      {next.value !== null && (
        <button
          type="button"
          class="btn more"
          aria-busy={action.busy.value}
          onClick={() =>
            void action.run(async () => {
              const page = await api<Page>('GET', `${path}${query.size === 0 ? '' : '&'}cursor=${next.value}`)
              more.value = [...more.value, ...page.items]
              next.value = page.next
            })
          }
        >
          {t('more')}
        </button>
      )}
    </section>
  )
}

interface FiltersProps {
  readonly head: Head | null
  readonly group: Signal<string>
  readonly who: Signal<string>
}

function Filters({ head, group, who }: FiltersProps) {
  return (
    <span class="filters">
      <label>
        {t('group')}{' '}
        <select
          value={group.value}
          onChange={(e) => {
            group.value = e.currentTarget.value
          }}
        >
          <option value="">{t('all')}</option>
          {head?.groups.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('who')}{' '}
        <select
          value={who.value}
          onChange={(e) => {
            who.value = e.currentTarget.value
          }}
        >
          <option value="">{t('anybody')}</option>
          {(['staff', 'shopper', 'system', 'command'] as const).map((one) => (
            <option key={one} value={one}>
              {t(one)}
            </option>
          ))}
          {head?.staff.map((one) => (
            <option key={one.id} value={`staff:${one.id}`}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
    </span>
  )
}

function Row({ one }: { one: Entry }) {
  const comma = lang.value === 'zh' ? '、' : ', '
  const details = [
    one.personId === null ? null : t('person', { key: one.personId.slice(-8) }),
    one.about,
    one.fields.length === 0 ? null : t('fields', { fields: one.fields.join(comma) }),
    one.reason === undefined ? null : one.reason === null ? t('reasonGone') : t('reason', { reason: one.reason }),
  ].filter((part) => part !== null)
  return (
    <tr>
      <td class="lead">
        {one.words}{' '}
        {one.refused !== null && (
          <Chip kind="off">
            {t('refused')} <small title={one.refused.code}>{one.refused.words}</small>
          </Chip>
        )}
      </td>
      <td data-l={t('who')}>{one.whoKind === 'staff' ? (one.who ?? t('staff')) : t(one.whoKind)}</td>
      <td data-l={t('detail')} class="t2">
        {details.map((part) => (
          <span key={part} class="block">
            {part}
          </span>
        ))}
      </td>
      <td data-l={t('at')} class="t2 nowrap">
        {when(one.at)}
      </td>
    </tr>
  )
}
