/** Which column of a merchant's file holds what: guessed from the header, corrected by the merchant. */
import type { Text } from '../base/i18n.ts'

/** What a column can hold. `title` and `text` are told apart by their script; the `Zh` and `En` ones say it. */
export const IMPORT_FIELDS = {
  sku: { zh: '货号', en: 'SKU' },
  title: { zh: '商品名', en: 'Name' },
  price: { zh: '价格', en: 'Price' },
  titleZh: { zh: '中文名', en: 'Chinese name' },
  titleEn: { zh: '英文名', en: 'English name' },
  barcode: { zh: '条码', en: 'Barcode' },
  text: { zh: '介绍', en: 'Description' },
  textZh: { zh: '中文介绍', en: 'Chinese description' },
  textEn: { zh: '英文介绍', en: 'English description' },
  category: { zh: '类目', en: 'Category' },
  currency: { zh: '币种', en: 'Currency' },
  picture: { zh: '图片', en: 'Picture' },
  url: { zh: '商品页网址', en: 'Address of its page' },
  tags: { zh: '标签', en: 'Tags' },
  weight: { zh: '重量', en: 'Weight' },
  state: { zh: '上架', en: 'State' },
  group: { zh: '同款编号', en: 'Group of variants' },
  option: { zh: '规格', en: 'Variant' },
  invoice: { zh: '单据号', en: 'Invoice number' },
  stock: { zh: '库存', en: 'Stock' },
  bin: { zh: '货位', en: 'Bin' },
} as const satisfies Record<string, Text>

/** One of the fields. */
export type ImportField = keyof typeof IMPORT_FIELDS

/** Field to column name; what is absent is not in the file. */
export type Mapping = Readonly<Partial<Record<ImportField, string>>>

/** A guess and what it still lacks. */
export interface MappingGuess {
  readonly mapping: Mapping
  /** Fields an import cannot do without and that no column seems to hold. */
  readonly missing: readonly ImportField[]
  /** The file's kind, as far as its header tells. */
  readonly shape: 'shopify' | 'woocommerce' | 'order-lines' | 'dummyjson' | 'plain'
}

/**
 * Header names by field, the surest first. Written as {@link headerKey} makes them: lower case, no spaces, signs or brackets.
 * Shopify and WooCommerce names are those of their product CSV exports.
 */
const HEADERS: Readonly<Record<ImportField, readonly string[]>> = {
  sku: [
    ...[
      'sku',
      'variantsku',
      'stockcode',
      '货号',
      '商品编号',
      '商品编码',
      '商家编码',
      '产品编号',
      'sku编码',
      '编码',
      '编号',
    ],
    ...[
      'productcode',
      'itemnumber',
      'itemno',
      'itemcode',
      'articlenumber',
      'productid',
      'variants.0.sku',
      'handle',
      'id',
    ],
  ],
  barcode: [
    ...['barcode', 'ean', 'ean13', 'gtin', 'gtin13', 'upc', 'variantbarcode', 'gtinupceanorisbn', 'meta.barcode'],
    ...['条码', '条形码', '商品条码', '国际条码', '69码', 'variants.0.barcode'],
  ],
  title: [
    ...['title', 'name', 'productname', '商品名', '商品名称', '品名', '名称', '标题', '商品标题', '产品名称', 'item'],
    ...['producttitle', 'description'],
  ],
  titleZh: ['titlezh', 'title.zh', 'namezh', 'name.zh', '中文名', '中文名称', '中文标题', '品名中文', 'chinesename'],
  titleEn: ['titleen', 'title.en', 'nameen', 'name.en', '英文名', '英文名称', '英文标题', '品名英文', 'englishname'],
  text: [
    ...['shortdescription', 'text', 'description', 'bodyhtml', 'body', 'details', 'summary'],
    ...['介绍', '描述', '商品描述', '简介', '详情', '卖点', '说明'],
  ],
  textZh: ['textzh', 'text.zh', 'descriptionzh', 'description.zh', '中文介绍', '中文描述', '中文简介'],
  textEn: ['texten', 'text.en', 'descriptionen', 'description.en', '英文介绍', '英文描述', '英文简介'],
  category: [
    ...['categoryid', 'category.id', 'productcategory', 'category', 'categories', 'producttype', 'type', 'department'],
    ...['类目', '分类', '商品分类', '类别', '品类'],
  ],
  price: [
    ...['price', 'regularprice', 'variantprice', 'unitprice', 'saleprice', 'listprice', 'retailprice', 'price.amount'],
    ...['价格', '售价', '单价', '零售价', '销售价', '标价', 'variants.0.price'],
  ],
  currency: ['currency', 'currencycode', 'price.currency', '币种', '货币'],
  picture: [
    ...['picture', 'image', 'imagesrc', 'thumbnail', 'images', 'imageurl', 'imagelink', 'photo', 'variantimage'],
    ...['图片', '主图', '图片链接', '图片地址', '商品图片', '缩略图', 'images.0.src'],
  ],
  url: ['url', 'producturl', 'link', 'productlink', 'permalink', '商品链接', '商品网址', '网址', '链接'],
  tags: ['tags', 'tag', 'keywords', 'labels', '标签', '关键词', '关键字'],
  weight: [
    'weight',
    'weightgrams',
    'variantgrams',
    'grams',
    'weightkg',
    'weightg',
    'weightlbs',
    '重量',
    '毛重',
    '净重',
    '克重',
  ],
  state: ['state', 'status', 'published', 'active', '上架', '状态', '是否上架', '上架状态'],
  group: ['handle', 'parent', 'groupid', 'itemgroupid', '款号', '同款编号'],
  option: ['option1value', 'variant', 'varianttitle', 'size', 'attribute1values', '规格', '款式', '尺码'],
  stock: [
    ...['stock', 'stockquantity', 'stockqty', 'variantinventoryqty', 'inventory', 'inventoryquantity', 'inventoryqty'],
    ...[
      'onhand',
      'qtyonhand',
      'quantityonhand',
      'quantityinstock',
      'availablequantity',
      'variants.0.inventoryquantity',
    ],
    ...['库存', '库存数量', '库存量', '现有库存', '现货', '可用库存', '总库存'],
  ],
  bin: ['bin', 'bincode', 'binlocation', 'shelf', '货位', '货位码', '货位号', '库位', '仓位'],
  invoice: ['invoiceno', 'invoice', 'invoicenumber', 'orderid', 'ordernumber', '订单号', '单据号', '发票号'],
}

