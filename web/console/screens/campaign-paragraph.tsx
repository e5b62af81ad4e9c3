import type { ComponentChildren } from 'preact'
import { Shape } from '../../kit/icons.tsx'
import type { Draft } from './campaign-draft.ts'
import { faultText } from './campaign-faults.ts'

/** What every paragraph of the editor gets. */
export interface Part {
  draft: Draft
  set: (change: Partial<Draft>) => void
  fault: string | null
}

/** A paragraph with its head, its hint, and what is wrong in it. */
export function Paragraph(props: {
  head: string
  place: string
  fault: string | null
  also?: readonly string[]
  hint?: string
  children: ComponentChildren
}) {
  const places = [props.place, ...(props.also ?? [])]
  const wrong = places.find((place) => place === props.fault)
  return (
    <section id={`at-${wrong ?? props.place}`}>
      <h2>{props.head}</h2>
      <div>
        {props.children}
        {wrong !== undefined ? (
          <p class="error" role="alert">
            <Shape kind="wrong" />
            {faultText(wrong)}
          </p>
        ) : (
          props.hint !== undefined && <p class="hint">{props.hint}</p>
        )}
      </div>
    </section>
  )
}

/** A choice within a sentence. */
export function Pick<T extends string>(props: {
  label: string
  value: T
  options: readonly (readonly [T, string])[]
  onChange: (value: T) => void
}) {
  return (
    <select
      class="inline"
      aria-label={props.label}
      value={props.value}
      onChange={(e) => props.onChange(e.currentTarget.value as T)}
    >
      {props.options.map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  )
}
