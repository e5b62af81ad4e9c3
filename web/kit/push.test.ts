import { expect, test } from 'vitest'
import { subscriptionUnder } from './push.ts'

const [ONE, TWO] = [new Uint8Array([4, 250, 255]), new Uint8Array([4, 250, 254])]
const text = (key: Uint8Array) =>
  btoa(String.fromCharCode(...key))
    .replaceAll('+', '-')
    .replaceAll('/', '_')

/** A browser's push manager: one subscription, bound to the key it was made under. */
function manager() {
  let now: PushSubscription | null = null
  let made = 0
  return {
    getSubscription: async () => now,
    subscribe: async (options: PushSubscriptionOptionsInit = {}) => {
      if (now !== null) throw new DOMException('another key', 'InvalidStateError')
      const { buffer } = options.applicationServerKey as Uint8Array<ArrayBuffer>
      const subscription = {
        endpoint: `push-${++made}`,
        options: { applicationServerKey: buffer, userVisibleOnly: true },
        unsubscribe: async () => {
          now = null
          return true
        },
      }
      now = subscription as unknown as PushSubscription
      return now
    },
  }
}

test('the same site keeps its subscription; another site’s key gets a new one', async () => {
  const push = manager()
  const first = await subscriptionUnder(push, text(ONE))
  expect(await subscriptionUnder(push, text(ONE))).toBe(first)
  expect((await subscriptionUnder(push, text(TWO))).endpoint).toBe('push-2')
})
