import type { ComponentChildren } from 'preact'
import { Note } from '../../kit/parts.tsx'
import { fullDay, when } from '../../kit/time.ts'
import { lang, words } from '../../kit/words.ts'
import { HOME } from '../session.ts'
import { cameWord } from './came-word.ts'
import { money, useLoad, Waiting } from './shop-kit.tsx'

const t = words({
  back: { zh: '推过的', en: 'Offers made' },
  title: { zh: '为什么推{goods}', en: 'Why {goods}' },
  rests: { zh: '凭什么', en: 'What it rests on' },
  pageAbout: { zh: '页面', en: 'Page' },
  words: { zh: '页面上的词', en: 'Words of the page' },
  interest: { zh: '喜好', en: 'Interest' },
  consent: { zh: '授权', en: 'Consent' },
  none: { zh: '没有用到', en: 'Not used' },
  consented: { zh: '同意过的条款 {version}，那一刻有效', en: 'Terms {version}, agreed to and in force at that moment' },
  noConsent: { zh: '没有用到个人资料，不需要', en: 'Nothing personal was used, so none was needed' },
  stock: { zh: '库存', en: 'Stock' },
  pieces: { zh: '当时能卖 {n} 件', en: '{n} could be sold then' },
  promise: { zh: '许诺', en: 'Promise' },
  promised: { zh: '{by} 前下单，{until} 以前发', en: 'Ordered by {by}, ships before {until}' },
  scores: { zh: '分数怎么来的', en: 'Where the score comes from' },
  sPage: { zh: '和页面近', en: 'Near the page' },
  sWords: { zh: '用词合', en: 'Words that match' },
  sInterest: { zh: '合喜好', en: 'Fits interests' },
  sum: { zh: '合计，连出价', en: 'In all, with the bid' },
  chance: { zh: '学到的点开机会', en: 'Learnt chance of opening' },
  worth: { zh: '一次点开值', en: 'An opening is worth' },
  choice: { zh: '怎么选的', en: 'How it was chosen' },
  random: {
    zh: '从合适的 {n} 件里平均地随机抽，五十次里有一次。',
    en: 'Drawn evenly among the {n} that fit, as one in fifty is.',
  },
  learnt: {
    zh: '从合适的 {n} 件里按把握大小抽，它的机会是 {p}。',
    en: 'Drawn among the {n} that fit by what each promised; its chance was {p}.',
  },
  rivals: { zh: '差一点的', en: 'The next best' },
  noRivals: { zh: '没有别的合适。', en: 'Nothing else fitted.' },
  held: { zh: '当时仓库忙，{n} 件难拣的货没有参加。', en: 'The floor was behind: {n} slow goods were left out.' },
  came: { zh: '后来', en: 'What came of it' },
  nothing: { zh: '还没动静。', en: 'Nothing yet.' },
  billed: { zh: '花了', en: 'Billed' },
  ordered: { zh: '下单', en: 'ordered' },
  shipped: { zh: '发出', en: 'shipped' },
  kept: { zh: '留到 {day}，之后删掉', en: 'Kept until {day}, then deleted' },
  gone: { zh: '删掉的计划', en: 'Deleted campaign' },
})

interface Why {
  readonly at: string
  readonly keptUntil: string
  readonly campaignId: string
  readonly campaign: string | null
  readonly sku: string
  readonly title: string | null
  readonly currency: string
  readonly personal: boolean
  readonly consentVersion: string | null
  readonly page: string | null
  readonly interest: string | null
  readonly propensity: number
  readonly isRandomSlice: boolean
  readonly heldBack: number
  readonly why: {
    readonly page: number
    readonly words: number
    readonly interest: number
    readonly score: number
    readonly pageWords: readonly string[]
    readonly available: number
    readonly among?: number
    readonly expected?: { readonly value: number; readonly click: { readonly rate: number } }
  }
  readonly rivals: readonly {
    readonly campaign: string | null
    readonly sku: string
    readonly title: string | null
    readonly chance: number
  }[]
  readonly promise: { readonly orderBy: string; readonly until: string } | null
  readonly events: readonly { readonly type: string; readonly at: string }[]
  readonly spend: readonly { readonly amount: number; readonly at: string }[]
  readonly order: { readonly id: string; readonly at: string; readonly shippedAt: string | null } | null
}

const percent = (share: number): string =>
  share.toLocaleString(lang.value === 'zh' ? 'zh-CN' : 'en', { style: 'percent', maximumFractionDigits: 1 })
const list = (parts: readonly string[]): string => parts.join(lang.value === 'zh' ? '、' : ', ')