/** A header name for comparing: NFKC, lower case, without what stands in brackets, without spaces and signs. */
export function headerKey(name: string): string {
  const plain = name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[([【].*?[)\]】]/g, '')
  const key = plain.replaceAll(/[\s_\-:：,*#'"/\\]/g, '')
  return key === '' ? name.toLowerCase().replaceAll(/[\s()[\]]/g, '') : key
}

function shapeOf(keys: ReadonlySet<string>): MappingGuess['shape'] {
  if (keys.has('handle') && keys.has('variantprice')) return 'shopify'
  if (keys.has('regularprice') && (keys.has('sku') || keys.has('type'))) return 'woocommerce'
  if (keys.has('stockcode') && keys.has('invoiceno')) return 'order-lines'
  if (keys.has('meta.barcode') && keys.has('thumbnail')) return 'dummyjson'
  return 'plain'
}

/** Fields that only make sense in one kind of file; elsewhere a column of that name means something else. */
function belongs(field: ImportField, shape: MappingGuess['shape']): boolean {
  if (field === 'invoice') return shape === 'order-lines'
  if (field === 'group' || field === 'option') return shape === 'shopify'
  return true
}

/**
 * Guesses the mapping from the column names. A column serves one field; where `Description` is the only name (order lines of
 * an accounting system) it is the name, elsewhere the text.
 */
export function guessMapping(columns: readonly string[]): MappingGuess {
  const byKey = new Map<string, string>()
  for (const column of columns) if (!byKey.has(headerKey(column))) byKey.set(headerKey(column), column)
  const shape = shapeOf(new Set(byKey.keys()))
  const mapping: Partial<Record<ImportField, string>> = {}
  const taken = new Set<string>()
  // A WooCommerce or Shopify "Type" says variable/simple or a house word; their category column is named apart.
  if (shape === 'woocommerce' && byKey.has('type')) taken.add(byKey.get('type')!)
  for (const field of Object.keys(IMPORT_FIELDS) as ImportField[]) {
    if (!belongs(field, shape)) continue
    const isShared = field === 'group'
    const key = HEADERS[field].find((name) => byKey.has(name) && (isShared || !taken.has(byKey.get(name)!)))
    if (key === undefined) continue
    if (field === 'title' && (byKey.has('titlezh') || byKey.has('titleen')) && key === 'description') continue
    mapping[field] = byKey.get(key)!
    taken.add(byKey.get(key)!)
  }
  return { mapping, missing: missingFields(mapping), shape }
}

/** What an import cannot do without and this mapping does not name. */
export function missingFields(mapping: Mapping): ImportField[] {
  const missing: ImportField[] = []
  if (mapping.sku === undefined && mapping.barcode === undefined) missing.push('sku')
  if (mapping.title === undefined && mapping.titleZh === undefined && mapping.titleEn === undefined)
    missing.push('title')
  if (mapping.price === undefined) missing.push('price')
  return missing
}

/** Grams in one unit of a weight column, told by its header: 重量(kg), Weight (lbs), Variant Grams. Grams when it is silent. */
export function gramsPerUnit(column: string): number {
  const name = column.normalize('NFKC').toLowerCase()
  if (/kg|kilo|千克|公斤/.test(name)) return 1000
  if (/lb|pound|磅/.test(name)) return 453.592
  if (/\boz\b|ounce|盎司/.test(name)) return 28.3495
  return /斤/.test(name) ? 500 : 1
}
