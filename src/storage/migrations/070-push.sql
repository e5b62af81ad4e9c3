-- What is told to a phone: the message, its place in the recipient's stream, and where it can be pushed to.

create table push_key (
  site_id uuid primary key references site on delete cascade,
  public_key text not null,                   -- P-256, base64url: the applicationServerKey of RFC 8292
  private_key bytea not null                  -- sealed
);

create table push_message (
  site_id uuid not null references site on delete cascade,
  id uuid not null,
  recipient text not null,                    -- worker:<id> | shopper:<person id> | order:<id>
  topic text not null,
  title jsonb not null,
  body jsonb not null,
  url text not null,
  urgency text not null check (urgency in ('low', 'normal', 'high')),
  data jsonb not null default '{}',
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (site_id, id)
);
create index push_message_recent on push_message (site_id, created_at desc);

-- Numbered per recipient under that recipient's lock, because row ids are not in commit order.
create table inbox_head (
  site_id uuid not null references site on delete cascade,
  recipient text not null,
  last bigint not null default 0,
  primary key (site_id, recipient)
);
create table inbox (
  site_id uuid not null,
  recipient text not null,
  n bigint not null,
  event text not null,
  data jsonb not null,
  at timestamptz not null,
  primary key (site_id, recipient, n),
  foreign key (site_id, recipient) references inbox_head on delete cascade
);
create index inbox_old on inbox (at);

create table push_subscription (
  site_id uuid not null references site on delete cascade,
  id uuid not null,
  recipient text not null,
  device_id uuid,
  endpoint_hash bytea not null,
  sealed bytea not null,                      -- {endpoint, p256dh, auth}: an address of somebody's phone
  host text not null,
  lang text not null default 'zh' check (lang in ('zh', 'en')),
  created_at timestamptz not null,
  shown_at timestamptz,
  gone_at timestamptz,
  primary key (site_id, id),
  unique (site_id, recipient, endpoint_hash)
);

-- One row a message, channel and subscription: 201 means stored there, never delivered.
create table push_delivery (
  site_id uuid not null,
  message_id uuid not null,
  subscription_id uuid not null,
  state text not null check (state in ('accepted', 'received', 'shown', 'opened', 'expired', 'gone', 'failed')),
  detail text,
  at timestamptz not null,
  primary key (site_id, message_id, subscription_id),
  foreign key (site_id, message_id) references push_message on delete cascade,
  foreign key (site_id, subscription_id) references push_subscription on delete cascade
);
