import { useSignal } from '@preact/signals'
import type { OrderState } from '../../../src/orders/state.ts'
import { api } from '../../kit/api.ts'
import { Chip, Note, useAction } from '../../kit/parts.tsx'
import { ORDER_KIND } from '../../kit/states.ts'
import { clockTime, number, span, when } from '../../kit/time.ts'
import { inLang, words } from '../../kit/words.ts'
import { HOME } from '../session.ts'
import { stateWord } from '../state-word.ts'
import { type DueOrder, type Floor, type FloorTask, KIND_NAMES, type Matter, mattersOf } from './floor-data.ts'
import { giveTask } from './floor-hand.tsx'
import { ring } from './floor-map.tsx'

const t = words({
  look: { zh: '要你看的', en: 'Needs you' },
  rest: { zh: '其余 {n} 单自己在走', en: '{n} {n|other runs by itself|others run by themselves}' },
  nothing: { zh: '没有要你看的，都在自己走。', en: 'Nothing needs you; everything runs by itself.' },
  more: { zh: '还有 {n} 件', en: '{n} more' },
  fewer: { zh: '收起', en: 'Fewer' },
  assignTo: { zh: '派给{name}', en: 'Give to {name}' },
  choose: { zh: '派给别人', en: 'Give to someone' },
  release: { zh: '恢复处理', en: 'Release' },
  send: { zh: '发有的', en: 'Send what is there' },
  sent: { zh: '好，有的先发', en: 'What is there goes out' },
  open: { zh: '看订单', en: 'See the order' },
  staff: { zh: '去作业员页', en: 'To the workers' },
  released: { zh: '恢复了，仓里马上接着做', en: 'Released; it goes to the floor now' },
  why: { zh: '为什么派给{name}', en: 'Why {name}' },
  candidates: { zh: '当时的 {n} 个人选', en: '{n} candidates' },
  candidate: { zh: '当时只有一个人选', en: 'The only candidate' },
  walk: { zh: '路程', en: 'Walk' },
  waited: { zh: '等了', en: 'Waited' },
  metres: { zh: '{m} 米', en: '{m} m' },
  rule: { zh: '近的先派；每多等 1 分钟，抵 15 米。', en: 'Nearest first; each minute of waiting counts as 15 m.' },
  reassign: { zh: '改派给别人', en: 'Give to someone else' },
  takeBack: { zh: '收回', en: 'Take back' },
  handOnly: { zh: '{kind} #{number}', en: '{kind} #{number}' },
  hand: { zh: '{kind} #{number}，{done} / {all} 行', en: '{kind} #{number}, {done} / {all} {all|line|lines}' },
  answer: { zh: '等他接，{s}', en: 'answer due in {s}' },
  free: { zh: '{name}空着，有活就推。', en: '{name} is free; the next task goes there.' },
  pickSomeone: {
    zh: '点图上的人，看他手上的活和为什么派给他。',
    en: 'Choose a person on the map to see their work, and why it went there.',
  },
  due: { zh: '快到点的订单', en: 'Orders nearest their cut-off' },
  allOrders: { zh: '全部订单', en: 'All orders' },
  noDue: { zh: '没有等着发的订单。', en: 'No order waits to leave.' },
  order: { zh: '订单', en: 'Order' },
  state: { zh: '到哪步', en: 'State' },
  goods: { zh: '货', en: 'Goods' },
  place: { zh: '在谁手上', en: 'Where' },
  left: { zh: '余时', en: 'Left' },
  cutOff: { zh: '截单', en: 'Cut-off' },
  leftBy: { zh: '余 {span}', en: '{span} left' },
  late: { zh: '晚 {span}', en: '{span} late' },
  waitsFor: { zh: '等人接', en: 'waits to be given' },
  cell: { zh: '{kind}，{place} 格', en: '{kind}, cell {place}' },
})

type Done = (said: string | null) => void

const SHOWN = 3

/** What needs a person, each with one proposed action. */
export function Matters(props: { floor: Floor; onAssign: (taskId: string) => void; onDone: Done }) {
  const isOpen = useSignal(false)
  const all = mattersOf(props.floor, Date.parse(props.floor.now))
  const rest = Math.max(0, props.floor.day.open - new Set(all.flatMap((m) => m.orderId ?? [])).size)
  const shown = isOpen.value ? all : all.slice(0, SHOWN)
  return (
    <section class="matters">
      <h2>
        {t('look')}
        {all.length > 0 && <Chip kind="wrong">{number(all.length)}</Chip>}
        <em>{all.length > 0 && rest > 0 && t('rest', { n: number(rest) })}</em>
      </h2>
      {all.length === 0 && <p class="calm">{t('nothing')}</p>}
      {shown.map((matter, i) => (
        <MatterRow key={matter.key} matter={matter} isFirst={i === 0} onAssign={props.onAssign} onDone={props.onDone} />
      ))}
      {all.length > SHOWN && (
        <button
          type="button"
          class="textbtn all"
          aria-expanded={isOpen.value}
          onClick={() => (isOpen.value = !isOpen.value)}
        >
          {isOpen.value ? t('fewer') : t('more', { n: all.length - SHOWN })}
        </button>
      )}
    </section>
  )
}

