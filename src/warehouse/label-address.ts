import type { Lang } from '../base/i18n.ts'
import type { Delivery } from '../orders/order.ts'

type Address = Delivery['address']

/**
 * Countries that write the postcode before the town, on the same line; elsewhere it comes after it (Universal Postal Union,
 * "Postal addressing systems", the page of each country). Those who would want it on a line of its own can read it there too.
 */
const POSTCODE_FIRST =
  'AT BE BG CH CZ DE DK EE ES FI FR GR HR HU IS IT LI LT LU MC NL NO PL PT RO RS SE SI SK TR'.split(' ')
const HAN = /\p{Script=Han}/u

/** What an address is written in: with a Han sign in street or town it is read as Chinese, from the large to the small. */
export function addressLang({ street, city, province }: Address): Lang {
  return HAN.test(`${street}${city ?? ''}${province ?? ''}`) ? 'zh' : 'en'
}

/**
 * An address as its courier reads it. Chinese: one line from the large to the small, without blanks between, a municipality
 * once. Others: street, district, town with postcode, country, a line each; the country in capitals in the last one (UPU).
 */
export function addressLines(address: Address): string[] {
  return addressLang(address) === 'zh' ? [chinese(address)] : western(address)
}

function chinese(address: Address): string {
  const { country, province, city, district, street, postcode } = address
  const abroad = country === null || /^(CN|CHN|中国|China)$/i.test(country.trim()) ? null : countryName(country, 'zh')
  const told = given([abroad, province, city, district, street])
  return given([told.join(''), postcode]).join('  ')
}

function western(address: Address): string[] {
  const { country, province, city, district, street, postcode } = address
  const town = given([city, province])
  const isFirst = country !== null && POSTCODE_FIRST.some((code) => isCountry(country, code))
  const place = isFirst ? given([postcode, town.join(', ')]).join(' ') : given([town.join(', '), postcode]).join(' ')
  return given([street, district, place, country === null ? null : countryName(country, 'en').toUpperCase()])
}

/** What is there, and nothing twice in a row: a municipality is province and city at once. */
function given(parts: readonly (string | null)[]): string[] {
  const there = parts.map((part) => part?.trim() ?? '').filter((part) => part !== '')
  return there.filter((part, i) => part !== there[i - 1])
}

const NAMES = {
  zh: new Intl.DisplayNames('zh-CN', { type: 'region', fallback: 'code' }),
  en: new Intl.DisplayNames('en', { type: 'region', fallback: 'code' }),
}

/** `DE` as 德国 or Germany; a name stays as it was written. */
function countryName(country: string, lang: Lang): string {
  const code = country.trim().toUpperCase()
  return /^[A-Z]{2}$/.test(code) ? NAMES[lang].of(code)! : country.trim()
}

function isCountry(country: string, code: string): boolean {
  const said = country.trim().toLowerCase()
  return said === code.toLowerCase() || said === NAMES.en.of(code)!.toLowerCase()
}

/** A Chinese mobile number in groups that are read out; any other as it is. */
export function phoneText(phone: string): string {
  return phone.replace(/^(?:\+86[ -]?)?(1\d{2})(\d{4})(\d{4})$/, '$1 $2 $3')
}

/**
 * A number whose middle is hidden, as on Chinese couriers' labels: whoever sees the parcel on its way cannot call. The ends
 * stay, so that a courier who asks the shop knows which one is meant: three and four figures of a long number, fewer of a short one.
 */
export function maskedPhone(phone: string): string {
  const shown = phoneText(phone)
  const count = shown.replace(/\D/g, '').length
  const [first, last] = count >= 10 ? [3, 4] : count >= 7 ? [2, 2] : [1, 1]
  let n = 0
  return shown.replace(/\d/g, (figure) => {
    n++
    return n > first && n <= count - last ? '*' : figure
  })
}
