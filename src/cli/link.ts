import { say } from '../base/i18n.ts'
import { makeLink } from '../staff/flow.ts'
import { LINK_MINUTES } from '../staff/staff.ts'
import { listStaff, loadStaffByName } from '../staff/store.ts'
import { auditCommand, chooseSite, openCore } from './open.ts'
import { cliFail, readOptions } from './options.ts'
import { terminalLang } from './print.ts'
import { USAGE } from './usage.ts'

const WORDS = {
  console: {
    zh: '{name} 打开控制台（{minutes} 分钟内，用一次）：',
    en: '{name} opens the console with (within {minutes} minutes, once):',
  },
  phone: {
    zh: '{name} 用手机打开（{minutes} 分钟内，用一次）：',
    en: '{name} opens on the phone (within {minutes} minutes, once):',
  },
}

/** `tuidan link NAME`: a fresh single-use way in. @throws cli/no-staff */
export async function link(args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions(
    args,
    USAGE.link,
    { site: { type: 'string' }, phone: { type: 'boolean' } },
    { least: 1 },
  )
  const lang = terminalLang(process.env)
  const opened = await openCore()
  try {
    const site = await chooseSite(opened.core, values.site)
    const staff = await loadStaffByName(opened.core.db, site.id, positionals[0]!)
    if (staff === null) {
      const names = (await listStaff(opened.core.db, site.id)).map((s) => s.name).join(', ')
      throw cliFail('cli/no-staff', { params: { site: site.slug, name: positionals[0]!, names } })
    }
    const opens = values.phone ? 'phone' : 'console'
    await auditCommand(opened.core, 'staff.link-made', site, `staff=${staff.id} opens=${opens}`)
    const made = await makeLink(opened.core, { siteId: site.id, staffId: staff.id, opens })
    console.log(say(WORDS[opens], lang, { name: staff.name, minutes: LINK_MINUTES }))
    console.log(made.url)
    return 0
  } finally {
    await opened.close()
  }
}
