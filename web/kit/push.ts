/** Why a push cannot come here: a word of each app's dictionary, or null when it can. */
export function pushFault(): 'insecure' | 'noPush' | 'denied' | null {
  if (!isSecureContext) return 'insecure'
  if (!('serviceWorker' in navigator) || !('PushManager' in window)) return 'noPush'
  return Notification.permission === 'denied' ? 'denied' : null
}

/** A URL-safe base64 key as bytes, which is what every browser takes. */
function keyBytes(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(text, (c) => c.charCodeAt(0))
}

const isSame = (a: ArrayBuffer | null, b: Uint8Array): boolean =>
  a !== null && a.byteLength === b.length && new Uint8Array(a).every((byte, i) => byte === b[i])

/**
 * The subscription of this page's service worker under a site's key. One that was made under another key (W3C Push API §7.2:
 * a registration has one subscription, and one key) cannot be pushed to by this site: it is given up for a new one.
 */
export async function subscriptionUnder(
  manager: Pick<PushManager, 'getSubscription' | 'subscribe'>,
  vapidPublicKey: string,
): Promise<PushSubscription> {
  const key = keyBytes(vapidPublicKey)
  const known = await manager.getSubscription()
  if (known !== null && isSame(known.options.applicationServerKey, key)) return known
  await known?.unsubscribe()
  return await manager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
}
