/** How a scripted person answers. */
export interface LoginOptions {
  /** The language the pages are asked for in. */
  readonly lang?: 'zh' | 'en'
  /** What is said on the second page; `allow` unless told otherwise. */
  readonly answer?: 'allow' | 'sign-in-only' | 'refuse'
  /** Puts the first face back on the second page and goes on as this persona. */
  readonly changesTo?: string
}

/** A sign-in takes seven steps, three more when one changes one's mind; one that takes twice as many goes in a circle. */
const MAX_STEPS = 20

/**
 * Signs in without a browser: opens the shop's authorize address, picks a face, answers the consent page, and returns the address
 * that the person would be sent back to (with `code`, `state`, `iss`, or with `error`). Nothing is requested from the shop.
 * @throws Error with what the page said when a step is refused
 */
export async function loginWith(
  authorizeUrl: string,
  personaId: string,
  { lang = 'zh', answer = 'allow', changesTo }: LoginOptions = {},
): Promise<string> {
  const { origin } = new URL(authorizeUrl)
  const jar = new Map<string, { value: string; path: string }>()
  const visit = async (address: string, form?: Record<string, string>): Promise<Response> => {
    const { pathname } = new URL(address)
    const cookies = [...jar]
      .filter(([, { path }]) => pathname.startsWith(path))
      .map(([name, { value }]) => `${name.split(' ')[0]}=${value}`)
    const response = await fetch(address, {
      redirect: 'manual',
      headers: { accept: 'text/html', 'accept-language': lang, cookie: cookies.join('; ') },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    })
    for (const cookie of response.headers.getSetCookie()) keep(jar, cookie)
    return response
  }
  let address = authorizeUrl
  let response = await visit(address)
  let face = personaId
  for (let step = 0; step < MAX_STEPS; step++) {
    const location = response.headers.get('location')
    if (location !== null) {
      address = new URL(location, address).href
      await response.arrayBuffer()
      if (new URL(address).origin !== origin) return address
      response = await visit(address)
      continue
    }
    const html = await response.text()
    if (html.includes('name="face"')) response = await visit(address, { face })
    else if (html.includes('name="answer"')) {
      const changes = changesTo !== undefined && face !== changesTo
      if (changes) face = changesTo
      response = await visit(address, { answer: changes ? 'someone-else' : answer })
    } else
      throw new Error(
        `${response.status} ${address}: ${html
          .replace(/<[^>]+>/g, ' ')
          .replace(/\s+/g, ' ')
          .trim()}`,
      )
  }
  throw new Error(`the sign-in goes in a circle at ${address}`)
}

/** Takes a cookie into the jar, or out of it. Two of one name live on different paths. */
function keep(jar: Map<string, { value: string; path: string }>, cookie: string): void {
  const [pair = '', ...attributes] = cookie.split(/;\s*/)
  const name = pair.slice(0, pair.indexOf('='))
  const value = pair.slice(pair.indexOf('=') + 1)
  const path = attributes.find((one) => /^path=/i.test(one))?.slice('path='.length) ?? '/'
  const isOver = attributes.some(
    (one) => /^expires=/i.test(one) && Date.parse(one.slice('expires='.length)) < Date.now(),
  )
  if (isOver || value === '') jar.delete(`${name} ${path}`)
  else jar.set(`${name} ${path}`, { value, path })
}
