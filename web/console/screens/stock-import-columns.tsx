import { useSignal } from '@preact/signals'
import type { Text } from '../../../src/base/i18n.ts'
import { IMPORT_FIELDS, type ImportField, type Mapping, missingFields } from '../../../src/catalog/mapping.ts'
import { readBin } from '../../../src/warehouse/floor.ts'
import { api } from '../../kit/api.ts'
import { Shape } from '../../kit/icons.tsx'
import { Field, Note, useAction } from '../../kit/parts.tsx'
import { number } from '../../kit/time.ts'
import { inLang, words } from '../../kit/words.ts'

const t = words({
  columns: { zh: '哪列是什么', en: 'Which column is what' },
  found: { zh: '{file}，{n} 行', en: '{file}, {n} {n|row|rows}' },
  field: { zh: '商品的', en: 'Product' },
  column: { zh: '表里的列', en: 'Column in the file' },
  example: { zh: '例子', en: 'Example' },
  none: { zh: '没有', en: 'None' },
  need: { zh: '还缺：{fields}。在下面选是哪列。', en: 'Still needed: {fields}. Choose the column below.' },
  start: { zh: '导入 {n} 行', en: 'Import {n} {n|row|rows}' },
  starting: { zh: '正在开始…', en: 'Starting…' },
  other: { zh: '换一张表', en: 'Another file' },
  more: { zh: '别的项（{n}）', en: 'Further fields ({n})' },
  unused: { zh: '这些列不用：{columns}', en: 'Columns that are not used: {columns}' },
  allUsed: { zh: '每一列都用上了。', en: 'Every column is used.' },
  stockHead: { zh: '库存怎么办', en: 'What happens to stock' },
  stockBins: {
    zh: '按“{bin}”这一列收进货位；仓里没有的货位会列出来，不收。',
    en: 'It is received into the bins of the column {bin}; bins the floor does not have are named and left out.',
  },
  stockHow: {
    zh: '只收还没有库存的商品；原来就有的不动，去“收货”里改。',
    en: 'Only for products without stock yet; what is there already is left alone: change it under Receive.',
  },
  stockNone: {
    zh: '没有货位，库存不会导入，只导入商品。填一个货位，就都收进去。',
    en: 'Without a bin no stock is imported, only the products. Name a bin, and all of it is received there.',
  },
  stockInto: { zh: '表里的库存都收进 {bin}。', en: 'All stock of the file is received into {bin}.' },
  defaultBin: { zh: '都收进哪个货位', en: 'Bin for all of it' },
  restBin: { zh: '没写货位的收进哪里', en: 'Bin for rows without one' },
  badBin: { zh: '这不是货位码。写成 B07-32。', en: 'This is no bin code. Write it as B07-32.' },
})

/** What the server saw of a file. */
export interface Offer {
  readonly importId: string
  readonly columns: readonly string[]
  readonly guess: Mapping
  readonly preview: readonly Readonly<Record<string, string>>[]
  readonly rows: number
}
const FIELDS = Object.keys(IMPORT_FIELDS) as ImportField[]
const nameOf = (field: ImportField): string => inLang(IMPORT_FIELDS[field] as Text)

