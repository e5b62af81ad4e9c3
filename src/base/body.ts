/** Letters of a form: the tokens and errors that are told in one are short. Node's URLSearchParams takes the square of its length. */
const MOST_FORM = 16_384

/**
 * Opens the body of somebody's answer by what it is, not by what its type claims: JSON (also in text/plain), JSONP, or a form.
 * Anything else stays a string.
 */
export function openBody(text: string, type = ''): unknown {
  const trimmed = text.trim()
  const json = parsed(trimmed)
  if (json !== undefined) return json
  const wrapped = /^[\w$.]{1,60}\(([\s\S]*)\)\s*;?$/.exec(trimmed)?.[1]
  const inner = wrapped === undefined ? undefined : parsed(wrapped.trim())
  if (inner !== undefined) return inner
  if (trimmed.length > MOST_FORM) return text
  const isForm = type.includes('x-www-form-urlencoded') || /^[\w.]{1,60}=[^\s<>{}]*$/.test(trimmed)
  return isForm && trimmed !== '' ? Object.fromEntries(new URLSearchParams(trimmed)) : text
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON; whoever asked tries the next form.
    return undefined
  }
}
