import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { type Bin, metresBetween, readBin } from '../../../src/warehouse/floor.ts'
import { inLang, words } from '../../kit/words.ts'
import { type Floor, type FloorTask, type FloorWorker, KIND_NAMES } from './floor-data.ts'

const t = words({
  map: { zh: '仓内平面图。下面有文字版。', en: 'Plan of the floor. A version in words stands below.' },
  zone: { zh: '区', en: 'zone' },
  twin: { zh: '用文字看', en: 'Read it in words' },
  who: { zh: '谁', en: 'Who' },
  where: { zh: '在哪', en: 'Where' },
  does: { zh: '手上', en: 'In hand' },
  next: { zh: '下一站', en: 'Next stop' },
  foot: { zh: '入口', en: 'entrance' },
  free: { zh: '空着', en: 'free' },
  metres: { zh: '{m} 米', en: '{m} m' },
})

interface Box {
  readonly w: number
  readonly h: number
}
interface Lane {
  readonly zone: string
  readonly aisle: number
  /** Left edge of the rack. */
  readonly x: number
}
interface Plan {
  readonly lanes: readonly Lane[]
  readonly zones: readonly { zone: string; x: number }[]
  readonly rack: number
  readonly pitch: number
  readonly bays: number
  readonly top: number
  readonly bottom: number
}

/** Surname of a Chinese name, initials of another: what fits in a ring. */
export function ring(name: string): string {
  if (/^\p{Script=Han}/u.test(name)) return name[0]!
  return name
    .split(/\s+/)
    .map((part) => part[0] ?? '')
    .join('')
    .slice(0, 2)
    .toUpperCase()
}

/** Lays the aisles out in a box: racks as columns, a lane to the right of each, a wider gap between zones. */
function planOf(bins: readonly Bin[], box: Box): Plan {
  const keys = [...new Set(bins.map((b) => `${b.zone}${String(b.aisle).padStart(2, '0')}`))].sort()
  const zones = [...new Set(keys.map((k) => k[0]!))]
  const gap = Math.min(34, box.w * 0.04)
  const pitch = (box.w - 20 - gap * (zones.length - 1)) / Math.max(1, keys.length)
  const rack = Math.min(24, Math.max(4, pitch * 0.46))
  let x = 10
  let last = ''
  const lanes = keys.map((key) => {
    const zone = key[0]!
    if (last !== '' && zone !== last) x += gap
    last = zone
    const lane = { zone, aisle: Number(key.slice(1)), x }
    x += pitch
    return lane
  })
  return {
    lanes,
    zones: zones.map((zone) => ({ zone, x: lanes.find((l) => l.zone === zone)!.x })),
    rack,
    pitch,
    bays: Math.max(2, ...bins.map((b) => b.bay)),
    top: 46,
    bottom: box.h - 58,
  }
}

const laneOf = (plan: Plan, bin: Bin) => plan.lanes.find((l) => l.zone === bin.zone && l.aisle === bin.aisle)
const midOf = (plan: Plan, lane: Lane) => lane.x + plan.rack + (plan.pitch - plan.rack) / 2
const yOf = (plan: Plan, bay: number) =>
  plan.bottom - 10 - ((bay - 1) / (plan.bays - 1)) * (plan.bottom - plan.top - 20)

/** The way from one bin to another along the lanes, by the nearer end, as a path. */
function wayOf(plan: Plan, from: Bin | null, to: Bin): string {
  const end = laneOf(plan, to)
  if (end === undefined) return ''
  const [ex, ey] = [midOf(plan, end), yOf(plan, to.bay)]
  const start = from === null ? undefined : laneOf(plan, from)
  const foot = plan.bottom + 36
  if (from === null || start === undefined) return `M${ex} ${foot}V${ey}`
  const [sx, sy] = [midOf(plan, start), yOf(plan, from.bay)]
  if (start === end) return `M${sx} ${sy}V${ey}`
  const byTop = sy + ey - 2 * plan.top < 2 * plan.bottom - sy - ey
  return `M${sx} ${sy}V${byTop ? plan.top - 14 : plan.bottom + 28}H${ex}V${ey}`
}

const nextStop = (task: FloorTask | undefined): Bin | null =>
  readBin(task?.lines.find((l) => l.picked + l.short < l.qty)?.bin ?? '')

