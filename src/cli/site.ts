import { say, type Text } from '../base/i18n.ts'
import { createSite, renewSecretKey } from '../sites/flow.ts'
import { listSites } from '../sites/store.ts'
import { addStaff } from '../staff/flow.ts'
import { auditCommand, chooseSite, openCore } from './open.ts'
import { badOption, readOptions } from './options.ts'
import { printTable, terminalLang } from './print.ts'
import { USAGE } from './usage.ts'

const WORDS = {
  keys: { zh: '密钥只显示这一次，请收好：', en: 'The secret key is shown this once; keep it safe:' },
  tag: {
    zh: '公开钥匙是 {key}，放进网页的一行：',
    en: 'The public key is {key}; the line for your pages:',
  },
  owner: {
    zh: '负责人的链接：tuidan link owner --site {slug}',
    en: "The owner's link: tuidan link owner --site {slug}",
  },
}

const REASONS = {
  verb: { zh: '不会“{given}”，只会 list、add 和 key', en: 'there is no "{given}", only list, add and key' },
  slug: { zh: '{given} 后面写网站名，如 shop', en: 'a site is expected behind {given}, such as shop' },
  name: { zh: '还要写店名，如 “我的店”', en: 'the name of the shop is missing, such as "My shop"' },
} satisfies Record<string, Text>

/** What is missing of a command, or null. */
function missingOf(verb: string | undefined, slug: string | undefined, name: string | undefined): Text | null {
  if (verb === 'list') return null
  if (verb !== 'add' && verb !== 'key') return REASONS.verb
  if (slug === undefined) return REASONS.slug
  return verb === 'add' && name === undefined ? REASONS.name : null
}

/** `tuidan site`: lists sites, adds one with its keys and owner, renews a secret key. */
export async function site(args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions(args, USAGE.site, { currency: { type: 'string' } }, { least: 1, most: 3 })
  const [verb, slug, name] = positionals
  const lang = terminalLang(process.env)
  const missing = missingOf(verb, slug, name)
  if (missing !== null) throw badOption(missing, USAGE.site, { given: verb ?? '' })
  const { core, close } = await openCore()
  try {
    if (verb === 'list') {
      printTable(
        (await listSites(core.db)).map((s) => [
          s.slug,
          s.name[lang],
          s.currency,
          s.publicKey,
          `${core.publicUrl}/s/${s.slug}/`,
        ]),
      )
    } else if (verb === 'add' && slug !== undefined && name !== undefined) {
      const made = await createSite(core, {
        slug,
        name: { zh: name, en: name },
        ...(values.currency ? { currency: values.currency } : {}),
      })
      await addStaff(core, { siteId: made.site.id, name: 'owner', roles: ['owner'], lang })
      await auditCommand(core, 'site.added', made.site)
      const { publicKey } = made.site
      console.log(`${say(WORDS.keys, lang)}\n${made.secretKey}\n${say(WORDS.tag, lang, { key: publicKey })}`)
      console.log(`<script src="${core.publicUrl}/tag.js" data-site="${publicKey}" async></script>`)
      console.log(say(WORDS.owner, lang, { slug }))
    } else if (verb === 'key' && slug !== undefined) {
      const chosen = await chooseSite(core, slug)
      await auditCommand(core, 'site.key-renewed', chosen)
      const key = await renewSecretKey(core, chosen.id)
      console.log(`${say(WORDS.keys, lang)}\n${key}`)
    }
    return 0
  } finally {
    await close()
  }
}
