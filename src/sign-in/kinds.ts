import type { Lang } from '../base/i18n.ts'

/**
 * Kinds of account in the order that people of a place look for theirs: what most of them have first. Kinds that are not named
 * follow as they are.
 */
const USUAL: Readonly<Record<Lang, readonly string[]>> = {
  zh: ['wechat', 'wechat-official', 'alipay', 'qq', 'weibo', 'douyin', 'apple', 'google', 'github'],
  en: ['google', 'apple', 'atproto', 'mastodon', 'github', 'solid', 'wechat', 'alipay', 'qq', 'weibo', 'douyin'],
}

/** The same kinds of account, in the usual order of whoever reads this language. Pure. */
export function inUsualOrder<T extends { readonly descriptor: { readonly id: string } }>(
  kinds: readonly T[],
  lang: Lang,
): T[] {
  const usual = USUAL[lang]
  const rank = ({ descriptor }: T) => (usual.includes(descriptor.id) ? usual.indexOf(descriptor.id) : usual.length)
  return [...kinds].sort((a, b) => rank(a) - rank(b))
}

/** Kinds that work within one app only, and how its browser calls itself: elsewhere their page only says "open this in WeChat". */
const WITHIN: Readonly<Record<string, RegExp>> = { 'wechat-official': /\bMicroMessenger\b/ }
/** Kinds whose page does not open there. */
const NOT_WITHIN: Readonly<Record<string, RegExp>> = { wechat: /\bMicroMessenger\b/ }

/**
 * The kinds that can be signed in with in this browser. Where the site has both of WeChat's, each shows where it works; the one
 * for desks (a QR code) stays in the app when there is no other. Pure.
 */
export function fitFor<T extends { readonly descriptor: { readonly id: string } }>(
  kinds: readonly T[],
  userAgent: string,
): T[] {
  const fit = kinds.filter(({ descriptor: { id } }) => WITHIN[id]?.test(userAgent) ?? true)
  const hasTwin = fit.some(({ descriptor: { id } }) => id in WITHIN)
  return fit.filter(({ descriptor: { id } }) => !(hasTwin && NOT_WITHIN[id]?.test(userAgent)))
}
