import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { type Money, minorDigits, parseMinor } from '../../../src/base/money.ts'
import { ApiProblem, api, BASE } from '../../kit/api.ts'
import { Icon } from '../../kit/icons.tsx'
import { Choice, Field, Note, Sheet, Switch, type Trouble, troubleOf, useAction } from '../../kit/parts.tsx'
import { number } from '../../kit/time.ts'
import { inLang, lang, words } from '../../kit/words.ts'
import { canDo } from '../session.ts'
import { categories, currency, type ProductRow, pictureAddress, shown } from './stock-data.ts'

const t = words({
  add: { zh: '加商品', en: 'Add a product' },
  sku: { zh: '货号', en: 'SKU' },
  skuNeeded: { zh: '写一个货号。', en: 'Enter a SKU.' },
  skuHint: { zh: '你自己的编号，扫得出来，以后不改。', en: 'Your own number; it can be scanned and stays for good.' },
  titleZh: { zh: '中文名', en: 'Chinese name' },
  titleEn: { zh: '英文名', en: 'English name' },
  textZh: { zh: '中文介绍', en: 'Chinese description' },
  textEn: { zh: '英文介绍', en: 'English description' },
  oneName: { zh: '至少写一个名字。', en: 'At least one of the two names.' },
  category: { zh: '类目', en: 'Category' },
  cost: { zh: '成本（{currency}）', en: 'Cost ({currency})' },
  costHint: { zh: '只用来算毛利，页面上不会出现', en: 'For margins only; no page ever shows it' },
  badCost: { zh: '写一个金额，或者空着。', en: 'Enter an amount, or nothing.' },
  price: { zh: '价格（{currency}）', en: 'Price ({currency})' },
  badPrice: { zh: '写成 59 或 59.50。', en: 'Write it as 59 or 59.50.' },
  barcode: { zh: '条码', en: 'Barcode' },
  barcodeHint: { zh: '13 位 EAN。没有就空着，扫货号。', en: '13-digit EAN. Leave it empty to scan the SKU.' },
  weight: { zh: '带包装重量（克）', en: 'Weight with packing (g)' },
  badWeight: { zh: '写整数克，例如 820。', en: 'Whole grams, such as 820.' },
  tags: { zh: '标签', en: 'Tags' },
  tagsHint: { zh: '用空格分开。广告按标签找人。', en: 'Separated by blanks. Offers use them to find people.' },
  active: { zh: '上架', en: 'On sale' },
  activeHint: {
    zh: '下架后不展示，也不打广告，旧订单照旧。',
    en: 'When off it is neither shown nor offered; old orders keep it.',
  },
  picture: { zh: '图片', en: 'Picture' },
  choosePicture: { zh: '选一张图片', en: 'Choose a picture' },
  pictureHint: { zh: 'PNG、JPEG、WebP 或 SVG，最大 2 MB。', en: 'PNG, JPEG, WebP or SVG, up to 2 MB.' },
  badPicture: { zh: '这不是能用的图片，或超过 2 MB。', en: 'Not a picture that can be used, or over 2 MB.' },
  url: { zh: '在你自己网站上的网址', en: 'Its address on your own website' },
  urlHint: {
    zh: '点广告就到那里。空着，就到本店的商品页。',
    en: 'Clicks lead there; without it, to the page in this shop.',
  },
  save: { zh: '保存商品', en: 'Save the product' },
  saving: { zh: '正在保存…', en: 'Saving…' },
  saved: { zh: '{name} 存好了', en: '{name} is saved' },
  readOnly: {
    zh: '改商品要营销角色，请负责人加。',
    en: 'Changing products needs the marketer role; ask the owner for it.',
  },
  lies: { zh: '放在哪', en: 'Where it lies' },
  label: { zh: '打标签', en: 'Label' },
  nowhere: { zh: '一件也没有。收货后，这里有货位。', en: 'None here. Its bins stand here once goods are received.' },
  summary: { zh: '一共 {all} 件，{reserved} 件已被订走', en: '{all} here, {reserved} of them promised' },
  waiting: { zh: '{n} 等拣', en: '{n} to be picked' },
})

interface Draft {
  readonly sku: string
  readonly titleZh: string
  readonly titleEn: string
  readonly textZh: string
  readonly textEn: string
  readonly categoryId: string
  readonly price: string
  readonly cost: string
  readonly barcode: string
  readonly weight: string
  readonly tags: string
  readonly url: string
  readonly isActive: boolean
  readonly picture: string | null
}
interface Holding {
  readonly onHand: number
  readonly reserved: number
  readonly bins: readonly { readonly bin: string; readonly onHand: number; readonly allocated: number }[]
}

