import { signal } from '@preact/signals'
import type { Lang, Text } from '../../src/base/i18n.ts'
import type { Role } from '../../src/staff/staff.ts'
import { ApiProblem, api, BASE } from '../kit/api.ts'
import { go } from '../kit/route.ts'
import { setTimeZone } from '../kit/time.ts'

/** Who is at the console, and for which shop. */
export interface Me {
  readonly staff: {
    readonly id: string
    readonly name: string
    readonly roles: readonly Role[]
    readonly zones: readonly string[]
    readonly lang: Lang
  }
  readonly site: {
    readonly slug: string
    readonly name: Text
    readonly isDemo: boolean
    readonly currency: string
    readonly publicKey: string
    readonly settings: Readonly<Record<string, unknown>> & { readonly timeZone: string }
  }
}

/** The person at the console; `null` while asked, `nobody` without a session. */
export const me = signal<Me | 'nobody' | null>(null)
/** Where the console begins: `/console`, in the demo `/demo/console`. */
export const HOME = `${BASE}/console`

/** The shop's zone: its budgets, caps and campaigns turn at its own midnight. */
export function shopZone(): string {
  const now = me.value
  return now === null || now === 'nobody' ? 'Asia/Shanghai' : now.site.settings.timeZone
}

/** Asks who is here. */
export async function loadMe(): Promise<void> {
  try {
    const now = await api<Me>('GET', '/v1/console/me')
    setTimeZone(now.site.settings.timeZone)
    me.value = now
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error
    me.value = 'nobody'
  }
}

/** Signs in with the token of a single-use link and takes it out of the address. @throws ApiProblem */
export async function signIn(token: string): Promise<void> {
  history.replaceState(null, '', `${HOME}/`)
  await api('POST', '/v1/console/sign-in', { token })
  await loadMe()
  go(`${HOME}/`, 'replace')
}

/** Ends the session on the server. */
export async function signOut(): Promise<void> {
  await api('POST', '/v1/console/sign-out')
  me.value = 'nobody'
}

/** May the person at the console do what asks for one of these roles? */
export function canDo(...roles: Role[]): boolean {
  const now = me.value
  if (now === null || now === 'nobody') return false
  return now.staff.roles.includes('owner') || roles.some((role) => now.staff.roles.includes(role))
}
