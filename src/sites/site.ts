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
  /** Cells of the put wall (播种墙), 0-999; when all are taken, totes are used. 0: no put wall, goods go as they come. */
  readonly putWallCells: number
  /**
   * The receiver's phone number on labels: whole for a driver who has nothing but the label, as the merchant's own and every
   * carrier told by hand; or its middle hidden, for one that learns the number another way.
   */
  readonly phoneOnLabel: 'masked' | 'full'
  /** When the carrier's van leaves, local time of `timeZone`, "HH:MM". */
  readonly cutOff: string
  /** IANA name. */
  readonly timeZone: string
  /** Days of the week on which the van comes, ISO 8601: 1 Monday to 7 Sunday. */
  readonly vanDays: readonly number[]
  /** While the floor is behind, is nothing advertised that takes long to pick? */
  readonly holdBackSlow: boolean
  /**
   * Younger people are under age here: nothing of them is read (14: PIPL article 31; 13 to 16: GDPR article 8, by country). Null: the
   * shop is for grown-ups only, and nobody is asked.
   */
  readonly minorAge: number | null
  /** The country whose law holds for the shoppers, ISO 3166-1 alpha-2; null: unsaid, and no border is known. */
  readonly country: string | null
  /** The country this server keeps its data in; null: the same. */
  readonly keptIn: string | null
  /** Who answers for the data (GDPR article 4(7), PIPL article 73): the name in the trade register; null: unsaid. */
  readonly operator: string | null
  /** Where people reach them about it: a mail address, a phone number; null: unsaid. */
  readonly privacyContact: string | null
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
  putWallCells: 40,
  phoneOnLabel: 'full',
  cutOff: '16:00',
  timeZone: 'Asia/Shanghai',
  vanDays: [1, 2, 3, 4, 5, 6, 7],
  holdBackSlow: true,
  minorAge: 14,
  country: null,
  keptIn: null,
  operator: null,
  privacyContact: null,
}

/** What a merchant changes: names, the pages the tag stands on, and any of the settings. */
export interface SiteChange {
  readonly name: Text
  /** Origins such as `https://shop.example`: where sign-in and clicks may lead beside this server's own pages. */
  readonly origins: readonly string[]
  readonly settings: SiteSettings
}

const WEEKDAYS: readonly number[] = [1, 2, 3, 4, 5, 6, 7]

/** What is wrong with a change: the field and what was expected, or null when it may be saved. Never throws. */
export function changeFault(change: SiteChange): { field: string; expected: Text } | null {
  const { name, settings } = change
  for (const key of ['zh', 'en'] as const)
    if (name[key].trim() === '')
      return { field: `name/${key}`, expected: { zh: '1 到 60 个字', en: '1 to 60 characters' } }
  const { gs1Prefix } = settings
  if (gs1Prefix !== null && !/^\d{6,12}$/.test(gs1Prefix))
    return {
      field: 'settings/gs1Prefix',
      expected: { zh: '6 到 12 位数字，或留空', en: '6 to 12 digits, or empty' },
    }
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(settings.cutOff))
    return { field: 'settings/cutOff', expected: { zh: '时间，如 16:00', en: 'a time such as 16:00' } }
  if (!isTimeZone(settings.timeZone))
    return {
      field: 'settings/timeZone',
      expected: { zh: '时区，如 Asia/Shanghai', en: 'a zone such as Asia/Shanghai' },
    }
  const { vanDays } = settings
  if (vanDays.length === 0 || new Set(vanDays).size < vanDays.length || !vanDays.every((day) => WEEKDAYS.includes(day)))
    return {
      field: 'settings/vanDays',
      expected: {
        zh: '至少一天，1（周一）到 7（周日）各一次',
        en: 'one day at least, each of 1 (Monday) to 7 (Sunday) once',
      },
    }
  const { minorAge } = settings
  if (minorAge !== null && (!Number.isInteger(minorAge) || minorAge < 13 || minorAge > 18))
    return { field: 'settings/minorAge', expected: { zh: '13 到 18 岁，或留空', en: '13 to 18 years, or empty' } }
  for (const key of ['operator', 'privacyContact'] as const)
    if (settings[key] !== null && !/^\P{Cc}{1,200}$/u.test(settings[key]))
      return {
        field: `settings/${key}`,
        expected: { zh: '1 到 200 个字，或留空', en: '1 to 200 characters, or empty' },
      }
  for (const key of ['country', 'keptIn'] as const)
    if (settings[key] !== null && !isCountry(settings[key]))
      return {
        field: `settings/${key}`,
        expected: { zh: '两个字母的国家代码，如 CN，或留空', en: 'the two letters of a country such as DE, or empty' },
      }
  const cells = settings.putWallCells
  if (!Number.isInteger(cells) || cells < 0 || cells > 999)
    return { field: 'settings/putWallCells', expected: { zh: '0 到 999 格', en: '0 to 999 cells' } }
  const minutes = settings.unpaidHoldMinutes
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > 1440)
    return { field: 'settings/unpaidHoldMinutes', expected: { zh: '1 到 1440 分钟', en: '1 to 1440 minutes' } }
  const wrong = change.origins.findIndex((origin) => !isOrigin(origin))
  if (wrong >= 0)
    return {
      field: `origins/${wrong}`,
      expected: {
        zh: '网址，如 https://shop.example，后面不带路径',
        en: 'an address such as https://shop.example, no path',
      },
    }
  return null
}

/** Two capital letters that name a country. */
function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' }).of(code) != null
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    // Intl says what it does not know with a RangeError; that is the answer, not a failure.
    return false
  }
}

function isOrigin(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text
}

/** Is this an address on one of the site's own origins, or of this server? Nothing else is ever led to. Never throws. */
export function isOwnAddress(site: Pick<Site, 'origins'>, address: string, publicUrl: string): boolean {
  const url = URL.parse(address)
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return false
  return site.origins.includes(url.origin) || url.origin === new URL(publicUrl).origin
}

/** Expected problems of sites. */
export const sitesFail = problems({
  'sites/unknown': {
    status: 404,
    title: { zh: '没有这个网站。', en: 'There is no such site.' },
    next: { zh: '检查地址里的网站名。', en: 'Check the name of the site in the address.' },
  },
  'sites/unknown-key': {
    status: 404,
    title: { zh: '没有网站用这把公开钥匙。', en: 'No site has this public key.' },
    next: {
      zh: '从控制台的设置或 tuidan site list 里把 pk_… 原样抄来；sk_… 是密钥，别放进网页。',
      en: 'Copy pk_… as it stands from Settings in the console, or from tuidan site list; sk_… is the secret key and never belongs in a page.',
    },
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
  'sites/bad-currency': {
    status: 400,
    title: { zh: '没有货币 {currency}。', en: 'There is no currency {currency}.' },
    next: { zh: '写三个大写字母，如 CNY、EUR。', en: 'Give its three capital letters, such as CNY or EUR.' },
  },
  'sites/bad-setting': {
    status: 422,
    title: {
      zh: '设置没存。“{field}”应当是{expected}。',
      en: 'The settings were not saved. {field} should be {expected}.',
    },
    next: { zh: '改好这一项再存，其他的还在。', en: 'Mend that field and save again; the others are kept.' },
  },
})

/** Fills a stored settings object with the defaults. */
export function settingsOf(stored: Readonly<Record<string, unknown>>): SiteSettings {
  return { ...DEFAULT_SETTINGS, ...stored } as SiteSettings
}
