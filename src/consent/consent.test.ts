import { expect, test } from 'vitest'
import {
  type Consent,
  PURPOSES,
  personalOffersOn,
  type Receipt,
  readAnswers,
  receiptText,
  TEXT_VERSION,
} from './consent.ts'

const given = (stream: string): Consent[] =>
  PURPOSES.map((purpose) => ({ connector: 'islet', stream, purpose, receiptId: 'r', at: 1 }))

const said = (stream: string, yes: boolean, textVersion = TEXT_VERSION): Receipt => ({
  ...{ id: 'r', personId: 'p', connector: 'islet', stream, purpose: 'read', given: yes, textVersion },
  ...{ lang: 'zh', how: 'sheet', at: 1 },
})

test('a yes changes what was a no; the same yes again changes nothing; a first no leaves its proof', () => {
  const answers = readAnswers({ likes: true, follows: true, posts: false }, given('likes'), [], 'islet')
  expect(answers).toEqual([
    { stream: 'likes', given: true, had: true, changes: false },
    { stream: 'follows', given: true, had: false, changes: true },
    { stream: 'posts', given: false, had: false, changes: true },
  ])
})

test('the same no again changes nothing; a no after a yes, or to another wording, does', () => {
  const no = (inForce: Consent[], receipts: Receipt[]) =>
    readAnswers({ likes: false }, inForce, receipts, 'islet')[0]!.changes
  expect(no([], [said('likes', false)])).toBe(false)
  expect(no([], [said('follows', false)])).toBe(true)
  expect(no(given('likes'), [said('likes', true), said('likes', false)])).toBe(true)
  expect(no([], [said('likes', false, 'older')])).toBe(true)
})

test('a consent for one kind of account is none for another', () => {
  expect(readAnswers({ likes: true }, given('likes'), [], 'other')).toMatchObject([{ changes: true }])
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
