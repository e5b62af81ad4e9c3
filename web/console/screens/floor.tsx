import { signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Bin } from '../../../src/warehouse/floor.ts'
import { api, listen } from '../../kit/api.ts'
import { Shape } from '../../kit/icons.tsx'
import { Chip, Empty, Note, Toast, type Trouble, troubleOf } from '../../kit/parts.tsx'
import { number, span } from '../../kit/time.ts'
import { inLang, words } from '../../kit/words.ts'
import { useListKeys } from '../keys.ts'
import { HOME, me } from '../session.ts'
import {
  bottleneck,
  type Floor as FloorData,
  type FloorWorker,
  KIND_NAMES,
  type PutWall,
  type Station,
  stationsOf,
} from './floor-data.ts'
import { GivenUp } from './floor-given-up.tsx'
import { AssignSheet, TakeBackSheet } from './floor-hand.tsx'
import { FloorMap, ring } from './floor-map.tsx'
import { Due, Matters, Why } from './floor-side.tsx'
import { WallSheet } from './floor-wall.tsx'

const t = words({
  title: { zh: '作业现场', en: 'Live floor' },
  live: { zh: '实时', en: 'Live' },
  away: { zh: '连不上，在重连', en: 'Reconnecting' },
  all: { zh: '全仓', en: 'All' },
  zones: { zh: '看哪个区', en: 'Zone' },
  cutBefore: { zh: '{time} 截单，还有', en: 'Cut-off {time}, in' },
  cutAfter: { zh: '，还要发', en: ', to send' },
  cutUnit: { zh: '单', en: '{n|order|orders}' },
  toAssign: { zh: '待派', en: 'To assign' },
  oldest: { zh: '最久 {span}', en: 'oldest {span}' },
  walking: { zh: '{n} 人在走', en: '{n} on the way' },
  atWork: { zh: '{n} 人', en: '{n} {n|person|people}' },
  nobody: { zh: '没有人', en: 'nobody' },
  stuckHere: { zh: '卡在这里', en: 'bottleneck' },
  wall: { zh: '播种墙', en: 'Put wall' },
  cells: { zh: '{n} 格', en: '{n} {n|cell|cells}' },
  wallText: { zh: '{cells} 格，占 {used} 格', en: '{used} of {cells} {cells|cell|cells} in use' },
  wallTotes: { zh: '占着的周转箱：{n}', en: 'Totes in use: {n}' },
  wallFull: { zh: '{cells} 格都满了，先打包', en: 'All {cells} cells are full: pack first' },
  dock: { zh: '{people}，{n} 件等交接', en: '{people}, {n} to hand over' },
  shipped: { zh: '今天已发', en: 'Shipped today' },
  before: { zh: '昨天此时 {n}', en: '{n} by now yesterday' },
  waits: { zh: '{people}，等 {n} 份', en: '{people}, {n} waiting' },
  calm: { zh: '{people}，没有等的', en: '{people}, none waiting' },
  noBins: {
    zh: '仓里还没有货位。加了货位、收了货，活就在这张图上走。',
    en: 'The floor has no bins yet. Add bins and receive goods, and the work moves on this map.',
  },
  addBins: { zh: '加货位', en: 'Add bins' },
  flow: { zh: '订单走到哪一步', en: 'Where the work stands' },
  stations: { zh: '工位', en: 'Stations' },
  seeWall: { zh: '看每一格', en: 'See each cell' },
})

const floor = signal<FloorData | null>(null)
const bins = signal<readonly Bin[] | null>(null)
const isLive = signal(false)
const toast = signal<string | null>(null)
/** The floor tells when it changes; what depends on the clock alone is asked for this often. */
const POLL_MS = 20_000

function isDivided(): boolean {
  const now = me.value
  return now === null || now === 'nobody' || now.site.settings.division !== false
}

async function load(): Promise<void> {
  const [now, wall] = await Promise.all([
    api<Omit<FloorData, 'division' | 'wall'>>('GET', '/v1/console/floor'),
    api<PutWall>('GET', '/v1/console/put-wall'),
  ])
  floor.value = { ...now, wall, division: isDivided() }
}

/** Keeps the floor up to date for as long as the screen is open; what went wrong last is in the answer. */
function useFloor() {
  const trouble = useSignal<Trouble | null>(null)
  useEffect(() => {
    const failed = (error: unknown) => {
      trouble.value = troubleOf(error)
    }
    const look = () =>
      load().then(() => {
        trouble.value = null
      }, failed)
    void look()
    void api<{ items: Bin[] }>('GET', '/v1/console/bins').then((found) => {
      bins.value = found.items
    }, failed)
    const leave = listen('/v1/console/live', {
      open: () => {
        isLive.value = true
      },
      error: () => {
        isLive.value = false
      },
      floor: () => void look(),
    })
    const timer = setInterval(look, POLL_MS)
    return () => {
      leave()
      clearInterval(timer)
    }
  }, [trouble])
  return trouble
}

