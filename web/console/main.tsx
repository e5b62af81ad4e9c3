import { useSignal } from '@preact/signals'
import { type FunctionComponent, render } from 'preact'
import { useEffect } from 'preact/hooks'
import { BASE, whenSignedOut } from '../kit/api.ts'
import { Icon, Mark } from '../kit/icons.tsx'
import { Empty, Note, Preferences, type Trouble, troubleOf } from '../kit/parts.tsx'
import { keepLinksInside, path } from '../kit/route.ts'
import { beginLang, inLang, words } from '../kit/words.ts'
import { KeyHelp } from './key-help.tsx'
import { SCREENS, type Screen } from './screens.ts'
import { canDo, HOME, loadMe, type Me, me, signIn, signOut } from './session.ts'

const t = words({
  floor: { zh: '仓', en: 'Floor' },
  shop: { zh: '店', en: 'Shop' },
  system: { zh: '系统', en: 'System' },
  signOut: { zh: '退出', en: 'Sign out' },
  nobody: { zh: '用链接进控制台', en: 'Enter the console by link' },
  ended: { zh: '你的登录结束了，这一页不再更新。', en: 'Your sign-in has ended; this page no longer updates.' },
  demoAgain: { zh: '去演示页再进来', en: 'Enter again from the demo page' },
  nobodyHow: {
    zh: '请负责人给你一个链接，15 分钟内打开一次。在服务器上也可以自己取：',
    en: 'Ask the owner for a link; it opens once within 15 minutes. On the server you can make one yourself:',
  },
  opening: { zh: '正在进入…', en: 'Opening…' },
  lost: { zh: '没有这一页。', en: 'There is no such page.' },
  home: { zh: '回到开头', en: 'To the beginning' },
  rail: { zh: '页面', en: 'Pages' },
  demo: { zh: '演示', en: 'Demo' },
})
const trouble: { value: Trouble | null } = { value: null }
/** Was somebody here before? */
let hasEnded = false

function App() {
  const who = me.value
  if (who === null) return <p class="centre">{t('opening')}</p>
  if (who === 'nobody') return <Nobody />
  return <Frame who={who} />
}

function Nobody() {
  return (
    <main class="centre">
      <Mark size={56} />
      <h1>{t('nobody')}</h1>
      <Note trouble={trouble.value} />
      {hasEnded && <p role="status">{t('ended')}</p>}
      {BASE === '' ? (
        <>
          <p>{t('nobodyHow')}</p>
          <code class="command">npm run tuidan -- link owner</code>
        </>
      ) : (
        <a class="btn" href="/demo" target="_top">
          {t('demoAgain')}
        </a>
      )}
      <Preferences />
    </main>
  )
}

function Frame({ who }: { who: Me }) {
  const allowed = SCREENS.filter((s) => canDo(...s.roles))
  const below = path.value.slice(HOME.length + 1)
  const now = below === '' ? allowed[0] : allowed.find((s) => below === s.at || below.startsWith(`${s.at}/`))
  useEffect(() => {
    // On a phone the rail scrolls: where one is must be in sight.
    document.querySelector('.side [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [now])
  return (
    <div class="frame">
      <nav class="side" aria-label={t('rail')}>
        <a class="brand" href={`${HOME}/`}>
          <Mark />
          <span>{inLang({ zh: '推单', en: 'Tuidan' })}</span>
        </a>
        {(['floor', 'shop', 'system'] as const).map((group) => {
          const screens = allowed.filter((s) => s.group === group)
          if (screens.length === 0) return null
          return (
            <div key={group}>
              <small>{t(group)}</small>
              {screens.map((s) => (
                <a key={s.at} href={`${HOME}/${s.at}`} aria-current={s === now ? 'page' : undefined}>
                  <Icon name={s.icon} size={18} />
                  <span>{inLang(s.name)}</span>
                </a>
              ))}
            </div>
          )
        })}
        <div class="who">
          <b>{inLang(who.site.name)}</b>
          <span>{who.staff.name}</span>
          <span class="whobuttons">
            <Preferences />
            <button type="button" class="textbtn" onClick={() => void signOut()}>
              {t('signOut')}
            </button>
          </span>
        </div>
      </nav>
      {now === undefined ? (
        <main class="main">
          <section class="card">
            <Empty icon="search" text={t('lost')}>
              <a class="btn" href={`${HOME}/`}>
                {allowed[0] === undefined ? t('home') : inLang(allowed[0].name)}
              </a>
            </Empty>
          </section>
        </main>
      ) : (
        <Loaded key={now.at} screen={now} rest={below.slice(now.at.length + 1)} />
      )}
      <KeyHelp />
    </div>
  )
}

function Loaded({ screen, rest }: { screen: Screen; rest: string }) {
  const component = useSignal<FunctionComponent<{ rest: string }> | null>(null)
  const failed = useSignal<Trouble | null>(null)
  useEffect(() => {
    document.title = `${inLang(screen.name)} · 推单 Tuidan`
    screen.load().then(
      (loaded) => {
        component.value = loaded
      },
      (error) => {
        failed.value = troubleOf(error)
      },
    )
  }, [screen])
  const Body = component.value
  return (
    <main class="main" id={screen.at}>
      <Note trouble={failed.value} />
      {Body !== null && <Body rest={rest} />}
    </main>
  )
}

async function begin(): Promise<void> {
  const token = location.hash.slice(1)
  if (location.pathname === `${HOME}/link` && token !== '') {
    try {
      await signIn(token)
    } catch (error) {
      trouble.value = troubleOf(error)
    }
  }
  if (me.value === null) await loadMe()
}

beginLang()
whenSignedOut(() => {
  // Every screen goes, and with it what it listens to.
  if (me.value === null || me.value === 'nobody') return
  hasEnded = true
  me.value = 'nobody'
})
keepLinksInside(`${HOME}/`)
render(<App />, document.getElementById('app')!)
void begin()
