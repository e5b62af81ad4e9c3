import type { Lang, Text } from '../base/i18n.ts'
import { problems } from '../base/problem.ts'

/** What somebody may do; a person may hold several. */
export const ROLES = ['owner', 'marketer', 'supervisor', 'picker', 'packer', 'shipper', 'receiver'] as const
/** One role. */
export type Role = (typeof ROLES)[number]

/** Roles as people say them. */
export const ROLE_NAMES: Readonly<Record<Role, Text>> = {
  owner: { zh: '负责人', en: 'Owner' },
  marketer: { zh: '营销', en: 'Marketer' },
  supervisor: { zh: '主管', en: 'Supervisor' },
  picker: { zh: '拣货员', en: 'Picker' },
  packer: { zh: '打包员', en: 'Packer' },
  shipper: { zh: '发货员', en: 'Shipper' },
  receiver: { zh: '收货员', en: 'Receiver' },
}

/** Roles that work with a phone; receivers take goods in at the console's stock page. */
export const FLOOR_ROLES: readonly Role[] = ['picker', 'packer', 'shipper', 'supervisor']

/** A member of staff. */
export interface Staff {
  readonly siteId: string
  readonly id: string
  readonly name: string
  readonly roles: readonly Role[]
  /** Zones they work in; empty means every zone. */
  readonly zones: readonly string[]
  readonly lang: Lang
  readonly state: 'active' | 'disabled'
}

/** A phone (or tablet) that a member of staff joined with. */
export interface Device {
  readonly id: string
  readonly staffId: string
  readonly staffName: string
  readonly name: string
  readonly createdAt: number
  readonly seenAt: number
  readonly removedAt: number | null
}

/** A link works once and for this long. */
export const LINK_MINUTES = 15
/** A console session ends after this long without use, and after ABSOLUTE in any case. */
export const IDLE_HOURS = 12
export const ABSOLUTE_DAYS = 7
/** A phone stays joined; a supervisor removes it. */
export const PHONE_DAYS = 180

/** May this person do what asks for one of `roles`? An owner may do everything of the console, not the floor's work. */
export function may(staff: Pick<Staff, 'roles'>, roles: readonly Role[]): boolean {
  return staff.roles.includes('owner') || roles.some((role) => staff.roles.includes(role))
}

/** A device's short name from its user agent, for the list of devices: "iPhone · Safari". */
export function deviceName(userAgent: string): string {
  const system = /iPhone|iPad|Android|Windows|Macintosh|Linux/.exec(userAgent)?.[0] ?? '?'
  const browser = /Firefox|Edg|Chrome|Safari|MicroMessenger/.exec(userAgent)?.[0] ?? '?'
  return `${system === 'Macintosh' ? 'Mac' : system} · ${browser === 'Edg' ? 'Edge' : browser === 'MicroMessenger' ? 'WeChat' : browser}`
}

/** Expected problems of staff, their links and devices. */
export const staffFail = problems({
  'staff/link-unknown': {
    status: 401,
    title: { zh: '这个链接用过了，或已过期。', en: 'This link was used already, or has expired.' },
    next: {
      zh: '请负责人再给一个；在服务器上可用 tuidan link 打印。',
      en: 'Ask the owner for a fresh one; on the server, tuidan link prints it.',
    },
  },
  'staff/unknown': {
    status: 404,
    title: { zh: '没有这个员工。', en: 'There is no such member of staff.' },
    next: { zh: '在员工页看名单。', en: 'See the list under Staff.' },
  },
  'staff/last-owner': {
    status: 409,
    title: {
      zh: '这是最后一位负责人，不能停用或改角色。',
      en: 'This is the last owner, who cannot be disabled or lose the role.',
    },
    next: { zh: '先让另一个人成为负责人。', en: 'Make somebody else an owner first.' },
  },
  'staff/name-taken': {
    status: 409,
    title: { zh: '已经有员工叫 {name}。', en: 'Somebody called {name} is there already.' },
    next: { zh: '加一个字来区分。', en: 'Add a letter to tell them apart.' },
  },
  'staff/no-floor-role': {
    status: 409,
    title: {
      zh: '{name} 没有用手机做的角色，手机上没有活。',
      en: '{name} has no role that works with a phone.',
    },
    next: {
      zh: '先给一个角色：拣货、打包或发货。收货在控制台的“库存”里做，给他控制台的链接。',
      en: 'Give a role first: picker, packer or shipper. Goods are received in the console under Stock: send a console link.',
    },
  },
  'staff/device-unknown': {
    status: 404,
    title: { zh: '没有这台设备。', en: 'There is no such device.' },
    next: { zh: '在设备页看名单。', en: 'See the list under Devices.' },
  },
})
