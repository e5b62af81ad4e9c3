import type { FieldError } from '../base/problem.ts'
import type { Address, Receiver } from './order.ts'

/** Cities that are provinces at once: whoever names one has named both. */
const MUNICIPALITY = /北京|上海|天津|重庆|^\s*(beijing|shanghai|tianjin|chongqing)\b/i
/** Regions with posts of their own, which have no provinces. */
const ELSEWHERE = /香港|澳门|台湾|hong\s?kong|macao|macau|taiwan/i
/** A street that was written with its region: 浙江省杭州市…, 大理白族自治州…. */
const WITH_REGION = /(省|自治区|兵团).+(市|州|盟|县|区)|^(北京|上海|天津|重庆)/

/** Does a parcel go to the Chinese mainland? Where nobody said, the shop's currency does. */
function isMainland({ country, province, city }: Address, currency: string): boolean {
  if (country !== null) return /^(CN|CHN|中国|中华人民共和国|China|PRC)$/i.test(country)
  return currency === 'CNY' && !ELSEWHERE.test(`${province ?? ''} ${city ?? ''}`)
}

/**
 * What a parcel within the Chinese mainland cannot do without, beside name and street: province and city, as fields or in the
 * street, and all eleven digits of a mobile number. Every fault with its field; none for other countries.
 */
export function mainlandFaults({ address, receiver }: { address: Address; receiver: Receiver }, currency: string) {
  const faults: FieldError[] = []
  if (!isMainland(address, currency)) return faults
  const { province, city, street } = address
  const digits = receiver.phone.replace(/\D/g, '').replace(/^(00)?86(?=1)/, '')
  if (digits.startsWith('1') && digits.length !== 11)
    faults.push({
      field: 'receiver/phone',
      text: {
        zh: `手机号要 11 位，这里是 ${digits.length} 位。`,
        en: `A mobile number has 11 digits; this one has ${digits.length}.`,
      },
    })
  if (WITH_REGION.test(street) || MUNICIPALITY.test(city ?? '') || MUNICIPALITY.test(province ?? '')) return faults
  if (province === null)
    faults.push({
      field: 'address/province',
      text: { zh: '写上省份，例如 浙江。', en: 'Enter the province, such as Zhejiang.' },
    })
  if (city === null)
    faults.push({
      field: 'address/city',
      text: { zh: '写上城市，例如 杭州。', en: 'Enter the city, such as Hangzhou.' },
    })
  return faults
}
