-- The shopper's service data source: consents with receipts, what was read under them, and the profile formed from it.

-- Append-only proof of every answer. Only the random person key; signed, so that a changed row is seen.
create table consent_receipt (
  site_id uuid not null references site on delete cascade,
  id uuid not null,
  person_id uuid not null,
  connector text not null,                   -- '*': the personal-offers switch
  stream text not null,
  purpose text not null check (purpose in ('read', 'profile', 'offers')),
  given boolean not null,
  text_version text not null,                -- which wording was shown
  lang text not null check (lang in ('zh', 'en')),
  how text not null check (how in ('sheet', 'my-data', 'offer', 'erase')),
  at timestamptz not null,
  signature bytea not null,
  primary key (site_id, id)
);
create index consent_receipt_person on consent_receipt (site_id, person_id, at);

-- What is in force now: no row, no consent.
create table consent (
  site_id uuid not null,
  person_id uuid not null,
  connector text not null,
  stream text not null,
  purpose text not null check (purpose in ('read', 'profile', 'offers')),
  receipt_id uuid not null,
  at timestamptz not null,
  primary key (site_id, person_id, connector, stream, purpose),
  foreign key (site_id, person_id) references person on delete cascade
);

-- How far the reading of one stream of one account is.
create table account_stream (
  site_id uuid not null,
  account_id uuid not null,
  stream text not null,
  person_id uuid not null,
  connector text not null,
  state text not null check (state in ('waiting', 'reading', 'done', 'failed', 'stopped')),
  next_page bytea,                           -- sealed under the person's key: such addresses may name people
  pages int not null default 0,              -- of this run; two readers of one page are told apart by it
  count int not null default 0,              -- items read in this run
  kept int not null default 0,               -- facts kept in this run
  set_aside int not null default 0,          -- sensitive ones, not kept at all
  total int,
  problem text,
  failures int not null default 0,
  next_at timestamptz,                       -- when reading goes on by itself
  started_at timestamptz not null,
  read_at timestamptz,                       -- when it was last read to the end
  primary key (site_id, account_id, stream),
  foreign key (site_id, account_id) references account on delete cascade
);
create index account_stream_person on account_stream (site_id, person_id);

-- One thing read. What it is stands sealed under the person's key.
create table fact (
  site_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  account_id uuid not null,
  connector text not null,
  stream text not null,
  source_hash bytea not null,
  sealed bytea not null,                     -- {verb, thing, name, at, categories}
  receipt_id uuid not null,                  -- the consent it was read under
  read_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (site_id, id),
  unique (site_id, account_id, stream, source_hash),
  foreign key (site_id, account_id) references account on delete cascade
);
create index fact_person on fact (site_id, person_id, read_at desc, id desc);
create index fact_expiry on fact (site_id, account_id, stream, expires_at);

-- Facts their owner removed: never read again.
create table fact_removed (
  site_id uuid not null,
  account_id uuid not null,
  stream text not null,
  source_hash bytea not null,
  primary key (site_id, account_id, stream, source_hash),
  foreign key (site_id, account_id) references account on delete cascade
);

-- What was understood, sealed; and the person's own word on it.
create table profile (
  site_id uuid not null,
  person_id uuid not null,
  version bigint not null default 0,         -- grows with every change; caches compare it
  sealed bytea,                              -- {interests, offers}
  denied bytea,                              -- sealed list of categories that are not to be inferred
  offers_switch text not null default 'unset' check (offers_switch in ('unset', 'on', 'off')),
  offers_switch_at timestamptz,
  consent_version text,                      -- receipt of the youngest consent to offers in force
  derived_at timestamptz,
  primary key (site_id, person_id),
  foreign key (site_id, person_id) references person on delete cascade
);
