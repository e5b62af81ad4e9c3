-- What every room stands on: sites, staff, devices, persons, the event log and the outbox.
-- site_id leads every key: the same federated account on two sites is two shoppers.

create table installation (
  key text primary key,
  value jsonb not null,
  updated_at timestamptz not null default now()
);

create table site (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  name jsonb not null,                       -- {zh, en}
  is_demo boolean not null default false,
  currency text not null default 'CNY' check (currency ~ '^[A-Z]{3}$'),
  public_key text not null unique,           -- pk_…: named by the tag, no secret
  secret_hash bytea not null,                -- SHA-256 of sk_…, shown once
  origins text[] not null default '{}',      -- of the merchant's own website: CORS, returnTo
  settings jsonb not null default '{}',
  created_at timestamptz not null
);

create table staff (
  site_id uuid not null references site on delete cascade,
  id uuid not null,
  name text not null check (length(name) between 1 and 80),
  roles text[] not null,
  zones text[] not null default '{}',        -- empty: every zone
  lang text not null default 'zh' check (lang in ('zh', 'en')),
  state text not null default 'active' check (state in ('active', 'disabled')),
  created_at timestamptz not null,
  primary key (site_id, id),
  check (roles <@ array['owner', 'marketer', 'supervisor', 'picker', 'packer', 'shipper', 'receiver'])
);

-- A way in: single use, short-lived. Only the hash is kept.
create table staff_link (
  site_id uuid not null,
  token_hash bytea not null,
  staff_id uuid not null,
  opens text not null check (opens in ('console', 'phone')),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (site_id, token_hash),
  foreign key (site_id, staff_id) references staff on delete cascade
);

create table device (
  site_id uuid not null,
  id uuid not null,
  staff_id uuid not null,
  name text not null,
  user_agent text not null default '',
  created_at timestamptz not null,
  seen_at timestamptz not null,
  removed_at timestamptz,
  primary key (site_id, id),
  foreign key (site_id, staff_id) references staff on delete cascade
);

create table staff_session (
  site_id uuid not null,
  token_hash bytea not null,
  staff_id uuid not null,
  device_id uuid,                            -- set: a phone; null: a console
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (site_id, token_hash),
  foreign key (site_id, staff_id) references staff on delete cascade,
  foreign key (site_id, device_id) references device on delete cascade
);
create index staff_session_staff on staff_session (site_id, staff_id);

-- A shopper is a random key. What identifies the person stands in erasable tables, sealed under the person's own key.
create table person (
  site_id uuid not null references site on delete cascade,
  id uuid not null,
  lang text not null default 'zh' check (lang in ('zh', 'en')),
  created_at timestamptz not null,
  erased_at timestamptz,
  primary key (site_id, id)
);

create table person_key (
  site_id uuid not null,
  person_id uuid not null,
  wrapped bytea not null,
  primary key (site_id, person_id),
  foreign key (site_id, person_id) references person on delete cascade
);

create table shopper_session (
  site_id uuid not null,
  token_hash bytea not null,
  person_id uuid not null,
  signed_in_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (site_id, token_hash),
  foreign key (site_id, person_id) references person on delete cascade
);
create index shopper_session_person on shopper_session (site_id, person_id);

-- Append-only history. person_id is the random key and nothing else of the person.
create table event (
  site_id uuid not null references site on delete cascade,
  id uuid not null,
  name text not null,
  at timestamptz not null,
  order_id uuid,
  person_id uuid,
  payload jsonb not null default '{}',
  primary key (site_id, id)
);
create index event_order on event (site_id, order_id, at) where order_id is not null;
create index event_person on event (site_id, person_id, at) where person_id is not null;
create index event_recent on event (site_id, at desc);

-- Work to be done after the commit that wanted it, at due_at or later; a finished row is deleted.
create table outbox (
  site_id uuid not null references site on delete cascade,
  id uuid not null,
  kind text not null,
  ref text not null,
  payload jsonb not null default '{}',
  due_at timestamptz not null,
  lease_until timestamptz,
  tries int not null default 0,
  last_error text,
  dead_at timestamptz,
  primary key (site_id, id)
);
create index outbox_due on outbox (due_at) where dead_at is null;
create index outbox_ref on outbox (site_id, kind, ref);
