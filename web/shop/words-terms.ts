import { words } from '../kit/words.ts'

/** The full terms of a consent: every sentence says what the program does, and nothing it does not. */
export const t = words({
  open: { zh: '读一读完整说明', en: 'Read the full terms' },
  title: { zh: '完整说明', en: 'The full terms' },
  version: { zh: '{shop} · 这份文字的版本 {version}', en: '{shop} · version {version} of this text' },
  read: { zh: '读什么', en: 'What is read' },
  onlyOn: {
    zh: '只读你打开的那几项。没打开的，一条也不读。',
    en: 'Only what you switch on. Of the rest, nothing is read.',
  },
  keepsName: {
    zh: '留下名称、日期和它讲什么。',
    en: 'Kept: its name, its date and what it is about.',
  },
  keepsAbout: {
    zh: '只留下日期和它讲什么，原文和名称不留。',
    en: 'Kept: its date and what it is about; no words, no name.',
  },
  days: { zh: '留 {n} 天', en: 'Kept {n} {n|day|days}' },
  sensitive: {
    zh: '碰到健康、信仰、政治、情感、孩子这类内容，当场放到一边，什么也不留。',
    en: 'Anything on health, faith, politics, love or children is set aside at once; nothing of it is kept.',
  },
  made: { zh: '做成什么', en: 'What is made of it' },
  madeText: {
    zh: '一张兴趣单子，例如“咖啡：很明显”，每条都写着从哪儿看出来的。只用来在本店挑广告。价格人人一样，不看它。',
    en: 'A list of interests, such as “Coffee: strong”, each with its reason. It serves to pick ads in this shop. Prices are the same for everybody and never look at it.',
  },
  long: { zh: '留多久', en: 'How long' },
  longText: {
    zh: '到了上面写的天数，自动删掉。你关掉哪一项，它读到的马上删掉。你的每次同意和拒绝留一张回执作证明，里面只有一个编号，没有名字。',
    en: 'After the days named above it is deleted by itself. Switch an item off and what it read is deleted at once. Each yes and no leaves a receipt as proof; it holds a number, not your name.',
  },
  who: { zh: '谁看得到', en: 'Who sees it' },
  whoText: {
    zh: '你，随时。店里的人要先写下原因才看得到，每次都记下来。它用你一个人的密钥加密存放，不卖，也不转给别人。',
    en: 'You, at any time. Staff must give a reason first, and each look is recorded. It is stored under a key of your own, and never sold or passed on.',
  },
  back: { zh: '怎么收回', en: 'How to withdraw' },
  backText: {
    zh: '打开“你存了我什么”，关掉那一项，一秒内停用。同一页可以改正、下载，也可以全部删除。收回以后照样买，价格一样。',
    en: 'Open “What you hold on me” and switch the item off; it stops within a second. There you may also correct, download or erase everything. You go on shopping at the same price.',
  },
  complain: { zh: '向谁投诉', en: 'Where to complain' },
  complainText: {
    zh: '先找 {shop}。不满意，可以向当地网信部门投诉（《个人信息保护法》第六十五条）；在欧盟，向你所在国的数据保护机构投诉（GDPR 第 77 条）。',
    en: 'Ask {shop} first. If that does not help: in the EU the data protection authority of your country (GDPR, article 77), in mainland China the cyberspace administration (PIPL, article 65).',
  },
  source: { zh: '{name}那边的规定', en: 'The rules of {name}' },
  reviewed: { zh: '{day} 读过', en: 'last read {day}' },
  rules: { zh: '看原文', en: 'See them' },
  proof: {
    zh: '你的回执记着你答的是哪个版本。',
    en: 'Your receipt keeps which version you answered.',
  },
})
