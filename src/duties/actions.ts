import type { Text } from '../base/i18n.ts'

/** What an action is about; the console looks for one of these at a time. */
export const GROUPS = {
  people: { zh: '个人信息', en: 'Personal data' },
  connectors: { zh: '连接器', en: 'Connectors' },
  keys: { zh: '钥匙和备份', en: 'Keys and backups' },
  settings: { zh: '设置', en: 'Settings' },
  staff: { zh: '员工和手机', en: 'Staff and phones' },
  orders: { zh: '订单', en: 'Orders' },
  goods: { zh: '商品和库存', en: 'Goods and stock' },
  floor: { zh: '现场', en: 'Floor' },
  offers: { zh: '广告', en: 'Offers' },
} satisfies Record<string, Text>
/** One of them. */
export type Group = keyof typeof GROUPS

interface Action {
  readonly group: Group
  readonly words: Text
}

const action = (group: Group, zh: string, en: string): Action => ({ group, words: { zh, en } })

/** Every action there can be an entry of, and how it is told. A route that has none here fails test/evidence.test.ts. */
export const ACTIONS: Readonly<Record<string, Action>> = {
  'person.read': action('people', '看了一个人的资料', 'read a person’s data'),
  'person.exported': action('people', '导出了自己的资料', 'exported their data'),
  'person.erased': action('people', '抹去了一个人', 'a person was erased'),
  'retention.ran': action('people', '删了到期的资料', 'deleted what was over its time'),
  'POST /v1/console/orders/:id/receiver': action(
    'people',
    '看了已完订单的收件人',
    'looked up the addressee of an order',
  ),
  'receiver.read': action('people', '看了订单的收件人', 'saw to whom an order goes'),
  'GET /v1/console/parcels/:id/label.pdf': action('people', '打印了面单', 'printed a label'),
  'GET /v1/console/record.html': action('people', '打开了处理活动记录', 'opened the record of processing'),
  'PUT /v1/console/connectors/:connector': action('connectors', '改了连接器', 'changed a connector'),
  'DELETE /v1/console/connectors/:connector': action('connectors', '删了连接器', 'removed a connector'),
  'POST /v1/console/connectors/:connector/test': action('connectors', '试了连接器', 'tested a connector'),
  'POST /v1/console/settings/secret-key': action('keys', '换了店的密钥', 'renewed the secret key'),
  'site.key-renewed': action('keys', '换了店的密钥', 'renewed the secret key'),
  'keys.rotated': action('keys', '轮换了主钥匙', 'rotated the master keys'),
  'keys.retired': action('keys', '停用了一把主钥匙', 'retired a master key'),
  'backup.made': action('keys', '做了备份', 'made a backup'),
  'backup.restored': action('keys', '恢复了备份', 'restored a backup'),
  'POST /v1/console/openid-clients': action('keys', '登记了自己的网站', 'registered a site of one’s own'),
  'DELETE /v1/console/openid-clients/:id': action(
    'keys',
    '撤了自己网站的登记',
    'ended the registration of a site of one’s own',
  ),
  'site.added': action('settings', '加了网站', 'added the site'),
  'PUT /v1/console/settings': action('settings', '改了设置', 'changed the settings'),
  'staff.signed-in': action('staff', '进了控制台', 'signed in to the console'),
  'staff.joined': action('staff', '手机加入', 'joined with a phone'),
  'staff.added': action('staff', '加了员工', 'added somebody'),
  'staff.link-made': action('staff', '发了登录链接', 'made a way in'),
  'POST /v1/console/sign-out': action('staff', '退出控制台', 'signed out'),
  'POST /v1/console/staff': action('staff', '加了员工', 'added somebody'),
  'PUT /v1/console/staff/:id': action('staff', '改了员工', 'changed somebody of the staff'),
  'POST /v1/console/staff/:id/link': action('staff', '发了登录链接', 'made a way in'),
  'DELETE /v1/console/devices/:id': action('staff', '移除了手机', 'removed a phone'),
  'POST /v1/console/given-up/:id/again': action('settings', '再试放弃了的活', 'had given-up work tried again'),
  'POST /v1/console/given-up/:id/let-go': action('settings', '放下了放弃的活', 'let given-up work go'),
  'POST /v1/console/orders/:id/hold': action('orders', '挂起订单', 'held an order'),
  'POST /v1/console/orders/:id/release': action('orders', '放行订单', 'released an order'),
  'POST /v1/console/orders/:id/resume': action('orders', '恢复订单', 'let an order go on'),
  'POST /v1/console/orders/:id/cancel': action('orders', '取消订单', 'cancelled an order'),
  'POST /v1/console/orders/:id/refunded': action('orders', '记下退款', 'noted a refund'),
  'POST /v1/console/orders/:id/put-back': action('orders', '放回货位', 'put goods back'),
  'POST /v1/console/products': action('goods', '加了商品', 'added a product'),
  'PUT /v1/console/products/:sku/cost': action('goods', '写了商品成本', 'said what a product costs'),
  'PUT /v1/console/costs': action('goods', '写了一批商品成本', 'said what products cost'),
  'PUT /v1/console/products/:sku': action('goods', '改了商品', 'changed a product'),
  'DELETE /v1/console/products/:sku': action('goods', '删了商品', 'removed a product'),
  'PUT /v1/console/products/:sku/picture': action('goods', '换了商品图', 'changed a picture'),
  'POST /v1/console/imports': action('goods', '上传了商品表', 'uploaded goods'),
  'POST /v1/console/imports/:id/run': action('goods', '导入了商品', 'imported goods'),
  'POST /v1/console/stock/receive': action('goods', '收货', 'received goods'),
  'POST /v1/console/stock/receive/import': action('goods', '按表收货', 'received goods by file'),
  'POST /v1/console/stock/move': action('goods', '移货', 'moved goods'),
  'POST /v1/console/tasks/:id/assign': action('floor', '改派任务', 'assigned a task'),
  'POST /v1/console/tasks/:id/take-back': action('floor', '收回任务', 'took a task back'),
  'POST /v1/console/bins': action('floor', '加了货位', 'added bins'),
  'POST /v1/console/bins/import': action('floor', '导入货位', 'imported bins'),
  'POST /v1/console/put-wall/:code/clear': action('floor', '清空格子', 'cleared a cell'),
  'POST /v1/console/campaigns': action('offers', '加了投放计划', 'added a campaign'),
  'PUT /v1/console/campaigns/:id': action('offers', '改了投放计划', 'changed a campaign'),
  'DELETE /v1/console/campaigns/:id': action('offers', '删了投放计划', 'removed a campaign'),
  'POST /v1/console/offers/learning/rollback': action('offers', '退回了学到的模型', 'went back to an earlier model'),
  'POST /v1/console/offers/explain': action('offers', '问了为什么推这个', 'asked why an offer would be made'),
  'POST /v1/console/campaigns/reach': action('offers', '看了条件能到多少人', 'asked how far a rule reaches'),
  'PUT /v1/console/slots/:id': action('offers', '改了广告位', 'changed a slot'),
  'DELETE /v1/console/slots/:id': action('offers', '删了广告位', 'removed a slot'),
  'POST /v1/console/campaigns/preview': action('offers', '预览了投放计划', 'previewed a campaign'),
}

/** The actions of a group. */
export const actionsOf = (group: Group): string[] =>
  Object.entries(ACTIONS)
    .filter(([, one]) => one.group === group)
    .map(([name]) => name)
