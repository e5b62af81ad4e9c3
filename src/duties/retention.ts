import type { Text } from '../base/i18n.ts'

/** Whose data it is. */
export type Whose = 'shopper' | 'addressee' | 'staff' | 'visitor'

/**
 * How rows of a table end: `time`: when `days` have passed since `age`; `stream`: as each stream says, when `age` has come;
 * `person`: with the person, at the latest when they are erased; `account`: with the account they signed in with; `session`: with a
 * sign-in; `staff`: while somebody is of the staff; `number`: never, it holds only a random number that leads nowhere once its
 * person is erased.
 */
export type Ends = 'time' | 'stream' | 'person' | 'account' | 'session' | 'staff' | 'number'

/** One table with personal data: whose, what, and how long. */
export interface Kept {
  readonly table: string
  readonly whose: Whose
  /** What it holds of them. */
  readonly holds: Text
  readonly ends: Ends
  /** The column that its time runs from. */
  readonly age?: string
  /** Rows that this is about, when not all are. */
  readonly where?: string
  readonly days?: number
  /** True: nobody else lets go of it, the daily sweep of this list does. */
  readonly sweep?: true
}

/** Three years: what proves a sale or an agreement (E-Commerce Law of the PRC, article 31; PIPL, article 56). */
export const PROOF_DAYS = 3 * 365

/** So long a decision can be asked for its reasons. */
export const DECISION_DAYS = 90

const ACCOUNT: Text = {
  zh: '登录用的账号：平台、对方的编号、名字、头像地址，封存',
  en: 'accounts signed in with: platform, its number, name, picture address, sealed',
}
const INTERESTS: Text = {
  zh: '喜好和更正，封存；年龄的回答',
  en: 'interests and corrections, sealed; what was said of the age',
}
const FACTS: Text = { zh: '读到的事实，封存', en: 'facts that were read, sealed' }
const SESSIONS: Text = { zh: '登录状态', en: 'sessions' }
const KEY_ONLY: Text = { zh: '只有随机编号', en: 'a random number only' }
const PUSH: Text = { zh: '收通知的浏览器地址，封存', en: 'addresses of browsers that get notifications, sealed' }
const MESSAGES: Text = { zh: '发出的通知', en: 'notifications that were sent' }
const WORK: Text = { zh: '谁做了哪一步', en: 'who did which step' }
const PROOF: Text = { zh: '每次同意或拒绝的回执，只有随机编号', en: 'receipts of every yes and no, by random number' }
const ADDRESSEE: Text = {
  zh: '收件人、电话、地址，封存',
  en: 'name, phone and address of whoever gets a parcel, sealed',
}
const DECIDED: Text = { zh: '给谁看了哪个广告、结果如何', en: 'which offer was drawn for whom, and what became of it' }

/**
 * Every table with personal data and how long it lives. test/retention.test.ts ages a row of each and sees it go, and fails for a
 * table that stands neither here nor in NOT_PERSONAL. The record of processing is written from this.
 */
