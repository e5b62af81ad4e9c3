import { iso } from '../base/clock.ts'
import { writeCursor } from '../base/cursor.ts'
import { type Lang, say } from '../base/i18n.ts'
import { knownProblem } from '../base/problem.ts'
import { type AuditFilter, checkAudit, type Entry, listAudit } from '../engine/audit.ts'
import type { Core } from '../engine/core.ts'
import type { SignIn } from '../sign-in/flow-open.ts'
import { listStaff } from '../staff/store.ts'
import { ACTIONS, actionsOf, GROUPS, type Group } from './actions.ts'

/** What the merchant's duties are told from. */
export interface Duties {
  readonly core: Core
  readonly signIn: SignIn
}

const A_PAGE = 50

/** What the console asks of the audit. */
export interface AuditQuery extends Pick<AuditFilter, 'staffId' | 'kind' | 'personId' | 'before'> {
  readonly group?: Group | undefined
  /** A page, or everything for a file. */
  readonly limit?: number
}

/** Who did what and when, youngest first. Names of staff are looked up now; the audit holds only their numbers. */
export async function auditView(core: Core, siteId: string, lang: Lang, query: AuditQuery) {
  const { group, limit = A_PAGE, ...rest } = query
  const [rows, staff] = await Promise.all([
    listAudit(core.db, siteId, { ...rest, ...(group ? { actions: actionsOf(group) } : {}), limit: limit + 1 }),
    listStaff(core.db, siteId),
  ])
  const names = new Map(staff.map((one) => [one.id, one.name]))
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  return {
    items: await Promise.all(shown.map((entry) => entryView(core, siteId, entry, names, lang))),
    next: last === undefined ? null : writeCursor(last),
  }
}

/** What one may look for, and whether the chain of entries holds. */
export async function auditHead(core: Core, siteId: string, lang: Lang) {
  const [chain, staff] = await Promise.all([checkAudit(core.db, siteId), listStaff(core.db, siteId)])
  return {
    ...chain,
    groups: Object.entries(GROUPS).map(([id, words]) => ({ id, name: say(words, lang) })),
    staff: staff.map(({ id, name }) => ({ id, name })),
  }
}

async function entryView(core: Core, siteId: string, entry: Entry, names: Map<string, string>, lang: Lang) {
  const known = ACTIONS[entry.action]
  return {
    id: entry.id,
    n: entry.n,
    at: iso(entry.at),
    whoKind: entry.whoKind,
    who: entry.who === null ? null : entry.whoKind === 'staff' ? (names.get(entry.who) ?? entry.who) : entry.who,
    action: entry.action,
    words: known === undefined ? entry.action : say(known.words, lang),
    group: known?.group ?? null,
    about: entry.about,
    personId: entry.personId,
    fields: entry.fields,
    refused: entry.refused === null ? null : { code: entry.refused, words: whyRefused(entry.refused, lang) },
    ...(entry.note === null ? {} : { reason: await reasonOf(core, siteId, entry) }),
  }
}

/** A refusal in words; what it was about in particular was not written down. */
function whyRefused(code: string, lang: Lang): string {
  const known = knownProblem(code)
  return known === null ? code : say(known.title, lang).replace(/\{\w+\}/g, '…')
}

/** The reason that was typed; null once the person it is about was erased. */
async function reasonOf({ db, vault }: Core, siteId: string, { personId, note }: Entry): Promise<string | null> {
  try {
    return (await vault.personBox(db, siteId, personId!)).open<string>(note!, 'audit|note')
  } catch {
    return null
  }
}