const EMPTY: Draft = {
  sku: '',
  titleZh: '',
  titleEn: '',
  textZh: '',
  textEn: '',
  categoryId: 'other',
  price: '',
  cost: '',
  barcode: '',
  weight: '',
  tags: '',
  url: '',
  isActive: true,
  picture: null,
}
const PICTURE_TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/svg+xml']
const PICTURE_BYTES = 2_097_152

/** Minor units as somebody would type them. */
function typed({ amount, currency: inCurrency }: Money): string {
  const digits = minorDigits(inCurrency)
  return (amount / 10 ** digits).toFixed(amount % 10 ** digits === 0 ? 0 : digits)
}

function draftOf(p: ProductRow, cost: number | null): Draft {
  return {
    sku: p.sku,
    titleZh: p.title.zh,
    titleEn: p.title.en,
    textZh: p.text.zh,
    textEn: p.text.en,
    categoryId: p.category.id,
    price: typed(p.price),
    cost: cost === null ? '' : typed({ amount: cost, currency: p.price.currency }),
    barcode: p.barcode ?? '',
    weight: p.weightGrams === 0 ? '' : String(p.weightGrams),
    tags: p.tags.join(' '),
    url: p.url ?? '',
    isActive: p.state === 'active',
    picture: p.picture,
  }
}

/** One product in a drawer: what it is, what it costs, how it looks, and where it lies. */
export function ProductSheet(props: { sku: string | null; onClose: () => void; onDone: (said: string) => void }) {
  const { sku } = props
  const draft = useSignal<Draft | null>(sku === null ? EMPTY : null)
  // A price in another currency could never be paid: saving makes it the shop's.
  const price = currency()
  const file = useSignal<File | null>(null)
  const faults = useSignal<Readonly<Record<string, string>>>({})
  const lost = useSignal<Trouble | null>(null)
  const { busy, trouble, run } = useAction()
  const mayWrite = canDo('marketer')
  useEffect(() => {
    if (sku === null) return
    const path = `/v1/console/products/${encodeURIComponent(sku)}`
    const cost = mayWrite ? api<{ amount: number | null }>('GET', `${path}/cost`) : Promise.resolve({ amount: null })
    Promise.all([api<ProductRow>('GET', path), cost]).then(
      ([found, { amount }]) => {
        draft.value = draftOf(found, amount)
      },
      (error) => {
        lost.value = troubleOf(error)
      },
    )
  }, [sku, draft, lost])
  const now = draft.value
  const set = (change: Partial<Draft>) => {
    if (draft.value !== null) draft.value = { ...draft.value, ...change }
    faults.value = {}
  }
  const save = (event: Event) => {
    event.preventDefault()
    if (now === null || !mayWrite) return
    const read = readDraft(now, price)
    faults.value = read.faults
    if (Object.keys(read.faults).length > 0) return
    void run(async () => {
      await write(sku, read.body, file.value)
      const path = `/v1/console/products/${encodeURIComponent(read.body.sku)}/cost`
      await api('PUT', path, { amount: read.cost })
      props.onDone(t('saved', { name: inLang(read.body.title) || read.body.title.zh }))
    })
  }
  /** A fault the server found in a field, where it stands; elsewhere it stands above the button. */
  const fault = (field: string): string | null => {
    const said = trouble.value
    return faults.value[field] ?? (said?.field?.split('/')[0] === field ? `${said.title} ${said.next}` : null)
  }
  const isPlaced = FIELDS.includes(trouble.value?.field?.split('/')[0] ?? '')
  const form = { draft: now ?? EMPTY, fault, set }
  return (
    <Sheet
      title={
        now === null || sku === null ? t('add') : inLang({ zh: now.titleZh, en: now.titleEn }) || now.titleZh || sku
      }
      onClose={props.onClose}
    >
      <Note trouble={lost.value} />
      {now !== null && (
        <form class="sform" onSubmit={save}>
          {!mayWrite && <p class="t2">{t('readOnly')}</p>}
          <PictureField draft={now} file={file.value} error={fault('picture')} onChange={(f) => (file.value = f)} />
          {sku !== null && <Where sku={sku} />}
          <NameFields {...form} isNew={sku === null} />
          <GoodsFields {...form} currency={price} hasCost={mayWrite} />
          <TextFields {...form} />
          <div class="switchrow">
            <div>
              <b>{t('active')}</b>
              <p>{t('activeHint')}</p>
            </div>
            <Switch on={now.isActive} label={t('active')} onChange={(isActive) => set({ isActive })} />
          </div>
          {mayWrite && (
            <div class="savebar">
              <Note trouble={isPlaced ? null : trouble.value} />
              <button type="submit" class="btn ink" aria-busy={busy.value}>
                {busy.value ? t('saving') : t('save')}
              </button>
            </div>
          )}
        </form>
      )}
    </Sheet>
  )
}

