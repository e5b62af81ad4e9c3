import { describe, expect, test } from 'vitest'
import type { RawFact } from '../connectors/connector.ts'
import { factSentence, judgeFact } from './fact.ts'

const raw = (about: string, name = about): RawFact => ({
  sourceId: 'x',
  verb: 'like',
  at: 0,
  thing: 'Article',
  name: { zh: name },
  about,
})

describe('judging a thing read', () => {
  test('it is told what it is about', () => {
    expect(judgeFact(raw('手冲咖啡 滤杯'), { keepsName: true })?.categories[0]).toMatchObject({
      id: 'kitchen/coffee/pour-over',
    })
  })

  test.each([
    '复查了高血压，医生把药减了半片',
    '糖尿病 血糖试纸',
    '第六次心理咨询，焦虑少了一点',
    '备孕 产检 叶酸',
    '教堂 祈祷 信仰',
    '选举 投票 政党',
  ])('%s is set aside', (text) => {
    expect(judgeFact(raw(text), { keepsName: true })).toBeNull()
  })

  test('a sensitive tag on a harmless text sets it aside too', () => {
    expect(judgeFact(raw('新鞋很舒服 \n 高血压 \n hypertension', '新鞋很舒服'), { keepsName: true })).toBeNull()
  })

  test('where no words may be kept, none are', () => {
    const fact = judgeFact(raw('手冲咖啡的水温，91 度'), { keepsName: false })
    expect(JSON.stringify(fact)).not.toContain('水温')
    expect(fact?.name).toBeNull()
  })
})

test('a fact is told by its name, else by what it is about, and braces in a name stay as they are', () => {
  const label = (id: string) => ({ zh: `〈${id}〉`, en: `<${id}>` })
  const base = { verb: 'like' as const, thing: 'Article', at: null, categories: [{ id: 'a', weight: 1 }] }
  expect(factSentence({ ...base, name: { zh: '{name} $& 茶' } }, label).zh).toBe('你喜欢过：{name} $& 茶')
  expect(factSentence({ ...base, name: null, verb: 'post' }, label)).toEqual({
    zh: '你发过一条关于〈a〉的帖子',
    en: 'You posted about <a>',
  })
})
