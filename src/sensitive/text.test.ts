import { describe, expect, test } from 'vitest'
import { allCategories } from '../catalog/categories.ts'
import { judgeFact } from '../profile/fact.ts'
import { isDenied } from './denied.ts'
import { isSensitiveText } from './text.ts'

const judged = (about: string, name = '') =>
  judgeFact(
    { sourceId: 'x', verb: 'like', at: 0, thing: 'Note', name: name === '' ? {} : { en: name }, about },
    { keepsName: true },
  )

/** What people write, by topic: simplified, traditional, English and other languages and scripts. */
const SAID: Readonly<Record<string, readonly string[]>> = {
  health: [
    '确诊抑郁症的第三年',
    '憂鬱症病友會',
    '糖尿病人能喝咖啡吗',
    'living with HIV',
    'my chemotherapy diary',
    'panic attacks again',
    'Депрессия и кофе',
    'مرض السرطان',
    'うつ病と珈琲',
    '우울증 극복',
    'schwanger und müde',
    'embarazada de 5 meses',
  ],
  religion: [
    '主日礼拜',
    '基督教會週末活動',
    'Friday prayers at the mosque',
    'Ramadan recipes',
    'мусульманская свадьба',
    'صلاة الجمعة في المسجد',
    '聖書を読む会',
    'église du village',
  ],
  politics: [
    '我们去投票',
    '民進黨造勢晚會',
    'Vote Labour Party',
    'antifa meeting',
    'Democrats rally',
    'выборы президента',
    '選挙ポスター',
    '촛불 시위',
  ],
  'sex life': [
    '同性恋酒吧',
    '同性戀遊行',
    'gay bars in town',
    'лгбт клуб',
    '성인용품 후기',
    'アダルトグッズ',
    'best condoms',
  ],
  children: ['宝宝辅食', '嬰兒車推薦', 'toddler shoes', 'my newborn', '아기 기저귀', '赤ちゃんの服', 'подгузники'],
  union: [
    '工會活動',
    '罢工现场',
    'join the union',
    'trade unions',
    'Gewerkschaft Treffen',
    'профсоюз',
    '노동조합 가입',
  ],
  ethnicity: [
    '维吾尔族同胞',
    '少數民族節日',
    'black owned cafe',
    'refugees welcome',
    'latinx poets',
    'беженцы',
    '난민 지원',
  ],
  crime: ['前科人员就业', '假釋後的生活', 'life after prison', 'felony record', 'DUI lawyer', '刑務所の中', '집행유예'],
  biometrics: ['指纹锁录入', '基因檢測結果', 'my 23andMe', 'face ID data', '顔認証', '지문 등록'],
  money: [
    '网贷逾期怎么办',
    '債務重組',
    'payday loans',
    'filed for bankruptcy',
    'food banks near me',
    'долги',
    '자기 빚',
    '自己破産した',
  ],
}

describe('a text that tells of it is set aside, whatever harmless stands beside it', () => {
  test.each(Object.entries(SAID))('%s', (_topic, texts) => {
    for (const text of texts) {
      expect([text, isSensitiveText(text)]).toEqual([text, true])
      // Ten words of coffee do not drown it, nor does it hide in a name.
      expect([text, judged(`手冲咖啡 滤杯 磨豆机 pour-over coffee kettle ${text}`)]).toEqual([text, null])
      expect([text, judged('手冲咖啡', text)]).toEqual([text, null])
    }
  })
})

test.each([
  ['full width', 'ＨＩＶ'],
  ['small capitals', 'ʜɪᴠ test'],
  ['Cyrillic letters that look Latin', 'Н І V and cаncеr'],
  ['Greek letters that look Latin', 'gαy'],
  ['figures for letters', 's3x, b!ble, 1slam'],
  ['parted letters', 'h.i.v'],
  ['parted characters', '抑·郁·症'],
  ['parted by blanks', '艾 滋 病'],
  ['an invisible hyphen', 'pr\u00adegnant'],
  ['a space without width', 'pr\u200begnant'],
  ['accents', 'dépréssion'],
  ['a tag', '#ProudToBeGay'],
  ['a tag without capitals between', '#HIVpositive'],
  ['a flag', '🏳️‍🌈'],
  ['pictures', '🤰 ☕'],
  ['traditional characters', '愛滋病'],
  ['capitals', 'DEPRESSION'],
  ['a plural', 'bankruptcies'],
])('disguised by %s it is still seen', (_how, text) => {
  expect(isSensitiveText(text)).toBe(true)
  expect(judged(`手冲咖啡 ${text}`)).toBeNull()
})

test('what is harmless stays: no label and no word of an allowed category is taken for one of these', () => {
  const allowed = allCategories().filter(({ id }) => !isDenied(id))
  const taken = allowed.flatMap(({ zh, en, seeds }) => [zh, en, ...seeds].filter(isSensitiveText))
  expect(taken).toEqual([])
  for (const text of [
    'Christmas cookies',
    'ветеранский клуб пуэра',
    'a marathon race',
    '手冲咖啡 V60',
    'class of 2020',
    '',
  ])
    expect([text, isSensitiveText(text)]).toEqual([text, false])
})

test.each(['!', '$@', 'A!'])('a hundred texts of nothing but %s are looked through at once', (nothing) => {
  const text = `${nothing.repeat(20_000 / nothing.length - 2)}é`
  for (let n = 0; n < 100; n++) expect(isSensitiveText(`${text}${n % 10}`)).toBe(false)
})
