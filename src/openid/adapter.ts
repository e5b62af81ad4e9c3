import type { Adapter, Stored } from 'oidc-provider'
import { SECOND } from '../base/clock.ts'
import type { Core } from '../engine/core.ts'
import { hashOf } from '../engine/secret-hash.ts'
import type { OpenidClient } from './client.ts'
import {
  consumeRecord,
  deleteGrant,
  deleteRecord,
  type FoundRecord,
  findRecord,
  findRecordByUid,
  loadClient,
  saveRecord,
} from './store.ts'

/** Where a record is at home: it opens nowhere else. */
export const recordPlace = (siteId: string, kind: string, idHash: Buffer): string =>
  `${siteId}|openid_record|${kind}|${idHash.toString('hex')}`

/** The package, once it is loaded: it takes half a second, which no start waits for. */
export type Library = typeof import('oidc-provider')

/** Kinds that go with their grant. */
const OF_GRANT = ['AccessToken', 'AuthorizationCode']

/**
 * Keeps what oidc-provider keeps (its adapter contract) in PostgreSQL, for one site and one of its models. Payloads are sealed,
 * ids are hashed: the id of a token is the token. Clients are read anew each time, so that one that was removed is gone at once.
 */
export class SiteAdapter implements Adapter {
  readonly #library: Library
  readonly #core: Core
  readonly #siteId: string
  readonly #kind: string

  constructor(library: Library, core: Core, siteId: string, kind: string) {
    this.#library = library
    this.#core = core
    this.#siteId = siteId
    this.#kind = kind
  }

  async upsert(id: string, payload: Stored, expiresIn = 3600): Promise<void> {
    const { vault, clock, db } = this.#core
    const idHash = hashOf(id)
    const kind = this.#kind
    const grantId = kind === 'Grant' ? id : OF_GRANT.includes(kind) ? payload.grantId : undefined
    const now = clock.now()
    const row = {
      kind,
      idHash,
      personId: personOf(payload),
      clientId: typeof payload.clientId === 'string' ? payload.clientId : null,
      grantHash: grantId === undefined ? null : hashOf(grantId),
      uidHash: kind === 'Session' && payload.uid !== undefined ? hashOf(payload.uid) : null,
      sealed: vault.seal(payload, recordPlace(this.#siteId, kind, idHash)),
      expiresAt: now + expiresIn * SECOND,
    }
    await saveRecord(db, this.#siteId, row, now)
  }

  async find(id: string): Promise<Stored | undefined> {
    const { db } = this.#core
    if (this.#kind === 'Client') {
      // Whatever else somebody sends is none, and no database takes a NUL.
      const client = /^[\w-]{1,100}$/.test(id) ? await loadClient(db, this.#siteId, id) : null
      return client === null ? undefined : this.#metadata(client, client.secretHash)
    }
    return this.#open(await findRecord(db, this.#siteId, { kind: this.#kind, idHash: hashOf(id), now: this.#now() }))
  }

  async findByUid(uid: string): Promise<Stored | undefined> {
    const by = { kind: this.#kind, uidHash: hashOf(uid), now: this.#now() }
    return this.#open(await findRecordByUid(this.#core.db, this.#siteId, by))
  }

  /** Codes of devices without a browser: not offered. */
  async findByUserCode(): Promise<undefined> {}

  async destroy(id: string): Promise<void> {
    await deleteRecord(this.#core.db, this.#siteId, this.#kind, hashOf(id))
  }

  /** @throws InvalidGrant when it was used in this moment by another request: a code is good once (RFC 6749 §4.1.2) */
  async consume(id: string): Promise<void> {
    const by = { kind: this.#kind, idHash: hashOf(id), now: this.#now() }
    if (!(await consumeRecord(this.#core.db, this.#siteId, by)))
      throw new this.#library.errors.InvalidGrant('already used')
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await deleteGrant(this.#core.db, this.#siteId, hashOf(grantId))
  }

  #now(): number {
    return this.#core.clock.now()
  }

  #open(row: FoundRecord | null): Stored | undefined {
    if (row === null) return undefined
    const stored = this.#core.vault.open<Stored>(row.sealed, recordPlace(this.#siteId, this.#kind, row.idHash))
    return row.consumedAt === null ? stored : { ...stored, consumed: Math.floor(row.consumedAt / SECOND) }
  }

  /** A client as oidc-provider wants it. It may show its secret either way (RFC 6749 §2.3.1), as its library likes. */
  #metadata(client: OpenidClient, secretHash: Buffer): Stored {
    const isBasic = /^Basic /i.test(this.#library.Provider.ctx?.get('authorization') ?? '')
    return {
      client_id: client.id,
      client_secret: secretHash.toString('base64url'),
      client_name: client.name,
      redirect_uris: client.redirectUris,
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: isBasic ? 'client_secret_basic' : 'client_secret_post',
    }
  }
}

/** Whom it is about: their erasing takes it along. */
function personOf({ accountId, session, result }: Stored): string | null {
  return accountId ?? session?.accountId ?? result?.login?.accountId ?? null
}
