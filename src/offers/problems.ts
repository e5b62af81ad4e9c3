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
  'offers/too-many-slots': {
    status: 422,
    title: { zh: '一次最多 {limit} 个广告位。', en: '{limit} slots at most in one request.' },
    next: { zh: '分几次请求。', en: 'Ask in several requests.' },
  },
})
