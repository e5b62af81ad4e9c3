import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { SiteSettings } from '../../../src/sites/site.ts'
import { api, BASE } from '../../kit/api.ts'
import { Shape } from '../../kit/icons.tsx'
import { Chip, Empty, Field, Note, useAction } from '../../kit/parts.tsx'
import { number, when } from '../../kit/time.ts'
import { lang, words } from '../../kit/words.ts'
import { AuditLog } from './duties-audit.tsx'
import { useLoad, Waiting } from './shop-kit.tsx'

const t = words({
  title: { zh: '合规', en: 'Duties' },
  fact: {
    zh: '用户要求了什么、同意了什么，哪里读不动，接下来删什么。',
    en: 'What people asked for and agreed to, what cannot be read, what is deleted next.',
  },
  record: { zh: '处理活动记录（打印）', en: 'Record of processing (print)' },
  notice: { zh: '给用户看的说明', en: 'Notice for shoppers' },
  gaps: { zh: '记录里还缺：{gaps}', en: 'The record still lacks: {gaps}' },
  asked: { zh: '要求，近 {n} 天', en: 'Requests, last {n} days' },
  askedText: {
    zh: '本人自己就能办，当场办完，没有积压。',
    en: 'People do these themselves and at once; nothing piles up.',
  },
  exports: { zh: '导出资料', en: 'Exports' },
  erasures: { zh: '全部删除', en: 'Erasures' },
  looks: { zh: '店里的人看过', en: 'Looked at by staff' },
  erasing: { zh: '正在结束的连接器', en: 'Connectors being ended' },
  revoking: { zh: '等对方收回的令牌', en: 'Tokens waiting to be taken back' },
  people: { zh: '人', en: 'People' },
  known: { zh: '登录过的人', en: 'People who signed in' },
  nothing: { zh: '什么也没同意', en: 'Agreed to nothing' },
  under: { zh: '说自己未满 {age} 岁', en: 'Said they are under {age}' },
  ofAge: { zh: '说自己已满 {age} 岁', en: 'Said they are {age} or older' },
  unsaid: { zh: '没有说', en: 'Have not said' },
  consents: { zh: '同意，按数据流', en: 'Consents by stream' },
  noConsents: { zh: '还没有人同意读取什么。', en: 'Nobody has agreed to reading yet.' },
  stream: { zh: '数据流', en: 'Stream' },
  read: { zh: '读取', en: 'Reading' },
  profile: { zh: '了解喜好', en: 'Interests' },
  offers: { zh: '选广告', en: 'Offers' },
  sensitive: { zh: '敏感', en: 'Sensitive' },
  abroad: { zh: '出境', en: 'Abroad' },
  readings: { zh: '读取', en: 'Reading' },
  noReadings: { zh: '没有要读的来源。', en: 'There is no source to read.' },
  last: { zh: '上次', en: 'Last' },
  next: { zh: '下次', en: 'Next' },
  facts: { zh: '存着', en: 'Held' },
  state: { zh: '情况', en: 'State' },
  fine: { zh: '正常', en: 'Fine' },
  quiet: { zh: '没有账号', en: 'No account' },
  failing: { zh: '{n} 个读不动：{title}', en: '{n} failing: {title}' },
  deletes: { zh: '接下来删什么', en: 'What is deleted next' },
  nextTidy: { zh: '下次每日删除：{at}', en: 'Next daily deletion: {at}' },
  factsDue: { zh: '到期的事实', en: 'Facts whose time is over' },
  receiversDue: { zh: '到期的收件人', en: 'Addressees whose time is over' },
  idle: { zh: '两年没登录的人，整个删除', en: 'People away for two years, erased whole' },
  holds: { zh: '内容', en: 'Data' },
  long: { zh: '留多久', en: 'Kept' },
  keptAll: { zh: '每种资料留多久', en: 'How long everything is kept' },
  who: { zh: '谁负责', en: 'Who answers for it' },
  operator: { zh: '负责人（登记的名称）', en: 'Controller (registered name)' },
  contact: { zh: '个人信息联系方式', en: 'Contact for personal data' },
  contactHint: { zh: '邮箱或电话，写进说明给用户看', en: 'Mail or phone; shoppers see it in the notice' },
  country: { zh: '用户在哪国', en: 'Country of your people' },
  countryHint: {
    zh: '两个字母，如 CN。写了，数据出境就另外问一次',
    en: 'Two letters such as DE. With it, data that leaves is asked for separately',
  },
  keptIn: { zh: '数据存在哪国', en: 'Country the data is kept in' },
  keptInHint: { zh: '两个字母；留空：同一国', en: 'Two letters; empty: the same' },
  minorAge: { zh: '满几岁才问授权', en: 'Asked for consent from this age' },
  minorHint: {
    zh: '中国 14 岁；欧盟各国 13 到 16 岁。不满的，什么也不读。只卖给成年人就留空，谁也不问',
    en: '14 in China, 13 to 16 in Europe by country. Of the younger nothing is read. Empty: adults only, nobody is asked',
  },
  save: { zh: '保存', en: 'Save' },
  saved: { zh: '存好了，记录和说明已经是新的。', en: 'Saved; record and notice follow at once.' },
  audit: { zh: '审计', en: 'Audit' },
})

