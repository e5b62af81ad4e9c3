import { lang } from './words.ts'

/** A problem the server told of (RFC 9457), in the reader's language. */
export class ApiProblem extends Error {
  readonly code: string
  readonly next: string
  readonly status: number
  /** Path of the field that is wrong, such as `address/street`, or null. */
  readonly field: string | null
  /** Every fault the server found, each a sentence for the input it is about; empty for other problems. */
  readonly errors: readonly { readonly field: string; readonly text: string }[]

  constructor(
    body: {
      code?: string
      title?: string
      next?: string
      field?: string
      errors?: readonly { field: string; text: string }[]
    },
    status: number,
  ) {
    super(body.title ?? String(status))
    this.code = body.code ?? 'http/unexpected'
    this.next = body.next ?? ''
    this.status = status
    this.field = body.field ?? null
    this.errors = body.errors ?? []
  }
}

let onSignedOut = (): void => {}
/** What an app does when the server knows nobody here any more: it stops asking. */
export function whenSignedOut(then: () => void): void {
  onSignedOut = then
}

/** Under /demo the same apps talk with sessions of their own. */
export const BASE = /^\/demo(\/|$)/.test(location.pathname) ? '/demo' : ''
const TIMEOUT_MS = 10_000

/**
 * Asks the server. A GET is tried twice; a write once, because its caller knows whether it may be sent again.
 * @throws ApiProblem for an answer that is a problem, TypeError when there is no network
 */
export async function api<T>(
  method: string,
  path: string,
  body?: unknown,
  tries = method === 'GET' ? 2 : 1,
  headers: Readonly<Record<string, string>> = {},
): Promise<T> {
  try {
    const answer = await fetch(BASE + path, {
      method,
      headers: {
        'accept-language': lang.value,
        ...(method === 'GET' ? {} : { 'x-tuidan': '1' }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    const json = text === '' ? null : JSON.parse(text)
    if (answer.status === 401) onSignedOut()
    if (!answer.ok) throw new ApiProblem(json ?? {}, answer.status)
    return json as T
  } catch (error) {
    if (error instanceof ApiProblem || tries <= 1) throw error
    return await api(method, path, body, tries - 1, headers)
  }
}

/**
 * Sends a file as it is; `onPart` is told how much has gone, 0 to 1. There is no end to wait for: a slow line may take minutes.
 * @throws ApiProblem for an answer that is a problem, TypeError when there is no network
 */
export function sendFile<T>(path: string, file: Blob, onPart: (part: number) => void): Promise<T> {
  // fetch tells nothing of what it has sent.
  const request = new XMLHttpRequest()
  return new Promise((resolve, reject) => {
    request.open('POST', BASE + path)
    request.setRequestHeader('accept-language', lang.value)
    request.setRequestHeader('x-tuidan', '1')
    request.setRequestHeader('content-type', 'application/zip')
    request.responseType = 'json'
    request.upload.onprogress = (event) => event.lengthComputable && onPart(event.loaded / event.total)
    request.onerror = () => reject(new TypeError('no network'))
    request.onload = () => {
      if (request.status === 401) onSignedOut()
      if (request.status < 400) resolve(request.response as T)
      else reject(new ApiProblem(request.response ?? {}, request.status))
    }
    request.send(file)
  })
}

/** A stream that was refused (too many are open, the session has ended) is asked for again after this long. */
const OPEN_AGAIN_MS = 60_000

/** The server's event stream under this path; the browser comes back and resumes by itself, but not after a refusal. */
export function listen(path: string, handlers: Readonly<Record<string, (data: string) => void>>): () => void {
  let leave = (): void => {}
  const open = (): void => {
    const source = new EventSource(BASE + path)
    let again: ReturnType<typeof setTimeout> | undefined
    for (const [name, handler] of Object.entries(handlers))
      source.addEventListener(name, (event) => handler((event as MessageEvent<string>).data ?? ''))
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) again = setTimeout(open, OPEN_AGAIN_MS)
    })
    leave = () => {
      clearTimeout(again)
      source.close()
    }
  }
  open()
  return () => leave()
}
