import { signal, useSignal } from '@preact/signals'
import { render } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Text } from '../../src/base/i18n.ts'
import { api, listen, whenSignedOut } from '../kit/api.ts'
import { Mark, Shape } from '../kit/icons.tsx'
import { Note, Preferences, Sheet, type Trouble, troubleOf, useAction } from '../kit/parts.tsx'
import { span } from '../kit/time.ts'
import { beginLang, inLang, words } from '../kit/words.ts'

const t = words({
  title: { zh: '一张订单走完全程', en: 'One order, all the way' },
  shop: { zh: '商店', en: 'Shop' },
  phone: { zh: '手机', en: 'Phone' },
  console: { zh: '控制台', en: 'Console' },
  shopIs: { zh: '用户登录、看广告、下单', en: 'Sign in, see an offer, order' },
  phoneIs: { zh: '{name}的手机：有单就响，跟着做', en: '{name}’s phone: it rings, follow it' },
  consoleIs: { zh: '主管看现场，自己不用派', en: 'The floor, assigned by itself' },
  first: { zh: '下第一单', en: 'Place a first order' },
  again: { zh: '再下一单', en: 'One more order' },
  next: { zh: '看手机：扫货位，扫商品', en: 'Now the phone: scan bin and goods' },
  placed: { zh: '下单', en: 'Ordered' },
  pushed: { zh: '推单', en: 'Pushed' },
  picked: { zh: '拣货', en: 'Picked' },
  shipped: { zh: '发货', en: 'Shipped' },
  remove: { zh: '去掉演示', en: 'Remove the demo' },
  removeSure: {
    zh: '演示店和它的一切都删掉：商品、货位、员工、订单、演示账号。你自己的店不受影响。要再看，用 npm start -- --demo。',
    en: 'The demo shop goes with all it holds: goods, floor, people, orders, demo accounts. Your own shop stays. To see it again: npm start -- --demo',
  },
  keep: { zh: '留着', en: 'Keep it' },
  gone: { zh: '演示去掉了', en: 'The demo is gone' },
  goneNext: {
    zh: '你自己的店不受影响。想再看演示，用 npm start -- --demo 启动。',
    en: 'Your own shop is as it was. To see the demo again, start with npm start -- --demo.',
  },
  ownShop: { zh: '去你自己店的控制台', en: 'To your own shop’s console' },
  ended: { zh: '演示的登录结束了，这一页不再更新。', en: 'The demo’s sign-in has ended; this page no longer updates.' },
  enterAgain: { zh: '再进来', en: 'Enter again' },
  toPush: { zh: '正在推', en: 'Pushing' },
  toPick: { zh: '去拣货', en: 'To pick' },
  toShip: { zh: '去发货', en: 'To ship' },
  cancelled: { zh: '#{number} 已取消，再下一单。', en: '#{number} was cancelled; place another.' },
  large: { zh: '单独打开', en: 'Open alone' },
  order: { zh: '订单 {number}', en: 'Order {number}' },
  sandbox: { zh: '人、店、钱都是编的', en: 'People, shop and money are invented' },
})

interface Visit {
  readonly site: { readonly slug: string; readonly name: Text }
  readonly worker: { readonly name: string }
}
type Step = 'placed' | 'pushed' | 'accepted' | 'picked' | 'packed' | 'labelled' | 'registered' | 'shipped'
interface Tape {
  readonly orderId: string
  readonly number: string
  readonly state: string
  readonly steps: Readonly<Record<Step, string | null>>
}

const STOPS = ['placed', 'pushed', 'picked', 'shipped'] as const
/** What a stop is called while it is the next one. */
const COMING = { placed: 'placed', pushed: 'toPush', picked: 'toPick', shipped: 'toShip' } as const
type FrameName = 'shop' | 'phone' | 'console'
/** Width that the console is drawn at where its frame has room. */
const CONSOLE_WIDTH = 1280
/** It is never drawn smaller than this: below, it takes its own narrower form, which can still be read. */
const LEAST_SCALE = 0.8

