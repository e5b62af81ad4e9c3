import { factOf, recordOf, textOf } from './answer.ts'
import type { Connector } from './connector.ts'

const TERMS = {
  docs: 'https://gdpr-info.eu/art-6-gdpr/',
  reviewed: '2026-11-25',
  note: { zh: '你自己说的，随时可改', en: 'Your own word, changed whenever you like' },
}

/** What people say of themselves: categories of our tree they like. Item: `{ categoryId, zh, en, at }`. */
const declared: Connector = {
  id: 'declared',
  kind: 'declared',
  names: { zh: '你自己说的', en: 'What you told us' },
  mark: 'M4 5h16v11h-9l-4 4v-4H4z',
  streams: {
    likes: {
      own: true,
      title: { zh: '喜欢什么', en: 'What you like' },
      purpose: { zh: '按你选的兴趣推荐', en: 'Offers by the interests you chose' },
      example: { zh: '手冲咖啡', en: 'pour-over coffee' },
      retentionDays: 365,
      keepsName: true,
      terms: { ...TERMS, adUse: 'allowed' },
      facts: (item) => {
        const { categoryId, zh, en, at } = recordOf(item)
        const [fact] = factOf('declare', 'Thing', { id: categoryId, at, name: '', about: [] })
        if (fact === undefined) return []
        return [{ ...fact, name: { zh: textOf(zh), en: textOf(en) }, categories: [textOf(categoryId)] }]
      },
    },
  },
  terms: TERMS,
  revoke: 'none',
  unchecked: null,
}

export default declared
