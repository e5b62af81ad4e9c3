import { letterOf } from '../../kit/provider-name.ts'
import { words } from '../../kit/words.ts'
import type { Calls } from './connector-register.tsx'
import { useLoad, Waiting } from './shop-kit.tsx'

const t = words({
  which: { zh: '用户用哪家的账号登录？', en: 'Which accounts do people sign in with?' },
  reads: { zh: '登录，也能读', en: 'Sign-in and data' },
  only: { zh: '只登录', en: 'Sign-in only' },
  typed: { zh: '不用登记', en: 'No registration' },
})

/** A field of a registration beside client id and secret. */
export interface SetupView {
  readonly name: string
  readonly label: string
  readonly hint: string
  readonly isSecret: boolean
  readonly isSet: boolean
  readonly value: string | null
}
/** A kind of account before it is registered. */
export interface Kind {
  readonly kind: string
  readonly name: string
  readonly names: { readonly zh: string; readonly en: string }
  readonly mark: string | null
  readonly needsIssuer: boolean
  readonly needsClient: boolean
  readonly hasSecret: boolean
  readonly takesSource: boolean
  readonly streams: number
  readonly docs: string
  readonly setup: readonly SetupView[]
  readonly calls: Calls | null
  readonly unchecked: string | null
}

/** All kinds of account there are, to choose one of; each says whether it can be read. */
export function Kinds({ onChosen }: { onChosen: (kind: Kind) => void }) {
  const { data, trouble } = useLoad<{ items: readonly Kind[] }>('/v1/console/connector-kinds')
  if (data.value === null)
    return trouble.value === null ? <Waiting rows={6} /> : <p role="alert">{trouble.value.title}</p>
  return (
    <div class="kinds">
      <p>{t('which')}</p>
      <ul>
        {data.value.items.map((one) => (
          <li key={one.kind}>
            <button type="button" class="btn" data-kind={one.kind} onClick={() => onChosen(one)}>
              <MarkOf kind={one} />
              <b>{one.name}</b>
              <small>{t(!one.needsClient ? 'typed' : one.streams > 0 ? 'reads' : 'only')}</small>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Its mark, else the first letter of its name. */
function MarkOf({ kind: { mark, name } }: { kind: Kind }) {
  if (mark === null) return <span class="kindmark">{letterOf(name)}</span>
  return (
    <svg class="kindmark" viewBox="0 0 24 24" aria-hidden="true">
      <path d={mark} />
    </svg>
  )
}
