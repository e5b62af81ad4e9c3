import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api } from '../../kit/api.ts'
import { Shape } from '../../kit/icons.tsx'
import { Chip, Empty, Field, Note, Sheet, type Trouble, troubleOf, useAction } from '../../kit/parts.tsx'
import { day, number, when } from '../../kit/time.ts'
import { lang, words } from '../../kit/words.ts'
import { canDo, HOME } from '../session.ts'
import { useLoad, Waiting } from './shop-kit.tsx'

const t = words({
  title: { zh: '用户和授权', en: 'People and consents' },
  ages: {
    zh: '{under} 人说没满 {n} 岁，什么也没读；{of} 人说满了。',
    en: '{under} said they are under {n}: nothing is read. {of} said they are older.',
  },
  fact: {
    zh: '这里只有随机号码。名字、喜好、读到的东西都封着，要看得写理由。',
    en: 'Only random keys here. Names, interests and what was read are sealed; reading them takes a reason.',
  },
  person: { zh: '用户', en: 'Person' },
  since: { zh: '哪天来的', en: 'Since' },
  consents: { zh: '同意读取', en: 'Agreed to reading' },
  refused: { zh: '什么也不读', en: 'Nothing is read' },
  facts: { zh: '存着', en: 'Facts held' },
  factCount: { zh: '{n} 条', en: '{n}' },
  profile: { zh: '喜好', en: 'Interests' },
  formed: { zh: '出自 {n} 条资料', en: 'From {n} {n|fact|facts}' },
  notFormed: { zh: '没有', en: 'None' },
  read: { zh: '查看', en: 'Read' },
  offersOf: { zh: '推给这个人的广告，和为什么', en: 'Offers made to this person, and why' },
  readIt: { zh: '查看用户 {key}', en: 'Read person {key}' },
  ownerOnly: { zh: '查看一个人要负责人来。', en: 'Only an owner may read a person.' },
  more: { zh: '再看 50 位', en: '50 more' },
  none: {
    zh: '还没有人登录过。有人登录你的店，这里出现一个随机号码和他同意的事。',
    en: 'Nobody has signed in yet. When somebody does, a random key and what they agreed to stand here.',
  },
  whyTitle: { zh: '为什么要看这个人？', en: 'Why read this person?' },
  whyText: {
    zh: '理由会和你的名字、时间一起记下，删不掉。',
    en: 'The reason is logged with your name and the time, and cannot be removed.',
  },
  reason: { zh: '理由', en: 'Reason' },
  reasonHint: { zh: '比如：她来信问为什么看到咖啡广告', en: 'For example: she asked why she sees coffee offers' },
  reasonShort: { zh: '写清楚为什么，至少 3 个字。', en: 'Say why, in 3 characters at least.' },
  look: { zh: '记下理由并查看', en: 'Log the reason and read' },
  logged: { zh: '记下了：{reason}', en: 'Logged: {reason}' },
  who: { zh: '用户 {key}', en: 'Person {key}' },
  accounts: { zh: '账号', en: 'Accounts' },
  interests: { zh: '喜好和依据', en: 'Interests and evidence' },
  asTold: { zh: '下面是本人看到的原话。', en: 'In the words the person reads.' },
  noInterests: { zh: '没有形成喜好。', en: 'No interest was formed.' },
  lastFacts: { zh: '读到的', en: 'What was read' },
  noFacts: { zh: '什么也没存。', en: 'Nothing is held.' },
  offers: { zh: '看过 {n} 个广告，个性化{state}', en: 'Offers seen: {n}, personal offers {state}' },
  on: { zh: '开着', en: 'on' },
  off: { zh: '关着', en: 'off' },
  orders: { zh: '{n} 个订单', en: 'orders: {n}' },
  receipts: { zh: '同意和拒绝的回执', en: 'Receipts of yes and no' },
  yes: { zh: '同意', en: 'Agreed' },
  no: { zh: '收回', en: 'Withdrawn' },
  moreFacts: {
    zh: '只列最近的；全部在用户自己的导出里。',
    en: 'The latest only; everything is in the person’s own export.',
  },
})

