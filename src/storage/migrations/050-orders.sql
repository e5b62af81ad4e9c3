-- Orders and their lines. Who receives them stands apart, sealed, and is erased when the law's retention ends.

-- The last number given, one row a site; written last in the order's transaction, so that numbers have no gaps.
create table order_counter (
  site_id uuid primary key references site on delete cascade,
  last bigint not null
);

create table orders (
  site_id uuid not null references site on delete cascade,
  id uuid not null,
  number text not null,                       -- digits only: read aloud without doubt
  source text not null check (source ~ '^[a-z][a-z0-9-]{0,39}$'),   -- shop, api, or the intake that brought it
  external_id text check (length(external_id) between 1 and 100),
  state text not null check (state in ('received', 'reserved', 'released', 'picking', 'picked', 'packed', 'labelled',
    'registered', 'shipped', 'delivered', 'held', 'short', 'backordered', 'cancelled', 'returned')),
  payment_method text not null,
  payment_state text not null check (payment_state in ('on-delivery', 'awaiting', 'paid', 'failed', 'expired',
    'cancelled', 'refund-needed')),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  total bigint not null check (total >= 0),
  person_id uuid,                             -- the random key of a signed-in shopper
  held_reason text,
  pay_until timestamptz,                      -- an unpaid order holds its stock until then
  promise_at timestamptz not null,            -- leaves the building by then
  version int not null default 1,
  placed_at timestamptz not null,
  state_at timestamptz not null,
  primary key (site_id, id),
  unique (site_id, number),
  unique (site_id, source, external_id),
  foreign key (site_id, person_id) references person,
  check (state <> 'held' or held_reason is not null)
) with (fillfactor = 70);
create index orders_state on orders (site_id, state, promise_at);
create index orders_recent on orders (site_id, placed_at desc, id desc);
create index orders_person on orders (site_id, person_id, placed_at desc) where person_id is not null;

create table order_line (
  site_id uuid not null,
  order_id uuid not null,
  seq int not null check (seq > 0),
  sku text not null,
  qty int not null check (qty between 1 and 9999),
  price bigint not null check (price >= 0),   -- of one piece, when it was ordered
  title jsonb not null,                       -- {zh, en} as it read then
  picked int not null default 0,
  packed int not null default 0,
  shipped int not null default 0,
  cancelled int not null default 0,           -- will not be sent: short, or taken off
  primary key (site_id, order_id, seq),
  unique (site_id, order_id, sku),
  foreign key (site_id, order_id) references orders on delete cascade,
  check (0 <= shipped and shipped <= packed and packed <= picked and picked <= qty),
  check (0 <= cancelled and cancelled <= qty)
) with (fillfactor = 70);
create index order_line_sku on order_line (site_id, sku);

-- Name, phone, address and note, sealed under the master key: the law keeps an order even when its shopper is erased.
create table order_receiver (
  site_id uuid not null,
  order_id uuid not null,
  sealed bytea not null,
  erase_after timestamptz not null,
  primary key (site_id, order_id),
  foreign key (site_id, order_id) references orders on delete cascade
);
create index order_receiver_due on order_receiver (erase_after);

-- Same key and same body: same answer. Only what was done is remembered; a refused order may be tried again.
create table idempotency (
  site_id uuid not null references site on delete cascade,
  scope text not null,
  key text not null check (length(key) between 1 and 200),
  request_hash bytea not null,
  status int not null,
  response jsonb,
  at timestamptz not null,
  primary key (site_id, scope, key)
);
create index idempotency_age on idempotency (at);

create table payment_setting (
  site_id uuid not null references site on delete cascade,
  provider text not null,
  sealed bytea not null,                      -- the secret shared with the provider
  primary key (site_id, provider)
);

-- What a provider told, once each: a callback may come twice.
create table payment_event (
  site_id uuid not null,
  provider text not null,
  event_id text not null,
  order_id uuid not null,
  state text not null check (state in ('paid', 'failed')),
  at timestamptz not null,
  primary key (site_id, provider, event_id),
  foreign key (site_id, order_id) references orders on delete cascade
);
create index payment_event_order on payment_event (site_id, order_id);
