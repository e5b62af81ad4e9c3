import { useSignal } from '@preact/signals'
import { api } from '../kit/api.ts'
import { Note, Sheet, useAction } from '../kit/parts.tsx'
import type { Account } from './accounts.tsx'
import { HOME, SITE_API } from './shop-state.ts'
import { t } from './words-accounts.ts'

interface Props {
  readonly account: Account
  readonly onClose: () => void
  readonly onDone: () => void
}

/** What disconnecting does, and whether what was read stays; the only way in says why it stays. */
export function DisconnectSheet(props: Props) {
  const { account, onClose } = props
  if (account.isOnlyWay)
    return (
      <Sheet title={t('only')} onClose={onClose}>
        <p>{t('onlyWhy')}</p>
        <p class="t2">{t('onlyErase')}</p>
        <div class="pair">
          <a class="btn" href={`${HOME}/my-data`}>
            {t('toErase')}
          </a>
          <button type="button" class="btn" onClick={onClose}>
            {t('back')}
          </button>
        </div>
      </Sheet>
    )
  return <Sure {...props} />
}

function Sure({ account, onClose, onDone }: Props) {
  const keepFacts = useSignal(false)
  const { busy, trouble, run } = useAction()
  const cut = () =>
    void run(async () => {
      await api('POST', `${SITE_API}/accounts/${account.id}/disconnect`, { keepFacts: keepFacts.value })
      onClose()
      onDone()
    })
  const choice = (keep: boolean, label: string, hint: string) => (
    <label>
      <input
        type="radio"
        name="keep-facts"
        checked={keepFacts.value === keep}
        onChange={() => {
          keepFacts.value = keep
        }}
      />
      <span>
        {label}
        <small>{hint}</small>
      </span>
    </label>
  )
  return (
    <Sheet
      title={t('cut', { name: account.name === null ? account.kind : `${account.kind} · ${account.name}` })}
      onClose={onClose}
    >
      <p>{t('cutTells')}</p>
      {account.facts > 0 && (
        <fieldset class="pay">
          <legend>{t('cutData', { n: account.facts })}</legend>
          {choice(false, t('cutDelete'), t('cutDeleteHint'))}
          {choice(true, t('cutKeep'), t('cutKeepHint'))}
        </fieldset>
      )}
      <p class="t2">{t('cutReceipts')}</p>
      <Note trouble={trouble.value} />
      <div class="pair">
        <button type="button" class="btn" onClick={onClose}>
          {t('keepIt')}
        </button>
        <button type="button" class="btn" aria-busy={busy.value} onClick={cut}>
          {t('disconnect')}
        </button>
      </div>
    </Sheet>
  )
}
