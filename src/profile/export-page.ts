import { type Lang, say, type Text } from '../base/i18n.ts'
import { formatMoney } from '../base/money.ts'
import { list, p, paper, section, subhead } from '../base/paper.ts'
import { EVERYTHING } from '../consent/consent.ts'
import type { Exported } from './export-shape.ts'

const WORDS = {
  title: { zh: '{shop}存着的你的资料', en: 'What {shop} holds about you' },
  lead: {
    zh: '{day} 打印。全部都在这里，没有别的。别的店看不到这些。',
    en: 'As of {day}. All of it is here, there is nothing else. No other shop sees this.',
  },
  file: { zh: '下载成文件（给程序用）', en: 'Download as a file (for programs)' },
  back: { zh: '回去改或删', en: 'Back, to correct or erase' },
  other: { zh: 'In English', en: '中文' },
  accounts: { zh: '你用什么登录', en: 'What you sign in with' },
  account: { zh: '{name}，在 {where}', en: '{name} at {where}' },
  accountSince: { zh: '{day} 起；上次登录 {last}', en: 'since {day}; last sign-in {last}' },
  yes: { zh: '你同意了什么', en: 'What you agreed to' },
  yesNone: { zh: '现在什么都没有同意。没有读取任何东西。', en: 'Nothing at the moment. Nothing is read.' },
  yesOne: { zh: '{day} 同意', en: 'agreed on {day}' },
  read: { zh: '可以读', en: 'may be read' },
  profile: { zh: '可以了解喜好', en: 'may tell what you like' },
  offers: { zh: '可以选广告', en: 'may choose offers' },
  sensitive: { zh: '可以包含敏感内容', en: 'may hold sensitive things' },
  abroad: { zh: '可以到境外', en: 'may cross a border' },
  offersOn: { zh: '个性化广告开着。', en: 'Personal offers are on.' },
  offersOff: { zh: '个性化广告关着。', en: 'Personal offers are off.' },
  facts: { zh: '读到了什么', en: 'What was read' },
  factsNone: { zh: '什么也没有存。', en: 'Nothing is held.' },
  factsCount: { zh: '{source}：{n} 条', en: '{source}: {n}' },
  factWhen: { zh: '{at}，{end} 删除', en: '{at}, deleted on {end}' },
  factsMore: { zh: '这里列最近 {n} 条；全部在文件里。', en: 'The latest {n} are listed; all are in the file.' },
  interests: { zh: '店里觉得你喜欢什么', en: 'What the shop thinks you like' },
  interestsNone: { zh: '没有猜测。', en: 'There are no guesses.' },
  strong: { zh: '很喜欢', en: 'a lot' },
  some: { zh: '喜欢', en: 'somewhat' },
  faint: { zh: '有一点', en: 'a little' },
  because: { zh: '因为：{why}', en: 'Because: {why}' },
  denied: { zh: '你说过不是你的：{what}', en: 'You said these are not yours: {what}' },
  orders: { zh: '你的订单', en: 'Your orders' },
  ordersNone: { zh: '还没有订单。', en: 'No orders.' },
  order: { zh: '{number}，{day}，{total}', en: '{number}, {day}, {total}' },
  to: { zh: '寄给 {name}，{address}', en: 'to {name}, {address}' },
  gone: { zh: '收件人已删除', en: 'the addressee was deleted' },
  seen: { zh: '你看过的广告', en: 'Offers you saw' },
  seenNone: { zh: '一个也没有。', en: 'None.' },
  seenCount: {
    zh: '{n} 个，其中 {personal} 个按你的喜好选的；你点开 {clicked} 个，关掉 {hidden} 个。',
    en: '{n}, of which {personal} were chosen for you; you opened {clicked} and hid {hidden}.',
  },
  looked: { zh: '店里谁看过', en: 'Who of the shop looked' },
  lookedNone: { zh: '店里没有人打开过你的资料。', en: 'Nobody of the shop has opened your data.' },
  lookedAt: {
    zh: '{day}，店里的人写了理由打开过',
    en: '{day}: somebody of the shop opened it, with a reason on record',
  },
  devices: { zh: '收通知的浏览器', en: 'Browsers that get notifications' },
  device: { zh: '{day} 起，经过 {host}', en: 'since {day}, by way of {host}' },
  receipts: { zh: '你每次怎么回答的', en: 'Every answer you gave' },
  given: { zh: '同意', en: 'yes to' },
  refused: { zh: '不同意或收回', en: 'no to' },
  everything: { zh: '个性化广告', en: 'personal offers' },
  kept: { zh: '删除以后还留什么', en: 'What stays after erasing' },
  keptFor: { zh: '{what}：留 {years} 年', en: '{what}: {years} years' },
} satisfies Record<string, Text>

