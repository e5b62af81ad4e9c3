import { useSignal } from '@preact/signals'
import { render } from 'preact'
import { useEffect } from 'preact/hooks'
import { Icon } from '../kit/icons.tsx'
import { Preferences, type Trouble, troubleOf } from '../kit/parts.tsx'
import { go, keepLinksInside, path } from '../kit/route.ts'
import { beginLang, inLang } from '../kit/words.ts'
import { AccountsPage } from './accounts.tsx'
import { Bag, Checkout } from './bag.tsx'
import { Consent } from './consent.tsx'
import { Enter } from './enter.tsx'
import { Home } from './home.tsx'
import { Failed, Lost } from './lost.tsx'
import { MyData } from './my-data.tsx'
import { MyOrders } from './my-orders.tsx'
import { OrderPage } from './order.tsx'
import { SourcesPage } from './own-sources.tsx'
import { ProductPage } from './product.tsx'
import { Reading } from './reading.tsx'
import { canSignIn, HOME, isSigningIn, loadShop, pieces, signedIn, site } from './shop-state.ts'
import { SignInProblem, SignInSheet } from './sign-in.tsx'
import { t } from './words.ts'

function App() {
  const failed = useSignal<Trouble | null>(null)
  const load = () => {
    failed.value = null
    loadShop().catch((error) => {
      failed.value = troubleOf(error)
    })
  }
  useEffect(load, [])
  const fault = failed.value
  if (fault !== null)
    return (
      <main class="page">
        {fault.code === 'sites/unknown' ? (
          <Lost title={fault.title} next={fault.next} home={null} />
        ) : (
          <Failed trouble={fault} again={load} />
        )}
      </main>
    )
  if (site.value === null) return null
  return (
    <>
      <Top />
      <main class="page">
        <Page />
      </main>
      <Foot />
      {isSigningIn.value && <SignInSheet />}
    </>
  )
}

function Top() {
  const who = signedIn.value
  return (
    <header class="top">
      <a class="name" href={`${HOME}/`}>
        {inLang(site.value!.name)}
      </a>
      <nav>
        <Preferences />
        {who ? (
          <a class="iconbtn" href={`${HOME}/my-data`} aria-label={who.name ?? t('mine')} title={who.name ?? t('mine')}>
            {who.picture ? (
              <img class="face" src={who.picture} alt="" width="30" height="30" />
            ) : (
              <Icon name="person" />
            )}
          </a>
        ) : canSignIn.value ? (
          <button
            type="button"
            class="textbtn strong"
            onClick={() => {
              isSigningIn.value = true
            }}
          >
            {t('signIn')}
          </button>
        ) : null}
        <a class="iconbtn bagbtn" href={`${HOME}/bag`} aria-label={t('bagWith', { n: pieces.value })}>
          <Icon name="bag" />
          {pieces.value > 0 && <b class="num">{pieces.value}</b>}
        </a>
      </nav>
    </header>
  )
}

/** Below every page but those that ask for one answer: the ways to one's orders and one's data, also without an account. */
function Foot() {
  if (/\/(consent|checkout|enter)$/.test(path.value)) return null
  return (
    <footer class="foot">
      <a href={`${HOME}/orders`}>{t('myOrders')}</a>
      <a href={`${HOME}/my-data`}>{t('myData')}</a>
    </footer>
  )
}

/** A part of the address as it was meant; one that is broken names nothing. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function Page() {
  const [first = '', ...rest] = path.value
    .slice(HOME.length + 1)
    .split('/')
    .map(decoded)
  switch (first) {
    case '':
      return <Home />
    case 'p':
      return <ProductPage key={rest[0]} sku={rest[0] ?? ''} />
    case 'bag':
      return <Bag />
    case 'checkout':
      return <Checkout />
    case 'consent':
      return <Consent />
    case 'enter':
      return <Enter />
    case 'reading':
      return <Reading />
    case 'sources':
      return <SourcesPage />
    case 'accounts':
      return <AccountsPage />
    case 'my-data':
      return <MyData />
    case 'orders':
      return rest[0] ? <OrderPage key={rest[0]} id={rest[0]} /> : <MyOrders />
    case 'sign-in-problem':
      return <SignInProblem />
    default:
      return <Lost />
  }
}

beginLang()
if (location.pathname === HOME) go(`${HOME}/`, 'replace')
// Signing in is the server's: it leaves the page for the provider.
keepLinksInside(`${HOME}/`, (to) => !to.startsWith(`${HOME}/sign-in/`))
render(<App />, document.getElementById('app')!)
