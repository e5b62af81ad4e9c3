import { useSignal } from '@preact/signals'
import { api } from '../../kit/api.ts'
import { Field, Note, Sheet, useAction } from '../../kit/parts.tsx'
import { inLang, words } from '../../kit/words.ts'
import { type Floor, KIND_NAMES, takersOf } from './floor-data.ts'
import { ring } from './floor-map.tsx'

const t = words({
  given: { zh: '推给{name}了', en: 'Pushed to {name}' },
  tookBack: { zh: '收回了，会派给下一个人', en: 'Taken back; it goes to the next person' },
  giveTitle: { zh: '{kind} #{number} 派给谁', en: 'Who takes {kind} #{number}' },
  giveHow: {
    zh: '排在上面的最合适。正拿着它的人会收到通知，扫过的都记着。',
    en: 'The best fit stands on top. Whoever holds it now is told; what was scanned is kept.',
  },
  allBusy: {
    zh: '能做的人手上都有活。收回这份，谁先空就给谁。',
    en: 'Everybody who could has work in hand. Take this back, and it goes to whoever is free first.',
  },
  nobodyElse: {
    zh: '上岗的人里没有别人做{role}。请人上岗，或在作业员页加角色。',
    en: 'Nobody else on shift does {role}. Ask somebody to go on shift, or add the role under Workers.',
  },
  busyWith: { zh: '手上有 #{number}，做完才空', en: 'busy with #{number}' },
  isFree: { zh: '空着', en: 'free' },
  outside: { zh: '不在他的区', en: 'not their zone' },
  metres: { zh: '{m} 米', en: '{m} m' },
  give: { zh: '派给他', en: 'Give' },
  allow: { zh: '让他跨区', en: 'Let them cross' },
  reason: { zh: '为什么', en: 'Why' },
  reasonHint: { zh: '接活的人和订单的经过里都看得到。', en: 'The worker reads it, and it stays in the order’s story.' },
  usual: { zh: '主管改派', en: 'The supervisor’s choice' },
  noReason: { zh: '写一句原因，或点一个现成的。', en: 'Write a reason, or press a ready one.' },
  takeTitle: { zh: '收回 #{number}', en: 'Take #{number} back' },
  takeHow: {
    zh: '{name}会收到通知，扫过的都记着，活马上派给下一个人。',
    en: '{name} is told, what was scanned is kept, and the work goes to the next person at once.',
  },
  takeBack: { zh: '收回这份活', en: 'Take it back' },
  working: { zh: '正在收回…', en: 'Taking back…' },
})

/** Reasons that are said most. */
const REASONS = [
  { zh: '要先做急的', en: 'Something urgent first' },
  { zh: '人走开了', en: 'Away from the floor' },
  { zh: '手机坏了', en: 'Phone broken' },
] as const

/** Gives a task to somebody, across zones when need be. @returns what to say of it @throws ApiProblem */
export async function giveTask(
  taskId: string,
  worker: { readonly id: string; readonly name: string },
  reason: string,
): Promise<string> {
  await api('POST', `/v1/console/tasks/${taskId}/assign`, { staffId: worker.id, outOfZone: true, reason })
  return t('given', { name: worker.name })
}

interface SheetProps {
  readonly floor: Floor
  readonly taskId: string
  readonly onClose: () => void
  readonly onDone: (said: string | null) => void
}

/** Gives a task to somebody by hand: all who could, the best on top; crossing zones is said before it is done. */
export function AssignSheet(props: SheetProps) {
  const reason = useSignal(t('usual'))
  const { floor } = props
  const { busy, trouble, run } = useAction()
  const task = floor.tasks.find((one) => one.id === props.taskId)
  if (task === undefined) return null
  const kind = inLang(KIND_NAMES[task.kind])
  const takers = takersOf(floor, task)
  const isAnyFree = takers.some(({ worker }) => !floor.tasks.some((one) => one.workerId === worker.id))
  return (
    <Sheet title={t('giveTitle', { kind, number: task.number })} onClose={props.onClose}>
      <p class="t2 lead">
        {takers.length === 0 ? t('nobodyElse', { role: kind }) : t(isAnyFree ? 'giveHow' : 'allBusy')}
      </p>
      {isAnyFree && (
        <Field
          label={t('reason')}
          name="reason"
          value={reason.value}
          hint={t('reasonHint')}
          onInput={(v) => (reason.value = v)}
        />
      )}
      <Note trouble={trouble.value} />
      <ul class="takers">
        {takers.map(({ worker, inZone, metres }) => {
          const own = floor.tasks.find((one) => one.workerId === worker.id)
          const facts = [
            own === undefined ? t('isFree') : t('busyWith', { number: own.number }),
            ...(inZone ? [] : [t('outside')]),
            ...(metres > 0 ? [t('metres', { m: metres })] : []),
          ]
          return (
            <li key={worker.id}>
              <i class="ringb">{ring(worker.name)}</i>
              <div>
                <b>{worker.name}</b>
                <span>{facts.join(inLang({ zh: '，', en: ', ' }))}</span>
              </div>
              {own === undefined && (
                <button
                  type="button"
                  class="btn small"
                  aria-busy={busy.value}
                  onClick={() =>
                    void run(async () => {
                      props.onDone(await giveTask(task.id, worker, reason.value.trim() || t('usual')))
                    })
                  }
                >
                  {t(inZone ? 'give' : 'allow')}
                </button>
              )}
            </li>
          )
        })}
      </ul>
    </Sheet>
  )
}

/** Takes a task back from whoever has it, with the reason. */
export function TakeBackSheet(props: SheetProps) {
  const { floor } = props
  const reason = useSignal('')
  const missing = useSignal(false)
  const { busy, trouble, run } = useAction()
  const task = floor.tasks.find((one) => one.id === props.taskId)
  if (task === undefined) return null
  const name = floor.workers.find((w) => w.id === task.workerId)?.name ?? ''
  const act = (event: Event) => {
    event.preventDefault()
    missing.value = reason.value.trim() === ''
    if (missing.value) return
    void run(async () => {
      await api('POST', `/v1/console/tasks/${task.id}/take-back`, { reason: reason.value.trim() })
      props.onDone(t('tookBack'))
    })
  }
  return (
    <Sheet title={t('takeTitle', { number: task.number })} onClose={props.onClose}>
      <form class="sform" onSubmit={act}>
        <p class="t2">{t('takeHow', { name })}</p>
        <div class="quickwords">
          {REASONS.map((r) => (
            <button key={r.en} type="button" class="btn quiet small" onClick={() => (reason.value = inLang(r))}>
              {inLang(r)}
            </button>
          ))}
        </div>
        <Field
          label={t('reason')}
          name="reason"
          value={reason.value}
          hint={t('reasonHint')}
          error={missing.value ? t('noReason') : null}
          onInput={(v) => {
            reason.value = v
            missing.value = false
          }}
        />
        <Note trouble={trouble.value} />
        <button type="submit" class="btn ink" aria-busy={busy.value}>
          {busy.value ? t('working') : t('takeBack')}
        </button>
      </form>
    </Sheet>
  )
}
