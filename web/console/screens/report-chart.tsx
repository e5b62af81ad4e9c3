import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { theme } from '../../kit/theme.ts'
import { day as dayText, number } from '../../kit/time.ts'
import { lang, words } from '../../kit/words.ts'
import { axisTop, type Day, linesOf } from './report-figures.ts'

const t = words({
  personal: { zh: '按喜好推', en: 'By interest' },
  page: { zh: '只看页面', en: 'By page alone' },
  label: {
    zh: '每千次看到点开几次：最后一天按喜好推 {personal}，只看页面 {page}。数字在表里。',
    en: 'Opens of 1,000 views: on the last day {personal} by interest, {page} by the page alone. The table has the figures.',
  },
  hover: {
    zh: '{day}：按喜好推 {personal}，只看页面 {page}',
    en: '{day}: {personal} by interest, {page} by page alone',
  },
})

const HEIGHT = 258
const round = (value: number | null | undefined): string => (value == null ? '–' : number(Math.round(value)))

/** The last day on which the line has a value, so that its name stands where the line ends. */
const lastOf = (values: readonly (number | null | undefined)[]): number => values.findLastIndex((v) => v != null)

function css(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

/** Opens of a thousand views, day by day, with a 95 % range; names stand at the ends of the lines. */
export function Chart({ days }: { days: readonly Day[] }) {
  const box = useRef<HTMLDivElement>(null)
  const hovered = useSignal<number | null>(null)
  const lines = linesOf(days)
  const look = theme.value
  const language = lang.value
  useEffect(() => {
    const place = box.current!
    const plot = new uPlot(
      optionsOf(place.clientWidth, (index) => {
        hovered.value = index
      }),
      [lines.at, lines.personal, lines.page, lines.low, lines.high],
      place,
    )
    const watch = new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: HEIGHT }))
    watch.observe(place)
    return () => {
      watch.disconnect()
      plot.destroy()
    }
  }, [days, look, language])
  const at = hovered.value
  const figures = (i: number) => ({ personal: round(lines.personal[i]), page: round(lines.page[i]) })
  return (
    <>
      <p class="read" aria-hidden="true">
        {at === null ? ' ' : t('hover', { day: dayText(lines.at[at]! * 1000), ...figures(at) })}
      </p>
      <div class="plot" ref={box} role="img" aria-label={t('label', figures(lines.at.length - 1))} />
    </>
  )
}

function optionsOf(width: number, onHover: (index: number | null) => void): uPlot.Options {
  const font = `12px ${css('--font') || 'sans-serif'}`
  const axis = { font, stroke: css('--ink-3'), ticks: { show: false }, border: { show: false } }
  const ink = css('--line-strong')
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    padding: [14, width < 520 ? 92 : 140, 0, 0],
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    scales: { x: { time: true }, y: { range: (plot, _low, high) => [0, axisTop(highest(plot), high ?? 0)] } },
    axes: [
      {
        ...axis,
        size: 30,
        grid: { show: false },
        splits: (plot) => daySplits(plot),
        values: (_plot, splits) => splits.map((s) => dayText(s * 1000)),
      },
      {
        ...axis,
        size: 44,
        splits: (plot) => {
          const top = plot.scales.y!.max ?? 0
          return [0, top / 3, (top * 2) / 3, top]
        },
        values: (_plot, splits) => splits.map((s) => number(Math.round(s))),
        grid: { stroke: css('--c-grid'), width: 1 },
      },
    ],
    series: [
      {},
      { stroke: css('--c-1'), width: 2.8, points: { show: false }, spanGaps: true },
      { stroke: css('--c-3'), width: 2.2, dash: [6, 4], points: { show: false }, spanGaps: true },
      { stroke: 'transparent', width: 0, points: { show: false } },
      { stroke: 'transparent', width: 0, points: { show: false } },
    ],
    bands: [{ series: [4, 3], fill: css('--c-band') }],
    hooks: {
      setCursor: [(plot) => onHover(plot.cursor.idx ?? null)],
      drawAxes: [(plot) => baseLine(plot, ink)],
      draw: [drawEnds],
    },
  }
}

