import { type Static, type TSchema, Type } from 'typebox'

const At = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
const Id = Type.String({ format: 'uuid' })
const Count = Type.Integer({ minimum: 0 })
const orNull = <T extends TSchema>(type: T) => Type.Union([type, Type.Null()])
const Words = Type.Object({ zh: Type.Optional(Type.String()), en: Type.Optional(Type.String()) })
const Money = Type.Object({ amount: Type.Integer({ description: 'minor units' }), currency: Type.String() })
const whole = { additionalProperties: false }

const Account = Type.Object(
  {
    id: Id,
    connector: Type.String(),
    issuer: Type.String(),
    subject: Type.String({ description: 'the provider’s own name for you' }),
    name: orNull(Type.String()),
    picture: orNull(Type.String()),
    email: Type.Optional(Type.String({ description: 'an address that the provider says is yours' })),
    state: Type.String(),
    connectedAt: At,
    signedInAt: At,
  },
  { description: 'an account you sign in with' },
)

const Consent = Type.Object({
  connector: Type.String(),
  stream: Type.String(),
  purpose: Type.String(),
  receiptId: Id,
  at: At,
})

const Receipt = Type.Object({
  id: Id,
  personId: Id,
  connector: Type.String({ description: '*: the personal-offers switch' }),
  stream: Type.String(),
  purpose: Type.String(),
  given: Type.Boolean(),
  textVersion: Type.String({ description: 'which wording was shown' }),
  lang: Type.String(),
  how: Type.String({ description: 'where it was answered' }),
  at: At,
  signature: Type.String({ description: 'proves that nobody changed it since' }),
})

const Reading = Type.Object({
  connector: Type.String(),
  stream: Type.String(),
  title: Type.String(),
  state: Type.String(),
  readAt: orNull(At),
  nextAt: orNull(At),
  facts: Count,
})

const Fact = Type.Object({
  id: Id,
  connector: Type.String(),
  stream: Type.String(),
  verb: Type.String(),
  thing: Type.String({ description: 'its type in schema.org or ActivityStreams' }),
  name: orNull(Words),
  sentence: Type.String(),
  source: Type.String(),
  categories: Type.Array(Type.Object({ categoryId: Type.String(), label: Type.String() })),
  at: orNull(At),
  readAt: At,
  expiresAt: At,
  receiptId: Id,
})

const Interest = Type.Object({
  categoryId: Type.String(),
  label: Type.String(),
  weight: Type.Number({ minimum: 0, maximum: 1 }),
  evidence: Type.Array(
    Type.Object(
      { sentence: Words, source: Words, factIds: Type.Array(Id), at: At },
      { description: 'what it rests on' },
    ),
  ),
})

const Offer = Type.Object({
  id: Id,
  at: At,
  sku: Type.String(),
  personal: Type.Boolean(),
  events: Type.Array(Type.String({ description: 'shown, seen, clicked, hidden' })),
})

const Line = Type.Object({
  sku: Type.String(),
  title: Words,
  qty: Count,
  price: Money,
  picked: Count,
  packed: Count,
  shipped: Count,
  cancelled: Count,
})

const Order = Type.Object({
  id: Id,
  number: Type.String(),
  state: Type.String(),
  placedAt: At,
  total: Money,
  lines: Type.Array(Line),
  delivery: orNull(Type.Object({ receiver: Type.Object({}), address: Type.Object({}), note: orNull(Type.String()) })),
})

const Event = Type.Object({ at: At, name: Type.String(), payload: Type.Record(Type.String(), Type.Unknown()) })

const Device = Type.Object(
  { host: Type.String(), lang: Type.String(), since: At },
  { description: 'a browser that gets notifications, by the push service it is reached at' },
)

const Kept = Type.Object(
  { what: Words, days: orNull(Type.Integer()), why: Words },
  { description: 'what stays after an erasure, and how long; null: without an end' },
)

/** The shape of the export; docs/my-data-export.schema.json is this, and docs/my-data-export.md tells it. */
export const EXPORT_SHAPE = Type.Object(
  {
    $schema: Type.String(),
    format: Type.Literal('tuidan-person'),
    version: Type.Literal(2),
    exportedAt: At,
    site: Type.Object({ slug: Type.String(), name: Words }),
    personKey: Id,
    lang: Type.String(),
    since: At,
    accounts: Type.Array(Account),
    consents: Type.Array(Consent),
    personalOffers: Type.Object({ on: Type.Boolean(), usable: Type.Boolean() }),
    receipts: Type.Array(Receipt),
    readings: Type.Array(Reading),
    facts: Type.Array(Fact),
    interests: Type.Array(Interest),
    corrections: Type.Object({
      deniedInterests: Type.Array(Type.Object({ categoryId: Type.String(), label: Type.String() })),
      interests: Type.Array(
        Type.Object({
          categoryId: Type.String(),
          label: Type.String(),
          strength: orNull(Type.Unknown()),
          instead: orNull(Type.Object({ categoryId: Type.String(), label: Type.String() })),
        }),
        { description: 'interests you weighed yourself, or said to be others' },
      ),
      age: Type.Object({ from: Type.Unknown(), said: Type.String(), at: orNull(At) }),
    }),
    orders: Type.Array(Order),
    offers: Type.Array(Offer),
    devices: Type.Array(Device),
    history: Type.Array(Event),
    lookedAt: Type.Array(Type.Object({ at: At }), { description: 'when somebody of the shop looked at your data' }),
    keptAfterErasure: Type.Array(Kept),
  },
  {
    ...whole,
    $id: 'https://tuidan.example/my-data-export.schema.json',
    title: 'Everything a Tuidan site holds about one person',
  },
)

/** An export, as it is written. */
export type Exported = Static<typeof EXPORT_SHAPE>
