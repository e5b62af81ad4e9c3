import { useSignal } from '@preact/signals'
import { FORMATS, type Format } from '../../../src/offers/creative.ts'
import { api } from '../../kit/api.ts'
import { Icon } from '../../kit/icons.tsx'
import { Empty, Field, Note, Sheet, useAction } from '../../kit/parts.tsx'
import { lang, words } from '../../kit/words.ts'
import { HOME } from '../session.ts'
import { Copy, useLoad, Waiting } from './shop-kit.tsx'

const t = words({
  back: { zh: '投放计划', en: 'Campaigns' },
  title: { zh: '广告位', en: 'Slots' },
  how: {
    zh: '页面上放广告的地方。这里没写的，放什么由页面自己说。',
    en: 'Places for offers on your pages. What is not written here takes what its page asks for.',
  },
  add: { zh: '加一个广告位', en: 'Add a slot' },
  none: {
    zh: '还没有写下广告位。加一个，说它能放什么，再把那行代码贴进页面。',
    en: 'No slot is written down. Add one, say what it takes, and paste its line into your page.',
  },
  name: { zh: '名字', en: 'Name' },
  id: { zh: '代号', en: 'Key' },
  idHint: { zh: '页面里用的，如 side；定了就不改', en: 'Used in the page, such as side; it stays' },
  takes: { zh: '能放', en: 'Takes' },
  card: { zh: '卡片', en: 'Card' },
  carousel: { zh: '轮播', en: 'Carousel' },
  banner: { zh: '横幅', en: 'Banner' },
  text: { zh: '文字', en: 'Text' },
  snippet: { zh: '贴进页面', en: 'For your page' },
  change: { zh: '改', en: 'Change' },
  changeIt: { zh: '改“{name}”', en: 'Change {name}' },
  drop: { zh: '删掉', en: 'Delete' },
  save: { zh: '保存', en: 'Save' },
  saving: { zh: '正在保存…', en: 'Saving…' },
  idNeeded: { zh: '写一个代号。', en: 'Enter a key.' },
  nameNeeded: { zh: '写一个名字。', en: 'Enter a name.' },
  oneFormat: { zh: '至少选一样。', en: 'Choose one at least.' },
})

interface Slot {
  readonly id: string
  readonly name: string
  readonly formats: readonly Format[]
}

/** The places on the merchant's pages, what each takes, and the line for the page. */
export function Slots() {
  const { data, trouble, again } = useLoad<{ items: Slot[] }>('/v1/console/slots')
  const open = useSignal<Slot | 'new' | null>(null)
  const items = data.value?.items
  const add = (
    <button
      type="button"
      class="btn"
      onClick={() => {
        open.value = 'new'
      }}
    >
      <Icon name="plus" size={18} />
      {t('add')}
    </button>
  )
  return (
    <div class="leaf">
      <a class="backlink" href={`${HOME}/campaigns`}>
        <Icon name="back" size={16} />
        {t('back')}
      </a>
      <header class="head">
        <h1>{t('title')}</h1>
        <span class="push">{items !== undefined && items.length > 0 && add}</span>
      </header>
      <p class="fact">{t('how')}</p>
      <Note trouble={trouble.value} />
      {items === undefined && trouble.value === null && <Waiting />}
      {items?.length === 0 && (
        <section class="card">
          <Empty icon="megaphone" text={t('none')}>
            {add}
          </Empty>
        </section>
      )}
      {items !== undefined && items.length > 0 && (
        <section class="card scrolls">
          <table class="table fold">
            <thead>
              <tr>
                <th>{t('name')}</th>
                <th>{t('takes')}</th>
                <th>{t('snippet')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {items.map((slot) => (
                <tr key={slot.id}>
                  <td class="lead">
                    <b>{slot.name}</b> <small class="mono muted">{slot.id}</small>
                  </td>
                  <td data-l={t('takes')}>
                    {slot.formats.map((format) => t(format)).join(lang.value === 'zh' ? '、' : ', ')}
                  </td>
                  <td data-l={t('snippet')}>
                    <Copy text={`<div data-tuidan-slot="${attribute(slot.id)}"></div>`} label={slot.name} />
                  </td>
                  <td class="r act">
                    <button
                      type="button"
                      class="btn small"
                      aria-label={t('changeIt', { name: slot.name })}
                      onClick={() => {
                        open.value = slot
                      }}
                    >
                      {t('change')}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {open.value !== null && (
        <SlotSheet
          slot={open.value === 'new' ? null : open.value}
          onClose={() => {
            open.value = null
          }}
          onDone={again}
        />
      )}
    </div>
  )
}

const attribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')

function SlotSheet(props: { slot: Slot | null; onClose: () => void; onDone: () => void }) {
  const { slot } = props
  const id = useSignal(slot?.id ?? '')
  const name = useSignal(slot?.name ?? '')
  const formats = useSignal<readonly Format[]>(slot?.formats ?? ['card'])
  const fault = useSignal<'id' | 'name' | 'formats' | null>(null)
  const { busy, trouble, run } = useAction()
  const path = () => `/v1/console/slots/${encodeURIComponent(id.value.trim())}`
  const close = (isDone: boolean) => {
    if (!isDone) return
    props.onDone()
    props.onClose()
  }
  const save = async (event: Event) => {
    event.preventDefault()
    fault.value =
      id.value.trim() === '' ? 'id' : name.value.trim() === '' ? 'name' : formats.value.length === 0 ? 'formats' : null
    if (fault.value !== null) return
    close(await run(() => api('PUT', path(), { name: name.value, formats: formats.value })))
  }
  return (
    <Sheet title={slot?.name ?? t('add')} onClose={props.onClose}>
      <form class="sform" onSubmit={(e) => void save(e)}>
        {slot === null && (
          <Field
            label={t('id')}
            name="slot-id"
            value={id.value}
            hint={t('idHint')}
            error={fault.value === 'id' ? t('idNeeded') : null}
            onInput={(v) => {
              id.value = v
            }}
          />
        )}
        <Field
          label={t('name')}
          name="slot-name"
          value={name.value}
          error={fault.value === 'name' ? t('nameNeeded') : null}
          onInput={(v) => {
            name.value = v
          }}
        />
        <fieldset class="weekdays">
          <legend>{t('takes')}</legend>
          {FORMATS.map((format) => {
            const isOn = formats.value.includes(format)
            return (
              <button
                key={format}
                type="button"
                class="sfilter"
                aria-pressed={isOn}
                onClick={() => {
                  formats.value = isOn ? formats.value.filter((one) => one !== format) : [...formats.value, format]
                }}
              >
                {t(format)}
              </button>
            )
          })}
          {fault.value === 'formats' && (
            <p class="error" role="alert">
              {t('oneFormat')}
            </p>
          )}
        </fieldset>
        <Note trouble={trouble.value} />
        <div class="savebar buttons">
          {slot !== null && (
            <button type="button" class="btn quiet" onClick={() => void run(() => api('DELETE', path())).then(close)}>
              {t('drop')}
            </button>
          )}
          <button type="submit" class="btn ink" aria-busy={busy.value}>
            {t(busy.value ? 'saving' : 'save')}
          </button>
        </div>
      </form>
    </Sheet>
  )
}