/** What the groups of fields share: the draft, what is wrong with a field, and how it changes. */
interface FormProps {
  readonly draft: Draft
  readonly fault: (field: string) => string | null
  readonly set: (change: Partial<Draft>) => void
}

/** Fields that show a fault of their own. */
const FIELDS: readonly string[] = [
  'sku',
  'title',
  'text',
  'price',
  'cost',
  'barcode',
  'weightGrams',
  'tags',
  'url',
  'picture',
]

function NameFields({ draft, fault, set, isNew }: FormProps & { isNew: boolean }) {
  return (
    <>
      {isNew && (
        <Field
          label={t('sku')}
          name="sku"
          value={draft.sku}
          hint={t('skuHint')}
          error={fault('sku')}
          onInput={(v) => set({ sku: v })}
        />
      )}
      <Field
        label={t('titleZh')}
        name="titleZh"
        value={draft.titleZh}
        error={fault('title')}
        onInput={(v) => set({ titleZh: v })}
      />
      <Field label={t('titleEn')} name="titleEn" optional value={draft.titleEn} onInput={(v) => set({ titleEn: v })} />
    </>
  )
}

function GoodsFields(props: FormProps & { currency: string; hasCost: boolean }) {
  const { draft, fault, set, currency: inCurrency } = props
  return (
    <>
      <div class="two">
        <Field
          label={t('price', { currency: inCurrency })}
          name="price"
          inputMode="decimal"
          value={draft.price}
          error={fault('price')}
          onInput={(v) => set({ price: v })}
        />
        <Field
          label={t('weight')}
          name="weightGrams"
          optional
          inputMode="numeric"
          value={draft.weight}
          error={fault('weightGrams')}
          onInput={(v) => set({ weight: v })}
        />
      </div>
      {props.hasCost && (
        <Field
          label={t('cost', { currency: inCurrency })}
          name="cost"
          optional
          inputMode="decimal"
          value={draft.cost}
          hint={t('costHint')}
          error={fault('cost')}
          onInput={(v) => set({ cost: v })}
        />
      )}
      <Choice
        label={t('category')}
        value={draft.categoryId}
        options={categories.value.map((c) => ({
          value: c.id,
          label: `${'　'.repeat(c.id.split('/').length - 1)}${inLang(c.label)}`,
        }))}
        onChange={(v) => set({ categoryId: v })}
      />
      <Field
        label={t('barcode')}
        name="barcode"
        optional
        inputMode="numeric"
        value={draft.barcode}
        hint={t('barcodeHint')}
        error={fault('barcode')}
        onInput={(v) => set({ barcode: v })}
      />
    </>
  )
}

function TextFields({ draft, fault, set }: FormProps) {
  return (
    <>
      <Field
        label={t('textZh')}
        name="textZh"
        optional
        rows={3}
        value={draft.textZh}
        error={fault('text')}
        onInput={(v) => set({ textZh: v })}
      />
      <Field
        label={t('textEn')}
        name="textEn"
        optional
        rows={3}
        value={draft.textEn}
        onInput={(v) => set({ textEn: v })}
      />
      <Field
        label={t('tags')}
        name="tags"
        optional
        value={draft.tags}
        hint={t('tagsHint')}
        error={fault('tags')}
        onInput={(v) => set({ tags: v })}
      />
      <Field
        label={t('url')}
        name="url"
        type="url"
        optional
        value={draft.url}
        hint={t('urlHint')}
        error={fault('url')}
        onInput={(v) => set({ url: v })}
      />
    </>
  )
}