/** One decision in full. */
export function WhyDecision({ id }: { id: string }) {
  const { data, trouble } = useLoad<Why>(`/v1/decisions/${id}/why`)
  const found = data.value
  return (
    <div class="leaf">
      <p class="fact">
        <a href={`${HOME}/why`}>‹ {t('back')}</a>
      </p>
      <Note trouble={trouble.value} />
      {found === null && trouble.value === null && <Waiting />}
      {found !== null && (
        <>
          <header class="head">
            <h1>{t('title', { goods: found.title ?? found.sku })}</h1>
            <span class="fact push">
              <a href={`${HOME}/campaigns/${found.campaignId}`}>{found.campaign ?? t('gone')}</a> · {when(found.at)}
            </span>
          </header>
          <div class="settings">
            <Rests why={found} />
            <Chosen why={found} />
            <Scores why={found} />
            <Came why={found} />
          </div>
          <p class="hint">{t('kept', { day: fullDay(found.keptUntil) })}</p>
        </>
      )}
    </div>
  )
}

function Card({ head, children }: { head: string; children: ComponentChildren }) {
  return (
    <section class="card group">
      <h2>{head}</h2>
      {children}
    </section>
  )
}

function Pair({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

function Rests({ why }: { why: Why }) {
  const { pageWords, available } = why.why
  return (
    <Card head={t('rests')}>
      <dl class="pairs">
        <Pair name={t('pageAbout')}>{why.page ?? t('none')}</Pair>
        <Pair name={t('words')}>{pageWords.length === 0 ? t('none') : list(pageWords)}</Pair>
        <Pair name={t('interest')}>{why.personal && why.interest !== null ? why.interest : t('none')}</Pair>
        <Pair name={t('consent')}>
          {why.personal ? t('consented', { version: why.consentVersion ?? '' }) : t('noConsent')}
        </Pair>
        <Pair name={t('stock')}>{t('pieces', { n: available })}</Pair>
        {why.promise !== null && (
          <Pair name={t('promise')}>
            {t('promised', { by: when(why.promise.orderBy), until: when(why.promise.until) })}
          </Pair>
        )}
      </dl>
    </Card>
  )
}

function Chosen({ why }: { why: Why }) {
  const n = why.why.among ?? why.rivals.length + 1
  return (
    <Card head={t('choice')}>
      {why.heldBack > 0 && <p>{t('held', { n: why.heldBack })}</p>}
      <p>{why.isRandomSlice ? t('random', { n }) : t('learnt', { n, p: percent(why.propensity) })}</p>
      <div>
        <h3>{t('rivals')}</h3>
        {why.rivals.length === 0 ? (
          <p class="hint">{t('noRivals')}</p>
        ) : (
          <ul class="lines">
            {why.rivals.map((one) => (
              <li key={one.sku}>
                {one.title ?? one.sku} <span class="muted">{one.campaign ?? t('gone')}</span>{' '}
                <b>{percent(one.chance)}</b>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Card>
  )
}

function Scores({ why }: { why: Why }) {
  const { page, words: fit, interest, score, expected } = why.why
  const bar = (name: string, share: number) => (
    <Pair name={name}>
      <span class="spend">
        <i aria-hidden="true">
          <b style={{ width: `${Math.min(1, share) * 100}%` }} />
        </i>
        <span>{share.toFixed(2)}</span>
      </span>
    </Pair>
  )
  return (
    <Card head={t('scores')}>
      <dl class="pairs">
        {bar(t('sPage'), page)}
        {bar(t('sWords'), fit)}
        {bar(t('sInterest'), interest)}
        <Pair name={t('sum')}>{score.toFixed(2)}</Pair>
        {expected !== undefined && <Pair name={t('chance')}>{percent(expected.click.rate)}</Pair>}
        {expected !== undefined && (
          <Pair name={t('worth')}>{money({ amount: Math.round(expected.value), currency: why.currency })}</Pair>
        )}
      </dl>
    </Card>
  )
}

function Came({ why }: { why: Why }) {
  const steps = [
    ...why.events.map(({ type, at }) => ({ name: cameWord(type), at })),
    ...(why.order === null ? [] : [{ name: t('ordered'), at: why.order.at }]),
    ...(why.order?.shippedAt == null ? [] : [{ name: t('shipped'), at: why.order.shippedAt }]),
  ]
  const spent = why.spend.reduce((sum, { amount }) => sum + amount, 0)
  return (
    <Card head={t('came')}>
      {steps.length === 0 && <p class="hint">{t('nothing')}</p>}
      <dl class="pairs">
        {steps.map(({ name, at }) => (
          <Pair key={name} name={name}>
            <time dateTime={at}>{when(at)}</time>
          </Pair>
        ))}
        <Pair name={t('billed')}>{money({ amount: spent, currency: why.currency })}</Pair>
      </dl>
    </Card>
  )
}
