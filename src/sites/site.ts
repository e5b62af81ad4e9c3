import type { Text } from '../base/i18n.ts'
import { problems } from '../base/problem.ts'

/** What a merchant decides for one site; stored as JSON, absent keys have these defaults. */
export interface SiteSettings {
  /** GS1 company prefix, 6-12 digits; without it parcels get an internal number. */
  readonly gs1Prefix: string | null
  /** How long an unpaid order holds stock. */
  readonly unpaidHoldMinutes: number
  /** Work divided by step and zone; false: a one-person shop does all steps on one phone. */
  readonly division: boolean
  /** A short line: ship what is there, or hold the order for a person. */
  readonly onShort: 'ship-rest' | 'hold'
  /** When the carrier's van leaves, local time of `timeZone`, "HH:MM". */
  readonly cutOff: string
  /** IANA name. */
  readonly timeZone: string
}

/** A website with its login and its platform: the tenant. */
export interface Site {
  readonly id: string
  readonly slug: string
  readonly name: Text
  readonly isDemo: boolean
  readonly currency: string
  readonly publicKey: string
  readonly origins: readonly string[]
  readonly settings: SiteSettings
}

/** What holds until the merchant says otherwise. */
export const DEFAULT_SETTINGS: SiteSettings = {
  gs1Prefix: null,
  unpaidHoldMinutes: 15,
  division: true,
  onShort: 'ship-rest',
  cutOff: '16:00',
  timeZone: 'Asia/Shanghai',
}

/** Expected problems of sites. */
export const sitesFail = problems({
  'sites/unknown': {
    status: 404,
    title: { zh: '没有这个网站。', en: 'There is no such site.' },
    next: { zh: '检查地址里的网站名。', en: 'Check the name of the site in the address.' },
  },
  'sites/slug-taken': {
    status: 409,
    title: { zh: '已经有网站叫 {slug}。', en: 'A site called {slug} is there already.' },
    next: { zh: '换一个名字。', en: 'Choose another name.' },
  },
  'sites/bad-slug': {
    status: 400,
    title: {
      zh: '网站名 {slug} 不能用：只用小写字母、数字和短横，最多 40 个。',
      en: 'The site name {slug} does not work: small letters, digits and dashes, 40 at most.',
    },
    next: { zh: '换一个名字。', en: 'Choose another name.' },
  },
})

/** Fills a stored settings object with the defaults. */
export function settingsOf(stored: Readonly<Record<string, unknown>>): SiteSettings {
  return { ...DEFAULT_SETTINGS, ...stored } as SiteSettings
}
