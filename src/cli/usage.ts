import type { Text } from '../base/i18n.ts'

/** How each command is typed: what `tuidan help` prints, and what a mistake is answered with. */
export const USAGE = {
  start: 'start [--lan] [--demo | --no-demo] [--port N] [--host ADDRESS]',
  check: 'check [--mend]',
  link: 'link NAME [--site SLUG] [--phone]',
  staff: 'staff list | add NAME --roles picker,packer,shipper [--zones A,B] [--site SLUG]',
  site: 'site list | add SLUG NAME [--currency CNY] | key SLUG | client SLUG [NAME ADDRESS… [--sign-out ADDRESS]] | client SLUG --remove ID | signing-keys SLUG',
  import: 'import FILE [--site SLUG] [--currency CNY] [--bin A01-01]',
  connector: 'connector check FILE',
  replay: 'replay FILE [--orders N] [--stock full|tight] [--workers N] [--json]',
  evaluate: 'evaluate --data DIR [--policy bts|random|uniform|popularity|learner] [--json] [--lang zh|en]',
  learn: 'learn --log FILE [--seeds N] [--rounds N] [--json] [--lang zh|en]',
  backup: 'backup FILE',
  restore: 'restore FILE',
  keys: 'keys [list | rotate [--prepare] | retire KEY]',
} as const

/** What `tuidan help COMMAND` adds where one line does not say enough. */
export const MORE: Partial<Record<keyof typeof USAGE, Text>> = {
  import: {
    zh: `列：货号、商品名、价格要有；条码、介绍、类目、图片、重量、库存、货位等看表头认，
      认不出的列不读。
      库存要有货位才收：表里有货位列，或用 --bin 说一个仓里已有的货位（控制台“加货位”）。
      例：tuidan import goods.csv --bin A01-01`,
    en: `Columns: SKU, name and price are needed; barcode, description, category, picture, weight, stock, bin
      and more are known by their head, others are not read..
      Stock is taken only into a bin: a column names it, or --bin names one that the floor has (Add bins in the console).
      Example: tuidan import goods.csv --bin A01-01`,
  },
  connector: {
    zh: `FILE 是自己写的一种账号（.mjs 或 .ts），旁边放样本 <id>.samples.json；样子见 examples/connector。
      ✓ 对，✗ 错（字段和改法），· 样本没说到。`,
    en: `FILE is a kind of account of your own (.mjs or .ts) with its samples beside it, <id>.samples.json; see examples/connector.
      ✓ fine, ✗ wrong (field and remedy), · not told by the samples.`,
  },
  keys: {
    zh: `list 列出封存用的钥匙，和还有多少项靠每一把。
      rotate 做一把新的，把一切改用它封存，服务器照常开着；中断了就再运行一次，接着做。
      --prepare 只做钥匙，先不用：分给各台机器以后再 rotate。retire 去掉没有东西再靠的旧钥匙。见 docs/keys.md。`,
    en: `list shows the keys that seal secrets and personal data, and how many values hang on each.
      rotate makes a new one and seals everything anew with it while the server runs; cut off, run again, it goes on.
      --prepare only makes the key, for you to give to other machines before it is used. retire lets an old key go
      that nothing hangs on any more. See docs/keys.md.`,
  },
  site: {
    zh: `client 列出、登记、移除网站自己的后端（OpenID 客户端），ADDRESS 是回跳地址；密钥只显示一次。
      signing-keys 换签名的钥匙：新的今天公布，明天开始用。`,
    en: `client lists, adds and removes back ends of the site's own (OpenID clients), ADDRESS is where visitors come back to;
      the secret is shown once. signing-keys makes new keys: told of today, signing from tomorrow on.`,
  },
  staff: {
    zh: 'list 列出名字、角色、区域和状态；区域“全仓”是哪一区的活都接。',
    en: 'list shows name, roles, zones and state; zones "all" means tasks of every zone.',
  },
}
