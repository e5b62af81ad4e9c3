import type { Signal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { type Creative, FORMATS, type Format, PLAIN } from '../../../src/offers/creative.ts'
import { Icon } from '../../kit/icons.tsx'
import { words } from '../../kit/words.ts'
import { Paragraph, type Part, Pick } from './campaign-paragraph.tsx'

const t = words({
  words: { zh: '怎么说', en: 'Words' },
  wordsHint: {
    zh: '空着就用商品名和发货的许诺。只写一种语言，另一种也用它。',
    en: 'Empty: the product and when it ships. One language is used for both.',
  },
  headline: { zh: '标题', en: 'Headline' },
  line: { zh: '第二行', en: 'Second line' },
  zh: { zh: '中文', en: 'Chinese' },
  en: { zh: '英文', en: 'English' },
  creatives: { zh: '创意', en: 'Creatives' },
  format: { zh: '样式', en: 'Format' },
  card: { zh: '卡片', en: 'Card' },
  carousel: { zh: '轮播', en: 'Carousel' },
  banner: { zh: '横幅', en: 'Banner' },
  text: { zh: '文字', en: 'Text' },
  add: { zh: '加一个创意', en: 'Add a creative' },
  drop: { zh: '去掉这个创意', en: 'Remove this creative' },
  picture: { zh: '图片', en: 'Picture' },
  pictureHint: { zh: '地址；不写就用商品的图', en: 'An address; empty: the product’s own' },
  insert: { zh: '插入', en: 'Insert' },
  title: { zh: '商品名', en: 'product' },
  price: { zh: '价钱', en: 'price' },
  stock: { zh: '还有几件', en: 'pieces left' },
  promise: { zh: '发货许诺', en: 'promise' },
})

const MOST = 8
const PLACEHOLDERS = ['title', 'price', 'stock', 'promise'] as const

/** What the campaign says in each format: creatives beside each other, one of them in hand. */
export function Words({ draft, set, fault, at }: Part & { at: Signal<number> }) {
  const { creatives } = draft
  const i = Math.min(at.value, creatives.length - 1)
  const creative = creatives[i] ?? PLAIN
  const last = useRef<HTMLInputElement | null>(null)
  const change = (to: Partial<Creative>) => set({ creatives: creatives.with(i, { ...creative, ...to }) })
  const text = (key: 'headline' | 'line', language: 'zh' | 'en') => (
    <input
      class="inline wide"
      lang={language === 'zh' ? 'zh-CN' : 'en'}
      aria-label={`${t(key)}, ${t(language)}`}
      aria-invalid={fault === `creatives/${key}` || undefined}
      placeholder={t(language)}
      value={creative[key][language]}
      data-field={`${key} ${language}`}
      onFocus={(e) => {
        last.current = e.currentTarget
      }}
      onInput={(e) => change({ [key]: { ...creative[key], [language]: e.currentTarget.value } })}
    />
  )
  /** Where the cursor was last, else at the end of the headline. */
  const insert = (name: string) => {
    const input = last.current
    const [key = 'headline', language = 'zh'] = input?.dataset.field?.split(' ') ?? []
    const words = creative[key as 'headline' | 'line']
    const old = words[language as 'zh' | 'en']
    const from = input?.selectionStart ?? old.length
    change({
      [key]: { ...words, [language]: `${old.slice(0, from)}{${name}}${old.slice(input?.selectionEnd ?? from)}` },
    })
    input?.focus()
  }
  const also = ['creatives/line', 'creatives/format', 'creatives/picture']
  return (
    <Paragraph head={t('words')} place="creatives/headline" also={also} fault={fault} hint={t('wordsHint')}>
      <Creatives creatives={creatives} i={i} at={at} set={set} />
      {(['headline', 'line'] as const).map((key) => (
        <div key={key} class="texts">
          <span class="label">{t(key)}</span>
          {text(key, 'zh')}
          {text(key, 'en')}
        </div>
      ))}
      <div class="texts">
        <span class="label">{t('insert')}</span>
        <span class="buttons">
          {PLACEHOLDERS.map((name) => (
            <button key={name} type="button" class="btn small quiet" onClick={() => insert(name)}>
              {t(name)}
            </button>
          ))}
        </span>
      </div>
      {creative.format !== 'text' && (
        <div class="texts">
          <span class="label">{t('picture')}</span>
          <input
            class="inline wide"
            aria-label={t('picture')}
            aria-invalid={fault === 'creatives/picture' || undefined}
            value={creative.picture ?? ''}
            placeholder={t('pictureHint')}
            onInput={(e) => change({ picture: e.currentTarget.value.trim() || null })}
          />
        </div>
      )}
    </Paragraph>
  )
}

/** The creatives beside each other, the format of the one in hand, and one more or less. */
function Creatives(props: { creatives: readonly Creative[]; i: number; at: Signal<number>; set: Part['set'] }) {
  const { creatives, i, at, set } = props
  const creative = creatives[i] ?? PLAIN
  return (
    <>
      <div class="tabs" role="tablist" aria-label={t('creatives')}>
        {creatives.map((one, n) => (
          <button
            key={n}
            type="button"
            role="tab"
            aria-selected={n === i}
            onClick={() => {
              at.value = n
            }}
          >
            {t(one.format)}
          </button>
        ))}
      </div>
      <div class="texts">
        <span class="label">{t('format')}</span>
        <Pick
          label={t('format')}
          value={creative.format}
          options={FORMATS.map((format) => [format, t(format)] as const)}
          onChange={(format: Format) => set({ creatives: creatives.with(i, { ...creative, format }) })}
        />
        <span class="buttons">
          {creatives.length < MOST && (
            <button
              type="button"
              class="btn small"
              onClick={() => {
                const used = creatives.map(({ format }) => format)
                const format = FORMATS.find((one) => !used.includes(one)) ?? 'card'
                set({ creatives: [...creatives, { ...creative, format }] })
                at.value = creatives.length
              }}
            >
              <Icon name="plus" size={16} />
              {t('add')}
            </button>
          )}
          {creatives.length > 1 && (
            <button
              type="button"
              class="btn small quiet"
              onClick={() => {
                set({ creatives: creatives.toSpliced(i, 1) })
                at.value = Math.max(0, i - 1)
              }}
            >
              {t('drop')}
            </button>
          )}
        </span>
      </div>
    </>
  )
}
