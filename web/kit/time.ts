import { lang } from './words.ts'

/** The zone that times are told in; undefined is the reader's own. The console tells them in the shop's. */
let timeZone: string | undefined

/** Tells times in this zone from now on. */
export function setTimeZone(zone: string): void {
  timeZone = zone
}

const locale = () => (lang.value === 'zh' ? 'zh-CN' : 'en-GB')

/** 15:04 in the reader's zone. */
export function clockTime(at: string | number): string {
  return new Intl.DateTimeFormat(locale(), {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  }).format(new Date(at))
}

/** 11月20日, 20 Nov. */
export function day(at: string | number): string {
  return new Intl.DateTimeFormat(locale(), { month: 'short', day: 'numeric', timeZone }).format(new Date(at))
}

/** 2026年11月25日, 25 November 2026: for what is kept or cited. A bare date is a day, not a moment, and shifts with no zone. */
export function fullDay(at: string | number): string {
  const isDay = typeof at === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(at)
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'long', timeZone: isDay ? 'UTC' : timeZone }).format(
    new Date(at),
  )
}

/** Time alone when it is today, else day and time. */
export function when(at: string | number): string {
  return day(at) === day(Date.now()) ? clockTime(at) : `${day(at)} ${clockTime(at)}`
}

/** A length of time in the largest unit that says enough: 40 秒, 12 分钟, 3 小时. */
export function span(ms: number): string {
  const zh = lang.value === 'zh'
  const s = Math.max(0, Math.round(ms / 1000))
  if (s < 100) return zh ? `${s} 秒` : `${s} s`
  const m = Math.round(s / 60)
  if (m < 100) return zh ? `${m} 分钟` : `${m} min`
  const h = Math.round(m / 60)
  if (h < 48) return zh ? `${h} 小时` : `${h} h`
  return zh ? `${Math.round(h / 24)} 天` : `${Math.round(h / 24)} days`
}

/** A number with the reader's separators. */
export function number(value: number): string {
  return new Intl.NumberFormat(locale()).format(value)
}
