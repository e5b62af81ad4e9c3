import type { Lang } from '../base/i18n.ts'
import { isRead, readableOf } from '../connectors/connector.ts'
import { recordAll } from '../engine/event-log.ts'
import { changed, derive, OWN_ORDERS_STREAM, ownSources, type Profiles, planOwnOrders } from '../profile/flow.ts'
import { profileFail } from '../profile/problems.ts'
import { lockProfile } from '../profile/store.ts'
import { beginReading } from '../reading/flow.ts'
import { accountsOf } from '../sign-in/flow-account.ts'
import { connectorOf } from '../sign-in/flow-connectors.ts'
import type { Site } from '../sites/site.ts'
import { type Apart, apartOf, mayRead } from './apart.ts'
import { type Consent, type How, isCovered, PURPOSES, type Receipt, shownVersion } from './consent.ts'
import { eventsOf, forgetStream, receiptsOf } from './flow.ts'
import { mustBeOfAge } from './flow-of-age.ts'
import { listConsents, listReceipts, saveConsents, saveReceipts } from './store.ts'

/**
 * Answers what is asked by itself: sensitive data, or data that crosses a border. One question, one text, one receipt; a yes lets the
 * stream be read where that was agreed to as well, a no ends its reading and takes what was read.
 * @throws profile/unknown-stream, no-account, text-changed, under-age, age-unsaid
 */
export async function answerApart(
  profiles: Profiles,
  input: {
    site: Site
    personId: string
    connector: string
    stream: string
    what: Apart
    given: boolean
    /** That of the question, as the sheet told it. */
    textVersion: string
    saysOfAge: boolean
    lang: Lang
    how: How
  },
): Promise<Receipt[]> {
  const { core, signIn } = profiles
  const { site, personId, stream, what, given, lang, how } = input
  const own = ownSources(signIn).find((one) => one.id === input.connector)
  const source = own ?? (await connectorOf(signIn, site, input.connector))
  const spec = readableOf(source.descriptor, source.source)[stream]
  const asked = spec === undefined ? [] : apartOf(site.settings, source.descriptor, spec)
  const question = asked.find((one) => one.what === what)
  if (spec === undefined || question === undefined)
    throw profileFail('profile/unknown-stream', { params: { name: source.names[lang], stream }, field: 'stream' })
  if (input.textVersion !== shownVersion(question.text))
    throw profileFail('profile/text-changed', { field: 'textVersion' })
  const receipts = await core.db.tx(async (tx) => {
    const accounts = (await accountsOf(core, tx, site.id, personId)).filter((a) => a.connector === source.id)
    if (accounts.length === 0 && own === undefined) throw profileFail('profile/no-account')
    await lockProfile(tx, site.id, personId)
    if (given) await mustBeOfAge(profiles, tx, { site, personId, saysOfAge: input.saysOfAge })
    const of = { personId, connector: source.id, stream, lang, how, textVersion: input.textVersion }
    const inForce = await listConsents(tx, site.id, personId)
    const had = isCovered(inForce, source.id, stream, what)
    if (!changes(had, given, await listReceipts(tx, site.id, personId), { ...of, purpose: what })) return []
    const made = receiptsOf(core, site.id, { ...of, purposes: [what], given })
    if (!given && isCovered(inForce, source.id, stream, 'read')) {
      // Without it the stream is not read: that consent ends with it.
      const { textVersion: _, ...rest } = of
      made.push(...receiptsOf(core, site.id, { ...rest, purposes: PURPOSES, given: false }))
    }
    await saveReceipts(tx, site.id, made)
    await recordAll(tx, eventsOf(site.id, made, had))
    if (!given) await forgetStream(core, tx, site.id, personId, source.id, stream)
    else {
      const mine: Consent[] = made.map((r) => ({ ...r, receiptId: r.id }))
      await saveConsents(tx, site.id, personId, mine)
      if (mayRead(site.settings, source, stream, [...inForce, ...mine])) {
        for (const { id } of isRead(spec) ? accounts : [])
          await beginReading(core, tx, { siteId: site.id, personId, accountId: id, connector: source.id, stream })
        if (source.id === OWN_ORDERS_STREAM.connector) await planOwnOrders(core, tx, { siteId: site.id, personId })
      }
    }
    await derive(profiles, tx, site.id, personId)
    return made
  })
  if (receipts.length > 0) changed(core, site.id, personId)
  return receipts
}

/** Does this answer say anything new, or answer another text? */
function changes(
  had: boolean,
  given: boolean,
  receipts: readonly Receipt[],
  of: Pick<Receipt, 'connector' | 'stream' | 'purpose' | 'textVersion'>,
): boolean {
  const last = receipts.find((r) => r.connector === of.connector && r.stream === of.stream && r.purpose === of.purpose)
  return had !== given || last === undefined || last.given !== given || last.textVersion !== of.textVersion
}
