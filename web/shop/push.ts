import { api } from '../kit/api.ts'
import { SITE_API } from './shop-state.ts'

/** Why a push cannot come here: a word of the dictionary, or null when it can. */
export function canTell(): 'insecure' | 'noPush' | 'denied' | null {
  if (!isSecureContext) return 'insecure'
  if (!('serviceWorker' in navigator) || !('PushManager' in window)) return 'noPush'
  return Notification.permission === 'denied' ? 'denied' : null
}

/** A URL-safe base64 key as bytes, which is what every browser takes. */
export function keyBytes(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(text, (c) => c.charCodeAt(0))
}

/** Asks for notifications and follows one order. @returns false when the person said no. @throws ApiProblem */
export async function askToTell(orderId: string, key: string): Promise<boolean> {
  if ((await Notification.requestPermission()) !== 'granted') return false
  const worker = await navigator.serviceWorker.register('/s/sw.js', { scope: '/s/' })
  await navigator.serviceWorker.ready
  const { vapidPublicKey } = await api<{ vapidPublicKey: string }>('GET', `${SITE_API}/push`)
  const options = { userVisibleOnly: true, applicationServerKey: keyBytes(vapidPublicKey) }
  const known = await worker.pushManager.getSubscription()
  const subscription = known ?? (await worker.pushManager.subscribe(options))
  await api('POST', `${SITE_API}/orders/${orderId}/push`, { key, subscription: subscription.toJSON() })
  return true
}
