import type { Text } from '../../src/base/i18n.ts'

/** All that Islet's pages say. `{shop}` is the shop that asks, `{name}` the person. */
export const WORDS = {
  brand: { zh: '小岛', en: 'Islet' },
  motto: { zh: '一座给日常小事的岛', en: 'An island for everyday things' },
  signInTitle: { zh: '用小岛登录', en: 'Sign in with Islet' },
  signInTo: { zh: '{shop} 想知道你是谁', en: '{shop} would like to know who you are' },
  whoAreYou: { zh: '你是哪一位？', en: 'Who are you?' },
  demo: {
    zh: '这是演示，没有密码：点一张脸，就用那个人登录。人和内容都是编的。',
    en: 'This is a demo without passwords: pick a face and you are that person. People and posts are invented.',
  },
  otherLang: { zh: 'English', en: '中文' },
  consentTitle: { zh: '{shop} 想要这些', en: '{shop} asks for this' },
  asPerson: { zh: '你现在是{name}', en: 'You are {name}' },
  someoneElse: { zh: '换个人', en: 'Someone else' },
  getsIdentity: { zh: '你的名字和头像', en: 'Your name and face' },
  getsIdentityMore: { zh: '用来认出你。没有邮箱，没有电话。', en: 'To know you again. No email, no phone number.' },
  getsData: { zh: '读你在小岛上的', en: 'Read on Islet' },
  likes: { zh: '点过的赞', en: 'What you liked' },
  likesMore: { zh: '哪些文章，什么时候', en: 'Which articles, and when' },
  follows: { zh: '关注', en: 'Whom you follow' },
  followsMore: { zh: '话题、小组和人', en: 'Topics, groups and people' },
  posts: { zh: '发过的帖子', en: 'What you posted' },
  postsMore: { zh: '全文和话题', en: 'Full text and hashtags' },
  purchases: { zh: '买过的东西', en: 'What you bought' },
  purchasesMore: { zh: '商品、数量和日期', en: 'Goods, quantities and dates' },
  offline: {
    zh: '你不在的时候也能读，直到你在 {shop} 里断开。',
    en: 'Also while you are away, until you disconnect in {shop}.',
  },
  nothingWritten: {
    zh: '{shop} 不能替你发布、购买或改动任何东西。',
    en: '{shop} cannot post, buy or change anything.',
  },
  allow: { zh: '允许', en: 'Allow' },
  refuse: { zh: '不允许', en: "Don't allow" },
  signInOnly: { zh: '只登录，不给这些数据', en: 'Only sign in, share none of this data' },
  errorTitle: { zh: '这一步走不下去了', en: 'This step cannot go on' },
  errorNext: {
    zh: '回到你来的网站，再登录一次。这里什么也没有改动。',
    en: 'Go back to the site you came from and sign in again. Nothing was changed here.',
  },
  stepIsOver: { zh: '这次登录已经结束，或者等得太久了。', en: 'This sign-in is over, or it waited too long.' },
  homeTitle: { zh: '小岛', en: 'Islet' },
  homeText: {
    zh: '这里是演示用的账号服务。从商店点“用小岛登录”，就会走到这里。',
    en: "This is the demo's account service. Choose Sign in with Islet in the shop to come here.",
  },
} as const satisfies Record<string, Text>