/** Which column of the file holds what, what is left unused, and what happens to a stock column. */
export function Columns(props: {
  file: string
  offer: Offer
  money: string
  onAgain: () => void
  onStarted: (id: string) => void
}) {
  const { offer } = props
  const mapping = useSignal<Mapping>(offer.guess)
  const bin = useSignal('')
  const isBinWrong = useSignal(false)
  const { busy, trouble, run } = useAction()
  const missing = missingFields(mapping.value)
  const choose = (field: ImportField, column: string) => {
    const { [field]: _, ...rest } = mapping.value
    mapping.value = column === '' ? rest : { ...rest, [field]: column }
  }
  const sample = (column: string | undefined) =>
    column === undefined ? '' : (offer.preview.find((row) => row[column])?.[column] ?? '')
  const hasStock = mapping.value.stock !== undefined
  const start = () => {
    const place = hasStock ? readBin(bin.value) : null
    isBinWrong.value = hasStock && bin.value.trim() !== '' && place === null
    if (isBinWrong.value) return
    void run(async () => {
      await api('POST', `/v1/console/imports/${offer.importId}/run`, {
        mapping: mapping.value,
        currency: props.money,
        ...(place === null ? {} : { bin: place.code }),
      })
      props.onStarted(offer.importId)
    })
  }
  // What was found or must be found stands open; the rest is a fold, so that the screen shows this file and not ours.
  const isOpen = (field: ImportField) => offer.guess[field] !== undefined || missing.includes(field)
  const row = (field: ImportField) => (
    <FieldRow
      key={field}
      field={field}
      column={mapping.value[field]}
      columns={offer.columns}
      sample={sample(mapping.value[field])}
      onChoose={(column) => choose(field, column)}
    />
  )
  const folded = FIELDS.filter((field) => !isOpen(field))
  return (
    <section class="card importcols">
      <header>
        <div>
          <h2>{t('columns')}</h2>
          <p class="t2">{t('found', { file: props.file, n: number(offer.rows) })}</p>
        </div>
        <span class="acts push">
          <button type="button" class="btn" onClick={props.onAgain}>
            {t('other')}
          </button>
          {missing.length === 0 && (
            <button type="button" class="btn next" aria-busy={busy.value} onClick={start}>
              {busy.value ? t('starting') : t('start', { n: number(offer.rows) })}
            </button>
          )}
        </span>
      </header>
      {missing.length > 0 && (
        <p class="bad inset">{t('need', { fields: missing.map(nameOf).join(inLang({ zh: '、', en: ', ' })) })}</p>
      )}
      <Note trouble={trouble.value} />
      <table class="table rows">
        <thead>
          <tr>
            <th>{t('field')}</th>
            <th>{t('column')}</th>
            <th>{t('example')}</th>
          </tr>
        </thead>
        <tbody>{FIELDS.filter(isOpen).map(row)}</tbody>
      </table>
      <Unused columns={offer.columns} mapping={mapping.value} />
      {hasStock && (
        <StockWay
          binColumn={mapping.value.bin}
          bin={bin.value}
          isWrong={isBinWrong.value}
          onBin={(value) => {
            bin.value = value.toUpperCase()
            isBinWrong.value = false
          }}
        />
      )}
      <details class="morefields" open={folded.some((field) => mapping.value[field] !== undefined)}>
        <summary>{t('more', { n: folded.length })}</summary>
        <table class="table rows">
          <tbody>{folded.map(row)}</tbody>
        </table>
      </details>
    </section>
  )
}

function FieldRow(props: {
  field: ImportField
  column: string | undefined
  columns: readonly string[]
  sample: string
  onChoose: (column: string) => void
}) {
  const { field, column } = props
  return (
    <tr class={column === undefined ? 'unused' : ''}>
      <td class={column === undefined ? '' : 'strong'}>{nameOf(field)}</td>
      <td>
        <select
          class="pick"
          aria-label={nameOf(field)}
          value={column ?? ''}
          onChange={(e) => props.onChoose(e.currentTarget.value)}
        >
          <option value="">{t('none')}</option>
          {props.columns.map((c) => (
            <option key={c}>{c}</option>
          ))}
        </select>
      </td>
      <td class="wide example">{props.sample}</td>
    </tr>
  )
}

/** Says which columns of the file go nowhere: nothing is left out without a word. */
function Unused({ columns, mapping }: { columns: readonly string[]; mapping: Mapping }) {
  const used = new Set(Object.values(mapping))
  const rest = columns.filter((c) => !used.has(c))
  return (
    <p class="unusedcols">
      {rest.length === 0 ? t('allUsed') : t('unused', { columns: rest.join(inLang({ zh: '、', en: ', ' })) })}
    </p>
  )
}

/** Where the stock of the file goes, or plainly that it goes nowhere. */
function StockWay(props: {
  binColumn: string | undefined
  bin: string
  isWrong: boolean
  onBin: (bin: string) => void
}) {
  const { binColumn } = props
  const place = readBin(props.bin)
  const isNowhere = binColumn === undefined && place === null
  return (
    <section class="stockway">
      <div>
        <h3>{t('stockHead')}</h3>
        {binColumn !== undefined && <p>{t('stockBins', { bin: binColumn })}</p>}
        {binColumn === undefined && place !== null && <p>{t('stockInto', { bin: place.code })}</p>}
        {isNowhere ? (
          <p class="nowhere">
            <Shape kind="late" />
            {t('stockNone')}
          </p>
        ) : (
          <p class="t2">{t('stockHow')}</p>
        )}
      </div>
      <Field
        label={t(binColumn === undefined ? 'defaultBin' : 'restBin')}
        name="bin"
        optional
        value={props.bin}
        error={props.isWrong ? t('badBin') : null}
        autocomplete="off"
        onInput={props.onBin}
      />
    </section>
  )
}
