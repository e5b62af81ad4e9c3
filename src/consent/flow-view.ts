import { iso } from '../base/clock.ts'
import { type Lang, say } from '../base/i18n.ts'
import { readableOf } from '../connectors/connector.ts'
import { ownSources, type Profiles, type Source } from '../profile/flow.ts'
import { loadProfile } from '../profile/store.ts'
import { loadSaid } from '../profile/store-said.ts'
import { accountsOf } from '../sign-in/flow-account.ts'
import { connectorsOf } from '../sign-in/flow-connectors.ts'
import type { Site } from '../sites/site.ts'
import type { Viewer } from '../sites/viewer.ts'
import { type Consent, personalOffersOn, retentionText, TEXT_VERSION } from './consent.ts'
import { ageView, apartSheet, isAnswered } from './flow-sheet.ts'
import { listConsents, listReceipts } from './store.ts'

/** The consent sheet as it stands for a shopper: what could be read of each account, and what they said. */
export async function consentsView(profiles: Profiles, { site, personId, lang }: Viewer) {
  const { core, signIn } = profiles
  const [connectors, accounts, inForce, profile, receipts, said] = await Promise.all([
    connectorsOf(signIn, site),
    accountsOf(core, core.db, site.id, personId),
    listConsents(core.db, site.id, personId),
    loadProfile(core.db, site.id, personId),
    listReceipts(core.db, site.id, personId),
    loadSaid(core.db, site.id, personId),
  ])
  const mine = connectors.filter((one) => accounts.some((account) => account.connector === one.id))
  return {
    textVersion: TEXT_VERSION,
    age: ageView(site, said),
    connectors: mine.map((connector) => {
      const account = accounts.find((one) => one.connector === connector.id)!
      return {
        connector: connector.id,
        name: say(connector.names, lang),
        account: { name: account.name, picture: account.picture, state: account.state },
        terms: say(connector.descriptor.terms.note, lang),
        termsDocs: connector.descriptor.terms.docs,
        termsReviewed: connector.descriptor.terms.reviewed,
        // A refusal leaves receipts too: who was asked and said no is not asked again.
        answered: isAnswered(connector, receipts),
        streams: streamSheet(site, connector, inForce, lang),
      }
    }),
    // Nobody signs in with these: they stand beside the accounts, and are never asked for by themselves.
    sources: ownSources(signIn).map((source) => ({
      connector: source.id,
      kind: source.descriptor.kind,
      name: say(source.names, lang),
      terms: say(source.descriptor.terms.note, lang),
      answered: isAnswered(source, receipts),
      streams: streamSheet(site, source, inForce, lang),
    })),
    personalOffers: {
      on: personalOffersOn(profile?.offersSwitch ?? 'unset', inForce),
      at: profile?.offersSwitchAt == null ? null : iso(profile.offersSwitchAt),
    },
  }
}

/** The switches of one source: what each stream would tell, and how it stands. */
function streamSheet(site: Site, { id, descriptor, source }: Source, inForce: readonly Consent[], lang: Lang) {
  return Object.entries(readableOf(descriptor, source)).map(([stream, spec]) => {
    const consent = inForce.find((c) => c.connector === id && c.stream === stream && c.purpose === 'read')
    return {
      stream,
      title: say(spec.title, lang),
      purpose: say(spec.purpose, lang),
      example: say(spec.example, lang),
      retention: say(retentionText(spec.retentionDays), lang),
      retentionDays: spec.retentionDays,
      keepsName: spec.keepsName,
      apart: apartSheet(site, { id, descriptor }, stream, inForce, lang),
      given: consent !== undefined,
      at: consent === undefined ? null : iso(consent.at),
    }
  })
}