const visit = signal<Visit | null>(null)
const tape = signal<Tape | null>(null)
const failed = signal<Trouble | null>(null)
const isGone = signal(false)
/** The session ended while the demo goes on. */
const hasEnded = signal(false)
let leave = (): void => {}
const open = signal<FrameName>('shop')

async function lookAtTape(): Promise<void> {
  try {
    tape.value = await api<Tape | null>('GET', '/v1/demo/order/latest')
  } catch {
    // The network is away: the line stays as it is, the next event asks again.
  }
}

async function enter(): Promise<void> {
  try {
    visit.value = await api<Visit>('POST', '/v1/demo/enter')
    leave = listen('/v1/console/live', { hello: look, floor: look, order: look })
    await lookAtTape()
  } catch (error) {
    const trouble = troubleOf(error)
    if (trouble.code === 'demo/gone') isGone.value = true
    else failed.value = trouble
  }
}

/** Nobody is known here any more: nothing is asked again but whether there still is a demo. */
async function stop(): Promise<void> {
  leave()
  clearTimeout(timer)
  if (isGone.value || hasEnded.value) return
  hasEnded.value = true
  const now = await api<{ on: boolean }>('GET', '/v1/demo').catch(() => null)
  if (now?.on === false) isGone.value = true
}

let timer: ReturnType<typeof setTimeout> | undefined
/** Many events in a row are one look. */
function look(): void {
  clearTimeout(timer)
  timer = setTimeout(() => void lookAtTape(), 120)
}

function App() {
  const now = visit.value
  if (isGone.value)
    return (
      <main class="alone">
        <Mark size={56} />
        <h1>{t('gone')}</h1>
        <p role="status">{t('goneNext')}</p>
        <a class="btn" href="/console/">
          {t('ownShop')}
        </a>
        <Preferences />
      </main>
    )
  if (hasEnded.value)
    return (
      <main class="alone">
        <Mark size={56} />
        <p role="status">{t('ended')}</p>
        <a class="btn" href="/demo">
          {t('enterAgain')}
        </a>
      </main>
    )
  return (
    <main class="demo">
      <Head />
      <Note trouble={failed.value} />
      {now !== null && (
        <>
          <div class="tabs only-narrow" role="tablist">
            {(['shop', 'phone', 'console'] as const).map((name) => (
              <button
                key={name}
                type="button"
                role="tab"
                aria-selected={open.value === name}
                onClick={() => {
                  open.value = name
                }}
              >
                {t(name)}
              </button>
            ))}
          </div>
          <div class="frames" data-open={open.value}>
            <Frame name="shop" about={t('shopIs')} src="/s/demo/" />
            <Frame name="phone" about={t('phoneIs', { name: now.worker.name })} src="/demo/phone/" />
            <Frame name="console" about={t('consoleIs')} src="/demo/console/" />
          </div>
        </>
      )}
    </main>
  )
}

function Head() {
  return (
    <header class="demohead">
      <Mark />
      <h1>{t('title')}</h1>
      <TapeLine />
      <Preferences />
      <Remove />
    </header>
  )
}

/** The tape on the floor: it fills as the order moves, with the measured time under each stop. */
function TapeLine() {
  const now = tape.value
  const began = now?.steps.placed ? Date.parse(now.steps.placed) : null
  const isCancelled = now?.state === 'cancelled'
  const passed = now === null || isCancelled ? 0 : STOPS.filter((s) => now.steps[s] !== null).length
  return (
    <ol class="tapeline" aria-label={now === null ? t('title') : t('order', { number: now.number })} aria-live="polite">
      {STOPS.map((stop, i) => {
        const at = now?.steps[stop] ?? null
        const isNow = at === null && i === passed && passed > 0
        return (
          <li key={stop} class={at !== null ? 'done' : isNow ? 'now' : ''}>
            <span class="dot">{at !== null && <Shape kind="right" size={18} />}</span>
            <b>{t(isNow ? COMING[stop] : stop)}</b>
            <small class="num">
              {at === null || began === null ? ' ' : i === 0 ? `#${now!.number}` : elapsed(Date.parse(at) - began)}
            </small>
          </li>
        )
      })}
    </ol>
  )
}

