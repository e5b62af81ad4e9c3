import { type Lang, say, type Text } from '../base/i18n.ts'
import { list, p, paper, section, subhead, table } from '../base/paper.ts'
import { placeIn } from '../consent/apart.ts'
import { gapsOf, keptRows, type RecordInput, type StreamRow, streamRows } from './record.ts'

const WORDS = {
  title: { zh: '个人信息处理活动记录', en: 'Record of processing activities' },
  lead: {
    zh: '{shop}。{day} 按实际配置生成（GDPR 第 30 条、个人信息保护法第 54 至 56 条）。',
    en: '{shop}. Made on {day} from what is configured (GDPR article 30, PIPL articles 54 to 56).',
  },
  other: { zh: 'In English', en: '中文' },
  gaps: { zh: '还缺什么', en: 'What is missing' },
  gapsNext: { zh: '在控制台“合规”里填上。', en: 'Fill it in at the console under “Duties”.' },
  who: { zh: '谁在处理', en: 'Who processes' },
  operator: { zh: '负责人', en: 'Controller' },
  contact: { zh: '个人信息联系方式', en: 'Contact for personal data' },
  site: { zh: '网站', en: 'Site' },
  unsaid: { zh: '没有填写', en: 'not said' },
  purposes: { zh: '为什么处理', en: 'Purposes and grounds' },
  purpose: { zh: '目的', en: 'Purpose' },
  ground: { zh: '依据', en: 'Ground' },
  whom: { zh: '涉及的人', en: 'Whom it is about' },
  shoppers: {
    zh: '用户：{n} 位登录过的人，只按随机编号记',
    en: 'Shoppers: {n} who signed in, known by a random number',
  },
  addressees: { zh: '收件人', en: 'Addressees' },
  staff: { zh: '员工：{n} 位', en: 'Staff: {n}' },
  visitors: { zh: '没有登录的访客：不记是谁', en: 'Visitors who do not sign in: not known' },
  sources: { zh: '数据从哪里来', en: 'Sources' },
  noSources: { zh: '没有配置任何来源。', en: 'No source is configured.' },
  scope: { zh: '权限', en: 'Scope' },
  keeps: { zh: '留什么', en: 'Kept' },
  days: { zh: '留几天', en: 'Days' },
  often: { zh: '多久读一次', en: 'Read' },
  ads: { zh: '能否用来选广告', en: 'Use for offers' },
  place: { zh: '数据所在地', en: 'Held in' },
  terms: { zh: '条款', en: 'Terms' },
  sensitive: { zh: '（敏感，单独同意）', en: ' (sensitive, separate consent)' },
  allowed: { zh: '可以', en: 'allowed' },
  'own-site-only': { zh: '只在本站', en: 'on this site only' },
  contract: { zh: '不用：要另签合同', en: 'no: needs a contract' },
  forbidden: { zh: '不用：条款禁止', en: 'no: forbidden by the terms' },
  recipients: { zh: '给了谁', en: 'Recipients' },
  carrier: {
    zh: '承运商：{names}（收件人、电话、地址、包裹号）',
    en: 'Carriers: {names} (addressee, phone, address, parcel number)',
  },
  payment: { zh: '支付：{names}（订单号、金额）', en: 'Payment: {names} (order number, amount)' },
  push: {
    zh: '推送服务：{names}（加密的通知，读不到内容）',
    en: 'Push services: {names} (encrypted notifications, which they cannot read)',
  },
  backEnd: { zh: '自家网站：{names}（随机编号和昵称）', en: 'Own back ends: {names} (random number and display name)' },
  platforms: {
    zh: '账号平台：知道有人用它的账号登录本站；本站不给它任何别的',
    en: 'Account platforms: know that somebody signed in here with their account; they get nothing else',
  },
  nobody: {
    zh: '除此以外没有人。不卖，不换，不给广告网络。',
    en: 'Nobody else. Nothing is sold, swapped or given to ad networks.',
  },
  places: { zh: '存在哪里，是否出境', en: 'Places and borders' },
  placeOfShop: { zh: '店所在国：{place}', en: 'The shop’s country: {place}' },
  placeOfData: { zh: '数据存放在：{place}', en: 'The data is kept in: {place}' },
  abroad: {
    zh: '和境外往来的来源：{names}；每个人单独同意以后才读',
    en: 'Sources abroad: {names}; read only after a separate yes of each person',
  },
  noAbroad: { zh: '没有境外的来源。', en: 'No source is abroad.' },
  kept: { zh: '留多久', en: 'How long it is kept' },
  holds: { zh: '内容', en: 'Data' },
  long: { zh: '多久', en: 'How long' },
  tables: { zh: '数据表', en: 'Tables' },
  keptHow: {
    zh: '每天自动删除一次，用的就是这张表；测试会把每张表的行拨老，看着它被删掉。',
    en: 'Deleted once a day, by this very list; a test ages a row of every table and sees it go.',
  },
  measures: { zh: '怎么保护', en: 'Security' },
  rights: { zh: '人的权利怎么落实', en: 'How people’s rights are met' },
  minors: {
    zh: '未满 {age} 岁的人：什么也不读，不做个性化。',
    en: 'People under {age}: nothing is read, nothing is personal.',
  },
  grownUps: { zh: '本店只面向成年人。', en: 'The shop is for grown-ups only.' },
} satisfies Record<string, Text>