/** The floor from above: racks, what is to be picked where, people and the chosen one's way; and the same in words. */
export function FloorMap(props: {
  floor: Floor
  bins: readonly Bin[]
  zone: string | null
  chosen: string | null
  onChoose: (workerId: string) => void
  /** What stands at the foot of the floor. */
  children?: ComponentChildren
}) {
  const { floor, zone } = props
  const holder = useRef<HTMLDivElement>(null)
  const box = useSignal<Box>({ w: 0, h: 0 })
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => {
      if (entry !== undefined) box.value = { w: entry.contentRect.width, h: entry.contentRect.height }
    })
    watch.observe(holder.current!)
    return () => watch.disconnect()
  }, [box])
  const bins = zone === null ? props.bins : props.bins.filter((b) => b.zone === zone)
  const pickers = floor.workers
    .map((worker) => ({ worker, task: floor.tasks.find((task) => task.workerId === worker.id) }))
    .filter(({ worker, task }) => (task === undefined ? worker.roles.includes('picker') : task.kind === 'pick'))
  return (
    <>
      <div class="plan" ref={holder}>
        {box.value.w > 0 && <Drawing {...props} bins={bins} people={pickers} box={box.value} />}
      </div>
      {props.children}
      <Twin people={pickers} />
    </>
  )
}

interface Person {
  readonly worker: FloorWorker
  readonly task: FloorTask | undefined
}

function Drawing(props: {
  floor: Floor
  bins: readonly Bin[]
  people: readonly Person[]
  box: Box
  chosen: string | null
  onChoose: (id: string) => void
}) {
  const { box, people, chosen } = props
  const plan = planOf(props.bins, box)
  const chosenTask = people.find((p) => p.worker.id === chosen)?.task
  const stops = props.floor.tasks
    .filter((task) => task.kind === 'pick')
    .flatMap((task) =>
      task.lines.flatMap((line) => {
        const bin = line.picked + line.short < line.qty ? readBin(line.bin) : null
        const lane = bin === null ? undefined : laneOf(plan, bin)
        return bin === null || lane === undefined ? [] : [{ task, bin, lane, key: `${task.id}-${line.seq}` }]
      }),
    )
  const every = Math.ceil(22 / plan.pitch)
  const taken = new Map<string, number>()
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a drawing, and its people are buttons
    <svg viewBox={`0 0 ${box.w} ${box.h}`} role="group" aria-label={t('map')}>
      {plan.zones.map(({ zone, x }, i) => (
        <g key={zone}>
          <text x={x} y={22} class="zone">
            {zone}
            <tspan dx="5" class="word">
              {t('zone')}
            </tspan>
          </text>
          {i > 0 && <path d={`M${x - Math.min(34, box.w * 0.04) / 2 - 4} 12V${plan.bottom + 16}`} class="wall" />}
        </g>
      ))}
      {plan.lanes.map((lane, i) => (
        <g key={`${lane.zone}${lane.aisle}`}>
          <rect x={lane.x} y={plan.top} width={plan.rack} height={plan.bottom - plan.top} rx="3" class="rack" />
          {[1, 2, 3, 4, 5, 6, 7].map((n) => {
            const y = plan.top + (n * (plan.bottom - plan.top)) / 8
            return <path key={n} d={`M${lane.x} ${y}h${plan.rack}`} class="shelf" />
          })}
          {i % every === 0 && (
            <text x={lane.x + plan.rack / 2} y={plan.bottom + 17} class="aisle">
              {String(lane.aisle).padStart(2, '0')}
            </text>
          )}
        </g>
      ))}
      {stops.map(({ task, bin, lane, key }) => (
        <rect
          key={key}
          x={lane.x + 2}
          y={yOf(plan, bin.bay) - 5}
          width={Math.max(3, plan.rack - 4)}
          height="10"
          rx="2"
          class={task === chosenTask ? 'stop mine' : 'stop'}
        />
      ))}
      {people.map(({ worker, task }) => {
        const to = nextStop(task)
        const way = to === null ? '' : wayOf(plan, readBin(worker.lastBin ?? ''), to)
        if (way === '' || worker.id === chosen) return null
        return <path key={worker.id} d={way} class="way" />
      })}
      <ChosenWay plan={plan} person={people.find((p) => p.worker.id === chosen)} />
      {people.map(({ worker, task }) => {
        const at = readBin(worker.lastBin ?? '')
        const lane = at === null ? undefined : laneOf(plan, at)
        if (at !== null && lane === undefined) return null
        // Whoever has not scanned a bin yet stands at the foot: of the lane they are sent to, else at the door.
        const stop = at === null ? nextStop(task) : null
        const goal = stop === null ? undefined : laneOf(plan, stop)
        const slot = at === null ? `foot ${goal?.x ?? 'door'}` : `${at.zone}${at.aisle}-${Math.round(at.bay / 5)}`
        const nth = taken.get(slot) ?? 0
        taken.set(slot, nth + 1)
        const beside = lane ?? goal
        const x = beside === undefined ? 22 + nth * 36 : midOf(plan, beside) + nth * (at === null ? 20 : 12)
        const y = at === null ? plan.bottom + 40 : yOf(plan, at.bay) - nth * 14
        const isLate = task !== undefined && Date.parse(task.promiseAt) < Date.parse(props.floor.now)
        return (
          <Ring
            key={worker.id}
            name={worker.name}
            x={x}
            y={y}
            mark={worker.id === chosen ? 'mine' : isLate ? 'late' : task === undefined ? 'free' : ''}
            onPress={() => props.onChoose(worker.id)}
          />
        )
      })}
    </svg>
  )
}

