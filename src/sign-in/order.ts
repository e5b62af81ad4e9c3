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