/** Purposes with their grounds: what the program does, so they hold for every site. */
const PURPOSES: readonly (readonly [Text, Text])[] = [
  [
    { zh: '登录', en: 'Signing in' },
    { zh: '本人要求的服务（GDPR 6(1)(b)；个保法 13(2)）', en: 'a service they ask for (GDPR 6(1)(b); PIPL 13(2))' },
  ],
  [
    { zh: '读取开放数据、了解喜好、选广告', en: 'Reading open data, understanding interests, choosing offers' },
    {
      zh: '同意，每个数据流和目的各一次，随时可收回（GDPR 6(1)(a)；个保法 13(1)、15、24）',
      en: 'consent, for each stream and purpose by itself, withdrawn at any time (GDPR 6(1)(a); PIPL 13(1), 15, 24)',
    },
  ],
  [
    { zh: '订单、发货、通知', en: 'Orders, delivery, notifications' },
    { zh: '履行合同（GDPR 6(1)(b)；个保法 13(2)）', en: 'the contract (GDPR 6(1)(b); PIPL 13(2))' },
  ],
  [
    { zh: '订单和授权的证明', en: 'Proof of orders and consents' },
    {
      zh: '法定义务（GDPR 6(1)(c)；电子商务法 31、个保法 56）',
      en: 'legal duty (GDPR 6(1)(c); E-Commerce Law 31, PIPL 56)',
    },
  ],
  [
    { zh: '派活给员工', en: 'Work of the staff' },
    {
      zh: '劳动合同；每次派单写明理由，主管可以改派，不做排名',
      en: 'the contract of employment; each assignment tells its reason, a supervisor may overrule it, nobody is ranked',
    },
  ],
]

const MEASURES: readonly Text[] = [
  {
    zh: '账号、事实、喜好用每个人自己的钥匙封存（AES-256-GCM）；删除就是毁掉钥匙和对应关系',
    en: 'Accounts, facts and interests are sealed under each person’s own key (AES-256-GCM); erasing destroys key and link',
  },
  {
    zh: '令牌和密钥用可轮换的主钥匙封存，绑定到网站、连接器、账号和列',
    en: 'Tokens and secrets are sealed under master keys that are rotated, bound to site, connector, account and column',
  },
  {
    zh: '员工按角色看，各步只看需要的；看一个人的资料要写理由',
    en: 'Staff see by role what their step needs; reading a person takes a reason',
  },
  {
    zh: '对资料、设置、钥匙做的每件事都有审计记录，数据库不许改也不许删，前后相扣',
    en: 'Whatever is done to data, settings and keys is audited; the database lets nobody change or remove an entry, each is linked to the one before',
  },
  { zh: '日志里没有个人信息和密钥', en: 'Logs hold no personal data and no secrets' },
]
const SECURE: Text = { zh: '全程 HTTPS', en: 'HTTPS throughout' }
const PLAIN: Text = { zh: '注意：现在没有用 HTTPS', en: 'Mind: HTTPS is not in use now' }
const APART: Text = {
  zh: '各网站的数据在数据库里用行级安全策略隔开',
  en: 'Sites are held apart within the database by row level security',
}

const RIGHTS: readonly Text[] = [
  {
    zh: '“我的资料”里看得到全部，每条都能更正、删除，一键导出成文件或页面',
    en: '“My data” shows everything; each item can be corrected or removed, all of it exported as a file or a page',
  },
  {
    zh: '收回同意一秒内生效，读到的一起删掉',
    en: 'Withdrawing takes effect within a second and deletes what was read',
  },
  {
    zh: '个性化广告一键关掉，价格不变',
    en: 'Personal offers are switched off with one tap; prices are the same for all',
  },
  {
    zh: '全部删除一键完成，并说明法律要留什么、多久',
    en: 'Everything is erased with one tap, and what the law keeps is told',
  },
]

type Words = (key: keyof typeof WORDS, params?: Record<string, string | number>) => string

