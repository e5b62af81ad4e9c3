import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Text } from '../../src/base/i18n.ts'
import { formatMoney, type Money } from '../../src/base/money.ts'
import { api } from '../kit/api.ts'
import { Icon } from '../kit/icons.tsx'
import { newKey } from '../kit/key.ts'
import { Empty, Field, Note, type Trouble, useAction } from '../kit/parts.tsx'
import { go } from '../kit/route.ts'
import { inLang, lang } from '../kit/words.ts'
import { rememberOrder } from './device-orders.ts'
import { type BagLine, bag, bagTotal, emptyBag, HOME, SITE_API, setQty, signedIn, site } from './shop-state.ts'
import { t } from './words.ts'

const total = () => formatMoney({ amount: bagTotal.value, currency: site.value!.currency }, lang.value)

/** The bag: what is in it, how many, and the way on. */
export function Bag() {
  useEffect(() => {
    document.title = `${t('bag')} · ${inLang(site.value!.name)}`
  }, [])
  if (bag.value.length === 0)
    return (
      <Empty icon="bag" text={t('bagEmpty')}>
        <a class="btn" href={`${HOME}/`}>
          {t('toGoods')}
        </a>
      </Empty>
    )
  return (
    <div class="narrow">
      <h1>{t('bag')}</h1>
      <ul class="bag card">
        {bag.value.map((line) => (
          <Line key={line.sku} line={line} />
        ))}
      </ul>
      <p class="sum">
        {t('total')}
        <b class="num">{total()}</b>
      </p>
      <a class="btn next wide" href={`${HOME}/checkout`}>
        {t('checkout')}
      </a>
    </div>
  )
}

function Line({ line }: { line: BagLine }) {
  const title = inLang(line.title)
  return (
    <li>
      <span class="pic">
        {line.picture ? <img src={line.picture} alt="" width="72" height="72" /> : <Icon name="bag" size={28} />}
      </span>
      <a href={`${HOME}/p/${encodeURIComponent(line.sku)}`}>{title}</a>
      <span class="price num">{formatMoney(line.price, lang.value)}</span>
      <span class="count">
        <button
          type="button"
          class="iconbtn"
          aria-label={`${t('less')}: ${title}`}
          onClick={() => setQty(line, line.qty - 1)}
        >
          <Icon name="minus" size={18} />
        </button>
        <b class="num">{line.qty}</b>
        <button
          type="button"
          class="iconbtn"
          aria-label={`${t('oneMore')}: ${title}`}
          onClick={() => setQty(line, line.qty + 1)}
        >
          <Icon name="plus" size={18} />
        </button>
      </span>
    </li>
  )
}

interface Payment {
  readonly id: string
  readonly name: Text
}
interface Placed {
  readonly order: {
    readonly id: string
    readonly key: string
    readonly total: Money
    readonly payment: { readonly payUrl: string | null }
  }
}

/** What is said at each field: every fault the server found, else the one it named. */
function faultsOf(trouble: Trouble | null): Partial<Record<FieldName, string>> {
  const all = trouble?.errors ?? []
  const named = trouble?.field != null && all.length === 0 ? [{ field: trouble.field, text: trouble.title }] : all
  return Object.fromEntries(
    named.flatMap(({ field, text }) => (field in FIELDS ? [[FIELDS[field as Path], text]] : [])),
  )
}

/** Field of the form for each field the server may find wrong. */
const FIELDS = {
  'receiver/name': 'name',
  'receiver/phone': 'phone',
  'address/province': 'province',
  'address/city': 'city',
  'address/district': 'district',
  'address/street': 'street',
  note: 'note',
} as const
type Path = keyof typeof FIELDS
type FieldName = (typeof FIELDS)[Path]

type Form = Readonly<Record<FieldName, string>>

/** The order as the server takes it. */
function orderBody({ name, phone, note, ...address }: Form, method: string) {
  const offerToken = window.tuidan?.offerToken?.() ?? null
  return {
    lines: bag.value.map(({ sku, qty }) => ({ sku, qty })),
    receiver: { name, phone },
    address: Object.fromEntries(Object.entries(address).filter(([, v]) => v.trim() !== '')),
    payment: { method },
    currency: site.value!.currency,
    ...(note.trim() === '' ? {} : { note }),
    ...(offerToken === null ? {} : { offerToken }),
  }
}