/** The highest value of the two lines, without their ranges. */
const highest = (plot: uPlot): number =>
  [1, 2]
    .flatMap((series) => plot.data[series] as (number | null)[])
    .reduce<number>((top, v) => Math.max(top, v ?? 0), 0)

/** Four or five days, evenly apart, counted from the last. */
function daySplits(plot: uPlot): number[] {
  const at = plot.data[0] as number[]
  const most = plot.width < 520 ? 3 : 5
  const step = Math.max(1, Math.ceil(at.length / most))
  return at.filter((_, i) => (at.length - 1 - i) % step === 0)
}

function baseLine(plot: uPlot, stroke: string): void {
  const { ctx, bbox } = plot
  ctx.save()
  ctx.strokeStyle = stroke
  ctx.lineWidth = devicePixelRatio
  const y = Math.round(bbox.top + bbox.height) + 0.5
  ctx.beginPath()
  ctx.moveTo(bbox.left, y)
  ctx.lineTo(bbox.left + bbox.width, y)
  ctx.stroke()
  ctx.restore()
}

/** A disc and a square at the ends, with value and name; pushed apart when the lines end close together. */
function drawEnds(plot: uPlot): void {
  const ends = [
    { series: 1, name: t('personal'), colour: css('--c-1') },
    { series: 2, name: t('page'), colour: css('--c-3') },
  ].flatMap((end) => {
    const values = plot.data[end.series] as (number | null)[]
    const last = lastOf(values)
    if (last < 0) return []
    const value = values[last]!
    const x = plot.valToPos((plot.data[0] as number[])[last]!, 'x', true)
    const y = plot.valToPos(value, 'y', true)
    return [{ ...end, value, x, y, textY: y }]
  })
  const [a, b] = ends
  // With room the name stands beside its value, else below it.
  const isWide = plot.width >= 520
  const apart = (isWide ? 24 : 44) * devicePixelRatio
  if (a !== undefined && b !== undefined && Math.abs(a.y - b.y) < apart) {
    const middle = (a.y + b.y) / 2
    const up = a.y <= b.y ? a : b
    for (const end of ends) end.textY = middle + (end === up ? -apart : apart) / 2
  }
  // Lines that end at the axis have their words above it, clear of the last date below it.
  const low = plot.bbox.top + plot.bbox.height - (isWide ? 12 : 22) * devicePixelRatio
  const over = Math.max(0, ...ends.map((end) => end.textY - low))
  for (const end of ends) end.textY -= over
  const { ctx } = plot
  ctx.save()
  ctx.textBaseline = 'middle'
  ctx.textAlign = 'left'
  for (const end of ends) {
    const r = 5 * devicePixelRatio
    ctx.fillStyle = end.colour
    ctx.beginPath()
    if (end.series === 1) ctx.arc(end.x, end.y, r, 0, 2 * Math.PI)
    else ctx.rect(end.x - r, end.y - r, 2 * r, 2 * r)
    ctx.fill()
    const left = plot.bbox.left + plot.bbox.width + 14 * devicePixelRatio
    const family = css('--font') || 'sans-serif'
    ctx.fillStyle = css('--ink')
    ctx.font = `700 ${18 * devicePixelRatio}px ${family}`
    const figure = round(end.value)
    const after = isWide ? ctx.measureText(figure).width + 8 * devicePixelRatio : 0
    ctx.fillText(figure, left, end.textY - (isWide ? 0 : 8 * devicePixelRatio))
    ctx.fillStyle = css('--ink-2')
    ctx.font = `${13 * devicePixelRatio}px ${family}`
    ctx.fillText(end.name, left + after, end.textY + (isWide ? 0 : 10 * devicePixelRatio))
  }
  ctx.restore()
}
