import { allCategories } from '../../src/catalog/categories.ts'
import type { Page } from '../../src/catalog/page.ts'
import { type Good, pick, seeded } from './content-goods.ts'

/** A page that speaks of one good, as the tag sends it. */
export interface GoodPage {
  readonly good: string
  readonly page: Page
  /** Title, headings and text as one: what somebody without our reading would ask a search library. */
  readonly text: string
}

/** What stands on every page of a shop or magazine; a matcher has to look past it. */
const AROUND = {
  zh: '首页 全部分类 购物车 登录 注册 客服 满 99 元包邮，七天无理由退货。加入购物袋 立即购买 收藏 分享 商品详情 规格参数 用户评价 常见问题 现货，下单后 24 小时内发货，偏远地区除外。支持微信支付和支付宝。关注我们，新品早知道。隐私政策 使用条款 联系我们',
  en: 'Home All departments Cart Sign in Register Help Free shipping on orders over $50, returns within 30 days. Add to cart Buy now Save for later Share Product details Specifications Customer reviews Questions and answers In stock, ships within 24 hours. Secure checkout with all major cards. Subscribe to our newsletter for news and offers. Privacy policy Terms of use Contact us',
}
const REVIEWS = {
  zh: [
    '包装很仔细，没有味道，颜色和图片一样。',
    '用了两个星期，比想象的结实，朋友也问在哪里买的。',
    '物流很快，客服回答也耐心，下次还会再来。',
    '说明书写得清楚，老人也会用。',
    '尺寸比想象中小一点，不过够用。',
    '送给妈妈的生日礼物，她很喜欢。',
  ],
  en: [
    'Well packed, no smell, and the colour is just like the picture.',
    'Two weeks of use and sturdier than I thought; friends keep asking where it is from.',
    'Fast delivery and a patient answer from customer service, I will order again.',
    'The manual is clear enough for my parents.',
    'A little smaller than expected, but it does what I need.',
    'A birthday present for my mother, who loves it.',
  ],
}
const SENTENCES = {
  zh: [
    '周末在家里收拾东西的时候，我又想起了{word}。',
    '很多人问我{word}怎么选，其实看三样就够：材料、做工、用在哪里。',
    '先说{word}，它占的地方不大，但每天都要用到。',
    '我们对比了市面上十几种{word}，价格从几十到上千都有。',
    '如果预算有限，{word}可以晚一点再买。',
    '朋友来家里做客，第一眼看到的就是{word}。',
  ],
  en: [
    'Last weekend, while tidying up, I thought of {word} again.',
    'People ask me how to choose {word}; three things matter: what it is made of, how well, and where you will use it.',
    'Let us begin with {word}: it takes little room and is used every day.',
    'We compared a dozen kinds of {word}, from cheap to very expensive.',
    'If money is short, {word} can wait.',
    'When friends come to visit, the first thing they see is {word}.',
  ],
}

/** `count` pages about goods drawn from the list: three of five a shop's product page, the others a magazine's text. */
export function pagesOf(goods: readonly Good[], count: number, seed: number): GoodPage[] {
  const random = seeded(seed)
  return Array.from({ length: count }, () => {
    const good = pick(random, goods)
    const lang = good.zh === '' ? 'en' : good.en === '' || random() < 0.5 ? 'zh' : 'en'
    const page = random() < 0.6 ? productPage(good, lang, goods, random) : articlePage(good, lang, random)
    return { good: good.id, page, text: [page.title, ...(page.headings ?? []), page.text].join('\n') }
  })
}

/** The tag sends this many characters of a page's text. */
const TAG_TEXT = 6000

const titleOf = (good: Good, lang: 'zh' | 'en'): string => good[lang] || good.en || good.zh

function productPage(good: Good, lang: 'zh' | 'en', goods: readonly Good[], random: () => number): Page {
  const name = titleOf(good, lang)
  const about = lang === 'zh' ? good.textZh : good.textEn
  const others = Array.from({ length: 6 }, () => titleOf(pick(random, goods), lang))
  const reviews = Array.from({ length: 2 + Math.floor(random() * 30) }, () => pick(random, REVIEWS[lang]))
  const also = lang === 'zh' ? '看过的人还看了' : 'Others also looked at'
  return {
    url: `https://shop.example/p/${good.id}`,
    title: `${name} - ${lang === 'zh' ? '山货商店' : 'Hillside Goods'}`,
    lang,
    headings: [name, lang === 'zh' ? '用户评价' : 'Customer reviews', also],
    text: [AROUND[lang], name, about, ...reviews, also, ...others].join('\n').slice(0, TAG_TEXT),
    jsonLd: [
      JSON.stringify({
        '@context': 'https://schema.org',
        '@graph': [
          {
            '@type': 'Product',
            name,
            description: about,
            brand: { '@type': 'Brand', name: good.brand },
            offers: OFFER,
          },
          {
            '@type': 'BreadcrumbList',
            itemListElement: good.path.map((step, i) => ({ '@type': 'ListItem', position: i + 1, name: step })),
          },
        ],
      }),
    ],
    openGraph: { 'og:title': name, 'og:type': 'product', 'og:description': about, 'product:price:amount': '59.00' },
  }
}

const OFFER = { '@type': 'Offer', price: '59.00', priceCurrency: 'CNY', availability: 'https://schema.org/InStock' }

function articlePage(good: Good, lang: 'zh' | 'en', random: () => number): Page {
  const name = titleOf(good, lang)
  const about = lang === 'zh' ? good.textZh : good.textEn
  const kinds = allCategories()
  const sentence = () => {
    const kind = pick(random, kinds)
    const word = lang === 'zh' ? kind.zh : kind.en.toLowerCase()
    return pick(random, SENTENCES[lang]).replace('{word}', random() < 0.3 ? name : word)
  }
  const sentences = Array.from({ length: 8 + Math.floor(random() * 50) }, sentence)
  return {
    url: 'https://magazine.example/read',
    title: lang === 'zh' ? `我们试了${name}` : `We tried the ${name}`,
    lang,
    headings: [lang === 'zh' ? '怎么选' : 'How to choose', name, lang === 'zh' ? '小结' : 'In the end'],
    text: [AROUND[lang].slice(0, 90), ...sentences, about].join('\n').slice(0, TAG_TEXT),
    openGraph: { 'og:type': 'article' },
  }
}