/** The floor live: where work stands, where people are, what needs a person and why each task went where it did. */
export function Floor() {
  const trouble = useFloor()
  const zone = useSignal<string | null>(null)
  const pressed = useSignal<string | null>(null)
  const isWallOpen = useSignal(false)
  const byHand = useSignal<{ taskId: string; what: 'give' | 'take-back' } | null>(null)
  useListKeys()
  const now = floor.value
  const zones = [...new Set((bins.value ?? []).map((b) => b.zone))].sort()
  const chosen = now === null ? null : chosenOf(now, pressed.value)
  const give = (taskId: string) => {
    byHand.value = { taskId, what: 'give' }
  }
  const done = (said: string | null) => {
    byHand.value = null
    if (said !== null) toast.value = said
    void load()
  }
  const Hand = byHand.value?.what === 'give' ? AssignSheet : TakeBackSheet
  return (
    <>
      <header class="head">
        <h1>{t('title')}</h1>
        <Zones zones={zones} value={zone.value} onChange={(z) => (zone.value = z)} />
        <Chip kind={isLive.value ? 'right' : 'held'}>{t(isLive.value ? 'live' : 'away')}</Chip>
        {now !== null && <CutOff floor={now} />}
      </header>
      <Note trouble={trouble.value} />
      {now !== null && bins.value !== null && (
        <>
          <Strip floor={now} />
          <div class="floorgrid">
            {bins.value.length === 0 ? (
              <NoBins />
            ) : (
              <Plan
                floor={now}
                zone={zone.value}
                chosen={chosen}
                onChoose={(id) => (pressed.value = id)}
                onWall={() => (isWallOpen.value = true)}
              />
            )}
            <aside class="card look">
              <Matters floor={now} onAssign={give} onDone={done} />
              <Why
                floor={now}
                workerId={chosen}
                onAssign={give}
                onTakeBack={(taskId) => (byHand.value = { taskId, what: 'take-back' })}
              />
            </aside>
            <Due floor={now} />
          </div>
          <GivenUp />
        </>
      )}
      {now !== null && byHand.value !== null && (
        <Hand floor={now} taskId={byHand.value.taskId} onClose={() => (byHand.value = null)} onDone={done} />
      )}
      {now !== null && isWallOpen.value && (
        <WallSheet wall={now.wall} onClose={() => (isWallOpen.value = false)} onDone={done} />
      )}
      <Toast text={toast} />
    </>
  )
}

function NoBins() {
  return (
    <section class="card">
      <Empty icon="rack" text={t('noBins')}>
        <a class="btn next" href={`${HOME}/stock/bins`}>
          {t('addBins')}
        </a>
      </Empty>
    </section>
  )
}

function Plan(props: {
  floor: FloorData
  zone: string | null
  chosen: string | null
  onChoose: (id: string) => void
  onWall: () => void
}) {
  return (
    <section class="card mapc">
      <FloorMap {...props} bins={bins.value ?? []}>
        <Stations floor={props.floor} chosen={props.chosen} onChoose={props.onChoose} onWall={props.onWall} />
      </FloorMap>
    </section>
  )
}

/** The person whose way is drawn: the one who was pressed, else the first with stops left to go to. */
function chosenOf(now: FloorData, chosen: string | null): string | null {
  if (chosen !== null && now.workers.some((w) => w.id === chosen)) return chosen
  const picks = now.tasks.filter((task) => task.kind === 'pick' && task.workerId !== null)
  const underWay = picks.find((task) => task.state === 'working' && task.lines.some((l) => l.picked + l.short < l.qty))
  return (underWay ?? picks[0])?.workerId ?? null
}

const MOST_TABS = 4

function Zones(props: { zones: readonly string[]; value: string | null; onChange: (zone: string | null) => void }) {
  if (props.zones.length < 2) return null
  if (props.zones.length > MOST_TABS)
    return (
      <select
        class="pick"
        aria-label={t('zones')}
        value={props.value ?? ''}
        onChange={(e) => props.onChange(e.currentTarget.value || null)}
      >
        <option value="">{t('all')}</option>
        {props.zones.map((z) => (
          <option key={z}>{z}</option>
        ))}
      </select>
    )
  return (
    <div class="tabs" role="tablist" aria-label={t('zones')}>
      {[null, ...props.zones].map((z) => (
        <button
          key={z ?? ''}
          type="button"
          role="tab"
          aria-selected={z === props.value}
          onClick={() => props.onChange(z)}
        >
          {z ?? t('all')}
        </button>
      ))}
    </div>
  )
}

