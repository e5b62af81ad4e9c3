import { useSignal } from '@preact/signals'
import { leftOf, nextLine, type TaskLine } from '../../src/warehouse/task.ts'
import { readWeight } from '../../src/warehouse/weight.ts'
import { BASE } from '../kit/api.ts'
import { Icon, Shape } from '../kit/icons.tsx'
import { Field, Sheet } from '../kit/parts.tsx'
import { asHead, inLang } from '../kit/words.ts'
import { CodeField } from './code-field.tsx'
import { Picture } from './pick.tsx'
import { Collect, DemoTap, GiveBack, Steps, Why } from './task-parts.tsx'
import { t } from './words.ts'
import { finish, isFinishWaiting, refresh, reportMissing, scan, type Task } from './work.ts'

/** A carton: every piece checked, then closed, then labelled. */
export function Pack({ task: now }: { task: Task }) {
  if (now.step === 'label' && now.parcel !== null) return <Label task={now} parcel={now.parcel} />
  const line = nextLine(now)
  return (
    <div class="stepbox" data-step={line === null ? 'close' : 'goods'} data-sku={line?.sku}>
      <Steps lines={now.lines} now={line?.seq ?? null} />
      {now.cell !== null && (
        <>
          <p class="way">{t('fetch', { cell: now.cell })}</p>
          <div class="plate low">
            <b>{now.cell}</b>
          </div>
        </>
      )}
      <Collect task={now} />
      {line !== null && <p class="way">{t('check')}</p>}
      <ul class="ticks">
        {now.lines.map((l) => {
          const isDone = l.picked + l.short >= l.qty
          return (
            <li key={l.seq} class={isDone ? 'done' : l.seq === line?.seq ? 'now' : ''}>
              <DemoTap code={l.barcode ?? l.sku} what={t('goods')} onTap={scan} isOn={l.seq === line?.seq}>
                <div class="tick">
                  <Picture line={l} />
                  <span>{inLang(l.title)}</span>
                  <b class="num">{isDone ? '' : t('ofLines', { done: l.picked, all: l.qty })}</b>
                  {isDone && <Shape kind="right" size={24} />}
                </div>
              </DemoTap>
            </li>
          )
        })}
      </ul>
      {leftOf(now) > 0 ? (
        <>
          <div class="space" />
          <CodeField
            action={t('scanGoods')}
            verb={t('checkVerb')}
            wanted={t('goodsFirst')}
            onCode={(code) => void scan(code)}
          />
          <div class="pair">
            {line !== null && <Missing line={line} />}
            <GiveBack />
          </div>
        </>
      ) : (
        <CloseBox />
      )}
      <Why task={now} />
    </div>
  )
}

/** Most buttons with a number; beyond them there is one for all that is left. */
const MOST_COUNTS = 3

/** Pieces that did not come to the table, or came broken. */
function Missing({ line }: { line: TaskLine }) {
  const asked = useSignal(false)
  const close = () => {
    asked.value = false
  }
  const left = line.qty - line.picked - line.short
  const counts = Array.from({ length: Math.min(left, MOST_COUNTS) }, (_, i) => i + 1)
  return (
    <>
      <button
        type="button"
        class="btn quiet"
        onClick={() => {
          asked.value = true
        }}
      >
        {t('short')}
      </button>
      {asked.value && (
        <Sheet title={t('short')} onClose={close}>
          <p>{t('missing', { title: inLang(line.title) })}</p>
          <div class="reasons">
            {[...counts, ...(left > MOST_COUNTS ? [left] : [])].map((n) => (
              <button
                key={n}
                type="button"
                class="btn"
                onClick={() => {
                  close()
                  void reportMissing(line.seq, n)
                }}
              >
                {t('shortYes', { n })}
              </button>
            ))}
          </div>
        </Sheet>
      )}
    </>
  )
}

/** The carton is closed; its weight may be told. What cannot be read is said at the field, and nothing is closed. */
function CloseBox() {
  const weight = useSignal('')
  const isSent = useSignal(false)
  if (isFinishWaiting()) return <p class="way">{t('finishWaits')}</p>
  const read = readWeight(weight.value)
  const told = 'grams' in read && read.grams !== null ? t('weightIs', { n: read.grams }) : t('weightHow')
  return (
    <form
      class="closebox"
      onSubmit={(e) => {
        e.preventDefault()
        isSent.value = true
        if ('fault' in read) return
        void finish(read.grams === null ? {} : { weightGrams: read.grams })
      }}
    >
      <Field
        name="weight"
        label={t('weight')}
        optional
        inputMode="decimal"
        autocomplete="off"
        value={weight.value}
        hint={told}
        error={isSent.value && 'fault' in read ? t(read.fault === 'too-heavy' ? 'weightMuch' : 'weightBad') : null}
        onInput={(value) => {
          weight.value = value
          isSent.value = false
        }}
      />
      <div class="space" />
      <button type="submit" class="btn next thumb">
        {t('closeBox')}
      </button>
    </form>
  )
}

/** The label: printed, stuck on, scanned back. Printing again asks why. */
function Label({ task: now, parcel }: { task: Task; parcel: NonNullable<Task['parcel']> }) {
  return (
    <div class="stepbox" data-step={parcel.prints === 0 ? 'print' : 'label'}>
      <p class="way">{asHead(parcel.carrierName)}</p>
      <Collect task={now} />
      <DemoTap code={parcel.number} what={t('label')} onTap={(code) => finish({ code })} isOn={parcel.prints > 0}>
        <div class="plate low">
          <small>{t('parcel')}</small>
          <b class="parcel">{parcel.number}</b>
        </div>
      </DemoTap>
      {parcel.prints > 0 && <Print parcel={parcel} />}
      <div class="space" />
      {parcel.prints === 0 ? (
        <Print parcel={parcel} />
      ) : (
        <CodeField
          action={t('scanLabel')}
          verb={t('labelVerb')}
          wanted={t('labelFirst')}
          onCode={(code) => void finish({ code })}
        />
      )}
      <Why task={now} />
    </div>
  )
}

function Print({ parcel }: { parcel: NonNullable<Task['parcel']> }) {
  const asked = useSignal(false)
  const close = () => {
    asked.value = false
  }
  const address = (reason?: string) =>
    BASE + parcel.labelUrl + (reason === undefined ? '' : `?${new URLSearchParams({ reason })}`)
  // The label opens in the phone's own viewer, which knows its printers; looking again tells how often it was printed.
  const look = () => setTimeout(() => void refresh(), 1_200)
  if (parcel.prints === 0)
    return (
      <a class="btn next thumb" href={address()} target="_blank" rel="noopener" onClick={look}>
        <Icon name="print" />
        {t('printLabel')}
      </a>
    )
  return (
    <>
      <button
        type="button"
        class="btn quiet"
        onClick={() => {
          asked.value = true
        }}
      >
        {t('printAgain')}
      </button>
      {asked.value && (
        <Sheet title={t('printWhy')} onClose={close}>
          <div class="reasons">
            {(['jam', 'faint', 'torn'] as const).map((reason) => (
              <a
                key={reason}
                class="btn"
                href={address(t(reason))}
                target="_blank"
                rel="noopener"
                onClick={() => {
                  close()
                  look()
                }}
              >
                {t(reason)}
              </a>
            ))}
          </div>
        </Sheet>
      )}
    </>
  )
}
