import { signal } from '@preact/signals'

/** Where the app is: path and query, as signals that screens read. */
export const path = signal(location.pathname)
/** The address's query. */
export const query = signal(new URLSearchParams(location.search))

function look(): void {
  path.value = location.pathname
  query.value = new URLSearchParams(location.search)
}
addEventListener('popstate', look)

/** Goes to an address of this app without loading the page again. */
export function go(to: string, how: 'push' | 'replace' = 'push'): void {
  history[how === 'push' ? 'pushState' : 'replaceState'](null, '', to)
  look()
  if (how === 'push') scrollTo(0, 0)
}

/** Keeps clicks on links below `base` inside the app; others, new tabs and downloads stay the browser's. */
export function keepLinksInside(base: string, isOurs: (path: string) => boolean = () => true): void {
  addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return
    const link = (event.composedPath()[0] as Element).closest?.('a')
    if (link == null || link.target !== '' || link.hasAttribute('download') || link.origin !== location.origin) return
    if (!link.pathname.startsWith(base) || !isOurs(link.pathname)) return
    event.preventDefault()
    go(link.pathname + link.search + link.hash)
  })
}
