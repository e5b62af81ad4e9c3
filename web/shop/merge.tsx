import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api } from '../kit/api.ts'
import { Shape } from '../kit/icons.tsx'
import { Note, useAction } from '../kit/parts.tsx'
import { go } from '../kit/route.ts'
import { inLang, lang } from '../kit/words.ts'
import { mark } from './consent.tsx'
import { HOME, SITE_API, site } from './shop-state.ts'
import { t } from './words-accounts.ts'

interface Side {
  readonly accounts: readonly { readonly kind: string; readonly name: string | null; readonly picture: string | null }[]
  readonly facts: number
  readonly orders: number
  readonly consents: number
  readonly receipts: number
}

interface Merge {
  readonly mine: Side
  readonly other: Side
  readonly ends: readonly { readonly source: string; readonly title: string }[]
  readonly offersOff: boolean
}

/** Asks whether two shoppers become one: what comes together, what ends, and that it is for good. Two buttons alike. */
export function MergePage({ id, name }: { id: string; name: string }) {
  const merge = useSignal<Merge | null>(null)
  const { busy, trouble, run } = useAction()
  const path = `${SITE_API}/accounts/merges/${encodeURIComponent(id)}`
  useEffect(() => {
    document.title = `${t('mergeAsk')} · ${inLang(site.value!.name)}`
    void run(async () => {
      merge.value = await api<Merge>('GET', path)
    })
  }, [id, lang.value])
  const answer = (confirm: boolean) =>
    void run(async () => {
      await api('POST', path, { confirm })
      go(`${HOME}/accounts?${confirm ? 'merged' : 'notMerged'}=1`, 'replace')
    })
  const now = merge.value
  if (now === null)
    return trouble.value === null ? null : (
      <div class="narrow">
        <h1>{t('notConnected')}</h1>
        <Note trouble={trouble.value} />
        <a class="btn" href={`${HOME}/accounts`}>
          {t('toAccounts')}
        </a>
      </div>
    )
  const receipts = now.mine.receipts + now.other.receipts
  return (
    <div class="narrow accounts merge">
      <header>
        <h1>{t('mergeAsk')}</h1>
        <p class="t2">{t('mergeWhy', { name })}</p>
      </header>
      <div class="sides">
        <Half title={t('mine')} of={now.mine} />
        <Half title={t('other')} of={now.other} />
      </div>
      <section>
        <h2>{t('together')}</h2>
        <ul class="promises">
          <Line text={t('togetherAll')} />
          {receipts > 0 && <Line text={t('togetherReceipts', { n: receipts })} />}
          <Line text={t('togetherNo')} />
          {now.ends.map((one) => (
            <Line key={`${one.source}/${one.title}`} text={t('ends', one)} isOff />
          ))}
          {now.offersOff && <Line text={t('offersOff')} isOff />}
          <Line text={t('sessions')} isOff />
        </ul>
      </section>
      <Note trouble={trouble.value} />
      <div class="answers">
        <p class="t2">{t('forGood')}</p>
        <div class="pair">
          <button type="button" class="btn" aria-busy={busy.value} onClick={() => answer(false)}>
            {t('dont')}
          </button>
          <button type="button" class="btn" aria-busy={busy.value} onClick={() => answer(true)}>
            {t('merge')}
          </button>
        </div>
      </div>
    </div>
  )
}

function Line({ text, isOff = false }: { text: string; isOff?: boolean }) {
  return (
    <li class={isOff ? 'off' : ''}>
      <Shape kind={isOff ? 'off' : 'right'} size={16} />
      {text}
    </li>
  )
}

function Half({ title, of }: { title: string; of: Side }) {
  const held = [
    of.facts > 0 && t('hasFacts', { n: of.facts }),
    of.orders > 0 && t('hasOrders', { n: of.orders }),
    of.consents > 0 && t('hasConsents', { n: of.consents }),
  ].filter((one) => one !== false)
  return (
    <section class="card pad">
      <h2>{title}</h2>
      <ul>
        {of.accounts.map((one) => (
          <li key={`${one.kind} ${one.name}`} class="whose">
            {one.picture === null ? (
              <span class="badge isle" aria-hidden="true">
                {mark(one.kind)}
              </span>
            ) : (
              <img class="face" src={one.picture} alt="" width="40" height="40" />
            )}
            <div>
              <b>{one.name ?? t('unnamed')}</b>
              <small>{one.kind}</small>
            </div>
          </li>
        ))}
      </ul>
      <small class="num">{held.length === 0 ? t('hasNothing') : held.join(' · ')}</small>
    </section>
  )
}
