import type { Core } from '../engine/core.ts'
import { formerKeys } from '../sign-in/store-link.ts'
import type { Sql } from '../storage/db.ts'
import { knownOwn } from './store-merge.ts'

/** What a thing without an account is found again by: its person is part of it, so that nobody's can be told from another's. */
export const ownHash = (
  { vault }: Pick<Core, 'vault'>,
  of: { siteId: string; personId: string; connector: string; stream: string },
  sourceId: string,
): Buffer => vault.hash(of.siteId, 'fact', `${of.personId}\n${of.connector}/${of.stream}\n${sourceId}`)

/**
 * Of these things those that somebody who was merged into this person had kept already, or removed: they stand, or stay away, under
 * the hash of the old key.
 */
export async function knownFormer(
  core: Pick<Core, 'vault'>,
  tx: Sql,
  of: { siteId: string; personId: string; connector: string; stream: string },
  sourceIds: readonly string[],
): Promise<{ ids: ReadonlySet<string>; hashes: readonly Buffer[] }> {
  const former = sourceIds.length === 0 ? [] : await formerKeys(tx, of.siteId, of.personId)
  if (former.length === 0) return { ids: new Set(), hashes: [] }
  const idOf = new Map<string, string>()
  for (const personId of former)
    for (const id of sourceIds) idOf.set(ownHash(core, { ...of, personId }, id).toString('hex'), id)
  const asked = [...idOf.keys()].map((hex) => Buffer.from(hex, 'hex'))
  const hashes = await knownOwn(tx, of, asked)
  return { ids: new Set(hashes.map((hash) => idOf.get(hash.toString('hex'))!)), hashes }
}
