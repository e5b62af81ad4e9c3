/**
 * Where signing in goes on, out of an address that anybody may have written: a step of this very site's own, and nothing that leads
 * out of it again by `..`. Scripts of the page ask there in the name of whoever is signed in.
 */
export function wayOn(to: string, home: string): string | null {
  const step = `${home}/openid/enter/`
  const isStep = to.startsWith(step) && /^[\w-]+$/.test(to.slice(step.length))
  return isStep || to.startsWith(`${home}/visit?`) ? to : null
}
