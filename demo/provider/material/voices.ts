import type { Lang, Text } from '../../../src/base/i18n.ts'

/** What people say when they have got something. `{thing}` in the middle of a sentence, `{Thing}` at its head. */
export const POST_FRAMES: Readonly<Record<Lang, readonly string[]>> = {
  zh: [
    '入手了{thing}，先用一周再来说。',
    '{thing}用到第三个月，没有后悔。',
    '总有人问我的{thing}哪家的，统一回一下：够用就行，别追贵的。',
    '收拾柜子翻出以前的{thing}，居然还好用。',
    '借了朋友的{thing}试了两天，想给自己也添一个。',
    '{thing}终于到了，包装很扎实。',
    '同样是{thing}，贵一倍的没有好一倍。',
    '给家里也寄了{thing}，他们说比想象中好。',
    '{thing}下单太快，下次先想好放哪里。',
    '最近最常用的东西：{thing}。',
    '发工资了，清单第一行是{thing}。',
    '把{thing}收好，才算一天结束。',
    '第二次买{thing}，这次挑好一点的。',
    '没有{thing}也能过，有了就回不去。',
  ],
  en: [
    '{Thing}, three months in: no regrets.',
    'On my list for payday: {thing}.',
    'Finally the right {thing}. Packed well, too.',
    'Found at the back of a drawer: {thing}. Still fine.',
    'Twice the price is not twice the {thing}.',
    "Borrowed a friend's {thing} for two days and now I want my own.",
    'Most used this month: {thing}.',
    'Second time round with {thing}. A better one now.',
  ],
}

/** Headlines of what other people write and one likes. */
export const LIKE_FRAMES: Readonly<Record<Lang, readonly string[]>> = {
  zh: [
    '{thing}怎么选：看这三点就够',
    '{thing}用了一年，说实话',
    '新手第一个{thing}，别买错',
    '{thing}怎么存放，怎么打理',
    '三种价位的{thing}放在一起比',
    '我为什么把{thing}换成了更便宜的',
    '{thing}的五个小毛病和办法',
    '小房子里怎么放{thing}',
    '关于{thing}，老手会先说的三件事',
    '一张图看懂{thing}',
    '拿{thing}送人合适吗',
    '{thing}常见的三个误会',
  ],
  en: [
    'How to choose: {thing} in three questions',
    '{Thing} after a year, honestly',
    'Your first {thing}, and what to skip',
    'Storing and caring: {thing}',
    'Three prices, one test: {thing}',
    'Why I went back to a simpler {thing}',
    '{Thing} for small flats',
    'What nobody tells you about {thing}',
  ],
}

/** Names of accounts and groups, made around a subject; `{Topic}` at the head of a name. */
export const ACCOUNT_FRAMES: readonly Text[] = [
  { zh: '{topic}日记', en: '{Topic} diary' },
  { zh: '每天一点{topic}', en: 'A little {topic} every day' },
  { zh: '{topic}研究会', en: 'The {topic} society' },
  { zh: '慢慢{topic}', en: 'Slow {topic}' },
  { zh: '{topic}新手村', en: '{Topic} for beginners' },
  { zh: '老周聊{topic}', en: 'Old Zhou on {topic}' },
  { zh: '{topic}周报', en: '{Topic} weekly' },
  { zh: '周末{topic}小组', en: 'Weekend {topic} group' },
  { zh: '{topic}好物', en: 'Good things for {topic}' },
  { zh: '岛上的{topic}', en: '{Topic} on the island' },
]

/** Who wrote what one likes. All invented. */
export const AUTHORS: readonly string[] = [
  '阿满',
  '北角来信',
  '小寒',
  '豆角',
  '老邱',
  '三水',
  'Mira K.',
  '木子生',
  '南风过境',
  '七点半',
  'Joel on Tuesday',
  '半截铅笔',
  '晴耕',
  '舟舟',
  '雾里看山',
  'Nadia R.',
  '灯下',
  '阿纪',
  '二楼东户',
  '石榴',
  'Tomas',
  '橘子汽水',
  '不二',
  '陆上行舟',
]

/** Shops on the island. All invented. */
export const SELLERS: readonly string[] = ['潮汐百货', '码头杂货', '灯塔选物', '北岸仓', '贝壳小铺', '渡口市集']