type Purpose = 'read' | 'profile' | 'offers' | 'sensitive' | 'abroad'
const PURPOSES: readonly Purpose[] = ['read', 'profile', 'offers', 'sensitive', 'abroad']

interface View {
  readonly spanDays: number
  readonly counts: Readonly<
    Record<
      | 'exports'
      | 'erasures'
      | 'looks'
      | 'people'
      | 'refusedAll'
      | 'under'
      | 'ofAge'
      | 'unsaid'
      | 'factsDue'
      | 'receiversDue'
      | 'idle'
      | 'erasing'
      | 'revoking',
      number
    >
  >
  readonly nextTidyAt: string | null
  readonly gaps: readonly string[]
  readonly settings: Pick<SiteSettings, 'operator' | 'privacyContact' | 'country' | 'keptIn' | 'minorAge'>
  readonly consents: readonly {
    connector: string
    source: string
    stream: string
    title: string
    purpose: Purpose
    n: number
  }[]
  readonly streams: readonly Reading[]
  readonly kept: readonly { holds: string; howLong: string; tables: string }[]
}
interface Reading {
  readonly connector: string
  readonly source: string
  readonly stream: string
  readonly title: string
  readonly accounts: number
  readonly facts: number
  readonly failing: number
  readonly lastReadAt: string | null
  readonly nextAt: string | null
  readonly trouble: { readonly title: string; readonly next: string } | null
}

/** What the merchant owes people: requests, consents, readings in trouble, deletions, the record, the audit. */
export function Duties({ rest }: { rest: string }) {
  const { data, trouble, again } = useLoad<View>('/v1/console/duties')
  const now = data.value
  return (
    <div class="leaf duties">
      <header class="head">
        <h1>{t('title')}</h1>
        <p class="fact">{t('fact')}</p>
        <span class="push buttons">
          <a class="btn" href={`${BASE}/v1/console/record.html?lang=${lang.value}`} target="_blank" rel="noopener">
            {t('record')}
          </a>
        </span>
      </header>
      <Note trouble={trouble.value} />
      {now === null && trouble.value === null && <Waiting />}
      {now !== null && (
        <>
          {now.gaps.length > 0 && (
            <p class="gaps">
              <Shape kind="held" size={16} /> {t('gaps', { gaps: now.gaps.join(lang.value === 'zh' ? '、' : ', ') })}
            </p>
          )}
          <div class="cards">
            <Asked now={now} />
            <People now={now} />
            <Deletes now={now} />
            <Who settings={now.settings} onSaved={again} />
          </div>
          <Consents now={now} />
          <Readings streams={now.streams} />
          <KeptList kept={now.kept} />
        </>
      )}
      <AuditLog rest={rest} />
    </div>
  )
}

