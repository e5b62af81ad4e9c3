import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Text } from '../../../src/base/i18n.ts'
import { api } from '../../kit/api.ts'
import { Chip, Empty, Note, type Trouble, troubleOf } from '../../kit/parts.tsx'
import { go, query } from '../../kit/route.ts'
import { when } from '../../kit/time.ts'
import { inLang, lang, words } from '../../kit/words.ts'
import { useListKeys } from '../keys.ts'
import { HOME } from '../session.ts'
import { cameWord } from './came-word.ts'
import { Waiting } from './shop-kit.tsx'
import { WhyDecision } from './why-decision.tsx'
import { WhyPage } from './why-page.tsx'

const t = words({
  title: { zh: '为什么推这个', en: 'Why this offer' },
  kind: { zh: '看什么', en: 'What to look at' },
  made: { zh: '推过的', en: 'Offers made' },
  supposed: { zh: '试一个页面', en: 'Try a page' },
  fact: {
    zh: '每次推荐的理由留 90 天。不认得的人只有随机编号。',
    en: 'The reasons of every offer are kept for 90 days. People are random keys here.',
  },
  goods: { zh: '推了什么', en: 'Offered' },
  campaign: { zh: '计划', en: 'Campaign' },
  who: { zh: '给谁', en: 'To whom' },
  by: { zh: '凭什么', en: 'By' },
  came: { zh: '后来', en: 'Then' },
  at: { zh: '时间', en: 'When' },
  anyone: { zh: '没登录的人', en: 'Somebody signed out' },
  gone: { zh: '删掉的计划', en: 'Deleted campaign' },
  page: { zh: '只看页面', en: 'Page alone' },
  interest: { zh: '按喜好', en: 'By interest' },
  random: { zh: '随机', en: 'At random' },
  nothing: { zh: '还没动静', en: 'Nothing yet' },
  none: {
    zh: '还没推过广告。页面一问，每次推荐和理由都在这里。',
    en: 'No offer made yet. As soon as a page asks, each one stands here with its reasons.',
  },
  noMatch: { zh: '没有推给这个人的，或者已经过了 90 天。', en: 'None for this person, or it is older than 90 days.' },
  only: { zh: '只看这个人的', en: 'Only this person’s' },
  all: { zh: '看所有人的', en: 'Everybody’s' },
  more: { zh: '再看 50 条', en: '50 more' },
})

interface Line {
  readonly id: string
  readonly at: string
  readonly campaign: string | null
  readonly sku: string
  readonly title: Text | null
  readonly personId: string | null
  readonly personal: boolean
  readonly isRandomSlice: boolean
  readonly events: readonly string[]
}

/** The offers that were made, each with its reasons; and what would be made for a page. */
export function Why({ rest }: { rest: string }) {
  if (rest !== '' && rest !== 'page') return <WhyDecision key={rest} id={rest} />
  const tab = (to: string, label: string) => (
    <button type="button" role="tab" aria-selected={rest === to} onClick={() => go(`${HOME}/why${to && `/${to}`}`)}>
      {label}
    </button>
  )
  return (
    <div class="leaf">
      <header class="head">
        <h1>{t('title')}</h1>
        <div class="tabs push" role="tablist" aria-label={t('kind')}>
          {tab('', t('made'))}
          {tab('page', t('supposed'))}
        </div>
      </header>
      {rest === 'page' ? <WhyPage /> : <Made />}
    </div>
  )
}

function Made() {
  const items = useSignal<readonly Line[] | null>(null)
  const next = useSignal<string | null>(null)
  const trouble = useSignal<Trouble | null>(null)
  useListKeys()
  const person = query.value.get('person') ?? ''
  const load = async (cursor: string | null) => {
    const params = new URLSearchParams()
    if (person !== '') params.set('person', person)
    if (cursor !== null) params.set('cursor', cursor)
    try {
      const found = await api<{ items: Line[]; next: string | null }>('GET', `/v1/console/offers/decisions?${params}`)
      items.value = cursor === null ? found.items : [...(items.value ?? []), ...found.items]
      next.value = found.next
      trouble.value = null
    } catch (error) {
      trouble.value = troubleOf(error)
    }
  }
  useEffect(() => void load(null), [person])
  const rows = items.value
  return (
    <>
      <p class="fact">
        {t('fact')}
        {person !== '' && (
          <>
            {' '}
            <a href={`${HOME}/why`}>{t('all')}</a>
          </>
        )}
      </p>
      <Note trouble={trouble.value} />
      {rows === null && trouble.value === null && <Waiting rows={6} />}
      {rows !== null && (
        <section class="card listcard">
          {rows.length === 0 ? (
            <Empty icon="megaphone" text={t(person === '' ? 'none' : 'noMatch')} />
          ) : (
            <table class="table fold">
              <thead>
                <tr>
                  <th>{t('goods')}</th>
                  <th>{t('campaign')}</th>
                  <th>{t('by')}</th>
                  <th>{t('who')}</th>
                  <th>{t('came')}</th>
                  <th class="r">{t('at')}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <Row key={row.id} row={row} />
                ))}
              </tbody>
            </table>
          )}
          {next.value !== null && (
            <button type="button" class="btn quiet lmore" onClick={() => void load(next.value)}>
              {t('more')}
            </button>
          )}
        </section>
      )}
    </>
  )
}

function Row({ row }: { row: Line }) {
  return (
    <tr>
      <td class="lead">
        <a class="strong" href={`${HOME}/why/${row.id}`} data-row>
          {row.title === null ? row.sku : inLang(row.title)}
        </a>
      </td>
      <td data-l={t('campaign')}>{row.campaign ?? t('gone')}</td>
      <td data-l={t('by')}>
        <Chip kind={row.isRandomSlice ? 'idle' : row.personal ? 'doing' : 'right'}>
          {t(row.isRandomSlice ? 'random' : row.personal ? 'interest' : 'page')}
        </Chip>
      </td>
      <td data-l={t('who')}>
        {row.personId === null ? (
          <span class="muted">{t('anyone')}</span>
        ) : (
          <a class="mono" href={`${HOME}/why?person=${row.personId}`} title={t('only')}>
            {row.personId.slice(-8)}
          </a>
        )}
      </td>
      <td data-l={t('came')} class="t2">
        {row.events.length === 0 ? t('nothing') : row.events.map(cameWord).join(lang.value === 'zh' ? '、' : ', ')}
      </td>
      <td data-l={t('at')} class="r nowrap">
        <time dateTime={row.at}>{when(row.at)}</time>
      </td>
    </tr>
  )
}
