import { useSignal } from '@preact/signals'
import { sayRule, sayValue } from '../../../src/matching/rule-said.ts'
import { DAYS, type Field, HOURS, type Leaf, type Rule } from '../../../src/matching/rule-words.ts'
import { Icon } from '../../kit/icons.tsx'
import { lang, words } from '../../kit/words.ts'
import { type Times, timesOf, valuesOf } from './campaign-hours.ts'
import { CategoryPick } from './picks.tsx'

const t = words({
  all: { zh: '全部满足', en: 'all of these' },
  any: { zh: '满足一条就行', en: 'any of these' },
  none: { zh: '一条也不能满足', en: 'none of these' },
  how: { zh: '怎么算满足', en: 'How they hold' },
  field: { zh: '条件', en: 'Condition' },
  add: { zh: '加一条条件', en: 'Add a condition' },
  group: { zh: '加一组', en: 'Add a group' },
  drop: { zh: '去掉这一条', en: 'Remove this condition' },
  dropGroup: { zh: '去掉这一组', en: 'Remove this group' },
  take: { zh: '加上', en: 'Add' },
  remove: { zh: '去掉 {name}', en: 'Remove {name}' },
  days: { zh: '星期', en: 'Days' },
  hours: { zh: '钟点', en: 'Hours' },
  interest: { zh: '喜好', en: 'Interest' },
  pageCategory: { zh: '页面讲', en: 'Page is about' },
  pageWord: { zh: '页面说到', en: 'Page says' },
  place: { zh: '地方', en: 'Place' },
  device: { zh: '设备', en: 'Device' },
  language: { zh: '语言', en: 'Language' },
  hour: { zh: '时间', en: 'Time' },
  visitor: { zh: '来过没有', en: 'New or returning' },
  basket: { zh: '购物袋', en: 'Bag' },
  segment: { zh: '人群', en: 'Segment' },
  slot: { zh: '广告位', en: 'Slot' },
  pageWordHint: { zh: '一个词，如 闷蒸', en: 'a word, such as kettle' },
  placeHint: { zh: '国家或地区代码，如 CN、CN-SH', en: 'a code such as DE or CN-SH' },
  languageHint: { zh: '语言代码，如 zh、en', en: 'a code such as zh or en' },
  basketHint: { zh: '货号或类目', en: 'a SKU or a category' },
  hourHint: { zh: '如 mon-09、mon 或 09', en: 'such as mon-09, mon or 09' },
  segmentHint: { zh: '你的服务器给的名字', en: 'a name your server gives' },
  slotHint: { zh: '广告位的名字', en: 'the name of a slot' },
})

/** In the order in which they are offered; the format follows from the creatives. */
const FIELDS = [
  ...(['pageWord', 'device', 'hour', 'place', 'language', 'visitor', 'basket', 'interest', 'pageCategory'] as const),
  ...(['slot', 'segment'] as const),
] as const satisfies readonly Field[]
type Offered = (typeof FIELDS)[number]

/** What is chosen from; everything else is typed. */
const CHOICES: Partial<Record<Field, readonly string[]>> = {
  device: ['phone', 'tablet', 'desktop'],
  visitor: ['new', 'returning'],
  basket: ['empty', 'any'],
}
/** Groups within groups can be read deeper than they are made. */
const DEEPEST = 3
const OPS = ['all', 'any', 'none'] as const
type Op = (typeof OPS)[number]

const opOf = (rule: Exclude<Rule, Leaf>): Op => ('all' in rule ? 'all' : 'any' in rule ? 'any' : 'none')
const partsOf = (rule: Exclude<Rule, Leaf>): readonly Rule[] =>
  'all' in rule ? rule.all : 'any' in rule ? rule.any : rule.none
const groupOf = (op: Op, parts: readonly Rule[]): Rule =>
  op === 'all' ? { all: parts } : op === 'any' ? { any: parts } : { none: parts }

/** Conditions that all have to hold, each a condition or a group of them, and what they say in a sentence. */
export function RulesEditor(props: {
  rules: readonly Rule[]
  whole: Rule
  onChange: (rules: readonly Rule[]) => void
}) {
  return (
    <div class="rules">
      <Parts parts={props.rules} depth={1} onChange={props.onChange} />
      {props.rules.length > 0 && <p class="hint">{sayRule(props.whole, lang.value)}</p>}
    </div>
  )
}

function Parts(props: { parts: readonly Rule[]; depth: number; onChange: (parts: readonly Rule[]) => void }) {
  const { parts, depth, onChange } = props
  const set = (i: number, rule: Rule | null) =>
    onChange(rule === null ? parts.toSpliced(i, 1) : parts.toSpliced(i, 1, rule))
  return (
    <>
      {parts.length > 0 && (
        <ul>
          {parts.map((part, i) => (
            <li key={i}>
              {'field' in part ? (
                <Condition leaf={part} onChange={(leaf) => set(i, leaf)} />
              ) : (
                <Group rule={part} depth={depth} onChange={(rule) => set(i, rule)} />
              )}
            </li>
          ))}
        </ul>
      )}
      <div class="buttons">
        <button type="button" class="btn small" onClick={() => onChange([...parts, { field: 'pageWord', in: [] }])}>
          <Icon name="plus" size={16} />
          {t('add')}
        </button>
        {depth < DEEPEST && (
          <button
            type="button"
            class="btn small quiet"
            onClick={() => onChange([...parts, { any: [{ field: 'pageWord', in: [] }] }])}
          >
            {t('group')}
          </button>
        )}
      </div>
    </>
  )
}