/** The draft as the server takes it, and what is wrong with it before it is asked. */
function readDraft(draft: Draft, inCurrency: string) {
  const amount = parseMinor(draft.price, inCurrency)
  const weightGrams = draft.weight.trim() === '' ? 0 : Number(draft.weight)
  const faults: Record<string, string> = {}
  if (draft.sku.trim() === '') faults.sku = t('skuNeeded')
  if (draft.titleZh.trim() === '' && draft.titleEn.trim() === '') faults.title = t('oneName')
  if (amount === null || amount < 0) faults.price = t('badPrice')
  const cost = draft.cost.trim() === '' ? null : parseMinor(draft.cost, inCurrency)
  if (draft.cost.trim() !== '' && (cost === null || cost < 0)) faults.cost = t('badCost')
  if (!Number.isInteger(weightGrams) || weightGrams < 0) faults.weightGrams = t('badWeight')
  const pair = (zh: string, en: string) => ({ zh: zh.trim() || en.trim(), en: en.trim() || zh.trim() })
  return {
    faults,
    cost,
    body: {
      sku: draft.sku.trim(),
      barcode: draft.barcode.trim() || null,
      title: pair(draft.titleZh, draft.titleEn),
      text: pair(draft.textZh, draft.textEn),
      categoryId: draft.categoryId,
      price: { amount: amount ?? 0, currency: inCurrency },
      picture: draft.picture,
      tags: draft.tags.split(/[\s,，、]+/).filter((tag) => tag !== ''),
      url: draft.url.trim() || null,
      weightGrams,
      state: draft.isActive ? 'active' : 'hidden',
    },
  }
}

async function write(sku: string | null, body: ReturnType<typeof readDraft>['body'], file: File | null): Promise<void> {
  if (sku === null) await api('POST', '/v1/console/products', body)
  if (file !== null) {
    await sendPicture(body.sku, file)
    await api('PUT', `/v1/console/products/${encodeURIComponent(body.sku)}`, {
      ...body,
      picture: pictureAddress(body.sku, Date.now()),
    })
  } else if (sku !== null) await api('PUT', `/v1/console/products/${encodeURIComponent(sku)}`, body)
}

/** Pictures go as they are; the body is the file. @throws ApiProblem */
async function sendPicture(sku: string, file: File): Promise<void> {
  const answer = await fetch(`${BASE}/v1/console/products/${encodeURIComponent(sku)}/picture`, {
    method: 'PUT',
    headers: { 'x-tuidan': '1', 'content-type': file.type, 'accept-language': lang.value },
    body: file,
  })
  if (!answer.ok) throw new ApiProblem(await answer.json().catch(() => ({})), answer.status)
}

function PictureField(props: {
  draft: Draft
  file: File | null
  error: string | null
  onChange: (file: File | null) => void
}) {
  const { file } = props
  const url = useSignal<string | null>(null)
  const isBad = useSignal(false)
  useEffect(() => {
    if (file === null) return
    const made = URL.createObjectURL(file)
    url.value = made
    return () => URL.revokeObjectURL(made)
  }, [file, url])
  const src = url.value ?? (props.draft.picture === null ? null : shown(props.draft.picture))
  const take = (chosen: File | undefined) => {
    isBad.value = chosen !== undefined && (!PICTURE_TYPES.includes(chosen.type) || chosen.size > PICTURE_BYTES)
    if (chosen !== undefined && !isBad.value) props.onChange(chosen)
  }
  return (
    <div class="picfield">
      <div class="pic">{src === null ? <Icon name="bag" size={32} /> : <img src={src} alt={t('picture')} />}</div>
      <div>
        <label class="btn small">
          <Icon name="upload" size={18} />
          {t('choosePicture')}
          <input
            class="sr"
            type="file"
            accept={PICTURE_TYPES.join(',')}
            onChange={(e) => take(e.currentTarget.files?.[0])}
          />
        </label>
        <p class={isBad.value || props.error !== null ? 'bad' : ''}>
          {isBad.value ? t('badPicture') : (props.error ?? t('pictureHint'))}
        </p>
      </div>
    </div>
  )
}

function Where({ sku }: { sku: string }) {
  const held = useSignal<Holding | null>(null)
  useEffect(() => {
    api<Holding>('GET', `/v1/console/stock/skus/${encodeURIComponent(sku)}`).then(
      (found) => {
        held.value = found
      },
      () => {
        held.value = null
      },
    )
  }, [sku, held])
  const now = held.value
  if (now === null) return null
  return (
    <section class="wherebox">
      <h3>
        {t('lies')}
        <span class="mono">{sku}</span>
        <a
          class="btn small"
          href={`${BASE}/v1/console/labels/products.pdf?${new URLSearchParams({ skus: sku })}`}
          target="_blank"
          rel="noopener"
        >
          <Icon name="print" size={16} />
          {t('label')}
        </a>
      </h3>
      {now.onHand === 0 ? (
        <p>{t('nowhere')}</p>
      ) : (
        <>
          <p>{t('summary', { all: number(now.onHand), reserved: number(now.reserved) })}</p>
          <ul>
            {now.bins.map((b) => (
              <li key={b.bin} class="binplate travels">
                <b>{b.bin}</b>
                <span>{number(b.onHand)}</span>
                {b.allocated > 0 && <small>{t('waiting', { n: b.allocated })}</small>}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
