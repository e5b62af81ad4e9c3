import { words } from '../../kit/words.ts'
import { Copy } from './shop-kit.tsx'

const t = words({
  whole: { zh: '回跳地址，一字不差登记到对方平台', en: 'Redirect address: register it there, letter for letter' },
  host: { zh: '主机名，登记到对方平台', en: 'Host name: register it there' },
  hostHint: {
    zh: '对方只要主机名，不带 https:// 和后面的路径。',
    en: 'The host name alone is asked for, without https:// and the path.',
  },
  called: { zh: '对方那里叫', en: 'There it is called ' },
  clientId: { zh: '登记号（client id）', en: 'Client id' },
  secret: { zh: '密钥（client secret）', en: 'Client secret' },
  ownId: { zh: '{word}（登记号）', en: '{word} (client id)' },
  ownSecret: { zh: '{word}（密钥）', en: '{word} (client secret)' },
})

/** The platform's own words for what is registered there. */
export interface Calls {
  readonly id: string
  readonly secret?: string
  readonly redirect?: string
  readonly hostOnly?: true
}

/** The client id as the platform calls it, then as we do; where both are alike, once. */
export const idLabel = (calls: Calls | null): string => own('ownId', calls?.id, t('clientId'))
/** The same of the client secret. */
export const secretLabel = (calls: Calls | null): string => own('ownSecret', calls?.secret, t('secret'))

function own(key: 'ownId' | 'ownSecret', word: string | undefined, plain: string): string {
  if (word === undefined) return plain
  return /^client (id|secret)$/i.test(word) ? plain : t(key, { word })
}

interface RegisterProps {
  readonly redirectUri: string
  readonly calls: Calls | null
  /** What to do next, below. */
  readonly hint?: string
}

/** What of this site goes into the platform's pages: the redirect address, or its host alone, under the word that stands there. */
export function Register({ redirectUri, calls, hint }: RegisterProps) {
  const isHost = calls?.hostOnly === true
  const label = t(isHost ? 'host' : 'whole')
  return (
    <div class="redirect">
      <b>{label}</b>
      <Copy text={isHost ? (URL.parse(redirectUri)?.hostname ?? redirectUri) : redirectUri} label={label} />
      {(isHost || calls?.redirect !== undefined || hint !== undefined) && (
        <small class="hint">
          {isHost && `${t('hostHint')} `}
          {calls?.redirect !== undefined && (
            <>
              {t('called')}
              <bdi lang={/\p{Script=Han}/u.test(calls.redirect) ? 'zh' : 'en'}>“{calls.redirect}”</bdi>
              {hint !== undefined && ' · '}
            </>
          )}
          {hint}
        </small>
      )}
    </div>
  )
}
