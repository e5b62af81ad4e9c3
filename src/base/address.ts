/**
 * An address with one parameter set; the rest of its query stays as it was written, `?a` does not become `?a=`.
 * @param value made of letters, digits and `-_.` only
 */
export function withParameter(address: URL, name: string, value: string): string {
  const url = new URL(address)
  const others = url.search.slice(1).split('&')
  const kept = others.filter((pair) => pair !== '' && pair.split('=')[0] !== name)
  url.search = [...kept, `${name}=${value}`].join('&')
  return url.href
}
