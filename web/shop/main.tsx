import { useSignal } from '@preact/signals'
import { render } from 'preact'
import { useEffect } from 'preact/hooks'
import { Icon } from '../kit/icons.tsx'
import { Note, Preferences, type Trouble, troubleOf } from '../kit/parts.tsx'
import { go, keepLinksInside, path } from '../kit/route.ts'
import { beginLang, inLang } from '../kit/words.ts'
import { Bag, Checkout } from './bag.tsx'
import { Consent } from './consent.tsx'
import { Home } from './home.tsx'
import { MyData } from './my-data.tsx'
import { MyOrders, OrderPage } from './order.tsx'
import { ProductPage } from './product.tsx'
import { Reading } from './reading.tsx'
import { HOME, isSigningIn, loadShop, pieces, signedIn, site } from './shop-state.ts'
import { SignInProblem, SignInSheet } from './sign-in.tsx'
import { t } from './words.ts'

function App() {
  const failed = useSignal<Trouble | null>(null)
  useEffect(() => {
    loadShop().catch((error) => {
      failed.value = troubleOf(error)
    })
  }, [])
  if (failed.value !== null)
    return (
      <main class="page narrow">
        <Note trouble={failed.value} />
      </main>
    )
  if (site.value === null) return null
  return (
    <>
      <Top />
      <main class="page">
        <Page />
      </main>
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
        ) : (
          <button
            type="button"
            class="textbtn strong"
            onClick={() => {
              isSigningIn.value = true
            }}
          >
            {t('signIn')}
          </button>
        )}
        <a class="iconbtn bagbtn" href={`${HOME}/bag`} aria-label={t('bagWith', { n: pieces.value })}>
          <Icon name="bag" />
          {pieces.value > 0 && <b class="num">{pieces.value}</b>}
        </a>
      </nav>
    </header>
  )
}

function Page() {
  const [first = '', ...rest] = path.value
    .slice(HOME.length + 1)
    .split('/')
    .map(decodeURIComponent)
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
    case 'reading':
      return <Reading />
    case 'my-data':
      return <MyData />
    case 'orders':
      return rest[0] ? <OrderPage key={rest[0]} id={rest[0]} /> : <MyOrders />
    case 'sign-in-problem':
      return <SignInProblem />
    default:
      return (
        <div class="narrow">
          <p>{t('lost')}</p>
          <a class="btn" href={`${HOME}/`}>
            {t('toGoods')}
          </a>
        </div>
      )
  }
}

beginLang()
if (location.pathname === HOME) go(`${HOME}/`, 'replace')
// Signing in is the server's: it leaves the page for the provider.
keepLinksInside(`${HOME}/`, (to) => !to.startsWith(`${HOME}/sign-in/`))
render(<App />, document.getElementById('app')!)
