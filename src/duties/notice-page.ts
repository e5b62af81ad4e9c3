import { type Lang, say, type Text } from '../base/i18n.ts'
import { list, p, paper, section } from '../base/paper.ts'
import { KEPT_AFTER } from '../profile/kept.ts'
import { type RecordInput, type StreamRow, streamRows } from './record.ts'
import { IDLE_DAYS } from './retention.ts'

const WORDS = {
  title: { zh: '{shop}读什么，为什么', en: 'What {shop} reads, and why' },
  lead: {
    zh: '按店里现在的设置写成，{day}。',
    en: 'Written from how the shop is set up now, {day}.',
  },
  who: { zh: '谁在负责', en: 'Who is responsible' },
  whoIs: {
    zh: '{operator}。有关你资料的任何问题：{contact}。',
    en: '{operator}. For anything about your data: {contact}.',
  },
  whoShop: { zh: '{shop}', en: '{shop}' },
  noContact: { zh: '店里还没有写联系方式', en: 'the shop has not said yet' },
  signIn: { zh: '登录', en: 'Signing in' },
  signInText: {
    zh: '登录只记下账号平台给的编号、名字和头像，封存起来。登录不等于同意读取。不登录也能买。',
    en: 'Signing in keeps the number, name and picture that the account’s platform gives, sealed. It is no consent to read. You can buy without it.',
  },
  reads: { zh: '你同意以后才读的', en: 'What is read only once you agree' },
  readsNone: { zh: '现在什么也不读。', en: 'Nothing is read at the moment.' },
  readsHow: {
    zh: '每一项单独开关，默认都关。关掉一秒内停用，读到的一起删。',
    en: 'Each has a switch of its own, off at first. Switched off it ends within a second, and what was read is deleted.',
  },
  stream: { zh: '{source}：{title}', en: '{source}: {title}' },
  streamText: { zh: '{purpose}。留 {days} 天；{use}。', en: '{purpose}. Kept {days} days; {use}.' },
  used: {
    zh: '用来猜你喜欢什么、在本店选广告',
    en: 'used to understand what you like and to choose offers in this shop',
  },
  unused: { zh: '不会用来选广告', en: 'never used for offers' },
  sensitive: { zh: '含敏感内容，要你另外同意', en: 'may be sensitive, and asks for a separate yes' },
  never: { zh: '从不猜的', en: 'What is never inferred' },
  neverText: {
    zh: '健康、宗教、政治、性、孩子，以及类似的事：读到了也不留。',
    en: 'Health, religion, politics, sex, children and the like: met while reading, they are not kept.',
  },
  orders: { zh: '买东西', en: 'Buying' },
  ordersText: {
    zh: '收件人、电话、地址只给打包、发货的人和承运商，封存三年后删除。',
    en: 'Name, phone and address go to whoever packs and ships and to the carrier; sealed, and deleted after three years.',
  },
  whom: { zh: '给了谁', en: 'Who gets any of it' },
  whomText: {
    zh: '不卖，不换，不给广告网络。价格对每个人都一样。',
    en: 'Nothing is sold, swapped or given to ad networks. Prices are the same for everybody.',
  },
  minors: { zh: '未成年人', en: 'Minors' },
  minorsText: {
    zh: '未满 {age} 岁的，什么也不读，广告只看页面内容。',
    en: 'Of people under {age} nothing is read, and offers follow the page only.',
  },
  rights: { zh: '你可以做的', en: 'What you can do' },
  see: { zh: '看全部，改，删，导出', en: 'see everything, correct, remove, take it along' },
  off: { zh: '一键关掉个性化广告', en: 'switch personal offers off with one tap' },
  erase: { zh: '一键删除全部', en: 'erase everything with one tap' },
  idle: { zh: '{n} 天没有登录，自动全部删除', en: 'after {n} days without a sign-in everything is erased by itself' },
  complain: { zh: '向监管机构投诉', en: 'complain to the supervisory authority' },
  kept: { zh: '删除以后，法律要留的', en: 'What stays after erasing' },
  data: { zh: '我的资料', en: 'My data' },
  copy: { zh: '纯文字，放进自己的隐私页', en: 'As plain text, for your own privacy page' },
  other: { zh: 'In English', en: '中文' },
} satisfies Record<string, Text>

/** One part of the notice: a head, sentences, and points with something beneath. */
interface Part {
  readonly head: string
  readonly text: readonly string[]
  readonly points: readonly (readonly [main: string, small?: string])[]
}

type Words = (key: keyof typeof WORDS, params?: Record<string, string | number>) => string
const wordsIn =
  (lang: Lang): Words =>
  (key, params = {}) =>
    say(WORDS[key], lang, params)

function partsOf(input: RecordInput, lang: Lang): Part[] {
  const w = wordsIn(lang)
  const { site } = input
  const { operator, privacyContact, minorAge } = site.settings
  const contact = privacyContact ?? w('noContact')
  const part = (head: keyof typeof WORDS, text: string[], points: Part['points'] = []): Part => ({
    head: w(head),
    text,
    points,
  })
  const streams = streamRows(input, lang)
  return [
    part('who', [w('whoIs', { operator: operator ?? say(site.name, lang), contact })]),
    part('signIn', [w('signInText')]),
    part(
      'reads',
      streams.length === 0 ? [w('readsNone')] : [w('readsHow')],
      streams.map((row) => [w('stream', { source: row.source, title: row.title }), streamText(row, w)]),
    ),
    part('never', [w('neverText')]),
    part('orders', [w('ordersText')]),
    part('whom', [w('whomText')]),
    ...(minorAge === null ? [] : [part('minors', [w('minorsText', { age: minorAge })])]),
    part('rights', [], [[w('see')], [w('off')], [w('erase')], [w('idle', { n: IDLE_DAYS })], [w('complain')]]),
    part(
      'kept',
      [],
      KEPT_AFTER.map(({ what, why }) => [say(what, lang), say(why, lang)]),
    ),
  ]
}

function streamText(row: StreamRow, w: Words): string {
  const use = w(row.adUse === 'allowed' || row.adUse === 'own-site-only' ? 'used' : 'unused')
  const text = w('streamText', { purpose: row.purpose.replace(/[。.]$/, ''), days: row.days, use })
  return row.isSensitive ? `${text} ${w('sensitive')}` : text
}

/** Where the notice leads on to. */
export interface NoticeLinks {
  readonly data: string
  readonly text: string
  readonly other: string
}

/** What a shop reads and why, for the people it reads it of: a page made from how the shop is set up at this moment. */
export function noticePage(input: RecordInput, lang: Lang, day: string, links: NoticeLinks): string {
  const w = wordsIn(lang)
  return paper({
    lang,
    title: w('title', { shop: say(input.site.name, lang) }),
    lead: w('lead', { day }),
    links: [
      { href: links.data, words: w('data') },
      { href: links.text, words: w('copy') },
      { href: links.other, words: w('other') },
    ],
    sections: partsOf(input, lang).map(({ head, text, points }) =>
      section(head, text.map(p).join('') + (points.length === 0 ? '' : list(points))),
    ),
  })
}

/** The same as plain text, to be put into the shop's own privacy page. */
export function noticeText(input: RecordInput, lang: Lang, day: string): string {
  const w = wordsIn(lang)
  const parts = partsOf(input, lang).map(({ head, text, points }) =>
    [head, ...text, ...points.map(([main, small]) => `- ${main}${small === undefined ? '' : `: ${small}`}`)].join('\n'),
  )
  return `${w('title', { shop: say(input.site.name, lang) })}\n${w('lead', { day })}\n\n${parts.join('\n\n')}\n`
}
