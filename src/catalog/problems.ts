import { type Params, say, type Text } from '../base/i18n.ts'
import { type Problem, problems } from '../base/problem.ts'

/** The catalogue's expected problems. */
export const CATALOG_PROBLEMS = {
  'catalog/bad-product': {
    status: 422,
    title: {
      zh: '商品没存。“{field}”不对：{expected}。',
      en: 'The product was not saved. {field} is wrong: {expected}.',
    },
    next: { zh: '改好这一项再存，别的都还在。', en: 'Correct that field and save again; the rest is kept.' },
  },
  'catalog/no-such-product': {
    status: 404,
    title: { zh: '没有货号是 {sku} 的商品。', en: 'No product has the SKU {sku}.' },
    next: { zh: '看看货号有没有打错，或者搜商品名。', en: 'Check the SKU, or search by name.' },
  },
  'catalog/sku-taken': {
    status: 409,
    title: {
      zh: '货号 {sku} 已经是另一件商品。没有改动它。',
      en: 'SKU {sku} is another product already. It was not touched.',
    },
    next: { zh: '换一个货号，或者打开那件商品来改。', en: 'Choose another SKU, or open that product and edit it.' },
  },
  'catalog/sku-fixed': {
    status: 409,
    title: {
      zh: '货号 {sku} 不能改：库存和订单都用它。什么也没改。',
      en: 'The SKU {sku} stays as it is: stock and orders go by it. Nothing was changed.',
    },
    next: {
      zh: '用新货号另建一件商品，再把这件下架。',
      en: 'Make another product with the new SKU and take this one out of the shop.',
    },
  },
  'catalog/picture-type': {
    status: 415,
    title: { zh: '这种图片不认识，没有收下。', en: 'This kind of picture is not understood; it was not taken.' },
    next: { zh: '用 PNG、JPEG、WebP 或 SVG。', en: 'Use PNG, JPEG, WebP or SVG.' },
  },
  'catalog/no-picture': {
    status: 404,
    title: { zh: '{sku} 还没有图片。', en: '{sku} has no picture yet.' },
    next: { zh: '在控制台的商品页放一张。', en: 'Add one on the product page of the console.' },
  },
  'catalog/unreadable-table': {
    status: 422,
    title: {
      zh: '{file} 读不了：{reason_zh}。什么也没导入。',
      en: '{file} cannot be read: {reason_en}. Nothing was imported.',
    },
    next: {
      zh: '请给 CSV（逗号、分号或制表符分隔）或 JSON，第一行是列名。',
      en: 'Give a CSV (comma, semicolon or tab) with column names in line 1, or JSON.',
    },
  },
  'catalog/empty-table': {
    status: 422,
    title: { zh: '{file} 里没有一行商品。什么也没导入。', en: '{file} holds no rows. Nothing was imported.' },
    next: { zh: '看看是不是导出时选空了，再传一次。', en: 'Check that the export was not empty, then send it again.' },
  },
  'catalog/columns-missing': {
    status: 422,
    title: {
      zh: '还不知道哪一列是{missing}。文件已收下，什么也没导入。',
      en: 'Which column holds {missing} is not known yet. The file is kept, nothing was imported.',
    },
    next: { zh: '在对应表里给它选一列。', en: 'Choose a column for it in the mapping.' },
  },
  'catalog/no-such-column': {
    status: 422,
    title: { zh: '文件里没有叫“{column}”的列。', en: 'The file has no column called {column}.' },
    next: { zh: '从文件自己的列名里选：{columns}。', en: 'Choose one of its own columns: {columns}.' },
  },
  'catalog/import-stopped': {
    status: 500,
    title: {
      zh: '导入中断了；到那时为止的商品已经存好。',
      en: 'The import was given up; the products up to then are kept.',
    },
    next: {
      zh: '再运行一次，已有的会更新；原因在日志里。',
      en: 'Run it again, known products are changed; the log has the reason.',
    },
  },
  'catalog/no-such-import': {
    status: 404,
    title: { zh: '没有这次导入，或者它已经过期。', en: 'There is no such import, or it has expired.' },
    next: { zh: '把文件再传一次。', en: 'Send the file again.' },
  },
  'catalog/file-too-large': {
    status: 413,
    title: { zh: '文件超过 {limit} MB，没有收下。', en: 'The file is over {limit} MB and was not taken.' },
    next: { zh: '拆成几份再传，货号相同的会合并。', en: 'Split it; rows with the same SKU are merged.' },
  },
} as const

/** Throws a catalogue problem by its code. */
export const catalogProblem = problems(CATALOG_PROBLEMS)

/** Why a file is no table. */
const UNREADABLE = {
  binary: {
    zh: '它不是文字，像是图片、Excel 工作簿或压缩包',
    en: 'it is no text, but a picture, an Excel workbook or an archive, it seems',
  },
  gzip: { zh: '压缩包是坏的，解不开', en: 'the gzip archive is broken and cannot be unpacked' },
  json: { zh: 'JSON 写得不对', en: 'the JSON is not right' },
  jsonAt: { zh: 'JSON 第 {line} 行写得不对', en: 'the JSON is not right in line {line}' },
  noList: { zh: 'JSON 里没有商品列表', en: 'the JSON holds no list of products' },
  csv: { zh: 'CSV 写得不对', en: 'the CSV is not right' },
} satisfies Record<string, Text>

/** A file that is no table, with its reason in both languages: the parsers' own sentences are English and stay in the cause. */
export function unreadable(
  file: string,
  reason: keyof typeof UNREADABLE,
  cause?: unknown,
  params: Params = {},
): Problem {
  const text = UNREADABLE[reason]
  return catalogProblem('catalog/unreadable-table', {
    params: { file, reason_zh: say(text, 'zh', params), reason_en: say(text, 'en', params) },
    cause,
  })
}
