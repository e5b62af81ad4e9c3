import { createECDH, randomBytes } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { HOUR } from '../base/clock.ts'
import type { Receiver } from './encrypt.ts'
import { Envelopes } from './envelopes.ts'

const open: Envelopes[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop()
})

function envelopes(ready?: number): Envelopes {
  const failures: unknown[] = []
  const made = new Envelopes({ ...(ready === undefined ? {} : { ready }), onFailure: (error) => failures.push(error) })
  open.push(made)
  return made
}

function browser(): Receiver {
  const pair = createECDH('prime256v1')
  pair.generateKeys()
  return { point: pair.getPublicKey(), auth: randomBytes(16) }
}

const NOW = 1_000_000

test('each envelope is handed out once, made ahead or on the spot, with a pair and a salt of its own', async () => {
  const all = envelopes()
  const to = browser()
  all.prepare([{ id: 'a', to }], NOW)
  const taken = []
  for (let n = 0; n < 40; n++) {
    taken.push(all.take('a', to, NOW))
    if (n % 7 === 0) await all.made()
  }
  for (const part of ['head', 'key', 'nonce'] as const)
    expect(new Set(taken.map((one) => Buffer.from(one[part]).toString('hex'))).size).toBe(40)
  expect(new Set(taken.map(({ head }) => Buffer.from(head.subarray(0, 16)).toString('hex'))).size).toBe(40)
})

test('who is written to again has some ready; who is written to once, or is gone, has none', async () => {
  const all = envelopes(3)
  all.take('once', browser(), NOW)
  all.prepare([{ id: 'a', to: browser() }], NOW)
  await all.made()
  expect(all.size).toBe(3)
  all.prepare(
    [
      { id: 'b', to: browser() },
      { id: 'a', to: browser() },
    ],
    NOW,
  )
  await all.made()
  expect(all.size).toBe(6)
  all.drop('a')
  expect(all.size).toBe(3)
})

test('what nobody was written to for long is forgotten', async () => {
  const all = envelopes()
  all.prepare([{ id: 'a', to: browser() }], NOW)
  await all.made()
  all.prepare([{ id: 'b', to: browser() }], NOW + HOUR)
  await all.made()
  expect(all.size).toBe(4)
})

test('a point that is none of the curve is told at once', () => {
  expect(() => envelopes().take('a', { point: Buffer.alloc(65, 4), auth: randomBytes(16) }, NOW)).toThrow()
})
