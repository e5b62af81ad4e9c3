import { expect, test } from 'vitest'
import type { Consent, Purpose } from '../consent/consent.ts'
import { mergeConsents, type Side, stricterSwitch } from './merge.ts'

const consent = (connector: string, stream: string, purpose: Purpose, at: number): Consent => ({
  ...{ connector, stream, purpose, at },
  receiptId: `${connector}/${stream}/${purpose}@${at}`,
})
const yes = (connector: string, stream: string, at = 1): Consent[] =>
  (['read', 'profile', 'offers'] as const).map((purpose) => consent(connector, stream, purpose, at))
const no = (connector: string, stream: string) =>
  (['read', 'profile', 'offers'] as const).map((purpose) => ({ connector, stream, purpose, given: false }))
const side = (part: { inForce?: Consent[]; receipts?: Side['receipts']; of?: string[] }): Side => ({
  inForce: part.inForce ?? [],
  receipts: part.receipts ?? (part.inForce ?? []).map((c) => ({ ...c, given: true })),
  connectors: new Set(part.of ?? []),
})
const said = ({ inForce }: { inForce: Consent[] }) => inForce.map((c) => c.receiptId).sort()

test('a yes of one account stands beside the no of the other person’s account of the same kind', () => {
  const a = side({ inForce: yes('islet', 'likes'), of: ['islet'] })
  const b = side({ receipts: no('islet', 'likes'), of: ['islet'] })
  for (const merged of [mergeConsents(a, b), mergeConsents(b, a)]) {
    expect(said(merged)).toHaveLength(3)
    expect(merged.withdrawn).toEqual([])
  }
})

test('without an account a no of either holds, and the other’s yes is withdrawn', () => {
  const a = side({ inForce: yes('own-site', 'views') })
  const b = side({ receipts: no('own-site', 'views') })
  for (const merged of [mergeConsents(a, b), mergeConsents(b, a)]) {
    expect(merged.inForce).toEqual([])
    const [gone] = merged.withdrawn
    expect(gone).toMatchObject({ connector: 'own-site', stream: 'views', purposes: ['read', 'profile', 'offers'] })
  }
  // Who was never asked said no to nothing; a no that was taken back is none.
  expect(said(mergeConsents(a, side({})))).toHaveLength(3)
  const again = side({
    inForce: yes('own-site', 'views', 5),
    receipts: [...yes('own-site', 'views', 5).map((c) => ({ ...c, given: true })), ...no('own-site', 'views')],
  })
  expect(mergeConsents(a, again).inForce.every((c) => c.at === 5)).toBe(true)
})

test('offers rest on a stream only where everybody who has something read of it agreed to that', () => {
  const a = side({ inForce: yes('islet', 'likes'), of: ['islet'] })
  const b = side({ inForce: yes('islet', 'likes', 9).filter((c) => c.purpose !== 'offers'), of: ['islet'] })
  const merged = mergeConsents(a, b)
  expect(said(merged)).toEqual(['islet/likes/profile@9', 'islet/likes/read@9'])
  expect(merged.withdrawn).toEqual([{ connector: 'islet', stream: 'likes', purposes: ['offers'] }])
})

test('the stricter switch wins', () => {
  expect(stricterSwitch('on', 'off')).toBe('off')
  expect(stricterSwitch('off', 'unset')).toBe('off')
  expect(stricterSwitch('unset', 'on')).toBe('on')
  expect(stricterSwitch('unset', 'unset')).toBe('unset')
})
