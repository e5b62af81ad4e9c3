import type { Text } from '../../../src/base/i18n.ts'
import { inLang } from '../../kit/words.ts'

/** What to enter, by the paragraph of the editor: the server names the field, this says it as people talk. */
const FAULTS: Readonly<Record<string, Text>> = {
  name: { zh: '给计划起个名字，1 到 120 个字。', en: 'Give the campaign a name, 1 to 120 characters.' },
  skus: { zh: '选至少一件商品，或者一个类目。', en: 'Choose at least one product, or a category.' },
  'targeting/interests': { zh: '选至少一样喜好，或者投给任何人。', en: 'Choose at least one interest, or anybody.' },
  'targeting/pageCategories': {
    zh: '选页面讲的至少一个类目，或者任何页面。',
    en: 'Choose at least one category of pages, or any page.',
  },
  startsAt: { zh: '开始的日子不对。', en: 'The first day is not a date.' },
  endsAt: { zh: '最后一天要在开始那天或之后。', en: 'The last day must not be before the first.' },
  dailyBudget: { zh: '每天的预算填一个金额，如 200。', en: 'Enter a daily amount such as 200.' },
  'pricing/amount': { zh: '每次付多少，填一个金额，如 1.20。', en: 'Enter what one costs, such as 1.20.' },
  totalBudget: { zh: '总预算填一个金额，或者空着。', en: 'Enter an amount for the whole budget, or nothing.' },
  'caps/personDay': {
    zh: '一人一天的次数填 1 到 1000 的整数，或者空着。',
    en: 'For one person enter 1 to 1000, or nothing.',
  },
  'caps/campaignDay': { zh: '一天的次数填 1 以上的整数，或者空着。', en: 'For all a day enter 1 or more, or nothing.' },
  'caps/slotDay': {
    zh: '一个广告位一天的次数填 1 以上的整数，或者空着。',
    en: 'For a slot a day enter 1 or more, or nothing.',
  },
  'targeting/rules': {
    zh: '有一条条件没填好：每一条至少一个值，每一组至少一条，而且要有人符合。',
    en: 'A condition is not filled in: each needs a value, each group a condition, and somebody must be able to meet them.',
  },
  'creatives/format': { zh: '选一种样式，最多 8 个创意。', en: 'Choose a format; 8 creatives at most.' },
  'creatives/picture': {
    zh: '图片要 https 地址，或本站以 / 开头的地址。',
    en: 'A picture is an https address, or one of this site that begins with /.',
  },
  'creatives/headline': { zh: '标题最多 60 个字。', en: 'A headline has 60 characters at most.' },
  'creatives/line': { zh: '第二行最多 90 个字。', en: 'The second line has 90 characters at most.' },
}

/** What to enter at this paragraph, or null when it is none of the editor's. */
export function faultText(place: string): string | null {
  const text = FAULTS[place]
  return text === undefined ? null : inLang(text)
}
