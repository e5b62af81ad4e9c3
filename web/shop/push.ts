import { api } from '../kit/api.ts'
import { subscriptionUnder } from '../kit/push.ts'
import { HOME, SITE_API } from './shop-state.ts'

/** Asks for notifications and follows one order. @returns false when the person said no. @throws ApiProblem */
export async function askToTell(orderId: string, key: string): Promise<boolean> {
  if ((await Notification.requestPermission()) !== 'granted') return false
  // Each shop has a scope, and with it a subscription, of its own: following an order at one does not end it at another.
  const worker = await navigator.serviceWorker.register('/s/sw.js', { scope: `${HOME}/` })
  await navigator.serviceWorker.ready
  const { vapidPublicKey } = await api<{ vapidPublicKey: string }>('GET', `${SITE_API}/push`)
  const subscription = await subscriptionUnder(worker.pushManager, vapidPublicKey)
  await api('POST', `${SITE_API}/orders/${orderId}/push`, { key, subscription: subscription.toJSON() })
  return true
}
