import { words } from '../../kit/words.ts'
import type { SetupView } from './connector-kinds.tsx'
import type { Calls } from './connector-register.tsx'

/** One kind of data of a connector, and how reading it goes. */
export interface Stream {
  readonly stream: string
  readonly title: string
  readonly reachesOffers: boolean
  readonly retentionDays: number
  readonly accounts: number
  readonly facts: number
  readonly failing: number
  readonly problem: string | null
  readonly lastReadAt: string | null
}
/** How the client secret is shown to the provider. */
export type TokenAuth = 'client_secret_basic' | 'client_secret_post' | 'none'
/** What hangs on a kind of account; of one that is not set up any more that is all there is. */
export interface Held {
  readonly connector: string
  readonly name: string
  readonly holds: { readonly accounts: number; readonly onlyWay: number; readonly facts: number }
}
/** A kind of account as the console's API tells of it. */
export interface Connector extends Held {
  readonly kind: string
  readonly names?: { readonly zh: string; readonly en: string }
  readonly issuer: string
  readonly clientId: string
  readonly tokenAuth: TokenAuth
  readonly redirectUri: string
  readonly source: string | null
  readonly isFixed: boolean
  /** Fields of its kind beside id and secret. */
  readonly setup: readonly SetupView[]
  readonly calls: Calls | null
  /** People type their server: nothing is registered by hand. */
  readonly isTyped: boolean
  readonly lastFailure: { readonly code: string; readonly title: string; readonly at: string } | null
  readonly terms: { readonly docs: string; readonly reviewed: string; readonly note: string }
  readonly streams: readonly Stream[]
}

const t = words({
  down: {
    zh: '那边没有回应。看对方是不是在线、这台机器能不能上网；签发者是自己填的，再看有没有打错。用户这会儿登录也会这样。',
    en: 'Nothing answers there. See whether it is up and whether this machine reaches the internet; where you entered an issuer, check it for a typing error. Shoppers who sign in now see the same.',
  },
  slow: {
    zh: '5 秒内没有回应。过一会儿再试；一直这样，就是地址不对，或防火墙挡着。',
    en: 'No answer within 5 seconds. Test again later; if it stays so, the address is wrong or a firewall is in the way.',
  },
  rubbish: {
    zh: '地址有回应，但那里没有 OpenID 的说明。签发者下面要有 /.well-known/openid-configuration。问对方要准确的签发者地址。',
    en: 'It answers, but describes no OpenID provider: /.well-known/openid-configuration must stand below the issuer. Ask the platform for its exact issuer.',
  },
  untrusted: {
    zh: '对方自称的签发者和你填的不一样，一个字符都不能差，包括末尾的斜杠。',
    en: 'It calls itself by another issuer than the one entered. Every character counts, the slash at the end too.',
  },
  insecure: {
    zh: '地址要 https 开头；它说明里的地址也要。',
    en: 'The address must begin with https, and so must those in its description.',
  },
  other: {
    zh: '看签发者地址、登记号和对方是不是在线，再试一次。用户这会儿登录也会这样。',
    en: 'Check the issuer, the client id and whether it is up, then test again. Shoppers who sign in now see the same.',
  },
})

/** What to look at when a test failed, by the problem's code; null: the problem says it. */
export function testAdvice(code: string | undefined): string | null {
  switch (code) {
    // Those say themselves what to do.
    case 'sign-in/client-refused':
    case 'sign-in/id-refused':
    case 'sign-in/secret-refused':
    case 'sign-in/host-refused':
    case 'sign-in/not-released':
    case 'sign-in/setup-incomplete':
    case 'sign-in/redirect-refused':
    case 'sign-in/clock-off':
      return null
    case 'sign-in/provider-down':
      return t('down')
    case 'sign-in/provider-slow':
      return t('slow')
    case 'sign-in/provider-rubbish':
      return t('rubbish')
    case 'sign-in/untrusted-answer':
      return t('untrusted')
    case 'sign-in/insecure-issuer':
    case 'sign-in/bad-address':
      return t('insecure')
    default:
      return t('other')
  }
}