/** The record as a page to print, in sentences and tables, written from what is configured at this moment. */
export function recordPage(input: RecordInput, lang: Lang, day: string, other: string): string {
  const w: Words = (key, params = {}) => say(WORDS[key], lang, params)
  const { site, counted } = input
  const gaps = gapsOf(input, lang)
  const { operator, privacyContact, minorAge } = site.settings
  return paper({
    lang,
    title: w('title'),
    lead: w('lead', { shop: say(site.name, lang), day }),
    links: [{ href: other, words: w('other') }],
    sections: [
      ...(gaps.length === 0 ? [] : [section(w('gaps'), list(gaps.map((gap) => [gap])) + p(w('gapsNext')))]),
      section(
        w('who'),
        table(
          [w('operator'), w('contact'), w('site')],
          [[operator ?? w('unsaid'), privacyContact ?? w('unsaid'), [say(site.name, lang), ...site.origins].join(' ')]],
        ),
      ),
      section(
        w('purposes'),
        table(
          [w('purpose'), w('ground')],
          PURPOSES.map(([what, ground]) => [say(what, lang), say(ground, lang)]),
        ),
      ),
      section(
        w('whom'),
        list([
          [w('shoppers', { n: counted.shoppers })],
          [w('addressees')],
          [w('staff', { n: counted.staff })],
          [w('visitors')],
        ]) + p(minorAge === null ? w('grownUps') : w('minors', { age: minorAge })),
      ),
      section(w('sources'), sourcesTable(streamRows(input, lang), lang, w)),
      section(w('recipients'), recipients(input, lang, w)),
      section(w('places'), places(input, lang, w)),
      section(w('kept'), keptTable(lang, w) + p(w('keptHow'))),
      section(w('measures'), list(measures(input).map((one) => [say(one, lang)]))),
      section(w('rights'), list(RIGHTS.map((one) => [say(one, lang)]))),
    ],
  })
}

/** What protects the data here, as it is now. */
const measures = ({ isSecure, isApart }: RecordInput): Text[] => [
  isSecure ? SECURE : PLAIN,
  ...MEASURES,
  ...(isApart ? [APART] : []),
]

/** Source by source: ten columns would fit no paper. */
function sourcesTable(rows: readonly StreamRow[], lang: Lang, w: Words): string {
  if (rows.length === 0) return p(w('noSources'))
  const colon = lang === 'zh' ? '：' : ': '
  return [...Map.groupBy(rows, (row) => row.source)]
    .map(([source, streams]) => {
      const items = streams.map((r) => {
        const details = [
          [w('scope'), r.scope],
          [w('keeps'), r.keeps],
          [w('days'), String(r.days)],
          [w('often'), r.readEvery],
          [w('ads'), w(r.adUse)],
          [w('place'), r.place],
          [w('terms'), `${r.docs} (${r.reviewed})`],
        ]
        const small = details.map(([name, value]) => `${name}${colon}${value}`).join(lang === 'zh' ? '；' : '; ')
        return [`${r.title}${r.isSensitive ? w('sensitive') : ''}${colon}${r.purpose}`, small] as const
      })
      return subhead(source) + list(items)
    })
    .join('')
}

function recipients({ sources, counted }: RecordInput, lang: Lang, w: Words): string {
  const names = (all: readonly string[]) => all.join(lang === 'zh' ? '、' : ', ')
  const lines: string[] = []
  if (counted.carriers.length > 0)
    lines.push(w('carrier', { names: names(counted.carriers.map((one) => say(one, lang))) }))
  if (counted.payments.length > 0)
    lines.push(w('payment', { names: names(counted.payments.map((one) => say(one, lang))) }))
  if (counted.pushHosts.length > 0) lines.push(w('push', { names: names(counted.pushHosts) }))
  if (counted.backEnds.length > 0) lines.push(w('backEnd', { names: names(counted.backEnds) }))
  if (sources.some(({ descriptor }) => descriptor.login !== undefined)) lines.push(w('platforms'))
  return (lines.length === 0 ? '' : list(lines.map((line) => [line]))) + p(w('nobody'))
}

function places({ site: { settings }, sources }: RecordInput, lang: Lang, w: Words): string {
  const { country, keptIn } = settings
  const place = (code: string | null) => (code === null ? w('unsaid') : placeIn(code, lang))
  const abroad = sources
    .filter(({ descriptor }) => descriptor.country !== undefined && descriptor.country !== country)
    .map(({ names, descriptor: { country: theirs } }) =>
      theirs == null ? say(names, lang) : `${say(names, lang)} (${placeIn(theirs, lang)})`,
    )
  return (
    p(w('placeOfShop', { place: place(country) })) +
    p(w('placeOfData', { place: place(keptIn ?? country) })) +
    p(abroad.length === 0 ? w('noAbroad') : w('abroad', { names: abroad.join(lang === 'zh' ? '、' : ', ') }))
  )
}

const WHOSE = {
  shopper: { zh: '用户', en: 'shopper' },
  addressee: { zh: '收件人', en: 'addressee' },
  staff: { zh: '员工', en: 'staff' },
  visitor: { zh: '访客', en: 'visitor' },
} satisfies Record<string, Text>

const keptTable = (lang: Lang, w: Words): string =>
  table(
    [w('holds'), w('whom'), w('long'), w('tables')],
    keptRows(lang).map(({ whose, holds, howLong, tables }) => [holds, say(WHOSE[whose], lang), howLong, tables]),
  )