const elapsed = (ms: number): string => (ms < 1_000 ? `${Math.max(0, Math.round(ms))} ms` : span(ms))

function Frame({ name, about, src }: { name: FrameName; about: string; src: string }) {
  return (
    <section class={`bezel ${name}`} aria-label={t(name)}>
      <header>
        <h2>{t(name)}</h2>
        <p>{about}</p>
        {name !== 'shop' && (
          <a class="large" href={src} target="_blank" rel="noreferrer">
            {t('large')}
          </a>
        )}
        {name === 'shop' && <FirstOrder />}
      </header>
      {name === 'console' ? <Scaled src={src} title={t(name)} /> : <iframe src={src} title={t(name)} />}
    </section>
  )
}

/** The console drawn a little smaller, so that its frame shows more of the desk it belongs on. */
function Scaled({ src, title }: { src: string; title: string }) {
  const box = useRef<HTMLDivElement>(null)
  const size = useSignal({ scale: 1, width: CONSOLE_WIDTH, height: 800 })
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect
      if (width === 0) return
      // A narrow screen gets the console's own narrow form, unscaled.
      const scale = width < 560 ? 1 : Math.min(1, Math.max(LEAST_SCALE, width / CONSOLE_WIDTH))
      size.value = { scale, width: width / scale, height: height / scale }
    })
    watch.observe(box.current!)
    return () => watch.disconnect()
  }, [])
  const { scale, width, height } = size.value
  return (
    <div class="scaled" ref={box}>
      <iframe
        src={src}
        title={title}
        style={{ width: `${width}px`, height: `${height}px`, transform: `scale(${scale})` }}
      />
    </div>
  )
}

function FirstOrder() {
  const { busy, trouble, run } = useAction()
  const now = tape.value
  const isCancelled = now?.state === 'cancelled'
  const isUnderWay = now !== null && !isCancelled && now.steps.shipped === null
  return (
    <>
      <button
        type="button"
        class={`btn ${isUnderWay ? '' : 'next'}`}
        aria-busy={busy.value}
        onClick={() =>
          void run(async () => {
            await api('POST', '/v1/demo/first-order')
            await lookAtTape()
            if (matchMedia('(max-width: 1099px)').matches) open.value = 'phone'
          })
        }
      >
        {t(now === null ? 'first' : 'again')}
      </button>
      {isCancelled && <p role="status">{t('cancelled', { number: now.number })}</p>}
      <Note trouble={trouble.value} />
    </>
  )
}

function Remove() {
  const asked = useSignal(false)
  const { busy, trouble, run } = useAction()
  const close = () => {
    asked.value = false
  }
  return (
    <>
      <button
        type="button"
        class="textbtn underline"
        title={t('sandbox')}
        onClick={() => {
          asked.value = true
        }}
      >
        {t('remove')}
      </button>
      {asked.value && (
        <Sheet title={t('remove')} onClose={close}>
          <p>{t('removeSure')}</p>
          <Note trouble={trouble.value} />
          <div class="pair">
            <button type="button" class="btn" onClick={close}>
              {t('keep')}
            </button>
            <button
              type="button"
              class="btn"
              aria-busy={busy.value}
              onClick={() =>
                void run(async () => {
                  await api('DELETE', '/v1/demo')
                  isGone.value = true
                  leave()
                })
              }
            >
              {t('remove')}
            </button>
          </div>
        </Sheet>
      )}
    </>
  )
}

beginLang()
whenSignedOut(() => void stop())
document.title = `${inLang({ zh: '演示', en: 'Demo' })} · 推单 Tuidan`
render(<App />, document.getElementById('app')!)
void enter()
