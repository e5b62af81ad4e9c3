import { type Lang, say, type Text } from '../base/i18n.ts'
import { categoryLabel } from '../catalog/categories.ts'
import { DAYS, type Field, type Leaf, type Rule } from './rule-words.ts'

const DEVICES: Readonly<Record<string, Text>> = {
  phone: { zh: '手机', en: 'a phone' },
  tablet: { zh: '平板', en: 'a tablet' },
  desktop: { zh: '电脑', en: 'a computer' },
}
const VISITORS: Readonly<Record<string, Text>> = {
  new: { zh: '第一次来', en: 'is here for the first time' },
  returning: { zh: '以前来过', en: 'has been here before' },
}
const DAY_NAMES: readonly Text[] = [
  { zh: '周一', en: 'Monday' },
  { zh: '周二', en: 'Tuesday' },
  { zh: '周三', en: 'Wednesday' },
  { zh: '周四', en: 'Thursday' },
  { zh: '周五', en: 'Friday' },
  { zh: '周六', en: 'Saturday' },
  { zh: '周日', en: 'Sunday' },
]
const FORMAT_NAMES: Readonly<Record<string, Text>> = {
  card: { zh: '卡片', en: 'cards' },
  carousel: { zh: '轮播', en: 'carousels' },
  banner: { zh: '横幅', en: 'banners' },
  text: { zh: '文字', en: 'text' },
}

/** How a condition is said; `{v}` are its values. */
const SAID: Readonly<Record<Field, Text>> = {
  interest: { zh: '喜欢{v}', en: 'likes {v}' },
  pageCategory: { zh: '页面讲{v}', en: 'the page is about {v}' },
  pageWord: { zh: '页面说到{v}', en: 'the page says {v}' },
  place: { zh: '人在{v}', en: 'is in {v}' },
  device: { zh: '用{v}看', en: 'looks on {v}' },
  language: { zh: '用{v}', en: 'reads {v}' },
  hour: { zh: '时间是{v}', en: 'it is {v}' },
  visitor: { zh: '{v}', en: '{v}' },
  basket: { zh: '购物袋{v}', en: 'the bag {v}' },
  slot: { zh: '在广告位{v}', en: 'in slot {v}' },
  format: { zh: '那里能放{v}', en: 'the place takes {v}' },
  segment: { zh: '属于{v}', en: 'belongs to {v}' },
}

/** So many values are said; of more the rest are counted. */
const MOST_SAID = 6

const JOIN = {
  or: { zh: '或', en: ' or ' },
  more: { zh: '等 {n} 个', en: ' or {n} more' },
  and: { zh: '，并且', en: ', and ' },
  either: { zh: '，或者', en: ', or ' },
  not: { zh: '不是', en: 'not: ' },
  everybody: { zh: '所有人', en: 'everybody' },
} satisfies Record<string, Text>

/** A rule as people say it; brackets only where it would be read otherwise. */
export function sayRule(rule: Rule, lang: Lang): string {
  if ('field' in rule) return sayCondition(rule, lang)
  if ('none' in rule)
    return JOIN.not[lang] + inBrackets(sayAll(rule.none, JOIN.either[lang], lang), lang, rule.none.length > 1)
  const isAll = 'all' in rule
  const parts = isAll ? rule.all : rule.any
  if (parts.length === 0) return JOIN.everybody[lang]
  return sayAll(parts, (isAll ? JOIN.and : JOIN.either)[lang], lang)
}

function sayAll(parts: readonly Rule[], join: string, lang: Lang): string {
  return parts.map((part) => inBrackets(sayRule(part, lang), lang, parts.length > 1 && hasSeveral(part))).join(join)
}

const hasSeveral = (rule: Rule): boolean =>
  ('all' in rule && rule.all.length > 1) || ('any' in rule && rule.any.length > 1)

const inBrackets = (text: string, lang: Lang, isNeeded: boolean): string =>
  isNeeded ? (lang === 'zh' ? `（${text}）` : `(${text})`) : text

/** One condition as people say it. */
export function sayCondition({ field, in: values }: Leaf, lang: Lang): string {
  const said = values.slice(0, MOST_SAID).map((value) => sayValue(field, value, lang))
  const more =
    values.length > MOST_SAID
      ? say(JOIN.more, lang, { n: lang === 'zh' ? values.length : values.length - MOST_SAID })
      : ''
  const text = say(SAID[field], lang, { v: said.join(JOIN.or[lang]) + more })
  return lang === 'zh' ? spaced(text) : text
}

/** Between Chinese and Latin letters or digits stands a space. */
const spaced = (text: string): string =>
  text.replace(/(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[\u4e00-\u9fff])/g, ' ')

/** One value of a field as people say it. */
export function sayValue(field: Field, value: string, lang: Lang): string {
  const zh = lang === 'zh'
  switch (field) {
    case 'interest':
    case 'pageCategory':
      return categoryLabel(value)[lang]
    case 'pageWord':
    case 'segment':
    case 'slot':
      return zh ? `“${value}”` : `"${value}"`
    case 'device':
      return DEVICES[value]?.[lang] ?? value
    case 'visitor':
      return VISITORS[value]?.[lang] ?? value
    case 'format':
      return FORMAT_NAMES[value]?.[lang] ?? value
    case 'language':
      return nameOf('language', value, lang)
    case 'place':
      return sayPlace(value, lang)
    case 'hour':
      return sayHour(value, lang)
    case 'basket':
      return sayBasket(value, lang)
  }
}

function nameOf(type: 'language' | 'region', code: string, lang: Lang): string {
  try {
    return new Intl.DisplayNames(lang === 'zh' ? 'zh-CN' : 'en', { type }).of(code) ?? code
  } catch {
    // What no standard knows is said as it is written.
    return code
  }
}

function sayPlace(value: string, lang: Lang): string {
  const [country = '', part] = value.split('-')
  const name = nameOf('region', country, lang)
  return part === undefined ? name : `${name} ${part}`
}

function sayHour(value: string, lang: Lang): string {
  const [first = '', hour = first] = value.split('-')
  const day = (DAYS as readonly string[]).indexOf(first)
  const dayName = day < 0 ? '' : DAY_NAMES[day]![lang]
  if (!/^\d\d$/.test(hour)) return dayName
  const time = lang === 'zh' ? `${Number(hour)} 点` : `${hour}:00`
  return dayName === '' ? time : `${dayName} ${time}`
}

function sayBasket(value: string, lang: Lang): string {
  if (value === 'empty') return lang === 'zh' ? '是空的' : 'is empty'
  if (value === 'any') return lang === 'zh' ? '里有东西' : 'has something in it'
  const label = categoryLabel(value)[lang]
  return lang === 'zh' ? `里有${label}` : `has ${label} in it`
}
