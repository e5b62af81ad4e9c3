import { api, BASE } from '../kit/api.ts'
import { subscriptionUnder } from '../kit/push.ts'

/** Where the phone's page and its service worker are. */
export const PHONE = `${BASE}/phone/`

/** Keeps the phone's parts on this device, so that it opens without network; without https there is no such thing. */
export function keepApp(): void {
  if (!isSecureContext || !('serviceWorker' in navigator)) return
  navigator.serviceWorker.register(`${PHONE}sw.js`, { scope: PHONE }).catch(() => {
    // Private windows refuse it; the phone works on without.
  })
}

/** Asks for notifications and subscribes. @returns false when the person said no @throws ApiProblem */
export async function ringWhenClosed(): Promise<boolean> {
  if ((await Notification.requestPermission()) !== 'granted') return false
  const worker = await navigator.serviceWorker.ready
  const { vapidPublicKey } = await api<{ vapidPublicKey: string }>('GET', '/v1/phone/push')
  const subscription = await subscriptionUnder(worker.pushManager, vapidPublicKey)
  await api('POST', '/v1/phone/push', { subscription: subscription.toJSON() })
  return true
}
