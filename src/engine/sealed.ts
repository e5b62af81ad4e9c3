import { DAY } from '../base/clock.ts'

// Everything that stands sealed under the master keys, in one list: a rotation seals all of it anew, and a key is let go of only
// when none of it hangs on it. What a person's own key seals (accounts, facts, profiles) is not here: that key, `person_key`, is.

/** One kind of sealed value: where it stands, and how the name of its place (the AAD of its seal) is made from its row. */
export interface SealedPlace {
  /** `table.column`, or for work that waits `outbox kind/field`. */
  readonly name: string
  readonly table: string
  /** The primary key and its types. */
  readonly key: Readonly<Record<string, 'uuid' | 'text' | 'bytea'>>
  /** SQL over the row `t`: the sealed bytes, null where there is none. */
  readonly bytes: string
  /** SQL over `t` and what was joined: the name that the room sealed it under. */
  readonly place: string
  readonly join?: string
  readonly where?: string
  /** SQL that puts `v.sealed` in their place. */
  readonly set: string
  /** What does not open may be removed: it is made anew when it is missed. */
  readonly mayGo?: true
}

type Key = SealedPlace['key']

function column(
  table: string,
  name: string,
  key: Key,
  place: string,
  more: Partial<Pick<SealedPlace, 'join' | 'mayGo'>> = {},
): SealedPlace {
  return {
    name: `${table}.${name}`,
    table,
    key,
    bytes: `t.${name}`,
    place,
    set: `${name} = v.sealed`,
    ...more,
  }
}

/** PostgreSQL breaks base64 into lines; ours has none. */
const BASE64 = `translate(encode(v.sealed, 'base64'), E'\\n', '')`

function waiting(kind: string, field: string, place: string): SealedPlace {
  return {
    name: `outbox ${kind}/${field}`,
    table: 'outbox',
    key: { site_id: 'uuid', id: 'uuid' },
    bytes: `decode(t.payload->>'${field}', 'base64')`,
    place,
    where: `t.kind = '${kind}'`,
    set: `payload = jsonb_set(t.payload, '{${field}}', to_jsonb(${BASE64}))`,
  }
}

const token = (name: string): SealedPlace =>
  column(
    'account_token',
    name,
    { site_id: 'uuid', account_id: 'uuid' },
    `concat_ws('|', t.site_id, a.connector, t.account_id, '${name}')`,
    { join: 'join account a on a.site_id = t.site_id and a.id = t.account_id' },
  )

const setting = (name: string): SealedPlace =>
  column(
    'connector_setting',
    name,
    { site_id: 'uuid', connector: 'text' },
    `concat_ws('|', t.site_id, 'connector_setting', t.connector, '${name}')`,
  )

/** A token on its way back to its provider, with what that takes. */
const leavingToken = (field: string, column: string): SealedPlace =>
  waiting('account.revoke', field, `concat_ws('|', t.site_id, t.payload->>'connector', t.ref, ${column})`)

/** How a kind of account was registered, kept beyond its setting. */
const leaving = (kind: string, field: string, connector: string): SealedPlace =>
  waiting(kind, field, `concat_ws('|', t.site_id, 'connector', ${connector}, 'leaving')`)

/** Every kind of value that stands sealed under the master keys. */
export const SEALED: readonly SealedPlace[] = [
  {
    name: 'installation vault_check',
    table: 'installation',
    key: { key: 'text' },
    bytes: `decode(t.value #>> '{}', 'base64')`,
    place: `'vault_check'`,
    where: `t.key = 'vault_check'`,
    set: `value = to_jsonb(${BASE64})`,
  },
  column(
    'person_key',
    'wrapped',
    { site_id: 'uuid', person_id: 'uuid' },
    `concat_ws('|', t.site_id, 'person_key', t.person_id)`,
  ),
  setting('client_secret'),
  setting('setup'),
  column(
    'found_client',
    'sealed',
    { site_id: 'uuid', connector: 'text', issuer_hash: 'bytea' },
    `concat_ws('|', t.site_id, 'found_client', t.connector, encode(t.issuer_hash, 'hex'))`,
    { mayGo: true },
  ),
  column(
    'sign_in_attempt',
    'sealed',
    { site_id: 'uuid', state_hash: 'bytea' },
    `concat_ws('|', t.site_id, 'sign_in_attempt', encode(t.state_hash, 'hex'))`,
  ),
  token('access'),
  token('refresh'),
  token('dpop'),
  token('server'),
  column(
    'order_receiver',
    'sealed',
    { site_id: 'uuid', order_id: 'uuid' },
    `concat_ws('|', t.site_id, 'order_receiver', t.order_id, 'sealed')`,
  ),
  column(
    'payment_setting',
    'sealed',
    { site_id: 'uuid', provider: 'text' },
    `concat_ws('|', t.site_id, 'payment_setting', t.provider, 'sealed')`,
  ),
  column('push_key', 'private_key', { site_id: 'uuid' }, `concat_ws('|', t.site_id, 'push_key', 'private')`),
  column(
    'push_subscription',
    'sealed',
    { site_id: 'uuid', id: 'uuid' },
    `concat_ws('|', t.site_id, 'push_subscription', t.recipient)`,
  ),
  column(
    'openid_key',
    'sealed',
    { site_id: 'uuid', id: 'text' },
    `concat_ws('|', t.site_id, 'openid_key', t.id, 'sealed')`,
  ),
  column(
    'openid_record',
    'sealed',
    { site_id: 'uuid', kind: 'text', id_hash: 'bytea' },
    `concat_ws('|', t.site_id, 'openid_record', t.kind, encode(t.id_hash, 'hex'))`,
    { mayGo: true },
  ),
  leavingToken('sealed', `t.payload->>'column'`),
  leavingToken('access', `'access'`),
  leavingToken('server', `'server'`),
  leaving('account.revoke', 'registration', `t.payload->>'connector'`),
  leaving('connector.end', 'sealed', 't.ref'),
]

/**
 * What is sealed and stands in no row (a handover in the merchant's own server, the pass of a page's visitor) is good for so many ms
 * at most. It opens as long as the key it was sealed with is in the ring.
 */
export const SEALED_ELSEWHERE_MS = 30 * DAY