function CutOff({ floor: now }: { floor: FloorData }) {
  const left = span(Date.parse(now.day.cutOffAt) - Date.parse(now.now))
  const [amount, ...unit] = left.split(' ')
  return (
    <p class="push cut">
      {t('cutBefore', { time: now.day.cutOff })} <b>{amount}</b> {unit.join(' ')}
      {t('cutAfter')} <b>{number(now.day.openByCutOff)}</b> {t('cutUnit', { n: now.day.openByCutOff })}
    </p>
  )
}

const peopleText = (people: readonly FloorWorker[]): string =>
  people.length === 0 ? t('nobody') : people.length === 1 ? people[0]!.name : t('atWork', { n: people.length })

function Strip({ floor: now }: { floor: FloorData }) {
  const at = Date.parse(now.now)
  const stations = stationsOf(now, at)
  const tight = bottleneck(stations)
  const pick = stations.find((s) => s.kind === 'pick')!
  const cellOf = (s: Station) => ({
    key: s.kind as string,
    name: inLang(KIND_NAMES[s.kind]),
    count: s === pick ? s.inHand : s.waiting + s.inHand,
    detail: s === pick ? t('walking', { n: s.inHand }) : peopleText(s.people),
    isHot: tight === s && s !== pick,
  })
  const cells = [
    {
      key: 'assign',
      name: t('toAssign'),
      count: pick.waiting,
      detail: pick.waiting === 0 ? '' : t('oldest', { span: span(pick.oldestMs) }),
      isHot: tight === pick,
    },
    ...stations.slice(0, 1).map(cellOf),
    ...(now.wall.cells === 0
      ? []
      : [
          {
            key: 'wall',
            name: t('wall'),
            count: now.wall.items.length,
            detail: t('cells', { n: now.wall.cells }),
            isHot: false,
          },
        ]),
    ...stations.slice(1).map(cellOf),
    {
      key: 'shipped',
      name: t('shipped'),
      count: now.day.shipped,
      detail: now.day.shippedBefore > 0 ? t('before', { n: number(now.day.shippedBefore) }) : '',
      isHot: false,
    },
  ]
  return (
    // On a narrow screen the strip scrolls: it takes the focus, so that keys can scroll it.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable (WCAG 2.1.1)
    <ol class="flow" tabIndex={0} aria-label={t('flow')} style={{ '--n': cells.length }}>
      {cells.map((c) => (
        <li key={c.key} class={c.isHot ? 'hot' : ''}>
          <span>{c.name}</span>
          <b>{number(c.count)}</b>
          <small>
            {c.isHot && <Shape kind="late" />}
            {c.isHot ? t('stuckHere') : c.detail}
          </small>
        </li>
      ))}
    </ol>
  )
}

/** Stations at the foot of the floor, with whoever works there. */
function Stations(props: {
  floor: FloorData
  chosen: string | null
  onChoose: (id: string) => void
  onWall: () => void
}) {
  const { wall } = props.floor
  const all = stationsOf(props.floor, Date.parse(props.floor.now))
  const stations = all.filter((s) => s.kind !== 'pick')
  const tight = bottleneck(all)
  return (
    <ul class="stations" aria-label={t('stations')}>
      {(wall.cells > 0 || wall.items.length > 0) && (
        <li class={wall.cells > 0 && wall.free === 0 ? 'hot' : ''}>
          <div>
            <b>{t('wall')}</b>
            <span>
              {t(wall.cells === 0 ? 'wallTotes' : wall.free === 0 ? 'wallFull' : 'wallText', {
                cells: wall.cells,
                used: wall.cells - wall.free,
                n: wall.items.length,
              })}
            </span>
          </div>
          {wall.items.length > 0 && (
            <button type="button" class="btn small quiet" onClick={props.onWall}>
              {t('seeWall')}
            </button>
          )}
        </li>
      )}
      {stations.map((s: Station) => (
        <li key={s.kind} class={s === tight ? 'hot' : ''}>
          <div>
            <b>{inLang(KIND_NAMES[s.kind])}</b>
            <span>{stationText(s, props.floor)}</span>
          </div>
          {s.people.slice(0, 4).map((w) => (
            <button
              key={w.id}
              type="button"
              class={`ringb ${w.id === props.chosen ? 'mine' : ''}`}
              aria-label={w.name}
              aria-pressed={w.id === props.chosen}
              onClick={() => props.onChoose(w.id)}
            >
              {ring(w.name)}
            </button>
          ))}
        </li>
      ))}
    </ul>
  )
}

function stationText(s: Station, now: FloorData): string {
  const people = peopleText(s.people)
  const docked = s.kind === 'ship' ? (now.dock ?? []).reduce((n, d) => n + d.count, 0) : 0
  if (s.waiting > 0) return t('waits', { people, n: s.waiting })
  return docked > 0 ? t('dock', { people, n: docked }) : t('calm', { people })
}
