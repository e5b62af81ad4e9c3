import { factOf, listOf, recordOf, textOf } from './answer.ts'
import type { Connector, OwnStream, Verb } from './connector.ts'

const TERMS = {
  docs: 'https://gdpr-info.eu/art-6-gdpr/',
  reviewed: '2026-11-25',
  note: { zh: '只在本站发生，只在本站使用', en: 'Happens on this site, used on this site' },
}

/** One thing done here: `{ id, at, name: { zh, en }, about, categories }`. */
const stream = (verb: Verb, spec: Pick<OwnStream, 'title' | 'purpose' | 'example' | 'retentionDays'>): OwnStream => ({
  ...spec,
  own: true,
  keepsName: true,
  terms: { ...TERMS, adUse: 'own-site-only' },
  facts: (item) => {
    const { id, at, name, about, categories } = recordOf(item)
    const [fact] = factOf(verb, 'Product', { id, at, name: '', about: [about] })
    if (fact === undefined) return []
    const { zh, en } = recordOf(name)
    const named = listOf(categories).map((one) => textOf(one))
    return [{ ...fact, name: { zh: textOf(zh), en: textOf(en) }, categories: named }]
  },
})

/** What people do on the site itself: the source of those whose account gives nothing to read. */
const ownSite: Connector = {
  id: 'own-site',
  kind: 'own-site',
  names: { zh: '本站', en: 'This site' },
  mark: 'M4 10v10h16V10M3 10l2-6h14l2 6zM10 20v-6h4v6',
  streams: {
    views: stream('view', {
      title: { zh: '在这里看过的', en: 'What you looked at here' },
      purpose: { zh: '按你登录时看过的商品推荐', en: 'Offers by the goods you look at while signed in' },
      example: { zh: '手冲壶，今天看过', en: 'pour-over kettle, looked at today' },
      retentionDays: 30,
    }),
    baskets: stream('add', {
      title: { zh: '放进过购物袋的', en: 'What you put in the bag' },
      purpose: { zh: '按你放进购物袋的商品推荐', en: 'Offers by the goods you put in the bag' },
      example: { zh: '滤纸，放进过购物袋', en: 'filter paper, put in the bag' },
      retentionDays: 90,
    }),
    orders: stream('buy', {
      title: { zh: '在这里买过的', en: 'What you bought here' },
      purpose: { zh: '按你在本站买过的推荐', en: 'Offers by what you bought on this site' },
      example: { zh: '咖啡秤，买了 1 次', en: 'coffee scale, bought once' },
      retentionDays: 365,
    }),
  },
  terms: TERMS,
  revoke: 'none',
  unchecked: null,
}

export default ownSite
