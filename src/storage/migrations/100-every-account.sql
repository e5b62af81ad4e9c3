-- Sign-in with every kind of account: what a registration holds beside id and secret, registrations made by ourselves with
-- servers that people typed, other names of an account, and the key that tokens are bound to.

alter table connector_setting
  add setup bytea;                           -- {field: value} of the descriptor's own fields, sealed together; null: none

-- How a site is known to a server that somebody typed. The server may be one person's own: it stands nowhere in clear.
create table found_client (
  site_id uuid not null references site on delete cascade,
  connector text not null,
  issuer_hash bytea not null,
  sealed bytea not null,                     -- {issuer, id, secret, tokenAuth, redirectUri}
  used_at timestamptz not null,
  primary key (site_id, connector, issuer_hash)
);

-- Other names of the same account: WeChat's openid of one app beside the unionid.
create table account_alias (
  site_id uuid not null,
  subject_hash bytea not null,
  account_id uuid not null,
  primary key (site_id, subject_hash),
  foreign key (site_id, account_id) references account on delete cascade
);
create index account_alias_account on account_alias (site_id, account_id);

alter table account_token
  add dpop bytea,                            -- private key that the tokens are bound to (RFC 9449), sealed
  add server bytea;                          -- the server they are from, where it was typed, sealed