export const RETENTION: readonly Kept[] = [
  { table: 'person', whose: 'shopper', holds: KEY_ONLY, ends: 'time', age: 'erased_at', days: PROOF_DAYS, sweep: true },
  {
    table: 'person_key',
    whose: 'shopper',
    holds: { zh: '各人自己的钥匙', en: 'each person’s own key' },
    ends: 'person',
  },
  { table: 'account', whose: 'shopper', holds: ACCOUNT, ends: 'account' },
  { table: 'account_alias', whose: 'shopper', holds: ACCOUNT, ends: 'account' },
  {
    table: 'account_token',
    whose: 'shopper',
    holds: { zh: '平台给的通行证，封存', en: 'tokens of the platform, sealed' },
    ends: 'account',
  },
  { table: 'account_stream', whose: 'shopper', holds: { zh: '读到哪里', en: 'how far reading is' }, ends: 'account' },
  {
    table: 'found_client',
    whose: 'shopper',
    holds: { zh: '有人填过的服务器，封存', en: 'servers that somebody typed, sealed' },
    ends: 'time',
    age: 'used_at',
    days: 365,
  },
  {
    table: 'sign_in_attempt',
    whose: 'visitor',
    holds: { zh: '没完成的登录，封存', en: 'sign-ins under way, sealed' },
    ends: 'time',
    age: 'expires_at',
    days: 1,
  },
  {
    table: 'sign_in_failure',
    whose: 'visitor',
    holds: { zh: '各平台最近一次失败的登录', en: 'the last failed sign-in of each platform' },
    ends: 'time',
    age: 'at',
    days: 30,
    sweep: true,
  },
  { table: 'shopper_session', whose: 'shopper', holds: SESSIONS, ends: 'time', age: 'expires_at', days: 0 },
  { table: 'merge_offer', whose: 'shopper', holds: KEY_ONLY, ends: 'time', age: 'expires_at', days: 1, sweep: true },
  {
    table: 'openid_record',
    whose: 'shopper',
    holds: { zh: '自家网站的登录凭据，封存', en: 'keys of sign-ins to the shop’s own site, sealed' },
    ends: 'time',
    age: 'expires_at',
    days: 0,
  },
  { table: 'consent', whose: 'shopper', holds: { zh: '现在同意着什么', en: 'what is agreed to now' }, ends: 'person' },
  { table: 'consent_receipt', whose: 'shopper', holds: PROOF, ends: 'time', age: 'erased', days: PROOF_DAYS },
  { table: 'fact', whose: 'shopper', holds: FACTS, ends: 'stream', age: 'expires_at' },
  {
    table: 'fact_removed',
    whose: 'shopper',
    holds: { zh: '删过的事实，只有指纹', en: 'removed facts, by hash only' },
    ends: 'account',
  },
  { table: 'profile', whose: 'shopper', holds: INTERESTS, ends: 'person' },
  {
    table: 'offer_decision',
    whose: 'shopper',
    holds: {
      zh: `${DECIDED.zh}；没登录的访客只有带密钥的指纹`,
      en: `${DECIDED.en}; of visitors who are not signed in a keyed hash only`,
    },
    ends: 'time',
    age: 'at',
    days: DECISION_DAYS,
  },
  { table: 'offer_event', whose: 'shopper', holds: DECIDED, ends: 'time', age: 'at', days: 120, sweep: true },
  {
    table: 'orders',
    whose: 'shopper',
    holds: { zh: '买了什么、多少钱，只有随机编号', en: 'what was bought for how much, by random number' },
    ends: 'number',
  },
  { table: 'order_receiver', whose: 'addressee', holds: ADDRESSEE, ends: 'time', age: 'erase_after', days: 0 },
  {
    table: 'idempotency',
    whose: 'addressee',
    holds: { zh: '下单的回答', en: 'answers to orders' },
    ends: 'time',
    age: 'at',
    days: 3,
  },
  { table: 'parcel', whose: 'addressee', holds: { zh: '运单号', en: 'tracking numbers' }, ends: 'number' },
  {
    table: 'outbox',
    whose: 'shopper',
    holds: { zh: '放弃了的活，令牌封存', en: 'work that was given up, tokens sealed' },
    ends: 'time',
    age: 'dead_at',
    days: 30,
  },
  { table: 'inbox', whose: 'shopper', holds: MESSAGES, ends: 'time', age: 'at', days: 7 },
  { table: 'inbox_head', whose: 'shopper', holds: KEY_ONLY, ends: 'person' },
  {
    table: 'app_open',
    whose: 'shopper',
    holds: { zh: '应用是不是开着', en: 'whether an app is open' },
    ends: 'time',
    age: 'until',
    days: 1,
    sweep: true,
  },
  { table: 'push_message', whose: 'shopper', holds: MESSAGES, ends: 'time', age: 'created_at', days: 30 },
  { table: 'push_delivery', whose: 'shopper', holds: MESSAGES, ends: 'time', age: 'at', days: 30, sweep: true },
  { table: 'push_subscription', whose: 'shopper', holds: PUSH, ends: 'time', age: 'gone_at', days: 7 },
  {
    table: 'push_subscription',
    whose: 'addressee',
    holds: PUSH,
    ends: 'time',
    age: 'created_at',
    where: `recipient like 'order:%'`,
    days: 180,
  },
  {
    table: 'event',
    whose: 'shopper',
    holds: { zh: '发生过什么，只有随机编号', en: 'what happened, by random number' },
    ends: 'number',
  },
  {
    table: 'audit',
    whose: 'staff',
    holds: { zh: '谁对资料和设置做了什么', en: 'who did what to data and settings' },
    ends: 'time',
    age: 'at',
    days: PROOF_DAYS,
  },
  { table: 'staff', whose: 'staff', holds: { zh: '名字、角色', en: 'name and roles' }, ends: 'staff' },
  { table: 'staff_link', whose: 'staff', holds: SESSIONS, ends: 'time', age: 'expires_at', days: 1 },
  { table: 'staff_session', whose: 'staff', holds: SESSIONS, ends: 'time', age: 'expires_at', days: 0 },
  { table: 'device', whose: 'staff', holds: { zh: '手机型号', en: 'kind of phone' }, ends: 'staff' },
  {
    table: 'work_shift',
    whose: 'staff',
    holds: { zh: '上岗时间', en: 'hours on shift' },
    ends: 'time',
    age: 'ended_at',
    days: 730,
    sweep: true,
  },
  { table: 'scan', whose: 'staff', holds: WORK, ends: 'time', age: 'at', days: PROOF_DAYS, sweep: true },
  { table: 'task', whose: 'staff', holds: WORK, ends: 'number' },
  { table: 'stock_movement', whose: 'staff', holds: WORK, ends: 'number' },
]

/** Somebody who has not signed in for so long, and is signed in nowhere, is erased as if they had asked. */
export const IDLE_DAYS = 730

/** Tables without personal data, and what they hold. */
export const NOT_PERSONAL: Readonly<Record<string, string>> = {
  ...{ installation: 'settings of the program', migration: 'the schema’s version', site: 'the site' },
  ...{ connector_setting: 'registrations with platforms', source_bucket: 'allowances of platforms' },
  ...{ openid_client: 'back ends of the merchant', openid_key: 'signing keys' },
  ...{ product: 'goods', product_picture: 'goods', catalog_import: 'goods', bin: 'places', campaign: 'campaigns' },
  ...{ stock_sku: 'balances', stock_bin: 'balances', put_place: 'cells of the wall', order_counter: 'a number' },
  ...{ parcel_counter: 'a number', order_line: 'goods of an order', task_line: 'goods of a task' },
  ...{ offer_order: 'which offer led to an order', offer_spend: 'the books of campaigns' },
  ...{ campaign_removed: 'campaigns', slot: 'places on pages', offer_process: 'programs that make offers' },
  ...{
    offer_share: 'budgets under way',
    offer_count: 'how often campaigns were drawn',
    offer_hour: 'how busy pages are',
    offer_model: 'what was learnt of all visitors together',
    offer_learner: 'how far it was learnt',
    offer_filtered: 'how much was not counted, and why',
    product_cost: 'what goods cost the merchant',
  },
  ...{ payment_setting: 'keys of payment providers', payment_event: 'states of payments, by order', push_key: 'a key' },
}
