-- Sign-in: how each site is registered with its providers, attempts under way, accounts and their tokens.

-- How a site is registered with a provider; beside what tuidan.json says.
create table connector_setting (
  site_id uuid not null references site on delete cascade,
  connector text not null check (connector ~ '^[a-z][a-z0-9-]{0,30}$'),
  kind text not null,                        -- the descriptor: oidc
  names jsonb not null,                      -- {zh, en}
  issuer text not null,
  client_id text not null,
  client_secret bytea,                       -- sealed; null for a public client
  token_auth text not null check (token_auth in ('client_secret_basic', 'client_secret_post', 'none')),
  source text,                               -- address of the open data source, null: sign-in only
  updated_at timestamptz not null,
  primary key (site_id, connector)
);

-- One try to sign in: single use, ten minutes, bound to one browser. Only hashes and sealed values.
create table sign_in_attempt (
  site_id uuid not null references site on delete cascade,
  state_hash bytea not null,
  browser_hash bytea not null,
  connector text not null,
  sealed bytea not null,                     -- {verifier, nonce, returnTo, issuer}
  expires_at timestamptz not null,
  primary key (site_id, state_hash)
);
create index sign_in_attempt_old on sign_in_attempt (expires_at);

-- A federated account of a shopper, keyed by (issuer, subject) and never by an address.
create table account (
  site_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  connector text not null,
  subject_hash bytea not null,
  sealed bytea not null,                     -- {issuer, subject, name, picture} under the person's key
  state text not null default 'connected' check (state in ('connected', 'needs-reconnect')),
  connected_at timestamptz not null,
  signed_in_at timestamptz not null,
  primary key (site_id, id),
  unique (site_id, subject_hash),
  foreign key (site_id, person_id) references person on delete cascade
);
create index account_person on account (site_id, person_id);

-- Tokens of other people, sealed and bound to site, connector, account and column.
create table account_token (
  site_id uuid not null,
  account_id uuid not null,
  access bytea not null,
  refresh bytea,
  expires_at timestamptz,                    -- null: it does not expire
  scopes text[] not null default '{}',
  updated_at timestamptz not null,
  primary key (site_id, account_id),
  foreign key (site_id, account_id) references account on delete cascade
);
