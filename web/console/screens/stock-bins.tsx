import { signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { readBin } from '../../../src/warehouse/floor.ts'
import { api, BASE } from '../../kit/api.ts'
import { Icon } from '../../kit/icons.tsx'
import { Empty, Field, Note, Sheet, Toast, type Trouble, troubleOf, useAction } from '../../kit/parts.tsx'
import { number } from '../../kit/time.ts'
import { words } from '../../kit/words.ts'
import { useListKeys } from '../keys.ts'
import type { Head } from './stock.tsx'
import { FileTake } from './stock-file.tsx'

const t = words({
  add: { zh: '加货位', en: 'Add bins' },
  none: {
    zh: '还没有货位。写一个范围，或导入一张表，货架就画出来了。',
    en: 'No bins yet. Give a range or import a file, and the racks are drawn.',
  },
  aisle: { zh: '巷', en: 'Aisle' },
  fill: { zh: '占用', en: 'In use' },
  bins: { zh: '货位', en: 'Bins' },
  pieces: { zh: '件数', en: 'Pieces' },
  zone: { zh: '{zone} 区', en: 'Zone {zone}' },
  zoneFacts: {
    zh: '{aisles} 条巷，{bins} 个货位，放着 {pieces} 件',
    en: '{aisles} {aisles|aisle|aisles}, {bins} {bins|bin|bins}, {pieces} {pieces|piece|pieces}',
  },
  binLabels: { zh: '打货位牌', en: 'Print bin signs' },
  used: { zh: '{used} / {bins}', en: '{used} / {bins}' },
  labels: { zh: '标签', en: 'Labels' },
  labelsHow: { zh: 'PDF，按不干胶纸排好，打印时选 100%。', en: 'PDF laid out for label sheets; print at 100 %.' },
  totes: { zh: '周转箱', en: 'Totes' },
  from: { zh: '从几号起', en: 'First number' },
  count: { zh: '几张', en: 'How many' },
  print: { zh: '打开 PDF', en: 'Open the PDF' },
  cells: { zh: '播种墙的格子', en: 'Put-wall cells' },
  products: { zh: '商品', en: 'Products' },
  skus: { zh: '货号', en: 'SKUs' },
  skusHint: { zh: '用逗号分开；要几张写几遍。', en: 'Parted by commas; repeat one for more labels.' },
  addHow: {
    zh: '货位码是区、巷、格：B07-32。区用一个字母，没有 I、O、Q。',
    en: 'A bin is zone, aisle and bay: B07-32. The zone is one letter, not I, O or Q.',
  },
  zoneField: { zh: '区', en: 'Zone' },
  aisleFrom: { zh: '巷，从', en: 'Aisle from' },
  bayFrom: { zh: '格，从', en: 'Bay from' },
  to: { zh: '到', en: 'to' },
  preview: { zh: '{first} 到 {last}，{n} 个货位', en: '{first} to {last}, {n} {n|bin|bins}' },
  badRange: {
    zh: '区写一个字母，巷和格写 1 到 99，后一个不比前一个小。',
    en: 'One letter; aisles and bays from 1 to 99, the second not below the first.',
  },
  addNow: { zh: '加这些货位', en: 'Add these bins' },
  orFile: { zh: '或者导入一张表', en: 'Or import a file' },
  fileHow: {
    zh: '第一行写列名：货位；也可以有货号和数量，货就直接放进去。',
    en: 'The first line names the columns: bin; with sku and qty the goods go straight in.',
  },
  working: { zh: '正在加…', en: 'Adding…' },
  added: { zh: '加了 {added} 个，{known} 个本来就有', en: '{added} added, {known} were there' },
})

interface Aisle {
  readonly zone: string
  readonly aisle: number
  readonly bins: number
  readonly used: number
  readonly pieces: number
}
const toast = signal<string | null>(null)

/** Where goods lie: zones and aisles with how full they are, new bins, and the signs and labels for them. */
export function Bins({ head }: { head: Head }) {
  const aisles = useSignal<readonly Aisle[] | null>(null)
  const trouble = useSignal<Trouble | null>(null)
  const isAdding = useSignal(false)
  useListKeys()
  const load = () =>
    api<{ items: Aisle[] }>('GET', '/v1/console/stock/aisles').then(
      (found) => {
        aisles.value = found.items
      },
      (error) => {
        trouble.value = troubleOf(error)
      },
    )
  useEffect(() => void load(), [])
  const now = aisles.value
  const zones = [...new Set((now ?? []).map((a) => a.zone))]
  const isEmpty = now !== null && now.length === 0
  const addButton = (
    <button type="button" class={`btn next ${isEmpty ? '' : 'push'}`} onClick={() => (isAdding.value = true)}>
      <Icon name="plus" size={18} />
      {t('add')}
    </button>
  )
  return (
    <>
      {head(isEmpty ? null : addButton)}
      <Note trouble={trouble.value} />
      {isEmpty && (
        <section class="card">
          <Empty icon="rack" text={t('none')}>
            {addButton}
          </Empty>
        </section>
      )}
      {now !== null && !isEmpty && (
        <div class="pairgrid">
          <div class="ostack">
            {zones.map((zone) => (
              <Zone key={zone} zone={zone} aisles={now.filter((a) => a.zone === zone)} />
            ))}
          </div>
          <Labels />
        </div>
      )}
      {isAdding.value && (
        <AddSheet
          onClose={() => (isAdding.value = false)}
          onTaken={() => void load()}
          onDone={(said) => {
            toast.value = said
            isAdding.value = false
            void load()
          }}
        />
      )}
      <Toast text={toast} />
    </>
  )
}

function Zone({ zone, aisles }: { zone: string; aisles: readonly Aisle[] }) {
  const sum = (of: (a: Aisle) => number) => aisles.reduce((n, a) => n + of(a), 0)
  return (
    <section class="card zonecard" data-row tabIndex={-1}>
      <header>
        <h2>{t('zone', { zone })}</h2>
        <p>
          {t('zoneFacts', {
            aisles: aisles.length,
            bins: number(sum((a) => a.bins)),
            pieces: number(sum((a) => a.pieces)),
          })}
        </p>
        <a class="btn small" href={`${BASE}/v1/console/labels/bins.pdf?zone=${zone}`} target="_blank" rel="noopener">
          <Icon name="print" size={18} />
          {t('binLabels')}
        </a>
      </header>
      <table class="table">
        <thead>
          <tr>
            <th>{t('aisle')}</th>
            <th>{t('fill')}</th>
            <th class="r">{t('bins')}</th>
            <th class="r">{t('pieces')}</th>
          </tr>
        </thead>
        <tbody>
          {aisles.map((a) => (
            <tr key={a.aisle}>
              <td class="strong num">
                {zone}
                {String(a.aisle).padStart(2, '0')}
              </td>
              <td class="fillcell">
                <span class="bar2">
                  <i style={{ width: `${(100 * a.used) / a.bins}%` }} />
                </span>
              </td>
              <td class="r">{t('used', { used: a.used, bins: a.bins })}</td>
              <td class="r">{number(a.pieces)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Labels() {
  const from = useSignal('1')
  const count = useSignal('24')
  const skus = useSignal('')
  const pdf = (what: string, params: Record<string, string>) =>
    `${BASE}/v1/console/labels/${what}.pdf?${new URLSearchParams(params)}`
  const open = (event: Event, address: string) => {
    event.preventDefault()
    window.open(address, '_blank', 'noopener')
  }
  return (
    <section class="card padded labelbox">
      <h2>{t('labels')}</h2>
      <p class="t2">{t('labelsHow')}</p>
      <form
        onSubmit={(e) => {
          if (skus.value.trim() !== '') return open(e, pdf('products', { skus: skus.value }))
          e.preventDefault()
          e.currentTarget.querySelector('textarea')?.focus()
        }}
      >
        <h3>{t('products')}</h3>
        <Field
          label={t('skus')}
          name="skus"
          rows={2}
          value={skus.value}
          hint={t('skusHint')}
          onInput={(v) => (skus.value = v)}
        />
        <button type="submit" class="btn small">
          <Icon name="print" size={18} />
          {t('print')}
        </button>
      </form>
      <form onSubmit={(e) => open(e, pdf('totes', { from: from.value || '1', count: count.value || '24' }))}>
        <h3>{t('totes')}</h3>
        <div class="two">
          <Field
            label={t('from')}
            name="from"
            inputMode="numeric"
            value={from.value}
            onInput={(v) => (from.value = v)}
          />
          <Field
            label={t('count')}
            name="count"
            inputMode="numeric"
            value={count.value}
            onInput={(v) => (count.value = v)}
          />
        </div>
        <button type="submit" class="btn small">
          <Icon name="print" size={18} />
          {t('print')}
        </button>
      </form>
      <div>
        <h3>{t('cells')}</h3>
        <a class="btn small" href={`${BASE}/v1/console/labels/cells.pdf`} target="_blank" rel="noopener">
          <Icon name="print" size={18} />
          {t('print')}
        </a>
      </div>
    </section>
  )
}

/** Most codes the server takes at once. */
const AT_ONCE = 10_000

function codesOf(zone: string, aisles: readonly [string, string], bays: readonly [string, string]): string[] | null {
  const [a1, a2, b1, b2] = [...aisles, ...bays].map(Number) as [number, number, number, number]
  const isRange = (x: number, y: number) => Number.isInteger(x) && Number.isInteger(y) && x >= 1 && y <= 99 && x <= y
  if (!isRange(a1, a2) || !isRange(b1, b2)) return null
  const two = (n: number) => String(n).padStart(2, '0')
  const codes: string[] = []
  for (let a = a1; a <= a2; a++) for (let b = b1; b <= b2; b++) codes.push(`${zone.toUpperCase()}${two(a)}-${two(b)}`)
  return readBin(codes[0]!) === null ? null : codes
}

function AddSheet(props: { onClose: () => void; onDone: (said: string) => void; onTaken: () => void }) {
  const { onClose, onDone, onTaken } = props
  const zone = useSignal('A')
  const [a1, a2, b1, b2] = [useSignal('1'), useSignal('1'), useSignal('1'), useSignal('45')]
  const { busy, trouble, run } = useAction()
  const codes = codesOf(zone.value, [a1.value, a2.value], [b1.value, b2.value])
  const send = (all: readonly string[]) =>
    void run(async () => {
      let added = 0
      let known = 0
      for (let i = 0; i < all.length; i += AT_ONCE) {
        const said = await api<{ added: number; known: number }>('POST', '/v1/console/bins', {
          codes: all.slice(i, i + AT_ONCE),
        })
        added += said.added
        known += said.known
      }
      onDone(t('added', { added: number(added), known: number(known) }))
    })
  return (
    <Sheet title={t('add')} onClose={onClose}>
      <div class="sform">
        <p class="t2">{t('addHow')}</p>
        <form
          class="sform"
          onSubmit={(e) => {
            e.preventDefault()
            if (codes !== null) send(codes)
          }}
        >
          <Field
            label={t('zoneField')}
            name="zone"
            value={zone.value}
            onInput={(v) => (zone.value = v.trim().slice(0, 1))}
          />
          <div class="two">
            <Field
              label={t('aisleFrom')}
              name="a1"
              inputMode="numeric"
              value={a1.value}
              onInput={(v) => (a1.value = v)}
            />
            <Field label={t('to')} name="a2" inputMode="numeric" value={a2.value} onInput={(v) => (a2.value = v)} />
          </div>
          <div class="two">
            <Field
              label={t('bayFrom')}
              name="b1"
              inputMode="numeric"
              value={b1.value}
              onInput={(v) => (b1.value = v)}
            />
            <Field label={t('to')} name="b2" inputMode="numeric" value={b2.value} onInput={(v) => (b2.value = v)} />
          </div>
          <p class={codes === null ? 'bad' : 'strong num'} aria-live="polite">
            {codes === null
              ? t('badRange')
              : t('preview', { first: codes[0]!, last: codes.at(-1)!, n: number(codes.length) })}
          </p>
          <Note trouble={trouble.value} />
          {codes !== null && (
            <button type="submit" class="btn ink" aria-busy={busy.value}>
              {busy.value ? t('working') : t('addNow')}
            </button>
          )}
        </form>
        <hr />
        <FileTake path="/v1/console/bins/import" title={t('orFile')} how={t('fileHow')} onTaken={onTaken} />
      </div>
    </Sheet>
  )
}