function MatterRow(props: { matter: Matter; isFirst: boolean; onAssign: (taskId: string) => void; onDone: Done }) {
  const { matter } = props
  const { busy, trouble, run } = useAction()
  const press = props.isFirst ? 'btn small next' : 'btn small'
  const act = (work: () => Promise<string>) =>
    void run(async () => {
      props.onDone(await work())
    })
  return (
    <article class="matter" data-row tabIndex={-1}>
      <div class="l">
        <Chip kind={matter.kind}>{inLang(matter.chip)}</Chip>
        {matter.number !== null && <span class="mono">#{matter.number}</span>}
        {matter.at !== null && <time dateTime={matter.at}>{when(matter.at)}</time>}
      </div>
      <h3>{inLang(matter.title)}</h3>
      <p>{inLang(matter.text)}</p>
      <Note trouble={trouble.value} />
      <div class="a">
        <ProposalButton {...props} press={press} isBusy={busy.value} act={act} />
        {matter.orderId !== null && matter.proposal.do !== 'open' && (
          <a class="btn small" href={`${HOME}/orders/${matter.orderId}`}>
            {t('open')}
          </a>
        )}
      </div>
    </article>
  )
}

function ProposalButton(props: {
  matter: Matter
  press: string
  isBusy: boolean
  onAssign: (taskId: string) => void
  act: (work: () => Promise<string>) => void
}) {
  const { matter, press, act, isBusy } = props
  const { proposal } = matter
  if (proposal.do === 'open')
    return (
      <a class={press} href={`${HOME}/orders/${proposal.orderId}`}>
        {t('open')}
      </a>
    )
  if (proposal.do === 'staff')
    return (
      <a class={press} href={`${HOME}/staff`}>
        {t('staff')}
      </a>
    )
  if (proposal.do === 'choose')
    return (
      <button type="button" class={press} onClick={() => props.onAssign(proposal.taskId)}>
        {t('choose')}
      </button>
    )
  const isAssign = proposal.do === 'assign'
  const work = isAssign
    ? () => giveTask(proposal.taskId, proposal.worker, inLang(matter.title))
    : async () => {
        const isSend = proposal.do === 'send'
        await api('POST', `/v1/console/orders/${proposal.orderId}/${isSend ? 'resume' : 'release'}`)
        return t(isSend ? 'sent' : 'released')
      }
  return (
    <button type="button" class={press} aria-busy={isBusy} onClick={() => act(work)}>
      {isAssign ? t('assignTo', { name: proposal.worker.name }) : t(proposal.do)}
    </button>
  )
}

const doneLines = (task: FloorTask): number => task.lines.filter((l) => l.picked + l.short >= l.qty).length
const handText = (task: FloorTask): string =>
  t(task.lines.length === 0 ? 'handOnly' : 'hand', {
    kind: inLang(KIND_NAMES[task.kind]),
    number: task.number,
    done: doneLines(task),
    all: task.lines.length,
  })

/** Why the chosen person has what they have: everybody who was looked at then, and the rule. */
export function Why(props: {
  floor: Floor
  workerId: string | null
  onAssign: (taskId: string) => void
  onTakeBack: (taskId: string) => void
}) {
  const { floor } = props
  const worker = floor.workers.find((w) => w.id === props.workerId)
  const task = floor.tasks.find((one) => one.workerId === worker?.id)
  if (worker === undefined)
    return (
      <section class="whyb">
        <p>{t('pickSomeone')}</p>
      </section>
    )
  if (task === undefined)
    return (
      <section class="whyb">
        <h3>
          <i>{ring(worker.name)}</i>
          {worker.name}
        </h3>
        <p>{t('free', { name: worker.name })}</p>
      </section>
    )
  const candidates = floor.candidates[task.id] ?? []
  return (
    <section class="whyb">
      <h3>
        <i>{ring(worker.name)}</i>
        {t('why', { name: worker.name })}
      </h3>
      <p>
        {handText(task)}
        {task.state === 'offered' && task.expiresAt !== null && (
          <> · {t('answer', { s: span(Date.parse(task.expiresAt) - Date.parse(floor.now)) })}</>
        )}
      </p>
      {candidates.length > 0 ? (
        <>
          <table>
            <thead>
              <tr>
                <th>{candidates.length === 1 ? t('candidate') : t('candidates', { n: candidates.length })}</th>
                <th>{t('walk')}</th>
                <th>{t('waited')}</th>
              </tr>
            </thead>
            <tbody>
              {candidates.map((c) => (
                <tr key={c.workerId} class={c.workerId === worker.id ? '' : 'no'}>
                  <td>{c.name}</td>
                  <td>{t('metres', { m: c.metres })}</td>
                  <td>{span(c.waitedMs)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {candidates.length > 1 && <p class="rule">{t('rule')}</p>}
        </>
      ) : (
        <ul>
          {task.why.map((w) => (
            <li key={w.en}>{inLang(w)}</li>
          ))}
        </ul>
      )}
      <div class="a">
        <button type="button" class="btn quiet small" onClick={() => props.onAssign(task.id)}>
          {t('reassign')}
        </button>
        <button type="button" class="btn quiet small" onClick={() => props.onTakeBack(task.id)}>
          {t('takeBack')}
        </button>
      </div>
    </section>
  )
}

const SOON_MS = 10 * 60_000
const SHOWN_DUE = 4
/** How much of the way is behind an order in each state, in percent; within picking it grows with the pieces. */
const WAY: Readonly<Partial<Record<OrderState, number>>> = {
  reserved: 0,
  released: 5,
  picking: 10,
  picked: 60,
  packed: 75,
  labelled: 85,
  registered: 95,
}

function shareOf(order: DueOrder): number {
  const picking = order.state === 'picking' ? (50 * order.picked) / Math.max(1, order.pieces) : 0
  return (WAY[order.state] ?? 0) + picking
}

/** Orders that leave next: how far they are, in whose hands, and how much time is left. */
export function Due({ floor }: { floor: Floor }) {
  const now = Date.parse(floor.now)
  return (
    <section class="card due">
      <h2>
        {t('due')}
        <a href={`${HOME}/orders`}>{t('allOrders')}</a>
      </h2>
      {floor.due.length === 0 ? (
        <p class="calm">{t('noDue')}</p>
      ) : (
        <table class="table rows">
          <thead class="sr">
            <tr>
              <th>{t('order')}</th>
              <th>{t('state')}</th>
              <th>{t('goods')}</th>
              <th>{t('place')}</th>
              <th>{t('left')}</th>
              <th class="r">{t('cutOff')}</th>
            </tr>
          </thead>
          <tbody>
            {floor.due.slice(0, SHOWN_DUE).map((o) => {
              const left = Date.parse(o.promiseAt) - now
              const isLate = left < SOON_MS
              const share = shareOf(o)
              return (
                <tr key={o.id}>
                  <td>
                    <a class="mono" href={`${HOME}/orders/${o.id}`} data-row>
                      #{o.number}
                    </a>
                  </td>
                  <td>
                    <Chip kind={isLate ? 'late' : ORDER_KIND[o.state]}>{stateWord(o.stateName)}</Chip>
                  </td>
                  <td class="goods wide">
                    {o.lines.map((l) => `${inLang(l.title)} ${l.qty}`).join(inLang({ zh: '，', en: ', ' }))}
                  </td>
                  <td>{whereOf(floor, o.id)}</td>
                  <td>
                    <span class={`bar2 ${isLate ? 'l' : ''}`}>
                      <i style={{ width: `${share}%` }} />
                    </span>
                    {left < 0 ? t('late', { span: span(-left) }) : t('leftBy', { span: span(left) })}
                  </td>
                  <td class="r">{clockTime(o.promiseAt)}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
    </section>
  )
}

/** In whose hands an order is, as one says it. */
function whereOf(floor: Floor, orderId: string): string {
  const open = floor.tasks.filter((task) => task.orderId === orderId)
  const held = open.find((task) => task.workerId !== null)
  if (held !== undefined) {
    const name = floor.workers.find((w) => w.id === held.workerId)?.name ?? ''
    const far = held.lines.length === 0 ? '' : ` ${doneLines(held)} / ${held.lines.length}`
    return `${name}${inLang({ zh: '，', en: ', ' })}${inLang(KIND_NAMES[held.kind])}${far}`
  }
  const waiting = open[0]
  if (waiting === undefined) return ''
  const place = waiting.cell ?? null
  const where =
    place === null ? inLang(KIND_NAMES[waiting.kind]) : t('cell', { kind: inLang(KIND_NAMES[waiting.kind]), place })
  return `${where}${inLang({ zh: '，', en: ', ' })}${t('waitsFor')}`
}
