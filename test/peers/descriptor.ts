import type {
  ApiAnswer,
  ApiRequest,
  RawFact,
  ReadStream,
  SourceAt,
  SourcePage,
} from '../../src/connectors/connector.ts'

/** Sends what a descriptor wishes, with headers that carry a token. */
export type Send = (request: ApiRequest) => Promise<ApiAnswer>

/** Sends a descriptor's requests by plain fetch. `headers` are made for each: a DPoP proof is good for one request. */
export function sender(
  headers: (request: ApiRequest) => Promise<Record<string, string>> | Record<string, string> = () => ({}),
): Send {
  return async (request) => {
    const { url, form, json } = request
    const body = form !== undefined ? new URLSearchParams(form) : json === undefined ? undefined : JSON.stringify(json)
    const answer = await fetch(url, {
      method: request.method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...request.headers,
        ...(request.token === 'none' ? {} : await headers(request)),
      },
      redirect: 'manual',
      ...(body === undefined ? {} : { body }),
    })
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: opened(await answer.text()) }
  }
}

function opened(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Drives a descriptor's generator, which yields requests and is given their answers, to its end. */
export async function drive<Found>(steps: Generator<ApiRequest, Found, ApiAnswer>, send: Send): Promise<Found> {
  let step = steps.next()
  while (step.done !== true) {
    // A host that is not there is told to the generator: it may know another one.
    const answer = await send(step.value).catch((error: unknown) => ({ error }))
    step = 'error' in answer ? steps.throw(answer.error) : steps.next(answer)
  }
  return step.value
}

/** Reads a stream to its end. @throws Error when a page's `next` repeats, or what the descriptor throws */
export async function readToEnd(
  spec: ReadStream,
  at: Omit<SourceAt, 'next' | 'since'> & { readonly since?: string | null },
  send: Send,
): Promise<{ pages: SourcePage[]; facts: RawFact[] }> {
  const pages: SourcePage[] = []
  const facts: RawFact[] = []
  const seen = new Set<string | null>()
  for (let next: string | null | undefined = null; next !== undefined; ) {
    if (seen.has(next) || pages.length > 50) throw new Error('the pages do not end')
    seen.add(next)
    const here: SourceAt = { since: null, ...at, next }
    const page: SourcePage = spec.page(await send(spec.request(here)), here)
    const ask: ApiRequest | null = spec.lookUp?.request(page.items, here) ?? null
    const items = ask === null ? page.items : (spec.lookUp?.join(page.items, await send(ask)) ?? page.items)
    pages.push(page)
    facts.push(...items.flatMap((item) => spec.facts(item)))
    next = page.next ?? undefined
  }
  return { pages, facts }
}
