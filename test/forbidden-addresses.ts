import { networkInterfaces } from 'node:os'
import { beforeAll, describe, expect, test } from 'vitest'
import { Connections } from '../src/engine/connections.ts'
import type { FindAll } from '../src/engine/find-all.ts'
import { ForbiddenAddress, guardedFetch } from '../src/engine/guarded-fetch.ts'

/* No ordinary test: guarded-fetch.test.ts runs it in a network namespace of its own. */

const finds =
  (...addresses: string[]): FindAll =>
  (_host, done) => {
    const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    setImmediate(() => done(null, found))
  }
const resolvesTo = (...addresses: string[]) => guardedFetch({ find: finds(...addresses) })
/** How pushes are sent: on connections that are kept. */
const pushes = (address: string, ...addresses: string[]) =>
  new Connections({ find: finds(...addresses), timeoutMs: 1_000 }).post(address, { headers: {}, body: '' })

describe('forbidden addresses, with nothing but loopback', () => {
  beforeAll(() => {
    const others = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .filter((one) => !one.internal)
    if (others.length > 0) throw new Error('this is only tried where nothing can be reached')
  })

  test.each([
    ['https://10.0.0.1/'],
    ['https://127.0.0.1/'],
    ['https://169.254.169.254/latest/meta-data/'],
    ['https://[::ffff:127.0.0.1]/'],
    ['https://2130706433/'],
    ['http://social.example/'],
  ])('%s is refused before anything is sent', async (address) => {
    await expect(guardedFetch()(address)).rejects.toBeInstanceOf(ForbiddenAddress)
    await expect(pushes(address, '8.8.8.8')).rejects.toBeInstanceOf(ForbiddenAddress)
  })

  test.each<[string, string[]]>([
    ['a private address', ['10.0.0.1']],
    ['loopback', ['127.0.0.1']],
    ['loopback in IPv6', ['::1']],
    ['one public and one private', ['8.8.8.8', '192.168.1.1']],
    ['a wrapped one', ['::ffff:10.0.0.1']],
    ['nothing', []],
  ])('a name that leads to %s is refused', async (_name, addresses) => {
    await expect(resolvesTo(...addresses)('https://social.example/')).rejects.toBeInstanceOf(ForbiddenAddress)
    await expect(pushes('https://push.example/p', ...addresses)).rejects.toBeInstanceOf(ForbiddenAddress)
  })

  test('a name that leads to public addresses alone is connected to, and is not there', async () => {
    for (const ask of [resolvesTo('8.8.8.8')('https://social.example/'), pushes('https://push.example/p', '8.8.8.8')]) {
      const error = await ask.catch((e: unknown) => e)
      expect(error).toBeInstanceOf(Error)
      expect(error).not.toBeInstanceOf(ForbiddenAddress)
    }
  })
})
