/** The part of a push's payload that a service worker needs (Declarative Web Push; src/channels/web-push.ts writes it). */
interface Payload {
  readonly notification: {
    readonly title: string
    readonly body: string
    readonly navigate: string
    readonly lang: string
    readonly tag: string
    readonly data: { readonly id: string; readonly receipt: { readonly url: string; readonly token: string } | null }
  }
}
type Receipt = Payload['notification']['data']['receipt']

/** Tells the server how far a message came; without network the receipt is lost, never the message. */
async function report(receipt: Receipt, state: 'received' | 'shown' | 'opened'): Promise<void> {
  if (receipt === null) return
  try {
    await fetch(receipt.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-tuidan': '1' },
      body: JSON.stringify({ token: receipt.token, state }),
    })
  } catch {
    // The next message reports for itself.
  }
}

/** Shows every push (browsers take the permission away from those who do not), and opens its page when it is touched. */
export function handlePushes(worker: ServiceWorkerGlobalScope): void {
  worker.addEventListener('push', (event) => {
    const work = async () => {
      const { notification: n } = event.data!.json() as Payload
      // Told meanwhile: a slow network must not hold up what is to be seen.
      const told = report(n.data.receipt, 'received')
      await worker.registration.showNotification(n.title, {
        body: n.body,
        lang: n.lang,
        tag: n.tag,
        data: { navigate: n.navigate, receipt: n.data.receipt },
      })
      await told
      await report(n.data.receipt, 'shown')
    }
    event.waitUntil(work())
  })

  worker.addEventListener('notificationclick', (event) => {
    event.notification.close()
    const { navigate, receipt } = event.notification.data as { navigate: string; receipt: Receipt }
    const work = async () => {
      const open = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })
      const known = open.find((client) => new URL(client.url).pathname === new URL(navigate).pathname)
      if (known) await known.focus()
      else await worker.clients.openWindow(navigate)
      await report(receipt, 'opened')
    }
    event.waitUntil(work())
  })
}
