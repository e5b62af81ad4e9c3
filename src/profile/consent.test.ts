import { expect, test } from 'vitest'
import { type Consent, PURPOSES, personalOffersOn, readAnswers, receiptText } from './consent.ts'

const given = (stream: string): Consent[] =>
  PURPOSES.map((purpose) => ({ connector: 'islet', stream, purpose, receiptId: 'r', at: 1 }))

test('a yes changes what was a no; the same yes again changes nothing; a no always leaves its proof', () => {
  const answers = readAnswers({ likes: true, follows: true, posts: false }, given('likes'), 'islet')
  expect(answers).toEqual([
    { stream: 'likes', given: true, changes: false },
    { stream: 'follows', given: true, changes: true },
    { stream: 'posts', given: false, changes: true },
  ])
})

test('a consent for one kind of account is none for another', () => {
  expect(readAnswers({ likes: true }, given('likes'), 'other')).toMatchObject([{ changes: true }])
})

test('personal offers are off until something is agreed to, and stay as they were set', () => {
  expect(personalOffersOn('unset', [])).toBe(false)
  expect(personalOffersOn('unset', given('likes'))).toBe(true)
  expect(personalOffersOn('off', given('likes'))).toBe(false)
  expect(personalOffersOn('on', [])).toBe(true)
})

test('every field of a receipt is signed', () => {
  const receipt = {
    id: 'i',
    personId: 'p',
    connector: 'c',
    stream: 's',
    purpose: 'read',
    given: true,
    textVersion: 'v',
    lang: 'zh',
    how: 'sheet',
    at: 1,
  } as const
  const text = receiptText('site', receipt)
  for (const [key, value] of Object.entries(receipt)) {
    const other = typeof value === 'boolean' ? !value : typeof value === 'number' ? value + 1 : `${value}x`
    expect(receiptText('site', { ...receipt, [key]: other } as typeof receipt)).not.toBe(text)
  }
})
