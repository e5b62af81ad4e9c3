import { basename } from 'node:path'
import type { Lang, Text } from '../base/i18n.ts'
import type { Connector } from '../connectors/connector.ts'
import { loadConnectors } from '../connectors/load.ts'
import type { Core } from '../engine/core.ts'
import type { Site } from '../sites/site.ts'
import type { Sql } from '../storage/db.ts'
import { isOnlyHere } from './handshake.ts'
import { signInFail } from './problems.ts'
import { Providers } from './provider.ts'
import type { Registration } from './registration.ts'
import { Sessions } from './sessions.ts'

/** A provider written down in tuidan.json. */
export interface FixedConnector {
  readonly kind: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly tokenAuth: Registration['tokenAuth']
  readonly name: Text
  readonly source: string | null
  /** Fields of the registration beside id and secret, by the names in the descriptor's `setup`. */
  readonly setup?: Readonly<Record<string, string>>
  /** Slugs; empty: the first site that is no demo. */
  readonly sites: readonly string[]
}

/** What the sign-in room is built from. */
export interface SignIn {
  readonly core: Core
  readonly providers: Providers
  readonly sessions: Sessions
  /** Descriptors by kind. */
  readonly connectors: ReadonlyMap<string, Connector>
  readonly fixed: Readonly<Record<string, FixedConnector>>
  /**
   * Told in the transaction of a sign-in of somebody who has agreed to something; work that waits for it (reading on) goes into the
   * outbox there.
   */
  readonly onSignedIn?: (tx: Sql, who: { siteId: string; personId: string; accountId: string }) => Promise<void>
  /** Told of somebody whose account tells a birthdate, before they are let in; it is not kept here. */
  readonly onBirthdate?: (
    signIn: SignIn,
    who: { site: Site; personId: string; lang: Lang },
    birthdate: string,
  ) => Promise<void>
  /** Makes one account of those that turned out to be one provider's same subject, before anything of a sign-in is written. */
  readonly joinTwins?: (signIn: SignIn, siteId: string, accountIds: readonly string[]) => Promise<void>
}

/**
 * Is every kind of account that tuidan.json names there? Asked before anything is opened. A kind whose file does not load is
 * passed over: that is logged, and the others work.
 * @throws sign-in/unknown-kind
 */
export async function checkKinds(fixed: SignIn['fixed'], ownFolders: readonly string[]): Promise<void> {
  const { connectors, faults } = await loadConnectors(ownFolders)
  const torn = faults.map(({ file }) => basename(file).replace(/\.[^.]+$/, ''))
  const kinds = [...connectors.values()].filter((one) => one.login !== undefined).map((one) => one.id)
  for (const [id, { kind }] of Object.entries(fixed))
    if (!kinds.includes(kind) && !torn.includes(kind))
      throw signInFail('sign-in/unknown-kind', { params: { id, kind, kinds: kinds.join(', ') } })
}

/**
 * Builds the room: connectors found in our folder and the merchant's own (a bad file is logged and passed over), providers,
 * sessions.
 */
export async function openSignIn(
  core: Core,
  parts: Pick<SignIn, 'fixed' | 'onSignedIn' | 'onBirthdate' | 'joinTwins'>,
  ownFolders: readonly string[] = [],
): Promise<SignIn> {
  const { connectors, faults } = await loadConnectors(ownFolders)
  for (const { file, reason } of faults) core.log.error({ file, reason }, 'a connector does not load')
  for (const [id, { kind, setup = {} }] of Object.entries(parts.fixed)) {
    const known = connectors.get(kind)
    const stranger = Object.keys(setup).find((name) => !Object.hasOwn(known?.setup ?? {}, name))
    if (stranger !== undefined)
      core.log.error(
        { connector: id, option: stranger },
        'tuidan.json has an option that this kind of account does not',
      )
  }
  return {
    core,
    providers: new Providers(core.clock, { mayLoop: isOnlyHere(core.publicUrl) }),
    sessions: new Sessions(core),
    connectors,
    ...parts,
  }
}