interface Person {
  readonly personId: string
  readonly since: string
  readonly interests: boolean
  readonly facts: number
  readonly consents: readonly { readonly connector: string; readonly stream: string; readonly at: string }[]
}
interface Page {
  readonly items: readonly Person[]
  readonly next: string | null
  /** Counted, never who. */
  readonly ages: { readonly from: number | null; readonly under: number; readonly ofAge: number }
}
interface Connectors {
  readonly items: readonly {
    readonly connector: string
    readonly name: string
    readonly streams: readonly { readonly stream: string; readonly title: string }[]
  }[]
}
interface PersonView {
  readonly accounts: readonly { readonly id: string; readonly connector: string; readonly connectedAt: string }[]
  readonly interests: readonly {
    readonly categoryId: string
    readonly label: string
    readonly weight: number
    readonly evidence: readonly { readonly sentence: string; readonly source: string }[]
  }[]
  readonly facts: { readonly items: readonly { id: string; sentence: string; source: string; readAt: string }[] }
  readonly personalOffers: { readonly on: boolean }
  readonly receipts: readonly {
    id: string
    connector: string
    stream: string
    purpose: string
    given: boolean
    at: string
  }[]
  readonly offersSeen: { readonly count: number }
  readonly orders: { readonly count: number }
}

/** The end of a person's key: enough to tell rows apart, never who it is. */
const short = (id: string): string => id.slice(-8)

/** Shoppers by random key, what they agreed to, and one person's data for a reason that is logged. */
export function People() {
  const { data, trouble } = useLoad<Page>('/v1/console/people')
  const connectors = useLoad<Connectors>('/v1/console/connectors').data.value?.items ?? []
  const more = useSignal<readonly Person[]>([])
  const next = useSignal<string | null>(null)
  const asked = useSignal<string | null>(null)
  const action = useAction()
  const mayRead = canDo()
  useEffect(() => {
    more.value = []
    next.value = data.value?.next ?? null
  }, [data.value])
  const titleOf = (connector: string, stream: string) =>
    connectors.find((c) => c.connector === connector)?.streams.find((s) => s.stream === stream)?.title ?? stream
  const people = [...(data.value?.items ?? []), ...more.value]
  const ages = data.value?.ages
  return (
    <div class="leaf">
      <header class="head">
        <h1>{t('title')}</h1>
        <p class="fact">
          {t('fact')}
          {ages !== undefined &&
            ages.from !== null &&
            ` ${t('ages', { n: ages.from, under: ages.under, of: ages.ofAge })}`}
        </p>
      </header>
      <Note trouble={trouble.value ?? action.trouble.value} />
      {!mayRead && people.length > 0 && <p class="fact">{t('ownerOnly')}</p>}
      {data.value === null && trouble.value === null && <Waiting />}
      {data.value !== null && people.length === 0 && (
        <section class="card">
          <Empty icon="heart" text={t('none')} />
        </section>
      )}
      {people.length > 0 && (
        <section class="card scrolls">
          <table class="table fold">
            <thead>
              <tr>
                <th>{t('person')}</th>
                <th>{t('consents')}</th>
                <th class="r">{t('facts')}</th>
                <th>{t('profile')}</th>
                <th>{t('since')}</th>
                {mayRead && <th />}
              </tr>
            </thead>
            <tbody>
              {people.map((person) => (
                <Row
                  key={person.personId}
                  person={person}
                  titleOf={titleOf}
                  {...(mayRead
                    ? {
                        onRead: () => {
                          asked.value = person.personId
                        },
                      }
                    : {})}
                />
              ))}
            </tbody>
          </table>
        </section>
      )}
      {next.value !== null && (
        <button
          type="button"
          class="btn more"
          aria-busy={action.busy.value}
          onClick={() =>
            void action.run(async () => {
              const page = await api<Page>('GET', `/v1/console/people?cursor=${next.value}`)
              more.value = [...more.value, ...page.items]
              next.value = page.next
            })
          }
        >
          {t('more')}
        </button>
      )}
      {asked.value !== null && (
        <Reading
          id={asked.value}
          titleOf={titleOf}
          onClose={() => {
            asked.value = null
          }}
        />
      )}
    </div>
  )
}

type TitleOf = (connector: string, stream: string) => string

