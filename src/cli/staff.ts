import { say } from '../base/i18n.ts'
import { addStaff } from '../staff/flow.ts'
import { ROLE_NAMES, ROLES, type Role } from '../staff/staff.ts'
import { listStaff } from '../staff/store.ts'
import { chooseSite, openCore } from './open.ts'
import { cliFail, readOptions } from './options.ts'
import { printTable, terminalLang } from './print.ts'
import { USAGE } from './usage.ts'

const WORDS = {
  added: {
    zh: '{name} 加好了。手机：tuidan link {name} --phone',
    en: '{name} is added. Phone: tuidan link {name} --phone',
  },
}

const parts = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((p) => p.trim())
    .filter((p) => p !== '')

/** `tuidan staff`: lists the staff of a site, or takes somebody on. @throws cli/bad-option, staff/name-taken */
export async function staff(args: readonly string[]): Promise<number> {
  const options = { roles: { type: 'string' }, zones: { type: 'string' }, site: { type: 'string' } } as const
  const { values, positionals } = readOptions(args, USAGE.staff, options, 1)
  const [verb, name] = positionals
  const roles = parts(values.roles)
  const zones = parts(values.zones).map((z) => z.toUpperCase())
  const wrong = roles.find((r) => !ROLES.includes(r as Role)) ?? zones.find((z) => !/^[A-HJ-NPR-Z]$/.test(z))
  const lang = terminalLang(process.env)
  const isAdd = verb === 'add' && name !== undefined && roles.length > 0 && wrong === undefined
  if (verb !== 'list' && !isAdd)
    throw cliFail('cli/bad-option', { params: { reason: wrong ?? args.join(' '), usage: USAGE.staff } })
  const { core, close } = await openCore()
  try {
    const site = await chooseSite(core, values.site)
    if (isAdd) {
      const added = await addStaff(core, { siteId: site.id, name, roles: roles as Role[], zones, lang })
      console.log(say(WORDS.added, lang, { name: added.name }))
    } else {
      const people = await listStaff(core.db, site.id)
      printTable(
        people.map((s) => [
          s.name,
          s.roles.map((r) => say(ROLE_NAMES[r], lang)).join(' '),
          s.zones.join(' ') || '*',
          s.state,
        ]),
      )
    }
    return 0
  } finally {
    await close()
  }
}
