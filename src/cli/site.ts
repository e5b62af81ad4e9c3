import { type Lang, say, type Text } from '../base/i18n.ts'
import type { Core } from '../engine/core.ts'
import { MOST_ADDRESSES } from '../openid/client.ts'
import { addClient, clientsView, removeClient, rotateKeys } from '../openid/flow.ts'
import { createSite, renewSecretKey } from '../sites/flow.ts'
import type { Site } from '../sites/site.ts'
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
  client: {
    zh: '填进网站后端的 OpenID 设置；client_secret 只显示这一次，请收好：',
    en: 'For the OpenID settings of your back end; client_secret is shown this once, keep it safe:',
  },
  noClient: { zh: '还没有后端。\n', en: 'No back end yet.\n' },
  rotated: {
    zh: '新的签名钥匙已经公布，从明天这个时候开始用；旧的再留一天。',
    en: 'New signing keys are told of now and sign from this time tomorrow; the old ones are told of for a day more.',
  },
  owner: {
    zh: '负责人的链接：tuidan link owner --site {slug}',
    en: "The owner's link: tuidan link owner --site {slug}",
  },
}

/** Back ends of a site: lists them, adds one with its secret, or removes one. */
async function clients(
  core: Core,
  site: Site,
  input: {
    name: string | undefined
    addresses: readonly string[]
    signOut: string | undefined
    remove: string | undefined
    lang: Lang
  },
): Promise<void> {
  const { name, addresses, signOut, remove, lang } = input
  if (remove !== undefined) return await removeClient(core, site.id, remove)
  if (name === undefined) {
    const view = await clientsView(core, site)
    printTable(view.clients.map(({ id, name, redirectUris }) => [id, name, redirectUris.join(' ')]))
    console.log(`${view.clients.length === 0 ? say(WORDS.noClient, lang) : ''}issuer  ${view.issuer}`)
    return
  }
  if (addresses.length === 0) throw badOption(REASONS.address, USAGE.site, {})
  const signOutUris = signOut === undefined ? [] : [signOut]
  const { client, secret } = await addClient(core, site, { name, redirectUris: addresses, signOutUris }, lang)
  console.log(say(WORDS.client, lang))
  printTable([
    ['issuer', (await clientsView(core, site)).issuer],
    ['client_id', client.id],
    ['client_secret', secret],
    ['redirect_uri', addresses.join(' ')],
  ])
}

const REASONS = {
  verb: {
    zh: '不会“{given}”，只会 list、add、key、client 和 signing-keys',
    en: 'there is no "{given}", only list, add, key, client and signing-keys',
  },
  slug: { zh: '{given} 后面写网站名，如 shop', en: 'a site is expected behind {given}, such as shop' },
  name: { zh: '还要写店名，如 “我的店”', en: 'the name of the shop is missing, such as "My shop"' },
  address: {
    zh: '还要写回跳地址，如 https://shop.example/back',
    en: 'the address visitors come back to is missing, such as https://shop.example/back',
  },
} satisfies Record<string, Text>

/** What is missing of a command, or null. */
function missingOf(verb: string | undefined, slug: string | undefined, name: string | undefined): Text | null {
  if (verb === 'list') return null
  if (verb === undefined || !['add', 'key', 'client', 'signing-keys'].includes(verb)) return REASONS.verb
  if (slug === undefined) return REASONS.slug
  return verb === 'add' && name === undefined ? REASONS.name : null
}

/** `tuidan site`: lists sites, adds one with its keys and owner, renews a secret key. */
export async function site(args: readonly string[]): Promise<number> {
  const options = { currency: { type: 'string' }, 'sign-out': { type: 'string' }, remove: { type: 'string' } } as const
  const { values, positionals } = readOptions(args, USAGE.site, options, { least: 1, most: 3 + MOST_ADDRESSES })
  const [verb, slug, name, ...addresses] = positionals
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
    } else if (verb === 'signing-keys' && slug !== undefined) {
      await rotateKeys(core, (await chooseSite(core, slug)).id)
      console.log(say(WORDS.rotated, lang))
    } else if (verb === 'client' && slug !== undefined) {
      await clients(core, await chooseSite(core, slug), {
        name,
        addresses,
        signOut: values['sign-out'],
        remove: values.remove,
        lang,
      })
    }
    return 0
  } finally {
    await close()
  }
}
