import { useEffect } from 'preact/hooks'
import { signedIn, site } from './shop-state.ts'

const TAG = 'tuidan-tag'

/**
 * A place where an offer may stand. The shop uses the same tag as any other site: the card is drawn by it, from what this page
 * says. `page` names what the page is about; when it changes, or somebody signs in or out, the tag is asked again.
 */
export function OfferSlot({ name, page }: { name: string; page: string }) {
  const who = signedIn.value
  useEffect(() => {
    if (who === undefined) return
    if (document.getElementById(TAG) === null) {
      const script = document.createElement('script')
      script.id = TAG
      script.src = '/tag.js'
      script.dataset.site = site.value!.publicKey
      document.head.append(script)
    } else void window.tuidan?.refresh?.()
  }, [page, who])
  // Another page is another place: what was hidden on the one before leaves no gap here.
  return <div key={page} class="slot" data-tuidan-slot={name} />
}
