import { problems } from '../base/problem.ts'

/** Expected problems of offers. */
export const offersFail = problems({
  'offers/bad-campaign': {
    status: 422,
    title: {
      zh: '投放计划没存。“{field}”不对：{expected}。',
      en: 'The campaign was not saved. {field} is wrong: {expected}.',
    },
    next: { zh: '改好这一项再存。', en: 'Mend that field and save again.' },
  },
  'offers/no-such-campaign': {
    status: 404,
    title: { zh: '没有这个投放计划。', en: 'There is no such campaign.' },
    next: { zh: '在投放计划页看名单。', en: 'See the list under Campaigns.' },
  },
  'offers/no-such-slot': {
    status: 404,
    title: { zh: '没有叫这个的广告位。', en: 'There is no slot by this name.' },
    next: {
      zh: '看广告位的名单；没写的广告位按页面说的来。',
      en: 'See the list of slots; one that is not in it takes what its page asks for.',
    },
  },
  'offers/bad-token': {
    status: 403,
    title: { zh: '这个广告记号不对。', en: 'This offer token is not valid.' },
    next: { zh: '用决定里给出的 token，原样发回。', en: 'Send back the token of the decision as it was given.' },
  },
  'offers/no-such-decision': {
    status: 404,
    title: { zh: '没有这次广告决定，或已过了保存期。', en: 'There is no such decision, or it is past its keeping.' },
    next: { zh: '决定保存 90 天。', en: 'Decisions are kept for 90 days.' },
  },
  'offers/no-such-model': {
    status: 404,
    title: { zh: '没有这个版本的模型，或者已经不留了。', en: 'There is no such model, or it is not kept any more.' },
    next: { zh: '从留着的版本里选一个。', en: 'Choose one of those that are kept.' },
  },
  'offers/not-written-yet': {
    status: 503,
    title: {
      zh: '这次决定还在写入，事件没有记。',
      en: 'This decision is still being written; the event was not noted.',
    },
    next: {
      zh: '一秒后把同一批事件再发一次，重复的只记一次。',
      en: 'Send the same events again in a second; repeated ones count once.',
    },
  },
  'offers/event-expired': {
    status: 410,
    title: {
      zh: '这个事件来得太晚，没有记，也不收费。',
      en: 'This event comes too late; it was not counted and costs nothing.',
    },
    next: {
      zh: '展示和看见在决定后 24 小时内发，点击在 7 天内发。',
      en: 'Tell of shown and seen within 24 hours of the decision, of a click within 7 days.',
    },
  },
  'offers/event-future': {
    status: 422,
    title: {
      zh: '事件的时间 at 在将来，没有记，也不收费。',
      en: 'The event’s time, at, lies in the future; it was not counted and costs nothing.',
    },
    next: { zh: '校准发送方的时钟，或不带 at。', en: 'Set the clock of whoever sends it, or leave at out.' },
  },
  'offers/bad-time': {
    status: 422,
    title: { zh: '事件的时间 at 读不懂，没有记。', en: 'The event’s time, at, cannot be read; it was not noted.' },
    next: {
      zh: '用 ISO 8601，或 1970 年以来的毫秒数，或不带 at。',
      en: 'Send ISO 8601 or milliseconds since 1970, or leave it out.',
    },
  },
  'offers/prefetch': {
    status: 503,
    title: { zh: '这是浏览器的预取，没有人点击。', en: 'This was fetched ahead; nobody has clicked.' },
    next: { zh: '点击时浏览器会再来。', en: 'The browser comes again when somebody clicks.' },
  },
  'offers/too-many-slots': {
    status: 422,
    title: { zh: '一次最多 {limit} 个广告位。', en: '{limit} slots at most in one request.' },
    next: { zh: '分几次请求。', en: 'Ask in several requests.' },
  },
})