function Counts({
  head,
  rows,
  children,
}: {
  head: string
  rows: readonly (readonly [string, number])[]
  children?: ComponentChildren
}) {
  return (
    <section class="card group">
      <h2>{head}</h2>
      <dl class="pairs">
        {rows.flatMap(([label, n]) => [
          <dt key={label}>{label}</dt>,
          <dd key={`${label} n`} class="num">
            {number(n)}
          </dd>,
        ])}
      </dl>
      {children}
    </section>
  )
}

function Asked({ now: { counts, spanDays } }: { now: View }) {
  const rows = (['exports', 'erasures', 'looks'] as const).map((key) => [t(key), counts[key]] as const)
  const open = (['erasing', 'revoking'] as const).filter((key) => counts[key] > 0)
  return (
    <Counts head={t('asked', { n: spanDays })} rows={[...rows, ...open.map((key) => [t(key), counts[key]] as const)]}>
      <p class="t2">{t('askedText')}</p>
    </Counts>
  )
}

function People({ now: { counts, settings } }: { now: View }) {
  const age = settings.minorAge
  const ages =
    age === null
      ? []
      : ([
          [t('under', { age }), counts.under],
          [t('ofAge', { age }), counts.ofAge],
          [t('unsaid'), counts.unsaid],
        ] as const)
  return <Counts head={t('people')} rows={[[t('known'), counts.people], [t('nothing'), counts.refusedAll], ...ages]} />
}

function Deletes({ now: { counts, nextTidyAt } }: { now: View }) {
  return (
    <Counts
      head={t('deletes')}
      rows={[
        [t('factsDue'), counts.factsDue],
        [t('receiversDue'), counts.receiversDue],
        [t('idle'), counts.idle],
      ]}
    >
      {nextTidyAt !== null && <p class="t2">{t('nextTidy', { at: when(nextTidyAt) })}</p>}
    </Counts>
  )
}

interface SettingsView {
  readonly name: object
  readonly origins: readonly string[]
  readonly settings: SiteSettings
}

function Who({ settings, onSaved }: { settings: View['settings']; onSaved: () => void }) {
  const form = useSignal({
    operator: settings.operator ?? '',
    privacyContact: settings.privacyContact ?? '',
    country: settings.country ?? '',
    keptIn: settings.keptIn ?? '',
    minorAge: settings.minorAge === null ? '' : String(settings.minorAge),
  })
  const isSaved = useSignal(false)
  const { busy, trouble, run } = useAction()
  const save = async () => {
    const { operator, privacyContact, country, keptIn, minorAge } = form.value
    const orNull = (text: string) => text.trim() || null
    const done = await run(async () => {
      const { name, origins, settings: all } = await api<SettingsView>('GET', '/v1/console/settings')
      const mine = {
        operator: orNull(operator),
        privacyContact: orNull(privacyContact),
        country: orNull(country.toUpperCase()),
        keptIn: orNull(keptIn.toUpperCase()),
        minorAge: minorAge.trim() === '' ? null : Number(minorAge) || 0,
      }
      await api('PUT', '/v1/console/settings', { name, origins, settings: { ...all, ...mine } })
    })
    isSaved.value = done
    if (done) onSaved()
  }
  const wrong = trouble.value?.field?.replace('settings/', '')
  const field = (key: keyof typeof form.value, label: string, hint?: string) => (
    <Field
      label={label}
      name={key}
      value={form.value[key]}
      optional
      autocomplete="off"
      {...(hint === undefined ? {} : { hint })}
      {...(key === 'minorAge' ? { inputMode: 'numeric' as const } : {})}
      error={wrong === key ? (trouble.value?.title ?? null) : null}
      onInput={(value) => {
        form.value = { ...form.value, [key]: value }
        isSaved.value = false
      }}
    />
  )
  return (
    <form
      class="card group"
      onSubmit={(e) => {
        e.preventDefault()
        void save()
      }}
    >
      <h2>{t('who')}</h2>
      {field('operator', t('operator'))}
      {field('privacyContact', t('contact'), t('contactHint'))}
      {field('country', t('country'), t('countryHint'))}
      {field('keptIn', t('keptIn'), t('keptInHint'))}
      {field('minorAge', t('minorAge'), t('minorHint'))}
      {wrong === undefined && <Note trouble={trouble.value} />}
      <p class="buttons">
        <button type="submit" class="btn ink" aria-busy={busy.value}>
          {t('save')}
        </button>
        {isSaved.value && <span role="status">{t('saved')}</span>}
      </p>
    </form>
  )
}

