import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildTextIndex, buildTextIndexInSlices, classify, isTelling, query, type TextDoc } from './match.ts'
import { countTerms, terms } from './terms.ts'

const WORDS = ['咖啡', '手冲', 'tent', 'kettle', 'lamp', '露营', 'book', 'shoe', 'pine']

const documents = fc
  .array(fc.array(fc.constantFrom(...WORDS), { minLength: 0, maxLength: 12 }), { minLength: 1, maxLength: 25 })
  .map((texts): TextDoc[] => texts.map((words, i) => ({ id: `d${i}`, text: words.join(' , ') })))

/** The formula as the paper writes it, without an index. */
function naiveScores(docs: readonly TextDoc[], wanted: ReadonlyMap<string, number>): number[] {
  const lists = docs.map((doc) => terms(doc.text))
  const average = lists.reduce((sum, list) => sum + list.length, 0) / docs.length || 1
  return lists.map((list) => {
    const counts = countTerms(list)
    let score = 0
    for (const [term, weight] of wanted) {
      const tf = counts.get(term) ?? 0
      const df = lists.filter((other) => other.includes(term)).length
      const idf = Math.log(1 + (docs.length - df + 0.5) / (df + 0.5))
      score += (weight * idf * tf * 2.2) / (tf + 1.2 * (0.25 + (0.75 * list.length) / average))
    }
    return score
  })
}

test('built in slices it is the same index, and others run in between', async () => {
  const docs = Array.from({ length: 1_050 }, (_, i) => ({ id: `d${i}`, text: `${WORDS[i % 9]} ${WORDS[i % 7]} w${i}` }))
  let pauses = 0
  const built = await buildTextIndexInSlices(docs, async () => void pauses++)
  expect(built).toEqual(buildTextIndex(docs))
  expect(pauses).toBeGreaterThan(15)
})

test('scores equal the naive formula, and the best k come first', () => {
  fc.assert(
    fc.property(
      documents,
      fc.uniqueArray(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 0, max: 8 }),
      (docs, words, k) => {
        const wanted = new Map(words.map((word, i) => [terms(word)[0]!, 1 + i]))
        const naive = naiveScores(docs, wanted)
        const hits = query(buildTextIndex(docs), wanted, k)
        const best = [...naive].filter((score) => score > 0).sort((a, b) => b - a)
        expect(hits.length).toBe(Math.min(k, best.length))
        hits.forEach((hit, i) => {
          expect(hit.score).toBeCloseTo(best[i]!, 4)
          expect(hit.score).toBeCloseTo(naive[Number(hit.doc.slice(1))]!, 4)
        })
      },
    ),
  )
})

test('asking twice gives the same answer: nothing of a query stays behind', () => {
  const index = buildTextIndex([
    { id: 'a', text: '手冲滤杯 dripper' },
    { id: 'b', text: '露营壶 kettle' },
  ])
  const first = query(index, ['手冲', 'kettle'], 5)
  expect(query(index, ['手冲', 'kettle'], 5)).toEqual(first)
  expect([...index.scratch]).toEqual([0, 0])
})

test('the terms that decided are named, strongest first', () => {
  const index = buildTextIndex([
    { id: 'a', text: 'pine kettle' },
    { id: 'b', text: 'pine mug' },
    { id: 'c', text: 'pine lamp' },
  ])
  expect(query(index, terms('pine kettle and spoon'), 1)).toEqual([
    { doc: 'a', score: expect.any(Number), matched: ['kettle', 'pine'] },
  ])
})

test('a filter leaves documents out without leaving their scores behind', () => {
  const index = buildTextIndex([
    { id: 'a', text: 'tent' },
    { id: 'b', text: 'tent tent' },
  ])
  expect(query(index, ['tent'], 1, (doc) => doc !== 1).map((hit) => hit.doc)).toEqual(['a'])
  expect(query(index, ['tent'], 1).map((hit) => hit.doc)).toEqual(['b'])
})

test('an empty index and an unknown word answer nothing', () => {
  expect(query(buildTextIndex([]), ['tent'], 3)).toEqual([])
  expect(query(buildTextIndex([{ id: 'a', text: '' }]), ['tent'], 3)).toEqual([])
})

test.each([
  ['手冲咖啡的水温和研磨度', 'kitchen/coffee/pour-over'],
  ['Our first night in the new tent at the campsite', 'outdoor/camping/tents'],
  ['周末带着相机去扫街，用的是一卷黑白胶卷', 'photo'],
  ['Table tennis for beginners', 'sport/table-tennis'],
  ['马拉松配速怎么定，跑鞋怎么选', 'sport/running'],
  ['龟背竹叶子发黄怎么办，室内植物养护', 'garden/houseplants'],
  ['三个人能玩的桌游和合作游戏', 'games/board'],
])('%s is about %s', (text, expected) => {
  expect(classify(terms(text))[0]?.id.startsWith(expected)).toBe(true)
})

test('a colour or another word that stands on everything makes no category', () => {
  expect(classify(terms('White set, new, large'))).toEqual([])
  expect(classify(terms('我的一天'))).toEqual([])
})

describe('words that two texts may be said to have in common', () => {
  test.each(['camera', '相机', 'kettle'])('%s tells something', (term) => expect(isTelling(term)).toBe(true))
  test.each(['five', 'minute', '35', 'l', 'good', 'bag', '发货', '壶'])('%s tells nothing', (term) =>
    expect(isTelling(term)).toBe(false),
  )
})

describe('an index made from the one before', () => {
  const texts = fc.array(fc.constantFrom(...WORDS, 'rope', '茶杯'), { maxLength: 6 }).map((words) => words.join(' , '))
  const shelf = fc.uniqueArray(fc.record({ id: fc.constantFrom(...'abcdefghij'), text: texts }), {
    selector: (doc) => doc.id,
    maxLength: 10,
  })

  test('is the very index that is built anew: added, changed, gone and moved', () => {
    fc.assert(
      fc.property(shelf, shelf, (before, after) => {
        expect(buildTextIndex(after, buildTextIndex(before))).toEqual(buildTextIndex(after))
      }),
    )
  })

  test('leaves the one before as it was, so that whoever holds it may go on', () => {
    const before = buildTextIndex([{ id: 'a', text: 'tent rope' }])
    const held = structuredClone(before)
    const after = buildTextIndex([{ id: 'a', text: 'kettle' }], before)
    expect(before).toEqual(held)
    expect(query(after, ['tent'], 1)).toEqual([])
    expect(query(before, ['tent'], 1).map((hit) => hit.doc)).toEqual(['a'])
  })

  test('in slices too', async () => {
    const docs = Array.from({ length: 450 }, (_, i) => ({ id: `d${i}`, text: `${WORDS[i % 9]} w${i}` }))
    const before = buildTextIndex(docs)
    const changed = [...docs.slice(10), { id: 'new', text: 'pine lamp' }]
    expect(await buildTextIndexInSlices(changed, async () => undefined, before)).toEqual(buildTextIndex(changed))
  })
})

test('pairs of Thai tell something, single words of two letters do not', () => {
  expect(terms('ที่นอน').map(isTelling)).toEqual([true, true, true])
  expect(isTelling('на')).toBe(false)
})
