import type { Text } from '../base/i18n.ts'

/** A back end of the merchant's that signs its visitors in through this site. */
export interface OpenidClient {
  /** `client_id`. */
  readonly id: string
  readonly name: string
  /** Where visitors come back to with a code; compared character by character (RFC 9700 §2.1). */
  readonly redirectUris: readonly string[]
  /** Where they may be led after signing out. */
  readonly signOutUris: readonly string[]
  readonly createdAt: number
}

/** What a merchant says of one. */
export type ClientInput = Pick<OpenidClient, 'name' | 'redirectUris' | 'signOutUris'>

/** Addresses of one kind a client may have. */
export const MOST_ADDRESSES = 20
/** Clients a site may have. */
export const MOST_CLIENTS = 20

const ADDRESS: Text = {
  zh: '以 https:// 开头的完整地址，不带 # 和用户名；本机可以用 http://localhost',
  en: 'a whole address that begins with https://, without # and user name; http://localhost on this very machine',
}

/** What the fields are called where somebody fills them in. */
const CALLED: Readonly<Record<string, Text>> = {
  name: { zh: '名字', en: 'The name' },
  redirectUris: { zh: '登录后回去的地址', en: 'The address to come back to' },
  signOutUris: { zh: '退出后去的地址', en: 'The address after signing out' },
}

/** What is wrong with a client, or null: the field, what it is called and what was expected there. */
export function clientFault({
  name,
  redirectUris,
  signOutUris,
}: ClientInput): { readonly field: string; readonly called: Text; readonly expected: Text } | null {
  const fault = (field: string, expected: Text, at: string | null = null) => {
    const { zh, en } = CALLED[field]!
    const called = at === null ? { zh, en } : { zh: `${zh} ${shown(at)} `, en: `${en}, ${shown(at)},` }
    return { field, called, expected }
  }
  if (name.trim() === '' || name.length > 60) return fault('name', { zh: '1 到 60 个字', en: '1 to 60 letters' })
  if (redirectUris.length === 0 || redirectUris.length > MOST_ADDRESSES)
    return fault('redirectUris', { zh: '1 到 20 个地址', en: '1 to 20 addresses' })
  if (signOutUris.length > MOST_ADDRESSES)
    return fault('signOutUris', { zh: '最多 20 个地址', en: '20 addresses at most' })
  for (const [field, list] of Object.entries({ redirectUris, signOutUris })) {
    const at = list.findIndex((address) => !isAddress(address))
    if (at >= 0) return { ...fault(field, ADDRESS, list[at]!), field: `${field}/${at}` }
  }
  return null
}

/** As it was given, but for its length. */
const shown = (address: string): string => (address.length > 80 ? `${address.slice(0, 80)}…` : address)

/** https, or http on loopback; no fragment (RFC 6749 §3.1.2), no user, no wildcard, nothing that a browser reads otherwise. */
function isAddress(address: string): boolean {
  const url = URL.parse(address)
  if (url === null || address.length > 2000 || /[\s\\*#\p{Cc}]/u.test(address)) return false
  if (url.username !== '' || url.password !== '') return false
  const isLoopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname)
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback)
}
