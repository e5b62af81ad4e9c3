import { asHead, inLang } from '../kit/words.ts'
import { CodeField } from './code-field.tsx'
import { Collect, DemoTap, GiveBack, Why } from './task-parts.tsx'
import { t } from './words.ts'
import { dock, finish, handOver, type Task } from './work.ts'

/** One parcel at the dock: its label is scanned, and it is registered as gone out of the floor. */
export function Ship({ task: now }: { task: Task }) {
  return (
    <div class="stepbox" data-step="register">
      {now.parcel && <p class="way">{asHead(now.parcel.carrierName)}</p>}
      <Collect task={now} />
      <DemoTap
        code={now.parcel?.number ?? ''}
        what={t('label')}
        onTap={(code) => finish({ code })}
        isOn={now.parcel !== null}
      >
        <div class="plate low">
          <small>{t('parcel')}</small>
          <b class="parcel">{now.parcel?.number}</b>
        </div>
      </DemoTap>
      <div class="space" />
      <CodeField
        action={t('scanParcel')}
        verb={t('registerVerb')}
        wanted={t('labelFirst')}
        onCode={(code) => void finish({ code })}
      />
      <GiveBack />
      <Why task={now} />
    </div>
  )
}

/** What is registered and waits for its carrier, with the hand-over. */
export function DockList({ isMain }: { isMain: boolean }) {
  if (dock.value.length === 0) return null
  return (
    <section class="dock" aria-label={t('dock')} data-step="dock">
      <p class="t2">{t('dock')}</p>
      {dock.value.map((d, i) => (
        <div key={d.carrier} class="docked">
          <b class="num">{d.count}</b>
          <button
            type="button"
            class={`btn thumb ${isMain && i === 0 ? 'next' : 'quiet'}`}
            onClick={() => void handOver(d.carrier)}
          >
            {t('handOver', { name: inLang(d.name), n: d.count })}
          </button>
        </div>
      ))}
    </section>
  )
}
