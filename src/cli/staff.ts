import { type Params, say, type Text } from '../base/i18n.ts'
import { addStaff } from '../staff/flow.ts'
import { ROLE_NAMES, ROLES, type Role } from '../staff/staff.ts'
import { listStaff } from '../staff/store.ts'
import { auditCommand, chooseSite, openCore } from './open.ts'
import { badOption, readOptions } from './options.ts'
import { printTable, terminalLang } from './print.ts'
import { USAGE } from './usage.ts'

const WORDS = {
  added: {
    zh: '{name} 加好了。手机：tuidan link {name} --phone',
    en: '{name} is added. Phone: tuidan link {name} --phone',
  },
}

const REASONS = {
  verb: { zh: '不会“{given}”，只会 list 和 add', en: 'there is no "{given}", only list and add' },
  name: { zh: 'add 后面写名字', en: 'a name is expected behind add' },
  roles: { zh: '用 --roles 写上角色：{known}', en: 'say the roles with --roles: {known}' },
  role: { zh: '没有角色 {given}，有这些：{known}', en: 'there is no role {given}; there are {known}' },
  zone: {
    zh: '{given} 不是区：区是一个字母，没有 I、O、Q',
    en: '{given} is no zone: a zone is one letter, never I, O or Q',
  },
} satisfies Record<string, Text>

const STATES: Readonly<Record<'active' | 'disabled', Text>> = {
  active: { zh: '在用', en: 'active' },
  disabled: { zh: '已停用', en: 'disabled' },
}

const HEADS: readonly Text[] = [
  { zh: '名字', en: 'Name' },
  { zh: '角色', en: 'Roles' },
  { zh: '区域', en: 'Zones' },
  { zh: '状态', en: 'State' },
]
/** Nobody's zones were named: tasks of each go to them. */
const ALL_ZONES: Text = { zh: '全仓', en: 'all' }

/** What is wrong with what was typed, or null. */
function faultOf(typed: {
  verb: string | undefined
  name: string | undefined
  roles: readonly string[]
  zones: readonly string[]
}): { reason: Text; params: Params } | null {
  const { verb, name, roles, zones } = typed
  const known = ROLES.join(', ')
  if (verb === 'list') return null
  if (verb !== 'add') return { reason: REASONS.verb, params: { given: verb ?? '' } }
  if (name === undefined) return { reason: REASONS.name, params: {} }
  if (roles.length === 0) return { reason: REASONS.roles, params: { known } }
  const role = roles.find((r) => !ROLES.includes(r as Role))
  if (role !== undefined) return { reason: REASONS.role, params: { given: role, known } }
  const zone = zones.find((z) => !/^[A-HJ-NPR-Z]$/.test(z))
  return zone === undefined ? null : { reason: REASONS.zone, params: { given: zone } }
}

const parts = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((p) => p.trim())
    .filter((p) => p !== '')

/** `tuidan staff`: lists the staff of a site, or takes somebody on. @throws cli/bad-option, staff/name-taken */
export async function staff(args: readonly string[]): Promise<number> {
  const options = { roles: { type: 'string' }, zones: { type: 'string' }, site: { type: 'string' } } as const
  const { values, positionals } = readOptions(args, USAGE.staff, options, { least: 1, most: 2 })
  const [verb, name] = positionals
  const roles = parts(values.roles)
  const zones = parts(values.zones).map((z) => z.toUpperCase())
  const lang = terminalLang(process.env)
  const isAdd = verb === 'add'
  const wrong = faultOf({ verb, name, roles, zones })
  if (wrong !== null) throw badOption(wrong.reason, USAGE.staff, wrong.params)
  const { core, close } = await openCore()
  try {
    const site = await chooseSite(core, values.site)
    if (isAdd && name !== undefined) {
      const added = await addStaff(core, { siteId: site.id, name, roles: roles as Role[], zones, lang })
      await auditCommand(core, 'staff.added', site, `staff=${added.id}`)
      console.log(say(WORDS.added, lang, { name: added.name }))
    } else {
      const people = await listStaff(core.db, site.id)
      printTable([
        HEADS.map((head) => say(head, lang)),
        ...people.map((s) => [
          s.name,
          s.roles.map((r) => say(ROLE_NAMES[r], lang)).join(' '),
          s.zones.join(' ') || say(ALL_ZONES, lang),
          say(STATES[s.state], lang),
        ]),
      ])
    }
    return 0
  } finally {
    await close()
  }
}