/** Most facts of one source that are listed; a book would not be read. */
const MOST_LISTED = 100

/** The export as a page: in whole sentences, by what people ask, and made of the file itself, so that both say the same. */
export function exportPage(data: Exported, lang: Lang, links: { file: string; back: string; other: string }): string {
  const w = (key: keyof typeof WORDS, params: Record<string, string | number> = {}) => say(WORDS[key], lang, params)
  const shop = say(data.site.name as Text, lang)
  const tell: Telling = { lang, w }
  return paper({
    lang,
    title: w('title', { shop }),
    lead: w('lead', { day: day(data.exportedAt) }),
    links: [
      { href: links.file, words: w('file'), download: true },
      { href: links.back, words: w('back') },
      { href: links.other, words: w('other') },
    ],
    sections: [
      accounts(data, tell),
      agreed(data, tell),
      interests(data, tell),
      facts(data, tell),
      orders(data, tell),
      offers(data, tell),
      section(
        w('looked'),
        data.lookedAt.length === 0
          ? p(w('lookedNone'))
          : list(data.lookedAt.map(({ at }) => [w('lookedAt', { day: day(at) })])),
      ),
      ...(data.devices.length === 0
        ? []
        : [section(w('devices'), list(data.devices.map((d) => [w('device', { day: day(d.since), host: d.host })])))]),
      receipts(data, tell),
      section(
        w('kept'),
        list(
          data.keptAfterErasure.map(({ what, days, why }) => [
            w('keptFor', { what: say(what as Text, lang), years: Math.round((days ?? 0) / 365) }),
            say(why as Text, lang),
          ]),
        ),
      ),
    ],
  })
}

interface Telling {
  readonly lang: Lang
  readonly w: (key: keyof typeof WORDS, params?: Record<string, string | number>) => string
}

const day = (at: string): string => at.slice(0, 10)
const comma = (lang: Lang): string => (lang === 'zh' ? '、' : ', ')

/** What a stream is called, by its reading or its facts. */
function titleOf(data: Exported, connector: string, stream: string): string {
  return (
    data.readings.find((r) => r.connector === connector && r.stream === stream)?.title ??
    data.facts.find((f) => f.connector === connector && f.stream === stream)?.source ??
    stream
  )
}

function accounts({ accounts: all }: Exported, { w }: Telling): string {
  return section(
    w('accounts'),
    list(
      all.map((one) => [
        w('account', { name: one.name ?? one.subject, where: hostOf(one.issuer) || one.connector }),
        w('accountSince', { day: day(one.connectedAt), last: day(one.signedInAt) }),
      ]),
    ),
  )
}

const hostOf = (address: string): string => URL.parse(address)?.host ?? address