/** Places it, empties the bag, and leads to the payment or to the order. */
async function send(body: object, key: string): Promise<void> {
  const { order } = await api<Placed>('POST', `${SITE_API}/orders`, body, 2, { 'idempotency-key': key })
  emptyBag()
  // With an account it stands there; a device that others use need not know of it.
  if (!signedIn.value) rememberOrder({ id: order.id, key: order.key })
  if (order.payment.payUrl !== null) location.assign(order.payment.payUrl)
  else go(`${HOME}/orders/${order.id}?key=${encodeURIComponent(order.key)}`)
}

/** Receiver, address, payment; one order, however often the button is pressed or the network fails. */
export function Checkout() {
  const form = useSignal<Form>({
    name: '',
    phone: '',
    province: '',
    city: '',
    district: '',
    street: '',
    note: '',
  })
  const payments = useSignal<readonly Payment[]>([])
  const method = useSignal('cod')
  // A body that changed is another order; the same body under the same key is the same one.
  const attempt = useSignal({ key: newKey(), body: '' })
  const faults = useSignal<Partial<Record<FieldName, string>>>({})
  const box = useRef<HTMLFormElement>(null)
  const { busy, trouble, run } = useAction()
  useEffect(() => {
    document.title = `${t('checkout')} · ${inLang(site.value!.name)}`
    api<{ items: Payment[] }>('GET', `${SITE_API}/payments`).then(
      ({ items }) => {
        payments.value = items
        method.value = items[0]?.id ?? 'cod'
      },
      () => {},
    )
  }, [])
  if (bag.value.length === 0 && !busy.value) return <Bag />

  const place = async (event: Event) => {
    event.preventDefault()
    const body = orderBody(form.value, method.value)
    const text = JSON.stringify(body)
    if (attempt.value.body !== text)
      attempt.value = { key: attempt.value.body === '' ? attempt.value.key : newKey(), body: text }
    await run(() => send(body, attempt.value.key))
    faults.value = faultsOf(trouble.value)
    if (Object.keys(faults.value).length === 0) return
    // Whoever pressed the button far below is taken to the first field to mend.
    await new Promise(requestAnimationFrame)
    box.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus()
  }
  const field = (name: FieldName, more: object = {}) => (
    <Field
      name={name}
      label={t(name === 'name' ? 'receiver' : name)}
      value={form.value[name]}
      error={faults.value[name] ?? null}
      onInput={(value) => {
        form.value = { ...form.value, [name]: value }
        if (faults.value[name] !== undefined) faults.value = { ...faults.value, [name]: undefined }
      }}
      {...more}
    />
  )
  const areAtFields = Object.keys(faultsOf(trouble.value)).length > 0
  return (
    <form ref={box} class="narrow checkout" onSubmit={(e) => void place(e)} noValidate>
      <h1>{t('checkout')}</h1>
      <div class="two">
        {field('name', { autocomplete: 'name' })}
        {field('phone', { autocomplete: 'tel', inputMode: 'tel', type: 'tel' })}
      </div>
      <div class="three">
        {field('province', { autocomplete: 'address-level1' })}
        {field('city', { autocomplete: 'address-level2' })}
        {field('district', { autocomplete: 'address-level3', optional: true })}
      </div>
      {field('street', { autocomplete: 'street-address' })}
      {field('note', { optional: true })}
      <fieldset class="pay">
        <legend>{t('howToPay')}</legend>
        {payments.value.map((p) => (
          <label key={p.id}>
            <input
              type="radio"
              name="payment"
              checked={method.value === p.id}
              onChange={() => {
                method.value = p.id
              }}
            />
            {inLang(p.name)}
          </label>
        ))}
      </fieldset>
      <p class="hint">{t('onlyForOrder')}</p>
      {!areAtFields && <Note trouble={trouble.value} />}
      <button type="submit" class="btn next wide" aria-busy={busy.value}>
        {busy.value ? t('placing') : t('place', { total: total() })}
      </button>
    </form>
  )
}
