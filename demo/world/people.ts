import type { Role } from '../../src/staff/staff.ts'

/** Somebody of the demo shop's staff. Everybody here is invented. */
export interface Hand {
  readonly name: string
  readonly roles: readonly Role[]
  /** Empty: every zone. */
  readonly zones: readonly string[]
}

/** Whose phone the visitor holds: every step in every zone, so that one person sees the whole way of an order. */
export const VISITOR_WORKER = '陈立'
/** Whose console the visitor sees. */
export const VISITOR_OWNER = '方圆'

/** The owner and six workers. */
export const PEOPLE: readonly Hand[] = [
  { name: VISITOR_OWNER, roles: ['owner', 'supervisor'], zones: [] },
  { name: VISITOR_WORKER, roles: ['picker', 'packer', 'shipper'], zones: [] },
  { name: '王珊', roles: ['picker'], zones: ['A'] },
  { name: '刘洋', roles: ['picker'], zones: ['B'] },
  { name: '赵岚', roles: ['picker', 'receiver'], zones: ['C'] },
  { name: '周倩', roles: ['packer'], zones: [] },
  { name: '吴桐', roles: ['shipper', 'receiver'], zones: [] },
]

/** Receivers of first orders: names, streets and numbers that belong to nobody. */
export const RECEIVERS = [
  {
    name: '林小满',
    phone: '100 0000 0001',
    province: '浙江',
    city: '杭州',
    district: '西湖区',
    street: '云栖小巷 12 号',
  },
  {
    name: '沈一舟',
    phone: '100 0000 0002',
    province: '江苏',
    city: '苏州',
    district: '姑苏区',
    street: '半塘里 8 号 2 楼',
  },
  { name: '唐果', phone: '100 0000 0003', province: '四川', city: '成都', district: '青羊区', street: '竹叶街 45 号' },
  { name: '江行', phone: '100 0000 0004', province: '福建', city: '厦门', district: '思明区', street: '听海路 3 号' },
  { name: '白秋', phone: '100 0000 0005', province: '云南', city: '大理', district: '大理市', street: '洱云村 21 号' },
] as const
