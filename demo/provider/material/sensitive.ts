import type { Text } from '../../../src/base/i18n.ts'

/**
 * What a real account holds as well, and a shop has no business with: health, faith, politics, love, children.
 * It is here so that the reader's list of refusals has something to refuse.
 */
export const SENSITIVE: readonly {
  readonly category: string
  readonly thing: Text
  readonly tags: { readonly zh: readonly string[]; readonly en: readonly string[] }
  readonly post: string
}[] = [
  {
    category: 'health/conditions',
    thing: { zh: '血压计', en: 'blood pressure monitor' },
    tags: { zh: ['高血压'], en: ['hypertension'] },
    post: '复查了高血压，医生把药减了半片。',
  },
  {
    category: 'health/conditions',
    thing: { zh: '血糖试纸', en: 'glucose test strips' },
    tags: { zh: ['糖尿病'], en: ['diabetes'] },
    post: '家里有人得了糖尿病，全家都开始看配料表。',
  },
  {
    category: 'health/mental',
    thing: { zh: '焦虑互助小组', en: 'anxiety support group' },
    tags: { zh: ['焦虑', '心理咨询'], en: ['anxiety', 'therapy'] },
    post: '第六次心理咨询，焦虑少了一点，睡得着了。',
  },
  {
    category: 'health/medicine',
    thing: { zh: '偏头痛止痛药', en: 'migraine painkillers' },
    tags: { zh: ['药品', '止痛药'], en: ['medicine', 'painkiller'] },
    post: '偏头痛又来，止痛药只剩两片。',
  },
  {
    category: 'health/fertility',
    thing: { zh: '孕妇叶酸', en: 'prenatal folic acid' },
    tags: { zh: ['备孕', '产检'], en: ['pregnancy', 'prenatal'] },
    post: '第一次产检，排了两个小时的队。',
  },
  {
    category: 'religion',
    thing: { zh: '佛经抄写本', en: 'sutra copybook' },
    tags: { zh: ['佛教', '信仰'], en: ['buddhism', 'faith'] },
    post: '去寺庙坐了一个下午，抄了半页佛经。',
  },
  {
    category: 'politics/elections',
    thing: { zh: '选举观察', en: 'Election watch' },
    tags: { zh: ['选举', '投票'], en: ['election', 'vote'] },
    post: '熬夜看邻国的选举计票，候选人差不到一个百分点。',
  },
  {
    category: 'politics/issues',
    thing: { zh: '工会权益指南', en: 'trade union handbook' },
    tags: { zh: ['工会', '政策'], en: ['trade union', 'policy'] },
    post: '工会今天和公司谈加班政策，结果下周公布。',
  },
  {
    category: 'intimacy/separation',
    thing: { zh: '离婚手续指南', en: 'divorce paperwork guide' },
    tags: { zh: ['离婚'], en: ['divorce'] },
    post: '离婚手续办完了，一个人吃了顿火锅。',
  },
  {
    category: 'children/babies',
    thing: { zh: '婴儿纸尿裤', en: 'baby nappies' },
    tags: { zh: ['婴儿', '奶粉'], en: ['baby', 'infant formula'] },
    post: '姐姐家的婴儿会翻身了，帮忙买纸尿裤和奶粉。',
  },
]
