/** The letter of a name that tells it from the others: 微信 is 信, 微博 is 博, 微信（公众号） is 公, Google is G. */
export const letterOf = (name: string): string =>
  /（(\p{L})/u.exec(name)?.[1] ?? /^微(\p{Script=Han})/u.exec(name)?.[1] ?? [...name][0] ?? ''

/** A name within Chinese words: one in Latin letters stands apart from them, 微信 does not. */
export const spaced = (name: string): string => name.replace(/^(?=[ -~])/, ' ').replace(/(?<=[ -~])$/, ' ')