function agreed(data: Exported, { lang, w }: Telling): string {
  const streams = new Map<string, { title: string; at: string; purposes: string[] }>()
  for (const c of data.consents) {
    const key = `${c.connector} ${c.stream}`
    const one = streams.get(key) ?? { title: titleOf(data, c.connector, c.stream), at: c.at, purposes: [] }
    one.purposes.push(c.purpose in WORDS ? w(c.purpose as keyof typeof WORDS) : c.purpose)
    streams.set(key, one)
  }
  const items = [...streams.values()].map(
    ({ title, at, purposes }) => [`${title}: ${purposes.join(comma(lang))}`, w('yesOne', { day: day(at) })] as const,
  )
  const offersAre = p(w(data.personalOffers.on ? 'offersOn' : 'offersOff'))
  return section(w('yes'), (items.length === 0 ? p(w('yesNone')) : list(items)) + offersAre)
}

function interests(data: Exported, { lang, w }: Telling): string {
  const { deniedInterests: denied } = data.corrections
  const word = (weight: number) => w(weight >= 0.6 ? 'strong' : weight >= 0.25 ? 'some' : 'faint')
  const items = data.interests.map((one) => {
    const why = one.evidence.slice(0, 2).map((e) => `${say(e.sentence as Text, lang)} (${say(e.source as Text, lang)})`)
    return [`${one.label}: ${word(one.weight)}`, w('because', { why: why.join('; ') })] as const
  })
  return section(
    w('interests'),
    (items.length === 0 ? p(w('interestsNone')) : list(items)) +
      (denied.length === 0 ? '' : p(w('denied', { what: denied.map((d) => d.label).join(comma(lang)) }))),
  )
}

function facts(data: Exported, { w }: Telling): string {
  if (data.facts.length === 0) return section(w('facts'), p(w('factsNone')))
  const sources = Map.groupBy(data.facts, (f) => f.source)
  const parts = [...sources].map(([source, all]) => {
    const head = subhead(w('factsCount', { source, n: all.length }))
    const items = all
      .slice(0, MOST_LISTED)
      .map((f) => [f.sentence, w('factWhen', { at: day(f.at ?? f.readAt), end: day(f.expiresAt) })] as const)
    return head + list(items) + (all.length > MOST_LISTED ? p(w('factsMore', { n: MOST_LISTED })) : '')
  })
  return section(w('facts'), parts.join(''))
}

function orders(data: Exported, { lang, w }: Telling): string {
  if (data.orders.length === 0) return section(w('orders'), p(w('ordersNone')))
  const items = data.orders.map((o) => {
    const total = formatMoney(o.total, lang)
    const goods = o.lines.map((l) => `${say(l.title as Text, lang)} × ${l.qty}`).join(comma(lang))
    return [`${w('order', { number: o.number, day: day(o.placedAt), total })}: ${goods}`, whereTo(o, w)] as const
  })
  return section(w('orders'), list(items))
}

function whereTo({ delivery }: Exported['orders'][number], w: Telling['w']): string {
  if (delivery === null) return w('gone')
  const { name = '' } = delivery.receiver as { name?: string }
  const address = Object.values(delivery.address as Record<string, unknown>).filter((part) => typeof part === 'string')
  return w('to', { name, address: address.join(' ') })
}

function offers({ offers: all }: Exported, { w }: Telling): string {
  if (all.length === 0) return section(w('seen'), p(w('seenNone')))
  const count = (type: string) => all.filter((o) => o.events.includes(type)).length
  return section(
    w('seen'),
    p(
      w('seenCount', {
        n: all.length,
        personal: all.filter((o) => o.personal).length,
        clicked: count('clicked'),
        hidden: count('hidden'),
      }),
    ),
  )
}

function receipts(data: Exported, { w }: Telling): string {
  if (data.receipts.length === 0) return ''
  // One answer leaves a receipt for each purpose: the one to reading stands for all.
  const shown = data.receipts.filter((r) => r.purpose === 'read' || r.stream === EVERYTHING)
  const items = shown.map((r) => {
    const what = r.stream === EVERYTHING ? w('everything') : titleOf(data, r.connector, r.stream)
    return [`${day(r.at)} ${w(r.given ? 'given' : 'refused')} ${what}`] as const
  })
  return section(w('receipts'), list(items))
}
