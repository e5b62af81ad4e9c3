import type { FunctionComponent } from 'preact'
import type { Text } from '../../src/base/i18n.ts'
import type { Role } from '../../src/staff/staff.ts'
import type { IconName } from '../kit/icons.tsx'

/** One screen of the console: where it is, who sees it in the rail, and the code that draws it, loaded when it is opened. */
export interface Screen {
  /** Below `/console/`; the rest of the address is the screen's own (`orders/<id>`). */
  readonly at: string
  readonly name: Text
  readonly icon: IconName
  readonly group: 'floor' | 'shop' | 'system'
  /** Roles that may open it; an owner always may. */
  readonly roles: readonly Role[]
  readonly load: () => Promise<FunctionComponent<{ rest: string }>>
}

/** All screens, in the order of the rail. */
export const SCREENS: readonly Screen[] = [
  {
    at: 'floor',
    name: { zh: '作业现场', en: 'Live floor' },
    icon: 'rack',
    group: 'floor',
    roles: ['supervisor'],
    load: async () => (await import('./screens/floor.tsx')).Floor,
  },
  {
    at: 'orders',
    name: { zh: '订单', en: 'Orders' },
    icon: 'box',
    group: 'floor',
    roles: ['supervisor'],
    load: async () => (await import('./screens/orders.tsx')).Orders,
  },
  {
    at: 'stock',
    name: { zh: '库存和货位', en: 'Stock and bins' },
    icon: 'bag',
    group: 'floor',
    roles: ['supervisor', 'marketer', 'receiver'],
    load: async () => (await import('./screens/stock.tsx')).Stock,
  },
  {
    at: 'campaigns',
    name: { zh: '投放计划', en: 'Campaigns' },
    icon: 'megaphone',
    group: 'shop',
    roles: ['marketer'],
    load: async () => (await import('./screens/campaigns.tsx')).Campaigns,
  },
  {
    at: 'report',
    name: { zh: '广告成效', en: 'Offer report' },
    icon: 'chart',
    group: 'shop',
    roles: ['marketer'],
    load: async () => (await import('./screens/report.tsx')).Report,
  },
  {
    at: 'why',
    name: { zh: '为什么推', en: 'Why an offer' },
    icon: 'search',
    group: 'shop',
    roles: ['marketer'],
    load: async () => (await import('./screens/why.tsx')).Why,
  },
  {
    at: 'people',
    name: { zh: '用户和授权', en: 'People, consents' },
    icon: 'heart',
    group: 'shop',
    roles: ['marketer'],
    load: async () => (await import('./screens/people.tsx')).People,
  },
  {
    at: 'duties',
    name: { zh: '合规', en: 'Duties' },
    icon: 'shield',
    group: 'system',
    roles: [],
    load: async () => (await import('./screens/duties.tsx')).Duties,
  },
  {
    at: 'connectors',
    name: { zh: '连接器', en: 'Connectors' },
    icon: 'plug',
    group: 'system',
    roles: [],
    load: async () => (await import('./screens/connectors.tsx')).Connectors,
  },
  {
    at: 'site-sign-in',
    name: { zh: '网站登录', en: 'Site sign-in' },
    icon: 'globe',
    group: 'system',
    roles: [],
    load: async () => (await import('./screens/site-sign-in.tsx')).SiteSignIn,
  },
  {
    at: 'staff',
    name: { zh: '作业员', en: 'Workers' },
    icon: 'person',
    group: 'floor',
    roles: ['supervisor'],
    load: async () => (await import('./screens/staff.tsx')).StaffScreen,
  },
  {
    at: 'settings',
    name: { zh: '设置', en: 'Settings' },
    icon: 'gear',
    group: 'system',
    roles: [],
    load: async () => (await import('./screens/settings.tsx')).Settings,
  },
]