function Row({ person, titleOf, onRead }: { person: Person; titleOf: TitleOf; onRead?: () => void }) {
  return (
    <tr>
      <td class="lead">
        <a href={`${HOME}/why?person=${person.personId}`} title={t('offersOf')}>
          <code class="key">{short(person.personId)}</code>
        </a>
      </td>
      <td data-l={t('consents')}>
        <span class="chips">
          {person.consents.map((c) => (
            <Chip key={`${c.connector} ${c.stream}`} kind="right">
              {titleOf(c.connector, c.stream)} <small>{day(c.at)}</small>
            </Chip>
          ))}
          {person.consents.length === 0 && <Chip kind="off">{t('refused')}</Chip>}
        </span>
      </td>
      <td class="r" data-l={t('facts')}>
        {t('factCount', { n: number(person.facts) })}
      </td>
      <td data-l={t('profile')} class="t2">
        {person.interests && person.facts > 0 ? t('formed', { n: person.facts }) : t('notFormed')}
      </td>
      <td data-l={t('since')} class="t2 nowrap">
        {when(person.since)}
      </td>
      {onRead !== undefined && (
        <td class="r act">
          <button
            type="button"
            class="btn small"
            aria-label={t('readIt', { key: short(person.personId) })}
            onClick={onRead}
          >
            {t('read')}
          </button>
        </td>
      )}
    </tr>
  )
}

/** Asks for the reason, then shows what is held; the reason stands on top all the while. */
function Reading({ id, titleOf, onClose }: { id: string; titleOf: TitleOf; onClose: () => void }) {
  const reason = useSignal('')
  const isShort = useSignal(false)
  const view = useSignal<PersonView | null>(null)
  const failed = useSignal<Trouble | null>(null)
  const read = async () => {
    isShort.value = reason.value.trim().length < 3
    if (isShort.value) return
    try {
      view.value = await api<PersonView>('POST', `/v1/console/people/${id}/read`, { reason: reason.value.trim() })
    } catch (error) {
      failed.value = troubleOf(error)
    }
  }
  const shown = view.value
  return (
    <Sheet title={shown === null ? t('whyTitle') : t('who', { key: short(id) })} onClose={onClose}>
      {shown === null ? (
        <form
          class="formed"
          onSubmit={(e) => {
            e.preventDefault()
            void read()
          }}
        >
          <p>{t('whyText')}</p>
          <Field
            label={t('reason')}
            name="reason"
            rows={3}
            value={reason.value}
            hint={t('reasonHint')}
            error={isShort.value ? t('reasonShort') : null}
            onInput={(value) => {
              reason.value = value
              isShort.value = false
            }}
          />
          <Note trouble={failed.value} />
          <button type="submit" class="btn ink">
            {t('look')}
          </button>
        </form>
      ) : (
        <Held view={shown} reason={reason.value.trim()} titleOf={titleOf} />
      )}
    </Sheet>
  )
}

const FACTS_SHOWN = 12

function Held({ view, reason, titleOf }: { view: PersonView; reason: string; titleOf: TitleOf }) {
  return (
    <div class="held-data">
      <p class="done">
        <Shape kind="right" size={16} />
        {t('logged', { reason })}
      </p>
      <p>
        {t('offers', { n: number(view.offersSeen.count), state: t(view.personalOffers.on ? 'on' : 'off') })}
        {lang.value === 'zh' ? '，' : ', '}
        {t('orders', { n: number(view.orders.count) })}
      </p>
      <h3>{t('interests')}</h3>
      {view.interests.length > 0 && <p class="t2">{t('asTold')}</p>}
      {view.interests.length === 0 && <p class="t2">{t('noInterests')}</p>}
      <ul class="likes">
        {view.interests.map((one) => (
          <li key={one.categoryId}>
            <b>{one.label}</b>
            <i aria-hidden="true">
              <span style={{ width: `${Math.round(one.weight * 100)}%` }} />
            </i>
            {one.evidence.slice(0, 2).map((e) => (
              <p key={e.sentence}>
                {e.sentence} <small>{e.source}</small>
              </p>
            ))}
          </li>
        ))}
      </ul>
      <h3>{t('lastFacts')}</h3>
      {view.facts.items.length === 0 && <p class="t2">{t('noFacts')}</p>}
      <ul class="likes">
        {view.facts.items.slice(0, FACTS_SHOWN).map((fact) => (
          <li key={fact.id}>
            {fact.sentence} <small>{`${fact.source} · ${day(fact.readAt)}`}</small>
          </li>
        ))}
      </ul>
      {view.facts.items.length > FACTS_SHOWN && <p class="t2">{t('moreFacts')}</p>}
      <h3>{t('receipts')}</h3>
      <ul class="likes">
        {view.receipts
          .filter((r) => r.purpose === 'read')
          .map((r) => (
            <li key={r.id} class="receipt">
              <Chip kind={r.given ? 'right' : 'off'}>{t(r.given ? 'yes' : 'no')}</Chip>
              <span>{titleOf(r.connector, r.stream)}</span>
              <small>{when(r.at)}</small>
            </li>
          ))}
      </ul>
    </div>
  )
}