function ChosenWay({ plan, person }: { plan: Plan; person: Person | undefined }) {
  const to = nextStop(person?.task)
  const way = person === undefined || to === null ? '' : wayOf(plan, readBin(person.worker.lastBin ?? ''), to)
  const lane = to === null ? undefined : laneOf(plan, to)
  if (way === '' || to === null || lane === undefined) return null
  return (
    <g fill="none" stroke-linecap="round" stroke-linejoin="round">
      <path d={way} stroke="var(--ink)" stroke-width="8.5" />
      <path d={way} stroke="var(--tape)" stroke-width="5.5" />
      <circle cx={midOf(plan, lane)} cy={yOf(plan, to.bay)} r="6" class="goal" />
    </g>
  )
}

function Ring(props: { name: string; x: number; y: number; mark: string; onPress: () => void }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button cannot stand inside a drawing
    <g
      class={`ring ${props.mark}`}
      transform={`translate(${props.x} ${props.y})`}
      role="button"
      tabIndex={0}
      aria-label={props.name}
      aria-pressed={props.mark === 'mine'}
      onClick={props.onPress}
      onKeyDown={(e) => (e.key === 'Enter' || e.key === ' ') && props.onPress()}
    >
      <circle r="22" class="hit" />
      <circle r="15" />
      <text y="5">{ring(props.name)}</text>
      {props.mark === 'late' && (
        <g transform="translate(6,-25) scale(1.2)">
          <path d="M7 .8l6.6 12H.4z" fill="var(--late)" stroke="var(--surface)" stroke-width="1.5" />
          <path d="M7 5v3.6M7 10v1.4" stroke="var(--surface)" stroke-width="1.700" />
        </g>
      )}
    </g>
  )
}

/** The map in words, for those who do not see it. */
function Twin({ people }: { people: readonly Person[] }) {
  return (
    <details class="twin">
      <summary>{t('twin')}</summary>
      <table class="table">
        <thead>
          <tr>
            <th>{t('who')}</th>
            <th>{t('where')}</th>
            <th>{t('does')}</th>
            <th>{t('next')}</th>
          </tr>
        </thead>
        <tbody>
          {people.map(({ worker, task }) => {
            const at = readBin(worker.lastBin ?? '')
            const to = nextStop(task)
            return (
              <tr key={worker.id}>
                <td>{worker.name}</td>
                <td class="num">{at?.code ?? t('foot')}</td>
                <td class="num">
                  {task === undefined ? t('free') : `${inLang(KIND_NAMES[task.kind])} #${task.number}`}
                </td>
                <td class="num">
                  {to === null ? '' : `${to.code}, ${t('metres', { m: Math.round(metresBetween(at, to)) })}`}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </details>
  )
}