function Group(props: { rule: Exclude<Rule, Leaf>; depth: number; onChange: (rule: Rule | null) => void }) {
  const { rule, depth, onChange } = props
  return (
    <fieldset class="rulegroup">
      <legend>
        <select
          class="inline"
          aria-label={t('how')}
          value={opOf(rule)}
          onChange={(e) => onChange(groupOf(e.currentTarget.value as Op, partsOf(rule)))}
        >
          {OPS.map((op) => (
            <option key={op} value={op}>
              {t(op)}
            </option>
          ))}
        </select>
        <Drop label={t('dropGroup')} onDrop={() => onChange(null)} />
      </legend>
      <Parts parts={partsOf(rule)} depth={depth + 1} onChange={(parts) => onChange(groupOf(opOf(rule), parts))} />
    </fieldset>
  )
}

const Drop = ({ label, onDrop }: { label: string; onDrop: () => void }) => (
  <button type="button" class="dropit" aria-label={label} title={label} onClick={onDrop}>
    <Icon name="close" size={16} />
  </button>
)

function Condition({ leaf, onChange }: { leaf: Leaf; onChange: (leaf: Leaf | null) => void }) {
  const { field, in: values } = leaf
  const set = (next: readonly string[]) => onChange({ field, in: next })
  return (
    <div class="condition">
      <select
        class="inline"
        aria-label={t('field')}
        value={field}
        onChange={(e) => onChange({ field: e.currentTarget.value as Field, in: [] })}
      >
        {FIELDS.map((one) => (
          <option key={one} value={one}>
            {t(one)}
          </option>
        ))}
        {!(FIELDS as readonly Field[]).includes(field) && <option value={field}>{field}</option>}
      </select>
      <Values field={field} values={values} onChange={set} />
      <Drop label={t('drop')} onDrop={() => onChange(null)} />
    </div>
  )
}

interface ValuesProps {
  readonly field: Field
  readonly values: readonly string[]
  readonly onChange: (values: readonly string[]) => void
}

function Values({ field, values, onChange }: ValuesProps) {
  if (field === 'interest' || field === 'pageCategory') return <CategoryPick value={values} onChange={onChange} />
  const times = field === 'hour' ? timesOf(values) : null
  if (times !== null) return <HourTable times={times} onChange={(next) => onChange(valuesOf(next))} />
  const choices = CHOICES[field] ?? []
  return (
    <div class="picks">
      {choices.length > 0 && <Toggles field={field} all={choices} values={values} onChange={onChange} />}
      {(choices.length === 0 || field === 'basket') && (
        <Typed
          field={field}
          values={values.filter((v) => !choices.includes(v))}
          onChange={(typed) => onChange([...values.filter((v) => choices.includes(v)), ...typed])}
        />
      )}
    </div>
  )
}

function Toggles({ field, all, values, onChange, label }: ValuesProps & { all: readonly string[]; label?: string }) {
  return (
    <fieldset class="toggles" aria-label={label ?? t(field as Offered)}>
      {all.map((value) => {
        const isOn = values.includes(value)
        return (
          <button
            key={value}
            type="button"
            class="sfilter"
            aria-pressed={isOn}
            onClick={() => onChange(isOn ? values.filter((one) => one !== value) : [...values, value])}
          >
            {sayValue(field, value, lang.value)}
          </button>
        )
      })}
    </fieldset>
  )
}

function HourTable({ times, onChange }: { times: Times; onChange: (times: Times) => void }) {
  const { days, hours } = times
  return (
    <div class="picks">
      <Toggles
        field="hour"
        label={t('days')}
        all={DAYS}
        values={days}
        onChange={(next) => onChange({ days: DAYS.filter((d) => next.includes(d)), hours })}
      />
      <Toggles
        field="hour"
        label={t('hours')}
        all={HOURS}
        values={hours}
        onChange={(next) => onChange({ days, hours: HOURS.filter((h) => next.includes(h)) })}
      />
    </div>
  )
}

/** Values that are typed: Enter or a comma takes one. */
function Typed({ field, values, onChange }: ValuesProps) {
  const text = useSignal('')
  const hint = t(`${field}Hint` as 'placeHint')
  const take = () => {
    const typed = text.value.split(/[,，、]/).flatMap((one) => (one.trim() === '' ? [] : [one.trim()]))
    text.value = ''
    if (typed.length > 0) onChange([...new Set([...values, ...typed])])
  }
  return (
    <>
      {values.length > 0 && (
        <ul class="takens">
          {values.map((value) => (
            <li key={value} class="taken">
              {sayValue(field, value, lang.value)}
              <button
                type="button"
                aria-label={t('remove', { name: value })}
                onClick={() => onChange(values.filter((one) => one !== value))}
              >
                <Icon name="close" size={14} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <input
        class="inline wide"
        aria-label={`${t(field as Offered)}: ${hint}`}
        placeholder={hint}
        value={text.value}
        onInput={(e) => {
          text.value = e.currentTarget.value
          if (/[,，、]/.test(text.value)) take()
        }}
        onKeyDown={(e) => {
          if (e.key !== 'Enter' || e.isComposing) return
          e.preventDefault()
          take()
        }}
        onBlur={take}
      />
    </>
  )
}