function Consents({ now: { consents } }: { now: View }) {
  const byStream = new Map<string, View['consents'][number][]>()
  for (const one of consents) {
    const key = `${one.connector} ${one.stream}`
    byStream.set(key, [...(byStream.get(key) ?? []), one])
  }
  const streams = [...byStream.values()]
  const used = PURPOSES.filter((purpose) => consents.some((one) => one.purpose === purpose))
  return (
    <section class="card scrolls">
      <h2 class="pad">{t('consents')}</h2>
      {streams.length === 0 ? (
        <Empty icon="heart" text={t('noConsents')} />
      ) : (
        <table class="table fold">
          <thead>
            <tr>
              <th>{t('stream')}</th>
              {used.map((purpose) => (
                <th key={purpose} class="r">
                  {t(purpose)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {streams.map((all) => (
              <tr key={`${all[0]!.connector} ${all[0]!.stream}`}>
                <td class="lead">
                  {all[0]!.title} <small class="muted">{all[0]!.source}</small>
                </td>
                {used.map((purpose) => (
                  <td key={purpose} class="r num" data-l={t(purpose)}>
                    {number(all.find((one) => one.purpose === purpose)?.n ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function Readings({ streams }: { streams: readonly Reading[] }) {
  return (
    <section class="card scrolls">
      <h2 class="pad">{t('readings')}</h2>
      {streams.length === 0 ? (
        <Empty icon="plug" text={t('noReadings')} />
      ) : (
        <table class="table fold">
          <thead>
            <tr>
              <th>{t('stream')}</th>
              <th>{t('last')}</th>
              <th>{t('next')}</th>
              <th class="r">{t('facts')}</th>
              <th>{t('state')}</th>
            </tr>
          </thead>
          <tbody>
            {streams.map((s) => (
              <tr key={`${s.connector} ${s.stream}`}>
                <td class="lead">
                  {s.title} <small class="muted">{s.source}</small>
                </td>
                <td data-l={t('last')} class="t2 nowrap">
                  {s.lastReadAt === null ? '–' : when(s.lastReadAt)}
                </td>
                <td data-l={t('next')} class="t2 nowrap">
                  {s.nextAt === null ? '–' : when(s.nextAt)}
                </td>
                <td class="r num" data-l={t('facts')}>
                  {number(s.facts)}
                </td>
                <td data-l={t('state')}>
                  {s.trouble === null ? (
                    <Chip kind={s.accounts > 0 ? 'right' : 'idle'}>{t(s.accounts > 0 ? 'fine' : 'quiet')}</Chip>
                  ) : (
                    <>
                      <Chip kind="wrong">{t('failing', { n: s.failing, title: s.trouble.title })}</Chip>
                      <small class="block">{s.trouble.next}</small>
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function KeptList({ kept }: { kept: View['kept'] }) {
  return (
    <details class="card pad">
      <summary>{t('keptAll')}</summary>
      <table class="table fold">
        <thead>
          <tr>
            <th>{t('holds')}</th>
            <th>{t('long')}</th>
          </tr>
        </thead>
        <tbody>
          {kept.map((one) => (
            <tr key={one.holds + one.tables}>
              <td class="lead">
                {one.holds} <small class="muted mono">{one.tables}</small>
              </td>
              <td data-l={t('long')}>{one.howLong}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
